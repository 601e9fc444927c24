#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What bounds left out is said: in the capture's record, the summary, text and page, and by --summarize; where no bound
bites nothing is. How much is to be left out follows from what the captures are made of, and limits.md.

usage: left_out.py COMMAND"""
import os
import pathlib
import re
import struct
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import command  # noqa: E402

RAW_IP = 101
PAGE = command.CAPTURES.parent / "packaging" / "doc" / "limits.md"


def limit(name):
    """Of limits.md."""
    return int(re.search(rf"\| ([\d,]+)[^|]* \| `[^`]*{name}`", PAGE.read_text(encoding="utf-8")).group(1).replace(",", ""))


def ip(source, destination, protocol, payload):
    """An IPv4 packet; addresses are numbers."""
    return struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0, source, destination) + payload


def udp(source, destination, payload=b""):
    return struct.pack(">HHHH", source, destination, 8 + len(payload), 0) + payload


def icmp_unreachable(quoted):
    return struct.pack(">BBHI", 3, 3, 0, 0) + quoted


PEERS = (0xC0000201, 0xCB007101)


class LeftOut(command.Case):
    def check(self, packets, expected, sentence):
        """expected: {key: count}, all other counts are 0."""
        capture = self.store("many.pcap", command.pcap([(second, packet) for second, packet in packets], RAW_IP))
        result = command.run("-f", "json", capture, command.UP)
        records = result.of("capture")
        wanted = {key: expected.get(key, 0) for key in records[1]["left_out"]}
        self.assertEqual(set(records[1]["left_out"].values()), {0})  # tunnel-up is small
        self.assertEqual(records[0]["left_out"], wanted)
        self.assertEqual(result.of("summary")[0]["left_out"], wanted)
        again = command.run("--summarize", "-f", "json", input=result.out)
        self.assertEqual([record["left_out"] for record in again.records if record["type"] == "summary"], [wanted])
        self.assertIn(sentence, " ".join(command.run("--summarize", input=result.out).out.decode().split()))

    def test_senders(self):
        most, more = limit("MAX_SOURCES"), 100
        packets = ((1, ip(0x0A000000 + number, PEERS[0], 17, udp(53, 53))) for number in range(1, most + more + 1))
        self.check(packets, {"senders_not_remembered": more},
                   f"Not remembered, since more addresses sent than are: the sender of {more} packets at least.")

    def test_spis(self):
        most, more = limit("flows.c: MAX_FLOWS"), 200
        packets = ((1, ip(*PEERS, 50, struct.pack(">II", 0x10000 + number, 1) + bytes(32))) for number in range(most + more))
        self.check(packets, {"spis_forgotten": more},
                   f"Forgotten, since more SPIs of ESP and AH were counted at once than are kept: {more}.")

    def test_log_of_many_peers(self):
        """Without a capture: in the summary, and never taken for tunnels."""
        most, more = limit("IKT_LOG_PAIRS"), 30
        log = self.store("r1.log", "".join(
            f"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer 10.{number >> 16}.{number >> 8 & 255}.{number & 255}:500  Id: x\n"
            for number in range(most + more)).encode())
        result = command.run("-f", "json", "-l", f"192.0.2.1={log}")
        summary = result.of("summary")[0]
        self.assertEqual(summary["left_out"]["log_peers"], more)
        self.assertEqual(sum(summary["left_out"].values()), more)
        self.assertEqual(len(result.of("tunnel")), most)
        self.assertEqual(result.complaints, [])
        self.assertIn(f"more peers than are kept: {more} lines.",
                      " ".join(command.run("-l", f"192.0.2.1={log}").out.decode().split()))

    def test_icmp(self):
        most, waiting, more = limit("icmp_errors.c: MAX_STRAYS"), limit("icmp_errors.c: MAX_EARLY"), 30
        packets = []
        for number in range(most + more + waiting):
            quoted = ip(PEERS[0], PEERS[1], 17, udp(500, 500, struct.pack(">Q", 0x1000 + number) + bytes(20)))
            packets.append((1 + number, ip(PEERS[1], PEERS[0], 1, icmp_unreachable(quoted))))
        capture = self.store("icmp.pcap", command.pcap(packets, RAW_IP))
        left = command.run("-f", "json", capture).of("capture")[0]["left_out"]["icmp_not_listed"]
        self.assertGreaterEqual(left, more)
        self.assertLessEqual(left, more + waiting)
        sentence = f"Not listed: {left} ICMP errors about no known ISAKMP SA."
        self.check(packets, {"icmp_not_listed": left}, sentence)
        for form in ("text", "html"):
            out = " ".join(command.run("-f", form, capture).out.decode().split())
            self.assertEqual(out.count(sentence), 1, form)
            self.assertNotIn("Not listed", command.run("-f", form, command.UP).out.decode())


if __name__ == "__main__":
    command.main()
