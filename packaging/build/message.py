"""Reads and writes ICU MessageFormat with named arguments, as far as the catalogues use it:

    {name}   {name, number}   {name, plural, one {...} other {...}}
    {name, selectordinal, ...}   {name, select, ...}   # inside a plural

A message is a list of nodes: a str (literal text), or one of the classes below."""

from dataclasses import dataclass, field

# What a language tells apart; anything else would never be chosen.
SELECTORS = {
    ("en", "plural"): {"one", "other"},
    ("de", "plural"): {"one", "other"},
    ("en", "selectordinal"): {"one", "two", "few", "other"},
    ("de", "selectordinal"): {"other"},
}
NAME_CHARS = set("abcdefghijklmnopqrstuvwxyz0123456789_")


class MessageError(Exception):
    """What is wrong with a message, in words for its author."""


@dataclass
class Argument:
    name: str
    is_number: bool = False


@dataclass
class Count:
    """The number sign in a plural."""


@dataclass
class Choice:
    kind: str  # plural, selectordinal, select
    name: str
    cases: list = field(default_factory=list)  # (selector, nodes)


class Parser:
    def __init__(self, text, lang):
        self.text, self.lang, self.at = text, lang, 0

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def skip_space(self):
        while self.peek().isspace():
            self.at += 1

    def word(self, what):
        self.skip_space()
        start = self.at
        if self.peek() == "=":
            self.at += 1
        while self.peek() in NAME_CHARS:
            self.at += 1
        if start == self.at:
            raise MessageError(f"{what} is missing at \"{self.text[start:start + 12]}\"")
        word = self.text[start:self.at]
        self.skip_space()
        return word

    def expect(self, char, what):
        if self.peek() != char:
            raise MessageError(f"\"{char}\" is missing {what}")
        self.at += 1

    def quoted(self, in_plural):
        """After an apostrophe: the literal text it stands for."""
        nxt = self.peek()
        if nxt == "'":
            self.at += 1
            return "'"
        if nxt in ("{", "}") or (nxt == "#" and in_plural):
            end = self.text.find("'", self.at)
            if end < 0:
                raise MessageError("an apostrophe quotes a brace and is never closed")
            inside, self.at = self.text[self.at:end], end + 1
            if inside.startswith("{") and set(inside[1:]) & NAME_CHARS:
                raise MessageError(f"'{inside}' is literal text, no argument: use other quotes")
            return inside
        return "'"

    def message(self, in_plural=False, is_nested=False):
        nodes, literal = [], ""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "}" and is_nested:
                break
            self.at += 1
            if char == "'":
                literal += self.quoted(in_plural)
            elif char == "}":
                raise MessageError("there is a } without its {")
            elif char == "{" or (char == "#" and in_plural):
                nodes += [literal] if literal else []
                nodes.append(self.argument(in_plural) if char == "{" else Count())
                literal = ""
            else:
                literal += char
        return nodes + ([literal] if literal else [])

    def argument(self, in_plural):
        name = self.word("the name of an argument")
        if self.peek() == "}":
            self.at += 1
            return Argument(name)
        self.expect(",", f"after {{{name}")
        kind = self.word(f"the kind of {name}")
        if kind == "number":
            self.expect("}", f"after {{{name}, number")
            return Argument(name, is_number=True)
        if kind not in ("plural", "selectordinal", "select"):
            raise MessageError(f"{name}: {kind} is not known: number, plural, selectordinal or select")
        self.expect(",", f"after {{{name}, {kind}")
        return self.choice(Choice(kind, name), in_plural)

    def choice(self, node, in_plural):
        inside = in_plural if node.kind == "select" else True
        self.skip_space()
        while self.peek() != "}":
            selector = self.word(f"a case of {node.name}")
            self.check_selector(node, selector)
            self.expect("{", f"after {selector} of {node.name}")
            node.cases.append((selector, self.message(inside, is_nested=True)))
            self.expect("}", f"after the text for {selector} of {node.name}")
            self.skip_space()
        self.at += 1
        if "other" not in [selector for selector, _ in node.cases]:
            raise MessageError(f"{node.name}: {node.kind} needs a case other")
        return node

    def check_selector(self, node, selector):
        if selector in [known for known, _ in node.cases]:
            raise MessageError(f"{node.name}: {selector} stands twice")
        if node.kind == "select" and "=" not in selector:
            return
        is_exact = selector.startswith("=") and selector[1:].isdigit() and node.kind != "select"
        if not is_exact and selector not in SELECTORS.get((self.lang, node.kind), ()):
            raise MessageError(f"{node.name}: {selector} is never chosen by {node.kind} in {self.lang}")


def parse(text, lang):
    """The nodes of a message; raises MessageError."""
    parser = Parser(text, lang)
    nodes = parser.message()
    if parser.at != len(text):
        raise MessageError("there is a } without its {")
    return nodes


def arguments(nodes, found=None):
    """name -> is it a number, in order of first appearance."""
    found = {} if found is None else found
    for node in nodes:
        if isinstance(node, Argument):
            found[node.name] = found.get(node.name, False) or node.is_number
        elif isinstance(node, Choice):
            found[node.name] = found.get(node.name, False) or node.kind != "select"
            for _, inner in node.cases:
                arguments(inner, found)
    return found


def selected(nodes):
    """Names of arguments by which a select chooses."""
    names = set()
    for node in nodes:
        if isinstance(node, Choice):
            names |= {node.name} if node.kind == "select" else set()
            for _, inner in node.cases:
                names |= selected(inner)
    return names


def literals(nodes):
    """All text that is said as it stands."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Choice):
            for _, inner in node.cases:
                yield from literals(inner)


def to_icu(nodes, numbers, is_number, in_plural=False):
    """MessageFormat again, with numbered arguments."""
    out = ""
    for node in nodes:
        if isinstance(node, str):
            out += quote(node, in_plural)
        elif isinstance(node, Count):
            out += "#"
        elif isinstance(node, Argument):
            kind = ", number" if is_number[node.name] else ""
            out += f"{{{numbers[node.name]}{kind}}}"
        else:
            inside = in_plural if node.kind == "select" else True
            cases = "".join(f" {selector} {{{to_icu(inner, numbers, is_number, inside)}}}"
                            for selector, inner in node.cases)
            out += f"{{{numbers[node.name]}, {node.kind},{cases}}}"
    return out


def quote(text, in_plural):
    special = "{}#" if in_plural else "{}"
    text = text.replace("'", "''")
    return "".join(f"'{char}'" if char in special else char for char in text)
