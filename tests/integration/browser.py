"""Chromium without a window, by its DevTools protocol: clicks and keys as a person's."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from pathlib import Path

from plain_client import Socket, http_call

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, ""), "ArrowUp": (38, ""), "ArrowDown": (40, "")}


class Browser:
    """The process; pages are opened in it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.process = subprocess.Popen(
            [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if "DevTools listening on" in line:
                self.port = int(line.rsplit(":", 1)[1].split("/")[0])
                break
        else:
            raise AssertionError("chromium did not start")
        self.process.stderr.close()

    def page(self, url: str, width=1280, height=860, dark=False) -> Page:
        made = http_call(f"http://127.0.0.1:{self.port}/json/new?about:blank", method="PUT")
        return Page(json.loads(made[2])["webSocketDebuggerUrl"], url, width, height, dark)

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Page:
    """One page. What it complained about is in `complaints`."""

    def __init__(self, debugger: str, url: str, width: int, height: int, dark: bool):
        self.socket = Socket(debugger, timeout_s=30)
        self.n, self.complaints, self.width = 0, [], width
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 700)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", features=[scheme, still])
        self.go(url)

    def call(self, method: str, **params) -> dict:
        self.n += 1
        self.socket.send({"id": self.n, "method": method, "params": params})
        while True:
            heard = self.socket.json()
            if heard.get("id") == self.n:
                assert "error" not in heard, (method, heard["error"])
                return heard["result"]
            self._note(heard.get("method"), heard.get("params", {}))

    def _note(self, method, params):
        if method == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"]))
        if method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")

    def go(self, url: str):
        self.call("Page.navigate", url=url)
        self.wait("document.readyState == 'complete'")

    def js(self, expression: str):
        """The value; a promise is waited for."""
        made = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in made, (expression, made["exceptionDetails"])
        return made["result"].get("value")

    def wait(self, expression: str, timeout_s=8.0):
        """Until the expression is true; its value."""
        deadline = time.monotonic() + timeout_s
        poll = f"""new Promise((done) => {{ const from = performance.now(); (function look() {{
            let value = null; try {{ value = ({expression}); }} catch {{ }}
            if (value || performance.now() - from > 1000) done(value instanceof Node || value || null);
            else setTimeout(look, 15); }})(); }})"""
        while time.monotonic() < deadline:
            try:
                value = self.js(poll)
            except AssertionError:
                continue  # the page was being exchanged
            if value:
                return value
        text = self.js("document.body.innerText")
        raise AssertionError(f"never true: {expression}\nthe page says:\n{text}")

    def click(self, selector: str, last=False):
        """A real click on the middle of what the selector finds, once it is there."""
        pick = f"[...document.querySelectorAll({json.dumps(selector)})].filter((e) => e.checkVisibility())" \
               + (".pop()" if last else "[0]")
        spot = f"""(() => {{ const e = {pick}; if (!e) return null;
            e.scrollIntoView({{ block: "nearest" }}); const r = e.getBoundingClientRect();
            const x = r.x + r.width / 2, y = r.y + r.height / 2;
            const top = document.elementFromPoint(x, y);
            return top && (e.contains(top) || top.contains(e)) ? [x, y] : null; }})()"""
        frames = "new Promise((done) => setTimeout(done, 30))"
        x, y = self.wait(spot)
        while True:  # until it stays where it is
            self.js(frames)
            again = self.wait(spot)
            if again == [x, y]:
                break
            x, y = again
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text: str):
        self.call("Input.insertText", text=text)

    def key(self, name: str, shift=False):
        code, text = KEYS[name]
        params = {"key": name, "code": name, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **params)
        self.call("Input.dispatchKeyEvent", type="keyUp", **params)

    def screenshot(self, file: Path):
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def close(self):
        self.call("Page.close")
        self.socket.tcp.close()

    def check(self):
        """Nothing stands out to the side, and the page did not complain."""
        assert self.js("document.documentElement.scrollWidth") <= self.width
        assert not self.complaints, self.complaints
