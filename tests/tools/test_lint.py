"""Each check finds the fault that is planted for it, and is quiet about its neighbour
that is allowed. Printed as TAP."""

import os
import tempfile

import check_calls
import check_docs
import check_format
import check_guides
import check_layers
import check_sizes
import check_words
import tap
import tree


def function(lines=3, branches=0):
    body = ["    if (x) x--;"] * branches
    body += ["    x++;"] * (lines - 3 - len(body))
    return "int f(int x)\n{\n" + "".join(line + "\n" for line in body) + "}\n"


OPEN_WORD = "TO" "DO"
WORKPLACE = "/work" "/main"
HOST = "https://registry" ".npmjs.org/x"

# what, check, file, its text, part of the fault (None: no fault)
CASES = [
    ("a function of 60 lines", check_sizes, "bot/a/a.c", function(60), None),
    ("a function of 61 lines", check_sizes, "bot/a/a.c", function(61), "f has 61 lines"),
    ("a long test", check_sizes, "tests/unit/test_a.c",
     "TEST(x_is_y)\n{\n" + "\n" * 60 + "}\n", "TEST(x_is_y) has 63 lines"),
    ("14 branches", check_sizes, "bot/a/a.c", function(40, 14), None),
    ("15 branches", check_sizes, "commands/a.c", function(40, 15), "complexity 16"),
    ("branches in strings and comments", check_sizes, "bot/a/a.c",
     function(40, 14) + '/* if && || */ const char *f(void) { return "&&"; }\n', None),
    ("functions after a macro call and in extern C", check_sizes, "bot/a/a.cpp",
     'extern "C" {\nPAIR(a, b)\n' + function(61) + "}\n", "f has 61 lines"),
    ("a file of 501 lines", check_sizes, "bot/a/a.c", "\n" * 501, "501 lines, more than 500"),
    ("a header of 151 lines", check_sizes, "bot/a/a.h", "\n" * 151, "more than 150"),
    ("a script of 501 lines", check_sizes, "tests/x.py", "\n" * 501, "more than 500"),

    ("a bare prototype", check_docs, "bot/a/a.h", "int f(void);\n", "f has no comment"),
    ("a bare struct", check_docs, "bot/a/a.h", "struct a {\n    int x; /* y */\n    int z;\n};\n",
     "a has no comment"),
    ("a bare enum", check_docs, "bot/a/a.h", "enum a { B, C };\n", "a has no comment"),
    ("a comment for each member", check_docs, "bot/a/a.h",
     "struct a {\n    int x; /* y */\n};\n", None),
    ("bare constants", check_docs, "bot/a/a.h", "enum { b = 1 };\n", None),
    ("an include is no group", check_docs, "bot/a/a.h",
     "/* The file. */\n#include <x.h>\nint f(void);\n", "f has no comment"),
    ("a blank line ends a group", check_docs, "bot/a/a.h",
     "/* Both. */\nint f(void);\n\nint g(void);\n", "g has no comment"),
    ("a commented group", check_docs, "bot/a/a.h",
     "/* Both. */\nint f(void);\nint g(int a,\n      int b);\n\nstruct later;\n", None),
    ("a comment at the end of the line", check_docs, "bot/a/a.h",
     "int f(void); /* why */\n", None),

    ("up a floor", check_layers, "bot/model/a.c", '#include "core/turn.h"\n',
     "model must not see core"),
    ("down a floor", check_layers, "bot/core/a.c", '#include "model/card.h"\n', None),
    ("io sees the model", check_layers, "bot/io/a.c", '#include "model/card.h"\n',
     "io must not see model"),
    ("a feature sees io", check_layers, "commands/a.c", '#include "io/clock.h"\n',
     "commands must not see io"),
    ("a feature sees the domain", check_layers, "commands/a.c",
     '#include "advocacy/gate.h"\n', None),
    ("a platform sees the store", check_layers, "bot/platform/slack/a.c",
     '#include "store/db.h"\n', "platform must not see store"),
    ("a platform sees another", check_layers, "bot/platform/slack/a.c",
     '#include "platform/mattermost/wire.h"\n', "one platform must not see another"),
    ("a platform sees what is shared", check_layers, "bot/platform/slack/a.c",
     '#include "platform/platform.h"\n', None),
    ("app sees across", check_layers, "bot/app/a.c",
     '#include "io/loop.h"\n#include "core/turn.h"\n', None),
    ("a path that is not relative to bot", check_layers, "bot/core/a.c",
     '#include "turn.h"\n', "not written relative to bot/"),
    ("an unknown floor", check_layers, "bot/misc/a.c", "", "no such floor: misc"),
    ("SQLite outside the store", check_layers, "bot/core/a.c", "#include <sqlite3.h>\n",
     "<sqlite3.h> belongs into bot/store"),
    ("cJSON in the JSON wrapper", check_layers, "bot/base/json.c",
     "#include <cjson/cJSON.h>\n", None),
    ("cJSON elsewhere in base", check_layers, "bot/base/log.c",
     "#include <cjson/cJSON.h>\n", "belongs into bot/base/json"),
    ("a socket in a feature", check_layers, "commands/a.c", "#include <sys/socket.h>\n",
     "belongs into bot/(io"),

    ("a call without a bound", check_calls, "tests/unit/a.c",
     "void f(char *a) { strcpy(a, a); }\n", "strcpy: has no bound"),
    ("a member of that name", check_calls, "bot/a/a.c",
     "void f(struct s *s) { s->gets(s); }\n", None),
    ("the clock in a feature", check_calls, "commands/a.c",
     "long f(void) { return time(0); }\n", "time: time is an argument"),
    ("the clock in io", check_calls, "bot/io/clock.c",
     "long f(void) { return time(0); }\n", None),
    ("a test that sleeps", check_calls, "tests/unit/a.c", "void f(void) { usleep(9); }\n",
     "usleep: wait for an event"),
    ("a file opened by the engine", check_calls, "bot/core/a.c",
     "void *f(void) { return fopen(0, 0); }\n", "fopen: this floor has no I/O"),
    ("a global", check_calls, "bot/core/a.c", "static int count;\n", "static int count"),
    ("a table of pointers that can be written", check_calls, "bot/core/a.c",
     'static const char *names[] = { "a" };\n', "outlives a call"),
    ("a constant table", check_calls, "bot/core/a.c",
     'static const char *const names[] = { "a" };\nstatic const struct { int (*f)(void); }'
     " t[] = { { 0 } };\nextern const struct x y;\n", None),
    ("a pointer to a function", check_calls, "bot/core/a.c", "static int (*hook)(void);\n",
     "hook"),
    ("a static local", check_calls, "commands/a.c",
     "int f(void)\n{\n    static int n = 0;\n    return n++;\n}\n", "static int n"),
    ("the log level", check_calls, "bot/base/log.c", "static int level;\n", None),
    ("a global in a test", check_calls, "tests/unit/a.c", "static int count;\n", None),

    ("a test that there is not", check_guides, "docs/promises.md",
     "| it holds | share: `it_holds_for_good` |\n", "no test it_holds_for_good"),
    ("a planted bug that there is not", check_guides, "docs/promises.md",
     "| it holds | planted `it-fails` |\n", "no test it-fails"),
    ("a table that nobody is told of", check_guides, "commands/a.c",
     '"CREATE TABLE secret_list (x TEXT)"\n', "secret_list is missing"),
    ("a key that nobody is told of", check_guides, "bot/config/keys.c",
     '{ SECTION_BOT, KEY_TEXT, "secret",\n', "secret is missing in docs/operators.md"),
    ("a link to nowhere", check_guides, "docs/a.md", "see [b](b.md)\n", "b.md leads nowhere"),
    ("a link to itself and to elsewhere", check_guides, "docs/a.md",
     "see [a](a.md#b), [c](https://example.com)\n", None),

    ("a strange file in the root", check_words, "notes.md", "x\n", "into the root"),
    ("a file of the root", check_words, "README.md", "x\n", None),
    ("something left open", check_words, "bot/a/a.c", f"/* {OPEN_WORD}: more */\n",
     OPEN_WORD),
    ("a path of a workplace", check_words, "docs/a.md", f"see {WORKPLACE}\n", "/work"),
    ("a folder of that name", check_words, "docs/a.md", "see tests/work/x\n", None),
    ("a host in a lock file", check_words, "tests/x/package-lock.json", f'"{HOST}"\n',
     "registry"),
    ("white space at the end", check_words, "docs/a.md", "x \n", "white space at the end"),
    ("white space in a fixture", check_words, "tests/fixtures/a.txt", "x ", None),
    ("no new line at the end", check_words, "bot/a/a.c", "int x;", "no new line"),

    ("C laid out otherwise", check_format, "bot/a/a.c", "int  x;\n", "a.c:1"),
    ("C laid out well", check_format, "bot/a/a.c", "int x;\n", None),
]


def faults_of(check, name, text):
    with tempfile.TemporaryDirectory() as root:
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return check.check(tree.Tree(root))


def is_as_expected(faults, expected):
    if expected is None:
        return not faults
    return len(faults) == 1 and expected in faults[0]


def results():
    for what, check, name, text, expected in CASES:
        faults = faults_of(check, name, text)
        yield (f"{check.__name__}: {what}", is_as_expected(faults, expected),
               f"expected {expected!r}, got {faults}")


if __name__ == "__main__":
    tap.report(results())
