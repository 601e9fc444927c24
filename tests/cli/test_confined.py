#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The sandbox is in nobody's way: whatever is read, and by whatever way results go out, the run is that of --no-sandbox.

usage: test_confined.py COMMAND

COMMAND is a release build: sanitizers need calls that the sandbox forbids. What it forbids tries sandbox.c."""
import filecmp
import os
import pathlib
import shutil
import subprocess
import threading

import command
from command import CAPTURES, run

PFS, REFUSED = CAPTURES / "tunnel-up-pfs", CAPTURES / "transform-mismatch"
PLAIN = next(PFS.glob("capture.*"))


class Confined(command.Case):
    def setUp(self):
        super().setUp()
        self.store("there/sub/up.pcap", PLAIN.read_bytes())
        self.store("here/down.pcap", next(REFUSED.glob("capture.*")).read_bytes())

    def same(self, *arguments, **options):
        confined, free = (run(*more, *arguments, **options) for more in ((), ("--no-sandbox",)))
        self.assertEqual((confined.status, confined.out, confined.err), (free.status, free.out, free.err))
        self.assertNotEqual(confined.status, 2, confined.err)
        return confined

    def test_it_is_there(self):
        self.assertIn("system calls (seccomp)", run("-v", PLAIN).complaints[-1])
        self.assertIn("confined: nothing", run("-v", "--no-sandbox", PLAIN).complaints[-1])

    def test_links_out_of_a_folder(self):
        """To a file, to a folder, to another link, up and round; absolute and not."""
        here, there = self.folder / "here", self.folder / "there"
        (here / "file").symlink_to(there / "sub" / "up.pcap")
        (here / "folder").symlink_to("../there")
        (here / "link").symlink_to("file")
        (here / "nowhere").symlink_to("/nowhere/at/all")
        (there / "back").symlink_to(here)
        (self.folder / "name").symlink_to("here")
        for names in ((here,), (self.folder / "name",), (here / "link",), (here / "folder", here / "file"), (there,)):
            for way in (("-f", "json"), ("-f", "json", "--stitch"), ("-f", "json", "-j8")):
                with self.subTest(names=names, way=way):
                    self.same(*way, *names)
        self.assertEqual(len(run("-f", "json", here).of("capture")), 4)

    def test_relative_names(self):
        for names in ((".",), ("here/../there", "here"), ("./here//down.pcap",)):
            self.same("-f", "json", *names, cwd=self.folder)

    def test_pipes(self):
        content = PLAIN.read_bytes()
        self.same("-f", "json", "-", input=content)
        self.same("-f", "json", "/dev/stdin", input=content)
        with open(PLAIN, "rb") as file:
            self.assertEqual(run("-f", "json", "/dev/fd/0", stdin=file).status, 0)
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        thread = threading.Thread(target=fifo.write_bytes, args=(content,))
        thread.start()
        self.assertEqual(run("-f", "json", fifo).status, 0)
        thread.join()
        done = subprocess.run(["bash", "-c", 'exec "$0" -q <(cat "$1") -k <(cat "$2")', command.argv()[0], PLAIN,
                               PFS / "keys"], capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def alike(self, one, other):
        if one.is_file():
            return other.is_file() and (one.read_bytes() == other.read_bytes() or one.name == "MANIFEST.sha256")
        compared = filecmp.dircmp(one, other)
        return not compared.left_only and not compared.right_only and all(
            self.alike(one / name, other / name) for name in compared.common)

    def test_ways_out(self):
        """Files, folders, over what is there, by a link, from another folder."""
        keys = ("-k", PFS / "keys")
        out = pathlib.Path("out")
        ways = [("-f", form, "-o", out) for form in ("text", "json", "tsv", "html", "ios")]
        ways += [("-e", out, *keys), ("-q", "--export-keys", out, *keys), ("-e", out, "--anonymize", *keys),
                 ("-q", "--anonymize", "--anonymize-map", out), ("-f", "json", "-j8", "-o", pathlib.Path("link"))]
        made = []
        for number, way in enumerate(ways):
            for more in ((), ("--no-sandbox",)):
                folder = self.folder / f"{number}{len(more)}"
                (folder / "deep").mkdir(parents=True)
                (folder / "deep" / "target").write_bytes(b"before")
                (folder / "link").symlink_to("deep/target")
                result = run(*more, *way, PLAIN, self.folder / "here", cwd=folder)
                self.assertEqual(result.status, 1, (way, result.err))
                made.append(folder)
            with self.subTest(way=way):
                if "--anonymize" not in way:  # each run draws other names
                    self.assertTrue(self.alike(made[-2], made[-1]))
                self.assertEqual(sorted(os.listdir(made[-2])), sorted(os.listdir(made[-1])))
            for folder in made[-2:]:
                shutil.rmtree(folder)


if __name__ == "__main__":
    command.main()
