#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""lint.py ROOT CHECK: one check of checks.py over the source tree; exit status 1 when it complains."""
import os
import sys

import checks

LEFT_OUT = {".git", ".cache", "__pycache__"}  # .git is a file where several working trees share a repository


def read_tree(root):
    tree = {}
    for folder, names, files in os.walk(root):
        top = os.path.relpath(folder, root) == "."
        names[:] = [name for name in names if name not in LEFT_OUT and not (top and name.startswith("build"))]
        for name in set(files) - LEFT_OUT:  # .git is a file in a worktree
            path = os.path.join(folder, name)
            if name not in LEFT_OUT and not os.path.islink(path) and path != os.path.join(root, "compile_commands.json"):
                with open(path, "rb") as file:
                    tree[os.path.relpath(path, root).replace(os.sep, "/")] = file.read()
    return tree


def main():
    root, check = sys.argv[1:]
    complaints = list(checks.ALL[check](read_tree(root)))
    for path, line, complaint in complaints:
        print("%s:%d: %s" % (path, line, complaint))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
