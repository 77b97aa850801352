"""Integrations: commands, buttons, dialogs and response_urls, and what their answers do."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from urllib.parse import urlencode

from . import mattermost_posts as posts
from .mattermost_calls import MAX_ANSWER, CallFailed, Got
from .mattermost_people import User
from .mattermost_rules import check_answer
from .mattermost_shapes import attachment_json, go_json
from .mattermost_world import (AppError, Channel, Command, Hook, Post, World, invalid_param, new_id)

ANSWER_KEYS = {"response_type": "", "text": "", "username": "", "channel_id": "", "icon_url": "",
               "type": "", "props": None, "goto_location": "", "trigger_id": "",
               "skip_slack_parsing": False, "attachments": None, "extra_responses": None}
KINDS = {"response_type": str, "text": str, "username": str, "channel_id": str, "icon_url": str,
         "type": str, "goto_location": str, "trigger_id": str, "props": dict,
         "skip_slack_parsing": bool, "attachments": list, "extra_responses": list}
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def new_trigger(world: World, user: User) -> tuple[str, str]:
    """What the client gets, and the signed one that the integration gets."""
    client = new_id()
    world.set_trigger(client, user.id)
    seal = hashlib.sha256(f"{client}{user.id}".encode()).digest() * 2
    sign = base64.b64encode(b"0D\x02 " + seal + b"\x02")[:96].decode()
    ms = world.ms()
    return client, base64.b64encode(f"{client}:{user.id}:{ms}:{sign}".encode()).decode()


def open_trigger(world: World, trigger_id: str) -> tuple[str, User]:
    """Whose click this was."""
    try:
        parts = base64.b64decode(trigger_id, validate=True).decode().split(":")
    except ValueError:
        raise AppError("interactive_message.decode_trigger_id.base64_decode_failed",
                       "Failed to decode base64 for trigger ID for interactive dialog.",
                       400) from None
    if len(parts) != 4:
        raise AppError("interactive_message.decode_trigger_id.missing_data",
                       "Trigger ID missing required data for interactive dialog.", 400)
    client, user_id, _ms, _sign = parts
    known, until = world.triggers.get(client, ("", 0.0))
    if known != user_id:
        raise AppError("interactive_message.decode_trigger_id.verify_signature_failed",
                       "Signature verification failed of trigger ID for interactive dialog.", 400)
    if world.now() > until:
        raise AppError("interactive_message.decode_trigger_id.expired",
                       "Trigger ID for interactive dialog is expired. Trigger IDs live for a "
                       f"maximum of {world.timing.trigger_s:g} seconds.", 400)
    return client, world.users[user_id]


# --- commands


async def execute(fake, user: User, channel: Channel, team_id: str, typed: str, root_id="") -> dict:
    """Runs what was typed; gives what the client gets."""
    world, team = fake.world, fake.world.teams[team_id]
    match = re.match(r"(\S+)\s?(.*)", typed, re.S)
    trigger, text = match.group(1).lower().removeprefix("/"), match.group(2)
    client, trigger_id = new_trigger(world, user)
    command = next((c for c in world.commands.values()
                    if c.team_id == team_id and c.trigger == trigger), None)
    if command is None:
        raise AppError(
            "api.command.execute_command.not_found.app_error",
            f"Command with a trigger of '{trigger}' not found. To send a message beginning with "
            "\"/\", try adding an empty space at the beginning of the message.", 404)
    hook = world.new_hook(command, user.id, channel.id, team_id, root_id)
    form = command_form(world, user, channel, team, command, text, trigger_id, root_id, hook)
    try:
        got = await fake.caller.post("command", command.url, urlencode(form).encode(), FORM,
                                     command.token)
    except CallFailed:
        raise failed(trigger) from None
    if got.status != 200:
        raise AppError("api.command.execute_command.failed_resp.app_error",
                       f"Command with a trigger of '{trigger}' returned response {got.status} "
                       f"{got.reason}.", 500)
    answer = read_answer(world, got, lambda: failed(trigger))
    answer["trigger_id"] = client
    show_answer(world, command, user, channel, root_id, answer)
    return answer


def failed(trigger: str) -> AppError:
    return AppError("api.command.execute_command.failed.app_error",
                    f"Command with a trigger of '{trigger}' failed.", 500)


def command_form(world, user, channel, team, command, text, trigger_id, root_id, hook) -> list:
    """The fields of the call, sorted as Go sorts them."""
    form = {"token": command.token, "team_id": team.id, "team_domain": team.name,
            "channel_id": channel.id, "channel_name": channel.name, "user_id": user.id,
            "user_name": user.username, "command": f"/{command.trigger}", "text": text,
            "trigger_id": trigger_id,
            "response_url": f"{world.site_url or world.address}/hooks/commands/{hook.id}"}
    if world.is_new:
        form["root_id"] = root_id
    pairs = list(form.items())
    for name in dict.fromkeys(n.lower() for n in posts.MENTION.findall(text)):
        person = world.by_username.get(name) or world.by_username.get(name.rstrip("._-"))
        if person and team.has(person.id):
            pairs += [("user_mentions", person.username), ("user_mentions_ids", person.id)]
    for name in dict.fromkeys(re.findall(r"\B~([a-zA-Z0-9_-]+)", text)):
        place = world.channel_named(team.id, name)
        if place and place.type == "O":
            pairs += [("channel_mentions", name), ("channel_mentions_ids", place.id)]
    return sorted(pairs, key=lambda pair: pair[0])


def read_answer(world: World, got: Got, bad) -> dict:
    """An integration's answer in full; raises bad() where it is none."""
    kind = got.headers.get("content-type", "").partition(";")[0].strip()
    if kind != JSON:
        return {**ANSWER_KEYS, "text": got.body[:MAX_ANSWER].decode("utf-8", "replace")}
    try:
        return filled(unless_null(json.loads(got.body[:MAX_ANSWER])))
    except (ValueError, RecursionError):
        world.note("bad_answer", what="command", body=got.body[:500])
        raise bad() from None


def unless_null(answer):
    """Go reads null as an object without anything in it."""
    return {} if answer is None else answer


def filled(answer) -> dict:
    """All keys in the server's order; ValueError where a kind is wrong, as in Go."""
    if not isinstance(answer, dict):
        raise ValueError("no object")
    out = dict(ANSWER_KEYS)
    for key, value in answer.items():
        if key not in KINDS or value is None:
            continue
        if not isinstance(value, KINDS[key]):
            raise ValueError(key)
        out[key] = value
    if out["extra_responses"] is not None:
        out["extra_responses"] = [filled(e) for e in out["extra_responses"]]
    return out


def show_answer(world: World, command: Command, user: User, channel: Channel, root_id: str,
                answer: dict):
    """Makes the posts of an answer and of those within it; the answer becomes what clients get.
    Where one cannot be made the others are, and the client hears of the failure alone."""
    failure = None
    for one in (answer, *(answer["extra_responses"] or ())):
        check_answer(world, "command answer", one)
        if one["response_type"] == "in_channel":
            world.note("invalid", what="command answer", why="in_channel speaks as the user")
        try:
            _show_one(world, user, channel, root_id, one)
        except AppError as error:
            failure = error
    if failure is not None:
        raise AppError("api.command.execute_command.create_post_failed.app_error",
                       f"Command '{command.trigger}' failed to post response. Please contact your "
                       "System Administrator.", 500)


def _show_one(world, user, channel, root_id, one):
    if one["channel_id"]:
        channel = world.channels.get(one["channel_id"])
    if channel is None or user.id not in channel.members or one["type"].startswith("system_"):
        raise AppError("api.command.command_post.forbidden.app_error", "", 403)
    if not one["skip_slack_parsing"]:
        one["text"] = posts.slack_text(world, one["text"])
        if one["attachments"]:
            one["attachments"] = posts.slack_attachments(world, one["attachments"])
    text = one["text"] if one["skip_slack_parsing"] else posts.slack_links(one["text"])
    props = {**copy.deepcopy(one["props"] or {}), "from_webhook": "true"}
    if one["attachments"] is not None:
        props["attachments"] = copy.deepcopy(one["attachments"])
    if one["response_type"] == "in_channel":
        draft = posts.Draft(text, root_id, props, by_hook=True)
        post, _is_new = posts.create(world, user, channel, draft)
        cookies, sealed = {}, False
    elif one["text"] or one["attachments"]:
        post = posts.ephemeral(world, user, channel, text, props, root_id)
        cookies, sealed = posts.cookies(world, post), world.is_new
    else:
        return
    if one["attachments"]:
        one["attachments"] = [_answered(a, cookies, sealed)
                              for a in post.props.get("attachments") or []]


def _answered(attachment: dict, cookies: dict, sealed: bool) -> dict:
    """An attachment in the client's answer: until 11 with its integrations in the open."""
    out = attachment_json(attachment, cookies)
    if not sealed:
        for shown, action in zip(out.get("actions", ()), attachment.get("actions") or ()):
            if action.get("integration"):
                shown["integration"] = action["integration"]
    return out


def use_hook(world: World, hook_id: str, content_type: str, body: bytes) -> Hook:
    """A POST to a response_url."""
    def bad():
        return AppError("web.command_webhook.parse.app_error",
                        "Unable to parse incoming data.", 400)
    answer = read_answer(world, Got(200, "", {"content-type": content_type}, body), bad)
    hook = world.use_hook(hook_id)
    channel = world.channels[hook.channel_id]
    world.note("response", hook=hook.id, user=world.users[hook.user_id].username,
               channel=channel.id, answer=answer, uses=hook.uses)
    show_answer(world, hook.command, world.users[hook.user_id], channel, hook.root_id, answer)
    return hook


# --- buttons


async def press(fake, user: User, post_id: str, action_id: str, selected: str, cookie: str) -> dict:
    """A click, as the client reports it; gives the client's answer."""
    world = fake.world
    stored, source = world.posts.get(post_id), None
    if cookie:
        source = _opened_cookie(world, cookie)
        if not world.may_read(user, world.channels[source[0].channel_id]):
            raise AppError("api.context.permissions.app_error",
                           "You do not have the appropriate permissions.", 403)
    elif stored is None or not world.may_read(user, world.channels[stored.channel_id]):
        raise AppError("api.context.permissions.app_error",
                       "You do not have the appropriate permissions.", 403)
    if stored is None or stored.delete_at:
        if source is None:
            raise not_found()
        post, action = source
        if post.id != post_id:
            raise broken("postId doesn't match")
    else:
        post, action = stored, posts.find_action(stored, action_id)
    if action is None or not action.get("integration"):
        raise AppError("api.post.do_action.action_id.app_error", "Invalid action id.", 404)
    client, body = action_call(world, user, post, action, selected)
    answer = await _call_action(fake, "action", action["integration"].get("url", ""), body)
    _apply_action(world, user, post, stored, answer)
    return {"status": "OK", "trigger_id": client}


def not_found() -> AppError:
    return AppError("app.post.get.app_error", "Unable to get the post.", 404)


def broken(detail: str) -> AppError:
    return AppError("api.post.do_action.action_integration.app_error", "Action integration error.",
                    400, detail)


def _opened_cookie(world: World, cookie: str) -> tuple[Post, dict]:
    _mark, _, rest = cookie.partition(".")
    post_id, _, action_id = rest.partition(".")
    post = world.ephemerals.get(post_id) or world.posts.get(post_id)
    action = posts.find_action(post, action_id) if post else None
    if action is None:
        raise broken("invalid cookie")
    return post, action


def action_call(world: World, user, post, action, selected) -> tuple[str, bytes]:
    """The client's half of the trigger, and the body of the call."""
    channel = world.channels[post.channel_id]
    team = world.teams.get(channel.team_id)
    client, trigger_id = new_trigger(world, user)
    context, source = copy.deepcopy(action["integration"].get("context")), ""
    if action.get("type") == "select" and selected:
        context = {**(context or {}), "selected_option": selected}
        source = action.get("data_source") or ""
    body = {"user_id": user.id, "user_name": user.username, "channel_id": channel.id,
            "channel_name": channel.name, "team_id": channel.team_id,
            "team_domain": team.name if team else "", "post_id": post.id,
            "trigger_id": trigger_id, "type": action.get("type", ""), "data_source": source}
    if context:
        body["context"] = sorted_deep(context)
    return client, go_json(body).encode()


def sorted_deep(value):
    """Go writes the keys of maps in order."""
    if isinstance(value, dict):
        return {k: sorted_deep(value[k]) for k in sorted(value)}
    if isinstance(value, list):
        return [sorted_deep(v) for v in value]
    return value


async def _call_action(fake, kind: str, url: str, body: bytes) -> dict:
    """The integration's answer. One to a dialog that cannot be read counts as an empty one."""
    try:
        got = await fake.caller.post(kind, url, body, JSON)
    except CallFailed as error:
        raise broken(str(error)) from None
    if got.status != 200:
        raise broken(f"status={got.status}")
    if not got.body and (kind == "dialog" or fake.world.is_new):
        return {}
    try:
        answer = unless_null(json.loads(got.body[:MAX_ANSWER]))
        if not isinstance(answer, dict):
            raise ValueError("no object")
        return answer
    except (ValueError, RecursionError) as error:
        fake.world.note("bad_answer", what=kind, body=got.body[:500])
        if kind == "dialog":
            return {}
        raise broken(f"err={error}") from None


def _apply_action(world: World, user: User, post: Post, stored: Post | None, answer: dict):
    check_answer(world, "action answer", answer)
    update, retained = answer.get("update"), {
        k: post.props[k] for k in posts.RETAINED if k in post.props}
    if update is not None:
        if stored is None:
            world.note("invalid", what="action answer", why="update of an ephemeral post")
            raise not_found()
        props = update.get("props")
        if props is not None:
            props = {k: v for k, v in props.items() if k not in posts.RETAINED} | retained
        posts.update(world, stored, update.get("message") or "", props)
    text = answer.get("ephemeral_text")
    if text:
        if not answer.get("skip_slack_parsing"):
            text = posts.slack_links(text)
        posts.ephemeral(world, user, world.channels[post.channel_id], text, retained,
                        post.root_id or post.id)


# --- dialogs


def open_dialog(world: World, data: dict):
    """Sends open_dialog to whoever clicked."""
    if not data.get("url"):
        raise invalid_param("url")
    client, user = open_trigger(world, data.get("trigger_id") or "")
    dialog = data.get("dialog") or {}
    shown = {"trigger_id": client, "url": data["url"], "dialog": dialog_json(world, dialog)}
    world.note("dialog", user=user.username, dialog=shown["dialog"],
               url=data["url"], trigger_id=client,
               text="\n".join([dialog.get("title") or "", dialog.get("introduction_text") or ""]))
    world.emit("open_dialog", {"dialog": go_json(shown)}, user_id=user.id)


def dialog_json(world: World, dialog: dict) -> dict:
    out = {k: dialog.get(k) or "" for k in ("callback_id", "title", "introduction_text",
                                            "icon_url")}
    elements = dialog.get("elements")
    out["elements"] = [element_json(world, e) for e in elements] if elements is not None else None
    return out | {"submit_label": dialog.get("submit_label") or "",
                  "notify_on_cancel": bool(dialog.get("notify_on_cancel")),
                  "state": dialog.get("state") or ""}


def element_json(world: World, element: dict) -> dict:
    out = {k: element.get(k) or "" for k in ("display_name", "name", "type", "subtype", "default",
                                             "placeholder", "help_text")}
    out |= {"optional": bool(element.get("optional")),
            "min_length": element.get("min_length") or 0,
            "max_length": element.get("max_length") or 0,
            "data_source": element.get("data_source") or "", "options": element.get("options")}
    return out | ({"multiselect": bool(element.get("multiselect"))} if world.is_new else {})


async def submit_dialog(fake, user: User, data: dict) -> dict:
    """What a client sends when a dialog is submitted or cancelled; all but user_id is its word."""
    if not data.get("url"):
        raise invalid_param("url")
    body = {"type": "dialog_submission", "callback_id": data.get("callback_id") or "",
            "state": data.get("state") or "", "user_id": user.id,
            "channel_id": data.get("channel_id") or "", "team_id": data.get("team_id") or "",
            "submission": sorted_deep(data.get("submission")),
            "cancelled": bool(data.get("cancelled"))}
    answer = await _call_action(fake, "dialog", data["url"], go_json(body).encode())
    allowed = ("error", "errors", "type", "form") if fake.world.is_new else ("error", "errors")
    return {k: answer[k] for k in allowed if answer.get(k)}
