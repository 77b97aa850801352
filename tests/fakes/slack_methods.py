"""Web API: auth, team, users, dnd, views, files, apps.connections.open."""

from __future__ import annotations

import mimetypes
import secrets
import time

from .slack_args import SPECIAL, TIER2, TIER3, TIER4, flag, method, need, number
from .slack_blocks import view_errors, view_is_too_large
from .slack_chat import channel_for_post, echo, usable_files
from .slack_look import _options
from .slack_people import user_object
from .slack_world import SlackError, World, page, public

MAX_STACK = 3


@method("api.test", "", SPECIAL)
def api_test(world: World, args: dict) -> dict:
    return {"args": {k: v for k, v in args.items() if k != "token"}}


@method("auth.test", "", SPECIAL)
def auth_test(world: World, args: dict) -> dict:
    return {"url": f"https://{world.domain}.slack.example/", "team": world.name,
            "user": world.people[world.bot_user].name, "team_id": world.team_id,
            "user_id": world.bot_user, "bot_id": world.bot_id, "is_enterprise_install": False}


@method("team.info", "team:read", TIER3)
def team_info(world: World, args: dict) -> dict:
    return {"team": {"id": world.team_id, "name": world.name, "domain": world.domain,
                     "email_domain": "", "icon": {"image_default": True}}}


@method("apps.connections.open", "connections:write", TIER3, token="app")
def connections_open(world: World, args: dict) -> dict:
    return {"url": world.new_ticket(),
            "response_metadata": {"scopes": ["connections:write"],
                                  "acceptedScopes": ["connections:write"]}}


@method("bots.info", "users:read", TIER3)
def bots_info(world: World, args: dict) -> dict:
    return {"bot": {"id": world.bot_id, "deleted": False, "app_id": world.app_id,
                    "name": world.people[world.bot_user].name, "user_id": world.bot_user}}


# --- users


def shown_user(world: World, person, locale: bool) -> dict:
    return user_object(person, world.team_id, locale=locale,
                       email="users:read.email" in world.scopes)


@method("users.list", "users:read", TIER2)
def users_list(world: World, args: dict) -> dict:
    people = list(world.people.values())
    if not args.get("limit") and len(people) > 1000:
        raise SlackError("limit_required")
    limit = number(args, "limit", 1000, 1, 1000)
    part, cursor = page(people, args.get("cursor"), limit)
    locale = flag(args, "include_locale")
    return {"members": [shown_user(world, p, locale) for p in part], "cache_ts": int(time.time()),
            "response_metadata": {"next_cursor": cursor}}


@method("users.info", "users:read", TIER4)
def users_info(world: World, args: dict) -> dict:
    person = world.people.get(need(args, "user", "user_not_found"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": shown_user(world, person, flag(args, "include_locale"))}


@method("users.lookupByEmail", "users:read.email", TIER3)
def users_lookup(world: World, args: dict) -> dict:
    email = need(args, "email")
    for person in world.people.values():
        if person.email == email and not person.deleted:
            return {"user": shown_user(world, person, False)}
    raise SlackError("users_not_found")


NO_DND = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


@method("dnd.info", "dnd:read", TIER3)
def dnd_info(world: World, args: dict) -> dict:
    person = world.people.get(args.get("user") or world.bot_user)
    if person is None:
        raise SlackError("user_not_found")
    return {**(person.dnd or NO_DND), "snooze_enabled": False}


@method("dnd.teamInfo", "dnd:read", TIER2)
def dnd_team_info(world: World, args: dict) -> dict:
    ids = [u for u in str(need(args, "users")).split(",") if u in world.people]
    return {"users": {u: world.people[u].dnd or NO_DND for u in ids}}


# --- views


def check_view(world: World, view, surface: str):
    if isinstance(view, dict) and view_is_too_large(view):
        raise SlackError("view_too_large")
    errors = view_errors(view, usable_files(world), surface)
    if errors:
        world.note("invalid", errors=errors, view=view)
        raise SlackError("invalid_arguments", response_metadata={
            "messages": [f"[ERROR] {e}" for e in errors]})


def stored_view(world: World, view: dict, user: str, **more) -> dict:
    """Gives a view what Slack gives it: ids, hash, the state of its fields."""
    blocks = world.with_ids(view["blocks"])
    full = {
        "id": world.new_id("V"), "team_id": world.team_id, "type": view["type"], "blocks": blocks,
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""), "external_id": view.get("external_id", ""),
        "state": {"values": first_state(blocks)}, "hash": f"{int(time.time())}.{secrets.token_hex(4)}",
        "title": view.get("title"), "submit": view.get("submit"), "close": view.get("close"),
        "clear_on_close": view.get("clear_on_close", False),
        "notify_on_close": view.get("notify_on_close", False), "submit_disabled": False,
        "previous_view_id": None, "root_view_id": None, "app_id": world.app_id,
        "app_installed_team_id": world.team_id, "bot_id": world.bot_id, **more,
        "_user": user, "_open": True,
    }
    full["root_view_id"] = full["root_view_id"] or full["id"]
    world.views[full["id"]] = full
    return full


def first_state(blocks: list) -> dict:
    """state.values as it is when the view opens: every stateful element, with its initial value."""
    values = {}
    for block in blocks:
        elements = [block.get("element"), block.get("accessory")]
        elements += block.get("elements", []) if block["type"] == "actions" else []
        for element in elements:
            if isinstance(element, dict) and (state := element_state(element)) is not None:
                values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


STATE_KEYS = {
    "plain_text_input": ("value", "initial_value"), "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"), "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}


def element_state(element: dict, value=None) -> dict | None:
    """How one element stands in state.values; None for what has no state."""
    if element["type"] not in STATE_KEYS:
        return None
    key, initial = STATE_KEYS[element["type"]]
    empty = [] if key.endswith("options") or key == "selected_users" else None
    if value is None:
        value = element.get(initial, empty)
    elif key == "selected_option":
        value = option_called(element, value)
    elif key == "selected_options":
        value = [option_called(element, v) for v in value]
    return {"type": element["type"], key: value}


def option_called(element: dict, wanted) -> dict:
    for option in _options(element):
        if wanted in (option, option.get("value"), option["text"]["text"]):
            return option
    raise LookupError(f"no option {wanted!r} in {element.get('action_id')}")


@method("views.open", "", TIER4)
def views_open(world: World, args: dict) -> dict:
    trigger = world.use_trigger(args.get("trigger_id"))
    check_view(world, args.get("view"), "modal")
    view = stored_view(world, args["view"], trigger.user)
    world.note("view", interaction=trigger.interaction, how="open", user=trigger.user,
               view=public(view))
    return {"view": public(view)}


@method("views.push", "", TIER4)
def views_push(world: World, args: dict) -> dict:
    trigger = world.use_trigger(args.get("trigger_id"))
    check_view(world, args.get("view"), "modal")
    below = world.views.get(trigger.view_id or "")
    if below is None or not below["_open"]:
        raise SlackError("not_found")
    view = push_view(world, args["view"], below)
    world.note("view", interaction=trigger.interaction, how="push", user=trigger.user,
               view=public(view))
    return {"view": public(view)}


def push_view(world: World, view: dict, below: dict) -> dict:
    depth, at = 1, below
    while at["previous_view_id"]:
        depth, at = depth + 1, world.views[at["previous_view_id"]]
    if depth >= MAX_STACK:
        raise SlackError("push_limit_reached")
    return stored_view(world, view, below["_user"], previous_view_id=below["id"],
                       root_view_id=below["root_view_id"])


@method("views.update", "", TIER4)
def views_update(world: World, args: dict) -> dict:
    view = find_view(world, args)
    check_view(world, args.get("view"), view["type"])
    if args.get("hash") and args["hash"] != view["hash"]:
        raise SlackError("hash_conflict")
    replace_view(world, view, args["view"])
    world.note("view", interaction=None, how="update", user=view["_user"], view=public(view))
    return {"view": public(view)}


def find_view(world: World, args: dict) -> dict:
    for view in world.views.values():
        if view["id"] == args.get("view_id") or (
                args.get("external_id") and view["external_id"] == args["external_id"]):
            if view["_open"]:
                return view
    raise SlackError("not_found")


def replace_view(world: World, old: dict, view: dict):
    """The content of an open view changes; its place in the stack stays."""
    new = stored_view(world, view, old["_user"])
    del world.views[new["id"]]
    kept = ("id", "previous_view_id", "root_view_id")
    old.update({k: v for k, v in new.items() if k not in kept})


@method("views.publish", "", TIER4)
def views_publish(world: World, args: dict) -> dict:
    user = need(args, "user_id")
    if user not in world.people:
        raise SlackError("user_not_found")
    check_view(world, args.get("view"), "home")
    before = world.homes.get(user)
    if args.get("hash") and before and before["hash"] != args["hash"]:
        raise SlackError("hash_conflict")
    view = stored_view(world, args["view"], user)
    world.homes[user] = view
    world.note("home", user=user, view=public(view))
    return {"view": public(view)}


# --- files


@method("files.getUploadURLExternal", "files:write", TIER4)
def get_upload_url(world: World, args: dict) -> dict:
    name, length = need(args, "filename"), number(args, "length", 0, 1, 1 << 30)
    file_id = world.new_id("F")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    world.files[file_id] = {
        "id": file_id, "name": name, "title": name, "mimetype": kind, "size": length,
        "filetype": name.rpartition(".")[2].lower(), "alt_txt": args.get("alt_txt", ""),
        "user": world.bot_user, "created": int(time.time()), "is_public": False,
        "url_private": f"{world.base_url}files/{file_id}/{name}",
        "permalink": f"https://{world.domain}.slack.example/files/{file_id}",
        "_bytes": None, "_ready_at": None,
    }
    return {"upload_url": f"{world.base_url}upload/{file_id}", "file_id": file_id}


@method("files.completeUploadExternal", "files:write", TIER4)
def complete_upload(world: World, args: dict) -> dict:
    files = args.get("files")
    if not isinstance(files, list) or not files:
        raise SlackError("invalid_arguments")
    stored = [_complete_one(world, item) for item in files]
    targets = args.get("channels") or args.get("channel_id") or ""
    for ref in filter(None, targets.split(",")):
        _share_files(world, ref, stored, args)
    return {"files": [public(f) for f in stored]}


def _complete_one(world: World, item: dict) -> dict:
    file = world.files.get(item.get("id") if isinstance(item, dict) else None)
    if file is None or file["_bytes"] is None:
        raise SlackError("file_not_found")
    if len(file["_bytes"]) != file["size"]:
        raise SlackError("file_upload_size_mismatch")
    file["title"] = item.get("title") or file["name"]
    if file["_ready_at"] is None:
        file["_ready_at"] = world.now() + world.timing.file_ready_s
        world.note("file", file=public(file), size=len(file["_bytes"]))
    return file


def _share_files(world: World, ref: str, files: list, args: dict):
    channel = channel_for_post(world, ref)
    message = world.bot_message(args.get("initial_comment") or "", None,
                                files=[public(f) for f in files])
    stored = world.add_message(channel, message)
    world.note("post", channel=channel.id, message=public(stored))
    echo(world, channel, public(stored))


@method("files.info", "files:read", TIER4)
def files_info(world: World, args: dict) -> dict:
    file = world.files.get(need(args, "file", "file_not_found"))
    if file is None or file["_ready_at"] is None:
        raise SlackError("file_not_found")
    return {"file": public(file), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.delete", "files:write", TIER3)
def files_delete(world: World, args: dict) -> dict:
    if world.files.pop(need(args, "file", "file_not_found"), None) is None:
        raise SlackError("file_not_found")
    return {}
