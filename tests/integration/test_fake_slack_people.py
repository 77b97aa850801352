"""What pretend people do reaches the app as Slack would send it, and answers reach the people."""

import json
import threading

import pytest
from plain_client import Api, Socket, http_call

ONE = {"text": {"type": "plain_text", "text": "One"}, "value": "1"}
TWO = {"text": {"type": "plain_text", "text": "Two"}, "value": "2"}


def plain(text):
    return {"type": "plain_text", "text": text}


CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "a post"}},
    {"type": "actions", "block_id": "b", "elements": [
        {"type": "button", "text": plain("Next post"), "action_id": "next", "value": "v1"},
        {"type": "button", "text": plain("Share"), "action_id": "go", "url": "https://x.example/"},
        {"type": "overflow", "action_id": "more", "options": [ONE, TWO]},
        {"type": "static_select", "action_id": "net", "placeholder": plain("Network"),
         "options": [{**ONE, "text": plain("LinkedIn")}, {**TWO, "text": plain("Mastodon")}]},
    ]},
]
FORM = {"type": "modal", "callback_id": "f", "title": plain("Form"), "submit": plain("Send"),
        "private_metadata": "m", "blocks": [
            {"type": "input", "block_id": "t", "label": plain("Text"),
             "element": {"type": "plain_text_input", "action_id": "x", "max_length": 10}},
            {"type": "input", "block_id": "s", "label": plain("Pick"), "optional": True,
             "element": {"type": "static_select", "action_id": "y", "options": [ONE, TWO]}},
            {"type": "actions", "elements": [
                {"type": "button", "text": plain("Count"), "action_id": "count"}]}]}


@pytest.fixture
def api(slack):
    return Api(slack.api_url, slack.info.bot_token)


@pytest.fixture
def app(slack):
    client = Socket(Api(slack.api_url, slack.info.app_token)("apps.connections.open")["url"])
    client.json()
    yield client
    client.close()


def take(app, payload=None):
    """Reads an envelope, acks it, gives its payload."""
    envelope = app.json()
    app.ack(envelope, payload)
    return envelope["payload"]


@pytest.fixture
def card(slack, app):
    """An ephemeral card before anna."""
    doing = slack.send_command(wait=False)
    take(app, {"text": "a post", "blocks": CARD})
    return slack.result(doing).message


@pytest.fixture
def form(slack, app, api, card):
    """An open form before anna."""
    slack.press(card, "Next post", wait=False)
    assert api("views.open", trigger_id=take(app)["trigger_id"], view=FORM)["ok"]
    return slack.wait_view().view


# --- messages


def test_a_press_in_an_ephemeral_message(slack, app, card):
    pressed = slack.press(card, "Next post", wait=False)
    payload = take(app)
    assert slack.result(pressed).acked
    assert payload["actions"][0] | {"action_ts": ""} == {
        "type": "button", "action_id": "next", "block_id": "b", "value": "v1",
        "text": plain("Next post"), "action_ts": ""}
    assert payload["container"] == {"type": "message", "message_ts": card.ts,
                                    "channel_id": "C0GENERAL1", "is_ephemeral": True}
    assert payload["user"]["id"] == "U0ANNA0001" and payload["type"] == "block_actions"
    assert payload["channel"] == {"id": "C0GENERAL1", "name": "general"}
    assert "message" not in payload and payload["response_url"] and payload["trigger_id"]


def test_a_press_in_a_message_of_a_dm(slack, app, api):
    ts = api("chat.postMessage", channel="U0BEN00001", text="a post", blocks=CARD)["ts"]
    take(app)  # the app hears its own message
    slack.press(ts, "Share", user="ben", wait=False)
    payload = take(app)
    assert payload["message"]["ts"] == ts and payload["message"]["bot_id"] == slack.info.bot_id
    assert payload["channel"]["name"] == "directmessage"
    assert payload["actions"][0]["url"] == "https://x.example/"
    assert not payload["container"]["is_ephemeral"]


def test_a_command_in_the_direct_messages_of_the_bot(slack, app):
    slack.send_command("/share", user="ben", channel=None, wait=False)
    payload = take(app)
    assert payload["channel_name"] == "directmessage" and payload["user_id"] == "U0BEN00001"


@pytest.mark.parametrize("what, action_id", [("Two", "more"), ("Mastodon", "net"),
                                             ("net=2", "net"), ("Mast", "net")])
def test_an_option_is_picked_in_a_menu(slack, app, card, what, action_id):
    slack.press(card, what, wait=False)
    payload = take(app)
    action = payload["actions"][0]
    assert (action["action_id"], action["selected_option"]["value"]) == (action_id, "2")
    if action_id == "net":
        assert payload["state"]["values"]["b"]["net"]["selected_option"]["value"] == "2"


def test_what_is_not_there_cannot_be_pressed(slack, card):
    with pytest.raises(LookupError, match="there is: .*Next post"):
        slack.press(card, "Nothing")


def test_a_card_is_replaced_and_taken_away(slack, app, card):
    def respond(**body):
        slack.press(card, "next", wait=False)
        token = take(app)["response_url"]
        assert http_call(token, json.dumps(body).encode())[0] == 200
    respond(replace_original=True, text="new", blocks=CARD)
    assert slack.message(card.ts).text == "new" and len(slack.ephemerals("anna")) == 1
    respond(delete_original=True)
    assert slack.ephemerals("anna") == []
    with pytest.raises(LookupError, match="deleted"):
        slack.press(card, "next")


def test_a_stale_card_can_still_be_pressed_on_purpose(slack, app, api):
    ts = api("chat.postMessage", channel="C0GENERAL1", text="a post", blocks=CARD)["ts"]
    take(app)
    before = slack.message(ts)
    api("chat.update", channel="C0GENERAL1", ts=ts, text="empty now")
    take(app)
    with pytest.raises(LookupError):
        slack.press(ts, "Next post")
    slack.press(before, "Next post", stale=True, wait=False)
    assert take(app)["actions"][0]["value"] == "v1"


# --- forms


def test_a_form_is_sent_with_its_state(slack, app, form):
    assert form.private_metadata == "m" and form.callback_id == "f"
    sent = slack.submit_view(form, {"Text": "hello", "s": "Two"}, wait=False)
    payload = take(app)
    assert payload["type"] == "view_submission" and payload["user"]["id"] == "U0ANNA0001"
    values = payload["view"]["state"]["values"]
    assert values["t"]["x"] == {"type": "plain_text_input", "value": "hello"}
    assert values["s"]["y"]["selected_option"]["value"] == "2"
    assert slack.result(sent).closed and slack.view(form.id) is None


@pytest.mark.parametrize("values, why", [({}, "must be filled in"), ({"Text": "x" * 11}, "longer")])
def test_slacks_client_holds_back_a_form_that_is_wrong(slack, form, values, why):
    with pytest.raises(AssertionError, match=why):
        slack.submit_view(form, values)


def test_a_form_is_refused_field_by_field(slack, app, form):
    sent = slack.submit_view(form, {"Text": "no"}, wait=False)
    take(app, {"response_action": "errors", "errors": {"t": "not this"}})
    assert slack.result(sent).errors == {"t": "not this"} and slack.view(form.id)


def test_errors_for_a_field_that_is_not_there_are_a_mistake(slack, app, form):
    sent = slack.submit_view(form, {"Text": "no"}, wait=False)
    take(app, {"response_action": "errors", "errors": {"q": "what"}})
    assert slack.result(sent).error == "invalid_errors"


def test_a_form_is_followed_by_another_or_changes(slack, app, form):
    sent = slack.submit_view(form, {"Text": "go"}, wait=False)
    take(app, {"response_action": "push", "view": {**FORM, "title": plain("Second")}})
    second = slack.result(sent).view
    assert second.previous_view_id == form.id and slack.view(form.id)
    sent = slack.submit_view(second, {"Text": "go"}, wait=False)
    take(app, {"response_action": "update", "view": {**FORM, "title": plain("Third")}})
    assert slack.result(sent).view.title.text == "Third"
    sent = slack.submit_view(second, {"Text": "go"}, wait=False)
    take(app, {"response_action": "clear"})
    assert slack.result(sent).closed
    assert slack.view(form.id) is None and slack.view(second.id) is None


def test_a_press_in_a_form_has_the_view_and_no_message(slack, app, form):
    slack.press(form, "Count", wait=False)
    payload = take(app)
    assert payload["container"] == {"type": "view", "view_id": form.id}
    assert payload["view"]["id"] == form.id and "response_url" not in payload


def test_closing_is_told_only_where_it_was_asked_for(slack, app, api, form):
    slack.close_view(form)
    slack.assert_quiet(50, kinds=("sent",))
    doing = slack.send_command(wait=False)
    trigger = take(app)["trigger_id"]
    view = api("views.open", trigger_id=trigger, view={**FORM, "notify_on_close": True})["view"]
    assert slack.wait_view(doing).view.id == view["id"]
    acking = threading.Thread(target=take, args=(app,))
    acking.start()
    assert slack.close_view(view).acked
    acking.join()


def test_a_trigger_serves_once_and_three_seconds(slack, app, api, card):
    slack.press(card, "next", wait=False)
    trigger = take(app)["trigger_id"]
    assert api("views.open", trigger_id=trigger, view=FORM)["ok"]
    assert api("views.open", trigger_id=trigger, view=FORM)["error"] == "exchanged_trigger_id"
    slack.press(card, "next", wait=False)
    late = take(app)["trigger_id"]
    slack.advance(3.1)
    assert api("views.open", trigger_id=late, view=FORM)["error"] == "expired_trigger_id"
    assert api("views.open", trigger_id="x", view=FORM)["error"] == "invalid_trigger_id"


def test_a_view_is_updated_by_its_hash(slack, api, form):
    changed = api("views.update", view_id=form.id, hash=form.hash, view=FORM)
    assert changed["ok"] and changed["view"]["id"] == form.id
    again = api("views.update", view_id=form.id, hash=form.hash, view=FORM)
    assert again["error"] == "hash_conflict"


def test_a_wrong_view_is_an_argument_error(slack, app, api, card):
    slack.press(card, "next", wait=False)
    reply = api("views.open", trigger_id=take(app)["trigger_id"], view={"type": "modal"})
    assert reply["error"] == "invalid_arguments" and "title" in str(reply["response_metadata"])


def test_the_home_tab_is_opened_and_published(slack, app, api):
    slack.open_home("carla")
    event = take(app)["event"]
    assert event["type"] == "app_home_opened" and event["tab"] == "home" and "view" not in event
    assert api("views.publish", user_id=event["user"], view={"type": "home", "blocks": CARD})["ok"]
    assert "a post" in slack.wait("home", user="U0CARLA001").text
    slack.press(slack.home("carla"), "Next post", wait=False)
    assert take(app)["view"]["type"] == "home"


# --- events


def test_messages_are_heard_where_the_bot_is(slack, app):
    slack.send_message("in a channel", channel="general")
    event = take(app)["event"]
    assert (event["channel_type"], event["text"]) == ("channel", "in a channel")
    assert event["blocks"][0]["type"] == "rich_text" and event["client_msg_id"]
    slack.send_message("to the bot", user="ben")
    assert take(app)["event"]["channel_type"] == "im"
    assert slack.send_message("elsewhere", channel="random").envelope_id is None


def test_a_mention_comes_twice_with_one_ts(slack, app):
    slack.mention("hello")
    one, two = take(app), take(app)
    assert {one["event"]["type"], two["event"]["type"]} == {"message", "app_mention"}
    assert one["event"]["ts"] == two["event"]["ts"] and one["event_id"] != two["event_id"]


def test_members_come_and_change(slack, app, api):
    slack.team_join("dora", "Dora Neu", locale="de-DE", tz="Europe/Berlin")
    user = take(app)["event"]["user"]
    assert user["real_name"] == "Dora Neu" and user["tz_offset"] == 3600
    assert api("users.info", user=user["id"])["user"]["name"] == "dora"
    slack.user_change("dora", deleted=True)
    event = take(app)["event"]
    assert event["type"] == "user_change" and event["user"]["deleted"]
    assert api("conversations.open", users=user["id"])["error"] == "user_disabled"


def test_reactions_and_joins(slack, app):
    said = slack.send_message("hello", channel="general")
    take(app)
    slack.reaction(said.ts, "tada", user="ben")
    event = take(app)["event"]
    assert (event["reaction"], event["item"]["ts"]) == ("tada", said.ts)
    slack.join_channel("anna", "comms")
    event = take(app)["event"]
    assert (event["type"], event["channel"]) == ("member_joined_channel", "C0COMMS001")


def test_the_bot_hears_what_it_says_itself(slack, app, api):
    ts = api("chat.postMessage", channel="C0GENERAL1", text="hello")["ts"]
    assert take(app)["event"]["bot_id"] == slack.info.bot_id
    api("chat.update", channel="C0GENERAL1", ts=ts, text="changed")
    assert take(app)["event"]["subtype"] == "message_changed"
