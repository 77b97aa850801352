"""Whom the daemon knows: languages, people who come and change, the same person elsewhere."""

import pytest
from sharing import DE, EN, rows


@pytest.fixture
def office(chat):
    return chat.set_up()


def test_each_is_answered_in_the_language_of_their_profile(office):
    crowd = office.add_crowd(8)
    office.start()
    titles = [office.command("/share", user).title for user in crowd]
    assert titles == [DE.first, EN.first, EN.first, EN.first] * 2


def test_who_joins_is_known_at_once_and_who_changes_language_too(office):
    office.start()
    office.join("dora", "de")
    assert office.command("/share", "dora").title == DE.first
    office.change_language("dora", "en")
    assert office.command("/share", "dora").title == EN.second


@pytest.mark.parametrize("knob", ["html", "truncated"])
def test_a_page_of_members_that_went_wrong_is_asked_for_again(office, knob):
    office.fault("members", knob)
    office.start()
    assert office.command("/share", "anna").title == DE.first


def test_too_many_requests_for_members_are_waited_for_while_commands_are_answered(office):
    office.fault("members", "rate_limit", "1")
    office.daemon.start()
    office.wait_replied("members", status=429)
    assert office.command("/share", "ben").title == EN.first
    office.wait_directory()
    first, second, *_ = office.calls("members")
    assert second.at - first.at > 0.95, "Retry-After was not obeyed"
    assert rows(office.daemon, "SELECT count(*) FROM member") == [(office.members,)]


def test_an_outage_is_waited_out(office):
    office.start()
    office.fake.outage()
    office.daemon.wait_log("is=down")
    office.fake.recover()
    office.place.wait_ready(20)
    assert office.command("/share", "ben").title == EN.first
