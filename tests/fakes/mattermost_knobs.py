"""The misbehaviours of the server, each by name, and what an administrator can set."""

from __future__ import annotations

import json

from .faults import Fault
from .mattermost_people import crowd
from .mattermost_posts import Draft, create
from .mattermost_shapes import go_json
from .mattermost_world import Command, new_id
from .wsock import BINARY, TEXT

APPLY = {"now": "yes", "late": "late", "not": "no"}
HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body></body></html>"


class Knobs:
    """Mixed into the fake: needs world, web, hub and caller."""

    # --- HTTP; a route is named as in the API without /api/v4: "POST /posts", "* /users*"

    def fault(self, route="*", apply="not", **how):
        """The general form, see Fault. apply: does the call take effect: now, late (late_s after)
        or not. The others below are short for it."""
        self.web.faults.add(Fault(route, apply=APPLY[apply], **how))

    def clear_faults(self):
        self.web.faults.clear()

    def server_error(self, route="*", status=500, times=1, **how):
        """5xx or any other status, as JSON. With apply="now" the call takes effect all the same."""
        body = go_json({"id": "app.fake.error", "message": "The fake was told to fail.",
                        "detailed_error": "", "request_id": new_id(), "status_code": status})
        self.fault(route, status=status, times=times, body=body, **how)

    def html(self, route="*", status=502, times=1, **how):
        """What a proxy says."""
        self.fault(route, status=status, times=times, body=HTML,
                   headers={"Content-Type": "text/html; charset=utf-8"}, **how)

    def rate_limited(self, route="*", retry_after: str | None = "1", times=1, **how):
        """429. retry_after may be "0", "3600", "soon", or None for no header."""
        headers = {"Content-Type": "text/plain; charset=utf-8", "X-Ratelimit-Limit": "6",
                   "X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": "2"}
        if retry_after is not None:
            headers["Retry-After"] = retry_after
        self.fault(route, status=429, times=times, body="limit exceeded\n", headers=headers, **how)

    def never_answer(self, route="*", apply="late", late_s=0.2, times=1, **how):
        """No answer ever comes."""
        self.fault(route, times=times, reply="none", apply=apply, late_s=late_s, **how)

    def applied_but_no_reply(self, route="*", times=1, **how):
        """The call takes effect, then the connection is reset."""
        self.fault(route, times=times, reply="reset", apply="now", **how)

    def cut_answer(self, route="*", times=1, **how):
        """Half of the true answer, then the end of the connection."""
        self.fault(route, times=times, reply="half", **how)

    def drip(self, route="*", drip_s=0.002, times=1, **how):
        """The true answer, one byte at a time."""
        self.fault(route, times=times, reply="drip", drip_s=drip_s, **how)

    def stall(self, route="*", times=1, **how):
        """Headers, then nothing."""
        self.fault(route, times=times, reply="stall", **how)

    def pending(self, times=1):
        """POST /posts says that the first one with this pending_post_id is still under way."""
        body = go_json({"id": "api.post.deduplicate_create_post.pending", "message":
                        "Rejected post since another client is making the same request.",
                        "detailed_error": "", "request_id": new_id(), "status_code": 500})
        self.fault("POST /posts", status=500, body=body, apply="now", times=times)

    def limit_rates(self, per_s: float = 10, burst: int = 100):
        """The server's own limiter. per_s=0: off again."""
        self.web.rates.per_s, self.web.rates.burst = per_s, burst
        self.web.rates.full_at.clear()

    def gzip(self, on=True):
        self.web.gzips = on

    # --- time

    def timing(self, **seconds):
        """Changes the server's time limits: the fields of Timing."""
        for key, value in seconds.items():
            if not hasattr(self.world.timing, key):
                raise AttributeError(f"no time limit called {key}")
            setattr(self.world.timing, key, value)

    def advance(self, seconds: float):
        """Triggers, response_urls and pending_post_ids age by so much at once."""
        self.world.clock_offset += seconds

    def age_posts(self, seconds: float):
        """All that was written, and viewed, so far lies so much further back."""
        ms = int(seconds * 1000)
        for channel in self.world.channels.values():
            channel.last_post_at -= ms
            for member in channel.members.values():
                member.last_viewed_at = max(0, member.last_viewed_at - ms)
            for post in channel.posts:
                post.create_at, post.update_at = post.create_at - ms, post.update_at - ms

    # --- websocket

    def cut_websocket(self, user="botschafter"):
        """TCP ends without a close frame: 1006."""
        for connection in self._lines(user):
            connection.socket.cut("rst")

    async def close_websocket(self, code=1000, user="botschafter"):
        """A close frame, then the end."""
        for connection in self._lines(user):
            await connection.socket.close(code)
            connection.socket.cut("fin")

    def _lines(self, user: str) -> list:
        return self.hub.live(self.world.user(user))

    def forget_connections(self):
        """Cuts all, and nothing of them can be taken up again: hello with a new id."""
        self.hub.forget()

    def half_open(self, user="botschafter"):
        """The line looks alive, but nothing comes through any more, in either direction."""
        for connection in self._lines(user):
            connection.deaf = True

    def stop_pongs(self, on=False):
        """Pings are not answered any more (on=True: again)."""
        self.hub.pongs = on

    def skip_sequence(self, count=1):
        """Leaves out so many sequence numbers before the next event."""
        self.hub.skip_seq = count

    def frames(self, fragment: int | None = None, drip_s: float | None = None):
        """Frames of live and later connections cut into fragments, or byte by byte; no arguments:
        whole again."""
        self.hub.fragment, self.hub.drip_s = fragment, drip_s
        for connection in self.hub.live():
            connection.socket.fragment, connection.socket.drip_s = fragment, drip_s

    def pad_events(self, size=0):
        """Makes each event larger by so many bytes."""
        self.hub.padding = size

    def refuse_websocket(self, status: int | None = 503):
        """Upgrades are answered with this status. None: no longer."""
        self.hub.refuses = status

    async def raw_frame(self, payload, binary=False, user="botschafter"):
        """Any frame at all: text, bytes, or an object that becomes JSON."""
        raw = payload if isinstance(payload, bytes) else (
            payload if isinstance(payload, str) else json.dumps(payload)).encode()
        for connection in self._lines(user):
            await connection.socket.send(raw, BINARY if binary else TEXT)

    def event(self, event: str, data: dict, user="", channel="", team=""):
        """Any event, to a user, a channel's members, a team's, or everybody."""
        world = self.world
        world.emit(event, data, user_id=world.user(user).id if user else "",
                   channel_id=world.channel(channel).id if channel else "",
                   team_id=world.team(team).id if team else "")

    # --- calls to us

    def block_callbacks(self, on=True):
        """AllowedUntrustedInternalConnections does not list our listener."""
        self.world.callbacks_allowed = not on

    def double_calls(self, copies=2):
        """Each call is made so many times, one after the other; the first answer counts."""
        self.caller.copies = copies

    def call_in_pieces(self, size: int | None = 1, pause_s=0.002):
        """Bodies of calls come in pieces of so many bytes. None: whole again."""
        self.caller.piece, self.caller.pause_s = size, pause_s

    def set_site_url(self, url: str):
        """SiteURL as the administrator set it; "": not at all."""
        self.world.site_url = url

    def switch_commands(self, on=True):
        """EnableCommands."""
        self.world.commands_on = on

    def switch_bot_creation(self, on=True):
        """EnableBotAccountCreation."""
        self.world.bots_may_be_made = on

    # --- rights

    def make_team_admin(self, on=True, user="botschafter", team: str | None = None):
        """In one team, or in all that this user is in."""
        for one in [self.world.team(team)] if team else self.world.teams.values():
            if one.has(self.world.user(user).id):
                one.members[self.world.user(user).id].is_admin = on

    def set_roles(self, user: str, roles: str):
        self.world.user(user).roles = roles

    def set_permissions(self, role: str, permissions: list):
        """What a role of everybody's allows."""
        self.world.roles[role] = list(permissions)

    def revoke_token(self, user="botschafter", cut: bool | None = None):
        """This user's tokens are refused from now on. cut: their websocket ends soon after. 5.37
        was seen to go on with it; what 11.6 does is not known, so it is cut there unless told."""
        for token in self.world.tokens.values():
            if token.user_id == self.world.user(user).id:
                token.is_active = False
        if self.world.is_new if cut is None else cut:
            self.drop_strangers()

    def new_token(self, user="botschafter") -> str:
        return self.world.new_token(self.world.user(user).id, "new").token

    def token_of(self, user: str) -> str:
        """A session of this person, for calls by a test."""
        return self.world.token_of(user)

    # --- the world

    def add_command(self, trigger: str, url: str, team="acme", by="admin", **more) -> str:
        """An administrator makes a command; gives its token."""
        now = self.world.ms()
        command = Command(new_id(), new_id(), self.world.user(by).id, self.world.team(team).id,
                          trigger, "P", url, now, now, auto_complete=True, **more)
        self.world.commands[command.id] = command
        return command.token

    def regen_command(self, trigger: str, team="acme") -> str:
        """The command gets another token; ours is void."""
        command = next(c for c in self.world.commands.values()
                       if c.trigger == trigger and c.team_id == self.world.team(team).id)
        command.token = new_id()
        return command.token

    def add_team(self, name: str, members=("botschafter",)) -> str:
        team = self.world.add_team(name, name.title())
        for member in members:
            self.world.seat(team, self.world.user(member))
        return team.id

    def add_channel(self, name: str, members=(), type="O", team="acme") -> str:
        channel = self.world.add_channel(name, name.title(), self.world.team(team), type=type)
        for member in members:
            self.world.enter(channel, self.world.user(member))
        return channel.id

    def archive_channel(self, name: str, team="acme"):
        self.archive(self.world.channel(name, team), self.world.admin)

    def add_crowd(self, count: int, team="acme"):
        """That many generated people more, in this team."""
        for user in crowd(count):
            gone = user.delete_at
            self.world.seat(self.world.team(team), self.world.add_user(user))
            user.delete_at = gone

    def add_history(self, channel: str, count: int, user="anna", team="acme"):
        """That many posts, without an event to anybody."""
        place, emit = self.world.channel(channel, team), self.world.emit
        self.world.emit = lambda *args, **kwargs: None
        for i in range(count):
            create(self.world, self.world.user(user), place, Draft(f"old post {i}"))
        self.world.emit = emit
