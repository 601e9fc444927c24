#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""real_window.py COMMAND MODULE: in Wireshark's own window, on a display of its own, rows look after a redissection and a
reload as they did when the file was opened, and the light in the status bar shows errors that are there."""
import sys
import unittest

import display
import wireshark as ws

MODULE = sys.argv[2]
ROWS = (30, 150, display.WIDTH - 30, 212)  # of the packet list, without the first one, which is chosen
LIGHT = (0, display.HEIGHT - 24, 26, 24)   # of the expert infos, in the status bar


def is_red(window):
    octets = window.picture(LIGHT)
    pixels = zip(octets[0::3], octets[1::3], octets[2::3])
    return sum(red > 150 and red - max(green, blue) > 80 for red, green, blue in pixels) > 20


class RealWindow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.display = display.Display(MODULE)
        cls.addClassCleanup(cls.display.close)

    def window(self, name, *options, rows_before=0):
        keys = ws.key_options(ws.source_dir("captures", name, "keys"))
        window = display.Window(self.display, r"^capture\.pcap$", "-r", self.display.capture(name, rows_before), *keys,
                                *options)
        self.addCleanup(window.close)
        window.choose_first()
        return window

    def test_redissection_and_reload(self):
        """Reloading Lua's scripts dissects all frames anew, as a change of preferences, keys or profile does."""
        window = self.window("ios-transform-both-ways")
        first = window.picture(ROWS)
        for keys in ("ctrl+shift+l", "ctrl+r", "ctrl+shift+l"):
            window.keys(keys)
            self.assertTrue(window.picture(ROWS) == first, "rows differ after " + keys)
        window.close()
        off = self.window("ios-transform-both-ways", "-o", "iketriage.enabled:FALSE")
        self.assertFalse(off.picture(ROWS) == first, "the rows show nothing of the plugin")

    def test_light(self):
        """Also of errors that only the end of the capture tells, in rows that nobody has looked at."""
        window = self.window("psk-mismatch", rows_before=200)
        self.assertTrue(is_red(window))
        window.keys("ctrl+shift+l")
        self.assertTrue(is_red(window), "after a redissection")
        window.close()
        self.assertFalse(is_red(self.window("tunnel-up", rows_before=200)))


if __name__ == "__main__":
    display.main(MODULE, RealWindow, of_menus=False)
