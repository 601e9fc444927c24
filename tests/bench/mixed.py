# SPDX-License-Identifier: GPL-2.0-or-later
"""A big capture of mixed traffic in which one packet of a thousand is IKE."""
import random
import struct

import pcap

IKE_EVERY = 1000
PACKETS_KEPT = 4096  # distinct packets of other traffic, sent in random order
SPACING = 20         # microseconds

# How often, and how much UDP or TCP payload: acknowledgements, DNS-like questions and answers, bulk.
KINDS = ((30, "tcp", 0, 12), (10, "dns", 20, 60), (10, "dns", 60, 480), (12, "udp", 100, 1200), (18, "tcp", 100, 900),
         (20, "tcp", 1400, 1460))


def other_packet(random_source, kind):
    _, protocol, least, most = kind
    payload = random_source.randbytes(random_source.randint(least, most))
    source, destination = (bytes([10]) + random_source.randbytes(3) for _ in range(2))
    high = random_source.randrange(10000, 65536)
    if protocol == "tcp":
        header = struct.pack(">HHIIBBHHH", high, random_source.choice((22, 80, 443)), random_source.getrandbits(32),
                             random_source.getrandbits(32), 0x50, 0x10, 0xffff, 0, 0)
        return pcap.ipv4(pcap.TCP, source, destination, header + payload)
    return pcap.udp(source, high, destination, 53 if protocol == "dns" else random_source.randrange(10000, 65536),
                    payload)


def ike_datagrams(captures):
    """(source, source port, destination, destination port, octets) of the IKE over IPv4 in the shipped captures."""
    for path in sorted(captures.glob("*/capture.pcap")):
        for frame in pcap.frames(path):
            if frame[12:14] != b"\x08\x00" or frame[23] != pcap.UDP or frame[14] != 0x45:
                continue
            source_port, destination_port, length = struct.unpack_from(">HHH", frame, 34)
            octets = frame[42:34 + length]
            if 500 in (source_port, destination_port) and len(octets) >= 28:
                yield frame[26:30], source_port, frame[30:34], destination_port, octets


def with_own_cookies(octets, turn):
    """Each time round the negotiations are new ones: other cookies, the rest as it was."""
    mask = struct.pack(">I", turn)
    changed = bytearray(octets)
    for at in (0, 8):
        if any(changed[at:at + 8]):
            for index in range(4):
                changed[at + 4 + index] ^= mask[index]
    return bytes(changed)


def write(path, size, captures):
    """Writes size octets, less than one packet more. The number of packets, and of those that are IKE."""
    random_source = random.Random(1)
    kinds = random_source.choices(KINDS, weights=[kind[0] for kind in KINDS], k=PACKETS_KEPT)
    others = [other_packet(random_source, kind) for kind in kinds]
    datagrams = list(ike_datagrams(captures))
    packets = ike = written = 0
    with open(path, "wb", buffering=1 << 20) as out:
        written += out.write(pcap.file_header())
        while written < size:
            frames = random_source.choices(others, k=IKE_EVERY - 1)
            turn, index = divmod(ike, len(datagrams))
            *ends, octets = datagrams[index]
            frames.insert(random_source.randrange(IKE_EVERY), pcap.udp(*ends, with_own_cookies(octets, turn)))
            ike += 1
            for frame in frames:
                written += out.write(pcap.record(packets * SPACING, frame))
                packets += 1
                if written >= size:
                    break
    return packets, ike
