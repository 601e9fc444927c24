#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What --join leaves out is said, and a clock rests on all pairs of peers, however many there are.

usage: test_bounds.py COMMAND"""
import os
import struct
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "cli"), os.path.join(HERE, "..", "hostile")]
import command  # noqa: E402
import wire  # noqa: E402
from left_out import limit  # noqa: E402

SAID = "packets more than can be compared: of them nothing is said"


def message(number, port=500, size=0):
    """Of an ISAKMP SA of its own."""
    body = wire.header(wire.VENDOR, struct.pack(">BBH", 0, 0, 4 + 16) + bytes(16), wire.MAIN, struct.pack(">Q", number + 1))
    return wire.ipv4(17, wire.udp(body, port, port), wire.host(number % 1000), wire.RIGHT)


class Bounds(command.Case):
    def join(self, *places):
        paths = []
        for number, packets in enumerate(places):
            out = wire.Capture(self.folder / f"{number}.pcap")
            for time, packet in packets:
                out.time = wire.START + time
                out.frame(packet)
            out.close()
            paths.append(out.file.name)
        result = command.run("--join", "-f", "json", *paths)
        said = [line for line in result.complaints if SAID in line]
        self.assertLessEqual(len(said), 1)
        return result, int(said[0].split(": ")[-2].split(" ")[0]) if said else 0

    def test_cookies(self):
        """IKE on a port of its own is known by the cookies seen elsewhere; of so many."""
        most = limit("join.c: COOKIES_MOST")
        for more in (0, 1):
            known = [(number, message(number)) for number in range(most + more)]
            other = [(most + 10, message(most - 1, 10000)), (most + 11, message(most, 10000))]
            _, left = self.join(known + other, known[:10])
            self.assertEqual(left, more)  # of the last one, which is IKE no more than a guess where its cookie is new

    def test_ways(self):
        """The path of the last two peers is the shortest, and tells the clock best."""
        there, back = [], []
        ahead, pairs = 3_000_000, 700
        for number in range(pairs):
            delay = 1_000 if number == pairs - 1 else 40_000
            left, at = wire.host(number), number * 200_000
            request, answer = (wire.message([(wire.SA, wire.OFFER)], wire.MAIN, wire.cookie(number), *responder)
                               for responder in ((), (wire.cookie(number + 10_000),)))
            there += [(at, wire.ipv4(17, wire.udp(request), left, wire.RIGHT)),
                      (at + 100_000 + delay, wire.ipv4(17, wire.udp(answer), wire.RIGHT, left))]
            back += [(ahead + at + delay, wire.ipv4(17, wire.udp(request), left, wire.RIGHT)),
                     (ahead + at + 100_000, wire.ipv4(17, wire.udp(answer), wire.RIGHT, left))]
        result, left = self.join(there, back)
        clock = result.of("capture")[0]["places"][1]["clock"]
        self.assertEqual((clock["offset_us"], clock["offset_within_us"], left), (ahead, 1_000, 0))


if __name__ == "__main__":
    command.main()
