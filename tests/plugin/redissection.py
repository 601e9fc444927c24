#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""redissection.py COMMAND MODULE WINDOW: whatever a user does in Wireshark's window after a capture was opened, in
whatever order, the frames show what they show after it was opened once. WINDOW is window.c, which does those things."""
import os
import random
import re
import sys
import unittest

import wireshark as ws

MODULE, WINDOW = sys.argv[2:4]
LIST_END = "end of list"
NAMES = ("no-answer", "ios-transform-both-ways", "tunnel-up-esp")
# What a user does before he looks. Each ends with the display filter, the keys and the preferences of the start.
HABITS = {
    "preference": ["set", "iketriage.info_column:FALSE", "dissect", "set", "iketriage.info_column:TRUE", "dissect"],
    "anew": ["dissect"],
    "filter": ["filter", "iketriage.outcome", "rest", "filter", ""],
    "filter while anew": ["filter", "iketriage.outcome", "dissect", "rest", "filter", ""],
    "statistics": ["statistics"],
    "off and on": ["set", "iketriage.enabled:FALSE", "dissect", "set", "iketriage.enabled:TRUE", "dissect"],
}


def captures():
    for name in NAMES:
        folder = ws.source_dir("captures", name)
        keys = os.path.join(folder, "keys")
        yield name, os.path.join(folder, "capture.pcap"), keys if os.path.isfile(keys) else None


def use_keys(keys):
    return ["set", 'uat:iketriage_keys:"%s"' % keys] if keys else []


class Redissection(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        cls.once = {name: cls.shown(capture, *use_keys(keys), "open", "list") for name, capture, keys in captures()}

    @classmethod
    def output(cls, capture, *steps):
        return cls.ws.run(WINDOW, capture, *steps)[0]

    @classmethod
    def lists(cls, capture, *steps):
        """[{frame: what the plugin shows}], of each list that is printed."""
        found = []
        for block in cls.output(capture, *steps).split(LIST_END)[:-1]:
            lines = [line.split("\t") for line in block.splitlines() if "\t" in line]
            found.append({int(frame): items.split("\x1f") for frame, items in lines if frame.isdigit()})
        return found

    @classmethod
    def shown(cls, capture, *steps):
        return cls.lists(capture, *steps)[-1]

    def same(self, one, other, **what):
        """Says where they differ first, and not all that both hold."""
        with self.subTest(**what):
            self.assertEqual(list(one), list(other))
            for frame, items in one.items():
                for left, right in zip(items + [None], other[frame] + [None]):
                    self.assertEqual(left, right, "frame %d" % frame)

    def test_there_is_something_to_lose(self):
        for name, frames in self.once.items():
            shown = [item for items in frames.values() for item in items]
            self.assertTrue(any(item.startswith("Outcome of the exchange: ") for item in shown), name)
            self.assertTrue(any(item.startswith("Tunnel 1: ") for item in shown), name)

    def test_habits(self):
        """Each, and then all of them in some order, without closing the file."""
        drawn = random.Random(14)
        for name, capture, keys in captures():
            order = sorted(HABITS) + [drawn.choice(sorted(HABITS)) for _ in range(3)]
            steps = [step for label in order for step in HABITS[label] + ["list"]]
            found = self.lists(capture, *use_keys(keys), "open", *steps)
            self.assertEqual(len(found), len(order))
            for label, frames in zip(order, found):
                self.same(frames, self.once[name], capture=name, habit=label)

    def test_filter_before_the_file(self):
        """Frames whose outcome comes later pass it all the same."""
        display = "iketriage.outcome || iketriage.tunnel.state"
        for name, capture, keys in captures():
            wanted, anew = self.lists(capture, *use_keys(keys), "open", "filter", display, "list", "dissect", "rest", "list")
            self.assertGreater(len(wanted), 1)
            self.same(anew, wanted, capture=name, first="file")
            self.same(self.shown(capture, *use_keys(keys), "filter", display, "open", "rest", "list"), wanted,
                      capture=name, first="filter")

    def test_filter_of_others_is_left_alone(self):
        capture = ws.source_dir("captures", NAMES[1], "capture.pcap")
        self.assertEqual(list(self.shown(capture, "filter", "frame.number == 3", "open", "rest", "list")), [3])

    def test_keys_that_come_later(self):
        for name, capture, keys in captures():
            if name != NAMES[0]:  # whose messages are in clear
                before, after = self.lists(capture, "open", "list", *use_keys(keys), "dissect", "list")
                self.same(after, self.once[name], capture=name)
                self.assertTrue(before != after, name)

    def test_live(self):
        """Rows that were drawn while packets came are drawn again when the capture has ended."""
        for name, capture, keys in captures():
            self.same(self.shown(capture, *use_keys(keys), "live", "rest", "list"), self.once[name], capture=name)

    def test_statistics_count_once(self):
        for name, capture, keys in captures():
            once, *rest = self.output(capture, *use_keys(keys), "open", "statistics", "dissect", "statistics", "statistics",
                                      "dissect", "list", "statistics").split("IKE triage:\n")[1:]
            self.assertIn("ISAKMP SAs", once)
            self.assertEqual(len(rest), 3)
            for later in rest:
                self.assertEqual(counts(later), counts(once), name)


def counts(text):
    """Names and counts of the table that the text begins with."""
    return re.findall(r"^( *[^\s-].*?)\s{2,}(\d+)\s", text.split("\n\n")[0], re.MULTILINE)


if __name__ == "__main__":
    if not os.path.isfile(WINDOW):
        ws.skip("window.c was not built: it wants the plugin, libwiretap and Wireshark 4.0")
    unittest.main(argv=sys.argv[:1])
