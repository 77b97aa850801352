"""kill -9 while commands and messages are under way: nothing is lost, nothing comes twice."""

import random
from collections import Counter

import pytest
from sharing import (DE, EN, labels, meanwhile, pressed, rows, set_up, started, title, wait_rows)

CROWD = 30
CRASHES = 6
ALL_SAID = ("SELECT 1 WHERE NOT EXISTS"
            " (SELECT 1 FROM outbox WHERE state < 3 AND user_id <> '')")
A_MINUTE_AGO = ("UPDATE outbox SET started_ms = started_ms - 61000 WHERE started_ms > 0",
                "UPDATE outbox SET not_before_ms = 0")


@pytest.fixture
def office(daemon, slack):
    slack.add_crowd(CROWD)
    return started(set_up(daemon, slack), slack)


def member(i: int) -> str:
    return f"member{i % CROWD:06d}"


# --- commands


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


# --- messages of our own


def marks(slack, user: str) -> list[str]:
    """By which our messages are found again, in the order of the history."""
    return [m["metadata"]["event_payload"]["id"] for m in slack.messages(user) if m.get("bot_id")]


def ask_for_text(slack, user="ben"):
    return pressed(slack, slack.send_command("/share", user=user), "Send me the text", user=user)


def check_two(office, slack, user="ben"):
    """The text and the way there: each once, the text first."""
    mine = [m for m in slack.messages(user) if m.get("bot_id")]
    assert len(mine) == 2 and len(set(marks(slack, user))) == 2
    assert "example.com" in mine[0]["text"] and "actions" not in str(mine[0]["blocks"])
    assert "Share on LinkedIn" in str(mine[1]["blocks"])
    wait_rows(office, ALL_SAID)


def kill_and_look(office):
    """Without the five seconds that it gives an outcome that it heard of as unknown."""
    office.kill()
    meanwhile(office, "UPDATE outbox SET not_before_ms = 0")
    office.start()


@pytest.mark.parametrize("applied", ["yes", "late"])
def test_a_message_that_arrived_without_an_answer_is_found(office, slack, applied):
    """At the daemon's own pace: it looks five seconds later."""
    if applied == "yes":
        slack.applied_but_no_reply("chat.postMessage")
    else:
        slack.fault("chat.postMessage", reply="reset", apply="late", late_s=0.3)
    ask_for_text(slack)
    slack.wait_call("conversations.history", 10)
    slack.wait_post()
    slack.wait_post()
    check_two(office, slack)


@pytest.mark.parametrize("knob", ["applied_but_no_reply", "never_answer", "server_error",
                                  "truncated"])
def test_a_kill_after_an_unknown_outcome_looks_before_it_sends(office, slack, knob):
    how = {"apply": "yes"} if knob in ("never_answer", "server_error", "html") else {}
    getattr(slack, knob)("chat.postMessage", **how)
    ask_for_text(slack)
    slack.wait_post()
    kill_and_look(office)
    slack.wait_post()
    check_two(office, slack)
    office.restart(hard=True)
    slack.assert_quiet(300, kinds=["post"])


def test_what_was_applied_after_the_kill_is_found_too(office, slack):
    slack.never_answer("chat.postMessage", apply="late", late_s=0.4)
    ask_for_text(slack)
    slack.wait_call("chat.postMessage")
    office.kill()
    slack.wait_post()
    office.start()
    slack.wait_post()
    check_two(office, slack)


def test_what_never_arrived_is_sent_again_after_a_minute(office, slack):
    slack.never_answer("chat.postMessage", apply="no")
    ask_for_text(slack)
    slack.wait_call("chat.postMessage")
    office.restart(hard=True)
    slack.wait_call("conversations.history")
    slack.assert_quiet(300, kinds=["post"])
    office.kill()
    meanwhile(office, *A_MINUTE_AGO)
    office.start()
    slack.wait_post()
    slack.wait_post()
    check_two(office, slack)


def test_a_history_that_may_not_be_read_means_at_most_once(office, slack):
    slack.applied_but_no_reply("chat.postMessage")
    slack.revoke_scope("im:history")
    ask_for_text(slack)
    slack.wait_post()
    kill_and_look(office)
    office.wait_log("area=outbox", "event=dead")
    slack.wait_post()
    assert len(marks(slack, "ben")) == len(set(marks(slack, "ben"))) == 2


def test_the_operator_may_choose_at_least_once(daemon, slack):
    set_up(daemon, slack, bot='unknown_sends = "resend"')
    started(daemon, slack)
    slack.applied_but_no_reply("chat.postMessage")
    slack.revoke_scope("im:history")
    ask_for_text(slack)
    slack.wait_post()
    daemon.kill()
    meanwhile(daemon, *A_MINUTE_AGO)
    daemon.start()
    slack.wait_post()
    slack.wait_post()
    assert len(marks(slack, "ben")) == 3 and len(set(marks(slack, "ben"))) == 2


@pytest.mark.parametrize("seed", [3])
def test_kills_while_a_crowd_is_written_to(office, slack, seed):
    """Kills at random instants, a line that breaks, late answers: each message once, in order."""
    chance = random.Random(seed)
    people = [member(i) for i in range(12)]
    for user in people:
        card = slack.send_command("/share", user=user)
        slack.press(card, next(w for w in labels(card) if w in (EN.send, DE.send)), user=user)
    for _ in range(5):
        how = chance.choice(["yes", "late", "no"])
        slack.fault("chat.postMessage", skip=chance.randrange(3), reply="reset", apply=how,
                    late_s=0.1)
        for _ in range(chance.randrange(4)):
            slack.wait("replied", method="chat.postMessage")
        office.kill()
        slack.clear_faults()
        slack.assert_quiet(200, kinds=[])
        meanwhile(office, *A_MINUTE_AGO)
        office.start()
    wait_rows(office, ALL_SAID, timeout_s=20)
    for user in people:
        mine = [m for m in slack.messages(user) if m.get("bot_id")]
        assert len(mine) == 2 == len(set(marks(slack, user))), user
        assert "actions" not in str(mine[0]["blocks"]) and "actions" in str(mine[1]["blocks"])


def test_a_reminder_and_a_share_survive_a_kill(office, slack):
    card = slack.send_command("/share", user="ben")
    pressed(slack, card, EN.shared)
    office.restart(hard=True)
    assert EN.known in pressed(slack, card, EN.shared).text
    assert rows(office, "SELECT sum(n) FROM share_count") == [(1,)]
    assert title(slack.send_command("/share", user="ben")) == EN.second
