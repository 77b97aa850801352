"""Fixtures: `slack` and `mm` are fresh fakes, `daemon` a daemon that is not started yet, `bot` a
running one; `chat` is people and a daemon that is not started yet, on each platform in turn (--chat
NAME: on that one alone)."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from daemon import Daemon  # noqa: E402
from fakes.mattermost import Mattermost  # noqa: E402
from fakes.slack import Slack  # noqa: E402
from places import SlackPlace  # noqa: E402
from surface_mattermost import ButtonsChat, NumbersChat  # noqa: E402
from surface_slack import SlackChat  # noqa: E402

CHATS = {"slack": SlackChat, "mattermost": ButtonsChat, "mattermost-noport": NumbersChat}


def pytest_addoption(parser):
    parser.addoption("--chat", choices=CHATS, help="only on this platform")


def pytest_generate_tests(metafunc):
    if "chat" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only")
        names = [name for name in CHATS if not only or name in only.args]
        metafunc.parametrize("chat", names, indirect=True)


def pytest_collection_modifyitems(config, items):
    if one := config.getoption("--chat"):
        items[:] = [item for item in items if item.callspec.params["chat"] == one]


@contextmanager
def life_of(folder: Path, *places):
    """A daemon, not started. At the end it is stopped; its exit code, its log and what the
    platforms had to complain about are looked at."""
    binary = os.environ.get("BOTSCHAFTER", "")
    if not os.access(binary, os.X_OK):
        pytest.skip("no daemon to test: BOTSCHAFTER names no executable")
    one = Daemon(binary, folder, *places)
    try:
        yield one
        one.stop()
    finally:
        one.kill()


@pytest.fixture
def slack():
    with Slack() as fake:
        yield fake


@pytest.fixture(params=["11.6"])
def mm(request):
    """A fake Mattermost; a test that is for both versions says so: see both_versions."""
    with Mattermost(version=request.param) as fake:
        yield fake


@pytest.fixture
def daemon(slack, tmp_path):
    with life_of(tmp_path, SlackPlace(slack)) as one:
        yield one


@pytest.fixture
def bot(daemon):
    return daemon.start()


@pytest.fixture
def slack_chat(daemon):
    """As `chat`, for what only Slack does; its fake is `slack`."""
    return SlackChat(daemon, daemon.places[0])


@contextmanager
def people_on(kind, folder: Path):
    """People in a fresh fake, and the daemon behind it, not started."""
    with kind.fake_of() as fake:
        place = kind.place_of(fake)
        with life_of(folder, place) as daemon:
            yield kind(daemon, place)


@pytest.fixture
def chat(request, tmp_path):
    with people_on(CHATS[request.param], tmp_path) as one:
        yield one


@pytest.fixture
def mattermost_chat(tmp_path):
    """As `chat`, for what only Mattermost does."""
    with people_on(ButtonsChat, tmp_path) as one:
        yield one
