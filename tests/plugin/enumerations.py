#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""enumerations.py COMMAND MODULE: what has names is a number with these names, so that filters complete it: every rule of
the command, transforms by the numbers that Wireshark's own ISAKMP shows; filters by name find both phases."""
import os
import subprocess
import sys
import unittest

import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
ENUMERATIONS = {  # and a name that the contract, an RFC or the registry of IANA has
    "rule.number": "ts-cipher", "severity": "warning", "likelihood": "probable", "misconfigured": "either",
    "outcome": "no-response", "decryption": "bad-key", "ended": "superseded", "tunnel.state": "flapping",
    "tunnel.cause.number": "psk-mismatch", "transform.encryption": "AES-CBC", "transform.integrity": "HMAC-SHA1",
    "transform.mode": "tunnel", "transform.pfs_group": "MODP-2048", "transform.hash": "SHA2-256",
    "transform.group": "MODP-1024", "transform.authentication": "PSK", "transform.compression": "LZS",
    "proposal.protocol": "ESP", "notify.type": "NO-PROPOSAL-CHOSEN", "id.type": "ID_IPV4_ADDR_SUBNET",
    "payload.type": "SA"}


class Enumerations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        cls.types = {row[2]: row[3] for row in cls.rows("fields") if row[0] == "F" and row[2].startswith("iketriage.")}
        cls.names = {}
        for row in cls.rows("values"):
            if row[0] == "V" and row[1].startswith("iketriage."):
                cls.names.setdefault(row[1][10:], {})[row[3]] = int(row[2], 0)

    @classmethod
    def rows(cls, kind):
        return [line.split("\t") for line in cls.ws.listing(kind).splitlines() if line[1:2] == "\t"]

    def capture(self, name):
        folder = ws.source_dir("captures", name)
        return ["-r", os.path.join(folder, "capture.pcap"), *ws.key_options(os.path.join(folder, "keys"))]

    def frames(self, name, display):
        out, _ = self.ws.tshark("-2", *self.capture(name), "-Y", display, "-T", "fields", "-e", "frame.number")
        return [int(line) for line in out.split()]

    def test_numbers_with_names(self):
        for field, name in ENUMERATIONS.items():
            with self.subTest(field=field):
                self.assertRegex(self.types["iketriage." + field], "^FT_UINT(8|16|32)$")
                self.assertIn(name, self.names[field])

    def test_every_rule(self):
        listed = subprocess.run([COMMAND, "--list-rules"], capture_output=True, text=True, check=True).stdout
        rules = {line.split()[0] for line in listed.splitlines() if line[:1].isalpha()}
        self.assertGreater(len(rules), 80)
        for field in ("rule.number", "tunnel.cause.number"):
            self.assertEqual(rules - set(self.names[field]), set())
            self.assertEqual(len(set(self.names[field].values())), len(self.names[field]))

    def test_transforms_as_isakmp_shows(self):
        """Of ESP; the attribute of integrity has the same number there."""
        out, _ = self.ws.tshark(*self.capture("ios-transform-both-ways"), "-Y", "isakmp.prop.protoid == 3", "-T", "fields",
                                "-e", "isakmp.trans.id", "-e", "iketriage.transform.encryption",
                                "-e", "isakmp.ipsec.attr.auth_algorithm", "-e", "iketriage.transform.integrity",
                                "-e", "isakmp.ipsec.attr.encap_mode", "-e", "iketriage.transform.mode")
        rows = [line.split("\t") for line in out.splitlines()]
        self.assertGreater(len(rows), 1)
        for row in rows:
            self.assertTrue(row[0] and row[2] and row[4])
            for theirs, ours in zip(row[::2], row[1::2]):
                self.assertEqual(ours, theirs)

    def test_by_name(self):
        frames = self.frames("ios-transform-both-ways", 'iketriage.transform.encryption == "AES-CBC"')
        self.assertIn(1, frames)  # phase 1
        self.assertGreater(max(frames), 6)  # and Quick Modes
        self.assertEqual(self.frames("ios-transform-both-ways", 'iketriage.transform.encryption == "Camellia-CBC"'), [])
        found = self.frames("ios-transform-both-ways", 'iketriage.rule == "ts-keylen"')
        self.assertTrue(found)
        for same in ('iketriage.rule.number == "ts-keylen"', 'iketriage.rule matches "^ts-k"',
                     "iketriage.rule.number == %d" % self.names["rule.number"]["ts-keylen"]):
            self.assertEqual(self.frames("ios-transform-both-ways", same), found)
        for field in ("rule", "rule.number"):
            self.assertEqual(self.frames("ios-transform-both-ways", 'iketriage.%s == "acl-any"' % field), [])

    def test_rules_are_words(self):
        """As scripts read them, of a finding and of a tunnel's cause; the number beside them is that of the word."""
        for field in ("rule", "tunnel.cause"):
            self.assertEqual(self.types["iketriage." + field], "FT_STRING")
            names = ("iketriage." + field, "iketriage.%s.number" % field)
            out, _ = self.ws.tshark("-2", *self.capture("ios-transform-both-ways"), "-Y", '%s contains "keyl"' % names[0],
                                    "-T", "fields", "-e", names[0], "-e", names[1])
            rows = [[cell.split(",") for cell in line.split("\t")] for line in out.splitlines()]
            self.assertTrue(rows)
            for words, numbers in rows:
                self.assertIn("ts-keylen", words)
                self.assertEqual([str(self.names[field + ".number"][word]) for word in words], numbers)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
