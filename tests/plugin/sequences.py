#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""sequences.py COMMAND MODULE: in sharkd, after a file was loaded, a filter, a preference, keys, a reload and statistics
in every order end in what one load gives with the keys that were known when the file was read last. A profile is changed
in a window (real_changes.py): sharkd has one from its start on."""
import itertools
import sys
import unittest

import wireshark as ws

MODULE = sys.argv[2]
CAPTURE = ws.source_dir("captures", "ios-transform-both-ways", "capture.pcap")
KEYS = ws.source_dir("captures", "ios-transform-both-ways", "keys")
STEPS = ("filter", "preference", "keys", "reload", "statistics")
COLUMNS = ("outcome", "rule", "tunnel.state", "tunnel.cause", "summary", "decryption")


def request(method, **params):
    return {"method": method, "params": params}


LOAD = request("load", file=CAPTURE)
LOOK = [request("frames", **{"column%d" % number: "iketriage.%s:1" % name for number, name in enumerate(COLUMNS)}),
        request("tap", tap0="stat:iketriage")]


def use_keys(path):
    return request("setconf", name="iketriage.keys", value=path)


def info_column(wanted):
    return request("setconf", name="iketriage.info_column", value=wanted)


DONE = {"filter": [request("frames", filter='iketriage.outcome == "rejected"')],
        "preference": [info_column("FALSE"), LOOK[0], info_column("TRUE")],
        "keys": [use_keys(KEYS)],
        "reload": [LOAD],
        "statistics": [request("tap", tap0="stat:iketriage")]}


class Sequences(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        without, with_keys = (cls.ws.sharkd(use_keys(path), LOAD, *LOOK)[2:] for path in ("", KEYS))
        cls.once = {False: without, True: with_keys}

    def test_there_is_something_to_lose(self):
        self.assertNotEqual(self.once[False], self.once[True])
        self.assertIn("ts-keylen", str(self.once[True][0]))
        self.assertIn("no-key", str(self.once[False][0]))
        self.assertIn("Quick Modes", str(self.once[True][1]))

    def test_every_order(self):
        requests, ends = [], []
        for order in itertools.permutations(STEPS):
            requests += [use_keys(""), LOAD]
            for step in order:
                requests += DONE[step]
            requests += LOOK
            known = order.index("keys") < order.index("reload")
            ends.append((order, known, len(requests)))
        answers = self.ws.sharkd(*requests)
        for order, known, end in ends:
            with self.subTest(order=" ".join(order)):
                self.assertTrue(answers[end - 2:end] == self.once[known])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
