"""Pictures of posts on Slack: the steps of an upload, a scope that is missing, the file's own id."""

import pytest
from sharing import EN, HAS_HANDLE, PICTURE, RETRY_NOW, illustrated, rows, wait_rows


@pytest.fixture
def office(slack_chat, tmp_path):
    """Not started."""
    return slack_chat.set_up(illustrated(tmp_path))


def test_it_is_shown_by_the_id_of_its_file(office, slack):
    office.start()
    (handle,), = wait_rows(office.daemon, HAS_HANDLE)
    image, = [b for b in office.command("/share", "ben").at["blocks"] if b["type"] == "image"]
    assert image["slack_file"] == {"id": handle}
    assert len(slack.calls("files.completeUploadExternal")) == 1


@pytest.mark.parametrize("method, knob", [
    ("files.getUploadURLExternal", "rate_limit"), ("upload", "server_error"), ("upload", "html"),
    ("files.completeUploadExternal", "applied_but_no_reply")])
def test_an_upload_that_failed_is_repeated(office, slack, method, knob):
    getattr(slack, knob)(method)
    office.start()
    wait_rows(office.daemon, "SELECT 1 FROM outbox WHERE state = 0 AND attempt = 1")
    office.later(RETRY_NOW)
    (handle,), = wait_rows(office.daemon, HAS_HANDLE)
    assert slack.file_bytes(handle) == PICTURE
    assert rows(office.daemon, "SELECT state, attempt FROM outbox") == [(3, 2)]


def test_a_kill_during_the_upload_is_made_good(office, slack):
    slack.never_answer("upload", apply="no")
    office.start()
    slack.wait_call("upload")
    office.daemon.restart(hard=True)
    (handle,), = wait_rows(office.daemon, HAS_HANDLE)
    assert slack.file_bytes(handle) == PICTURE


def test_a_missing_scope_is_said_and_cards_come_without(office, slack):
    slack.revoke_scope("files:write")
    office.start()
    assert "files:write" in office.daemon.wait_log("event=scope_missing")
    office.daemon.wait_log("area=outbox", "event=dead", "missing_scope")
    card = office.command("/share", "ben")
    assert card.title == EN.first and card.picture is None
    slack.grant_scope("files:write")
    office.daemon.restart()
    wait_rows(office.daemon, HAS_HANDLE)
    assert office.press(card, EN.other).picture
