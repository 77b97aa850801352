"""kill -9 while commands come in by Socket Mode: nothing is lost, nothing comes twice."""

import random
from collections import Counter

import pytest
from sharing import rows

CROWD = 30
CRASHES = 6


@pytest.fixture
def office(slack_chat):
    slack_chat.add_crowd(CROWD)
    return slack_chat.set_up().start().daemon


def member(i: int) -> str:
    return f"member{i % CROWD:06d}"


@pytest.mark.parametrize("seed", [1, 2])
def test_every_command_that_was_acknowledged_is_stored_and_dealt_once(office, slack, seed):
    chance = random.Random(seed)
    slack.redeliver_commands()
    asked = []
    for _ in range(CRASHES):
        burst = [slack.send_command("/share", user=member(chance.randrange(CROWD)), wait=False)
                 for _ in range(40)]
        asked += burst
        for _ in range(chance.randrange(35)):
            slack.wait("ack")
        office.kill()
        acked = {r["envelope_id"] for r in slack.records("ack")}
        stored = {key.rpartition(":")[2] for key, in rows(office, "SELECT key FROM inbox")}
        assert acked <= stored, "acknowledged and not stored"
        office.start()
    for one in asked:
        done = slack.result(one, timeout_s=3)
        if not done.acked:  # it met nobody: Slack tells the person to try again
            done = slack.send_command("/share", user=one.user, envelope_id=one.id)
        assert done.acked and done.message and not done.error
    check_commands(office, slack, asked)
    for one in chance.sample(asked, 30):
        slack.redeliver(one)
        slack.wait("ack", envelope_id=one.id)
    check_commands(office, slack, asked)


def check_commands(office, slack, asked):
    """Each stored once, dealt once, and answered alike however often it came."""
    keys = Counter(key.rpartition(":")[2] for key, in rows(office, "SELECT key FROM inbox"))
    assert all(keys[one.id] == 1 for one in asked)
    assert rows(office, "SELECT sum(dealt) FROM wording") == [(len(asked),)]
    answers = {}
    for ack in slack.records("ack"):
        first = answers.setdefault(ack["envelope_id"], ack["payload"])
        assert ack["payload"] == first, "another answer to the same command"
