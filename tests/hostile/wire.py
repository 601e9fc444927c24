# SPDX-License-Identifier: GPL-2.0-or-later
"""Octets of hostile captures: IP, UDP, ISAKMP laid out after RFC 2408 and RFC 2409, and the files that carry them."""
import struct

RAW, ETHERNET = 101, 1
SA, KE, ID, CERT, CR, HASH, SIG, NONCE, NOTIFY, DELETE, VENDOR, ATTRIBUTES, FRAGMENT = (1, 4, 5, 6, 7, 8, 9, 10, 11, 12,
                                                                                     13, 14, 132)
MAIN, AGGRESSIVE, INFORMATIONAL, TRANSACTION, QUICK, NEW_GROUP = 2, 4, 5, 6, 32, 33
ENCRYPTED = 1
NO_COOKIE = bytes(8)
NO_PROPOSAL_CHOSEN, INVALID_ID_INFORMATION = 14, 18
START = 1_700_000_000_000_000  # microseconds


def host(index):
    """The address 10.0.0.1 and those behind it."""
    return struct.pack(">I", 0x0A000001 + index)


LEFT, RIGHT = bytes([192, 0, 2, 1]), bytes([198, 51, 100, 1])


def cookie(index):
    """Cookies that look drawn."""
    return struct.pack(">Q", (index + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)


def filler(length, seed):
    """Octets that no two seeds share and that look drawn."""
    state = (seed + 1) * 0x9E3779B97F4A7C15 & (1 << 512) - 1
    word = pow(state, 3, (1 << 512) - 569).to_bytes(64, "big")
    return (word * (length // 64 + 1))[:length]


def ipv4(protocol, body, source=LEFT, destination=RIGHT, ident=0, fragment=0):
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body) & 0xFFFF, ident & 0xFFFF, fragment, 64, protocol,
                       0) + source + destination + body


def ipv6(protocol, body, source, destination):
    return struct.pack(">IHBB", 0x60000000, len(body) & 0xFFFF, protocol, 64) + source + destination + body


def udp(body, source=500, destination=500):
    return struct.pack(">HHHH", source, destination, 8 + len(body) & 0xFFFF, 0) + body


def esp(spi, sequence, body=bytes(24)):
    return struct.pack(">II", spi & 0xFFFFFFFF, sequence & 0xFFFFFFFF) + body


def payloads(items):
    """[(type, body)] as a chain: the first type and the octets."""
    octets = b""
    for place, (_, body) in enumerate(items):
        following = items[place + 1][0] if place + 1 < len(items) else 0
        octets += struct.pack(">BBH", following, 0, 4 + len(body)) + body
    return items[0][0] if items else 0, octets


def header(first, octets, exchange, initiator, responder=NO_COOKIE, message_id=0, flags=0, length=None):
    return initiator + responder + struct.pack(">BBBBII", first, 0x10, exchange, flags, message_id & 0xFFFFFFFF,
                                               28 + len(octets) if length is None else length) + octets


def message(items, exchange, initiator, responder=NO_COOKIE, message_id=0, flags=0):
    return header(*payloads(items), exchange, initiator, responder, message_id, flags)


def closed(octets, exchange, initiator, responder, message_id=0):
    """A message whose payloads nobody here can read."""
    return header(HASH if exchange != MAIN else ID, octets, exchange, initiator, responder, message_id, ENCRYPTED)


def attribute(kind, value):
    if isinstance(value, int):
        return struct.pack(">HH", 0x8000 | kind, value & 0xFFFF)
    return struct.pack(">HH", kind, len(value)) + value


def transform(number, identifier, attributes=b"", last=True):
    return struct.pack(">BBHBBH", 0 if last else 3, 0, 8 + len(attributes), number & 255, identifier, 0) + attributes


def transforms(build, count):
    """build(index) gives identifier and attributes of each."""
    return b"".join(transform(index, *build(index), last=index == count - 1) for index in range(count))


def proposal(number, protocol, spi, octets, count, last=True):
    return struct.pack(">BBHBBBB", 0 if last else 2, 0, 8 + len(spi) + len(octets), number & 255, protocol, len(spi),
                       count & 255) + spi + octets


def sa(*proposals):
    return struct.pack(">II", 1, 1) + b"".join(proposals)


def phase1_attributes(cipher=7, bits=128, digest=2, authentication=1, group=14, life=86400):
    return (attribute(1, cipher) + (attribute(14, bits) if bits else b"") + attribute(2, digest) +
            attribute(3, authentication) + attribute(4, group) + attribute(11, 1) +
            attribute(12, struct.pack(">I", life)))


def phase1_sa(**values):
    return sa(proposal(1, 1, b"", transform(1, 1, phase1_attributes(**values)), 1))


def phase2_attributes(bits=128, digest=2, mode=1):
    return attribute(1, 1) + attribute(2, 3600) + attribute(4, mode) + attribute(5, digest) + attribute(6, bits)


def phase2_sa(spi, identifier=12):
    return sa(proposal(1, 3, struct.pack(">I", spi & 0xFFFFFFFF), transform(1, identifier, phase2_attributes()), 1))


def identity(kind, value, protocol=0, port=0):
    return struct.pack(">BBH", kind, protocol, port) + value


def notify(kind, spi=b"", data=b"", protocol=3):
    return struct.pack(">IBBH", 1, protocol, len(spi) & 255, kind) + spi + data


def delete(spis, size, protocol=3, count=None):
    return struct.pack(">IBBH", 1, protocol, size, len(spis) // size & 0xFFFF if count is None else count) + spis


def fragment(message_number, number, last, octets):
    """A piece of a message after IKE_Fragmentation, as Cisco's and Microsoft's products write it."""
    return struct.pack(">HBB", message_number & 0xFFFF, number & 255, last) + octets


OFFER = phase1_sa()


class Capture:
    """A pcap file that grows; time passes with every packet."""

    def __init__(self, path, link=RAW, snap=262144, opener=open):
        self.file = opener(path, "wb")
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, snap, link))
        self.time = START
        self.octets = 24  # of the file before it is compressed

    def frame(self, frame, step=100, length=None, captured=None):
        """step: microseconds until the next one. length, captured: what the record claims."""
        self.file.write(struct.pack("<IIII", self.time // 1_000_000 & 0xFFFFFFFF, self.time % 1_000_000,
                                    len(frame) if captured is None else captured,
                                    len(frame) if length is None else length) + frame)
        self.octets += 16 + len(frame)
        self.time += step

    def ike(self, octets, source=LEFT, destination=RIGHT, step=100):
        self.frame(ipv4(17, udp(octets), source, destination), step)

    def close(self):
        self.file.close()


def phase1(out, initiator=None, responder=None, offer=OFFER, left=LEFT, right=RIGHT, choice=OFFER):
    """Main mode to its end, closed. The cookies."""
    initiator = initiator or cookie(1 << 40)
    responder = responder or cookie((1 << 40) + 1)
    out.ike(message([(SA, offer)], MAIN, initiator), left, right, 1000)
    out.ike(message([(SA, choice)], MAIN, initiator, responder), right, left, 1000)
    out.ike(message([(KE, b"\x11" * 256), (NONCE, b"\x12" * 16)], MAIN, initiator, responder), left, right, 1000)
    out.ike(message([(KE, b"\x13" * 256), (NONCE, b"\x14" * 16)], MAIN, initiator, responder), right, left, 1000)
    out.ike(closed(filler(64, 1), MAIN, initiator, responder), left, right, 1000)
    out.ike(closed(filler(64, 2), MAIN, initiator, responder), right, left, 1000)
    return initiator, responder
