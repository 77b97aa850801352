"""Each prototype, struct and inline function of a header has a comment of its own, or
stands in a group (no blank line between) that begins with one. A struct or enum with a
comment for each member needs no other."""

import ctokens
import tree

DOCUMENTED = ("prototype", "aggregate", "function", "variable", "typedef")


def comment_lines(tokens):
    """Lines that hold a comment, and those on which a comment stands alone."""
    code = {t.line for t in tokens if t.kind != "comment"}
    holds, alone = set(), set()
    for tok in tokens:
        if tok.kind == "comment":
            span = range(tok.line, tok.line + tok.text.count("\n") + 1)
            holds.update(span)
            alone.update(n for n in span if n not in code)
    return holds, alone


def stands_in_commented_group(first, lines, alone):
    at = first - 1
    while at >= 1 and lines[at - 1].strip():
        if at in alone:
            return True
        if lines[at - 1].startswith("#") and not lines[at - 1].startswith("#define"):
            return False
        at -= 1
    return False


def is_list_of_constants(item):
    """`enum { max_bytes = 10 };`: its names are said to speak for themselves."""
    return [t.text for t in item.head[:2]] == ["enum", "{"]


def is_commented_inside(item, holds):
    """A comment beside a prototype, or one for each member of a struct."""
    if item.kind == "aggregate":
        return item.lines > 2 and all(n in holds for n in range(item.first + 1, item.last))
    return item.kind != "function" and any(
        n in holds for n in range(item.first, item.last + 1))


def check_header(name, text):
    tokens = ctokens.tokens(text)
    holds, alone = comment_lines(tokens)
    lines = text.split("\n")
    for item in ctokens.items(tokens):
        if item.kind not in DOCUMENTED or is_list_of_constants(item):
            continue
        if not is_commented_inside(item, holds) and not stands_in_commented_group(item.first, lines, alone):
            yield f"{name}:{item.first}: {item.name} has no comment"


def check(files):
    return [fault for name in files.having(tree.C_HEADER)
            for fault in check_header(name, files.text(name))]


if __name__ == "__main__":
    tree.run(check)
