#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
readme.py COMMAND ROOT [--refresh]: the option table of the manual names the options of --help, and its examples and those of
README.md print what they show, each of captures/, of NAMED or of MADE, which tests/bench makes. --refresh writes into both
pages what they print, but for those that leave lines out ("...").
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

PAGES = ("README.md", "packaging/doc/manual.md")
MADE = "four-hours.pcap"
# As a user would call them.
NAMED = {"outside.pcap": "capture.pcap", "r1.cfg": "initiator/ios.txt", "r2.cfg": "responder/ios.txt"}
NAMED_FOLDER = "ios-transform-both-ways"
OPTION = re.compile(r"(?<![\w-])(--?[A-Za-z][\w-]*)")


def options_of_help(text):
    """Options at the start of a line of --help: "  -k, --keys FILE   ..."."""
    found = set()
    for line in text.splitlines():
        match = re.match(r"\s+(-[A-Za-z], )?(--[a-z][\w-]*|-[A-Za-z]\b)", line)
        if match:
            found.update(OPTION.findall(match.group(0)))
    return found


def options_of_manual(text):
    """Options in the first cell of a table row: "| `-k, --keys FILE` | ..."."""
    found = set()
    for line in text.splitlines():
        match = re.match(r"\| `(-[^`]*)` \|", line)
        if match:
            found.update(OPTION.findall(match.group(1)))
    return found


EXAMPLE = re.compile(r"^    \$ iketriage (.*)\n((?:    .*\n|\n(?=    ))*)", re.MULTILINE)


def examples(text):
    """(arguments, lines shown) of every block that begins with "    $ iketriage ..."; "..." leaves lines out."""
    for match in EXAMPLE.finditer(text):
        shown = [line[4:] for line in match.group(2).splitlines()]
        yield shlex.split(match.group(1)), [line for line in shown if line.strip() not in ("", "...")]


def refreshed(text, run):
    """The text with what its examples print now."""
    def block(match):
        if any(line.strip() == "..." for line in match.group(2).splitlines()):
            return match.group(0)
        printed = "".join(f"    {line}".rstrip() + "\n" for line in run(*shlex.split(match.group(1))).splitlines())
        return f"    $ iketriage {match.group(1)}\n{printed}"
    return EXAMPLE.sub(block, text)


def first_missing(shown, printed):
    """The first line shown that printed does not have after those before it, or None."""
    rest = iter(printed)
    for line in shown:
        if line not in rest:
            return line
    return None


def prove_that_it_can_fail():
    assert options_of_help("  -k, --keys FILE  x\n  --explain RULE\n") != options_of_manual("| `-k, --keys FILE` | x |\n")
    assert options_of_help("  -k, --keys=FILE  see --explain\n") == options_of_manual("| `-k, --keys FILE` | as --q |\n")
    assert list(examples("    $ iketriage -k a b\n    x\n    ...\n\n    y\ntext\n")) == [(["-k", "a", "b"], ["x", "y"])]
    assert refreshed("x\n    $ iketriage a\n    old\n\n    old\ny\n", lambda name: f"{name}\n\nnew\n") == (
        "x\n    $ iketriage a\n    a\n\n    new\ny\n")
    assert refreshed("    $ iketriage a\n    ...\n", None) == "    $ iketriage a\n    ...\n"
    assert first_missing(["a", "c"], ["a", "b", "c"]) is None
    assert first_missing(["c", "a"], ["a", "b", "c"]) == "a"


def check_page(root, name, run, refresh):
    """What is wrong with the examples of one page."""
    path = pathlib.Path(root) / name
    text = path.read_text(encoding="utf-8")
    if refresh:
        text = refreshed(text, run)
        path.write_text(text, encoding="utf-8")
    blocks = list(examples(text))
    if not blocks:
        yield f"{name} has no example"
    for arguments, shown in blocks:
        line = first_missing(shown, run(*arguments).splitlines())
        if line is not None:
            yield f"{name}: not printed by iketriage {shlex.join(arguments)}: {line}"


def main():
    command, root, *options = sys.argv[1:]
    prove_that_it_can_fail()
    wrong = []

    folder = tempfile.TemporaryDirectory()
    captures = os.path.join(os.path.abspath(root), "captures")
    os.symlink(captures, os.path.join(folder.name, "captures"))
    for name, path in NAMED.items():
        os.symlink(os.path.join(captures, NAMED_FOLDER, path), os.path.join(folder.name, name))
    sys.path.append(os.path.join(root, "tests", "bench"))
    __import__("refused").write(pathlib.Path(folder.name) / MADE)

    def run(*arguments):
        return subprocess.run([os.path.abspath(command), *arguments], cwd=folder.name, capture_output=True, text=True,
                              check=False).stdout

    for name in PAGES:
        wrong += check_page(root, name, run, options == ["--refresh"])
    manual = (pathlib.Path(root) / PAGES[-1]).read_text(encoding="utf-8")
    printed, told = options_of_help(run("--help")), options_of_manual(manual)
    wrong += [f"{option} is in --help, not in the manual" for option in sorted(printed - told)]
    wrong += [f"{option} is in the manual, not in --help" for option in sorted(told - printed)]
    folder.cleanup()
    for complaint in wrong:
        print(complaint)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
