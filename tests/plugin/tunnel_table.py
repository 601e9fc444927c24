#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tunnel_table.py COMMAND MODULE: -z iketriage,tunnels has a row for each tunnel with what the command says of it, in
one pass and two, with keys and without, and in sharkd."""
import sys
import unittest

import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
NAMES = ("tunnel-up-esp", "ios-transform-both-ways", "tunnel-up-nat", "psk-mismatch", "acl-any", "tunnel-up-ipv6",
         "qm-collision")
STATES = {"degraded": "up with a fault", "unjudged": "not judged"}  # in words
FAULTY = ("down", "degraded", "flapping")


def rows(output):
    return [[cell.strip() for cell in line.split("|")][:-1] for line in output.splitlines()
            if line.count("|") == 13 and line.lstrip()[0].isdigit()]


def seconds(time):
    return time[:19].replace("T", " ")


class TunnelTable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        cls.every = {name.partition("/")[2]: (capture, keys) for name, capture, keys in ws.captures()
                     if name.startswith("captures/")}

    def wanted(self, capture, keys):
        """Rows as the command's records have them, with the suites and SPIs of their Quick Modes that came up."""
        records = ws.records(COMMAND, capture, keys)
        quick = {(record["initiator_cookie"], record["message_id"]): record for record in records
                 if record["type"] == "phase2" and record["outcome"] == "established"}
        for tunnel in (record for record in records if record["type"] == "tunnel"):
            up = [quick[key] for key in ((one["initiator_cookie"], one["message_id"]) for one in tunnel["exchanges"])
                  if key in quick]
            up.sort(key=lambda record: record["start_time"])
            networks = tunnel["networks"] or {"a": None, "b": None}
            yield ([str(tunnel["number"]), tunnel["a"]["address"], tunnel["b"]["address"],
                    networks["a"] or "unknown", networks["b"] or "unknown"],
                   self.suite_of(up[-1]) if up else "",
                   [STATES.get(tunnel["state"], tunnel["state"]),
                    tunnel["cause"] or ("open" if tunnel["state"] in FAULTY else "")],
                   " ".join(self.spis_to(up[-1], tunnel[side]["address"]) for side in "ab") if up else "",
                   [seconds(tunnel["first_time"]), seconds(tunnel["last_time"])], up[-1]["sas"] if up else [], tunnel)

    def suite_of(self, quick):
        return " ".join(one["transforms"][0]["ios"] for one in quick["choice"]) if quick["choice"] else "unknown"

    def spis_to(self, quick, address):
        return "+".join("0x" + sa["spi"] for sa in quick["sas"] if sa["destination"] == address) or "unknown"

    def check(self, output, capture, keys):
        wanted = list(self.wanted(capture, keys))
        shown = rows(output)
        self.assertEqual(len(shown), len(wanted))
        for row, (peers, suite, state, spis, times, sas, tunnel) in zip(shown, wanted):
            self.assertEqual(row[:5], peers)
            self.assertEqual(row[5], suite)
            self.assertEqual(row[6:8], state)
            self.assertEqual(row[8], spis)
            self.assertEqual(row[11:13], times)
            for column, (sender, receiver) in zip(row[9:11], (("a", "b"), ("b", "a"))):
                of_newest = sum(sa["packets"] for sa in sas if sa["destination"] == tunnel[receiver]["address"] and
                                sa["source"] == tunnel[sender]["address"])
                self.assertGreaterEqual(int(column), of_newest)

    def table(self, capture, keys, passes, argument="iketriage,tunnels", **how):
        return self.ws.tshark(*["-2"][:passes - 1], "-q", "-r", capture, *ws.key_options(keys), "-z", argument, **how)

    def test_rows(self):
        for name in NAMES:
            capture, keys = self.every[name]
            for passes, given in ((1, keys), (2, keys), (1, None)):
                with self.subTest(capture=name, passes=passes, keys=given):
                    self.check(self.table(capture, given, passes)[0], capture, given)

    def test_packets(self):
        """By Wireshark's own reading of the frames."""
        capture, keys = self.every["tunnel-up-esp"]
        row, = rows(self.table(capture, keys, 2)[0])
        for column, sender in ((9, row[1]), (10, row[2])):
            out, _ = self.ws.tshark("-r", capture, "-Y", "esp && ip.src == " + sender)
            self.assertGreater(len(out.splitlines()), 0)
            self.assertEqual(int(row[column]), len(out.splitlines()))

    def test_no_filter(self):
        capture, keys = self.every["tunnel-up-esp"]
        _, err = self.table(capture, keys, 1, "iketriage,tunnels,ip", status=1)
        self.assertIn("takes no filter", err)

    def test_sharkd(self):
        capture, keys = self.every["ios-transform-both-ways"]
        answers = self.ws.sharkd({"method": "load", "params": {"file": capture}},
                                 {"method": "tap", "params": {"tap0": "nstat:iketriage,tunnels"}})
        table, = answers[1]["taps"][0]["tables"]
        self.assertEqual([str(cell) for cell in table["i"][0]][:3], ["1", "203.0.113.32", "198.51.100.32"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
