"""REST: posts, reactions and files."""

from __future__ import annotations

import mimetypes
from urllib.parse import quote, unquote

from . import mattermost_posts as posts
from .mattermost_rest import find_post, find_user
from .mattermost_rules import check_props
from .mattermost_shapes import file_json, post_json, reaction_json
from .mattermost_web import OK, Answer, Call, Routes
from .mattermost_world import AppError, Channel, File, Post, World, forbidden, invalid_param, new_id

routes = Routes()
SINCE_LIMIT = 1000


@routes("POST", "/api/v4/posts")
def create_post(call: Call):
    data, world = call.object("post"), call.world
    channel = world.channels.get(data.get("channel_id") or "")
    if channel is None or not world.may_post(call.user, channel):
        raise forbidden()
    if str(data.get("type") or "").startswith("system_"):
        raise AppError("api.context.invalid_param.app_error", "Invalid post.type parameter.", 400)
    if call.user is world.bot:
        check_props(world, data.get("props") or {})
    draft = posts.Draft(data.get("message") or "", data.get("root_id") or "",
                        data.get("props") or {}, data.get("file_ids") or [],
                        data.get("pending_post_id") or "", data.get("type") or "")
    post, is_new = posts.create(world, call.user, channel, draft)
    if not is_new:
        world.note("repeated", post_id=post.id, pending_post_id=draft.pending_post_id)
        if not {"from_bot", "from_webhook"} & set(draft.props):
            posts.view(world, call.user, channel)  # as the server does, even for a bot
        return Answer(post_json(world, post, prepared=False), 201)
    return Answer(post_json(world, post) | {"pending_post_id": draft.pending_post_id}, 201)


@routes("POST", "/api/v4/posts/ephemeral")
def create_ephemeral(call: Call):
    data, world = call.object("body"), call.world
    wanted = data.get("post") or {}
    user, channel = world.users.get(data.get("user_id")), world.channels.get(
        wanted.get("channel_id"))
    if not world.may_send_ephemeral(call.user):
        raise forbidden()
    if user is None or channel is None or user.id not in channel.members:
        raise invalid_param("post")
    post = posts.ephemeral(world, user, channel, wanted.get("message", ""),
                           wanted.get("props") or {}, wanted.get("root_id", ""), call.user)
    return Answer(post_json(world, post, posts.cookies(world, post)), 201)


@routes("GET", "/api/v4/posts/{post_id}")
def get_post(call: Call):
    return Answer(post_json(call.world, find_post(call)[0]), tag=True)


@routes("PUT", "/api/v4/posts/{post_id}/patch")
def patch_post(call: Call):
    post, channel = find_post(call, missing=forbidden())
    patch, world = call.object("post"), call.world
    _may_change(call, post)
    if channel.delete_at:
        raise AppError("api.post.patch_post.can_not_update_post_in_deleted.error",
                       "Can not update a post in a deleted channel.", 400)
    if call.user is world.bot:
        check_props(world, patch.get("props") or {})
    if "is_pinned" in patch:
        post.is_pinned = bool(patch["is_pinned"])
    posts.update(world, post, patch.get("message", post.message), patch.get("props"))
    return post_json(world, post)


@routes("PUT", "/api/v4/posts/{post_id}")
def update_post(call: Call):
    post, _channel = find_post(call, missing=forbidden())
    data = call.object("post")
    if data.get("id") != post.id:
        raise invalid_param("id")
    _may_change(call, post)
    posts.update(call.world, post, data.get("message", ""), data.get("props"))
    return post_json(call.world, post)


def _may_change(call: Call, post: Post):
    if post.user_id != call.user.id and not call.world.is_admin(call.user):
        raise forbidden()
    if post.type.startswith("system_"):
        raise AppError("api.post.update_post.system_message.app_error",
                       "Unable to update system message.", 400)


@routes("DELETE", "/api/v4/posts/{post_id}")
def delete_post(call: Call):
    post, channel = find_post(call, missing=forbidden())
    if post.user_id != call.user.id and not call.world.is_team_admin(call.user, channel.team_id):
        raise forbidden()
    posts.delete(call.world, post, call.user)
    return OK


@routes("POST", "/api/v4/posts/{post_id}/pin")
def pin_post(call: Call):
    posts.pin(call.world, find_post(call)[0], True)
    return OK


@routes("POST", "/api/v4/posts/{post_id}/unpin")
def unpin_post(call: Call):
    posts.pin(call.world, find_post(call)[0], False)
    return OK


# --- histories


@routes("GET", "/api/v4/channels/{channel_id}/posts")
def list_posts(call: Call):
    channel, world, query = _readable(call), call.world, call.query
    there = [p for p in channel.posts if p.visible_at <= world.now()]
    if (since := _since(query)) > 0:
        found = [p for p in there if p.update_at > since][:SINCE_LIMIT]
        return _list(world, found, "", "")
    there, (first, last) = [p for p in there if not p.delete_at], call.page()
    for side in ("after", "before"):
        if query.get(side):
            return Answer(_around(world, there, query[side], side, first, last), tag=True)
    until, since_index = len(there) - first, max(0, len(there) - last)
    found = there[since_index:max(0, until)]
    return Answer(_list(world, found, *_neighbours(there, found)), tag=True)


def _around(world: World, there: list[Post], anchor: str, side: str, first: int, last: int) -> dict:
    """A page after or before a post, which itself may be deleted; its neighbours are named."""
    if len(anchor) != 26:
        raise invalid_param(side)
    post = world.posts.get(anchor)
    if post is None:
        found = []
    elif side == "after":
        found = [p for p in there if p.create_at > post.create_at][first:last]
    else:
        earlier = [p for p in there if p.create_at < post.create_at]
        found = earlier[max(0, len(earlier) - last):max(0, len(earlier) - first)]
    next_id, prev_id = _neighbours(there, found)
    if first == 0 and side == "after":
        prev_id = anchor
    elif first == 0:
        next_id = anchor
    return _list(world, found, next_id, prev_id, whole=True)


def _neighbours(there: list[Post], found: list[Post]) -> tuple[str, str]:
    """The ids of the next newer and the next older post."""
    if not found:
        return "", ""
    at, end = there.index(found[0]), there.index(found[-1])
    newer, older = there[end + 1:end + 2], there[at - 1:at] if at else []
    return newer[0].id if newer else "", older[0].id if older else ""


def _readable(call: Call) -> Channel:
    channel = call.world.channels.get(call.params["channel_id"])
    if channel is None or not call.world.may_read(call.user, channel):
        raise forbidden()
    return channel


def _since(query: dict) -> int:
    try:
        return int(query.get("since") or 0)
    except ValueError:
        raise invalid_param("since") from None


def _list(world: World, found: list[Post], next_id: str, prev_id: str, whole=False) -> dict:
    """Newest first; the map holds the threads of the answers too. whole: of the others as well."""
    roots = {p.root_id or p.id for p in found if p.root_id or whole}
    shown = {p.id: p for p in found}
    for post in world.channels[found[0].channel_id].posts if roots else ():
        if post.id in roots or post.root_id in roots and not post.delete_at:
            shown.setdefault(post.id, post)
    out = {"order": [p.id for p in reversed(found)],
           "posts": {i: _listed(world, p) for i, p in sorted(shown.items())},
           "next_post_id": next_id, "prev_post_id": prev_id}
    return out | ({"first_inaccessible_post_time": 0} if world.is_new else {})


def _listed(world: World, post: Post) -> dict:
    shown = post_json(world, post)
    return shown | {"message": "", "metadata": {}} if post.delete_at else shown


@routes("GET", "/api/v4/channels/{channel_id}/pinned")
def pinned_posts(call: Call):
    channel = _readable(call)
    found = [p for p in channel.posts if p.is_pinned and not p.delete_at]
    return Answer(_list(call.world, found, "", ""), tag=True)


# --- reactions


@routes("POST", "/api/v4/reactions")
def add_reaction(call: Call):
    data = call.object("reaction")
    if not 1 <= len(data.get("emoji_name") or "") <= 64:
        raise AppError("api.reaction.save_reaction.invalid.app_error", "Reaction is not valid.",
                       400)
    if data.get("user_id") != call.user.id:
        raise AppError("api.reaction.save_reaction.user_id.app_error",
                       "You cannot save reaction for the other user.", 403)
    call.params["post_id"] = data.get("post_id") or ""
    if call.params["post_id"] not in call.world.posts:
        raise forbidden()
    post, channel = find_post(call)
    if call.user.id not in channel.members:
        raise forbidden()
    return posts.react(call.world, post, call.user, data["emoji_name"])


@routes("GET", "/api/v4/posts/{post_id}/reactions")
def list_reactions(call: Call):
    post, _channel = find_post(call)
    return [reaction_json(call.world, post, r) for r in post.reactions]


@routes("DELETE", "/api/v4/users/{user_id}/posts/{post_id}/reactions/{emoji:*}")
def remove_reaction(call: Call):
    if find_user(call) is not call.user:
        raise forbidden()
    post, _channel = find_post(call)
    posts.unreact(call.world, post, call.user, unquote(call.params["emoji"]))
    return OK


# --- files


@routes("POST", "/api/v4/files")
def upload(call: Call):
    kind = call.headers.get("Content-Type", "")
    if kind.startswith("multipart/form-data"):
        fields, files = _multipart(kind, call.body)
    else:
        fields, files = call.query, [(call.query.get("filename", ""), call.body)]
    channel_id = fields.get("channel_id") or call.query.get("channel_id", "")
    if len(channel_id) != 26:
        raise AppError("api.context.invalid_url_param.app_error",
                       "Invalid or missing channel_id parameter in request URL.", 400)
    channel = call.world.channels.get(channel_id)
    if channel is None or call.user.id not in channel.members:
        raise forbidden()
    if not files or not files[0][0]:
        raise AppError("api.file.upload_file.no_files.app_error", "Unable to upload file(s).", 400)
    infos = [file_json(call.world, _store(call, channel, name, data)) for name, data in files]
    return Answer({"file_infos": infos, "client_ids": []}, 201)


def _store(call: Call, channel: Channel, name: str, data: bytes) -> File:
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if mime.startswith("text/"):
        mime += "; charset=utf-8"
    file = File(new_id(), call.user.id, channel.id, name, mime, data, call.world.ms())
    call.world.files[file.id] = file
    call.world.note("upload", file=file.id, name=name, size=len(data), channel=channel.id)
    return file


def _multipart(kind: str, body: bytes) -> tuple[dict, list]:
    """Fields, and files as (name, bytes)."""
    boundary = kind.partition("boundary=")[2].strip('"').encode()
    fields, files = {}, []
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        names = _disposition(head.decode("utf-8", "replace"))
        data = data.removesuffix(b"\r\n")
        if "filename" in names:
            files.append((names["filename"], data))
        else:
            fields[names.get("name", "")] = data.decode("utf-8", "replace")
    return fields, files


def _disposition(head: str) -> dict:
    line = next((x for x in head.split("\r\n") if x.lower().startswith("content-disp")), "")
    pairs = (p.strip().partition("=") for p in line.split(";")[1:])
    return {k.lower(): v.strip('"') for k, _, v in pairs}


@routes("GET", "/api/v4/files/{file_id}")
def get_file(call: Call):
    file = _file(call)
    return _bytes(file, file.mime_type)


@routes("GET", "/api/v4/files/{file_id}/info")
def file_info(call: Call):
    return file_json(call.world, _file(call))


@routes("GET", "/api/v4/files/{file_id}/preview")
def file_preview(call: Call):
    return _picture(call, "preview")


@routes("GET", "/api/v4/files/{file_id}/thumbnail")
def file_thumbnail(call: Call):
    return _picture(call, "thumbnail")


def _picture(call: Call, what: str):
    file = _file(call)
    if not file.mime_type.startswith("image/"):
        raise AppError(f"api.file.get_file_{what}.no_{what}.app_error",
                       f"File doesn't have a {what} image.", 400)
    return _bytes(file, "image/jpeg")


def _bytes(file: File, kind: str) -> Answer:
    way = "inline" if kind.startswith("image/") else "attachment"
    name = quote(file.name)
    return Answer(raw=file.data, headers={
        "Content-Type": kind, "Cache-Control": "private, no-cache", "Accept-Ranges": "bytes",
        "Content-Disposition": f"{way};filename=\"{name}\"; filename*=UTF-8''{name}",
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
        "Content-Security-Policy": "Frame-ancestors 'none'"})


def _file(call: Call) -> File:
    """Its uploader sees a file; once posted, whoever may read that channel."""
    file = call.world.files.get(call.params["file_id"])
    if file is None:
        raise AppError("app.file_info.get.app_error", "Unable to get the file info.", 404)
    post = call.world.posts.get(file.post_id)
    if file.user_id != call.user.id and not (
            post and call.world.may_read(call.user, call.world.channels[post.channel_id])):
        raise forbidden()
    return file
