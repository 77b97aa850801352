"""Our Mattermost session against the fake: what is sent, who is who, and who is where."""

import pytest
from fakes.mattermost import Mattermost
from session import (APPLIED, DIRECT, NEVER, NOT, UNKNOWN, Started, messages, places, running,
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


# --- looking for what was sent


def test_a_server_whose_clock_is_behind_hides_nothing(both, on_both):
    channel = both.info.channels["acme/comms"]
    assert on_both.outcome("send", 1, uid="u-1", channel=channel, title="x")["outcome"] == APPLIED
    both.age_posts(4 * 60)
    assert on_both.outcome("find", 2, uid="u-1", channel=channel)["outcome"] == APPLIED


# --- sending under pressure


def test_limits_are_waited_for(mm, session):
    general = mm.info.channels["acme/comms"]
    mm.limit_rates(per_s=5, burst=6)
    for n in range(20):
        session.tell(do="send", id=n + 1, uid=f"u-{n}", channel=general, title="x")
    for n in range(20):
        assert session.wait("outcome", 30, outbox_id=n + 1)["outcome"] in (APPLIED, NOT)
    mm.limit_rates(per_s=0)
    assert not [c for c in mm.calls("POST /posts") if c["status"] == 429][5:]


def test_posts_of_a_channel_keep_their_order(mm, session):
    general, ben = mm.info.channels["acme/comms"], mm.info.users["ben"]
    for n in range(30):
        session.tell(do="send", id=n + 1, uid=f"u-{n}", channel=general, title=f"n{n}")
    session.tell(do="send", id=99, kind=DIRECT, uid="u-d", user=ben, title="beside")
    session.wait("outcome", 20, outbox_id=30)
    texts = [p["text"] for p in mm.posts("comms")]
    assert len(texts) == 30 and all(f"n{n}" in text for n, text in enumerate(texts))
    assert session.wait("outcome", outbox_id=99)["outcome"] == APPLIED


@pytest.mark.parametrize("knob, outcome, is_later", [
    (lambda mm: mm.rate_limited("POST /posts", "7"), NOT, True),
    (lambda mm: mm.rate_limited("POST /posts", "3600"), NOT, True),
    (lambda mm: mm.server_error("POST /posts", 503), UNKNOWN, False),
    (lambda mm: mm.applied_but_no_reply("POST /posts"), UNKNOWN, False),
    (lambda mm: mm.cut_answer("POST /posts"), UNKNOWN, False),
    (lambda mm: mm.html("POST /posts", status=200), UNKNOWN, False),
    (lambda mm: mm.html("POST /posts", status=404), NOT, True),
    (lambda mm: mm.pending(), UNKNOWN, False),
    (lambda mm: mm.server_error("POST /posts", 403), NEVER, False),
    (lambda mm: mm.server_error("POST /posts", 413), NEVER, False),
])
def test_outcomes_are_told_apart(mm, session, knob, outcome, is_later):
    knob(mm)
    got = session.outcome("send", 1, uid="u-1", channel=mm.info.channels["acme/comms"], title="x")
    assert (got["outcome"], got["is_later"]) == (outcome, is_later)


def test_a_long_pause_is_not_waited_in_line(mm, session):
    general = mm.info.channels["acme/comms"]
    mm.rate_limited("POST /posts", "60")
    for n in range(5):
        session.tell(do="send", id=n + 1, uid=f"u-{n}", channel=general, title="x")
    for n in range(5):
        got = session.wait("outcome", outbox_id=n + 1)
        assert got["outcome"] == NOT and got["is_later"]
    assert len(mm.calls("POST /posts")) == 1


# --- who is who


def test_the_directory_is_filled_team_by_team(both):
    both.add_crowd(450)
    both.add_channel("elsewhere", members=["ben"])
    both.rate_limited("GET /users")
    with Started(both) as one:
        wait_filled(one)
        pages = [e for e in one.events if e["kind"] == "members"]
        assert sum(e["members"] for e in pages) >= 450 and len(pages) >= 4
        assert all("/" in e["cursor"] for e in pages[:-1])
        people = " ".join(e["people"] for e in pages).split()
        assert "+anna" in people and "-gone" in people
        assert "+comms" in places(one) and "~elsewhere" in places(one)
        assert places(one).count("+comms") == 1 and "~comms" not in places(one)
        assert not both.complaints()
    left = pages[-2]["cursor"]
    with Started(both, cursor=left) as one:
        wait_filled(one)
        assert len([e for e in one.events if e["kind"] == "members"]) == 1


def test_teams_that_are_not_named_are_left_alone(mm):
    mm.add_channel("inside", members=["ben"], team="lab")
    with Started(mm, teams="acme,sales") as one:
        one.wait_log("event=no_such_team")
        line = next(line for line in one.log if "no_such_team" in line)
        assert "sales" in line and "acme" in line and "lab" in line and "remedy" in line
        wait_filled(one)
        assert "+comms" in places(one) and "~inside" not in places(one)


def test_a_new_team_is_served_at_once(mm, session):
    wait_filled(session)
    after = len(session.events)
    mm.add_team("sales", members=["anna"])
    mm.join_team("botschafter", "sales")
    session.wait("members", 10, after, is_page=True, cursor="")
    joined = mm.join_team("nora", "sales")
    session.wait("join", 10, after, user=joined["id"])


def test_people_who_join_are_heard_once(both, on_both):
    wait_filled(on_both)
    nils = both.join_team("nils")
    join = on_both.wait("join")
    assert (join["user"], join["members"], join["people"]) == (nils["id"], 1, "+nils")
    both.join_channel("nils", "comms")
    both.say("nils", "hello")
    on_both.wait("message", text="hello")
    assert len([e for e in on_both.events if e["kind"] == "join"]) == 1
    assert not both.complaints()


def test_who_joined_meanwhile_is_heard(mm):
    with Started(mm) as one:
        wait_filled(one)
    nils = mm.join_team("nils")
    with Started(mm) as one:
        one.wait("channels")
        mm.forget_connections()  # its town squares are known by now
        assert one.wait("join", 20)["user"] == nils["id"]


def test_changes_of_people_are_heard(mm, session):
    wait_filled(session)
    mm.rename("anna", "anna.m")
    session.wait("members", people="+anna.m", is_page=False)
    mm.deactivate("ben")
    session.wait("members", people="-ben")
    carla = mm.info.users["carla"]
    for team in ("lab", "acme"):
        mm.leave_team("carla", team)
    gone = session.wait("members", people=f"-{carla}")
    assert not gone["is_page"]
    assert not mm.complaints()


def test_changes_of_channels_are_heard(mm, session):
    wait_filled(session)
    mm.add_channel("news", members=["anna"])
    for channel, left in (("news", "~news"), ("secret", "-" + mm.info.channels["acme/secret"])):
        mm.join_channel("botschafter", channel, by="anna")
        wait_for(lambda: f"+{channel}" in places(session))
        mm.part_channel("botschafter", channel, by="anna")
        wait_for(lambda: places(session)[-1] == left)
    assert not mm.complaints()


# --- direct messages


def test_a_direct_channel_is_asked_for_once(mm, session):
    ben = mm.info.users["ben"]
    for n in (1, 2):
        sent = session.outcome("send", n, kind=DIRECT, uid=f"u-{n}", user=ben, title="hello")
        assert sent["outcome"] == APPLIED and sent["channel"] == mm.direct_id("ben")
    assert len(mm.calls("POST /channels/direct")) == 1


def test_nobody_is_written_to_who_cannot_be(mm, session):
    for n, user in enumerate(["z" * 26, "not an id", "../posts"]):
        sent = session.outcome("send", n + 1, kind=DIRECT, uid=f"u-{n}", user=user, title="x")
        assert sent["outcome"] == NEVER
    mm.server_error("POST /channels/direct", 503)
    sent = session.outcome("send", 9, kind=DIRECT, uid="u-9", user=mm.info.users["ben"], title="x")
    assert sent["outcome"] == NOT and sent["is_later"]
