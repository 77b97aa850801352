"""The fake Mattermost's calls to an integration, what answers do, and what forgers can do."""

import json
import socket

import pytest
from plain_client import Rest, http_call
from plain_listener import Listener

both = pytest.mark.parametrize("mm", ["5.37", "11.6"], indirect=True)
SKIP = {"skip_slack_parsing": True}


@pytest.fixture
def listener():
    with Listener() as one:
        yield one


@pytest.fixture
def share(mm, listener):
    """The token of /share, which calls the listener."""
    return mm.add_command("share", listener.url + "/command")


def button(listener, name="Yes", id="yes", **context):
    return {"id": id, "name": name, "type": "button",
            "integration": {"url": listener.url + "/action", "context": context or {"k": 1}}}


def card(*actions, text="Share it?"):
    return [{"text": text, "actions": list(actions)}]


def post_card(mm, *actions, channel=None, **props):
    rest = Rest(mm.url, mm.info.bot_token)
    return rest.post("/posts", {"channel_id": channel or mm.direct_id("anna"), "props": {
        "attachments": card(*actions), **props}})


# --- commands


def test_an_ephemeral_card_is_shown_and_its_button_works(mm, listener, share):
    listener.answers["/command"] = {**SKIP, "text": "look", "attachments": card(button(listener))}
    got = mm.command("/share linkedin @anna ~comms", user="ben")
    headers, body = listener.last()
    assert headers["Authorization"] == f"Token {share}"
    assert b"text=linkedin+%40anna+~comms" in body and b"user_mentions=anna" in body
    assert (got.status, got.post.text) == (200, "look\nShare it?\nYes")
    assert mm.wait_ephemeral(user="ben").message == "look"
    action = got.post.props.attachments[0].actions[0]
    assert action.cookie and "integration" not in action
    listener.answers["/action"] = {**SKIP, "ephemeral_text": "thanks"}
    pressed = mm.press(got, "Yes")
    assert (pressed.status, pressed.text) == (200, "thanks")
    assert listener.json()["context"] == {"k": 1} and listener.json()["user_name"] == "ben"
    assert mm.complaints() == []


def test_an_ephemeral_post_cannot_be_edited_and_needs_its_cookie(mm, listener, share):
    listener.answers["/command"] = {**SKIP, "attachments": card(button(listener))}
    got = mm.command("/share")
    listener.answers["/action"] = {"update": {"message": "x", "props": {"from_bot": "true"}}}
    assert mm.press(got, "Yes").error == "app.post.get.app_error"
    assert mm.forge_press("anna", got.post, "yes").error == "api.context.permissions.app_error"
    assert [c.why for c in mm.complaints()] == ["update of an ephemeral post"]


@both
@pytest.mark.parametrize("answer, id", [
    ((500, "text/plain", b"no"), "api.command.execute_command.failed_resp.app_error"),
    ((200, "application/json", b""), "api.command.execute_command.failed.app_error"),
    ((200, "application/json", b"{"), "api.command.execute_command.failed.app_error"),
    ((200, "application/json", b'{"text":1}'), "api.command.execute_command.failed.app_error")])
def test_answers_that_fail(mm, listener, share, answer, id):
    listener.answers["/command"] = answer
    got = mm.command("/share")
    assert (got.status, got.error, got.ephemerals) == (500, id, [])


def test_an_empty_answer_says_nothing(mm, listener, share):
    assert mm.command("/share", channel=None).ephemerals == []
    _, body = listener.last()
    assert mm.info.bot_id.encode() in body.partition(b"channel_name=")[2].partition(b"&")[0]
    assert mm.command("/nothere").error == "api.command.execute_command.not_found.app_error"


def test_slack_markup_is_replaced_unless_told_not_to(mm, listener, share):
    anna = mm.info.users["anna"]
    listener.answers["/command"] = {"text": f"<!channel> <@{anna}> <http://x.example|y>"}
    assert mm.command("/share").text == "@channel @anna [y](http://x.example)"
    assert [c.why for c in mm.complaints()] == ["skip_slack_parsing is missing"]


def test_in_channel_speaks_as_the_user(mm, listener, share):
    listener.answers["/command"] = {**SKIP, "response_type": "in_channel", "text": "hear"}
    mm.command("/share", user="ben")
    post = mm.posts("town-square")[-1]
    assert (post.user, post.props.from_webhook) == ("ben", "true")


def test_an_answer_that_cannot_be_posted_fails(mm, listener, share):
    listener.answers["/command"] = {**SKIP, "response_type": "in_channel", "text": "x" * 16384,
                                    "extra_responses": [{**SKIP, "text": "extra"}]}
    got = mm.command("/share")
    assert got.error == "api.command.execute_command.create_post_failed.app_error"
    assert (got.status, got.text) == (500, "extra")


def test_a_response_url_serves_five_times_and_half_an_hour(mm, listener, share):
    mm.command("/share")
    form = dict(p.split("=") for p in listener.last()[1].decode().split("&"))
    url = form["response_url"].replace("%3A", ":").replace("%2F", "/")

    def use():
        return http_call(url, json.dumps({**SKIP, "text": "late"}).encode(),
                         {"Content-Type": "application/json"})
    status, headers, body = use()
    assert (status, headers["Content-Type"], body) == (200, "text/plain", b"ok")
    assert mm.wait_ephemeral(user="anna", text="late")
    assert [use()[0] for _ in range(5)] == [200] * 4 + [400]
    mm.command("/share")
    mm.advance(1801)
    url = url[:-26] + mm.records("callout")[-1].raw.partition(b"commands%2F")[2][:26].decode()
    assert use()[0] == 404


def test_callbacks_can_be_forbidden(mm, listener, share):
    mm.block_callbacks()
    assert mm.command("/share").error == "api.command.execute_command.failed.app_error"
    assert listener.got == []


@pytest.mark.parametrize("mm, status", [("5.37", 200), ("11.6", 400)], indirect=["mm"])
def test_without_a_site_url(mm, listener, share, status):
    mm.set_site_url("")
    rest = Rest(mm.url, mm.token_of("anna"))
    data = {"channel_id": mm.info.channels["acme/comms"], "command": "/share"}
    assert rest.raw("POST", "/commands/execute", data)[0] == status
    if status == 200:
        assert mm.url.rpartition(":")[2].encode() + b"%2Fhooks" in listener.last()[1]


def test_a_command_may_get_another_token(mm, listener, share):
    token = mm.regen_command("share")
    mm.command("/share")
    assert listener.last()[0]["Authorization"] == f"Token {token}" and token != share


def test_a_listener_that_never_answers(mm):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mm.add_command("share", f"http://127.0.0.1:{silent.getsockname()[1]}/command")
        mm.timing(callback_s=0.2)
        got = mm.command("/share")
    assert (got.status, got.error) == (500, "api.command.execute_command.failed.app_error")
    assert got.ms >= 200 and [c.kind for c in mm.complaints()] == ["unanswered"]


# --- buttons on posts


def test_update_replaces_message_and_props(mm, listener):
    post = post_card(mm, button(listener), mine=1)
    assert "integration" not in post["props"]["attachments"][0]["actions"][0]
    listener.answers["/action"] = {**SKIP, "update": {"message": "done", "props": {"a": 1}}}
    assert mm.press(post, "Yes").status == 200
    assert listener.json()["team_id"] == "" and listener.json()["post_id"] == post["id"]
    after = mm.post(post)
    assert (after.message, after.props) == ("done", {"a": 1})
    assert mm.wait_edit(of=post).text == "done"
    assert mm.press(post, "Yes", stale=True).error == "api.post.do_action.action_id.app_error"
    assert [c.why for c in mm.complaints()] == ["update loses from_bot"]


def test_update_without_message_empties_and_without_props_keeps(mm, listener):
    post = post_card(mm, button(listener))
    listener.answers["/action"] = {"update": {}}
    assert mm.press(post, "Yes").status == 200
    assert mm.post(post).message == "" and mm.post(post).props.from_bot == "true"


def test_a_menu_sends_what_was_chosen(mm, listener):
    menu = {"id": "pick", "name": "Pick", "type": "select",
            "options": [{"text": "One", "value": "1"}, {"text": "Two", "value": "2"}],
            "integration": {"url": listener.url + "/action", "context": {"b": 1, "a": 2}}}
    post = post_card(mm, menu)
    assert mm.select(post, "Pick", "Two").status == 200
    assert listener.last()[1].endswith(
        b'"type":"select","data_source":"","context":{"a":2,"b":1,"selected_option":"2"}}')
    assert mm.forge_press("anna", post, "pick", selected="not there").status == 200


def test_bad_buttons_are_complained_about(mm, listener):
    bad = {**button(listener), "id": "not_allowed"}
    bad.pop("type")
    post = post_card(mm, bad, {"id": "x", "name": "", "type": "button", "integration": {}})
    rest = Rest(mm.url, mm.token_of("anna"))
    assert rest.post(f"/posts/{post['id']}/actions/not_allowed", status=404)["id"] == (
        "api.context.404.app_error")
    whys = [c.why for c in mm.complaints() if c.kind == "invalid"]
    assert len(whys) == 4 and "finds no route" in whys[0]


# --- dialogs


def open_dialog(mm, listener, **more):
    listener.answers["/action"] = {}
    mm.press(post_card(mm, button(listener)), "Yes")
    dialog = {"title": "Words", "callback_id": "c", "state": "sealed", "notify_on_cancel": True,
              "elements": [{"display_name": "Text", "name": "text", "type": "textarea",
                            "min_length": 2},
                           {"display_name": "Sure", "name": "sure", "type": "bool",
                            "optional": True}], **more}
    status, _, body = Rest(mm.url).raw("POST", "/actions/dialogs/open", {
        "trigger_id": listener.json()["trigger_id"], "url": listener.url + "/dialog",
        "dialog": dialog})
    return status, json.loads(body)


@both
def test_a_dialog_is_refused_and_accepted(mm, listener):
    assert open_dialog(mm, listener) == (200, {"status": "OK"})
    dialog = mm.dialog("anna")
    assert dialog.dialog.title == "Words"
    with pytest.raises(AssertionError, match="Text is required"):
        mm.submit_dialog(dialog)
    listener.answers["/dialog"] = {"errors": {"text": "too short"}, "error": "no"}
    refused = mm.submit_dialog(dialog, {"Text": "hi"})
    assert (refused.closed, refused.errors, refused.error_text) == (False, {"text": "too short"}, "no")
    listener.answers["/dialog"] = {}
    assert mm.submit_dialog(dialog, {"text": "hello", "Sure": True}).closed
    assert listener.json()["submission"] == {"sure": True, "text": "hello"}
    assert mm.cancel_dialog(dialog).closed and listener.json()["cancelled"] is True
    forged = mm.forge_dialog("ben", listener.url + "/dialog", state="other", submission={"a": 1})
    assert forged.status == 200 and listener.json()["user_id"] == mm.info.users["ben"]


@both
def test_a_trigger_lives_for_seconds(mm, listener):
    listener.answers["/action"] = {}
    post = post_card(mm, button(listener))
    life = 3 if mm.info.version == "5.37.0" else 30
    for age, status in ((life - 1, 200), (life + 1, 400)):
        mm.press(post, "Yes")
        mm.advance(age)
        got = Rest(mm.url).raw("POST", "/actions/dialogs/open", {
            "trigger_id": listener.json()["trigger_id"], "url": listener.url, "dialog": {
                "title": "T"}})
        assert got[0] == status
    assert json.loads(got[2])["id"] == "interactive_message.decode_trigger_id.expired"


def test_dialogs_are_checked(mm, listener):
    open_dialog(mm, listener, title="x" * 25)
    assert "is not 1 to 24 long" in mm.complaints()[0].why


# --- forgers


def test_anybody_may_post_a_button_that_calls_us(mm, listener):
    post = mm.forge_post("ben", card(button(listener, forged=1)), text="press me")
    assert mm.press(post, "Yes", user="carla").status == 200
    assert listener.json()["context"] == {"forged": 1} and listener.json()["user_name"] == "carla"


def test_another_persons_cookie_works(mm, listener, share):
    listener.answers["/command"] = {**SKIP, "attachments": card(button(listener))}
    post = mm.command("/share").post
    cookie = post.props.attachments[0].actions[0].cookie
    assert mm.forge_press("ben", post, "yes", cookie).status == 200
    assert listener.json()["user_name"] == "ben"


def test_calls_are_replayed_doubled_and_cut(mm, listener, share):
    mm.command("/share x")
    first = listener.got[-1]
    assert mm.replay(mm.calls_to_us("command")[0]).status == 200 and listener.got[-1] == first
    mm.double_calls()
    mm.command("/share y")
    assert listener.got[-1] == listener.got[-2] != first
    mm.double_calls(1)
    mm.call_in_pieces(7)
    assert mm.command("/share z").status == 200 and b"text=z" in listener.got[-1][2]
    called = mm.call_listener(listener.url + "/command", form={"token": "wrong"},
                              headers={"Authorization": None, "X-More": "1"})
    names = [k for k, _ in listener.got[-1][1]]
    assert called.status == 200 and "Authorization" not in names and "X-More" in names
    assert mm.huge_call(listener.url, megabytes=1).status == 200
    assert mm.header_flood(listener.url, count=50).status == 200
    assert mm.idle_connections(listener.url, 50) == 50
    mm.close_idle()


# --- faults of the REST side


def test_faults_of_rest(mm):
    rest = Rest(mm.url, mm.info.bot_token)
    square = mm.info.channels["acme/town-square"]
    data = {"channel_id": square, "message": "x"}
    mm.server_error("POST /posts", 503, apply="now")
    assert rest.post("/posts", data, 503)["status_code"] == 503 and len(mm.posts("town-square")) == 1
    mm.rate_limited("GET /users/{user_id}", "7")
    status, headers, body = rest.raw("GET", "/users/me")
    assert (status, headers["Retry-After"], body) == (429, "7", b"limit exceeded\n")
    mm.never_answer("POST /posts", late_s=0.1)
    with pytest.raises(TimeoutError):
        rest.raw("POST", "/posts", data, timeout_s=0.3)
    assert mm.wait_post(text="x") and len(mm.posts("town-square")) == 2
    mm.applied_but_no_reply("POST /posts")
    with pytest.raises(ConnectionError):
        rest.post("/posts", data)
    assert len(mm.posts("town-square")) == 3
    mm.drip("GET /users/{user_id}", drip_s=0)
    assert rest.get("/users/me")["username"] == "botschafter"
    mm.pending()
    assert rest.post("/posts", data, 500)["id"] == "api.post.deduplicate_create_post.pending"
    mm.html("* /users*")
    assert rest.raw("GET", "/users/me")[0] == 502
    assert [c.status for c in mm.calls("POST /posts")] == [503, 503, 201, 500]


def test_the_limiter_doubles_its_headers(mm):
    mm.limit_rates(per_s=1, burst=2)
    rest = Rest(mm.url, mm.info.bot_token)
    got = [rest.raw("GET", "/users/me") for _ in range(3)]
    assert [g[0] for g in got] == [200, 200, 429]
    assert got[0][1].get_all("X-Ratelimit-Remaining") == ["1", "1"]
    assert got[2][1].get_all("X-Ratelimit-Remaining") == ["0"] and got[2][2] == b"limit exceeded\n"
    mm.limit_rates(0)
    assert rest.raw("GET", "/users/me")[0] == 200
