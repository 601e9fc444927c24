#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Bounds on what is looked at in configurations: what lies beyond is unknown, and nothing is certain then.

usage: bounds.py COMMAND"""
import pathlib
import re
import tempfile

from incidents_maps import NAT_1, R1, R2, but
from command import SOURCE, Tally, run  # of tests/golden, as incidents_maps has it

PAGE = (SOURCE / "packaging" / "doc" / "limits.md").read_text(encoding="utf-8")
EXCEPTED = int(re.search(r"\| (\d+) \| `[^`]*MAX_EXCEPTED`", PAGE).group(1))
MISTYPED = NAT_1.replace(".16.0", ".61.0")
SAID = {"mistyped": "one of them is mistyped", "unknown": "more networks than are looked at"}


def judge(folder, others, last):
    """NAT at LISBON excepts so many networks that go to another peer, then the last one, but not PORTO's."""
    excepted = "".join(NAT_1.replace("10.50.16", f"10.60.{i}") for i in range(others))
    permitted = "ip access-list extended TO-OTHERS\n" + excepted.replace("deny  ", "permit")
    one, two = folder / "r1.cfg", folder / "r2.cfg"
    one.write_text(but(R1, (NAT_1, excepted + last), ("!\nend", permitted + "!\nend")))
    two.write_text(R2)
    found = [finding for tunnel in run("-c", one, "-c", two).of("tunnel") for finding in tunnel["findings"]
             if finding["rule"] == "nat-before-crypto"]
    return [(finding["likelihood"], [name for name, words in SAID.items() if words in " ".join(finding["evidence"])])
            for finding in found]


def main():
    tally = Tally("bounds of configurations")
    with tempfile.TemporaryDirectory() as scratch:
        for others, last, wanted in ((EXCEPTED, "", ("certain", [])), (EXCEPTED - 1, MISTYPED, ("probable", ["mistyped"])),
                                     (EXCEPTED, MISTYPED, ("probable", ["unknown"])),
                                     (EXCEPTED + 1, "", ("probable", ["unknown"]))):
            tally.case(f"{others} lines and {last.strip() or 'no other'}")
            told = judge(pathlib.Path(scratch), others, last)
            tally.expect(told == [wanted], f"{told} and not {wanted}")
    tally.close()


if __name__ == "__main__":
    main()
