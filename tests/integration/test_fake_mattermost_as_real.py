"""The fake against exchanges with real servers of both versions: statuses, headers, keys and their
order, kinds of values, ids of errors, the bytes that an integration is sent, and event frames."""

import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from plain_client import Rest, Socket
from plain_listener import Listener

from fakes.mattermost import Mattermost

REAL = Path(__file__).resolve().parent.parent / "fixtures" / "mattermost" / "exchanges"
VERSIONS = ("5.37", "11.6")
OURS = {"Connection", "Date", "Content-Length", "Content-Encoding"}
EXACT = ("event", "status", "status_code", "type", "seq_reply", "data_source")
INNER = ("post", "dialog", "reaction", "mentions", "thread")


def shape(value, key=""):
    """Keys in order and kinds of values; texts that hold JSON are opened."""
    if isinstance(value, str) and key in INNER and value[:1] in "{[":
        value = json.loads(value)
    if isinstance(value, dict):
        is_error = "status_code" in value
        if value and all(len(k) in (24, 26) for k in value):  # a map by ids
            return {"id": shape(v) for v in value.values()}
        return {k: v if is_error and k == "id" else shape(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [shape(v, key) for v in value[:1]]
    if key in EXACT and isinstance(value, (str, int)) and not isinstance(value, bool):
        return value
    return {bool: "bool", int: "number", str: "text", type(None): "null"}[type(value)]


def differences(real, ours, path=""):
    """Where two shapes part; an empty list fits any."""
    if isinstance(real, dict) and isinstance(ours, dict):
        found = [] if list(real) == list(ours) or path.endswith(".errors") else [f"{path}: {list(real)} is {list(ours)}"]
        for key in real:
            if key in ours:
                found += differences(real[key], ours[key], f"{path}.{key}")
        return found
    if isinstance(real, list) and isinstance(ours, list):
        return differences(real[0], ours[0], path + "[]") if real and ours else []
    return [] if real == ours else [f"{path}: {real!r} is {ours!r}"]


class Stage:
    """One server with the people and things that the exchanges were made with."""

    def __init__(self, version, listener):
        self.mm, self.listener = Mattermost(version), listener
        info = self.info = self.mm.info
        self.bot = Rest(self.mm.url, info.bot_token)
        self.admin = Rest(self.mm.url, info.admin_token)
        self.anna = Rest(self.mm.url, self.mm.token_of("anna"))
        self.nobody = Rest(self.mm.url)
        self.acme, self.square = info.teams["acme"], info.channels["acme/town-square"]
        self.me, self.her = info.bot_id, info.users["anna"]
        self.direct = self.mm.direct_id("anna")
        self.mm.add_command("share", listener.url + "/command")

    def button(self, id="yes", **more):
        return {"id": id, "name": "Yes", "type": "button", "style": "primary",
                "integration": {"url": self.listener.url + "/action", "context": {
                    "n": 2, "k": "v", "nested": {"a": [1, 2]}}}, **more}

    def menu(self):
        return {"id": "pick", "name": "Pick", "type": "select",
                "options": [{"text": "A", "value": "a"}],
                "integration": {"url": self.listener.url + "/action", "context": {"s": 1}}}

    def card(self, *actions):
        return {"attachments": [{"fallback": "Share it?", "color": "#3366cc", "text": "Share?",
                                 "actions": list(actions) or [self.button()]}]}

    def post_card(self, *actions, channel=None):
        return self.bot.raw("POST", "/posts", {"channel_id": channel or self.direct,
                                               "message": "Offer", "props": self.card(*actions)})

    def card_id(self, *actions, channel=None):
        return json.loads(self.post_card(*actions, channel=channel)[2])["id"]

    def execute(self, answer, text="/share one ~town-square @anna"):
        self.listener.answers["/command"] = answer
        return self.anna.raw("POST", "/commands/execute", {
            "channel_id": self.square, "team_id": self.acme, "command": text})

    def with_file(self, rest):
        file = json.loads(self.upload(rest)[2])["file_infos"][0]["id"]
        return self.say("file", rest, file_ids=[file])

    def upload(self, rest=None):
        form = (b'--B\r\nContent-Disposition: form-data; name="channel_id"\r\n\r\n'
                + self.direct.encode() + b"\r\n--B\r\nContent-Disposition: form-data; "
                b'name="files"; filename="a.txt"\r\n\r\nhello\n\r\n--B--\r\n')
        return (rest or self.anna).raw("POST", "/files", form,
                             headers={"Content-Type": "multipart/form-data; boundary=B"})

    def say(self, text="hello", rest=None, **more):
        return (rest or self.anna).raw("POST", "/posts", {
            "channel_id": self.direct, "message": text, **more})

    def said(self, **more):
        return json.loads(self.say(**more)[2])["id"]

    def press(self, post, action="yes", **body):
        return self.anna.raw("POST", f"/posts/{post}/actions/{action}", body)

    def dialog(self):
        self.listener.answers["/action"] = {}
        self.press(self.card_id())
        element = {"display_name": "Name", "name": "name", "type": "text"}
        if self.info.version[0] == "5":
            element |= {"type": "select", "data_source": "users"}
        return self.nobody.raw("POST", "/actions/dialogs/open", {
            "trigger_id": self.listener.json()["trigger_id"], "url": self.listener.url + "/dialog",
            "dialog": {"callback_id": "cb", "title": "T", "introduction_text": "intro",
                       "elements": [element], "submit_label": "Go", "notify_on_cancel": True,
                       "state": "st"}})

    def submit(self, **body):
        self.listener.answers["/dialog"] = {"errors": {"name": "too short"}, "error": "general"}
        return self.anna.raw("POST", "/actions/dialogs/submit", {
            "url": self.listener.url + "/dialog", "callback_id": "cb", "state": "st",
            "channel_id": self.direct, "team_id": self.acme, **body})

    def ephemeral(self, rest):
        return rest.raw("POST", "/posts/ephemeral", {"user_id": self.her, "post": {
            "channel_id": self.direct, "message": "only you"}})

    def get(self, path, rest=None):
        return (rest or self.bot).raw("GET", path)


ANSWERS = {
    "execute_ephemeral": lambda s: {"text": "Only you", "attachments": s.card()["attachments"],
                                    "response_type": "ephemeral"},
    "execute_plain_ephemeral": lambda s: {"text": "Only you", "response_type": "ephemeral"},
    "execute_in_channel": lambda s: {"text": "visible", "response_type": "in_channel",
                                     "props": {"p": 1}, "extra_responses": [{"text": "extra"}]},
    "execute_in_channel_card": lambda s: {"response_type": "in_channel", "attachments": [
        {"fallback": "fb", "text": "pick", "actions": [
            {"id": "yes", "name": "Yes", "type": "button", "integration": {
                "url": s.listener.url, "context": {"n": 1, "secret": "s"}}}]}]},
    "execute_plain_text": lambda s: (200, "text/plain", b"just text"),
    "execute_bad_json": lambda s: (200, "application/json", b"{oops"),
    "execute_empty": lambda s: (200, "application/json", b""),
    "execute_status_500": lambda s: (500, "text/plain", b"no"),
}


PROPS = {"disable_group_highlight": True, "foo": 1}


def gone(s):
    post = s.card_id()
    s.listener.answers["/action"] = {"update": {"message": "done", "props": {"attachments": []}}}
    s.press(post)
    return post


def a_command(s, trigger="other"):
    return s.admin.raw("POST", "/commands", {
        "team_id": s.acme, "method": "P", "trigger": trigger, "url": s.listener.url + "/x",
        "auto_complete": True, "display_name": "Other"})


def with_cookie(s):
    s.execute(ANSWERS["execute_ephemeral"](s))
    action = s.mm.ephemerals("anna")[-1].props.attachments[0].actions[0]
    s.listener.answers["/action"] = {}
    return s.press(s.mm.ephemerals("anna")[-1].id, cookie=action.cookie)


def without_cookie(s):
    s.execute(ANSWERS["execute_ephemeral"](s))
    return s.press(s.mm.ephemerals("anna")[-1].id)


def late_dialog(s):
    s.mm.timing(trigger_s=-1)
    return s.dialog()


def over_the_limit(s):
    s.mm.limit_rates(per_s=0.1, burst=1)
    return [s.get("/users/me") for _ in range(2)][-1]


def used_up(s, times):
    s.execute({"text": "x", "skip_slack_parsing": True})
    form = dict(parse_qsl(s.listener.last()[1].decode()))
    hooks = Rest("")
    hooks.url = form["response_url"]
    return [hooks.raw("POST", "", {"text": "late"}, headers={
        "Content-Type": "application/json"}) for _ in range(times)][-1]


def repeated(s):
    data = {"channel_id": s.square, "message": "m", "pending_post_id": "x:1", "props": PROPS}
    s.bot.raw("POST", "/posts", data)
    return s.bot.raw("POST", "/posts", data)


def new_member(s, path):
    return s.admin.raw("POST", path, {"team_id": s.acme, "user_id": s.info.users["zoe"]})


REST = {
    "bad_token": lambda s: s.get("/users/me", Rest(s.mm.url, "wrong")),
    "login": lambda s: s.nobody.raw("POST", "/users/login", {
        "login_id": "anna", "password": "Fictional-1"}),
    "me_bot": lambda s: s.get("/users/me"),
    "users": lambda s: s.get(f"/users?in_team={s.acme}"),
    "create_bot": lambda s: s.admin.raw("POST", "/bots", {"username": "b", "display_name": "B"}),
    "create_token": lambda s: s.admin.raw("POST", f"/users/{s.me}/tokens", {"description": "d"}),
    "create_team": lambda s: s.admin.raw("POST", "/teams", {"name": "x", "type": "O"}),
    "team_members": lambda s: s.get(f"/teams/{s.acme}/members"),
    "add_team_member": lambda s: s.admin.raw("POST", f"/teams/{s.info.teams['lab']}/members", {
        "team_id": s.info.teams["lab"], "user_id": s.her}),
    "command_forbidden": lambda s: s.bot.raw("POST", "/commands", {"team_id": s.acme}),
    "create_command": a_command,
    "duplicate_command": lambda s: a_command(s, "share"),
    "channel": lambda s: s.get(f"/channels/{s.square}"),
    "create_channel": lambda s: s.anna.raw("POST", "/channels", {
        "team_id": s.acme, "name": "new", "display_name": "New", "type": "O"}),
    "add_channel_member": lambda s: s.admin.raw(
        "POST", f"/channels/{s.info.channels['acme/comms']}/members",
        {"user_id": s.info.users["zoe"]}),
    "direct": lambda s: s.bot.raw("POST", "/channels/direct", [s.me, s.info.users["ben"]]),
    "post_direct": lambda s: s.say(rest=s.bot if s.info.version[0] == "5" else s.anna),
    "post_user": lambda s: s.say(),
    "post_pending": lambda s: s.bot.raw("POST", "/posts", {
        "channel_id": s.square, "message": "@anna #tag", "pending_post_id": "x:1",
        "props": PROPS}),
    "post_repeated": repeated,
    "post_card": lambda s: s.post_card(),
    "get_post": lambda s: s.get(f"/posts/{s.card_id()}"),
    "mention": lambda s: s.anna.raw("POST", "/posts", {"channel_id": s.square, "message": "hi"}),
    "reply": lambda s: s.say(root_id=s.said(), rest=s.bot if s.info.version[0] == "5" else s.anna),
    "patch": lambda s: s.anna.raw("PUT", f"/posts/{s.said()}/patch", {"message": "edited"}),
    "reaction": lambda s: s.anna.raw("POST", "/reactions", {
        "user_id": s.her, "post_id": s.said(), "emoji_name": "+1"}),
    "delete": lambda s: s.anna.raw("DELETE", f"/posts/{s.said()}"),
    "too_long": lambda s: s.say("x" * 16384),
    "upload": lambda s: s.upload(),
    "file_post": lambda s: s.with_file(s.bot if s.info.version[0] == "5" else s.anna),
    "ephemeral_admin": lambda s: s.ephemeral(s.admin),
    "ephemeral_bot": lambda s: s.ephemeral(s.bot),
    "list": lambda s: (s.say(), s.get(f"/channels/{s.direct}/posts?per_page=1"))[1],
    "action": lambda s: s.press(s.card_id()),
    "action_gone": lambda s: s.press(gone(s)),
    "post_after_action": lambda s: s.get(f"/posts/{gone(s)}"),
    "action_cookie": with_cookie,
    "action_no_cookie": without_cookie,
    "dialog_open": lambda s: s.dialog(),
    "dialog_submit": lambda s: s.submit(submission={"name": "x", "flag": True}),
    "dialog_cancel": lambda s: s.submit(submission={}, cancelled=True),
    "dialog_late": late_dialog,
    "response_url": lambda s: used_up(s, 1),
    "response_url_used": lambda s: used_up(s, 6),
    "execute_nosuch": lambda s: s.execute({}, "/nosuch"),
    "unknown_path": lambda s: s.get("/nope"),
    "rate_limited": over_the_limit,
    **{name: lambda s, name=name: s.execute(ANSWERS[name](s)) for name in ANSWERS},
}
# What each server had that the other exchange was made with, and the fake's stage has not.
UNLIKE = {
    ("11.6", "post_after_action"): (".props", ".metadata"),  # its buttons went by empty props
    ("5.37", "ephemeral_admin"): (".props", ".metadata"),  # it had buttons
    ("5.37", "post_card"): (".props",),  # other buttons
    ("5.37", "list"): (".posts.id.props",),  # made by an integration
}


def real(version):
    return json.loads((REAL / f"{version}.json").read_text())


def cases(kind):
    return [(v, name) for v in VERSIONS for name in real(v)[kind]]


@pytest.fixture
def stage(request):
    with Listener() as listener:
        one = Stage(request.param, listener)
        yield one
        one.mm.stop()


def compare(want, got, version, name):
    skipped = UNLIKE.get((version, name), ())
    found = [d for d in differences(shape(want), shape(got)) if not d.startswith(skipped or "\0")]
    assert found == []


@pytest.mark.parametrize("stage, name", cases("rest"), indirect=["stage"])
def test_rest(stage, name, request):
    version = request.node.callspec.params["stage"]
    want = real(version)["rest"][name]
    status, headers, body = REST[name](stage)
    assert status == want["status"], body
    if "headers" in want:
        assert sorted(set(headers) - OURS) == sorted(set(want["headers"]))
    if "text" in want:
        assert body.decode().strip() == want["text"].strip()
    else:
        compare(want["json"], json.loads(body), version, name)


CALLS = {
    "command": lambda s: s.execute({}),
    "action_direct": lambda s: s.press(s.card_id()),
    "action_channel": lambda s: s.press(s.card_id(channel=s.square)),
    "action_select": lambda s: s.press(s.card_id(s.menu(), channel=s.square), "pick",
                                       selected_option="a"),
    "dialog_submit": lambda s: s.submit(submission={"name": "x", "flag": True}),
    "dialog_cancel": lambda s: s.submit(
        cancelled=True, submission={} if s.info.version[0] == "1" else None),
}


@pytest.mark.parametrize("stage, name", cases("callouts"), indirect=["stage"])
def test_calls_to_an_integration(stage, name, request):
    want = real(request.node.callspec.params["stage"])["callouts"][name]
    CALLS[name](stage)
    first, headers, body = stage.listener.got[-1]
    assert first.startswith("POST /") and first.endswith(" HTTP/1.1")
    assert [k for k, _ in headers] == [k for k, _ in want["headers"]]
    for key in ("User-Agent", "Accept", "Content-Type", "Accept-Encoding"):
        assert dict(headers)[key] == dict(want["headers"])[key]
    if name == "command":
        keys = [[k for k, _ in parse_qsl(b, keep_blank_values=True)]
                for b in (want["body"], body.decode())]
        assert keys[0] == keys[1]
        return
    theirs, ours = json.loads(want["body"]), json.loads(body)
    for either in (theirs, ours):  # what the dialog asks and the button carries is ours to choose
        for key in ("context", "submission"):
            either.pop(key) if isinstance(either.get(key), dict) else None
    assert differences(shape(theirs), shape(ours)) == []


def heard(socket, count):
    """Frames by name, as in the fixture."""
    frames = {}
    for _ in range(count):
        frame = socket.json()
        frames.setdefault(name_of(frame), frame)
    return frames


def name_of(frame):
    if "event" not in frame:
        return f"reply_{frame['status']}_{'data' in frame}"
    name, data = frame["event"], frame["data"]
    if name == "ephemeral_message" and "attachments" in data["post"]:
        return name + "_card"
    if name == "user_removed" and "channel_id" in data:
        return name + "_own"
    if name != "posted":
        return name
    if json.loads(data["post"])["type"]:
        return "posted_system"
    return name + ("_mention" if "mentions" in data else "") + (
        "_file" if "otherFile" in data else "")


def everything(s):
    """All that the frames of the fixture tell of, once."""
    s.execute({"text": "only you"})
    style = {} if s.info.version[0] == "1" else {"style": ""}
    s.execute({"text": "card", "attachments": s.card(s.button(**style))["attachments"]})
    repeated(s)
    s.anna.raw("POST", "/posts", {"channel_id": s.square, "message": "plain"})
    s.bot.raw("POST", "/posts", {"channel_id": s.square, "message": "plain"})
    s.bot.raw("POST", "/posts", {"channel_id": s.direct, "message": "you"})
    post = s.said()
    s.anna.raw("POST", "/posts", {"channel_id": s.square, "message": "@botschafter hi"})
    s.anna.raw("PUT", f"/posts/{post}/patch", {"message": "edited"})
    s.anna.raw("POST", "/reactions", {"user_id": s.her, "post_id": post, "emoji_name": "+1"})
    s.anna.raw("DELETE", f"/posts/{post if s.info.version[0] == '5' else s.said()}")
    file = json.loads(s.upload()[2])["file_infos"][0]["id"]
    s.say(file_ids=[file])
    s.anna.raw("POST", "/posts", {"channel_id": s.square, "message": "file", "file_ids": [
        json.loads(s.upload()[2])["file_infos"][0]["id"]]})
    s.dialog()
    s.mm.join_team("dora")
    s.mm.change("dora", nickname="Do")
    s.mm.part_channel("zoe", "town-square", by="admin")
    s.mm.part_channel("botschafter", "off-topic", by="admin")


def listen(s, token):
    socket = Socket(s.mm.url.replace("http", "ws", 1) + "/api/v4/websocket",
                    headers={"Authorization": f"Bearer {token}"})
    socket.tcp.settimeout(0.3)
    return socket


@pytest.mark.parametrize("who", ["bot", "user"])
@pytest.mark.parametrize("stage", VERSIONS, indirect=True)
def test_frames(stage, who, request):
    version = request.node.callspec.params["stage"]
    s, token = stage, stage.info.bot_token if who == "bot" else stage.mm.token_of("anna")
    socket = listen(s, token)
    socket.send({"seq": 1, "action": "ping"})
    socket.send({"seq": 2, "action": "no_such"})
    socket.send({"seq": 3, "action": "user_typing", "data": {}})
    typist = listen(s, s.info.bot_token)
    typist.send({"seq": 1, "action": "user_typing", "data": {"channel_id": s.direct}})
    while "seq_reply" not in typist.json():
        pass
    typist.close()
    everything(s)
    new = [s.me, s.info.users["ben"]] if who == "bot" else [s.her, s.info.users["ben"]]
    Rest(s.mm.url, token).raw("POST", "/channels/direct", new)
    frames = {}
    with pytest.raises(TimeoutError):
        while True:
            frame = socket.json()
            frames.setdefault(f"{who}_{name_of(frame)}", frame)
    wanted = {k: v for k, v in real(version)["frames"].items() if k.startswith(who)}
    found = []
    for name, want in wanted.items():
        if name not in frames:
            found.append(f"{name} is missing")
            continue
        theirs, ours = dict(want), dict(frames[name])
        for either in (theirs, ours):
            either.pop("seq_reply", None)
        found += [f"{name}{d}" for d in differences(shape(theirs), shape(ours))
                  if not d.startswith((".data.post.props:", ".data.post.metadata:"))]
    assert found == []
