"""The server's calls to integrations: byte for byte as Go's client makes them."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass
from urllib.parse import urlsplit

from .mattermost_world import World

MAX_ANSWER = 1 << 20


class CallFailed(Exception):
    """No answer; the argument says why."""


@dataclass
class Got:
    status: int
    reason: str
    headers: dict  # names in lower case
    body: bytes


class Line:
    """One connection that stays open between calls."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @property
    def usable(self) -> bool:
        return not (self.reader.at_eof() or self.writer.transport.is_closing())

    def close(self):
        self.writer.close()


class Caller:
    """Keeps idle connections, as Go does, and remembers each request so that it can be replayed."""

    def __init__(self, world: World):
        self.world = world
        self.idle: dict[tuple, list[Line]] = {}
        self.piece: int | None = None  # send bodies in pieces of so many bytes
        self.pause_s = 0.002
        self.copies = 1  # make each call so many times; the first answer counts

    async def post(self, kind: str, url: str, body: bytes, content_type: str,
                   token: str = "") -> Got:
        """kind: command, action or dialog."""
        parts = urlsplit(url)
        if not self.world.callbacks_allowed:
            self.world.note("blocked", what=kind, url=url)
            raise CallFailed("address forbidden, you may need to set "
                             "AllowedUntrustedInternalConnections to allow an integration access "
                             "to your internal network")
        raw = head_of(parts, len(body), content_type, token) + body
        first = None
        for _ in range(self.copies):
            got = await self.send(kind, parts.hostname, parts.port or 80, raw)
            first = first or got
        return first

    async def send(self, kind: str, host: str, port: int, raw: bytes) -> Got:
        record = self.world.note("callout", what=kind, host=host, port=port, raw=raw, status=None,
                                 answer=None)
        try:
            got = await asyncio.wait_for(self._exchange(host, port, raw),
                                         self.world.timing.callback_s)
        except TimeoutError:
            self.world.note("unanswered", what=kind)
            raise CallFailed("context deadline exceeded") from None
        except (OSError, EOFError, ValueError) as error:
            self.world.note("unanswered", what=kind, why=repr(error))
            raise CallFailed(repr(error)) from None
        record["status"], record["answer"] = got.status, got.body
        self.world.note("called", what=kind, status=got.status, answer=got.body, call=record["n"])
        return got

    async def _exchange(self, host: str, port: int, raw: bytes) -> Got:
        lines = self.idle.setdefault((host, port), [])
        while lines:
            line = lines.pop()
            if line.usable:
                try:
                    return await self._on(line, raw, lines)
                except (ConnectionError, EOFError):
                    line.close()  # it had gone meanwhile: once more on a new one
        reader, writer = await asyncio.open_connection(host, port, limit=1 << 20)
        return await self._on(Line(reader, writer), raw, lines)

    async def _on(self, line: Line, raw: bytes, lines: list[Line]) -> Got:
        await self._write(line.writer, raw)
        try:
            got, reusable = await read_answer(line.reader)
        except BaseException:
            line.close()
            raise
        if reusable:
            lines.append(line)
        else:
            line.close()
        return got

    async def _write(self, writer, raw: bytes):
        head, mark, body = raw.partition(b"\r\n\r\n")
        if self.piece is None:
            writer.write(raw)
        else:
            writer.write(head + mark)
            for i in range(0, len(body), self.piece):
                writer.write(body[i:i + self.piece])
                await writer.drain()
                await asyncio.sleep(self.pause_s)
        await writer.drain()

    def close(self):
        for lines in self.idle.values():
            for line in lines:
                line.close()
        self.idle.clear()


def head_of(parts, length: int, content_type: str, token: str = "") -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    authorization = f"Authorization: Token {token}\r\n" if token else ""
    return (f"POST {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: Mattermost-Bot/1.1\r\n"
            f"Content-Length: {length}\r\nAccept: application/json\r\n{authorization}"
            f"Content-Type: {content_type}\r\nAccept-Encoding: gzip\r\n\r\n").encode()


async def read_answer(reader: asyncio.StreamReader) -> tuple[Got, bool]:
    """The answer, and whether the connection serves for another."""
    while True:
        raw = await reader.readuntil(b"\r\n\r\n")
        first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
        version, _, rest = first.partition(" ")
        status, _, reason = rest.partition(" ")
        if int(status) >= 200:
            break
    headers = {k.strip().lower(): v.strip() for k, _, v in (x.partition(":") for x in lines)}
    keeps = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = await _chunked(reader)
    elif "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif int(status) == 204:
        body = b""
    else:
        body, keeps = await reader.read(), False
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return Got(int(status), reason, headers, body), keeps


async def _chunked(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while (await reader.readline()).strip():
        pass
    return body
