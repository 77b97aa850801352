"""The files of the source tree, as the checks see them."""

import functools
import os
import subprocess
import sys

SKIPPED = {".git", "node_modules", "__pycache__", ".venv", ".pytest_cache", ".cache"}
C_SOURCE = (".c", ".cpp", ".cc")
C_HEADER = (".h", ".hpp")
C_ALL = C_SOURCE + C_HEADER
SCRIPTS = (".py", ".js", ".mjs", ".cjs", ".sh", ".css", ".html")
# Data that a peer or a fuzzer produced: bytes to keep, not text to tidy.
DATA_FOLDERS = ("tests/fixtures/", "tests/fuzz/corpus/")


class Tree:
    """What git would commit below `root`, or every file where there is no git."""

    def __init__(self, root):
        self.root = os.path.abspath(root)

    @functools.cached_property
    def files(self):
        return sorted(self._from_git() or self._from_walk())

    def _from_git(self):
        if not os.path.exists(os.path.join(self.root, ".git")):
            return []
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", self.root, "ls-files", "-z",
             "--cached", "--others", "--exclude-standard"],
            capture_output=True, check=False)
        names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
        return [n for n in names if n and os.path.isfile(self.path(n))]

    def _from_walk(self):
        found = []
        for folder, folders, names in os.walk(self.root):
            here = os.path.relpath(folder, self.root)
            folders[:] = [f for f in folders if f not in SKIPPED
                          and not (here == "." and f.startswith("build"))]
            found += [os.path.normpath(os.path.join(here, n)) for n in names]
        return found

    def path(self, name):
        return os.path.join(self.root, name)

    def having(self, endings, below=("",)):
        return [f for f in self.files if f.endswith(endings) and f.startswith(below)]

    def text(self, name):
        """The text of a file; None when it is not UTF-8 text."""
        with open(self.path(name), "rb") as file:
            data = file.read()
        if b"\0" in data:
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return None


def is_data(name):
    return name.startswith(DATA_FOLDERS)


def run(check):
    """The main() of a check: `check` takes a Tree and returns `file:line: what` lines."""
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    faults = check(Tree(root))
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults", file=sys.stderr)
    sys.exit(1 if faults else 0)
