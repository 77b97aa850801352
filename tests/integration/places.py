"""The workspaces of a daemon under test: what its config says of them, and how they are heard."""

from __future__ import annotations


class SlackPlace:
    """A workspace of the fake Slack."""

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
