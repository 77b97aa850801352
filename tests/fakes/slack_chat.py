"""Web API: chat.*, conversations.*, reactions.* and the response_url."""

from __future__ import annotations

import json

from .slack_args import SPECIAL, TIER2, TIER3, TIER4, flag, method, need, number
from .slack_blocks import message_errors
from .slack_world import Channel, SlackError, World, page, public

MAX_TEXT = 40_000
MAX_METADATA = 8_000  # the true number is not documented
HISTORY_SCOPE = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def need_scope(world: World, scope: str):
    if scope not in world.scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(world.scopes))


def check_blocks(world: World, blocks):
    """Raises invalid_blocks with the reasons, which are noted too."""
    if blocks is None:
        return
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    errors = message_errors(blocks, usable_files(world))
    if errors:
        world.note("invalid", errors=errors, blocks=blocks)
        raise SlackError("invalid_blocks", errors=errors, response_metadata={
            "messages": [f"[ERROR] {e}" for e in errors]})


def usable_files(world: World) -> dict:
    now = world.now()
    return {k: f for k, f in world.files.items() if f["_ready_at"] and f["_ready_at"] <= now}


def check_content(world: World, args: dict):
    text, blocks = args.get("text"), args.get("blocks")
    if args.get("markdown_text") and (text or blocks):
        raise SlackError("markdown_text_conflict")
    check_blocks(world, blocks)
    if not (text or blocks or args.get("attachments") or args.get("markdown_text")):
        raise SlackError("no_text")
    if text is not None and not isinstance(text, str):
        raise SlackError("invalid_arguments")


def check_metadata(metadata):
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > MAX_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def channel_for_post(world: World, ref: str) -> Channel:
    """Where a message may go: a channel, or a member's direct messages."""
    if ref in world.people:
        if world.people[ref].deleted:
            raise SlackError("user_disabled")
        return world.open_dm([ref])
    channel = world.channel(ref)
    if not world.visible(channel):
        raise SlackError("channel_not_found")
    if channel.archived:
        raise SlackError("is_archived")
    if world.bot_user not in channel.members and "chat:write.public" not in world.scopes:
        raise SlackError("not_in_channel")
    return channel


def channel_for_read(world: World, args: dict) -> Channel:
    channel = world.channel(need(args, "channel", "channel_not_found"))
    if not world.visible(channel):
        raise SlackError("channel_not_found")
    need_scope(world, f"{HISTORY_SCOPE[channel.kind]}:history")
    if world.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def echo(world: World, channel: Channel, event: dict):
    """An app that hears a channel hears its own messages there as well."""
    if world.bot_user in channel.members:
        world.on_event({**event, "channel": channel.id, "channel_type": channel.kind,
                        "event_ts": event["ts"]})


@method("chat.postMessage", "chat:write", SPECIAL)
def post_message(world: World, args: dict) -> dict:
    channel = channel_for_post(world, need(args, "channel", "channel_not_found"))
    check_content(world, args)
    text = args.get("text") or args.get("markdown_text") or ""
    more = {}
    if metadata := check_metadata(args.get("metadata")):
        more["metadata"] = metadata
    if args.get("thread_ts"):
        if world.find_message(channel, args["thread_ts"]) is None:
            raise SlackError("thread_not_found")
        more["thread_ts"] = args["thread_ts"]
    if args.get("attachments"):
        more["attachments"] = args["attachments"]
    message = world.bot_message(text[:MAX_TEXT], args.get("blocks"), **more)
    stored = world.add_message(channel, message, world.timing.history_lag_s)
    world.note("post", channel=channel.id, message=public(stored))
    echo(world, channel, public(stored))
    return {"channel": channel.id, "ts": stored["ts"], "message": public(stored)}


def own_message(world: World, args: dict, error: str) -> tuple[Channel, dict]:
    channel = world.channel(need(args, "channel", "channel_not_found"))
    message = world.find_message(channel, need(args, "ts", "message_not_found"))
    if message is None:
        raise SlackError("message_not_found")
    if message.get("bot_id") != world.bot_id:
        raise SlackError(error)
    return channel, message


@method("chat.update", "chat:write", TIER3)
def update_message(world: World, args: dict) -> dict:
    channel, message = own_message(world, args, "cant_update_message")
    check_content(world, args)
    change_message(world, message, args)
    world.note("update", channel=channel.id, message=public(message))
    echo(world, channel, {"type": "message", "subtype": "message_changed", "hidden": True,
                          "ts": world.new_ts(), "message": public(message)})
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"],
            "message": public(message)}


def change_message(world: World, message: dict, args: dict):
    """Text without blocks takes the blocks away, as on Slack."""
    message["text"] = args.get("text") or ""
    message.pop("blocks", None)
    if args.get("blocks"):
        message["blocks"] = world.with_ids(args["blocks"])
    if metadata := check_metadata(args.get("metadata")):
        message["metadata"] = metadata
    message["edited"] = {"user": world.bot_user, "ts": world.new_ts()}


@method("chat.delete", "chat:write", TIER3)
def delete_message(world: World, args: dict) -> dict:
    channel, message = own_message(world, args, "cant_delete_message")
    channel.messages.remove(message)
    world.note("delete", channel=channel.id, ts=message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.postEphemeral", "chat:write", TIER4)
def post_ephemeral(world: World, args: dict) -> dict:
    channel = world.channel(need(args, "channel", "channel_not_found"))
    user = need(args, "user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    if world.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    check_content(world, args)
    message = world.add_ephemeral(channel.id, user, args.get("text") or "", args.get("blocks"))
    world.note("ephemeral", channel=channel.id, user=user, message=public(message))
    return {"message_ts": message["ts"]}


@method("chat.getPermalink", "", SPECIAL)
def get_permalink(world: World, args: dict) -> dict:
    channel, ts = world.channel(need(args, "channel")), need(args, "message_ts")
    if world.find_message(channel, ts) is None:
        raise SlackError("message_not_found")
    link = f"https://{world.domain}.slack.example/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


# --- response_url


def respond(world: World, token: str, body: dict) -> dict:
    """A POST to a response_url: new message, or change or deletion of the one it came from."""
    right = world.response_urls.get(token)
    if right is None:
        raise SlackError("invalid_url")
    if world.now() > right.expires:
        raise SlackError("expired_url")
    if right.uses >= world.timing.response_url_uses:
        raise SlackError("used_url")
    right.uses += 1
    message, how = _respond(world, right, body)
    world.note("response", interaction=right.interaction, user=right.user, how=how,
               channel=right.channel, body=body, message=message and public(message))
    return {"ok": True}


def _respond(world: World, right, body: dict) -> tuple[dict | None, str]:
    origin = find_origin(world, right)
    if body.get("delete_original"):
        if origin is not None:
            remove_origin(world, right, origin)
        return None, "delete"
    check_content(world, body)
    if body.get("replace_original") and origin is not None:
        change_message(world, origin, body)
        return origin, "replace"
    return show_answer(world, right.channel, right.user, body), "new"


def show_answer(world: World, channel_id: str, user: str, body: dict) -> dict:
    """Puts the answer of a command before its user, or before all."""
    if body.get("response_type") == "in_channel":
        message = world.bot_message(body.get("text") or "", body.get("blocks"))
        return world.add_message(world.channel(channel_id), message)
    return world.add_ephemeral(channel_id, user, body.get("text") or "", body.get("blocks"))


def find_origin(world: World, right) -> dict | None:
    if right.message_ts in world.ephemerals:
        return world.ephemerals[right.message_ts]
    if right.message_ts is None:
        return None
    return world.find_message(world.channel(right.channel), right.message_ts)


def remove_origin(world: World, right, origin: dict):
    if origin["ts"] in world.ephemerals:
        origin["_deleted"] = True
    else:
        world.channel(right.channel).messages.remove(origin)


# --- conversations


@method("conversations.history", "", TIER3)
def history(world: World, args: dict) -> dict:
    channel = channel_for_read(world, args)
    heads = [m for m in channel.messages if m.get("thread_ts", m["ts"]) == m["ts"]]
    return read_messages(world, args, heads[::-1])


@method("conversations.replies", "", TIER3)
def replies(world: World, args: dict) -> dict:
    channel, ts = channel_for_read(world, args), need(args, "ts", "thread_not_found")
    thread = [m for m in channel.messages if ts in (m["ts"], m.get("thread_ts"))]
    if not thread:
        raise SlackError("thread_not_found")
    return read_messages(world, args, thread)


def read_messages(world: World, args: dict, messages: list) -> dict:
    limit = number(args, "limit", 100, 1, 999)
    metadata, now = flag(args, "include_all_metadata"), world.now()
    found = [m for m in messages if m["_visible_at"] <= now and _in_range(m, args)]
    part, cursor = page(found, args.get("cursor"), limit)
    reply = {"messages": [public(m, metadata) for m in part], "has_more": bool(cursor),
             "pin_count": 0}
    if cursor:
        reply["response_metadata"] = {"next_cursor": cursor}
    return reply


def _in_range(message: dict, args: dict) -> bool:
    try:
        oldest = _micros(args.get("oldest") or "0")
        latest = _micros(args.get("latest") or "99999999999")
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    ts = _micros(message["ts"])
    if flag(args, "inclusive"):
        return oldest <= ts <= latest
    return oldest < ts < latest


def _micros(ts) -> int:
    whole, _, part = str(ts).partition(".")
    return int(whole) * 1_000_000 + int((part + "000000")[:6])


@method("conversations.open", "im:write", TIER3)
def conversations_open(world: World, args: dict) -> dict:
    users = args.get("users") or ""
    ids = users if isinstance(users, list) else [u.strip() for u in users.split(",") if u.strip()]
    if not ids:
        raise SlackError("users_list_not_supplied")
    if len(ids) > 8:
        raise SlackError("too_many_users")
    for user in ids:
        if user not in world.people:
            raise SlackError("user_not_found")
        if world.people[user].deleted:
            raise SlackError("user_disabled")
    channel = world.open_dm(ids)
    if flag(args, "return_im"):
        return {"channel": channel.object(world.bot_user)}
    return {"channel": {"id": channel.id}}


@method("conversations.list", "channels:read", TIER2)
def conversations_list(world: World, args: dict) -> dict:
    wanted = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
    types = str(args.get("types") or "public_channel").split(",")
    try:
        kinds = {wanted[t.strip()] for t in types}
    except KeyError:
        raise SlackError("invalid_types") from None
    for kind in kinds:
        need_scope(world, f"{HISTORY_SCOPE[kind]}:read")
    found = [c for c in world.channels.values() if c.kind in kinds and world.visible(c)
             and not (c.archived and flag(args, "exclude_archived"))]
    part, cursor = page(found, args.get("cursor"), number(args, "limit", 100, 1, 999))
    return {"channels": [c.object(world.bot_user) for c in part],
            "response_metadata": {"next_cursor": cursor}}


@method("conversations.info", "channels:read", TIER3)
def conversations_info(world: World, args: dict) -> dict:
    channel = world.channel(need(args, "channel", "channel_not_found"))
    if not world.visible(channel):
        raise SlackError("channel_not_found")
    return {"channel": channel.object(world.bot_user)}


@method("conversations.members", "channels:read", TIER4)
def conversations_members(world: World, args: dict) -> dict:
    channel = world.channel(need(args, "channel", "channel_not_found"))
    if not world.visible(channel):
        raise SlackError("channel_not_found")
    part, cursor = page(channel.members, args.get("cursor"), number(args, "limit", 100, 1, 999))
    return {"members": part, "response_metadata": {"next_cursor": cursor}}


@method("conversations.join", "channels:join", TIER3)
def conversations_join(world: World, args: dict) -> dict:
    channel = world.channel(need(args, "channel", "channel_not_found"))
    if world.bot_user not in channel.members:
        channel.members.append(world.bot_user)
    return {"channel": channel.object(world.bot_user)}


@method("reactions.add", "reactions:write", TIER3)
def reactions_add(world: World, args: dict) -> dict:
    channel = world.channel(need(args, "channel", "channel_not_found"))
    message = world.find_message(channel, need(args, "timestamp", "bad_timestamp"))
    name = need(args, "name", "no_reaction")
    if message is None:
        raise SlackError("message_not_found")
    if name.startswith(":"):
        raise SlackError("invalid_name")
    users = message.setdefault("_reactions", {}).setdefault(name, [])
    if world.bot_user in users:
        raise SlackError("already_reacted")
    users.append(world.bot_user)
    world.note("reaction", channel=channel.id, ts=message["ts"], name=name)
    return {}
