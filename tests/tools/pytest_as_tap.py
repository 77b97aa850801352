"""A pytest plugin that prints TAP, so that meson shows and counts each case:

    python3 -m pytest -p no:terminal -p pytest_as_tap ...    (PYTHONPATH=tests/tools)
"""

import sys


class TapReporter:
    def __init__(self):
        self.number = 0
        self.worst = {}  # of the phases of a case that is still running

    def line(self, text):
        sys.__stdout__.write(text + "\n")
        sys.__stdout__.flush()

    def result(self, is_ok, name, note=""):
        self.number += 1
        self.line(f"{'ok' if is_ok else 'not ok'} {self.number} - {name}{note}")

    def explain(self, text):
        for line in str(text).splitlines():
            self.line("# " + line)

    def pytest_collectreport(self, report):
        if report.failed:
            self.result(False, report.nodeid or "collection")
            self.explain(report.longrepr)

    def pytest_runtest_logreport(self, report):
        if not report.passed:
            self.worst.setdefault(report.nodeid, report)
        if report.when != "teardown":
            return
        worst = self.worst.pop(report.nodeid, report)
        name = report.nodeid.replace("#", "_")
        if worst.skipped:
            self.result(True, name, " # SKIP")
            return
        self.result(worst.passed, name)
        if worst.failed:
            self.explain(worst.longrepr)
            for title, content in worst.sections:
                self.explain(f"-- {title}\n{content}")

    def pytest_sessionfinish(self):
        self.line(f"1..{self.number}")


def pytest_configure(config):
    # Under xdist only the controller hears of all cases.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(TapReporter(), "tap-reporter")
