"""An integration that answers Mattermost's calls as a test tells it to, and keeps what it was sent."""

from __future__ import annotations

import json
import socket
import threading


class Listener:
    """Answers on loopback: `answers[path]` is a dict (JSON), or (status, content type, bytes)."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.answers: dict[str, object] = {}
        self.got: list[tuple[str, list, bytes]] = []  # first line, headers in order, body
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def _accept(self):
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket):
        file = line.makefile("rb")
        with line, file:
            while first := file.readline().decode("latin-1").strip():
                headers = []
                while raw := file.readline().decode("latin-1").strip():
                    name, _, value = raw.partition(":")
                    headers.append((name, value.strip()))
                size = next((int(v) for k, v in headers if k.lower() == "content-length"), 0)
                self.got.append((first, headers, file.read(size)))
                line.sendall(self._answer(first.split()[1]))

    def _answer(self, path: str) -> bytes:
        answer = self.answers.get(path, {})
        if not isinstance(answer, tuple):
            answer = (200, "application/json", json.dumps(answer).encode())
        status, kind, body = answer
        return (f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    def last(self) -> tuple[dict, bytes]:
        """Headers and body of the last call."""
        _first, headers, body = self.got[-1]
        return dict(headers), body

    def json(self) -> dict:
        return json.loads(self.got[-1][2])
