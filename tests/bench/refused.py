# SPDX-License-Identifier: GPL-2.0-or-later
"""Two tunnels that are refused 240 times each, in four hours."""
import pathlib
import random
import struct

import pcap

CAPTURES = pathlib.Path(__file__).resolve().parents[2] / "captures"
MAIN, INFORMATIONAL, QUICK = 2, 5, 32
IKE = 14 + 28  # behind Ethernet, IPv4 and UDP
RETRIES, TUNNELS = 240, 2


def moved(frame, peers, cookie, message_id=None, body=None):
    """A frame of a capture between other peers, with another initiator cookie, message ID and body."""
    begun = frame[26:30] < frame[30:34]
    source, destination = peers if begun else reversed(peers)
    ike = cookie + frame[IKE + 8:IKE + 20] + (message_id or frame[IKE + 20:IKE + 24]) + frame[IKE + 24:IKE + 28]
    return pcap.udp(source, 500, destination, 500, ike + (body or frame[IKE + 28:]))


def write(path):
    """
    Main mode and the refused Quick Mode of a shipped capture, the latter again and again, between other peers. Nobody has
    keys, so that what is encrypted may be anything of its length.
    """
    frames = list(pcap.frames(CAPTURES / "ios-transform-one-way" / "capture.pcap"))
    main = [frame for frame in frames if frame[IKE + 18] == MAIN]
    pair = [next(frame for frame in frames if frame[IKE + 18] == kind) for kind in (QUICK, INFORMATIONAL)]
    assert len(main) == 6 and pair[0][26:30] == pair[1][30:34]
    source = random.Random(10)
    records = []
    for number in range(TUNNELS):
        peers = sorted(pcap.address(f"{net}.{70 + number}") for net in ("198.51.100", "203.0.113"))
        cookie, start = source.randbytes(8), number * 7_000_000
        for at, frame in enumerate(main):
            records.append((start + at * 20_000, moved(frame, peers, cookie)))
        for at in range(RETRIES):
            when = start + 1_000_000 + at * 60_000_000
            for frame, later in zip(pair, (0, 9_000)):
                message = struct.pack(">I", source.randrange(1, 1 << 32))
                body = source.randbytes(len(frame) - IKE - 28)
                records.append((when + later, moved(frame, peers, cookie, message, body)))
    records.sort()
    pathlib.Path(path).write_bytes(pcap.file_header() + b"".join(pcap.record(*record) for record in records))
    return len(records)
