"""Prints results as TAP, so that each case is shown and counted."""

import sys


def report(results):
    """`results`: (name, is_ok, note shown when it is not). Ends the process."""
    failed = 0
    number = 0
    for number, (name, is_ok, note) in enumerate(results, 1):
        failed += not is_ok
        print(f"{'ok' if is_ok else 'not ok'} {number} - {name}")
        if not is_ok:
            print(f"# {note}")
    print(f"1..{number}")
    sys.exit(1 if failed else 0)
