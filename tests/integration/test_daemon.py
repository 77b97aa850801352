"""The daemon on its own feet: start, reload, end, and what goes wrong around it."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import time

import pytest
from daemon import LIBRARY
from places import SlackPlace


def run(daemon, timeout=20):
    """Runs it to its end, as somebody would in a shell."""
    return subprocess.run([daemon.binary, "run", "--config", daemon.file], timeout=timeout,
                          env={**os.environ, **daemon.env}, capture_output=True, text=True)


def reload(daemon, *parts):
    """SIGHUP, and waits for the line that says what came of it."""
    seen = len(daemon.lines)
    daemon.process.send_signal(signal.SIGHUP)
    return daemon.wait_log(*parts, after=seen)


def title(answer):
    return answer.message.blocks[0].text.text


# --- life


def test_it_starts_answers_and_ends(bot, slack):
    answer = slack.send_command("/share linkedin", user="ben")
    assert "Share on LinkedIn" in str(answer.message.blocks)
    bot.stop()
    assert "event=stopped" in bot.log()


def test_its_data_is_for_its_own_eyes(bot):
    for path in [bot.data, *bot.data.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o077 == 0, f"{path} has mode {mode:o}"


def test_a_second_daemon_on_the_same_data_is_refused(bot, slack):
    second = run(bot)
    assert second.returncode == 1
    assert str(bot.process.pid) in second.stderr and str(bot.data) in second.stderr
    assert slack.send_command("/share").acked


def test_a_second_sigterm_ends_it_at_once(bot, slack):
    slack.never_answer("chat.postMessage", apply="no")
    slack.press(slack.send_command("/share", user="ben"), "Send me the text")
    slack.wait_call("chat.postMessage")
    bot.process.send_signal(signal.SIGTERM)
    bot.wait_log("event=stopping")
    began = time.monotonic()
    bot.process.send_signal(signal.SIGTERM)
    assert bot.wait_exit(5) == 0
    assert time.monotonic() - began < 2


def test_buttons_work_after_a_restart(bot, slack):
    first = slack.send_command("/share", user="ben")
    bot.restart()
    assert slack.press(first, "Next post").acked
    assert title(slack.send_command("/share", user="ben")) != title(first)


def test_two_workspaces_live_in_one_daemon(daemon, slack):
    daemon.add_place(SlackPlace(slack, "other"))
    daemon.configure()
    daemon.start()
    assert slack.send_command("/share", user="ben").acked
    assert slack.send_command("/share", user="ben", workspace="other").acked


def test_the_service_manager_is_told(daemon, slack, tmp_path):
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(tmp_path / "notify"))
    manager.settimeout(5)

    def told(what):
        while what not in (said := manager.recv(512).decode()):
            pass
        return said

    daemon.env |= {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "100000"}
    daemon.start()
    told("READY=1")
    told("STATUS=1 of 1 workspaces connected")
    told("WATCHDOG=1")
    reload(daemon, "event=reloaded")
    told("RELOADING=1")
    told("READY=1")
    daemon.stop()
    told("STOPPING=1")
    manager.close()


# --- a start that cannot be


def test_a_damaged_database_is_named(daemon):
    (daemon.data / "botschafter.db").write_bytes(b"this is no database" * 100)
    (daemon.data / "botschafter.db").chmod(0o600)
    end = run(daemon)
    assert end.returncode == 1 and "database" in end.stderr and end.stderr.count("\n") == 1


def test_a_data_directory_that_cannot_be_made_is_named(daemon):
    daemon.configure(data=daemon.folder / "botschafter.toml" / "data")
    end = run(daemon)
    assert end.returncode == 1 and "data directory" in end.stderr


def test_a_library_that_is_not_there_is_named(daemon):
    daemon.configure(daemon.folder / "no-such-folder")
    end = run(daemon)
    assert end.returncode == 1 and "library" in end.stderr and "no-such-folder" in end.stderr


@pytest.mark.parametrize("key, token", [("app_token", "xapp-wrong"), ("bot_token", "xoxb-wrong")])
def test_a_wrong_token_is_said_with_the_remedy(daemon, key, token):
    daemon.env[f"SLACK_{key.upper()}"] = token
    daemon.expect_error("is=refused")
    daemon.expect_error("event=call_failed")
    daemon.start(ready=False)
    line = daemon.wait_log("is=refused")
    assert key in line and "api.slack.com/apps" in line
    assert daemon.process.poll() is None, "it should keep trying"


def test_a_name_server_that_is_silent_holds_nothing_up(daemon, slack):
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.1", 0))
    daemon.env["BOTSCHAFTER_NAME_SERVERS"] = f"127.0.0.1:{silent.getsockname()[1]}"
    text = daemon.config().replace(slack.api_url, "https://slack.example.test/api/")
    daemon.file.write_text(text)
    daemon.start(ready=False)
    assert silent.recv(512)
    daemon.wait_log("event=started")
    began = time.monotonic()
    daemon.stop()
    assert time.monotonic() - began < 5
    silent.close()


# --- reload


def test_a_reload_applies_what_changed(bot, slack):
    bot.configure(bot='default_network = "x"')
    reload(bot, "event=reloaded")
    assert "Share on X" in str(slack.send_command("/share", user="ben").message.blocks)


def test_a_reload_with_a_mistake_keeps_what_was(bot, slack):
    bot.expect_error("event=reload_refused")
    bot.configure(bot='default_netwrok = "x"')
    line = reload(bot, "event=reload_refused")
    assert "botschafter.toml:3" in line and "did you mean default_network" in line
    assert "Share on LinkedIn" in str(slack.send_command("/share", user="ben").message.blocks)


def test_a_reload_says_what_needs_a_restart(bot, slack):
    more = '[[workspace]]\nname = "other"\nplatform = "playground"\n'
    bot.configure(more=more)
    assert "workspace" in reload(bot, "event=reload_needs_restart")
    assert slack.send_command("/share").acked


# --- the library


@pytest.fixture
def library(daemon, tmp_path):
    """A folder of its own, which may be changed."""
    folder = tmp_path / "library"
    shutil.copytree(LIBRARY, folder)
    daemon.configure(folder)
    return folder


def test_a_changed_file_is_read_again(library, daemon, slack):
    for path in library.glob("*.toml"):
        if path.name != "river-day.toml":
            path.unlink()
    daemon.start()
    assert title(slack.send_command("/share", user="ben")) == "A day at the river"
    seen = len(daemon.lines)
    text = (library / "river-day.toml").read_text()
    (library / "river-day.toml").write_text(text.replace("A day at", "Two days at"))
    daemon.wait_log("area=library", "event=read", "changed=1", after=seen)
    assert title(slack.send_command("/share", user="ben")) == "Two days at the river"


def test_a_bad_file_is_named_and_the_others_are_used(library, daemon, slack):
    (library / "bad.toml").write_text('id = "bad"\nkindd = "post"\n')
    (library / "huge.toml").write_text("#" * 300_000)
    daemon.start()
    assert "bad.toml:2" in daemon.wait_log("event=bad_file", "kindd")
    daemon.wait_log("event=bad_file", "huge.toml")
    assert slack.send_command("/share").acked


def test_pictures_are_uploaded_once_and_then_shown(daemon, slack):
    daemon.start()
    slack.wait_call("files.completeUploadExternal")
    daemon.restart()
    slack.assert_quiet(for_ms=300, kinds=["upload"])
    answer = slack.send_command("/share x events", user="ben")
    assert "slack_file" in str(answer.message.blocks)


def test_a_picture_that_is_none_leaves_its_post_out(library, daemon, slack):
    (library / "open-gate.png").write_bytes(b"GIF90a is no picture")
    daemon.start()
    daemon.wait_log("event=bad_file", "open-gate")
    assert slack.send_command("/share").acked


# --- nothing lost, nothing twice


def test_kill_9_loses_no_command_that_was_acknowledged(bot, slack):
    people = ["anna", "ben"]
    before = [slack.send_command("/share", user=people[i % 2]) for i in range(8)]
    under_way = [slack.send_command("/share", user="ben", wait=False) for _ in range(20)]
    bot.restart(hard=True)
    for old in before:
        again = slack.send_command("/share", envelope_id=old.id, user=old.user)
        assert again.acked
        assert again.payload == old.payload, "another answer to the same command"
    for old in under_way:
        assert slack.send_command("/share", envelope_id=old.id, user="ben").acked


# --- a full disk


@pytest.fixture
def small_disk(daemon):
    """The data directory on a disk of 3 MiB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3M,mode=0700", "tmpfs",
                              str(daemon.data)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield daemon.data
    daemon.kill()
    subprocess.run(["umount", str(daemon.data)], check=True)


def fill(folder):
    """All that is left of the disk, in one file."""
    path = folder / "filler"
    with open(path, "wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass
    return path


def test_a_full_disk_is_said_and_nothing_unstored_is_acknowledged(small_disk, daemon, slack):
    for text in ("disk_full", "transaction_lost", "event_failed", "claim_failed", "turn_failed"):
        daemon.expect_error(text)
    daemon.start()
    assert slack.send_command("/share", user="ben").acked
    filler = fill(small_disk)
    refused = None
    for _ in range(200):
        last = slack.send_command("/share", user="ben", timeout_s=1.0)
        if not last.acked:
            refused = last
            break
    assert refused, "the disk is full and yet all is acknowledged"
    assert str(small_disk) in daemon.wait_log("event=disk_full", "remedy=")
    filler.unlink()
    deadline = time.monotonic() + 10
    while not slack.send_command("/share", envelope_id=refused.id, timeout_s=1.0).acked:
        assert time.monotonic() < deadline, "room again, and still no answer"
