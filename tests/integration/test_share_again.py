"""What comes twice, at once, from somebody else or from an older version."""

import pytest
from sharing import DE, EN, POSTS, rows, wait_rows

DEALT = "SELECT coalesce(sum(dealt), 0) FROM wording"
BUTTONS = pytest.mark.only("slack", "mattermost")  # else nobody can press what another sees
TEN_MINUTES = 600_001 << 20  # in our ids


@pytest.fixture
def office(chat):
    return chat.set_up().start()


# --- the same once more


def test_a_command_delivered_again_is_answered_alike_and_dealt_once(office):
    first = office.command("/share", "ben")
    for restart in (None, office.daemon.restart, lambda: office.daemon.restart(hard=True)):
        if restart:
            restart()
        again = office.again(first)
        assert again == first or not office.answers_again
    assert rows(office.daemon, DEALT) == [(1,)]
    assert office.commands_stored() == 1


def test_after_ten_minutes_it_is_acknowledged_without_an_answer(office):
    first = office.command("/share", "ben")
    office.later(f"UPDATE inbox SET seq = seq - {TEN_MINUTES}",
                 f"UPDATE inbox_answer SET seq = seq - {TEN_MINUTES}")
    assert office.again(first) is None
    assert rows(office.daemon, DEALT) == [(1,)]
    office.quiet(200)


def test_words_in_a_direct_message_delivered_again_are_no_second_ones(office):
    card = office.command("share", "ben", where="direct")
    office.again(card)
    office.daemon.restart()
    office.again(card)
    assert rows(office.daemon, DEALT) == [(1,)]
    assert {shown.title for shown in office.cards("ben")} == {card.title}


def test_a_crowd_is_answered_each_with_a_card_of_their_own(chat):
    crowd = chat.add_crowd(40)[:8]
    office = chat.set_up().start()
    users = [crowd[i % 8] for i in range(40)]
    cards = office.commands("/share", users)
    assert len(cards) == 40 and all(card.title for card in cards)
    assert rows(office.daemon, DEALT) == [(40,)]


# --- somebody else's, and old ones


@BUTTONS
@pytest.mark.parametrize("w, other", [(EN, DE), (DE, EN)], ids=["en", "de"])
def test_the_card_of_another_is_refused_and_stays(office, w, other):
    card = office.command("/share", w.user)
    for what in (w.next, w.shared, w.not_for_me, w.own, w.send, "X"):
        assert office.not_theirs[other.lang] in office.refused(card, what, other.user).text
    assert office.now(card).title == w.first
    for table in ("used_up", "share_count", "own_words"):
        assert rows(office.daemon, f"SELECT * FROM {table}") == []
    assert not office.direct_messages(w.user) and not office.direct_messages(other.user)


CHANGED = [
    ("an older version", lambda ref: "0.share.next.12:x"),
    ("another version", lambda ref: "2" + ref[1:]),
    ("another post", lambda ref: ref.replace(":linkedin:", ":x:", 1)),
    ("another person", lambda ref: ".".join([*ref.split(".")[:4], "7", *ref.split(".")[5:]])),
    ("cut", lambda ref: ref[:-4]),
    ("no reference", lambda ref: "next"),
    ("long", lambda ref: ref * 12)]


@BUTTONS
@pytest.mark.parametrize("what", ["I shared it", "In my words"])
def test_a_changed_or_outdated_button_is_refused_in_words(office, what):
    card = office.command("/share", "ben")
    for name, change in CHANGED:
        refused = office.forged(card, what, change)
        assert "outdated" in refused.text and "/share" in refused.text, name
    assert rows(office.daemon, "SELECT count(*) FROM used_up")[0][0] <= 1


def test_a_card_whose_post_is_gone_brings_the_next(chat, tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    for path in POSTS.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    office = chat.set_up(folder).start()
    card = office.command("/share", "ben")
    (folder / "spring-fair.toml").unlink()
    office.daemon.wait_log("event=read", "withdrawn=1")
    after = office.press(card, EN.other)
    assert after.title == EN.second and "That post is no longer there" in after.text
    wait_rows(office.daemon, "SELECT 1 FROM inbox")
    assert EN.first not in office.command("/share list", "ben").text


def test_what_was_listed_and_is_gone_cannot_be_taken(chat, tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    for path in POSTS.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    office = chat.set_up(folder).start()
    listed = office.command("/share list events", "ben")
    (folder / "spring-fair.toml").unlink()
    office.daemon.wait_log("event=read", "withdrawn=1")
    assert office.press(listed, EN.take).title != EN.first


# --- a kill


def test_a_share_survives_a_kill(office):
    card = office.command("/share", "ben")
    thanked = office.press(card, EN.shared)
    assert EN.thanks in thanked.text
    office.daemon.restart(hard=True)
    assert EN.known in office.press(thanked, EN.shared).text
    assert rows(office.daemon, "SELECT sum(n) FROM share_count") == [(1,)]
    assert office.command("/share", "ben").title == EN.second
