# SPDX-License-Identifier: GPL-2.0-or-later
"""Plain pcap files (Ethernet, microseconds): a writer that is fast enough for gigabytes, and a reader."""
import socket
import struct

MAGIC = 0xa1b2c3d4
ETHERNET = 1
START = 1_800_000_000  # Capture time of the first packet; nothing depends on the clock.

_RECORD = struct.Struct("<IIII")
_IPV4 = struct.Struct(">BBHHHBBH4s4s")
_UDP = struct.Struct(">HHHH")
_ETHERNET_HEADER = bytes.fromhex("020000000002" "020000000001" "0800")
UDP, TCP = 17, 6


def file_header():
    return struct.pack("<IHHiIII", MAGIC, 2, 4, 0, 0, 65535, ETHERNET)


def record(microseconds, frame):
    seconds, rest = divmod(microseconds, 1_000_000)
    return _RECORD.pack(START + seconds, rest, len(frame), len(frame)) + frame


def _checksum(header):
    total = sum(struct.unpack(">10H", header))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def ipv4(protocol, source, destination, body):
    """source, destination: 4 octets each."""
    fields = (0x45, 0, 20 + len(body), 0, 0x4000, 64, protocol)
    checksum = _checksum(_IPV4.pack(*fields, 0, source, destination))
    return _ETHERNET_HEADER + _IPV4.pack(*fields, checksum, source, destination) + body


def udp(source, source_port, destination, destination_port, payload):
    # Checksum 0: not computed.
    return ipv4(UDP, source, destination, _UDP.pack(source_port, destination_port, 8 + len(payload), 0) + payload)


def frames(path):
    """The frames of a file as written here or by tcpdump on this kind of machine; none of any other file."""
    data = path.read_bytes()
    if len(data) < 24 or struct.unpack_from("<I", data)[0] != MAGIC or data[20:24] != struct.pack("<I", ETHERNET):
        return
    at = 24
    while at + 16 <= len(data):
        length = _RECORD.unpack_from(data, at)[2]
        yield data[at + 16:at + 16 + length]
        at += 16 + length


def address(text):
    return socket.inet_aton(text)
