#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""screenshots.py COMMAND MODULE: packaging/screenshots makes the pictures again, with the plugin that was built."""
import os
import subprocess
import sys
import tempfile
import unittest

import pictures
import wireshark as ws

MODULE = sys.argv[2]
FOLDER = tempfile.TemporaryDirectory()


class Screenshots(unittest.TestCase):
    def test_made_again(self):
        pictures.check(self, FOLDER.name)


def make():
    """Skips where something is not installed, which unittest would take for a failure."""
    if not os.path.isfile(MODULE):
        ws.skip("the plugin was not built")
    with open(MODULE, "rb") as module:
        if b"__asan_init" in module.read():
            ws.skip("a module with sanitizers, which the installed Wireshark has not got")
    done = subprocess.run([pictures.SCRIPT, MODULE, FOLDER.name], stderr=subprocess.PIPE, text=True)
    if done.returncode == ws.SKIP:
        ws.skip(done.stderr.strip())
    if done.returncode != 0:
        sys.exit(done.stderr)


if __name__ == "__main__":
    make()
    unittest.main(argv=sys.argv[:1])
