"""The command line: every verb, its exit codes, and what it says to mistakes."""

import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path

import pytest

BINARY = os.environ.get("BOTSCHAFTER", "")
LIBRARY = Path(__file__).resolve().parent.parent / "fixtures" / "library"

pytestmark = pytest.mark.skipif(not os.access(BINARY, os.X_OK),
                                reason="BOTSCHAFTER names no executable")


def bot(*words, text="", env=None, timeout=30):
    return subprocess.run([BINARY, *map(str, words)], input=text, capture_output=True, text=True,
                          timeout=timeout, env={**os.environ, **(env or {})})


def usage(*words):
    """Wrong usage: exit code 2, a line that says so, and nothing on stdout."""
    end = bot(*words)
    assert end.returncode == 2, end
    assert end.stdout == ""
    return end.stderr


# --- the whole


def test_help_names_every_verb():
    end = bot("--help")
    assert end.returncode == 0 and end.stderr == ""
    for verb in ("run", "try", "check", "setup slack", "setup mattermost",
                 "preview text", "preview card", "content lint"):
        assert f"  botschafter {verb}" in end.stdout


def test_the_version_is_one_line():
    assert re.fullmatch(r"botschafter \d+\.\d+\.\d+\n", bot("--version").stdout)


def test_each_verb_explains_itself():
    for verb in ("run", "try", "check", "setup slack", "setup mattermost",
                 "preview card", "content lint"):
        end = bot(*verb.split(), "--help")
        assert end.returncode == 0 and end.stdout.startswith(f"usage: botschafter {verb}")


def test_the_daemon_explains_its_keys():
    said = bot("run", "--help").stdout
    assert "[[workspace]]" in said and '  default_network = "linkedin"' in said
    assert "  formal = false" in said and "one of slack|mattermost|playground" in said


@pytest.mark.parametrize("typed, near", [
    ("rnu", "run"), ("tri", "try"), ("setup slak", "setup slack"), ("preview crad", "preview card"),
    ("perview text", "preview text"), ("setup mattermots", "setup mattermost"),
    ("content", "content lint"), ("contentlint x", "content lint"),
])
def test_a_misspelt_verb_gets_the_nearest(typed, near):
    assert f'did you mean "{near}"?' in usage(*typed.split())


def test_a_verb_like_no_other_gets_the_list():
    said = usage("xylophone")
    assert "did you mean" not in said and "--help" in said
    assert "--help" in usage()


@pytest.mark.parametrize("words, what", [
    (("try", "--prot", "1"), "did you mean --port?"),
    (("try", "--port"), "--port needs a value"),
    (("try", "--port", "http"), "--port is a number"),
    (("try", "--port", "65536"), "--port is a number"),
    (("try", "--as", "anna"), "belong together"),
    (("try", "--as", "anna", "--say", "x", "--format", "xml"), "--format is text or json"),
    (("try", "here"), '"here" is not expected'),
    (("run",), "--config is missing"),
    (("setup", "slack", "--now"), "there is no option --now"),
    (("preview", "card", "--platform", "slack"), "FILE is missing"),
    (("preview", "card", "a.toml"), "--platform is slack, mattermost or playground"),
    (("preview", "card", "a.toml", "b.toml", "--platform", "slack"), '"b.toml" is not expected'),
    (("preview", "card", "a.toml", "--platform", "slack", "--lang", "fr"), "--lang is en or de"),
])
def test_wrong_words_are_explained(words, what):
    said = usage(*words)
    assert what in said and "usage: botschafter " in said


# --- run


def test_every_mistake_in_a_config_is_listed(tmp_path):
    file = tmp_path / "bot.toml"
    file.write_text('[bot]\ncompny = "x"\nlog_level = "loud"\n[[workspace]]\nname = "a"\n'
                    'platform = "slack"\napp_token = "xapp-1-VERYSECRET"\n')
    end = bot("run", "--config", file)
    assert end.returncode == 2
    lines = end.stderr.splitlines()
    assert len(lines) == 4, end.stderr
    assert all(re.match(rf"{re.escape(str(file))}:\d+: \S", line) for line in lines)
    assert f"{file}:2: " in end.stderr and "did you mean company?" in end.stderr
    assert "file:PATH" in end.stderr and "VERYSECRET" not in end.stderr


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    token, file = tmp_path / "token", tmp_path / "bot.toml"
    token.write_text("xapp-1\n")
    token.chmod(0o644)
    file.write_text('[[workspace]]\nname = "a"\nplatform = "slack"\napp_token = "file:token"\n'
                    'bot_token = "env:BOT"\n')
    end = bot("run", "--config", file, env={"BOT": "xoxb-1"})
    assert end.returncode == 2 and f"{file}:4: app_token: " in end.stderr
    assert str(token) in end.stderr


def test_no_config_says_what_to_do():
    end = bot("run", "--config", "/no/such/file.toml")
    assert end.returncode == 2 and "config.example.toml" in end.stderr
    assert "botschafter try" in end.stderr


# --- try


def test_one_exchange_as_text():
    end = bot("try", "--as", "anna", "--say", "/share linkedin")
    assert end.returncode == 0 and end.stderr == ""
    assert "Auf LinkedIn teilen" in end.stdout and "https://www.linkedin.com/" in end.stdout


def test_one_exchange_as_json():
    end = bot("try", "--as", "tom", "--say", "/share x", "--format", "json")
    answer = json.loads(end.stdout)
    assert answer["kind"] == "card" and answer["card"]["lang"] == "en"
    assert any("x.com" in button.get("url", "") for button in answer["card"]["buttons"])


def test_nobody_of_that_name():
    assert "anna, tom or mira" in usage("try", "--as", "zoe", "--say", "/share")


def test_what_was_dealt_is_remembered_in_a_data_directory(tmp_path):
    titles = [json.loads(bot("try", "--data", tmp_path / "d", "--as", "anna", "--say", "/share",
                             "--format", "json").stdout)["card"]["title"] for _ in range(3)]
    assert len(set(titles)) == 3


def test_a_playground_without_a_directory_leaves_nothing(tmp_path):
    bot("try", "--as", "anna", "--say", "/share", env={"XDG_RUNTIME_DIR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def test_the_playground_tells_its_address_and_ends_with_sigterm(tmp_path):
    process = subprocess.Popen([BINARY, "try", "--port", "0"], stdin=subprocess.PIPE, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)})
    try:
        said = ""
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, process.stderr.read()
            said += line
        address = re.search(r"http://127\.0\.0\.1:\d+/", said).group()
        with urllib.request.urlopen(address, timeout=5) as page:
            assert page.status == 200 and b"<html" in page.read()
        process.terminate()
        _, errors = process.communicate(timeout=15)
        assert process.returncode == 0 and errors == ""
        assert "ssh -L" in said and "/share" in said
    finally:
        process.kill()
        process.wait()
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_named():
    first = subprocess.Popen([BINARY, "try", "--port", "0"], stdin=subprocess.PIPE, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        port = None
        while not port:
            port = re.search(r"http://127\.0\.0\.1:(\d+)/", first.stdout.readline())
        end = bot("try", "--port", port.group(1))
        assert end.returncode == 1 and port.group(1) in end.stderr
        assert "choose another port" in end.stderr
        assert end.stderr.count("\n") == 1
    finally:
        first.terminate()
        first.communicate(timeout=15)


# --- setup, preview, lint


def test_the_manifest_publishes_the_commands():
    manifest = json.loads(bot("setup", "slack").stdout)
    commands = [c["command"] for c in manifest["features"]["slash_commands"]]
    assert "/share" in commands and len(commands) <= 5
    assert manifest["settings"]["socket_mode_enabled"] is True


def test_a_card_as_slack_gets_it():
    end = bot("preview", "card", LIBRARY / "open-gate.toml", "--platform", "slack", "--lang", "de")
    message = json.loads(end.stdout)
    assert message["blocks"][0]["text"]["text"] == "Offenes Werkstor"
    assert any(b["type"] == "image" and "slack_file" in b for b in message["blocks"])


def test_a_card_as_mattermost_gets_it():
    end = bot("preview", "card", LIBRARY / "open-gate.toml", "--platform", "mattermost",
              "--lang", "de")
    attachments = json.loads(end.stdout)["props"]["attachments"]
    assert attachments[0]["title"] == "Offenes Werkstor"
    assert attachments[0]["fields"][0]["value"].startswith("```\n")
    assert attachments[1]["image_url"].endswith("/preview")


def test_a_card_as_the_playground_gets_it():
    end = bot("preview", "card", LIBRARY / "apprentices.toml", "--platform", "playground",
              "--network", "x")
    card = json.loads(end.stdout)
    assert "Eight new apprentices" in card["html"] and "Eight new apprentices" in card["text"]


def test_a_draft_can_be_looked_at():
    end = bot("preview", "card", LIBRARY / "draft.toml", "--platform", "slack")
    assert "Nobody gets this." in end.stdout


@pytest.mark.parametrize("words, what", [
    (("no-such.toml", "--platform", "slack"), "no-such.toml"),
    ((LIBRARY / "draft.toml", "--platform", "slack", "--lang", "de"), "no text"),
    ((LIBRARY / "river-day.toml", "--platform", "slack", "--network", "nowhere"), "nowhere"),
])
def test_a_card_that_cannot_be_made_says_why(words, what):
    end = bot("preview", "card", *words)
    assert end.returncode == 1 and end.stdout == ""
    assert what in end.stderr and end.stderr.count("\n") == 1


def test_a_text_is_counted():
    end = bot("preview", "text", "--network", "x", "--format", "json", text="Hello 👋\n")
    assert json.loads(end.stdout)["length"] == 8


def test_the_library_of_the_tests_is_as_it_should_be():
    end = bot("content", "lint", LIBRARY)
    assert end.returncode == 0, end.stdout
    bad = bot("content", "lint", LIBRARY / "no-such.toml")
    assert bad.returncode == 1
