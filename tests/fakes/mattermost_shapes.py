"""What things look like in JSON, key by key and in the server's order, for each version."""

from __future__ import annotations

import json
import struct

from .mattermost_people import User
from .mattermost_world import Channel, ChannelMember, Command, File, Post, Team, TeamMember, World

NOTIFY_OLD = {"channel": "true", "comments": "never", "desktop": "mention", "desktop_sound": "true",
              "email": "true", "first_name": "false", "mention_keys": "", "push": "mention",
              "push_status": "away"}
NOTIFY_NEW = {"channel": "true", "comments": "never", "desktop": "mention", "desktop_sound": "true",
              "desktop_threads": "all", "email": "true", "email_threads": "all",
              "first_name": "false", "mention_keys": "", "push": "mention", "push_status": "online",
              "push_threads": "all"}


def go_json(value) -> str:
    """As Go's encoding/json writes it: no spaces, and HTML's signs escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        if sign in text:
            text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def user_json(world: World, user: User, own=False) -> dict:
    """A user as a client sees it; own: as they see themselves, and as an administrator does."""
    out = {"id": user.id, "create_at": user.create_at, "update_at": user.update_at,
           "delete_at": user.delete_at, "username": user.username}
    if not world.is_new:
        out["auth_data"] = ""
    out |= {"auth_service": "", "email": user.email, "nickname": user.nickname,
            "first_name": user.first_name, "last_name": user.last_name, "position": user.position,
            "roles": user.roles}
    if own:
        out["notify_props"] = dict(NOTIFY_NEW if world.is_new else NOTIFY_OLD)
        out["last_password_update"] = user.create_at
    out |= {"locale": user.locale, "timezone": user.timezone()}
    if user.is_bot:
        out |= {"is_bot": True, "bot_description": user.bot_description}
    elif world.is_new:
        out["remote_id"] = ""
    return out | {"disable_welcome_email": False}


def team_json(world: World, team: Team) -> dict:
    out = {"id": team.id, "create_at": team.create_at, "update_at": team.create_at, "delete_at": 0,
           "display_name": team.display_name, "name": team.name, "description": "",
           "email": "admin@acme.example", "type": "O", "company_name": "", "allowed_domains": "",
           "invite_id": "", "allow_open_invite": False, "scheme_id": None,
           "group_constrained": None, "policy_id": None}
    return out | ({"cloud_limits_archived": False} if world.is_new else {})


def team_member_json(team: Team, user_id: str) -> dict:
    member: TeamMember = team.members[user_id]
    return {"team_id": team.id, "user_id": user_id, "roles": member.roles(),
            "delete_at": member.delete_at, "scheme_guest": member.is_guest,
            "scheme_user": not member.is_guest, "scheme_admin": member.is_admin,
            "explicit_roles": ""}


def channel_json(world: World, channel: Channel) -> dict:
    out = {"id": channel.id, "create_at": channel.create_at, "update_at": channel.update_at,
           "delete_at": channel.delete_at, "team_id": channel.team_id, "type": channel.type,
           "display_name": channel.display_name, "name": channel.name, "header": channel.header,
           "purpose": channel.purpose, "last_post_at": channel.last_post_at,
           "total_msg_count": channel.total_msg_count, "extra_update_at": 0,
           "creator_id": channel.creator_id, "scheme_id": None, "props": None,
           "group_constrained": None}
    if world.is_new:
        out["autotranslation"] = False
    out |= {"shared": False if channel.type == "D" else None,
            "total_msg_count_root": channel.total_msg_count, "policy_id": None}
    if world.is_new:
        out |= {"last_root_post_at": channel.last_post_at, "banner_info": None,
                "policy_enforced": False, "policy_is_active": False, "default_category_name": ""}
    return out


def channel_member_json(world: World, channel: Channel, user_id: str) -> dict:
    member: ChannelMember = channel.members[user_id]
    out = {"channel_id": channel.id, "user_id": user_id, "roles": member.roles(),
           "last_viewed_at": member.last_viewed_at, "msg_count": member.msg_count,
           "mention_count": member.mention_count, "mention_count_root": member.mention_count,
           "msg_count_root": member.msg_count}
    if world.is_new:
        out["urgent_mention_count"] = 0
    notify = {"desktop": "default", "email": "default", "ignore_channel_mentions": "default",
              "mark_unread": "all", "push": "default"}
    return out | {"notify_props": notify, "last_update_at": member.last_update_at,
                  "scheme_guest": member.is_guest, "scheme_user": not member.is_guest,
                  "scheme_admin": member.is_admin, "explicit_roles": ""}


def command_json(command: Command, with_token=True) -> dict:
    return {"id": command.id, "token": command.token if with_token else "",
            "create_at": command.create_at, "update_at": command.update_at, "delete_at": 0,
            "creator_id": command.creator_id, "team_id": command.team_id,
            "trigger": command.trigger, "method": command.method, "username": command.username,
            "icon_url": command.icon_url, "auto_complete": command.auto_complete,
            "auto_complete_desc": command.auto_complete_desc,
            "auto_complete_hint": command.auto_complete_hint,
            "display_name": command.display_name, "description": command.description,
            "url": command.url, "plugin_id": ""}


def bot_json(user: User) -> dict:
    return {"user_id": user.id, "username": user.username, "display_name": user.first_name,
            "description": user.bot_description, "owner_id": user.owner_id,
            "create_at": user.create_at, "update_at": user.update_at, "delete_at": user.delete_at}


def file_json(world: World, file: File) -> dict:
    out = {"id": file.id, "user_id": file.user_id}
    if file.post_id:
        out["post_id"] = file.post_id
    out |= {"channel_id": file.channel_id if world.is_new else "", "create_at": file.create_at,
            "update_at": file.create_at, "delete_at": 0, "name": file.name,
            "extension": file.name.rpartition(".")[2] if "." in file.name else "",
            "size": len(file.data), "mime_type": file.mime_type}
    if file.mime_type.startswith("image/"):
        width, height = size_of(file.data)
        out |= {"width": width, "height": height, "has_preview_image": True}
    mini = "/9j/4AAQSkZJRg==" if file.mime_type.startswith("image/") else None
    out |= {"mini_preview": mini, "remote_id": ""}
    return out | ({"archived": False} if world.is_new else {})


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG; of other pictures something that might be."""
    if picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) >= 24:
        return struct.unpack(">II", picture[16:24])
    return 300, 157


def reaction_json(world: World, post: Post, reaction: dict) -> dict:
    out = {"user_id": reaction["user_id"], "post_id": post.id, "emoji_name": reaction["emoji_name"],
           "create_at": reaction["at"], "update_at": reaction["at"], "delete_at": 0,
           "remote_id": ""}
    return out | ({"channel_id": post.channel_id} if world.is_new else {})


# --- posts


def action_json(action: dict, cookie: str = "") -> dict:
    """A button or menu as clients get it: without its integration."""
    out = {"id": action.get("id", "")}
    for key in ("type", "name", "tooltip", "disabled", "style", "data_source", "options",
                "default_option"):
        if action.get(key):
            out[key] = action[key]
    if cookie:
        out["cookie"] = cookie
    return out


def attachment_json(attachment: dict, cookies: dict | None = None) -> dict:
    out = {"id": attachment.get("id") or 0}
    for key in ("fallback", "color", "pretext", "author_name", "author_link", "author_icon",
                "title", "title_link", "text"):
        out[key] = attachment.get(key) or ""
    out["fields"] = attachment.get("fields")
    for key in ("image_url", "thumb_url", "footer", "footer_icon"):
        out[key] = attachment.get(key) or ""
    out["ts"] = attachment.get("ts")
    if attachment.get("actions"):
        out["actions"] = [action_json(a, (cookies or {}).get(a.get("id"), ""))
                          for a in attachment["actions"]]
    return out


def attachments_of(props: dict) -> list[dict]:
    found = props.get("attachments")
    return found if isinstance(found, list) else []


def post_json(world: World, post: Post, cookies: dict | None = None, prepared=True) -> dict:
    """A post as clients get it. prepared: with metadata."""
    props = dict(sorted(post.props.items()))
    if shown := attachments_of(props):
        props["attachments"] = [attachment_json(a, cookies) for a in shown]
    out = {"id": post.id, "create_at": post.create_at, "update_at": post.update_at,
           "edit_at": post.edit_at, "delete_at": post.delete_at, "is_pinned": post.is_pinned,
           "user_id": post.user_id, "channel_id": post.channel_id, "root_id": post.root_id}
    if not world.is_new:
        out["parent_id"] = "" if post.for_user else post.root_id
    out |= {"original_id": post.original_id, "message": post.message, "type": post.type,
            "props": props, "hashtags": post.hashtags}
    if world.is_new:
        out["file_ids"] = None if post.for_user else list(post.file_ids)
    elif post.file_ids:
        out["file_ids"] = list(post.file_ids)
    out["pending_post_id"] = post.pending_post_id
    if post.reactions:
        out["has_reactions"] = True
    if world.is_new and not post.for_user and not post.by_hook:
        out["remote_id"] = ""
    out |= {"reply_count": reply_count(world, post), "last_reply_at": 0, "participants": None}
    return out | ({"metadata": metadata(world, post)} if prepared else {})


def reply_count(world: World, post: Post) -> int:
    """How many answers the thread of this post has; a root shows none in its own shape."""
    if not post.root_id or post.for_user:
        return 0
    return sum(p.root_id == post.root_id and not p.delete_at
               for p in world.channels[post.channel_id].posts)


def metadata(world: World, post: Post) -> dict:
    out = {}
    if "attachments" in post.props:
        out["embeds"] = [{"type": "message_attachment"}]
    files = [world.files[f] for f in post.file_ids if f in world.files]
    if files and not post.delete_at:
        out["files"] = [file_json(world, f) for f in files]
    if post.reactions:
        out["reactions"] = [reaction_json(world, post, r) for r in post.reactions]
    return out
