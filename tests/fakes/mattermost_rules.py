"""What a server would refuse or log as invalid: each is noted, and complaints() lists it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .mattermost_world import World

ACTION_ID = re.compile(r"[A-Za-z0-9]+$")
STYLES = ("", "default", "primary", "success", "good", "warning", "danger")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}$")
ELEMENTS_OLD = ("text", "textarea", "select", "bool", "radio")
ELEMENTS_NEW = (*ELEMENTS_OLD, "date", "datetime")
SUBTYPES = ("", "text", "email", "number", "tel", "url", "password")
STRINGS = ("from_bot", "from_webhook", "override_username", "override_icon_url",
           "override_icon_emoji")


def check_props(world: World, props: dict):
    """The rules of Post.propsIsValid and of attachments, for what our bot posts."""
    for key in STRINGS:
        if key in props and not isinstance(props[key], str):
            _bad(world, "props", f"{key} is no text")
    attachments = props.get("attachments")
    if attachments is not None and not isinstance(attachments, list):
        return _bad(world, "props", "attachments is no list")
    check_attachments(world, attachments or [])


def check_attachments(world: World, attachments: list):
    for attachment in attachments:
        if not isinstance(attachment, dict):
            _bad(world, "attachment", "no object")
            continue
        _check_attachment(world, attachment)


def _check_attachment(world: World, attachment: dict):
    colour = attachment.get("color") or ""
    if colour and colour not in STYLES and not COLOUR.match(colour):
        _bad(world, "attachment", f"color {colour!r}")
    for key in ("author_link", "author_icon", "title_link", "image_url", "thumb_url",
                "footer_icon"):
        if attachment.get(key) and not _is_url(attachment[key]):
            _bad(world, "attachment", f"{key} {attachment[key]!r}")
    for key in ("text", "pretext", "title", "fallback", "footer", "author_name"):
        if not isinstance(attachment.get(key) or "", str):
            _bad(world, "attachment", f"{key} is no text")
    ids = set()
    for action in attachment.get("actions") or []:
        if action.get("id") in ids:
            _bad(world, "action", f"two have the id {action['id']!r}")
        ids.add(action.get("id"))
        check_action(world, action)


def check_action(world: World, action: dict):
    name, kind = action.get("name") or "", action.get("type")
    if not action.get("id") or not ACTION_ID.match(str(action["id"])):
        _bad(world, "action", f"id {action.get('id')!r} finds no route")
    if kind not in ("button", "select"):
        _bad(world, "action", f"type {kind!r} of {name!r}")
    if not name:
        _bad(world, "action", "no name")
    style = action.get("style") or ""
    if style not in STYLES and not COLOUR.match(style):
        _bad(world, "action", f"style {style!r}")
    if kind == "button" and (action.get("options") or action.get("data_source")):
        _bad(world, "action", f"button {name!r} has options")
    if kind == "select":
        _check_select(world, action)
    integration = action.get("integration")
    if not isinstance(integration, dict) or not _is_url(integration.get("url") or ""):
        _bad(world, "action", f"{name!r} has no integration with a url")
    elif not isinstance(integration.get("context") or {}, dict):
        _bad(world, "action", f"context of {name!r} is no object")


def _check_select(world: World, action: dict):
    source, options = action.get("data_source") or "", action.get("options") or []
    if source not in ("", "users", "channels") or bool(source) == bool(options):
        _bad(world, "action", f"select {action.get('name')!r}: options or data_source")
    for option in options:
        if not option.get("text") or not option.get("value"):
            _bad(world, "action", f"an option of {action.get('name')!r} lacks text or value")


def _is_url(text) -> bool:
    if not isinstance(text, str):
        return False
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) or text.startswith("/")


def check_answer(world: World, what: str, answer: dict):
    """An answer to a command, a button or a hook: Slack's markup must not be looked for in it."""
    speaks = answer.get("text") or answer.get("attachments") or answer.get("ephemeral_text")
    if speaks and answer.get("skip_slack_parsing") is not True:
        _bad(world, what, "skip_slack_parsing is missing")
    check_attachments(world, answer.get("attachments") or [])
    update = answer.get("update")
    if isinstance(update, dict):
        check_props(world, update.get("props") or {})
        if "message" not in update:
            _bad(world, what, "update without message empties the post")
        if "props" in update and (update["props"] or {}).get("from_bot") != "true":
            _bad(world, what, "update loses from_bot")


# --- dialogs


def check_dialog(world: World, dialog: dict):
    if not 1 <= len(dialog.get("title") or "") <= 24:
        _bad(world, "dialog", f"title {dialog.get('title')!r} is not 1 to 24 long")
    names = set()
    for element in dialog.get("elements") or []:
        if element.get("name") in names:
            _bad(world, "dialog", f"two elements are called {element['name']!r}")
        names.add(element.get("name"))
        _check_element(world, element)


def _check_element(world: World, element: dict):
    name, kind = element.get("name") or "", element.get("type")
    if not 1 <= len(element.get("display_name") or "") <= 24:
        _bad(world, "dialog", f"display_name {element.get('display_name')!r} is not 1 to 24 long")
    if not 1 <= len(name) <= 300:
        _bad(world, "dialog", f"name {name!r} is not 1 to 300 long")
    if kind not in (ELEMENTS_NEW if world.is_new else ELEMENTS_OLD):
        _bad(world, "dialog", f"type {kind!r} of {name!r}")
    if (element.get("subtype") or "") not in SUBTYPES:
        _bad(world, "dialog", f"subtype {element['subtype']!r} of {name!r}")
    if len(element.get("help_text") or "") > 150:
        _bad(world, "dialog", f"help_text of {name!r} is longer than 150")
    limit = {"text": 150, "textarea": 3000}.get(kind, 3000)
    for key in ("default", "placeholder"):
        if len(element.get(key) or "") > limit:
            _bad(world, "dialog", f"{key} of {name!r} is longer than {limit}")
    if (element.get("max_length") or 0) > limit:
        _bad(world, "dialog", f"max_length of {name!r} is above {limit}")
    if kind in ("select", "radio") and not element.get("options") and not (
            element.get("data_source")):
        _bad(world, "dialog", f"{name!r} has no options")


def _bad(world: World, what: str, why: str):
    world.note("invalid", what=what, why=why)
