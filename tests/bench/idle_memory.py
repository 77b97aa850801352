#!/usr/bin/env python3
"""How much memory the idle daemon takes that is its own (RssAnon), when its directory
holds 100,000 people and its library 10,000 posts. Fails above the limit."""

import argparse
import datetime
import pathlib
import shutil
import sys
import tempfile
import time

import posts
from bench import Failed, Slack, running
from contestants import Daemon


def wait_listed(slack, bot, args):
    """Until users.list was paged to its end, within the rates that Slack allows."""
    stop_at = time.monotonic() + args.patience
    while (listed := slack.order("served")["members"]) < args.people:
        if bot.process.poll() is not None:
            raise Failed(f"it ended with {bot.process.returncode}: {bot.log_tail()}")
        if time.monotonic() > stop_at:
            raise Failed(f"{listed} of {args.people} people were asked for "
                         f"in {args.patience} s")
        time.sleep(1)


def measure(args, work):
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    posts.write_library(posts.make(args.posts, now), work / "library")
    daemon = Daemon(args, work, work / "library")
    args.slack_load = args.build / "tests/bench/slack_load"
    daemon.prepare(args)
    if args.paged:
        shutil.rmtree(daemon.seed / "data")
        (daemon.seed / "data").mkdir(mode=0o700)
    with running(Slack(args.slack_load, people=args.people)) as slack, \
            running(daemon.start(daemon.seed, slack)) as bot:
        slack.connected_ns()
        if args.paged:
            wait_listed(slack, bot, args)
        bot.wait_quiet()
        return bot.memory_mb()


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--build", type=pathlib.Path, required=True, help="a release build")
    p.add_argument("--people", type=int, default=100000)
    p.add_argument("--posts", type=int, default=10000)
    p.add_argument("--limit", type=float, default=20, help="MB")
    p.add_argument("--paged", action="store_true",
                   help="let the daemon ask for the people itself (a quarter of an hour)")
    p.add_argument("--patience", type=int, default=1200, help="seconds for that")
    args = p.parse_args()
    with tempfile.TemporaryDirectory(prefix="botschafter-idle-") as work:
        try:
            anon, pss = measure(args, pathlib.Path(work))
        except Failed as failed:
            print(f"idle_memory: {failed}", file=sys.stderr)
            return 1
    print(f"{args.people} people, {args.posts} posts, idle: RssAnon {anon:.1f} MB "
          f"(at most {args.limit:.0f}), PSS {pss:.1f} MB")
    return 0 if anon < args.limit else 1


if __name__ == "__main__":
    sys.exit(main())
