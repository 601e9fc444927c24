# SPDX-License-Identifier: GPL-2.0-or-later
"""The vendor IDs of vendor_id.def against the names that tshark has for them (skipped where it is not installed).

usage: vendor_ids.py VENDOR_ID_DEF
"""
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

ENTRY = re.compile(r'^IKT_VENDOR_ID\("([0-9a-f]+)", (\d+), "([^"]+)", (?:NULL|"([^"]+)")\)$', re.MULTILINE)
SA = bytes.fromhex("0d00003800000001000000010000002c01010001000000240101000080010005800200028003000180040002800b0001"
                   "000c000400015180")
# What a name of ours has to have in common with tshark's, where the words differ.
ALIKE = (
    ("nat-t draft-stenberg", "draft-stenberg"), ("nat-t draft-huttunen", "draft-huttunen"), ("espthrunat", "espthrunat"),
    ("rfc 3947", "rfc 3947"), ("nat-t draft", "nat-t-ike"), ("microsoft negotiation", "ms-negotiation"),
    ("microsoft cga", "cga"), ("microsoft initial", "initial-contact"), ("microsoft windows", "ms nt5"),
    ("gss-api", "gss-api"), ("gssapi", "gssapi"), ("ike fragmentation", "fragmentation"), ("dpd", "dpd"),
    ("cisco unity", "unity"), ("cisco vpn 3000", "concentrator"), ("heartbeat notify", "heartbeat"),
    ("heartbeat", "heartbeat"), ("delete with reason", "delete with reason"), ("check point", "check point"),
    ("fortigate", "fortigate"), ("flexvpn", "flexvpn"), ("cisco copyright", "copyright"),
)
UNKNOWN = "Unknown Vendor ID"


def message(vendor_id):
    """A first Main Mode message with one vendor ID, in UDP, IPv4 and a record of a capture file."""
    body = SA + struct.pack(">BBH", 0, 0, 4 + len(vendor_id)) + vendor_id
    ike = bytes(range(1, 9)) + bytes(8) + bytes((1, 0x10, 2, 0)) + bytes(4) + struct.pack(">I", 28 + len(body)) + body
    udp = struct.pack(">HHHH", 500, 500, 8 + len(ike), 0) + ike
    packet = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + bytes((192, 0, 2, 1, 192, 0, 2, 2)) + udp
    return struct.pack("<IIII", 0, 0, len(packet), len(packet)) + packet


def names_of_tshark(tshark, vendor_ids):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "vendor_ids.pcap")
        with open(path, "wb") as capture:
            capture.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
            capture.writelines(message(vendor_id) for vendor_id in vendor_ids)
        return subprocess.run([tshark, "-n", "-r", path, "-T", "fields", "-e", "isakmp.vid_string"], check=True,
                              stdout=subprocess.PIPE, text=True).stdout.splitlines()


def agree(ours, theirs):
    ours, theirs = ours.lower(), theirs.lower()
    wanted = next((word for begin, word in ALIKE if ours.startswith(begin) or begin in ours), ours)
    return re.sub("[ -]", "", wanted) in re.sub("[ -]", "", theirs)


def draft_numbers_differ(ours, theirs):
    mine, other = re.search(r"draft(?:-[a-z]+)?-(\d\d)", ours), re.search(r"-(\d\d)(?:\\n|\.txt)?$", theirs)
    return bool(mine and other and mine.group(1) != other.group(1))


def main():
    tshark = shutil.which("tshark")
    if tshark is None:
        print("tshark is not installed")
        return 77
    with open(sys.argv[1], encoding="utf-8") as file:
        entries = ENTRY.findall(file.read())
    octets = [bytes.fromhex(digits).ljust(int(length), b"\0") for digits, length, _, _ in entries]
    known = bad = 0
    for (digits, _, name, _), theirs in zip(entries, names_of_tshark(tshark, octets)):
        if theirs in ("", UNKNOWN):
            continue
        known += 1
        if not agree(name, theirs) or draft_numbers_differ(name, theirs):
            bad += 1
            print("%s: %s, but tshark says %s" % (digits, name, theirs))
    print("%d vendor IDs, %d of them known to tshark, %d differ" % (len(entries), known, bad))
    return 1 if bad or known < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
