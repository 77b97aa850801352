"""The fake's Web API: what Slack answers, and each way in which it can misbehave."""

import json

import pytest
from plain_client import Api, http_call

CODES = ("channel_not_found", "is_archived", "msg_too_long", "token_revoked", "fatal_error")


@pytest.fixture
def api(slack):
    return Api(slack.api_url, slack.info.bot_token)


@pytest.fixture
def post(api):
    """Posts a text; (status, headers, body)."""
    return lambda text="hello", **more: api.raw("chat.postMessage", channel="C0GENERAL1", text=text,
                                                **more)


def texts(slack, channel="general"):
    return [m.text for m in slack.messages(channel)]


def pages(api, method, key, **args):
    """All pages of a listing, by its cursors."""
    cursor = ""
    while True:
        reply = api(method, cursor=cursor, **args)
        assert reply["ok"], reply
        yield reply[key]
        cursor = reply.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return


# --- as Slack does it


@pytest.mark.parametrize("form", [True, False])
def test_form_and_json_bodies_are_read_alike(api, slack, form):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*hi*"}}]
    reply = api("chat.postMessage", form, channel="C0GENERAL1", text="hi", blocks=blocks)
    assert reply["ok"] and slack.wait_post().message.blocks[0].text.text == "*hi*"


def test_a_token_that_is_wrong_is_refused(slack):
    assert Api(slack.api_url, "xoxb-wrong")("auth.test")["error"] == "invalid_auth"
    assert Api(slack.api_url, "")("auth.test")["error"] == "not_authed"
    app = Api(slack.api_url, slack.info.app_token)
    assert app("chat.postMessage", channel="C1", text="x")["error"] == "not_allowed_token_type"
    bot = Api(slack.api_url, slack.info.bot_token)
    assert bot("apps.connections.open")["error"] == "not_allowed_token_type"


def test_auth_test_names_the_scopes_in_a_header(api, slack):
    slack.revoke_scope("dnd:read")
    _, headers, body = api.raw("auth.test")
    assert json.loads(body)["user_id"] == slack.info.bot_user
    assert "dnd:read" not in headers["x-oauth-scopes"].split(",")
    assert api("dnd.info", user="U0ANNA0001")["error"] == "missing_scope"


def test_members_come_in_pages_with_locale_and_zone(api, slack):
    slack.add_crowd(1234)
    assert api("users.list")["error"] == "limit_required"
    got = list(pages(api, "users.list", "members", limit="200", include_locale="true"))
    assert [len(p) for p in got[:2]] == [200, 200] and sum(map(len, got)) == 1234 + 5
    anna = got[0][0]
    assert (anna["locale"], anna["tz"], anna["tz_offset"]) == ("de-DE", "Europe/Berlin", 3600)
    assert api("users.list", limit="10", cursor="nonsense")["error"] == "invalid_cursor"


def test_a_hundred_thousand_members(api, slack):
    slack.add_crowd(100_000)
    got = list(pages(api, "conversations.members", "members", channel="C0GENERAL1", limit="999"))
    assert sum(map(len, got)) == 100_000 + 4
    assert len(api("users.list", limit="1000")["members"]) == 1000


def test_channels_come_in_pages_by_type(api, slack):
    slack.add_channels(150)
    got = list(pages(api, "conversations.list", "channels", limit="100"))
    assert sum(map(len, got)) == 153
    assert api("conversations.list", types="private_channel")["channels"] == []


def test_history_has_pages_and_shows_metadata_only_when_asked(api, slack, post):
    slack.add_history("general", 250)
    post("mine", metadata={"event_type": "outbox", "event_payload": {"id": "u1"}})
    got = list(pages(api, "conversations.history", "messages", channel="C0GENERAL1", limit="100"))
    assert [len(p) for p in got] == [100, 100, 51] and "metadata" not in got[0][0]
    newest = api("conversations.history", channel="C0GENERAL1", limit="1",
                 include_all_metadata="true")["messages"][0]
    assert newest["metadata"]["event_payload"] == {"id": "u1"}
    since = api("conversations.history", channel="C0GENERAL1", oldest=newest["ts"])
    assert since["messages"] == []
    assert len(api("conversations.history", channel="C0GENERAL1", oldest=newest["ts"],
                   inclusive="true")["messages"]) == 1
    assert api("conversations.history", channel="C0RANDOM01")["error"] == "not_in_channel"


def test_replies_stay_out_of_the_history(api, slack, post):
    head = json.loads(post("head")[2])["ts"]
    post("answer", thread_ts=head)
    history = api("conversations.history", channel="C0GENERAL1")["messages"]
    replies = api("conversations.replies", channel="C0GENERAL1", ts=head)["messages"]
    assert [m["text"] for m in history] == ["head"]
    assert [m["text"] for m in replies] == ["head", "answer"]


def test_update_and_delete_touch_only_own_messages(api, slack, post):
    ts = json.loads(post()[2])["ts"]
    assert api("chat.update", channel="C0GENERAL1", ts=ts, text="new")["ok"]
    assert texts(slack) == ["new"]
    assert api("chat.delete", channel="C0GENERAL1", ts=ts)["ok"] and texts(slack) == []
    foreign = slack.send_message("mine", channel="general").ts
    for method, code in (("chat.update", "cant_update_message"),
                         ("chat.delete", "cant_delete_message")):
        assert api(method, channel="C0GENERAL1", ts=foreign, text="x")["error"] == code


def test_a_members_id_opens_their_direct_messages(api, slack):
    opened = api("conversations.open", users="U0ANNA0001")["channel"]["id"]
    posted = api("chat.postMessage", channel="U0ANNA0001", text="hello")
    assert posted["channel"] == opened and texts(slack, "anna") == ["hello"]


def test_a_picture_is_uploaded_and_shown(api, slack):
    data = b"\x89PNG" + b"x" * 100
    start = api("files.getUploadURLExternal", filename="a.png", length=len(data))
    image = {"type": "image", "slack_file": {"id": start["file_id"]}, "alt_text": "a picture"}

    def show():
        return api("chat.postMessage", channel="C0GENERAL1", text="x", blocks=[image])
    assert show()["error"] == "invalid_blocks"
    status, _, body = http_call(start["upload_url"], data)
    assert (status, body) == (200, b"OK - 104")
    slack.timing(file_ready_s=60)
    assert api("files.completeUploadExternal", files=[{"id": start["file_id"]}])["ok"]
    assert show()["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]
    slack.advance(61)
    assert show()["ok"] and api("files.info", file=start["file_id"])["file"]["size"] == 104


def test_a_response_url_serves_five_times_and_half_an_hour(slack):
    command = slack.send_command("/share", wait=False)
    url = response_url(slack, command)
    for i in range(5):
        assert respond(url, text=f"answer {i}")[0] == 200
    status, _, body = respond(url, text="one too many")
    assert (status, json.loads(body)["error"]) == (404, "used_url")
    assert [m.text for m in slack.ephemerals("anna")] == [f"answer {i}" for i in range(5)]
    late = response_url(slack, slack.send_command("/share", wait=False))
    slack.advance(1801)
    assert json.loads(respond(late, text="late")[2])["error"] == "expired_url"


def response_url(slack, command):
    return slack.payload_of(command.id)["response_url"]


def respond(url, **body):
    return http_call(url, json.dumps(body).encode(), {"Content-Type": "application/json"})


def test_a_response_url_answers_all_when_told_so(slack):
    url = response_url(slack, slack.send_command("/share", wait=False))
    assert respond(url, text="for all", response_type="in_channel")[0] == 200
    assert texts(slack) == ["for all"] and slack.ephemerals("anna") == []
    assert respond(url, nothing="here")[0] == 400


def test_the_rates_of_slack_are_held_when_asked(api, slack):
    slack.enforce_rates(scale=1.0)
    replies = [api.raw("conversations.list") for _ in range(21)]
    assert [r[0] for r in replies] == [200] * 20 + [429]
    assert 1 <= int(replies[-1][1]["Retry-After"]) <= 60
    slack.enforce_rates(None)
    assert api("conversations.list")["ok"]


# --- misbehaviour


@pytest.mark.parametrize("wait", ["0", "3600", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", None])
def test_429_with_any_retry_after(slack, post, wait):
    slack.rate_limit("chat.postMessage", wait)
    status, headers, body = post()
    assert (status, headers.get("Retry-After")) == (429, wait)
    assert json.loads(body)["error"] == "ratelimited" and texts(slack) == []
    assert post()[0] == 200


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("apply", ["no", "yes"])
def test_5xx_with_and_without_effect(slack, post, status, apply):
    slack.server_error("chat.postMessage", status, apply=apply)
    assert post()[0] == status
    assert texts(slack) == (["hello"] if apply == "yes" else [])


def test_html_with_status_200(slack, post):
    slack.html("chat.*")
    status, headers, body = post()
    assert status == 200 and headers["Content-Type"].startswith("text/html")
    assert body.startswith(b"<!DOCTYPE")


@pytest.mark.parametrize("code", CODES)
def test_any_error_by_name(slack, post, code):
    slack.error("chat.postMessage", code)
    assert json.loads(post()[2]) == {"ok": False, "error": code}


def test_a_cut_body(slack, post):
    slack.truncated("chat.postMessage")
    with pytest.raises(Exception, match="IncompleteRead"):
        post()
    assert texts(slack) == ["hello"]


def test_a_whole_body_of_cut_json(slack, post):
    slack.truncated_json("chat.postMessage")
    with pytest.raises(ValueError):
        json.loads(post()[2])


def test_a_body_in_single_bytes_is_whole_in_the_end(slack, post):
    slack.drip("chat.postMessage", drip_s=0.0001)
    assert json.loads(post()[2])["ok"]


def test_headers_and_then_nothing(slack, post):
    slack.stall("chat.postMessage")
    with pytest.raises(TimeoutError):
        post_shortly(slack)


def post_shortly(slack):
    api = Api(slack.api_url, slack.info.bot_token)
    return api.raw("chat.postMessage", timeout_s=0.2, channel="C0GENERAL1", text="hello")


@pytest.mark.parametrize("apply, late", [("no", False), ("yes", False), ("late", True)])
def test_no_answer_and_the_effect_never_at_once_or_later(slack, apply, late):
    slack.never_answer("chat.postMessage", apply=apply, late_s=0.4)
    with pytest.raises(TimeoutError):
        post_shortly(slack)
    assert texts(slack) == (["hello"] if apply == "yes" else [])
    if late:
        assert slack.wait_post().text == "hello"


def test_effect_but_no_reply(slack, post):
    slack.applied_but_no_reply("chat.postMessage")
    with pytest.raises(ConnectionResetError):
        post()
    assert texts(slack) == ["hello"]


def test_a_message_may_be_late_in_the_history(api, slack, post):
    slack.timing(history_lag_s=60)
    assert json.loads(post()[2])["ok"]
    assert api("conversations.history", channel="C0GENERAL1")["messages"] == []
    slack.advance(61)
    assert len(api("conversations.history", channel="C0GENERAL1")["messages"]) == 1


def test_huge_deep_and_compressed_bodies(slack, post):
    slack.huge_body("chat.postMessage", megabytes=3)
    assert len(post()[2]) > 3 << 20
    slack.deep_body("chat.postMessage", depth=5000)
    assert post()[2].count(b"[") == 5000
    slack.gzip_bomb("chat.postMessage", megabytes=8)
    _, headers, body = post()
    assert headers["Content-Encoding"] == "gzip" and len(body) < 1 << 16


def test_headers_that_lie_beside_a_true_answer(slack, post):
    slack.fault("chat.postMessage", headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT",
                                             "Content-Type": "text/plain"})
    _, headers, body = post()
    assert headers["Date"].endswith("1970 00:00:00 GMT") and json.loads(body)["ok"]
    assert headers["Content-Type"] == "text/plain" and texts(slack) == ["hello"]


def test_a_redirect_elsewhere(slack, post):
    slack.redirect("chat.postMessage", "http://127.0.0.1:9/steal")
    status, headers, _ = post()
    assert (status, headers["Location"]) == (302, "http://127.0.0.1:9/steal")


def test_a_fault_can_skip_and_choose_its_calls(slack, post):
    slack.error("chat.postMessage", "fatal_error", skip=1, where={"text": "bad"})
    answers = [json.loads(post(t)[2])["ok"] for t in ("bad", "good", "bad", "bad")]
    assert answers == [True, True, False, True]


def test_tokens_can_be_refused_from_now_on(api, slack):
    slack.refuse_token("account_inactive")
    assert api("auth.test")["error"] == "account_inactive"
    slack.clear_faults()
    assert api("auth.test")["ok"]
    slack.set_token(bot_token="xoxb-new")
    assert api("auth.test")["error"] == "invalid_auth"


def test_an_outage_and_the_same_ports_afterwards(api, slack):
    slack.outage()
    with pytest.raises(ConnectionRefusedError):
        api("auth.test")
    slack.recover()
    assert api("auth.test")["ok"]


# --- the rig itself


def test_a_wait_that_fails_tells_what_did_happen(slack, post):
    post()
    with pytest.raises(AssertionError, match="chat.postMessage"):
        slack.wait_view(timeout_s=0.05)


def test_quiet_is_broken_by_a_post(slack, post):
    slack.assert_quiet(for_ms=20)
    slack.never_answer("chat.postMessage", late_s=0.25)
    with pytest.raises(TimeoutError):
        post_shortly(slack)
    with pytest.raises(AssertionError, match="it was to be quiet"):
        slack.assert_quiet(for_ms=3000)


def test_complaints_name_what_slack_refused(slack, post):
    post(blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": ""}}])
    assert [c.kind for c in slack.complaints()] == ["invalid"]


def test_the_control_api_drives_it_too(slack):
    def control(**body):
        status, _, raw = http_call(slack.info.control_url, json.dumps(body).encode(),
                                   {"Content-Type": "application/json"})
        return status, json.loads(raw)
    status, reply = control(do="send_message", text="hello", channel="general")
    assert status == 200 and reply["result"]["channel"] == "C0GENERAL1"
    assert control(do="messages", channel="general")[1]["result"][0]["text"] == "hello"
    assert control(do="fault", method="auth.test", status=503)[0] == 200
    assert Api(slack.api_url, slack.info.bot_token).raw("auth.test")[0] == 503
    status, reply = control(do="stop")
    assert status == 400 and "no verb" in reply["error"]
