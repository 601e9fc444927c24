#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""real_window.py COMMAND MODULE: in Wireshark's own window, on a display of its own, rows look after a redissection and a
reload as they did when the file was opened, and the light in the status bar shows errors that are there."""
import os
import shutil
import subprocess
import sys
import time
import unittest

import wireshark as ws

MODULE = sys.argv[2]
WIDTH, HEIGHT = 1200, 700
ROWS = (30, 150, WIDTH - 30, 212)  # of the packet list, without the first one, which is chosen
LIGHT = (0, HEIGHT - 24, 26, 24)   # of the expert infos, in the status bar
NEEDED = ("wireshark", "Xvfb", "xdotool", "import")
PATIENCE = 300  # seconds


class Window:
    """Wireshark with one capture open."""

    def __init__(self, wireshark, display, capture, *options):
        self.environment = {**wireshark.environment, "DISPLAY": display}
        command = [*wireshark.prefix, "wireshark", "-C", "IKE", "-r", capture, *options]
        self.process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while not (found := self.tool("xdotool", "search", "--onlyvisible", "--name", r"^capture\.pcap$").split()):
            if time.monotonic() > end or self.process.poll() is not None:
                self.close()
                raise AssertionError("Wireshark opened no window")
            time.sleep(0.3)
        self.tool("xdotool", "windowmove", found[0], "0", "0", "windowsize", found[0], str(WIDTH), str(HEIGHT))
        self.settle()
        self.choose_first()

    def tool(self, *words):
        return subprocess.run(words, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              check=False).stdout

    def picture(self, area):
        left, top, width, height = area
        return subprocess.run(["import", "-silent", "-window", "root", "-crop", "%dx%d+%d+%d" % (width, height, left, top),
                               "-depth", "8", "rgb:-"], env=self.environment, stdout=subprocess.PIPE, check=True).stdout

    def settle(self):
        """Until nothing has changed for a while."""
        last, same, end = None, 0, time.monotonic() + PATIENCE
        while same < 4 and time.monotonic() < end:
            time.sleep(0.25)
            now = self.picture((0, 0, WIDTH, HEIGHT))
            same = same + 1 if now == last else 0
            last = now

    def choose_first(self):
        """The first row; without a click no key arrives, and where the row stands differs from version to version."""
        self.tool("xdotool", "mousemove", "640", "124", "click", "1")
        self.aside()
        self.keys("ctrl+Home")

    def aside(self):
        self.tool("xdotool", "mousemove", str(WIDTH - 1), str(HEIGHT - 1))
        self.settle()

    def keys(self, *keys):
        self.tool("xdotool", "key", "--delay", "60", *keys)
        self.settle()

    def is_red(self):
        octets = self.picture(LIGHT)
        pixels = zip(octets[0::3], octets[1::3], octets[2::3])
        return sum(red > 150 and red - max(green, blue) > 80 for red, green, blue in pixels) > 20

    def close(self):
        self.process.kill()
        self.process.wait()


class RealWindow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        profile = os.path.join(cls.ws.config, "profiles", "IKE")
        shutil.copytree(ws.source_dir("plugin", "profile"), profile)
        subprocess.run(["chmod", "-R", "a+rwX", cls.ws.home.name], check=True)
        read, write = os.pipe()
        cls.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "%dx%dx24" % (WIDTH, HEIGHT),
                                       "-noreset", "-nolisten", "tcp"], pass_fds=(write,), stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.server.communicate)
        cls.addClassCleanup(cls.server.terminate)
        os.close(write)
        with os.fdopen(read) as told:
            cls.display = ":" + told.readline().strip()

    def window(self, name, *options, rows_before=0):
        capture = self.capture(name, rows_before)
        keys = ws.key_options(ws.source_dir("captures", name, "keys"))
        window = Window(self.ws, self.display, capture, *keys, *options)
        self.addCleanup(window.close)
        return window

    def capture(self, name, rows_before):
        """With so many frames of nobody's protocol before it."""
        with open(ws.source_dir("captures", name, "capture.pcap"), "rb") as file:
            header, records = file.read(24), file.read()
        filler = records[:8] + (60).to_bytes(4, "little") * 2 + bytes(12) + b"\x88\xb5" + bytes(46)
        path = os.path.join(self.ws.home.name, "capture.pcap")
        with open(path, "wb") as file:
            file.write(header + filler * rows_before + records)
        os.chmod(path, 0o644)
        return path

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
        self.assertTrue(window.is_red())
        window.keys("ctrl+shift+l")
        self.assertTrue(window.is_red(), "after a redissection")
        window.close()
        self.assertFalse(self.window("tunnel-up", rows_before=200).is_red())


if __name__ == "__main__":
    for program in NEEDED:
        if not shutil.which(program):
            ws.skip("no " + program)
    unittest.main(argv=sys.argv[:1])
