# SPDX-License-Identifier: GPL-2.0-or-later
"""Fragments that are never whole, headers without end, lengths and times that lie, compressed emptiness."""
import gzip
import struct

from case import Scene, capture, kind, of, summary
from phase1_floods import EMPTY_PROPOSALS, EMPTY_TRANSFORMS
from wire import (ETHERNET, FRAGMENT, INFORMATIONAL, LEFT, MAIN, OFFER, RIGHT, SA, Capture, cookie, fragment, header,
                  host, ipv4, ipv6, message, udp)

MORE = 0x2000
UDP, TCP, DESTINATION_OPTIONS = 17, 6, 60
FIRST = message([(SA, OFFER)], MAIN, cookie(0))
TIMES = (0, 1, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 1_700_000_000, 1_700_000_001, 1_600_000_000)


@capture(500, 10000)
def fragments_first(out, n):
    datagram = (udp(FIRST) + bytes(1000))[:1000]
    for index in range(n):
        out.frame(ipv4(UDP, datagram, host(index >> 16), ident=index, fragment=MORE))


@capture(5000, 100000)
def fragments_later(out, n):
    for index in range(n):
        out.frame(ipv4(UDP, b"x" * 8, host(index >> 16), ident=index, fragment=MORE | 5))


@capture(5000, 100000)
def fragments_backwards(out, n):
    """The same datagrams' pieces of eight octets, the last one first."""
    for index in range(n):
        out.frame(ipv4(UDP, b"x" * 8, ident=index // 255, fragment=MORE | 255 - index % 255), 1)


@capture(3000, 60000)
def fragments_overlapping(out, n):
    for index in range(n):
        place = index % 64
        out.frame(ipv4(UDP, udp(FIRST)[:64] if place == 0 else b"y" * 64, ident=index // 64, fragment=MORE | place * 3), 1)


@capture(150, 3000)
def fragments_of_64k(out, n):
    """All pieces of datagrams of 64 KiB but one."""
    for index in range(n):
        out.frame(ipv4(UDP, bytes(1480), host(index // 44), ident=index // 44, fragment=MORE | index % 44 * 185), 10)


@capture(4000, 80000)
def ike_fragments(out, n):
    """Messages that are never whole, 8 of each SA."""
    for index in range(n):
        place = index % 512
        piece = fragment(place // 64 + 1, place % 64 + 1 if place % 64 != 63 else 1, 0, b"f")
        out.ike(message([(FRAGMENT, piece)], MAIN, cookie(index // 512), cookie(index // 512 + 9)), step=10)


@capture(100, 5000)
def ike_fragments_big(out, n):
    """The same with pieces of 8,000 octets."""
    for index in range(n):
        place = index % 64
        piece = fragment(place // 8 + 1, place % 8 + 1, 0, b"f" * 8000)
        out.ike(message([(FRAGMENT, piece)], MAIN, cookie(index // 64), cookie(index // 64 + 9)), step=10)


@capture(100, 5000)
def ike_fragments_big_of_one(out, n):
    """Pieces of 8,000 octets, of one message of each SA."""
    for index in range(n):
        piece = fragment(1, index % 200 + 2, 0, b"f" * 8000)
        out.ike(message([(FRAGMENT, piece)], MAIN, cookie(index // 200), cookie(index // 200 + 9)), step=10)


@capture(2, 50)
def tcp_of_headers(out, n):
    """IKE over TCP: segments of 64 KiB full of messages of 28 octets."""
    sequence = 1
    for index in range(n):
        body = b"".join(header(0, b"", INFORMATIONAL, cookie(2320 * index + place), cookie(2320 * index + place + 5), place + 1)
                        for place in range(2320))
        segment = struct.pack(">HHIIBBHHH", 500, 500, sequence & 0xFFFFFFFF, 0, 0x50, 0x18, 65535, 0, 0) + body
        out.frame(ipv4(TCP, segment), 1000)
        sequence += len(body)


def _one_negotiation(records, _):
    assert len(of(records, "phase1")) == 1, len(of(records, "phase1"))


@capture(5, 100, link=ETHERNET)
def tags(out, n):
    """VLAN tags in 64 KiB of each other."""
    frame = bytes(12) + b"\x81\0\0\1" * 16000 + b"\x08\0" + ipv4(UDP, udp(FIRST))
    for _ in range(n):
        out.frame(frame, 10)


@capture(5, 100)
def extension_headers(out, n):
    option = b"\1\4\0\0\0\0"
    for index in range(n):
        chain = (struct.pack(">BB", DESTINATION_OPTIONS, 0) + option) * 8000 + struct.pack(">BB", UDP, 0) + option
        body = chain + udp(message([(SA, OFFER)], MAIN, cookie(index)))
        out.frame(ipv6(DESTINATION_OPTIONS, body, b"\xfd" + bytes(15), b"\xfd" + bytes(14) + b"\1"), 10)


@capture(20, 400)
def tunnels_in_tunnels(out, n):
    """IP in IP until nothing fits."""
    for index in range(n):
        packet = ipv4(UDP, udp(message([(SA, OFFER)], MAIN, cookie(index))))
        while len(packet) < 60000:
            packet = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(packet), 0, 0, 64, 4, 0) + LEFT + RIGHT + packet
        out.frame(packet, 10)


def _empty(records, n):
    assert of(records, "capture")[0]["packets"] == n, of(records, "capture")[0]["packets"]


@capture(20000, 500000, _empty)
def empty_packets(out, n):
    for _ in range(n):
        out.frame(b"", 1, length=60)


@capture(2000, 40000, lambda records, _: _one_negotiation(records, _))
def shorter_than_captured(out, n):
    """Records that claim fewer octets on the wire than they hold."""
    for index in range(n):
        out.frame(ipv4(UDP, udp(FIRST)), 10, length=index % 50)


@capture(2000, 40000)
def times_at_random(out, n):
    state = 2
    for index in range(n):
        state = state * 6364136223846793005 + 1442695040888963407 & 0xFFFFFFFFFFFFFFFF
        out.time = TIMES[state >> 61] * 1_000_000 + state % 1_000_000
        out.ike(message([(SA, OFFER)], MAIN, cookie(index % 5000)))


@capture(2000, 40000)
def times_backwards(out, n):
    for index in range(n):
        out.ike(message([(SA, OFFER)], MAIN, cookie(index)), step=-61_000_000 if out.time > 100_000_000 else 0)


def _gzip(path, mode):
    return gzip.open(path, mode, compresslevel=1)


@kind(200_000, 4_000_000, _empty, suffix=".pcap.gz")
def empty_packets_compressed(scene, n):
    """Records of nothing: 16 octets each, a thousand times fewer in the file."""
    record = struct.pack("<IIII", 1_700_000_000, 0, 0, 60)
    start = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    with gzip.open(scene.capture_path, "wb", compresslevel=1) as file:
        file.write(start)
        for at in range(0, n, 65536):
            file.write(record * min(65536, n - at))
    scene.raw += 24 + 16 * n


@kind(2, 60, suffix=".pcap.gz")
def zeros_compressed(scene, n):
    """MiB of nothing behind a capture's header: records without packets, all of 1970."""
    with gzip.open(scene.capture_path, "wb", compresslevel=1) as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
        for _ in range(n):
            file.write(bytes(1 << 20))
    scene.raw += 24 + (n << 20)


def compressed(name, body_of, small, full):
    """Messages of 64 KiB that compress to nothing, each of a negotiation of its own: octets, not elements, are kept."""
    def write(scene, n):
        out = Capture(scene.capture_path, opener=_gzip)
        for index in range(n):
            out.ike(message([(SA, body_of)], MAIN, cookie(index)), step=1000)
            out.ike(message([(SA, body_of)], MAIN, cookie(index), cookie(index + 1)), RIGHT, LEFT, 1000)
        out.close()
        scene.raw += out.octets
    write.__name__ = name
    kind(small, full, suffix=".pcap.gz")(write)


compressed("transforms_compressed", EMPTY_TRANSFORMS, 10, 1000)
compressed("proposals_compressed", EMPTY_PROPOSALS, 10, 1000)
