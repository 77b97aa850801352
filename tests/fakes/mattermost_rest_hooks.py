"""REST: commands, buttons, dialogs, response_urls, the server's own settings."""

from __future__ import annotations

from . import mattermost_hooks as hooks
from .mattermost_rest import find_team
from .mattermost_rules import check_dialog
from .mattermost_shapes import command_json
from .mattermost_web import OK, Answer, Call, Routes
from .mattermost_world import BUILT_IN, AppError, Command, World, forbidden, invalid_param, new_id

routes = Routes()
FIELDS = ("username", "icon_url", "auto_complete", "auto_complete_desc", "auto_complete_hint",
          "display_name", "description")


def _need_commands(world: World):
    if not world.commands_on:
        raise AppError("api.command.disabled.app_error",
                       "Commands have been disabled by the system admin.", 501)


def _checked(world: World, data: dict, team_id: str, but="") -> dict:
    """The fields of a command that is to be saved."""
    trigger = (data.get("trigger") or "").lower()
    if not 1 <= len(trigger) <= 128 or trigger.startswith("/") or " " in trigger:
        raise AppError("model.command.is_valid.trigger.app_error", "Invalid trigger.", 400)
    url = data.get("url") or ""
    if not 1 <= len(url) <= 1024:
        raise AppError("model.command.is_valid.url.app_error", "Invalid URL.", 400)
    if not url.startswith(("http://", "https://")):
        raise AppError("model.command.is_valid.url_http.app_error",
                       "Invalid URL. Must be a valid URL and start with http:// or https://.", 400)
    if data.get("method") not in ("P", "G"):
        raise AppError("model.command.is_valid.method.app_error", "Invalid Method.", 400)
    for key, limit, name in (("display_name", 64, "title"), ("description", 128, "description")):
        if len(data.get(key) or "") > limit:
            raise AppError(f"model.command.is_valid.{key}.app_error", f"Invalid {name}.", 400)
    taken = trigger in BUILT_IN or any(c.team_id == team_id and c.trigger == trigger
                                       and c.id != but for c in world.commands.values())
    if taken:
        raise AppError("api.command.duplicate_trigger.app_error",
                       "This trigger word is already in use. Please choose another word.", 400)
    return {"trigger": trigger, "url": url, "method": data["method"],
            **{k: data[k] for k in FIELDS if k in data}}


@routes("POST", "/api/v4/commands")
def create_command(call: Call):
    data, world = call.object("command"), call.world
    team_id = data.get("team_id") or ""
    if not world.is_team_admin(call.user, team_id):
        raise forbidden()
    now = world.ms()
    command = Command(id=new_id(), token=new_id(), creator_id=call.user.id, team_id=team_id,
                      create_at=now, update_at=now, **_checked(world, data, team_id))
    world.commands[command.id] = command
    world.note("command_made", trigger=command.trigger, team=world.teams[team_id].name,
               url=command.url)
    return Answer(command_json(command), 201)


@routes("GET", "/api/v4/commands")
def list_commands(call: Call):
    team_id, world = call.query.get("team_id", ""), call.world
    team = world.teams.get(team_id)
    if team is None or not team.has(call.user.id):
        raise forbidden()
    may = world.is_team_admin(call.user, team_id)
    if may:
        _need_commands(world)
    if call.query.get("custom_only") == "true" and not may:
        raise forbidden()
    return [command_json(c, with_token=may) for c in world.commands.values()
            if c.team_id == team_id]


def _command(call: Call) -> Command:
    command = call.world.commands.get(call.params["command_id"])
    if command is None or not call.world.is_team_admin(call.user, command.team_id):
        raise AppError("store.sql_command.save.get.app_error", "Unable to get the command.", 404)
    return command


@routes("GET", "/api/v4/commands/{command_id}")
def get_command(call: Call):
    return command_json(_command(call))


@routes("PUT", "/api/v4/commands/{command_id}/regen_token")
def regen_token(call: Call):
    command = _command(call)
    command.token, command.update_at = new_id(), call.world.ms()
    return {"token": command.token}


@routes("PUT", "/api/v4/commands/{command_id}")
def update_command(call: Call):
    command, data = _command(call), call.object("command")
    if data.get("id") != command.id:
        raise invalid_param("command")
    if data.get("team_id") != command.team_id:
        raise AppError("api.command.team_mismatch.app_error",
                       "Unable to update commands across teams.", 400)
    for key, value in _checked(call.world, data, command.team_id, but=command.id).items():
        setattr(command, key, value)
    command.update_at = call.world.ms()
    return command_json(command)


@routes("DELETE", "/api/v4/commands/{command_id}")
def delete_command(call: Call):
    del call.world.commands[_command(call).id]
    return OK


@routes("POST", "/api/v4/commands/execute")
async def execute_command(call: Call):
    data, world = call.object("command_args"), call.world
    typed = data.get("command") or ""
    if len(typed) <= 1 or not typed.startswith("/"):
        raise AppError("api.command.execute_command.start.app_error",
                       "No command trigger found.", 400)
    channel = world.channels.get(data.get("channel_id") or "")
    if channel is None or call.user.id not in channel.members:
        raise forbidden()
    team_id = channel.team_id or data.get("team_id") or ""
    if team_id not in world.teams or not world.teams[team_id].has(call.user.id):
        raise forbidden()
    _need_commands(world)
    if world.is_new and not world.site_url:
        raise AppError("api.command.execute_command.site_url_required.app_error",
                       "Site URL is required.", 400)
    return await hooks.execute(call.fake, call.user, channel, team_id, typed,
                               data.get("root_id") or "")


@routes("GET", "/api/v4/teams/{team_id}/commands/autocomplete")
def autocomplete(call: Call):
    team = find_team(call)
    return [command_json(c, with_token=False) for c in call.world.commands.values()
            if c.team_id == team.id and c.auto_complete and call.world.commands_on]


@routes("POST", "/hooks/commands/{hook_id}", session=False)
def response_url(call: Call):
    hooks.use_hook(call.world, call.params["hook_id"], call.headers.get("Content-Type", ""),
                   call.body)
    return Answer(raw=b"ok", headers={"Content-Type": "text/plain"})


@routes("POST", "/api/v4/posts/{post_id}/actions/{action_id}")
async def do_action(call: Call):
    data = call.value if isinstance(call.value, dict) else {}
    return await hooks.press(call.fake, call.user, call.params["post_id"],
                             call.params["action_id"], data.get("selected_option") or "",
                             data.get("cookie") or "")


@routes("POST", "/api/v4/actions/dialogs/open", session=False)
def open_dialog(call: Call):
    data = call.object("dialog")
    check_dialog(call.world, data.get("dialog") or {})
    hooks.open_dialog(call.world, data)
    return OK


@routes("POST", "/api/v4/actions/dialogs/submit")
async def submit_dialog(call: Call):
    data, world = call.object("dialog"), call.world
    channel = world.channels.get(data.get("channel_id") or "")
    team = world.teams.get(data.get("team_id") or "")
    if channel is None or not world.may_read(call.user, channel):
        raise forbidden()
    if team is None or not team.has(call.user.id):
        raise forbidden()
    return await hooks.submit_dialog(call.fake, call.user, data)


# --- the server


@routes("GET", "/api/v4/system/ping", session=False)
def ping(call: Call):
    names = ("AndroidLatestVersion", "AndroidMinVersion", "DesktopLatestVersion",
             "DesktopMinVersion", "IosLatestVersion", "IosMinVersion")
    out = dict.fromkeys(names, "")
    return out | {"status": "OK"}


@routes("GET", "/api/v4/config/client", session=False)
def client_config(call: Call):
    if call.query.get("format") != "old":
        raise AppError("api.config.client.old_format.app_error",
                       "New format for the client configuration is not supported yet. Please "
                       "specify format=old in the query string.", 501)
    world = call.world
    out = {"BuildNumber": "", "BuildDate": "", "BuildHash": "0" * 40, "BuildEnterpriseReady":
           "false", "DefaultClientLocale": "en", "EnableCustomEmoji": "true", "SiteName":
           "Mattermost", "SiteURL": world.site_url, "Version": world.number}
    if call.user is not None:
        out |= {"EnableCommands": str(world.commands_on).lower(), "EnablePostIconOverride": "false",
                "EnablePostUsernameOverride": "false", "MaxFileSize": "104857600",
                "EnableUserAccessTokens": "true", "RestrictDirectMessage": "any"}
    return dict(sorted(out.items()))


@routes("GET", "/api/v4/config")
def whole_config(call: Call):
    world = call.world
    if not world.is_admin(call.user):
        raise forbidden()
    allowed = "127.0.0.1 localhost" if world.callbacks_allowed else ""
    return {"ServiceSettings": {"SiteURL": world.site_url, "EnableCommands": world.commands_on,
                                "EnableBotAccountCreation": world.bots_may_be_made,
                                "AllowedUntrustedInternalConnections": allowed}}


@routes("GET", "/api/v4/roles/name/{name:*}")
def role_by_name(call: Call):
    name = call.params["name"]
    if name not in call.world.roles:
        raise AppError("app.role.get_by_name.app_error", "Unable to get role.", 404)
    return {"id": role_id(name), "name": name, "permissions": call.world.roles[name],
            "scheme_managed": False, "built_in": True}


def role_id(name: str) -> str:
    return (name.replace("_", "") + "y" * 26)[:26]


@routes("PUT", "/api/v4/roles/{role_id}/patch")
def patch_role(call: Call):
    world = call.world
    if not world.is_admin(call.user):
        raise forbidden()
    if not world.is_new:
        raise AppError("api.roles.patch_roles.license.error",
                       "Your license does not support advanced permissions.", 501)
    name = next((n for n in world.roles if role_id(n) == call.params["role_id"]), None)
    if name is None:
        raise AppError("app.role.get.app_error", "Unable to get role.", 404)
    world.roles[name] = call.object("role").get("permissions") or []
    return {"id": role_id(name), "name": name, "permissions": world.roles[name],
            "scheme_managed": False, "built_in": True}
