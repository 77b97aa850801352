"""kill -9 while commands come in over HTTP: nothing is lost, nothing comes twice."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from sharing import rows
from surface_mattermost import ButtonsChat

CROWD = 30
CRASHES = 6
AT_ONCE = 8


@pytest.fixture
def office(mattermost_chat):
    return mattermost_chat


def answered(office, call):
    """The card in what came back over the wire; None: nothing did, or only a sentence."""
    if call.status != 200:
        return None
    card = office.shown(json.loads(call.answer), "")
    return card if card and card.labels else None


def stream(office, pool, people, n):
    """So many commands at once, without waiting for them."""
    return [pool.submit(office.fake.command, "/share", user) for user in people[:n]]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_command_that_was_answered_is_stored_and_dealt_once(office, seed):
    chance = random.Random(seed)
    people = office.add_crowd(CROWD)
    office.daemon.expect_complaint("unanswered")  # what met a daemon that was killed
    office.set_up().start()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(CRASHES):
            chance.shuffle(people)
            asked = stream(office, pool, people, 20)
            for one in asked[:chance.randrange(18)]:
                one.result()
            office.daemon.kill()
            for one in asked:
                one.result()
            office.daemon.start()
    calls = office.fake.calls_to_us("command")
    first = {call.n: answered(office, call) for call in calls}
    assert any(first.values()) and not all(first.values()), "no kill met a command"
    check(office, calls, first)
    office.daemon.restart(hard=True)
    check(office, chance.sample(calls, 20), first)
    assert rows(office.daemon, "SELECT count(*) FROM inbox") == [(len(calls),)]
    assert rows(office.daemon, "SELECT sum(dealt) FROM wording") == [(len(calls),)]


def check(office, calls, first):
    """Each is answered, as it was when it was answered first."""
    for call in calls:
        got = office.fake.replay(call)
        card = office.shown(json.loads(got.body), "")
        assert got.status == 200 and card and card.labels, got
        first[call.n] = first[call.n] or card
        assert card == first[call.n], "another answer to the same command"


def test_words_that_were_written_meanwhile_are_answered(office):
    """By people who wrote while nobody listened: each once, in the order of their words."""
    people = office.add_crowd(CROWD)[:10]
    office.set_up().start()
    for user in people:
        office.command("share", user, where="direct")
    office.daemon.kill()
    for user in people:
        office.fake.say(user, "share list")
        office.fake.say(user, "share help")
    office.daemon.start()
    for user in people:
        office.wait_cards(user, 3)
    office.daemon.restart(hard=True)
    office.quiet(500)
    for user in people:
        first, listed, helped = office.cards(user)
        assert first.links and listed.labels and not listed.links and not helped.labels
