"""Our Mattermost session against the fake: tokens, lines that break, what was missed, the end."""

import signal

import pytest
from fakes.mattermost import Mattermost
from session import (APPLIED, DOWN, NOT, REFUSED, UP, Session, Started, messages, running,
                     wait_filled, wait_for)


@pytest.fixture(params=["11.6", "5.37"])
def both(request):
    with Mattermost(version=request.param) as fake:
        yield fake


@pytest.fixture
def session(mm):
    yield from running(mm)


@pytest.fixture
def on_both(both):
    yield from running(both)


def upgrades(mm):
    return mm.records("upgrade")


# --- the token


def test_a_wrong_token_is_named_and_no_websocket_opened(mm):
    with Started(mm, token="x" * 26) as one:
        told = one.wait("line", line=REFUSED)
        assert "token" in told["text"] and mm.url in told["text"] and "x" * 26 not in told["text"]
        assert not upgrades(mm) and "x" * 26 not in "\n".join(one.log)


def test_a_token_that_is_taken_back_is_noticed(mm, session):
    mm.revoke_token()
    assert "token" in session.wait("line", 10, line=REFUSED)["text"]
    before = len(upgrades(mm))
    sent = session.outcome("send", 1, uid="u-1", channel=mm.info.channels["acme/comms"], title="x")
    assert sent["outcome"] == NOT
    assert len(upgrades(mm)) == before


def test_no_hello_makes_it_ask_about_the_token(mm):
    mm.refuse_websocket(401)
    with Started(mm) as one:
        one.wait("line", line=DOWN)
        wait_for(lambda: len(mm.calls("GET /users/{user_id}")) >= 2, 10)
        mm.refuse_websocket(None)
        one.wait("line", 20, line=UP)


def test_the_token_goes_to_the_site_alone_and_without_an_origin(on_both, both):
    first = upgrades(both)[0]
    assert "origin" not in first["headers"]
    assert first["headers"]["authorization"] == f"Bearer {both.info.bot_token}"
    assert not both.complaints()


def test_a_site_below_a_path_is_reached():
    with Mattermost(path="/chat") as mm, Started(mm) as one:
        one.wait("line", line=UP)
        mm.say("anna", "hello")
        assert one.wait("message")["text"] == "hello"


def test_what_is_no_mattermost_is_said(mm):
    mm.html("GET /users/{user_id}", status=200, times=9)
    with Started(mm) as one:
        assert "not JSON" in one.wait("line", line=DOWN)["text"]


# --- the thread


def test_messages_come_with_who_and_where(both, on_both):
    said = both.say("anna", "hello")
    heard = on_both.wait("message", text="hello")
    assert heard["id"] == said["id"] and heard["is_direct"]
    assert heard["user"] == both.info.users["anna"]
    both.mention("ben", "comms", "help")
    heard = on_both.wait("message", text="help")
    assert not heard["is_direct"] and heard["channel"] == both.info.channels["acme/comms"]
    both.say("ben", "not for us", "comms")
    both.say("helper", "I am a bot, too")
    both.say("anna", "last")
    on_both.wait("message", text="last")
    assert messages(on_both) == ["hello", "help", "last"]
    assert not both.complaints()


@pytest.mark.parametrize("how", ["cut", "close"])
def test_a_broken_line_goes_on_where_it_broke(both, on_both, how):
    both.say("anna", "before")
    on_both.wait("message", text="before")
    reads = len(both.calls("GET /users/*/teams/*/channels/members"))
    both.cut_websocket() if how == "cut" else both.close_websocket()
    both.say("anna", "during")
    on_both.wait("line", line=DOWN)
    both.wait_connection(resumed=True)
    on_both.wait("message", text="during")
    both.say("anna", "after")
    on_both.wait("message", text="after")
    assert messages(on_both) == ["before", "during", "after"]
    assert len(both.calls("GET /users/*/teams/*/channels/members")) == reads
    assert not both.complaints()


def test_a_resumed_line_with_nothing_to_say_is_up_at_once(mm, session):
    after = len(session.events)
    mm.cut_websocket()
    mm.wait_connection(resumed=True)
    session.wait("line", 3, after, line=UP)
    assert not mm.complaints()


def test_a_gap_is_closed(mm, session):
    mm.say("anna", "one")
    session.wait("message", text="one")
    mm.skip_sequence(2)
    mm.say("anna", "two")
    session.wait("message", 20, text="two")
    mm.say("anna", "three")
    session.wait("message", text="three")
    assert messages(session) == ["one", "two", "three"]


def test_a_server_that_starts_anew_is_caught_up_with(both, on_both):
    both.say("anna", "before")
    on_both.wait("message", text="before")
    wait_for(lambda: not both.unread("anna"), 10)
    both.outage()
    on_both.wait("line", line=DOWN)
    both.say("anna", "during")
    both.mention("ben", "comms", "you there?")
    both.recover()
    on_both.wait("message", 20, text="during")
    on_both.wait("message", 20, text="you there?")
    assert sorted(messages(on_both)) == ["before", "during", "you there?"]
    assert not both.complaints()


@pytest.mark.timeout(150)
def test_a_line_that_is_only_half_there_is_noticed(mm, session):
    mm.half_open()
    mm.say("anna", "into the void")
    session.wait("line", 65, line=DOWN)
    session.wait("message", 20, text="into the void")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_does_not_want_us_is_not_pressed(mm, status):
    mm.refuse_websocket(status)
    with Started(mm) as one:
        one.wait("line", line=DOWN)
        wait_for(lambda: len([x for x in one.log if "event=line_down" in x]) >= 3, 10)
        mm.refuse_websocket(None)
        one.wait("line", 20, line=UP)


def test_bad_frames_and_pieces_are_survived(mm, session):
    for frame in ("{", "[]", "{}", "", "x" * 5000, '{"event":7}', "[" * 200, "\xff\xfe"):
        mm.raw_frame(frame)
    mm.raw_frame(b"\x00\x01", binary=True)
    mm.say("anna", "after nonsense")
    session.wait("message", text="after nonsense")
    mm.frames(fragment=9)
    mm.say("anna", "in pieces")
    session.wait("message", text="in pieces")
    mm.frames(drip_s=0)
    mm.say("anna", "byte by byte")
    session.wait("message", text="byte by byte")
    assert not [e for e in session.events if e["kind"] == "line" and e["line"] == DOWN]


def test_large_frames_are_read_and_larger_ones_passed_over(mm, session):
    mm.pad_events(3 * 1024 * 1024)
    mm.say("anna", "large")
    session.wait("message", 20, text="large")
    mm.pad_events(5 * 1024 * 1024)
    mm.say("anna", "too large")
    mm.pad_events(0)
    mm.say("anna", "small")
    session.wait("message", 20, text="small")
    assert messages(session) == ["large", "small"]


# --- what was missed


def test_what_was_written_before_the_start_is_read(both):
    both.say("anna", "deleted")
    both.delete_post(both.say("anna", "gone"))
    both.delete_post(both.direct("anna")[0])
    both.edit_post(both.say("ben", "before"), "as it stands")
    both.mention("carla", "comms", "a mention")
    both.say("anna", "not for us", "comms")
    with Started(both) as one:
        for text in ("as it stands", "a mention"):
            one.wait("message", text=text)
        wait_for(lambda: not both.unread("ben"), 10)
        assert sorted(messages(one)) == ["a mention", "as it stands"]
        assert not both.complaints()


def test_many_are_read_in_order_and_only_once(mm):
    for n in range(330):
        mm.mention("anna", "comms", f"m{n}")
    for n in range(20):
        mm.say("ben", f"d{n}")
    with Started(mm) as one:
        one.wait("message", 20, text="m329")
        one.wait("message", 20, text="d19")
        assert messages(one, "m") == [f"m{n}" for n in range(330)]
        assert messages(one, "d") == [f"d{n}" for n in range(20)]
        wait_for(lambda: not mm.unread("ben"), 15)
        wait_for(lambda: mm.info.channels["acme/comms"] in [v.channel for v in mm.records("view")])
    with Started(mm) as one:
        one.wait_log("event=caught_up")
        assert messages(one) == []


def test_nothing_old_is_answered(mm):
    mm.say("anna", "yesterday's")
    mm.age_posts(24 * 3600)
    mm.say("anna", "today's")
    with Started(mm) as one:
        one.wait("message", text="today's")
        assert messages(one) == ["today's"]


def test_a_reading_that_fails_is_begun_again(mm):
    mm.say("anna", "hello")
    mm.server_error("GET /channels/*/posts", times=2)
    mm.rate_limited("GET /users/*/teams/*/channels/members")
    with Started(mm) as one:
        one.wait("message", 20, text="hello")
        assert "hello" in messages(one)


def test_a_mark_does_not_pass_what_is_still_to_be_read(mm):
    mm.say("anna", "missed")
    mm.server_error("GET /users/*/teams/*/channels/members", times=4)
    with Started(mm) as one:
        one.wait("line", line=UP)
        mm.say("anna", "live")
        one.wait("message", text="live")
        one.wait("message", 40, text="missed")
        wait_for(lambda: not mm.unread("anna"), 10)


def test_a_line_that_was_too_slow_is_caught_up_with(mm, session):
    wait_filled(session)
    mm.say("anna", "first")
    session.wait("message", text="first")
    session.process.send_signal(signal.SIGSTOP)
    mm.pad_events(100 * 1000)
    for n in range(320):
        mm.mention("anna", "comms", f"m{n}")
    wait_for(lambda: mm.records("overflow"))
    mm.pad_events(0)
    session.process.send_signal(signal.SIGCONT)
    session.wait("message", 30, text="m319")
    wait_for(lambda: len(messages(session, "m")) == 320, 30)


# --- the end


def test_what_is_under_way_ends_before_the_line_does(mm):
    one = Session.mattermost(mm)
    try:
        one.wait("line", line=UP)
        general = mm.info.channels["acme/comms"]
        for n in range(40):
            one.tell(do="send", id=n + 1, uid=f"u-{n}", channel=general, title="x")
        for n in range(40):
            mm.say("anna", f"m{n}")
        one.stop()
        outcomes = [e for e in one.events if e["kind"] == "outcome"]
        assert len(outcomes) == 40 and all(e["outcome"] == APPLIED for e in outcomes)
        assert len(mm.posts("comms")) == 40 and not mm.complaints()
        mm.wait("close")
    finally:
        one.kill()


def test_the_line_is_closed_in_due_form(mm):
    """Where the server is speaking just then, it may be cut before it reads that."""
    with Started(mm) as one:
        one.wait("line", line=UP)
    assert mm.wait("client_close")["code"] == 1000


def test_it_ends_while_the_server_does_not_answer(mm):
    one = Session.mattermost(mm)
    try:
        one.wait("line", line=UP)
        mm.never_answer("POST /posts", times=5)
        one.tell(do="send", id=1, uid="u-1", channel=mm.info.channels["acme/comms"], title="x")
        one.stop()
    finally:
        one.kill()


def test_it_ends_before_it_has_begun(mm):
    mm.never_answer("GET /users/{user_id}", times=9)
    with Started(mm):
        pass
