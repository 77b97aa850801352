"""The guides are true to the tree: the tests that they name exist, every table of the
database stands before the works council, every key before the operator, links lead
somewhere."""

import os
import re

import tree

TEST_NAME = re.compile(r"`(test_\w+|[a-z0-9]+(?:_[a-z0-9]+){2,})`")
BUG_NAME = re.compile(r"`([a-z]+(?:-[a-z]+)+)`")
TABLE = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)")
KEY = re.compile(r"\{ SECTION_\w+, KEY_\w+, \"(\w+)\"")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def lines_of(files, name):
    text = files.text(name) if name in files.files else None
    return enumerate((text or "").split("\n"), 1)


def guide(files, *names):
    return "\n".join(files.text(n) or "" for n in names if n in files.files)


def test_faults(files):
    tests = "\n".join(files.text(n) or "" for n in files.having(
        (".c", ".py", "meson.build"), ("tests/unit/", "tests/integration/", "tests/simulation/")))
    for number, line in lines_of(files, "docs/promises.md"):
        for name in TEST_NAME.findall(line) + BUG_NAME.findall(line):
            if not re.search(rf"(?<![\w-]){name}(?![\w-])", tests):
                yield f"docs/promises.md:{number}: there is no test {name}"


def told_faults(files, sources, pattern, guides):
    told = guide(files, *guides)
    for source in sources:
        for number, line in lines_of(files, source):
            for name in pattern.findall(line):
                if not re.search(rf"`(?:\w+\.)?{name}(?:\.\w+)?`", told):
                    yield f"{source}:{number}: {name} is missing in {guides[0]}"


def link_faults(files):
    for name in files.having((".md",), ("README.md", "docs/")):
        for number, line in lines_of(files, name):
            for link in LINK.findall(line):
                path = os.path.normpath(os.path.join(os.path.dirname(name), link))
                if not os.path.exists(files.path(path)):
                    yield f"{name}:{number}: {link} leads nowhere"


def check(files):
    sources = files.having((".c",), ("bot/", "commands/"))
    return [*test_faults(files), *link_faults(files),
            *told_faults(files, sources, TABLE, ["docs/works-council.md"]),
            *told_faults(files, ["bot/config/keys.c"], KEY,
                         ["docs/operators.md", "docs/networks.md"])]


if __name__ == "__main__":
    tree.run(check)
