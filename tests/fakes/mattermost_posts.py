"""How posts come to be, change and go: limits, attachments, mentions, and the events of each."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass, field

from .mattermost_people import User
from .mattermost_shapes import attachment_json, attachments_of, go_json, post_json, reaction_json
from .mattermost_world import AppError, Channel, Post, World, new_id

MAX_RUNES = 16383
MAX_PROPS_RUNES_OLD, MAX_PROPS_RUNES_NEW = 8_000, 800_000
TYPES = ("", "me", "slack_attachment")
RETAINED = ("from_webhook", "override_username", "override_icon_url", "override_icon_emoji")
CODE = re.compile(r"```.*?```|(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
MENTION = re.compile(r"\B@([a-z0-9._-]+)", re.I)
HASHTAG = re.compile(r"(?:^|(?<=\W))#[a-zA-Z][\w.-]*\w")
LINK = re.compile(r"<([^<|]+)\|([^>]+)>")


@dataclass
class Draft:
    """What somebody wants to post."""

    message: str = ""
    root_id: str = ""
    props: dict = field(default_factory=dict)
    file_ids: list = field(default_factory=list)
    pending_post_id: str = ""
    type: str = ""
    by_hook: bool = False


def create(world: World, user: User, channel: Channel, draft: Draft) -> tuple[Post, bool]:
    """The post; False where this pending_post_id was answered before."""
    if found := _seen_before(world, draft.pending_post_id):
        return found, False
    key, until = draft.pending_post_id, world.now() + world.timing.pending_post_s
    if key:
        world.pending[key] = (until, "")
    try:
        post = _build(world, user, channel, draft)
    except AppError:
        world.pending.pop(key, None)
        raise
    if key:
        world.pending[key] = (until, post.id)
    _store(world, user, channel, post, draft)
    return post, True


def _seen_before(world: World, pending_id: str) -> Post | None:
    until, post_id = world.pending.get(pending_id, (0.0, ""))
    if not pending_id or world.now() >= until:
        return None
    if not post_id:
        raise AppError("api.post.deduplicate_create_post.pending",
                       "Rejected post since another client is making the same request.", 500)
    return world.posts[post_id]


def _build(world: World, user: User, channel: Channel, draft: Draft) -> Post:
    if channel.delete_at:
        raise AppError("api.post.create_post.can_not_post_to_deleted.error",
                       "Can not post to deleted channel.", 400)
    _check_root(world, channel, draft.root_id)
    props = copy.deepcopy(draft.props or {})
    props.pop("add_channel_member", None)
    if user.is_bot:
        props["from_bot"] = "true"
    prepare_attachments(props)
    check_limits(world, draft.message, props, draft.file_ids)
    if draft.type not in TYPES and not draft.type.startswith(("custom_", "system_")):
        raise AppError("model.post.is_valid.type.app_error", "Invalid type.", 400)
    if user is world.bot and not (draft.message or draft.file_ids or props.get("attachments")):
        world.note("invalid", what="post", why="neither message nor attachments nor files")
    now = world.ms()
    return Post(new_id(), user.id, channel.id, draft.message, now, now, root_id=draft.root_id,
                type=draft.type, props=props, hashtags=" ".join(HASHTAG.findall(draft.message)),
                pending_post_id="", by_hook=draft.by_hook)


def _check_root(world: World, channel: Channel, root_id: str):
    if not root_id:
        return
    root = world.posts.get(root_id)
    if root is None or root.delete_at or root.root_id:
        raise AppError("api.post.create_post.root_id.app_error",
                       "Invalid RootId parameter.", 400)
    if root.channel_id != channel.id:
        raise AppError("api.post.create_post.channel_root_id.app_error",
                       "Invalid ChannelId for RootId parameter.", 400)


def check_limits(world: World, message: str, props: dict, file_ids=()):
    if len(message) > MAX_RUNES:
        name = "message_length" if world.is_new else "msg"
        raise AppError(f"model.post.is_valid.{name}.app_error", "Invalid message.", 400)
    if len(go_json(stored_props(props))) > (MAX_PROPS_RUNES_NEW if world.is_new else MAX_PROPS_RUNES_OLD):
        raise AppError("model.post.is_valid.props.app_error", "Invalid props.", 400)
    if len(json.dumps(list(file_ids))) > 300:
        raise AppError("model.post.is_valid.file_ids.app_error",
                       "Invalid file ids. Note that uploads are limited to 10 files maximum.", 400)


def stored_props(props: dict) -> dict:
    """As they are counted and kept: attachments with all their members."""
    shown = attachments_of(props)
    return {**props, "attachments": [attachment_json(a) for a in shown]} if shown else props


def prepare_attachments(props: dict):
    """Gives an id to every button that has none; no attachments at all become none."""
    if "attachments" not in props:
        return
    props["attachments"] = [a for a in attachments_of(props) if isinstance(a, dict)] or None
    for attachment in attachments_of(props):
        for action in attachment.get("actions") or []:
            action["id"] = action.get("id") or new_id()


def _store(world: World, user: User, channel: Channel, post: Post, draft: Draft):
    for file_id in draft.file_ids:
        file = world.files.get(file_id)
        if file and file.user_id == user.id and not file.post_id:
            file.post_id = post.id
            post.file_ids.append(file_id)
    post.visible_at = world.now() + world.timing.history_lag_s
    world.posts[post.id] = post
    channel.posts.append(post)
    if post.root_id:
        root = world.posts[post.root_id]
        root.update_at = max(root.update_at, post.create_at)
    channel.last_post_at = post.create_at
    if not post.type.startswith("system_"):
        channel.total_msg_count += 1
    mentioned = mentions(world, post, user, channel)
    for user_id in mentioned:
        if user_id in channel.members and user_id != user.id:
            channel.members[user_id].mention_count += 1
    note(world, "post" if user is world.bot else "said", post)
    tell_posted(world, user, channel, post, mentioned, draft.pending_post_id)
    if not user.is_bot and "from_webhook" not in post.props and not post.type:
        view(world, user, channel)


def note(world: World, kind: str, post: Post):
    """For the journal. `to`: whose direct messages with the bot it stands in."""
    channel = world.channels[post.channel_id]
    others = [world.users[i].username for i in channel.members if i != world.bot.id]
    to = others[0] if channel.type == "D" and world.bot.id in channel.members else ""
    world.note(kind, user=world.users[post.user_id].username, to=to, channel=channel.id,
               message=post.message, text=seen(post), post_id=post.id, type=post.type,
               post=post_json(world, post))


def tell_posted(world, user, channel, post, mentioned, pending_id):
    shown = post_json(world, post) | {"pending_post_id": pending_id}
    system = post.type.startswith("system_")
    data = {"channel_display_name": f"@{user.username}" if channel.type == "D"
            else channel.display_name,
            "channel_name": channel.name, "channel_type": channel.type, "post": go_json(shown),
            "sender_name": "System" if system else f"@{user.username}", "set_online": True,
            "team_id": channel.team_id}
    if post.file_ids:
        data["otherFile"] = "true"
        if any(world.files[f].mime_type.startswith("image/") for f in post.file_ids):
            data["image"] = "true"
    if not world.is_new:
        if mentioned:
            data["mentions"] = go_json(mentioned)
        world.emit("posted", data, channel_id=channel.id)
        return
    world.emit("posted", data, channel_id=channel.id, extra=lambda user_id: (
        {"mentions": go_json([user_id])} if user_id in mentioned else {}))


def mentions(world: World, post: Post, author: User, channel: Channel) -> list[str]:
    """Whom this post calls, as the server counts it: in text and attachments, not in code."""
    by_hook = post.props.get("from_webhook") == "true"
    if post.type.startswith("system_"):
        return [post.props["addedUserId"]] if "addedUserId" in post.props else []
    if channel.type == "D":
        return [m for m in channel.members if m != author.id or by_hook]
    names = set()
    for text in _mention_texts(post):
        names |= {n.lower() for n in MENTION.findall(CODE.sub(" ", text))}
    found = set()
    for name in names:
        if name in ("all", "channel", "here"):
            found |= set(channel.members)
        user = world.by_username.get(name) or world.by_username.get(name.rstrip("._-"))
        if user and user.id in channel.members:
            found.add(user.id)
    if not by_hook:
        found.discard(author.id)
    return sorted(found)


def _mention_texts(post: Post) -> list[str]:
    texts = [post.message]
    for attachment in attachments_of(post.props):
        texts += [attachment.get("pretext") or "", attachment.get("text") or ""]
        texts += [str(f.get("value", "")) for f in attachment.get("fields") or []]
    return texts


def seen(post: Post) -> str:
    """All that a person reads there, labels of buttons and menus included."""
    lines = [post.message]
    for a in attachments_of(post.props):
        lines += [a.get(k) or "" for k in ("pretext", "author_name", "title", "text")]
        for f in a.get("fields") or []:
            lines += [str(f.get("title") or ""), str(f.get("value") or "")]
        lines.append(a.get("footer") or "")
        for action in a.get("actions") or []:
            lines.append(action.get("name") or "")
            lines += [o.get("text", "") for o in action.get("options") or []]
    return "\n".join(line for line in lines if line)


# --- changes


def update(world: World, post: Post, message: str, props: dict | None):
    """What UpdatePost does; props None: as they were."""
    props = post.props if props is None else copy.deepcopy(props)
    prepare_attachments(props)
    check_limits(world, message, props, post.file_ids)
    changed = message != post.message or world.is_new and props != post.props or (
        attachments_of(props) != attachments_of(post.props))
    now = world.ms()
    post.message, post.props, post.update_at = message, props, now
    post.hashtags = " ".join(HASHTAG.findall(message))
    if changed:
        post.edit_at = now
    note(world, "edit", post)
    tell_edited(world, post)


def tell_edited(world: World, post: Post):
    world.emit("post_edited", {"post": go_json(post_json(world, post))},
               channel_id=post.channel_id)


def delete(world: World, post: Post, by: User):
    shown = post_json(world, post)
    if world.is_new:
        shown.pop("metadata")
    post.delete_at = post.update_at = world.ms()
    post.props = {**post.props, "deleteBy": by.id}
    note(world, "delete", post)
    more = {"contains_sanitized_data": True} if world.is_new else {}
    world.emit("post_deleted", {"post": go_json(shown)}, channel_id=post.channel_id, more=more)


def pin(world: World, post: Post, is_pinned: bool):
    post.is_pinned, post.update_at = is_pinned, world.ms()
    note(world, "pin" if is_pinned else "unpin", post)
    tell_edited(world, post)


def react(world: World, post: Post, user: User, emoji: str) -> dict:
    for old in post.reactions:
        if old["user_id"] == user.id and old["emoji_name"] == emoji:
            return reaction_json(world, post, old)
    reaction = {"user_id": user.id, "emoji_name": emoji, "at": world.ms()}
    post.reactions.append(reaction)
    post.update_at = reaction["at"]
    shown = reaction_json(world, post, reaction)
    world.note("reaction", user=user.username, emoji=emoji, post_id=post.id)
    world.emit("reaction_added", {"reaction": go_json(shown)}, channel_id=post.channel_id)
    return shown


def unreact(world: World, post: Post, user: User, emoji: str):
    for old in [r for r in post.reactions
                if r["user_id"] == user.id and r["emoji_name"] == emoji]:
        post.reactions.remove(old)
        post.update_at = world.ms()
        shown = reaction_json(world, post, old)
        world.emit("reaction_removed", {"reaction": go_json(shown)}, channel_id=post.channel_id)


def view(world: World, user: User, channel: Channel):
    """This person has now seen the channel."""
    member = channel.members.get(user.id)
    if member is None:
        return
    member.last_viewed_at = max(member.last_viewed_at, channel.last_post_at)
    member.msg_count, member.mention_count = channel.total_msg_count, 0
    member.last_update_at = world.ms()
    if world.is_new:
        world.emit("multiple_channels_viewed",
                   {"channel_times": {channel.id: member.last_viewed_at}}, user_id=user.id)
    else:
        world.emit("channel_viewed", {"channel_id": channel.id}, user_id=user.id)


# --- ephemeral posts


def ephemeral(world: World, user: User, channel: Channel, message: str, props: dict,
              root_id="", author: User | None = None) -> Post:
    """Sends one; it is in no history, and its buttons work by cookies alone."""
    props = copy.deepcopy(props)
    prepare_attachments(props)
    post = Post(new_id(), (author or user).id, channel.id, message, world.ms(), 0,
                root_id=root_id, type="system_ephemeral", props=props, for_user=user.id)
    world.ephemerals[post.id] = post
    shown = post_json(world, post, cookies(world, post))
    world.note("ephemeral", user=user.username, channel=channel.id, message=message,
               text=seen(post), post_id=post.id, post=shown, root_id=root_id)
    world.emit("ephemeral_message", {"post": go_json(shown)}, user_id=user.id,
               channel_id=channel.id)
    return post


def cookies(world: World, post: Post) -> dict[str, str]:
    """One for each button. The true server seals the integration in it; here it names the place."""
    return {action["id"]: cookie_of(post.id, action["id"])
            for attachment in attachments_of(post.props)
            for action in attachment.get("actions") or []}


def cookie_of(post_id: str, action_id: str) -> str:
    return f"cookie.{post_id}.{action_id}"


def find_action(post: Post, action_id: str) -> dict | None:
    for attachment in attachments_of(post.props):
        for action in attachment.get("actions") or []:
            if action.get("id") == action_id:
                return action
    return None


# --- Slack's markup, which integrations' answers are searched for


def slack_text(world: World, text: str) -> str:
    for sign in ("channel", "here", "all"):
        text = text.replace(f"<!{sign}>", f"@{sign}")

    def name(match):
        user = world.users.get(match.group(1))
        return f"@{user.username}" if user else match.group(0)
    return re.sub(r"<@([a-zA-Z0-9]+)>", name, text)


def slack_links(text: str) -> str:
    return LINK.sub(r"[\2](\1)", text)


def slack_attachments(world: World, attachments: list) -> list:
    """Text of attachments with announcements, members and links replaced."""
    attachments = copy.deepcopy(attachments)
    for attachment in attachments:
        for key in ("pretext", "text", "title"):
            if attachment.get(key):
                attachment[key] = slack_links(slack_text(world, attachment[key]))
        for entry in attachment.get("fields") or []:
            if entry.get("value") is not None:
                entry["value"] = slack_links(slack_text(world, str(entry["value"])))
    return attachments
