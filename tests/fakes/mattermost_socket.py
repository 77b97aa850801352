"""The websocket: who hears what, sequence numbers, and taking a connection up again."""

from __future__ import annotations

import asyncio
import json
from collections import deque

from .faults import reset
from .mattermost_people import User
from .mattermost_shapes import go_json
from .mattermost_world import World, new_id
from .wsock import CLOSE, PING, PONG, TEXT, Upgrade, Violation, WebSocket, read_upgrade

QUEUE, DEAD_QUEUE, SLOW_FROM = 256, 128, 128
MAX_CLIENT_FRAME = 8192
DROPPABLE = ("typing", "status_change", "channel_viewed", "multiple_channels_viewed")


class Connection:
    """One client's, which outlives its socket for as long as it can be taken up again."""

    def __init__(self, number: int):
        self.number, self.id = number, new_id()
        self.user: User | None = None
        self.token = ""
        self.socket: WebSocket | None = None
        self.seq = 0
        self.queue: deque = deque()  # events and replies that are not written yet
        self.dead: deque = deque(maxlen=DEAD_QUEUE)  # (seq, frame) of those that are
        self.fresh = asyncio.Event()
        self.closed = False  # the server gave it up: queue full
        self.deaf = False  # half open: nothing is read or written any more

    @property
    def is_live(self) -> bool:
        return self.socket is not None and not self.socket.gone


class Hub:
    def __init__(self, world: World):
        self.world = world
        self.connections: list[Connection] = []
        self.tasks: set[asyncio.Task] = set()
        self.count = 0
        self.fragment: int | None = None
        self.drip_s: float | None = None
        self.pongs = True  # answers the client's protocol pings and its ping action
        self.skip_seq = 0  # so many numbers are left out at the next event
        self.padding = 0  # so many bytes more in each event
        self.refuses: int | None = None  # upgrades are answered with this status
        world.emit = self.emit

    # --- who hears what

    def emit(self, event: str, data: dict, user_id="", channel_id="", team_id="", omit=None,
             extra=None, more=None):
        """An event for a user, a channel's members, a team's, or everybody. extra(user_id): data
        for this one alone. more: keys of the broadcast."""
        broadcast = {"omit_users": omit, "user_id": user_id, "channel_id": channel_id,
                     "team_id": team_id}
        if self.world.is_new:
            broadcast |= {"connection_id": "", "omit_connection_id": ""}
        broadcast |= more or {}
        for connection in list(self.connections):
            user = connection.user
            if user is None or not self._hears(user, user_id, channel_id, team_id, omit):
                continue
            own = {**data, **(extra(user.id) if extra else {})}
            self._enqueue(connection, {"event": event, "data": dict(sorted(own.items())),
                                       "broadcast": broadcast})

    def _hears(self, user: User, user_id, channel_id, team_id, omit) -> bool:
        if omit and user.id in omit:
            return False
        if user_id:
            return user.id == user_id
        if channel_id:
            return user.id in self.world.channels[channel_id].members
        return not team_id or self.world.teams[team_id].has(user.id)

    def _enqueue(self, connection: Connection, frame: dict):
        if self.padding and "event" in frame:
            frame = {**frame, "data": {**frame["data"], "padding": "x" * self.padding}}
        waiting = len(connection.queue)
        if waiting >= QUEUE:
            self.world.note("overflow", user=connection.user.username)
            connection.closed = True
            self.connections.remove(connection)
            connection.fresh.set()
            return
        if waiting >= SLOW_FROM and frame.get("event") in DROPPABLE:
            return
        connection.queue.append(frame)
        connection.fresh.set()

    # --- life of a connection

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        task = asyncio.current_task()
        self.tasks.add(task)
        try:
            await self._serve(WebSocket(reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError, Violation) as error:
            if isinstance(error, Violation):
                self.world.note("violation", why=str(error))
        finally:
            writer.close()
            self.tasks.discard(task)

    async def _serve(self, socket: WebSocket):
        socket.fragment, socket.drip_s = self.fragment, self.drip_s
        upgrade = await read_upgrade(socket.reader)
        upgrade.check()
        if "origin" in upgrade.headers:
            self.world.note("invalid", what="upgrade", why="Origin header is sent")
            if upgrade.headers["origin"] != "/".join(self.world.site_url.split("/")[:3]):
                return socket.refuse(400, {"Content-Type": "text/plain"}, b"Bad Request\n")
        if self.refuses is not None:
            return socket.refuse(self.refuses, {"Content-Type": "text/plain"}, b"no\n")
        socket.accept(upgrade)
        token = _token(upgrade)
        user = self.world.session(token) if token else None
        self.world.note("upgrade", query=dict(upgrade.query), user=user.username if user else "",
                        agent=upgrade.headers.get("user-agent", ""), headers=upgrade.headers)
        connection, resumed = self._connection(upgrade, user)
        if connection is None:
            return reset(socket.writer.transport)
        await self._run(connection, socket, token, resumed)

    def _connection(self, upgrade: Upgrade, user) -> tuple[Connection | None, int | None]:
        """A new connection or the one that is taken up again, and the next number it wants."""
        wanted = upgrade.query.get("connection_id", "")
        if user is None or not wanted:
            return self._new(), None
        if len(wanted) != 26 or not wanted.isalnum():
            return None, None
        number = upgrade.query.get("sequence_number", "")
        found = next((c for c in self.connections if c.id == wanted and c.user is user
                      and not c.is_live), None)
        if found is None:
            return (self._new(), None) if number or self.world.is_new else (None, None)
        if not number.isdigit():
            return None, None
        return found, int(number)

    def _new(self) -> Connection:
        self.count += 1
        return Connection(self.count)

    async def _run(self, connection, socket: WebSocket, token: str, resumed: int | None):
        user = self.world.session(token)
        connection.socket, connection.deaf = socket, False
        connection.seq = connection.seq if resumed is None else resumed
        writer = asyncio.ensure_future(self._write(connection, socket, resumed))
        self.tasks.add(writer)
        if resumed is None and user is not None:
            self._begin(connection, user, token)
            self._online(user)
        elif resumed is not None:
            self.world.note("connect", user=user.username, resumed=True, number=connection.number,
                            connection_id=connection.id)
            self._online(user)
        timer = asyncio.get_running_loop().call_later(
            self.world.timing.ws_auth_s, self._check_session, connection, socket)
        why = "gone"
        try:
            await self._read(connection, socket)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except Violation as violation:
            why = str(violation)
            self.world.note("violation", why=why)
        finally:
            timer.cancel()
            writer.cancel()
            self.tasks.discard(writer)
            self._ended(connection, socket, why)

    def _begin(self, connection: Connection, user: User, token: str):
        connection.user, connection.token = user, token
        self.connections.append(connection)
        connection.queue.append(self._hello(connection))
        connection.fresh.set()
        self.world.note("connect", user=user.username, resumed=False, number=connection.number,
                        connection_id=connection.id)

    def _hello(self, connection: Connection) -> dict:
        data = {"connection_id": connection.id, "server_version": self.world.full_version}
        broadcast = {"omit_users": None, "user_id": connection.user.id, "channel_id": "",
                     "team_id": ""}
        if self.world.is_new:
            data = {"connection_id": connection.id, "server_hostname": "fictional",
                    "server_version": self.world.full_version}
            broadcast |= {"connection_id": "", "omit_connection_id": ""}
        return {"event": "hello", "data": data, "broadcast": broadcast}

    def _online(self, user: User, status="online"):
        if self.world.statuses.get(user.id) == status:
            return
        self.world.statuses[user.id] = status
        self.emit("status_change", {"status": status, "user_id": user.id}, user_id=user.id)

    def _check_session(self, connection: Connection, socket: WebSocket):
        if connection.user is None:
            self.world.note("refused", why="not authenticated in time")
            reset(socket.writer.transport)

    def _ended(self, connection: Connection, socket: WebSocket, why: str):
        if connection.socket is socket:
            connection.socket = None
        user = connection.user
        if user is None:
            return
        self.world.note("close", user=user.username, number=connection.number, why=why)
        if not any(c.user is user and c.is_live for c in self.connections):
            self._online(user, "offline")

    # --- reading

    async def _read(self, connection: Connection, socket: WebSocket):
        """Until the client goes, or has not answered a ping for too long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.world.timing.ws_pong_s
        while True:
            try:
                opcode, payload, largest = await asyncio.wait_for(
                    socket.read(), max(0.0, until - loop.time()))
            except TimeoutError:
                self.world.note("no_pong", user=_name(connection))
                return reset(socket.writer.transport)
            if connection.deaf:
                continue
            if opcode == PONG:
                until = loop.time() + self.world.timing.ws_pong_s
            if largest > MAX_CLIENT_FRAME or len(payload) > MAX_CLIENT_FRAME:
                self.world.note("invalid", what="frame", why=f"{len(payload)} bytes from a client")
                return
            if opcode == PING and self.pongs:
                await socket.send(payload, PONG)
            elif opcode == CLOSE:
                self.world.note("client_close", user=_name(connection),
                                code=int.from_bytes(payload[:2], "big"))
                await socket.send(payload[:2], CLOSE)
                return
            elif opcode == TEXT and not self._request(connection, payload):
                return reset(socket.writer.transport)

    def _request(self, connection: Connection, payload: bytes) -> bool:
        """False where the server drops the client for it."""
        try:
            request = json.loads(payload)
            action, seq = request.get("action"), request.get("seq", 0)
        except (ValueError, AttributeError):
            self.world.note("invalid", what="frame", why="no JSON object")
            return False
        self.world.note("ws_request", action=action, seq=seq, user=_name(connection))
        if action == "authentication_challenge":
            return self._challenge(connection, request, seq)
        if connection.user is None:
            return True
        reply = self._reply(connection, action, seq, request.get("data") or {})
        if reply is not None:
            self._enqueue(connection, reply)
        return True

    def _challenge(self, connection: Connection, request: dict, seq) -> bool:
        if connection.user is not None:
            return True
        token = str((request.get("data") or {}).get("token", ""))
        user = self.world.session(token)
        if user is None:
            return False
        self._begin(connection, user, token)
        connection.queue.append({"status": "OK", "seq_reply": seq})
        self._online(user)
        return True

    def _reply(self, connection: Connection, action, seq, data: dict) -> dict | None:
        if not action or not isinstance(seq, int) or seq <= 0:
            name = "no_action" if not action else "bad_seq"
            self.world.note("invalid", what="frame", why=name)
            return _fail(seq, f"api.web_socket_router.{name}.app_error", "Invalid request.", 400)
        ok = {"status": "OK", "seq_reply": seq}
        if action == "ping":
            pong = {"node_id": "", "server_time": self.world.ms(), "text": "pong",
                    "version": self.world.number}
            return ok | {"data": pong} if self.pongs else None
        if action == "user_typing":
            self._typing(connection.user, data)
        if action in ("user_typing", "user_update_active_status", "posted_notify_ack"):
            return ok
        if action in ("get_statuses", "get_statuses_by_ids"):
            return ok | {"data": dict(sorted(self.world.statuses.items()))}
        return _fail(seq, "api.web_socket_router.bad_action.app_error",
                     "Unknown WebSocket action.", 500)

    def _typing(self, user: User, data: dict):
        channel = self.world.channels.get(data.get("channel_id", ""))
        if channel and user.id in channel.members:
            self.emit("typing", {"parent_id": data.get("parent_id", ""), "user_id": user.id},
                      channel_id=channel.id, omit={user.id: True})

    # --- writing

    async def _write(self, connection: Connection, socket: WebSocket, resumed: int | None):
        try:
            if resumed:
                await self._take_up(connection, socket, resumed)
            pinged = asyncio.get_running_loop().time()
            while True:
                await self._drain(connection, socket)
                wait = pinged + self.world.timing.ws_ping_s - asyncio.get_running_loop().time()
                try:
                    await asyncio.wait_for(connection.fresh.wait(), max(0.0, wait))
                except TimeoutError:
                    pinged = asyncio.get_running_loop().time()
                    if not connection.deaf:
                        await socket.send(b"", PING)
        except ConnectionError:
            pass

    async def _drain(self, connection: Connection, socket: WebSocket):
        connection.fresh.clear()
        while connection.queue and not (connection.deaf or socket.gone):
            await self._send(connection, socket, connection.queue.popleft())
        if connection.closed:
            await socket.send(b"", CLOSE)
            socket.cut("fin")

    async def _take_up(self, connection: Connection, socket: WebSocket, wanted: int):
        """Sends again what was lost on the way; where that is not possible: hello, from 0."""
        numbers = [seq for seq, _ in connection.dead]
        if wanted in numbers:
            for seq, frame in list(connection.dead):
                if seq >= wanted:
                    await socket.send(frame)
                    connection.seq = seq + 1
        elif numbers and numbers[-1] != wanted - 1:
            connection.dead.clear()
            connection.id, connection.seq = new_id(), 0
            connection.queue.appendleft(self._hello(connection))

    async def _send(self, connection: Connection, socket: WebSocket, frame: dict):
        if "event" in frame:
            connection.seq += self.skip_seq if frame["event"] != "hello" else 0
            self.skip_seq = 0 if frame["event"] != "hello" else self.skip_seq
            raw = (go_json({**frame, "seq": connection.seq}) + "\n").encode()
            connection.dead.append((connection.seq, raw))
            connection.seq += 1
        else:
            raw = (go_json(frame) + "\n").encode()
        await socket.send(raw)

    # --- for knobs

    def live(self, user: User | None = None) -> list[Connection]:
        return [c for c in self.connections if c.is_live and user in (None, c.user)]

    def forget(self):
        """As after a restart: nothing can be taken up again."""
        for connection in self.live():
            reset(connection.socket.writer.transport)
        self.connections.clear()

    async def stop(self):
        self.forget()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def _token(upgrade: Upgrade) -> str:
    kind, _, value = upgrade.headers.get("authorization", "").partition(" ")
    if kind.lower() in ("bearer", "token"):
        return value.strip()
    return upgrade.query.get("access_token", "")


def _name(connection: Connection) -> str:
    return connection.user.username if connection.user else ""


def _fail(seq, id: str, message: str, status: int) -> dict:
    return {"status": "FAIL", "seq_reply": seq,
            "error": {"id": id, "message": message, "detailed_error": "", "status_code": status}}
