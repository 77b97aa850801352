"""The HTTP side: Web API, uploads, response_url. Reads, checks the token, runs, misbehaves."""

from __future__ import annotations

import asyncio
import json
import math
import time
import traceback
from collections import deque

from aiohttp import ClientPayloadError, web

from . import slack_chat, slack_methods
from .slack_args import METHODS, read_args
from .slack_chat import need_scope, respond
from .faults import Fault, Faults, Reply, answer
from .slack_world import SlackError

# Importing them registers their methods.
assert slack_chat and slack_methods
NOT_FOUND = {"invalid_url", "expired_url", "used_url"}


class Rates:
    """Slack's own rate limits, off unless a test asks for them. `scale` shortens the minute."""

    def __init__(self):
        self.scale: float | None = None
        self.seen: dict = {}

    def wait_s(self, key, per_minute: int) -> int:
        """0 where the call may pass, else the Retry-After."""
        if self.scale is None:
            return 0
        window, now = 60.0 * self.scale, time.monotonic()
        times = self.seen.setdefault(key, deque())
        while times and times[0] <= now - window:
            times.popleft()
        if len(times) >= per_minute:
            return max(1, math.ceil(times[0] + window - now))
        times.append(now)
        return 0


class Web:
    """Serves every workspace; the token says which."""

    def __init__(self, worlds: dict, note):
        self.worlds, self.note = worlds, note
        self.faults, self.rates = Faults(), Rates()
        self.attempts: dict[str, int] = {}

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 30, middlewares=[self._own_mistakes])
        app.router.add_route("*", "/api/{method}", self.api)
        app.router.add_post("/response/{team}/{token}", self.response_url)
        app.router.add_route("*", "/upload/{file}", self.upload)
        app.router.add_get("/files/{file}/{name}", self.download)
        return app

    @web.middleware
    async def _own_mistakes(self, request: web.Request, handler) -> web.StreamResponse:
        """A mistake in the fake must fail the test, not look like a 500 of Slack's."""
        try:
            return await handler(request)
        except web.HTTPException as not_found:
            self.note("no_such_path", path=request.path, status=not_found.status)
            raise
        except (ConnectionError, ClientPayloadError):
            return web.Response(status=400)  # the client is gone
        except Exception:
            self.note("fake_is_broken", why=traceback.format_exc())
            raise

    # --- Web API

    async def api(self, request: web.Request) -> web.StreamResponse:
        name, body = request.match_info["method"], await request.read()
        try:
            args, via = read_args(request.headers.get("Content-Type", ""), body,
                                  dict(request.query))
        except SlackError as error:
            self.note("call", method=name, args={}, via="unreadable", error=error.code, status=200)
            return web.json_response(error.reply())
        token = self._token(request, args)
        return await self._serve(request, name, args, via, lambda: self._run(name, args, token))

    def _token(self, request: web.Request, args: dict) -> str:
        """From the header, else from the form; a token in the query is not accepted."""
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        in_query = request.query.get("token")
        in_body = args.pop("token", "") if in_query is None else ""
        return value.strip() if kind.lower() == "bearer" else in_body

    async def _serve(self, request, name, args, via, run) -> web.StreamResponse:
        """One call, with the fault that is due. `run` takes effect and gives a Reply."""
        fault = self.faults.take(name, args)
        attempt = self.attempts[name] = self.attempts.get(name, 0) + 1
        record = self.note("call", method=name, args=args, via=via, attempt=attempt,
                           agent=request.headers.get("User-Agent", ""),
                           fault=fault is not None, status=None, error=None)
        reply = spoilt(fault, self._effect(fault, run))
        record["status"], record["error"] = reply.status, _error(reply.body)
        self.note("replied", method=name, status=reply.status, error=record["error"],
                  how=fault.reply if fault else "answer", call=record["n"])
        return await answer(request, fault, reply)

    def _effect(self, fault: Fault | None, run) -> Reply:
        if fault is None or fault.apply == "yes" or self._only_delivery(fault):
            return run()
        if fault.apply == "late":
            asyncio.get_running_loop().call_later(fault.late_s, run)
        return Reply(200, json_headers(), b'{"ok":true}')

    @staticmethod
    def _only_delivery(fault: Fault) -> bool:
        """A fault that only spoils how the true answer is given."""
        return fault.apply == "no" and fault.status is None and fault.reply in (
            "answer", "half", "drip", "stall")

    def _run(self, name: str, args: dict, token: str) -> Reply:
        world = None
        try:
            world, known = self._authorise(name, token)
            wait_s = self.rates.wait_s((world.name, name), known.per_minute)
            if name == "chat.postMessage" and not wait_s:
                wait_s = self.rates.wait_s((world.name, name, args.get("channel")), 60)
            if wait_s:
                self.note("rate_limited", method=name, retry_after=wait_s)
                return Reply(429, {**json_headers(), "Retry-After": str(wait_s)},
                             b'{"ok":false,"error":"ratelimited"}')
            reply = {"ok": True, **known.run(world, args)}
        except SlackError as error:
            reply = error.reply()
        headers = json_headers()
        if world is not None:
            headers["x-oauth-scopes"] = ",".join(world.scopes)
        return Reply(200, headers, json.dumps(reply, ensure_ascii=False).replace(
            "/", "\\/").encode())

    def _authorise(self, name: str, token: str):
        known = METHODS.get(name)
        if known is None:
            self.note("unknown_method", method=name)
            raise SlackError("unknown_method")
        if not token:
            raise SlackError("not_authed")
        for world in self.worlds.values():
            if token in (world.bot_token, world.app_token):
                if (token == world.app_token) != (known.token == "app") and name != "auth.test":
                    raise SlackError("not_allowed_token_type")
                if known.scope and known.token == "bot":
                    need_scope(world, known.scope)
                return world, known
        raise SlackError("invalid_auth")

    # --- response_url and files

    async def response_url(self, request: web.Request) -> web.StreamResponse:
        team, token = request.match_info["team"], request.match_info["token"]
        try:
            args = json.loads((await request.read()).decode())
            if not isinstance(args, dict):
                raise ValueError("no object")
        except ValueError:
            self.note("bad_response", why="not a JSON object")
            return web.Response(status=400, text="invalid_payload")
        return await self._serve(request, "response_url", args, "json",
                                 lambda: self._respond(team, token, args))

    def _respond(self, team: str, token: str, args: dict) -> Reply:
        try:
            world = next((w for w in self.worlds.values() if w.team_id == team), None)
            if world is None:
                raise SlackError("invalid_url")
            reply, status = respond(world, token, args), 200
        except SlackError as error:
            reply, status = error.reply(), 404 if error.code in NOT_FOUND else 400
            self.note("bad_response", why=error.code, reasons=error.extra.get("errors"))
        return Reply(status, json_headers(), json.dumps(reply).encode())

    def _file(self, request: web.Request) -> dict | None:
        for world in self.worlds.values():
            if file := world.files.get(request.match_info["file"]):
                return file
        return None

    async def upload(self, request: web.Request) -> web.StreamResponse:
        file, data = self._file(request), await _uploaded(request)
        if file is None:
            return web.Response(status=404, text="no such upload")

        def store() -> Reply:
            file["_bytes"] = data
            self.note("upload", file=file["id"], size=len(data))
            return Reply(200, {"Content-Type": "text/plain"}, f"OK - {len(data)}".encode())
        return await self._serve(request, "upload", {"file": file["id"]}, "raw", store)

    async def download(self, request: web.Request) -> web.Response:
        file = self._file(request)
        tokens = [f"Bearer {w.bot_token}" for w in self.worlds.values()]
        if file is None or file["_bytes"] is None:
            return web.Response(status=404)
        if request.headers.get("Authorization") not in tokens:
            return web.Response(status=302, headers={"Location": "https://slack.example/login"})
        return web.Response(body=file["_bytes"], content_type=file["mimetype"])


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        return bytes(await part.read())
    return b""


def spoilt(fault: Fault | None, reply: Reply) -> Reply:
    """The reply with what the fault puts in its place."""
    if fault is None:
        return reply
    body = fault.body if fault.body is not None else reply.body
    return Reply(reply.status if fault.status is None else fault.status,
                 {**reply.headers, **fault.headers},
                 body if isinstance(body, bytes) else body.encode())


def json_headers() -> dict:
    return {"Content-Type": "application/json; charset=utf-8"}


def _error(body: bytes) -> str | None:
    try:
        return json.loads(body).get("error")
    except (ValueError, AttributeError, RecursionError):
        return "unreadable"
