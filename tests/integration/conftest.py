"""Fixtures: `slack` and `mm` are fresh fakes, `daemon` a daemon that is not started yet, `bot` a running one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from daemon import Daemon  # noqa: E402
from fakes.mattermost import Mattermost  # noqa: E402
from fakes.slack import Slack  # noqa: E402


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
    """Not started. At the end it is stopped; its exit code, its log and what Slack had to complain
    about are looked at."""
    binary = os.environ.get("BOTSCHAFTER", "")
    if not os.access(binary, os.X_OK):
        pytest.skip("no daemon to test: BOTSCHAFTER names no executable")
    one = Daemon(binary, tmp_path, slack)
    try:
        yield one
        one.stop()
    finally:
        one.kill()


@pytest.fixture
def bot(daemon):
    return daemon.start()
