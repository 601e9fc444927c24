#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""totals.py COMMAND MODULE: -z iketriage,tree and -z iketriage,report agree with the command, in one pass and two."""
import collections
import re
import subprocess
import sys
import unittest

import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
CAPTURES = [found for found in ws.captures() if found[0] in (
    "captures/ios-transform-both-ways", "captures/tunnel-up", "captures/no-answer", "captures/one-direction",
    "captures/phase1-policy-mismatch", "captures/esp-blocked")]


def counts(output):
    """{path of names: count} out of the tree that tshark draws."""
    path, found = [], {}
    for line in output.splitlines():
        row = re.match(r"( *)(\S.*?)\s{2,}(\d+)\s", line)
        if row:
            path[len(row.group(1)):] = [row.group(2)]
            found[tuple(path)] = int(row.group(3))
    return found


class Totals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)

    def statistics(self, word, capture, keys, passes):
        out, _ = self.ws.tshark(*["-2"][:passes - 1], "-q", "-r", capture, *ws.key_options(keys), "-z", word)
        return out

    def test_tree(self):
        for name, capture, keys in CAPTURES:
            for passes in (1, 2):
                with self.subTest(capture=name, passes=passes):
                    self.check_tree(counts(self.statistics("iketriage,tree", capture, keys, passes)), capture, keys)

    def check_tree(self, tree, capture, keys):
        wanted = collections.Counter()
        for finding in ws.command_findings(COMMAND, capture, keys):
            wanted[("Findings", finding.rule)] += 1
            wanted[("Findings", finding.rule, finding.likelihood)] += 1
        for record in ws.records(COMMAND, capture, keys):
            if record["type"] in ("phase1", "phase2"):
                node = {"phase1": "ISAKMP SAs", "phase2": "Quick Modes"}[record["type"]]
                wanted[(node, record["outcome"])] += 1
                pair = "%s -> %s" % (record["initiator"]["address"], record["responder"]["address"])
                wanted[("Peers", pair, record["outcome"])] += 1
        for path, count in wanted.items():
            self.assertEqual(tree.get(path), count, path)
        self.assertEqual(sum(count for path, count in tree.items() if path[:1] == ("Findings",) and len(path) == 2),
                         sum(count for path, count in wanted.items() if path[0] == "Findings" and len(path) == 2))

    def test_report(self):
        for name, capture, keys in CAPTURES:
            options = ["--keys", keys] if keys else []
            wanted = subprocess.run([COMMAND, *options, capture], capture_output=True, text=True).stdout
            wanted = re.sub(r"(?m)^(Capture|End of) .*(?:\n  .*pcap)*", r"\1 this file", wanted)
            for passes in (1, 2):
                with self.subTest(capture=name, passes=passes):
                    self.assertEqual(self.statistics("iketriage,report", capture, keys, passes), wanted)

    def test_both_at_once(self):
        name, capture, keys = CAPTURES[0]
        alone = counts(self.statistics("iketriage,tree", capture, keys, 1))
        out, _ = self.ws.tshark("-q", "-r", capture, *ws.key_options(keys), "-z", "iketriage,tree", "-z",
                                "iketriage,report")
        self.assertTrue(alone)
        self.assertEqual({path: count for path, count in counts(out).items() if path in alone}, alone)
        self.assertIn("Summary", out)

    def test_sharkd(self):
        name, capture, keys = CAPTURES[0]
        answers = self.ws.sharkd({"method": "load", "params": {"file": capture}},
                                 {"method": "tap", "params": {"tap0": "stat:iketriage"}})
        names = [node["name"] for node in answers[1]["taps"][0]["stats"] if node["count"] > 0]
        self.assertIn("ISAKMP SAs", names)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
