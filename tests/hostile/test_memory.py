#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Memory that is out for good, for every library and thread: the run says so, its status is 2, no line is cut and nothing
unfinished is left.

usage: test_memory.py COMMAND

COMMAND is a release build: sanitizers need all addresses there are. faults.c fails what is asked of malloc(3); here the
limit is the process's own, as "ulimit -v" sets it, and what asks the system in another way fails too."""
import json
import os
import pathlib
import resource
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import command  # pylint: disable=wrong-import-position

NO_MEMORY = b"iketriage: there is not enough memory\n"
LOADED = 24 << 20  # less than that does not load the libraries
SIZES = range(LOADED, LOADED + (120 << 20), 5 << 20)
CAPTURES = sorted(str(path) for path in command.CAPTURES.glob("tunnel-*/capture.*"))


class Memory(command.Case):
    def limited(self, size, *arguments):
        return subprocess.run(command.argv(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)))

    def given_up(self, size, *arguments):
        """Neither killed nor aborted; True where memory did not suffice."""
        done = self.limited(size, *arguments)
        gave_up = done.stderr.endswith(NO_MEMORY)
        if b"error while loading shared libraries" in done.stderr:
            return False
        self.assertIn(done.returncode, (2,) if gave_up else (0, 1, 2), (size, arguments, done.stderr))
        self.assertNotIn(b"GSlice", done.stderr)  # it aborts, and what other threads give back meanwhile hides why
        if done.returncode == 2:
            self.assertNotEqual(done.stderr, b"")
        if "json" in arguments and done.stdout:
            self.assertEqual(done.stdout[-1:], b"\n")
            for line in done.stdout.splitlines():
                json.loads(line)
        return gave_up

    def test_each_size(self):
        out = self.folder / "out"
        ways = (("-f", "json", "-j1"), ("-f", "json", "-j8"), ("-j8", "-o", out), ("-f", "html", "-j3", "-o", out),
                ("-j1", "-e", out), ("-f", "json", "-j8", "--messages"))
        gave_up = 0
        for way in ways:
            for size in SIZES:
                with self.subTest(way=way, size=size):
                    given_up = self.given_up(size, *way, *CAPTURES * 4)
                    gave_up += given_up
                    self.assertEqual([name for name in os.listdir(self.folder) if name != "out" or given_up], [])
                for name in os.listdir(self.folder):
                    subprocess.run(["rm", "-rf", self.folder / name], check=True)
        self.assertGreater(gave_up, 5)


if __name__ == "__main__":
    command.main()
