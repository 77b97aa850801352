"""Answers and messages while something of the server is in the way: channels and teams that went,
rights that were taken, a server that does not answer, a daemon that is being stopped."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from urllib.parse import parse_qsl

import pytest
from answering import (ANNA, NEXT, OWN, cards, has_buttons, last_call, mark, started,
                       use_up_hook, wait_cards, wait_for)
from conftest import life_of
from fakes.mattermost import Mattermost
from places import MattermostPlace
from sharing import ALTS, EN, HAS_HANDLE, WORDS, illustrated, rows

PICTURES = "botschafter-pictures"


@pytest.fixture
def daemon(mm, tmp_path):
    with life_of(tmp_path, MattermostPlace(mm)) as one:
        yield one


@pytest.fixture
def bot(daemon, mm):
    return started(daemon, mm)


# --- what went


def test_a_channel_that_is_archived_is_left_for_direct_messages(bot, mm):
    mm.add_channel("short-lived", ["anna", "botschafter"])
    card = mm.command("/share", "anna", channel="short-lived").post
    mm.archive_channel("short-lived")
    done = mm.press(card, NEXT)
    assert done.status == 200 and len(wait_for(lambda: cards(mm) or done.ephemerals)) == 1


def test_the_bot_need_not_be_in_the_channel(bot, mm):
    mm.part_channel("botschafter", "comms")
    card = mm.command("/share", "anna", channel="comms").post
    assert has_buttons(card) and ANNA.second in mm.press(card, NEXT).text


def test_a_team_that_the_bot_left_is_still_answered(bot, mm):
    card = mm.command("/share", "anna").post
    mm.leave_team("botschafter")
    assert ANNA.second in mm.press(card, NEXT).text
    assert EN.first in mm.command("/share", "ben").text


def test_a_token_that_is_refused_leaves_what_needs_none(bot, mm):
    """The owner of the bot was deactivated: commands are still answered where they stand."""
    bot.expect_error("refused")
    bot.expect_error("session_expired")
    card = mm.command("/share", "anna").post
    mm.revoke_token()
    bot.wait_log("is=refused", timeout_s=15)
    assert ANNA.second in mm.press(card, NEXT).text
    assert has_buttons(mm.command("/share", "anna", channel=None).post) and not cards(mm)
    done = mm.press(use_up_hook(mm, mm.ephemerals("anna")[-1]), NEXT)
    assert "nicht angenommen" in done.text and not cards(mm)


def test_a_window_on_an_old_trigger_is_a_talk(tmp_path):
    with Mattermost(version="5.37") as mm, life_of(tmp_path, MattermostPlace(mm)) as daemon:
        started(daemon, mm)
        mm.timing(trigger_s=0.0)
        done = mm.press(mm.command("/share", "anna").post, OWN)
        assert "Direktnachrichten" in done.text and "talk" in mark(wait_cards(mm, 1)[0])


# --- a server that is slow or says no


def test_too_many_requests_are_waited_for(bot, mm):
    mm.rate_limited("POST /posts", retry_after="1", times=2)
    mm.command("/share", "anna", channel=None)
    post, = cards(mm)
    assert ANNA.first in post.text


def test_a_post_whose_answer_got_lost_is_shown_in_the_exchange_too(bot, mm):
    mm.applied_but_no_reply("POST /posts")
    done = mm.command("/share", "anna", channel=None)
    assert done.status == 200 and len(cards(mm)) == 1 and len(done.ephemerals) == 1


def test_a_patch_that_is_refused_becomes_a_new_post(bot, mm):
    mm.command("/share", "anna", channel=None)
    card, = cards(mm)
    mm.press(card, OWN)
    mm.server_error("PUT /posts/{post_id}/patch", status=403)
    assert mm.submit_dialog(mm.dialog("anna"), {"text": "Meine eigenen Worte"}).closed
    assert "Meine eigenen Worte" in wait_cards(mm, 2)[-1].text


# --- a daemon that is busy or goes


@pytest.mark.parametrize("where", ["direct", "mention"])
def test_what_was_answered_before_a_crash_is_not_answered_again(bot, mm, where):
    said = mm.say("anna", "share") if where == "direct" else mm.mention("anna", "comms", "share")
    first, = wait_cards(mm, 1)
    if where == "mention":
        mm.wait("reaction", post_id=said.id)
    bot.kill()
    mm.advance(60)  # the server's own memory against doubles is shorter
    lines = len(bot.lines)
    bot.start().wait_log("caught_up", after=lines)
    mm.say("anna", "share")
    assert [p.id for p in wait_cards(mm, 2)][0] == first.id
    mm.assert_quiet(for_ms=500, kinds=("post",))
    assert len(cards(mm)) == 2


def test_who_waits_gets_a_sentence_before_the_server_gives_up(bot, mm):
    mm.command("/share", "anna")
    with sqlite3.connect(bot.data / "botschafter.db", isolation_level=None) as db:
        db.execute("BEGIN IMMEDIATE")  # nothing can be stored: nobody is answered
        bot.expect_error("")
        done = mm.command("/share", "anna")
        db.execute("ROLLBACK")
    assert done.status == 200 and "dauert länger" in done.text and 19_000 < done.ms < 29_000
    assert EN.first in mm.command("/share", "ben").text


def test_who_waits_while_it_stops_gets_an_answer(bot, mm):
    mm.command("/share", "anna")
    mm.stall("POST /posts")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(mm.command, "/share", "anna", channel=None)
        mm.wait_call("POST /posts")
        bot.stop(timeout_s=30)
        done = asked.result()
    assert done.status == 200 and len(done.ephemerals) == 1
    assert ANNA.second in done.text or "neu gestartet" in done.text


def test_more_than_can_wait_are_told_to_come_again(bot, mm):
    mm.command("/share", "anna", channel=None)
    call = last_call(mm, "command")
    form = dict(parse_qsl(call.raw.partition(b"\r\n\r\n")[2].decode()))
    mm.stall("POST /posts", times=None)
    url = f"{bot.places[0].base}/mattermost/acme/command"

    def ask(number):
        return mm.call_listener(url, form=form | {"trigger_id": f"t{number}"}, timeout_s=50)

    with ThreadPoolExecutor(540) as pool:
        asked = [pool.submit(ask, number) for number in range(540)]
        early = [done.result() for done in islice(as_completed(asked), 20)]
        bot.stop(timeout_s=30)
        late = [done.result() for done in asked]
    assert all(got.status == 200 for got in late)
    assert any("sehr viel auf einmal" in got.body.decode() for got in early)
    assert any("neu gestartet" in got.body.decode() for got in late)


# --- pictures


def with_picture(daemon, mm, tmp_path):
    daemon.configure(illustrated(tmp_path), more=WORDS)
    daemon.start()
    return daemon


def handle(daemon) -> str:
    return wait_for(lambda: [h for h, in rows(daemon, HAS_HANDLE) if h])[0]


def test_a_picture_is_uploaded_once_for_each_team(daemon, mm, tmp_path):
    with_picture(daemon, mm, tmp_path)
    parts = dict(part.split(":")[:2] for part in handle(daemon).split(","))
    assert set(parts) == set(mm.info.teams.values())
    for team in ("acme", "lab"):
        file = mm.file(parts[mm.info.teams[team]])
        assert file.data.startswith(b"\x89PNG") and file.channel_id == mm.channel(
            PICTURES, team).id
        post, = (p for p in mm.posts(PICTURES, team) if p.user == "botschafter")
        assert post.text in ALTS.values()
    assert f"/files/{parts[mm.info.teams['acme']]}/preview" in str(
        mm.command("/share", "anna").post.props)


def test_a_channel_for_pictures_that_is_there_is_used(daemon, mm, tmp_path):
    for team in ("acme", "lab"):
        mm.add_channel(PICTURES, ["anna"], team=team)
    with_picture(daemon, mm, tmp_path)
    handle(daemon)
    assert "botschafter" in mm.channel(PICTURES).members
    assert mm.channel(PICTURES + "-2") is None


@pytest.mark.parametrize("how", ["private", "archived"])
def test_a_name_that_is_taken_is_passed_over(daemon, mm, tmp_path, how):
    mm.add_channel(PICTURES, ["anna"], type="P" if how == "private" else "O")
    if how == "archived":
        mm.archive_channel(PICTURES)
    with_picture(daemon, mm, tmp_path)
    assert mm.info.teams["acme"] in handle(daemon)
    assert mm.channel(PICTURES + "-2").members == ["botschafter"]


def test_a_channel_that_went_meanwhile_is_made_again(daemon, mm, tmp_path):
    daemon.expect_complaint("refused_call")  # that it may not post there any more
    with_picture(daemon, mm, tmp_path)
    first = handle(daemon)
    mm.archive_channel(PICTURES)
    fair = tmp_path / "posts" / "fair.png"
    fair.write_bytes(fair.read_bytes() + b"\0")
    second = wait_for(lambda: [h for h, in rows(daemon, HAS_HANDLE) if h and h != first], 10)
    assert mm.info.teams["acme"] in second[0]
    assert mm.channel(PICTURES + "-2").members == ["botschafter"]


def test_one_team_that_refuses_does_not_keep_the_others(daemon, mm, tmp_path):
    teams = mm.info.teams
    mm.server_error("POST /channels", status=403, where={"team_id": teams["lab"]})
    with_picture(daemon, mm, tmp_path)
    assert [part.split(":")[0] for part in handle(daemon).split(",")] == [teams["acme"]]
    assert daemon.wait_log("picture_not_taken", teams["lab"])
