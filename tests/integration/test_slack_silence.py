"""A line that falls silent without an end: slow, and so in a file of its own."""

import pytest
from sharing import EN


@pytest.mark.timeout(90)
def test_a_line_that_falls_silent_is_left(slack_chat, slack):
    office = slack_chat.set_up().start()
    slack.drop_connection("silent")
    office.daemon.wait_log("event=line_lost", timeout_s=60)
    slack.wait_connection(20)
    assert office.command("/share", "ben").title == EN.first
