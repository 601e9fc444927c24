#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""real_menus.py COMMAND MODULE: the menus of Wireshark's own window, used as a reader uses them: Tools > IKE triage >
Report and its buttons, Statistics > IKE triage with Apply, Conversation Filter in the context menu of a packet."""
import re
import sys
import unittest

import display
import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
NAME = "ios-transform-both-ways"
KEYS = ws.source_dir("captures", NAME, "keys")
CAPTURE = ws.source_dir("captures", NAME, "capture.pcap")
SEVENTH_ROW = (640, 226)


class RealMenus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.display = display.Display(MODULE)
        cls.addClassCleanup(cls.display.close)
        cls.window = display.Window(cls.display, r"^capture\.pcap$", "-r", cls.display.capture(NAME), *ws.key_options(KEYS))
        cls.addClassCleanup(cls.window.close)

    def setUp(self):
        self.window.choose_first()

    def inside(self, window):
        """Somewhere in the middle of a dialog."""
        geometry = dict(line.split("=") for line in self.window.tool(
            "xdotool", "getwindowgeometry", "--shell", window).split())
        return (int(geometry["X"]) + int(geometry["WIDTH"]) // 2, int(geometry["Y"]) + int(geometry["HEIGHT"]) // 3)

    def test_report(self):
        """Its buttons follow in the order of the keyboard: the routers' fixes, then the next failure."""
        self.window.press("alt+t", "Down", "Down", "Right", "Return")
        report = self.window.find("IKE triage: report")
        self.window.click(*self.inside(report))
        text = self.window.copied("ctrl+a", "ctrl+c")
        self.assertEqual(text.rstrip(), ws.command_report(COMMAND, CAPTURE, KEYS).rstrip())
        tunnel, = [one for one in ws.records(COMMAND, CAPTURE, KEYS) if one["type"] == "tunnel"]
        fix = self.window.copied("Tab", "Tab", "space").splitlines()
        self.assertEqual([line for line in fix if line[:1] != "!"], tunnel["fix"]["lines"])
        failed = {str(record["frames"]["quick1"][0]) for record in ws.records(COMMAND, CAPTURE, KEYS)
                  if record["type"] == "phase2" and record["outcome"] == "rejected"}
        self.window.press("Tab", "space")
        self.window.press("Escape")
        self.window.click(300, 640)  # the keyboard is nobody's now
        self.assertIn(self.window.chosen_row()[0], failed)

    def test_statistics_with_apply(self):
        """The tree counts once, however often it is filled."""
        self.window.press("alt+s", "Up", "Up", "Up", "Return")
        self.window.click(*self.inside(self.window.find("IKE triage · capture")))
        self.window.settle()
        counts = [self.counted("shift+Tab", "shift+Tab", "shift+Tab", "space")]
        for _ in range(2):
            self.window.keys("shift+Tab", "space")  # Apply, which gives the keyboard to Copy
            counts.append(self.counted("space"))
        self.window.press("Escape")
        self.assertEqual(counts[0]["Quick Modes"], "4")
        self.assertEqual(counts[0]["ISAKMP SAs"], "1")
        self.assertEqual(counts[1], counts[0])
        self.assertEqual(counts[2], counts[0])

    def counted(self, *keys):
        """{row: count}, of what the button Copy copies."""
        return dict(re.findall(r"^ *(\S.*?)  +(\d+) ", self.window.copied(*keys), re.MULTILINE))

    def test_conversation_filters(self):
        """Of the Quick Mode in frame 7: itself, its ISAKMP SA, its tunnel."""
        records = ws.records(COMMAND, CAPTURE, KEYS)
        whole = [str(frame) for frame in range(1, 15)]
        quick_mode, = [record for record in records if record["type"] == "phase2" and record["frames"]["quick1"] == [7]]
        self.assertEqual(quick_mode["frames"]["notify"], [8])
        for downs, wanted in ((4, ["7", "8"]), (3, whole), (5, whole)):
            with self.subTest(entry=downs):
                self.show_all()
                self.window.click(*SEVENTH_ROW)
                self.window.click(*SEVENTH_ROW, "3")
                self.window.press(*["Up"] * 8, "Right", *["Down"] * downs, "Return")
                self.window.settle()
                self.assertEqual([row[0] for row in self.window.rows()], wanted)
        self.show_all()

    def show_all(self):
        """Without a display filter; its cursor blinks, and nothing ever settles there."""
        self.window.press("ctrl+slash", "ctrl+a", "BackSpace", "Return")
        self.window.choose_first()


if __name__ == "__main__":
    display.main(MODULE, RealMenus)
