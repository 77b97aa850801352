"""The bots that can be measured: how each is seeded and started."""

import contextlib
import pathlib
import shutil
import sqlite3

import posts
from bench import Bot, Slack, running

HERE = pathlib.Path(__file__).resolve().parent
TOKENS = {"BENCH_APP_TOKEN": "xapp-1-bench", "BENCH_BOT_TOKEN": "xoxb-bench",
          "SLACK_APP_TOKEN": "xapp-1-bench", "SLACK_BOT_TOKEN": "xoxb-bench"}

CONFIG = """\
[bot]
data = "{data}"

[library]
folder = "{library}"

[[workspace]]
name = "bench"
platform = "slack"
app_token = "env:BENCH_APP_TOKEN"
bot_token = "env:BENCH_BOT_TOKEN"
api_url = "{api_url}"
"""


class Daemon:
    """Our own, in a release build."""

    name = "botschafter"

    def __init__(self, args, work, library):
        self.program = args.build / "bot/cli/botschafter"
        self.library = library
        self.seed = work / "daemon-seed"

    def start(self, folder, slack):
        config = folder / "config.toml"
        config.write_text(CONFIG.format(data=folder / "data", library=self.library,
                                        api_url=slack.api_url))
        return Bot([self.program, "run", "--config", config], TOKENS, folder / "log")

    def fill_directory(self, people):
        """As users.list would, which takes a quarter of an hour at Slack's rates."""
        rows = (("bench", f"U{n:09d}", f"Person Number {n}", f"person{n}",
                 f"person{n}@example.com", 0, "Europe/Berlin", "en-US", 0)
                for n in range(people))
        with contextlib.closing(sqlite3.connect(self.seed / "data/botschafter.db")) as db, db:
            db.executemany("INSERT OR REPLACE INTO member (workspace, user_id, name, handle,"
                           " email, email_verified, zone, locale, is_guest)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def prepare(self, args):
        """The first start reads the library: its store is where every run begins."""
        self.seed.mkdir()
        (self.seed / "data").mkdir(mode=0o700)
        with running(Slack(args.slack_load)) as slack, \
                running(self.start(self.seed, slack)) as bot:
            slack.connected_ns()
            bot.wait_quiet()
        self.fill_directory(args.people)

    def lay(self, folder):
        shutil.copytree(self.seed / "data", folder / "data")


class BoltApp:
    """tests/bench/bolt, with a commit for `each` command or for those of a turn `together`."""

    def __init__(self, args, work, commit):
        self.name = "bolt" if commit == "each" else "grouped"
        self.commit = commit
        self.app = args.bolt / "app.js"
        self.seed = work / "bolt-seed.db"

    def start(self, folder, slack):
        env = {**TOKENS, "BENCH_API": slack.api_url, "BENCH_COMMIT": self.commit,
               "BENCH_DB": str(folder / "bolt.db"), "NODE_ENV": "production"}
        return Bot(["node", self.app], env, folder / "log")

    def prepare(self, args):
        if not self.seed.exists():
            posts.write_bolt_store(args.made, HERE / "bolt/schema.sql", self.seed)

    def lay(self, folder):
        shutil.copy(self.seed, folder / "bolt.db")


class Echo:
    """Acks everything with one card: how fast the load generator itself is."""

    name = "echo"

    def __init__(self, args):
        self.program = args.build / "tests/bench/slack_echo"

    def start(self, folder, slack):
        return Bot([self.program, slack.port], {}, folder / "log")
