"""The workspaces of a daemon under test: what its config says of them, and how they are heard."""

from __future__ import annotations

import hashlib
import random
import socket


class SlackPlace:
    """A workspace of the fake Slack."""

    port = None

    def __init__(self, fake, name="acme"):
        self.fake, self.name = fake, name
        prefix = "SLACK" if name == "acme" else name.upper()
        self.app_key, self.bot_key = f"{prefix}_APP_TOKEN", f"{prefix}_BOT_TOKEN"
        tokens = fake.info if name == "acme" else fake.add_workspace(name)
        self.env = {self.app_key: tokens.app_token, self.bot_key: tokens.bot_token}

    def section(self) -> str:
        return f"""\
[[workspace]]
name = "{self.name}"
platform = "slack"
app_token = "env:{self.app_key}"
bot_token = "env:{self.bot_key}"
api_url = "{self.fake.api_url}"
"""

    def forget(self):
        """What happened until now is no sign of a daemon that starts."""
        self.fake.forget()

    def wait_ready(self, timeout_s: float):
        """Until it was greeted."""
        self.fake.wait_connection(timeout_s, workspace=self.name)

    def complaints(self) -> list[dict]:
        """What the daemon did that the platform would refuse."""
        return self.fake.complaints()


def free_port() -> int:
    """Below those that the system gives to connections, so that none takes it before we do."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) != 0:
                return port


class MattermostPlace:
    """A fake Mattermost server. callbacks: it reaches our listener (at `port`, if that is taken
    already by another workspace of the same daemon), and has our commands in these teams."""

    def __init__(self, fake, name="acme", callbacks=True, port=None, teams=("acme",), more=""):
        self.fake, self.name, self.more = fake, name, more
        self.key = f"{name.upper().replace('-', '_')}_TOKEN"
        self.env = {self.key: fake.info.bot_token}
        self.port = (port or free_port()) if callbacks else None
        self.base = f"http://127.0.0.1:{self.port}"
        self.commands = [self.add_command(team) for team in teams if callbacks]

    def add_command(self, team: str) -> str:
        """As `botschafter setup mattermost` does; what the config keeps of its token."""
        url = f"{self.base}/mattermost/{self.name}/command"
        token = self.fake.add_command("share", url, team=team)
        return self.hash_of(token)

    @staticmethod
    def hash_of(token: str) -> str:
        return "sha256:" + hashlib.sha256(token.encode()).hexdigest()

    def section(self) -> str:
        lines = ["[[workspace]]", f'name = "{self.name}"', 'platform = "mattermost"',
                 f'url = "{self.fake.info.url}"', f'token = "env:{self.key}"']
        if self.port:
            lines += [f'callback_url = "{self.base}"', f"command_tokens = {self.commands}"]
        return "\n".join([*lines, self.more, ""])

    def forget(self):
        self.fake.forget()

    def wait_ready(self, timeout_s: float):
        """Until the websocket stands."""
        self.fake.wait_connection(timeout_s)

    def complaints(self) -> list[dict]:
        return self.fake.complaints()
