"""The forms of /share: own words, reminders, one's server, settings; de and en."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from sharing import DE, EN, rows, wait_rows

LANGUAGES = pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
TOO_LONG = {"en": "at most 280 fit", "de": "Höchstens 280 passen"}
REMINDERS = "SELECT local, zone FROM due WHERE kind = 'remind'"
ITS_TIME = "UPDATE due SET local = '2024-01-01T08:30' WHERE kind = 'remind'"


@pytest.fixture
def office(chat):
    return chat.set_up().start()


# --- in my words


@LANGUAGES
def test_own_words_come_back_in_the_card_and_its_link(office, w):
    card = office.command("/share x", w.user)
    form = office.open_form(card, w.own)
    assert w.text.split(" &")[0] in form.text, "the form begins with the text of the card"
    mine = office.submit(form, {"text": f"Zahnräder & ich! {w.disclosure}"})
    assert mine.title == w.first
    assert "Zahnräder & ich!" in mine.copy and w.text.split(" &")[0] not in mine.text
    assert "Zahnr%C3%A4der%20%26%20ich%21" in mine.links[w.share.format("X")]
    assert "280" in mine.text and w.disclosure not in mine.note
    assert len(office.cards(w.user)) == 1 or not office.in_place(card)


@LANGUAGES
def test_own_words_without_disclosure_get_a_hint(office, w):
    form = office.open_form(office.command("/share x", w.user), w.own)
    mine = office.submit(form, {"text": "Cogwheels and me"})
    assert w.disclosure in mine.note and "Cogwheels" in mine.copy


@LANGUAGES
def test_what_must_not_get_out_is_refused_in_the_form(office, w):
    form = office.open_form(office.command("/share x", w.user), w.own)
    said = office.objections(form, {"text": "Soon: project waterlily!"})["text"]
    assert "project waterlily" in said and w.confidential in said
    assert TOO_LONG[w.lang] in office.objections(form, {"text": "word " * 60})["text"]
    assert rows(office.daemon, "SELECT * FROM own_words") == []
    assert "Better so" in office.submit(form, {"text": "Better so"}).copy


def test_own_words_are_counted_by_the_network_s_own_rules(office):
    """X counts a link as 23 and this family as 2."""
    form = office.open_form(office.command("/share x", "ben"), EN.own)
    text = "https://example.com/" + "a" * 200 + " " + "👨‍👩‍👧‍👦" * 128
    assert "280 of 280" in office.submit(form, {"text": text}).text
    form = office.open_form(office.command("/share x", "ben"), EN.own)
    assert "281 characters" in office.objections(form, {"text": text + "!"})["text"]


def test_own_words_are_gone_after_a_day(office):
    card = office.command("/share x", "ben")
    mine = office.submit(office.open_form(card, EN.own), {"text": "Only today"})
    (kept, person), = rows(office.daemon, "SELECT until_ms, person FROM own_words")
    (due, of), = rows(office.daemon, "SELECT at_ms, person FROM due WHERE kind = 'own_words'")
    assert (due, of) == (kept, person)
    office.later("UPDATE own_words SET until_ms = 1", "UPDATE due SET at_ms = 1", hard=True)
    wait_rows(office.daemon, "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM own_words)")
    wording = office.press(mine, EN.shared)
    assert "Only today" not in wording.text and "spring fair" in wording.text
    assert "Only today" not in office.daemon.log()


def test_own_words_are_what_is_sent_by_message(office):
    card = office.command("/share x", "ben")
    mine = office.submit(office.open_form(card, EN.own), {"text": "My very own words"})
    office.press(mine, EN.send)
    assert office.wait_direct("ben").text.strip() == "My very own words"


# --- remind me


@LANGUAGES
def test_a_reminder_outlives_a_kill_and_comes_once(office, w):
    card = office.command("/share", w.user)
    noted = office.submit(office.open_form(card, w.remind), {"when": "tomorrow"})
    assert w.later in noted.text and "8:30" in noted.text
    zone = office.zone(w.user)
    (local, of_zone), = rows(office.daemon, REMINDERS)
    tomorrow = datetime.datetime.now(ZoneInfo(zone)).date() + datetime.timedelta(days=1)
    assert (local[:16], of_zone) == (f"{tomorrow}T08:30", zone)
    office.later(ITS_TIME, hard=True)
    post = office.wait_direct(w.user)
    assert post.title == w.first and w.reminded in post.text
    assert w.next in post.labels
    office.daemon.restart(hard=True)
    office.quiet(300)


def test_the_buttons_of_a_reminder_work(office):
    card = office.command("/share", "ben")
    office.submit(office.open_form(card, EN.remind), {"when": "tomorrow"})
    office.later(ITS_TIME, hard=True)
    post = office.wait_direct("ben")
    after = office.press(post, EN.next)
    assert after.title == EN.second == office.now(after).title
    assert not office.in_place(post) or office.now(post).title == EN.second


@LANGUAGES
def test_a_chosen_time_must_lie_ahead(office, w):
    form = office.open_form(office.command("/share", w.user), w.remind)
    refused = office.objections(form, {"when": "choose", "moment": "2024-02-29T10:00"})
    assert list(refused) == ["moment"]
    noted = office.submit(form, {"when": "choose", "moment": "2099-02-28T17:45"})
    assert "17:45" in noted.text and "2099" in noted.text
    assert rows(office.daemon, REMINDERS)[0][0][:16] == "2099-02-28T17:45"


def test_later_today_is_offered_only_while_there_is_one(office):
    form = office.open_form(office.command("/share", "ben"), EN.remind)
    offered = "Later today, at" in form.text
    hour = datetime.datetime.now(ZoneInfo(office.zone("ben"))).hour
    assert offered or not 6 <= hour < 17, "the day is still long"
    if offered:
        assert "today at" in office.submit(form, {"when": "later"}).text


# --- one's server


@LANGUAGES
def test_mastodon_asks_once_for_the_server(office, w):
    card = office.command("/share mastodon", w.user)
    form = office.open_form(card, w.share.format("Mastodon"))
    assert list(office.objections(form, {"instance": "no server at all"})) == ["instance"]
    mine = office.submit(form, {"instance": "https://Example.Social/@somebody"})
    assert mine.links[w.share.format("Mastodon")].startswith("https://example.social/share?text=")
    again = office.command("/share mastodon", w.user)
    assert "example.social/share" in again.links[w.share.format("Mastodon")]


# --- settings


@LANGUAGES
def test_settings_are_kept_and_obeyed(office, w):
    form = office.command_form("/share " + w.settings.lower(), w.user)
    values = {"networks": ["x", "bluesky"], "topics": ["jobs"], "from": "8.30", "until": "17"}
    assert list(office.objections(form, {"from": "soon", "until": "17"})) == ["from"]
    assert w.saved in office.submit(form, values).text
    card = office.command("/share", w.user)
    assert card.title == w.job and w.share.format("X") in card.links
    assert "Bluesky" in card.labels and "LinkedIn" not in card.labels
    form = office.command_form("/share settings", w.user)
    assert (form.field("from").value, form.field("until").value) == ("8:30", "17:00")
    assert set(form.field("networks").value.split(",")) == {"x", "bluesky"}


def test_one_of_two_times_is_not_enough(office):
    form = office.command_form("/share settings", "ben")
    said = office.objections(form, {"from": "8:30"})
    assert list(said) == ["until"] and "both times" in said["until"]


def test_the_language_of_the_settings_holds_at_once(office):
    form = office.command_form("/share settings", "ben")
    assert "Gespeichert" in office.submit(form, {"lang": "de", "posts": "de,en"}).text
    assert "Auf LinkedIn teilen" in office.command("/share", "ben").links
    office.daemon.restart()
    assert "Auf LinkedIn teilen" in office.command("/share", "ben").links
