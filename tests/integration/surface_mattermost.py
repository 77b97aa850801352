"""People in Mattermost: with buttons and dialogs, and without, where numbers and talks do."""

from __future__ import annotations

import json
import random
import time
from functools import partial

from fakes.mattermost import Mattermost
from mattermost_cards import (actions, asked, card_of, filled_in, find_label, form_of_dialog,
                              form_of_talk, label_of, mark_of, numbers, pings, typed)
from places import MattermostPlace
from sharing import rows, wait_rows
from surface import Card, Chat

ROUTES = {"message": "POST /posts", "upload": "POST /files",
          "find": "GET /channels/{channel_id}/posts", "members": "GET /users"}
KNOBS = {"rate_limit": "rate_limited", "truncated": "cut_answer"}
APPLY = {"yes": "now", "late": "late", "no": "not"}
ONE_TEAM = 'teams = ["acme"]'  # each costs half a second at the start
CHANNELS = {"general": "town-square"}


def is_sent(props) -> bool:
    """A message of the bot's own accord: it can be found again."""
    return bool(((props or {}).get("botschafter") or {}).get("id"))


class MattermostChat(Chat):
    """What both ways have in common."""

    fake_of = Mattermost
    place_of = partial(MattermostPlace, more=ONE_TEAM)
    members = 6
    not_theirs = {"en": "Please ask me for a card of your own",
                  "de": "Hol dir bitte eine eigene Karte"}

    # --- what people do

    def _direct_command(self, text, user):
        """Words to the bot itself."""
        return self._answer_to(self.fake.say(user, text), user)

    def _answer_to(self, said, user) -> Card:
        post = self._next_direct(user, said["id"])
        assert "talk" not in mark_of(post), post
        return card_of(post, user, came=said)

    def _next_direct(self, user, after_id: str, timeout_s=5.0) -> dict:
        """The bot's first answer in the direct messages below that post."""
        deadline = time.monotonic() + timeout_s
        while True:
            posts = self.fake.direct(user)
            at = next(i for i, post in enumerate(posts) if post["id"] == after_id)
            for post in posts[at + 1:]:
                if self._is_answer(post):
                    return post
            assert time.monotonic() < deadline, (
                f"no answer to {user}\n{self.daemon.log()}\n{posts[at:]}")
            time.sleep(0.01)

    def _is_answer(self, post) -> bool:
        mark = mark_of(post)
        return post["user"] == "botschafter" and not mark.get("id") and not mark.get("page")

    def command(self, text, user, where="usual"):
        if where == "mention":
            last = self._last_direct(user)
            said = self.fake.mention(user, "comms", text)
            post = self._below(user, last)
            assert self.fake.wait("reaction", post_id=said["id"])
            return card_of(post, user, came=said)
        return self._direct_command(text, user)

    def _last_direct(self, user) -> str | None:
        posts = self.fake.direct(user)
        return posts[-1]["id"] if posts else None

    def _below(self, user, last: str | None) -> dict:
        """The next answer in the direct messages; last: what stood at their end before."""
        deadline = time.monotonic() + 5
        while last is None:
            for post in self.fake.direct(user):
                if self._is_answer(post):
                    return post
            assert time.monotonic() < deadline, f"no answer to {user}\n{self.daemon.log()}"
            time.sleep(0.01)
        return self._next_direct(user, last)

    def again(self, card):
        before = self.cards(card.user)
        self.fake.tell_again(card.came)
        time.sleep(0.2)
        more = self.cards(card.user)[len(before):]
        return more[0] if more else None

    def commands_stored(self):
        return len(rows(self.daemon, "SELECT * FROM inbox"))

    def say(self, text, user, channel):
        self.fake.say(user, text, CHANNELS.get(channel, channel))

    # --- talks

    def _talk(self, form, values) -> tuple[dict, str | None]:
        """Answers field by field; the bot's last word, and the field that it asks for again."""
        post, left, said = form.at, dict(values), set()
        while "talk" in mark_of(post):
            name = asked(post)
            was_all = None in said  # so whatever is asked now is an objection
            if name not in left and (name in said or was_all):
                return post, name
            line = self._line(form, name, left)
            said.add(name if name or not left else "")
            post = self._next_direct(form.user, self.fake.say(form.user, line)["id"])
        return post, None

    def _line(self, form, name, left) -> str:
        """What one writes there. Where all fields are shown: a number, or that it is all."""
        if name is None:
            fields = [field.name for field in form.fields]
            return str(fields.index(next(iter(left))) + 1) if left else "ok"
        field = form.field(name)
        keep = "=" if field.value else "-"
        return typed(field, left.pop(name)) if name in left else keep

    def submit(self, form, values):
        post, name = self._talk(form, values)
        assert name is None and "talk" not in mark_of(post), post["text"]
        return card_of(post, form.user)

    def objections(self, form, values):
        post, name = self._talk(form, values)
        assert name is not None, f"no objection: {post['text']}"
        form.at = post
        return {name: card_of(post, form.user).text}

    # --- what people see

    def now(self, card):
        post = self.fake.post(card.at["id"])
        return card_of(post, card.user, card.is_private, card.came) if post else None

    def cards(self, user):
        found = [card_of(post, user) for post in self.fake.ephemerals(user)]
        found += [card_of(post, user) for post in self.fake.direct(user) if self._is_answer(post)]
        return sorted(found, key=lambda card: card.at["create_at"])

    def direct_messages(self, user):
        return [card_of(post, user) for post in self.fake.direct(user)
                if post["user"] == "botschafter" and is_sent(post["props"])]

    def public_messages(self, channel):
        return [card_of(post, "", False) for post in self.fake.posts(CHANNELS.get(channel, channel))
                if post["user"] == "botschafter"]

    def picture_bytes(self, picture):
        return self.fake.file(picture.handle).data

    def copied(self, card):
        return card.at["message"]

    def pings(self, card):
        return pings(card.at)

    def _spoken(self) -> list[dict]:
        """All that the bot said and showed, but for people's own pages."""
        kinds = ("post", "edit", "delete", "ephemeral", "dialog", "reaction")
        return [record for kind in kinds for record in self.fake.records(kind)
                if not mark_of(record.get("post") or {}).get("page")]

    def quiet(self, for_ms=200):
        before = len(self._spoken())
        time.sleep(for_ms / 1000)
        assert not (more := self._spoken()[before:]), more

    def quiet_direct(self, for_ms=300):
        def sent():
            return [r for r in self.fake.records("post") if is_sent(r["post"]["props"])]
        before = len(sent())
        time.sleep(for_ms / 1000)
        assert not (more := sent()[before:]), more

    # --- the people

    def zone(self, user):
        return {"ben": "America/New_York"}.get(user, "Europe/Berlin")

    def add_crowd(self, count):
        self.fake.add_crowd(count)
        return [f"member{i:06d}" for i in range(count) if i % 53 != 52 and i % 97 != 96]

    def _wait_locale(self, person, lang):
        wait_rows(self.daemon, "SELECT 1 FROM member WHERE user_id = ? AND locale = ?",
                  person["id"], lang)

    def join(self, name, lang):
        self._wait_locale(self.fake.join_team(name, locale=lang), lang)

    def change_language(self, user, lang):
        self._wait_locale(self.fake.change(user, locale=lang), lang)

    def secrets(self):
        users = self.fake.info.users
        return [users["anna"], users["ben"], self.fake.info.bot_token]

    # --- the platform misbehaves

    def fault(self, what, knob, *args, **how):
        if "apply" in how:
            how["apply"] = APPLY[how["apply"]]
        if what == "message":
            how["where"] = {"props": is_sent}
        getattr(self.fake, KNOBS.get(knob, knob))(ROUTES[what], *args, **how)

    def wait_call(self, what, timeout_s=5.0, **want):
        if what == "message":
            want["args"] = lambda args: is_sent((args or {}).get("props"))
        return self.fake.wait_call(ROUTES[what], timeout_s, **want)

    def wait_replied(self, what, timeout_s=5.0, **want):
        return self.fake.wait("replied", timeout_s, route=ROUTES[what], **want)

    def calls(self, what):
        return self.fake.calls(ROUTES[what])

    def forbid_finding(self):
        self.fake.server_error(ROUTES["find"], status=403, times=None)


class NumbersChat(MattermostChat):
    """The server cannot reach us: all is written in the direct messages."""

    fake_of = partial(Mattermost, callbacks=False)
    place_of = partial(MattermostPlace, callbacks=False, more=ONE_TEAM)
    answers_again, slash = False, ""

    def command(self, text, user, where="usual"):
        return super().command(text.removeprefix("/"), user, where)

    def command_form(self, text, user):
        said = self.fake.say(user, text.removeprefix("/"))
        return form_of_talk(self._next_direct(user, said["id"]), user)

    def commands(self, text, users):
        said = [(user, self.fake.say(user, text.removeprefix("/"))) for user in users]
        return [self._answer_to(one, user) for user, one in said]

    def _picked(self, card, label) -> dict:
        """Writes the number that stands before the label."""
        last = next(post for post in reversed(self.fake.direct(card.user))
                    if post["user"] == "botschafter" and numbers(post))
        assert last["id"] == card.at["id"], f"numbers mean another card by now: {last['text']}"
        label = find_label([text for _, text in numbers(last)], label)
        number = next(n for n, text in numbers(last) if text == label)
        return self.fake.say(card.user, str(number))

    def press(self, card, label):
        return self._answer_to(self._picked(card, label), card.user)

    def open_form(self, card, label):
        said = self._picked(card, label)
        return form_of_talk(self._next_direct(card.user, said["id"]), card.user)

    def in_place(self, card):
        return False


class ButtonsChat(MattermostChat):
    """The server reaches us: slash commands, buttons, dialogs."""

    def command(self, text, user, where="usual"):
        if where != "usual":
            return super().command(text, user, where)
        done = self.fake.command(text, user)
        assert done.status == 200 and len(done.ephemerals) == 1, done
        return card_of(done.post, user, came=self._last_call("command"))

    def _last_call(self, kind):
        return self.fake.calls_to_us(kind)[-1]

    def command_form(self, text, user):
        done = self.fake.command(text, user)
        assert done.status == 200, done
        return form_of_dialog(self.fake.dialog(user), user)

    def commands(self, text, users):
        return [self.command(text, user) for user in users]

    def again(self, card):
        if "raw" not in card.came:
            return super().again(card)
        got = self.fake.replay(card.came)
        assert got.status == 200, got
        return self.shown(json.loads(got.body), card.user)

    def shown(self, answer: dict, user) -> Card | None:
        """The card in an answer to a command."""
        if not answer.get("text") and not answer.get("attachments"):
            return None
        return card_of({"message": answer["text"],
                        "props": {"attachments": answer.get("attachments") or []}}, user)

    # --- buttons

    def _click(self, card, label, user) -> dict:
        post = self.fake.post(card.at["id"])
        label = find_label(card_of(post, user).labels, label)
        for action in actions(post):
            options = [o for o in action.get("options") or [] if o["text"] == label]
            if options:
                return self.fake.select(card.at, action["id"], options[0]["value"], user)
            if not action.get("options") and label_of(action) == label:
                return self.fake.press(card.at, action["id"], user)
        raise LookupError(f"no {label!r} in {post}")

    def _after(self, done, user, of: dict) -> Card:
        """What that person got to see by it: the card itself, changed, or another one."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            for kind, want in (("post", {"to": user}), ("edit", {"post_id": of.get("id")}),
                               ("ephemeral", {"user": user})):
                found = self.fake.records(kind, n=lambda n: n >= done["n"], **want)
                found = [r for r in found if not mark_of(r["post"]).get("page")
                         and (kind != "post" or not is_sent(r["post"]["props"]))]
                if found and not self._is_pointer(found[-1]):
                    return card_of(self.fake.post(found[-1]["post_id"]), user)
            time.sleep(0.01)
        raise AssertionError(f"nothing came of it: {done}\n{self.daemon.log()}")

    def _is_pointer(self, record) -> bool:
        """It only says where the card is."""
        return "_redirect/pl/" in record["message"]

    def press(self, card, label):
        done = self._click(card, label, card.user)
        assert done.status == 200, done
        return self._after(done, card.user, card.at)

    def refused(self, card, label, user):
        done = self._click(card, label, user)
        assert done.status == 200, done
        return self._after(done, user, {})

    def forged(self, card, label, change):
        if card.came is None or card.came["what"] != "action":
            self._click(card, label, card.user)
            card.came = self._last_call("action")
        call = card.came
        head, _, body = call["raw"].partition(b"\r\n\r\n")
        body = json.loads(body)
        body["context"]["ref"] = change(body["context"]["ref"])
        body["trigger_id"] = "".join(random.choices("abcdefgh", k=40))
        path = head.split()[1].decode()
        before = self._last_call("action")["n"]
        got = self.fake.call_listener(f"http://{call['host']}:{call['port']}{path}", json=body)
        assert got.status == 200, got
        answer = json.loads(got.body)
        if text := answer.get("ephemeral_text"):
            if "_redirect/pl/" not in text:
                return card_of({"message": text}, card.user)
        return self._after({"n": before + 1}, card.user, {})

    # --- forms

    def open_form(self, card, label):
        done = self._click(card, label, card.user)
        assert done.status == 200, done
        return form_of_dialog(self.fake.dialog(card.user), card.user)

    def submit(self, form, values):
        if "dialog" not in form.at:
            return super().submit(form, values)
        done = self.fake.submit_dialog(form.at, filled_in(form, values))
        assert done.closed, done
        return self._after(done, form.user, self._origin(form))

    def _origin(self, form) -> dict:
        """The card from which it was opened is perhaps changed: any edit will do."""
        return {"id": lambda _: True}

    def objections(self, form, values):
        if "dialog" not in form.at:
            return super().objections(form, values)
        done = self.fake.submit_dialog(form.at, filled_in(form, values))
        assert done.errors and not done.closed, done
        return {name: text for name, text in done.errors.items() if not name.endswith(".moment")}

    # --- what people see

    def in_place(self, card):
        return card.at["type"] != "system_ephemeral"

    def page(self, user):
        deadline = time.monotonic() + 10
        while not (pages := self.fake.pinned(user)):
            assert time.monotonic() < deadline, f"no page for {user}\n{self.daemon.log()}"
            time.sleep(0.02)
        assert len(pages) == 1
        return card_of(pages[0], user)
