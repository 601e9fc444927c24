#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""told.py COMMAND MODULE: what the command knows of peers and SAs stands in the tree: products with their evidence,
identities, the key that fitted, the IPsec SAs with their packets; and ESP and AH lead to the Quick Mode of their SA."""
import collections
import sys
import unittest

import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
NAMES = ("tunnel-up-esp", "esp-blocked", "tunnel-up-nat", "ah-through-nat", "stale-sa-silent", "ios-rekey-flap",
         "tunnel-up-xauth", "psk-mismatch")


def suite():
    every = {name.partition("/")[2]: (capture, keys) for name, capture, keys in ws.captures() if name.startswith("captures/")}
    for name in NAMES:
        capture, keys = every[name]
        for with_keys in {keys, None}:
            yield name, capture, with_keys


class Told(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        cls.counts = collections.Counter()

    def test_as_the_command(self):
        for name, capture, keys in suite():
            records = ws.records(COMMAND, capture, keys)
            packets = {ws.frame_number(packet): packet for packet in self.ws.packets(capture, keys=keys)}
            for record in records:
                with self.subTest(capture=name, keys=bool(keys), record=record["type"]):
                    if record["type"] == "phase1":
                        self.check_peers(record, packets)
                    elif record["type"] == "phase2":
                        self.check_sas(record, packets)
        for what in ("product", "identity", "key", "sas", "guessed"):
            self.assertGreater(self.counts[what], 0, what)

    def check_peers(self, record, packets):
        packet = packets[min(frame for frames in record["frames"].values() for frame in frames)]
        if len(ws.values(packet, "message")) != 1:
            return
        for side in ("initiator", "responder"):
            party = record[side]
            for what, value in (("product", party["vendor"]), ("key", party["psk"])):
                self.assertEqual(ws.values(packet, "%s.%s" % (what, side)), [value] if value else [])
                self.counts[what] += bool(value)
            if party["vendor"]:
                shown, = [field.get("showname") for field in packet.iter("field")
                          if field.get("name") == "iketriage.product." + side]
                self.assertIn(party["vendor_evidence"], shown)
            identity = ws.values(packet, "identity." + side)
            self.assertEqual([one.partition("/")[0] for one in identity], [party["id"]] if party["id"] else [])
            self.counts["identity"] += bool(identity)

    def check_sas(self, record, packets):
        packet = packets[min(frame for frames in record["frames"].values() for frame in frames)]
        shown = {(int(spi, 16), int(packets)) for spi, packets in zip(ws.values(packet, "sa"), ws.values(packet, "sa.packets"))}
        self.assertEqual(shown, {(int(sa["spi"], 16), sa["packets"]) for sa in record["sas"]})
        guessed = any("by order" in field.get("showname") for field in packet.iter("field")
                      if field.get("name") == "iketriage.sa")
        self.assertEqual(guessed, record["sas_guessed"] and bool(record["sas"]))
        self.counts["sas"] += bool(shown)
        self.counts["guessed"] += guessed

    def test_esp_leads_to_its_quick_mode(self):
        linked = 0
        for name, capture, keys in suite():
            made = {}  # SPI and destination: first frame of the Quick Mode
            for record in ws.records(COMMAND, capture, keys):
                for sa in record["sas"] if record["type"] == "phase2" else []:
                    first = min(frame for frames in record["frames"].values() for frame in frames)
                    made.setdefault((int(sa["spi"], 16), sa["destination"]), []).append(first)
            out, _ = self.ws.tshark("-2", "-r", capture, *ws.key_options(keys), "-Y", "(esp || ah) && !icmp", "-T", "fields",
                                    "-e", "frame.number", "-e", "esp.spi", "-e", "ah.spi", "-e", "ip.dst", "-e",
                                    "iketriage.sa_in")
            for line in out.splitlines():
                number, esp, ah, destination, sa_in = line.split("\t")
                makers = [first for first in made.get((int(esp or ah, 16), destination), []) if first < int(number)]
                self.assertEqual(sa_in, str(max(makers)) if makers else "", (name, bool(keys), number))
                linked += bool(makers)
        self.assertGreater(linked, 20)

    def test_one_pass_links_nothing(self):
        _, capture, keys = next(iter(suite()))
        out, _ = self.ws.tshark("-r", capture, *ws.key_options(keys), "-Y", "iketriage.sa_in || iketriage.sa")
        self.assertEqual(out, "")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
