"""Socket Mode: connections, envelopes, acks, deliveries anew, and all that can go wrong there."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import uuid

from .wsock import CLOSE, PING, PONG, TEXT, Upgrade, Violation, WebSocket, read_upgrade

MAX_SOCKETS = 10
MAX_CLIENT_FRAME = 20_480  # undocumented, seen on the real Slack


class Connection:
    """One websocket as Slack sees it. A ghost is one whose client is gone without Slack noticing."""

    def __init__(self, number: int, socket: WebSocket | None):
        self.number, self.socket = number, socket
        self.silent = socket is None  # swallows all and says nothing
        self.listed = True  # gets envelopes and counts in hello
        self.last_pong = 0.0
        self.closed = False
        self.broken = False  # the client spoke wrongly: nothing it says counts any more
        self.tasks: set[asyncio.Task] = set()


class Delivery:
    """One envelope on its way, until it is acked or given up."""

    def __init__(self, envelope: dict, retried: bool):
        self.envelope, self.retried = envelope, retried
        self.acked = asyncio.Event()
        self.sent = 0


class SocketMode:
    """The websocket side of one workspace's app."""

    def __init__(self, world, faults, on_ack):
        self.world, self.faults, self.on_ack = world, faults, on_ack
        self.note = world.note
        self.tickets: dict[str, float] = {}
        self.connections: list[Connection] = []
        self.deliveries: dict[str, Delivery] = {}
        self.held: list[dict] | None = None
        self.copies = 1
        self.redelivers_commands = False
        self.drip_s: float | None = None
        self.fragment: int | None = None
        self.links: list[str] = []  # wrong URLs that apps.connections.open gives out next
        self.tasks: set[asyncio.Task] = set()
        self.numbers = itertools.count(1)
        self.turn = 0
        self.port = 0
        world.on_event = self.emit
        world.new_ticket = self.new_ticket

    # --- connecting

    def new_ticket(self) -> str:
        if self.links:
            return self.links.pop(0)
        ticket = uuid.uuid4().hex
        self.tickets[ticket] = self.world.now() + self.world.timing.ticket_s
        return f"ws://127.0.0.1:{self.port}/link/?ticket={ticket}&app_id={self.world.app_id}"

    def live(self) -> list[Connection]:
        return [c for c in self.connections if c.listed]

    async def serve(self, upgrade: Upgrade, socket: WebSocket):
        """The life of one connection."""
        fault = self.faults.take("link", upgrade.query)
        if fault is not None:
            await self._refuse(fault, socket)
            return
        expires = self.tickets.pop(upgrade.query.get("ticket", ""), None)
        if expires is None or expires < self.world.now():
            self.note("refused", why="ticket")
            socket.refuse(401, {}, b"invalid ticket")
            return
        socket.accept(upgrade)
        socket.fragment, socket.drip_s = self.fragment, self.drip_s
        connection = Connection(next(self.numbers), socket)
        try:
            if await self._greet(connection):
                await self._read_all(connection)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except Violation as broken:
            connection.broken = True
            self.note("violation", connection=connection.number, why=str(broken))
            await socket.close(1002, str(broken))
        finally:
            self._forget(connection, socket)

    async def _refuse(self, fault, socket: WebSocket):
        self.note("refused", why=fault.reply, status=fault.status)
        if fault.reply == "reset":
            socket.cut("rst")
        elif fault.reply == "answer" and fault.status:
            body = fault.body or b""
            socket.refuse(fault.status, fault.headers,
                          body.encode() if isinstance(body, str) else body)
        else:
            await socket.reader.read()

    async def _greet(self, connection: Connection) -> bool:
        if len(self.live()) >= MAX_SOCKETS:
            connection.closed = True
            self.note("too_many", connection=connection.number)
            await connection.socket.send(json.dumps(
                {"type": "disconnect", "reason": "too_many_websockets",
                 "debug_info": {"host": "applink-1"}}).encode())
            await connection.socket.close(1000)
            return False
        self.connections.append(connection)
        connection.last_pong = self.world.now()
        await self._send(connection, {
            "type": "hello", "num_connections": len(self.live()),
            "debug_info": {"host": "applink-1", "build_number": 10,
                           "approximate_connection_time": self.world.timing.connection_s},
            "connection_info": {"app_id": self.world.app_id}})
        self.note("connect", connection=connection.number)
        self.later(self._ping(connection), connection.tasks)
        self._send_lost_commands()
        return True

    def _send_lost_commands(self):
        """Commands that an earlier connection took along come again, as seen on the real Slack."""
        for delivery in self.deliveries.values():
            if self.redelivers_commands and not delivery.retried and delivery.sent:
                if not delivery.acked.is_set():
                    self.later(self.send_now(delivery))

    def _forget(self, connection: Connection, socket: WebSocket):
        for task in connection.tasks:
            task.cancel()
        if not connection.silent and connection in self.connections:
            self.connections.remove(connection)
            connection.listed = False
        self._note_close(connection, "tcp")
        socket.writer.close()

    def _note_close(self, connection: Connection, how: str, **more):
        if not connection.closed:
            connection.closed = True
            self.note("close", connection=connection.number, how=how, **more)

    async def _ping(self, connection: Connection):
        timing = self.world.timing
        while not connection.silent:
            await asyncio.sleep(timing.ping_s)
            if connection.silent:
                return
            await connection.socket.send(b"Ping from applink-1", PING)
            if self.world.now() - connection.last_pong > timing.pong_dead_s:
                self._note_close(connection, "no pong")
                connection.listed = False
                connection.socket.cut("fin")
                return

    # --- reading

    async def _read_all(self, connection: Connection):
        while True:
            opcode, payload, largest = await connection.socket.read()
            if connection.broken and opcode == CLOSE:
                return
            if connection.silent or connection.broken:
                continue
            if largest > MAX_CLIENT_FRAME:
                connection.broken, connection.listed = True, False
                self.note("too_long", connection=connection.number, size=largest)
                await connection.socket.close(
                    1009, f"Max frame length of {MAX_CLIENT_FRAME} has been exceeded.")
            elif opcode == PING:
                self.note("ping", connection=connection.number)
                await connection.socket.send(payload, PONG)
            elif opcode == PONG:
                connection.last_pong = self.world.now()
                self.note("pong", connection=connection.number)
            elif opcode == CLOSE:
                await self._closing(connection, payload)
                return
            else:
                self._read_ack(connection, payload)

    async def _closing(self, connection: Connection, payload: bytes):
        """Answers the closing frame; TCP stays open a while, as Slack leaves it."""
        connection.listed = False
        code = int.from_bytes(payload[:2], "big") if payload else 1005
        self._note_close(connection, "frame", code=code)
        await connection.socket.send(payload[:2], CLOSE)
        try:
            await asyncio.wait_for(connection.socket.reader.read(),
                                   self.world.timing.close_linger_s)
        except TimeoutError:
            pass

    def _read_ack(self, connection: Connection, payload: bytes):
        try:
            ack = json.loads(payload.decode())
            envelope_id = ack["envelope_id"]
        except (ValueError, KeyError, TypeError):
            self.note("bad_ack", connection=connection.number, raw=repr(payload[:200]))
            return
        content = ack.get("payload") or None
        self.note("ack", envelope_id=envelope_id, payload=content, connection=connection.number,
                  size=len(payload))
        delivery = self.deliveries.get(envelope_id)
        if delivery is None:
            self.note("stray_ack", envelope_id=envelope_id)
            return
        if content and not delivery.envelope["accepts_response_payload"]:
            self.note("unwanted_payload", envelope_id=envelope_id)
            content = None
        first = not delivery.acked.is_set()
        delivery.acked.set()
        self.on_ack(envelope_id, content, first)

    # --- writing

    def later(self, coroutine, into: set | None = None) -> asyncio.Task:
        into = self.tasks if into is None else into
        task = asyncio.get_running_loop().create_task(coroutine)
        into.add(task)
        task.add_done_callback(into.discard)
        return task

    async def _send(self, connection: Connection, message: dict):
        if connection.silent:
            return
        raw = json.dumps(message, ensure_ascii=False).replace("/", "\\/")
        await connection.socket.send(raw.encode())

    def emit(self, event: dict, event_id: str | None = None) -> str:
        """Wraps an inner event and sends it on its way. Returns the envelope's id."""
        world = self.world
        payload = {
            "token": "verification", "team_id": world.team_id, "api_app_id": world.app_id,
            "event": event, "type": "event_callback", "event_id": event_id or world.new_id("Ev"),
            "event_time": int(float(event.get("event_ts") or 0)),
            "authorizations": [{"enterprise_id": None, "team_id": world.team_id,
                                "user_id": world.bot_user, "is_bot": True,
                                "is_enterprise_install": False}],
            "is_ext_shared_channel": False, "event_context": f"4-{uuid.uuid4().hex}",
        }
        return self.deliver("events_api", payload, accepts=False, retried=True)

    def deliver(self, kind: str, payload: dict, accepts: bool, retried=False,
                envelope_id: str | None = None) -> str:
        envelope = {"envelope_id": envelope_id or str(uuid.uuid4()), "payload": payload,
                    "type": kind, "accepts_response_payload": accepts}
        if retried:
            envelope |= {"retry_attempt": 0, "retry_reason": ""}
        delivery = Delivery(envelope, retried)
        self.deliveries[envelope["envelope_id"]] = delivery
        if self.held is not None:
            self.held.append(delivery)
        else:
            self.later(self._run(delivery))
        return envelope["envelope_id"]

    def expect_ack(self, envelope_id: str):
        """An ack of this is no stray one, though no delivery of ours stands behind it."""
        self.deliveries[envelope_id] = Delivery({"accepts_response_payload": False}, False)

    async def _run(self, delivery: Delivery):
        timing = self.world.timing
        pauses = [0.0, *timing.retries_s] if delivery.retried else [0.0]
        for attempt, pause in enumerate(pauses):
            await asyncio.sleep(pause)
            if delivery.acked.is_set():
                return
            if attempt:
                delivery.envelope |= {"retry_attempt": attempt, "retry_reason": "timeout"}
            await self.send_now(delivery)
            try:
                await asyncio.wait_for(delivery.acked.wait(), timing.ack_s)
                return
            except TimeoutError:
                pass
        self.note("given_up", envelope_id=delivery.envelope["envelope_id"])

    async def send_now(self, delivery: Delivery):
        """One delivery to the next connection in turn, ghosts included."""
        for _ in range(self.copies):
            live = self.live()
            if not live:
                self.note("nobody", envelope_id=delivery.envelope["envelope_id"])
                return
            self.turn += 1
            connection = live[self.turn % len(live)]
            delivery.sent += 1
            self.note("sent", envelope_id=delivery.envelope["envelope_id"],
                      connection=connection.number,
                      retry=delivery.envelope.get("retry_attempt", 0))
            await self._send(connection, delivery.envelope)

    async def release(self, order: str, seed: int):
        """Sends what was held back, in another order."""
        held, self.held = self.held or [], None
        if order == "reversed":
            held.reverse()
        elif order == "shuffled":
            random.Random(seed).shuffle(held)
        for delivery in held:
            await self.send_now(delivery)
            self.later(self._await_ack(delivery))

    async def _await_ack(self, delivery: Delivery):
        """After the first sending of a held one: the same rules as for all."""
        try:
            await asyncio.wait_for(delivery.acked.wait(), self.world.timing.ack_s)
        except TimeoutError:
            if delivery.retried:
                await self._run(delivery)

    async def disconnect(self, reason: str, cut: bool):
        """Tells every client to go; cuts the line warning_s later, as Slack does."""
        for connection in self.live():
            await self._send(connection, {"type": "disconnect", "reason": reason,
                                          "debug_info": {"host": "applink-1"}})
            if cut:
                self.later(self._cut_later(connection), connection.tasks)

    async def _cut_later(self, connection: Connection):
        await asyncio.sleep(self.world.timing.warning_s)
        self._note_close(connection, "cut")
        connection.listed = False
        connection.socket.cut("fin")

    def raw(self, payload: bytes, opcode: int = TEXT):
        """Any frame to every client, without waiting for them to read it."""
        for connection in self.live():
            if connection.socket is not None:
                self.later(connection.socket.send(payload, opcode), connection.tasks)

    async def drop(self, how: str, code: int = 1001):
        """Ends every connection: 'rst', 'fin', 'close' (a closing frame), or 'silent' (a ghost)."""
        for connection in self.live():
            if how == "silent":
                connection.silent = True
                self.note("silent", connection=connection.number)
                continue
            if connection.socket is None:
                continue
            connection.listed = False
            self._note_close(connection, how)
            if how == "close":
                await connection.socket.close(code)
            else:
                connection.socket.cut(how)

    async def stop(self):
        for task in [*self.tasks, *(t for c in self.connections for t in c.tasks)]:
            task.cancel()
        for connection in self.connections:
            if connection.socket is not None:
                connection.socket.writer.close()


async def start_socket_server(find_mode, host="127.0.0.1", port=0) -> asyncio.Server:
    """One listener for all workspaces; the ticket's app_id says whose connection it is."""
    async def handle(reader, writer):
        socket = WebSocket(reader, writer)
        try:
            upgrade = await read_upgrade(reader)
            upgrade.check()
        except (Violation, ValueError, asyncio.IncompleteReadError, ConnectionError,
                asyncio.LimitOverrunError):
            socket.refuse(400, {}, b"bad upgrade")
            return
        mode = find_mode(upgrade.query.get("app_id", ""))
        if mode is None:
            socket.refuse(404, {}, b"no such app")
            return
        await mode.serve(upgrade, socket)
    return await asyncio.start_server(handle, host, port, reuse_address=True)
