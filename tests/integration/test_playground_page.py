"""The playground's page in a real browser: everything on it is pressed, wide and narrow."""

import os
import subprocess

import pytest
from browser import CHROMIUM, Browser

if not CHROMIUM:
    pytest.skip("there is no chromium", allow_module_level=True)

SIZES = {"wide": (1280, 860), "phone": (360, 740)}
CARD = "#log .message:last-child"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    one = Browser(tmp_path_factory.mktemp("chromium"))
    yield one
    one.close()


@pytest.fixture
def url():
    """Of a playground that answers by itself."""
    with subprocess.Popen([os.environ["PLAYGROUND_HOST"]], stdout=subprocess.PIPE, text=True) as host:
        yield host.stdout.readline().strip()
        host.kill()


@pytest.fixture(params=SIZES)
def page(browser, url, request):
    one = browser.page(url, *SIZES[request.param])
    one.wait("document.querySelector('#people button')")
    yield one
    one.check()
    one.close()


def title(page, text):
    return page.wait(f"document.querySelector('{CARD} .card-title')?.textContent == {text!r}")


def share(page, text="/share"):
    page.click("#text")
    page.type(text)
    page.key("Enter")
    page.wait(f"document.querySelector('{CARD} .card')")


def open_side(page):
    if page.width < 700:
        page.click("#side-open")
        page.wait("document.querySelector('#side.open')")


def become(page, person):
    open_side(page)
    page.click(f"[data-person={person}]")
    page.wait(f"document.querySelector('[data-person={person}][aria-current=true]')")


# --- the three things


def test_share_as_anna_is_typed_and_answered(page):
    page.click("[data-start=share]")
    title(page, "Card 1 <b>")
    assert page.js("document.querySelector('.message.typed .plain').textContent") == "/share"
    assert page.js("document.documentElement.lang") == "de"


def test_a_new_hire_sees_it_in_english(page):
    page.click("[data-start=new]")
    title(page, "Card 1 <b>")
    assert page.js("document.documentElement.lang") == "en"
    assert page.js("location.hash") == "#tom/D-tom"


def test_annas_home_shows_her_cards(page):
    page.click("[data-start=home]")
    page.wait("document.querySelectorAll('#home .card').length == 2")
    page.click("#tab-messages")
    page.wait("document.querySelector('#home').hidden && !document.querySelector('#composer').hidden")
    page.click("#tab-home")
    page.wait("document.querySelectorAll('#home .card').length == 2")


# --- a card


def test_a_card_has_it_all(page):
    share(page)
    page.wait(f"document.querySelector('{CARD} img').naturalWidth > 0")
    got = page.js(f"document.querySelector('{CARD}').innerText")
    for part in ("With markup.", "https://example.com/gate #OpenGate", "LinkedIn", "small print"):
        assert part in got
    link = page.js(f"document.querySelector('{CARD} a.button').href")
    assert link == "https://example.com/?text=a%20%26%20b"
    assert page.js(f"document.querySelector('{CARD} a.button').rel") == "noopener noreferrer"
    assert page.js(f"document.querySelector('{CARD} h3 b')") is None


def test_each_button_of_a_card_does_something(page):
    share(page)
    page.click(f"{CARD} button[data-ref=next]")
    title(page, "Card 2 <b>")
    page.click(f"{CARD} .copy-button")
    page.wait(f"document.querySelector('{CARD} .copy-button.done')")
    page.js(f"""(() => {{ const s = document.querySelector('{CARD} select'); s.value = 'bluesky';
        s.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()""")
    title(page, "Card 3 <b>")
    page.click(f"{CARD} .menu summary")
    page.click(f"{CARD} [data-choice=text]")
    page.wait("document.querySelector('#direct .dot')")
    page.click(f"{CARD} .menu summary")
    page.click(f"{CARD} [data-choice=not]")
    page.wait("document.querySelectorAll('#log .card').length == 0")


def test_the_menu_stays_within_the_window(page):
    share(page)
    page.click(f"{CARD} .menu summary")
    page.wait(f"""(() => {{ const r = document.querySelector('{CARD} .menu-list').getBoundingClientRect();
        return r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight; }})()""")
    page.key("ArrowDown")
    assert page.js("document.activeElement.dataset.choice") == "remind"
    page.key("Escape")
    page.wait("!document.querySelector('.menu[open]')")
    assert page.js("document.activeElement.tagName") == "SUMMARY"


def test_a_form_says_what_is_wrong_then_changes_its_card(page):
    share(page)
    page.click(f"{CARD} button[data-ref=own]")
    page.wait("document.querySelector('dialog').open && document.activeElement.name == 'text'")
    page.type("My secret. ")
    page.click("dialog [type=submit]")
    page.wait("document.querySelector('dialog .error:not([hidden])').textContent.includes('confidential')")
    page.js("document.querySelector('dialog textarea').value = 'My own.'")
    page.click("dialog [name=nets][value=bluesky]")
    page.click("dialog [type=submit]")
    page.wait("!document.querySelector('dialog').open")
    title(page, "Card 3 <b>")  # one was thrown away with the mistake
    assert page.js(f"document.querySelector('{CARD} pre').textContent") == "My own."
    assert page.js(f"document.querySelector('{CARD} .quiet').textContent") == "linkedin,bluesky"


def test_a_list_has_a_button_for_each_line(page):
    share(page, "/share list")
    assert page.js(f"document.querySelectorAll('{CARD} .items button').length") == 2
    assert page.js(f"document.querySelector('{CARD} .items strong').textContent") == "Open gate"
    page.click(f"{CARD} [data-ref=take-2]")
    title(page, "Card 1 <b>")


def test_a_press_at_home_is_answered_in_the_messages(page):
    page.click("[data-start=home]")
    page.click("#home button[data-ref=next]")
    title(page, "Card 3 <b>")
    assert page.js("document.querySelector('#tab-messages').getAttribute('aria-selected')") == "true"


# --- the message box


def test_commands_are_suggested_and_taken_by_keys(page):
    page.click("#text")
    page.type("/")
    page.wait("document.querySelectorAll('#suggestions li').length == 3")
    page.key("ArrowDown")
    page.key("ArrowDown")
    page.key("Enter")
    page.wait("document.querySelector('#text').value == '/share list '")
    page.key("Escape")
    page.wait("document.querySelector('#suggestions').hidden")
    page.key("Enter")
    page.wait(f"document.querySelectorAll('{CARD} .items li').length == 2")


def test_a_half_typed_command_is_completed_first(page):
    page.click("#text")
    page.type("/sh")
    page.key("Enter")
    page.wait("document.querySelector('#text').value == '/share '")
    page.key("Enter")
    title(page, "Card 1 <b>")


def test_what_is_typed_is_text_and_never_markup(page):
    page.click("#text")
    page.type("<img src=x onerror=alert(1)> *not bold*")
    page.key("Enter")
    page.wait("document.querySelector('#log .plain')")
    assert page.js("document.querySelector('#log .plain').textContent").startswith("<img src=x")
    assert page.js("document.querySelector('#log .plain').children.length") == 0


# --- people and windows


def test_nobody_else_sees_an_answer(page):
    share(page)
    become(page, "mira")
    assert page.js("document.querySelectorAll('#log .card').length") == 0
    assert page.js("!!document.querySelector('[data-channel=C-comms]')")
    become(page, "anna")
    page.wait("document.querySelectorAll('#log .card').length == 1")


def test_messages_appear_in_another_window_and_survive_a_reload(page, browser, url):
    other = browser.page(url + "#priya/C-general", 800, 600)
    other.wait("document.querySelector('[data-person=priya][aria-current=true]')")
    page.click("#text")
    page.type("Hello everybody")
    page.key("Enter")
    other.wait("document.querySelector('#log .plain')?.textContent == 'Hello everybody'")
    other.call("Page.reload")
    other.wait("document.querySelector('#log .plain')?.textContent == 'Hello everybody'")
    other.check()
    other.close()


def test_everything_can_be_reached_by_tab(page):
    share(page)
    page.js("document.activeElement.blur()")
    reached = set()
    for _ in range(40):
        page.key("Tab")
        reached.add(page.js("""(() => { const e = document.activeElement; return e.dataset.ref
            || e.dataset.start || e.dataset.channel || e.dataset.person || e.id || e.className || e.tagName; })()"""))
    wanted = {"share", "new", "home", "own", "next", "net", "text", "send", "copy-button", "button primary"}
    if page.width >= 700:
        wanted |= {"anna", "tom", "C-general", "D-anna"}
    assert wanted <= reached, wanted - reached
