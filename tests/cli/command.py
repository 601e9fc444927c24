# SPDX-License-Identifier: GPL-2.0-or-later
"""Running the command in tests: each script is called with the command's path, `unittest` options may follow."""
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

CAPTURES = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).parents[2])) / "captures"
UP = CAPTURES / "tunnel-up"
REFUSED = CAPTURES / "transform-mismatch"

_command = None


class Result:
    """What a run left: status, out and err as bytes, records when out is JSON."""

    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.complaints = self.err.decode("utf-8", "backslashreplace").splitlines()

    @property
    def records(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, kind):
        return [record for record in self.records if record["type"] == kind]


def without_name(value):
    """Records, or parts of them, without what names the file: its name wherever it stands, and its hash."""
    if isinstance(value, list):
        return [without_name(item) for item in value]
    if isinstance(value, dict):
        return {key: without_name(item) for key, item in value.items() if key not in ("file", "sha256")}
    return value


def argv(*arguments):
    return [_command, *(os.fsencode(os.fspath(argument)) for argument in arguments)]


def run(*arguments, **options):
    """Run to the end. Standard input is empty unless told."""
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.PIPE)
    return Result(subprocess.run(argv(*arguments), stderr=subprocess.PIPE, check=False, **options))


def pcap(packets, link=1):
    """A pcap file: little-endian, microseconds; packets are (seconds, bytes)."""
    out = bytearray(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link))
    for seconds, data in packets:
        out += struct.pack("<IIII", seconds, 0, len(data), len(data)) + data
    return bytes(out)


def zstandard(data):
    """A Zstandard frame of raw blocks, RFC 8878 section 3.1.1."""
    out = bytes.fromhex("28b52ffd0058")
    while True:
        block, data = data[:65536], data[65536:]
        out += struct.pack("<I", len(block) << 3 | (not data))[:3] + block
        if not data:
            return out


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def store(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def assert_trouble(self, result, *texts):
        """Status 2, and each text stands in a complaint of its own line, in this order."""
        self.assertEqual(result.status, 2, result.err)
        at = 0
        for text in texts:
            while at < len(result.complaints) and text not in result.complaints[at]:
                at += 1
            self.assertLess(at, len(result.complaints), (text, result.complaints))
            at += 1
        for line in result.complaints:
            self.assertRegex(line, r"^iketriage: ")


def main():
    global _command
    _command = os.path.abspath(sys.argv.pop(1))
    unittest.main()
