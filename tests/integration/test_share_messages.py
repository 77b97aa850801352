"""Messages that the bot sends of its own accord, and a platform that does not say what became of
them: nothing is lost, nothing comes twice, the text comes before its picture."""

import random
import time

import pytest
from sharing import DE, EN, meanwhile, rows, wait_rows

ALL_SAID = ("SELECT 1 WHERE NOT EXISTS"
            " (SELECT 1 FROM outbox WHERE state < 3 AND user_id <> '')")
A_MINUTE_AGO = ("UPDATE outbox SET started_ms = started_ms - 61000 WHERE started_ms > 0",
                "UPDATE outbox SET not_before_ms = 0")


@pytest.fixture
def office(chat):
    return chat.set_up().start()


def ask_for_text(office, user="ben", w=EN):
    card = office.press(office.command("/share", user), w.send)
    assert w.sent in card.text
    return card


def check_two(office, user="ben"):
    """The text and the way there: each once, the text first."""
    text, way = office.direct_messages(user)
    assert text.mark != way.mark
    assert "example.com" in text.text and not text.links and not text.labels
    assert EN.share.format("LinkedIn") in way.links or DE.share.format("LinkedIn") in way.links
    wait_rows(office.daemon, ALL_SAID)


@pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
def test_the_text_comes_alone_and_the_way_after_it(office, w):
    ask_for_text(office, w.user, w)
    text, way = office.wait_direct(w.user), office.wait_direct(w.user)
    copied = office.copied(text)
    assert copied.startswith(w.text)
    assert copied.endswith("\n\nhttps://example.com/fair\n\n#SpringFair")
    assert "example.com%2Ffair" in way.links[w.share.format("LinkedIn")]
    check_two(office, w.user)


@pytest.mark.parametrize("applied", ["yes", "late"])
def test_a_message_that_arrived_without_an_answer_is_found(office, applied):
    """At the daemon's own pace: it looks five seconds later."""
    office.fault("message", "fault", reply="reset", apply=applied, late_s=0.3)
    ask_for_text(office)
    office.wait_call("find", 10)
    office.wait_direct("ben")
    office.wait_direct("ben", 10)
    check_two(office)


@pytest.mark.parametrize("knob, how", [
    ("applied_but_no_reply", {}), ("never_answer", {"apply": "yes"}),
    ("server_error", {"apply": "yes"}), ("truncated", {})])
def test_a_kill_after_an_unknown_outcome_looks_before_it_sends(office, knob, how):
    office.fault("message", knob, **how)
    ask_for_text(office)
    office.wait_direct("ben")
    office.later("UPDATE outbox SET not_before_ms = 0", hard=True)
    office.wait_direct("ben")
    check_two(office)
    office.daemon.restart(hard=True)
    office.quiet_direct(300)


def test_what_was_applied_after_the_kill_is_found_too(office):
    office.fault("message", "never_answer", apply="late", late_s=0.4)
    ask_for_text(office)
    office.wait_call("message")
    office.daemon.kill()
    office.wait_direct("ben")
    office.daemon.start()
    office.wait_direct("ben")
    check_two(office)


def test_what_never_arrived_is_sent_again_after_a_minute(office):
    office.fault("message", "never_answer", apply="no")
    ask_for_text(office)
    office.wait_call("message")
    office.daemon.restart(hard=True)
    office.wait_call("find")
    office.quiet_direct(300)
    office.later(*A_MINUTE_AGO, hard=True)
    office.wait_direct("ben")
    office.wait_direct("ben")
    check_two(office)


def test_a_history_that_may_not_be_read_means_at_most_once(office):
    office.fault("message", "applied_but_no_reply")
    office.forbid_finding()
    ask_for_text(office)
    office.wait_direct("ben")
    office.later("UPDATE outbox SET not_before_ms = 0", hard=True)
    office.daemon.wait_log("area=outbox", "event=dead")
    office.wait_direct("ben")
    marks = [m.mark for m in office.direct_messages("ben")]
    assert len(marks) == len(set(marks)) == 2


def test_the_operator_may_choose_at_least_once(chat):
    office = chat.set_up(bot='unknown_sends = "resend"').start()
    office.fault("message", "applied_but_no_reply")
    office.forbid_finding()
    ask_for_text(office)
    office.wait_direct("ben")
    office.fake.advance(60)
    office.later(*A_MINUTE_AGO, hard=True)
    office.wait_direct("ben")
    office.wait_direct("ben")
    marks = [m.mark for m in office.direct_messages("ben")]
    assert len(marks) == 3 and len(set(marks)) == 2


@pytest.mark.parametrize("seed", [3])
def test_kills_while_a_crowd_is_written_to(chat, seed):
    """Kills at random instants, a line that breaks, late answers: each message once, in order."""
    chance = random.Random(seed)
    people = chat.add_crowd(30)[:12]
    office = chat.set_up().start()
    for user in people:
        card = office.command("/share", user)
        office.press(card, next(w for w in card.labels if w in (EN.send, DE.send)))
    for _ in range(5):
        how = chance.choice(["yes", "late", "no"])
        office.fault("message", "fault", skip=chance.randrange(3), reply="reset", apply=how,
                     late_s=0.1)
        for _ in range(chance.randrange(4)):
            office.wait_replied("message")
        office.daemon.kill()
        office.clear_faults()
        time.sleep(0.2)  # what is applied late
        meanwhile(office.daemon, *A_MINUTE_AGO)
        office.daemon.start()
    wait_rows(office.daemon, ALL_SAID, timeout_s=20)
    for user in people:
        check_two(office, user)


def test_too_many_requests_are_waited_for_and_it_comes_once(office):
    office.fault("message", "rate_limit", "2")
    ask_for_text(office)
    office.wait_replied("message", status=429)
    began = time.monotonic()
    assert office.command("/share", "anna").title == DE.first, "answers wait for no limit"
    office.wait_direct("ben")
    assert time.monotonic() - began > 1.9
    office.wait_direct("ben")
    office.quiet_direct(200)
    check_two(office)


def test_sigterm_sends_what_is_under_way_and_keeps_the_rest(office):
    office.fault("message", "fault", delay_s=0.5)
    ask_for_text(office)
    office.wait_call("message")
    office.daemon.stop()
    assert len(office.direct_messages("ben")) == 1
    office.daemon.start()
    office.wait_direct("ben")
    office.wait_direct("ben")
    check_two(office)
    assert rows(office.daemon, "SELECT sum(dealt) FROM wording") == [(1,)]
