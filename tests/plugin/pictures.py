#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""pictures.py COMMAND MODULE: the pictures of README.md are there, and show what the plugin found."""
import os
import re
import struct
import subprocess
import sys
import unittest
import zlib

import wireshark as ws

SCRIPT = ws.source_dir("packaging", "screenshots")
COLOURS = ws.source_dir("plugin", "profile", "colorfilters")
NAMES = {"finding.png": 7, "proposal.png": 7, "report-window.png": 2, "tunnels.png": 0}  # whole rows of certain errors


def picture(path):
    """Width, height, {colour: number of pixels} of a PNG with a palette of 256 and without interlacing."""
    with open(path, "rb") as file:
        data = file.read()
    assert data.startswith(b"\x89PNG\r\n\x1a\n"), path
    chunks, at = {}, 8
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        chunks[kind] = chunks.get(kind, b"") + data[at + 8:at + 8 + length]
        at += 12 + length
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert form == [8, 3, 0, 0, 0], form
    raw, palette = zlib.decompress(chunks[b"IDAT"]), chunks[b"PLTE"]
    rows = [raw[start:start + width + 1] for start in range(0, len(raw), width + 1)]
    above, counts = bytes(width), [0] * 256
    for row in rows:
        above = unfiltered(row, above)
        for index in set(above):
            counts[index] += above.count(index)
    return width, height, {tuple(palette[3 * i:3 * i + 3]): count for i, count in enumerate(counts) if count}


def unfiltered(row, above):
    kind, row = row[0], row[1:]
    assert kind in (0, 1, 2), "filter %d" % kind  # what palettes are written with
    if kind == 0:
        return row
    if kind == 2:
        return bytes((value + up) & 255 for value, up in zip(row, above))
    left, out = 0, bytearray()
    for value in row:
        left = (left + value) & 255
        out.append(left)
    return bytes(out)


def certain_error():
    """The colour that the profile gives to errors that are certain."""
    with open(COLOURS, encoding="utf-8") as file:
        wide = re.search(r"error, certain@.*@\[(\d+),(\d+),(\d+)\]\[", file.read()).groups()
    return tuple(int(value) >> 8 for value in wide)


def check(test, folder):
    """They have rows of the packet list in the colour of a finding that is certain."""
    for name, rows in NAMES.items():
        with test.subTest(picture=name):
            width, height, colours = picture(os.path.join(folder, name))
            test.assertEqual((width, height), (1280, 900))
            near = [count for colour, count in colours.items()
                    if max(abs(a - b) for a, b in zip(colour, certain_error())) <= 3]
            test.assertGreater(sum(near), rows * 10 * width)  # less their letters


class Pictures(unittest.TestCase):
    def test_is_a_script(self):
        subprocess.run(["bash", "-n", SCRIPT], check=True)

    def test_says_how_it_is_used(self):
        done = subprocess.run([SCRIPT], capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Usage: packaging/screenshots MODULE", done.stderr)

    def test_kept_ones(self):
        folder = ws.source_dir("plugin", "screenshots")
        check(self, folder)
        for name in NAMES:
            self.assertLess(os.path.getsize(os.path.join(folder, name)), 150 * 1024)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
