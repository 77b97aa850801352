"""The fake as a process of its own, driven by HTTP."""

import json
import os
import subprocess
import sys
from pathlib import Path

from plain_client import Api, http_call

TESTS = Path(__file__).resolve().parent.parent


def test_it_prints_its_addresses_and_obeys():
    process = subprocess.Popen([sys.executable, "-m", "fakes.slack", "--port", "0"], cwd=TESTS,
                               env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                               stdout=subprocess.PIPE)
    try:
        info = json.loads(process.stdout.readline())
        api = Api(info["api_url"], info["bot_token"])
        assert api("auth.test")["user_id"] == info["bot_user"]
        api("chat.postMessage", channel="C0GENERAL1", text="hello")
        body = json.dumps({"do": "wait", "kind": "post"}).encode()
        status, _, raw = http_call(info["control_url"], body)
        assert status == 200 and json.loads(raw)["result"]["message"]["text"] == "hello"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
