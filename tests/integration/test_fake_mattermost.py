"""The fake Mattermost's REST API: what the server answers, limits and rights included."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from plain_client import Rest

from fakes.mattermost import Mattermost

both = pytest.mark.parametrize("mm", ["5.37", "11.6"], indirect=True)
EDGE = 16383


@pytest.fixture
def bot(mm):
    return Rest(mm.url, mm.info.bot_token)


@pytest.fixture
def square(mm):
    return mm.info.channels["acme/town-square"]


def as_user(mm, user):
    return Rest(mm.url, mm.token_of(user))


def error(answer):
    return answer["id"], answer["status_code"]


# --- people


@both
def test_a_wrong_token_is_refused_with_the_servers_words(mm):
    status, headers, body = Rest(mm.url, "wrong").raw("GET", "/users/me")
    assert status == 401 and "MMAUTHTOKEN=;" in headers["Set-Cookie"]
    assert error(json.loads(body)) == ("api.context.session_expired.app_error", 401)


@both
def test_people_come_in_pages_with_locale_and_zone(mm, bot):
    mm.add_crowd(230)
    team, people, page = mm.info.teams["acme"], [], 0
    while got := bot.get(f"/users?in_team={team}&page={page}&per_page=200&active=true"):
        assert len(got) <= 200
        people, page = people + got, page + 1
    by_name = {u["username"]: u for u in people}
    assert by_name["anna"]["locale"] == "de" and "gone" not in by_name
    assert by_name["ben"]["timezone"] == {
        "automaticTimezone": "Europe/London", "manualTimezone": "America/New_York",
        "useAutomaticTimezone": "false"}
    assert by_name["zoe"]["timezone"]["automaticTimezone"] == ""
    assert by_name["helper"]["is_bot"] is True and by_name["gast"]["roles"] == "system_guest"
    assert "notify_props" not in by_name["anna"]
    assert len(bot.get(f"/users?in_team={team}&active=true")) == 60


def test_login_gives_a_token(mm):
    rest = Rest(mm.url)
    status, headers, body = rest.raw("POST", "/users/login",
                                     {"login_id": "anna", "password": "Fictional-1"})
    assert status == 200 and json.loads(body)["username"] == "anna"
    assert Rest(mm.url, headers["Token"]).get("/users/me")["id"] == mm.info.users["anna"]
    assert rest.raw("POST", "/users/login", {"login_id": "anna", "password": "x"})[0] == 401


def test_teams_channels_and_members(mm, bot):
    me, acme = mm.info.bot_id, mm.info.teams["acme"]
    assert [t["name"] for t in bot.get("/users/me/teams")] == ["acme", "lab"]
    assert bot.get("/teams/name/acme")["id"] == acme
    names = {c["name"] for c in bot.get(f"/users/{me}/teams/{acme}/channels")}
    assert names == {"town-square", "off-topic", "comms"}
    members = bot.get(f"/teams/{acme}/members?per_page=200")
    assert {m["user_id"] for m in members} >= {me, mm.info.users["anna"]}
    assert bot.get(f"/teams/{acme}/members/{me}")["scheme_admin"] is False
    secret = mm.info.channels["acme/secret"]
    assert error(bot.get(f"/channels/{secret}", 403))[0] == "api.context.permissions.app_error"


def test_the_bot_makes_a_public_channel_and_joins_others(mm, bot):
    acme, me = mm.info.teams["acme"], mm.info.bot_id
    data = {"team_id": acme, "name": "pictures", "display_name": "Pictures", "type": "O"}
    made = bot.post("/channels", data)
    assert made["creator_id"] == me
    assert error(bot.post("/channels", data, 400))[0].endswith("exists.app_error")
    other = mm.add_channel("plans", ["anna"])
    bot.post(f"/channels/{other}/members", {"user_id": me})
    assert mm.channel("plans").members == ["anna", "botschafter"]


def test_a_deactivated_owner_takes_the_bot_along(mm, bot):
    mm.deactivate("admin")
    assert bot.raw("GET", "/users/me")[0] == 401
    mm.activate("botschafter")
    assert bot.raw("GET", "/users/me")[0] == 200


# --- posts


@both
def test_the_same_pending_id_gives_the_first_post(mm, bot, square):
    data = {"channel_id": square, "message": "one", "pending_post_id": "bot:1"}
    first = bot.post("/posts", data)
    assert first["pending_post_id"] == "bot:1" and first["props"] == {"from_bot": "true"}
    again = bot.post("/posts", {**data, "message": "two"})
    assert (again["id"], again["message"], again["pending_post_id"]) == (first["id"], "one", "")
    mm.advance(31)
    assert bot.post("/posts", data)["id"] != first["id"]


@both
@pytest.mark.parametrize("props, stays", [({}, False), ({"from_bot": "true"}, True)])
def test_a_repeated_post_marks_the_channel_as_seen(mm, bot, props, stays):
    mm.say("anna", "unread")
    data = {"channel_id": mm.direct_id("anna"), "message": "m", "pending_post_id": "x:1",
            "props": props}
    bot.post("/posts", data)
    assert mm.unread("anna")
    bot.post("/posts", data)
    assert mm.unread("anna") is stays


@pytest.mark.parametrize("mm, most", [("5.37", 8_000), ("11.6", 200_000)], indirect=["mm"])
def test_props_have_room_for_so_much(mm, bot, square, most):
    data = {"channel_id": square, "message": "m", "props": {"x": "y" * (most - 50)}}
    assert bot.post("/posts", data)["id"]
    if most == 8_000:
        data["props"]["x"] += "y" * 100
        assert error(bot.post("/posts", data, 400)) == ("model.post.is_valid.props.app_error", 400)


@both
def test_answers_have_tags_and_long_ones_come_in_chunks(mm, bot, square):
    status, headers, body = bot.raw("GET", "/users/me")
    again = bot.raw("GET", "/users/me", headers={"If-None-Match": headers["Etag"]})
    assert (status, again[0], again[2]) == (200, 304, b"") and "Content-Length" in headers
    mm.say("anna", "x" * 3000, "town-square")
    status, headers, body = bot.raw("GET", f"/channels/{square}/posts")
    assert headers["Transfer-Encoding"] == "chunked" and len(body) > 3000
    _, headers, small = bot.raw("GET", f"/channels/{square}/posts",
                                headers={"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip" and len(small) < 1000


@pytest.mark.parametrize("mm, status", [("5.37", 403), ("11.6", 200)], indirect=["mm"])
def test_the_team_reads_public_channels_since_11(mm, status):
    mm.say("carla", "open", "comms")
    assert as_user(mm, "ben").get(f"/channels/{mm.info.channels['acme/comms']}/posts", status)


@both
def test_limits_of_a_post(mm, bot, square):
    assert bot.post("/posts", {"channel_id": square, "message": "ä" * EDGE})["id"]
    too_long = bot.post("/posts", {"channel_id": square, "message": "ä" * (EDGE + 1)}, 400)
    name = "msg" if mm.info.version == "5.37.0" else "message_length"
    assert error(too_long) == (f"model.post.is_valid.{name}.app_error", 400)
    assert bot.post("/posts", {"channel_id": square, "root_id": "y" * 26}, 400)
    assert bot.post("/posts", {"channel_id": mm.info.channels["acme/secret"], "message": "x"}, 403)
    assert bot.post("/posts/ephemeral", {"user_id": mm.info.users["anna"], "post": {}}, 403)
    assert [c.what if c.kind == "invalid" else c.error for c in mm.complaints()][:1] == [
        f"model.post.is_valid.{name}.app_error"]


def test_a_body_that_is_too_large(mm, bot, square):
    props = {"x": "y" * 300_000}
    assert bot.post("/posts", {"channel_id": square, "message": "m", "props": props}, 413)


def test_since_has_edits_and_deletions(mm, bot, square):
    old, kept = mm.say("anna", "old", "town-square"), mm.say("anna", "kept", "town-square")
    mark = mm.say("anna", "gone", "town-square")["create_at"]
    mm.edit_post(old, "edited")
    mm.delete_post(mm.posts("town-square")[-1])
    got = bot.get(f"/channels/{square}/posts?since={mark}")
    by_id = got["posts"]
    assert [by_id[i]["message"] for i in got["order"]] == ["", "edited"]
    assert by_id[got["order"][0]]["delete_at"] > 0 and kept["id"] not in by_id


def test_after_and_before_and_pages(mm, bot, square):
    mm.add_history("town-square", 250)
    page = bot.get(f"/channels/{square}/posts?per_page=999")
    assert len(page["order"]) == 200 and page["next_post_id"] == ""
    older = bot.get(f"/channels/{square}/posts?per_page=200&page=1")
    assert len(older["order"]) == 50 and older["prev_post_id"] == ""
    oldest = older["order"][-1]
    after = bot.get(f"/channels/{square}/posts?after={oldest}&per_page=10")
    assert [after["posts"][i]["message"] for i in after["order"]] == [
        f"old post {i}" for i in range(10, 0, -1)]
    before = bot.get(f"/channels/{square}/posts?before={after['order'][0]}&per_page=3")
    assert [before["posts"][i]["message"] for i in before["order"]] == [
        "old post 9", "old post 8", "old post 7"]


def test_a_history_can_lag(mm, bot, square):
    mm.timing(history_lag_s=60)
    post = bot.post("/posts", {"channel_id": square, "message": "late"})
    assert bot.get(f"/channels/{square}/posts?since={post['create_at'] - 1}")["order"] == []
    mm.advance(61)
    assert bot.get(f"/channels/{square}/posts?since={post['create_at'] - 1}")["order"]


def test_patch_pin_react_delete(mm, bot, square):
    post = bot.post("/posts", {"channel_id": square, "message": "one"})["id"]
    edited = bot.put(f"/posts/{post}/patch", {"props": {"from_bot": "true", "k": 1}})
    assert edited["edit_at"] > 0 and edited["message"] == "one" and edited["props"]["k"] == 1
    assert bot.post(f"/posts/{post}/pin", status=200) == {"status": "OK"}
    assert bot.get(f"/channels/{square}/pinned")["order"] == [post]
    reaction = {"user_id": mm.info.bot_id, "post_id": post, "emoji_name": "tada"}
    assert bot.post("/reactions", reaction, 200)["channel_id"] == square
    assert bot("DELETE", f"/posts/{post}", status=200) == {"status": "OK"}
    assert error(bot.get(f"/posts/{post}", 404)) == ("app.post.get.app_error", 404)
    foreign = mm.say("anna", "mine", "town-square")["id"]
    assert bot.put(f"/posts/{foreign}/patch", {"message": "x"}, 403)
    assert bot("DELETE", f"/posts/{foreign}", status=403)


def test_a_direct_channel_is_made_once(mm, bot):
    ids = [mm.info.bot_id, mm.info.users["anna"]]
    one = bot.post("/channels/direct", ids)
    assert one["type"] == "D" and one["name"] == "__".join(sorted(ids)) and one["team_id"] == ""
    assert bot.post("/channels/direct", list(reversed(ids)))["id"] == one["id"] == mm.direct_id("anna")
    bot.post("/posts", {"channel_id": one["id"], "message": "hello"})
    assert mm.wait_post(user="anna").text == "hello"
    mm.say("anna", "hi")
    assert mm.unread("anna")
    bot.post("/channels/members/me/view", {"channel_id": one["id"]}, 200)
    assert not mm.unread("anna") and mm.last_viewed("anna") > 0


def test_a_picture_is_shown_to_the_team(mm, bot):
    data = b"\x89PNG\r\n\x1a\n--x\r\n"
    form = (b'--B\r\nContent-Disposition: form-data; name="channel_id"\r\n\r\n'
            + mm.info.channels["acme/comms"].encode() + b"\r\n"
            + b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n'
            + b"Content-Type: image/png\r\n\r\n" + data + b"\r\n--B--\r\n")
    status, _, body = bot.raw("POST", "/files", form,
                              headers={"Content-Type": "multipart/form-data; boundary=B"})
    file = json.loads(body)["file_infos"][0]
    assert status == 201 and (file["size"], file["mime_type"]) == (len(data), "image/png")
    url = f"/files/{file['id']}/preview"
    assert as_user(mm, "ben").raw("GET", url)[0] == 403
    bot.post("/posts", {"channel_id": mm.info.channels["acme/comms"], "file_ids": [file["id"]]})
    assert as_user(mm, "ben").raw("GET", url)[2] == data
    mm.archive_channel("comms")
    assert as_user(mm, "ben").raw("GET", url)[0] == 200
    assert Rest(mm.url).raw("GET", url)[0] == 401


# --- commands


def test_commands_are_the_team_admins(mm, bot):
    acme = mm.info.teams["acme"]
    data = {"team_id": acme, "trigger": "Share", "method": "P", "url": "http://127.0.0.1:9/x"}
    assert bot.post("/commands", data, 403)
    mm.make_team_admin(team="acme")
    made = bot.post("/commands", data)
    assert made["trigger"] == "share" and len(made["token"]) == 26
    for trigger in ("share", "join", "help"):
        again = bot.post("/commands", {**data, "trigger": trigger}, 400)
        assert error(again)[0] == "api.command.duplicate_trigger.app_error"
    assert bot.post("/commands", {**data, "team_id": mm.info.teams["lab"]}, 403)
    listed = bot.get(f"/commands?team_id={acme}&custom_only=true")
    assert [c["token"] for c in listed] == [made["token"]]
    assert bot.put(f"/commands/{made['id']}", {**made, "url": "http://127.0.0.1:9/y"})["url"][-1] == "y"
    assert bot.put(f"/commands/{made['id']}/regen_token")["token"] != made["token"]
    assert bot("DELETE", f"/commands/{made['id']}", status=200) and mm.commands() == {}


@both
def test_ping_config_and_unknown_paths(mm):
    rest = Rest(mm.url)
    assert rest.get("/system/ping")["status"] == "OK"
    config = rest.get("/config/client?format=old")
    assert config["SiteURL"] == mm.url and config["Version"] == mm.info.version
    missing = rest.get("/nope", 404)
    assert missing["id"] == "api.context.404.app_error" and "request_id" not in missing
    assert [c.kind for c in mm.complaints()] == ["no_such_path"]


def test_a_hundred_thousand_people(mm, bot):
    mm.add_crowd(100_000)
    url = f"/users?in_team={mm.info.teams['acme']}&active=true&per_page=200&page="
    first, last = bot.get(url + "0"), bot.get(url + "494")
    assert len(first) == 200 and 0 < len(last) < 200 and bot.get(url + "495") == []


def test_an_outage_and_its_end(mm, bot):
    mm.outage()
    with pytest.raises(ConnectionError):
        bot.get("/users/me")
    mm.recover()
    assert bot.get("/users/me")["username"] == "botschafter"


def test_it_runs_by_itself():
    tests = Path(__file__).resolve().parent.parent
    with subprocess.Popen([sys.executable, "-m", "fakes.mattermost", "--version", "5.37"],
                          cwd=tests, stdout=subprocess.PIPE) as process:
        info = json.loads(process.stdout.readline())
        assert Rest(info["url"], info["bot_token"]).get("/users/me")["id"] == info["bot_id"]
        process.terminate()


def test_a_site_below_a_path():
    with Mattermost(path="/chat") as mm:
        assert mm.url.endswith("/chat")
        assert Rest(mm.url, mm.info.bot_token).get("/users/me")["username"] == "botschafter"
