"""C source as tokens, and the tokens as the items of a file: functions, prototypes,
structs and variables. Directives are kept apart and not expanded: enough for checks
of our own code, which hides no braces in macros."""

import re
from dataclasses import dataclass

TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<directive>^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)
  | (?P<str>(?:u8|[LuU])?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<id>[A-Za-z_]\w*)
  | (?P<num>\.?\d(?:[eEpP][+-]|'(?=\w)|[\w.])*)
  | (?P<op>->|&&|\|\||==|!=|<=|>=|[+\-*/%&|^]=|::|[^\s])
""", re.S | re.M | re.X)

BRANCHES = {"if", "for", "while", "case", "&&", "||", "?", "catch"}
CLOSER = {"(": ")", "[": "]", "{": "}"}


@dataclass
class Token:
    kind: str
    text: str
    line: int


@dataclass
class Item:
    kind: str  # function prototype aggregate variable forward typedef other
    name: str
    first: int
    last: int
    head: list  # what stands before the body or the initialiser
    body: list  # of a function

    @property
    def lines(self):
        return self.last - self.first + 1

    @property
    def complexity(self):
        return 1 + sum(t.text in BRANCHES for t in self.body if t.kind != "str")


def tokens(text):
    line, at, found = 1, 0, []
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        found.append(Token(match.lastgroup, match.group(), line))
    return found


def code(all_tokens):
    return [t for t in all_tokens if t.kind not in ("comment", "directive")]


def group_end(toks, start):
    """Index just past the bracket group that opens at `start`."""
    closer, depth = CLOSER[toks[start].text], 0
    for i in range(start, len(toks)):
        depth += (toks[i].text == toks[start].text) - (toks[i].text == closer)
        if depth == 0:
            return i + 1
    return len(toks)


def without(toks, opener):
    """toks without groups of one kind of bracket."""
    out, i = [], 0
    while i < len(toks):
        if toks[i].text == opener and toks[i].kind == "op":
            i = group_end(toks, i)
        else:
            out.append(toks[i])
            i += 1
    return out


def strip_attributes(toks):
    out, i = [], 0
    while i < len(toks):
        if toks[i].text in ("__attribute__", "_Alignas", "alignas") and i + 1 < len(toks):
            i = group_end(toks, i + 1)
        else:
            out.append(toks[i])
            i += 1
    return out


def strip_macro_calls(toks):
    """Drops MACRO(...) in front of a declaration; it has no semicolon of its own."""
    while len(toks) > 2 and toks[0].kind == "id" and toks[1].text == "(":
        end = group_end(toks, 1)
        if end >= len(toks) or toks[end].kind != "id":
            break
        toks = toks[end:]
    return toks


def before_initialiser(toks):
    depth = 0
    for i, tok in enumerate(toks):
        depth += (tok.text in CLOSER) - (tok.text in CLOSER.values())
        if tok.text == "=" and depth == 0:
            return toks[:i]
    return toks


def paren_at(head):
    flat = [t.text for t in head]
    return flat.index("(") if "(" in flat else -1


def is_function_pointer(head, paren):
    return paren + 1 < len(head) and head[paren + 1].text == "*"


def classify(head, has_initialiser):
    texts = [t.text for t in head]
    if "typedef" in texts or "using" in texts[:1]:
        return "typedef", texts[-1] if texts else ""
    plain = without(without(head, "{"), "[")
    paren = paren_at(plain)
    if paren > 0 and is_function_pointer(plain, paren):
        names = [t.text for t in plain[paren:] if t.kind == "id" and t.text != "const"]
        return "variable", names[0] if names else "?"
    if paren > 0 and not has_initialiser:
        name = plain[paren - 1].text
        return ("other" if "assert" in name.lower() else "prototype"), name
    is_tagged = any(t in ("struct", "union", "enum") for t in texts)
    words = [t.text for t in plain if t.kind == "id"]
    if is_tagged and "{" in texts and head[-1].text == "}":
        return "aggregate", words[-1] if words else "?"
    if is_tagged and len(words) == 2 and len(plain) == 2 and not has_initialiser:
        return "forward", words[-1]
    return ("variable" if words else "other"), words[-1] if words else "?"


def is_function_head(toks):
    head = strip_macro_calls(strip_attributes(toks))
    plain = before_initialiser(without(head, "["))
    return len(plain) == len(without(head, "[")) and paren_at(plain) > 0


def is_transparent(toks):
    texts = [t.text for t in toks]
    return texts == ["extern", '"C"'] or texts[:1] == ["namespace"]


def function_item(stmt, brace, last):
    head = strip_macro_calls(strip_attributes(stmt[:brace]))
    paren = paren_at(head)
    name = head[paren - 1].text
    if paren == 1 and len(head) > 2:
        name += "(" + head[2].text + ")"  # TEST(name)
    return Item("function", name, head[0].line, last, head, stmt[brace:])


def declaration_item(stmt):
    head = strip_macro_calls(strip_attributes(stmt))
    start = before_initialiser(head)
    kind, name = classify(start, len(start) != len(head))
    first = head[0].line if head else stmt[0].line
    return Item(kind, name, first, stmt[-1].line, start, [])


def items(all_tokens):
    """The items at file scope, in order. Ends silently at an unbalanced brace: the
    compiler says that better."""
    toks, found, stmt, i = code(all_tokens), [], [], 0
    while i < len(toks):
        tok = toks[i]
        if tok.text == "{" and is_transparent(stmt):
            stmt, i = [], i + 1
        elif tok.text == "{":
            end = group_end(toks, i)
            brace = len(stmt)
            is_function = is_function_head(stmt)
            stmt = stmt + toks[i:end]
            if is_function:
                found.append(function_item(stmt, brace, toks[end - 1].line))
                stmt = []
            i = end
        elif tok.text == ";":
            if stmt:
                found.append(declaration_item(stmt))
            stmt, i = [], i + 1
        elif tok.text == "}":
            stmt, i = [], i + 1
        else:
            stmt, i = stmt + [tok], i + 1
    return found


def is_constant(head):
    """Whether the object that `head` declares cannot be written."""
    plain = [t.text for t in without(without(head, "{"), "[")]
    if "constexpr" in plain:
        return True
    if "*" in plain:
        plain = plain[len(plain) - plain[::-1].index("*"):]
    return "const" in plain
