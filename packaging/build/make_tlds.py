#!/usr/bin/env python3
"""Writes bot/advocacy/tld_data.c from the Public Suffix List.

    pip download --no-deps publicsuffixlist && unzip publicsuffixlist-*.whl
    packaging/build/make_tlds.py publicsuffixlist/public_suffix_list.dat

Run by hand when new top-level domains came up; the result is committed. Only the
names and the date of the list are taken.
"""

import re
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[2] / "bot/advocacy/tld_data.c"


def read(path):
    """The date of the list, and the last label of each rule of its ICANN part."""
    text = Path(path).read_text(encoding="utf-8")
    date = re.search(r"VERSION: (\d{4}-\d{2}-\d{2})", text).group(1)
    icann = text.split("===END ICANN DOMAINS===")[0]
    rules = [line.split()[0] for line in icann.splitlines()
             if line.strip() and not line.startswith("//")]
    return date, sorted({rule.rsplit(".", 1)[-1] for rule in rules},
                        key=lambda name: name.encode())


def rows(names):
    """Initialisers, as many on a line as fit into 90 columns."""
    line = "   "
    for name in names:
        item = f' STR_INIT("{name}"),'
        if len(line.encode()) + len(item.encode()) > 90:
            yield line
            line = "   "
        line += item
    yield line


def main():
    date, names = read(sys.argv[1])
    lines = [
        f"/* Made by packaging/build/make_tlds.py from the Public Suffix List of {date}.",
        " * Sorted by bytes. */",
        '#include "advocacy/tld.h"',
        "",
        "/* clang-format off */",
        "const struct str tld_names[] = {",
        *rows(names),
        "};",
        "/* clang-format on */",
        "",
        "const size_t tld_names_len = sizeof(tld_names) / sizeof(tld_names[0]);",
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
