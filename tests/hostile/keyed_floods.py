# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that are costly with a key file only: exponents, many preshared keys, messages that a key opens."""
import random
import struct

from case import capture, of, rules, summary
from cipher import aes_cbc
from informational_floods import detections, refused
from wire import (AGGRESSIVE, DELETE, ENCRYPTED, HASH, ID, INFORMATIONAL, KE, LEFT, MAIN, NONCE, NOTIFY, OFFER, QUICK,
                  RIGHT, SA, closed, cookie, delete, filler, header, host, identity, message, notify, payloads, phase1,
                  phase1_attributes, phase1_sa, phase2_attributes, proposal, sa, transform, transforms)

KA = bytes(range(16))
# RFC 3526: the primes of the groups 14 and 18 are 2^n - 2^(n-64) - 1 + 2^64 * (floor(2^(n-130) pi) + k).
GROUPS = {14: (2048, 124476), 18: (8192, 4743158)}


def _pi(bits):
    """floor(2^bits pi), by Machin's formula."""
    guard = 64
    one = 1 << bits + guard

    def arctan(inverse):
        term = total = one // inverse
        divisor, sign = 3, -1
        while term:
            term //= inverse * inverse
            total += sign * (term // divisor)
            divisor, sign = divisor + 2, -sign
        return total
    return 4 * (4 * arctan(5) - arctan(239)) >> guard


def prime(group):
    bits, offset = GROUPS[group]
    return (1 << bits) - (1 << bits - 64) - 1 + (_pi(bits - 130) + offset << 64)


def _power(group, exponent):
    bits, _ = GROUPS[group]
    return pow(2, exponent, prime(group)).to_bytes(bits // 8, "big")


def _many_policies(group):
    """64 of them, none of which says which is chosen."""
    values = [(cipher, bits, digest, method) for cipher, bits in ((7, 128), (7, 192), (7, 256), (5, 0), (1, 0))
              for digest in (1, 2, 4, 5, 6) for method in (1, 3, 65001)][:64]
    return sa(proposal(1, 1, b"", transforms(lambda place: (1, phase1_attributes(*values[place], group)), 64), 64))


def no_answer_seen(name, group, small, full, **options):
    """One real exponent, 64 policies on offer, no choice captured, n closed messages."""
    def write(out, n, scene):
        drawn = random.Random(5)
        bits, _ = GROUPS[group]
        mine, other = drawn.getrandbits(bits - 2), drawn.getrandbits(256)
        octets = mine.to_bytes(bits // 8, "big").hex()
        scene.document(f'{cookie(0).hex()} : DH-PRIVATE 0x{octets}\n192.0.2.1 : PSK "cisco"\n')
        cookies = cookie(0), cookie(1 << 30)
        out.ike(message([(SA, _many_policies(group))], MAIN, cookies[0]), step=1000)
        out.ike(message([(KE, _power(group, mine)), (NONCE, b"\x22" * 16)], MAIN, *cookies), step=1000)
        out.ike(message([(KE, _power(group, other)), (NONCE, b"\x23" * 16)], MAIN, *cookies), RIGHT, LEFT, 1000)
        for index in range(n):
            sides = (LEFT, RIGHT) if index & 1 else (RIGHT, LEFT)
            out.ike(closed(filler(64, index), MAIN, *cookies), *sides, 1000)
    write.__name__ = name
    capture(small, full, wants_scene=True, **options)(write)


# Octets of key operations: what a capture may spend on powers, once, is a bound of the program (README).
POWERS = 40
no_answer_seen("exponent_without_choice", 14, 4, 400, allow=POWERS)
no_answer_seen("exponent_without_choice_8192", 18, 1, 64, allow=POWERS)


def exponents(name, group, keys, small, full, policies=None, **options):
    """n ISAKMP SAs of one initiator cookie, to each of which so many exponents may belong."""
    def write(out, n, scene):
        drawn = random.Random(6)
        bits, _ = GROUPS[group]
        scene.document("".join(f"{cookie(0).hex()} : DH-PRIVATE 0x{drawn.getrandbits(bits):0{bits // 4}x}\n"
                               for _ in range(keys)))
        offer = policies(group) if policies else phase1_sa(group=group)
        for index in range(n):
            cookies = cookie(0), cookie(index + (1 << 30))
            left, right = host(2 * index), host(2 * index + 1)
            out.ike(message([(SA, offer)], MAIN, cookies[0]), left, right, 1000)
            if not policies:
                out.ike(message([(SA, offer)], MAIN, *cookies), right, left, 1000)
            for value, sides in ((1, (left, right)), (2, (right, left))):
                public = bytes([value]) * 4 + struct.pack(">I", index)
                out.ike(message([(KE, public * (bits // 64)), (NONCE, bytes([value]) * 16)], MAIN, *cookies), *sides, 1000)
            out.ike(closed(filler(64, index), MAIN, *cookies), left, right, 1000)
    write.__name__ = name
    capture(small, full, wants_scene=True, allow=POWERS, **options)(write)


exponents("exponent_for_all", 14, 1, 20, 4000)
exponents("exponents_for_all", 14, 16, 4, 2000)
exponents("exponents_for_all_8192", 18, 16, 0, 400)


def preshared(name, line, small, full, keys, policies=None):
    """n aggressive modes, or main modes without a choice, to each of which every key may belong."""
    def write(out, n, scene):
        scene.document("".join(line.format(index=index) for index in range(keys)))
        for index in range(n):
            cookies = cookie(index), cookie(index + (1 << 30))
            if policies:
                out.ike(message([(SA, _many_policies(14))], MAIN, cookies[0]), step=1000)
                for value, sides in ((1, (LEFT, RIGHT)), (2, (RIGHT, LEFT))):
                    out.ike(message([(KE, bytes([value]) * 256), (NONCE, bytes([value]) * 16)], MAIN, *cookies), *sides, 1000)
                out.ike(closed(filler(64, index), MAIN, *cookies), step=1000)
                continue
            begin = [(SA, phase1_sa(group=2)), (KE, b"\x11" * 128), (NONCE, b"\x12" * 16)]
            out.ike(message([*begin, (ID, identity(1, LEFT, 17, 500))], AGGRESSIVE, cookies[0]), step=1000)
            out.ike(message([*begin, (ID, identity(1, RIGHT, 17, 500)), (HASH, struct.pack(">I", index) * 5)], AGGRESSIVE,
                            *cookies), RIGHT, LEFT, 1000)
    write.__name__ = name
    capture(small, full, wants_scene=True)(write)


preshared("keys_for_anybody", ': PSK "key{index}"\n', 10, 2000, 10000)
preshared("keys_for_one_peer", '192.0.2.1 : PSK "key{index}"\n', 10, 2000, 10000)
preshared("keys_without_choice", ': PSK "key{index}"\n', 4, 400, 10000, True)


def _closed(items, exchange, cookies, identifier):
    """A message that KA opens, whatever its IV was."""
    first, octets = payloads(items)
    octets += bytes(-len(octets) % 16)
    return header(first, aes_cbc(KA, filler(16, identifier), octets), exchange, *cookies, identifier, ENCRYPTED)


def opened(out, cookies, scene):
    scene.document(f"{cookies[0].hex()} : KA 0x{KA.hex()}\n")
    return lambda items, exchange, identifier, sides: out.ike(_closed(items, exchange, cookies, identifier), *sides)


detections("detections_opened_before_a_refusal", opened, 300, 6000)


def deletes_opened(name, modes, small, full, per_delete=16000):
    """Quick Modes of 256 proposals each under a known key, then DELETEs of 16,000 SPIs that none of them has."""
    def write(out, n, scene):
        cookies = phase1(out)
        send = opened(out, cookies, scene)
        one = transform(1, 12, phase2_attributes())
        for index in range(modes):
            offer = sa(*(proposal(place, 3, struct.pack(">I", 0x01000000 + index * 256 + place), one, 1, place == 255)
                         for place in range(256)))
            send([(HASH, b"h" * 20), (SA, offer), (NONCE, filler(16, index))], QUICK, index + 1, (LEFT, RIGHT))
        for index in range(n):
            spis = b"".join(struct.pack(">I", 0x80000000 + index * 65536 + place) for place in range(per_delete))
            send([(HASH, b"h" * 20), (DELETE, delete(spis, 4))], INFORMATIONAL, 5000 + index, (LEFT, RIGHT))
    write.__name__ = name
    capture(small, full, wants_scene=True)(write)


deletes_opened("deletes_opened", 64, 1, 64)
deletes_opened("deletes_opened_1000", 1000, 0, 64)
