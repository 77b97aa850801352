"""A websocket server end with every frame in its own hands, so that it can break the rules."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import struct
from urllib.parse import parse_qsl, urlsplit

from .faults import reset

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONT, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
MAX_HEADER = 16 * 1024


class Violation(Exception):
    """The client broke the protocol."""


class Upgrade:
    """A request to become a websocket, read but not answered yet."""

    def __init__(self, target: str, headers: dict):
        parts = urlsplit(target)
        self.path, self.query, self.headers = parts.path, dict(parse_qsl(parts.query)), headers

    def check(self):
        h = self.headers
        if h.get("upgrade", "").lower() != "websocket" or "upgrade" not in h.get(
                "connection", "").lower():
            raise Violation("no websocket upgrade")
        if h.get("sec-websocket-version") != "13":
            raise Violation("version is not 13")
        if len(base64.b64decode(h.get("sec-websocket-key", ""))) != 16:
            raise Violation("key is not 16 bytes")


async def read_upgrade(reader: asyncio.StreamReader) -> Upgrade:
    raw = await reader.readuntil(b"\r\n\r\n")
    if len(raw) > MAX_HEADER:
        raise Violation("header too long")
    first, *lines = raw.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    if method != "GET":
        raise Violation("not a GET")
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return Upgrade(target, {k.strip().lower(): v.strip() for k, v in pairs})


class WebSocket:
    """Frames in and out of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader, self.writer = reader, writer
        self.fragment: int | None = None  # cut messages into frames of so many bytes
        self.drip_s: float | None = None  # write one byte at a time, with this pause
        self.lock = asyncio.Lock()  # a dripping frame must not be torn by another

    def accept(self, upgrade: Upgrade):
        key = upgrade.headers["sec-websocket-key"] + GUID
        token = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.writer.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                           f"Connection: Upgrade\r\nSec-WebSocket-Accept: {token}\r\n\r\n").encode())

    def refuse(self, status: int, headers: dict, body: bytes = b""):
        lines = "".join(f"{k}: {v}\r\n" for k, v in headers.items())
        self.writer.write(f"HTTP/1.1 {status} Refused\r\n{lines}Content-Length: {len(body)}\r\n"
                          "Connection: close\r\n\r\n".encode() + body)
        self.writer.close()

    @property
    def gone(self) -> bool:
        return self.writer.transport.is_closing()

    async def send(self, payload: bytes, opcode: int = TEXT):
        step = self.fragment
        if opcode in (TEXT, BINARY) and step and len(payload) > step:
            pieces = [payload[i:i + step] for i in range(0, len(payload), step)]
            frames = [frame(p, opcode if i == 0 else CONT, final=i == len(pieces) - 1)
                      for i, p in enumerate(pieces)]
        else:
            frames = [frame(payload, opcode)]
        await self.write(b"".join(frames))

    async def write(self, raw: bytes):
        """Raw bytes, one at a time where that is wanted."""
        async with self.lock:
            if self.gone:
                return
            if self.drip_s is None:
                self.writer.write(raw)
                await self._drain()
                return
            for byte in raw:
                self.writer.write(bytes([byte]))
                await asyncio.sleep(self.drip_s)

    async def _drain(self):
        try:
            await self.writer.drain()
        except ConnectionError:
            pass

    async def read(self) -> tuple[int, bytes, int]:
        """One message: opcode, payload, and the size of its largest frame."""
        opcode, payload, largest = None, b"", 0
        while True:
            final, code, part = await self._read_frame()
            if code >= CLOSE:
                return code, part, len(part)
            if (code == CONT) != (opcode is not None):
                raise Violation("continuation out of order")
            opcode, payload = code if opcode is None else opcode, payload + part
            largest = max(largest, len(part))
            if final:
                return opcode, payload, largest

    async def _read_frame(self) -> tuple[bool, int, bytes]:
        first, second = await self.reader.readexactly(2)
        if first & 0x70:
            raise Violation("reserved bits set")
        if not second & 0x80:
            raise Violation("client frame is not masked")
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", await self.reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", await self.reader.readexactly(8))
        mask = await self.reader.readexactly(4)
        data = await self.reader.readexactly(size)
        return bool(first & 0x80), first & 0x0F, unmask(data, mask)

    async def close(self, code: int, reason: str = ""):
        """The closing frame; TCP stays as it is."""
        await self.send(struct.pack(">H", code) + reason.encode(), CLOSE)

    def cut(self, how: str):
        """Ends TCP at once: 'rst' or 'fin'."""
        if how == "rst":
            reset(self.writer.transport)
        else:
            self.writer.close()


def unmask(data: bytes, mask: bytes) -> bytes:
    whole = int.from_bytes(mask * (len(data) // 4 + 1), "big") >> (8 * (4 - len(data) % 4))
    return (int.from_bytes(data, "big") ^ whole).to_bytes(len(data), "big") if data else b""


def frame(payload: bytes, opcode: int, final: bool = True) -> bytes:
    first = (0x80 if final else 0) | opcode
    size = len(payload)
    if size < 126:
        return bytes([first, size]) + payload
    if size < 65536:
        return struct.pack(">BBH", first, 126, size) + payload
    return struct.pack(">BBQ", first, 127, size) + payload
