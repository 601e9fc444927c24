# SPDX-License-Identifier: GPL-2.0-or-later
"""pcapng files whose blocks, options, interfaces and times lie."""
import struct

from case import kind, of, summary
from wire import ETHERNET, MAIN, OFFER, RAW, SA, cookie, ipv4, message, udp

SECTION, INTERFACE, PACKET, UNKNOWN = 0x0A0D0D0A, 1, 6, 0xBAD
TSRESOL, TSOFFSET, COMMENT, NAME = 9, 14, 1, 2
NOW = 1_700_000_000_000_000
LAST = (1 << 64) - 1


def block(kind_of, body, length=None):
    body += bytes(-len(body) % 4)
    length = 12 + len(body) if length is None else length
    return struct.pack("<II", kind_of, length) + body + struct.pack("<I", length)


def section():
    return block(SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)


def interface(link=ETHERNET, snap=65535, *options):
    return block(INTERFACE, struct.pack("<HHI", link, 0, snap) + b"".join(options) + (bytes(4) if options else b""))


def packet(number, index, time=NOW, link=ETHERNET, captured=None):
    datagram = ipv4(17, udp(message([(SA, OFFER)], MAIN, cookie(index))))
    frame = datagram if link == RAW else bytes(12) + b"\x08\0" + datagram
    time &= LAST
    return block(PACKET, struct.pack("<IIIII", number, time >> 32, time & 0xFFFFFFFF,
                                     len(frame) if captured is None else captured, len(frame)) + frame)


def blocks(small, full, check=None, **options):
    """Declares a generator of a pcapng file: write(n) gives its blocks."""
    def declare(write):
        def whole(scene, n):
            with open(scene.capture_path, "wb") as file:
                for octets in write(n):
                    scene.raw += file.write(octets)
        whole.__name__ = write.__name__
        kind(small, full, check, suffix=".pcapng", **options)(whole)
        return write
    return declare


def found(count):
    """So many messages were read: count(n)."""
    def check(records, n):
        assert summary(records)["ike_messages"] == count(n), summary(records)["ike_messages"]
    return check


@blocks(1000, 100_000, found(lambda n: 100))
def interfaces(n):
    yield section()
    for _ in range(n):
        yield interface()
    for index in range(100):
        yield packet(n - 1, index, NOW + index)


@blocks(1000, 40_000, found(lambda n: n))
def sections(n):
    """A section and an interface for each packet."""
    for index in range(n):
        yield section() + interface() + packet(0, index, NOW + index * 100)


@blocks(1, 2, found(lambda n: 1))
def snap_length_without_end(_):
    yield section() + interface(ETHERNET, 0xFFFFFFFF) + packet(0, 0)


@blocks(1, 4, found(lambda n: 1))
def big_block(n):
    yield section() + interface()
    for _ in range(n):
        yield block(UNKNOWN, bytes(16 * 1024 * 1024 - 28))
    yield packet(0, 0)


@blocks(1, 2, status=(0, 1, 2))
def huge_block(_):
    yield section() + interface() + struct.pack("<II", PACKET, 0xFFFFFFFC)


@blocks(1, 2, status=(0, 1, 2))
def captured_beyond_the_block(_):
    yield section() + interface() + packet(0, 0, captured=0x7FFFFFFF)


def times(name, resolution, offset, values):
    """n packets at times that no 64 bits of microseconds hold."""
    def write(n):
        options = [option(TSRESOL, bytes([resolution])), option(TSOFFSET, struct.pack("<q", offset))]
        yield section() + interface(ETHERNET, 65535, *options)
        for index in range(n):
            yield packet(0, index, values[index % len(values)] - index // len(values))
    write.__name__ = name
    blocks(50, 20_000, lambda records, n: found(lambda n: n)(records, n), status=(0, 1))(write)


times("times_of_powers_of_two", 0xFF, -1 << 62, [LAST])
times("times_of_powers_of_ten", 19, 1 << 62, [LAST])
times("times_offset_forward", 6, 1 << 62, [0, 1, LAST, 5])
times("times_offset_back", 6, -1 << 62, [0, 1 << 63, 7])
times("times_in_seconds", 0, 0, [(1 << 63) - 1, LAST, 1 << 63, 0, 9_223_372_036_854, 9_223_372_036_855])
times("times_in_halves", 0x80, (1 << 63) - 1, [0, 1, LAST])
times("times_to_and_fro", 0, 0, [9_000_000_000_000, -9_000_000_000_000, 9_000_000_000_000, 1, 9_223_372_036_854])


@blocks(100, 40_000, found(lambda n: n))
def two_interfaces_of_raw_ip(n):
    yield section() + interface(RAW) + interface(RAW)
    for index in range(n):
        yield packet(index & 1, index, NOW + index, RAW)


@blocks(100, 40_000, found(lambda n: n))
def interfaces_of_two_links(n):
    yield section() + interface(RAW) + interface(ETHERNET)
    for index in range(n):
        yield packet(index & 1, index, NOW + index, (RAW, ETHERNET)[index & 1])


@blocks(1000, 1_000_000, found(lambda n: 1))
def empty_blocks(n):
    yield section() + interface()
    one = block(UNKNOWN, b"")
    for at in range(0, n, 4096):
        yield one * min(4096, n - at)
    yield packet(0, 0)


@blocks(10, 2000, found(lambda n: 1))
def comments(n):
    """Escape codes in comments and names."""
    options = [option(COMMENT, b"\x1b]0;pwned\x07\x1b[31mred\xff\xfe\n" * 500)] * n
    yield section() + interface(ETHERNET, 65535, option(NAME, b"\x1b[2Jeth0"), *options[:100])
    for one in options:
        yield block(INTERFACE, struct.pack("<HHI", ETHERNET, 0, 65535) + one + bytes(4))
    yield packet(0, 0)
