"""botschafter setup mattermost: account, teams, commands, configuration, and what it says when one
of them cannot be."""

import hashlib
import os
import re
import stat
import subprocess
from types import SimpleNamespace

import pytest
from fakes.mattermost import Mattermost
from places import free_port

BINARY = os.environ.get("BOTSCHAFTER", "")
pytestmark = pytest.mark.skipif(not os.access(BINARY, os.X_OK),
                                reason="BOTSCHAFTER names no executable")


class Setup:
    """A folder with a configuration to come, and a server."""

    def __init__(self, mm, folder):
        self.mm, self.folder, self.file = mm, folder, folder / "botschafter.toml"
        self.port = free_port()
        self.callback = f"http://127.0.0.1:{self.port}"
        self.expected = []  # complaints of the server that are no failure
        self.env = {"BOT": mm.info.bot_token, "ADMIN": mm.info.admin_token}

    def verb(self, *words, timeout=60):
        return subprocess.run([BINARY, *map(str, words)], cwd=self.folder, timeout=timeout,
                              env={**os.environ, **self.env}, capture_output=True, text=True)

    def run(self, *words, code=0):
        """What it says, with each finding in one line."""
        end = self.verb("setup", "mattermost", *words)
        assert end.returncode == code, end.stdout + end.stderr
        for secret in self.env.values():
            assert secret not in end.stdout + end.stderr
        return re.sub(r"\n {6}", " ", end.stdout)

    def first(self, *words, **how):
        return self.run("--url", self.mm.info.url, *words, **how)

    def as_admin_of_acme(self, **how):
        self.mm.make_team_admin(team="acme")
        return self.first("--token", "env:BOT", "--callback-url", self.callback, "--teams", "acme",
                          **how)

    def commands(self, team="acme"):
        return {name: SimpleNamespace(**c) for name, c in self.mm.commands(team).items()}

    def hashes(self):
        return set(re.findall(r"sha256:([0-9a-f]{64})", self.file.read_text()))


@pytest.fixture
def setup(mm, tmp_path):
    one = Setup(mm, tmp_path)
    yield one
    assert [c for c in mm.complaints() if c["kind"] not in one.expected] == []


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


# --- the bot is team admin


def test_a_team_admin_makes_its_commands(setup):
    said = setup.as_admin_of_acme()
    command = setup.commands()["share"]
    assert command.url == f"{setup.callback}/mattermost/mattermost/command"
    assert command.method == "P" and command.is_offered and command.title
    assert command.desc and len(command.description.encode()) <= 128
    assert setup.hashes() == {sha256(command.token)}
    text = setup.file.read_text()
    assert len(text.splitlines()) <= 10 and command.token not in text
    assert "acme: made /share" in said and f"the server reaches {setup.callback}" in said
    assert "botschafter check --config botschafter.toml" in said
    assert setup.commands("lab") == {}


def test_what_it_wrote_works(setup):
    setup.as_admin_of_acme()
    end = setup.verb("check")
    assert end.returncode == 0, end.stdout
    assert "the server reaches" in end.stdout and "commands are there, with our" in end.stdout


def test_a_second_run_changes_nothing_and_says_so(setup):
    setup.as_admin_of_acme()
    before, commands = setup.file.read_text(), setup.commands()
    said = setup.run()
    assert "Nothing was changed" in said and "Next" not in said
    assert setup.file.read_text() == before and setup.commands() == commands


def test_commands_of_ours_are_changed_in_place(setup):
    setup.as_admin_of_acme()
    old = setup.commands()["share"]
    setup.expected.append("unanswered")
    setup.port = free_port()
    said = setup.run("--callback-url", f"http://127.0.0.1:{setup.port}", "--lang", "de", code=1)
    new = setup.commands()["share"]
    assert f"acme: changed /share, which led to {old.url}" in said
    assert new.id == old.id and new.token == old.token and f":{setup.port}/" in new.url
    assert new.description != old.description
    # its listener is where it was: that is said
    assert f"[bot] listen, which is {setup.callback[7:]}" in said


def test_a_token_that_was_made_anew_is_taken_over(setup):
    setup.as_admin_of_acme()
    token = setup.mm.regen_command("share")
    assert "not in command_tokens" in setup.verb("check").stdout.replace("\n      ", " ")
    assert "changed in botschafter.toml: command_tokens" in setup.run()
    assert setup.hashes() == {sha256(token)}


def test_a_command_of_somebody_else_is_left_alone(setup):
    setup.mm.add_command("share", "http://127.0.0.1:9/other")
    said = setup.as_admin_of_acme(code=1)
    assert "/share is taken by another command" in said and "http://127.0.0.1:9/other" in said
    assert "Integrations > Slash Commands" in said
    assert setup.commands()["share"].url == "http://127.0.0.1:9/other"


def test_they_go_again(setup):
    setup.as_admin_of_acme()
    setup.mm.add_command("other", "http://127.0.0.1:9/other")
    said = setup.run("--remove")
    assert "took /share away" in said and list(setup.commands()) == ["other"]
    assert "command_tokens" not in setup.file.read_text()
    assert "Nothing was changed" in setup.run("--remove")


# --- an administrator's help


@pytest.fixture
def bare(setup):
    """Nobody made an account for the bot."""
    setup.mm.rename("botschafter", "elsewhere")
    return setup


def test_an_administrator_makes_all_of_it(bare):
    said = bare.first("--admin-token", "env:ADMIN", "--callback-url", bare.callback, "--teams",
                      "acme,lab")
    for step in ("made the bot account @botschafter", "made a token", "brought the bot into the "
                 "team acme", "brought the bot into the team lab", "acme: made /share",
                 "lab: made /share", "the server reaches"):
        assert step in said, said
    token = bare.folder / "mattermost.token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert len(token.read_text().strip()) == 26 and token.read_text().strip() not in said
    text = bare.file.read_text()
    assert 'token = "file:mattermost.token"' in text and "ADMIN" not in text
    assert bare.hashes() == {sha256(bare.commands(t)["share"].token) for t in ("acme", "lab")}


def test_the_administrator_is_needed_once(bare):
    bare.first("--admin-token", "env:ADMIN", "--callback-url", bare.callback, "--teams", "acme,lab")
    before = bare.file.read_text()
    said = bare.run()
    assert "Nothing was changed" in said and "the commands are there, made by others" in said
    assert bare.file.read_text() == before


def test_a_member_cannot_move_them_elsewhere(bare):
    bare.first("--admin-token", "env:ADMIN", "--callback-url", bare.callback, "--teams", "acme")
    before = bare.file.read_text()
    said = bare.run("--callback-url", f"http://127.0.0.1:{free_port()}", code=1)
    assert "may not make commands" in said and "--admin-token" in said
    assert bare.file.read_text() == before


def test_an_account_that_is_there_gets_a_token(setup):
    said = setup.first("--admin-token", "env:ADMIN", "--teams", "acme")
    assert "made the bot account" not in said and "made a token" in said


def test_a_void_token_is_replaced(bare):
    bare.first("--admin-token", "env:ADMIN", "--teams", "acme")
    token = bare.folder / "mattermost.token"
    old = token.read_text()
    bare.mm.revoke_token("botschafter")
    assert "the server refused token" in bare.run(code=1)
    assert "another one is made" in bare.run("--admin-token", "env:ADMIN")
    assert token.read_text() != old and "Nothing was changed" in bare.run()


def test_creation_that_is_switched_off_is_named(bare):
    bare.mm.switch_bot_creation(False)
    said = bare.first("--admin-token", "env:ADMIN", code=1)
    assert "Enable Bot Account Creation" in said and not bare.file.exists()


def test_a_person_of_that_name_is_in_the_way(bare):
    bare.mm.rename("carla", "botschafter")
    assert "is taken by a person" in bare.first("--admin-token", "env:ADMIN", code=1)


def test_which_teams_is_asked(bare):
    said = bare.first("--admin-token", "env:ADMIN", code=1)
    assert "There are: acme, lab" in said and "--teams" in said
    assert bare.file.exists(), "its token would be lost"
    assert "brought the bot" in bare.run("--admin-token", "env:ADMIN", "--teams", "lab")


def test_a_token_that_is_no_administrators_says_so(bare):
    bare.env["ADMIN"] = bare.mm.token_of("anna")
    assert "system administrator" in bare.first("--admin-token", "env:ADMIN", code=1)


@pytest.mark.parametrize("token", ["of a member", "void"])
def test_an_administrators_token_that_makes_no_commands_is_named(setup, token):
    setup.env["ADMIN"] = setup.mm.token_of("anna") if token == "of a member" else "x" * 26
    setup.expected += ["refused_call", "unauthorized"]
    said = setup.first("--token", "env:BOT", "--admin-token", "env:ADMIN", "--callback-url",
                       setup.callback, "--teams", "acme", code=1)
    assert "the owner of --admin-token may not make commands there" in said
    assert "--admin-token must be a system administrator's own" in said


def test_nothing_at_all_says_both_ways(bare):
    said = bare.first(code=1)
    assert "--admin-token" in said and "Bot Accounts > Add Bot Account" in said


# --- no port


def test_without_a_port_there_are_no_commands(setup):
    said = setup.first("--token", "env:BOT")
    assert "no callback_url" in said and setup.commands() == {}
    assert "callback_url" not in setup.file.read_text()
    assert setup.verb("check").returncode == 0


def test_a_port_can_be_given_up(setup):
    setup.as_admin_of_acme()
    said = setup.run("--callback-url", "")
    assert "took /share away" in said and "no callback_url" in said
    assert "callback_url" not in setup.file.read_text() and setup.hashes() == set()


# --- what stands in the way


def test_an_internal_address_is_named_with_the_line_to_write(setup):
    setup.mm.block_callbacks()
    said = setup.as_admin_of_acme(code=1)
    assert "Allow untrusted internal connections to: add, after a blank, 127.0.0.1" in said
    said = setup.run("--admin-token", "env:ADMIN", code=1)
    assert "it is an internal address" in said and "write 127.0.0.1" in said
    setup.mm.block_callbacks(False)
    assert "the server reaches" in setup.run()


def test_commands_that_are_switched_off_are_named_once(setup):
    setup.mm.switch_commands(False)
    said = setup.as_admin_of_acme(code=1)
    assert said.count("FAIL") == 1 and "Enable Custom Slash Commands" in said


@pytest.mark.parametrize("site", ["", "https://chat.example.com"])
def test_another_site_url_is_named(setup, site):
    setup.mm.set_site_url(site)
    said = setup.first("--token", "env:BOT")
    line = next(x for x in said.splitlines() if "Site URL" in x)
    assert line.startswith("WARN") and "Environment > Web Server" in line


def test_a_member_needs_help(setup):
    said = setup.first("--token", "env:BOT", "--callback-url", setup.callback, code=1)
    assert said.count("may not make commands") == 2 and "Make Team Admin" in said
    assert setup.commands() == {}


def test_something_else_on_the_port_is_told_from_us(setup):
    setup.expected += ["no_such_path"]
    setup.mm.make_team_admin()
    said = setup.first("--token", "env:BOT", "--callback-url", setup.mm.info.url, code=1)
    assert "answers with 40" in said and "[bot] listen" in said


def test_a_team_that_the_bot_is_not_in_is_named(setup):
    setup.mm.add_team("sales", members=())
    said = setup.first("--token", "env:BOT", "--teams", "acme,sales", code=1)
    assert "not in the team sales" in said and "Add Members" in said


@pytest.mark.parametrize("harm, part", [
    (lambda s: s.mm.revoke_token(), "the server refused token"),
    (lambda s: s.mm.deactivate("botschafter"), "the server refused token"),
])
def test_a_token_that_does_not_work_is_named(setup, harm, part):
    harm(setup)
    assert part in setup.first("--token", "env:BOT", code=1)
    assert not setup.file.exists()


def test_no_server_is_no_mattermost(setup, slack):
    other = slack.api_url.rstrip("/")
    assert "there is no Mattermost" in setup.run("--url", other, "--token", "env:BOT", code=1)
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert "cannot be reached" in setup.run("--url", nowhere, "--token", "env:BOT", code=1)


# --- the configuration


BY_HAND = """\
# mine
[[workspace]]
name = "slack"  # the other one
platform = "slack"
app_token = "env:A"
bot_token = "env:B"
"""


def test_a_file_by_hand_gets_a_workspace_more(setup):
    setup.file.write_text(BY_HAND)
    setup.file.chmod(0o640)
    setup.expected.append("unanswered")
    setup.as_admin_of_acme(code=1)  # it reaches callback_url only where [bot] listen says so
    text = setup.file.read_text()
    assert text.startswith(BY_HAND) and 'name = "mattermost"' in text
    assert stat.S_IMODE(setup.file.stat().st_mode) == 0o640


def test_only_its_keys_change(setup):
    setup.mm.make_team_admin(team="acme")
    setup.file.write_text(f"""\
bot.listen = "127.0.0.1:{setup.port}"
[[workspace]]
platform = "mattermost"
name = "chat"  # ours
url = "{setup.mm.info.url}"
token = "env:BOT"   # of the bot
teams = ["acme"]
zone = "Europe/Vienna"

[words]
confidential = ["#1"]
""")
    before = setup.file.read_text()
    assert "the server reaches" in setup.run("--callback-url", setup.callback)
    command = setup.commands()["share"]
    assert "/mattermost/chat/command" in command.url
    after = setup.file.read_text()
    added = [f'callback_url = "{setup.callback}"\n',
             f'command_tokens = ["sha256:{sha256(command.token)}"]\n']
    for line in added:
        assert line in after
        after = after.replace(line, "")
    assert after == before


def test_a_file_that_is_no_toml_is_not_touched(setup):
    setup.file.write_text("[bot\n")
    end = setup.verb("setup", "mattermost", "--url", setup.mm.info.url, "--token", "env:BOT")
    assert end.returncode == 2 and "botschafter.toml:1" in end.stderr
    assert setup.file.read_text() == "[bot\n"


@pytest.mark.parametrize("words, part", [
    (["--token", "env:BOT"], "--url is missing"),
    (["--url", "https://chat.example.com", "--teams", ",".join(["x"] * 101)],
     "--teams: at most 100"),
    (["--url", "chat.example.com"], "https://chat.example.com"),
    (["--url", "http://chat.example.com"], "only for a server on this machine"),
    (["--url", "URL", "--token", "plain-SECRET"], "is not written out here"),
    (["--url", "URL", "--callback-url", "10.0.0.5"], "http://10.0.0.5:8470"),
    (["--url", "URL", "--teams", "Acme Inc"], "no team's name"),
    (["--url", "URL", "--name", "Chat"], "--name"),
    (["--url", "URL", "--lang", "fr"], "--lang is en or de"),
])
def test_wrong_words_are_explained(setup, words, part):
    words = [setup.mm.info.url if w == "URL" else w for w in words]
    end = setup.verb("setup", "mattermost", *words)
    assert end.returncode == 2 and part in end.stderr and "SECRET" not in end.stderr
    assert end.stdout == "" and not setup.file.exists()


def test_an_old_server_is_served_as_well(tmp_path):
    with Mattermost(version="5.37") as mm:
        one = Setup(mm, tmp_path)
        assert "the server reaches" in one.as_admin_of_acme()
        assert "Nothing was changed" in one.run()
