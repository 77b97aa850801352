"""Mattermost's own client works against the fake, so the fake speaks as the server does."""

import json
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from plain_listener import Listener

APP = Path(__file__).resolve().parent.parent / "fakes" / "mattermost_client" / "app.js"
both = pytest.mark.parametrize("mm", ["5.37", "11.6"], indirect=True)


class Client:
    """The process, and what it told."""

    def __init__(self, url):
        self.process = subprocess.Popen(
            ["node", str(APP)], env={**os.environ, "MATTERMOST_URL": url}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.told, self.grown, self.count = [], threading.Condition(), 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            with self.grown:
                self.told.append(json.loads(line))
                self.grown.notify_all()

    def wait(self, timeout_s=10.0, after=0, **want):
        """The first thing told from number `after` on that has these values."""
        deadline = time.monotonic() + timeout_s
        with self.grown:
            while True:
                for one in self.told[after:]:
                    if all(one.get(k) == v for k, v in want.items()):
                        return one
                left = deadline - time.monotonic()
                assert left > 0, f"nothing told with {want}: {self.told}"
                self.grown.wait(left)

    def tell(self, **what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def __call__(self, name, *args):
        """Calls Client4; its result, or the id of the error and the status."""
        self.count += 1
        self.tell(n=self.count, call=name, args=args)
        got = self.wait(n=self.count)
        return got["result"] if "result" in got else (got["error"], got["status"])

    def connect(self):
        self.tell(connect=True)
        self.wait(event="hello")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)


@pytest.fixture
def anna(mm):
    if not shutil.which("node") or not (APP.parent / "node_modules/@mattermost/client").exists():
        pytest.skip("Mattermost's client is not installed: run tests/prepare.sh build")
    client = Client(mm.url)
    try:
        assert client("login", "anna", "Fictional-1")["username"] == "anna"
        yield client
        assert mm.complaints() == []
    finally:
        client.stop()


@pytest.fixture
def listener():
    with Listener() as one:
        yield one


@both
def test_lists_and_posts(anna, mm):
    acme = mm.info.teams["acme"]
    assert [t["name"] for t in anna("getMyTeams")] == ["acme"]
    names = {c["name"] for c in anna("getMyChannels", acme)}
    assert names == {"town-square", "off-topic", "comms"}
    assert len(anna("getMyChannelMembers", acme)) == 3
    square = mm.info.channels["acme/town-square"]
    post = anna("createPost", {"channel_id": square, "message": "hello"})
    assert anna("getPosts", square, 0, 10)["order"] == [post["id"]]
    assert anna("getPostsSince", square, post["create_at"] - 1)["posts"][post["id"]]
    assert anna("patchPost", {"id": post["id"], "message": "edited"})["message"] == "edited"
    assert anna("addReaction", mm.info.users["anna"], post["id"], "tada")["emoji_name"] == "tada"
    assert anna("pinPost", post["id"]) == anna("deletePost", post["id"]) == {"status": "OK"}
    assert anna("getPost", post["id"]) == ("app.post.get.app_error", 404)
    secret = mm.info.channels["acme/secret"]
    assert anna("createPost", {"channel_id": secret, "message": "x"}) == (
        "api.context.permissions.app_error", 403)
    direct = anna("createDirectChannel", [mm.info.users["anna"], mm.info.bot_id])
    assert direct["id"] == mm.direct_id("anna")


@both
def test_a_command_and_its_button(anna, mm, listener):
    mm.add_command("share", listener.url + "/command")
    button = {"id": "yes", "name": "Yes", "type": "button",
              "integration": {"url": listener.url + "/action", "context": {"k": 1}}}
    listener.answers["/command"] = {"skip_slack_parsing": True, "attachments": [
        {"text": "Share it?", "actions": [button]}]}
    anna.connect()
    anna("executeCommand", "/share now", {"channel_id": mm.info.channels["acme/comms"],
                                          "team_id": mm.info.teams["acme"]})
    post = json.loads(anna.wait(event="ephemeral_message")["data"]["post"])
    action = post["props"]["attachments"][0]["actions"][0]
    listener.answers["/action"] = {"skip_slack_parsing": True, "ephemeral_text": "thanks"}
    pressed = anna("doPostActionWithCookie", post["id"], action["id"], action["cookie"])
    assert pressed["status"] == "OK" and listener.json()["context"] == {"k": 1}
    assert mm.wait_ephemeral(user="anna", text="thanks")


def test_a_connection_is_taken_up_again(anna, mm):
    anna.connect()
    anna.wait(first=True)
    mm.say("carla", "one", "comms")
    before = anna.wait(event="posted")
    mark = len(anna.told)
    mm.cut_websocket("anna")
    anna.wait(after=mark, closed=True)
    anna.wait(after=mark, reconnected=True)
    mm.say("carla", "two", "comms")
    after = anna.wait(after=mark, event="posted")
    assert json.loads(after["data"]["post"])["message"] == "two" and after["seq"] > before["seq"]
    assert not [t for t in anna.told if "missed" in t]
    resumed = [t["opens"] for t in anna.told if "opens" in t][-1]
    assert "connection_id=&" not in resumed and mm.wait_connection(user="anna", resumed=True)


def test_a_restart_is_noticed_as_a_loss(anna, mm):
    anna.connect()
    mm.say("carla", "one", "comms")
    anna.wait(event="posted")
    mark = len(anna.told)
    mm.restart()
    assert anna.wait(after=mark, missed=True)
    hello = anna.wait(after=mark, event="hello")
    assert hello["seq"] == 0


def test_a_gap_and_a_silent_line_make_it_connect_anew(anna, mm):
    anna.connect()
    mark = len(anna.told)
    mm.skip_sequence(3)
    mm.say("carla", "one", "comms")
    anna.wait(after=mark, closed=True)
    assert anna.wait(after=mark, event="hello")["seq"] == 0
    mark = len(anna.told)
    mm.half_open("anna")
    anna.wait(after=mark, closed=True)
    anna.wait(after=mark, event="hello")
