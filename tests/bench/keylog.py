#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""keylog.py COMMAND CAPTURE FOLDER [SAS]: a strongSwan log at ike = 4 as a key file, of SAS ISAKMP SAs (100,000: 1 GiB) and
of a half and a quarter of these. Exit status 1 when twice the log takes more than 2.5 times the processor, or 256 MiB.

The secrets are random and fit nothing; the rest of the log is what a daemon writes for dead peer detection."""
import os
import random
import sys

import measure

LENGTH = 10737  # octets of log for an SA: 1 GiB for 100,000
NOISE = "Nov 28 10:00:00 gw charon: %02d[ENC] <peer|7> parsed INFORMATIONAL_V1 request 2911388090 [ HASH N(DPD) ]\n"
SECRETS = (("shared Diffie Hellman secret", 256), ("SKEYID", 20), ("SKEYID_d", 20), ("SKEYID_a", 20), ("SKEYID_e", 20),
           ("encryption key Ka", 16), ("initial IV", 16))


def dump(thread, title, octets):
    lines = [f"{title} => {len(octets)} bytes @ 0x7f6ca80065b0"]
    lines += [f"{at:4}: {octets[at:at + 16].hex(' ').upper()}  ................" for at in range(0, len(octets), 16)]
    return "".join(f"Nov 28 10:00:00 gw charon: {thread:02}[IKE] <peer|7> {line}\n" for line in lines)


def write_log(path, count):
    draw = random.Random(1)
    with open(path, "w", encoding="ascii", buffering=1 << 20) as log:
        for number in range(count):
            thread = number % 16 + 1
            text = f"Nov 28 10:00:00 gw charon: {thread:02}[NET] <peer|7> received packet\n"
            text += "".join(dump(thread, title, draw.randbytes(size)) for title, size in SECRETS)
            noise = NOISE % thread
            log.write(text + noise * ((LENGTH - len(text)) // len(noise)))


def main():
    command, capture, folder = sys.argv[1:4]
    most = int(sys.argv[4]) if len(sys.argv) > 4 else 100000
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "strongswan.log")
    failed, before = False, None
    print("| ISAKMP SAs | MiB of log | user+sys s | peak MiB |\n|---|---|---|---|")
    for count in (most // 4, most // 2, most):
        write_log(path, count)
        costs = [measure.run([command, "-q", "-k", path, capture], {}, (0,)) for _ in range(3)]
        seconds, peak = min(cost.processor for cost in costs), max(cost.peak for cost in costs) / 1024
        print(f"| {count:,} | {os.path.getsize(path) >> 20} | {seconds:.2f} | {peak:.0f} |", flush=True)
        failed |= peak > 256 or (before is not None and seconds > 2.5 * before)
        before = seconds
    os.unlink(path)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
