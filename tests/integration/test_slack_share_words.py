"""/share list, help, unknown words, nothing left, "did you post it?", Home, messages; de and en."""

import pytest
from fakes.slack_look import seen
from sharing import (DE, EN, POSTS, WORDS, labels, meanwhile, pressed, rows, set_up, started,
                     title)

LANGUAGES = pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
LATEST = {"en": "Your last five", "de": "Deine letzten fünf"}
LONG_AGO = "UPDATE dealt SET at_ms = at_ms - 660000"


@pytest.fixture
def office(daemon, slack):
    return started(set_up(daemon, slack), slack)


# --- list


@LANGUAGES
def test_the_list_shows_what_there_is_and_the_last_five(office, slack, w):
    empty = seen(slack.send_command(f"/share {w.list}", user=w.user).message)
    assert w.first in empty and w.job in empty and LATEST[w.lang] not in empty
    for _ in range(6):
        slack.send_command("/share", user=w.user)
    full = seen(slack.send_command(f"/share {w.list}", user=w.user).message)
    latest = full.split(LATEST[w.lang])[1]
    assert latest.count(w.take) == 5 and w.job in latest and w.second in latest


@LANGUAGES
def test_the_list_of_a_topic(office, slack, w):
    text = seen(slack.send_command(f"/share {w.list} Engineering", user=w.user).message)
    assert w.second in text and w.first not in text


@LANGUAGES
def test_take_brings_that_post_and_uses_nothing_up(office, slack, w):
    listed = slack.send_command(f"/share {w.list} jobs", user=w.user)
    assert title(pressed(slack, listed, w.take)) == w.job
    assert rows(office, "SELECT * FROM used_up") == []
    assert title(slack.send_command("/share", user=w.user)) == w.first


@LANGUAGES
def test_help_names_every_word(office, slack, w):
    text = seen(slack.send_command(f"/share {w.help}", user=w.user).message)
    for word in (w.list, w.settings.lower(), w.help):
        assert f"/share {word}" in text


@LANGUAGES
def test_an_unknown_word_gets_what_there_is_nearest_first(office, slack, w):
    text = seen(slack.send_command("/share linkedim <b>&", user=w.user).message)
    assert "linkedim" in text and "/share linkedin" in text and "mastodon" in text
    assert "engineering, events, jobs, reading" in text
    assert rows(office, "SELECT * FROM dealt") == []


# --- nothing left, nothing new


def test_what_they_had_comes_again_oldest_first_and_is_said(office, slack):
    dealt = [title(slack.send_command("/share", user="ben")) for _ in range(5)]
    again = slack.send_command("/share", user="ben")
    assert title(again) == dealt[0] and EN.again in seen(again.message)


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
def test_nothing_left_says_when_the_next_comes_and_how_to_suggest(daemon, slack, small_library, w):
    started(set_up(daemon, slack, small_library), slack)
    card = slack.send_command("/share", user=w.user)
    nothing = pressed(slack, card, w.not_for_me)
    assert "2098" in nothing.text and "#ideas" in nothing.text and "LinkedIn" in nothing.text
    assert nothing.text.startswith({"en": "That is all for now", "de": "Das war’s"}[w.lang])
    view = slack.wait_view(slack.press(nothing, w.settings, user=w.user)).view
    assert w.settings in seen(view) or view.title.text == w.settings


def test_an_empty_library_is_no_mistake(daemon, slack, tmp_path):
    (tmp_path / "none").mkdir()
    started(set_up(daemon, slack, tmp_path / "none"), slack)
    assert "That is all for now" in seen(slack.send_command("/share", user="ben").message)
    assert slack.send_command("/share list", user="ben").acked


# --- did you post it?


def ten_minutes_pass(office, slack):
    office.stop()
    meanwhile(office, LONG_AGO)
    office.start()


@LANGUAGES
def test_the_next_answer_asks_once_whether_they_posted(office, slack, w):
    slack.send_command("/share", user=w.user)
    assert w.asked not in seen(slack.send_command("/share", user=w.user).message)
    ten_minutes_pass(office, slack)
    card = slack.send_command("/share", user=w.user)
    assert w.asked in seen(card.message) and w.second in seen(card.message)
    thanked = pressed(slack, card, w.yes)
    assert w.thanks in thanked.text and w.asked not in thanked.text
    assert title(thanked) == title(card), "the card itself stays"
    assert rows(office, "SELECT sum(n) FROM share_count") == [(1,)]
    assert w.first in seen(slack.send_command("/share", user=w.user).message), "the other one"
    assert w.asked not in seen(slack.send_command("/share", user=w.user).message)


@LANGUAGES
def test_no_is_an_answer_too(office, slack, w):
    slack.send_command("/share", user=w.user)
    ten_minutes_pass(office, slack)
    card = slack.send_command("/share", user=w.user)
    answered = pressed(slack, card, w.no)
    assert w.asked not in answered.text and w.thanks not in answered.text
    assert rows(office, "SELECT * FROM share_count") == []


# --- the home tab


@LANGUAGES
def test_the_home_tab_leads_to_a_post_the_list_and_the_settings(office, slack, w):
    slack.send_command("/share", user=w.user)
    slack.open_home(w.user)
    slack.wait("home")
    home = slack.home(w.user)
    assert LATEST[w.lang] in seen(home) and w.first in seen(home)
    get, listing, settings = labels(home)[:3]
    view = slack.wait_view(slack.press(home, get)).view
    assert w.second in seen(view) and w.next in seen(view)
    slack.press(view, w.next)
    slack.wait_call("views.update")
    assert w.second not in seen(slack.view(view.id))
    assert w.job in seen(slack.wait_view(slack.press(home, listing)).view)
    view = slack.wait_view(slack.press(home, settings)).view
    done = slack.submit_view(view, {"networks": ["x"]})
    assert not done.errors and w.saved in seen(done.view)


@LANGUAGES
def test_every_button_of_a_card_in_a_window_works(office, slack, w):
    slack.open_home(w.user)
    slack.wait("home")
    home = slack.home(w.user)
    view = slack.wait_view(slack.press(home, labels(home)[0])).view
    for what, expected in ((w.other, w.other_text), (w.shared, w.thanks), ("X", "280")):
        slack.press(view, what)
        slack.wait_call("views.update")
        assert expected in seen(slack.view(view.id)), what
    pushed = slack.wait_view(slack.press(view, w.own)).view
    done = slack.submit_view(pushed, {"text": "From my window"})
    assert not done.errors
    assert "From my window" in (seen(done.view) if done.view else seen(slack.view(view.id)))
    slack.press(view, w.send)
    slack.wait_post()


# --- without a slash


@LANGUAGES
@pytest.mark.parametrize("text", ["share linkedin", "teilen linkedin", "/share linkedin", "SHARE"])
def test_the_same_words_work_in_a_direct_message(office, slack, w, text):
    slack.send_message(text, user=w.user)
    post = slack.wait_post()
    assert title(post) == w.first and w.share.format("LinkedIn") in labels(post)
    after = pressed(slack, post, w.next, user=w.user)
    assert title(after) == w.second
    assert title(slack.message(post.message.ts)) == w.second, "edited in place"
    assert len([m for m in slack.messages(w.user) if m.get("bot_id")]) == 1


@LANGUAGES
def test_the_same_words_work_after_a_mention_seen_by_that_person_alone(office, slack, w):
    slack.mention("share", user=w.user, channel="general")
    only = slack.wait("ephemeral")
    assert title(only) == w.first and only.message["channel"] == "C0GENERAL1"
    slack.assert_quiet(200)
    assert title(pressed(slack, only.message, w.next, user=w.user)) == w.second
    assert not [m for m in slack.messages("general") if m.get("bot_id")]


def test_talk_in_a_channel_is_left_alone(office, slack):
    slack.send_message("share linkedin with me", channel="general")
    slack.send_message("nonsense", user="ben")
    assert "do not know" in slack.wait_post().text
    assert rows(office, "SELECT * FROM dealt") == []


def test_nobody_is_named_in_the_log(daemon, slack):
    set_up(daemon, slack, bot='log_level = "debug"', more=WORDS)
    started(daemon, slack)
    for user in ("ben", "anna"):
        card = slack.send_command("/share", user=user)
        slack.press(card, {"ben": EN, "anna": DE}[user].send)
        slack.wait_post()
        slack.send_message("nonsense " + user, user=user)
    slack.team_join("dora", "Dora Erfunden")
    daemon.stop()
    for name in ("anna", "beispiel", "muster", "dora", "xox", "xapp", "acme.example", "U0ANNA",
                 "U0BEN", "nonsense"):
        assert name.lower() not in daemon.log().replace(str(daemon.folder), "").lower(), name
