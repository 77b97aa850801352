"""Functions that are not called, or only from the one module that wraps them, and no
state that outlives a call."""

import re

import ctokens
import tree

NEVER = {
    "strcpy strcat stpcpy sprintf vsprintf gets alloca": "has no bound: use struct buf",
    "strncpy strncat": "does not end what it cuts: use struct buf",
    "atoi atol atoll atof": "has no error: use str_to_int",
    "strtok strtok_r": "writes into its argument: use str_cut",
    "gmtime localtime ctime asctime mktime gmtime_r localtime_r timegm strftime":
        "zones are base/zone's",
    "rand srand random srandom drand48": "is no random source: use the turn's",
    "system popen": "starts a shell",
    "setjmp longjmp": "jumps over clean-up",
    "signal": "use sigaction or the loop's signals",
    "tmpnam tempnam mktemp": "races: use mkstemp",
}
# Only where the file's name fits the pattern.
ONLY_IN = {
    "time clock clock_gettime gettimeofday":
        (r"bot/io/.*|tests/.*", "time is an argument"),
    "getrandom getentropy arc4random RAND_bytes":
        (r"bot/io/.*|tests/.*", "randomness is an argument"),
    "fork execv execve execvp execlp execl posix_spawn posix_spawnp":
        (r"bot/(io|app|cli|picture)/.*|tests/.*", "processes are io's"),
    "getenv secure_getenv setenv":
        (r"bot/(config|app|cli|io|picture)/.*|tests/.*", "the environment is config's"),
    "fopen open openat socket connect bind printf puts exit _exit":
        (r"bot/(base|store|io|config|app|cli|picture|platform)/.*|tests/.*",
         "this floor has no I/O"),
    "sleep usleep nanosleep": (r"bot/io/clock[^/]*", "wait for an event, not for time"),
}
# Where a log line goes and from which level on is set once, at the start.
MAY_KEEP_STATE = r"bot/base/log[^/]*\.c"


def banned_in(name):
    words = {w: why for names, why in NEVER.items() for w in names.split()}
    for names, (place, why) in ONLY_IN.items():
        if not re.fullmatch(place, name):
            words.update(dict.fromkeys(names.split(), why))
    return words


def is_call(toks, i):
    """Whether toks[i] is called or taken as a function, rather than a member's name."""
    before = toks[i - 1].text if i else ""
    after = toks[i + 1].text if i + 1 < len(toks) else ""
    return after == "(" and before not in (".", "->", "*")


def call_faults(name, toks):
    banned = banned_in(name)
    for i, tok in enumerate(toks):
        if tok.kind == "id" and tok.text in banned and is_call(toks, i):
            yield f"{name}:{tok.line}: {tok.text}: {banned[tok.text]}"


def local_statics(item):
    """The heads of the static variables in a function."""
    for i, tok in enumerate(item.body):
        if tok.text == "static":
            rest = item.body[i:]
            end = next(n for n, t in enumerate(rest) if t.text == ";")
            yield ctokens.before_initialiser(rest[:end])


def state_faults(name, tokens):
    for item in ctokens.items(tokens):
        heads = [item.head] if item.kind == "variable" else local_statics(item)
        for head in heads:
            if not ctokens.is_constant(head):
                words = " ".join(t.text for t in head)
                yield f"{name}:{head[0].line}: can be written and outlives a call: {words}"


def check(files):
    faults = []
    for name in files.having(tree.C_ALL):
        tokens = ctokens.tokens(files.text(name))
        faults += call_faults(name, ctokens.code(tokens))
        if name.startswith(("bot/", "commands/")) and not re.fullmatch(MAY_KEEP_STATE, name):
            faults += state_faults(name, tokens)
    return faults


if __name__ == "__main__":
    tree.run(check)
