"""The fake as one object inside an event loop: worlds, web, Socket Mode, people, knobs, journal."""

from __future__ import annotations

import asyncio
import json
from functools import partial

from aiohttp import web

from .slack_actors import Actors
from .slack_journal import Journal
from .slack_knobs import Knobs
from .slack_socket import SocketMode, start_socket_server
from .slack_web import Web
from .slack_world import SlackError, Timing, World, public

HOST = "127.0.0.1"


class FakeSlack(Journal, Actors, Knobs):
    """All public methods take and give plain data, so that threads and HTTP can use them alike."""

    def __init__(self):
        Journal.__init__(self)
        Actors.__init__(self)
        self.worlds: dict[str, World] = {}
        self.modes: dict[str, SocketMode] = {}
        self.web = Web(self.worlds, self.note)
        self.ports = {"web": 0, "socket": 0, "control": 0}
        self.runners: dict[str, web.AppRunner] = {}
        self.socket_server = None

    # --- life

    async def start(self, port: int = 0):
        asyncio.get_running_loop().set_exception_handler(self._task_failed)
        self.ports["web"] = await self._listen("web", self.web.app(), port)
        await self._listen_socket(0)
        self.ports["control"] = await self._listen("control", control_app(self), 0)
        self.add_workspace("acme")

    def _task_failed(self, loop, context: dict):
        self.note("fake_is_broken", why=f"{context['message']}: {context.get('exception')!r}")

    async def _listen(self, name: str, app: web.Application, port: int) -> int:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, HOST, port, reuse_address=True)
        await site.start()
        self.runners[name] = runner
        return site._server.sockets[0].getsockname()[1]

    async def _listen_socket(self, port: int):
        self.socket_server = await start_socket_server(self._find_mode, HOST, port)
        self.ports["socket"] = self.socket_server.sockets[0].getsockname()[1]

    def _find_mode(self, app_id: str) -> SocketMode | None:
        return next((m for m in self.modes.values() if m.world.app_id == app_id), None)

    async def stop(self):
        for mode in self.modes.values():
            await mode.stop()
        self.socket_server.close()
        for runner in self.runners.values():
            await runner.cleanup()

    async def outage(self):
        """Nobody listens any more and every line is cut: connection refused."""
        self.socket_server.close()
        await self.runners.pop("web").cleanup()
        for mode in self.modes.values():
            await mode.drop("rst")

    async def recover(self):
        """Listens again, on the same ports."""
        await self._listen("web", self.web.app(), self.ports["web"])
        await self._listen_socket(self.ports["socket"])

    # --- workspaces

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.ports['web']}/"

    def info(self) -> dict:
        """What a client needs to know, tokens of the first workspace included."""
        world, _ = self.pick(None)
        return {"api_url": self.base_url + "api/", "ports": self.ports,
                "control_url": f"http://{HOST}:{self.ports['control']}/control",
                "app_token": world.app_token, "bot_token": world.bot_token,
                "team_id": world.team_id, "bot_user": world.bot_user, "bot_id": world.bot_id}

    def add_workspace(self, name: str, app_token="", bot_token="") -> dict:
        note = partial(self.note, workspace=name)
        world = World(name, len(self.worlds) + 1, app_token, bot_token, note, Timing())
        world.base_url = self.base_url
        mode = SocketMode(world, self.web.faults, self.acked)
        mode.port = self.ports["socket"]
        self.worlds[name], self.modes[name] = world, mode
        return {"name": name, "app_token": world.app_token, "bot_token": world.bot_token,
                "team_id": world.team_id}

    def pick(self, workspace: str | None) -> tuple[World, SocketMode]:
        name = workspace or next(iter(self.worlds))
        return self.worlds[name], self.modes[name]

    # --- looking

    def connections(self, workspace=None) -> int:
        """How many connections Slack believes in."""
        return len(self.pick(workspace)[1].live())

    def messages(self, channel: str, workspace=None) -> list[dict]:
        """A channel's history as people see it, oldest first. A member's name: their DM with us."""
        world, _ = self.pick(workspace)
        try:
            place = world.channel(channel)
        except SlackError:
            place = world.open_dm([world.user(channel).id])
        return [public(m) for m in place.messages]

    def ephemerals(self, user="anna", workspace=None) -> list[dict]:
        """What this person still sees that others do not."""
        world, _ = self.pick(workspace)
        member = world.user(user).id
        return [public(m) for m in world.ephemerals.values()
                if m["_for"] == member and not m["_deleted"]]

    def message(self, ts: str, workspace=None) -> dict | None:
        """A message as it stands by now; None where it is gone."""
        world, _ = self.pick(workspace)
        try:
            found, _place = self._message_at(world, ts, None)
        except LookupError:
            return None
        return public(found)

    def view(self, view_id: str, workspace=None) -> dict | None:
        """An open view as it stands by now."""
        stored = self.pick(workspace)[0].views.get(view_id)
        return public(stored) if stored and stored["_open"] else None

    def home(self, user="anna", workspace=None) -> dict | None:
        world, _ = self.pick(workspace)
        stored = world.homes.get(world.user(user).id)
        return public(stored) if stored else None

    def payload_of(self, of, workspace=None) -> dict:
        """What was sent in an envelope."""
        key = of.get("envelope_id") or of.get("id") if isinstance(of, dict) else of
        return self.pick(workspace)[1].deliveries[key].envelope["payload"]

    def file_bytes(self, file_id: str, workspace=None) -> bytes:
        return self.pick(workspace)[0].files[file_id]["_bytes"]

    def complaints(self) -> list[dict]:
        """Everything the app did that Slack would refuse or that breaks its protocol."""
        kinds = ("invalid", "bad_answer", "bad_response", "bad_ack", "stray_ack", "violation",
                 "too_long", "unwanted_payload", "unknown_method", "no_such_path",
                 "fake_is_broken")
        return [r for r in self.journal if r["kind"] in kinds]


CLOSED = {"start", "stop", "pick", "note", "acked", "file_bytes"}


def verbs() -> set[str]:
    """What the control API may call."""
    return {name for name in dir(FakeSlack)
            if not name.startswith("_") and callable(getattr(FakeSlack, name))} - CLOSED


async def call(fake: FakeSlack, verb: str, args: dict):
    """Calls one verb by name; waits for it where it takes time."""
    if verb not in verbs():
        raise LookupError(f"no verb {verb!r}; there is: {sorted(verbs())}")
    result = getattr(fake, verb)(**args)
    return await result if hasattr(result, "__await__") else result


def control_app(fake: FakeSlack) -> web.Application:
    """POST /control with {"do": verb, ...its arguments} -> {"ok":true,"result":...}."""
    async def handle(request: web.Request) -> web.Response:
        try:
            args = await request.json()
            result = await call(fake, args.pop("do"), args)
        except Exception as error:  # whatever went wrong is the answer
            return web.json_response({"ok": False, "error": f"{type(error).__name__}: {error}"},
                                     status=400)
        return web.json_response({"ok": True, "result": result}, dumps=partial(
            json.dumps, default=repr))
    app = web.Application()
    app.router.add_post("/control", handle)
    return app
