#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test_schema.py COMMAND: the records of a live capture are as packaging/doc's schema has them."""
import sys
from pathlib import Path

import wires

sys.path.insert(0, str(Path(__file__).parents[1] / "packaging"))

import schema  # noqa: E402


def main():
    valid = schema.validator()
    wires.enter()
    wire = wires.Wire()
    watch = wires.Watch(sys.argv[1], wire.far, "-f", "json", "--messages", *wires.KEYS)
    for name in ("ios-transform-both-ways", "tunnel-up-esp"):
        wire.replay(wires.CAPTURES / name / "capture.pcap", "--topspeed")
    records = watch.end().records
    complaints = schema.complaints(valid, records)
    live = [record["type"] for record in records if "live" in record]
    if "tunnel" not in live or live[-1:] != ["capture"]:
        complaints.append(f"records with live: {live}")
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
