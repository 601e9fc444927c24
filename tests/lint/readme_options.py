#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""readme_options.py COMMAND ROOT: README.md's option table names the options of --help, no more and no fewer."""
import os
import re
import subprocess
import sys

OPTION = re.compile(r"(?<![\w-])(--?[A-Za-z][\w-]*)")


def of_help(text):
    """Options at the start of a line of --help: "  -k, --keys=FILE   ..."."""
    found = set()
    for line in text.splitlines():
        match = re.match(r"\s+(-[A-Za-z], )?(--[a-z][\w-]*|-[A-Za-z]\b)", line)
        if match:
            found.update(OPTION.findall(match.group(0)))
    return found


def of_readme(text):
    """Options in the first cell of a table row: "| `-k, --keys FILE` | ..."."""
    found = set()
    for line in text.splitlines():
        match = re.match(r"\| `(-[^`]*)` \|", line)
        if match:
            found.update(OPTION.findall(match.group(1)))
    return found


def main():
    command, root = sys.argv[1:]
    assert of_help("  -k, --keys=FILE  x\n  --explain RULE\n") != of_readme("| `-k, --keys FILE` | x |\n")
    assert of_help("  -k, --keys=FILE  see --explain\n") == of_readme("| `-k, --keys FILE` | as --messages |\n")
    shown = of_help(subprocess.run([command, "--help"], capture_output=True, text=True, check=True).stdout)
    with open(os.path.join(root, "README.md"), encoding="utf-8") as file:
        told = of_readme(file.read())
    for option in sorted(shown - told):
        print("%s is in --help, not in README.md" % option)
    for option in sorted(told - shown):
        print("%s is in README.md, not in --help" % option)
    return 0 if shown and shown == told else 1


if __name__ == "__main__":
    sys.exit(main())
