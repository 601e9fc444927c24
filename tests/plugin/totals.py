#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""totals.py COMMAND MODULE: -z iketriage,tree and -z iketriage,report agree with the command, in one pass and two."""
import collections
import os
import re
import struct
import sys
import unittest

import rewrite
import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
CAPTURES = [found for found in ws.captures() if found[0] in (
    "captures/ios-transform-both-ways", "captures/tunnel-up", "captures/no-answer", "captures/one-direction",
    "captures/phase1-policy-mismatch", "captures/esp-blocked", "captures/ios-after-success")]
STATES = {"degraded": "up with a fault", "unjudged": "not judged"}  # in words


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
            wanted[("Findings", finding.likelihood)] += 1
            wanted[("Findings", finding.likelihood, finding.rule)] += 1
        for state, cause, _ in ws.command_tunnels(COMMAND, capture, keys).values():
            path = ("Tunnels", STATES.get(state, state))
            wanted[path] += 1
            if cause or state in ("down", "degraded", "flapping"):
                wanted[path + (cause or "cause open",)] += 1
        for record in ws.records(COMMAND, capture, keys):
            if record["type"] in ("phase1", "phase2"):
                node = {"phase1": "ISAKMP SAs", "phase2": "Quick Modes"}[record["type"]]
                wanted[(node, record["outcome"])] += 1
                pair = "%s -> %s" % (record["initiator"]["address"], record["responder"]["address"])
                wanted[("Peers", pair, record["outcome"])] += 1
        for path, count in wanted.items():
            self.assertEqual(tree.get(path), count, path)
        for node in ("Findings", "Tunnels"):
            self.assertEqual(sum(count for path, count in tree.items() if path[0] == node and len(path) == 2),
                             sum(count for path, count in wanted.items() if path[0] == node and len(path) == 2))

    def test_many_peers(self):
        """Beyond a thousand, who comes is counted with the rest: each node more costs a walk over all the others."""
        one = next(one for one in rewrite.read(CAPTURES[0][1]) if one.is_ike)
        path = os.path.join(self.ws.home.name, "many.pcap")
        packets = []
        for number in range(1200):
            cookie = struct.pack(">Q", 0x0102030400000001 + number)
            ike = cookie + one.payload[8:]
            packets.append((one.time + number * 1000, rewrite.ip_packet(
                one.ip[:12] + bytes([198, 18, number // 256, number % 256]) + one.ip[16:], rewrite.UDP,
                struct.pack(">HHHH", 500, 500, 8 + len(ike), 0) + ike)))
        rewrite.write(path, packets)
        for passes in (1, 2):
            tree = counts(self.statistics("iketriage,tree", path, None, passes))
            self.assertEqual(tree[("ISAKMP SAs",)], 1200)
            self.assertEqual(tree[("Tunnels",)], 1200)
            self.assertEqual(tree[("Peers",)], 1200)
            self.assertEqual(tree[("Peers", "Further peers")], 200)
            self.assertEqual(len([name for name in tree if name[0] == "Peers" and len(name) == 2]), 1001)

    def test_report(self):
        """In two passes; parity.py holds the report of one pass to the command for every capture."""
        for name, capture, keys in CAPTURES:
            with self.subTest(capture=name):
                self.assertEqual(self.statistics("iketriage,report", capture, keys, 2),
                                 ws.command_report(COMMAND, capture, keys))

    def test_report_without_ike(self):
        """No packet, and packets of something else."""
        one = rewrite.read(CAPTURES[0][1])[0]
        other = rewrite.ip_packet(one.ip, rewrite.UDP, struct.pack(">HHHH", 4000, 4001, 12, 0) + bytes(4))
        path = os.path.join(self.ws.home.name, "other.pcap")
        for packets, says in (([], "No packet was read."), ([(one.time, other)], "No IKEv1 was seen")):
            rewrite.write(path, packets)
            for passes in (1, 2):
                report = self.statistics("iketriage,report", path, None, passes)
                self.assertEqual(report, ws.command_report(COMMAND, path, None))
                self.assertIn(says, report)

    def test_both_at_once(self):
        name, capture, keys = CAPTURES[0]
        alone = counts(self.statistics("iketriage,tree", capture, keys, 1))
        out, _ = self.ws.tshark("-q", "-r", capture, *ws.key_options(keys), "-z", "iketriage,tree", "-z",
                                "iketriage,report")
        self.assertTrue(alone)
        self.assertEqual({path: count for path, count in counts(out).items() if path in alone}, alone)
        self.assertIn(ws.command_report(COMMAND, capture, keys), out)

    def test_sharkd(self):
        name, capture, keys = CAPTURES[0]
        answers = self.ws.sharkd({"method": "load", "params": {"file": capture}},
                                 {"method": "tap", "params": {"tap0": "stat:iketriage"}})
        names = [node["name"] for node in answers[1]["taps"][0]["stats"] if node["count"] > 0]
        self.assertIn("ISAKMP SAs", names)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
