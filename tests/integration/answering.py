"""What the tests of Mattermost's answers have in common."""

from __future__ import annotations

import json
import time
from itertools import count

from fakes.mattermost_actors import actions_of
from sharing import DE, POSTS, WORDS, meanwhile, rows, wait_rows

ANNA = DE
NEXT, OWN, SEND, MENU = DE.next, DE.own, DE.send, "Mehr"
HOOK_USES = 5


def started(daemon, mm):
    """It runs, and knows anna's language."""
    daemon.configure(POSTS, more=WORDS)
    daemon.start()
    wait_rows(daemon, "SELECT 1 FROM member WHERE user_id = ? AND locale = 'de'",
              mm.info.users["anna"])
    return daemon


def answer_of(call) -> dict:
    """What our listener said."""
    return json.loads(call.answer or b"{}")


def last_call(mm, kind):
    return mm.calls_to_us(kind)[-1]


def inbox(bot) -> int:
    """Events that were run."""
    return rows(bot, "SELECT count(*) FROM inbox")[0][0]


def mark(post) -> dict | None:
    return (post["props"] or {}).get("botschafter")


def has_buttons(post) -> bool:
    return bool(actions_of(post))


def wait_for(what, timeout_s=5.0):
    """The first true value that what() gives."""
    deadline = time.monotonic() + timeout_s
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)
    return found


def cards(mm, user="anna") -> list:
    """The bot's posts in the direct messages, the person's own page apart."""
    return [p for p in mm.direct(user) if p.user == "botschafter" and not mark(p).get("page")]


def wait_cards(mm, count, user="anna") -> list:
    return wait_for(lambda: len(found := cards(mm, user)) >= count and found)


def use_up_hook(mm, card):
    """Presses until the command's response_url is used up; the last card."""
    for _ in range(HOOK_USES):
        card = mm.press(card, NEXT).post
    return card


KINDS = {"post": 0, "edit": 2, "delete": 3}  # of outgoing messages, as the database numbers them
ROWS = count(1)


def send(daemon, kind, channel, card=None, message="", state="sent") -> int:
    """A message of the bot's own accord that no feature sends yet; the daemon runs again."""
    row, body = next(ROWS), json.dumps(card or {}).replace("'", "''")
    daemon.kill()
    meanwhile(daemon, f"""INSERT INTO outbox (id, key, uid, workspace, target, kind, lane, channel,
        user_id, message, person, contact_kind, topic, body, not_before_ms, until_ms)
        VALUES ({row}, 'test:{row}', 'uid{row}', 'acme', 'c:{channel}', {KINDS[kind]}, 0,
                '{channel}', '', '{message}', 0, 0, '', '{body}', 0, 0)""")
    daemon.start()
    wait_rows(daemon, "SELECT 1 FROM outbox WHERE id = ? AND state = ?", row,
              {"sent": 3, "dead": 4}[state])
    return row
