#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tunnels.py COMMAND MODULE: in tunnels of every kind, plugin and command find the same, whole, in fragments, cut by the
capture and with fragments missing; what is whole is what is found without a tunnel."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

import wireshark as ws

sys.path.append(ws.source_dir("tests", "capture"))
import encapsulate

COMMAND, MODULE = map(os.path.abspath, sys.argv[1:3])
NAMES = ("ios-transform-both-ways", "peer-unreachable", "tunnel-up-esp", "tunnel-up-nat", "tunnel-up-ip-fragments",
         "tunnel-up-ip-fragments-ipv6", "ah-vs-esp", "ike-fragment-lost", "esp-blocked")
TUNNELS = list(encapsulate.TUNNELS)
KINDS = [*TUNNELS, *encapsulate.LINKS]


def in_all_kinds(packets):
    """The packets of one capture take turns."""
    for number, one in enumerate(packets):
        yield from encapsulate.inside(KINDS[number % len(KINDS)], [one])


def in_fragments(packets, size):
    for number, one in enumerate(packets):
        for *rest, packet in encapsulate.in_fragments(TUNNELS[number % len(TUNNELS)], [one], size):
            yield (*rest, packet[:4] + number.to_bytes(2, "big") + packet[6:])


def frames_of_messages(capture, keys):
    """Of the command's message records."""
    options = ["--keys", keys] if keys else []
    lines = subprocess.run([COMMAND, "--format", "json", "--messages", *options, capture], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True, check=False).stdout.splitlines()
    return [record["frame"] for record in map(json.loads, lines) if record["type"] == "message"]


class Tunnels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        cls.suite = []
        for name in NAMES:
            path = pathlib.Path(ws.source_dir("captures", name, "capture.pcap"))
            keys = str(path.parent / "keys")
            cls.suite.append((path, keys if os.path.isfile(keys) else None, encapsulate.frames(path)))

    def compare(self, label, path, keys, packets, snap=65535):
        """The findings of both, which are alike."""
        made = os.path.join(self.ws.home.name, "made.pcap")
        encapsulate.write(made, packets, snap)
        ws.records.cache_clear()
        with self.subTest(capture=path.parent.name, how=label):
            shown = self.ws.packets(made, keys=keys)
            found = sorted(ws.findings_of(shown).values())
            self.assertEqual(found, sorted(ws.command_findings(COMMAND, made, keys)))
            self.assertEqual([ws.frame_number(packet) for packet in shown for _ in ws.values(packet, "message")],
                             sorted(frames_of_messages(made, keys)))
            return found
        self.fail()

    def test_whole(self):
        for path, keys, packets in self.suite:
            found = self.compare("whole", path, keys, in_all_kinds(packets))
            self.assertEqual(found, sorted(ws.command_findings(COMMAND, str(path), keys)))
            found = self.compare("eight deep", path, keys, encapsulate.nested(packets))
            self.assertEqual(found, sorted(ws.command_findings(COMMAND, str(path), keys)))

    def test_fragments(self):
        for path, keys, packets in self.suite[::2]:
            whole = self.compare("in fragments", path, keys, in_fragments(packets, 168))
            self.assertEqual(whole, sorted(ws.command_findings(COMMAND, str(path), keys)))
            self.compare("in fragments, cut", path, keys, in_fragments(packets, 168), 130)
            self.compare("without each fifth", path, keys,
                         [one for number, one in enumerate(in_fragments(packets, 168)) if number % 5 != 3])

    def test_missing(self):
        """A packet in each tunnel, some of them fragments, and some lost."""
        for path, keys, packets in self.suite[3:6]:
            for which in (3, 5, 7):
                self.compare("without each %dth" % which, path, keys, in_all_kinds(
                    [one for number, one in enumerate(packets, 1) if number % which]))

    def test_cut(self):
        for path, keys, packets in self.suite[1::2]:
            for snap in (90, 150):
                self.compare("cut at %d" % snap, path, keys, in_all_kinds(packets), snap)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
