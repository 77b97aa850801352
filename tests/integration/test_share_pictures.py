"""Pictures of posts: uploaded once, shown from then on, and never in the way."""

import pytest
from sharing import ALTS, DE, EN, HAS_HANDLE, PICTURE, RETRY_NOW, illustrated, rows, wait_rows


@pytest.fixture
def office(chat, tmp_path):
    """Not started."""
    return chat.set_up(illustrated(tmp_path))


def check_shown(office, card, lang):
    assert card.picture.alt == ALTS[lang]
    assert office.picture_bytes(card.picture) == PICTURE


@pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
def test_a_card_waits_for_no_picture_and_shows_it_later(office, w):
    office.fault("upload", "never_answer", apply="no")
    office.start()
    office.wait_call("upload")
    without = office.command("/share", w.user)
    assert without.title == w.first and without.picture is None
    office.daemon.restart(hard=True)
    wait_rows(office.daemon, HAS_HANDLE)
    check_shown(office, office.press(without, w.other), w.lang)


def test_a_picture_is_uploaded_once_for_all_times(office):
    office.start()
    wait_rows(office.daemon, HAS_HANDLE)
    office.daemon.restart()
    office.daemon.restart(hard=True)
    office.command("/share", "ben")
    office.quiet(300)
    assert len(office.calls("upload")) == 1


@pytest.mark.parametrize("knob", ["rate_limit", "server_error", "html", "applied_but_no_reply"])
def test_an_upload_that_failed_is_repeated(office, knob):
    office.fault("upload", knob)
    office.daemon.start()
    wait_rows(office.daemon, "SELECT 1 FROM outbox WHERE state = 0 AND attempt = 1")
    office.later(RETRY_NOW)
    wait_rows(office.daemon, HAS_HANDLE)
    check_shown(office, office.command("/share", "ben"), "en")
    assert rows(office.daemon, "SELECT state, attempt FROM outbox") == [(3, 2)]


@pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
def test_the_text_comes_alone_and_the_picture_after_it(office, w):
    office.start()
    wait_rows(office.daemon, HAS_HANDLE)
    assert w.sent in office.press(office.command("/share", w.user), w.send).text
    text, way = office.wait_direct(w.user), office.wait_direct(w.user)
    assert text.picture is None and not text.labels and not text.links
    check_shown(office, way, w.lang)
    assert "example.com%2Ffair" in way.links[w.share.format("LinkedIn")]
    assert office.direct_messages(w.user) == [text, way]
