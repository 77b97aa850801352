"""Functions, files and headers stay small enough to be read at one go."""

import ctokens
import tree

FUNCTION_LINES = 60
COMPLEXITY = 15
FILE_LINES = {tree.C_SOURCE: 500, tree.C_HEADER: 150, tree.SCRIPTS: 500}


def file_faults(name, text):
    lines = text.count("\n")
    for endings, limit in FILE_LINES.items():
        if name.endswith(endings) and lines > limit:
            yield f"{name}:{lines}: {lines} lines, more than {limit}"


def function_faults(name, text):
    for item in ctokens.items(ctokens.tokens(text)):
        if item.kind != "function":
            continue
        where = f"{name}:{item.first}: {item.name}"
        if item.lines > FUNCTION_LINES:
            yield f"{where} has {item.lines} lines, more than {FUNCTION_LINES}"
        if item.complexity > COMPLEXITY:
            yield f"{where} has complexity {item.complexity}, more than {COMPLEXITY}"


def check(files):
    faults = []
    for name in files.having(tree.C_ALL + tree.SCRIPTS):
        text = files.text(name)
        if text is None or tree.is_data(name):
            continue
        faults += file_faults(name, text)
        if name.endswith(tree.C_ALL):
            faults += function_faults(name, text)
    return faults


if __name__ == "__main__":
    tree.run(check)
