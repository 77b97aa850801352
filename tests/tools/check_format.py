"""C is laid out as clang-format 14 does it; other versions differ in detail."""

import re
import shutil
import subprocess

import tree

TOOL = "clang-format-14"
FAULT = re.compile(r"^(.*?:\d+):\d+: error: (.*)$", re.M)


def check(files):
    names = files.having(tree.C_ALL)
    if not shutil.which(TOOL):
        return [f".clang-format:1: {TOOL} is not installed"]
    if not names:
        return []
    done = subprocess.run([TOOL, "--dry-run", "-Werror", "--style=file", *names],
                          cwd=files.root, capture_output=True, text=True, check=False)
    faults = [f"{where}: {what}" for where, what in FAULT.findall(done.stderr)]
    if done.returncode and not faults:
        faults = [f".clang-format:1: {TOOL} failed: {done.stderr.strip()}"]
    return faults


if __name__ == "__main__":
    tree.run(check)
