#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every shipped capture gives the same JSON by every way in: as it is, in gzip, in Zstandard, as pcapng, as snoop, in
another byte order and in nanoseconds, through a pipe, and on standard input; but for the names of the files."""
import gzip
import os
import struct
import threading
import unittest

import command
from command import CAPTURES, run, without_name, zstandard

FILES = sorted(path for path in CAPTURES.glob("*/capture.*"))
KEYS = [option for path in sorted(CAPTURES.glob("*/keys")) for option in ("-k", path)]
JSON = ("-f", "json", "--messages", *KEYS)
ON_STANDARD_INPUT = 7  # of so many captures one: each is a run of its own
MICROSECONDS, NANOSECONDS, PCAPNG = 0xA1B2C3D4, 0xA1B23C4D, bytes.fromhex("0a0d0d0a")


def packets(content):
    """(seconds, microseconds, captured octets, length) of a pcap file in microseconds, and its link type."""
    order = "<" if struct.unpack_from("<I", content)[0] == MICROSECONDS else ">"
    magic, _, _, _, _, _, link = struct.unpack_from(order + "IHHiIII", content)
    assert magic == MICROSECONDS
    found, at = [], 24
    while at < len(content):
        seconds, micros, captured, length = struct.unpack_from(order + "IIII", content, at)
        found.append((seconds, micros, content[at + 16:at + 16 + captured], length))
        at += 16 + captured
    return link, found


def pcap(content, order, magic):
    """The same packets in another byte order and unit of time."""
    if content.startswith(PCAPNG):
        return content
    link, found = packets(content)
    out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link)]
    for seconds, micros, data, length in found:
        fraction = micros * 1000 if magic == NANOSECONDS else micros
        out += [struct.pack(order + "IIII", seconds, fraction, len(data), length), data]
    return b"".join(out)


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))


def pcapng(content):
    """draft-ietf-opsawg-pcapng: a section, an interface in microseconds, a block for each packet."""
    if content.startswith(PCAPNG):
        return content
    link, found = packets(content)
    out = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)), block(1, struct.pack("<HHI", link, 0, 0))]
    for seconds, micros, data, length in found:
        stamp = seconds * 1000000 + micros
        out.append(block(6, struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(data), length) + data))
    return b"".join(out)


def snoop(content):
    """RFC 1761: its name, version 2, Ethernet (4); records of their own length, padded to 4 octets."""
    if content.startswith(PCAPNG):
        return content
    link, found = packets(content)
    if link != 1:
        return content
    out = [b"snoop\0\0\0", struct.pack(">II", 2, 4)]
    for seconds, micros, data, length in found:
        padded = data + bytes(-len(data) % 4)
        out += [struct.pack(">IIIIII", length, len(data), 24 + len(padded), 0, seconds, micros), padded]
    return b"".join(out)


WAYS = {
    "gzip": gzip.compress,
    "zstd": zstandard,
    "pcapng": pcapng,
    "pcapng in gzip": lambda content: gzip.compress(pcapng(content)),
    "snoop": snoop,
    "big-endian": lambda content: pcap(content, ">", MICROSECONDS),
    "nanoseconds": lambda content: pcap(content, "<", NANOSECONDS),
}


class WaysIn(command.Case):
    @classmethod
    def setUpClass(cls):
        cls.contents = [path.read_bytes() for path in FILES]
        result = run(*JSON, *FILES)
        assert result.status == 1, result.err
        cls.expected = without_name(result.records)
        cls.complaints = len(result.complaints)

    def check(self, paths):
        result = run(*JSON, *paths)
        self.assertEqual(result.status, 1, result.err)
        self.assertEqual(len(result.complaints), self.complaints, result.err)
        found = without_name(result.records)
        for one, other in zip(found, self.expected):
            self.assertEqual(one, other)
        self.assertEqual(len(found), len(self.expected))

    def test_there_are_captures(self):
        self.assertGreater(len(FILES), 70)
        self.assertGreater(len(self.expected), 1000)

    def test_as_files(self):
        for way, make in WAYS.items():
            with self.subTest(way):
                self.check([self.store(f"{way}/{number}", make(content))
                            for number, content in enumerate(self.contents)])

    def test_pipes(self):
        pipes = [self.folder / str(number) for number in range(len(FILES))]
        for pipe in pipes:
            os.mkfifo(pipe)
        writers = [threading.Thread(target=pipe.write_bytes, args=(content,), daemon=True)
                   for pipe, content in zip(pipes, self.contents)]
        for writer in writers:
            writer.start()
        self.check(pipes)
        for writer in writers:
            writer.join()

    def test_standard_input(self):
        for path, content in list(zip(FILES, self.contents))[::ON_STANDARD_INPUT]:
            with self.subTest(capture=path.parent.name):
                self.assertEqual(without_name(run(*JSON, "-", input=content).records),
                                 without_name(run(*JSON, path).records))


if __name__ == "__main__":
    command.main()
