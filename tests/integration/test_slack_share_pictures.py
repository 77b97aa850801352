"""Pictures of posts on Slack: uploaded once, shown from then on, and never in the way."""

import pytest
from daemon import LIBRARY
from sharing import DE, EN, POSTS, meanwhile, pressed, rows, set_up, started, title, wait_rows

PICTURE = (LIBRARY / "open-gate.png").read_bytes()
ALT = """\
picture = "fair.png"
alt = { de = "Grünes Bild mit einem Zelt", en = "Green picture with a tent" }
"""
HAS_HANDLE = "SELECT handle FROM picture_handle"
NOW = "UPDATE outbox SET not_before_ms = 0 WHERE state = 0"


@pytest.fixture
def office(daemon, slack, tmp_path):
    """Not started; its library has a picture."""
    folder = tmp_path / "posts"
    folder.mkdir()
    for path in POSTS.glob("*.toml"):
        (folder / path.name).write_text(path.read_text())
    fair = folder / "spring-fair.toml"
    fair.write_text(fair.read_text().replace("from =", ALT + "from ="))
    (folder / "fair.png").write_bytes(PICTURE)
    return set_up(daemon, slack, folder)


def picture(message):
    """The image block of a card, or None."""
    blocks = (message.get("message") or message)["blocks"]
    return next((b for b in blocks if b["type"] == "image"), None)


@pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
def test_a_card_waits_for_no_picture_and_shows_it_later(office, slack, w):
    slack.never_answer("files.getUploadURLExternal", apply="no")
    started(office, slack)
    slack.wait_call("files.getUploadURLExternal")
    without = slack.send_command("/share", user=w.user)
    assert title(without) == w.first and picture(without) is None
    office.restart(hard=True)
    (handle,), = wait_rows(office, HAS_HANDLE)
    image = picture(pressed(slack, without, w.other, user=w.user))
    assert image["slack_file"] == {"id": handle}
    assert image["alt_text"] == {"en": "Green picture with a tent",
                                 "de": "Grünes Bild mit einem Zelt"}[w.lang]
    assert slack.file_bytes(handle) == PICTURE


def test_a_picture_is_uploaded_once_for_all_times(office, slack):
    started(office, slack)
    wait_rows(office, HAS_HANDLE)
    office.restart()
    office.restart(hard=True)
    slack.assert_quiet(300, kinds=["upload"])
    assert len(slack.records("upload")) == 1
    assert len(slack.calls("files.completeUploadExternal")) == 1


@pytest.mark.parametrize("method, knob", [
    ("files.getUploadURLExternal", "rate_limit"), ("upload", "server_error"), ("upload", "html"),
    ("files.completeUploadExternal", "applied_but_no_reply")])
def test_an_upload_that_failed_is_repeated(office, slack, method, knob):
    getattr(slack, knob)(method)
    started(office, slack)
    wait_rows(office, "SELECT 1 FROM outbox WHERE state = 0 AND attempt = 1")
    office.stop()
    meanwhile(office, NOW)
    office.start()
    (handle,), = wait_rows(office, HAS_HANDLE)
    assert slack.file_bytes(handle) == PICTURE
    assert rows(office, "SELECT state, attempt FROM outbox") == [(3, 2)]


def test_a_kill_during_the_upload_is_made_good(office, slack):
    slack.never_answer("upload", apply="no")
    started(office, slack)
    slack.wait_call("upload")
    office.restart(hard=True)
    (handle,), = wait_rows(office, HAS_HANDLE)
    assert slack.file_bytes(handle) == PICTURE


def test_a_missing_scope_is_said_and_cards_come_without(office, slack):
    slack.revoke_scope("files:write")
    started(office, slack)
    assert "files:write" in office.wait_log("event=scope_missing")
    office.wait_log("area=outbox", "event=dead", "missing_scope")
    card = slack.send_command("/share", user="ben")
    assert title(card) == EN.first and picture(card) is None
    slack.grant_scope("files:write")
    office.restart()
    wait_rows(office, HAS_HANDLE)
    assert picture(pressed(slack, card, EN.other, user="ben"))


@pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
def test_the_text_comes_alone_and_the_picture_after_it(office, slack, w):
    started(office, slack)
    wait_rows(office, HAS_HANDLE)
    card = slack.send_command("/share", user=w.user)
    assert w.sent in pressed(slack, card, w.send).text
    text, way = slack.wait_post(), slack.wait_post()
    assert text.text.startswith(w.text) and text.text.rstrip().endswith("#SpringFair")
    assert picture(text) is None and not [b for b in text.blocks if b["type"] == "actions"]
    assert picture(way)["slack_file"] and "example.com%2Ffair" in str(way.blocks)
    assert [m["ts"] for m in slack.messages(w.user)] == [text.ts, way.ts]
