"""The tree is tidy: a short root, nothing left open, nothing but the project's own
matters, no white space at the end of a line."""

import re

import tree

ROOT = {"README.md", "config.example.toml", "meson.build", "meson_options.txt", "LICENSE",
        "bot", "commands", "tests", "docs", "packaging"}
# Put together from pieces, so that this file passes its own check.
LEFT_OPEN = re.compile(r"\b(" + "|".join(["TO" "DO", "FIX" "ME", "X" "XX"]) + r")\b")
FOREIGN = re.compile("|".join([
    r"(?<![\w.])/work" r"/", r"\bregistry" r"\.npmjs\b", r"\bpython" r"hosted\.org",
    r"\bpypi" r"\.org", r"\bdeb\." r"debian\.org", r"\bcrates" r"\.io\b",
    r"\bDESIGN" r"\.md\b", r"\bstyle" r"\.md\b", r"\bissue" r" #?\d",
]))
TEXT = tree.C_ALL + tree.SCRIPTS + (
    ".md", ".toml", ".build", ".txt", ".json", ".yml", ".yaml", ".service", ".conf",
    ".svg", ".supp", "Containerfile", "/run", "-deps")


def root_faults(files):
    for entry in sorted({name.split("/")[0] for name in files.files}):
        if entry not in ROOT and not entry.startswith("."):
            yield f"{entry}:1: does not belong into the root"


def line_faults(name, text):
    for number, line in enumerate(text.split("\n"), 1):
        for match in filter(None, (LEFT_OPEN.search(line), FOREIGN.search(line))):
            yield f"{name}:{number}: \"{match.group()}\" does not belong here"
        if line != line.rstrip() and not tree.is_data(name):
            yield f"{name}:{number}: white space at the end of the line"
    if text and not text.endswith("\n") and not tree.is_data(name):
        yield f"{name}:{number}: no new line at the end"


def check(files):
    faults = list(root_faults(files))
    for name in files.having(TEXT):
        text = files.text(name)
        if text is None and not tree.is_data(name):
            faults.append(f"{name}:1: is not UTF-8 text")
        faults += line_faults(name, text or "")
    return faults


if __name__ == "__main__":
    tree.run(check)
