"""People in Slack: ephemeral cards that change in place, windows, the home tab."""

from __future__ import annotations

import html
import re

from fakes.slack import Slack
from fakes.slack_look import controls, seen
from places import SlackPlace
from sharing import rows
from surface import Card, Chat, Field, Form, Picture

METHODS = {"message": "chat.postMessage", "upload": "upload", "find": "conversations.history",
           "members": "users.list"}
KINDS = {"radio_buttons": "one", "static_select": "one", "checkboxes": "any",
         "multi_static_select": "any", "datepicker": "moment", "timepicker": "moment"}
LOCALES = {"en": "en-US", "de": "de-DE"}
LINK = re.compile(r"<(https?:[^|>]*|mailto:[^|>]*)\|([^>]*)>")


def readable(text: str) -> str:
    """Slack's escapes as people see them."""
    text = LINK.sub(r"\2", text).replace("\u200b", "")
    return html.unescape(text)


def _context(block: dict, kind: str) -> str:
    element = (block.get("elements") or [{}])[0]
    is_it = block["type"] == "context" and element.get("type") == kind
    return readable(element["text"]) if is_it else ""


def _copy(block: dict) -> str:
    boxes = block["elements"] if block["type"] == "rich_text" else []
    return "".join(piece["text"] for box in boxes if box["type"] == "rich_text_preformatted"
                   for piece in box["elements"])


def _links(blocks: list) -> dict[str, str]:
    found = {c.label: c.element["url"] for c in controls(blocks) if c.element.get("url")}
    for url, label in LINK.findall(seen({"blocks": blocks})):
        found.setdefault(readable(label), html.unescape(url))
    return found


def _picture(blocks: list) -> Picture | None:
    return next((Picture(b["slack_file"]["id"], b["alt_text"]) for b in blocks
                 if b["type"] == "image"), None)


def card_of(shown: dict, user: str, is_private=True, came=None) -> Card:
    """From a message, or from a window or home tab. came: the envelope that it answers."""
    blocks = shown.get("blocks") or []
    title = blocks[0]["text"]["text"] if blocks and blocks[0]["type"] == "header" else ""
    if not title and shown.get("type") == "modal":
        title = shown["title"]["text"]
    return Card(
        user=user, title=readable(title), text=readable(seen(shown)), came=came, at=shown,
        copy="".join(_copy(b) for b in blocks), labels=[c.label for c in controls(blocks) if not c.element.get("url")],
        note="\n".join(filter(None, (_context(b, "mrkdwn") for b in blocks))),
        links=_links(blocks), picture=_picture(blocks), is_private=is_private,
        mark=shown.get("metadata", {}).get("event_payload", {}).get("id", ""))


def _given(element: dict) -> str:
    """What a field holds when the form opens."""
    if one := element.get("initial_option"):
        return one["value"]
    if many := element.get("initial_options"):
        return ",".join(o["value"] for o in many)
    return next((element[k] for k in ("initial_value", "initial_date") if k in element), "")


def form_of(view: dict, user: str) -> Form:
    fields = []
    for block in view["blocks"]:
        name = block["block_id"].removeprefix("f:")
        if block["type"] != "input" or name.endswith(":t"):
            continue
        element = block["element"]
        options = list(element.get("options") or [])
        for group in element.get("option_groups") or []:
            options += group["options"]
        lines = "lines" if element.get("multiline") else "line"
        fields.append(Field(name, block["label"]["text"], KINDS.get(element["type"], lines),
                            _given(element), {o["value"]: o["text"]["text"] for o in options}))
    return Form(user, view["title"]["text"], readable(seen(view)), fields, at=view)


def typed(form: Form, values: dict) -> dict:
    """A moment has two pickers."""
    out = {}
    for name, value in values.items():
        if form.field(name).kind == "moment":
            out[name], _, out[name + ":t"] = value.partition("T")
        else:
            out[name] = value
    return out


class SlackChat(Chat):
    fake_of = Slack
    place_of = SlackPlace
    members = 3

    # --- what people do

    def command(self, text, user, where="usual"):
        if where == "direct":
            said = self.fake.send_message(text, user=user)
            post = self.fake.wait_post(channel=said.channel)
            return card_of(post.message, user, came=said.envelope_id)
        if where == "mention":
            said = self.fake.mention(text, user=user)
            only = self.fake.wait("ephemeral", channel=said.channel, user=said.event.user)
            return card_of(only.message, user, came=said.mention_envelope_id)
        return self._answer(self.fake.send_command(text, user=user), user)

    def _answer(self, done, user):
        assert done.acked and not done.error, done
        return card_of(done.message or self.fake.wait_response(done).message, user, came=done.id)

    def command_form(self, text, user):
        done = self.fake.send_command(text, user=user)
        return form_of(self.fake.wait_view(done).view, user)

    def commands(self, text, users):
        asked = [self.fake.send_command(text, user=user, wait=False) for user in users]
        return [self._answer(self.fake.result(one), one.user) for one in asked]

    def again(self, card):
        before = len(self.fake.records("ack", envelope_id=card.came))
        self.fake.redeliver(card.came)
        while len(acks := self.fake.records("ack", envelope_id=card.came)) <= before:
            self.fake.wait("ack", envelope_id=card.came)
        payload = acks[-1].payload
        return card_of(payload, card.user) if payload else None

    def commands_stored(self):
        return len(rows(self.daemon, "SELECT * FROM inbox WHERE key LIKE '%cmd:%'"))

    def say(self, text, user, channel):
        self.fake.send_message(text, user=user, channel=channel)

    def press(self, card, label):
        assert label not in card.links, f"{label!r} leads to {card.links[label]}"
        done = self.fake.press(card.at, label, user=card.user)
        if card.at.get("type") == "home":
            return card_of(self.fake.wait_view(done).view, card.user)
        if card.at.get("type") == "modal":
            self.fake.wait_view(how="update")
            return self.now(card)
        shown = self.fake.wait_response(done)
        assert shown.how == "replace", shown
        return card_of(shown.message, card.user, card.is_private, card.came)

    def refused(self, card, label, user):
        shown = self.fake.wait_response(self.fake.press(card.at, label, user=user))
        assert shown.how == "new", shown
        return card_of(shown.message, user)

    def forged(self, card, label, change):
        payload = self.fake.payload_of(self.fake.press(card.at, label, user=card.user))
        action = payload["actions"][0]
        key = "value" if action["type"] == "button" else "action_id"
        action[key] = change(action[key])
        self.fake.forge(payload)
        return card_of(self.fake.wait_response(how="new").message, card.user)

    def open_form(self, card, label):
        done = self.fake.press(card.at, label, user=card.user)
        return form_of(self.fake.wait_view(done).view, card.user)

    def submit(self, form, values):
        done = self.fake.submit_view(form.at, typed(form, values), user=form.user)
        assert not done.errors and not done.error, done
        if done.view:
            return card_of(done.view, form.user)
        assert done.closed, done
        return card_of(self.fake.wait_response().message, form.user)

    def objections(self, form, values):
        done = self.fake.submit_view(form.at, typed(form, values), user=form.user)
        assert done.errors and not done.closed, done
        return {name.removeprefix("f:"): text for name, text in done.errors.items()}

    # --- what people see

    def in_place(self, card):
        return True

    def now(self, card):
        is_window = card.at.get("type") == "modal"
        shown = (self.fake.view(card.at["id"]) if is_window
                 else self.fake.message(card.at["ts"]))
        return card_of(shown, card.user, card.is_private, card.came) if shown else None

    def _direct(self, user):
        return [card_of(m, user) for m in self.fake.messages(user) if m.get("bot_id")]

    def cards(self, user):
        found = [card_of(m, user) for m in self.fake.ephemerals(user)]
        found += [card for card in self._direct(user) if not card.mark]
        return sorted(found, key=lambda card: card.at["ts"])

    def direct_messages(self, user):
        return [card for card in self._direct(user) if card.mark]

    def public_messages(self, channel):
        return [card_of(m, "", False) for m in self.fake.messages(channel) if m.get("bot_id")]

    def page(self, user):
        self.fake.open_home(user)
        self.fake.wait("home")
        return card_of(self.fake.home(user), user)

    def picture_bytes(self, picture):
        return self.fake.file_bytes(picture.handle)

    def copied(self, card):
        return card.text

    def pings(self, card):
        return re.findall(r"<[!@][^>]*>", str(card.at))

    def quiet(self, for_ms=200):
        self.fake.assert_quiet(for_ms)

    def quiet_direct(self, for_ms=300):
        self.fake.assert_quiet(for_ms, kinds=["post"])

    # --- the people

    def zone(self, user):
        return {"ben": "Europe/London"}.get(user, "Europe/Berlin")

    def add_crowd(self, count):
        self.fake.add_crowd(count)
        return [f"member{i:06d}" for i in range(count) if i % 53 != 52 and i % 97 != 96]

    def join(self, name, lang):
        new = self.fake.team_join(name, locale=LOCALES[lang])
        self.fake.wait("ack", envelope_id=new.envelope_id)

    def change_language(self, user, lang):
        changed = self.fake.user_change(user, locale=LOCALES[lang])
        self.fake.wait("ack", envelope_id=changed.envelope_id)

    def secrets(self):
        return ["xox", "xapp", "U0ANNA", "U0BEN"]

    # --- the platform misbehaves

    def fault(self, what, knob, *args, **how):
        getattr(self.fake, knob)(METHODS[what], *args, **how)

    def wait_call(self, what, timeout_s=5.0, **want):
        return self.fake.wait_call(METHODS[what], timeout_s, **want)

    def wait_replied(self, what, timeout_s=5.0, **want):
        return self.fake.wait("replied", timeout_s, method=METHODS[what], **want)

    def calls(self, what):
        return self.fake.calls(METHODS[what])

    def forbid_finding(self):
        self.fake.revoke_scope("im:history")
