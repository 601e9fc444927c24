#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ladder.py COMMAND MODULE: statistics are offered by name, and Wireshark's own flow graph is a ladder with verdicts."""
import re
import sys
import unittest

import wireshark as ws

MODULE = sys.argv[2]
CAPTURE = ws.source_dir("captures", "ios-transform-both-ways", "capture.pcap")
KEYS = ws.source_dir("captures", "ios-transform-both-ways", "keys")


class Ladder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)

    def test_offered_to_tshark(self):
        offered = "".join(self.ws.run("tshark", "-z", "help")).split()
        self.assertIn("iketriage,tree", offered)
        self.assertIn("iketriage,report", offered)

    def test_offered_in_the_menu(self):
        info, = self.ws.sharkd({"method": "info"})
        self.assertIn({"name": "IKE triage", "tap": "stat:iketriage"}, info["stats"])

    def test_flow_graph(self):
        out, _ = self.ws.tshark("-2", "-q", "-r", CAPTURE, *ws.key_options(KEYS), "-z", "flow,any,network,iketriage.message")
        comments = [line.split("|")[3] for line in out.splitlines() if re.match(r"\|\d", line)]
        arrows = [line.split("|")[2] for line in out.splitlines() if re.match(r"\| {9}\|\(", line)]
        self.assertEqual(len(comments), 14)
        self.assertEqual(comments[6], "ISAKMP: Quick Mode  [QM1 refused in 8: ts-keylen, esp-aes 256 esp-sha-hmac against "
                                      "esp-aes esp-md5-hmac; tunnel 1 down]")
        self.assertEqual(comments[7], "ISAKMP: Informational  [NO-PROPOSAL-CHOSEN refuses 7: ts-keylen; tunnel 1 down]")
        self.assertRegex(arrows[6], r"^\(500\) +-+> +\(500\)")
        self.assertRegex(arrows[7], r"^\(500\) +<-+ +\(500\)")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
