"""Slack's own framework works against the fake, so the fake speaks as Slack does."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parent.parent / "fakes" / "bolt" / "app.js"


@pytest.fixture
def bolt(slack):
    if not shutil.which("node") or not (APP.parent / "node_modules/@slack/bolt").exists():
        pytest.skip("Bolt is not installed: run tests/prepare.sh build")
    process = subprocess.Popen(
        ["node", str(APP)], env={
            **os.environ, "SLACK_API_URL": slack.api_url, "SLACK_APP_TOKEN": slack.info.app_token,
            "SLACK_BOT_TOKEN": slack.info.bot_token})
    try:
        slack.wait_connection(timeout_s=20)
        yield process
        assert slack.complaints() == []
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def test_starts_with_auth_test_and_opens_one_connection(bolt, slack):
    assert [c.method for c in slack.calls()] == ["auth.test", "apps.connections.open"]
    assert slack.connections() == 1


def test_command_is_answered_in_the_ack(bolt, slack):
    answer = slack.send_command("/share linkedin", user="anna")
    assert answer.acked and "for <@U0ANNA0001>: linkedin" in slack.wait("answer", of=answer).text
    assert slack.ephemerals("anna")[0].ts == answer.message.ts


def test_late_answer_comes_by_response_url(bolt, slack):
    answer = slack.send_command("/late")
    assert answer.acked and answer.message is None
    assert slack.wait_response(answer).text == "later"


def test_mention_is_answered_in_the_channel(bolt, slack):
    slack.mention("good morning", channel="general")
    post = slack.wait_post()
    assert post.channel == "C0GENERAL1" and "good morning" in post.text
    assert slack.messages("general")[-1].bot_id == slack.info.bot_id


def test_button_replaces_the_message_it_stands_in(bolt, slack):
    answer = slack.send_command("/share")
    pressed = slack.press(answer.message, "Next post")
    assert pressed.acked and slack.wait_response(pressed).how == "replace"
    assert slack.message(answer.message.ts).text == "pressed 1"


def test_form_is_opened_refused_and_accepted(bolt, slack):
    answer = slack.send_command("/share")
    view = slack.wait_view(slack.press(answer.message, "In my words")).view
    refused = slack.submit_view(view, {"Text": "bad"})
    assert refused.errors == {"own": "not this"} and slack.view(view.id)
    assert slack.submit_view(view, {"own": "good"}).closed
    assert slack.view(view.id) is None


def test_home_is_published(bolt, slack):
    slack.open_home("ben")
    assert "at home" in slack.wait("home", user="U0BEN00001").text
    assert slack.home("ben").type == "home"


def test_reconnects_when_asked_to(bolt, slack):
    slack.refresh("refresh_requested")
    slack.wait_connection(timeout_s=20)
    assert slack.send_command("/share again").acked


def test_waits_as_long_as_a_429_says(bolt, slack):
    slack.rate_limit("chat.postMessage", "1")
    slack.mention("patience")
    slack.wait_post(timeout_s=10)
    first, second = slack.calls("chat.postMessage")
    assert first.status == 429 and second.at - first.at >= 1.0
