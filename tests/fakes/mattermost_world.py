"""What a pretend Mattermost server knows: people, teams, channels, posts, files, short-lived rights."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

from .mattermost_people import User, default_people

ID_LETTERS = "ybndrfg8ejkmcpqxot1uwisza345h769"
BUILT_IN = frozenset("""away code collapse dnd echo expand exportlink groupmsg header help invite
    invite_people join kick leave loadtest logout marketplace me msg mute offline online open purpose
    remove rename search secure-connection settings share-channel shortcuts shrug status
    test""".split())


def new_id() -> str:
    return "".join(random.choices(ID_LETTERS, k=26))


class AppError(Exception):
    """The server says no: this id, this status."""

    def __init__(self, id: str, message: str, status: int, detail: str = ""):
        super().__init__(id)
        self.id, self.message, self.status, self.detail = id, message, status, detail

    def body(self, request_id: str) -> dict:
        return {"id": self.id, "message": self.message, "detailed_error": self.detail,
                "request_id": request_id, "status_code": self.status}


def forbidden() -> AppError:
    return AppError("api.context.permissions.app_error",
                    "You do not have the appropriate permissions.", 403)


def invalid_param(name: str) -> AppError:
    return AppError("api.context.invalid_body_param.app_error",
                    f"Invalid or missing {name} in request body.", 400)


@dataclass
class Timing:
    """The server's own time limits in seconds. Tests shorten those that they wait for."""

    trigger_s: float = 30.0
    hook_s: float = 1800.0
    hook_uses: int = 5
    pending_post_s: float = 30.0
    callback_s: float = 30.0
    ws_auth_s: float = 5.0  # from the upgrade until a connection without authentication is dropped
    ws_ping_s: float = 60.0
    ws_pong_s: float = 100.0
    history_lag_s: float = 0.0  # from POST /posts until a history shows it


@dataclass
class TeamMember:
    is_admin: bool = False
    is_guest: bool = False
    delete_at: int = 0

    def roles(self) -> str:
        if self.is_guest:
            return "team_guest"
        return "team_user team_admin" if self.is_admin else "team_user"


@dataclass
class Team:
    id: str
    name: str
    display_name: str
    create_at: int
    members: dict[str, TeamMember] = field(default_factory=dict)

    def has(self, user_id: str) -> bool:
        return user_id in self.members and not self.members[user_id].delete_at


@dataclass
class ChannelMember:
    last_viewed_at: int = 0
    msg_count: int = 0
    mention_count: int = 0
    last_update_at: int = 0
    is_admin: bool = False
    is_guest: bool = False

    def roles(self) -> str:
        if self.is_guest:
            return "channel_guest"
        return "channel_user channel_admin" if self.is_admin else "channel_user"


@dataclass
class Channel:
    id: str
    team_id: str
    type: str  # O, P, D, G
    name: str
    display_name: str
    create_at: int
    creator_id: str = ""
    update_at: int = 0
    delete_at: int = 0
    last_post_at: int = 0
    total_msg_count: int = 0
    header: str = ""
    purpose: str = ""
    members: dict[str, ChannelMember] = field(default_factory=dict)
    posts: list = field(default_factory=list)  # oldest first, deleted ones too


@dataclass
class Post:
    id: str
    user_id: str
    channel_id: str
    message: str
    create_at: int
    update_at: int = 0
    edit_at: int = 0
    delete_at: int = 0
    is_pinned: bool = False
    root_id: str = ""
    original_id: str = ""
    type: str = ""
    props: dict = field(default_factory=dict)
    hashtags: str = ""
    file_ids: list = field(default_factory=list)
    pending_post_id: str = ""
    visible_at: float = 0.0
    for_user: str = ""  # an ephemeral one: who sees it
    reactions: list = field(default_factory=list)
    by_hook: bool = False  # posts that an integration's answer made carry less


@dataclass
class Command:
    id: str
    token: str
    creator_id: str
    team_id: str
    trigger: str
    method: str
    url: str
    create_at: int
    update_at: int
    username: str = ""
    icon_url: str = ""
    auto_complete: bool = False
    auto_complete_desc: str = ""
    auto_complete_hint: str = ""
    display_name: str = ""
    description: str = ""


@dataclass
class Hook:
    """A response_url."""

    id: str
    command: Command
    user_id: str
    channel_id: str
    team_id: str
    root_id: str
    expires: float
    uses: int = 0


@dataclass
class File:
    id: str
    user_id: str
    channel_id: str
    name: str
    mime_type: str
    data: bytes
    create_at: int
    post_id: str = ""


@dataclass
class Token:
    id: str
    token: str
    user_id: str
    description: str = ""
    is_active: bool = True


class World:
    """The whole server. All of it belongs to the fake's event loop."""

    def __init__(self, version: str, note=None):
        self.version = version
        self.is_new = int(version.split(".")[0]) >= 11
        self.number = version if version.count(".") == 2 else version + ".0"
        self.note = note or (lambda kind, **data: None)
        self.timing = Timing(trigger_s=30.0 if self.is_new else 3.0)
        self.site_url = self.address = ""  # as set by the administrator, and as it is
        self.emit = lambda *args, **kwargs: None  # set by the websocket hub
        self.users: dict[str, User] = {}
        self.by_username: dict[str, User] = {}
        self.in_order: list[User] = []  # by name; empty: to be sorted anew
        self.teams: dict[str, Team] = {}
        self.channels: dict[str, Channel] = {}
        self.posts: dict[str, Post] = {}
        self.ephemerals: dict[str, Post] = {}
        self.files: dict[str, File] = {}
        self.commands: dict[str, Command] = {}
        self.hooks: dict[str, Hook] = {}
        self.tokens: dict[str, Token] = {}  # by the secret
        self.triggers: dict[str, tuple[str, float]] = {}  # client part -> who, until when
        self.pending: dict[str, tuple[float, str]] = {}  # pending_post_id -> until when, post
        self.statuses: dict[str, str] = {}
        self.callbacks_allowed = True
        self.commands_on = self.bots_may_be_made = True  # as set by the administrator
        self.roles = {"system_user": [], "team_user": ["create_public_channel"], "team_admin": [],
                      "system_post_all": ["create_post"],
                      "system_post_all_public": ["create_post_public"]}  # what was added to them
        self.clock_offset = 0.0
        self.last_ms = 0
        self.populate()

    @property
    def full_version(self) -> str:
        long = "7de9178fb8ae9036ea103cb8beffb6063755741232ec379c879fbcbc846d8b73"
        return f"{self.number}..{long if self.is_new else long[:32]}.false"

    def populate(self):
        for user in default_people():
            self.add_user(user)
        self.admin = self.by_username["admin"]
        self.bot = self.by_username["botschafter"]
        self.bot.owner_id = self.by_username["helper"].owner_id = self.admin.id
        self.admin_token = self.new_token(self.admin.id, "set-up").token
        self.bot_token = self.new_token(self.bot.id, "bot").token
        acme, lab = self.add_team("acme", "Acme"), self.add_team("lab", "The Lab")
        for name in ("admin", "botschafter", "anna", "ben", "carla", "zoe", "helper", "gone", "gast"):
            self.seat(acme, self.by_username[name])
        for name in ("admin", "botschafter", "carla"):
            self.seat(lab, self.by_username[name])
        acme.members[self.admin.id].is_admin = lab.members[self.admin.id].is_admin = True
        comms = self.add_channel("comms", "Comms", acme, "carla")
        for name in ("botschafter", "anna", "gast"):
            self.enter(comms, self.by_username[name])
        self.add_channel("secret", "Secret", acme, "carla", type="P")

    # --- names and time

    def now(self) -> float:
        """The clock for all that expires; advance() moves it."""
        return time.monotonic() + self.clock_offset

    def ms(self) -> int:
        """Milliseconds of the day, never the same twice."""
        self.last_ms = max(int(time.time() * 1000), self.last_ms + 1)
        return self.last_ms

    def user(self, who: str) -> User:
        found = self.users.get(who) or self.by_username.get(who.removeprefix("@"))
        if found is None:
            raise LookupError(f"nobody called {who!r}; there is: {sorted(self.by_username)}")
        return found

    def team(self, ref: str) -> Team:
        found = self.teams.get(ref) or next((t for t in self.teams.values() if t.name == ref), None)
        if found is None:
            raise LookupError(f"no team {ref!r}")
        return found

    def channel(self, ref: str, team: str = "acme") -> Channel:
        """By id, name, or team/name."""
        if ref in self.channels:
            return self.channels[ref]
        team, _, name = ref.removeprefix("~").rpartition("/") if "/" in ref else (team, "", ref)
        found = self.channel_named(self.team(team).id, name)
        if found is None:
            raise LookupError(f"no channel {name!r} in {team!r}")
        return found

    def channel_named(self, team_id: str, name: str) -> Channel | None:
        return next((c for c in self.channels.values()
                     if c.team_id == team_id and c.name == name), None)

    def session(self, token: str) -> User | None:
        """Whose token this is, as long as they are there."""
        found = self.tokens.get(token[:50])
        if found is None or not found.is_active or self.users[found.user_id].delete_at:
            return None
        return self.users[found.user_id]

    # --- making things

    def add_user(self, user: User) -> User:
        user.id = user.id or new_id()
        user.create_at = user.update_at = self.ms()
        self.users[user.id] = self.by_username[user.username] = user
        self.in_order = []
        return user

    def people(self) -> list[User]:
        """All users by name, as listings have them."""
        if not self.in_order:
            self.in_order = sorted(self.users.values(), key=lambda u: u.username)
        return self.in_order

    def new_token(self, user_id: str, description="") -> Token:
        token = Token(new_id(), new_id(), user_id, description)
        self.tokens[token.token] = token
        return token

    def token_of(self, who: str) -> str:
        """A session of this person."""
        user = self.user(who)
        for token in self.tokens.values():
            if token.user_id == user.id and token.is_active:
                return token.token
        return self.new_token(user.id, "session").token

    def add_team(self, name: str, display_name: str) -> Team:
        team = Team(new_id(), name, display_name, self.ms())
        self.teams[team.id] = team
        self.add_channel("town-square", "Town Square", team)
        self.add_channel("off-topic", "Off-Topic", team)
        return team

    def add_channel(self, name, display_name, team: Team | None, creator="", type="O") -> Channel:
        now = self.ms()
        channel = Channel(new_id(), team.id if team else "", type, name, display_name, now,
                          update_at=now)
        self.channels[channel.id] = channel
        if creator:
            user = self.user(creator)
            channel.creator_id = user.id
            self.enter(channel, user).is_admin = type in "OP"
        return channel

    def seat(self, team: Team, user: User) -> TeamMember:
        """Puts somebody into a team and, unless a guest, its default channels; says nothing."""
        team.members[user.id] = TeamMember(is_guest=user.is_guest)
        if not user.is_guest:
            for name in ("town-square", "off-topic"):
                self.enter(self.channel_named(team.id, name), user)
        return team.members[user.id]

    def enter(self, channel: Channel, user: User) -> ChannelMember:
        member = channel.members.get(user.id)
        if member is None:
            member = channel.members[user.id] = ChannelMember(
                last_update_at=self.ms(), is_guest=user.is_guest)
        return member

    def direct(self, one: str, other: str, creator: str = "") -> tuple[Channel, bool]:
        """The direct channel of two people; True where it is new."""
        name = "__".join(sorted((one, other)))
        found = self.channel_named("", name)
        if found is not None:
            return found, False
        channel = self.add_channel(name, "", None, type="D")
        channel.creator_id = creator or one
        for user_id in {one, other}:
            self.enter(channel, self.users[user_id])
        return channel, True

    # --- rights

    def is_admin(self, user: User) -> bool:
        return "system_admin" in user.roles.split()

    def is_team_admin(self, user: User, team_id: str) -> bool:
        team = self.teams.get(team_id)
        return self.is_admin(user) or bool(
            team and team.has(user.id) and team.members[user.id].is_admin)

    def may_see(self, user: User, channel: Channel) -> bool:
        """Whether this person may know of the channel."""
        team = self.teams.get(channel.team_id)
        return (user.id in channel.members or self.is_admin(user) or bool(
            channel.type == "O" and team and team.has(user.id)
            and not team.members[user.id].is_guest))

    def may_read(self, user: User, channel: Channel) -> bool:
        """Its posts. Since 11 the team may read public channels without joining them."""
        if user.id in channel.members or self.is_admin(user):
            return True
        return self.is_new and channel.type == "O" and self.may_see(user, channel)

    def may_post(self, user: User, channel: Channel) -> bool:
        roles = user.roles.split()
        if user.id in channel.members or self.is_admin(user) or "system_post_all" in roles:
            return True
        if channel.type != "O":
            return False
        return "system_post_all_public" in roles or self.is_team_admin(user, channel.team_id)

    def may_send_ephemeral(self, user: User) -> bool:
        return self.is_admin(user) or any(
            "create_post_ephemeral" in self.roles[r] for r in user.roles.split() if r in self.roles)

    # --- short-lived rights

    def set_trigger(self, client: str, user_id: str):
        self.triggers[client] = (user_id, self.now() + self.timing.trigger_s)

    def new_hook(self, command: Command, user_id, channel_id, team_id, root_id="") -> Hook:
        hook = Hook(new_id(), command, user_id, channel_id, team_id, root_id,
                    self.now() + self.timing.hook_s)
        self.hooks[hook.id] = hook
        return hook

    def use_hook(self, hook_id: str) -> Hook:
        hook = self.hooks.get(hook_id)
        if hook is None or self.now() > hook.expires:
            raise AppError("app.command_webhook.get.missing", "Unable to find the webhook.", 404)
        if hook.uses >= self.timing.hook_uses:
            raise AppError("app.command_webhook.try_use.invalid", "Invalid webhook.", 400)
        hook.uses += 1
        return hook
