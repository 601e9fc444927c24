#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands for the command in a test: turns what the test gives it into inputs of fuzz targets, below IKT_RECORD, then runs
the command that IKT_RECORD_COMMAND names with the same arguments."""
import getopt
import hashlib
import os
import pathlib
import re
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))
import frames  # pylint: disable=wrong-import-position

LETTERS = "k:c:l:f:t:p:o:e:i:j:vqhV"
LONG = ("keys= ios-config= ios-log= format= verbose tunnel= all quiet messages peer= filter= output= evidence= anonymize "
        "interface= duration= count= stitch join jobs= progress export-keys= ios-release= standin= summarize list-rules "
        "explain= show-secrets no-sandbox help version local-time").split()
FORMATS = ("json", "text", "tsv", "ios", "html")
VERBOSE, ALL, FIRST, STITCHED, JOINED, QUIET = 0x08, 0x10, 0x40, 0x08, 0x10, 0x18
LARGEST, FRAMES = 24000, 80
FOLDER = re.compile(re.escape(str(pathlib.Path(__file__).resolve().parents[2])).encode() + rb"|/tmp/[^/\n\"]*|/home/[^/]*")
turn = os.getpid()  # so that inputs take ways out in turn


def part(octets, length=2):
    octets = octets[:256 ** length - 1]
    return len(octets).to_bytes(length, "big") + octets


def keep(target, octets):
    """Under a name that its octets give, so that each is there once; without the folders that a test made."""
    if target in ("options", "summarize"):
        octets = FOLDER.sub(b"x", octets)
    if len(octets) <= LARGEST and not FOLDER.search(octets):
        folder = pathlib.Path(os.environ["IKT_RECORD"]) / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha256(octets).hexdigest()[:16]).write_bytes(octets)


def step(milliseconds):
    """The nearest square, with its sign: what triage_run.c makes of an octet."""
    root = min(round(abs(milliseconds) ** 0.5), 127)
    return root if milliseconds >= 0 else -root


def packets(path):
    """A capture's frames from their IP header on; b"" where it is no plain capture that is understood."""
    out, before = b"", None
    try:
        capture = frames.read(pathlib.Path(path))
        for frame in capture.frames[:FRAMES]:
            at = 0 if capture.link == frames.RAW else capture.network(frame)[0]
            packet = frame.octets[at:]
            elapsed = 0 if before is None else (frame.time - before) // 1000
            out += struct.pack(">HBb", len(packet), min(frame.wire_length - len(frame.octets), 255), step(elapsed)) + packet
            before = frame.time
    except (KeyError, ValueError, IndexError, TypeError, struct.error, ZeroDivisionError):
        return b""
    return out


def again(descriptor):
    """All that comes out of it, which the command then reads again."""
    with os.fdopen(os.dup(descriptor), "rb") as file:
        octets = file.read()
    copy = os.memfd_create("input")
    os.write(copy, octets)
    os.lseek(copy, 0, os.SEEK_SET)
    os.dup2(copy, descriptor)
    return octets


def content(path):
    """Of a plain file, or of a pipe that the test gives by its descriptor; of anything else nothing: it is read once."""
    if str(path).startswith("/dev/fd/"):
        return again(int(str(path)[8:]))
    path = pathlib.Path(path)
    return path.read_bytes() if path.is_file() and path.stat().st_size <= 1 << 20 else b""


class Asked:
    """The options of a command line, as far as inputs are made of them."""

    def __init__(self, arguments):
        self.keys, self.configs, self.logs = [], [], []
        self.format, self.flags = "text", set()
        # pylint: disable-next=deprecated-module
        options, self.captures = getopt.gnu_getopt(arguments, LETTERS, LONG)
        for name, value in options:
            if name in ("-k", "--keys"):
                self.keys.append(content(value))
            elif name in ("-c", "--ios-config"):
                self.configs.append(content(value.rpartition("=")[2]))
            elif name in ("-l", "--ios-log"):
                self.logs.append(content(value.rpartition("=")[2]))
            elif name in ("-f", "--format"):
                self.format = value
            else:
                self.flags.add(name.lstrip("-"))

    def how(self):
        """As triage_run.h has it. Most tests read JSON: their inputs take formats in turn."""
        how = FORMATS.index(self.format) if self.format in FORMATS[1:] else turn % len(FORMATS)
        how |= VERBOSE if self.flags & {"v", "verbose"} or turn & 1 else 0
        return how | (ALL if "all" in self.flags else 0) | (FIRST if self.flags & {"t", "tunnel"} else 0)


def record(arguments):
    asked = Asked(arguments)
    for target, texts in (("keyring", asked.keys), ("configs", asked.configs), ("logs", asked.logs)):
        for text in filter(None, texts):
            keep(target, text)
    captures = [path for path in asked.captures if pathlib.Path(path).is_file()]
    octets = [content(path) for path in captures[:5]]
    for one in filter(None, octets):
        is_text = all(octet >= 32 or octet in b"\t\n\r" for octet in one[:200])
        keep("dump" if is_text or one[:5] == b"snoop" else "capture", one if is_text or one[:5] == b"snoop" else b"\3" + one)
    keys = b"".join(asked.keys)
    how = bytes([asked.how()])
    read = [packets(path) for path in captures[:1]] or [b""]
    if asked.configs or asked.logs:
        texts = [*asked.configs, b"", b""][:2]
        keep("case", how + b"".join(map(part, [*texts, (asked.logs + [b""])[0]])) + read[0])
    elif read[0]:
        keep("triage", how + part(keys) + read[0])
    kind = STITCHED if "stitch" in asked.flags else JOINED if "join" in asked.flags else QUIET if len(octets) < 2 else 0
    if kind != QUIET:
        keep("batch", bytes([how[0] & 7 | kind | 0x20 * (turn & 1)]) + part(keys)
             + b"".join(part(one, 3) for one in octets))
    keep("options", "\n".join(arguments).encode(errors="surrogateescape"))


def main():
    try:
        if "--summarize" in sys.argv:
            keep("summarize", bytes([turn % 3 | 8 * (turn & 1)]) + again(0))
        record(sys.argv[1:])
    except (getopt.GetoptError, OSError):
        pass  # it is the command that says what is wrong
    command = os.environ["IKT_RECORD_COMMAND"]
    os.execv(command, [command, *sys.argv[1:]])


if __name__ == "__main__":
    main()
