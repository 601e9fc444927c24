#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test_all_ways.py COMMAND: one capture by every way in: as a file, in gzip, in Zstandard, through a pipe, as pieces that
are stitched, and replayed on a wire. The same JSON but for names, and live for frame numbers and times, which are those
of the replay. In a network namespace of its own; skipped where none is permitted, or tcpreplay is not installed."""
import gzip
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import wires
from wires import KEYS, Wire, Watch

from command import zstandard
from test_live import by_key
from test_stitch import records_of, without_names

LONGEST = 3 * 1000000
OVERLAP = 5  # packets that a piece shares with the one before it
JSON = ("-f", "json", "--messages", *KEYS)

program = None


class AllWays(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = wires.merged(self.folder / "merged.pcap", LONGEST)
        self.content = self.path.read_bytes()
        self.expected = self.triage(self.path)

    def triage(self, *arguments, content=None):
        done = subprocess.run([program, *JSON, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              input=content, check=False)
        self.assertEqual(done.returncode, 1)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def store(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def pieces(self):
        """Three files, not in their order."""
        head, records = records_of(self.content)
        third = len(records) // 3
        parts = [records[max(0, begin - OVERLAP):end] for begin, end in
                 ((0, third), (third, 2 * third), (2 * third, len(records)))]
        return [self.store(name, head + b"".join(part)) for name, part in zip("cab", parts)]

    def live(self):
        wire = Wire()
        watch = Watch(program, wire.far, *JSON)
        self.addCleanup(watch.kill)
        wire.replay(self.path)
        watch.end()
        self.assertEqual((watch.returned, watch.err), (1, b""))
        return watch.records

    def test_all(self):
        self.assertGreater(sum(record["type"] == "tunnel" for record in self.expected), 30)
        self.assertGreater(sum(record["type"] == "message" for record in self.expected), 300)
        ways = {"gzip": self.triage(self.store("gz", gzip.compress(self.content))),
                "zstd": self.triage(self.store("zst", zstandard(self.content))),
                "pipe": self.triage("-", content=self.content),
                "pieces": self.triage("--stitch", *self.pieces())}
        for way, records in ways.items():
            with self.subTest(way):
                self.assertEqual(without_names(records), without_names(self.expected))
        live = self.live()
        for kind, compare in (("record", by_key), ("message", lambda records: records)):
            one, other = ([record for record in records if (record["type"] == "message") == (kind == "message")]
                          for records in (live, self.expected))
            with self.subTest("live", kind=kind):
                self.assertEqual(self.apart(compare(one)), self.apart(compare(other)))

    @staticmethod
    def apart(found):
        """Messages have neither the frames and times of a replay nor the name of its wire."""
        if isinstance(found, dict):
            return found
        return [{key: value for key, value in record.items() if key not in ("file", "time", "frame", "duplicate_of")}
                for record in found]


if __name__ == "__main__":
    wires.enter()
    program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
