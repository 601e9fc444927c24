#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes seed corpora of what unit tests and hostile generators hold: the texts of configurations, logs and key files that
stand in tests in C, and small captures of each hostile kind, by every way out. fuzz.py --merge takes the few that reach
what the others do not.

usage: make_text_corpus.py FOLDER
"""
import ast
import itertools
import os
import pathlib
import re
import sys
import tempfile

import record
from record import FORMATS, keep, part

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "hostile"))
import run as hostile  # pylint: disable=wrong-import-position
from case import Scene  # pylint: disable=wrong-import-position

FOLDERS = ("documents", "model", "rules", "unit", "tunnels", "report", "track", "live")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
# String literals one behind the other, names of macros between them left out.
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*(?:[A-Z_0-9]+\s*)?"(?:[^"\\\n]|\\.)*")*')
MACRO = re.compile(r"^#define\s+([A-Z_0-9]+)((?:.*\\\n)*.*)$", re.M)
SHORTEST = 12
SIZES = (3, 40)


def literal(text):
    return ast.literal_eval('b"' + text + '"')


def texts(path):
    """Those of a file: as they stand, and with the text of macros that they name put in."""
    code = path.read_text(encoding="utf-8")
    macros = {name: " ".join(f'"{one}"' for one in LITERAL.findall(body)) for name, body in MACRO.findall(code)}
    code = re.sub(r"\b(" + "|".join(map(re.escape, macros)) + r")\b", lambda match: macros[match.group(1)] or match.group(1),
                  code) if macros else code
    for found in TEXT.finditer(code):
        try:
            octets = b"".join(map(literal, LITERAL.findall(found.group())))
        except (SyntaxError, ValueError):
            continue
        if len(octets) >= SHORTEST and (b"\n" in octets or b" " in octets):
            yield octets


def write_texts():
    ways = itertools.cycle(range(len(FORMATS)))
    for folder in FOLDERS:
        for path in sorted((TESTS / folder).glob("*.c")):
            found = list(texts(path))
            for octets, after in zip(found, found[1:] + [b""]):
                for target in ("configs", "logs", "keyring"):
                    keep(target, octets)
                for documents in ((octets, after, b""), (octets, b"", after), (after, b"", octets), (b"", b"", octets)):
                    keep("case", bytes([next(ways)]) + b"".join(map(part, documents)))


def write_hostile():
    for kind, size in itertools.product(hostile.KINDS, SIZES):
        with tempfile.TemporaryDirectory() as folder:
            scene = Scene(folder, kind, size)
            kind.write(scene, size)
            for turn, name in enumerate(FORMATS):
                record.turn = turn
                record.record(["-f", name, *scene.arguments,
                               *([str(scene.capture_path)] if scene.capture_path.exists() else [])])


def main():
    os.environ["IKT_RECORD"] = sys.argv[1]
    write_texts()
    write_hostile()


if __name__ == "__main__":
    main()
