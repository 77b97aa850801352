"""The rig notices a daemon that ends badly, and lets a good one pass."""

import os
import sys
import textwrap
import time

import pytest
from daemon import Daemon
from places import SlackPlace

# Connects as the daemon would, says what SAYS holds, and ends at SIGTERM with the code in CODE.
PRETENDER = """\
    import os, re, signal, sys, threading
    from pathlib import Path
    sys.path.insert(0, {here!r})
    from plain_client import Api, Socket
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    url = re.search('api_url = "(.*)"', Path(sys.argv[3]).read_text()).group(1)
    if "ALONE" not in os.environ:
        socket = Socket(Api(url, os.environ["SLACK_APP_TOKEN"])("apps.connections.open")["url"])
        if "BAD_ACK" in os.environ:
            socket.send(b"nonsense")
    print(os.environ.get("SAYS", "level=info event=started"), file=sys.stderr, flush=True)
    while not ended.wait(0.01):
        pass
    if "STUBBORN" in os.environ:
        signal.pause()
    os._exit(int(os.environ.get("CODE", "0")))
"""


@pytest.fixture
def pretender(slack, tmp_path):
    binary = tmp_path / "pretender"
    here = os.path.dirname(os.path.abspath(__file__))
    binary.write_text(f"#!{sys.executable}\n" + textwrap.dedent(PRETENDER).format(here=here))
    binary.chmod(0o755)
    one = Daemon(str(binary), tmp_path, SlackPlace(slack))
    yield one
    one.kill()


def test_a_good_one_passes_and_can_start_again(pretender, slack):
    pretender.start()
    assert slack.connections() == 1
    pretender.wait_log("level=info", "event=started")
    pretender.restart()
    pretender.restart(hard=True)
    pretender.stop()


BAD = {
    "exit code": ({"CODE": "3"}, "exit code 3"),
    "error in the log": ({"SAYS": "level=error event=broken"}, "did not announce"),
    "error as JSON": ({"SAYS": '{"level": "error"}'}, "did not announce"),
    "AddressSanitizer": ({"SAYS": "==1==ERROR: AddressSanitizer: heap-use-after-free"}, "sanitizer"),
    "UBSan": ({"SAYS": "x.c:1:2: runtime error: signed integer overflow"}, "sanitizer"),
    "a token in the log": ({"SAYS": "token=xoxb-acme-0000"}, "a token is in the log"),
    "a wrong ack": ({"BAD_ACK": "1"}, "a platform complains"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_one_is_noticed(pretender, slack, name):
    env, why = BAD[name]
    pretender.env |= env
    pretender.start()
    pretender.wait_log(env.get("SAYS", "event=started"))
    if "BAD_ACK" in env:
        slack.wait("bad_ack")
    with pytest.raises(AssertionError, match=why):
        pretender.stop()


def test_what_was_announced_is_no_failure(pretender, slack):
    pretender.env |= {"SAYS": "level=error event=refused", "BAD_ACK": "1"}
    pretender.expect_error("event=refused")
    pretender.expect_complaint("bad_ack")
    pretender.start()
    slack.wait("bad_ack")
    pretender.wait_log("event=refused")
    pretender.stop()


def test_one_that_does_not_connect_is_noticed_with_its_log(pretender):
    pretender.env |= {"ALONE": "1", "SAYS": "cannot connect"}
    with pytest.raises(AssertionError, match="cannot connect"):
        pretender.start(timeout_s=1.0)


def test_one_that_does_not_end_is_noticed(pretender):
    pretender.env["STUBBORN"] = "1"
    pretender.start()
    began = time.monotonic()
    with pytest.raises(AssertionError, match="SIGTERM did not end it"):
        pretender.stop(timeout_s=0.3)
    assert time.monotonic() - began < 5
