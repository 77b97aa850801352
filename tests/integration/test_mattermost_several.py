"""One daemon for several places: Mattermost servers with and without a port, and Slack; one team of a
server, or all of them."""

import pytest
from conftest import life_of
from fakes.mattermost import Mattermost
from places import MattermostPlace, SlackPlace
from sharing import DE, EN, HAS_HANDLE, illustrated, rows, set_up, wait_rows
from surface_mattermost import ButtonsChat, NumbersChat
from surface_slack import SlackChat


@pytest.fixture
def other():
    """A second server, an older one."""
    with Mattermost(version="5.37") as fake:
        yield fake


@pytest.fixture
def third():
    """A server that does not reach us."""
    with Mattermost(callbacks=False) as fake:
        yield fake


@pytest.fixture
def chats(slack, mm, other, third, tmp_path):
    """People in all four; the daemon runs."""
    first = MattermostPlace(mm, "acme-mm")
    places = [SlackPlace(slack), first, MattermostPlace(other, "older", port=first.port),
              MattermostPlace(third, "closed", callbacks=False)]
    with life_of(tmp_path, *places) as daemon:
        kinds = [SlackChat, ButtonsChat, ButtonsChat, NumbersChat]
        found = [kind(daemon, place) for kind, place in zip(kinds, places)]
        set_up(daemon).start()
        for one in found:
            one.wait_directory()
        yield found


def test_each_is_answered_where_they_are(chats):
    daemon = chats[0].daemon
    cards = {}
    for w in (EN, DE):
        for one in chats:
            card = cards[one, w.lang] = one.command("/share", w.user)
            assert card.title == w.first
    for (one, lang), card in cards.items():
        w = EN if lang == "en" else DE
        assert w.sent in one.press(card, w.send).text
        assert "https://example.com/fair" in one.wait_direct(w.user).text
        one.wait_direct(w.user)
    for one in chats:
        assert len(one.direct_messages("ben")) == len(one.direct_messages("anna")) == 2
    people = rows(daemon, "SELECT workspace, count(*), count(DISTINCT person) FROM account"
                  " GROUP BY workspace")
    assert sorted(people) == [(name, 2, 2) for name in ("acme", "acme-mm", "closed", "older")]


def test_one_that_is_away_holds_nobody_up(chats):
    slack, first, older, closed = chats
    first.fake.outage()
    slack.daemon.wait_log("workspace=acme-mm", "is=down", timeout_s=10)
    for one in (slack, older, closed):
        assert one.command("/share", "ben").title == EN.first
    first.fake.recover()
    first.place.wait_ready(20)
    assert first.command("/share", "ben").title == EN.first


def test_all_of_them_outlive_a_kill(chats):
    cards = {one: one.command("/share", "ben") for one in chats}
    chats[0].daemon.restart(hard=True)
    for one, card in cards.items():
        assert one.press(card, EN.next).title == EN.second


def test_a_button_of_one_server_does_nothing_at_another(chats):
    _, first, older, _ = chats
    first.press(first.command("/share", "ben"), EN.shared)
    call = first.fake.calls_to_us("action")[-1]
    raw = call.raw.replace(b"/mattermost/acme-mm/", b"/mattermost/older/")
    got = first.fake.raw_call(call.host, call.port, raw)
    assert got.status == 200 and "update" not in got.body.decode(), got
    older.quiet(200)
    assert rows(first.daemon, "SELECT sum(n) FROM share_count") == [(1,)]


# --- teams


def test_a_team_that_is_not_named_is_not_served(mm, tmp_path):
    mm.add_team("annex")
    place = MattermostPlace(mm, teams=("acme", "annex"), more='teams = ["acme"]')
    with life_of(tmp_path, place) as daemon:
        office = ButtonsChat(daemon, place)
        mm.join_team("zora", team="annex", locale="de")
        daemon.configure(illustrated(tmp_path))
        office.start()
        (handle,), = wait_rows(daemon, HAS_HANDLE)
        assert [part.split(":")[0] for part in handle.split(",")] == [mm.info.teams["acme"]]
        assert mm.channel("botschafter-pictures", "annex") is None
        known = {name for name, in rows(daemon, "SELECT handle FROM member")}
        assert "ben" in known and "zora" not in known


def test_every_team_that_the_bot_is_in_is_served(mm, tmp_path):
    mm.add_team("annex")
    mm.join_team("zora", team="annex", locale="de")
    place = MattermostPlace(mm, teams=("acme", "annex"))
    with life_of(tmp_path, place) as daemon:
        office = ButtonsChat(daemon, place)
        office.set_up().start()
        done = mm.command("/share", "zora", team="annex")
        assert DE.first in done.text
        assert DE.second in mm.press(done.post, DE.next).text


def test_a_team_that_does_not_exist_is_named_with_those_that_do(mm, tmp_path):
    place = MattermostPlace(mm, more='teams = ["acme", "akme"]')
    with life_of(tmp_path, place) as daemon:
        daemon.start()
        line = daemon.wait_log("event=no_such_team", "akme")
        assert "acme" in line and "lab" in line and "remedy" in line
