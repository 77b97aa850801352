"""Calls that are not what they say: everybody in the chat can make the server call us, and whoever
reaches the listener can call it themselves."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

import pytest
from answering import (ANNA, NEXT, OWN, answer_of, cards, has_buttons, inbox, last_call, started,
                       wait_for)
from conftest import life_of
from places import MattermostPlace
from sharing import rows

NOT_YOURS = "Hol dir bitte eine eigene Karte"  # to those whose language is known
OUTDATED = "Fenster ist veraltet"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def place(mm):
    return MattermostPlace(mm)


@pytest.fixture
def bot(mm, place, tmp_path):
    with life_of(tmp_path, place) as daemon:
        yield started(daemon, mm)


def url(place, kind):
    return f"{place.base}/mattermost/acme/{kind}"


def fields_of(call) -> dict:
    """A recorded command."""
    return dict(parse_qsl(call.raw.partition(b"\r\n\r\n")[2].decode(), keep_blank_values=True))


def body_of(call) -> dict:
    return json.loads(call.raw.partition(b"\r\n\r\n")[2])


# --- commands


def test_a_command_without_our_token_is_refused_and_logged_once(bot, mm, place):
    mm.command("/share", "anna")
    good = fields_of(last_call(mm, "command"))
    seen = inbox(bot)
    for token in ("", "x", "a" * 26, good["token"][:-1], good["token"] + "x"):
        headers = {"Authorization": f"Token {token}" if token else None}
        got = mm.call_listener(url(place, "command"), form=good | {"token": token},
                               headers=headers)
        assert got.status == 401 and len(got.body) < 100
    assert inbox(bot) == seen
    assert bot.log().count("unknown_command_token") == 1
    assert good["token"] not in bot.log() and "aaaaaaaaaa" not in bot.log()


def test_a_token_that_was_replaced_is_refused(bot, mm):
    mm.regen_command("share")
    done = mm.command("/share", "anna")
    assert "401" in str(done.response) and not has_buttons(done.response)
    assert bot.wait_log("unknown_command_token", "times=1")


def test_the_token_may_stand_in_the_form_alone(bot, mm, place):
    mm.command("/share", "anna")
    good = fields_of(last_call(mm, "command"))
    for headers in ({"Authorization": None}, {"Authorization": "Bearer of-another-system"}):
        got = mm.call_listener(url(place, "command"), headers=headers,
                               form=good | {"trigger_id": headers["Authorization"] or "new"})
        assert got.status == 200 and "attachments" in json.loads(got.body)
    assert inbox(bot) == 3


def test_a_command_is_run_once_however_often_it_comes(bot, mm):
    first = mm.command("/share", "anna")
    call = last_call(mm, "command")
    for _ in range(3):
        got = mm.replay(call)
        assert got.status == 200 and ANNA.first in got.body.decode()
    assert inbox(bot) == 1 and ANNA.first in first.text


def test_a_doubled_command_in_direct_messages_is_one_post(bot, mm):
    mm.double_calls(3)
    mm.command("/share", "anna", channel=None)
    assert len(cards(mm)) == 1 and inbox(bot) == 1


@pytest.mark.parametrize("kind", ["command", "action", "dialog"])
def test_what_is_not_such_a_call_is_refused(bot, mm, place, kind):
    to, is_form = url(place, kind), kind == "command"
    wrong = {"Content-Type": "application/json" if is_form else FORM}
    assert mm.call_listener(to, form={"a": "b"}, method="PUT").status == 405
    assert mm.call_listener(to, form={"a": "b"}, method="GET").status == 405
    assert mm.call_listener(to, json={"a": "b"}, headers=wrong).status == 415
    assert mm.call_listener(to, json={}, headers={"Content-Type": None}).status == 415
    right = {"Content-Type": FORM if is_form else "application/json; charset=utf-8"}
    for body in (b"", b"%", b"[]", b"{", b"null", b"\xff\xfe", b"user_id=1"):
        got = mm.call_listener(to, body=body, headers=right)
        assert got.status in (400, 401) and len(got.body) < 100, body
    for body in () if is_form else (b"{}", b'{"user_id":[]}', b'{"type":"button"}'):
        got = mm.call_listener(to, body=body, headers=right)
        assert got.status == 200 and len(json.loads(got.body)) > 0, body
    assert inbox(bot) == 0
    assert mm.call_listener(to + "/more", json={}).status == 404
    assert mm.call_listener(f"{place.base}/mattermost/other/{kind}", json={}).status == 404


# --- buttons


def forge(mm, place, context, user="ben", channel="town-square") -> dict:
    """A post of somebody's own, with a button that calls us."""
    action = {"id": "x", "type": "button", "name": "X",
              "integration": {"url": url(place, "action"), "context": context}}
    return mm.forge_post(user, [{"text": "Look", "actions": [action]}], channel)


def test_a_button_that_somebody_made_does_nothing(bot, mm, place):
    mm.command("/share", "anna")
    mm.press(mm.ephemerals("anna")[-1], NEXT)
    seen, context = inbox(bot), body_of(last_call(mm, "action"))["context"]
    for forged in ({}, {"ref": context["ref"], "seal": ""}, {"ref": context["ref"]},
                   {"ref": context["ref"], "seal": context["seal"][:-4] + "AAAA"},
                   {"ref": context["ref"], "seal": "." * 20_000},
                   {"ref": [1], "seal": {"a": "b"}}):
        done = mm.press(forge(mm, place, forged), "X", "ben")
        assert done.status == 200 and "card of your own" in done.text, done
    assert inbox(bot) == seen
    assert bot.wait_log("forged_call", "what=action")
    assert bot.log().count("forged_call") == 1
    assert context["seal"][:40] not in bot.log()


def test_a_seal_is_good_for_its_own_person_and_place_alone(bot, mm, place):
    """What the database of the server holds, in other hands."""
    mm.command("/share", "anna")
    mm.press(mm.ephemerals("anna")[-1], NEXT)
    seen, context = inbox(bot), body_of(last_call(mm, "action"))["context"]
    for user, channel in (("ben", "town-square"), ("anna", "off-topic"), ("anna", None)):
        post = forge(mm, place, context, user, channel)
        assert "card of your own" in mm.press(post, "X", user).text or NOT_YOURS in mm.ephemerals(
            user)[-1].text
    assert inbox(bot) == seen


def test_anothers_cookie_does_nothing(bot, mm):
    card = mm.command("/share", "anna").post
    action = card.props["attachments"][0]["actions"][0]
    seen = inbox(bot)
    done = mm.forge_press("ben", card, action["id"], cookie=action["cookie"])
    assert done.status == 200 and "card of your own" in done.text
    assert inbox(bot) == seen and not mm.records("dialog")


def test_who_was_answered_before_is_refused_in_their_language(bot, mm):
    card = mm.command("/share", "ben").post
    mm.command("/share", "anna")
    action = card.props["attachments"][0]["actions"][0]
    done = mm.forge_press("anna", card, action["id"], cookie=action["cookie"])
    assert NOT_YOURS in done.text and "card of your own" not in done.text


def test_an_option_that_was_not_offered_does_nothing_bad(bot, mm):
    card = mm.command("/share", "anna").post
    menus = [a for a in card.props["attachments"][0]["actions"] if a["type"] == "select"]
    done = mm.forge_press("anna", card, menus[0]["id"], cookie=menus[0]["cookie"],
                          selected="'; DROP TABLE person; --")
    assert done.status == 200


def test_a_press_that_is_recorded_and_sent_again_is_run_once(bot, mm):
    card = mm.command("/share", "anna").post
    mm.select(card, "Mehr", ANNA.shared)
    call, seen = last_call(mm, "action"), inbox(bot)
    for _ in range(3):
        assert mm.replay(call).status == 200
    assert inbox(bot) == seen
    assert rows(bot, "SELECT n FROM share_count") == [(1,)]


# --- dialogs


def test_a_state_that_is_not_ours_does_nothing(bot, mm, place):
    mm.press(mm.command("/share", "anna").post, OWN)
    dialog = mm.dialog("anna")
    state, seen = dialog.dialog.state, inbox(bot)
    body, _, mac = state.partition(".")
    for user, forged in (("anna", ""), ("anna", "tampered"), ("anna", f"{body}x.{mac}"),
                         ("anna", f"{body}.{mac[:-2]}AA"), ("anna", "x" * 100_000),
                         ("ben", state), ("carla", state)):
        done = mm.forge_dialog(user, url(place, "dialog"), state=forged,
                               submission={"text": "Ich war es nicht"})
        answer = json.loads(last_call(mm, "dialog").answer)
        assert done.status == 200 and set(answer) == {"error"}, forged
    assert OUTDATED in done.response["error"]
    assert inbox(bot) == seen and bot.wait_log("forged_call", "what=dialog")
    assert "Ich war es nicht" not in bot.log()
    assert mm.submit_dialog(dialog, {"text": "Ich war es"}).closed


def test_the_seal_of_a_button_is_no_state(bot, mm, place):
    mm.press(mm.command("/share", "anna").post, NEXT)
    seal = body_of(last_call(mm, "action"))["context"]["seal"]
    done = mm.forge_dialog("anna", url(place, "dialog"), state=seal)
    assert OUTDATED in done.response["error"]


def test_a_dialog_that_is_sent_twice_is_run_once(bot, mm):
    mm.press(mm.command("/share", "anna").post, OWN)
    mm.submit_dialog(mm.dialog("anna"), {"text": "Meine eigenen Worte"})
    seen = inbox(bot)
    assert answer_of(last_call(mm, "dialog")) == {}
    assert mm.replay(last_call(mm, "dialog")).status == 200
    assert inbox(bot) == seen


# --- too much


def test_a_body_in_pieces_is_put_together(bot, mm):
    mm.call_in_pieces(7, 0.001)
    card = mm.command("/share", "anna").post
    assert ANNA.first in card.text
    assert ANNA.second in mm.press(card, NEXT).text


@pytest.mark.parametrize("kind", ["command", "action", "dialog"])
def test_a_body_far_too_large_is_refused(bot, mm, place, kind):
    assert mm.huge_call(url(place, kind)).status in (0, 413)
    assert ANNA.first in mm.command("/share", "anna").text


def test_a_flood_of_headers_is_cut_off(bot, mm, place):
    assert mm.header_flood(url(place, "command")).status in (0, 400, 413, 431)
    assert ANNA.first in mm.command("/share", "anna").text


def test_a_thousand_idle_connections_hold_nobody_up(bot, mm, place):
    assert mm.idle_connections(url(place, "command"), 1000) > 900
    began = time.monotonic()
    assert ANNA.first in mm.command("/share", "anna").text
    assert time.monotonic() - began < 2
    wait_for(lambda: mm.idle_left() == 0, 20)
    mm.close_idle()


def test_a_hundred_people_press_at_once(bot, mm):
    mm.add_crowd(120)
    crowd = [f"member{i:06d}" for i in range(120) if i % 53 != 52 and i % 97 != 96][:100]

    def person(user):
        card = mm.command("/share", user).post
        return card.text, mm.press(card, card.props["attachments"][0]["actions"][1]["name"])

    with ThreadPoolExecutor(50) as pool:
        done = list(pool.map(person, crowd))
    assert all(press.status == 200 and has_buttons(press.post) for _, press in done)
    assert all(press.post.text != text for text, press in done)
    assert not mm.records("unanswered")
