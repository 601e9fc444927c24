# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures whose proofs are dear to check: hashes over offers, nonces and messages of 64 KiB, by many keys."""
import struct

from case import capture
from cipher import aes_cbc
from phase2_floods import counts
from wire import (AGGRESSIVE, ENCRYPTED, HASH, ID, INFORMATIONAL, KE, LEFT, MAIN, NONCE, NOTIFY, QUICK, RIGHT, SA,
                  VENDOR, cookie, filler, header, identity, message, notify, payloads, phase1, phase1_attributes,
                  phase1_sa, proposal, sa, transform, transforms)

KA = bytes(range(16))
KEYS = "".join(f': PSK "key{index}"\n' for index in range(64))


def _long_offer(octets):
    """One policy, and transforms without any behind it."""
    first = transform(1, 1, phase1_attributes(group=2), False)
    count = (octets - len(first)) // 1028
    rest = b"".join(transform(place + 2, 1, struct.pack(">HH", 9, 1016) + bytes(1016), place == count - 1)
                    for place in range(count))
    return sa(proposal(1, 1, b"", first + rest, count + 1))


def hash_over_a_long_offer(out, index, initiator=cookie(0)):
    """Aggressive mode whose first two messages are as long as they can be, then answers of other hashes, one a call."""
    cookies = initiator, cookie(1 << 30)
    if index == 0:
        out.ike(message([(SA, _long_offer(30000)), (KE, b"\x11" * 25000), (NONCE, b"\x12" * 5000), (ID, identity(1, LEFT))],
                        AGGRESSIVE, cookies[0]))
        answer = [(SA, phase1_sa(group=2)), (KE, b"\x13" * 50000), (NONCE, b"\x14" * 8000), (ID, identity(1, RIGHT))]
        out.ike(message([*answer, (HASH, bytes(20))], AGGRESSIVE, *cookies), RIGHT, LEFT)
    out.ike(message([(HASH, struct.pack(">I", index) * 5)], AGGRESSIVE, *cookies), step=1000)


@capture(100, 4000, counts(1, 2), wants_scene=True)
def hashes_over_a_long_offer(out, n, scene):
    scene.document(KEYS)
    for index in range(n):
        hash_over_a_long_offer(out, index)


@capture(5, 75, counts(2, 0), wants_scene=True)
def long_nonces(out, n, scene):
    """A SKEYID of each key is made of 120,000 octets."""
    scene.document(KEYS)
    for index in range(n):
        cookies = cookie(index), cookie(index + (1 << 30))
        out.ike(message([(SA, phase1_sa(group=2)), (KE, b"\x11" * 128), (NONCE, filler(60000, index)),
                         (ID, identity(1, LEFT))], AGGRESSIVE, cookies[0]))
        out.ike(message([(SA, phase1_sa(group=2)), (KE, b"\x13" * 128), (NONCE, filler(60000, index + n)),
                         (ID, identity(1, RIGHT)), (HASH, bytes(20))], AGGRESSIVE, *cookies), RIGHT, LEFT)


@capture(5, 75, counts(5, 0), wants_scene=True)
def long_nonces_without_choice(out, n, scene):
    scene.document(KEYS)
    values = [(cipher, bits, digest) for cipher, bits in ((7, 128), (7, 192), (7, 256), (5, 0)) for digest in (1, 2, 4, 5, 6)]
    offer = sa(proposal(1, 1, b"", transforms(lambda place: (1, phase1_attributes(*values[place], group=2)), 20), 20))
    for index in range(n):
        cookies = cookie(index), cookie(index + (1 << 30))
        out.ike(message([(SA, offer)], MAIN, cookies[0]))
        for side, sides in enumerate(((LEFT, RIGHT), (RIGHT, LEFT))):
            out.ike(message([(KE, b"\x11" * 128), (NONCE, filler(60000, index + side * n))], MAIN, *cookies), *sides)
        for sides in ((LEFT, RIGHT), (RIGHT, LEFT)):
            out.ike(header(ID, filler(64, index), MAIN, *cookies, 0, ENCRYPTED), *sides)


def _closed(first, octets, exchange, cookies, identifier, seed):
    octets += bytes(-len(octets) % 16)
    return header(first, aes_cbc(KA, filler(16, seed), octets), exchange, *cookies, identifier, ENCRYPTED)


@capture(5, 150, counts(1, 6), wants_scene=True)
def many_skeyid_a(out, n, scene):
    """Ka opens Quick Modes of 60,000 octets, and each of 64 SKEYID_a may be that of their hash."""
    cookies = phase1(out)
    scene.document(f"{cookies[0].hex()} : KA 0x{KA.hex()}\n" +
                   "".join(f"{cookies[0].hex()} : SKEYID_a 0x{index:040x}\n" for index in range(64)))
    for index in range(n):
        first, octets = payloads([(HASH, b"h" * 20), (SA, phase1_sa()), (NONCE, b"n" * 16), (VENDOR, filler(60000, index))])
        out.ike(_closed(first, octets, QUICK, cookies, index + 1, index))


@capture(20, 1000, counts(1, 3), wants_scene=True)
def long_values_without_choice(out, n, scene):
    """64 policies of a group that nobody knows, whose public values may have any length, and closed messages."""
    scene.document(KEYS + ': PSK "one more"\n')
    cookies = cookie(0), cookie(1 << 30)
    values = [(cipher, bits, digest) for cipher, bits in ((7, 128), (7, 192), (7, 256), (5, 0), (1, 0)) for digest in (1, 2, 4, 5, 6)]
    offer = sa(proposal(1, 1, b"", transforms(lambda place: (1, phase1_attributes(*values[place], group=999)), 25), 25))
    out.ike(message([(SA, offer)], MAIN, cookies[0]))
    for side, sides in enumerate(((LEFT, RIGHT), (RIGHT, LEFT))):
        out.ike(message([(KE, filler(50000, side)), (NONCE, filler(14000, side + 2))], MAIN, *cookies), *sides)
    for index in range(n):
        out.ike(header(ID, filler(64, index), MAIN, *cookies, 0, ENCRYPTED), *((LEFT, RIGHT), (RIGHT, LEFT))[index & 1])


@capture(100, 20000, counts(1, 6), wants_scene=True)
def many_skeyid_a_of_short_messages(out, n, scene):
    cookies = phase1(out)
    scene.document(f"{cookies[0].hex()} : KA 0x{KA.hex()}\n" +
                   "".join(f"{cookies[0].hex()} : SKEYID_a 0x{index:040x}\n" for index in range(64)))
    for index in range(n):
        first, octets = payloads([(HASH, b"h" * 20), (NOTIFY, notify(36136, b"".join(cookies), bytes(4), 1))])
        out.ike(_closed(first, octets, INFORMATIONAL, cookies, index + 1, index))
