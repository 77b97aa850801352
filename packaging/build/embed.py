#!/usr/bin/env python3
"""Compiles files in.

    embed.py NAME OUT.c OUT.h FILE...

makes `const struct embedded NAME[]`, sorted by file name, and its length `NAME_n`."""

import os
import sys

PER_LINE = 24


def array(index, data):
    numbers = [str(byte) for byte in data] + ["0"]
    lines = [",".join(numbers[i:i + PER_LINE]) for i in range(0, len(numbers), PER_LINE)]
    return f"static const unsigned char bytes_{index}[] = {{\n" + ",\n".join(lines) + "\n};\n"


def entry(index, path, data):
    name = os.path.basename(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'    {{ "{name}", {{ (const char *)bytes_{index}, {len(data)} }} }},\n'


def source(name, header, paths):
    files = []
    for path in sorted(paths, key=os.path.basename):
        with open(path, "rb") as file:
            files.append((path, file.read()))
    out = [f'#include "{header}"\n\n']
    out += [array(i, data) for i, (_, data) in enumerate(files)]
    out.append(f"\nconst struct embedded {name}[] = {{\n")
    out += [entry(i, path, data) for i, (path, data) in enumerate(files)]
    out.append(f"}};\nconst size_t {name}_n = {len(files)};\n")
    return "".join(out)


def header(name):
    return ('#pragma once\n#include "base/embedded.h"\n'
            f"extern const struct embedded {name}[];\nextern const size_t {name}_n;\n")


def main():
    name, out_c, out_h, *paths = sys.argv[1:]
    with open(out_c, "w", encoding="utf-8") as file:
        file.write(source(name, os.path.basename(out_h), paths))
    with open(out_h, "w", encoding="utf-8") as file:
        file.write(header(name))


if __name__ == "__main__":
    main()
