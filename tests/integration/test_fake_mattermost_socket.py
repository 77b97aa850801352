"""The fake Mattermost's websocket: greeting, numbers, taking a connection up again, and its faults."""

import json

import pytest
from plain_client import Refused, Rest, Socket

both = pytest.mark.parametrize("mm", ["5.37", "11.6"], indirect=True)


@pytest.fixture
def connect(mm):
    """Opens a websocket of the bot, by header."""
    opened = []

    def open_one(query="", token=None, headers=None):
        token = token or mm.info.bot_token
        url = mm.url.replace("http", "ws", 1) + "/api/v4/websocket" + query
        opened.append(Socket(url, headers={"Authorization": f"Bearer {token}", **(headers or {})}))
        return opened[-1]
    yield open_one
    for one in opened:
        one.close()


def begin(socket):
    """Reads the greeting; the id of the connection."""
    hello, status = socket.json(), socket.json()
    assert (hello["event"], hello["seq"]) == ("hello", 0)
    assert (status["event"], status["seq"]) == ("status_change", 1)
    return hello["data"]["connection_id"]


def post_of(frame):
    return json.loads(frame["data"]["post"])


@both
def test_greeting_ping_and_a_post(mm, connect):
    socket = connect()
    begin(socket)
    socket.send({"seq": 1, "action": "ping"})
    pong = socket.json()
    assert (pong["seq_reply"], pong["data"]["text"]) == (1, "pong") and "seq" not in pong
    socket.send({"seq": 2, "action": "no_such"})
    assert socket.json()["error"]["id"] == "api.web_socket_router.bad_action.app_error"
    mm.say("anna", "hallo")
    added, posted = socket.json(), socket.json()
    assert added["event"] == "direct_added" and (posted["event"], posted["seq"]) == ("posted", 3)
    assert post_of(posted)["message"] == "hallo" and posted["data"]["channel_type"] == "D"
    assert posted["data"]["mentions"] == json.dumps([mm.info.bot_id])


def test_challenge_hello_comes_before_the_reply(mm):
    socket = Socket(mm.url.replace("http", "ws", 1) + "/api/v4/websocket")
    socket.send({"seq": 1, "action": "authentication_challenge",
                 "data": {"token": mm.info.bot_token}})
    assert socket.json()["event"] == "hello"
    assert socket.json() == {"status": "OK", "seq_reply": 1}
    socket.close()


def test_a_wrong_token_gets_101_and_is_dropped(mm, connect):
    mm.timing(ws_auth_s=0.1)
    assert connect(token="wrong").is_ended()
    socket = Socket(mm.url.replace("http", "ws", 1) + "/api/v4/websocket")
    socket.send({"seq": 1, "action": "authentication_challenge", "data": {"token": "wrong"}})
    assert socket.is_ended()
    socket.close()


def test_only_members_hear_of_a_channel(mm, connect):
    socket = connect()
    begin(socket)
    mm.say("carla", "hush", "secret")
    mm.say("carla", "open", "comms")
    assert post_of(socket.json())["message"] == "open"


@both
def test_mentions_are_counted_outside_code(mm, connect):
    socket = connect()
    begin(socket)
    mm.say("anna", "`@botschafter`", "comms")
    mm.mention("anna", "comms", "hi")
    assert "mentions" not in socket.json()["data"]
    assert mm.info.bot_id in socket.json()["data"]["mentions"]


def test_a_connection_is_taken_up_again_without_loss(mm, connect):
    first = connect()
    number = begin(first)
    mm.say("anna", "one", "comms")
    assert first.json()["seq"] == 2
    mm.cut_websocket()
    mm.wait("close")
    mm.say("anna", "two", "comms")
    again = connect(f"?connection_id={number}&sequence_number=3")
    frames = [again.json() for _ in range(3)]
    assert [f["seq"] for f in frames] == [3, 4, 5]
    assert [f["event"] for f in frames] == ["status_change", "posted", "status_change"]
    assert mm.wait_connection(resumed=True)


def test_what_was_lost_on_the_way_is_sent_again(mm, connect):
    first = connect()
    number = begin(first)
    for text in ("one", "two"):
        mm.say("anna", text, "comms")
        first.json()
    mm.cut_websocket()
    mm.wait("close")
    again = connect(f"?connection_id={number}&sequence_number=2")
    assert [post_of(again.json())["message"] for _ in range(2)] == ["one", "two"]


@pytest.mark.parametrize("query, lost", [
    ("?connection_id=zz&sequence_number=1", True), ("?connection_id={id}", True),
    ("?connection_id={id}&sequence_number=x", True),
    ("?connection_id={id}&sequence_number=99", False),
    ("?connection_id=" + "y" * 26 + "&sequence_number=3", False)])
def test_what_cannot_be_taken_up(mm, connect, query, lost):
    first = connect()
    number = begin(first)
    mm.cut_websocket()
    mm.wait("close")
    again = connect(query.format(id=number))
    if lost:
        assert again.is_ended()
    else:
        hello = again.json()
        assert (hello["event"], hello["seq"]) == ("hello", 0)
        assert hello["data"]["connection_id"] != number


def test_a_restart_forgets_connections(mm, connect):
    number = begin(connect())
    mm.restart()
    hello = connect(f"?connection_id={number}&sequence_number=2").json()
    assert hello["event"] == "hello" and hello["data"]["connection_id"] != number


def test_a_queue_that_is_full_ends_the_connection(mm, connect):
    number = begin(connect())
    mm.cut_websocket()
    mm.wait("close")
    mm.add_history("comms", 1)
    for i in range(260):
        mm.event("custom", {"n": i}, user="botschafter")
    hello = connect(f"?connection_id={number}&sequence_number=2").json()
    assert hello["event"] == "hello" and mm.records("overflow")


def test_a_join_is_heard_by_the_others(mm, connect):
    socket = connect()
    begin(socket)
    mm.join_team("dora", locale="de")
    events = [socket.json() for _ in range(5)]
    assert [e["event"] for e in events] == ["new_user", "posted", "user_added", "posted",
                                           "user_added"]
    assert post_of(events[1])["type"] == "system_join_team"
    mm.change("dora", nickname="Do")
    assert socket.json()["data"]["user"]["nickname"] == "Do"
    assert Rest(mm.url, mm.info.bot_token).get("/users/username/dora")["locale"] == "de"


def test_faults_of_the_line(mm, connect):
    socket = connect()
    begin(socket)
    mm.frames(fragment=10)
    mm.pad_events(100_000)
    mm.skip_sequence(5)
    mm.say("anna", "big", "comms")
    frame = socket.json()
    assert frame["seq"] == 7 and len(frame["data"]["padding"]) == 100_000
    mm.stop_pongs()
    socket.send({"seq": 1, "action": "ping"})
    mm.frames()
    mm.pad_events()
    mm.close_websocket(4000)
    assert socket.message() == (8, b"\x0f\xa0")
    mm.refuse_websocket(503)
    with pytest.raises(Refused):
        connect()


def test_a_half_open_line_swallows_everything(mm, connect):
    socket = connect()
    number = begin(socket)
    mm.half_open()
    socket.send({"seq": 1, "action": "ping"})
    mm.say("anna", "unheard", "comms")
    socket.tcp.settimeout(0.2)
    with pytest.raises(TimeoutError):
        socket.json()
    # The server believes the old line alive: it cannot be taken up.
    assert connect(f"?connection_id={number}&sequence_number=2").json()["event"] == "hello"


def test_a_frame_above_8192_bytes_and_an_origin_are_refused(mm, connect):
    socket = connect()
    begin(socket)
    socket.send({"seq": 1, "action": "ping", "data": {"x": "y" * 8200}})
    assert socket.is_ended()
    with pytest.raises(Refused):
        connect(headers={"Origin": "http://elsewhere.example"})
    assert [c.kind for c in mm.complaints()] == ["invalid", "invalid"]


@pytest.mark.parametrize("cut", [True, False])
def test_a_revoked_token_ends_the_connection_or_not(mm, connect, cut):
    mm.timing(ws_auth_s=0.05)
    socket = connect()
    begin(socket)
    mm.revoke_token(cut=cut)
    assert Rest(mm.url, mm.info.bot_token).raw("GET", "/users/me")[0] == 401
    if cut:
        assert socket.is_ended()
    else:
        mm.say("carla", "still heard", "comms")
        assert post_of(socket.json())["message"] == "still heard"


def test_a_deactivated_bot_is_cut_off(mm, connect):
    mm.timing(ws_auth_s=0.05)
    socket = connect()
    begin(socket)
    mm.deactivate("botschafter")
    assert socket.is_ended()


def test_a_client_that_answers_no_ping_is_cut_off(mm, connect):
    mm.timing(ws_ping_s=0.05, ws_pong_s=0.2)
    socket = connect()
    begin(socket)
    assert socket.frame()[0] == 9
    socket.send(b"", 10)
    assert socket.frame()[0] == 9 and socket.is_ended()
    assert mm.records("no_pong")
