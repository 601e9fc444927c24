#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seed corpora of documents beside captures, of capture files and of command lines.

usage: make_case_corpus.py FOLDER: into FOLDER/case, FOLDER/capture, FOLDER/options
"""
import gzip
import pathlib
import struct
import sys

from make_triage_corpus import seed

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "hostile"), str(ROOT / "tests" / "cli")]
import captures_in_blocks as blocks  # pylint: disable=wrong-import-position
import command  # pylint: disable=wrong-import-position

LINES = ("-f\njson\n--messages\nx", "-k\nkeys\n-c\n192.0.2.1=r1\n-l\nr1.log\n-v\n--all\nx", "-p\n192.0.2.0/24\n-j\n2\nx",
         "--list-rules", "--explain\nts-cipher", "--standin\nr1.cfg\n-o\nd", "-t\n3\n--ios-release\n15\n-q\n-\n",
         "-i\neth0\n--duration\n5m\n--count\n10", "-e\ndir\n--show-secrets\nx", "--quiet=yes", "-Z", "-h", "-V", "--\n-x",
         "--stitch\nx\ny", "--summarize", "--no-sandbox\n--progress\n--export-keys\nd\nx")


def part(text):
    text = text.encode() if isinstance(text, str) else text
    return struct.pack(">H", len(text[:65535])) + text[:65535]


def cases(captures):
    """A capture's frames behind the configurations and the log that stand beside it, and these alone."""
    for folder in captures:
        texts = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in (".cfg", ".conf", ".txt")]
        logs = [path.read_bytes() for path in sorted(folder.rglob("*.log"))]
        texts += [b""] * 2
        how = bytes([len(folder.name) % 5 | (len(texts[0]) & 0xf) << 3])
        head = how + part(texts[0]) + part(texts[1]) + part(logs[0] if logs else b"")
        frames = seed(folder)
        yield f"{folder.name}-with", head + frames[3 + int.from_bytes(frames[1:3], "big"):]
        yield f"{folder.name}-alone", head


def files():
    capture = next((ROOT / "captures" / "transform-mismatch").glob("capture.*")).read_bytes()
    yield "pcap", b"\3" + capture
    yield "gzip", b"\1" + gzip.compress(capture, mtime=0)
    yield "zstd", b"\0" + command.zstandard(capture)
    yield "tar", b"\0" + b"name\0".ljust(257, b"\0") + b"ustar\0" + b"00".ljust(249, b"\0") + capture
    yield "zip", b"\0PK\3\4" + capture[:100]
    two = blocks.section() + blocks.interface(101) + blocks.interface(1, 100, blocks.option(9, b"\x09"),
                                                                      blocks.option(14, struct.pack("<q", 7)))
    two += blocks.packet(0, 1, link=101) + blocks.packet(1, 2) + blocks.block(3, struct.pack("<I", 40) + bytes(40))
    yield "pcapng", b"\2" + two + blocks.block(2, struct.pack("<HHIIII", 0, 0, 0, 0, 20, 20) + bytes(20))
    yield "pcapng-cut", b"\1" + two[:-9]
    yield "pcapng-gzip", b"\1" + gzip.compress(two, mtime=0)
    yield "snoop", b"\1snoop\0\0\0" + struct.pack(">II", 2, 4) + struct.pack(">IIIIII", 60, 60, 84, 0, 7, 9) + bytes(60)
    yield "dump", (b"\0" b"12:00:00.000001 IP 192.0.2.1.500 > 198.51.100.1.500: isakmp\n"
                   b"\t0x0000:  4500 001c 0000 0000 4011 0000 c000 0201\n\t0x0010:  c633 6401 01f4 01f4 0008 0000\n")


def main():
    folder = pathlib.Path(sys.argv[1])
    captures = [path for path in sorted((ROOT / "captures").iterdir()) if list(path.glob("capture.pcap*"))]
    everything = {"case": cases(captures), "capture": files(),
                  "options": ((f"{index:02}", line.encode()) for index, line in enumerate(LINES))}
    for name, seeds in everything.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for title, octets in seeds:
            (folder / name / title).write_bytes(octets)


if __name__ == "__main__":
    main()
