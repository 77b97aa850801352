"""What comes twice, late, in another order, from somebody else or from an older version."""

import pytest
from fakes.slack_look import seen
from sharing import (DE, EN, POSTS, labels, meanwhile, pressed, rows, set_up, started, title,
                     wait_rows)

DEALT = "SELECT coalesce(sum(dealt), 0) FROM wording"
TEN_MINUTES = 600_001 << 20  # in our ids


@pytest.fixture
def office(daemon, slack):
    return started(set_up(daemon, slack), slack)


def acks(slack, of):
    return [r["payload"] for r in slack.records("ack", envelope_id=of.id)]


# --- the same once more


def test_a_command_delivered_again_is_answered_alike_and_dealt_once(office, slack):
    first = slack.send_command("/share", user="ben")
    for restart in (None, office.restart, lambda: office.restart(hard=True)):
        if restart:
            restart()
        again = slack.send_command("/share", user="ben", envelope_id=first.id)
        assert again.acked
    answers = acks(slack, first)
    assert len(answers) == 4 and all(a == answers[0] for a in answers)
    assert rows(office, DEALT) == [(1,)]
    assert len(rows(office, "SELECT * FROM inbox WHERE key LIKE '%cmd:%'")) == 1


def test_after_ten_minutes_it_is_acknowledged_without_an_answer(office, slack):
    first = slack.send_command("/share", user="ben")
    office.stop()
    meanwhile(office, f"UPDATE inbox SET seq = seq - {TEN_MINUTES}",
              f"UPDATE inbox_answer SET seq = seq - {TEN_MINUTES}")
    office.start()
    assert slack.send_command("/share", user="ben", envelope_id=first.id).acked
    assert acks(slack, first)[-1] is None
    assert rows(office, DEALT) == [(1,)]
    slack.assert_quiet(200, kinds=["response", "post", "ephemeral"])


def test_everything_twice_happens_once(office, slack):
    slack.double_events(2)
    card = slack.send_command("/share", user="ben")
    slack.wait("ack")
    slack.wait("ack")
    assert rows(office, DEALT) == [(1,)]
    slack.press(card, "I shared it")
    view = slack.wait_view(slack.press(card, "In my words")).view
    slack.submit_view(view, {"text": "Twice"})
    slack.wait_response(text="Twice")
    slack.press(card, "Send me the text")
    assert slack.wait_post().text == "Twice"
    slack.wait_post()
    slack.send_message("share", user="anna")
    assert title(slack.wait_post()) == DE.first
    slack.mention("share", user="anna")
    slack.wait("ephemeral")
    slack.assert_quiet(300, kinds=["post", "ephemeral"])
    assert rows(office, "SELECT sum(n) FROM share_count") == [(1,)]
    assert rows(office, DEALT) == [(3,)]
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
    assert rows(office, DEALT) == [(40,)]


def test_an_event_retried_later_is_no_second_one(office, slack):
    slack.timing(ack_s=0.1, retries_s=(0.0, 0.1))
    said = slack.send_message("share", user="ben")
    slack.wait_post()
    office.restart()
    slack.redeliver(said)
    slack.wait("ack", envelope_id=said.envelope_id)
    slack.assert_quiet(300, kinds=["ephemeral"])
    assert rows(office, DEALT) == [(1,)]


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
def test_an_answer_too_large_for_the_ack_follows_it(daemon, slack, long_posts, w):
    started(set_up(daemon, slack, long_posts), slack)
    done = slack.send_command("/share whatsapp", user=w.user)
    assert done.acked and done.message is None
    shown = slack.wait_response(done)
    assert shown.how == "new" and "Überlänge 1199" in shown.text
    assert len(str(shown.message).encode()) > 16 * 1024
    assert {w.own, w.next, w.send} <= set(labels(shown))
    assert slack.send_command("/share", user=w.user, envelope_id=done.id).acked
    assert rows(daemon, DEALT) == [(1,)]
    after = pressed(slack, shown.message, w.shared, user=w.user)
    assert w.thanks in after.text


def test_a_response_url_that_fails_leaves_the_ephemeral_message(daemon, slack, long_posts):
    started(set_up(daemon, slack, long_posts), slack)
    slack.fault("response_url", status=404, body="used_url")
    done = slack.send_command("/share whatsapp", user="ben")
    assert done.acked
    assert "Überlänge 1199" in slack.wait("ephemeral").text


# --- somebody else's, and old ones


@pytest.mark.parametrize("w, other, text", [
    (EN, "anna", "Diese Karte gehört jemand anderem"), (DE, "ben", "This card belongs to somebody")],
    ids=["en", "de"])
def test_the_card_of_another_is_refused_and_stays(office, slack, w, other, text):
    card = slack.send_command("/share", user=w.user)
    for what in (w.next, w.shared, w.not_for_me, w.own, w.send, "X"):
        refused = slack.wait_response(slack.press(card, what, user=other))
        assert refused.how == "new" and text in refused.text and "/share" in refused.text
    assert title(slack.message(card.message.ts)) == w.first
    assert rows(office, "SELECT * FROM used_up") == [] == rows(office, "SELECT * FROM share_count")
    assert not slack.records("view") and not slack.posts


def forged(slack, card, what, change):
    """Presses with another reference than the card shows."""
    payload = slack.payload_of(slack.press(card, what))
    action = payload["actions"][0]
    key = "value" if action["type"] == "button" else "action_id"
    action[key] = change(action[key])
    slack.forge(payload)
    return slack.wait_response(how="new")


CHANGED = [
    ("an older version", lambda ref: "0.share.next.12:x"),
    ("another version", lambda ref: "2" + ref[1:]),
    ("another post", lambda ref: ref.replace(":linkedin:", ":x:", 1)),
    ("another person", lambda ref: ".".join([*ref.split(".")[:4], "7", *ref.split(".")[5:]])),
    ("cut", lambda ref: ref[:-4]),
    ("no reference", lambda ref: "next"),
    ("long", lambda ref: ref * 12)]


@pytest.mark.parametrize("what", ["I shared it", "In my words"])
def test_a_changed_or_outdated_button_is_refused_in_words(office, slack, what):
    card = slack.send_command("/share", user="ben")
    for name, change in CHANGED:
        refused = forged(slack, card, what, change)
        assert "outdated" in refused.text and "/share" in refused.text, name
    assert rows(office, "SELECT count(*) FROM used_up")[0][0] <= 1


def test_a_card_whose_post_is_gone_brings_the_next(daemon, slack, tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    for path in POSTS.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    started(set_up(daemon, slack, folder), slack)
    card = slack.send_command("/share", user="ben")
    listed = slack.send_command("/share list", user="ben")
    (folder / "spring-fair.toml").unlink()
    daemon.wait_log("event=read", "withdrawn=1")
    after = pressed(slack, card, "Other wording")
    assert title(after) == EN.second and "That post is no longer there" in after.text
    taken = pressed(slack, listed, "Take")
    assert title(taken) != EN.first
    wait_rows(daemon, "SELECT 1 FROM inbox")
    assert EN.first not in seen(slack.send_command("/share list", user="ben").message)
