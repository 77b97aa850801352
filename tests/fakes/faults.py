"""Misbehaviour of the HTTP side: which call goes wrong, in which way, how often."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http import HTTPStatus

from aiohttp import web

APPLY = ("no", "yes", "late")
REPLIES = ("answer", "none", "reset", "half", "drip", "stall")


@dataclass
class Fault:
    """One rule. `method` may be a pattern; besides API methods there are "response_url",
    "upload" and "link" (the upgrade to a websocket)."""

    method: str = "*"
    times: int | None = 1  # None: until cleared
    skip: int = 0  # let this many pass first
    where: dict = field(default_factory=dict)  # only calls with these arguments; a value may be a test
    apply: str = "no"  # does the call take effect: no, yes, or late_s after
    late_s: float = 0.2
    reply: str = "answer"
    status: int | None = None  # None: the true answer, or 200 where a body is given
    headers: dict = field(default_factory=dict)
    body: str | bytes | None = None
    error: str | None = None  # ok:false with this code
    delay_s: float = 0.0
    drip_s: float = 0.002

    def __post_init__(self):
        if self.apply not in APPLY or self.reply not in REPLIES:
            raise ValueError(f"apply is one of {APPLY}, reply one of {REPLIES}")
        if self.error is not None:
            self.body = json.dumps({"ok": False, "error": self.error})
        if self.body is not None and self.status is None:
            self.status = 200

    def matches(self, method: str, args: dict) -> bool:
        return fnmatchcase(method, self.method) and all(
            v(args.get(k)) if callable(v) else args.get(k) == v for k, v in self.where.items())


def gzip_bomb(megabytes=64) -> dict:
    """Of a fault: a small body that becomes a huge one."""
    body = gzip.compress(b'{"ok":true,"x":"' + b"x" * (megabytes << 20) + b'"}')
    return {"body": body, "headers": {"Content-Encoding": "gzip"}}


class Faults:
    def __init__(self):
        self.rules: list[Fault] = []

    def add(self, fault: Fault):
        self.rules.append(fault)

    def clear(self):
        self.rules.clear()

    def take(self, method: str, args: dict) -> Fault | None:
        """The rule for this call, used up by one."""
        for rule in self.rules:
            if not rule.matches(method, args):
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.times is not None:
                rule.times -= 1
                if rule.times <= 0:
                    self.rules.remove(rule)
            return rule
        return None


def reset(transport):
    """Cuts a TCP connection with a RST."""
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def until_gone(transport):
    while transport is not None and not transport.is_closing():
        await asyncio.sleep(0.01)


def head(status: int, headers: dict, length: int) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    named = {k.lower() for k in headers}
    if "content-type" not in named:
        lines.append("Content-Type: application/json; charset=utf-8")
    lines += [f"{k}: {v}" for k, v in headers.items()]
    if "content-length" not in named:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


async def answer(request: web.Request, fault: Fault | None, reply: "Reply") -> web.StreamResponse:
    """Gives the answer in the way the fault wants it given."""
    transport = request.transport
    if fault and fault.delay_s:
        await asyncio.sleep(fault.delay_s)
    how = fault.reply if fault else "answer"
    if how == "answer":
        return web.Response(status=reply.status, headers=reply.headers, body=reply.body)
    if transport is not None:
        await HOW[how](transport, fault, reply)
    return web.Response(status=503)  # goes nowhere: the connection is closed


@dataclass
class Reply:
    status: int
    headers: dict
    body: bytes


async def _none(transport, fault, reply):
    await until_gone(transport)


async def _reset(transport, fault, reply):
    reset(transport)


async def _half(transport, fault, reply):
    transport.write(head(reply.status, reply.headers, len(reply.body))
                    + reply.body[:len(reply.body) // 2])
    transport.close()


async def _drip(transport, fault, reply):
    for byte in head(reply.status, reply.headers, len(reply.body)) + reply.body:
        if transport.is_closing():
            return
        transport.write(bytes([byte]))
        await asyncio.sleep(fault.drip_s)
    transport.close()


async def _stall(transport, fault, reply):
    transport.write(head(reply.status, reply.headers, len(reply.body)))
    await until_gone(transport)


HOW = {"none": _none, "reset": _reset, "half": _half, "drip": _drip, "stall": _stall}
