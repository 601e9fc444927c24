#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seed corpus of the packet reader: one input per link type, header chain and kind of fragment.

usage: make_packet_corpus.py FOLDER
"""
import os
import struct
import sys

MAC = bytes.fromhex("020000000001020000000002")
# Position in the table of fuzz_packet.c, and the header before an IPv4 packet.
LINKS = {
    "ethernet": (0, MAC + b"\x08\x00"),
    "qinq": (0, MAC + bytes.fromhex("88a80064810000c80800")),
    "snap": (0, MAC + bytes.fromhex("0040aaaa030000000800")),
    "pppoe": (0, MAC + bytes.fromhex("88641100000100260021")),
    "null": (1, bytes.fromhex("02000000")),
    "ppp": (2, bytes.fromhex("ff030021")),
    "raw": (3, b""),
    "serial": (4, bytes.fromhex("0f000800")),
    "ppp-ether": (5, bytes.fromhex("1100000100260021")),
    "hdlc": (6, bytes.fromhex("0f000800")),
    "loop": (7, bytes.fromhex("00000002")),
    "cooked": (8, bytes.fromhex("000000010006020000000001" "0000" "0800")),
    "pppd": (9, bytes.fromhex("00030021")),
    "ppp-direction": (10, bytes.fromhex("01ff030021")),
    "cooked2": (13, bytes.fromhex("0800000000000002000100060200000000010000")),
}
RAW = 3
IKE = bytes(range(1, 9)) + bytes(range(0x11, 0x19)) + bytes.fromhex("011002000000000000000020" "00000000")


def capture(link, *frames, beyond=0, step=1):
    out = bytes([link])
    for frame in frames:
        out += struct.pack(">HBbB", len(frame), beyond, step, 0) + frame
    return out


def udp(source, destination, data):
    return struct.pack(">HHHH", source, destination, 8 + len(data), 0) + data


def ipv4(protocol, payload, fragment=0, number=1):
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), number, fragment, 64, protocol, 0) \
        + bytes([192, 0, 2, 1, 198, 51, 100, 2]) + payload


def ipv6(following, payload):
    return struct.pack(">IHBB", 6 << 28, len(payload), following, 64) \
        + bytes.fromhex("20010db8000000000000000000000001" "20010db8000000000000000000000002") + payload


def fragments4(datagram, size):
    return [ipv4(17, datagram[at:at + size], at // 8 | (0x2000 if at + size < len(datagram) else 0))
            for at in range(0, len(datagram), size)]


def fragments6(datagram, size, following=17):
    return [ipv6(44, struct.pack(">BBHI", following, 0, at | (at + size < len(datagram)), 7) + datagram[at:at + size])
            for at in range(0, len(datagram), size)]


def tunnels(message):
    inner = ipv4(17, message)
    yield "tunnel-ip", capture(RAW, ipv4(4, inner), ipv4(41, ipv6(17, message)), ipv6(4, inner))
    yield "tunnel-gre", capture(RAW, ipv4(47, bytes.fromhex("00000800") + inner),
                                ipv4(47, bytes.fromhex("b0000800" "00000000" "00000007" "00000001") + inner))
    yield "tunnel-bridged", capture(RAW, ipv4(47, bytes.fromhex("00006558") + MAC + b"\x08\x00" + inner))
    yield "tunnel-pptp", capture(RAW, ipv4(47, struct.pack(">HHHHII", 0x3081, 0x880B, len(inner) + 4, 1, 1, 1)
                                           + bytes.fromhex("ff030021") + inner))
    erspan = MAC + b"\x08\x00" + inner
    yield "tunnel-erspan", capture(RAW, ipv4(47, bytes.fromhex("000088be") + erspan),
                                   ipv4(47, bytes.fromhex("100088be" "00000001" "1001006400000000") + erspan),
                                   ipv4(47, bytes.fromhex("100022eb" "00000001" "200100640000000000000001") + bytes(8)
                                        + erspan))
    yield "tunnel-l2tp", capture(RAW, ipv4(17, udp(1701, 1701, bytes.fromhex("000200010002" "ff030021") + inner)),
                                 ipv4(17, udp(1701, 1701, bytes.fromhex("4a02002e00010002000300040001" "00" "21")
                                              + inner)))
    yield "tunnel-l2tp3", capture(RAW, ipv4(115, bytes.fromhex("00000001") + inner),
                                  ipv4(17, udp(1701, 1701, bytes.fromhex("00030000" "00000001") + inner)))
    deep = inner
    for _ in range(9):
        deep = ipv4(4, deep)
    yield "tunnel-deep", capture(RAW, deep)
    first, second = fragments4(message, 32)[0], fragments4(message, 32)[1]
    yield "tunnel-fragments", capture(RAW, ipv4(4, second), ipv4(4, first))
    outer = bytes.fromhex("00000800") + inner
    yield "fragments-tunnel", capture(RAW, ipv4(47, outer[:48], 0x2000), ipv4(47, outer[48:], 6))


def corpus():
    message = udp(500, 500, IKE)
    for name, (link, header) in LINKS.items():
        yield f"link-{name}", capture(link, header + ipv4(17, message))
    yield "natt", capture(RAW, ipv4(17, udp(4500, 4500, bytes(4) + IKE)), ipv4(17, udp(4500, 4500, b"\xff")),
                          ipv4(17, udp(4500, 4500, b"\0\0\x10\1\0\0\0\2" + bytes(8))))
    yield "other-ports", capture(RAW, ipv4(17, udp(40500, 40500, IKE)), ipv4(17, udp(40500, 40500, bytes(4) + IKE)))
    yield "esp", capture(RAW, ipv4(50, b"\0\0\x10\1\0\0\0\2" + bytes(8)))
    yield "ah", capture(RAW, ipv4(51, bytes.fromhex("110400000000200200000003" "0102030405060708090a0b0c") + message))
    yield "extensions", capture(RAW, ipv6(0, bytes.fromhex("3c00010400000000" "2b00010400000000" "2c00030000000000"
                                                           "1100000000000007") + message))
    yield "icmp", capture(RAW, ipv4(1, bytes.fromhex("0303000000000000") + ipv4(17, message)))
    yield "icmp-extension", capture(RAW, ipv4(1, bytes.fromhex("0b00000000200000")
                                              + ipv4(17, udp(500, 500, IKE + bytes(68))) + bytes(12)))
    yield "icmpv6", capture(RAW, ipv6(58, bytes.fromhex("0200000000000500") + ipv6(17, message)))
    yield "icmpv6-fragment", capture(RAW, ipv6(58, bytes.fromhex("0200000000000500") + fragments6(message, 24)[0]))
    yield "fragments", capture(RAW, *fragments4(message, 16))
    yield "fragments-backwards", capture(RAW, *reversed(fragments4(message, 8)), step=-1)
    yield "fragments-twice", capture(RAW, *(2 * fragments4(message, 24)))
    yield "fragments-cut", capture(RAW, *[f[:24] for f in fragments4(message, 24)])
    yield "fragments-late", capture(RAW, *fragments4(message, 16), step=31)
    yield "fragments-overlap", capture(RAW, *fragments4(message, 24), *fragments4(message, 16))
    yield "fragments-missing", capture(RAW, *fragments4(message, 16)[:-1], ipv4(17, message))
    yield "fragments-many", capture(RAW, *[ipv4(17, message[:8], 0x2000, number) for number in range(70)], step=0)
    yield "fragments6", capture(RAW, *fragments6(message, 24))
    yield "fragments6-options", capture(RAW, *fragments6(bytes.fromhex("1100010400000000") + message, 24, 60))
    yield "fragments6-nested", capture(RAW, *fragments6(bytes.fromhex("1100000100000009") + message, 24, 44))
    yield "fragments-esp", capture(RAW, ipv4(50, b"\0\0\x10\1\0\0\0\2" + bytes(8), 0x2000), ipv4(50, bytes(8), 2))
    yield from tunnels(message)
    yield "snap-length", capture(0, MAC + b"\x08\x00" + ipv4(17, udp(500, 500, IKE))[:40], beyond=20)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for name, content in corpus():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(content)


if __name__ == "__main__":
    main()
