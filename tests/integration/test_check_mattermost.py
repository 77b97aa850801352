"""The doctor's look at a Mattermost server: what it finds in order, and what is in the way."""

import pytest
from conftest import life_of
from places import MattermostPlace
from test_check import findings, look, the, worse


@pytest.fixture
def place(mm):
    mm.make_team_admin(team="acme")
    return MattermostPlace(mm, more='teams = ["acme"]\n')


@pytest.fixture
def site(place, tmp_path):
    """A daemon that has run once, on a server that has its commands."""
    with life_of(tmp_path, place) as daemon:
        daemon.start()
        daemon.stop()
        yield daemon


def test_all_is_in_order(site):
    code, found = findings(site)
    assert code == 0 and worse(found) == []
    for parts in (["Mattermost 11.6"], ["token is good: @botschafter"], ["Site URL is our url"],
                  ["acme: the bot is a team admin"], ["acme: the commands", "address and tokens"],
                  ["the server reaches"], ["the websocket opens"], ["our clock and the server's"]):
        the(found, *parts)


def test_a_team_is_known_however_it_is_written(mm, tmp_path):
    with life_of(tmp_path, MattermostPlace(mm, callbacks=False, more='teams = ["Acme"]\n')) as site:
        site.start()
        site.stop()
        code, found = findings(site)
        assert code == 0 and worse(found) == []


def test_a_running_daemon_answers_and_is_not_disturbed(site, mm):
    site.start()
    lines, connections = len(site.lines), mm.connections()
    code, found = findings(site)
    assert code == 0 and worse(found) == []
    assert "the daemon answers there" in the(found, "the server reaches")["what"]
    assert mm.connections() == connections
    assert not [x for x in site.lines[lines:] if "level=info" not in x]
    assert mm.command("/share", user="ben", channel="town-square").status == 200


def test_nothing_is_said_or_left_in_the_channels(site, mm):
    before = len(mm.posts("town-square"))
    findings(site)
    assert len(mm.posts("town-square")) == before


def test_without_a_port_there_is_less_to_look_at(mm, tmp_path):
    with life_of(tmp_path, MattermostPlace(mm, callbacks=False)) as daemon:
        code, found = findings(daemon)
        assert code == 0 and the(found, "no callback_url")
        assert not any("commands are" in f["what"] for f in found)


def test_a_member_sees_that_the_commands_are_there(site, mm):
    mm.make_team_admin(on=False, team="acme")
    code, found = findings(site)
    assert code == 0 and worse(found) == []
    assert the(found, "acme: the commands are there") and the(found, "take an administrator")


@pytest.mark.parametrize("harm, what, remedy", [
    (lambda mm: mm.regen_command("share"), "a token that is not in command_tokens", "setup"),
    (lambda mm: mm.revoke_token(), "the server refused token", "Create New Token"),
    (lambda mm: mm.block_callbacks(), "internal address", "Developer"),
    (lambda mm: mm.switch_commands(False), "switched off", "Enable Custom Slash Commands"),
    (lambda mm: mm.leave_team("botschafter", "acme"), "not in the team acme", "Add Members"),
    (lambda mm: mm.refuse_websocket(), "the websocket does not work", "Upgrade"),
    (lambda mm: mm.set_site_url(""), "has no Site URL", "Web Server"),
])
def test_what_is_wrong_is_named_with_its_remedy(site, mm, harm, what, remedy):
    harm(mm)
    if "Site URL" in what:
        site.expect_complaint("refused_call")
    code, found = findings(site)
    finding = the(worse(found), what)
    assert code == 1 and finding["level"] == "fail" and remedy in finding["remedy"]


@pytest.mark.parametrize("harm, what, remedy", [
    (lambda mm: mm.set_site_url("https://other.example"), "https://other.example", "Site URL"),
    (lambda mm: mm.set_permissions("team_user", []), "may not make public channels", "pictures"),
])
def test_what_is_worth_a_look_is_no_failure(site, mm, harm, what, remedy):
    harm(mm)
    code, found = findings(site)
    finding = the(worse(found), what)
    assert code == 0 and finding["level"] == "warn" and remedy in finding["remedy"]


def test_a_restart_that_is_due_is_named(site, place, mm):
    """The configuration knows the new token, the running daemon does not."""
    site.start()
    token = mm.regen_command("share")
    text = site.file.read_text()
    place.commands = [place.hash_of(token)]
    site.configure()
    assert site.file.read_text() != text
    code, found = findings(site)
    assert code == 1 and "restart it" in the(found, "not known")["remedy"]
    site.stop()
    assert findings(site)[0] == 0


@pytest.mark.parametrize("channel, part", [("#off-topic", "is there"), ("nowhere", "no channel")])
def test_the_named_channel_is_looked_for(site, channel, part):
    site.configure(more=f'[channels]\nsuggest = "{channel}"\n')
    code, found = findings(site)
    assert code == 0 and the(found, part, "~" + channel.strip("#"))


def test_limits_are_said(site, mm):
    mm.limit_rates(per_s=50, burst=200)
    assert the(findings(site)[1], "the server limits requests")


def test_no_secret_is_shown(site, mm):
    said = look(site).stdout + look(site, "--format", "json").stdout
    assert mm.info.bot_token not in said
    assert all(c["token"] not in said for c in mm.commands("acme").values())
