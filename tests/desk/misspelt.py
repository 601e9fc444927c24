# SPDX-License-Identifier: GPL-2.0-or-later
"""A healthy pair of which one line is misspelt, in any keyword or behind the last word: what was not understood is unknown,
so nothing is certain of it, in either order of the files.

    misspelt.py COMMAND
"""
import re
import sys

from desk import Tally, judge, told
from routers import router, tunnel_router

PAIRS = ((router(1, [2]), router(2, [1])), (tunnel_router(1, 2), tunnel_router(2, 1)))


def misspelt(line):
    for word in re.finditer(r"(?<![\w.-])[a-z][a-z-]{2,}(?![\w.])", line):
        before, letters, behind = line[:word.start()], word[0], line[word.end():]
        yield f"{before}{letters[:3]}'{letters[3:]}{behind}"
        yield f"{before}{letters[:-1]}{chr(ord(letters[-1]) - 1)}{behind}"
    yield f"{line} x'y"


def main():
    tally, turn = Tally(), 0
    for one, two in PAIRS:
        lines = one.split("\n")
        for place, line in enumerate(lines):
            for wrong in misspelt(line) if line.strip() and line != "end" else ():
                text = "\n".join([*lines[:place], wrong, *lines[place + 1:]])
                turn += 1
                for tunnel in judge(*((text, two) if turn % 2 else (two, text))).tunnels:
                    tally.expect(not any(f["likelihood"] == "certain" and f["severity"] == "error" for f in tunnel["findings"]),
                                 f"{wrong!r}: {told(tunnel)}")
    return tally.end(f"{turn} misspelt lines")


if __name__ == "__main__":
    sys.exit(main())
