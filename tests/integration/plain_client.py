"""The barest client, to test the fakes with: one HTTP call, one websocket, no cleverness."""

from __future__ import annotations

import base64
import http.client
import json
import os
import socket
import struct
from urllib.parse import urlencode, urlsplit


def http_call(url, body=b"", headers=None, method="POST", timeout_s=5.0):
    """(status, headers, body) of one request."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout_s)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


class Api:
    """Calls of Slack's Web API with a token."""

    def __init__(self, url: str, token: str):
        self.url, self.token = url, token

    def raw(self, method: str, form=True, timeout_s=5.0, **args):
        headers = {"Authorization": f"Bearer {self.token}"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            flat = {k: v if isinstance(v, str) else json.dumps(v) for k, v in args.items()}
            body = urlencode(flat).encode()
        else:
            headers["Content-Type"] = "application/json; charset=utf-8"
            body = json.dumps(args).encode()
        return http_call(self.url + method, body, headers, timeout_s=timeout_s)

    def __call__(self, method: str, form=True, **args) -> dict:
        return json.loads(self.raw(method, form, **args)[2])


class Rest:
    """Calls of Mattermost's REST API with a token."""

    def __init__(self, url: str, token: str = ""):
        self.url, self.token = url + "/api/v4", token

    def raw(self, method: str, path: str, body=None, timeout_s=5.0, headers=None):
        """(status, headers, body); body: bytes as they are, anything else becomes JSON."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return http_call(self.url + path, raw, {**sent, **(headers or {})}, method, timeout_s)

    def __call__(self, method: str, path: str, body=None, status=None):
        got, _, raw = self.raw(method, path, body)
        assert status is None or got == status, (got, raw)
        return json.loads(raw)

    def get(self, path: str, status=200):
        return self("GET", path, status=status)

    def post(self, path: str, body=None, status=201):
        return self("POST", path, {} if body is None else body, status)

    def put(self, path: str, body=None, status=200):
        return self("PUT", path, {} if body is None else body, status)


class Refused(Exception):
    """The server did not become a websocket; the argument is the status."""


class Socket:
    """A websocket that reads and writes frames and does nothing by itself."""

    def __init__(self, url: str, timeout_s=5.0, headers=None):
        parts = urlsplit(url)
        more = "".join(f"{k}: {v}\r\n" for k, v in (headers or {}).items())
        self.tcp = socket.create_connection((parts.hostname, parts.port), timeout_s)
        key = base64.b64encode(os.urandom(16)).decode()
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        self.tcp.sendall((f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
                          f"{more}Upgrade: websocket\r\nConnection: Upgrade\r\n"
                          f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        self.file = self.tcp.makefile("rb")
        status = int((self.file.readline().split() or [b"", b"0"])[1])
        while self.file.readline().strip():
            pass
        if status != 101:
            self.close()
            raise Refused(status)

    def frame(self) -> tuple[int, bytes, bool]:
        """The next frame: opcode, payload, whether it is the last of its message."""
        first, second = self._exactly(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", self._exactly(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self._exactly(8))
        return first & 0x0F, self._exactly(size), bool(first & 0x80)

    def _exactly(self, count: int) -> bytes:
        data = self.file.read(count)
        if len(data) < count:
            raise EOFError
        return data

    def message(self) -> tuple[int, bytes]:
        """The next whole data or close message; pings are passed over."""
        whole, kind = b"", None
        while True:
            opcode, payload, final = self.frame()
            if opcode in (9, 10):
                continue
            kind = opcode if kind is None else kind
            whole += payload
            if final:
                return kind, whole

    def json(self) -> dict:
        kind, raw = self.message()
        assert kind == 1, (kind, raw)
        return json.loads(raw)

    def send(self, payload: bytes | dict, opcode=1, mask=True):
        raw = json.dumps(payload).encode() if isinstance(payload, dict) else payload
        size = len(raw)
        head = bytes([0x80 | opcode])
        bit = 0x80 if mask else 0
        if size < 126:
            head += bytes([bit | size])
        elif size < 65536:
            head += struct.pack(">BH", bit | 126, size)
        else:
            head += struct.pack(">BQ", bit | 127, size)
        key = os.urandom(4) if mask else b""
        masked = bytes(b ^ key[i % 4] for i, b in enumerate(raw)) if mask else raw
        self.tcp.sendall(head + key + masked)

    def ack(self, envelope: dict, payload=None):
        self.send({"envelope_id": envelope["envelope_id"],
                   **({"payload": payload} if payload is not None else {})})

    def is_ended(self) -> bool:
        """True once the server has ended TCP; waits for it up to the timeout."""
        try:
            while self.file.read(4096):
                pass
            return True
        except ConnectionError:
            return True
        except TimeoutError:
            return False

    def close(self):
        self.file.close()
        self.tcp.close()
