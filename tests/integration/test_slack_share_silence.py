"""A line that falls silent without an end: slow, and so in a file of its own."""

import pytest
from sharing import EN, set_up, started, title


@pytest.mark.timeout(90)
def test_a_line_that_falls_silent_is_left(daemon, slack):
    office = started(set_up(daemon, slack), slack)
    slack.drop_connection("silent")
    office.wait_log("event=line_lost", timeout_s=60)
    slack.wait_connection(20)
    assert title(slack.send_command("/share", user="ben")) == EN.first
