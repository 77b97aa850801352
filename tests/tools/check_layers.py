"""Folders are floors: a file includes its own floor and lower ones, and each library
is known to the one place that wraps it."""

import os
import re

import tree

GROUND = ("base", "model", "codec", "store", "core", "advocacy", "commands")
BESIDE = {
    "io": ("base", "io"),
    "platform": ("base", "model", "codec", "io", "platform"),
    "picture": ("base", "model", "codec", "io", "picture"),
}
ACROSS = ("config", "app", "cli")
FOLDERS = GROUND + tuple(BESIDE) + ACROSS
# Which files may include a library's headers (a pattern of the file's name).
LIBRARIES = {
    r"cjson/.*|cJSON.*": r"bot/base/json[^/]*\.c",
    r"sqlite3.*": r"bot/store/.*",
    r"curl/.*": r"bot/io/.*",
    r"libwebsockets.*": r"bot/io/.*",
    r"microhttpd.*": r"bot/io/.*",
    r"ares.*": r"bot/io/.*",
    r"glib.*|gio/.*": r"bot/base/zone[^/]*\.c",
    r"unicode/.*": r"bot/base/.*",
    r"toml\+\+.*|toml\.hpp": r"bot/codec/.*",
    r"openssl/.*": r"bot/base/.*",
    r"expat.*": r"bot/codec/.*",
    r"libical/.*": r"bot/codec/.*",
    r"vips/.*": r"bot/picture/.*",
    # The outside world: sockets, descriptors and processes.
    r"sys/(socket|epoll|un|timerfd|signalfd|eventfd|wait)\.h|netinet/.*|arpa/.*|netdb\.h"
    r"|poll\.h|spawn\.h": r"bot/(io|app|cli|picture)/.*",
    r"pthread\.h|threads\.h": r"bot/(io|app)/.*",
}
# Made at build time: texts from the catalogues, the list of features.
GENERATED = r"[a-z0-9_]+_(texts|list)\.h"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"]+)[>"]', re.M)


def folder_of(name):
    parts = name.split("/")
    return "commands" if parts[0] == "commands" else parts[1] if len(parts) > 2 else ""


def allowed(folder):
    if folder in GROUND:
        return GROUND[: GROUND.index(folder) + 1]
    return FOLDERS if folder in ACROSS else BESIDE.get(folder, ())


def target_of(files, name, path):
    """The folder that a quoted include leads to; None when it is not a known one."""
    first = path.split("/")[0]
    if "/" in path and first in FOLDERS:
        return first
    beside = os.path.join(os.path.dirname(name), path)
    in_commands = os.path.join("commands", path)
    is_command = name.startswith("commands/")
    if is_command and (beside in files.files or in_commands in files.files):
        return "commands"
    return None


def is_other_platform(name, path):
    inside = path.split("/")[1:]
    return len(inside) > 1 and inside[0] != name.split("/")[2]


def quoted_fault(files, name, path):
    if re.fullmatch(GENERATED, path):
        return None
    folder, target = folder_of(name), target_of(files, name, path)
    if target is None:
        return f'"{path}" is not written relative to bot/'
    if target not in allowed(folder):
        return f"{folder} must not see {target} ({path})"
    if folder == target == "platform" and is_other_platform(name, path):
        return f"one platform must not see another ({path})"
    return None


def library_fault(name, path):
    for header, place in LIBRARIES.items():
        if re.fullmatch(header, path) and not re.fullmatch(place, name):
            return f"<{path}> belongs into {place}"
    return None


def check_file(files, name, text):
    if name.startswith("bot/") and folder_of(name) not in FOLDERS:
        yield f"{name}:1: no such floor: {folder_of(name) or 'bot'}"
        return
    for match in INCLUDE.finditer(text):
        quote, path = match.groups()
        fault = library_fault(name, path)
        if quote == '"' and not fault:
            fault = quoted_fault(files, name, path)
        if fault:
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {fault}"


def check(files):
    return [fault for name in files.having(tree.C_ALL, ("bot/", "commands/"))
            for fault in check_file(files, name, files.text(name))]


if __name__ == "__main__":
    tree.run(check)
