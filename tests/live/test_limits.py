#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test_limits.py COMMAND: what is lost is said, memory stays where it is however much passes, and time goes on where no
packet comes. In a network namespace of its own; skipped where none is permitted, or tcpreplay is not installed."""
import os
import struct
import sys
import tempfile
import time
import unittest
from pathlib import Path

import wires
from wires import CAPTURES, Wire, Watch

SILENT = CAPTURES / "no-answer" / "capture.pcap"
STALLED = CAPTURES / "psk-mismatch-silent" / "capture.pcap"
PACKETS = 10000
PAIRS = 1000
SILENCE = 30  # seconds for which an answer is waited for
GROWTH = 8 * 1024  # KiB

program = None


def begun(number):
    """A first message of a negotiation: of PAIRS peers, each time with a cookie of its own."""
    frame = bytearray(next(frame for _, frame in wires.packets(SILENT) if frame[12:14] == b"\x08\x00"))
    frame[26:30] = bytes([10, 20]) + struct.pack(">H", number % PAIRS)
    frame[24:26] = frame[40:42] = bytes(2)  # without sums: they are the sender's
    frame[42:50] = struct.pack(">Q", 0xABCD << 40 | number)
    return bytes(frame)


class Limits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """The silence lasts while the other tests run."""
        wire = Wire()
        cls.silent = Watch(program, wire.far, "-f", "json")
        cls.addClassCleanup(cls.silent.kill)
        with tempfile.TemporaryDirectory() as folder:
            wire.replay(wires.write(Path(folder) / "first.pcap", wires.packets(STALLED)[:10]), "--topspeed")
        cls.sent = time.monotonic()

    def setUp(self):
        self.wire = Wire()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def watch(self, *options):
        watch = Watch(program, self.wire.far, *options)
        self.addCleanup(watch.kill)
        return watch

    def flood(self, number):
        packets = [(0, begun(number * PACKETS + i)) for i in range(PACKETS)]
        return wires.write(self.folder / f"{number}.pcap", packets)

    def test_what_is_lost_is_said(self):
        watch = self.watch("-f", "json", "--buffer-size", "256")
        watch.pause()
        self.wire.replay(self.flood(0), "--topspeed")
        watch.go_on()
        watch.wait_for(b"packets are lost", stream="err")
        watch.end()
        captured, = watch.of("capture")
        self.assertEqual(captured["packets"] + captured["live"]["lost"], PACKETS)
        self.assertGreater(captured["live"]["lost"], 0)
        self.assertEqual(watch.err.count(b"\n"), 1)

    def test_memory(self):
        """Five times as many negotiations take no more than twice as many did."""
        watch = self.watch("-f", "json", "-o", "/dev/null")
        sizes = []
        for number in range(5):
            self.wire.replay(self.flood(number), "--pps", "20000")
            time.sleep(0.5)
            sizes.append(watch.memory())
        watch.end()
        self.assertLess(sizes[4] - sizes[1], GROWTH, sizes)

    def test_time_passes(self):
        """Repeated twice, which may yet be answered, and then nothing on the wire at all: in time it is told as down."""
        self.silent.wait_for(b'"type":"tunnel"')
        self.assertGreater(time.monotonic() - self.sent, SILENCE - 1)
        record, = self.silent.of("tunnel")
        self.assertEqual((record["state"], record["live"]["final"]), ("down", False))
        self.silent.end()


if __name__ == "__main__":
    wires.enter()
    program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
