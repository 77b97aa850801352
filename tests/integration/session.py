"""A session with nothing behind it (session_host.c), driven by a test."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time

from daemon import SANITIZER

POST, DIRECT, EDIT, DELETE, UPLOAD = range(5)
APPLIED, NOT, NEVER, UNKNOWN, ABSENT, UNREADABLE = range(6)
UP, DOWN, REFUSED = range(3)


class Session:
    """The process, the events that came, and what it logged."""

    @classmethod
    def slack(cls, slack, app_token=None, bot_token=None):
        return cls("slack", slack.api_url, app_token or slack.info.app_token,
                   bot_token or slack.info.bot_token)

    @classmethod
    def mattermost(cls, mm, token=None, teams="*", cursor=""):
        return cls("mattermost", mm.url, token or mm.info.bot_token, teams, cursor)

    def __init__(self, *args):
        env = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1:exitcode=99",
               "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99"}
        self.process = subprocess.Popen(
            [os.environ["SESSION_HOST"], *args], env=env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.events: list[dict] = []
        self.log: list[str] = []
        self.grown = threading.Condition()
        self.readers = [threading.Thread(target=self._read, args=args, daemon=True) for args in (
            (self.process.stdout, self.events, json.loads),
            (self.process.stderr, self.log, str.rstrip))]
        for reader in self.readers:
            reader.start()

    def _read(self, stream, into, parse):
        for line in stream:
            with self.grown:
                into.append(parse(line))
                self.grown.notify_all()

    def wait(self, kind, timeout_s=5.0, after=0, **want):
        """The first event of that kind, from number `after` on, with these values."""
        deadline = time.monotonic() + timeout_s
        with self.grown:
            while True:
                for event in self.events[after:]:
                    if event["kind"] == kind and all(event.get(k) == v for k, v in want.items()):
                        return event
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"no {kind} {want} in {self.events}\n" + "\n".join(self.log))
                self.grown.wait(left)

    def wait_log(self, text, timeout_s=5.0):
        deadline = time.monotonic() + timeout_s
        with self.grown:
            while not any(text in line for line in self.log):
                left = deadline - time.monotonic()
                assert left > 0, f"no {text} in the log:\n" + "\n".join(self.log)
                self.grown.wait(left)

    def tell(self, **what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def outcome(self, what, id, timeout_s=5.0, **row):
        """Sends or looks for a row, and waits for what became of it."""
        after = len(self.events)
        self.tell(do=what, id=id, **row)
        return self.wait("outcome", timeout_s, after, outbox_id=id)

    def stop(self):
        """Drains it; no sanitizer spoke and no token was logged."""
        if self.process.poll() is None:
            self.tell(do="drain")
        code = self.process.wait(10)
        for reader in self.readers:
            reader.join(5)
        log = "\n".join(self.log)
        assert code == 0 and not SANITIZER.search(log), f"exit code {code}:\n{log}"
        assert self.events[-1]["kind"] == "drained"

    def kill(self):
        self.process.kill()
        self.process.wait()


# --- for tests of a Mattermost session


def running(mm, **more):
    one = Session.mattermost(mm, **more)
    try:
        one.wait("line", line=UP)
        yield one
        one.stop()
    finally:
        one.kill()


class Started:
    """A session for the length of a block, stopped properly at its end."""

    def __init__(self, mm, **more):
        self.mm, self.more = mm, more

    def __enter__(self):
        self.session = Session.mattermost(self.mm, **self.more)
        return self.session

    def __exit__(self, failed, *_):
        try:
            if not failed:
                self.session.stop()
        finally:
            self.session.kill()


def messages(session, start=""):
    """Their texts; one that came both by the line and by catching up is one, as for the inbox."""
    return list({e["id"]: e["text"] for e in session.events
                 if e["kind"] == "message" and e["text"].startswith(start)}.values())


def places(session):
    return " ".join(e["places"] for e in session.events if e["kind"] == "channels").split()


def wait_filled(session):
    """Until the directory is complete."""
    session.wait("members", 20, is_page=True, cursor="")


def wait_for(what, timeout_s=5.0):
    """Until a look at the fake shows something; its last value."""
    deadline = time.monotonic() + timeout_s
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)
    return found
