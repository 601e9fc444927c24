#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""shipped_profile.py COMMAND MODULE: the profile that ships loads without complaint, and its filters mean what they say."""
import csv
import os
import re
import shutil
import sys
import unittest

import wireshark as ws

MODULE = sys.argv[2]
PROFILE = ws.source_dir("plugin", "profile")
CAPTURE = ws.source_dir("captures", "ios-transform-both-ways", "capture.pcap")
KEYS = ws.source_dir("captures", "ios-transform-both-ways", "keys")


def lines(name):
    with open(os.path.join(PROFILE, name), encoding="utf-8") as file:
        return [line for line in file.read().splitlines() if line and not line.startswith("#")]


class Profile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        shutil.copytree(PROFILE, os.path.join(cls.ws.config, "profiles", "IKE"))

    def test_columns(self):
        out, err = self.ws.tshark("-C", "IKE", "-2", "-r", CAPTURE, *ws.key_options(KEYS), "-Y", "frame.number == 7")
        self.assertEqual(err, "")
        self.assertRegex(out, r"ISAKMP\s+Quick Mode 1 of 3\s+rejected\s+\S.*esp-aes 256 esp-sha-hmac.*\s+Quick Mode")

    def test_colours(self):
        out, err = self.ws.tshark("-C", "IKE", "--color", "-2", "-r", CAPTURE, *ws.key_options(KEYS), "-T", "fields",
                                  "-e", "frame.coloring_rule.name")
        self.assertEqual(err, "")
        self.assertIn("IKE triage: error, certain", out.splitlines())
        self.assertEqual(out.splitlines()[0], "IKE triage: success")  # phase 1 came up

    def test_keys_survive_a_change_of_profile(self):
        """The table's file stands beside the profiles, and not in one of them."""
        path = os.path.join(self.ws.config, "iketriage_keys")
        with open(path, "w", encoding="utf-8") as file:
            file.write('"%s"\n' % KEYS)
        self.addCleanup(os.remove, path)
        for profile in ([], ["-C", "IKE"]):
            out, _ = self.ws.tshark(*profile, "-r", CAPTURE, "-Y", 'iketriage.decryption == "verified"')
            self.assertGreater(len(out.splitlines()), 1, profile)

    def test_every_filter_is_one(self):
        buttons = [row[2].replace("\\x22", '"') for row in csv.reader(lines("dfilter_buttons"))]
        colours = [re.match(r"@[^@]*@([^@]*)@", line).group(1) for line in lines("colorfilters")]
        self.assertGreater(len(buttons), 3)
        self.assertGreater(len(colours), 3)
        for display in buttons + colours:
            with self.subTest(filter=display):
                self.ws.tshark("-2", "-r", CAPTURE, "-Y", display)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
