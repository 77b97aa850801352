"""Where an answer goes on Mattermost, for each place where somebody asks, on 5.37 and on 11.6."""

from __future__ import annotations

import pytest
from answering import (ANNA, NEXT, OWN, answer_of, cards, has_buttons, inbox, last_call, mark, send,
                       started, use_up_hook, wait_cards, wait_for)
from conftest import life_of
from fakes.mattermost import Mattermost
from places import MattermostPlace

LINK = "/_redirect/pl/"


@pytest.fixture(params=["11.6", "5.37"])
def mm(request):
    with Mattermost(version=request.param) as fake:
        yield fake


@pytest.fixture
def bot(mm, tmp_path):
    with life_of(tmp_path, MattermostPlace(mm)) as daemon:
        yield started(daemon, mm)


# --- commands


def test_a_command_in_a_channel_is_answered_in_the_exchange(bot, mm):
    done = mm.command("/share", "anna")
    assert done.status == 200 and ANNA.first in done.text and has_buttons(done.post)
    assert answer_of(last_call(mm, "command"))["skip_slack_parsing"] is True
    assert not cards(mm)


def test_a_command_in_direct_messages_is_a_post_there(bot, mm):
    done = mm.command("/share", "anna", channel=None)
    assert done.status == 200 and not done.ephemerals
    assert answer_of(last_call(mm, "command")) == {}
    post, = cards(mm)
    assert ANNA.first in post.text and has_buttons(post)
    assert mark(post) is not None and post.props["from_bot"] == "true"


def test_a_command_whose_post_is_refused_is_answered_in_the_exchange(bot, mm):
    mm.server_error("POST /posts", status=403)
    done = mm.command("/share", "anna", channel=None)
    assert ANNA.first in done.text and has_buttons(done.post) and not cards(mm)
    assert ANNA.second in mm.press(done.post, NEXT).text


def test_the_bot_itself_only_learns_that_it_reaches_us(bot, mm):
    done = mm.command("/share", "botschafter")
    assert done.text == "here" and inbox(bot) == 0


# --- buttons


def test_a_button_on_an_ephemeral_card_brings_another_one(bot, mm):
    card = mm.command("/share", "anna").post
    done = mm.press(card, NEXT)
    assert done.status == 200 and ANNA.second in done.text and has_buttons(done.post)
    assert answer_of(last_call(mm, "action")) == {}
    assert done.post.channel_id == card.channel_id and not cards(mm)


def test_after_five_answers_it_goes_on_in_direct_messages(bot, mm):
    card = use_up_hook(mm, mm.command("/share", "anna").post)
    done = mm.press(card, NEXT)
    post, = cards(mm)
    assert done.status == 200 and f"{LINK}{post.id}" in done.text
    assert has_buttons(post) and len(done.ephemerals) == 1
    again = mm.press(post, NEXT)
    assert again.status == 200 and not again.ephemerals and len(cards(mm)) == 1


def test_after_half_an_hour_it_goes_on_in_direct_messages(bot, mm):
    card = mm.command("/share", "anna").post
    mm.advance(31 * 60)
    done = mm.press(card, NEXT)
    post, = cards(mm)
    assert f"{LINK}{post.id}" in done.text and ANNA.second in post.text


def test_a_hook_that_does_not_answer_is_not_waited_for_long(bot, mm):
    card = mm.command("/share", "anna").post
    mm.never_answer("POST /hooks/commands/*", apply="not")
    done = mm.press(card, NEXT)
    assert 2500 < done.ms < 6000 and LINK in done.text and len(cards(mm)) == 1


def test_a_button_in_direct_messages_changes_the_post_in_place(bot, mm):
    mm.command("/share", "anna", channel=None)
    before, = cards(mm)
    done = mm.press(before, NEXT)
    after, = cards(mm)
    assert done.status == 200 and not done.ephemerals
    assert after.id == before.id and ANNA.second in after.text and has_buttons(after)
    assert after.props["from_bot"] == "true" and mark(after) is not None
    update = answer_of(last_call(mm, "action"))
    assert set(update) == {"update", "skip_slack_parsing"} and update["skip_slack_parsing"]


def test_a_message_of_the_bots_own_accord_carries_a_mark(bot, mm):
    mm.select(mm.command("/share", "anna").post, "Mehr", ANNA.send)
    sent = wait_cards(mm, 2)
    assert all(mark(p)["id"] and p.props["from_bot"] == "true" for p in sent)


# --- cards for all to read

FOR_ALL = {"title": "Fest", "text": "Kommt alle", "buttons": [{"label": "Mehr", "ref": "1.a.b"}]}


def test_a_button_on_a_card_for_all_is_answered_to_who_pressed_it(bot, mm):
    row = send(bot, "post", mm.channel("comms").id, FOR_ALL)
    post, = mm.posts("comms")
    assert "Kommt alle" in post.text and mark(post)["id"] == f"uid{row}"
    for user in ("anna", "carla"):
        done = mm.press(post, "Mehr", user)
        card, = cards(mm, user)
        assert f"{LINK}{card.id}" in done.text and "veraltet" in card.text
    assert [p.update_at for p in mm.posts("comms")] == [post.update_at]


def test_a_message_is_changed_and_taken_away_where_it_stands(bot, mm):
    channel = mm.channel("comms").id
    send(bot, "post", channel, FOR_ALL)
    post, = mm.posts("comms")
    row = send(bot, "edit", channel, FOR_ALL | {"text": "Fällt aus"}, post.id)
    after, = mm.posts("comms")
    assert after.id == post.id and "Fällt aus" in after.text and has_buttons(after)
    assert mark(after)["id"] == f"uid{row}" and after.props["from_bot"] == "true"
    assert LINK in mm.press(after, "Mehr", "anna").text
    mm.server_error("DELETE /posts/{post_id}", status=403)
    send(bot, "delete", channel, message=post.id, state="dead")
    assert mm.posts("comms") and bot.wait_log("not allowed to delete")
    send(bot, "delete", channel, message=post.id)
    assert not mm.posts("comms")
    send(bot, "delete", channel, message=post.id)  # it is gone already: done


# --- words


def test_words_in_direct_messages_are_answered_below(bot, mm):
    mm.say("anna", "share")
    first, = wait_cards(mm, 1)
    mm.say("anna", "share")
    assert [p.id for p in wait_cards(mm, 2)][0] == first.id
    assert ANNA.first in first.text
    wait_for(lambda: not mm.unread("anna"), 8)


def test_words_in_a_thread_are_answered_there(bot, mm):
    said = mm.say("anna", "share")
    wait_cards(mm, 1)
    mm.say("anna", "share", root=said)
    assert wait_cards(mm, 2)[1].root_id == said.id


def test_a_mention_is_answered_in_direct_messages_with_a_sign_in_the_channel(bot, mm):
    said = mm.mention("anna", "comms", "share")
    post, = wait_cards(mm, 1)
    assert ANNA.first in post.text and has_buttons(post)
    mm.wait("reaction", post_id=said.id, emoji="incoming_envelope")
    assert [p.user for p in mm.posts("comms")] == ["anna"]


# --- dialogs


def opened(mm, where, label=OWN):
    done = mm.press(where, label)
    assert done.status == 200 and not done.ephemerals
    return mm.dialog("anna", timeout_s=5)


def test_a_dialog_says_what_is_wrong_and_stays_open(bot, mm):
    dialog = opened(mm, mm.command("/share", "anna").post)
    done = mm.submit_dialog(dialog, {"text": "Project Waterlily startet"})
    assert not done.closed and ANNA.confidential in done.errors["text"]
    done = mm.submit_dialog(dialog, {"text": "Meine eigenen Worte"})
    assert done.closed


def test_a_dialog_from_an_ephemeral_card_is_followed_by_another_card(bot, mm):
    dialog = opened(mm, mm.command("/share", "anna").post)
    done = mm.submit_dialog(dialog, {"text": "Meine eigenen Worte"})
    assert done.closed and "Meine eigenen Worte" in done.text and has_buttons(done.post)
    assert not cards(mm)


def test_a_dialog_from_a_post_changes_that_post(bot, mm):
    mm.command("/share", "anna", channel=None)
    card, = cards(mm)
    done = mm.submit_dialog(opened(mm, card), {"text": "Meine eigenen Worte"})
    after, = cards(mm)
    assert done.closed and after.id == card.id and "Meine eigenen Worte" in after.text
    assert after.props["from_bot"] == "true" and mark(after) is not None


def test_a_dialog_whose_post_is_gone_is_followed_by_a_new_one(bot, mm):
    mm.command("/share", "anna", channel=None)
    card, = cards(mm)
    dialog = opened(mm, card)
    mm.delete_post(card)
    assert mm.submit_dialog(dialog, {"text": "Meine eigenen Worte"}).closed
    after, = cards(mm)
    assert after.id != card.id and "Meine eigenen Worte" in after.text


def test_a_dialog_that_is_cancelled_says_nothing(bot, mm):
    dialog = opened(mm, mm.command("/share", "anna").post)
    before = inbox(bot)
    assert mm.cancel_dialog(dialog).closed
    assert inbox(bot) == before


def test_a_form_that_a_command_opens_is_a_dialog(bot, mm):
    done = mm.command("/share einstellungen", "anna")
    assert done.status == 200 and not done.ephemerals
    assert ANNA.settings in mm.dialog("anna").dialog.title


def test_a_dialog_that_cannot_be_opened_is_a_talk(bot, mm):
    card = mm.command("/share", "anna").post
    mm.server_error("POST /actions/dialogs/open", status=400)
    done = mm.press(card, OWN)
    assert "Direktnachrichten" in done.text
    talk, = wait_cards(mm, 1)
    assert "talk" in mark(talk)
    mm.say("anna", "Meine eigenen Worte")
    assert "Meine eigenen Worte" in wait_cards(mm, 2)[-1].text


# --- the person's own page


def pinned(mm, user="anna"):
    return [p for p in mm.pinned(user) if mark(p).get("page")]


def test_a_page_is_made_once_and_then_changed(bot, mm):
    card = mm.command("/share", "anna").post
    page, = wait_for(lambda: pinned(mm), 8)
    assert ANNA.first in page.text and has_buttons(page)
    mm.press(card, ANNA.next)
    after = mm.wait_edit(of=page, timeout_s=8)
    assert after and [p.id for p in pinned(mm)] == [page.id]
    assert ANNA.second in pinned(mm)[0].text


def test_pages_that_cannot_be_pinned_do_not_gather(bot, mm):
    mm.server_error("POST /posts/{post_id}/pin", status=403)
    mm.command("/share", "anna")
    mm.wait_call("POST /posts/{post_id}/pin", timeout_s=8)
    wait_for(lambda: not [p for p in mm.direct("anna") if mark(p).get("page")])
    mm.command("/share", "anna")
    assert len(wait_for(lambda: pinned(mm), 8)) == 1


def test_no_page_is_made_for_who_asks_in_direct_messages(bot, mm):
    mm.command("/share", "anna", channel=None)
    mm.wait_call("GET /channels/{channel_id}/pinned", timeout_s=8)
    assert not pinned(mm)


def test_a_button_on_the_page_is_answered_below_it(bot, mm):
    mm.command("/share", "anna")
    page, = wait_for(lambda: pinned(mm), 8)
    label = page.props["attachments"][0]["actions"][0]["name"]
    done = mm.press(page, label)
    assert done.status == 200
    if not mm.records("dialog", user="anna"):
        assert wait_cards(mm, 1) and pinned(mm)[0].id == page.id
