"""Our Slack session against the fake: answers by every way, and lines that break."""

import pytest
from session import (ABSENT, APPLIED, DELETE, DIRECT, DOWN, EDIT, NEVER, NOT, POST, REFUSED, UNKNOWN,
                     UNREADABLE, UP, UPLOAD, Session)


@pytest.fixture
def session(slack):
    one = Session.slack(slack)
    try:
        one.wait("line", line=UP)
        yield one
        one.stop()
    finally:
        one.kill()


def seen(slack, message):
    return str(message["blocks"])


# --- answers


def test_a_command_is_answered_in_its_ack(slack, session):
    done = slack.send_command("/share linkedin")
    assert done.acked and "linkedin" in seen(slack, done.message)
    assert not slack.records("response") and not slack.complaints()


def test_a_big_answer_comes_by_response_url(slack, session):
    done = slack.send_command("/share big")
    assert done.acked and done.message is None
    assert slack.wait_response(done).how == "new"
    assert not slack.complaints()


def test_a_card_is_replaced_added_to_and_removed(slack, session):
    done = slack.send_command("/share first")
    pressed = slack.press(done, "Next")
    assert pressed.acked
    assert slack.wait_response(pressed).how == "replace"
    assert slack.wait_response(slack.press(done, "Two"), 5).how == "replace"
    assert slack.wait_response(slack.press(done, "Beside")).how == "new"
    assert slack.wait_response(slack.press(done, "Away")).how == "delete"
    assert not slack.complaints()


def test_a_link_button_is_acked_and_no_event(slack, session):
    done = slack.send_command("/share first")
    assert slack.press(done, "Share").acked
    assert not [e for e in session.events if e["kind"] == "action"]


def test_a_form_is_opened_refused_and_changes_its_card(slack, session):
    done = slack.send_command("/share first")
    pressed = slack.press(done, "Words")
    view = slack.wait_view(pressed).view
    refused = slack.submit_view(view, {"text": "bad"})
    assert sorted(refused.errors) == ["f:text", "f:when"]
    sent = slack.submit_view(view, {"text": "replace it"})
    assert sent.acked and sent.closed and not sent.errors
    form = session.wait("form", id=f"form:{sent.id}")
    assert form["values"] == {"text": "replace it", "network": "2", "topics": "1,3",
                              "when": "2026-11-25T08:30"}
    assert form["channel"] == session.wait("action", ref="form")["channel"]
    assert slack.wait("response").how == "replace"
    assert not slack.complaints()


def test_the_home_tab_is_filled_and_its_buttons_open_windows(slack, session):
    slack.open_home()
    slack.wait_call("views.publish")
    slack.wait("home")
    home = slack.home()
    pressed = slack.press(home, "Next")
    view = slack.wait_view(pressed).view
    assert "replace" in str(view)
    slack.press(view, "Beside")
    slack.wait_call("views.update")
    assert not slack.complaints()


def test_a_direct_message_is_answered_where_it_was_written(slack, session):
    slack.send_message("hello", channel=None)
    assert "hello" in str(slack.wait_post().message)
    assert not slack.complaints()


# --- durable effects


def test_posts_carry_a_mark_and_are_found_again(slack, session):
    general = session_channel(slack)
    sent = session.outcome("send", 1, uid="u-1", channel=general, title="posted")
    assert sent["outcome"] == APPLIED and sent["result"] and sent["channel"] == general
    found = session.outcome("find", 2, uid="u-1", channel=general)
    assert (found["outcome"], found["result"]) == (APPLIED, sent["result"])
    assert session.outcome("find", 3, uid="u-2", channel=general)["outcome"] == ABSENT
    edited = session.outcome("send", 4, kind=EDIT, channel=general, message=sent["result"],
                             title="edited")
    assert edited["outcome"] == APPLIED
    for n in (5, 6):  # twice: it is gone already
        gone = session.outcome("send", n, kind=DELETE, channel=general, message=sent["result"])
        assert gone["outcome"] == APPLIED


def session_channel(slack):
    return slack.send_command("/share nothing").channel


def test_direct_messages_are_found_in_their_own_channel(slack, session):
    user = slack.send_command("/share nothing").user
    sent = session.outcome("send", 1, kind=DIRECT, uid="u-1", user=user, title="hello")
    assert sent["outcome"] == APPLIED and sent["channel"].startswith("D")
    found = session.outcome("find", 2, kind=DIRECT, uid="u-1", user=user)
    assert (found["outcome"], found["channel"]) == (APPLIED, sent["channel"])


def test_a_history_of_many_pages_is_read_to_the_end(slack, session):
    general = session_channel(slack)
    sent = session.outcome("send", 1, uid="u-1", channel=general, title="posted")
    slack.add_history("general", 450)
    found = session.outcome("find", 2, uid="u-1", channel=general, started_at_ms=0, timeout_s=15)
    assert (found["outcome"], found["result"]) == (APPLIED, sent["result"])


@pytest.mark.parametrize("knob, outcome", [
    (lambda s: s.rate_limit("chat.postMessage", "7"), NOT),
    (lambda s: s.server_error("chat.postMessage", 503), UNKNOWN),
    (lambda s: s.applied_but_no_reply("chat.postMessage"), UNKNOWN),
    (lambda s: s.html("chat.postMessage"), UNKNOWN),
    (lambda s: s.truncated("chat.postMessage"), UNKNOWN),
    (lambda s: s.error("chat.postMessage", "internal_error"), UNKNOWN),
    (lambda s: s.error("chat.postMessage", "is_archived"), NEVER),
    (lambda s: s.error("chat.postMessage", "never_seen_before"), NEVER),
])
def test_outcomes_are_told_apart(slack, session, knob, outcome):
    general = session_channel(slack)
    knob(slack)
    got = session.outcome("send", 1, uid="u-1", channel=general, title="x")
    assert got["outcome"] == outcome and got["is_later"] == (outcome == NOT)


def test_a_limit_of_one_channel_does_not_hold_up_another(slack, session):
    general = session_channel(slack)
    other = slack.add_channel("news", members=["anna"])
    slack.rate_limit("chat.postMessage", "60")
    assert session.outcome("send", 1, uid="u-1", channel=general, title="x")["outcome"] == NOT
    assert session.outcome("send", 2, uid="u-2", channel=other, title="x")["outcome"] == APPLIED


def test_what_may_not_be_read_is_said(slack, session):
    general = session_channel(slack)
    slack.revoke_scope("channels:history")
    assert session.outcome("find", 1, uid="u-1", channel=general)["outcome"] == UNREADABLE
    slack.rate_limit("conversations.history", "3")
    assert session.outcome("find", 2, uid="u-1", channel=general)["outcome"] == NOT


def test_a_picture_is_uploaded_and_can_be_shown(slack, session):
    sent = session.outcome("send", 1, kind=UPLOAD, title="x", timeout_s=10)
    assert sent["outcome"] == APPLIED and sent["result"].startswith("F")
    assert slack.file_bytes(sent["result"]).startswith(b"\x89PNG")


# --- lines


@pytest.mark.parametrize("how", ["rst", "fin", "close"])
def test_a_broken_line_is_mended(slack, session, how):
    after = len(session.events)
    slack.drop_connection(how)
    session.wait("line", after=after, line=DOWN)
    session.wait("line", after=after, line=UP)
    assert slack.send_command("/share again").acked


def test_a_refresh_costs_no_time(slack, session):
    slack.timing(warning_s=1)
    slack.refresh()
    slack.wait_connection()
    assert slack.send_command("/share during").acked
    slack.wait("disconnect", 20) if slack.records("disconnect") else None
    assert slack.send_command("/share after").acked
    assert slack.longest_gap_s() == 0
    assert not [e for e in session.events if e["kind"] == "line" and e["line"] == DOWN]


def test_ghosts_are_noticed(slack, session):
    slack.add_ghosts(2)
    slack.refresh()
    session.wait_log("event=ghost_connections")


def test_link_disabled_is_for_the_operator(slack, session):
    slack.refresh("link_disabled")
    told = session.wait("line", line=REFUSED)
    assert "Socket Mode" in told["text"]


@pytest.mark.parametrize("kind", ["truncated", "not_utf8", "deep", "array", "empty",
                                  "unknown_type", "no_type", "binary", "huge"])
def test_bad_frames_are_survived(slack, session, kind):
    slack.bad_frame(kind)
    assert slack.send_command("/share after").acked


def test_frames_in_pieces_are_read(slack, session):
    slack.frames(fragment=7)
    assert slack.send_command("/share pieces").acked
    slack.frames(drip_s=0)
    assert slack.send_command("/share drip").acked


@pytest.mark.parametrize("method, token", [("auth.test", "bot_token"),
                                           ("apps.connections.open", "app_token")])
def test_a_wrong_token_is_named(slack, method, token):
    slack.refuse_token("invalid_auth", method)
    one = Session.slack(slack)
    try:
        told = one.wait("line", line=REFUSED)
        assert token in told["text"] and "api.slack.com" in told["text"]
        one.stop()
    finally:
        one.kill()


def test_it_connects_in_spite_of_a_bad_start(slack):
    slack.server_error("auth.test", 500)
    slack.html("apps.connections.open")
    slack.bad_link()
    one = Session.slack(slack)
    try:
        one.wait("line", 20, line=UP)
        one.stop()
    finally:
        one.kill()


# --- the directory


def test_the_directory_is_filled_page_by_page(slack):
    slack.add_crowd(900)
    slack.rate_limit("users.list", "1")
    one = Session.slack(slack)
    try:
        channels = one.wait("channels", 20)
        pages = [e for e in one.events if e["kind"] == "members"]
        assert len(pages) >= 3 and sum(e["members"] for e in pages) >= 900
        assert pages[-1]["cursor"] == "" and pages[0]["cursor"] != ""
        assert channels["channels"] >= 1
        one.stop()
    finally:
        one.kill()


def test_people_who_join_are_heard(slack, session):
    slack.team_join("nils")
    assert session.wait("join")["members"] == 1
    slack.user_change("anna", deleted=True)
    session.wait("members", members=1)
    assert not slack.complaints()
