# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds the decoding of clear messages against the truth of the reference captures (Skipped where they are absent).

usage: decode_truth.py DECODE_DUMP
"""
import glob
import json
import os
import struct
import subprocess
import sys

PAYLOADS = {1: "SA", 4: "KE", 5: "ID", 6: "CERT", 7: "CERT-REQ", 8: "HASH", 9: "SIG", 10: "NONCE", 11: "NOTIFY",
            12: "DELETE", 13: "VID", 14: "ATTR", 20: "NAT-D", 21: "NAT-OA", 130: "NAT-D", 131: "NAT-OA",
            132: "FRAGMENT"}
EXCHANGES = {2: "main", 4: "aggressive", 5: "informational", 6: "transaction", 32: "quick"}
ID_TYPES = {1: "IPV4_ADDR", 2: "FQDN", 3: "USER_FQDN", 4: "IPV4_ADDR_SUBNET", 5: "IPV6_ADDR", 11: "KEY_ID"}
PROTOCOLS = {1: "ISAKMP", 2: "AH", 3: "ESP", 4: "IPCOMP"}
AUTHENTICATION = {1: "PSK", 3: "RSA-SIG", 65001: "XAUTHInitPreShared", 65002: "XAUTHRespPreShared"}


def frames(path):
    """Link-layer payloads of a little-endian pcap file, numbered from 1."""
    with open(path, "rb") as capture:
        data = capture.read()
    link = struct.unpack_from("<I", data, 20)[0]
    at, number = 24, 0
    while at < len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        number += 1
        yield number, link, data[at + 16:at + 16 + length]
        at += 16 + length


def datagram(link, frame):
    """(ports, UDP payload, its length on the wire) of an unfragmented packet, or None."""
    kind, packet = (frame[12:14], frame[14:]) if link == 1 else (frame[0:2], frame[20:])
    if kind == b"\x08\x00":
        if struct.unpack_from(">H", packet, 6)[0] & 0x3fff or packet[9] != 17:
            return None
        udp = packet[(packet[0] & 15) * 4:]
    elif kind == b"\x86\xdd" and packet[6] == 17:
        udp = packet[40:]
    else:
        return None
    source, destination, length = struct.unpack_from(">HHH", udp)
    return {source, destination}, udp[8:length], length - 8


def ike(link, frame):
    """(octets, length on the wire) of an ISAKMP message, or None."""
    found = datagram(link, frame)
    if found is None:
        return None
    ports, payload, length = found
    if 4500 in ports:
        return (payload[4:], length - 4) if payload[:4] == bytes(4) else None
    return payload, length


def words(line):
    return [tuple(word.split("=", 1)) for word in line.split()]


def expected_words(payload):
    """What the dump must say of a payload, as far as the truth knows: a list of (key, value)."""
    name = payload["payload"]
    if name == "SA":
        for proposal in payload["proposals"]:
            yield "proposal", "%d,%s" % (proposal["number"], proposal["protocol"])
            yield "spi", proposal["spi"]
            for transform in proposal["transforms"]:
                yield "transform", "%d,%d" % (transform["number"], transform["id"])
                yield "encryption", str(transform["enc_id"])
                yield "hash", str(transform["hash_id"])
                yield "authentication", transform["auth"]
                yield "group", str(transform["group_id"])
                if "key_bits" in transform:
                    yield "key_bits", str(transform["key_bits"])
                yield "life_seconds", str(transform["life_seconds"])
    elif name == "VID":
        yield "body", payload["vid"]
    elif name in ("KE", "NONCE"):
        yield "bytes", str(payload["bytes"])
    elif name == "NOTIFY":
        yield "notify", "%d,%d" % (payload["protocol"], payload["notify"])
        yield "spi", payload["spi"]
        yield "data", payload["data"]
    elif name == "ID":
        identity = payload["id"]
        value = identity["value"]
        if identity["type"] == "KEY_ID":  # the truth has hex, we show what can be read
            value = bytes.fromhex(value).decode("ascii")
        yield "id", "%s,%d,%d,%s" % (identity["type"], identity["protocol"], identity["port"], value)


def decoded_words(name, group):
    """The dump's words of a payload in the truth's terms."""
    for key, value in group:
        if key == "proposal":
            number, protocol = value.split(",")
            yield key, "%s,%s" % (number, PROTOCOLS[int(protocol)])
        elif key == "authentication":
            yield key, AUTHENTICATION[int(value)]
        elif key == "id":
            kind, rest = value.split(",", 1)
            yield key, "%s,%s" % (ID_TYPES[int(kind)], rest)
        elif key == "body":
            if name in ("KE", "NONCE"):
                yield "bytes", str(len(value) // 2)
            elif name == "VID":
                yield key, value
        elif name != "FRAGMENT":
            yield key, value


def payload_groups(line):
    groups = []
    for key, value in words(line):
        if key == "payload":
            groups.append((PAYLOADS.get(int(value), value), []))
        elif groups:
            groups[-1][1].append((key, value))
    return groups


def compare(line, truth):
    """Complaints about one message."""
    header = dict(words(line.split(" payload=")[0]))
    if header.get("problem") != truth["problem"]:
        yield "problem %s" % header.get("problem")
    said = (EXCHANGES.get(int(header["exchange"])), header["message_id"], int(header["length"]))
    if said != (truth["exchange"], truth["msgid"], truth["length"]):
        yield "header %s" % (said,)
    if (header["encrypted"] == "1") != truth["encrypted"]:
        yield "encrypted " + header["encrypted"]
    if truth["encrypted"] or "payloads" not in truth:
        return
    groups = payload_groups(line)
    names = [payload["payload"] for payload in truth["payloads"]]
    if [name for name, _ in groups] != names:
        yield "payloads %s, not %s" % ([name for name, _ in groups], names)
        return
    for (name, group), payload in zip(groups, truth["payloads"]):
        said, expected = sorted(decoded_words(name, group)), sorted(expected_words(payload))
        if said != expected:
            yield "%s: %s, not %s" % (name, said, expected)


def cases(shared):
    """(where, hex and wire length, truth) of every message; a cut one has that problem and no other."""
    for path in sorted(glob.glob(os.path.join(shared, "lab-cases", "*", "truth.json"))):
        folder = os.path.dirname(path)
        with open(path, encoding="utf-8") as text:
            by_frame = {m["frame"]: m for m in json.load(text)["messages"]
                        if "encrypted" in m and "reassembled" not in m}
        for number, link, frame in frames(os.path.join(folder, "capture.pcap")):
            found = ike(link, frame) if number in by_frame else None
            if not found:
                continue
            octets, length = found
            truth = by_frame[number]
            truth["problem"] = None
            if len(octets) < length:
                truth["problem"] = ("ciphertext" if truth["encrypted"] else "payload") + "-truncated"
            yield "%s frame %d" % (os.path.basename(folder), number), "%s %d\n" % (octets.hex(), length), truth


def main():
    shared = os.environ.get("IKT_SHARED_DIR", "")
    found = list(cases(shared))
    if not found:
        print("no reference captures")
        return 77
    messages = "".join(message for _, message, _ in found)
    lines = subprocess.run([sys.argv[1]], input=messages, capture_output=True, text=True, check=True).stdout.splitlines()
    bad = 0
    for (where, _, truth), line in zip(found, lines):
        for complaint in compare(line, truth):
            bad += 1
            print("%s: %s" % (where, complaint))
    clear = sum(not truth["encrypted"] for _, _, truth in found)
    print("%d messages, %d clear, %d complaints" % (len(found), clear, bad))
    return 1 if bad or len(lines) != len(found) or clear < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
