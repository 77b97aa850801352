"""REST: channels and who is in them."""

from __future__ import annotations

from .mattermost_people import User
from .mattermost_posts import view
from .mattermost_rest import find_channel, find_team, find_user
from .mattermost_shapes import channel_json, channel_member_json
from .mattermost_web import OK, Answer, Call, Routes
from .mattermost_world import AppError, Channel, Team, World, forbidden, invalid_param, new_id

routes = Routes()


@routes("GET", "/api/v4/users/{user_id}/teams/{team_id}/channels")
def my_channels(call: Call):
    team, user = find_team(call), _self(call)
    return Answer([channel_json(call.world, c) for c in _of_team(call.world, team, user)], tag=True)


@routes("GET", "/api/v4/users/{user_id}/teams/{team_id}/channels/members")
def my_channel_members(call: Call):
    team, user = find_team(call), _self(call)
    return [channel_member_json(call.world, c, user.id) for c in _of_team(call.world, team, user)]


def _self(call: Call) -> User:
    user = find_user(call)
    if user is not call.user and not call.world.is_admin(call.user):
        raise forbidden()
    return user


def _of_team(world: World, team: Team, user: User) -> list[Channel]:
    """Channels of this team that the user is in, and all direct ones."""
    found = [c for c in world.channels.values()
             if user.id in c.members and c.team_id in ("", team.id) and not c.delete_at]
    return sorted(found, key=lambda c: c.display_name)


@routes("GET", "/api/v4/teams/{team_id}/channels")
def public_channels(call: Call):
    team, (first, last) = find_team(call), call.page()
    found = [c for c in call.world.channels.values()
             if c.team_id == team.id and c.type == "O" and not c.delete_at]
    return [channel_json(call.world, c) for c in found[first:last]]


@routes("GET", "/api/v4/teams/{team_id}/channels/name/{name:*}")
def channel_by_name(call: Call):
    team = find_team(call)
    channel = call.world.channel_named(team.id, call.params["name"])
    hidden = channel and channel.delete_at and call.query.get("include_deleted") != "true"
    if channel is None or hidden or not call.world.may_see(call.user, channel):
        raise AppError("app.channel.get_by_name.missing.app_error", "Channel does not exist.", 404)
    return channel_json(call.world, channel)


@routes("POST", "/api/v4/channels")
def create_channel(call: Call):
    data, world = call.object("channel"), call.world
    team = world.teams.get(data.get("team_id", ""))
    if team is None or not team.has(call.user.id) or team.members[call.user.id].is_guest:
        raise forbidden()
    name = data.get("name", "")
    least = 1 if world.is_new else 2
    if not least <= len(name) <= 64 or name != name.lower() or " " in name:
        raise AppError(f"model.channel.is_valid.{least}_or_more.app_error",
                       f"Name must be {least} or more lowercase alphanumeric characters.", 400)
    if len(data.get("display_name") or "") > 64:
        raise AppError("model.channel.is_valid.display_name.app_error", "Invalid display name.",
                       400)
    if world.channel_named(team.id, name):
        raise AppError("store.sql_channel.save_channel.exists.app_error",
                       "A channel with that name already exists on the same team.", 400)
    channel = world.add_channel(name, data.get("display_name") or "", team, call.user.username,
                                data.get("type", "O"))
    channel.purpose, channel.header = data.get("purpose", ""), data.get("header", "")
    call.fake.system_post(call.user, channel, "system_join_channel",
                          f"{call.user.username} joined the channel.")
    world.emit("channel_created", {"channel_id": channel.id, "team_id": team.id},
               user_id=call.user.id)
    return Answer(channel_json(world, channel), 201)


@routes("POST", "/api/v4/channels/direct")
def direct_channel(call: Call):
    ids = call.list("user_ids")
    if len(ids) != 2:
        raise invalid_param("user_ids")
    if call.user.id not in ids:
        raise forbidden()
    if any(i not in call.world.users for i in ids):
        raise AppError("api.channel.create_direct_channel.invalid_user.app_error",
                       "Invalid user ID for direct channel creation.", 400)
    other = ids[0] if ids[1] == call.user.id else ids[1]
    channel, is_new = call.world.direct(call.user.id, other)
    if is_new:
        data = {"creator_id": call.user.id, "teammate_id": other}
        call.world.emit("direct_added", data, channel_id=channel.id)
    return Answer(channel_json(call.world, channel), 201)


@routes("POST", "/api/v4/channels/group")
def group_channel(call: Call):
    ids = sorted({*call.list("user_ids"), call.user.id})
    if not 3 <= len(ids) <= 8 or any(i not in call.world.users for i in ids):
        raise AppError("api.channel.create_group.bad_size.app_error",
                       "Group message channels must contain at least 3 and no more than 8 users.",
                       400)
    names = ", ".join(sorted(call.world.users[i].username for i in ids))
    channel = call.world.add_channel(new_id(), names, None, type="G")
    for user_id in ids:
        call.world.enter(channel, call.world.users[user_id])
    return Answer(channel_json(call.world, channel), 201)


@routes("POST", "/api/v4/channels/members/{user_id}/view")
def view_channel(call: Call):
    user, data = _self(call), call.object("channel_view")
    channel = call.world.channels.get(data.get("channel_id", ""))
    times = {}
    if channel is not None and user.id in channel.members:
        view(call.world, user, channel)
        call.world.note("view", user=user.username, channel=channel.id)
        times[channel.id] = channel.members[user.id].last_viewed_at
    return {"status": "OK", "last_viewed_at_times": times}


@routes("GET", "/api/v4/channels/{channel_id}")
def get_channel(call: Call):
    return channel_json(call.world, find_channel(call))


@routes("DELETE", "/api/v4/channels/{channel_id}")
def archive_channel(call: Call):
    channel = find_channel(call)
    if call.user.id not in channel.members:
        raise forbidden()
    call.fake.archive(channel, call.user)
    return OK


@routes("GET", "/api/v4/channels/{channel_id}/members")
def channel_members(call: Call):
    channel, (first, last) = find_channel(call), call.page()
    if not call.world.may_read(call.user, channel):
        raise forbidden()
    return [channel_member_json(call.world, channel, i)
            for i in sorted(channel.members)[first:last]]


@routes("GET", "/api/v4/channels/{channel_id}/members/{user_id}")
def channel_member(call: Call):
    channel, user = find_channel(call), find_user(call)
    if user.id not in channel.members:
        raise AppError("app.channel.get_member.missing.app_error",
                       "No channel member found for that user ID and channel ID.", 404)
    return channel_member_json(call.world, channel, user.id)


@routes("POST", "/api/v4/channels/{channel_id}/members")
def add_channel_member(call: Call):
    channel, world = find_channel(call), call.world
    user = world.users.get(call.object("channel_member").get("user_id", ""))
    if user is None:
        raise AppError("app.user.missing_account.const", "Unable to find the user.", 404)
    team = world.teams.get(channel.team_id)
    if team is None or not team.has(user.id):
        raise AppError("api.channel.add_user.to.channel.failed.deleted.app_error",
                       "Failed to add user to channel because they have been removed from the "
                       "team.", 400)
    joins = user is call.user and channel.type == "O" and not user.is_guest
    rules = world.is_team_admin(call.user, channel.team_id)
    if not joins and not rules and call.user.id not in channel.members:
        raise forbidden()
    call.fake.enter_channel(channel, user, by=call.user)
    return Answer(channel_member_json(world, channel, user.id), 201)


@routes("DELETE", "/api/v4/channels/{channel_id}/members/{user_id}")
def remove_channel_member(call: Call):
    channel, user = find_channel(call), find_user(call)
    if user is call.user and user.id not in channel.members:
        raise AppError("app.channel.get_member.missing.app_error",
                       "No channel member found for that user ID and channel ID.", 404)
    if call.user.id not in channel.members and not call.world.is_admin(call.user):
        raise forbidden()
    call.fake.leave_channel(channel, user, by=call.user)
    return OK
