"""The fake's Socket Mode: what Slack does with connections and envelopes, and its misbehaviours."""

import json
import socket
import struct

import pytest
from plain_client import Api, Refused, Socket

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


@pytest.fixture
def connect(slack):
    """Opens a connection and reads its hello."""
    opened = []

    def one():
        app = Api(slack.api_url, slack.info.app_token)
        client = Socket(app("apps.connections.open")["url"])
        client.hello = client.json()
        opened.append(client)
        return client
    yield one
    for client in opened:
        client.close()


# --- as Slack does it


def test_hello_counts_the_connections(slack, connect):
    assert connect().hello["num_connections"] == 1
    hello = connect().hello
    assert hello["type"] == "hello" and hello["num_connections"] == 2
    assert hello["debug_info"]["approximate_connection_time"] == 18060


def test_a_ticket_is_good_for_one_connection(slack):
    url = Api(slack.api_url, slack.info.app_token)("apps.connections.open")["url"]
    Socket(url).close()
    with pytest.raises(Refused, match="401"):
        Socket(url)


def test_a_command_is_acked_with_its_answer(slack, connect):
    client = connect()
    doing = slack.send_command("/share linkedin", wait=False)
    envelope = client.json()
    assert envelope["type"] == "slash_commands" and envelope["accepts_response_payload"]
    assert "retry_attempt" not in envelope
    assert envelope["payload"]["command"] == "/share" and envelope["payload"]["text"] == "linkedin"
    client.ack(envelope, {"text": "a post"})
    assert slack.result(doing).message.text == "a post"
    assert slack.acks == [doing.id]


def test_an_answer_with_wrong_blocks_is_never_seen(slack, connect):
    client = connect()
    doing = slack.send_command(wait=False)
    client.ack(client.json(), {"blocks": [{"type": "section"}]})
    result = slack.result(doing)
    assert result.error == "invalid_blocks" and "text" in result.reasons[0]
    assert slack.ephemerals("anna") == [] and slack.complaints()


def test_envelopes_go_round_the_connections(slack, connect):
    clients = [connect() for _ in range(3)]
    for _ in range(6):
        slack.send_command(wait=False)
    got = [c.json()["envelope_id"] for c in clients for _ in range(2)]
    assert len(set(got)) == 6


def test_an_event_without_ack_comes_again_three_times(slack, connect):
    slack.timing(ack_s=0.05, retries_s=(0.0, 0.05, 0.1))
    client = connect()
    said = slack.send_message("hello")
    seen = [client.json() for _ in range(4)]
    assert [e["retry_attempt"] for e in seen] == [0, 1, 2, 3]
    assert [e["retry_reason"] for e in seen] == ["", "timeout", "timeout", "timeout"]
    assert len({e["payload"]["event_id"] for e in seen}) == 1
    assert slack.wait("given_up").envelope_id == said.envelope_id


def test_an_event_that_met_nobody_comes_when_somebody_is_there(slack, connect):
    slack.timing(ack_s=0.05, retries_s=(0.0, 0.3, 0.3))
    slack.send_message("hello")
    slack.wait("nobody")
    envelope = connect().json()
    assert envelope["payload"]["event"]["text"] == "hello" and envelope["retry_attempt"] > 0


def test_a_command_without_ack_does_not_come_again(slack, connect):
    slack.timing(ack_s=0.05, retries_s=(0.0, 0.0, 0.0))
    client = connect()
    assert not slack.send_command(timeout_s=0.2).acked
    client.json()
    slack.wait("given_up")
    slack.assert_quiet(50, kinds=("sent",))


def test_a_command_without_ack_comes_on_the_next_line_when_told_so(slack, connect):
    slack.redeliver_commands()
    client = connect()
    doing = slack.send_command(wait=False)
    first = client.json()
    slack.drop_connection()
    client = connect()
    assert client.json() == first
    client.ack(first, {"text": "a post"})
    assert slack.result(doing).message.text == "a post"


def test_a_client_frame_over_20480_bytes_ends_the_connection(slack, connect):
    client = connect()
    slack.send_command(wait=False)
    client.ack(client.json(), {"text": "x" * 20_000})
    slack.wait("ack")
    slack.send_command(wait=False)
    client.ack(client.json(), {"text": "x" * 20_480})
    kind, payload = client.message()
    assert kind == CLOSE and struct.unpack(">H", payload[:2]) == (1009,)
    assert payload[2:] == b"Max frame length of 20480 has been exceeded."
    assert slack.complaints()[0].kind == "too_long"


def test_pings_are_answered_and_sent(slack, connect):
    slack.timing(ping_s=0.05)
    client = connect()
    client.send(b"are you there", PING)
    seen = dict(client.frame()[:2] for _ in range(4))
    assert seen[PONG] == b"are you there" and seen[PING].startswith(b"Ping from applink")


def test_a_client_that_answers_no_ping_is_cut(slack, connect):
    slack.timing(ping_s=0.05, pong_dead_s=0.2)
    client = connect()
    assert slack.wait("close").how == "no pong" and client.is_ended()


def test_the_eleventh_connection_is_refused(slack, connect):
    for _ in range(10):
        connect()
    assert connect().hello == {"type": "disconnect", "reason": "too_many_websockets",
                               "debug_info": {"host": "applink-1"}}
    assert slack.connections() == 10 and slack.records("close") == []


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
def test_a_refresh_is_asked_for_and_the_line_cut_later(slack, connect, reason):
    slack.timing(warning_s=0.2)
    client = connect()
    slack.refresh(reason)
    assert client.json()["reason"] == reason
    slack.send_command(wait=False)
    assert client.json()["type"] == "slash_commands"  # the old line serves until then
    assert client.is_ended()


def test_gaps_between_connections_are_measured(slack, connect):
    connect().send(struct.pack(">H", 1000), CLOSE)
    slack.wait("close")
    assert slack.longest_gap_s() == 0.0
    connect()
    gap = slack.longest_gap_s()
    assert gap > 0.0
    connect()
    slack.drop_connection()
    connect()
    assert slack.longest_gap_s() > 0.0


def test_tcp_outlives_the_closing_handshake(slack, connect):
    slack.timing(close_linger_s=0.3)
    client = connect()
    client.send(struct.pack(">H", 1000), CLOSE)
    assert client.message() == (CLOSE, struct.pack(">H", 1000))
    client.tcp.settimeout(0.05)
    assert not client.is_ended()


@pytest.mark.parametrize("bytes_", [b"no json", b"[]", b'{"payload":{}}', b"\xff"])
def test_a_wrong_ack_is_a_complaint(slack, connect, bytes_):
    connect().send(bytes_)
    slack.wait("bad_ack")
    assert len(slack.complaints()) == 1


def test_an_unmasked_frame_is_a_violation(slack, connect):
    client = connect()
    client.send(b"{}", mask=False)
    kind, payload = client.message()
    assert kind == CLOSE and b"masked" in payload and slack.complaints()[0].kind == "violation"


def test_two_workspaces_have_their_own_lines(slack, connect):
    other = slack.add_workspace("beta")
    client = Socket(Api(slack.api_url, other.app_token)("apps.connections.open")["url"])
    assert client.json()["num_connections"] == 1 and slack.connections() == 0
    slack.send_command(workspace="beta", wait=False)
    assert client.json()["payload"]["team_id"] == other.team_id
    client.close()


# --- misbehaviour


def test_ghosts_count_and_swallow(slack, connect):
    slack.timing(ack_s=0.05, retries_s=(0.0, 0.0, 0.0))
    slack.add_ghosts(1)
    client = connect()
    assert client.hello["num_connections"] == 2
    said = [slack.send_message(f"m{i}") for i in range(2)]
    got = [client.json() for _ in said]
    assert sorted(e["retry_attempt"] for e in got) == [0, 1]


def test_a_silent_line_answers_nothing_and_stays_open(slack, connect):
    client = connect()
    slack.drop_connection("silent")
    client.send(b"hello?", PING)
    slack.send_command(wait=False)
    client.tcp.settimeout(0.1)
    with pytest.raises(TimeoutError):
        client.frame()
    client.close()
    slack.wait("close")
    assert slack.connections() == 1  # a ghost from now on
    slack.remove_ghosts()
    assert slack.connections() == 0


def test_a_line_can_be_reset_ended_or_closed(slack, connect):
    client = connect()
    slack.drop_connection("rst")
    with pytest.raises((ConnectionResetError, EOFError)):
        client.frame()
    client = connect()
    slack.drop_connection("fin")
    with pytest.raises(EOFError):
        client.frame()
    client = connect()
    slack.drop_connection("close", code=1011)
    assert client.message() == (CLOSE, struct.pack(">H", 1011))


def test_frames_in_single_bytes_and_in_fragments(slack, connect):
    client = connect()
    slack.frames(drip_s=0.0)
    slack.send_command("/share dripped", wait=False)
    assert client.json()["payload"]["text"] == "dripped"
    slack.frames(fragment=1)
    slack.send_command("/share cut", wait=False)
    raw, final = b"", False
    while not final:
        opcode, piece, final = client.frame()
        assert len(piece) == 1
        raw += piece
    assert json.loads(raw)["payload"]["text"] == "cut"


def test_events_can_come_twice(slack, connect):
    client = connect()
    slack.double_events(2)
    slack.send_message("hello")
    one, two = client.json(), client.json()
    assert one == two


def test_events_can_be_held_and_come_in_another_order(slack, connect):
    client = connect()
    slack.hold()
    for i in range(3):
        slack.send_message(str(i))
    slack.release("reversed")
    texts = []
    for _ in range(3):
        envelope = client.json()
        client.ack(envelope)
        texts.append(envelope["payload"]["event"]["text"])
    assert texts == ["2", "1", "0"]


def test_an_acked_command_can_come_again(slack, connect):
    client = connect()
    doing = slack.send_command(envelope_id="e1", wait=False)
    first = client.json()
    client.ack(first, {"text": "a post"})
    slack.result(doing)
    slack.send_command(envelope_id="e1", wait=False)
    again = client.json()
    assert again == first
    client.ack(again, {"text": "a post"})
    slack.wait("ack"), slack.wait("ack")
    assert slack.acks == ["e1", "e1"]


@pytest.mark.parametrize("kind, opcode, start", [
    ("truncated", TEXT, b"{"), ("not_utf8", TEXT, b"{"), ("deep", TEXT, b"{"), ("huge", TEXT, b"{"),
    ("array", TEXT, b"["), ("empty", TEXT, b""), ("unknown_type", TEXT, b"{"),
    ("no_type", TEXT, b"{"), ("binary", BINARY, b"{")])
def test_bad_frames(slack, connect, kind, opcode, start):
    client = connect()
    slack.bad_frame(kind)
    got, payload = client.message()
    assert got == opcode and payload[:1] == start
    if kind == "not_utf8":
        with pytest.raises(UnicodeDecodeError):
            payload.decode()


def test_half_a_frame(slack, connect):
    client = connect()
    slack.half_frame()
    client.tcp.settimeout(0.1)
    with pytest.raises(TimeoutError):
        client.frame()


def test_a_flood_of_pings(slack, connect):
    client = connect()
    slack.ping_flood(100)
    assert [client.frame()[0] for _ in range(100)] == [PING] * 100


@pytest.mark.parametrize("status", [408, 409, 429, 503])
def test_an_upgrade_can_be_refused(slack, connect, status):
    slack.fault("link", status=status, headers={"Retry-After": "1"})
    with pytest.raises(Refused, match=str(status)):
        connect()
    connect()


def test_an_upgrade_can_be_reset_or_hang(slack, connect):
    slack.fault("link", reply="reset")
    with pytest.raises(ConnectionResetError):
        connect()
    slack.fault("link", reply="none")
    url = Api(slack.api_url, slack.info.app_token)("apps.connections.open")["url"]
    with pytest.raises(TimeoutError):
        Socket(url, timeout_s=0.1)


def test_a_link_to_nowhere(slack, connect):
    slack.bad_link("ws://no-such-host.invalid/link/?ticket=x")
    with pytest.raises(socket.gaierror):
        connect()
    connect()
