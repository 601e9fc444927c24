# SPDX-License-Identifier: GPL-2.0-or-later
"""Quick Modes between two peers that a key file opens: laid out after RFC 2409, their IVs after its appendix B."""
import hashlib
import struct

import wire
from cipher import aes_cbc
from wire import (ATTRIBUTES, ENCRYPTED, HASH, ID, INFORMATIONAL, KE, LEFT, NONCE, NOTIFY, QUICK, RIGHT, SA,
                  TRANSACTION, attribute, cookie, filler, header, identity, notify, payloads, phase1, proposal, sa, transform)

KA = bytes(range(16))
BLOCK = 16
SECOND = 1_000_000
SHA1, SHA256 = 2, 5  # RFC 2407 section 4.5, RFC 4868 section 2.6
GROUP_OCTETS = {2: 128, 5: 192, 14: 256}


def network(number):
    """10.NUMBER/16.NUMBER.0/24 as a subnet's ID."""
    return identity(4, struct.pack(">BBBBI", 10, number >> 8 & 255, number & 255, 0, 0xFFFFFF00))


class Offer:
    """What one side has for a pair of networks: its own first."""

    def __init__(self, ours, theirs, bits=128, integrity=SHA1, pfs=None, life=3600):
        self.ours, self.theirs, self.bits, self.integrity, self.pfs, self.life = ours, theirs, bits, integrity, pfs, life

    def mirrored(self, **changes):
        values = {"bits": self.bits, "integrity": self.integrity, "pfs": self.pfs, "life": self.life, **changes}
        return Offer(self.theirs, self.ours, **values)

    def sa(self, spi):
        attributes = (attribute(1, 1) + attribute(2, self.life) + attribute(4, 1) + attribute(5, self.integrity) +
                      attribute(6, self.bits) + (attribute(3, self.pfs) if self.pfs else b""))
        return sa(proposal(1, 3, spi, transform(1, 12, attributes), 1))


class Negotiation:
    """An ISAKMP SA that LEFT began with RIGHT, and all under it. keys: the line of the key file that opens it."""

    def __init__(self, out, number=0, left=LEFT, right=RIGHT, cookies=None, policy=wire.OFFER):
        self.out, self.left, self.right = out, left, right
        cookies = cookies or (cookie(2 * number + (1 << 50)), cookie(2 * number + 1 + (1 << 50)))
        self.cookies = phase1(out, *cookies, policy, left, right, policy)
        self.keys = f"{self.cookies[0].hex()} : KA 0x{KA.hex()}\n"
        self.last_block = filler(64, 2)[-BLOCK:]  # of message 6
        self.number = 0x1000 * (number + 1)

    def next_number(self):
        self.number += 1
        return self.number

    def _send(self, items, exchange, message_id, by_left, iv=None, step=1000):
        first, octets = payloads(items)
        octets += bytes(-len(octets) % BLOCK)
        iv = iv or hashlib.sha1(self.last_block + struct.pack(">I", message_id)).digest()[:BLOCK]
        closed = aes_cbc(KA, iv, octets)
        sides = (self.left, self.right) if by_left else (self.right, self.left)
        self.out.ike(header(first, closed, exchange, *self.cookies, message_id, ENCRYPTED), *sides, step)
        return closed[-BLOCK:]

    def told(self, by_left, kind, values, step=SECOND):
        """A Transaction message (draft-dukes-ike-mode-cfg, section 3.2) with these attributes, each in an exchange of its own."""
        number = self.next_number()
        body = struct.pack(">BBH", kind, 0, number & 0xFFFF) + b"".join(attribute(*one) for one in values)
        self._send([(HASH, filler(20, number)), (ATTRIBUTES, body)], TRANSACTION, 0x50000000 + number, by_left, step=step)

    def _first(self, offer, spi, ours, theirs):
        return [(HASH, filler(20, spi)), (SA, offer.sa(struct.pack(">I", spi))), (NONCE, filler(20, spi + 1)),
                *([(KE, filler(GROUP_OCTETS[offer.pfs], spi + 2))] if offer.pfs else []), (ID, ours), (ID, theirs)]

    def offered(self, by_left, offer, step=1000):
        """Message 1. What the others need of it."""
        number = self.next_number()
        block = self._send(self._first(offer, number, offer.ours, offer.theirs), QUICK, number, by_left, step=step)
        return number, block, by_left, offer

    def refuse(self, offered, kind=wire.NO_PROPOSAL_CHOSEN, step=SECOND):
        number, _, by_left, _ = offered
        self._send([(HASH, filler(20, number + 3)), (NOTIFY, notify(kind, struct.pack(">I", number)))], INFORMATIONAL,
                   0x40000000 + number, not by_left, step=step)

    def accept(self, offered, step=SECOND):
        number, block, by_left, offer = offered
        block = self._send(self._first(offer, 0x20000000 + number, offer.ours, offer.theirs), QUICK, number, not by_left,
                           block)
        self._send([(HASH, filler(20, number + 4))], QUICK, number, by_left, block, step)

    def refused(self, by_left, offer, kind=wire.NO_PROPOSAL_CHOSEN, step=SECOND):
        self.refuse(self.offered(by_left, offer), kind, step)

    def accepted(self, by_left, offer, step=SECOND):
        self.accept(self.offered(by_left, offer), step)
