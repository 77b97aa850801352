"""The card that answers /share on Slack: every button, menu option and select, de and en."""

import pytest
from sharing import DE, EN, labels, link, pressed, rows, set_up, started, title

LANGUAGES = pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])


@pytest.fixture
def office(daemon, slack):
    return started(set_up(daemon, slack), slack)


@LANGUAGES
def test_the_first_answer_is_a_whole_card(office, slack, w):
    done = slack.send_command("/share", user=w.user)
    assert done.acked and not done.error and done.payload["response_type"] == "ephemeral"
    assert title(done) == w.first
    text = str(done.message.blocks)
    assert w.text.replace("&", "&amp;") in text or w.text in text
    assert "https://example.com/fair" in text and "#SpringFair" in text
    assert "example.com%2Ffair" in link(done, w.share.format("LinkedIn"))
    assert set(labels(done)) >= {w.own, w.next, w.other, w.remind, w.send, w.shared, w.not_for_me,
                                 "LinkedIn", "Mastodon", "X"}
    assert len(done.message.blocks[-2].get("elements", [])) <= 5
    assert done.payload["text"], "nothing for notifications and screen readers"
    assert not slack.records("response"), "it travels in the ack"


@LANGUAGES
def test_a_link_button_is_acknowledged_and_changes_nothing(office, slack, w):
    card = slack.send_command("/share", user=w.user)
    assert slack.press(card, w.share.format("LinkedIn")).acked
    slack.assert_quiet(200)


@LANGUAGES
def test_next_post_replaces_the_card(office, slack, w):
    card = slack.send_command("/share", user=w.user)
    assert title(pressed(slack, card, w.next)) == w.second
    assert title(slack.message(card.message.ts)) == w.second
    assert len(slack.ephemerals(w.user)) == 1


@LANGUAGES
def test_other_wording_goes_through_all_there_are(office, slack, w):
    card = slack.send_command("/share", user=w.user)
    assert w.other_text in pressed(slack, card, w.other).text
    again = pressed(slack, card, w.other)
    assert title(again) == w.first and w.other_text not in again.text


@LANGUAGES
def test_other_wording_says_when_there_is_only_one(office, slack, w):
    card = slack.send_command("/share engineering x", user=w.user)
    same = pressed(slack, card, w.other)
    assert title(same) == w.second and w.only in same.text


@LANGUAGES
def test_i_shared_it_is_counted_once_and_without_a_name(office, slack, w):
    card = slack.send_command("/share", user=w.user)
    assert w.thanks in pressed(slack, card, w.shared).text
    assert w.known in pressed(slack, card, w.shared).text
    assert [n for n, in rows(office, "SELECT n FROM share_count")] == [1]
    columns = [r[1] for r in rows(office, "PRAGMA table_info(share_count)")]
    assert not {"person", "user", "user_id"} & set(columns)
    assert title(slack.send_command("/share", user=w.user)) == w.second


@LANGUAGES
def test_not_for_me_brings_the_next_and_never_comes_back(office, slack, w):
    card = slack.send_command("/share", user=w.user)
    after = pressed(slack, card, w.not_for_me)
    assert title(after) == w.second and w.noted in after.text
    seen = {title(slack.send_command("/share", user=w.user)) for _ in range(8)}
    assert w.second in seen and w.first not in seen
    assert rows(office, "SELECT count(*) FROM share_count") == [(0,)]


@LANGUAGES
def test_another_network_gets_the_same_post_and_is_remembered(office, slack, w):
    card = slack.send_command("/share", user=w.user)
    on_x = pressed(slack, card, "X")
    assert title(on_x) == w.first and "280" in on_x.text
    assert "https://x.com/intent/post?text=" in link(on_x, w.share.format("X"))
    assert w.share.format("X") in labels(slack.send_command("/share", user=w.user))


def test_a_network_without_a_way_in_offers_the_text(office, slack):
    card = slack.send_command("/share instagram", user="ben")
    assert "takes no text by link" in str(card.message.blocks)
    assert "Share on Instagram" not in labels(card) and labels(card)[0] == "Send me the text"


def test_a_text_too_long_for_a_button_is_said(office, slack):
    card = slack.send_command("/share whatsapp reading", user="ben")
    assert title(card) == "The long manual" and not card.error
    assert "too long for the button" in str(card.message.blocks)
    assert link(card, "Share on WhatsApp") == "https://wa.me/?text=https%3A%2F%2Fexample.com%2Fmanual"


@pytest.mark.parametrize("topic, open_it, where, thought", [
    ("engineering", "Open and comment", "posts/interview", "Which cogwheel surprised you?"),
    ("events", "Open and repost", "posts/award", "Whom do you congratulate?")])
def test_engagement_opens_the_company_s_own_post(office, slack, topic, open_it, where, thought):
    card = slack.send_command(f"/share {topic}", user="ben")
    own = pressed(slack, card, "Next post", user="ben")
    while open_it not in labels(own):
        own = pressed(slack, card, "Next post", user="ben")
    assert link(own, open_it).endswith(where) and thought in own.text
    assert "In my words" not in labels(own) and "Send me the text" not in labels(own)


@LANGUAGES
def test_a_job_has_a_place_and_a_deadline(office, slack, w):
    card = slack.send_command("/share jobs", user=w.user)
    assert title(card) == w.job
    text = str(card.message.blocks)
    assert "Lindental" in text and "30" in text and "2099" in text
    assert "Nov" in text and w.share.format("LinkedIn") in labels(card)


def test_drafts_and_what_is_over_are_not_dealt(office, slack):
    seen = {title(slack.send_command("/share", user="ben")) for _ in range(12)}
    assert not seen & {"Not approved yet", "Long over"} and len(seen) == 5
    last = slack.send_command("/share", user="ben")
    assert "You have seen this one before" in str(last.message.blocks)


def test_colleagues_rarely_get_the_same_words(office, slack):
    texts = {"Cake, music" in str(slack.send_command("/share", user=u).message.blocks)
             for u in ("ben", slack.team_join("dora")["user"])}
    assert texts == {True, False}
