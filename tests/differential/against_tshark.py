# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds our decoding against tshark's, field by field.

usage: against_tshark.py COMMAND captures|lab-cases|public
"""
import sys

import cases
import compare
import exceptions
import ours
import tshark


def references(suite, chosen):
    """tshark's messages of each; the public captures share cookies, the others are read in one run."""
    phase1 = cases.phase1_of(chosen)
    keys = [case.tshark_keys(phase1) for case in chosen]
    if suite == "public":
        return [tshark.read(case.capture, own) for case, own in zip(chosen, keys)]
    return tshark.read_each([case.capture for case in chosen], sum(keys, []))


def main():
    command, suite = sys.argv[1:3]
    if tshark.path() is None:
        print("tshark is not here")
        return 77
    chosen = cases.of(suite)
    if not chosen:
        print(f"{suite}: no captures here")
        return 77
    tally = compare.Tally(suite, exceptions.tshark_exceptions())
    repeated = 0
    for case, messages in zip(chosen, references(suite, chosen)):
        # tshark moves the IV on for a repeated message and reads it as rubbish: it is held against its first copy.
        reference, copies = compare.with_first_copies(messages)
        compare.compare(tally, case.name, ours.read(command, case.capture, case.key_text), reference)
        repeated += copies
    print(f"{repeated} repeated encrypted messages were held against tshark's reading of their first copy")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
