#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""conversations.py COMMAND MODULE WINDOW: the filters "ISAKMP SA", "Quick Mode" and "Tunnel" of a frame's context menu
let through the frames that the command lists for these, and Wireshark's own fields confirm the ISAKMP SA's and the ESP."""
import os
import sys
import unittest

import wireshark as ws

COMMAND, MODULE, WINDOW = sys.argv[1:4]


class Conversations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        cls.every = {name.partition("/")[2]: (capture, keys) for name, capture, keys in ws.captures()
                     if name.startswith("captures/")}

    def frames(self, name, frame, conversation):
        """Those that pass; None where the menu has no such entry."""
        capture, keys = self.every[name]
        out, _ = self.ws.run(WINDOW, capture, "set", 'uat:iketriage_keys:"%s"' % keys, "open", "rest", "conversation",
                             "%d:%s" % (frame, conversation), "list")
        if "conversation none" in out:
            return None
        return [int(line.split("\t")[0]) for line in out.splitlines() if line.split("\t")[0].isdigit()]

    def stock(self, name, display):
        out, _ = self.ws.tshark("-r", self.every[name][0], "-Y", display, "-T", "fields", "-e", "frame.number")
        return [int(line) for line in out.split()]

    def quick_modes(self, name):
        return [record for record in ws.records(COMMAND, *self.every[name]) if record["type"] == "phase2"]

    def frames_of(self, record):
        return sorted({frame for value in record["frames"].values()
                       for frame in (value if isinstance(value, list) else [value]) if frame})

    def test_isakmp_sa(self):
        for name in ("ios-transform-both-ways", "tunnel-up-esp", "qm-collision"):
            for record in self.quick_modes(name):
                first = self.frames_of(record)[0]
                wanted = self.stock(name, "isakmp.ispi == " + record["initiator_cookie"])
                self.assertGreater(len(wanted), 4)
                self.assertEqual(self.frames(name, first, "ISAKMP SA"), wanted)

    def test_quick_mode(self):
        """With the refusal, which bears another message ID, from either end."""
        record = self.quick_modes("ios-transform-both-ways")[0]
        wanted = self.frames_of(record)
        self.assertGreater(len(wanted), 1)
        for frame in wanted:
            self.assertEqual(self.frames("ios-transform-both-ways", frame, "Quick Mode"), wanted)

    def test_quick_mode_with_its_packets(self):
        record, = self.quick_modes("tunnel-up-esp")
        esp = self.stock("tunnel-up-esp", "esp")
        self.assertGreater(len(esp), 1)
        wanted = sorted(set(self.frames_of(record)) | set(esp))
        for frame in (wanted[0], esp[-1]):
            self.assertEqual(self.frames("tunnel-up-esp", frame, "Quick Mode"), wanted)

    def test_tunnel(self):
        wanted = self.stock("tunnel-up-esp", "isakmp || esp")
        for frame in (wanted[0], wanted[-1]):
            shown = self.frames("tunnel-up-esp", frame, "Tunnel")
            self.assertEqual(shown, wanted)

    def test_none(self):
        self.assertIsNone(self.frames("tunnel-up-esp", 1, "Quick Mode"))  # phase 1
        esp = self.stock("tunnel-up-esp", "esp")
        self.assertIsNone(self.frames("tunnel-up-esp", esp[0], "ISAKMP SA"))


if __name__ == "__main__":
    if not os.path.isfile(WINDOW):
        ws.skip("window.c was not built: it wants the plugin, libwiretap and Wireshark 4.0")
    unittest.main(argv=sys.argv[:1])
