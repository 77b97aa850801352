"""What pretend people do: type commands, press, submit, write, join. Part of the fake."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass, field

from . import slack_actions as build
from .slack_chat import check_content, show_answer
from .slack_methods import check_view, push_view, replace_view, shown_user
from .slack_people import Person
from .slack_world import SlackError, World, public


@dataclass
class Interaction:
    """One thing that a person did and that the app has to ack."""

    id: str
    kind: str  # command, press, submit, close, suggest, shortcut
    world: World
    mode: object
    user: str
    channel: str | None
    view: dict | None = None
    started: float = field(default_factory=time.monotonic)
    acked: asyncio.Event = field(default_factory=asyncio.Event)
    result: dict = field(default_factory=dict)


class Actors:
    """Mixed into the fake: needs pick(), note() and wait() of the others."""

    def __init__(self):
        self.interactions: dict[str, Interaction] = {}

    # --- commands

    async def send_command(self, text="/share", user="anna", channel="general", workspace=None,
                           envelope_id=None, wait=True, timeout_s=5.0) -> dict:
        """Types a slash command (channel=None: to the bot itself) and waits for the ack. A known
        envelope_id is sent once more, with the same content, as Slack does after a lost ack."""
        world, mode = self.pick(workspace)
        member = world.user(user).id
        place = (world.channel(channel) if channel else world.open_dm([member])).id
        doing = self._begin("command", world, mode, member, place, envelope_id)
        if doing.id in mode.deliveries:
            payload = mode.deliveries[doing.id].envelope["payload"]
        else:
            command, _, rest = text.partition(" ")
            url = self._response_url(world, place, member, doing)
            payload = build.slash(world, command, rest.strip(), member, place,
                                  world.new_trigger(member, doing.id), url)
        mode.deliver("slash_commands", payload, accepts=True, envelope_id=doing.id)
        return await self._finish(doing, wait, timeout_s)

    def _begin(self, kind, world, mode, user, channel, envelope_id=None, view=None) -> Interaction:
        doing = Interaction(envelope_id or str(uuid.uuid4()), kind, world, mode, user, channel, view)
        self.interactions[doing.id] = doing
        return doing

    def _response_url(self, world, channel, user, doing, message_ts=None) -> str:
        token = world.new_response_url(channel, user, doing.id, message_ts)
        return f"{self.base_url}response/{world.team_id}/{token}"

    async def _finish(self, doing: Interaction, wait: bool, timeout_s: float) -> dict:
        acked = False
        if wait:
            try:
                await asyncio.wait_for(doing.acked.wait(), timeout_s)
                acked = True
            except TimeoutError:
                pass
        return {"id": doing.id, "acked": acked, "user": doing.user, "channel": doing.channel,
                "message": None, "view": None, "errors": None, "error": None, "closed": False,
                **doing.result}

    async def result(self, of, timeout_s=5.0) -> dict:
        """Waits for the ack of an action that was begun with wait=False."""
        doing = self.interactions[of["id"] if isinstance(of, dict) else of]
        return await self._finish(doing, True, timeout_s)

    # --- presses

    async def press(self, where, what, user=None, value=None, channel=None, workspace=None,
                    stale=False, envelope_id=None, wait=True, timeout_s=5.0) -> dict:
        """Presses a button or picks an option, in a message (dict or ts) or a view (dict or id).
        `what`: its text, the beginning of it, action_id, or action_id=value. stale: as the given
        dict shows it, not as it stands by now."""
        world, mode = self.pick(workspace)
        if view := self._view_at(world, where):
            member = world.user(user).id if user else view["_user"]
            doing = self._begin("press", world, mode, member, None, envelope_id, view)
            payload = build.base(world, "block_actions", member,
                                 world.new_trigger(member, doing.id, view["id"]))
            payload = build.press_view(view, payload, what, value)
            mode.deliver("interactive", payload, accepts=False, envelope_id=doing.id)
            return await self._finish(doing, wait, timeout_s)
        message, place = self._message_at(world, where, channel)
        member = world.user(user).id if user else message.get("_for") or world.user("anna").id
        doing = self._begin("press", world, mode, member, place, envelope_id)
        payload = build.base(world, "block_actions", member, world.new_trigger(member, doing.id))
        payload["response_url"] = self._response_url(world, place, member, doing, message["ts"])
        shown = {**message, "blocks": (where.get("message") or where)["blocks"]} if stale else message
        payload = build.press_message(world, shown, place, payload, what, value)
        mode.deliver("interactive", payload, accepts=False, envelope_id=doing.id)
        return await self._finish(doing, wait, timeout_s)

    def _view_at(self, world: World, where) -> dict | None:
        if isinstance(where, dict):
            where = where.get("view", where) or {}
            where = where.get("id") if "ts" not in where else None
        view = world.views.get(where)
        if view is not None and not view["_open"]:
            raise LookupError("that view is closed")
        return view

    def _message_at(self, world: World, where, channel) -> tuple[dict, str]:
        if isinstance(where, dict) and isinstance(where.get("message"), dict):
            channel, where = channel or where.get("channel"), where["message"]
        ts = where["ts"] if isinstance(where, dict) else where
        if message := world.ephemerals.get(ts):
            if message["_deleted"]:
                raise LookupError("that message is deleted")
            return message, message["channel"]
        places = [world.channel(channel)] if channel else world.channels.values()
        for place in places:
            if message := world.find_message(place, ts):
                return message, place.id
        raise LookupError(f"no message {ts}")

    async def forge(self, payload: dict, kind="interactive", accepts=False, workspace=None,
                    wait=True, timeout_s=5.0) -> dict:
        """Sends any payload at all in an envelope of this kind."""
        world, mode = self.pick(workspace)
        doing = self._begin("press", world, mode, "", None)
        mode.deliver(kind, payload, accepts=accepts, envelope_id=doing.id)
        return await self._finish(doing, wait, timeout_s)

    async def suggest(self, where, what, text, user="anna", workspace=None, timeout_s=5.0) -> dict:
        """Types into an external_select; the ack brings options."""
        world, mode = self.pick(workspace)
        message, place = self._message_at(world, where, None)
        member = world.user(user).id
        doing = self._begin("suggest", world, mode, member, place)
        control = build.find_control(message["blocks"], what)
        payload = build.base(world, "block_suggestion", member, "")
        payload |= {"action_id": control.id, "block_id": control.block["block_id"], "value": text,
                    "container": {"type": "message", "message_ts": message["ts"],
                                  "channel_id": place}}
        mode.deliver("interactive", payload, accepts=True, envelope_id=doing.id)
        return await self._finish(doing, True, timeout_s)

    async def shortcut(self, callback_id, user="anna", workspace=None, timeout_s=5.0) -> dict:
        world, mode = self.pick(workspace)
        member = world.user(user).id
        doing = self._begin("shortcut", world, mode, member, None)
        payload = build.base(world, "shortcut", member, world.new_trigger(member, doing.id))
        payload |= {"callback_id": callback_id, "action_ts": f"{time.time():.6f}"}
        mode.deliver("interactive", payload, accepts=False, envelope_id=doing.id)
        return await self._finish(doing, True, timeout_s)

    # --- forms

    async def submit_view(self, view, values=None, user=None, workspace=None, envelope_id=None,
                          wait=True, timeout_s=5.0) -> dict:
        """Fills fields (by label, block_id or action_id) and submits. AssertionError where Slack's
        own client would not let the form go."""
        world, mode = self.pick(workspace)
        stored = self._view_at(world, view)
        if stored is None:
            raise LookupError("no such view")
        build.fill(stored, values or {})
        if objections := build.client_objections(stored):
            raise AssertionError(f"Slack's client would not send this: {objections}")
        member = world.user(user).id if user else stored["_user"]
        doing = self._begin("submit", world, mode, member, None, envelope_id, stored)
        payload = build.base(world, "view_submission", member,
                             world.new_trigger(member, doing.id, stored["id"]))
        payload |= {"view": public(stored), "response_urls": []}
        mode.deliver("interactive", payload, accepts=True, envelope_id=doing.id)
        return await self._finish(doing, wait, timeout_s)

    async def close_view(self, view, workspace=None, timeout_s=5.0) -> dict:
        """Closes a form. The app hears of it only where it asked to."""
        world, mode = self.pick(workspace)
        stored = self._view_at(world, view)
        stored["_open"] = False
        doing = self._begin("close", world, mode, stored["_user"], None, view=stored)
        if not stored["notify_on_close"]:
            return await self._finish(doing, False, timeout_s)
        payload = build.base(world, "view_closed", doing.user, "")
        del payload["trigger_id"]
        payload |= {"view": public(stored), "is_cleared": False}
        mode.deliver("interactive", payload, accepts=False, envelope_id=doing.id)
        return await self._finish(doing, True, timeout_s)

    # --- what an ack does

    def acked(self, envelope_id: str, content: dict | None, first: bool):
        doing = self.interactions.get(envelope_id)
        if doing is None or not first:
            return
        doing.result |= {"payload": content, "ack_ms": (time.monotonic() - doing.started) * 1000}
        try:
            if doing.kind == "command" and content:
                self._command_answered(doing, content)
            elif doing.kind == "submit":
                self._submit_answered(doing, content or {})
            elif doing.kind == "suggest":
                doing.result["options"] = (content or {}).get("options")
        except SlackError as error:
            doing.result |= {"error": error.code, "reasons": error.extra.get("errors")}
            self.note("bad_answer", interaction=doing.id, workspace=doing.world.name,
                      error=error.code, **error.extra)
        doing.acked.set()

    def _command_answered(self, doing: Interaction, content: dict):
        check_content(doing.world, content)
        message = show_answer(doing.world, doing.channel, doing.user, content)
        doing.result["message"] = public(message)
        self.note("answer", interaction=doing.id, workspace=doing.world.name, user=doing.user,
                  channel=doing.channel, message=public(message))

    def _submit_answered(self, doing: Interaction, content: dict):
        action, world, view = content.get("response_action"), doing.world, doing.view
        if action == "errors":
            fields = {b["block_id"] for b in view["blocks"] if b["type"] == "input"}
            if not content.get("errors") or set(content["errors"]) - fields:
                raise SlackError("invalid_errors", errors=list(content.get("errors") or {}))
            doing.result["errors"] = content["errors"]
        elif action == "update":
            check_view(world, content.get("view"), "modal")
            replace_view(world, view, content["view"])
            doing.result["view"] = public(view)
        elif action == "push":
            check_view(world, content.get("view"), "modal")
            doing.result["view"] = public(push_view(world, content["view"], view))
        elif action in (None, "clear"):
            for other in world.views.values():
                if other is view or (action and other["root_view_id"] == view["root_view_id"]):
                    other["_open"] = False
            doing.result["closed"] = True
        else:
            raise SlackError("invalid_response_action")

    # --- events

    def send_message(self, text, user="anna", channel=None, thread_ts=None, workspace=None) -> dict:
        """Writes in a channel, or to the bot where none is named."""
        world, mode = self.pick(workspace)
        member = world.user(user).id
        place = world.channel(channel) if channel else world.open_dm([member])
        message = {"user": member, "text": text, "client_msg_id": str(uuid.uuid4()),
                   "team": world.team_id, "blocks": [_rich_text(text)]}
        if thread_ts:
            message["thread_ts"] = thread_ts
        stored = public(world.add_message(place, message))
        event = {**stored, "channel": place.id, "channel_type": place.kind, "event_ts": stored["ts"]}
        heard = world.bot_user in place.members
        return {"ts": stored["ts"], "channel": place.id, "event": event,
                "envelope_id": mode.emit(event) if heard else None}

    def mention(self, text, user="anna", channel="general", workspace=None) -> dict:
        """Writes "@bot text": the app gets app_mention besides message, under another event_id."""
        world, mode = self.pick(workspace)
        said = self.send_message(f"<@{world.bot_user}> {text}", user, channel, workspace=workspace)
        event = {k: v for k, v in said["event"].items() if k != "channel_type"}
        said["mention_envelope_id"] = mode.emit({**event, "type": "app_mention"})
        return said

    def open_home(self, user="anna", tab="home", workspace=None) -> dict:
        world, mode = self.pick(workspace)
        member = world.user(user).id
        event = {"type": "app_home_opened", "user": member, "channel": world.open_dm([member]).id,
                 "tab": tab, "event_ts": world.new_ts()}
        if tab == "home" and member in world.homes:
            event["view"] = public(world.homes[member])
        return {"envelope_id": mode.emit(event), "user": member}

    def team_join(self, name, real_name="", locale="en-US", tz="Europe/Berlin", is_bot=False,
                  workspace=None) -> dict:
        world, mode = self.pick(workspace)
        person = Person(world.new_id("U"), name, real_name or name.title(), locale, tz,
                        f"{name}@acme.example", is_bot)
        world.people[person.id] = person
        return {"envelope_id": self._user_event(world, mode, "team_join", person),
                "user": person.id}

    def user_change(self, user, workspace=None, **changes) -> dict:
        world, mode = self.pick(workspace)
        person = world.user(user)
        for key, value in changes.items():
            setattr(person, key, value)
        person.updated = int(time.time())
        return {"envelope_id": self._user_event(world, mode, "user_change", person),
                "user": person.id}

    def _user_event(self, world, mode, kind, person) -> str:
        return mode.emit({"type": kind, "user": shown_user(world, person, True),
                          "cache_ts": int(time.time()), "event_ts": world.new_ts()})

    def join_channel(self, user, channel, workspace=None) -> dict:
        world, mode = self.pick(workspace)
        person, place = world.user(user), world.channel(channel)
        if person.id not in place.members:
            place.members.append(person.id)
        kind = "C" if place.kind == "channel" else "G"
        return {"envelope_id": mode.emit({
            "type": "member_joined_channel", "user": person.id, "channel": place.id,
            "channel_type": kind, "team": world.team_id, "event_ts": world.new_ts()})}

    def reaction(self, message, name="tada", user="anna", channel=None, workspace=None) -> dict:
        world, mode = self.pick(workspace)
        stored, place = self._message_at(world, message, channel)
        return {"envelope_id": mode.emit({
            "type": "reaction_added", "user": world.user(user).id, "reaction": name,
            "item": {"type": "message", "channel": place, "ts": stored["ts"]},
            "item_user": stored.get("user"), "event_ts": world.new_ts()})}

    def event(self, event: dict, event_id=None, workspace=None) -> dict:
        """Any other inner event."""
        world, mode = self.pick(workspace)
        return {"envelope_id": mode.emit({"event_ts": world.new_ts(), **event}, event_id)}


def _rich_text(text: str) -> dict:
    return {"type": "rich_text", "block_id": "rt", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]}
