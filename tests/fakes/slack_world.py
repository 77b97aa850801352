"""What a pretend workspace knows: members, channels, messages, files, views, short-lived rights."""

from __future__ import annotations

import base64
import copy
import secrets
import time
from dataclasses import dataclass, field

from .slack_people import Person, default_people

ALL_SCOPES = (
    "app_mentions:read,channels:history,channels:read,chat:write,chat:write.public,commands,"
    "dnd:read,files:read,files:write,groups:history,groups:read,im:history,im:read,im:write,"
    "mpim:history,mpim:read,mpim:write,reactions:read,reactions:write,team:read,users:read,"
    "users:read.email"
).split(",")


class SlackError(Exception):
    """A method says no: ok:false with this code."""

    def __init__(self, code: str, **extra):
        super().__init__(code)
        self.code, self.extra = code, extra

    def reply(self) -> dict:
        return {"ok": False, "error": self.code, **self.extra}


@dataclass
class Timing:
    """Slack's own time limits in seconds. Tests shorten those that they wait for."""

    ack_s: float = 3.0  # an envelope without an ack is a failure after this
    retries_s: tuple = (0.0, 60.0, 300.0)  # pause before each new delivery of an event
    trigger_s: float = 3.0
    response_url_s: float = 1800.0
    response_url_uses: int = 5
    ticket_s: float = 30.0
    warning_s: float = 10.0  # between the disconnect message and the cut
    ping_s: float = 5.0
    pong_dead_s: float = 120.0
    close_linger_s: float = 1.0  # Slack keeps TCP open after the closing handshake
    file_ready_s: float = 0.0  # from completeUploadExternal until blocks may use the file
    history_lag_s: float = 0.0  # from chat.postMessage until the history shows it
    connection_s: int = 18060  # approximate_connection_time in hello


@dataclass
class Channel:
    id: str
    name: str = ""
    kind: str = "channel"  # channel, group, im, mpim
    members: list = field(default_factory=list)
    archived: bool = False
    messages: list = field(default_factory=list)  # oldest first

    def object(self, bot_user: str) -> dict:
        if self.kind == "im":
            other = next((m for m in self.members if m != bot_user), bot_user)
            return {"id": self.id, "created": 1700000000, "is_im": True, "is_archived": False,
                    "is_org_shared": False, "user": other, "is_user_deleted": False, "priority": 0}
        return {
            "id": self.id, "name": self.name, "name_normalized": self.name,
            "is_channel": self.kind == "channel", "is_group": self.kind == "group",
            "is_im": False, "is_mpim": self.kind == "mpim", "is_private": self.kind != "channel",
            "is_archived": self.archived, "is_general": self.name == "general",
            "is_member": bot_user in self.members, "created": 1700000000,
            "creator": "U0CARLA001", "unlinked": 0, "is_shared": False, "is_ext_shared": False,
            "is_org_shared": False, "num_members": len(self.members),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


@dataclass
class ResponseUrl:
    channel: str
    user: str
    expires: float
    interaction: str
    message_ts: str | None = None  # the message whose button was pressed
    uses: int = 0


@dataclass
class Trigger:
    user: str
    expires: float
    interaction: str
    view_id: str | None = None
    used: bool = False


class World:
    """One workspace with our app in it. All of it belongs to the fake's event loop."""

    def __init__(self, name="acme", number=1, app_token="", bot_token="", note=None, timing=None):
        self.name, self.domain = name, name
        self.team_id = f"T0TEAM{number:04d}"
        self.app_id = f"A0APP{number:05d}"
        self.bot_user, self.bot_id = f"U0BOT{number:05d}", f"B0BOT{number:05d}"
        self.app_token = app_token or f"xapp-1-{self.app_id}-{name}"
        self.bot_token = bot_token or f"xoxb-{name}-0000"
        self.scopes = list(ALL_SCOPES)
        self.note = note or (lambda kind, **data: None)
        self.timing = timing or Timing()
        self.on_event = lambda event: None  # set by Socket Mode
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: dict[str, dict] = {}
        self.files: dict[str, dict] = {}
        self.views: dict[str, dict] = {}
        self.homes: dict[str, dict] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.clock_offset = 0.0
        self.last_ts = 0
        self.counter = 0
        self.populate()

    def populate(self):
        for person in default_people():
            self.people[person.id] = person
        bot = Person(self.bot_user, "botschafter", "Botschafter", is_bot=True)
        self.people[bot.id] = bot
        humans = [p.id for p in self.people.values() if not p.is_bot]
        self.add_channel("general", id="C0GENERAL1", members=[*humans, bot.id])
        self.add_channel("random", id="C0RANDOM01", members=list(humans))
        self.add_channel("comms", id="C0COMMS001", members=["U0CARLA001", bot.id])
        self.add_channel("secret", id="G0SECRET01", kind="group", members=["U0CARLA001"])

    # --- names and time

    def now(self) -> float:
        """The fake's own clock for all that expires; advance() moves it."""
        return time.monotonic() + self.clock_offset

    def new_id(self, letter: str) -> str:
        self.counter += 1
        return f"{letter}0N{self.counter:07d}"

    def new_ts(self) -> str:
        self.last_ts = max(int(time.time() * 1e6), self.last_ts + 1)
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def user(self, name_or_id: str) -> Person:
        person = self.people.get(name_or_id)
        if person is None:
            person = next((p for p in self.people.values() if p.name == name_or_id), None)
        if person is None:
            raise LookupError(f"no member {name_or_id!r} in this workspace")
        return person

    def channel(self, ref: str) -> Channel:
        """By id, '#name' or 'name'. Raises channel_not_found as the API would."""
        if ref in self.channels:
            return self.channels[ref]
        name = ref.removeprefix("#")
        for channel in self.channels.values():
            if channel.name and channel.name == name:
                return channel
        raise SlackError("channel_not_found")

    def add_channel(self, name: str, id=None, kind="channel", members=()) -> Channel:
        channel = Channel(id or self.new_id("C"), name, kind, list(members))
        self.channels[channel.id] = channel
        return channel

    def open_dm(self, user_ids: list[str]) -> Channel:
        wanted = sorted({*user_ids, self.bot_user})
        kind = "im" if len(wanted) <= 2 else "mpim"
        for channel in self.channels.values():
            if channel.kind == kind and sorted(channel.members) == wanted:
                return channel
        name = "" if kind == "im" else "mpdm-" + "-".join(wanted).lower()
        return self.add_channel(name, id=self.new_id("D" if kind == "im" else "G"),
                                kind=kind, members=wanted)

    def visible(self, channel: Channel) -> bool:
        return channel.kind == "channel" or self.bot_user in channel.members

    # --- messages

    def add_message(self, channel: Channel, message: dict, lag_s: float = 0.0) -> dict:
        stored = {"type": "message", "ts": self.new_ts(), **message}
        stored["_visible_at"] = self.now() + lag_s
        channel.messages.append(stored)
        return stored

    def find_message(self, channel: Channel, ts: str) -> dict | None:
        return next((m for m in reversed(channel.messages) if m["ts"] == ts), None)

    def bot_message(self, text: str, blocks: list | None, **more) -> dict:
        message = {"user": self.bot_user, "bot_id": self.bot_id, "app_id": self.app_id,
                   "team": self.team_id, "text": text, **more}
        if blocks is not None:
            message["blocks"] = self.with_ids(blocks)
        return message

    def add_ephemeral(self, channel_id: str, user: str, text: str, blocks) -> dict:
        message = self.bot_message(text, blocks, type="message", ts=self.new_ts())
        message |= {"channel": channel_id, "_for": user, "_deleted": False}
        self.ephemerals[message["ts"]] = message
        return message

    def with_ids(self, blocks: list) -> list:
        """Slack gives names to blocks and elements that came without, and sends them back."""
        blocks = copy.deepcopy(blocks)
        for block in blocks:
            block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
            elements = block.get("elements", []) if block["type"] == "actions" else []
            for element in [*elements, block.get("accessory"), block.get("element")]:
                if isinstance(element, dict) and element.get("type") != "image":
                    element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
        return blocks

    # --- short-lived rights

    def new_trigger(self, user: str, interaction: str, view_id=None) -> str:
        trigger = f"{int(time.time() * 1e6)}.{self.counter}.{secrets.token_hex(16)}"
        self.triggers[trigger] = Trigger(user, self.now() + self.timing.trigger_s, interaction, view_id)
        return trigger

    def use_trigger(self, trigger_id: str) -> Trigger:
        trigger = self.triggers.get(trigger_id or "")
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.now() > trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(self, channel, user, interaction, message_ts=None) -> str:
        token = secrets.token_hex(12)
        self.response_urls[token] = ResponseUrl(
            channel, user, self.now() + self.timing.response_url_s, interaction, message_ts)
        return token


def public(message: dict, metadata=True) -> dict:
    """A message as the API shows it: without our own notes."""
    shown = {k: v for k, v in message.items() if not k.startswith("_")}
    if not metadata:
        shown.pop("metadata", None)
    return copy.deepcopy(shown)


def page(items: list, cursor: str | None, limit: int) -> tuple[list, str]:
    """One page and the cursor of the next. Cursors end in '=', so a client must encode them."""
    start = 0
    if cursor:
        try:
            start = int(base64.b64decode(cursor, validate=True).decode().split(":")[1])
        except (ValueError, IndexError):
            raise SlackError("invalid_cursor") from None
    end = start + limit
    if end >= len(items):
        return items[start:end], ""
    raw = f"next:{end}"
    raw += ":" * ((1 - len(raw)) % 3)
    return items[start:end], base64.b64encode(raw.encode()).decode()
