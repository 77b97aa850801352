"""A fake Slack that runs beside the tests.

In a test: `with Slack() as slack: slack.send_command("/share")`. Every public method of FakeSlack
(people's actions, knobs, waits) can be called from any thread; waits have deadlines and say what
did happen. By itself: `python -m fakes.slack --port 0` prints one line of JSON with its addresses
and is driven by POST /control {"do": "send_command", "text": "/share"}.
"""

from __future__ import annotations

import argparse
import asyncio
import json

from .beside import Beside
from .slack_core import FakeSlack
from .slack_journal import SPEECH, wrap

class Slack(Beside):
    """The fake, and what tests wait for and look at by names that read well."""

    def __init__(self, port: int = 0):
        super().__init__(FakeSlack, port)
        self.info = wrap(self._do(self._core.info))
        self.api_url = self.info.api_url

    # --- waits and looks, by the names that tests read best with

    def wait_connection(self, timeout_s=10.0, **want):
        return self.wait("connect", timeout_s, **want)

    def wait_post(self, timeout_s=5.0, **want):
        return self.wait("post", timeout_s, **want)

    def wait_view(self, of=None, timeout_s=5.0, **want):
        """The form that was opened; `.view` is the view."""
        return self.wait("view", timeout_s, of, **want)

    def wait_response(self, of=None, timeout_s=5.0, **want):
        """What came by response_url; `.how` is new, replace or delete."""
        return self.wait("response", timeout_s, of, **want)

    def wait_call(self, method, timeout_s=5.0, **want):
        return self.wait("call", timeout_s, method=method, **want)

    def assert_quiet(self, for_ms=300, kinds=SPEECH):
        self.quiet(for_ms, kinds)

    @property
    def posts(self):
        return self.records("post")

    @property
    def acks(self):
        return [r.envelope_id for r in self.records("ack")]

    def calls(self, method=None):
        return self.records("call", **({"method": method} if method else {}))


async def serve_alone(port: int):
    fake = FakeSlack()
    await fake.start(port)
    print(json.dumps(fake.info()), flush=True)
    await asyncio.Event().wait()


def main():
    parser = argparse.ArgumentParser(prog="fakes.slack", description="a fake Slack on loopback")
    parser.add_argument("--port", type=int, default=0, help="of the Web API; 0: a free one")
    try:
        asyncio.run(serve_alone(parser.parse_args().port))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
