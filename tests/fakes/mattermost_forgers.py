"""What people with bad intent can do: forged posts, cookies, dialogs, and calls to our listener."""

from __future__ import annotations

import asyncio
import json as jsons
from urllib.parse import urlencode, urlsplit

from . import mattermost_hooks as hooks
from .mattermost_calls import head_of, read_answer
from .mattermost_look import id_of

MAX_FLOOD = 64 << 20
MAX_IDLE = 2000


class Forgers:
    """Mixed into the fake: needs world, caller and Actors."""

    def forge_post(self, user: str, attachments: list, channel: str | None = "town-square",
                   text="", team="acme", **props) -> dict:
        """Somebody posts a message of their own with buttons that call any URL."""
        return self.say(user, text, channel, team=team, props={"attachments": attachments, **props})

    async def forge_press(self, user: str, post, action_id: str, cookie="", selected="") -> dict:
        """Any click at all: another person's cookie, an option that is not there."""
        member = self.world.user(user)
        return await self._tried(member, lambda: hooks.press(
            self, member, id_of(post), action_id, selected, cookie))

    async def forge_dialog(self, user: str, url: str, channel: str | None = None, team="acme",
                           **body) -> dict:
        """POST /actions/dialogs/submit by hand: state, callback_id, submission, cancelled."""
        member, place = self.world.user(user), self.place(channel, user, team)
        body = {"url": url, "channel_id": place.id, "team_id": self.world.team(team).id,
                "submission": {}, **body}
        return await self._tried(member, lambda: hooks.submit_dialog(self, member, body))

    def calls_to_us(self, kind: str | None = None) -> list[dict]:
        """The calls that our listener got: .what, .raw, .status, .answer."""
        return self.records("callout", **({"what": kind} if kind else {}))

    async def replay(self, of, change=None) -> dict:
        """Makes a recorded call again, byte for byte; change: bytes to replace by others."""
        raw = of["raw"].replace(*change) if change else of["raw"]
        return await self.raw_call(of["host"], of["port"], raw)

    async def call_listener(self, url: str, form=None, json=None, body: bytes | None = None,
                            headers: dict | None = None, method="POST", timeout_s=5.0) -> dict:
        """A call by anybody: headers that are given replace the server's own (None: left out)."""
        parts = urlsplit(url)
        kind = "application/x-www-form-urlencoded" if form is not None else "application/json"
        if body is None:
            body = urlencode(form).encode() if form is not None else jsons.dumps(json).encode()
        head = head_of(parts, len(body), kind).decode().rstrip("\r\n").split("\r\n")
        head[0] = head[0].replace("POST", method, 1)
        changed = {k.lower() for k in headers or {}}
        lines = [head[0]] + [x for x in head[1:] if x.partition(":")[0].lower() not in changed]
        lines += [f"{k}: {v}" for k, v in (headers or {}).items() if v is not None]
        raw = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
        return await self.raw_call(parts.hostname, parts.port or 80, raw, timeout_s)

    async def raw_call(self, host: str, port: int, raw: bytes, timeout_s=5.0) -> dict:
        """Any bytes at all on a connection of their own: .status (0: cut without an answer)."""
        reader, writer = await asyncio.open_connection(host, port, limit=1 << 20)
        try:
            writer.write(raw)
            sending = asyncio.ensure_future(_drained(writer))
            try:
                got, _keeps = await asyncio.wait_for(read_answer(reader), timeout_s)
            finally:
                sending.cancel()
        except (ConnectionError, asyncio.IncompleteReadError):
            return {"status": 0, "headers": {}, "body": b""}
        finally:
            writer.close()
        return {"status": got.status, "headers": got.headers, "body": got.body}

    async def huge_call(self, url: str, megabytes=8, timeout_s=10.0) -> dict:
        """A body far too large, announced as such."""
        body = b"text=" + b"x" * min(megabytes << 20, MAX_FLOOD)
        return await self.call_listener(url, body=body, timeout_s=timeout_s)

    async def header_flood(self, url: str, count=5000, timeout_s=10.0) -> dict:
        """A request with so many headers."""
        headers = {f"X-Flood-{i}": "x" * 64 for i in range(min(count, 100_000))}
        return await self.call_listener(url, form={}, headers=headers, timeout_s=timeout_s)

    async def idle_connections(self, url: str, count=1000, say=b"POST /") -> int:
        """Opens so many connections that never finish a request; gives how many were accepted."""
        parts = urlsplit(url)
        for _ in range(min(count, MAX_IDLE)):
            try:
                _reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
            except OSError:
                break
            writer.write(say)
            self.held.append((_reader, writer))
        return self.idle_left()

    def idle_left(self) -> int:
        """How many of them the listener has not closed."""
        return sum(not (r.at_eof() or w.transport.is_closing()) for r, w in self.held)

    def close_idle(self):
        for _reader, writer in self.held:
            writer.close()
        self.held.clear()


async def _drained(writer):
    try:
        await writer.drain()
    except ConnectionError:
        pass
