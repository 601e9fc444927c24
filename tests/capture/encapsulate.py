# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures with each IP packet inside a tunnel or on another link, its header laid out after the RFC."""
import struct

MAGIC, ETHERNET = 0xA1B2C3D4, 1
IPV4, IPV6 = 0x0800, 0x86DD
MACS = bytes.fromhex("020000000002020000000001")
MORE_FRAGMENTS = 0x2000
LABELS = bytes.fromhex("0001003f" "0001113f")  # 16, and 17 at the bottom, RFC 3032
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


def write(path, packets, snap=65535, link_type="Ethernet", cuts=False):
    """packets: (seconds, microseconds, EtherType, IP packet) each. link_type: of LINK_TYPES. cuts: each at all lengths."""
    number, build = LINK_TYPES.get(link_type, (ETHERNET, ethernet))
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", MAGIC, 2, 4, 0, 0, snap, number))
        for seconds, micros, kind, packet in packets:
            frame = build(kind, packet)
            for kept in range(len(frame) + 1) if cuts else (min(snap, len(frame)),):
                file.write(struct.pack("<IIII", seconds, micros, kept, len(frame)) + frame[:kept])


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


def tag(kind, packet):
    """What stands behind the EtherType of a VLAN tag, IEEE 802.1Q."""
    return struct.pack(">HH", 100, kind) + packet


# {name: function of EtherType and IP packet that gives the outer protocol and what it carries}
TUNNELS = {
    "IP in IP": lambda kind, packet: (4 if kind == IPV4 else 41, packet),  # RFC 2003, RFC 4213
    "GRE": lambda kind, packet: gre(0, kind, b"", packet),  # RFC 2784
    "GRE with a key": lambda kind, packet: gre(0x2000, kind, b"\0\0\0\7", packet),  # RFC 2890
    "GRE with all fields": lambda kind, packet: gre(0xB000, kind, bytes(11) + b"\1", packet),
    "bridged Ethernet": lambda kind, packet: gre(0, 0x6558, b"", ethernet(kind, packet)),
    "ERSPAN I": lambda kind, packet: gre(0, 0x88BE, b"", ethernet(kind, packet)),
    "ERSPAN II": lambda kind, packet: gre(0x1000, 0x88BE, bytes.fromhex("00000001" "1001000100000000"),
                                          ethernet(kind, packet)),
    "ERSPAN III": lambda kind, packet: gre(0x1000, 0x22EB, bytes.fromhex("00000001" "200100010000000000000000"),
                                           ethernet(kind, packet)),
    "PPTP": lambda kind, packet: gre(0x3001, 0x880B, struct.pack(">HHI", len(packet) + 4, 1, 1),
                                     ppp(kind, packet)),  # RFC 2637
    "L2TP": lambda kind, packet: udp(1701, bytes.fromhex("000200010002") + ppp(kind, packet)),  # RFC 2661
    "L2TP with all fields": lambda kind, packet: udp(1701, struct.pack(
        ">HHHHHHH", 0x4A02, len(packet) + 20, 1, 2, 3, 4, 2) + bytes(2) + ppp(kind, packet)),
    "L2TP 3": lambda kind, packet: (115, bytes.fromhex("00000007") + ethernet(kind, packet)),  # RFC 3931
    "MPLS in IP": lambda kind, packet: (137, LABELS + packet),  # RFC 4023
    "MPLS in GRE": lambda kind, packet: gre(0, 0x8847, b"", LABELS + packet),
    "MPLS in UDP": lambda kind, packet: udp(6635, LABELS + packet),  # RFC 7510
    "VXLAN": lambda kind, packet: udp(4789, bytes.fromhex("08000000" "00006400") + ethernet(kind, packet)),  # RFC 7348
    "VXLAN-GPE": lambda kind, packet: udp(4790, bytes.fromhex("0c00000" + ("1" if kind == IPV4 else "2")) +
                                          bytes.fromhex("00006400") + packet),
    "Geneve": lambda kind, packet: udp(6081, bytes.fromhex("01006558" "00006400" "01030000") +
                                       ethernet(kind, packet)),  # RFC 8926
    "GTP-U": lambda kind, packet: udp(2152, struct.pack(">BBHII", 0x32, 255, len(packet) + 4, 1, 0x50000) +
                                      packet),  # 3GPP TS 29.281
    "LISP": lambda kind, packet: udp(4341, bytes.fromhex("8000000100000001") + packet),  # RFC 9300
    "EtherIP": lambda kind, packet: (97, bytes.fromhex("3000") + ethernet(kind, packet)),  # RFC 3378
    "EoIP": lambda kind, packet: (47, bytes.fromhex("20016400") + struct.pack(">H", len(packet) + 14) + b"\7\0" +
                                  ethernet(kind, packet)),  # as Wireshark reads MikroTik's
    "TZSP": lambda kind, packet: udp(37008, bytes.fromhex("01000001" "01") + ethernet(kind, packet)),
}
# {name: function of EtherType and IP packet that gives the EtherType of an Ethernet frame, and what it carries}
LINKS = {
    "802.1Q": lambda kind, packet: (0x8100, tag(kind, packet)),
    "802.1ad": lambda kind, packet: (0x88A8, struct.pack(">HH", 2, 0x8100) + tag(kind, packet)),
    "old QinQ": lambda kind, packet: (0x9100, struct.pack(">HH", 2, 0x8100) + tag(kind, packet)),
    "PPPoE": lambda kind, packet: (0x8864, struct.pack(">BBHH", 0x11, 0, 1, len(packet) + 2) +
                                   ppp(kind, packet)[2:]),  # RFC 2516
    "PPPoE in a tag": lambda kind, packet: (0x8100, tag(*LINKS["PPPoE"](kind, packet))),
    "802.1ah": lambda kind, packet: (0x88E7, struct.pack(">I", 7) + ethernet(kind, packet)),
    "Cisco MetaData": lambda kind, packet: (0x8909, struct.pack(">BBHHH", 1, 1, 1, 5, kind) + packet),
    "VN-Tag": lambda kind, packet: (0x8926, struct.pack(">IH", 0x00010001, kind) + packet),
    "VN-Tag before a tag": lambda kind, packet: (0x8926, struct.pack(">IH", 0x00010001, 0x8100) + tag(kind, packet)),
    "NSH": lambda kind, packet: (0x894F, struct.pack(">HBBI", 0x0FC2, 2, 1 if kind == IPV4 else 2, 0x1FF) +
                                 packet),  # RFC 8300
    "Ethernet in NSH": lambda kind, packet: (0x894F, struct.pack(">HBB5I", 0x0FC6, 1, 3, 0x1FF, 0, 0, 0, 0) +
                                             ethernet(kind, packet)),
    "MPLS": lambda kind, packet: (0x8847, LABELS + packet),  # RFC 3032
    "MPLS in a tag": lambda kind, packet: (0x8100, tag(*LINKS["MPLS"](kind, packet))),
    "MPLS from upstream": lambda kind, packet: (0x8848, LABELS + packet),  # RFC 5332
    "pseudowire": lambda kind, packet: (0x8847, LABELS + bytes(4) + ethernet(kind, packet)),  # RFC 4448
    "pseudowire without control word": lambda kind, packet: (0x8847, LABELS + ethernet(kind, packet)),
}
# {name: link type of a file, function of EtherType and IP packet that gives a frame}
LINK_TYPES = {
    "BSD loopback": (0, lambda kind, packet: struct.pack("<I", 2 if kind == IPV4 else 30) + packet),
    "OpenBSD loopback": (108, lambda kind, packet: struct.pack(">I", 2 if kind == IPV4 else 24) + packet),
    "PPP": (9, ppp),
    "PPP in HDLC": (50, ppp),
    "raw IP": (101, lambda kind, packet: packet),
    "Cisco HDLC": (104, lambda kind, packet: struct.pack(">HH", 0x0F00, kind) + packet),
    "Linux cooked": (113, lambda kind, packet: struct.pack(">HHH8sH", 0, 1, 6, MACS[6:] + bytes(2), kind) + packet),
    "Linux cooked 2": (276, lambda kind, packet: struct.pack(">HHIHBB8s", kind, 0, 2, 1, 0, 6, MACS[6:] + bytes(2)) +
                       packet),
    "MPLS": (219, lambda kind, packet: LABELS + packet),
}
# In each other, as nested() has them.
EIGHT = ("IP in IP", "GRE", "MPLS in GRE", "ERSPAN III", "PPTP", "L2TP", "VXLAN", "GTP-U")


def inside(tunnel, packets):
    """Each packet in this tunnel, or on this link."""
    for seconds, micros, kind, packet in packets:
        if tunnel in LINKS:
            yield (seconds, micros, *LINKS[tunnel](kind, packet))
        else:
            yield seconds, micros, IPV4, ipv4(*TUNNELS[tunnel](kind, packet))


def in_fragments(tunnel, packets, size):
    """... whose own packets come in fragments of size octets of payload, RFC 791."""
    for number, (seconds, micros, kind, packet) in enumerate(packets, 1):
        protocol, payload = TUNNELS[tunnel](kind, packet)
        for at in range(0, len(payload), size):
            more = MORE_FRAGMENTS if at + size < len(payload) else 0
            yield seconds, micros, IPV4, ipv4(protocol, payload[at:at + size], number, at // 8 | more)


def nested(packets, names=EIGHT):
    """Each packet in a chain of tunnels, 8 where nobody says which."""
    for one in packets:
        for name in names:
            one, = inside(name, [one])
        yield one
