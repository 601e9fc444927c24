# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures of Ethernet with each IP packet inside a tunnel, its header laid out after the RFC of the tunnel."""
import struct

MAGIC, ETHERNET = 0xA1B2C3D4, 1
IPV4, IPV6 = 0x0800, 0x86DD
MACS = bytes.fromhex("020000000002020000000001")
MORE_FRAGMENTS = 0x2000
# The tunnel's ends; RFC 6598's addresses, which no shipped capture has.
HERE, THERE = bytes([100, 64, 0, 1]), bytes([100, 64, 0, 2])


def frames(path):
    """(seconds, microseconds, EtherType, IP packet without padding) of a pcap of plain Ethernet frames; None for any
    other file."""
    data = path.read_bytes()
    if struct.unpack_from("<I", data)[0] != MAGIC or struct.unpack_from("<I", data, 20)[0] != ETHERNET:
        return None
    found, at = [], 24
    while at < len(data):
        seconds, micros, captured, length = struct.unpack_from("<IIII", data, at)
        frame = data[at + 16:at + 16 + captured]
        at += 16 + captured
        kind, = struct.unpack_from(">H", frame, 12)
        packet = frame[14:]
        if kind not in (IPV4, IPV6) or captured < length:
            return None
        whole = struct.unpack_from(">H", packet, 2)[0] if kind == IPV4 else 40 + struct.unpack_from(">H", packet, 4)[0]
        found.append((seconds, micros, kind, packet[:whole]))
    return found


def write(path, packets, snap=65535):
    """packets: (seconds, microseconds, EtherType, IP packet) each."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", MAGIC, 2, 4, 0, 0, snap, ETHERNET))
        for seconds, micros, kind, packet in packets:
            frame = MACS + struct.pack(">H", kind) + packet
            file.write(struct.pack("<IIII", seconds, micros, len(frame[:snap]), len(frame)) + frame[:snap])


def ipv4(protocol, payload, identification=0, fragment=0):
    fields = (0x45, 0, 20 + len(payload), identification, fragment, 64, protocol)
    header = struct.pack(">BBHHHBBH", *fields, 0) + HERE + THERE
    total = sum(struct.unpack(">10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    return struct.pack(">BBHHHBBH", *fields, ~(total + (total >> 16)) & 0xFFFF) + HERE + THERE + payload


def ppp(kind, packet):
    return bytes.fromhex("ff03" + ("0021" if kind == IPV4 else "0057")) + packet


def ethernet(kind, packet):
    return MACS + struct.pack(">H", kind) + packet


def gre(flags, kind, fields, packet):
    return 47, struct.pack(">HH", flags, kind) + fields + packet


def udp(port, payload):
    return 17, struct.pack(">HHHH", port, port, 8 + len(payload), 0) + payload


# {name: function of EtherType and IP packet that gives the outer protocol and what it carries}
TUNNELS = {
    "IP in IP": lambda kind, packet: (4 if kind == IPV4 else 41, packet),  # RFC 2003, RFC 4213
    "GRE": lambda kind, packet: gre(0, kind, b"", packet),  # RFC 2784
    "GRE with a key": lambda kind, packet: gre(0x2000, kind, b"\0\0\0\7", packet),  # RFC 2890
    "GRE with all fields": lambda kind, packet: gre(0xB000, kind, bytes(11) + b"\1", packet),
    "bridged Ethernet": lambda kind, packet: gre(0, 0x6558, b"", ethernet(kind, packet)),
    "ERSPAN II": lambda kind, packet: gre(0x1000, 0x88BE, bytes.fromhex("00000001" "1001000100000000"),
                                          ethernet(kind, packet)),
    "ERSPAN III": lambda kind, packet: gre(0x1000, 0x22EB, bytes.fromhex("00000001" "200100010000000000000000"),
                                           ethernet(kind, packet)),
    "PPTP": lambda kind, packet: gre(0x3001, 0x880B, struct.pack(">HHI", len(packet) + 4, 1, 1),
                                     ppp(kind, packet)),  # RFC 2637
    "L2TP": lambda kind, packet: udp(1701, bytes.fromhex("000200010002") + ppp(kind, packet)),  # RFC 2661
    "L2TP with all fields": lambda kind, packet: udp(1701, struct.pack(
        ">HHHHHHH", 0x4A02, len(packet) + 20, 1, 2, 3, 4, 2) + bytes(2) + ppp(kind, packet)),
}


def inside(tunnel, packets):
    """Each packet in this tunnel."""
    for seconds, micros, kind, packet in packets:
        yield seconds, micros, IPV4, ipv4(*TUNNELS[tunnel](kind, packet))


def in_fragments(tunnel, packets, size):
    """... whose own packets come in fragments of size octets of payload, RFC 791."""
    for number, (seconds, micros, kind, packet) in enumerate(packets, 1):
        protocol, payload = TUNNELS[tunnel](kind, packet)
        for at in range(0, len(payload), size):
            more = MORE_FRAGMENTS if at + size < len(payload) else 0
            yield seconds, micros, IPV4, ipv4(protocol, payload[at:at + size], number, at // 8 | more)


def nested(packets):
    """Each packet in a chain of 8 tunnels of all kinds."""
    names = [name for name in TUNNELS if name not in ("GRE with a key", "bridged Ethernet")]
    for one in packets:
        for name in names:
            one, = inside(name, [one])
        yield one
