#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""crowded.py COMMAND MODULE: what one frame draws is bounded, however much stands in it or bears on it, and what is left
out is counted there; nothing is lost of what the command finds."""
import os
import struct
import sys
import unittest

import wireshark as ws

sys.path.append(ws.source_dir("tests", "fuzz"))
import make_corpus as isakmp

COMMAND, MODULE = sys.argv[1:3]
SA, ID, HASH, NONCE, NOTIFY, VID = 1, 5, 8, 10, 11, 13
QUICK, INFORMATIONAL, MAIN, CFG = 32, 5, 2, 6
FINDINGS, MESSAGES, PAYLOADS = 32, 64, 100  # that a frame, or a message, draws
INITIATOR, RESPONDER = bytes([203, 0, 113, 200]), bytes([198, 51, 100, 200])


def network(third):
    return bytes([4, 0, 0, 0, 192, 168, third, 0, 255, 255, 255, 0])


def offer(spi, transform):
    attributes = isakmp.tv(4, 1) + isakmp.tv(5, 2)
    return isakmp.sa(isakmp.proposal(True, 1, 3, struct.pack(">I", spi), [(transform, attributes)]))


def quick_mode(number, spi, transform, here, there):
    return isakmp.message([(HASH, bytes(20)), (SA, offer(spi, transform)), (NONCE, bytes(range(16))),
                           (ID, network(here)), (ID, network(there))], QUICK, message_id=number)


def refusal(number, spi):
    notify = struct.pack(">IBBHI", 1, 3, 4, 14, spi)
    return isakmp.message([(HASH, bytes(20)), (NOTIFY, notify)], INFORMATIONAL, message_id=number)


def ip(protocol, source, destination, payload, number):
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), number, 0, 64, protocol, 0) + source + destination + payload


def udp(source, destination, message, number):
    return ip(17, source, destination, struct.pack(">HHHH", 500, 500, 8 + len(message), 0) + message, number)


class Crowded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)

    def capture(self, packets):
        path = os.path.join(self.ws.home.name, self.id() + ".pcap")
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 101))
            for number, packet in enumerate(packets):
                file.write(struct.pack("<IIII", 1600000000 + number // 100, number % 100 * 10000, len(packet), len(packet)))
                file.write(packet)
        os.chmod(path, 0o644)
        return path

    def test_findings_of_one_frame(self):
        """The peer's own proposal says why each of many refused Quick Modes failed."""
        count, packets = 120, []
        for n in range(count):
            packets.append(udp(INITIATOR, RESPONDER, quick_mode(n + 1, 0x1000 + n, 12, 1, 2), 3 * n + 1))
            packets.append(udp(RESPONDER, INITIATOR, refusal(0x10000 + n, 0x1000 + n), 3 * n + 2))
        packets.append(udp(RESPONDER, INITIATOR, quick_mode(0x9999, 0x7000, 3, 2, 1), 9999))
        path = self.capture(packets)
        shown = self.ws.packets(path)
        last = shown[-1]
        drawn = len(ws.values(last, "finding"))
        more = sum(map(int, ws.values(last, "finding.more")))
        self.assertEqual(drawn, FINDINGS)
        self.assertGreaterEqual(drawn + more, count)
        self.assertEqual(sorted(ws.findings_of(shown).values()), sorted(ws.command_findings(COMMAND, path, None)))
        visible = [field for field in last.iter("field")
                   if field.get("name") == "iketriage.finding" and field.get("hide") != "yes"]
        self.assertLess(len(visible), 8, "the same text many times")

    def test_messages_of_one_segment(self):
        count = 300
        messages = b"".join(struct.pack(">Q", n + 1) + isakmp.message([(HASH, bytes(20))], INFORMATIONAL,
                                                                     message_id=n + 1)[8:] for n in range(count))
        segment = struct.pack(">HHIIBBHHH", 500, 500, 1, 0, 0x50, 0x18, 65535, 0, 0) + messages
        frame, = self.ws.packets(self.capture([ip(6, INITIATOR, RESPONDER, segment, 1)]))
        self.assertEqual(len(ws.values(frame, "message")), MESSAGES)
        self.assertEqual(ws.values(frame, "messages_more"), [str(count - MESSAGES)])

    def test_payloads_of_one_message(self):
        count = 180  # with some more ISAKMP fails
        message = isakmp.message([(SA, isakmp.SA1)] + [(VID, b"")] * (count - 1), MAIN)
        message = message[:8] + bytes(8) + message[16:]
        frame, = self.ws.packets(self.capture([udp(INITIATOR, RESPONDER, message, 1)]))
        self.assertEqual(len(ws.values(frame, "payload.type")), PAYLOADS)
        self.assertEqual(ws.values(frame, "payloads_more"), [str(count - PAYLOADS)])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
