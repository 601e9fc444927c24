#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""format.py ROOT: every C file stands as clang-format 14 would put it; skipped (77) where that version is not."""
import os
import shutil
import subprocess
import sys
import tempfile

import lint

VERSION = 14
BAD = "int   f( void ){return 1 ;}\n"


def find_program():
    for name in ("clang-format-%d" % VERSION, "clang-format"):
        program = shutil.which(name)
        if program:
            shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
            if "version %d." % VERSION in shown:
                return program
    return None


def check(program, root, files):
    """What clang-format says against files, by the style of root; empty when it would leave them as they are."""
    style = "file:" + os.path.join(root, ".clang-format")
    done = subprocess.run([program, "--style=" + style, "--dry-run", "--Werror", *files], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout if done.returncode else ""


def main():
    root = os.path.abspath(sys.argv[1])
    program = find_program()
    if program is None:
        print("clang-format %d is not here" % VERSION)
        return 77
    files = [os.path.join(root, path) for path in sorted(lint.read_tree(root)) if path.endswith((".c", ".h"))]
    with tempfile.NamedTemporaryFile("w", suffix=".c") as bad:
        bad.write(BAD)
        bad.flush()
        if not check(program, root, [bad.name]):
            print("clang-format lets a badly formatted file pass")
            return 1
    complaints = check(program, root, files)
    print(complaints, end="")
    print("%d files looked at" % len(files))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
