"""The fake refuses the messages and forms that Slack refuses, and no others."""

import pytest
from fakes.slack_blocks import message_errors, view_errors, view_is_too_large

FILES = {"F1": {"id": "F1", "url_private": "https://files.slack.example/F1/a.png",
                "mimetype": "image/png"},
         "F2": {"id": "F2", "url_private": "https://files.slack.example/F2/a.pdf",
                "mimetype": "application/pdf"}}


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def section(text="hello", **more):
    return {"type": "section", "text": mrkdwn(text), **more}


def button(label="Press", **more):
    return {"type": "button", "text": plain(label), **more}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def option(label="One", value="1", **more):
    return {"text": plain(label), "value": value, **more}


def menu(kind="static_select", options=None, **more):
    return {"type": kind, "options": options if options is not None else [option()], **more}


def typed(kind="plain_text_input", **more):
    return {"type": "input", "label": plain("Text"), "element": {"type": kind, **more}}


def image(**more):
    return {"type": "image", "alt_text": "a picture", **more}


def modal(*blocks, **more):
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"),
            "blocks": list(blocks), **more}


GOOD = {
    "section": section("x" * 3000),
    "fields": {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    "header": {"type": "header", "text": plain("x" * 150)},
    "context": {"type": "context", "elements": [mrkdwn("a"), plain("b")] * 5},
    "divider": {"type": "divider"},
    "button": actions(button("x" * 75, value="v" * 2000, url="https://x.example/" + "u" * 2900,
                             style="primary", action_id="a" * 255)),
    "buttons": actions(*[button(action_id=str(i)) for i in range(25)]),
    "overflow": actions(menu("overflow", [option(value=str(i)) for i in range(5)])),
    "overflow link": section(accessory=menu("overflow", [option(url="https://x.example/")])),
    "select": actions(menu(options=[option(value=str(i)) for i in range(100)])),
    "groups": actions({"type": "static_select", "option_groups": [
        {"label": plain("G"), "options": [option()]}]}),
    "initial": actions(menu(initial_option=option())),
    "same id in two blocks": [actions(button(action_id="a")), actions(button(action_id="a"))],
    "picture by address": image(image_url="https://pictures.example/a.png"),
    "picture by file": image(slack_file={"id": "F1"}),
    "picture by file address": image(slack_file={"url": FILES["F1"]["url_private"]}),
    "rich text": {"type": "rich_text", "elements": [
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x" * 5000}]}]},
    "time": actions({"type": "datetimepicker", "initial_date_time": 1_795_500_000}),
    "confirm": actions(button(confirm={"title": plain("Sure?"), "text": mrkdwn("Really?"),
                                       "confirm": plain("Yes"), "deny": plain("No")})),
    "fifty": [section()] * 50,
    "input": typed(initial_value="x" * 3000, max_length=3000, multiline=True),
    "markdown": {"type": "markdown", "text": "x" * 12000},
}
BAD = {
    "no blocks": ([], "no fewer than 1"),
    "fifty-one": ([section()] * 51, "no more than 50"),
    "unknown block": ({"type": "carousel"}, "unsupported type: carousel"),
    "empty text": (section(""), "more than 0"),
    "long text": (section("x" * 3001), "less than 3001"),
    "no text": ({"type": "section"}, "must define either"),
    "text is a string": ({"type": "section", "text": "x"}, "must provide an object"),
    "eleven fields": ({"type": "section", "fields": [mrkdwn("x")] * 11}, "no more than 10"),
    "long field": ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "less than 2001"),
    "long header": ({"type": "header", "text": plain("x" * 151)}, "less than 151"),
    "mrkdwn header": ({"type": "header", "text": mrkdwn("x")}, "must be one of: plain_text"),
    "eleven in context": ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10"),
    "button in context": ({"type": "context", "elements": [button()]}, "unsupported type"),
    "26 elements": (actions(*[button(action_id=str(i)) for i in range(26)]), "no more than 25"),
    "no elements": (actions(), "no fewer than 1"),
    "long label": (actions(button("x" * 76)), "less than 76"),
    "mrkdwn label": (actions({"type": "button", "text": mrkdwn("x")}), "plain_text"),
    "long value": (actions(button(value="x" * 2001)), "less than 2001"),
    "long link": (actions(button(url="https://x.example/" + "u" * 3000)), "less than 3001"),
    "empty link": (actions(button(url="")), "more than 0"),
    "no link": (actions(button(url="nowhere")), "valid URL"),
    "style": (actions(button(style="default")), "must be one of: primary, danger"),
    "disabled": (actions(button(disabled=True)), "invalid additional property: disabled"),
    "same id": (actions(button(action_id="a"), button(action_id="a")), "already exists"),
    "same block": ([section(block_id="b"), section(block_id="b")], "already exists"),
    "long id": (actions(button(action_id="a" * 256)), "less than 256"),
    "six in overflow": (actions(menu("overflow", [option()] * 6)), "no more than 5"),
    "long option": (actions(menu(options=[option("x" * 76)])), "less than 76"),
    "long option value": (actions(menu(options=[option(value="x" * 76)])), "less than 76"),
    "101 options": (actions(menu(options=[option()] * 101)), "no more than 100"),
    "no options": (actions(menu(options=[])), "no fewer than 1"),
    "initial elsewhere": (actions(menu(initial_option=option("Two"))), "one of the provided"),
    "radio": (section(accessory=menu("radio_buttons", [option()] * 11)), "no more than 10"),
    "text field in actions": (actions({"type": "plain_text_input"}), "unsupported type"),
    "no alt text": ({"type": "image", "image_url": "https://x.example/a.png"}, "alt_text"),
    "no picture": (image(), "exactly one"),
    "two pictures": (image(image_url="https://x.example/a.png", slack_file={"id": "F1"}),
                     "exactly one"),
    "picture inside": (image(image_url="http://10.0.0.5/a.png"), "downloading image failed"),
    "loopback": (image(image_url="http://127.0.0.1:80/a.png"), "downloading image failed"),
    "no such file": (image(slack_file={"id": "F9"}), "invalid slack file"),
    "no picture file": (image(slack_file={"id": "F2"}), "invalid slack file"),
    "id and url": (image(slack_file={"id": "F1", "url": "https://x.example"}), "exactly one"),
    "time": (actions({"type": "datetimepicker", "initial_date_time": 1}), "integer"),
    "confirm": (actions(button(confirm={"title": plain("?")})), "missing required field: text"),
    "markdown": ([{"type": "markdown", "text": "x" * 6001}] * 2, "less than 12001"),
    "min_length": (typed(min_length=3001), "integer from 0 to 3000"),
    "long hint": ({**typed(), "hint": plain("x" * 2001)}, "less than 2001"),
}


def as_list(blocks):
    return blocks if isinstance(blocks, list) else [blocks]


@pytest.mark.parametrize("name", GOOD)
def test_slack_takes(name):
    assert message_errors(as_list(GOOD[name]), FILES) == []


@pytest.mark.parametrize("name", BAD)
def test_slack_refuses(name):
    blocks, why = BAD[name]
    errors = message_errors(as_list(blocks), FILES)
    assert len(errors) >= 1 and why in errors[0], errors


def test_an_error_says_where():
    errors = message_errors([section(), actions(button("x" * 76))])
    assert errors == ["must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]"]


GOOD_VIEWS = {
    "a form": (modal(typed(), callback_id="c" * 255, private_metadata="m" * 3000), "modal"),
    "a hundred blocks": (modal(*[section()] * 100), "modal"),
    "no submit without input": ({k: v for k, v in modal(section()).items() if k != "submit"},
                                "modal"),
    "home": ({"type": "home", "blocks": [section(), actions(button())]}, "home"),
    "empty home": ({"type": "home", "blocks": []}, "home"),
}
BAD_VIEWS = {
    "101 blocks": (modal(*[section()] * 101), "modal", "no more than 100"),
    "long title": (modal(section(), title=plain("x" * 25)), "modal", "less than 25"),
    "long submit": (modal(section(), submit=plain("x" * 25)), "modal", "less than 25"),
    "no title": ({"type": "modal", "blocks": [section()]}, "modal", "title"),
    "no submit": ({"type": "modal", "title": plain("T"), "blocks": [typed()]}, "modal", "submit"),
    "long metadata": (modal(section(), private_metadata="m" * 3001), "modal", "less than 3001"),
    "long callback": (modal(section(), callback_id="c" * 256), "modal", "less than 256"),
    "home as form": ({"type": "home", "blocks": []}, "modal", "must be modal"),
    "no object": ("x", "modal", "must provide an object"),
    "unknown key": (modal(section(), colour="red"), "modal", "additional property: colour"),
}


@pytest.mark.parametrize("name", GOOD_VIEWS)
def test_slack_opens(name):
    view, surface = GOOD_VIEWS[name]
    assert view_errors(view, FILES, surface) == []


@pytest.mark.parametrize("name", BAD_VIEWS)
def test_slack_does_not_open(name):
    view, surface, why = BAD_VIEWS[name]
    errors = view_errors(view, FILES, surface)
    assert errors and why in " ".join(errors)


def test_a_view_over_250_kb_is_too_large():
    assert view_is_too_large(modal(*[section("x" * 3000)] * 90))
    assert not view_is_too_large(modal(*[section("x" * 2000)] * 90))
