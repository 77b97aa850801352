"""Slack's own Python client works against the fake, form by form and frame by frame."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse


@pytest.fixture
def web(slack):
    return WebClient(slack.info.bot_token, base_url=slack.api_url)


@pytest.fixture
def socket(slack, web):
    """A Socket Mode client that answers each command."""
    client = SocketModeClient(slack.info.app_token, web_client=web)

    def answer(client, request):
        payload = {"text": f"heard {request.payload['text']}"} if request.type == "slash_commands" \
            else None
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
    client.socket_mode_request_listeners.append(answer)
    client.connect()
    slack.wait_connection()
    yield client
    client.close()


def test_a_message_lives_and_dies(slack, web):
    sent = web.chat_postMessage(channel="C0GENERAL1", text="one", metadata={
        "event_type": "t", "event_payload": {"id": "1"}})
    web.chat_update(channel=sent["channel"], ts=sent["ts"], text="two")
    found = web.conversations_history(channel=sent["channel"], include_all_metadata=True)
    assert [m["text"] for m in found["messages"]] == ["two"]
    web.chat_delete(channel=sent["channel"], ts=sent["ts"])
    assert slack.messages("general") == []


def test_pages_are_walked(slack, web):
    slack.add_crowd(500)
    members = [m for page in web.users_list(limit=100) for m in page["members"]]
    assert len(members) == 505


def test_a_file_is_uploaded(slack, web):
    web.files_upload_v2(content=b"\x89PNG", filename="a.png", channel="C0GENERAL1")
    assert slack.messages("general")[-1].files[0].name == "a.png"


def test_an_error_is_an_error(slack, web):
    with pytest.raises(SlackApiError, match="channel_not_found"):
        web.chat_postMessage(channel="C9", text="x")


def test_a_command_is_answered(slack, socket):
    assert slack.send_command("/share linkedin").message.text == "heard linkedin"


def test_a_refresh_leads_to_a_new_connection(slack, socket):
    slack.refresh()
    slack.wait_connection()
    assert slack.send_command("/share again").acked
