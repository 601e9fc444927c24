#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""carried.py COMMAND MODULE: the messages of a shipped capture, carried another way: on other ports, in TCP, in pieces.

What is found must be what is found in the shipped capture, or, where messages were cut, what the command finds.
"""
import os
import re
import struct
import sys
import unittest

import rewrite
import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
SHIPPED = [(ws.source_dir("captures", name, "capture.pcap"), ws.source_dir("captures", name, "keys"))
           for name in ("ios-transform-both-ways", "tunnel-up", "phase1-policy-mismatch")]
AS_ISAKMP = ("-d", "tcp.port==5500,isakmp")


class Carried(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        # (IKE datagrams, keys) of each, and what is found in all of them, which stand in one capture one after another.
        cls.originals = sorted((([one for one in rewrite.read(shipped) if one.is_ike], keys) for shipped, keys in SHIPPED),
                               key=lambda original: original[0][0].time)
        cls.keys = [keys for _, keys in cls.originals]
        cls.datagrams = [one for datagrams, _ in cls.originals for one in datagrams]
        path = cls.made([(one.time, one.ip) for one in cls.datagrams])
        cls.found = sorted(ws.findings_of(cls.ws.packets(path, keys=cls.keys)).values())

    @classmethod
    def made(cls, packets, snap=65535):
        path = os.path.join(cls.ws.home.name, "made.pcap")
        rewrite.write(path, packets, snap)
        ws.records.cache_clear()  # what the command said of another one of that name
        return path

    def of_command(self, capture):
        return sorted(ws.command_findings(COMMAND, capture, tuple(self.keys)))

    def findings(self, capture, keys, *options):
        return sorted(ws.findings_of(self.ws.packets(capture, *options, keys=keys)).values())

    def shown(self, packets):
        return [name for packet in packets for name in ws.values(packet, "message")]

    def check_connection(self, send, port=500, options=()):
        """send(connection, datagrams) puts the messages into segments. Each of them must be there once."""
        segments = []
        for datagrams, _ in self.originals:
            connection = rewrite.Connection(datagrams[0], port)
            send(connection, datagrams)
            segments += connection.packets
        packets = self.ws.packets(self.made(segments), *options, keys=self.keys)
        self.assertEqual(sorted(ws.findings_of(packets).values()), self.found)
        shown = self.shown(packets)
        self.assertEqual(len(shown), len(self.datagrams), shown)

    def test_originals(self):
        """In one capture the same is found as in each."""
        each = [finding for shipped, keys in SHIPPED for finding in ws.command_findings(COMMAND, shipped, keys)]
        self.assertTrue(self.found)
        self.assertEqual(self.found, sorted(each))

    def test_decode_as(self):
        """On a port that only the user knows of."""
        path = self.made(rewrite.on_port(self.datagrams, 5500))
        self.assertEqual(self.findings(path, self.keys, "-d", "udp.port==5500,isakmp"), self.found)
        self.assertEqual(self.findings(path, self.keys), [])

    def test_tcp_decode_as(self):
        self.check_connection(send_each, 5500, AS_ISAKMP)

    def test_tcp_of_cisco(self):
        def send(connection, datagrams):
            for number, one in enumerate(datagrams):
                connection.send(one, rewrite.in_cisco_tcp(one, number, connection.client))
        # In 3.4 KNXnet/IP claims every connection that nobody knows.
        known = ("-d", "tcp.port==10000,tcpencap") if self.ws.version < (4, 0) else ()
        self.check_connection(send, 10000, known)

    def test_a_segment_for_each(self):
        self.check_connection(send_each)

    def test_messages_in_one_segment(self):
        """Whatever one side says before the other one answers comes in one segment."""
        def send(connection, datagrams):
            waiting = []
            for one in datagrams:
                if waiting and waiting[0].ip[12:16] != one.ip[12:16]:
                    connection.send(waiting[0], b"".join(each.payload for each in waiting))
                    waiting = []
                waiting.append(one)
            connection.send(waiting[0], b"".join(each.payload for each in waiting))
        self.check_connection(send)

    def test_message_in_two_segments(self):
        for first in (1, 20, 27, 28, 60):  # within the header, the header, behind it
            def send(connection, datagrams):
                for one in datagrams:
                    connection.send(one, one.payload[:first])
                    connection.send(one, one.payload[first:])
            with self.subTest(first=first):
                self.check_connection(send)

    def test_segments_that_end_anywhere(self):
        """The octets of each side in segments of 50, sent when the last message of a run of one side is due."""
        def send(connection, datagrams):
            runs = []
            for one in datagrams:
                if runs and runs[-1][0].ip[12:16] == one.ip[12:16]:
                    runs[-1][1] += one.payload
                else:
                    runs.append([one, one.payload])
            for one, octets in runs:
                for at in range(0, len(octets), 50):
                    connection.send(one, octets[at:at + 50])
        self.check_connection(send)

    def test_segment_sent_again(self):
        def send(connection, datagrams):
            send_each(connection, datagrams)
            connection.packets = [packet for packet in connection.packets for _ in range(2)]
        self.check_connection(send)

    def test_segment_sent_again_with_more(self):
        def send(connection, datagrams):
            for one in datagrams:
                connection.send(one, one.payload[:40])
                connection.take_back(one, 40)
                connection.send(one, one.payload)
        self.check_connection(send)

    def test_connection_opened_again(self):
        """Between the same ports, with sequence numbers that lie behind those of the one before."""
        def send(connection, datagrams):
            half = len(datagrams) // 2
            send_each(connection, datagrams[:half])
            connection.open(datagrams[half], {True: 0xc0000000, False: 0xd0000000})
            send_each(connection, datagrams[half:])
        self.check_connection(send)

    def test_missing_segment(self):
        """Of a message that lost its end the beginning counts, and the next one is read from its own beginning."""
        datagrams = [one for one in rewrite.read(SHIPPED[0][0]) if one.is_ike]
        connection = rewrite.Connection(datagrams[0], 500)
        connection.send(datagrams[0], datagrams[0].payload[:100])
        connection.send(datagrams[0], datagrams[0].payload[100:])
        connection.packets.pop()
        for one in datagrams[1:]:
            connection.send(one, one.payload)
        path = self.made(connection.packets)
        shown = {ws.frame_number(packet): name for packet in self.ws.packets(path, keys=None)
                 for name in ws.values(packet, "message")}
        self.assertEqual([shown.get(frame) for frame in (3, 4, 5)],
                         ["Main Mode %d of 6" % number for number in (1, 2, 3)])
        self.assertEqual(len(shown), len(datagrams))

    def test_fragments(self):
        """IP fragments whole, the first ones alone, cut by the capture, and of lengths that no host takes."""
        for name, first, keep_rest, snap in (
                ("whole", 80, True, 65535), ("first alone", 80, False, 65535), ("cut", 80, True, 100),
                ("first alone, cut", 80, False, 90), ("not in units of 8 octets", 92, True, 65535),
                ("not in units of 8 octets, cut", 92, True, 100)):
            with self.subTest(fragments=name):
                path = self.made(rewrite.in_fragments(self.datagrams, first, keep_rest), snap)
                found = self.findings(path, self.keys)
                self.assertEqual(found, self.of_command(path))
                if name == "whole":
                    self.assertEqual(found, self.found)

    def test_port_changes(self):
        """Once its cookies are known IKE is read on any port, as by the command; Wireshark sees octets only."""
        moved = [packet for datagrams, _ in self.originals
                 for packet in [*((one.time, one.ip) for one in datagrams[:2]), *rewrite.on_port(datagrams[2:], 5500)]]
        path = self.made(moved)
        packets = self.ws.packets(path, keys=self.keys)
        self.assertEqual(sorted(ws.findings_of(packets).values()), self.of_command(path))
        self.assertEqual(len(self.shown(packets)), len(self.datagrams))

    def test_in_tunnels(self):
        """Which the command looks into itself."""
        outer = self.datagrams[0].ip
        gre, l2tp = bytes.fromhex("00000800"), bytes.fromhex("000200010001ff030021")
        for name, protocol, before in (("IP in IP", 4, b""), ("GRE", 47, gre), ("L2TP", rewrite.UDP, l2tp)):
            with self.subTest(tunnel=name):
                packets = []
                for one in self.datagrams:
                    inside = before + one.ip
                    if protocol == rewrite.UDP:
                        inside = struct.pack(">HHHH", 1701, 1701, 8 + len(inside), 0) + inside
                    packets.append((one.time, rewrite.ip_packet(outer, protocol, inside)))
                path = self.made(packets)
                self.assertEqual(self.of_command(path), self.found)
                packets = self.ws.packets(path, keys=self.keys)
                self.assertEqual(sorted(ws.findings_of(packets).values()), self.found)
                self.assertEqual(len(self.shown(packets)), len(self.datagrams))

    def test_who_was_heard(self):
        """
        Any packet of whatever protocol shows that its sender's answers would have been captured: without one the
        capture shows one direction, with one the peer does not answer.
        """
        datagrams, keys = self.originals[0]
        asked = [(datagrams[0].time + seconds * 1000000, datagrams[0].ip) for seconds in (0, 10, 20, 30)]
        peer = datagrams[1]
        connection = rewrite.Connection(peer, 80)
        connection.send(peer, b"anything")
        of_udp = rewrite.ip_packet(peer.ip, rewrite.UDP, struct.pack(">HHHH", 53, 40000, 12, 0) + bytes(4))
        of_icmp = rewrite.ip_packet(peer.ip, 1, b"\x08\0" + bytes(30))
        of_ospf, of_initiator = (rewrite.ip_packet(one.ip, 89, bytes(24)) for one in (peer, datagrams[0]))
        for is_heard, packets in ((False, []), (True, connection.packets), (True, [(peer.time, of_udp)]),
                                  (True, [(peer.time, of_icmp)]), (True, [(peer.time, of_ospf)]),
                                  (False, [(peer.time, of_initiator)])):
            with self.subTest(packets=packets):
                path = self.made(asked + packets)
                found = self.findings(path, keys)
                self.assertEqual(found, sorted(ws.command_findings(COMMAND, path, keys)))
                rules = {finding.rule for finding in found}
                self.assertEqual("one-direction-capture" in rules, not is_heard, rules)
                self.assertEqual(next(one for one in found if one.rule == "p1-no-response").likelihood,
                                 "probable" if is_heard else "possible")

    def of_sa(self, name):
        """A capture of one Quick Mode: its keys, what it holds, a packet to the responder, and the SPI in that direction."""
        capture, keys = (ws.source_dir("captures", name, file) for file in ("capture.pcap", "keys"))
        agreed, = [record for record in ws.records(COMMAND, capture, keys) if record["type"] == "phase2"]
        spi = next(sa["spi"] for sa in agreed["sas"] if sa["destination"] == agreed["responder"]["address"])
        messages = rewrite.read_any(capture)
        self.assertNotEqual(messages[0][1][16:20], messages[1][1][16:20])
        return keys, messages, messages[0][1], int(spi, 16)

    def check_in_ah(self, name, inside, says, spi_of_ah=None):
        """inside: (protocol, octets by number) behind AH, in either mode."""
        keys, messages, like, spi = self.of_sa(name)
        for tunnel in (True, False):
            with self.subTest(tunnel=tunnel, protocol=inside[0]):
                packets = list(messages)
                for number in range(1, 4):
                    protocol, octets = inside[0], inside[1](spi, number)
                    if tunnel:
                        protocol, octets = 4, rewrite.ip_packet(like, protocol, octets)
                    sealed = rewrite.ah(protocol, spi_of_ah or spi, number) + octets
                    packets.append((messages[-1][0] + number * 1000, rewrite.ip_packet(like, rewrite.AH, sealed)))
                self.check_report(packets, keys, says[tunnel])

    def test_ah_counts_once(self):
        """For a packet of its SA, whatever it protects: IKE, an ICMP error and AH itself too are looked at."""
        one = self.originals[0][0][0]
        echo, port = b"\x08\0" + bytes(30), struct.pack(">HHHH", 53, 53, 28, 0) + bytes(20)
        ike = struct.pack(">HHHH", 500, 500, 8 + len(one.payload), 0) + one.payload
        unreachable = b"\x03\x03" + bytes(6) + rewrite.ip_packet(one.ip, rewrite.UDP, ike)
        tcp = struct.pack(">HHIIBBHHH", 40000, 80, 1, 1, 0x50, 16, 8192, 0, 0)
        once = ("ESP: A sent 3, B 0",) * 2
        for protocol, octets in ((1, echo), (1, unreachable), (rewrite.UDP, port), (rewrite.UDP, ike),
                                 (rewrite.TCP, tcp)):
            self.check_in_ah("ah-through-nat", (protocol, lambda *_, octets=octets: octets), once)
        self.check_in_ah("ah-through-nat", (rewrite.AH, lambda spi, number: rewrite.ah(1, spi, 200 + number) + echo),
                         ("ESP: A sent 3, B 0", "ESP: A sent 6, B 0"))

    def test_esp_in_ah(self):
        """Counts for its own SA."""
        self.check_in_ah("tunnel-up-esp",
                         (rewrite.ESP, lambda spi, number: struct.pack(">II", spi, 100 + number) + bytes(40)),
                         ("ESP 6 and 3",) * 2, 0x1000)

    def check_report(self, packets, keys, says):
        path = self.made(packets)
        out, _ = self.ws.tshark("-q", "-r", path, *ws.key_options(keys), "-z", "iketriage,report")
        self.assertEqual(out, ws.command_report(COMMAND, path, keys))
        self.assertIn(says, re.sub(r"\s+", " ", out))

    def test_refused_by_isakmp(self):
        """With an impossible length in its header: Wireshark shows no IKE, and a router may have sent it."""
        refused = next(one for one in self.originals if "phase1-policy-mismatch" in one[1])
        one, keys = refused[0][0], refused[1]
        for port, marker in ((500, b""), (4500, bytes(4))):
            for length in (len(one.payload), 0, 27):
                with self.subTest(port=port, length=length):
                    octets = marker + one.payload[:24] + struct.pack(">I", length) + one.payload[28:]
                    udp = struct.pack(">HHHH", port, port, 8 + len(octets), 0) + octets
                    path = self.made([(one.time, rewrite.ip_packet(one.ip, rewrite.UDP, udp))])
                    packet, = self.ws.packets(path)
                    places = [field.get("pos") for field in packet.iter("field")
                              if field.get("name") == "iketriage.initiator_cookie"]
                    self.assertEqual(places, [str(20 + 8 + len(marker))])
                    found = self.findings(path, keys)
                    self.assertEqual(found, sorted(ws.command_findings(COMMAND, path, keys)))
                    self.assertTrue(found)

    def test_lone_fragment_of_no_length(self):
        """Not in units of 8 octets and cut by the capture: Wireshark shows an IKEv2 message, and no host would."""
        one = rewrite.read(SHIPPED[0][0])[0]
        ike = bytearray(one.payload[:276 - 8])
        ike += bytes(276 - 8 - len(ike))
        struct.pack_into(">BBBBII", ike, 16, 11, 0x2c, 35, 0x10, 0x10101010, 0xff000000)
        udp = struct.pack(">HHHH", 500, 49152, 0x7fff, 0)
        ip = bytearray(rewrite.ip_packet(one.ip, rewrite.UDP, udp + ike))
        for flags, wanted in ((0x2000, []), (0, ["ikev2-vs-ikev1"])):
            struct.pack_into(">H", ip, 6, flags)  # 0x2000: more fragments
            path = self.made([(one.time, bytes(ip))], 70)
            self.assertEqual([finding.rule for finding in self.findings(path, None)], wanted)
            self.assertEqual([finding.rule for finding in ws.command_findings(COMMAND, path, None)], wanted)


def send_each(connection, datagrams):
    for one in datagrams:
        connection.send(one, one.payload)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
