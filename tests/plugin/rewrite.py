# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes captures out of the messages of a shipped one: the same messages, carried another way."""
import collections
import struct

MAGIC, ETHERNET, RAW_IP = 0xa1b2c3d4, 1, 101
TCP, UDP, ESP, AH = 6, 17, 50, 51
SYN, PUSH, ACK = 2, 8, 16

# time: microseconds. ip: the IPv4 packet. payload: of UDP, without the non-ESP marker.
Datagram = collections.namedtuple("Datagram", "time ip is_ike payload")


def read(path):
    """The UDP datagrams of a capture of IPv4 on Ethernet."""
    with open(path, "rb") as file:
        data = file.read()
    assert struct.unpack_from("<I", data)[0] == MAGIC and struct.unpack_from("<I", data, 20)[0] == ETHERNET
    found, at = [], 24
    while at < len(data):
        seconds, micros, length, _ = struct.unpack_from("<IIII", data, at)
        ip = data[at + 16 + 14:at + 16 + length]
        at += 16 + length
        assert ip[0] == 0x45 and ip[9] == UDP, "not plain UDP in IPv4"
        ip = ip[:struct.unpack_from(">H", ip, 2)[0]]
        payload = ip[28:]
        marked = 4500 in struct.unpack_from(">HH", ip, 20)
        is_ike = not marked or payload[:4] == bytes(4)
        found.append(Datagram(seconds * 1000000 + micros, ip, is_ike, payload[4:] if marked and is_ike else payload))
    return found


def read_any(path):
    """(time, IPv4 packet) of a capture on Ethernet, whatever the packets carry."""
    with open(path, "rb") as file:
        data = file.read()
    found, at = [], 24
    while at < len(data):
        seconds, micros, length, _ = struct.unpack_from("<IIII", data, at)
        found.append((seconds * 1000000 + micros, data[at + 16 + 14:at + 16 + length]))
        at += 16 + length
    return found


def write(path, packets, snap=65535):
    """packets: (time, IPv4 packet) each."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", MAGIC, 2, 4, 0, 0, snap, RAW_IP))
        for time, packet in packets:
            kept = packet[:snap]
            file.write(struct.pack("<IIII", time // 1000000, time % 1000000, len(kept), len(packet)) + kept)


def ip_packet(like, protocol, payload):
    """A packet between the same hosts."""
    return like[:2] + struct.pack(">HHHBBH", 20 + len(payload), 0, 0, 64, protocol, 0) + like[12:20] + payload


def ah(following, spi, sequence):
    """RFC 4302 section 2, with an ICV of 96 bits."""
    return struct.pack(">BBHII", following, 4, 0, spi, sequence) + bytes(12)


def on_port(datagrams, port):
    """The same on another UDP port, on both sides."""
    for one in datagrams:
        udp = struct.pack(">HHHH", port, port, 8 + len(one.payload), 0) + one.payload
        yield one.time, ip_packet(one.ip, UDP, udp)


def in_fragments(datagrams, first, keep_rest=True):
    """What is longer than first octets of IP payload comes in two fragments, or as the first of them alone."""
    for number, one in enumerate(datagrams, 1):
        payload = one.ip[20:]
        if len(payload) <= first:
            yield one.time, one.ip
            continue
        for piece, place in ((payload[:first], 0x2000), (payload[first:], first // 8)):
            if keep_rest or place == 0x2000:
                lengths = struct.pack(">HHH", 20 + len(piece), number, place)
                yield one.time, one.ip[:2] + lengths + one.ip[8:20] + piece


class Connection:
    """TCP between the hosts of a capture, whose initiator connects from a high port."""

    def __init__(self, first, port):
        self.client, self.port, self.time = first.ip[12:16], port, first.time
        self.packets = []
        self.open(first, {True: 1000, False: 5000})

    def open(self, like, sent):
        """sent: the sequence number to begin with, by: the client sends."""
        self.sent = sent
        self.add(like, SYN, b"", True)
        self.add(like, SYN | ACK, b"", False)

    def add(self, like, flags, payload, by_client):
        ports = (40000, self.port) if by_client else (self.port, 40000)
        hosts = like.ip[12:20] if (like.ip[12:16] == self.client) == by_client else like.ip[16:20] + like.ip[12:16]
        tcp = struct.pack(">HHIIBBHHH", *ports, self.sent[by_client], self.sent[not by_client], 0x50, flags, 65535, 0,
                          0) + payload
        self.packets.append((like.time, ip_packet(like.ip[:12] + hosts, TCP, tcp)))
        self.sent[by_client] += len(payload) + (flags & SYN) // SYN

    def send(self, like, payload):
        """From the sender of like."""
        self.add(like, PUSH | ACK, payload, like.ip[12:16] == self.client)

    def take_back(self, like, count):
        """Its sender did not hear that so many octets have come."""
        self.sent[like.ip[12:16] == self.client] -= count


def in_cisco_tcp(one, number, client):
    """
    As the VPN 3000 and its clients put IPsec into TCP: a UDP header before the message and a trailer behind it, whose
    meaning nobody has published beyond the few octets that Wireshark knows.
    """
    udp = struct.pack(">HHHH", 500, 500, 8 + len(one.payload), 0) + one.payload
    direction = 0x4000 if one.ip[12:16] == client else 0
    return udp + struct.pack(">IHH5sBH", 0, number, direction, b"!IKET", UDP, 0)
