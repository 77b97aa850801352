"""Counts the single cases of a `meson test` run, from its testlog.json, and prints them
as `N passed, N failed`. A test that speaks TAP counts case by case, any other as one.
Fails when something failed or nothing ran.

    count.py TESTLOG EXIT-CODE-OF-MESON
"""

import json
import re
import sys

PLAN = re.compile(r"^1\.\.\d+", re.M)
RESULT = re.compile(r"^(ok|not ok)\b[^#\n]*(#[ \t]*SKIP)?", re.M | re.I)
GOOD = ("OK", "EXPECTEDFAIL")


def count_test(test):
    """(passed, failed, skipped) of one line of the log."""
    output = test.get("stdout") or ""
    if not PLAN.search(output) or test["result"] == "SKIP":
        result = test["result"]
        return result in GOOD, result not in GOOD + ("SKIP",), result == "SKIP"
    passed = failed = skipped = 0
    for match in RESULT.finditer(output):
        if match.group(2):
            skipped += 1
        elif match.group(1).lower() == "ok":
            passed += 1
        else:
            failed += 1
    if not failed and test["result"] not in GOOD + ("SKIP",):
        failed = 1  # it crashed, ran out of time, or left cases out
    return passed, failed, skipped


def count(lines):
    totals = [count_test(json.loads(line)) for line in lines if line.strip()]
    return tuple(map(sum, zip(*totals))) if totals else (0, 0, 0)


def main():
    path, exit_code = sys.argv[1:]
    try:
        with open(path, encoding="utf-8") as log:
            passed, failed, skipped = count(log)
    except FileNotFoundError:
        passed, failed, skipped = 0, 0, 0
    if exit_code != "0" and not failed:
        failed = 1  # meson itself did not come to its end
    tail = f", {skipped} skipped" if skipped else ""
    print(f"{passed} passed, {failed} failed{tail}")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
