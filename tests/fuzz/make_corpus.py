#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seed corpus: one message per exchange step and payload kind, put together from the RFCs' layouts.

usage: make_corpus.py FOLDER
"""
import os
import struct
import sys

COOKIES = bytes(range(1, 9)) + bytes(range(0x11, 0x19))


def message(chain, exchange, flags=0, message_id=0, version=0x10, padding=b""):
    """chain: (type, body) pairs."""
    body = b""
    for i, (_, content) in enumerate(chain):
        following = chain[i + 1][0] if i + 1 < len(chain) else 0
        body += struct.pack(">BBH", following, 0, 4 + len(content)) + content
    body += padding
    first = chain[0][0] if chain else 0
    return COOKIES + struct.pack(">BBBBII", first, version, exchange, flags, message_id, 28 + len(body)) + body


def tv(kind, value):
    return struct.pack(">HH", 0x8000 | kind, value)


def tlv(kind, value):
    return struct.pack(">HH", kind, len(value)) + value


def transform(last, number, kind, attributes):
    return struct.pack(">BBHBBH", 0 if last else 3, 0, 8 + len(attributes), number, kind, 0) + attributes


def proposal(last, number, protocol, spi, transforms):
    body = b"".join(transform(i == len(transforms) - 1, i + 1, *t) for i, t in enumerate(transforms))
    return struct.pack(">BBHBBBB", 0 if last else 2, 0, 8 + len(spi) + len(body), number, protocol, len(spi),
                       len(transforms)) + spi + body


def sa(*proposals):
    return struct.pack(">II", 1, 1) + b"".join(proposals)


PHASE1 = tv(1, 7) + tv(14, 256) + tv(2, 2) + tv(4, 2) + tv(3, 1) + tv(11, 1) + tlv(12, struct.pack(">I", 86400))
PHASE2 = tv(1, 1) + tv(2, 3600) + tv(1, 2) + tlv(2, struct.pack(">I", 4608000)) + tv(4, 1) + tv(5, 2) + tv(6, 256)
SA1 = sa(proposal(True, 1, 1, b"", [(1, PHASE1), (1, tv(1, 5) + tv(2, 1) + tv(4, 5) + tv(3, 1))]))
SA2 = sa(proposal(False, 1, 2, b"\x00\x00\x01\x01", [(3, tv(4, 1) + tv(5, 2))]),
         proposal(False, 1, 3, b"\x00\x00\x01\x02", [(12, PHASE2), (20, PHASE2)]),
         proposal(True, 2, 4, b"\x12\x34", [(3, tv(4, 3))]))
NONCE = bytes(range(0x40, 0x60))
NET = bytes([4, 6, 0, 80, 10, 1, 0, 0, 255, 255, 0, 0])
RANGE6 = bytes([8, 0, 0, 0]) + bytes.fromhex("20010db8" + "00" * 12 + "20010db8" + "00" * 10 + "ffff")
VIDS = [(13, bytes.fromhex(v)) for v in ("4a131c81070358455c5728f20e95452f", "afcad71368a1f1c96b8696fc77570100",
                                         "09002689dfd6b712", "12f5f28c457168a9702d9fe274cc0100")]


def der(tag, body):
    """X.690: lengths of one octet, or of two behind 0x82."""
    return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else b"\x82" + struct.pack(">H", len(body))) + body


def distinguished_name(*attributes):
    """RFC 5280 section 4.1.2.4: (OID, tag of the string, its octets)."""
    return der(0x30, b"".join(der(0x31, der(0x30, der(6, oid) + der(tag, text))) for oid, tag, text in attributes))


UTF8, PRINTABLE, T61, IA5, BMP = 12, 19, 20, 22, 30
NAMES = (
    distinguished_name(*((bytes([0x55, 4, place]), PRINTABLE, b"R1") for place in (3, 5, 6, 7, 8, 9, 10, 11, 12, 17, 42))),
    distinguished_name((b"\x55\x04\x03", UTF8, "r\u00e9seau, \"1\"+#<>;=\\".encode()), (b"\x55\x04\x0a", T61, b"a\xe9"),
                       (b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", IA5, b"a@example.net"),
                       (b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", IA5, b"example"),
                       (b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x02", PRINTABLE, b"r1.example.net"),
                       (b"\x55\x04\x0b", BMP, "lab".encode("utf-16-be")), (b"\x2b\x06\x01\xff\x7f", UTF8, b" x ")),
    distinguished_name((b"\x55\x04\x03", UTF8, b"x" * 300)),
    distinguished_name((b"\x55\x04\x03", UTF8, b"r1"))[:-3],
    distinguished_name((b"\x55\x04\x03", 4, b"\xff\x00")) + b"\x00",
    b"\x30\x80\x00\x00",
)


def corpus():
    for place, name in enumerate(NAMES):
        yield f"name-{place}", message([(5, b"\x09\x11\x01\xf4" + name)], 4)
    quick = [(8, b"\xaa" * 20), (1, SA2), (10, NONCE), (4, b"\x77" * 96), (5, NET), (5, RANGE6)]
    fragment = struct.pack(">HBB", 7, 1, 1) + message([(8, b"\xaa" * 20)], 5, flags=1)
    yield "main1", message([(1, SA1)] + VIDS, 2)
    yield "main3", message([(4, b"\x66" * 128), (10, NONCE), (20, b"\x55" * 20), (20, b"\x54" * 20)], 2)
    yield "main3-draft", message([(4, b"\x66" * 128), (10, NONCE), (130, b"\x55" * 16), (15, b"\x54" * 16)], 2)
    yield "main5", message([(5, b"\x01\x11\x01\xf4\x0a\x00\x00\x01"), (6, b"\x04\x30\x00"), (7, b"\x04\x31\x00"),
                            (9, b"\x99" * 64)], 2, flags=1)
    yield "aggressive1", message([(1, SA1), (4, b"\x66" * 128), (10, NONCE), (5, b"\x02\0\0\0r1.example.net")], 4)
    yield "quick1-clear", message(quick, 32, message_id=0x01020304)
    yield "quick1", message(quick, 32, flags=1, message_id=0x01020304, padding=b"\0" * 4)
    yield "quick1-nat", message(quick + [(21, b"\1\0\0\0\x0a\0\0\1"), (131, b"\5\0\0\0" + b"\xfe" * 16),
                                         (16, b"\1\0\0\0\x0a\0\0\2")], 32, flags=1, message_id=9)
    yield "notify", message([(8, b"\xaa" * 20), (11, bytes.fromhex("000000010304000e00000101"))], 5, flags=1)
    yield "notify-clear", message([(11, bytes.fromhex("000000010110000e") + COOKIES + b"\0\1")], 5)
    yield "delete", message([(8, b"\xaa" * 20), (12, bytes.fromhex("0000000103040002") + b"\0\0\1\1\0\0\1\2")], 5)
    yield "config", message([(8, b"\xaa" * 20), (14, b"\1\0\0\7" + tv(16520, 0) + tlv(16521, b"user") + tlv(1, b""))],
                            6, flags=1, message_id=5)
    yield "fragment", message([(132, fragment)], 2)
    yield "ikev2", message([(33, b"\0" * 40)], 34, flags=8, version=0x20)
    yield "empty", b""
    yield "header-only", message([], 5)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for name, octets in corpus():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(octets)


if __name__ == "__main__":
    main()
