"""Reading a Web API request: form, JSON or query, and the table that the methods register in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Callable
from urllib.parse import parse_qsl

from .slack_world import SlackError

# Arguments that a form carries as JSON text.
NESTED = {"blocks", "attachments", "metadata", "view", "files", "unfurls", "user_ids"}


@dataclass(frozen=True)
class Method:
    name: str
    run: Callable
    scope: str  # one scope, or "a|b" where either will do, or "" for none
    per_minute: int  # the rate tier
    token: str  # "bot" or "app"


METHODS: dict[str, Method] = {}
TIER1, TIER2, TIER3, TIER4, SPECIAL = 1, 20, 50, 100, 600


def method(name: str, scope: str = "", tier: int = TIER3, token: str = "bot"):
    """Registers run(world, args) -> reply under its API name."""
    def register(run):
        METHODS[name] = Method(name, run, scope, tier, token)
        return run
    return register


def read_args(content_type: str, body: bytes, query: dict) -> tuple[dict, str]:
    """The arguments and how they came: 'json', 'form' or 'query'."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return {**query, **_read_json(body)}, "json"
    if not body:
        return _unnest(query), "query" if query else "form"
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return _unnest({**query, **_read_form(body)}), "form"
    raise SlackError("invalid_post_type")


def _read_json(body: bytes) -> dict:
    try:
        args = json.loads(body.decode())
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(args, dict):
        raise SlackError("json_not_object")
    return args


def _read_form(body: bytes) -> dict:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True,
                              errors="strict"))
    except ValueError:
        raise SlackError("invalid_form_data") from None


def _unnest(args: dict) -> dict:
    for key in NESTED & args.keys():
        if args[key][:1] in ("[", "{"):
            try:
                args[key] = json.loads(args[key])
            except ValueError:
                raise SlackError(f"invalid_{key}_format" if key == "blocks" else
                                 "invalid_arguments") from None
    return args


def flag(args: dict, name: str, fallback: bool = False) -> bool:
    value = args.get(name, fallback)
    return value if isinstance(value, bool) else str(value).lower() in ("1", "true")


def number(args: dict, name: str, fallback: int, low: int, high: int) -> int:
    try:
        value = int(args.get(name, fallback))
    except (TypeError, ValueError):
        raise SlackError("invalid_arguments") from None
    if not low <= value <= high:
        raise SlackError("invalid_limit" if name == "limit" else "invalid_arguments")
    return value


def need(args: dict, name: str, error: str = "invalid_arguments") -> str:
    value = args.get(name)
    if value in (None, ""):
        raise SlackError(error, response_metadata={
            "messages": [f"[ERROR] missing required field: {name}"]})
    return value
