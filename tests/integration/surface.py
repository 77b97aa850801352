"""What a person sees and does in a chat, whatever the platform: the tests of /share speak of this
alone. Each platform has a file of its own (surface_NAME.py) that fills it in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from sharing import POSTS, WORDS, meanwhile, wait_rows


@dataclass
class Picture:
    """In a card: what the platform calls it, and what is said to those who do not see it."""

    handle: str
    alt: str


@dataclass
class Card:
    """A message of the bot's as a person has it before them. `text` is all that can be read in it,
    labels included; `labels` all that the bot hears of when it is pressed, `links` the rest."""

    user: str
    title: str = ""
    text: str = ""
    copy: str = ""
    note: str = ""
    labels: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    picture: Picture | None = None
    is_private: bool = False  # only this person sees it
    mark: str = ""  # by which the bot finds a message of its own accord again; empty: an answer
    at: object = field(default=None, compare=False)  # the surface's own
    came: object = field(default=None, compare=False)  # the surface's own: what it answers


@dataclass
class Field:
    """Of a form. `value`: what stands there already; `options`: value -> label."""

    name: str
    label: str
    kind: str  # line, lines, one, any, moment
    value: str = ""
    options: dict[str, str] = field(default_factory=dict)


@dataclass
class Form:
    user: str
    title: str
    text: str  # all that can be read in it
    fields: list[Field]
    at: object = field(default=None, compare=False)  # the surface's own

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)


class Chat:
    """People in a chat with one workspace, and the daemon behind it. `where` is "usual" (in a
    channel where commands can be typed, else to the bot itself), "direct" or "mention"."""

    slash = "/"  # before a command, in what the bot says
    not_theirs = {"en": "This card belongs to somebody", "de": "Diese Karte gehört jemand anderem"}
    answers_again = True  # what is delivered again gets its answer again, not only an ack

    def __init__(self, daemon, place):
        self.daemon, self.place, self.fake = daemon, place, place.fake
        self.read: dict[str, int] = {}  # messages of wait_direct(), by person

    # --- the daemon

    def set_up(self, folder=POSTS, bot="", more=WORDS):
        """With the library whose order is known."""
        self.daemon.configure(folder, bot=bot, more=more)
        return self

    def start(self):
        """Runs it, and waits until it knows the members and their languages."""
        self.daemon.start()
        self.wait_directory()
        return self

    def later(self, *changes: str, hard=False):
        """Changes the database between two runs, as time would."""
        self.daemon.kill() if hard else self.daemon.stop()
        meanwhile(self.daemon, *changes)
        self.daemon.start()

    def wait_directory(self):
        wait_rows(self.daemon, "SELECT 1 FROM directory_fill WHERE workspace = ?"
                  " AND completed_ms > 0", self.place.name, timeout_s=20)

    # --- what people do

    def command(self, text: str, user: str, where="usual") -> Card:
        """Types words, and waits for the card that answers them."""
        raise NotImplementedError

    def command_form(self, text: str, user: str) -> Form:
        """Types words, and waits for the form that they open."""
        raise NotImplementedError

    def commands(self, text: str, users: list[str]) -> list[Card]:
        """Each of these types the same at once."""
        raise NotImplementedError

    def again(self, card: Card) -> Card | None:
        """The platform delivers once more what this card answered; None: no answer to that."""
        raise NotImplementedError

    def commands_stored(self) -> int:
        """How many the daemon has in its inbox."""
        raise NotImplementedError

    def say(self, text: str, user: str, channel: str):
        """Talks in a channel, to nobody in particular."""
        raise NotImplementedError

    def press(self, card: Card, label: str) -> Card:
        """Presses a button, menu option or select option; the card that takes its place."""
        raise NotImplementedError

    def refused(self, card: Card, label: str, user: str) -> Card:
        """Presses what is not theirs, or no longer valid: a card that says so, beside it."""
        raise NotImplementedError

    def forged(self, card: Card, label: str, change) -> Card:
        """Presses with another reference than the card has: change(reference)."""
        raise NotImplementedError

    def open_form(self, card: Card, label: str) -> Form:
        raise NotImplementedError

    def submit(self, form: Form, values: dict) -> Card:
        """Fills in fields by name and sends the form, which is in order; the card after it. A
        value: text, an option's value, a list of these, or "2099-02-28T17:45"."""
        raise NotImplementedError

    def objections(self, form: Form, values: dict) -> dict[str, str]:
        """Sends a form that is not in order: what is said, by field. The form stays open."""
        raise NotImplementedError

    # --- what people see

    def in_place(self, card: Card) -> bool:
        """Whether what is pressed in this card changes that very card."""
        raise NotImplementedError

    def now(self, card: Card) -> Card | None:
        """The card as it stands by now; None: it is gone."""
        raise NotImplementedError

    def cards(self, user: str) -> list[Card]:
        """The answers that they have before them, oldest first."""
        raise NotImplementedError

    def direct_messages(self, user: str) -> list[Card]:
        """What the bot sent them of its own accord, oldest first."""
        raise NotImplementedError

    def public_messages(self, channel: str) -> list[Card]:
        """What the bot said there for all to read."""
        raise NotImplementedError

    def page(self, user: str) -> Card:
        """The person's own page, opened."""
        raise NotImplementedError

    def picture_bytes(self, picture: Picture) -> bytes:
        raise NotImplementedError

    def copied(self, card: Card) -> str:
        """What one has who copies the whole message, as on a phone."""
        raise NotImplementedError

    def pings(self, card: Card) -> list[str]:
        """Whom the card calls."""
        raise NotImplementedError

    def wait_direct(self, user: str, timeout_s=5.0) -> Card:
        """The next message that the bot sends them of its own accord."""
        seen = self.read.get(user, 0)
        self.read[user] = seen + 1
        return self._wait_many(lambda: self.direct_messages(user), seen + 1, timeout_s)[seen]

    def wait_cards(self, user: str, n: int, timeout_s=5.0) -> list[Card]:
        """Until so many answers are before them."""
        return self._wait_many(lambda: self.cards(user), n, timeout_s)

    def _wait_many(self, look, n, timeout_s) -> list[Card]:
        deadline = time.monotonic() + timeout_s
        while len(found := look()) < n:
            assert time.monotonic() < deadline, f"not {n}: {found}\n{self.daemon.log()}"
            time.sleep(0.01)
        return found

    def quiet(self, for_ms=200):
        """The bot says and shows nothing to anybody for so long."""
        raise NotImplementedError

    def quiet_direct(self, for_ms=300):
        """The bot sends no message of its own accord for so long."""
        raise NotImplementedError

    # --- the people

    members: int  # how many the daemon knows once its directory is whole

    def zone(self, user: str) -> str:
        """Where they live."""
        raise NotImplementedError

    def add_crowd(self, count: int) -> list[str]:
        """Generated members; the first that are neither bots nor gone, by name. Their languages
        are German, English, English, French, and so on."""
        raise NotImplementedError

    def join(self, name: str, lang: str):
        """Somebody new; returns when the daemon heard of it."""
        raise NotImplementedError

    def change_language(self, user: str, lang: str):
        raise NotImplementedError

    def secrets(self) -> list[str]:
        """What else must not stand in a log: beginnings of tokens, ids of people."""
        raise NotImplementedError

    # --- the platform misbehaves: what is "message" (a message of the bot's own accord), "upload",
    # "find" (reading what is there already) or "members"

    def fault(self, what: str, knob: str, *args, **how):
        """A knob of the fakes, by name, for the next call of that kind."""
        raise NotImplementedError

    def clear_faults(self):
        self.fake.clear_faults()

    def wait_call(self, what: str, timeout_s=5.0, **want):
        """The next call of that kind."""
        raise NotImplementedError

    def wait_replied(self, what: str, timeout_s=5.0, **want):
        """The end of the next call of that kind; status is 0 where it got no answer."""
        raise NotImplementedError

    def calls(self, what: str) -> list:
        raise NotImplementedError

    def forbid_finding(self):
        """The bot may no longer read what is there already."""
        raise NotImplementedError
