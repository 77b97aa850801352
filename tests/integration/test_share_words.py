"""/share list, help, unknown words, nothing left, "did you post it?", messages; de and en."""

import pytest
from sharing import DE, EN, POSTS, rows

LANGUAGES = pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
LATEST = {"en": "Your last five", "de": "Deine letzten fünf"}
LONG_AGO = "UPDATE dealt SET at_ms = at_ms - 660000"


@pytest.fixture
def office(chat):
    return chat.set_up().start()


# --- list


@LANGUAGES
def test_the_list_shows_what_there_is_and_the_last_five(office, w):
    empty = office.command(f"/share {w.list}", w.user)
    assert w.first in empty.text and w.job in empty.text and LATEST[w.lang] not in empty.text
    for _ in range(6):
        office.command("/share", w.user)
    full = office.command(f"/share {w.list}", w.user)
    latest = full.text.split(LATEST[w.lang])[1]
    assert w.job in latest and w.second in latest
    assert full.labels.count(w.take) == empty.labels.count(w.take) + 5


@LANGUAGES
def test_the_list_of_a_topic(office, w):
    text = office.command(f"/share {w.list} Engineering", w.user).text
    assert w.second in text and w.first not in text


@LANGUAGES
def test_take_brings_that_post_and_uses_nothing_up(office, w):
    listed = office.command(f"/share {w.list} jobs", w.user)
    assert office.press(listed, w.take).title == w.job
    assert rows(office.daemon, "SELECT * FROM used_up") == []
    assert office.command("/share", w.user).title == w.first


@LANGUAGES
def test_help_names_every_word(office, w):
    text = office.command(f"/share {w.help}", w.user).text
    for word in (w.list, w.settings.lower(), w.help):
        assert f"{office.slash}share {word}" in text


@LANGUAGES
def test_an_unknown_word_gets_what_there_is_nearest_first(office, w):
    text = office.command("/share linkedim <b>&", w.user).text
    assert f"{office.slash}share linkedin" in text
    assert "linkedim" in text and "mastodon" in text
    assert "engineering, events, jobs, reading" in text
    assert rows(office.daemon, "SELECT * FROM dealt") == []


# --- nothing left, nothing new


def test_what_they_had_comes_again_oldest_first_and_is_said(office):
    dealt = [office.command("/share", "ben").title for _ in range(5)]
    again = office.command("/share", "ben")
    assert again.title == dealt[0] and EN.again in again.text


@pytest.fixture
def small_library(tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    for name in ("robot.toml", "gardener.toml"):
        (folder / name).write_text((POSTS / name).read_text())
    (folder / "gardener.toml").write_text(
        (POSTS / "gardener.toml").read_text().replace("from = 2024-03-02", "from = 2098-05-04"))
    return folder


@LANGUAGES
def test_nothing_left_says_when_the_next_comes_and_how_to_suggest(chat, small_library, w):
    office = chat.set_up(small_library).start()
    card = office.command("/share", w.user)
    nothing = office.press(card, w.not_for_me)
    assert nothing.title.startswith({"en": "That is all for now", "de": "Das war’s"}[w.lang])
    assert "2098" in nothing.text and "#ideas" in nothing.text and "LinkedIn" in nothing.text
    assert office.open_form(nothing, w.settings).title == w.settings


def test_an_empty_library_is_no_mistake(chat, tmp_path):
    (tmp_path / "none").mkdir()
    office = chat.set_up(tmp_path / "none").start()
    assert "That is all for now" in office.command("/share", "ben").text
    assert office.command("/share list", "ben").text


# --- did you post it?


@LANGUAGES
def test_the_next_answer_asks_once_whether_they_posted(office, w):
    office.command("/share", w.user)
    assert w.asked not in office.command("/share", w.user).text
    office.later(LONG_AGO)
    card = office.command("/share", w.user)
    assert w.asked in card.text and w.second in card.text
    thanked = office.press(card, w.yes)
    assert w.thanks in thanked.text and w.asked not in thanked.text
    assert thanked.title == card.title, "the card itself stays"
    assert rows(office.daemon, "SELECT sum(n) FROM share_count") == [(1,)]
    assert w.first in office.command("/share", w.user).text, "the other one"
    assert w.asked not in office.command("/share", w.user).text


@LANGUAGES
def test_no_is_an_answer_too(office, w):
    office.command("/share", w.user)
    office.later(LONG_AGO)
    card = office.command("/share", w.user)
    answered = office.press(card, w.no)
    assert w.asked not in answered.text and w.thanks not in answered.text
    assert rows(office.daemon, "SELECT * FROM share_count") == []


# --- the page of one's own


@LANGUAGES
@pytest.mark.only("slack", "mattermost")  # else all of it stands in the direct messages
def test_the_page_leads_to_a_post_the_list_and_the_settings(office, w):
    office.command("/share", w.user)
    page = office.page(w.user)
    assert LATEST[w.lang] in page.text and w.first in page.text
    get, listing, settings = page.labels[:3]
    card = office.press(page, get)
    assert w.second in card.text and w.next in card.labels
    assert w.second not in office.press(card, w.next).text
    assert w.job in office.press(page, listing).text
    form = office.open_form(page, settings)
    assert w.saved in office.submit(form, {"networks": ["x"]}).text


# --- without a slash


@LANGUAGES
@pytest.mark.parametrize("text", ["share linkedin", "teilen linkedin", "SHARE"])
def test_the_same_words_work_in_a_direct_message(office, w, text):
    card = office.command(text, w.user, where="direct")
    assert card.title == w.first and w.share.format("LinkedIn") in card.links
    after = office.press(card, w.next)
    assert after.title == w.second
    assert len(office.cards(w.user)) == (1 if office.in_place(card) else 2)
    assert office.cards(w.user)[-1].title == w.second


@LANGUAGES
def test_the_same_words_work_after_a_mention_seen_by_that_person_alone(office, w):
    card = office.command("share", w.user, where="mention")
    assert card.title == w.first and card.is_private
    office.quiet(200)
    assert office.press(card, w.next).title == w.second
    assert office.public_messages("general") == []


def test_talk_in_a_channel_is_left_alone(office):
    office.say("share linkedin with me", "ben", channel="general")
    assert "do not know" in office.command("nonsense", "ben", where="direct").text
    assert office.public_messages("general") == [] and len(office.cards("ben")) == 1
    assert rows(office.daemon, "SELECT * FROM dealt") == []


def test_nobody_is_named_in_the_log(chat):
    office = chat.set_up(bot='log_level = "debug"').start()
    for user, w in (("ben", EN), ("anna", DE)):
        office.press(office.command("/share", user), w.send)
        office.wait_direct(user)
        office.command("nonsense " + user, user, where="direct")
    office.join("dora", "en")
    office.daemon.stop()
    log = office.daemon.log().replace(str(office.daemon.folder), "").lower()
    for name in ("anna", "beispiel", "muster", "dora", "acme.example", "nonsense", *office.secrets()):
        assert name.lower() not in log, name
