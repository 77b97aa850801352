"""The forms of /share on Slack: own words, reminders, one's server, settings; de and en."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from fakes.slack_look import seen
from sharing import (DE, EN, form, labels, link, meanwhile, pressed, rows, sent, set_up, started,
                     title, wait_rows)

LANGUAGES = pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
TOO_LONG = {"en": "at most 280 fit", "de": "Höchstens 280 passen"}


@pytest.fixture
def office(daemon, slack):
    return started(set_up(daemon, slack), slack)


# --- in my words


@LANGUAGES
def test_own_words_come_back_in_the_card_and_its_link(office, slack, w):
    card = slack.send_command("/share x", user=w.user)
    view = form(slack, card, w.own)
    assert w.text.split(" &")[0] in seen(view), "the form begins with the text of the card"
    mine = sent(slack, view, {"text": f"Zahnräder & ich! {w.disclosure}"})
    assert mine.how == "replace" and title(mine) == w.first
    assert "Zahnräder" in mine.text and w.text.split(" &")[0] not in mine.text
    assert "Zahnr%C3%A4der%20%26%20ich%21" in link(mine, w.share.format("X"))
    assert "280" in mine.text and w.disclosure not in mine.text.rpartition("280")[0]
    assert len(slack.ephemerals(w.user)) == 1


@LANGUAGES
def test_own_words_without_disclosure_get_a_hint(office, slack, w):
    card = slack.send_command("/share x", user=w.user)
    mine = sent(slack, form(slack, card, w.own), {"text": "Cogwheels and me"})
    assert w.disclosure in mine.text and "Cogwheels" in mine.text


@LANGUAGES
def test_what_must_not_get_out_is_refused_in_the_form(office, slack, w):
    view = form(slack, slack.send_command("/share x", user=w.user), w.own)
    refused = slack.submit_view(view, {"text": "Soon: project waterlily!"})
    assert "project waterlily" in refused.errors["f:text"]
    assert w.confidential in refused.errors["f:text"] and not refused.closed
    refused = slack.submit_view(view, {"text": "word " * 60})
    assert TOO_LONG[w.lang] in refused.errors["f:text"]
    assert rows(office, "SELECT * FROM own_words") == []
    assert sent(slack, view, {"text": "Better so"}).how == "replace"


def test_own_words_are_counted_by_the_network_s_own_rules(office, slack):
    """X counts a link as 23 and this family as 2."""
    view = form(slack, slack.send_command("/share x", user="ben"), "In my words")
    text = "https://example.com/" + "a" * 200 + " " + "👨‍👩‍👧‍👦" * 128
    assert "280 of 280" in sent(slack, view, {"text": text}).text
    card = slack.send_command("/share x", user="ben")
    view = form(slack, card, "In my words")
    assert "281 characters" in slack.submit_view(view, {"text": text + "!"}).errors["f:text"]


def test_own_words_are_gone_after_a_day(office, slack):
    card = slack.send_command("/share x", user="ben")
    sent(slack, form(slack, card, "In my words"), {"text": "Only today"})
    (kept, person), = rows(office, "SELECT until_ms, person FROM own_words")
    (due, of), = rows(office, "SELECT at_ms, person FROM due WHERE kind = 'own_words'")
    assert (due, of) == (kept, person)
    office.kill()
    meanwhile(office, "UPDATE own_words SET until_ms = 1", "UPDATE due SET at_ms = 1")
    office.start()
    wait_rows(office, "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM own_words)")
    wording = pressed(slack, card, "I shared it", user="ben")
    assert "Only today" not in wording.text and "spring fair" in wording.text
    for line in office.lines:
        assert "Only today" not in line


def test_own_words_are_what_is_sent_by_message(office, slack):
    card = slack.send_command("/share x", user="ben")
    sent(slack, form(slack, card, "In my words"), {"text": "My very own words"})
    pressed(slack, card, "Send me the text")
    assert slack.wait_post().text.strip() == "My very own words"


# --- remind me


@LANGUAGES
def test_a_reminder_outlives_a_kill_and_comes_once(office, slack, w):
    card = slack.send_command("/share", user=w.user)
    noted = sent(slack, form(slack, card, w.remind), {"when": "tomorrow"})
    assert w.later in noted.text and "8:30" in noted.text
    zone = {"en": "Europe/London", "de": "Europe/Berlin"}[w.lang]
    (local, of_zone), = rows(office, "SELECT local, zone FROM due WHERE kind = 'remind'")
    tomorrow = datetime.datetime.now(ZoneInfo(zone)).date() + datetime.timedelta(days=1)
    assert (local[:16], of_zone) == (f"{tomorrow}T08:30", zone)
    office.kill()
    meanwhile(office, f"UPDATE due SET local = '{local.replace(local[:4], '2024')}'")
    office.start()
    post = slack.wait_post()
    assert title(post) == w.first and w.reminded in post.text
    assert w.next in labels(post)
    office.restart(hard=True)
    slack.assert_quiet(300)


def test_the_buttons_of_a_reminder_work(office, slack):
    card = slack.send_command("/share", user="ben")
    sent(slack, form(slack, card, "Remind me"), {"when": "tomorrow"})
    office.kill()
    meanwhile(office, "UPDATE due SET local = '2024-01-01T08:30'")
    office.start()
    post = slack.wait_post()
    after = pressed(slack, post, "Next post", user="ben")
    assert title(after) == "The robot that sorts screws"
    assert title(slack.message(post.message.ts)) == "The robot that sorts screws"


@LANGUAGES
def test_a_chosen_time_must_lie_ahead(office, slack, w):
    view = form(slack, slack.send_command("/share", user=w.user), w.remind)
    refused = slack.submit_view(view, {"when": "choose", "moment": "2024-02-29"})
    assert list(refused.errors) == ["f:moment"]
    noted = sent(slack, view, {"when": "choose", "moment": "2099-02-28", "moment:t": "17:45"})
    assert "17:45" in noted.text and "2099" in noted.text
    assert rows(office, "SELECT local FROM due WHERE kind = 'remind'")[0][0][:16] == "2099-02-28T17:45"


def test_later_today_is_offered_only_while_there_is_one(office, slack):
    view = form(slack, slack.send_command("/share", user="ben"), "Remind me")
    offered = "Later today, at" in seen(view)
    hour = datetime.datetime.now(ZoneInfo("Europe/London")).hour
    assert offered or not 1 <= hour < 12, "the day is still long"
    if offered:
        assert "today at" in sent(slack, view, {"when": "later"}).text


# --- one's server


@LANGUAGES
def test_mastodon_asks_once_for_the_server(office, slack, w):
    card = slack.send_command("/share mastodon", user=w.user)
    view = form(slack, card, w.share.format("Mastodon"))
    assert "f:instance" in slack.submit_view(view, {"instance": "no server at all"}).errors
    mine = sent(slack, view, {"instance": "https://Example.Social/@somebody"})
    assert link(mine, w.share.format("Mastodon")).startswith("https://example.social/share?text=")
    again = slack.send_command("/share mastodon", user=w.user)
    assert "example.social/share" in link(again, w.share.format("Mastodon"))


# --- settings


@LANGUAGES
def test_settings_are_kept_and_obeyed(office, slack, w):
    view = slack.wait_view(slack.send_command("/share " + w.settings.lower(), user=w.user)).view
    values = {"networks": ["x", "bluesky"], "topics": ["jobs"], "from": "8.30", "until": "17"}
    assert "f:from" in slack.submit_view(view, {"from": "soon", "until": "17"}).errors
    assert w.saved in sent(slack, view, values).text
    card = slack.send_command("/share", user=w.user)
    assert title(card) == w.job and w.share.format("X") in labels(card)
    assert {"X", "Bluesky"} <= set(labels(card)) and "LinkedIn" not in labels(card)
    view = slack.wait_view(slack.send_command("/share settings", user=w.user)).view
    assert "8:30" in str(view.blocks) and "17:00" in str(view.blocks)


def test_the_language_of_the_settings_holds_at_once(office, slack):
    view = slack.wait_view(slack.send_command("/share settings", user="ben")).view
    assert "Gespeichert" in sent(slack, view, {"lang": "de", "posts": "de,en"}).text
    card = slack.send_command("/share", user="ben")
    assert "Auf LinkedIn teilen" in labels(card)
    office.restart()
    assert "Auf LinkedIn teilen" in labels(slack.send_command("/share", user="ben"))


# --- forms gone stale


def test_a_form_that_was_made_by_an_older_version_is_refused_in_words(office, slack):
    card = slack.send_command("/share x", user="ben")
    view = form(slack, card, "In my words")
    slack.submit_view(view, {"text": "word " * 60})
    payload = slack.payload_of(slack.submit_view(view, {"text": "word " * 61}))
    for old in ("0.share.own-form.1:x:en:0.1.-.zzz.AAAA", "1.share.gone"):
        payload["view"]["callback_id"] = old
        done = slack.forge(payload, accepts=True)
        assert done.acked
        assert "outdated" in str(done.payload), old
    assert rows(office, "SELECT * FROM own_words") == []
