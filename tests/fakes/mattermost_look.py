"""What people see, and what went wrong: plain data, taken at this moment."""

from __future__ import annotations

from .mattermost_posts import cookies, seen
from .mattermost_shapes import post_json, user_json
from .mattermost_world import Channel, Post

COMPLAINTS = ("invalid", "violation", "bad_answer", "no_such_path", "unanswered", "refused_call",
              "fake_is_broken")
SPEECH = ("post", "edit", "delete", "ephemeral", "dialog", "reaction", "pin", "unpin")


class Looks:
    """Mixed into the fake: needs world and journal."""

    def place(self, channel: str | None, user: str = "anna", team: str = "acme") -> Channel:
        """A channel; None: this person's direct messages with the bot."""
        if channel is not None:
            return self.world.channel(channel, team)
        member = self.world.user(user)
        found, is_new = self.world.direct(member.id, self.world.bot.id)
        if is_new:
            self.world.emit("direct_added", {"creator_id": member.id,
                                             "teammate_id": self.world.bot.id},
                            channel_id=found.id)
        return found

    def shown(self, post: Post) -> dict:
        """A post as clients get it, and `text`: all that a person reads there."""
        return post_json(self.world, post, cookies(self.world, post) if post.for_user else None) | {
            "text": seen(post), "user": self.world.users[post.user_id].username}

    def posts(self, channel: str, team: str = "acme", system=False) -> list[dict]:
        """A channel's posts, oldest first, without deleted ones."""
        return [self.shown(p) for p in self.world.channel(channel, team).posts
                if not p.delete_at and (system or not p.type.startswith("system_"))]

    def direct(self, user: str = "anna") -> list[dict]:
        """The direct messages between this person and the bot, oldest first."""
        return [self.shown(p) for p in self.place(None, user).posts if not p.delete_at]

    def direct_id(self, user: str = "anna") -> str:
        return self.place(None, user).id

    def ephemerals(self, user: str = "anna") -> list[dict]:
        """What only this person got to see, oldest first."""
        member = self.world.user(user)
        return [self.shown(p) for p in self.world.ephemerals.values() if p.for_user == member.id]

    def post(self, of) -> dict | None:
        """A post as it stands by now; None where it is gone."""
        found = self.world.posts.get(id_of(of)) or self.world.ephemerals.get(id_of(of))
        return self.shown(found) if found and not found.delete_at else None

    def pinned(self, user: str = "anna") -> list[dict]:
        """Pinned posts of this person's direct messages with the bot."""
        return [self.shown(p) for p in self.place(None, user).posts
                if p.is_pinned and not p.delete_at]

    def person(self, user: str) -> dict:
        return user_json(self.world, self.world.user(user), own=True)

    def channel(self, name: str, team: str = "acme") -> dict | None:
        """Who is in a channel and whether it is archived; None where there is none."""
        found = self.world.channel_named(self.world.team(team).id, name)
        if found is None:
            return None
        return {"id": found.id, "name": found.name, "type": found.type,
                "archived": bool(found.delete_at),
                "members": sorted(self.world.users[i].username for i in found.members)}

    def commands(self, team: str = "acme") -> dict[str, dict]:
        """The custom commands of a team by trigger."""
        team_id = self.world.team(team).id
        return {c.trigger: {"id": c.id, "token": c.token, "url": c.url, "method": c.method,
                            "hint": c.auto_complete_hint, "desc": c.auto_complete_desc,
                            "is_offered": c.auto_complete, "title": c.display_name,
                            "description": c.description,
                            "creator": self.world.users[c.creator_id].username}
                for c in self.world.commands.values() if c.team_id == team_id}

    def file(self, file_id: str) -> dict:
        found = self.world.files[file_id]
        return {"name": found.name, "mime_type": found.mime_type, "data": found.data,
                "post_id": found.post_id, "channel_id": found.channel_id}

    def last_viewed(self, user: str = "anna", by: str = "botschafter") -> int:
        """When `by` has last seen the direct messages with this person."""
        return self.place(None, user).members[self.world.user(by).id].last_viewed_at

    def unread(self, user: str = "anna") -> bool:
        """Whether this person's direct messages hold something that the bot has not seen."""
        channel = self.place(None, user)
        return channel.last_post_at > channel.members[self.world.bot.id].last_viewed_at

    def connections(self, user: str = "botschafter") -> int:
        """How many live websockets this user has."""
        return len(self.hub.live(self.world.user(user)))

    def complaints(self) -> list[dict]:
        """Everything our side did that a server would refuse, or log as invalid."""
        return [r for r in self.journal if r["kind"] in COMPLAINTS]

    def refusals(self) -> list[dict]:
        """REST calls of our bot that were answered with 4xx, faults apart."""
        return [r for r in self.records("call", by_bot=True)
                if not r["fault"] and 400 <= (r["status"] or 0) < 500]


def id_of(of) -> str:
    """The id of a post, from anything that stands for one."""
    if isinstance(of, str):
        return of
    for key in ("post_id", "id"):
        if isinstance(of.get(key), str):
            return of[key]
    if isinstance(of.get("post"), dict):
        return of["post"]["id"]
    raise LookupError(f"no post in {sorted(of)}")
