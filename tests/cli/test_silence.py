#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""0 is never silent: where nothing was judged, text, summary and JSON say so and why; files of another kind are told
together, with what to type; one packet counts once."""
import struct

import command
from command import CAPTURES, UP, pcap, run

CAPTURE = UP / "capture.pcap"
IKEV2 = CAPTURES / "ikev2-only" / "capture.pcap"
MAC = bytes.fromhex("020000000001020000000002" "0800")
REASONS = {"no-packets", "filter", "peer", "ikev2-only", "other-traffic"}


def ipv4(protocol, payload):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0, b"\xcb\0\x71\x01",
                       b"\xc6\x33\x64\x01")
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    return MAC + head[:10] + struct.pack(">H", 0xFFFF - (total & 0xFFFF) - (total >> 16)) + head[12:] + payload


class Silence(command.Case):
    def check(self, reason, words, *arguments):
        """One input without IKEv1: every output says so, and the exit status stays 0."""
        text = run(*arguments)
        self.assertEqual(text.status, 0, text.err)
        self.assertIn(words, text.out.decode().replace("\n  ", " "))
        summary = run("-q", *arguments).out.decode()
        self.assertIn(f"without IKEv1 1 (1 {reason})", summary)
        self.assertNotIn("findings     none", summary)
        self.assertIn(words, run("-f", "html", *arguments).out.decode())
        for form in ("tsv", "ios"):  # no place for a sentence among lines that programs or routers' readers take
            self.assertIn(f"iketriage: note: {words}", run("-f", form, *arguments).err.decode())
        (capture,), (end,) = (run("-f", "json", *arguments).of(kind) for kind in ("capture", "summary"))
        self.assertEqual(capture["without_ikev1"], reason)
        self.assertEqual(end["without_ikev1"], {one: int(one == reason) for one in REASONS})
        return capture

    def test_no_packets(self):
        self.check("no-packets", "No packet was read.", self.store("empty.pcap", pcap([])))

    def test_filter(self):
        capture = self.check("filter", "No packet passed the filter", "--filter", "tcp", CAPTURE)
        self.assertEqual((capture["packets"], capture["packets_left_out"]), (0, 9))

    def test_filter_of_packets(self):
        """Records of a pcapng file that hold no packet were left out by no filter, whole or in pieces."""
        def block(kind, body):
            return struct.pack("<II", kind, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))
        packet = ipv4(6, bytes(40)) + bytes(2)
        octets = (block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack("<HHI", 1, 0, 0)) +
                  block(0xBAD, bytes(8)) +
                  block(6, struct.pack("<IIIII", 0, 0, 1000000, len(packet), len(packet)) + packet) + block(0xBAD, bytes(4)))
        for arguments in ((), ("--stitch",)):
            files = [self.store(f"{name}.pcapng", octets) for name in ("one", "two")[:1 + len(arguments)]]
            (capture,) = run("-f", "json", "--filter", "udp", *arguments, *files).of("capture")
            self.assertEqual((capture["packets"], capture["packets_left_out"]), (0, len(files)))

    def test_peer(self):
        capture = self.check("peer", "No IKEv1 of the peers that --peer names was seen", "-p", "192.0.2.99", CAPTURE)
        self.assertEqual((capture["packets"], capture["packets_of_others"]), (9, 9))

    def test_ikev2(self):
        self.check("ikev2-only", "No IKEv1 was seen, only IKEv2", IKEV2)

    def test_other_traffic(self):
        self.check("other-traffic", "No IKEv1 was seen: nothing was judged.",
                   self.store("other.pcap", pcap([(1, ipv4(6, bytes(40)))])))

    def test_what_was_judged(self):
        """Near misses: a filter and a peer that let IKE pass, and a capture beside a silent one."""
        for arguments in ((CAPTURE,), ("--filter", "udp", CAPTURE), ("-p", "203.0.113.0/24", CAPTURE)):
            result = run("-f", "json", *arguments)
            self.assertIsNone(result.of("capture")[0]["without_ikev1"])
            self.assertEqual(set(result.of("summary")[0]["without_ikev1"].values()), {0})
            self.assertNotIn(b"without IKEv1", run(*arguments).out)
            self.assertEqual(run("-f", "tsv", *arguments).err, b"")
        result = run(IKEV2, CAPTURE)
        self.assertIn(b"Captures without IKEv1, where nothing was judged: 1 (1 ikev2-only).", result.out)

    def test_documents_are_no_captures(self):
        config = self.store("r1.cfg", b"hostname R1\n!\ncrypto isakmp policy 10\n encryption aes\n!\nend\n")
        result = run("-f", "json", "-c", config)
        self.assertEqual(set(result.of("summary")[0]["without_ikev1"].values()), {0})

    def test_summarize(self):
        """What is made of the records again is what the runs said."""
        for arguments in (("-p", "192.0.2.99", CAPTURE), ("--filter", "tcp", CAPTURE), (IKEV2, CAPTURE, "/no/file")):
            records = run("-f", "json", *arguments)
            again = run("--summarize", "-f", "json", input=records.out)
            self.assertEqual(again.of("summary"), records.of("summary"))

    def test_nothing_could_be_read(self):
        cut = self.store("cut.pcap", bytes.fromhex("d4c3b2a1020004000000"))
        result = run(cut)
        self.assert_trouble(result, "cut.pcap: the capture ends in its own header")
        self.assertNotIn(b"octets", result.err)
        self.assertIn(b"Nothing could be read", result.out)
        summary = run("-q", cut).out.decode()
        self.assertIn("captures     0; 1 file could not be read\n", summary)
        self.assertNotIn("phase 1", summary)
        self.assertEqual(run("-f", "json", cut).of("summary")[0]["unread"], 1)

    def test_key_files_as_captures(self):
        """A mistake of many names: three of them, how many more, and one hint."""
        files = [self.store(f"{number}.keys", b": PSK 0x6b6579\n") for number in range(60)]
        result = run("-j", "4", *files)
        self.assertEqual(result.status, 2)
        self.assertEqual(len(result.complaints), 5, result.err)
        self.assertRegex(result.complaints[0], r"/0\.keys: not a capture, but text")
        self.assertIn("57 more files", result.complaints[3])
        self.assertIn("key files are given with -k", result.complaints[4])
        binary = run(self.store("x", bytes(64)))
        self.assertEqual(len(binary.complaints), 1)
        self.assertNotIn(b"-k", binary.err)

    def test_ah_that_carries_esp(self):
        """RFC 4302 section 2: AH of 24 octets, then ESP. Two SAs, one packet."""
        esp = struct.pack(">II", 0x1001, 1) + bytes(64)
        ah = struct.pack(">BBHII", 50, 4, 0, 0x2002, 1) + bytes(12)
        packets = [(second, ipv4(51, ah + esp)) for second in range(3)] + [(9, ipv4(50, esp))]
        (capture,) = run("-f", "json", self.store("ah.pcap", pcap(packets))).of("capture")
        self.assertEqual(capture["esp_packets"], 4)


if __name__ == "__main__":
    command.main()
