#!/usr/bin/env python3
"""Turns the text catalogues into C: bot/base/text.h says what comes out.

    catalogue.py SOURCE_ROOT OUT_DIR CATALOGUE...

Each catalogue stands for CATALOGUE.en.toml and .de.toml below the root. Faults are printed as `file:line: key: what`; then the exit code is 1 and nothing is
written."""

import os
import re
import sys
import tomllib

import message

LANGS = ("en", "de")
KEY = re.compile(r"[a-z][a-z0-9_]*")
# What addresses the reader in a way that does not suit those who chose "Sie".
FAMILIAR = re.compile(r"\b(du|dir|dich|deine?[rmns]?|euch|eure?[rmns]?)\b", re.I)
MOST_NUMBERS, MOST_STRINGS = 3, 6  # as bot/base/text.c passes them on


class Text:
    """One key in one language: its forms are [text] or, in German, [du, sie]."""

    def __init__(self, file, line, lang, key, forms):
        self.file, self.line, self.lang, self.key, self.forms = file, line, lang, key, forms
        self.nodes = []

    def fault(self, what):
        return f"{self.file}:{self.line}: {self.key}: {what}"


def line_of(source, key):
    found = re.search(rf"^[ \t]*\"?{re.escape(key)}\"?[ \t]*=", source, re.M)
    return source.count("\n", 0, found.start()) + 1 if found else 1


def read_forms(lang, value):
    """The forms of a text, or what is wrong with it (a str)."""
    if isinstance(value, str):
        return [value]
    if lang != "de" or not isinstance(value, dict):
        return "must be a text in quotes"
    if set(value) != {"du", "sie"} or not all(isinstance(v, str) for v in value.values()):
        return "must be a text or { du = \"...\", sie = \"...\" }"
    return [value["du"], value["sie"]]


def read_language(file, lang, faults):
    """key -> Text of one file."""
    try:
        with open(file, encoding="utf-8") as handle:
            source = handle.read()
        table = tomllib.loads(source)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as err:
        found = re.search(r"at line (\d+)", str(err))
        faults.append(f"{file}:{found.group(1) if found else 1}: {err}")
        return {}
    texts = {}
    for key, value in table.items():
        forms = read_forms(lang, value)
        text = Text(file, line_of(source, key), lang, key, forms)
        if isinstance(forms, str):
            faults.append(text.fault(forms))
        elif not KEY.fullmatch(key):
            faults.append(text.fault("a key is [a-z][a-z0-9_]*"))
        else:
            texts[key] = text
    return texts


def check_form(text, form):
    """Parses one form; yields what is wrong with it."""
    if not form.strip():
        yield "is empty"
    if re.search(r"[ \t]$", form, re.M) or form != form.strip():
        yield "white space at an end of it"
    try:
        text.nodes.append(message.parse(form, text.lang))
    except message.MessageError as err:
        yield str(err)


def check_address(text):
    """Who chose "Sie" must not be addressed with "du"."""
    if text.lang != "de" or not text.nodes:
        return
    found = FAMILIAR.search(" ".join(message.literals(text.nodes[-1])))
    if found:
        where = "the form sie" if len(text.forms) > 1 else "it has no form sie"
        yield f"\"{found.group()}\" addresses the reader: {where}"


def check_arguments(text, model):
    """Each form has the arguments of the first English form, used alike."""
    want = message.arguments(model.nodes[0])
    for nodes in text.nodes:
        got = message.arguments(nodes)
        for name in want.keys() - got.keys():
            yield f"argument {{{name}}} is missing ({model.file}:{model.line} has it)"
        for name in got.keys() - want.keys():
            yield f"argument {{{name}}} is not in {model.file}:{model.line}"
        for name in message.selected(nodes):
            if got[name]:
                yield f"argument {{{name}}} is a number and a text"


def check_counts(is_number):
    numbers = sum(is_number.values())
    if numbers > MOST_NUMBERS or len(is_number) - numbers > MOST_STRINGS:
        yield f"takes more than {MOST_NUMBERS} numbers or {MOST_STRINGS} other arguments"


def check_text(text, model):
    faults = [what for form in text.forms for what in check_form(text, form)]
    if not faults and model.nodes:
        faults += check_address(text)
        faults += check_arguments(text, model)
    return [text.fault(what) for what in faults]


class Entry:
    """One text in all its forms, and the function that says it."""

    def __init__(self, name, english, german):
        self.name = name
        self.forms = [english.nodes[0], german.nodes[0],
                      german.nodes[1] if len(german.nodes) > 1 else None]
        self.is_number = message.arguments(english.nodes[0])
        for nodes in self.forms[1:]:
            for arg, is_number in message.arguments(nodes or []).items():
                self.is_number[arg] = self.is_number[arg] or is_number
        self.is_message = any(self.is_number.values()) or any(
            isinstance(node, message.Choice) for nodes in self.forms for node in nodes or [])

    def prototype(self):
        args = "".join(f", {'int64_t ' if is_number else 'struct str '}{arg}"
                       for arg, is_number in self.is_number.items())
        return f"struct str {self.name}(const struct speech *say{args})"

    def numbers(self):
        """ICU gets the numbers first: their type in a varargs list differs."""
        ordered = sorted(self.is_number, key=lambda arg: not self.is_number[arg])
        return {arg: number for number, arg in enumerate(ordered)}

    def spliced(self, nodes):
        """Literal text, with \\1 and a digit where an argument goes."""
        order = list(self.is_number)
        return "".join(node if isinstance(node, str) else f"\x01{order.index(node.name)}"
                       for node in nodes)

    def row(self):
        forms = []
        for nodes in self.forms:
            if nodes is None:
                forms.append("NULL")
            elif self.is_message:
                forms.append(c_string(message.to_icu(nodes, self.numbers(), self.is_number)))
            else:
                forms.append(c_string(self.spliced(nodes)))
        return f"    {{ {{ {', '.join(forms)} }}, {'true' if self.is_message else 'false'} }},\n"

    def function(self, number):
        fields = [f"{{ .type = TEXT_ARG_INT, .i = {arg} }}" if is_number
                  else f"{{ .type = TEXT_ARG_STR, .s = {arg} }}"
                  for arg, is_number in self.is_number.items()]
        args = f"(const struct text_arg[]){{ {', '.join(fields)} }}" if fields else "NULL"
        return (f"{self.prototype()}\n{{\n    return text_format(say, {number}, {args}, "
                f"{len(fields)});\n}}\n\n")


def c_string(text):
    out = ""
    for char in text:
        if char in "\"\\?":
            out += "\\" + char
        elif char == "\n":
            out += "\\n"
        elif ord(char) < 0x20:
            out += f"\\{ord(char):03o}"
        else:
            out += char
    return f'"{out}"'


def read_catalogue(base, faults):
    """The entries of one catalogue, in the order of its English file."""
    found = {lang: read_language(f"{base}.{lang}.toml", lang, faults) for lang in LANGS}
    name = os.path.basename(base)
    entries, start = [], len(faults)
    for lang, other in (LANGS, reversed(LANGS)):
        for key in found[lang].keys() - found[other].keys():
            has = found[lang][key]
            faults.append(f"{base}.{other}.toml:1: {key}: is missing ({has.file}:{has.line} has it)")
    for key, english in found["en"].items():
        german = found["de"].get(key)
        if not german:
            continue
        wrong = check_text(english, english) + check_text(german, english)
        faults += wrong
        if not wrong:
            entry = Entry(f"{name}_{key}", english, german)
            faults += [english.fault(what) for what in check_counts(entry.is_number)]
            entries.append(entry)
    return entries if len(faults) == start else []


def header(name, entries):
    guard = f"{name.upper()}_TEXTS_H"
    prototypes = "".join(f"{entry.prototype()};\n" for entry in entries)
    return (f"/* Made from {name}.en.toml and {name}.de.toml. */\n#ifndef {guard}\n#define {guard}\n\n"
            f'#include "base/text.h"\n\n{prototypes}\n#endif\n')


def data(catalogues):
    includes = "".join(f'#include "{name}_texts.h"\n' for name in catalogues)
    entries = [entry for found in catalogues.values() for entry in found]
    functions = "".join(entry.function(number) for number, entry in enumerate(entries))
    rows = "".join(entry.row() for entry in entries)
    return (f'/* Made from the text catalogues. */\n#include "base/text_data.h"\n\n{includes}\n'
            f"const struct text_data text_data[] = {{\n{rows}}};\n"
            f"const size_t text_data_count = {len(entries)};\n\n{functions}")


def write(path, text):
    with open(path, "w", encoding="utf-8") as handle:
        handle.write(text)


def main(root, out_dir, bases):
    out_dir = os.path.abspath(out_dir)
    os.chdir(root)
    faults, catalogues = [], {}
    for base in bases:
        name = os.path.basename(base)
        if name in catalogues:
            faults.append(f"{base}.en.toml:1: there is another catalogue {name}")
        catalogues[name] = read_catalogue(base, faults)
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    for name, entries in catalogues.items():
        write(os.path.join(out_dir, f"{name}_texts.h"), header(name, entries))
    write(os.path.join(out_dir, "texts_data.c"), data(catalogues))
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit("usage: catalogue.py SOURCE_ROOT OUT_DIR CATALOGUE...")
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
