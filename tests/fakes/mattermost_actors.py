"""What pretend people do: type commands, press, choose, fill in dialogs, write, join."""

from __future__ import annotations

import time

from . import mattermost_hooks as hooks
from . import mattermost_posts as posts
from .mattermost_look import id_of
from .mattermost_people import User
from .mattermost_world import AppError, Post


class Actors:
    """Mixed into the fake: needs world, journal and Looks."""

    async def _tried(self, user: User, run) -> dict:
        """Does it and gathers what came of it: status, error, and what this person got to see."""
        before, started = len(self.journal), time.monotonic()
        try:
            status, response, error = 200, await run(), None
        except AppError as refused:
            status, response, error = refused.status, refused.body(""), refused.id
        got = [self.shown(self.world.ephemerals[r["post_id"]]) for r in self.journal[before:]
               if r["kind"] == "ephemeral" and r["user"] == user.username]
        return {"status": status, "response": response, "error": error, "ephemerals": got,
                "post": got[0] if got else None, "n": before, "user": user.username,
                "text": "\n".join(p["text"] for p in got),
                "ms": (time.monotonic() - started) * 1000}

    # --- commands

    async def command(self, text: str, user="anna", channel: str | None = "town-square",
                      team="acme", root=None) -> dict:
        """Types a slash command (channel=None: in the direct messages with the bot). Returns once
        the server has answered: .status, .error, .response, .ephemerals, .post (the first)."""
        member, place = self.world.user(user), self.place(channel, user, team)
        team_id = place.team_id or self.world.team(team).id
        return await self._tried(member, lambda: hooks.execute(
            self, member, place, team_id, text, id_of(root) if root else ""))

    # --- buttons and menus

    async def press(self, where, label: str, user: str | None = None, stale=False) -> dict:
        """Presses a button, found by its name, the beginning of it, or its id. stale: as the given
        post shows it, not as it stands by now."""
        return await self._click(where, label, "button", None, user, stale)

    async def select(self, where, name: str, option: str, user: str | None = None) -> dict:
        """Chooses an option (by text or value) of a menu (by name or id)."""
        return await self._click(where, name, "select", option, user, False)

    async def _click(self, where, label, kind, option, user, stale) -> dict:
        post = self._find_post(where)
        member = self.world.user(user) if user else self._reader(post)
        shown = where.get("post") or where if stale else self.shown(post)
        action = find_action(shown, label, kind)
        selected = option_value(action, option) if kind == "select" else ""
        return await self._tried(member, lambda: hooks.press(
            self, member, post.id, action["id"], selected, action.get("cookie", "")))

    def _find_post(self, where) -> Post:
        found = self.world.posts.get(id_of(where)) or self.world.ephemerals.get(id_of(where))
        if found is None:
            raise LookupError(f"no post {id_of(where)}")
        return found

    def _reader(self, post: Post) -> User:
        """Who is meant where no user is named: whom it was shown to, else anna."""
        if post.for_user:
            return self.world.users[post.for_user]
        channel = self.world.channels[post.channel_id]
        if channel.type == "D":
            other = next(i for i in channel.members if i != self.world.bot.id)
            return self.world.users[other]
        return self.world.user("anna")

    # --- dialogs

    async def dialog(self, user="anna", timeout_s=5.0, **want) -> dict:
        """The dialog that opens before this person: .dialog, .url."""
        return await self.wait("dialog", timeout_s, user=user, **want)

    async def submit_dialog(self, dialog, values=None, user=None, channel: str | None = None,
                            team="acme", by_hand=False) -> dict:
        """Fills fields (by display_name or name) and submits. AssertionError where the client
        would not let the dialog go; by_hand: without those checks. Result: .closed, .errors,
        .error_text."""
        elements = dialog["dialog"]["elements"] or []
        submission = fill(elements, values or {})
        if not by_hand and (objections := client_objections(elements, submission)):
            raise AssertionError(f"the client would not send this: {objections}")
        return await self._submit(dialog, submission, False, user, channel, team)

    async def cancel_dialog(self, dialog, user=None, channel: str | None = None,
                            team="acme") -> dict:
        """Closes it. The integration hears of it only where it asked to."""
        if not dialog["dialog"]["notify_on_cancel"]:
            return {"status": 200, "closed": True, "errors": None, "error_text": None}
        return await self._submit(dialog, {}, True, user, channel, team)

    async def _submit(self, dialog, submission, cancelled, user, channel, team) -> dict:
        who = user or dialog["user"]
        member, place = self.world.user(who), self.place(channel, who, team)
        body = {"url": dialog["url"], "callback_id": dialog["dialog"]["callback_id"],
                "state": dialog["dialog"]["state"], "channel_id": place.id,
                "team_id": place.team_id or self.world.team(team).id, "submission": submission,
                "cancelled": cancelled}
        result = await self._tried(member, lambda: hooks.submit_dialog(self, member, body))
        answer = result["response"] if result["status"] == 200 else {}
        return {**result, "errors": answer.get("errors"), "error_text": answer.get("error"),
                "closed": result["status"] == 200 and not (
                    answer.get("errors") or answer.get("error"))}

    # --- words

    def say(self, user: str, text: str, channel: str | None = None, root=None, props=None,
            file_ids=(), team="acme") -> dict:
        """Writes in a channel; without one, to the bot."""
        place = self.place(channel, user, team)
        draft = posts.Draft(text, id_of(root) if root else "", props or {}, list(file_ids))
        post, _is_new = posts.create(self.world, self.world.user(user), place, draft)
        return self.shown(post)

    def mention(self, user: str, channel: str, text: str, team="acme") -> dict:
        """Writes "@botschafter text" in a channel."""
        return self.say(user, f"@{self.world.bot.username} {text}", channel, team=team)

    def tell_again(self, of):
        """The event of that post comes once more, as after a reconnect."""
        post = self._find_post(of)
        author, channel = self.world.users[post.user_id], self.world.channels[post.channel_id]
        mentioned = posts.mentions(self.world, post, author, channel)
        posts.tell_posted(self.world, author, channel, post, mentioned, post.pending_post_id)

    def edit_post(self, of, text: str) -> dict:
        post = self._find_post(of)
        posts.update(self.world, post, text, None)
        return self.shown(post)

    def delete_post(self, of, by: str | None = None):
        post = self._find_post(of)
        posts.delete(self.world, post, self.world.user(by or post.user_id))

    def react(self, user: str, of, emoji="tada"):
        posts.react(self.world, self._find_post(of), self.world.user(user), emoji)

    # --- coming and going

    def join_team(self, user: str, team="acme", **profile) -> dict:
        """Somebody joins a team; who is not known yet gets an account first, with this profile."""
        if user not in self.world.by_username:
            made = User("", user, user.title(), email=f"{user}@acme.example", **profile)
            self.world.add_user(made)
            self.world.emit("new_user", {"user_id": made.id})
        self.seat_user(self.world.team(team), self.world.user(user))
        return self.person(user)

    def leave_team(self, user: str, team="acme"):
        self.unseat_user(self.world.team(team), self.world.user(user))

    def join_channel(self, user: str, channel: str, team="acme", by: str | None = None):
        self.enter_channel(self.world.channel(channel, team), self.world.user(user),
                           self.world.user(by or user))

    def part_channel(self, user: str, channel: str, team="acme", by: str | None = None):
        self.leave_channel(self.world.channel(channel, team), self.world.user(user),
                           self.world.user(by or user))

    def rename(self, user: str, username: str) -> dict:
        self.change_user(self.world.user(user), {"username": username})
        return self.person(username)

    def change(self, user: str, **changes) -> dict:
        """Any other change of a profile: locale, nickname, automatic, manual, use_automatic ..."""
        self.change_user(self.world.user(user), changes)
        return self.person(user)

    def deactivate(self, user: str):
        self.set_active(self.world.user(user), False)

    def activate(self, user: str):
        self.set_active(self.world.user(user), True)


# --- how the client finds and fills


def actions_of(shown: dict) -> list[dict]:
    return [a for attachment in (shown.get("props") or {}).get("attachments") or []
            for a in attachment.get("actions") or []]


def find_action(shown: dict, label: str, kind: str) -> dict:
    """By name, id, or the beginning of the name."""
    there = [a for a in actions_of(shown) if a.get("type", kind) == kind]
    for test in (lambda a: a.get("name") == label, lambda a: a["id"] == label,
                 lambda a: a.get("name", "").startswith(label)):
        for action in there:
            if test(action):
                return action
    raise LookupError(f"no {kind} {label!r}; there is: {[a.get('name') for a in there]}")


def option_value(holder: dict, wanted: str) -> str:
    """The value of an option, by its text or the beginning of it, or by the value itself."""
    options = holder.get("options") or []
    for test in (lambda o: o["text"] == wanted, lambda o: o["value"] == wanted,
                 lambda o: o["text"].startswith(wanted)):
        for option in options:
            if test(option):
                return option["value"]
    if holder.get("data_source"):
        return wanted
    raise LookupError(f"no option {wanted!r}; there is: {[o['text'] for o in options]}")


def fill(elements: list, values: dict) -> dict:
    """What the client sends: the values given, and the defaults of all else."""
    known = {e["name"] for e in elements} | {e["display_name"] for e in elements}
    if unknown := set(values) - known:
        raise LookupError(f"no fields {sorted(unknown)}; there is: {sorted(known)}")
    submission = {}
    for element in elements:
        key = element["name"] if element["name"] in values else element["display_name"]
        value = values.get(key, element["default"])
        if element["type"] == "bool":
            value = value if isinstance(value, bool) else str(value).lower() == "true"
        elif element["type"] in ("select", "radio"):
            if value in ("", None):
                continue
            value = option_value(element, value)
        elif element["subtype"] == "number" and value != "":
            value = float(value) if "." in str(value) else int(value)
        submission[element["name"]] = value
    return submission


def client_objections(elements: list, submission: dict) -> list[str]:
    """Fields that the client itself marks as wrong."""
    found = []
    for element in elements:
        value, name = submission.get(element["name"], ""), element["display_name"]
        if element["type"] == "bool":
            continue
        if value == "" and not element["optional"]:
            found.append(f"{name} is required")
        elif value != "" and element["type"] in ("text", "textarea"):
            length = len(str(value))
            if length < element["min_length"]:
                found.append(f"{name} is shorter than {element['min_length']}")
            if element["max_length"] and length > element["max_length"]:
                found.append(f"{name} is longer than {element['max_length']}")
            if element["subtype"] == "email" and "@" not in str(value):
                found.append(f"{name} is no address")
    return found
