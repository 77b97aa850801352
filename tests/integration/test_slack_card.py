"""The card of /share as Slack has it: in the acknowledgement, in place, in windows, in the home tab."""

import pytest
from sharing import DE, EN

LANGUAGES = pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])


@pytest.fixture
def office(slack_chat):
    return slack_chat.set_up().start()


@LANGUAGES
def test_the_first_answer_travels_in_the_acknowledgement(office, slack, w):
    done = slack.send_command("/share", user=w.user)
    assert done.acked and not done.error and done.payload["response_type"] == "ephemeral"
    assert len(done.message.blocks[-2].get("elements", [])) <= 5
    assert done.payload["text"], "nothing for notifications and screen readers"
    assert not slack.records("response")


@LANGUAGES
def test_a_link_button_is_acknowledged_and_changes_nothing(office, slack, w):
    card = slack.send_command("/share", user=w.user)
    assert slack.press(card, w.share.format("LinkedIn")).acked
    slack.assert_quiet(200)


@LANGUAGES
@pytest.mark.parametrize("where", ["usual", "direct"])
def test_a_card_is_changed_in_place(office, slack, w, where):
    card = office.command("/share linkedin", w.user, where)
    assert office.press(card, w.next).at["ts"] == card.at["ts"]
    assert office.now(card).title == w.second


@LANGUAGES
def test_a_mention_is_answered_where_it_was_made(office, slack, w):
    slack.mention("share", user=w.user, channel="general")
    assert slack.wait("ephemeral").message["channel"] == "C0GENERAL1"


@LANGUAGES
def test_the_home_tab_opens_windows_and_stays(office, slack, w):
    page = office.page(w.user)
    get, listing, _ = page.labels[:3]
    card = office.press(page, get)
    assert card.at["type"] == "modal" and w.text in card.copy
    assert w.text not in office.press(card, w.next).copy
    assert office.press(page, listing).at["type"] == "modal"
    assert office.now(card), "one window does not close the other"


@LANGUAGES
def test_every_button_of_a_card_in_a_window_works(office, slack, w):
    page = office.page(w.user)
    card = office.press(page, page.labels[0])
    for what, expected in ((w.other, w.other_text), (w.shared, w.thanks), ("X", "280")):
        assert expected in office.press(card, what).text, what
    mine = office.submit(office.open_form(card, w.own), {"text": "From my window"})
    assert "From my window" in mine.text
    slack.press(card.at, w.send)
    assert w.text in office.wait_direct(w.user).text


def test_a_form_that_was_made_by_an_older_version_is_refused_in_words(office, slack):
    form = office.open_form(office.command("/share x", "ben"), EN.own)
    slack.submit_view(form.at, {"text": "word " * 60})
    payload = slack.payload_of(slack.submit_view(form.at, {"text": "word " * 61}))
    for old in ("0.share.own-form.1:x:en:0.1.-.zzz.AAAA", "1.share.gone"):
        payload["view"]["callback_id"] = old
        done = slack.forge(payload, accepts=True)
        assert done.acked
        assert "outdated" in str(done.payload), old


def test_settings_come_back_in_their_fields(office, slack):
    office.submit(office.command_form("/share settings", "ben"), {"from": "8.30", "until": "17"})
    view = slack.wait_view(slack.send_command("/share settings", user="ben")).view
    assert "8:30" in str(view.blocks) and "17:00" in str(view.blocks)
