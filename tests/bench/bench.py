"""What the benchmarks share: the load generator, a process and what it takes."""

import contextlib
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """The measurement cannot be made; the text says why."""


def pinned(core, argv):
    """argv on a core of its own, where the machine has more than one."""
    if shutil.which("taskset") and (os.cpu_count() or 1) > 1:
        return ["taskset", "-c", str(core), *argv]
    return argv


class Lines:
    """The lines of a pipe, with a time limit for each."""

    def __init__(self, pipe):
        self.pipe = pipe
        self.rest = b""

    def next(self, seconds):
        end = time.monotonic() + seconds
        while b"\n" not in self.rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.pipe], [], [], left)[0]:
                raise Failed(f"the load generator was silent for {seconds:.0f} s")
            got = os.read(self.pipe.fileno(), 65536)
            if not got:
                raise Failed("the load generator ended")
            self.rest += got
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode()


class Slack:
    """The load generator, playing Slack on a free port of the loopback."""

    def __init__(self, program, people=100, users=50000):
        argv = [str(program), "--people", str(people), "--users", str(users)]
        self.process = subprocess.Popen(pinned(0, argv), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.lines = Lines(self.process.stdout)
        self.port = int(self.lines.next(10))

    @property
    def api_url(self):
        return f"http://127.0.0.1:{self.port}/api/"

    def connected_ns(self, seconds=60):
        """When the next websocket was greeted, by the monotonic clock."""
        word, at = self.lines.next(seconds).split()
        assert word == "connected"
        return int(at)

    def order(self, text, seconds=300):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()
        line = self.lines.next(seconds)
        while line.startswith("connected"):
            line = self.lines.next(seconds)
        answer = json.loads(line)
        if "error" in answer:
            raise Failed(f"{text}: {answer['error']}")
        return answer

    def stop(self):
        self.process.stdin.close()
        end(self.process)
        self.process.stdout.close()


def end(process, how=signal.SIGTERM):
    """Ends a process that we started; kills it when it does not go."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


class Bot:
    """A bot that is measured: a process on the second core."""

    def __init__(self, argv, env, log):
        self.log = pathlib.Path(log)
        self.started_ns = time.monotonic_ns()
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                pinned(1, [str(a) for a in argv]), env={**os.environ, **env},
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)

    def proc(self, name):
        return pathlib.Path(f"/proc/{self.process.pid}/{name}").read_text()

    def cpu_s(self):
        fields = self.proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mb(self):
        """RssAnon and PSS, in MB of 1,000,000 bytes."""
        def of(text, key):
            line = next(x for x in text.splitlines() if x.startswith(key + ":"))
            return int(line.split()[1]) * 1024 / 1e6
        return of(self.proc("status"), "RssAnon"), of(self.proc("smaps_rollup"), "Pss")

    def wait_quiet(self, seconds=120):
        """Until it has used no CPU to speak of for two seconds."""
        stop_at = time.monotonic() + seconds
        quiet, before = 0, self.cpu_s()
        while quiet < 4 and time.monotonic() < stop_at:
            if self.process.poll() is not None:
                raise Failed(f"it ended with {self.process.returncode}: {self.log_tail()}")
            time.sleep(0.5)
            now = self.cpu_s()
            quiet = quiet + 1 if now - before <= 0.01 else 0
            before = now

    def log_tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])

    def stop(self):
        return end(self.process)


@contextlib.contextmanager
def running(thing):
    try:
        yield thing
    finally:
        thing.stop()
