#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Bounds of a bundle: comments that have no room are counted in the section's comment, and an ESP packet that is larger
than is made anew for a bundle that names nobody changes nothing that is judged.

usage: bounds.py COMMAND"""
import os
import pathlib
import re
import struct
import sys

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "hostile")]
import wire  # noqa: E402
from left_out import command, icmp_unreachable, limit  # noqa: E402
from command import CAPTURES  # noqa: E402

ESP = CAPTURES / "ios-esp-stopped"
ETHERNET_HEADER, IP_HEADER = 14, 20


class Bounds(command.Case):
    def bundle(self, *arguments):
        folder = self.folder / "bundle"
        result = command.run("-q", "-e", folder, *arguments)
        self.assertEqual(result.complaints, [])
        return folder

    def left_out(self, count):
        """So many peers that cannot be reached, whose ICMP error is no message: its comment stands between others."""
        out = wire.Capture(self.folder / f"{count}.pcap")
        for number in range(count):
            peer = wire.host(number)
            first = wire.ipv4(17, wire.udp(wire.message([(wire.SA, wire.OFFER)], wire.MAIN, wire.cookie(number))),
                              wire.LEFT, peer)
            out.frame(first)
            out.frame(wire.ipv4(1, icmp_unreachable(first), peer, wire.LEFT))
        out.close()
        folder = self.bundle(out.file.name)
        said = re.findall(rb"; (\d+) comments on frames are left out, for want of room",
                          (folder / "relevant.pcapng").read_bytes())
        comments = len(set(re.findall(rb"frame (\d+): peer-unreachable", (folder / "relevant.pcapng").read_bytes())))
        for path in folder.iterdir():
            path.unlink()
        return comments, sum(map(int, said))

    def test_comments_between(self):
        most = limit("BETWEEN_MAX")
        self.assertEqual(self.left_out(most + 1), (most + 1, 0))  # the last frame stands between none
        self.assertEqual(self.left_out(most + 10), (most + 1, 9))

    def large_esp(self, size):
        """The shipped capture with ESP packets of so many octets. How large they are made anew, and what
        is judged then."""
        content = (ESP / "capture.pcap").read_bytes()
        frames, at = [], 24
        while at < len(content):
            seconds, micros, captured, _ = struct.unpack_from("<IIII", content, at)
            frame = content[at + 16:at + 16 + captured]
            at += 16 + captured
            if frame[ETHERNET_HEADER + 9] == 50:
                header = bytearray(frame[ETHERNET_HEADER:ETHERNET_HEADER + IP_HEADER])
                header[2:4] = struct.pack(">H", IP_HEADER + size)
                esp = (frame[ETHERNET_HEADER + IP_HEADER:] + bytes(size))[:size]
                frame = frame[:ETHERNET_HEADER] + bytes(header) + esp
            frames.append(struct.pack("<IIII", seconds, micros, len(frame), len(frame)) + frame)
        path = self.store("large.pcap", content[:24] + b"".join(frames))
        folder = self.bundle("--anonymize", path)
        again = folder / "relevant.pcapng"
        told = [(tunnel["state"], tunnel["cause"], [finding["rule"] for finding in tunnel["findings"]])
                for tunnel in command.run("-f", "json", again).of("tunnel")]
        self.assertEqual(len(told), 1)
        sizes = {struct.unpack(">H", total)[0] - IP_HEADER
                 for total in re.findall(rb"\x45\x00(..).....\x32", again.read_bytes(), re.DOTALL)}
        for one in folder.iterdir():
            one.unlink()
        return sizes, told

    def test_large_esp(self):
        most = limit("IPSEC_MAX")
        whole, cut = self.large_esp(most), self.large_esp(most + 500)
        self.assertEqual(whole[0], {most})
        self.assertEqual(cut, whole)

    def test_esp_and_ah_stay_what_they_are(self):
        out = wire.Capture(self.folder / "both.pcap")
        out.frame(wire.ipv4(50, wire.esp(0x11223344, 1)))
        out.frame(wire.ipv4(51, struct.pack(">BBHII", 59, 4, 0, 0x55667788, 1) + bytes(12)))
        out.close()
        folder = self.bundle("--anonymize", out.file.name)
        self.assertEqual(command.run("-f", "json", folder / "relevant.pcapng").of("capture")[0]["esp_packets"], 2)


if __name__ == "__main__":
    command.main()
