#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many captures: the same bytes for every number of jobs, one that is bad stops no other, archives are named with what to
type, an interrupt ends with what is finished, and a terminal is told how far it is in one line."""
import gzip
import io
import json
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import tarfile
import threading
import time
import unittest
import zipfile

import command
from command import CAPTURES, REFUSED, UP, argv, pcap, run, zstandard

REFUSED_PCAP = next(REFUSED.glob("capture.*"))
UP_PCAP = next(UP.glob("capture.*"))
IDLE = bytes(60)  # an Ethernet frame of nothing
RECORD = struct.pack("<IIII", 1_800_000_000, 0, len(IDLE), len(IDLE)) + IDLE


def tar(**members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name.replace("_", "."))
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "octets")
    return out.getvalue()


class Jobs(command.Case):
    def same_for_all(self, *arguments):
        outs = {jobs: run("-j", jobs, *arguments) for jobs in ("1", "2", "4", "16")}
        first = outs["1"]
        for jobs, result in outs.items():
            self.assertEqual((result.status, result.out, result.err), (first.status, first.out, first.err), jobs)
        return first

    def test_the_shipped_captures(self):
        for form in ("json", "tsv", "text"):
            with self.subTest(form):
                self.same_for_all("-f", form, "-k", UP / "keys", CAPTURES)

    def test_a_thousand_files(self):
        """Of three sizes, in folders, some damaged: each record names its file, and all come in the order of names."""
        kinds = (UP_PCAP.read_bytes(), REFUSED_PCAP.read_bytes(), pcap([(1, IDLE)]))
        for i in range(1000):
            content = kinds[i % 3]
            self.store(f"d{i % 7}/f{i:04}.pcap", content[:-1] if i % 250 == 0 else content)
        names = sorted(str(path) for path in self.folder.rglob("*.pcap"))
        result = self.same_for_all("-f", "json", self.folder)
        self.assert_trouble(result, *["ends in the middle"] * 4)
        captures = result.of("capture")
        self.assertEqual([capture["file"] for capture in captures], names)
        self.assertEqual(sum(capture["error"] is not None for capture in captures), 4)
        self.assertEqual(result.records[-1]["captures"], 1000)
        self.assertEqual(len(result.of("tunnel")), 667)
        self.assertEqual([tunnel["number"] for tunnel in result.of("tunnel")], list(range(1, 668)))

    def test_one_bad_file_stops_no_other(self):
        text = self.store("text", b"no capture")
        missing = self.folder / "missing"
        result = self.same_for_all("-f", "json", text, REFUSED, missing, UP)
        self.assert_trouble(result, "text: not a capture", "missing: No such file")
        self.assertEqual({t["state"] for t in result.of("tunnel")}, {"down", "up"})


class Archives(command.Case):
    def test_a_tar_archive(self):
        """Plain and compressed, by its content: what to type does what is asked for."""
        content = tar(first_pcap=REFUSED_PCAP.read_bytes(), second_pcap=UP_PCAP.read_bytes())
        for name, packed in (("a.tar", content), ("b it's.dat", content), ("c.tgz", gzip.compress(content)),
                             ("d.tar.zst", zstandard(content))):
            with self.subTest(name):
                path = self.store(name, packed)
                result = run("-f", "json", path, REFUSED)
                self.assert_trouble(result, "a tar archive")
                self.assertEqual(len(result.of("tunnel")), 1)
                line = next(one for one in result.complaints if "a tar archive" in one)
                self.assertIn("tar -xf ", line)
                one = line[line.index("tar -xOf "):]
                self.assertIn(" first.pcap | iketriage -", one)
                if name == "d.tar.zst" and not shutil.which("zstd"):
                    continue
                typed = one.replace("| iketriage -", f"| '{argv()[0]}' -f json -")
                out = subprocess.run(typed, shell=True, stdout=subprocess.PIPE, check=False).stdout
                self.assertEqual(json.loads(out.splitlines()[-1])["captures"], 1)
                self.assertEqual(json.loads(out.splitlines()[-1])["tunnels"]["down"], 1)

    def test_in_a_folder(self):
        """It was asked for; other files of a folder are not."""
        self.store("in/c.pcap", UP_PCAP.read_bytes())
        self.store("in/captures.tar", tar(x_pcap=UP_PCAP.read_bytes()))
        self.store("in/more.zip", zipped("more.pcap"))
        for name, first in (("a.docx", "[Content_Types].xml"), ("a.odt", "mimetype"), ("a.jar", "META-INF/MANIFEST.MF")):
            self.store(f"in/{name}", zipped(first))
        self.store("in/notes.txt", b"notes\n" * 200)
        self.store("in/zeros", bytes(2000))
        result = run("-f", "json", self.folder)
        self.assert_trouble(result, "captures.tar: a tar archive", "more.zip: a zip archive")
        self.assertEqual(len(result.complaints), 2)
        self.assertEqual(len(result.of("tunnel")), 1)

    def test_packed_in_a_folder(self):
        """What is called a capture is named; logs that were rotated are not."""
        self.store("in/c.pcap", UP_PCAP.read_bytes())
        for name in ("a.pcap.xz", "b.PCAPNG.bz2", "d.cap.lz4", "outside.dmp.xz", "e.7z", "auth.log.xz", "kern.log.2.bz2"):
            magic = {"xz": b"\xfd7zXZ\0", "z2": b"BZh9", "z4": b"\x04\x22\x4d\x18", "7z": b"7z\xbc\xaf\x27\x1c"}
            self.store(f"in/{name}", magic[name[-2:]] + bytes(9))
        result = run("-f", "json", self.folder)
        self.assert_trouble(result, "a.pcap.xz: compressed with xz", "b.PCAPNG.bz2: compressed with bzip2",
                            "d.cap.lz4: compressed with lz4", "e.7z: compressed with 7-Zip",
                            "outside.dmp.xz: compressed with xz")
        self.assertEqual(len(result.complaints), 5)
        self.assertEqual(len(result.of("tunnel")), 1)

    def test_others(self):
        for name, magic, word in (("a.zip", zipped("x.pcap"), "unzip -p"), ("a.xz", b"\xfd7zXZ\0" + bytes(9), "xz -dc"),
                                  ("a.bz2", b"BZh9" + bytes(9), "bzip2 -dc"), ("a.7z", b"7z\xbc\xaf\x27\x1c", "7z x")):
            self.assert_trouble(run(self.store(name, magic)), word)

    def test_standard_input(self):
        self.assert_trouble(run("-", input=tar(x_pcap=b"octets")), "standard input: a tar archive")

    def test_what_is_none(self):
        """A header whose sum is wrong, and names that show nothing."""
        content = bytearray(tar(x_pcap=b"octets"))
        content[0] ^= 1
        self.assert_trouble(run(self.store("x", bytes(content))), "not a capture")
        path = self.store("n", tar(**{"a\x1b]b": b"octets"}))
        self.assertNotIn(b"\x1b", run(path).err)


class Interrupt(command.Case):
    """A pipe that does not end stands for a file that is large."""

    def start(self, *arguments):
        fifo = self.folder / "pipe"
        os.mkfifo(fifo)
        process = subprocess.Popen(argv("-f", "json", *arguments, fifo, UP), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.ended = threading.Event()
        writer = threading.Thread(target=self.write, args=(fifo,))
        writer.start()
        self.addCleanup(writer.join)
        self.addCleanup(self.ended.set)
        return process

    def write(self, fifo):
        with open(fifo, "wb", buffering=0) as pipe:
            try:
                pipe.write(REFUSED_PCAP.read_bytes())
                while not self.ended.is_set():
                    pipe.write(RECORD)
                    time.sleep(0.01)
            except BrokenPipeError:
                pass

    def test_it_ends_with_what_is_finished(self):
        for jobs in ("1", "2"):
            with self.subTest(jobs):
                self.setUp()
                process = self.start("-j", jobs, REFUSED)
                time.sleep(1)
                process.send_signal(signal.SIGINT)
                out, err = process.communicate()
                self.ended.set()
                records = [json.loads(line) for line in out.splitlines()]
                captures = [record for record in records if record["type"] == "capture"]
                self.assertEqual(process.returncode, 130, err)
                self.assertEqual(records[-1]["type"], "summary")
                self.assertEqual(records[-1]["captures"], len(captures))
                self.assertIsNone(captures[0]["error"])
                self.assertIn("interrupted after", captures[1]["error"])
                self.assertGreater(captures[1]["packets"], 5)
                self.assertIn(b"interrupted after", err)
                if jobs == "1":
                    self.assertEqual(len(captures), 2)
                    self.assertIn(b"interrupted: 1 of 3 captures were not read", err)

    def test_an_output_file_is_whole(self):
        out = self.folder / "out.json"
        process = self.start("-o", out, REFUSED)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        process.communicate()
        self.assertEqual(json.loads(out.read_bytes().splitlines()[-1])["type"], "summary")

    def test_a_second_one_ends_it_at_once(self):
        """Nobody reads what is written, so that the first one has to wait."""
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        self.addCleanup(os.close, writer)
        process = subprocess.Popen(argv("-f", "json", "--messages", CAPTURES), stdout=writer, stderr=subprocess.PIPE)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        while select.select([], [writer], [], 0)[1]:  # until the pipe is full
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        self.assertIsNone(process.poll())
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(0.01)
        self.assertEqual(process.returncode, -signal.SIGINT)


class Progress(command.Case):
    def test_a_terminal_is_told_in_one_line(self):
        """Captures, octets, rate, time left; never more than the terminal is wide, and cleared at the end."""
        fifo = self.folder / "pipe"
        os.mkfifo(fifo)
        large = self.store("large.pcap", pcap([]) + RECORD * 200_000)
        ours, theirs = pty.openpty()
        process = subprocess.Popen(argv("-j1", large, fifo, large), stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        with open(fifo, "wb", buffering=0) as pipe:  # opened when the first one is done
            pipe.write(pcap([]))
            for _ in range(12):
                pipe.write(RECORD * 700)
                time.sleep(0.2)
        told = b""
        while select.select([ours], [], [], 60)[0]:
            try:
                told += os.read(ours, 4096)
            except OSError:
                break
        lines = told.split(b"\r\x1b[K")
        self.assertNotIn(b"\n", told)
        self.assertRegex(told, rb"1 of 3 captures, [0-9]+ MB of 30 MB \([0-9]+ %\), [0-9.]+ MB/s, [0-9]+ s left")
        self.assertLess(max(map(len, lines)), 80)
        self.assertLess(len(lines), 60)
        self.assertEqual(lines[-1], b"")


if __name__ == "__main__":
    command.main()
