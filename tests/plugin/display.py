# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark's own window on a display of its own, driven by keys and the mouse, and what can be read from it: pictures,
and what it copies. Where to find things is that of the menus of 4.0."""
import os
import shutil
import subprocess
import sys
import time
import unittest

import wireshark as ws

WIDTH, HEIGHT = 1200, 700
FIRST_ROW = (640, 124)
NOTHING = "nothing was copied"
PATIENCE = 300  # seconds
NEEDED = ("wireshark", "Xvfb", "xdotool", "import")


def _skip_where_there_is_none(module, of_menus):
    for program in (*NEEDED, *["xclip"][:of_menus]):
        if not shutil.which(program):
            ws.skip("no " + program)
    if of_menus and os.path.isfile(module) and module.split(os.sep)[-3] != "4.0":
        ws.skip("the menus of 4.0 are known here, no others")


class Display:
    """close() it. Its Wireshark has the profile that ships, as IKE."""

    def __init__(self, module):
        self.ws = ws.Wireshark(module)
        shutil.copytree(ws.source_dir("plugin", "profile"), os.path.join(self.ws.config, "profiles", "IKE"))
        subprocess.run(["chmod", "-R", "a+rwX", self.ws.home.name], check=True)
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "%dx%dx24" % (WIDTH, HEIGHT),
                                        "-noreset", "-nolisten", "tcp"], pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as told:
            self.name = ":" + told.readline().strip()

    def close(self):
        self.server.terminate()
        self.server.communicate()
        self.ws.close()

    def file(self, name, octets):
        """Where its Wireshark may read it."""
        path = os.path.join(self.ws.home.name, name)
        with open(path, "wb") as file:
            file.write(octets)
        os.chmod(path, 0o644)
        return path

    def capture(self, name, rows_before=0):
        """One that ships, with so many frames of nobody's protocol before it."""
        with open(ws.source_dir("captures", name, "capture.pcap"), "rb") as file:
            header, records = file.read(24), file.read()
        filler = records[:8] + (60).to_bytes(4, "little") * 2 + bytes(12) + b"\x88\xb5" + bytes(46)
        return self.file("capture.pcap", header + filler * rows_before + records)


class Window:
    """Wireshark as it was started with these options, which name a capture that is called title. close() it."""

    def __init__(self, display, title, *options):
        self.environment = {**display.ws.environment, "DISPLAY": display.name}
        preloaded = self.environment.get("LD_PRELOAD")  # by Wireshark alone, not by its dumpcap
        alone = {"LD_PRELOAD": preloaded + " " + os.path.abspath("libplugin_unpreload.so")} if preloaded else {}
        self.process = subprocess.Popen([*display.ws.prefix, "wireshark", "-C", "IKE", *options],
                                        env=self.environment | alone, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        try:
            self.main = self.find(title)
        except AssertionError:
            self.close()
            raise
        self.tool("xdotool", "windowmove", self.main, "0", "0", "windowsize", self.main, str(WIDTH), str(HEIGHT))
        self.settle()

    def find(self, title):
        """The window whose title fits this pattern, as soon as there is one."""
        return self.wait_for("Wireshark opened no window " + title, lambda: self.tool(
            "xdotool", "search", "--onlyvisible", "--name", title).split())[0]

    def wait_for(self, trouble, get):
        """What it gets, as soon as it is something."""
        end = time.monotonic() + PATIENCE
        while not (found := get()):
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(trouble)
            time.sleep(0.2)
        return found

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
        while same < 3 and time.monotonic() < end:
            time.sleep(0.25)
            now = self.picture((0, 0, WIDTH, HEIGHT))
            same = same + 1 if now == last else 0
            last = now

    def click(self, x, y, button="1"):
        self.tool("xdotool", "mousemove", str(x), str(y), "click", button)
        time.sleep(0.3)

    def choose_first(self):
        """The first row; without a click no key arrives, and where the row stands differs from version to version. The
        mouse goes where it changes no colour."""
        self.click(*FIRST_ROW)
        self.tool("xdotool", "mousemove", str(WIDTH - 1), str(HEIGHT - 1))
        self.keys("ctrl+Home")

    def press(self, *keys):
        """Menus open and close in between."""
        self.tool("xdotool", "key", "--delay", "120", *keys)
        time.sleep(0.3)

    def keys(self, *keys):
        self.press(*keys)
        self.settle()

    def copied(self, *keys):
        """What these keys put into the clipboard."""
        subprocess.run(["xclip", "-selection", "clipboard", "-i"], env=self.environment, input=NOTHING.encode(),
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        self.press(*keys)
        return self.wait_for("nothing was copied by " + " ".join(keys), lambda: self.tool(
            "xclip", "-o", "-selection", "clipboard").removeprefix(NOTHING))

    def rows(self):
        """Of the packet list, each a list of its columns; below the headings."""
        self.choose_first()
        return table(self.copied("Home", "shift+End", "alt+e", "Right", "Return"))[1:]

    def chosen_row(self):
        return table(self.copied("alt+e", "Right", "Return"))[-1]

    def close(self):
        self.process.kill()
        self.process.wait()


def table(text):
    return [[cell.strip() for cell in line.split("\t")] for line in text.splitlines() if line.strip()]


def rows_of_tshark(display, capture, *options):
    """The same rows, of one load and without a window."""
    out, _ = display.ws.tshark("-2", "-C", "IKE", "-r", capture, *options, "-T", "tabs")
    return [[cell for cell in row if cell != "\u2192"] for row in table(out)]  # an arrow from source to destination


def main(module, case, of_menus=True):
    """Runs its tests, or the one that is named behind the module: each opens a window, which takes its time."""
    _skip_where_there_is_none(module, of_menus)
    unittest.main(argv=[sys.argv[0], *[case.__name__ + "." + name for name in sys.argv[3:]]])
