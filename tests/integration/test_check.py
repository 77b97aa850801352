"""The doctor: what it finds in order, and what it says about each thing that is not."""

import json
import os
import socket
import subprocess

import pytest


def look(daemon, *words, env=None):
    return subprocess.run([daemon.binary, "check", "--config", daemon.file, *words], timeout=60,
                          env={**os.environ, **daemon.env, **(env or {})}, capture_output=True,
                          text=True)


def findings(daemon, *words, **how):
    """(exit code, findings): each has level, area, what, remedy."""
    end = look(daemon, "--format", "json", *words, **how)
    assert end.stderr == "", end.stderr
    return end.returncode, json.loads(end.stdout)["findings"]


def the(found, *parts):
    """The one finding with all these parts."""
    hits = [f for f in found if all(p in f["what"] for p in parts)]
    assert len(hits) == 1, (parts, found)
    return hits[0]


def worse(found):
    return [f for f in found if f["level"] != "ok"]


@pytest.fixture
def started(daemon):
    """A daemon that has run once: there is data to look at."""
    daemon.start()
    daemon.stop()
    return daemon


# --- as a whole


def test_what_is_in_order_is_said_so(started):
    code, found = findings(started)
    assert code == 0 and worse(found) == []
    assert the(found, "database is whole") and the(found, "this version's tables")
    assert the(found, "signing key") and the(found, "posts in", "0 with a mistake")
    assert "@" in the(found, "bot_token is good")["what"]
    assert the(found, "every scope") and the(found, "app_token is good")
    assert the(found, "our clock and Slack's agree")


def test_it_does_not_disturb_a_running_daemon(bot, slack):
    before = {p: p.stat().st_mtime_ns for p in bot.data.iterdir() if "wal" not in p.name}
    connections = slack.connections()
    code, found = findings(bot)
    assert code == 0 and worse(found) == []
    assert slack.connections() == connections
    assert {p: p.stat().st_mtime_ns for p in before} == before
    assert slack.send_command("/share").acked


def test_looking_makes_no_files(started):
    before = sorted(p.name for p in started.data.iterdir())
    assert look(started, "--offline").returncode == 0
    assert sorted(p.name for p in started.data.iterdir()) == before


def test_offline_asks_nobody(started, slack):
    seen = len(slack.records("call"))
    code, found = findings(started, "--offline")
    assert code == 0 and len(slack.records("call")) == seen
    assert not any(f["area"] == "acme" for f in found)


def test_people_read_eighty_columns(started):
    (started.data / "keys" / "signing.key").write_bytes(b"short")
    end = look(started)
    lines = end.stdout.splitlines()
    assert end.returncode == 1
    assert all(len(line) <= 80 or str(started.folder) in line for line in lines)
    assert all(line[:6] in ("OK    ", "WARN  ", "FAIL  ", "      ") for line in lines[:-1])
    assert lines[-1].endswith("0 WARN, 1 FAIL") and "\033" not in end.stdout


# --- what is wrong here


def break_database(daemon):
    path = daemon.data / "botschafter.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))


@pytest.mark.parametrize("harm, what, remedy", [
    (lambda d: d.data.chmod(0o755), "can be read by others", "chmod 700"),
    (lambda d: (d.data / "botschafter.db").chmod(0o644), "the database: ", "chmod 600"),
    (lambda d: (d.data / "botschafter.db").write_bytes(b"none" * 5000), "the database: ", "backup"),
    (break_database, "the database: ", "backup"),
    (lambda d: (d.data / "keys" / "signing.key").write_bytes(b"x"), "key is damaged", "backup"),
    (lambda d: (d.data / "keys" / "signing.key").chmod(0o644), "signing key", "0600"),
])
def test_harm_in_the_data_directory_is_named(started, harm, what, remedy):
    harm(started)
    code, found = findings(started, "--offline")
    finding = the(worse(found), what)
    assert code == 1 and finding["level"] == "fail" and remedy in finding["remedy"]


def test_a_newer_database_is_named(started):
    import sqlite3
    db = sqlite3.connect(started.data / "botschafter.db")
    db.execute("UPDATE schema_step SET number = 999 WHERE module = 'share'")
    db.commit()
    db.close()
    code, found = findings(started, "--offline")
    assert code == 1 and "newer version" in the(found, "share 999")["remedy"]


def test_a_first_start_is_no_failure(daemon):
    code, found = findings(daemon, "--offline")
    assert code == 0 and the(found, "no database yet")
    assert the(found, "signing key")["level"] == "warn"


def test_bad_posts_are_counted(started, tmp_path):
    library = tmp_path / "posts"
    library.mkdir()
    (library / "bad.toml").write_text("id = 1\n")
    started.configure(library=library)
    code, found = findings(started, "--offline")
    finding = the(found, "1 post in", "1 with a mistake")
    assert code == 0 and finding["level"] == "warn" and "content lint" in finding["remedy"]
    started.configure(library=tmp_path / "nowhere")
    assert the(findings(started, "--offline")[1], "no folder")["level"] == "fail"


def test_few_open_files_are_named(started):
    end = subprocess.run(["sh", "-c", 'ulimit -n 200; exec "$0" check --offline --config "$1"',
                          started.binary, started.file], capture_output=True, text=True,
                         env={**os.environ, **started.env}, timeout=60)
    assert end.returncode == 1 and "200 open files" in end.stdout
    assert "LimitNOFILE" in end.stdout


def test_a_bad_configuration_is_wrong_usage(daemon):
    daemon.file.write_text("[bot]\ncompny = 1\n")
    end = look(daemon)
    assert end.returncode == 2 and "did you mean company?" in end.stderr and end.stdout == ""


def test_the_usual_files_are_looked_for(started, tmp_path):
    def here(folder):
        return subprocess.run([started.binary, "check", "--offline"], cwd=folder, timeout=60,
                              env={**os.environ, **started.env}, capture_output=True, text=True)
    assert here(started.folder).returncode == 0
    (tmp_path / "empty").mkdir()
    if not os.path.exists("/etc/botschafter/config.toml"):
        assert here(tmp_path / "empty").returncode == 2


# --- what Slack says


@pytest.mark.parametrize("key, token", [("app_token", "xapp-wrong"), ("bot_token", "xoxb-wrong")])
def test_a_token_that_slack_refuses_is_named(started, key, token):
    code, found = findings(started, env={f"SLACK_{key.upper()}": token})
    finding = the(found, f"Slack refused {key}")
    assert code == 1 and finding["level"] == "fail" and "api.slack.com" in finding["remedy"]
    assert "wrong" not in json.dumps(found)


def test_a_scope_that_is_missing_says_what_suffers(started, slack):
    slack.revoke_scope("im:write")
    code, found = findings(started)
    finding = the(found, "im:write", "remind")
    assert code == 0 and finding["level"] == "warn" and "manifest" in finding["remedy"]


def test_a_slack_that_is_not_there_is_a_network_problem(started, slack):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        text = started.file.read_text()
        started.file.write_text(text.replace(slack.api_url, f"http://127.0.0.1:{free.getsockname()[1]}/"))
    code, found = findings(started)
    assert code == 1
    assert all("443" in f["remedy"] for f in worse(found)) and len(worse(found)) == 2


@pytest.mark.parametrize("channel, level, part", [
    ("#general", "ok", "the bot is in"),
    ("#nowhere", "warn", "no channel"),
])
def test_the_named_channel_is_looked_for(started, channel, level, part):
    started.configure(more=f'[channels]\nsuggest = "{channel}"\n')
    code, found = findings(started)
    assert code == 0, worse(found)
    assert the(found, part, channel)["level"] == level
