"""Whom the daemon knows in Slack: pages within the limits, restarts, several workspaces."""

import pytest
from places import SlackPlace
from sharing import DE, EN, rows, set_up, wait_rows
from surface_slack import card_of

MEMBERS = "SELECT count(*) FROM member"


@pytest.fixture
def office(daemon):
    return set_up(daemon)


def pages(slack):
    """The cursor of each page that was asked for and given."""
    return [c["args"].get("cursor", "") for c in slack.calls("users.list") if c["status"] == 200]


def people(crowd: int) -> int:
    """Of so many and the three that are always there, those who are not bots and have not left."""
    return 3 + sum(i % 53 != 52 and i % 97 != 96 for i in range(crowd))


def test_many_pages_with_429_in_between_while_commands_are_answered(office, slack):
    slack.add_crowd(900)
    slack.rate_limit("users.list", "1", skip=1)
    office.start()
    slack.wait("replied", method="users.list", status=429)
    assert slack.send_command("/share", user="ben").acked
    slack.wait_call("conversations.list", 20)
    calls = slack.calls("users.list")
    assert [c["status"] for c in calls] == [200, 429, 200, 200]
    assert calls[2]["at"] - calls[1]["at"] > 0.95, "Retry-After was not obeyed"
    assert rows(office, MEMBERS) == [(people(900),)]


def test_a_restart_goes_on_at_the_page_where_it_was(office, slack):
    slack.add_crowd(1100)
    slack.never_answer("users.list", apply="no", skip=1)
    office.start()
    slack.wait("call", method="users.list", fault=True)
    office.restart(hard=True)
    slack.wait_call("conversations.list", 20)
    first, *rest = pages(slack)
    assert first == "" and "" not in rest and len(set(rest)) == 2
    assert rows(office, MEMBERS) == [(people(1100),)]
    office.restart()
    slack.wait_call("conversations.list", 20)
    slack.assert_quiet(200, kinds=["post"])
    assert len(pages(slack)) == 1 + len(rest), "a directory that is whole is not filled again"


def test_a_page_that_is_a_bomb_is_asked_for_again(slack_chat, slack):
    slack.gzip_bomb("users.list")
    assert slack_chat.set_up().start().command("/share", "anna").title == DE.first


def test_who_is_unknown_is_answered_in_the_workspace_s_language(slack_chat, slack):
    daemon = slack_chat.set_up().daemon
    text = daemon.file.read_text().replace('platform = "slack"', 'platform = "slack"\nlang = "de"')
    daemon.file.write_text(text)
    slack.revoke_scope("users:read")
    daemon.start()
    assert slack_chat.command("/share", "ben").title == DE.first


def test_two_workspaces_in_one_daemon_know_a_person_by_their_address(daemon, slack):
    daemon.add_place(SlackPlace(slack, "bcme"))
    set_up(daemon).start()
    slack.wait_call("conversations.list", 10)
    slack.wait_call("conversations.list", 10)
    here, there = [
        card_of(slack.send_command("/share", user="ben", workspace=name).message, "ben")
        for name in ("acme", "bcme")]
    assert (here.title, there.title) == (EN.first, EN.second)
    assert rows(daemon, "SELECT count(*), count(DISTINCT person) FROM account") == [(2, 1)]
    pressed = slack.press(there.at, EN.shared, workspace="bcme")
    stolen = slack.payload_of(pressed, workspace="bcme")
    slack.wait_response(how="replace")
    slack.forge(stolen, workspace="acme")
    slack.wait_response(text="outdated")
    slack.press(there.at, EN.send, workspace="bcme")
    slack.wait_post(workspace="bcme")
    assert not slack.records("post", workspace="acme")


def test_sigterm_sends_what_is_under_way_and_keeps_the_rest(slack_chat, slack):
    office = slack_chat.set_up().start().daemon
    card = slack.send_command("/share", user="ben")
    slack.fault("chat.postMessage", delay_s=0.5)
    slack.press(card, "Send me the text")
    slack.wait_call("chat.postMessage")
    asked = [slack.send_command("/share", user="ben", wait=False) for _ in range(10)]
    office.stop()
    assert len(slack.records("post")) == 1
    office.start()
    slack.wait_post()
    for one in asked:
        done = slack.send_command("/share", user="ben", envelope_id=one.id)
        assert done.acked and done.message
    wait_rows(office, "SELECT 1 WHERE NOT EXISTS"
              " (SELECT 1 FROM outbox WHERE state < 3 AND user_id <> '')")
    assert rows(office, "SELECT sum(dealt) FROM wording") == [(11,)]
