"""REST: people, bots and teams, and how a call finds what it names."""

from __future__ import annotations

from .mattermost_people import User
from .mattermost_shapes import bot_json, go_json, team_json, team_member_json, user_json
from .mattermost_web import OK, Answer, Call, Routes
from .mattermost_world import (AppError, Channel, Post, Team, World, forbidden,
                               invalid_param)

routes = Routes()


def find_user(call: Call, key="user_id") -> User:
    who = call.params[key]
    if who == "me":
        return call.user
    found = call.world.users.get(who)
    if found is None:
        raise AppError("app.user.missing_account.const", "Unable to find the user.", 404)
    return found


def find_team(call: Call) -> Team:
    team = call.world.teams.get(call.params["team_id"])
    if team is None:
        raise AppError("app.team.get.find.app_error", "Unable to find the existing team.", 404)
    if not team.has(call.user.id) and not call.world.is_admin(call.user):
        raise forbidden()
    return team


def find_channel(call: Call) -> Channel:
    """A channel that the caller may know of."""
    channel = call.world.channels.get(call.params["channel_id"])
    if channel is None:
        raise AppError("app.channel.get.existing.app_error",
                       "Unable to find the existing channel.", 404)
    if not call.world.may_see(call.user, channel) and not call.world.is_team_admin(
            call.user, channel.team_id):
        raise forbidden()
    return channel


def find_post(call: Call, missing: AppError | None = None) -> tuple[Post, Channel]:
    """A post in a channel that the caller may read."""
    post = call.world.posts.get(call.params["post_id"])
    if post is None or post.delete_at:
        raise missing or AppError("app.post.get.app_error", "Unable to get the post.", 404)
    channel = call.world.channels[post.channel_id]
    if not call.world.may_read(call.user, channel):
        raise forbidden()
    return post, channel


def shown(call: Call, user: User) -> dict:
    return user_json(call.world, user, own=user is call.user or call.world.is_admin(call.user))


# --- people


@routes("POST", "/api/v4/users/login", session=False)
def login(call: Call):
    data = call.object("login")
    user = call.world.by_username.get(data.get("login_id", "")) or next(
        (u for u in call.world.users.values() if u.email == data.get("login_id")), None)
    if user is None or user.delete_at or user.is_bot or data.get("password") != user.password:
        raise AppError("api.user.login.invalid_credentials_email_username",
                       "Enter a valid email or username and/or password.", 401)
    token = call.world.new_token(user.id, "session")
    return Answer(user_json(call.world, user, own=True), headers={"Token": token.token})


@routes("POST", "/api/v4/users/logout", session=False)
def logout(call: Call):
    return OK


@routes("GET", "/api/v4/users/username/{name:*}")
def user_by_name(call: Call):
    user = call.world.by_username.get(call.params["name"])
    if user is None:
        raise AppError("app.user.get_by_username.app_error",
                       "Unable to find an existing account matching your username for this team. "
                       "This team may require an invite from the team owner to join.", 404)
    return Answer(shown(call, user), tag=True)


@routes("POST", "/api/v4/users/ids")
def users_by_ids(call: Call):
    if not call.list("user_ids"):
        raise invalid_param("user_ids")
    wanted = [call.world.users.get(i) for i in call.value]
    return [shown(call, u) for u in wanted if u is not None]


@routes("POST", "/api/v4/users/status/ids")
def statuses_by_ids(call: Call):
    return [status_json(call.world, i) for i in call.list("user_ids")]


def status_json(world: World, user_id: str) -> dict:
    return {"user_id": user_id, "status": world.statuses.get(user_id, "offline"), "manual": False,
            "last_activity_at": 0, "dnd_end_time": 0}


@routes("GET", "/api/v4/users/{user_id}/status")
def user_status(call: Call):
    return status_json(call.world, find_user(call).id)


@routes("GET", "/api/v4/users")
def list_users(call: Call):
    first, last = call.page()
    in_team, in_channel = call.query.get("in_team"), call.query.get("in_channel")
    people = call.world.people()
    if in_team:
        team = call.world.teams.get(in_team)
        strange = team is None or not (team.has(call.user.id) or call.world.is_admin(call.user))
        if strange and call.world.is_new:
            raise forbidden()
        people = [u for u in people if team and team.has(u.id)]
    if in_channel:
        members = call.world.channels[in_channel].members
        people = [u for u in people if u.id in members]
    if call.query.get("active") == "true":
        people = [u for u in people if not u.delete_at]
    if call.query.get("inactive") == "true":
        people = [u for u in people if u.delete_at]
    return Answer([shown(call, u) for u in people[first:last]], tag=True)


@routes("GET", "/api/v4/users/{user_id}")
def get_user(call: Call):
    return Answer(shown(call, find_user(call)), tag=True)


@routes("GET", "/api/v4/users/{user_id}/preferences")
def preferences(call: Call):
    if find_user(call) is not call.user:
        raise forbidden()
    return []


@routes("PUT", "/api/v4/users/{user_id}/patch")
def patch_user(call: Call):
    user = find_user(call)
    if user is not call.user and not call.world.is_admin(call.user):
        raise forbidden()
    call.fake.change_user(user, call.object("user"))
    return shown(call, user)


@routes("PUT", "/api/v4/users/{user_id}/roles")
def set_roles(call: Call):
    if not call.world.is_admin(call.user):
        raise forbidden()
    user = find_user(call)
    user.roles = call.object("roles").get("roles", "")
    call.world.emit("user_role_updated", {"roles": user.roles, "user_id": user.id},
                    user_id=user.id)
    return OK


@routes("PUT", "/api/v4/users/{user_id}/active")
def set_active(call: Call):
    if not call.world.is_admin(call.user):
        raise forbidden()
    call.fake.set_active(find_user(call), bool(call.object("user").get("active")))
    return OK


@routes("POST", "/api/v4/users/{user_id}/tokens")
def new_token(call: Call):
    user = find_user(call)
    if not call.world.is_admin(call.user):
        raise forbidden()
    token = call.world.new_token(user.id, call.object("token").get("description", ""))
    return {"id": token.id, "token": token.token, "user_id": user.id,
            "description": token.description, "is_active": True}


@routes("GET", "/api/v4/users/{user_id}/tokens")
def list_tokens(call: Call):
    user = find_user(call)
    if not call.world.is_admin(call.user):
        raise forbidden()
    return [{"id": t.id, "user_id": t.user_id, "description": t.description,
             "is_active": t.is_active} for t in call.world.tokens.values() if t.user_id == user.id]


# --- bots


@routes("POST", "/api/v4/bots")
def create_bot(call: Call):
    if not call.world.is_admin(call.user):
        raise forbidden()
    if not call.world.bots_may_be_made:
        raise AppError("api.bot.create_disabled", "Bot creation has been disabled.", 403)
    data = call.object("bot")
    if data.get("username", "") in call.world.by_username:
        raise AppError("app.user.save.username_exists.app_error",
                       "An account with that username already exists.", 400)
    bot = call.world.add_user(User("", data["username"], data.get("display_name", ""),
                                   email=f"{data['username']}@localhost", is_bot=True,
                                   owner_id=call.user.id,
                                   bot_description=data.get("description", "")))
    call.world.emit("new_user", {"user_id": bot.id})
    return Answer(bot_json(bot), 201)


@routes("GET", "/api/v4/bots")
def list_bots(call: Call):
    if not call.world.is_admin(call.user):
        raise forbidden()
    first, last = call.page()
    bots = [u for u in call.world.users.values() if u.is_bot]
    if call.query.get("include_deleted") != "true":
        bots = [b for b in bots if not b.delete_at]
    return [bot_json(b) for b in bots[first:last]]


@routes("GET", "/api/v4/bots/{user_id}")
def get_bot(call: Call):
    bot = find_user(call)
    if not bot.is_bot or not call.world.is_admin(call.user):
        raise AppError("store.sql_bot.get.missing.app_error", "Bot does not exist.", 404)
    return bot_json(bot)


@routes("POST", "/api/v4/bots/{user_id}/disable")
def disable_bot(call: Call):
    return _bot_active(call, False)


@routes("POST", "/api/v4/bots/{user_id}/enable")
def enable_bot(call: Call):
    return _bot_active(call, True)


def _bot_active(call: Call, active: bool) -> dict:
    if not call.world.is_admin(call.user):
        raise forbidden()
    bot = find_user(call)
    call.fake.set_active(bot, active)
    return bot_json(bot)


# --- teams


@routes("GET", "/api/v4/users/{user_id}/teams")
def teams_of(call: Call):
    user = find_user(call)
    if user is not call.user and not call.world.is_admin(call.user):
        raise forbidden()
    return [team_json(call.world, t) for t in call.world.teams.values() if t.has(user.id)]


@routes("POST", "/api/v4/teams")
def create_team(call: Call):
    data = call.object("team")
    team = call.world.add_team(data["name"], data.get("display_name", data["name"]))
    call.world.seat(team, call.user).is_admin = True
    return Answer(team_json(call.world, team), 201)


@routes("GET", "/api/v4/teams")
def list_teams(call: Call):
    first, last = call.page()
    teams = [t for t in call.world.teams.values()
             if call.world.is_admin(call.user) or t.has(call.user.id)]
    return [team_json(call.world, t) for t in teams[first:last]]


@routes("GET", "/api/v4/teams/name/{name:*}")
def team_by_name(call: Call):
    team = next((t for t in call.world.teams.values() if t.name == call.params["name"]), None)
    if team is None:
        raise AppError("app.team.get_by_name.missing.app_error",
                       "Unable to find the existing team.", 404)
    call.params["team_id"] = team.id
    return team_json(call.world, find_team(call))


@routes("GET", "/api/v4/teams/{team_id}")
def get_team(call: Call):
    return team_json(call.world, find_team(call))


@routes("GET", "/api/v4/teams/{team_id}/members")
def team_members(call: Call):
    team, (first, last) = find_team(call), call.page()
    members = sorted(i for i in team.members if team.has(i))
    return [team_member_json(team, i) for i in members[first:last]]


@routes("POST", "/api/v4/teams/{team_id}/members/ids")
def team_members_by_ids(call: Call):
    team = find_team(call)
    return [team_member_json(team, i) for i in call.list("user_ids") if i in team.members]


@routes("POST", "/api/v4/teams/{team_id}/members")
def add_team_member(call: Call):
    team, user_id = find_team(call), call.object("team_member").get("user_id", "")
    if call.user.is_guest:
        raise forbidden()
    if user_id not in call.world.users:
        raise invalid_param("user_id")
    call.fake.seat_user(team, call.world.users[user_id])
    return Answer(team_member_json(team, user_id), 201)


@routes("GET", "/api/v4/teams/{team_id}/members/{user_id}")
def team_member(call: Call):
    team, user = find_team(call), find_user(call)
    if user.id not in team.members:
        raise AppError("app.team.get_member.missing.app_error",
                       "No team member found for that user ID and team ID.", 404)
    return team_member_json(team, user.id)


@routes("DELETE", "/api/v4/teams/{team_id}/members/{user_id}")
def remove_team_member(call: Call):
    team, user = find_team(call), find_user(call)
    if user is not call.user and not call.world.is_team_admin(call.user, team.id):
        raise forbidden()
    call.fake.unseat_user(team, user)
    return OK


@routes("PUT", "/api/v4/teams/{team_id}/members/{user_id}/schemeRoles")
def scheme_roles(call: Call):
    team, user = find_team(call), find_user(call)
    if not call.world.is_team_admin(call.user, team.id):
        raise forbidden()
    team.members[user.id].is_admin = bool(call.object("scheme_roles").get("scheme_admin"))
    call.world.emit("memberrole_updated", {"member": go_json(team_member_json(team, user.id))},
                    user_id=user.id)
    return OK
