"""The line to Slack: broken, renewed, silent, crowded, and what comes over it malformed."""

import pytest
from sharing import EN, rows, set_up

DEALT = "SELECT coalesce(sum(dealt), 0) FROM wording"
BAD_FRAMES = ["truncated", "not_utf8", "deep", "array", "empty", "unknown_type", "no_type",
              "binary", "huge"]


@pytest.fixture
def office(slack_chat):
    return slack_chat.set_up().start().daemon


def answered(slack, asked):
    """Each of these got its card, the ones that a line took along by a second delivery."""
    for one in asked:
        done = slack.result(one, timeout_s=10)
        if not done.acked:
            done = slack.send_command("/share", user="ben", envelope_id=one.id)
        assert done.acked and done.message, "a command was lost"


# --- renewed and broken


def test_a_refresh_leaves_no_gap_and_loses_no_command(office, slack):
    slack.timing(warning_s=0.3)
    asked = []
    for reason in ("refresh_requested", "warning", "refresh_requested"):
        slack.refresh(reason)
        asked += [slack.send_command("/share", user="ben", wait=False) for _ in range(20)]
        slack.wait_connection()
        asked += [slack.send_command("/share", user="ben", wait=False) for _ in range(20)]
        slack.wait("close")
    answered(slack, asked)
    assert slack.longest_gap_s() == 0
    assert not slack.records("nobody") and rows(office, DEALT) == [(len(asked),)]
    assert not [line for line in office.lines if "is=down" in line]


@pytest.mark.parametrize("how", ["rst", "fin", "close"])
def test_a_line_that_breaks_takes_no_command_along(office, slack, how):
    slack.redeliver_commands()
    asked = [slack.send_command("/share", user="ben", wait=False) for _ in range(30)]
    slack.drop_connection(how)
    office.wait_log("is=down")
    slack.wait_connection()
    answered(slack, asked)
    assert rows(office, DEALT) == [(30,)]


def test_an_outage_is_waited_out(office, slack):
    slack.outage()
    office.wait_log("is=down")
    slack.recover()
    slack.wait_connection(20)
    assert slack.send_command("/share", user="ben").acked


def test_ghosts_are_named_and_nothing_is_hurried(office, slack):
    slack.add_ghosts(3)
    slack.refresh()
    line = office.wait_log("event=ghost_connections")
    assert "counted=5" in line and "app_token" in line
    slack.assert_quiet(300, kinds=["connect"])
    slack.remove_ghosts()
    assert slack.send_command("/share", user="ben").acked


def test_too_many_connections_are_said_and_not_made_more(office, slack):
    office.expect_error("event=hangup")
    slack.refresh("too_many_websockets", cut=False)
    assert "too_many_websockets" in office.wait_log("event=hangup")
    assert "no other daemon" in office.wait_log("event=line", "is=down")
    slack.assert_quiet(700, kinds=["connect"])


def test_socket_mode_switched_off_is_for_the_operator(office, slack):
    office.expect_error("event=hangup")
    office.expect_error("is=refused")
    slack.refresh("link_disabled", cut=False)
    assert "Socket Mode" in office.wait_log("is=refused")


# --- tokens and scopes


@pytest.mark.parametrize("key, method", [("SLACK_APP_TOKEN", "apps.connections.open"),
                                         ("SLACK_BOT_TOKEN", "auth.test")])
def test_a_wrong_token_is_named_with_its_remedy(daemon, slack, key, method):
    good = daemon.env[key]
    daemon.env[key] = good[:5] + "-wrong"
    daemon.expect_error("event=call_failed")
    daemon.expect_error("is=refused")
    set_up(daemon).start(ready=False)
    line = daemon.wait_log("is=refused")
    assert key.removeprefix("SLACK_").lower() in line and "api.slack.com/apps" in line
    assert method in daemon.wait_log("event=call_failed")
    assert daemon.process.poll() is None
    daemon.stop()
    daemon.env[key] = good
    daemon.start()
    assert slack.send_command("/share", user="ben").acked


def test_a_token_taken_back_while_running_is_said(office, slack):
    office.expect_error("event=call_failed")
    office.expect_error("is=refused")
    slack.set_token(bot_token="xoxb-acme-another")
    slack.press(slack.send_command("/share", user="ben"), "Send me the text")
    assert "bot_token" in office.wait_log("is=refused")


def test_every_missing_scope_is_named_at_the_start(slack_chat, daemon, slack):
    for scope in ("im:history", "users:read"):
        slack.revoke_scope(scope)
    set_up(daemon).start()
    for scope in ("im:history", "users:read"):
        assert "setup slack" in daemon.wait_log("event=scope_missing", scope)
    daemon.wait_log("event=directory_unreadable", "users:read")
    assert slack_chat.command("/share", "anna").title == EN.first, "nobody's language known"


# --- limits and errors of the Web API


def test_errors_at_the_start_are_tried_again(daemon, slack):
    slack.server_error("auth.test", 503)
    slack.html("apps.connections.open")
    slack.bad_link()
    slack.fault("link", status=408, body="")
    set_up(daemon).start(timeout_s=30)
    assert slack.send_command("/share", user="ben").acked


def test_no_answer_to_a_call_harms_the_daemon(office, slack):
    card = slack.send_command("/share", user="ben")
    for knob in ("server_error", "html", "applied_but_no_reply", "huge_body", "gzip_bomb",
                 "deep_body", "redirect", "truncated_json"):
        getattr(slack, knob)("views.open")
        assert slack.press(card, "In my words").acked, knob
        slack.wait_call("views.open")
        assert slack.wait_view(slack.press(card, "In my words")).view, knob


# --- frames


def test_bad_frames_harm_nobody(office, slack):
    for kind in BAD_FRAMES:
        slack.bad_frame(kind)
        assert slack.send_command("/share", user="ben").acked, kind
    assert slack.connections() == 1 == len(slack.records("connect"))


def test_frames_byte_by_byte_and_in_fragments(office, slack):
    slack.frames(drip_s=0)
    assert slack.send_command("/share", user="ben").acked
    slack.frames(fragment=1)
    assert slack.send_command("/share", user="ben").acked
    slack.frames()
    slack.ping_flood(200)
    assert slack.send_command("/share", user="ben").acked


UNKNOWN_EVENTS = [
    {"type": "from_the_future", "user": {"deep": [1, {"x": None}]}},
    {"type": "message", "channel": 7, "user": ["ben"], "text": None},
    {"type": "message", "subtype": "bot_message", "channel": "C0GENERAL1", "text": "share"},
    {"type": "app_home_opened"}, {"type": "team_join", "user": "U0NOBODY1"},
    {"type": "user_change", "user": {"id": "", "profile": []}}, {}]


def test_events_that_nobody_knows_are_acknowledged(office, slack):
    for event in UNKNOWN_EVENTS:
        slack.wait("ack", envelope_id=slack.event(event).envelope_id)
        assert slack.send_command("/share", user="ben").acked, event
    slack.assert_quiet(100, kinds=["post", "ephemeral"])


HOLES = [
    ("slash_commands", {}), ("slash_commands", {"command": "/share", "user_id": ""}),
    ("slash_commands", {"command": 5, "text": {}, "user_id": []}), ("interactive", {}),
    ("interactive", {"type": "block_actions", "user": {"id": "U0BEN00001"}, "actions": []}),
    ("interactive", {"type": "view_submission", "user": {"id": "U0BEN00001"}, "view": []}),
    ("interactive", {"type": "shortcut", "callback_id": "x"}), ("events_api", {})]


def test_payloads_with_holes_are_acknowledged(office, slack):
    for kind, payload in HOLES:
        assert slack.forge(payload, kind=kind, accepts=True).acked, payload
        assert slack.send_command("/share", user="ben").acked, payload
