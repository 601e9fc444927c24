#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""past_flows.py COMMAND: whose ESP is whose, with more Quick Modes of a pair than are remembered.

What a Quick Mode named that is forgotten is not nobody's, and what began between two is not the first one's because
those in between are forgotten. So many more change nothing."""
import json
import pathlib
import subprocess
import sys
import tempfile

import wire
from negotiation import SECOND, Negotiation, Offer, network
from wire import QUICK, closed, esp, filler, ipv4

LINE = Offer(network(1), network(2))


def packets(out, spi, to_right):
    for number in range(6):
        out.frame(ipv4(50, esp(spi, number + 1), *((wire.LEFT, wire.RIGHT) if to_right else (wire.RIGHT, wire.LEFT))), SECOND)


def named_long_ago(out, more):
    """Rekeys; ESP under the SPI of the first one begins when that has ended long ago."""
    talk = Negotiation(out)
    talk.accepted(True, LINE)
    spi = 0x20000000 + talk.number
    for _ in range(more):
        talk.accepted(True, LINE, step=100 * SECOND)
    out.time += 300 * SECOND
    packets(out, spi, True)
    return talk.keys


def named_by_nobody(out, more):
    """The same under an SPI that none of them names."""
    talk = Negotiation(out)
    talk.accepted(True, LINE)
    for _ in range(more):
        talk.accepted(True, LINE, step=100 * SECOND)
    out.time += 300 * SECOND
    packets(out, 0x77777777, True)
    return talk.keys


def unread(out, more):
    """Nobody has a key. The second carries what its SPIs say, the first and all others nothing."""
    talk = Negotiation(out)
    for number in range(2 + more):
        octets = [closed(filler(length, 10 * number + length), QUICK, *talk.cookies, 0x100 + number) for length in (160, 160, 48)]
        octets[1] = closed(filler(160, 10 * number + 1), QUICK, *talk.cookies, 0x100 + number)
        for place, one in enumerate(octets):
            out.ike(one, *((wire.RIGHT, wire.LEFT) if place == 1 else (wire.LEFT, wire.RIGHT)), SECOND // 100)
        if number == 1:
            packets(out, 0x1001, True)
            packets(out, 0x1002, False)
    return ""


def run(command, folder, story, more):
    path, keys = folder / "capture.pcap", folder / "keys"
    out = wire.Capture(path)
    keys.write_text(story(out, more) or "1111111111111111 : KA 0x00112233445566778899aabbccddeeff\n")
    out.close()
    done = subprocess.run([command, "-f", "json", "-k", str(keys), str(path)], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def is_stale(records):
    return any(finding["rule"] == "stale-sa-invalid-spi" for record in records if record["type"] in ("phase1", "phase2")
               for finding in record["findings"])


def carried(records, message_id):
    return [sum(row["packets"] for row in record["sas"]) for record in records
            if record["type"] == "phase2" and record["message_id"] == f"{message_id:08x}"]


def main():
    command, failures = sys.argv[1], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for more in (2, 60):
            told = {"named long ago": is_stale(run(command, folder, named_long_ago, more))}
            wanted = {"named long ago": False}
            if more == 2:  # of what may be forgotten nobody knows
                told["named by nobody"], wanted["named by nobody"] = is_stale(run(command, folder, named_by_nobody, more)), True
            records = run(command, folder, unread, more)
            told["of the first"], wanted["of the first"] = carried(records, 0x100), [0]
            if more == 2:
                told["of the second"], wanted["of the second"] = carried(records, 0x101), [12]
            for what, value in told.items():
                if value != wanted[what]:
                    failures += 1
                    print(f"{more} more, {what}: {value}, not {wanted[what]}")
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
