"""What Slack delivers twice, late or in another order, and answers that do not fit where they
belong."""

import pytest
from sharing import DE, EN, POSTS, rows
from surface_slack import card_of

DEALT = "SELECT coalesce(sum(dealt), 0) FROM wording"


@pytest.fixture
def office(slack_chat):
    return slack_chat.set_up().start()


def acks(slack, of):
    return [r["payload"] for r in slack.records("ack", envelope_id=of.id)]


# --- the same once more


def test_a_command_delivered_again_is_answered_alike_and_dealt_once(office, slack):
    first = slack.send_command("/share", user="ben")
    for restart in (None, office.daemon.restart, lambda: office.daemon.restart(hard=True)):
        if restart:
            restart()
        again = slack.send_command("/share", user="ben", envelope_id=first.id)
        assert again.acked
    answers = acks(slack, first)
    assert len(answers) == 4 and all(a == answers[0] for a in answers)
    assert rows(office.daemon, DEALT) == [(1,)]
    assert len(rows(office.daemon, "SELECT * FROM inbox WHERE key LIKE '%cmd:%'")) == 1


def test_everything_twice_happens_once(office, slack):
    slack.double_events(2)
    card = slack.send_command("/share", user="ben")
    slack.wait("ack")
    slack.wait("ack")
    assert rows(office.daemon, DEALT) == [(1,)]
    slack.press(card, "I shared it")
    view = slack.wait_view(slack.press(card, "In my words")).view
    slack.submit_view(view, {"text": "Twice"})
    slack.wait_response(text="Twice")
    slack.press(card, "Send me the text")
    assert slack.wait_post().text == "Twice"
    slack.wait_post()
    assert office.command("share", "anna", where="direct").title == DE.first
    slack.mention("share", user="anna")
    slack.wait("ephemeral")
    slack.assert_quiet(300, kinds=["post", "ephemeral"])
    assert rows(office.daemon, "SELECT sum(n) FROM share_count") == [(1,)]
    assert rows(office.daemon, DEALT) == [(3,)]
    assert len(slack.records("view")) == 1


def test_a_crowd_in_any_order_is_answered_each_with_a_card_of_their_own(office, slack):
    slack.add_crowd(40)
    slack.hold()
    asked = [slack.send_command("/share", user=f"member{i % 8:06d}", wait=False)
             for i in range(40)]
    slack.release("shuffled", seed=7)
    for one in asked:
        done = slack.result(one)
        assert done.acked and done.message, "no answer"
    assert rows(office.daemon, DEALT) == [(40,)]


def test_an_event_retried_later_is_no_second_one(office, slack):
    slack.timing(ack_s=0.1, retries_s=(0.0, 0.1))
    said = slack.send_message("share", user="ben")
    slack.wait_post()
    office.daemon.restart()
    slack.redeliver(said)
    slack.wait("ack", envelope_id=said.envelope_id)
    slack.assert_quiet(300, kinds=["ephemeral"])
    assert rows(office.daemon, DEALT) == [(1,)]


# --- large answers


@pytest.fixture
def long_posts(tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    body = " ".join(f"Überlänge {i}" for i in range(1200))
    text = (POSTS / "manual.toml").read_text()
    (folder / "manual.toml").write_text(
        text[:text.index("[text.de]")] + f'[text.de]\nwhatsapp = ["{body}"]\n'
        f'[text.en]\nwhatsapp = ["{body}"]\n')
    return folder


@pytest.mark.parametrize("w", [EN, DE], ids=["en", "de"])
def test_an_answer_too_large_for_the_ack_follows_it(slack_chat, slack, long_posts, w):
    slack_chat.set_up(long_posts).start()
    done = slack.send_command("/share whatsapp", user=w.user)
    assert done.acked and done.message is None
    shown = slack.wait_response(done)
    assert shown.how == "new" and "Überlänge 1199" in shown.text
    assert len(str(shown.message).encode()) > 16 * 1024
    card = card_of(shown.message, w.user)
    assert {w.own, w.next, w.send} <= set(card.labels)
    assert slack.send_command("/share", user=w.user, envelope_id=done.id).acked
    assert rows(slack_chat.daemon, DEALT) == [(1,)]
    assert w.thanks in slack_chat.press(card, w.shared).text


def test_a_response_url_that_fails_leaves_the_ephemeral_message(slack_chat, slack, long_posts):
    slack_chat.set_up(long_posts).start()
    slack.fault("response_url", status=404, body="used_url")
    done = slack.send_command("/share whatsapp", user="ben")
    assert done.acked
    assert "Überlänge 1199" in slack.wait("ephemeral").text


# --- somebody else's


@pytest.mark.parametrize("w, other", [(EN, "anna"), (DE, "ben")], ids=["en", "de"])
def test_the_card_of_another_opens_no_window(office, slack, w, other):
    card = office.command("/share", w.user)
    assert "/share" in office.refused(card, w.own, user=other).text
    assert not slack.records("view") and not slack.posts
