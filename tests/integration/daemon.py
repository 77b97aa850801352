"""The real daemon under test: its config, its life, its log."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

SANITIZER = re.compile(r"(Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer|runtime error:")
ERROR = re.compile(r'(^|\s)level=error(\s|$)|"level":\s*"error"')
LIBRARY = Path(__file__).resolve().parent.parent / "fixtures" / "library"


class Daemon:
    """One data directory, and the process that runs on it now and then."""

    def __init__(self, binary: str, folder: Path, *places):
        """`places`: its workspaces (places.py)."""
        self.binary, self.folder, self.places = binary, folder, list(places)
        self.data, self.file = folder / "data", folder / "botschafter.toml"
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.env = {"ASAN_OPTIONS": "detect_leaks=1:exitcode=99:abort_on_error=0",
                    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1:exitcode=99"}
        self.process: subprocess.Popen | None = None
        self.lines: list[str] = []
        self.expected: list[str] = []
        self.expected_complaints: list[str] = []
        self.grown = threading.Condition()
        for place in places:
            self.env |= place.env
        self.configure()

    def add_place(self, place):
        """One workspace more; configure() writes it down."""
        self.places.append(place)
        self.env |= place.env

    def config(self, library: Path = LIBRARY, bot="", more="", data: Path | None = None) -> str:
        """A working config file. `bot`: further keys of [bot]; `more`: further sections."""
        sections = "\n".join(place.section() for place in self.places)
        ports = [place.port for place in self.places if place.port]
        listen = f'listen = "127.0.0.1:{ports[0]}"' if ports else ""
        return f"""\
[bot]
data = "{data or self.data}"
{bot}
{listen}

{sections}
[library]
folder = "{library}"

{more}
"""

    def configure(self, *args, **how):
        """Writes the config file: see config()."""
        self.file.write_text(self.config(*args, **how))

    def expect_error(self, text: str):
        """A level=error line with this in it is no failure."""
        self.expected.append(text)

    def expect_complaint(self, kind: str):
        """A platform's complaints of this kind (see a fake's complaints()) are no failure."""
        self.expected_complaints.append(kind)

    def start(self, ready=True, timeout_s=20.0):
        """Runs it; `ready`: waits until all its platforms have greeted it."""
        assert self.process is None, "it runs already"
        if ready:
            for place in self.places:
                place.forget()
        self.process = subprocess.Popen(
            [self.binary, "run", "--config", str(self.file)], env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.reader = threading.Thread(target=self._read, args=(self.process.stderr,), daemon=True)
        self.reader.start()
        if ready:
            self._wait_ready(timeout_s)
        return self

    def _wait_ready(self, timeout_s: float):
        try:
            for place in self.places:
                place.wait_ready(timeout_s)
        except AssertionError as error:
            self.kill()
            raise AssertionError(f"the daemon did not connect:\n{self.log()}") from error

    def _read(self, stream):
        for raw in stream:
            with self.grown:
                self.lines.append(raw.decode(errors="replace").rstrip("\n"))
                self.grown.notify_all()

    def log(self) -> str:
        with self.grown:
            return "\n".join(self.lines)

    def wait_log(self, *parts: str, timeout_s=5.0, after=0) -> str:
        """The first line from number `after` on that has all these parts."""
        deadline = time.monotonic() + timeout_s
        with self.grown:
            while True:
                for line in self.lines[after:]:
                    if all(p in line for p in parts):
                        return line
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"no line with {parts} in the log:\n"
                                         + "\n".join(self.lines[-40:]))
                self.grown.wait(left)

    def wait_exit(self, timeout_s=10.0) -> int:
        """The exit code of a process that ends by itself."""
        code = self.process.wait(timeout_s)
        self.reader.join(5)
        self.process = None
        return code

    def kill(self):
        """kill -9"""
        if self.process is not None:
            self.process.kill()
            self.wait_exit()

    def stop(self, timeout_s=15.0):
        """SIGTERM; the exit code must be 0 and the log clean."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                code = self.wait_exit(timeout_s)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"SIGTERM did not end it:\n{self.log()}") from None
            assert code == 0, f"exit code {code}:\n{self.log()}"
        self.check()

    def restart(self, hard=False):
        self.kill() if hard else self.stop()
        return self.start()

    def check(self):
        """The log is clean, and no platform has anything to complain about."""
        self.check_log()
        complaints = [c for place in self.places for c in place.complaints()
                      if c["kind"] not in self.expected_complaints]
        assert not complaints, "a platform complains:\n" + "\n".join(map(str, complaints))

    def check_log(self):
        spoke = [line for line in self.lines if SANITIZER.search(line)]
        assert not spoke, "a sanitizer spoke:\n" + self.log()
        errors = [line for line in self.lines if ERROR.search(line)
                  and not any(text in line for text in self.expected)]
        assert not errors, "errors that the test did not announce:\n" + "\n".join(errors)
        text = self.log()
        for key in {key for place in self.places for key in place.env}:
            assert self.env[key] not in text, "a token is in the log"
