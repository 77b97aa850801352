"""The fake server as one object inside an event loop: world, REST, websocket, calls, people, knobs."""

from __future__ import annotations

import asyncio
import re

from aiohttp import web

from . import (mattermost_rest, mattermost_rest_channels, mattermost_rest_hooks,
               mattermost_rest_posts)
from .mattermost_actors import Actors
from .mattermost_calls import Caller
from .mattermost_forgers import Forgers
from .mattermost_knobs import Knobs
from .mattermost_look import Looks
from .mattermost_people import User
from .mattermost_posts import Draft, create
from .mattermost_shapes import user_json
from .mattermost_socket import Hub
from .mattermost_web import Routes, Web
from .mattermost_world import Channel, Team, World
from .slack_journal import Journal

HOST = "127.0.0.1"
WEBSOCKET = re.compile(rb"GET \S*/api/v4/websocket/?[? ]")
MAX_FIRST_LINE = 16 * 1024


class Front(asyncio.Protocol):
    """Reads the first line of a connection and hands it on: to the websocket, or to aiohttp."""

    def __init__(self, fake: FakeMattermost):
        self.fake, self.raw, self.transport = fake, b"", None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data: bytes):
        self.raw += data
        if b"\r\n" not in self.raw and len(self.raw) < MAX_FIRST_LINE:
            return
        if WEBSOCKET.match(self.raw):
            self._to_websocket()
        else:
            protocol = self.fake.runner.server()
            self.transport.set_protocol(protocol)
            protocol.connection_made(self.transport)
            protocol.data_received(self.raw)

    def _to_websocket(self):
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=1 << 20, loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        self.transport.set_protocol(protocol)
        protocol.connection_made(self.transport)
        reader.feed_data(self.raw)
        writer = asyncio.StreamWriter(self.transport, protocol, reader, loop)
        self.fake.later(0, lambda: self.fake.hub.serve(reader, writer))


class FakeMattermost(Journal, Actors, Forgers, Looks, Knobs):
    """All public methods can be called through Mattermost, from any thread."""

    def __init__(self, version: str, callbacks: bool, team_admin: bool, path: str):
        Journal.__init__(self)
        self.world = World(version, self.note)
        self.world.callbacks_allowed = callbacks
        for team in self.world.teams.values() if team_admin else ():
            team.members[self.world.bot.id].is_admin = True
        routes = Routes()
        for room in (mattermost_rest, mattermost_rest_channels, mattermost_rest_posts,
                     mattermost_rest_hooks):
            routes.all += room.routes.all
        self.web = Web(self, self.world, routes)
        self.web.prefix = path.rstrip("/")
        self.hub = Hub(self.world)
        self.caller = Caller(self.world)
        self.port = 0
        self.runner: web.AppRunner | None = None
        self.server = None
        self.tasks: set[asyncio.Task] = set()
        self.held: list = []  # connections that a test keeps open

    # --- life

    async def start(self, port: int = 0):
        asyncio.get_running_loop().set_exception_handler(self._task_failed)
        await self._listen(port)
        self.world.site_url = self.world.address = f"http://{HOST}:{self.port}{self.web.prefix}"

    async def _listen(self, port: int):
        self.runner = web.AppRunner(self.web.app(), access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        self.server = await asyncio.get_running_loop().create_server(
            lambda: Front(self), HOST, port, reuse_address=True)
        self.port = self.server.sockets[0].getsockname()[1]

    def _task_failed(self, loop, context: dict):
        self.note("fake_is_broken", why=f"{context['message']}: {context.get('exception')!r}")

    def later(self, seconds: float, run):
        """Runs a coroutine function some time from now."""
        async def wait():
            await asyncio.sleep(seconds)
            await run()
        task = asyncio.ensure_future(wait())
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.note("fake_is_broken", why=repr(task.exception()))

    async def stop(self):
        await self._close()
        self.close_idle()
        self.caller.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _close(self):
        self.server.close()
        await self.hub.stop()
        await self.runner.cleanup()

    async def outage(self):
        """Nobody listens any more and every line is cut; what could be taken up again is lost."""
        await self._close()

    async def recover(self):
        """Listens again, on the same port."""
        await self._listen(self.port)

    async def restart(self):
        """All connections are lost, and with them dead queues and pending_post_ids."""
        await self._close()
        self.world.pending.clear()
        self.world.statuses.clear()
        await self._listen(self.port)

    def info(self) -> dict:
        """What a client needs to know."""
        world = self.world
        return {"url": world.address, "site_url": world.site_url, "port": self.port,
                "version": world.number, "bot_token": world.bot_token,
                "admin_token": world.admin_token, "bot_id": world.bot.id,
                "bot_name": world.bot.username, "admin_id": world.admin.id,
                "teams": {t.name: t.id for t in world.teams.values()},
                "channels": {f"{world.teams[c.team_id].name}/{c.name}": c.id
                             for c in world.channels.values() if c.team_id},
                "users": {u.username: u.id for u in world.users.values()}}

    # --- what happens to people, whoever makes it happen

    def system_post(self, author: User, channel: Channel, kind: str, text: str, **props):
        draft = Draft(text, type=kind, props={"username": author.username, **props})
        create(self.world, author, channel, draft)

    def seat_user(self, team: Team, user: User):
        """Somebody joins a team, with all that everybody hears of it."""
        if team.has(user.id):
            return
        self.world.seat(team, user)
        for name, kind, verb in (("town-square", "system_join_team", "joined the team."),
                                 ("off-topic", "system_join_channel", "joined the channel.")):
            channel = self.world.channel_named(team.id, name)
            if user.id in channel.members:
                self.system_post(user, channel, kind, f"{user.username} {verb}")
                self._tell_added(channel, user)
        self.world.emit("added_to_team", {"team_id": team.id, "user_id": user.id},
                        user_id=user.id)

    def _tell_added(self, channel: Channel, user: User):
        data = {"team_id": channel.team_id, "user_id": user.id}
        if not self.world.is_new:
            self.world.emit("user_added", data, channel_id=channel.id)
            return
        self.world.emit("user_added", data, channel_id=channel.id, omit={user.id: True})
        self.world.emit("user_added", data, user_id=user.id)

    def unseat_user(self, team: Team, user: User):
        """Somebody leaves a team and all its channels."""
        for channel in self.world.channels.values():
            if channel.team_id == team.id and user.id in channel.members:
                del channel.members[user.id]
        if user.id in team.members:
            team.members[user.id].delete_at = self.world.ms()
        data = {"team_id": team.id, "user_id": user.id}
        self.world.emit("leave_team", data, user_id=user.id)
        self.world.emit("leave_team", data, team_id=team.id)

    def enter_channel(self, channel: Channel, user: User, by: User):
        if user.id in channel.members:
            return
        self.world.enter(channel, user)
        self._tell_added(channel, user)
        if by is user:
            self.system_post(user, channel, "system_join_channel",
                             f"{user.username} joined the channel.")
        else:
            self.system_post(by, channel, "system_add_to_channel",
                             f"{user.username} added to the channel by {by.username}.",
                             addedUserId=user.id, addedUsername=user.username)

    def leave_channel(self, channel: Channel, user: User, by: User):
        if channel.members.pop(user.id, None) is None:
            return
        self.world.emit("user_removed", {"channel_id": channel.id, "remover_id": by.id},
                        user_id=user.id)
        self.world.emit("user_removed", {"user_id": user.id, "remover_id": by.id},
                        channel_id=channel.id)
        verb = "left the channel." if by is user else "was removed from the channel."
        kind = "system_leave_channel" if by is user else "system_remove_from_channel"
        self.system_post(user, channel, kind, f"{user.username} {verb}")

    def archive(self, channel: Channel, by: User):
        if channel.type != "D":
            self.system_post(by, channel, "system_channel_deleted",
                             f"{by.username} archived the channel.")
        channel.delete_at = self.world.ms()
        self.world.emit("channel_deleted", {"channel_id": channel.id,
                                            "delete_at": channel.delete_at},
                        team_id=channel.team_id)

    def change_user(self, user: User, changes: dict):
        """Changes of a profile, by the names of User or of the API; everybody hears of it."""
        changes = dict(changes)
        zone = changes.pop("timezone", None)
        if zone:
            user.automatic = zone.get("automaticTimezone", user.automatic)
            user.manual = zone.get("manualTimezone", user.manual)
            user.use_automatic = zone.get("useAutomaticTimezone", "true") == "true"
        if "username" in changes:
            del self.world.by_username[user.username]
            self.world.by_username[changes["username"]] = user
            self.world.in_order = []
        for key, value in changes.items():
            setattr(user, key, value)
        user.update_at = self.world.ms()
        self.world.emit("user_updated", {}, extra=lambda i: {
            "user": user_json(self.world, user, own=i == user.id)})

    def set_active(self, user: User, active: bool):
        """Deactivated people lose their sessions, and their bots with them."""
        mine = [u for u in self.world.users.values() if u.owner_id == user.id and u.is_bot]
        for one in [user, *(mine if not active else ())]:
            self.change_user(one, {"delete_at": 0 if active else self.world.ms()})
        self.drop_strangers()

    def drop_strangers(self):
        """Connections whose session is gone are cut at the next look at it, 5 s later at most."""
        async def cut():
            for connection in self.hub.live():
                if self.world.session(connection.token) is None:
                    connection.socket.cut("rst")
        self.later(self.world.timing.ws_auth_s, cut)
