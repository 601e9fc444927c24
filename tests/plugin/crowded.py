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
FINDINGS, MESSAGES, PAYLOADS, TUNNELS = 32, 64, 100, 8  # that a frame, or a message, draws
STREAMS = 64  # directions of TCP that are followed
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

    def test_tunnels_of_one_frame(self):
        """Main mode belongs to each tunnel of its two peers."""
        for count in (TUNNELS, TUNNELS + 5):
            first = isakmp.message([(SA, isakmp.SA1)], MAIN)
            packets = [udp(INITIATOR, RESPONDER, first[:8] + bytes(8) + first[16:], 1), udp(RESPONDER, INITIATOR, first, 2)]
            packets += [udp(INITIATOR, RESPONDER, quick_mode(n + 1, 0x1000 + n, 12, n + 1, n + 101), n + 3)
                        for n in range(count)]
            frame = self.ws.packets(self.capture(packets))[0]
            self.assertEqual(len(ws.values(frame, "tunnel.number")), TUNNELS)
            self.assertEqual(ws.values(frame, "tunnel.more"), [str(count - TUNNELS)] if count > TUNNELS else [])

    def test_connections_in_the_middle_of_a_message(self):
        """Of one connection more than are followed, the oldest has no room for the rest of its message."""
        message = isakmp.message([(SA, isakmp.SA1)], MAIN)
        half = len(message) // 2
        for count in (STREAMS, STREAMS + 1):
            packets = []
            for part, octets in enumerate((message[:half], message[half:])):
                for n in range(count):
                    own = struct.pack(">Q", n + 1) + octets[8:] if part == 0 else octets
                    segment = struct.pack(">HHIIBBHHH", 10000 + n, 500, 1 + part * half, 0, 0x50, 0x18, 65535, 0, 0) + own
                    packets.append(ip(6, INITIATOR, RESPONDER, segment, 2 * n + part + 1))
            shown = self.ws.packets(self.capture(packets))
            cut = [text for frame in shown for text in ws.values(frame, "problem") if text.startswith("Its rest is left out")]
            self.assertEqual(len(cut) > 0, count > STREAMS, cut)

    def test_a_segment_that_comes_again_far_behind(self):
        """Taken for a new connection it is read once more: a message that repeats, and one attempt all the same."""
        first, second = (quick_mode(n, 0x1000 + n, 12, n, 2) for n in (1, 2))

        def segment(sequence, octets):
            return ip(6, INITIATOR, RESPONDER, struct.pack(">HHIIBBHHH", 500, 500, sequence, 0, 0x50, 0x18, 65535, 0, 0) +
                      octets, sequence & 0xffff)
        told = []
        for ahead in (1 << 20, (1 << 20) + 1):  # where the second one ends, behind the first one's beginning
            shown = self.ws.packets(self.capture([segment(1, first), segment(1 + ahead - len(second), second), segment(1, first)]))
            self.assertEqual(ws.values(shown[2], "retransmission_of"), ["1"] if ahead > 1 << 20 else [])
            told.append([set(ws.values(frame, name)) for frame in shown[:2] for name in ("message", "outcome", "tunnel.state")])
        self.assertEqual(told[0], told[1])

    def test_payloads_of_one_message(self):
        count = 180  # with some more ISAKMP fails
        message = isakmp.message([(SA, isakmp.SA1)] + [(VID, b"")] * (count - 1), MAIN)
        message = message[:8] + bytes(8) + message[16:]
        frame, = self.ws.packets(self.capture([udp(INITIATOR, RESPONDER, message, 1)]))
        self.assertEqual(len(ws.values(frame, "payload.type")), PAYLOADS)
        self.assertEqual(ws.values(frame, "payloads_more"), [str(count - PAYLOADS)])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
