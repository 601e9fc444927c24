# SPDX-License-Identifier: GPL-2.0-or-later
"""Many encrypted negotiations, each refused: main mode, the first message of Quick Mode and NO-PROPOSAL-CHOSEN.

Each has cookies, KE values and a Ka of its own, and peers unless all are asked to be between the same two. No
Diffie-Hellman takes place: whoever reads the capture is given Ka, which is all that decryption needs (RFC 2409,
appendix B), while the IVs follow from what is on the wire:

    main mode     IV = hash(g^xi | g^xr), then the last block of the message before
    phase 2       IV = hash(last block of main mode | M-ID)

HASH payloads hold random octets, since nobody can check them without SKEYID_a. After so many negotiations the same ones
come again between other peers and under other cookies, which are in none of this: encrypting millions takes Python hours.
"""
import hashlib
import random
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import pcap

FRAMES = 8
ORIGINALS = 20_000          # negotiations that are encrypted, at most
TOGETHER = 8                # negotiations that overlap in time
NEGOTIATION_EVERY = 20_000  # microseconds
BLOCK = 16
MAIN, INFORMATIONAL, QUICK = 2, 5, 32
SA, KE, ID, HASH, NONCE, NOTIFY, VID = 1, 4, 5, 8, 10, 11, 13
NAT_T = bytes.fromhex("4a131c81070358455c5728f20e95452f")


def attribute(kind, value):
    return struct.pack(">HH", 0x8000 | kind, value)


def long_attribute(kind, value):
    return struct.pack(">HHI", kind, 4, value)


def sa(protocol, spi, identifier, attributes):
    transform = struct.pack(">BBHBBH", 0, 0, 8 + len(attributes), 1, identifier, 0) + attributes
    proposal = struct.pack(">BBHBBBB", 0, 0, 8 + len(spi) + len(transform), 1, protocol, len(spi), 1) + spi + transform
    return struct.pack(">II", 1, 1) + proposal


# AES-128, SHA, group 2, preshared keys, one day
PHASE1 = sa(1, b"", 1, attribute(1, 7) + attribute(14, 128) + attribute(2, 2) + attribute(4, 2) + attribute(3, 1) +
            attribute(11, 1) + long_attribute(12, 86400))
# esp-aes 256 esp-sha-hmac, tunnel, 3600 seconds, 4608000 kilobytes
PHASE2 = (attribute(4, 1) + attribute(1, 1) + long_attribute(2, 3600) + attribute(1, 2) + long_attribute(2, 4608000) +
          attribute(5, 2) + attribute(6, 256))
ESP_AES = 12
NO_PROPOSAL_CHOSEN = 14


def chain(payloads):
    """A chain of (type, body): its first type, and its octets."""
    following = [payload_type for payload_type, _ in payloads[1:]] + [0]
    octets = b"".join(struct.pack(">BBH", next_type, 0, 4 + len(body)) + body
                      for next_type, (_, body) in zip(following, payloads))
    return payloads[0][0], octets


class Negotiation:
    """One clone; everything about it follows from its number, and its addresses from that of its pair."""

    def __init__(self, number, pair):
        source = random.Random(number)
        self.initiator = bytes([10]) + struct.pack(">I", pair)[1:]
        self.responder = bytes([11]) + struct.pack(">I", pair)[1:]
        self.cookies = source.randbytes(8), source.randbytes(8)
        self.ke_i, self.ke_r = source.randbytes(128), source.randbytes(128)
        self.ni, self.nr, self.ni2 = (source.randbytes(20) for _ in range(3))
        self.hashes = [source.randbytes(20) for _ in range(4)]
        self.spi = source.randbytes(4)
        self.ka = source.randbytes(16)
        self.quick_id, self.notify_id = (source.randrange(1, 1 << 32) for _ in range(2))

    def clear(self, exchange, payloads, responder_cookie=True):
        first, octets = chain(payloads)
        return self.header(first, exchange, 0, 0, len(octets), responder_cookie) + octets

    def header(self, first, exchange, flags, message_id, length, responder_cookie=True):
        cookies = self.cookies[0] + (self.cookies[1] if responder_cookie else bytes(8))
        return cookies + struct.pack(">BBBBII", first, 0x10, exchange, flags, message_id, 28 + length)

    def encrypted(self, exchange, message_id, iv, payloads):
        """The message, and its last block, which is the next one's IV."""
        first, octets = chain(payloads)
        octets += bytes(-len(octets) % BLOCK)
        encryptor = Cipher(algorithms.AES(self.ka), modes.CBC(iv)).encryptor()
        ciphertext = encryptor.update(octets) + encryptor.finalize()
        return self.header(first, exchange, 1, message_id, len(octets)) + ciphertext, ciphertext[-BLOCK:]

    @staticmethod
    def phase2_iv(last_block, message_id):
        return hashlib.sha1(last_block + struct.pack(">I", message_id)).digest()[:BLOCK]

    def messages(self):
        """FRAMES pairs of: from the initiator?, octets."""
        yield True, self.clear(MAIN, [(SA, PHASE1), (VID, NAT_T)], responder_cookie=False)
        yield False, self.clear(MAIN, [(SA, PHASE1), (VID, NAT_T)])
        yield True, self.clear(MAIN, [(KE, self.ke_i), (NONCE, self.ni)])
        yield False, self.clear(MAIN, [(KE, self.ke_r), (NONCE, self.nr)])
        iv = hashlib.sha1(self.ke_i + self.ke_r).digest()[:BLOCK]
        identity = struct.pack(">BBH", 1, 17, 500)
        message, iv = self.encrypted(MAIN, 0, iv, [(ID, identity + self.initiator), (HASH, self.hashes[0])])
        yield True, message
        message, last_block = self.encrypted(MAIN, 0, iv, [(ID, identity + self.responder), (HASH, self.hashes[1])])
        yield False, message
        networks = [struct.pack(">BBH", 4, 0, 0) + bytes([side, *ends[1:3], 0]) + bytes([255, 255, 255, 0])
                    for side, ends in ((172, self.initiator), (192, self.responder))]
        quick = [(HASH, self.hashes[2]), (SA, sa(3, self.spi, ESP_AES, PHASE2)), (NONCE, self.ni2),
                 (ID, networks[0]), (ID, networks[1])]
        yield True, self.encrypted(QUICK, self.quick_id, self.phase2_iv(last_block, self.quick_id), quick)[0]
        refusal = [(HASH, self.hashes[3]),
                   (NOTIFY, struct.pack(">IBBH", 1, 3, 4, NO_PROPOSAL_CHOSEN) + self.spi)]
        yield False, self.encrypted(INFORMATIONAL, self.notify_id, self.phase2_iv(last_block, self.notify_id),
                                    refusal)[0]

    def frames(self):
        return [self.frame(from_initiator, octets) for from_initiator, octets in self.messages()]

    def frame(self, from_initiator, octets):
        ends = (self.initiator, self.responder) if from_initiator else (self.responder, self.initiator)
        return pcap.udp(ends[0], 500, ends[1], 500, octets)


class Again(Negotiation):
    """The messages of another one under cookies of its own."""

    def __init__(self, number, pair, messages, ka):
        self.initiator, self.responder = (bytes([side]) + struct.pack(">I", pair)[1:] for side in (10, 11))
        source = random.Random(number)
        self.cookies = source.randbytes(8), source.randbytes(8)
        self.ka = ka
        self.originals = messages

    def messages(self):
        both = b"".join(self.cookies)
        for from_initiator, octets in self.originals:
            answered = any(octets[8:16])
            yield from_initiator, (both if answered else both[:8] + bytes(8)) + octets[16:]


def write(path, table, count, pairs=None):
    """A capture of count negotiations between so many pairs of peers (each another one where pairs is None), and their
    keys as an ikev1_decryption_table."""
    originals = []

    def made(number, pair):
        if number >= ORIGINALS:
            return Again(number, pair, *originals[number % ORIGINALS])
        negotiation = Negotiation(number, pair)
        if count > ORIGINALS:
            originals.append((list(negotiation.messages()), negotiation.ka))
        return negotiation

    time = 0
    with open(path, "wb", buffering=1 << 20) as out, open(table, "w", encoding="ascii") as keys:
        out.write(pcap.file_header())
        for start in range(0, count, TOGETHER):
            group = [made(number, number % (pairs or count)) for number in range(start, min(start + TOGETHER, count))]
            for negotiation in group:
                keys.write(f"{negotiation.cookies[0].hex()},{negotiation.ka.hex()}\n")
            step = NEGOTIATION_EVERY // FRAMES
            for frames in zip(*(negotiation.frames() for negotiation in group)):
                for frame in frames:
                    out.write(pcap.record(time, frame))
                    time += step
