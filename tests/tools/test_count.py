"""The closing line of a test run counts each case, and a run that fails or is empty
says so. Printed as TAP."""

import json

import count
import tap

# what, result of the test, what it printed, (passed, failed, skipped)
CASES = [
    ("a test without TAP counts as one", "OK", "fine\n", (1, 0, 0)),
    ("one that fails", "FAIL", "", (0, 1, 0)),
    ("one that is skipped", "SKIP", "", (0, 0, 1)),
    ("one that runs out of time", "TIMEOUT", "", (0, 1, 0)),
    ("TAP that is skipped as a whole", "SKIP", "1..0 # SKIP no package\n", (0, 0, 1)),
    ("TAP is counted case by case", "FAIL",
     "1..4\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no disk\nok 4\n", (2, 1, 1)),
    ("the plan may come last", "OK", "ok 1 - a\nok 2 - b\n1..2\n", (2, 0, 0)),
    ("a crash after good cases is a failure", "ERROR", "1..3\nok 1 - a\n", (1, 1, 0)),
    ("what only looks like a result", "OK", "1..1\n# ok 7\n  okay\nok 1\n", (1, 0, 0)),
]


def results():
    for what, result, output, expected in CASES:
        got = count.count([json.dumps({"result": result, "stdout": output})])
        yield what, got == expected, f"expected {expected}, got {got}"
    everything = [json.dumps({"result": r, "stdout": o}) for _, r, o, _ in CASES]
    total = tuple(map(sum, zip(*(c[3] for c in CASES))))
    yield "all together", count.count(everything) == total, count.count(everything)
    yield "an empty run", count.count([]) == (0, 0, 0), count.count([])


if __name__ == "__main__":
    tap.report(results())
