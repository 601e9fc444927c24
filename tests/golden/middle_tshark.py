# SPDX-License-Identifier: GPL-2.0-or-later
"""What iketriage and tshark read of captures from the middle, with the same Ka: the table of middle.md.

usage: middle_tshark.py COMMAND
"""
import pathlib
import sys
import tempfile

import middle
from command import run
from knowable import ID, SA

import cases
import compare
import ours
import tshark

WITHOUT = ("phase 1", "main1", "main2", "main3", "main4", "main5", "main6", "quick1", "quick2")


def gone(whole, what):
    """The frames to take out of a capture."""
    if what == "phase 1":
        return whole.phase1_frames()
    return {entry.frame for entry in whole.entries if entry.name == what and entry.first is entry}


def proposals_and_ids(message):
    """Every value of its SA and ID payloads, without where they stand; None where it has not all three."""
    types = message.payload_types()
    wanted = [index for index, kind in enumerate(types) if kind in (SA, ID)]
    if [types[index] for index in wanted] != [SA, ID, ID]:
        return None
    return [{path.split(" ", 2)[2]: value for path, value in message.fields.items()
             if path.startswith(f"payload {index} ")} for index in wanted]


def quick_modes_read(whole, left, messages):
    """Those of whose messages in this reading one has the SA and the IDs that it has in the whole capture."""
    by_frame, read = compare.by_frame(messages), set()
    for entry, position in middle.positions(whole.entries, lambda entry: entry.frame):
        if entry.exchange != "quick" or entry.frame not in left:
            continue
        own = by_frame[left.index(entry.frame) + 1]
        expected = proposals_and_ids(whole.references[entry])
        if expected and position < len(own) and proposals_and_ids(own[position]) == expected:
            read.add((entry.cookie, entry.message_id))
    return read


def measure(wholes, what, folder):
    """Quick Modes of which a message is left with SA and IDs; those that iketriage reads, and tshark."""
    files, kept, pairs = [], [], []
    for index, (whole, _, case_pairs) in enumerate(wholes):
        left = whole.without(gone(whole, what))
        files.append(folder / f"{index:04}.pcap")
        whole.capture.write(files[-1], left)
        kept.append([frame.origin for frame in left])
        pairs += case_pairs
    theirs, _ = compare.with_first_copies(tshark.read_all(files, pairs))
    totals, base = [0, 0, 0], 0
    for (whole, ka, _), file, left in zip(wholes, files, kept):
        result = run("--messages", file, keys=ka)
        own = [ours.read_message(record) for record in result.records if record["type"] == "message"]
        shifted = [message.at(message) for message in theirs if base < message.frame <= base + len(left)]
        for message in shifted:
            message.frame -= base
        base += len(left)
        there = {(entry.cookie, entry.message_id) for entry in whole.entries if entry.frame in left and
                 entry.exchange == "quick" and proposals_and_ids(whole.references[entry])}
        totals[0] += len(there)
        totals[1] += len(quick_modes_read(whole, left, own))
        totals[2] += len(quick_modes_read(whole, left, shifted))
    return totals


def main():
    wholes = []
    for suite in ("captures", "lab-cases"):
        chosen = [middle.uncut(case) for case in cases.of(suite)]
        phase1 = cases.phase1_of(chosen)
        pairs = {case.name: case.tshark_keys(phase1) for case in chosen if case.key_text}
        wholes += [(whole, keys[1], pairs[whole.name]) for whole, keys in middle.read_whole(chosen) if whole.quick]
    print(f"{len(wholes)} captures")
    print("| taken out | Quick Modes left | iketriage reads | tshark reads |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for what in WITHOUT:
            there, own, theirs = measure(wholes, what, pathlib.Path(folder))
            print(f"| {what} | {there} | {own} | {theirs} |")


if __name__ == "__main__":
    sys.exit(main())
