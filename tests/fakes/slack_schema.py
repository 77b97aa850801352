"""Small checkers to describe Block Kit with: each is check(value, path, ctx) and reports to ctx."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


class Context:
    """One validation: the errors found, and what must be unique or must exist."""

    def __init__(self, surface: str, files=None):
        self.surface = surface  # message, modal or home
        self.files = files or {}
        self.errors: list[str] = []
        self.block_ids: set[str] = set()
        self.action_ids: set[str] = set()  # of the block at hand

    def fail(self, path: str, why: str):
        self.errors.append(f"{why} [json-pointer:{path}]")


def string(max_len: int, min_len: int = 1):
    def check(value, path, ctx):
        if not isinstance(value, str):
            ctx.fail(path, "must be a string")
        elif len(value) > max_len:
            ctx.fail(path, f"must be less than {max_len + 1} characters")
        elif len(value) < min_len:
            ctx.fail(path, f"must be more than {min_len - 1} characters")
    return check


def boolean(value, path, ctx):
    if not isinstance(value, bool):
        ctx.fail(path, "must be a boolean")


def integer(low: int, high: int):
    def check(value, path, ctx):
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            ctx.fail(path, f"must be an integer from {low} to {high}")
    return check


def one_of(*allowed: str):
    def check(value, path, ctx):
        if value not in allowed:
            ctx.fail(path, f"must be one of: {', '.join(allowed)}")
    return check


def anything(value, path, ctx):
    pass


def url(max_len: int):
    def check(value, path, ctx):
        string(max_len)(value, path, ctx)
        if isinstance(value, str) and not urlsplit(value).scheme:
            ctx.fail(path, "must be a valid URL")
    return check


def fetchable_url(value, path, ctx):
    """Slack fetches pictures itself, so an address inside the house is a mistake."""
    url(3000)(value, path, ctx)
    parts = urlsplit(value if isinstance(value, str) else "")
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or host in ("", "localhost") or _is_inside(host):
        ctx.fail(path, "downloading image failed")


def _is_inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def obj(required: str = "", /, **props):
    """An object with these properties and no others; `required` names some of them."""
    needed = required.split()

    def check(value, path, ctx):
        if not isinstance(value, dict):
            ctx.fail(path, "must provide an object")
            return
        for name in needed:
            if name not in value:
                ctx.fail(path, f"missing required field: {name}")
        for name, item in value.items():
            if name in props:
                props[name](item, f"{path}/{name}", ctx)
            else:
                ctx.fail(path, f"invalid additional property: {name}")
    return check


def array(item, max_len: int, min_len: int = 1):
    def check(value, path, ctx):
        if not isinstance(value, list):
            ctx.fail(path, "must be an array")
            return
        if len(value) > max_len:
            ctx.fail(path, f"no more than {max_len} items allowed")
        if len(value) < min_len:
            ctx.fail(path, f"no fewer than {min_len} items allowed")
        for i, one in enumerate(value):
            item(one, f"{path}/{i}", ctx)
    return check


def by_type(table: dict, allowed=None):
    """Chooses the checker by the object's own "type"."""
    def check(value, path, ctx):
        if not isinstance(value, dict):
            ctx.fail(path, "must provide an object")
            return
        kind = value.get("type")
        if kind not in table or (allowed and kind not in allowed):
            ctx.fail(f"{path}/type", f"unsupported type: {kind}")
            return
        table[kind](value, path, ctx)
    return check


def both(*checks):
    def check(value, path, ctx):
        for one in checks:
            one(value, path, ctx)
    return check


def exactly_one(*names):
    def check(value, path, ctx):
        if isinstance(value, dict) and sum(n in value for n in names) != 1:
            ctx.fail(path, "must define exactly one of: " + ", ".join(names))
    return check


def at_least_one(*names):
    def check(value, path, ctx):
        if isinstance(value, dict) and not any(n in value for n in names):
            ctx.fail(path, "must define either " + " or ".join(f"`{n}`" for n in names))
    return check


def action_id(value, path, ctx):
    string(255)(value, path, ctx)
    if isinstance(value, str) and value in ctx.action_ids:
        ctx.fail(path, f"`action_id` `{value}` already exists for another element")
    ctx.action_ids.add(str(value))


def block_id(value, path, ctx):
    string(255)(value, path, ctx)
    if isinstance(value, str) and value in ctx.block_ids:
        ctx.fail(path, f"`block_id` `{value}` already exists for another block")
    ctx.block_ids.add(str(value))
