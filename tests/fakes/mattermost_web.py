"""The HTTP side: finds the route, checks the session, runs, misbehaves, answers as the server does."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import math
import re
import traceback
from dataclasses import dataclass, field

from aiohttp import ClientPayloadError, web
from multidict import CIMultiDict

from .faults import Fault, Faults, Reply, answer
from .mattermost_people import User
from .mattermost_shapes import go_json
from .mattermost_world import AppError, World, invalid_param, new_id

MAX_BODY = 300_000
GZIP_FROM = 1400
CHUNKED_FROM = 2048
# Refusals that befall a bot that does everything right.
NO_MISTAKE = ("api.command.duplicate_trigger.app_error",
              "store.sql_channel.save_channel.exists.app_error")


@dataclass
class Call:
    """One request on its way through."""

    fake: object
    world: World
    user: User | None
    params: dict
    query: dict
    headers: object
    body: bytes
    value: object = None  # the body as JSON, where it is some

    def object(self, name: str) -> dict:
        if not isinstance(self.value, dict):
            raise invalid_param(name)
        return self.value

    def list(self, name: str) -> list:
        if not isinstance(self.value, list):
            raise invalid_param(name)
        return self.value

    def page(self, limit=200, default=60) -> tuple[int, int]:
        """First and last index of the page that is asked for."""
        page = _number(self.query.get("page"), 0)
        size = min(_number(self.query.get("per_page"), default), limit)
        return page * size, (page + 1) * size


def _number(text, default: int) -> int:
    try:
        return max(0, int(text))
    except (TypeError, ValueError):
        return default


@dataclass
class Answer:
    """What a route gives where it is not plain 200 JSON."""

    value: object = None
    status: int = 200
    headers: dict = field(default_factory=dict)
    raw: bytes | None = None
    tag: bool = False  # with an Etag, and 304 for who has it


OK = {"status": "OK"}


@dataclass
class Route:
    name: str
    method: str
    pattern: re.Pattern
    run: object
    session: bool


class Routes:
    """A table of routes, in the order in which they are tried."""

    def __init__(self):
        self.all: list[Route] = []

    def __call__(self, method: str, path: str, session=True):
        """Registers the function below; ids in the path are letters and figures only."""
        def register(run):
            expression = re.sub(r"\{(\w+):\*\}", r"(?P<\1>[^/]+)", path)
            expression = re.sub(r"\{(\w+)\}", r"(?P<\1>[A-Za-z0-9]+)", expression)
            self.all.append(Route(f"{method} {path}", method, re.compile(expression + "/?$"), run,
                                  session))
            return run
        return register

    def find(self, method: str, path: str) -> tuple[Route, dict] | None:
        for route in self.all:
            if route.method == method and (match := route.pattern.match(path)):
                return route, match.groupdict()
        return None


class Rates:
    """The server's rate limiter, off unless a test asks for it."""

    def __init__(self, world: World):
        self.world, self.per_s, self.burst = world, 0.0, 0
        self.full_at: dict[str, float] = {}  # when the bucket of each user is full again

    def ask(self, user: str) -> tuple[bool, int, int]:
        """Whether the call may pass, what is left, and in how many seconds all is there again."""
        now = self.world.now()
        full = max(self.full_at.get(user, now), now)
        left = self.burst - (full - now) * self.per_s - 1
        if left >= 0:
            full = self.full_at[user] = full + 1 / self.per_s
        return left >= 0, max(0, int(left)), max(1, math.ceil(full - now))


class Web:
    def __init__(self, fake, world: World, routes: Routes):
        self.fake, self.world, self.routes = fake, world, routes
        self.faults, self.rates = Faults(), Rates(world)
        self.attempts: dict[str, int] = {}
        self.prefix = ""  # where the site is not at the root
        self.gzips = True

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 30, middlewares=[self._own_mistakes])
        app.router.add_route("*", "/{tail:.*}", self.handle)
        app.on_response_prepare.append(_no_server_name)
        return app

    @web.middleware
    async def _own_mistakes(self, request: web.Request, handler) -> web.StreamResponse:
        """A mistake in the fake must fail the test, not look like a 500 of the server's."""
        try:
            return await handler(request)
        except (ConnectionError, ClientPayloadError):
            return web.Response(status=400)  # the client is gone
        except Exception:
            self.world.note("fake_is_broken", why=traceback.format_exc())
            raise

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path, body = request.rel_url.raw_path, await request.read()
        if self.prefix and path.startswith(self.prefix + "/"):
            path = path[len(self.prefix):]
        found = self.routes.find(request.method, path)
        token = token_of(request)
        if found is None:
            return self._no_such_path(request, path)
        route, params = found
        call = Call(self.fake, self.world, self.world.session(token) if token else None,
                    params, dict(request.query), request.headers, body, _json(body))
        name = route.name.replace("/api/v4", "", 1)
        fault = self.faults.take(name, _arguments(call))
        attempt = self.attempts[name] = self.attempts.get(name, 0) + 1
        record = self.world.note(
            "call", route=name, path=path, args=call.value, query=call.query, params=params,
            attempt=attempt, who=call.user.username if call.user else "", status=None,
            by_bot=call.user is self.world.bot, fault=fault is not None, error=None,
            agent=request.headers.get("User-Agent", ""))
        reply = spoilt(fault, await self._effect(fault, lambda: self._run(route, call, token)))
        record["status"], record["error"] = reply.status, _error_of(reply.body)
        if record["by_bot"] and not fault and reply.status in (400, 413) and (
                record["error"] not in NO_MISTAKE):
            self.world.note("refused_call", route=name, error=record["error"], args=call.value)
        self.world.note("replied", route=name, status=reply.status, error=record["error"],
                        how=fault.reply if fault else "answer", call=record["n"])
        return _in_chunks(await answer(request, fault, self._zipped(request, reply)))

    async def _effect(self, fault: Fault | None, run) -> Reply:
        only_delivery = fault and fault.apply == "no" and fault.status is None and (
            fault.reply in ("answer", "half", "drip", "stall"))
        if fault is None or fault.apply == "yes" or only_delivery:
            return await run()
        if fault.apply == "late":
            self.fake.later(fault.late_s, run)
        status = fault.status or 503
        broken = AppError("app.fake.error", "The fake was told to fail.", status)
        return self._error(broken, new_id())

    async def _run(self, route: Route, call: Call, token: str) -> Reply:
        request_id, refused = new_id(), False
        limit = self._limits(call)
        if limit and limit[0] is None:
            return limit[1]
        try:
            if route.session and call.user is None:
                refused = bool(token)
                raise AppError("api.context.session_expired.app_error",
                               "Invalid or expired session, please login again.", 401)
            _check_ids(call.params)
            if len(call.body) > MAX_BODY and self.world.is_new and "/files" not in route.name:
                self.world.note("invalid", what="body", why=f"{len(call.body)} bytes")
                raise AppError("api.context.request_body_too_large.app_error",
                               "Request body too large.", 413)
            got = route.run(call)
            got = await got if asyncio.iscoroutine(got) else got
        except AppError as error:
            reply = self._error(error, request_id)
            if refused:
                reply.headers["Set-Cookie"] = "MMAUTHTOKEN=; Path=/; Max-Age=0; HttpOnly"
        else:
            got = got if isinstance(got, Answer) else Answer(got)
            reply = self._tagged(call, got, self._reply(got, request_id))
        if route.method == "GET" and "Expires" not in reply.headers:
            reply.headers["Expires"] = "0"
        if "/hooks/" in route.name and not self.world.is_new:
            reply.headers.pop("Vary", None)
        for name, value in limit[1] if limit else ():
            reply.headers.add(name, value)
        return reply

    def _tagged(self, call: Call, got: Answer, reply: Reply) -> Reply:
        if not got.tag:
            return reply
        tag = f"{self.world.number}.{hashlib.sha256(reply.body).hexdigest()[:26]}"
        reply.headers["Etag"] = tag
        if call.headers.get("If-None-Match") != tag:
            return reply
        del reply.headers["Content-Type"]
        return Reply(304, reply.headers, b"")

    def _limits(self, call: Call):
        """None where there is no limiter; else its headers, or None and the refusal."""
        if not self.rates.per_s:
            return None
        who = call.user.id if call.user else "address"
        may, left, reset = self.rates.ask(who)
        lines = [("X-Ratelimit-Limit", str(self.rates.burst)),
                 ("X-Ratelimit-Remaining", str(left)), ("X-Ratelimit-Reset", str(reset))]
        if may:
            return True, [pair for pair in lines for _ in range(2 if call.user else 1)]
        self.world.note("rate_limited", who=who)
        headers = CIMultiDict([("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "1"),
                               ("X-Content-Type-Options", "nosniff"), *lines])
        return None, Reply(429, headers, b"limit exceeded\n")

    def _reply(self, got: Answer, request_id: str) -> Reply:
        headers = self._headers(request_id)
        headers.update(got.headers)
        body = got.raw if got.raw is not None else go_json(got.value).encode()
        return Reply(got.status, headers, body)

    def _error(self, error: AppError, request_id: str) -> Reply:
        return Reply(error.status, self._headers(request_id),
                     go_json(error.body(request_id)).encode())

    def _headers(self, request_id: str) -> CIMultiDict:
        lines = {"Content-Type": "application/json", "Vary": "Accept-Encoding"}
        if self.world.is_new:
            lines |= {"Permissions-Policy": "", "Referrer-Policy": "no-referrer",
                      "Vary": "Origin, Accept-Encoding", "X-Content-Type-Options": "nosniff"}
        return CIMultiDict(lines | {"X-Request-Id": request_id,
                                    "X-Version-Id": self.world.full_version})

    def _no_such_path(self, request: web.Request, path: str) -> web.Response:
        self.world.note("no_such_path", path=path, method=request.method)
        detail = (f"There doesn't appear to be an api call for the url='{path}'.  "
                  "Typo? are you missing a team_id or user_id as part of the url?")
        body = {"id": "api.context.404.app_error", "status_code": 404, "detailed_error": detail,
                "message": "Sorry, we could not find the page."}
        order = ("id", "message", "detailed_error", "status_code")
        return web.Response(status=404, headers=self._headers(new_id()),
                            body=go_json({k: body[k] for k in order}).encode())

    def _zipped(self, request: web.Request, reply: Reply) -> Reply:
        if (not self.gzips or len(reply.body) < GZIP_FROM or "Content-Encoding" in reply.headers
                or "gzip" not in request.headers.get("Accept-Encoding", "")
                or reply.headers.get("Content-Type") != "application/json"):
            return reply
        reply.headers["Content-Encoding"] = "gzip"
        return Reply(reply.status, reply.headers, gzip.compress(reply.body, 6))


def _in_chunks(response: web.StreamResponse) -> web.StreamResponse:
    """Go gives the length of short answers alone."""
    if (isinstance(response, web.Response) and response.content_type == "application/json"
            and len(response.body or b"") > CHUNKED_FROM):
        response.enable_chunked_encoding()
    return response


async def _no_server_name(request, response):
    response.headers.pop("Server", None)


def _check_ids(params: dict):
    for key, value in params.items():
        if key.endswith("_id") and key != "action_id" and value != "me" and len(value) != 26:
            raise AppError("api.context.invalid_url_param.app_error",
                           f"Invalid or missing {key} parameter in request URL.", 400)


def token_of(request: web.Request) -> str:
    """In the server's order: cookie, Bearer, Token, query."""
    cookie = request.cookies.get("MMAUTHTOKEN", "")
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if cookie:
        return cookie
    return value.strip() if kind.lower() in ("bearer", "token") else request.query.get(
        "access_token", "")


def spoilt(fault: Fault | None, reply: Reply) -> Reply:
    """The reply with what the fault puts in its place."""
    if fault is None:
        return reply
    body = fault.body if fault.body is not None else reply.body
    headers = CIMultiDict(reply.headers)
    headers.update(fault.headers)
    return Reply(reply.status if fault.status is None else fault.status, headers,
                 body if isinstance(body, bytes) else body.encode())


def _json(body: bytes):
    try:
        return json.loads(body) if body[:1] in b'{["' and body else None
    except (ValueError, RecursionError):
        return None


def _arguments(call: Call) -> dict:
    """What a fault's `where` is compared with."""
    return {**call.query, **(call.value if isinstance(call.value, dict) else {}), **call.params}


def _error_of(body: bytes) -> str | None:
    value = _json(body)
    return value.get("id") if isinstance(value, dict) and "status_code" in value else None
