#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seed corpus of the whole triage: some of the captures that ship, with their keys, by every way out.

usage: make_triage_corpus.py FOLDER
"""
import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "golden"))
import frames  # pylint: disable=wrong-import-position

CAPTURES = ("acl-any", "ah-vs-esp", "ike-fragment-lost", "ikev1-vs-ikev2", "ios-transform-both-ways", "mid-session",
            "natt-4500-blocked", "peer-unreachable", "pfs-group-mismatch", "psk-mismatch-aggressive", "qm-collision",
            "qm3-lost", "stale-sa-invalid-spi", "tunnel-up-deleted", "tunnel-up-nat", "tunnel-up-xauth")
MORE = (0x08, 0x10, 0x20, 0x40, 0x80, 0x28, 0x48)
FRAMES_AT_MOST = 20
KEYS_AT_MOST = 2048


def step(milliseconds):
    """The nearest square, with its sign: what fuzz_triage.c makes of an octet."""
    root = min(round(abs(milliseconds) ** 0.5), 127)
    return root if milliseconds >= 0 else -root


def seed(folder, how=0):
    """how: enum triage_run_how."""
    keys = (folder / "keys").read_bytes() if (folder / "keys").is_file() else b""
    keys = keys if len(keys) <= KEYS_AT_MOST else b""
    capture = frames.read(next(folder.glob("capture.pcap*")))
    out, before = bytes([how]) + struct.pack(">H", len(keys)) + keys, None
    for frame in capture.frames[:FRAMES_AT_MOST]:
        at, _ = capture.network(frame)
        packet = frame.octets[at:]
        beyond = min(frame.wire_length - len(frame.octets), 255)
        elapsed = 0 if before is None else (frame.time - before) // 1000
        out += struct.pack(">HBb", len(packet), beyond, step(elapsed)) + packet
        before = frame.time
    return out


def main():
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for place, name in enumerate(CAPTURES):
        for how in range(5):
            (target / f"{name}-{how}").write_bytes(seed(ROOT / "captures" / name, how | MORE[(place + how) % len(MORE)]))


if __name__ == "__main__":
    main()
