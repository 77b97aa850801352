"""A fake Mattermost server that runs beside the tests; it can be 5.37 or 11.6.

    with Mattermost(version="11.6", callbacks=True) as mm:
        mm.info.url, mm.info.bot_token, mm.info.admin_token, mm.info.bot_id, mm.info.teams["acme"],
        mm.info.channels["acme/comms"], mm.info.users["anna"]

callbacks=False: the server may not call our listener. team_admin=True: the bot may make commands.
path="/chat": the site is not at the root. Teams acme and lab; channels town-square, off-topic,
comms, secret (private, without the bot). anna (de, zone automatic), ben (en, zone by hand), carla
(de), zoe (no zone), gast (guest), gone (deactivated), admin; bots botschafter (ours) and helper.

Every public method of Actors, Forgers, Looks, Knobs and Journal can be called, from any thread:

people   command(text, user, channel=None: the direct messages), press(post, label),
         select(post, name, option), dialog(user), submit_dialog(dialog, values),
         cancel_dialog(dialog), say(user, text, channel), mention(user, channel, text), tell_again,
         edit_post, delete_post, react, join_team, leave_team, join_channel, rename, change, deactivate
         -> command, press ...: .status .error .response .ephemerals .post .text .ms;
            submit_dialog besides .closed .errors .error_text
forgers  forge_post, forge_press, forge_dialog, calls_to_us, replay, call_listener, raw_call,
         huge_call, header_flood, idle_connections
looks    posts(channel), direct(user), ephemerals(user), pinned(user), post(of), commands(team),
         unread(user), connections(), complaints(), refusals(), records(kind), calls(route)
waits    wait_connection, wait_post(user, newer_than), wait_edit, wait_delete, wait_ephemeral,
         wait_call(route), wait(kind, ...), assert_quiet(for_ms)
knobs    fault, server_error, rate_limited, never_answer, applied_but_no_reply, cut_answer, drip,
         stall, pending, limit_rates, timing, advance, cut_websocket, close_websocket, restart,
         outage, recover, forget_connections, half_open, stop_pongs, skip_sequence, frames,
         pad_events, refuse_websocket, block_callbacks, switch_commands,
         switch_bot_creation, double_calls, call_in_pieces,
         make_team_admin, revoke_token, add_command, add_team, add_channel, add_crowd ...

Records of the journal: post (by our bot), said (by others), edit, delete, ephemeral, dialog,
reaction, pin, view, call (REST), callout (to us), connect, close ...; `.text` is what is read.
By itself: `python -m fakes.mattermost --port 0` prints one line of JSON with all that info has.
"""

from __future__ import annotations

import argparse
import asyncio
import json

from .beside import Beside
from .mattermost_core import FakeMattermost
from .mattermost_look import SPEECH
from .slack_journal import wrap

class Mattermost(Beside):
    """The fake, and what tests wait for and look at by names that read well."""

    def __init__(self, version="11.6", callbacks=True, team_admin=False, path="", port=0):
        super().__init__(lambda: FakeMattermost(version, callbacks, team_admin, path), port)
        self.url = self.info.url

    @property
    def info(self):
        return wrap(self._do(self._core.info))

    # --- waits, by the names that tests read best with

    def wait_connection(self, timeout_s=10.0, user="botschafter", **want):
        """A websocket of this user: .resumed tells whether it was taken up again."""
        return self.wait("connect", timeout_s, user=user, **want)

    def wait_post(self, user=None, newer_than=None, timeout_s=5.0, **want):
        """A post of our bot; user: in the direct messages with this person."""
        return self._wait_one("post", user and {"to": user}, newer_than, timeout_s, want)

    def wait_edit(self, of=None, user=None, newer_than=None, timeout_s=5.0, **want):
        """A post of anybody's was edited; of: this one."""
        found = {"to": user} if user else {}
        if of is not None:
            found["post_id"] = of if isinstance(of, str) else of.get("post_id") or of["id"]
        return self._wait_one("edit", found, newer_than, timeout_s, want)

    def wait_delete(self, user=None, newer_than=None, timeout_s=5.0, **want):
        return self._wait_one("delete", user and {"to": user}, newer_than, timeout_s, want)

    def wait_ephemeral(self, user=None, newer_than=None, timeout_s=5.0, **want):
        """Something that only this person gets to see; also those of an answer."""
        return self._wait_one("ephemeral", user and {"user": user}, newer_than, timeout_s, want)

    def wait_call(self, route, timeout_s=5.0, **want):
        """A REST call: wait_call("POST /posts")."""
        return self.wait("call", timeout_s, route=route, **want)

    def _wait_one(self, kind, found, newer_than, timeout_s, want):
        want = {**(found or {}), **want}
        if newer_than is not None:
            want["n"] = lambda n, limit=newer_than["n"]: n > limit
        return self.wait(kind, timeout_s, **want)

    def assert_quiet(self, for_ms=300, kinds=SPEECH):
        self.quiet(for_ms, kinds)

    def calls(self, route=None):
        """REST calls of our bot, and those without a session."""
        found = self.records("call", **({"route": route} if route else {}))
        return [c for c in found if c.by_bot or not c.who]


async def serve_alone(version: str, port: int):
    fake = FakeMattermost(version, callbacks=True, team_admin=True, path="")
    await fake.start(port)
    print(json.dumps(fake.info()), flush=True)
    await asyncio.Event().wait()


def main():
    parser = argparse.ArgumentParser(prog="fakes.mattermost",
                                     description="a fake Mattermost server on loopback")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--version", default="11.6", help="5.37 or 11.6")
    args = parser.parse_args()
    try:
        asyncio.run(serve_alone(args.version, args.port))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
