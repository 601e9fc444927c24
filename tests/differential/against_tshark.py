# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds our decoding against tshark's, field by field.

usage: against_tshark.py COMMAND captures|lab-cases|public
"""
import concurrent.futures
import sys

import cases
import compare
import exceptions
import ours
import tshark


def read_both(command, case, phase1):
    reference = tshark.read(case.capture, case.tshark_keys(phase1))
    # tshark moves the IV on for a repeated message and reads it as rubbish: it is held against its first copy.
    return ours.read(command, case.capture, case.key_text), *compare.with_first_copies(reference)


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
    phase1 = cases.phase1_of(chosen)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        read = pool.map(lambda case: read_both(command, case, phase1), chosen)
        for case, (own, reference, copies) in zip(chosen, read):
            compare.compare(tally, case.name, own, reference)
            repeated += copies
    print(f"{repeated} repeated encrypted messages were held against tshark's reading of their first copy")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
