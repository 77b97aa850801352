"""`botschafter try`: the pretend company with the whole daemon behind it."""

import json
import os
import re
import signal
import subprocess
import threading

import pytest
from browser import CHROMIUM, Browser
from daemon import SANITIZER
from plain_client import http_call

BINARY = os.environ.get("BOTSCHAFTER", "")
if not os.access(BINARY, os.X_OK):
    pytest.skip("no daemon to test: BOTSCHAFTER names no executable", allow_module_level=True)

SIZES = {"wide": (1280, 860), "phone": (360, 740)}
CARD = "#log .message:last-child"
SEEN = """JSON.stringify([document.querySelector('#log').textContent, document.querySelector('dialog').open,
    document.querySelectorAll('#side .dot').length])"""


class Try:
    """`botschafter try`, with what it prints."""

    def __init__(self, *words):
        self.process = subprocess.Popen([BINARY, "try", "--port", "0", *words], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.printed, self.grown, self.errors = "", threading.Condition(), []
        self.readers = [threading.Thread(target=self._read, daemon=True),
                        threading.Thread(target=lambda: self.errors.extend(self.process.stderr), daemon=True)]
        for reader in self.readers:
            reader.start()
        self.url = re.search(r"http://127\.0\.0\.1:\d+/", self.wait(r"http://127\.0\.0\.1:\d+/"))[0]

    def _read(self):
        for line in self.process.stdout:
            with self.grown:
                self.printed += line
                self.grown.notify_all()

    def wait(self, pattern, timeout_s=10):
        """Until the pattern was printed; what was printed up to then is forgotten."""
        with self.grown:
            assert self.grown.wait_for(lambda: re.search(pattern, self.printed), timeout_s), \
                f"never printed: {pattern}\n{self.printed}\n{''.join(self.errors)}"
            printed, self.printed = self.printed, ""
            return printed

    def type(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(15) == 0, self.errors
        for reader in self.readers:
            reader.join(5)
        assert not [line for line in self.errors if SANITIZER.search(line)], self.errors


@pytest.fixture
def playground():
    one = Try()
    try:
        yield one
        one.stop()
    finally:
        one.process.kill()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if not CHROMIUM:
        pytest.skip("there is no chromium")
    one = Browser(tmp_path_factory.mktemp("chromium"))
    yield one
    one.close()


@pytest.fixture(params=SIZES)
def page(browser, playground, request):
    one = browser.page(playground.url, *SIZES[request.param])
    one.wait("document.querySelector('#people button')")
    yield one
    one.check()
    one.close()


def once(*words):
    return subprocess.run([BINARY, "try", *words], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=30, check=False)


# --- one exchange


@pytest.mark.parametrize("person, button", [("anna", "Auf LinkedIn teilen"), ("tom", "Share on LinkedIn")])
def test_one_exchange_is_printed(person, button):
    done = once("--as", person, "--say", "/share linkedin")
    assert done.returncode == 0, done.stderr
    assert button in done.stdout and "https://example.com/" in done.stdout
    assert all(len(line) <= 80 or "http" in line for line in done.stdout.splitlines())


def test_one_exchange_as_json():
    done = once("--as", "anna", "--say", "/share linkedin", "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["kind"] == "card" and answer["card"]["lang"] == "de"
    assert answer["card"]["buttons"][0]["url"].startswith("https://www.linkedin.com/")


def test_a_person_who_is_not_there_is_said_so():
    done = once("--as", "nobody", "--say", "/share")
    assert done.returncode == 2 and "nobody" in done.stderr


# --- the terminal


def test_the_terminal_answers_and_takes_numbers(playground):
    playground.type("/share")
    card = playground.wait(r"Auf LinkedIn teilen(.|\n)*YouTube")
    number = re.search(r"(\d+)  Nächster Beitrag", card)[1]
    playground.type(number)
    assert playground.wait(r"Nächster Beitrag(.|\n)*YouTube") != card
    playground.type("as tom")
    playground.wait("Tom Fielding")
    playground.type("/share help")
    playground.wait("/share settings")


def test_the_end_of_input_is_not_the_end(playground):
    playground.process.stdin.close()
    status, _, body = http_call(playground.url + "state?as=anna", method="GET")
    assert status == 200 and json.loads(body)["me"] == "anna"


def test_a_name_that_somebody_points_at_us_is_refused(playground):
    status, _, body = http_call(playground.url + "state?as=anna", method="GET", headers={"Host": "evil.example"})
    assert status == 403 and b"anna" not in body


# --- the page


def share(page, text="/share"):
    before = page.js("document.querySelectorAll('#log .typed').length")
    page.click("#text")
    page.type(text)
    page.key("Enter")
    page.wait(f"document.querySelectorAll('#log .typed').length > {before} && document.querySelector('{CARD} .card')")


def change(page, act):
    """What is seen differs after `act`."""
    before = page.js(SEEN)
    act()
    page.wait(f"{SEEN} != {json.dumps(before)}")


def finish_form(page):
    """A form that is open is sent as it stands, and closes."""
    if page.js("document.querySelector('dialog').open"):
        page.click("dialog [type=submit]")
        page.wait("!document.querySelector('dialog').open")


def test_share_as_anna(page):
    page.click("[data-start=share]")
    page.wait(f"document.querySelector('{CARD} a.primary')?.textContent == 'Auf LinkedIn teilen'")
    page.wait(f"document.querySelector('{CARD} img').naturalWidth > 0")


def test_what_a_new_hire_sees(page):
    page.click("[data-start=new]")
    page.wait(f"document.querySelector('{CARD} .card')?.textContent.includes('/share settings')")


def test_annas_home_keeps_what_she_was_dealt(page):
    share(page)
    title = page.js(f"document.querySelector('{CARD} .card-title').textContent")
    page.go(page.js("location.origin"))
    page.click("[data-start=home]")
    page.wait(f"document.querySelector('#home').innerText.includes({json.dumps(title)})")
    change(page, lambda: page.click("#home button.primary"))


def test_the_buttons_of_a_card(page):
    share(page)
    n = page.js(f"document.querySelectorAll('{CARD} .actions > button').length")
    assert n >= 2
    for i in range(n):
        change(page, lambda i=i: page.js(f"document.querySelectorAll('{CARD} .actions > button')[{i}].click()"))
        finish_form(page)


def test_the_menu_of_a_card(page):
    share(page)
    for i in range(page.js(f"document.querySelectorAll('{CARD} .menu-list button').length")):
        share(page)
        page.click(f"{CARD} .menu summary")
        change(page, lambda i=i: page.click(f"{CARD} .menu-list button:nth-child({i + 1})"))
        finish_form(page)


def test_each_network_of_a_card(page):
    share(page)
    values = page.js(f"[...document.querySelectorAll('{CARD} option')].map((o) => o.value)")
    assert len(values) > 8
    for value in values[1:]:
        change(page, lambda value=value: page.js(f"""(() => {{ const s = document.querySelector('{CARD} select');
            s.value = '{value}'; s.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"""))
        if page.js("document.querySelector('dialog').open"):  # asks for the instance once
            page.click("dialog input")
            page.type("social.example")
            finish_form(page)
        share(page)


def test_the_list_and_the_settings(page):
    share(page, "/share list")
    change(page, lambda: page.click(f"{CARD} .items button"))
    page.click("#text")
    page.type("/share settings")
    page.key("Escape")
    page.key("Enter")
    page.wait("document.querySelector('dialog').open")
    change(page, lambda: finish_form(page))
