#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""real_changes.py COMMAND MODULE: in Wireshark's own window a key file that changed, a preference that was toggled and a
profile that was left end in the rows that one load gives; so does a live capture that was stopped."""
import os
import sys
import unittest

import display
import wireshark as ws

MODULE = sys.argv[2]
NAME = "ios-transform-both-ways"
SEVENTH_ROW = (640, 226)
PROFILE = (display.WIDTH - 70, display.HEIGHT - 11)  # in the status bar


class RealChanges(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.display = display.Display(MODULE)
        cls.addClassCleanup(cls.display.close)
        with open(ws.source_dir("captures", NAME, "keys"), "rb") as file:
            cls.keys = file.read()
        cls.once = display.rows_of_tshark(cls.display, cls.display.capture(NAME),
                                          *ws.key_options(cls.display.file("keys", cls.keys)))

    def same(self, window, what):
        rows = window.rows()
        with self.subTest(after=what):
            self.assertEqual(len(rows), len(self.once))
            for row, wanted in zip(rows, self.once):
                self.assertEqual(row, wanted)

    def test_changes(self):
        path = self.display.file("keys", b"# none yet\n")
        table = os.path.join(self.display.ws.config, "iketriage_keys")
        with open(table, "w", encoding="utf-8") as file:
            file.write('"%s"\n' % path)
        self.addCleanup(os.remove, table)
        window = display.Window(self.display, r"^capture\.pcap$", "-r", self.display.capture(NAME))
        self.addCleanup(window.close)
        self.assertNotIn("ts-keylen", " ".join(window.rows()[6]))
        self.display.file("keys", self.keys)
        window.keys("ctrl+shift+l")
        self.same(window, "key file")
        for toggled in ("off", "on"):
            window.click(*SEVENTH_ROW)
            window.click(*SEVENTH_ROW, "3")
            window.press("Up", "Up", "Up", "Right", "Up", "Up", "Right", "Up", "Up", "Return")
            window.settle()
            if toggled == "off":
                self.assertNotIn("[", " ".join(row[-1] for row in window.rows()))
        self.same(window, "preference")
        for downs in (1, 2):  # to the profile Default, and back
            window.click(*PROFILE)
            window.press(*["Down"] * downs, "Return")
            window.settle()
            if downs == 1:
                row = window.rows()[6]
                self.assertNotEqual(len(row), len(self.once[6]))
                self.assertIn("ts-keylen", row[-1])
        self.same(window, "profile")

    @staticmethod
    def opened(pipe):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return None

    def test_live(self):
        """Out of a pipe; rows that were drawn while packets came are drawn again when it has ended."""
        pipe = os.path.join(self.display.ws.home.name, "pipe")
        os.mkfifo(pipe)
        os.chmod(pipe, 0o666)
        with open(self.display.capture(NAME), "rb") as file:
            octets = file.read()
        window = display.Window(self.display, "wire|pipe|Wireshark", "-k", "-i", pipe,
                                *ws.key_options(self.display.file("keys", self.keys)))
        self.addCleanup(window.close)
        writer = window.wait_for("nobody reads the pipe", lambda: self.opened(pipe))
        os.write(writer, octets)
        window.find("^Capturing from")
        window.settle()
        os.close(writer)
        window.find(r"^\*")
        window.settle()
        self.same(window, "live capture")


if __name__ == "__main__":
    display.main(MODULE, RealChanges)
