"""Whom the daemon knows: pages within the limits, restarts, languages, people who come and go."""

import pytest
from sharing import DE, EN, rows, set_up, started, title, wait_rows

MEMBERS = "SELECT count(*) FROM member"


@pytest.fixture
def office(daemon, slack):
    return set_up(daemon, slack)


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


@pytest.mark.parametrize("knob", ["html", "gzip_bomb"])
def test_a_page_that_went_wrong_is_asked_for_again(office, slack, knob):
    getattr(slack, knob)("users.list")
    office.start()
    slack.wait_call("conversations.list", 20)
    assert title(slack.send_command("/share", user="anna")) == DE.first


def test_each_is_answered_in_the_language_of_their_profile(office, slack):
    slack.add_crowd(8)
    started(office, slack)
    for i, expected in enumerate([DE.first, EN.first, EN.first, EN.first] * 2):
        assert title(slack.send_command("/share", user=f"member{i:06d}")) == expected


def test_who_joins_is_known_at_once_and_who_changes_language_too(office, slack):
    started(office, slack)
    new = slack.team_join("dora", locale="de-DE")
    slack.wait("ack", envelope_id=new.envelope_id)
    assert title(slack.send_command("/share", user="dora")) == DE.first
    changed = slack.user_change("dora", locale="en-US")
    slack.wait("ack", envelope_id=changed.envelope_id)
    assert title(slack.send_command("/share", user="dora")) == EN.second


def test_who_is_unknown_is_answered_in_the_workspace_s_language(daemon, slack):
    set_up(daemon, slack)
    text = daemon.file.read_text().replace('platform = "slack"', 'platform = "slack"\nlang = "de"')
    daemon.file.write_text(text)
    slack.revoke_scope("users:read")
    daemon.start()
    assert title(slack.send_command("/share", user="ben")) == DE.first


def test_two_workspaces_in_one_daemon_know_a_person_by_their_address(daemon, slack):
    other = slack.add_workspace("bcme")
    daemon.env |= {"OTHER_APP": other.app_token, "OTHER_BOT": other.bot_token}
    set_up(daemon, slack, more=f"""
[[workspace]]
name = "bcme"
platform = "slack"
app_token = "env:OTHER_APP"
bot_token = "env:OTHER_BOT"
api_url = "{slack.api_url}"
""")
    daemon.start()
    slack.wait_connection(workspace="bcme") if slack.connections("bcme") == 0 else None
    slack.wait_call("conversations.list", 10)
    slack.wait_call("conversations.list", 10)
    here = slack.send_command("/share", user="ben", workspace="acme")
    there = slack.send_command("/share", user="ben", workspace="bcme")
    assert title(here) == EN.first and title(there) == EN.second
    assert rows(daemon, "SELECT count(*), count(DISTINCT person) FROM account") == [(2, 1)]
    stolen = slack.payload_of(slack.press(there, "I shared it", workspace="bcme"),
                              workspace="bcme")
    slack.wait_response(how="replace")
    slack.forge(stolen, workspace="acme")
    slack.wait_response(text="outdated")
    slack.press(there, "Send me the text", workspace="bcme")
    slack.wait_post(workspace="bcme")
    assert not slack.records("post", workspace="acme")


def test_sigterm_sends_what_is_under_way_and_keeps_the_rest(office, slack):
    started(office, slack)
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
