"""The generator of the text catalogues finds the fault that is planted, by file and line,
and accepts its neighbour. Printed as TAP."""

import contextlib
import io
import os
import sys
import tempfile

import tap

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../packaging/build"))
import catalogue  # noqa: E402

PAIR = 'a = { du = "Du bist {n}", sie = "Sie sind {n}" }\n'

# what, English, German, part of the fault (None: no fault)
CASES = [
    ("a plain pair", 'a = "x"\n', 'a = "y"\n', None),
    ("a pair of forms", 'a = "You are {n}"\n', PAIR, None),
    ("German is missing", '\na = "x"\n', "", "t.de.toml:1: a: is missing (t.en.toml:2"),
    ("English is missing", "", 'a = "x"\n', "t.en.toml:1: a: is missing"),
    ("an argument is missing", '\na = "{n}"\n', '\n\na = "y"\n',
     "t.de.toml:3: a: argument {n} is missing (t.en.toml:2"),
    ("an argument is missing in one form", 'a = "{n}"\n',
     'a = { du = "{n}", sie = "y" }\n', "argument {n} is missing"),
    ("an argument too many", 'a = "x"\n', 'a = "{n}"\n', "argument {n} is not in t.en.toml:1"),
    ("a brace is not closed", 'a = "{n"\n', 'a = "y"\n', '"," is missing after {n'),
    ("a brace too many", 'a = "n}"\n', 'a = "y"\n', "t.en.toml:1: a: there is a }"),
    ("a plural without other", 'a = "{n, plural, one {x}}"\n', 'a = "{n}"\n', "needs a case other"),
    ("a case that is never chosen", 'a = "{n, plural, few {x} other {y}}"\n', 'a = "{n}"\n',
     "few is never chosen by plural in en"),
    ("a case twice", 'a = "{n, plural, one {x} one {x} other {y}}"\n', 'a = "{n}"\n', "twice"),
    ("a kind that is not known", 'a = "{n, date}"\n', 'a = "{n}"\n', "date is not known"),
    ("a number on one side", 'a = "{n}"\n', 'a = "{n, number}"\n', None),
    ("an argument in quotes", "a = \"the '{n}' one\"\n", 'a = "y"\n', "is literal text"),
    ("a quote that does not end", "a = \"'{\"\n", 'a = "y"\n', "never closed"),
    ("an apostrophe", "a = \"don't {n}\"\n", 'a = "{n}"\n', None),
    ("du", 'a = "x"\n', 'a = "Für dich"\n', 't.de.toml:1: a: "dich" addresses the reader'),
    ("du in a plural", 'a = "{n, plural, other {x}}"\n', 'a = "{n, plural, other {Deine Posts}}"\n',
     '"Deine" addresses the reader'),
    ("du in the form for Sie", 'a = "x"\n', 'a = { du = "du", sie = "deinen" }\n',
     '"deinen" addresses the reader: the form sie'),
    ("words that begin like du", 'a = "x"\n', 'a = "Durch Dirigenten und Dichter"\n', None),
    ("forms in English", 'a = { du = "x", sie = "y" }\n', 'a = "y"\n', "must be a text"),
    ("a form alone", 'a = "x"\n', 'a = { du = "y" }\n', "must be a text or {"),
    ("no text", "a = 3\n", 'a = "y"\n', "must be a text in quotes"),
    ("a space at the end", 'a = "x "\n', 'a = "y"\n', "t.en.toml:1: a: white space"),
    ("a space at the end of a line", 'a = """x \ny"""\n', 'a = "y"\n', "white space"),
    ("an empty text", 'a = ""\n', 'a = "y"\n', "is empty"),
    ("a key that is no name", '"a-b" = "x"\n', '"a-b" = "x"\n', "t.en.toml:1: a-b: a key is"),
    ("four numbers", 'a = "{a, number}{b, number}{c, number}{d, number}"\n', 'a = "{a}{b}{c}{d}"\n',
     "more than 3 numbers"),
    ("a choice by a number", 'a = "{n, select, other {{n, number}}}"\n', 'a = "{n}"\n',
     "is a number and a text"),
    ("TOML that is none", "a = \n", 'a = "y"\n', "t.en.toml:1:"),
    ("a key twice", 'a = "x"\n\na = "x"\n', 'a = "y"\n', "t.en.toml:3:"),
]


def faults_of(english, german):
    with tempfile.TemporaryDirectory() as root:
        for lang, text in (("en", english), ("de", german)):
            with open(os.path.join(root, f"t.{lang}.toml"), "w", encoding="utf-8") as handle:
                handle.write(text)
        said, here = io.StringIO(), os.getcwd()
        with contextlib.redirect_stderr(said):
            code = catalogue.main(root, root, ["t"])
        os.chdir(here)
        wrote = os.path.exists(os.path.join(root, "texts_data.c"))
    return code, said.getvalue(), wrote


def results():
    for name, english, german, want in CASES:
        code, said, wrote = faults_of(english, german)
        if want is None:
            yield name, code == 0 and wrote, said
        else:
            yield name, code == 1 and want in said and not wrote, f"said: {said!r}"


if __name__ == "__main__":
    tap.report(results())
