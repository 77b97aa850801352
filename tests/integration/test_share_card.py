"""The card that answers /share: every button, menu option and select, de and en."""

import pytest
from sharing import DE, EN, rows

LANGUAGES = pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])


@pytest.fixture
def office(chat):
    return chat.set_up().start()


@LANGUAGES
def test_the_first_answer_is_a_whole_card(office, w):
    card = office.command("/share", w.user)
    assert card.title == w.first and card.is_private
    assert w.text in card.copy
    assert "https://example.com/fair" in card.copy and "#SpringFair" in card.copy
    assert "example.com%2Ffair" in card.links[w.share.format("LinkedIn")]
    assert set(card.labels) >= {w.own, w.next, w.other, w.remind, w.send, w.shared, w.not_for_me,
                                "Mastodon", "X"}
    assert office.cards(w.user) == [card]


@LANGUAGES
def test_next_post_takes_the_place_of_the_card(office, w):
    card = office.command("/share", w.user)
    after = office.press(card, w.next)
    assert after.title == w.second and after.is_private
    assert office.now(after).title == w.second == office.cards(w.user)[-1].title
    assert len(office.cards(w.user)) == (1 if office.in_place(card) else 2)


@LANGUAGES
def test_other_wording_goes_through_all_there_are(office, w):
    card = office.command("/share", w.user)
    other = office.press(card, w.other)
    assert w.other_text in other.copy
    again = office.press(other, w.other)
    assert again.title == w.first and w.other_text not in again.text


@LANGUAGES
def test_other_wording_says_when_there_is_only_one(office, w):
    card = office.command("/share engineering x", w.user)
    same = office.press(card, w.other)
    assert same.title == w.second and w.only in same.text


@LANGUAGES
def test_i_shared_it_is_counted_once_and_without_a_name(office, w):
    card = office.command("/share", w.user)
    thanked = office.press(card, w.shared)
    assert w.thanks in thanked.text
    assert w.known in office.press(thanked, w.shared).text
    assert [n for n, in rows(office.daemon, "SELECT n FROM share_count")] == [1]
    columns = [r[1] for r in rows(office.daemon, "PRAGMA table_info(share_count)")]
    assert not {"person", "user", "user_id"} & set(columns)
    assert office.command("/share", w.user).title == w.second


@LANGUAGES
def test_not_for_me_brings_the_next_and_never_comes_back(office, w):
    card = office.command("/share", w.user)
    after = office.press(card, w.not_for_me)
    assert after.title == w.second and w.noted in after.text
    seen = {office.command("/share", w.user).title for _ in range(8)}
    assert w.second in seen and w.first not in seen
    assert rows(office.daemon, "SELECT count(*) FROM share_count") == [(0,)]


@LANGUAGES
def test_another_network_gets_the_same_post_and_is_remembered(office, w):
    card = office.command("/share", w.user)
    on_x = office.press(card, "X")
    assert on_x.title == w.first and "280" in on_x.text
    assert "https://x.com/intent/post?text=" in on_x.links[w.share.format("X")]
    assert w.share.format("X") in office.command("/share", w.user).links


def test_a_network_without_a_way_in_offers_the_text(office):
    card = office.command("/share instagram", "ben")
    assert "takes no text by link" in card.note
    assert "Share on Instagram" not in card.text and card.labels[0] == "Send me the text"


def test_a_text_too_long_for_a_button_is_said(office):
    card = office.command("/share whatsapp reading", "ben")
    assert card.title == "The long manual" and "too long to come along" in card.note
    assert card.links["Share on WhatsApp"] == "https://wa.me/?text=https%3A%2F%2Fexample.com%2Fmanual"


@pytest.mark.parametrize("topic, open_it, where, thought", [
    ("engineering", "Open and comment", "posts/interview", "Which cogwheel surprised you?"),
    ("events", "Open and repost", "posts/award", "Whom do you congratulate?")])
def test_engagement_opens_the_company_s_own_post(office, topic, open_it, where, thought):
    own = office.press(office.command(f"/share {topic}", "ben"), "Next post")
    while open_it not in own.links:
        own = office.press(own, "Next post")
    assert own.links[open_it].endswith(where) and thought in own.text
    assert "In my words" not in own.labels and "Send me the text" not in own.labels


@LANGUAGES
def test_a_job_has_a_place_and_a_deadline(office, w):
    card = office.command("/share jobs", w.user)
    assert card.title == w.job
    assert "Lindental" in card.text and "30" in card.text and "2099" in card.text
    assert "Nov" in card.text and w.share.format("LinkedIn") in card.links


def test_drafts_and_what_is_over_are_not_dealt(office):
    seen = {office.command("/share", "ben").title for _ in range(12)}
    assert not seen & {"Not approved yet", "Long over"} and len(seen) == 5
    assert EN.again in office.command("/share", "ben").text


def test_colleagues_rarely_get_the_same_words(office):
    office.join("dora", "en")
    texts = {EN.other_text in office.command("/share", user).copy for user in ("ben", "dora")}
    assert texts == {True, False}


ODD_TEXTS = ["x" * 8000, "\u202e\u0007linkedin", "<!channel> <@U0ANNA0001> @channel @all @anna",
             "😀" * 500, "*_~`<http://x|y>&[x](http://y)"]


def test_any_text_after_share_is_answered_without_calling_anybody(office):
    for text in ODD_TEXTS:
        card = office.command("/share " + text, "ben")
        assert card.text and office.pings(card) == [], text
    assert rows(office.daemon, "SELECT coalesce(sum(dealt), 0) FROM wording") == [(0,)]
