"""Block Kit as Slack checks it: what messages, modals and Home tabs may hold, with the limits."""

from __future__ import annotations

import json

from .slack_schema import (Context, action_id, anything, array, at_least_one, block_id, boolean,
                           both, by_type, exactly_one, fetchable_url, integer, obj, one_of, string,
                           url)

MAX_VIEW_BYTES = 250_000
MARKDOWN_CHARS = 12_000
MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}


def plain(max_len, min_len=1):
    return obj("type text", type=one_of("plain_text"), text=string(max_len, min_len), emoji=boolean)


def text(max_len):
    return by_type({
        "plain_text": plain(max_len),
        "mrkdwn": obj("type text", type=anything, text=string(max_len), verbatim=boolean),
    })


CONFIRM = obj("title text confirm deny", title=plain(100), text=text(300), confirm=plain(30),
              deny=plain(30), style=one_of("primary", "danger"))
OPTION = obj("text value", text=text(75), value=string(75), description=text(75))
MENU_OPTION = obj("text value", text=plain(75), value=string(75), description=plain(75))
OVERFLOW_OPTION = obj("text value", text=plain(75), value=string(75), description=plain(75),
                      url=url(3000))
GROUP = obj("label options", label=plain(75), options=array(MENU_OPTION, 100))
DISPATCH = obj("", trigger_actions_on=array(one_of("on_enter_pressed", "on_character_entered"), 2))


def element(required="", /, **props):
    return obj("type " + required, type=anything, action_id=action_id, confirm=CONFIRM,
               focus_on_load=boolean, **props)


def select(**props):
    return element("", placeholder=plain(150), **props)


def multi(**props):
    return select(max_selected_items=integer(1, 100), **props)


def option_is_offered(initial):
    """Slack refuses an initial option that is not one of the options, to the letter."""
    def check(value, path, ctx):
        if not isinstance(value, dict) or initial not in value:
            return
        offered = list(value.get("options") or [])
        for group in value.get("option_groups") or []:
            offered += group.get("options", []) if isinstance(group, dict) else []
        chosen = value[initial] if isinstance(value[initial], list) else [value[initial]]
        if any(c not in offered for c in chosen):
            ctx.fail(f"{path}/{initial}", "must be one of the provided options")
    return check


STATIC = dict(options=array(MENU_OPTION, 100), option_groups=array(GROUP, 100))
FILTER = obj("", include=array(one_of("im", "mpim", "private", "public"), 4),
             exclude_external_shared_channels=boolean, exclude_bot_users=boolean)
BUTTON = element("text", text=plain(75), value=string(2000), url=url(3000),
                 style=one_of("primary", "danger"), accessibility_label=string(75))
TEXT_INPUT = element("", placeholder=plain(150), initial_value=string(3000, 0), multiline=boolean,
                     min_length=integer(0, 3000), max_length=integer(1, 3000),
                     dispatch_action_config=DISPATCH)
SLACK_FILE = both(obj("", id=string(255), url=string(3000)), exactly_one("id", "url"))


def slack_file(value, path, ctx):
    SLACK_FILE(value, path, ctx)
    if not isinstance(value, dict):
        return
    for stored in ctx.files.values():
        if value.get("id") == stored["id"] or value.get("url") == stored["url_private"]:
            if stored["mimetype"] in ("image/png", "image/jpeg", "image/gif"):
                return
    ctx.fail(path, "invalid slack file")


IMAGE = both(element("alt_text", image_url=fetchable_url, slack_file=slack_file,
                     alt_text=string(2000)),
             exactly_one("image_url", "slack_file"))

ELEMENTS = {
    "button": BUTTON,
    "overflow": element("options", options=array(OVERFLOW_OPTION, 5)),
    "static_select": both(select(initial_option=MENU_OPTION, **STATIC),
                          exactly_one("options", "option_groups"),
                          option_is_offered("initial_option")),
    "multi_static_select": both(multi(initial_options=array(MENU_OPTION, 100), **STATIC),
                                exactly_one("options", "option_groups"),
                                option_is_offered("initial_options")),
    "external_select": select(initial_option=MENU_OPTION, min_query_length=integer(0, 100)),
    "users_select": select(initial_user=string(255)),
    "multi_users_select": multi(initial_users=array(string(255), 100)),
    "conversations_select": select(initial_conversation=string(255), filter=FILTER,
                                   default_to_current_conversation=boolean,
                                   response_url_enabled=boolean),
    "channels_select": select(initial_channel=string(255), response_url_enabled=boolean),
    "datepicker": select(initial_date=string(10)),
    "timepicker": select(initial_time=string(5), timezone=string(64)),
    "datetimepicker": element("", initial_date_time=integer(1_000_000_000, 9_999_999_999)),
    "radio_buttons": both(element("options", options=array(OPTION, 10), initial_option=OPTION),
                          option_is_offered("initial_option")),
    "checkboxes": both(element("options", options=array(OPTION, 10),
                               initial_options=array(OPTION, 10)),
                       option_is_offered("initial_options")),
    "plain_text_input": TEXT_INPUT,
    "number_input": element("is_decimal_allowed", is_decimal_allowed=boolean,
                            initial_value=string(100), min_value=string(100),
                            max_value=string(100), placeholder=plain(150),
                            dispatch_action_config=DISPATCH),
    "email_text_input": element("", initial_value=string(3000), placeholder=plain(150),
                                dispatch_action_config=DISPATCH),
    "url_text_input": element("", initial_value=string(3000), placeholder=plain(150),
                              dispatch_action_config=DISPATCH),
    "rich_text_input": element("", initial_value=anything, placeholder=plain(150),
                               dispatch_action_config=DISPATCH),
    "file_input": element("", filetypes=anything, max_files=integer(1, 10)),
    "image": IMAGE,
    "mrkdwn": text(3000),
    "plain_text": text(3000),
}
MENUS = {"static_select", "external_select", "users_select", "conversations_select",
         "channels_select"}
MULTI = {"multi_static_select", "multi_users_select"}
PICKERS = {"datepicker", "timepicker", "radio_buttons", "checkboxes"}
TYPED = {"plain_text_input", "number_input", "email_text_input", "url_text_input",
         "rich_text_input", "file_input"}
ACCESSORY = by_type(ELEMENTS, MENUS | MULTI | PICKERS | {"button", "overflow", "image"})
IN_ACTIONS = by_type(ELEMENTS, MENUS | PICKERS | {"button", "overflow", "datetimepicker"})
IN_INPUT = by_type(ELEMENTS, MENUS | MULTI | PICKERS | TYPED | {"datetimepicker"})
IN_CONTEXT = by_type(ELEMENTS, {"image", "mrkdwn", "plain_text"})


def block(required="", /, **props):
    return obj("type " + required, type=anything, block_id=block_id, **props)


RICH_PARTS = by_type({kind: obj("type elements", type=anything, elements=array(anything, 1000, 0),
                                style=anything, indent=integer(0, 8), offset=integer(0, 10_000),
                                border=integer(0, 1), language=string(40))
                      for kind in ("rich_text_section", "rich_text_list", "rich_text_quote",
                                   "rich_text_preformatted")})
BLOCKS = {
    "section": both(block("", text=text(3000), fields=array(text(2000), 10), accessory=ACCESSORY,
                          expand=boolean),
                    at_least_one("text", "fields")),
    "divider": block(),
    "header": block("text", text=plain(150), level=integer(1, 4)),
    "context": block("elements", elements=array(IN_CONTEXT, 10)),
    "actions": block("elements", elements=array(IN_ACTIONS, 25)),
    "image": both(block("alt_text", image_url=fetchable_url, slack_file=slack_file,
                        alt_text=string(2000), title=plain(2000)),
                  exactly_one("image_url", "slack_file")),
    "input": block("label element", label=plain(2000), element=IN_INPUT, hint=plain(2000),
                   optional=boolean, dispatch_action=boolean),
    "rich_text": block("elements", elements=array(RICH_PARTS, 100)),
    "markdown": block("text", text=string(MARKDOWN_CHARS)),
    "table": block("rows", rows=array(array(anything, 20), 100), column_settings=anything),
}
ONE_BLOCK = by_type(BLOCKS)


def _check_blocks(blocks, path, ctx):
    array(lambda value, where, c: (c.action_ids.clear(), ONE_BLOCK(value, where, c)),
          MAX_BLOCKS[ctx.surface], 0 if ctx.surface == "home" else 1)(blocks, path, ctx)
    if isinstance(blocks, list):
        markdown = sum(len(b.get("text", "")) for b in blocks
                       if isinstance(b, dict) and b.get("type") == "markdown")
        if markdown > MARKDOWN_CHARS:
            ctx.fail(path, f"markdown must be less than {MARKDOWN_CHARS + 1} characters in all")


def message_errors(blocks, files=None) -> list[str]:
    """What Slack would have against these blocks in a message; an empty list is approval."""
    ctx = Context("message", files)
    _check_blocks(blocks, "/blocks", ctx)
    return ctx.errors


VIEW = dict(type=one_of("modal", "home"), blocks=anything, private_metadata=string(3000, 0),
            callback_id=string(255), external_id=string(255))
MODAL = obj("type title blocks", **VIEW, title=plain(24), submit=plain(24), close=plain(24),
            clear_on_close=boolean, notify_on_close=boolean, submit_disabled=boolean)
HOME = obj("type blocks", **VIEW)


def view_errors(view, files=None, surface="modal") -> list[str]:
    """What Slack would have against this view."""
    ctx = Context(surface, files)
    if not isinstance(view, dict):
        ctx.fail("/view", "must provide an object")
        return ctx.errors
    if view.get("type") != surface:
        ctx.fail("/view/type", f"must be {surface}")
    (MODAL if surface == "modal" else HOME)(view, "/view", ctx)
    _check_blocks(view.get("blocks"), "/view/blocks", ctx)
    _check_submit(view, ctx)
    return ctx.errors


def _check_submit(view, ctx):
    blocks = view.get("blocks") if isinstance(view.get("blocks"), list) else []
    has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if ctx.surface == "modal" and has_input and "submit" not in view:
        ctx.fail("/view", "missing required field: submit")


def view_is_too_large(view) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW_BYTES
