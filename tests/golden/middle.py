# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures from the middle. Every keyed capture with phase 1 taken out and Ka given, or SKEYID_e where it is known; and
with each single frame taken out, with all its keys and with Ka alone. What is read has to be what tshark reads in the
whole capture, value by value; of every message all that can be known has to be known (knowable.py), and no more.

usage: middle.py COMMAND captures|lab-cases
"""
import collections
import dataclasses
import json
import pathlib
import sys
import tempfile

import frames
import lab_cases
from command import SOURCE, Tally, run
from knowable import CLEAR, CLOSED, PARTIAL, Entry, judge, tie

sys.path.append(str(SOURCE / "tests/differential"))

import cases
import compare
import keymat
import model
import ours
import tshark

STATUSES = {"verified": "verified", "decrypted": "decrypted", "partial": PARTIAL, "no-key": CLOSED, "bad-key": CLOSED,
            "cleartext": CLEAR}
# Whose statuses are not judged, each with its reason; their values are.
NOT_JUDGED = {
    "captures/psk-mismatch": "each side encrypts under keys of its own",
    "captures/psk-mismatch-aggressive": "likewise",
    "captures/psk-mismatch-silent": "likewise",
    "lab-cases/p1_psk_mismatch_mm_ss_ss": "likewise",
    "lab-cases/p1_psk_mismatch_mm_ss_lsw": "likewise",
    "lab-cases/p1_psk_mismatch_am_lsw_lsw": "likewise",
}
QUICK = ("quick1", "quick2", "quick3", "quick4")
VALUES = ("offer", "choice", "proxies", "proxies_answered", "pfs_group")


class Whole:
    """A capture as it is, with all its keys: what we read of it, message by message, and what tshark did."""

    def __init__(self, case, keys, reference):
        self.name = case.name
        self.capture = frames.read(case.capture)
        self.keys = keys
        self.entries, self.quick = [], {}
        first, self.own = {}, []
        records = run("--messages", case.capture, keys=keys).records
        blocks = {r["initiator_cookie"]: block_size(r) for r in records if r["type"] == "phase1"}
        for record in records:
            if record["type"] == "phase2":
                self.quick[record["initiator_cookie"], record["message_id"]] = record
            if record["type"] != "message":
                continue
            message = ours.read_message(record)
            entry = Entry(record, message, first.get(record["duplicate_of"]), blocks.get(record["initiator_cookie"]))
            first.setdefault(record["frame"], entry)
            self.entries.append(entry)
        tie(self.entries)
        self.references = self.match(reference)
        self.by_tshark = sum(self.references[e] is not e.message for e in self.entries if e.encrypted)

    def match(self, reference):
        """tshark's reading of each message, or our own of the whole capture where tshark does not read it."""
        by_frame = compare.by_frame(reference)
        matched, other_keys = {}, self.name in NOT_JUDGED
        for entry, position in positions(self.entries, lambda entry: entry.frame):
            theirs = by_frame[entry.frame][position] if position < len(by_frame[entry.frame]) else None
            usable = theirs and theirs.state != model.OPAQUE and not other_keys
            matched[entry] = theirs if usable else entry.message
        return matched

    def without(self, numbers):
        """The frames that stay."""
        return [frame for frame in self.capture.frames if frame.origin not in numbers]

    def phase1_frames(self):
        """Those of phase 1, and frames before its end that are no message: IP fragments of one."""
        own = {entry.frame for entry in self.entries}
        phase1 = {entry.frame for entry in self.entries if entry.is_phase1}
        return phase1 | set(range(1, max(phase1, default=0))) - own


def block_size(phase1):
    """In octets, by the cipher chosen; AES where it is not known."""
    transforms = [transform for proposal in phase1["choice"] or () for transform in proposal["transforms"]]
    return 8 if transforms and "des" in (transforms[0]["encryption"] or "").lower() else 16


def positions(items, frame_of):
    """Each item with how many before it have its frame."""
    counted = collections.Counter()
    for item in items:
        yield item, counted[frame_of(item)]
        counted[frame_of(item)] += 1


class Variant:
    """The messages and Quick Modes of a capture with frames taken out."""

    def __init__(self, whole, numbers, records):
        self.numbers = numbers
        self.quick = [record for record in records if record["type"] == "phase2"]
        self.messages = []  # (entry, record)
        kept = [frame.origin for frame in whole.without(numbers)]
        entries = {(entry.frame, position): entry
                   for entry, position in positions(whole.entries, lambda entry: entry.frame)}
        messages = [record for record in records if record["type"] == "message"]
        for record, position in positions(messages, lambda record: record["frame"]):
            entry = entries.get((kept[record["frame"] - 1], position))
            # What is no message of the whole capture is a lone piece of one, and so is one that is cut.
            cut = any(problem["name"].endswith("-truncated") for problem in record["problems"])
            if entry and not cut:
                self.messages.append((entry, record))


class Count(collections.Counter):
    """What was looked at."""

    def expect(self, tally, condition, complaint):
        self["checks"] += 1
        tally.expect(condition, complaint)


def check_values(count, tally, what, own, reference):
    """Every value is the reference's. Of a partial message the first payload has a lost beginning: a HASH shows no
    data, an ID is not there."""
    expected = dict(reference.fields)
    if own.state == PARTIAL and reference.payload_types()[:1] == [5]:
        expected = without_first(expected)
    elif own.state == PARTIAL:
        expected["payload 0 data"] = ""
    elif own.state == model.OPAQUE:
        expected = {path: value for path, value in expected.items() if not path.startswith("payload ")}
    for path in sorted(expected.keys() | own.fields.keys()):
        value = own.fields.get(path, compare.MISSING)
        if value != ours.HIDDEN:
            count.expect(tally, value == expected.get(path, compare.MISSING),
                         f"{what}: {path}: {value!r}, but {expected.get(path, compare.MISSING)!r}")
            count["values"] += 1


def without_first(fields):
    """Payload 1 becomes payload 0."""
    moved = {}
    for path, value in fields.items():
        words = path.split(" ")
        if words[0] == "payload" and words[1] == "0":
            continue
        if words[0] == "payload":
            words[1] = str(int(words[1]) - 1)
        moved[" ".join(words)] = value
    return moved


def check_messages(count, tally, whole, variant, what, ka_given):
    judged = judge([entry for entry, _ in variant.messages], whole.entries, ka_given)
    quick1 = {(entry.cookie, entry.message_id) for entry, _ in variant.messages if entry.name == "quick1"}
    for (entry, record), (best, tells) in zip(variant.messages, judged):
        where = f"{what}: frame {entry.frame}, {entry.name}"
        own = ours.read_message(record)
        check_values(count, tally, where, own, whole.references[entry])
        if not entry.encrypted:
            continue
        status = STATUSES[record["decryption"]]
        count[status] += 1
        lost = entry.block if status == PARTIAL else 0
        count.expect(tally, record["lost_octets"] == lost, f"{where}: {record['lost_octets']} octets lost, expected {lost}")
        if whole.name not in NOT_JUDGED:
            count.expect(tally, status == best, f"{where}: {status}, but {best} can be known")
        sure = entry.name != "quick2" or (entry.cookie, entry.message_id) in quick1 or tells and status != CLOSED
        if sure:
            count.expect(tally, record["name"] == entry.name, f"{where}: taken for {record['name']}")
        else:
            count["right guesses" if record["name"] == entry.name else "wrong guesses"] += 1


def check_quick_modes(count, tally, whole, variant, what):
    """A value of a record is the whole capture's or unknown, and unknown only if its message is closed or missing."""
    read = {(entry.cookie, entry.message_id, entry.name) for entry, record in variant.messages
            if STATUSES[record["decryption"]] != CLOSED}
    seen = {(entry.cookie, entry.message_id, entry.name) for entry, _ in variant.messages}
    for record in variant.quick:
        key = record["initiator_cookie"], record["message_id"]
        where, expected = f"{what}: Quick Mode {key[1]}", whole.quick[key]
        count["Quick Modes"] += 1
        own = [(entry, message) for entry, message in variant.messages if (entry.cookie, entry.message_id) == key]
        opened = any(STATUSES[message["decryption"]] != CLOSED for _, message in own)
        excused = {entry.frame for entry, message in own if entry.name == "quick3" and opened and
                   message["decryption"] == "no-key" and (*key, "quick2") not in seen}
        partial = excused | {entry.frame for entry, message in own if message["decryption"] == "partial"}
        partial -= {entry.frame for entry, message in own if message["duplicate_of"]}
        closed = [entry for entry, message in own if STATUSES[message["decryption"]] == CLOSED]
        if own and all(name in QUICK for name in record["frames"]):
            count.expect(tally, (STATUSES[record["decryption"]] == CLOSED) == any(e.frame not in excused for e in closed),
                         f"{where}: {record['decryption']}")
        kept = [frame.origin for frame in whole.without(variant.numbers)]
        count.expect(tally, {kept[lost["frame"] - 1] for lost in record["lost"] if lost["name"] in QUICK} == partial,
                     f"{where}: lost {record['lost']}, expected {partial}")
        # A lone answer looks like a proposal where no key tells.
        if (*key, "quick1") not in seen and (*key, "quick3") not in seen:
            continue
        for value in VALUES:
            known = (*key, "quick2" if value in ("choice", "proxies_answered") else "quick1") in read
            count.expect(tally, record[value] == expected[value] if known else record[value] is None,
                         f"{where}: {value} {record[value]}")


def check(count, tally, whole, keys, ka_given, cuts, folder, what):
    """cuts: sets of frames to take out."""
    files = [folder / f"{index:04}.pcap" for index, _ in enumerate(cuts)]
    for file, numbers in zip(files, cuts):
        whole.capture.write(file, whole.without(numbers))
    result = run("--messages", *files, keys=keys)
    tally.expect(result.status in (0, 1), f"{what}: exit status {result.status}: {result.errors}")
    records = collections.defaultdict(list)
    for record in result.records:
        records[record.get("file")].append(record)
    for file, numbers in zip(files, cuts):
        variant = Variant(whole, numbers, records[str(file)])
        name = f"{what}, without {sorted(numbers)}" if len(numbers) < 3 else what
        check_messages(count, tally, whole, variant, name, ka_given)
        check_quick_modes(count, tally, whole, variant, name)
        count["captures"] += 1
        file.unlink()


def check_third_alone(tally, whole, folder):
    """A last message without the one before it, padded with other octets than zeros: nothing in it can be read, which
    is said of it and not of the key."""
    second, third = ([e.frame for e in whole.entries if e.name == name] for name in ("quick2", "quick3"))
    left = [dataclasses.replace(frame, octets=frame.octets[:-1] + b"\1") if frame.origin in third else frame
            for frame in whole.without(set(second))]
    file = folder / "third.pcap"
    whole.capture.write(file, left)
    records = run("--messages", file, keys=whole.keys).records
    (message,) = [record for record in records if record.get("name") == "quick3"]
    (quick,) = [record for record in records if record["type"] == "phase2"]
    lost = [(entry["name"], entry["octets"]) for entry in quick["lost"]]
    tally.expect(message["decryption"] == "no-key" and message["payloads"] == [], f"third alone: {message}")
    tally.expect(quick["decryption"] == "partial" and quick["offer"], f"third alone: {quick['decryption']}")
    tally.expect(lost == [("quick3", message["length"] - 28)], f"third alone: {lost}")


def keyrings(case, phase1):
    """Of a case: all its keys, Ka alone, and SKEYID_e alone or None; and are the first more than Ka?"""
    if case.keyring:
        found = keymat.ka_of_each_psk(phase1, keymat.Keyring(case.key_text))
        ka = "".join(f"{cookie} : KA 0x{key}\n" for cookie, keys in found.items() for key in keys)
        return case.key_text, ka, None, " : KA " in case.key_text
    truth = json.loads((case.capture.parent / "truth.json").read_text())
    skeyid_e = "".join(f"{sa['icookie']} : SKEYID_e 0x{sa['skeyid_e']}\n" for sa in truth["isakmp_sas"]
                       if sa.get("skeyid_e"))
    return lab_cases.keyring(truth), case.key_text, skeyid_e, False


def uncut(case):
    """Beside a capture that its maker cut stands the whole one."""
    full = case.capture.parent / "full.pcap"
    return cases.Case(case.name, full, case.key_text, case.keyring) if full.exists() else case


def read_whole(chosen):
    """Every case that is keyed, with its reading by tshark, in one run, and its keys."""
    phase1 = cases.phase1_of(chosen)
    keyed = [(case, keyrings(case, phase1)) for case in chosen if case.key_text]
    keyed = [(case, keys) for case, keys in keyed if keys[1]]
    pairs = [pair for case, _ in keyed for pair in case.tshark_keys(phase1)]
    reference, _ = compare.with_first_copies(tshark.read_all([case.capture for case, _ in keyed], pairs))
    base = 0
    for case, keys in keyed:
        length = len(frames.read(case.capture).frames)
        own = [model.Message(m.frame - base, m.state, m.fields) for m in reference if base < m.frame <= base + length]
        base += length
        yield Whole(case, keys[0], own), keys


def check_itself(whole):
    """The comparison must be able to fail: every value changed, every status raised and lowered."""
    count, tally = Count(), Tally("itself")
    tally.case("values")
    entry = next(entry for entry in whole.entries if entry.name == "quick1")
    for path in entry.message.fields:
        changed = model.Message(0, entry.message.state, {**entry.message.fields, path: "another"})
        before = len(tally.complaints["values"])
        check_values(count, tally, path, changed, whole.references[entry])
        assert len(tally.complaints["values"]) == before + 1, path
    best = [status for status, _ in judge(whole.entries, whole.entries, False)]
    lost = [status for status, _ in judge([e for e in whole.entries if e.name != "main6"], whole.entries, False)]
    assert "partial" not in best and "partial" in lost


def main():
    suite = sys.argv[2]
    if tshark.path() is None:
        print("tshark is not here")
        return 77
    chosen = [uncut(case) for case in cases.of(suite)]
    if not chosen:
        print(f"{suite}: no captures here")
        return 77
    cut, single, tally = Count(), Count(), Tally(suite)
    by_tshark = encrypted = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for whole, (keys, ka, skeyid_e, ka_only) in read_whole(chosen):
            tally.case(whole.name)
            by_tshark += whole.by_tshark
            encrypted += sum(entry.encrypted for entry in whole.entries)
            if whole.quick:
                for name, given in (("Ka", ka), ("SKEYID_e", skeyid_e)):
                    if given:
                        check(cut, tally, whole, given, True, [whole.phase1_frames()], folder,
                              f"phase 1 taken out, {name} given")
            every = [set()] + [{frame.origin} for frame in whole.capture.frames]
            check(single, tally, whole, keys, ka_only, every, folder, "all keys")
            check(single, tally, whole, ka, True, every, folder, "Ka")
            if whole.name in ("captures/tunnel-up", "lab-cases/mm_psk_ok_aes256_sha1_ss_ss"):
                check_itself(whole)
                check_third_alone(tally, whole, folder)
    print(f"{by_tshark} of {encrypted} encrypted messages are held against tshark's reading of the whole capture, the "
          "others against our own of it")
    for name, count in (("phase 1 taken out", cut), ("one frame taken out", single)):
        print(f"{name}: " + ", ".join(f"{number} {what}" for what, number in count.items()))
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
