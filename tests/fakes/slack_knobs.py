"""The misbehaviours, each by name. Part of the fake; the control API offers them too."""

from __future__ import annotations

import json

from .faults import Fault, gzip_bomb
from .slack_people import crowd
from .wsock import BINARY, PING, TEXT, frame

HTML = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Server Error</body></html>"


class Knobs:
    """Mixed into the fake: needs pick() and web."""

    # --- HTTP

    def fault(self, method="*", **how):
        """The general form: see Fault. The others below are short for it."""
        self.web.faults.add(Fault(method, **how))

    def clear_faults(self):
        self.web.faults.clear()

    def rate_limit(self, method="*", retry_after: str | None = "1", times=1, **how):
        """429. retry_after may be "0", "3600", "soon", an HTTP date, or None for no header."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self.fault(method, times=times, status=429, headers=headers,
                   body='{"ok":false,"error":"ratelimited"}', **how)

    def server_error(self, method="*", status=500, times=1, body="", **how):
        """5xx. With apply="yes" the call takes effect all the same."""
        self.fault(method, times=times, status=status, body=body,
                   headers={"Content-Type": "text/plain"}, **how)

    def html(self, method="*", status=200, times=1, **how):
        self.fault(method, times=times, status=status, body=HTML,
                   headers={"Content-Type": "text/html; charset=utf-8"}, **how)

    def error(self, method, code, times=1, **how):
        """ok:false with this code."""
        self.fault(method, times=times, error=code, **how)

    def never_answer(self, method="*", apply="late", late_s=0.2, times=1, **how):
        """No answer ever comes; the call takes effect late_s after (or "yes" at once, or "no")."""
        self.fault(method, times=times, reply="none", apply=apply, late_s=late_s, **how)

    def applied_but_no_reply(self, method="*", times=1, **how):
        """The call takes effect, then the connection is reset."""
        self.fault(method, times=times, reply="reset", apply="yes", **how)

    def truncated(self, method="*", times=1, **how):
        """Half of the true body, then the end of the connection."""
        self.fault(method, times=times, reply="half", **how)

    def truncated_json(self, method="*", times=1, **how):
        """A whole HTTP answer whose JSON is cut."""
        self.fault(method, times=times, body='{"ok":true,"ts":"17000', apply="yes", **how)

    def drip(self, method="*", drip_s=0.002, times=1, **how):
        """The true answer, one byte at a time."""
        self.fault(method, times=times, reply="drip", drip_s=drip_s, **how)

    def stall(self, method="*", times=1, **how):
        """Headers, then nothing."""
        self.fault(method, times=times, reply="stall", **how)

    def huge_body(self, method="*", megabytes=64, times=1, **how):
        self.fault(method, times=times, body=b'{"ok":true,"x":"' + b"x" * (megabytes << 20) + b'"}',
                   **how)

    def gzip_bomb(self, method="*", megabytes=64, times=1, **how):
        self.fault(method, times=times, **gzip_bomb(megabytes), **how)

    def deep_body(self, method="*", depth=100_000, times=1, **how):
        self.fault(method, times=times, body='{"ok":true,"x":' + "[" * depth + "]" * depth + "}",
                   **how)

    def redirect(self, method="*", location="http://127.0.0.1:9/", status=302, times=1, **how):
        self.fault(method, times=times, status=status, body="", headers={"Location": location},
                   **how)

    def enforce_rates(self, scale: float | None = 1.0):
        """Slack's tiers, with a minute of scale * 60 s. None turns them off again."""
        self.web.rates.scale = scale

    def refuse_token(self, code="invalid_auth", method="*", times=None):
        self.error(method, code, times=times)

    def set_token(self, bot_token=None, app_token=None, workspace=None):
        """The workspace's true tokens are others from now on."""
        world, _ = self.pick(workspace)
        world.bot_token = bot_token or world.bot_token
        world.app_token = app_token or world.app_token

    def revoke_scope(self, scope, workspace=None):
        self.pick(workspace)[0].scopes.remove(scope)

    def grant_scope(self, scope, workspace=None):
        self.pick(workspace)[0].scopes.append(scope)

    # --- time

    def timing(self, workspace=None, **seconds):
        """Changes Slack's time limits: the fields of Timing."""
        world, _ = self.pick(workspace)
        for key, value in seconds.items():
            if not hasattr(world.timing, key):
                raise AttributeError(f"no time limit called {key}")
            setattr(world.timing, key, value)

    def advance(self, seconds: float, workspace=None):
        """Triggers, tickets and response_urls age by so much at once."""
        self.pick(workspace)[0].clock_offset += seconds

    # --- Socket Mode

    async def refresh(self, reason="refresh_requested", cut=True, workspace=None):
        """Asks the clients to connect anew; the old lines are cut warning_s later. Other reasons:
        warning, link_disabled, too_many_websockets."""
        await self.pick(workspace)[1].disconnect(reason, cut)

    async def drop_connection(self, how="rst", code=1001, workspace=None):
        """'rst', 'fin' (TCP ends), 'close' (a closing frame), 'silent' (neither word nor end)."""
        await self.pick(workspace)[1].drop(how, code)

    def add_ghosts(self, count=1, workspace=None):
        """Connections that Slack believes in and nobody reads."""
        from .slack_socket import Connection
        mode = self.pick(workspace)[1]
        mode.connections += [Connection(next(mode.numbers), None) for _ in range(count)]

    def remove_ghosts(self, workspace=None):
        mode = self.pick(workspace)[1]
        mode.connections = [c for c in mode.connections if not c.silent]

    def bad_link(self, url="ws://no-such-host.invalid/link/?ticket=x", times=1, workspace=None):
        """apps.connections.open gives out this URL next."""
        self.pick(workspace)[1].links += [url] * times

    def frames(self, drip_s: float | None = None, fragment: int | None = None, workspace=None):
        """Frames of live and later connections byte by byte, or cut into fragments; no arguments:
        whole again."""
        mode = self.pick(workspace)[1]
        mode.drip_s, mode.fragment = drip_s, fragment
        for connection in mode.connections:
            if connection.socket is not None:
                connection.socket.drip_s, connection.socket.fragment = drip_s, fragment

    def double_events(self, copies=2, workspace=None):
        """Every envelope is sent so many times."""
        self.pick(workspace)[1].copies = copies

    def hold(self, workspace=None):
        """Envelopes are kept back until release()."""
        self.pick(workspace)[1].held = []

    async def release(self, order="reversed", seed=1, workspace=None):
        """order: reversed, shuffled, or as they came ("")."""
        await self.pick(workspace)[1].release(order, seed)

    def redeliver_commands(self, on=True, workspace=None):
        """Commands without an ack come again on each new connection."""
        self.pick(workspace)[1].redelivers_commands = on

    async def redeliver(self, of, workspace=None):
        """Sends an envelope again as it was, acked or not."""
        mode = self.pick(workspace)[1]
        key = of.get("envelope_id") or of.get("id") if isinstance(of, dict) else of
        await mode.send_now(mode.deliveries[key])

    def raw_frame(self, payload: str | bytes, binary=False, workspace=None):
        raw = payload.encode() if isinstance(payload, str) else payload
        self.pick(workspace)[1].raw(raw, BINARY if binary else TEXT)

    def bad_frame(self, kind: str, workspace=None):
        """truncated, not_utf8, deep, huge, array, empty, unknown_type, no_type, or binary."""
        self.pick(workspace)[1].expect_ack(f"bad-{kind}")
        self.raw_frame(bad_frame(kind), binary=kind == "binary", workspace=workspace)

    def half_frame(self, workspace=None):
        """The first half of a frame, and never the rest: the stream is stuck in it."""
        whole = frame(b'{"envelope_id":"half","type":"events_api"}', TEXT)
        mode = self.pick(workspace)[1]
        for connection in mode.live():
            if connection.socket is not None:
                connection.silent = True
                mode.later(connection.socket.write(whole[:len(whole) // 2]))

    def ping_flood(self, count=1000, workspace=None):
        mode = self.pick(workspace)[1]
        for i in range(count):
            mode.raw(b"%d" % i, PING)

    # --- the workspace

    def add_crowd(self, count: int, channel: str | None = "general", workspace=None):
        """That many generated members more, in this channel too."""
        world, _ = self.pick(workspace)
        people = crowd(count)
        world.people |= {p.id: p for p in people}
        if channel:
            world.channel(channel).members += [p.id for p in people]

    def add_channels(self, count: int, workspace=None):
        world, _ = self.pick(workspace)
        for i in range(count):
            world.add_channel(f"topic-{i:05d}", id=f"C1T{i:07d}", members=["U0ANNA0001"])

    def add_channel(self, name: str, members=(), kind="channel", workspace=None) -> str:
        world, _ = self.pick(workspace)
        return world.add_channel(name, kind=kind, members=[world.user(m).id for m in members]).id

    def add_history(self, channel: str, count: int, workspace=None):
        """That many old messages by others, so that the history has pages."""
        world, _ = self.pick(workspace)
        place = world.channel(channel)
        for i in range(count):
            world.add_message(place, {"user": "U0ANNA0001", "text": f"old message {i}"})

    def set_dnd(self, user: str, start: int, end: int, workspace=None):
        person = self.pick(workspace)[0].user(user)
        person.dnd = {"dnd_enabled": True, "next_dnd_start_ts": start, "next_dnd_end_ts": end}


def bad_frame(kind: str) -> bytes:
    envelope = {"envelope_id": f"bad-{kind}", "accepts_response_payload": False,
                "payload": {"type": "event_callback", "event_id": "EvBAD", "event": {"type": "x"}}}
    frames = {
        "truncated": b'{"envelope_id":"bad-truncated","type":"events_api","payload":{"ev',
        "not_utf8": b'{"envelope_id":"bad-not_utf8","type":"events_api","payload":"\xff\xfe\xc3"}',
        "deep": b'{"envelope_id":"bad-deep","type":"events_api","payload":' + b"[" * 100_000
                + b"]" * 100_000 + b"}",
        "huge": json.dumps({**envelope, "type": "events_api", "x": "x" * (4 << 20)}).encode(),
        "array": b"[1,2,3]",
        "empty": b"",
        "unknown_type": json.dumps({**envelope, "type": "telepathy"}).encode(),
        "no_type": json.dumps(envelope).encode(),
        "binary": json.dumps({**envelope, "type": "events_api"}).encode(),
    }
    return frames[kind]
