# SPDX-License-Identifier: GPL-2.0-or-later
"""Capture files as lists of frames: pcap and pcapng read and written; and just so much of a frame that it can be told who
sent it, what its copy behind a router or on a VLAN would look like, and what it is without its link layer."""
import ipaddress
import struct
from dataclasses import dataclass, replace

ETHERNET, RAW, LINUX_SLL2 = 1, 101, 276
NETWORK_AT = {ETHERNET: 14, LINUX_SLL2: 20}
TYPE_AT = {ETHERNET: 12, LINUX_SLL2: 0}
IPV4, IPV6, VLAN = 0x0800, 0x86dd, 0x8100
SECOND = 1_000_000


@dataclass(frozen=True)
class Frame:
    time: int  # microseconds
    octets: bytes
    wire_length: int
    origin: int  # its number in the capture that it was read from, from 1

    def at(self, time):
        return replace(self, time=time)


class Capture:
    """link: the data link type; frames: in the order of the file."""

    def __init__(self, link, frames):
        self.link = link
        self.frames = frames

    def network(self, frame):
        """Offset and type of the network layer, behind VLAN tags."""
        at = NETWORK_AT[self.link]
        (kind,) = struct.unpack_from(">H", frame.octets, TYPE_AT[self.link])
        while kind == VLAN:
            (kind,) = struct.unpack_from(">H", frame.octets, at + 2)
            at += 4
        return at, kind

    def source(self, frame):
        """The IP address that sent it; None for what is not IP."""
        at, kind = self.network(frame)
        if kind == IPV4:
            return str(ipaddress.IPv4Address(frame.octets[at + 12:at + 16]))
        return str(ipaddress.IPv6Address(frame.octets[at + 8:at + 24])) if kind == IPV6 else None

    def routed(self, frame):
        """The frame as the next hop would see it, TTL less one; on Ethernet under a VLAN tag."""
        at, kind = self.network(frame)
        octets = bytearray(frame.octets)
        if kind == IPV4:
            octets[at + 8] -= 1
            octets[at + 10:at + 12] = bytes(2)
            words = struct.unpack_from(">10H", octets, at)
            total = sum(words)
            total = (total & 0xffff) + (total >> 16)
            struct.pack_into(">H", octets, at + 10, ~(total + (total >> 16)) & 0xffff)
        elif kind == IPV6:
            octets[at + 7] -= 1
        if self.link != ETHERNET:
            return replace(frame, octets=bytes(octets))
        tagged = bytes(octets[:12]) + struct.pack(">HH", VLAN, 7) + bytes(octets[12:])
        return replace(frame, octets=tagged, wire_length=frame.wire_length + 4)

    def raw(self):
        """The same packets without a link layer; what is not IP is gone."""
        frames = []
        for frame in self.frames:
            at, kind = self.network(frame)
            if kind in (IPV4, IPV6):
                frames.append(replace(frame, octets=frame.octets[at:], wire_length=frame.wire_length - at))
        return Capture(RAW, frames)

    def write_pcapng(self, path):
        """One section, one interface, times in microseconds."""
        with open(path, "wb") as file:
            file.write(_block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1)))
            file.write(_block(1, struct.pack("<HHI", self.link, 0, 262144)))
            for frame in self.frames:
                head = struct.pack("<IIIII", 0, frame.time >> 32, frame.time & 0xffffffff, len(frame.octets),
                                   frame.wire_length)
                file.write(_block(6, head + frame.octets + bytes(-len(frame.octets) % 4)))

    def write(self, path, frames):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, self.link))
            for frame in frames:
                seconds, rest = divmod(frame.time, SECOND)
                file.write(struct.pack("<IIII", seconds, rest, len(frame.octets), frame.wire_length) + frame.octets)


def _block(kind, body):
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def _read_pcap(data):
    link = struct.unpack_from("<I", data, 20)[0]
    frames, at = [], 24
    while at + 16 <= len(data):
        seconds, rest, length, wire_length = struct.unpack_from("<IIII", data, at)
        frames.append(Frame(seconds * SECOND + rest, data[at + 16:at + 16 + length], wire_length, len(frames) + 1))
        at += 16 + length
    return Capture(link, frames)


def _ticks(options):
    """Ticks a second of an interface: option 9, if_tsresol, a power of ten; microseconds without one."""
    at = 0
    while at + 4 <= len(options):
        code, length = struct.unpack_from("<HH", options, at)
        if code == 0:
            break
        if code == 9:
            return 10 ** options[at + 4]
        at += 4 + (length + 3) // 4 * 4
    return SECOND


def _read_pcapng(data):
    """Little-endian, one interface: as editcap writes."""
    frames, at, link, ticks = [], 0, None, SECOND
    while at + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        body = data[at + 8:at + length - 4]
        if kind == 1 and link is None:
            (link,) = struct.unpack_from("<H", body)
            ticks = _ticks(body[8:])
        elif kind == 6:
            _, high, low, captured, wire_length = struct.unpack_from("<IIIII", body)
            time = (high << 32 | low) * SECOND // ticks
            frames.append(Frame(time, body[20:20 + captured], wire_length, len(frames) + 1))
        at += length
    return Capture(link, frames)


def read(path):
    data = path.read_bytes()
    return _read_pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else _read_pcap(data)
