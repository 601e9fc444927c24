# SPDX-License-Identifier: GPL-2.0-or-later
"""The comparison must be able to fail: every value of a reading is changed in turn, payloads and messages are taken
away, keys are spoilt, exceptions are made idle, and each time there must be a complaint.

usage: self_test.py COMMAND
"""
import json
import sys

import against_truth
import cases
import compare
import exceptions
import model
import ours
import tshark

# Between them: clear and encrypted messages, a refusal, a delete, PFS, and IPv6.
CASES = ("captures/tunnel-up-deleted", "captures/pfs-group-mismatch", "captures/tunnel-up-ipv6")


def complaints(case, own, reference, known=()):
    tally = compare.Tally("captures", list(known))
    compare.compare(tally, case, own, reference)
    return tally


def other(value):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value == "":
        return "00"
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def with_field(messages, index, path, value):
    """The messages with one value changed; nothing else is copied."""
    changed = list(messages)
    message = messages[index]
    changed[index] = model.Message(message.frame, message.state, {**message.fields, path: value}, message.octets)
    return changed


def each_value(case, own, reference):
    """Every field of every message, changed: exactly one complaint, and it names frame and path."""
    count = 0
    for index, message in enumerate(own):
        for path, value in message.fields.items():
            tally = complaints(case, with_field(own, index, path, other(value)), reference)
            found = [(difference.frame, difference.path) for difference in tally.unexplained]
            assert found == [(message.frame, path)], f"{case}: {path} changed: {found}"
            count += 1
    return count


def each_absence(case, own, reference):
    """A message less, a value less, and a message not decrypted."""
    for index, message in enumerate(own):
        assert complaints(case, own[:index] + own[index + 1:], reference).unexplained, "a message less"
        for path in message.fields:
            fields = {key: value for key, value in message.fields.items() if key != path}
            shorter = list(own)
            shorter[index] = model.Message(message.frame, message.state, fields)
            assert complaints(case, shorter, reference).unexplained, f"{path} less"
        if message.state == model.OPENED:
            closed = list(own)
            closed[index] = model.Message(message.frame, model.OPAQUE, message.fields)
            assert complaints(case, closed, reference).unexplained, "a message that stays closed"


def spoilt_key(case, phase1):
    """Under a wrong Ka tshark's reading must not be ours: the comparison rests on the derived key."""
    keys = [(cookie, other(key)) for cookie, key in case.tshark_keys(phase1)]
    assert keys, case.name
    own = ours.read(sys.argv[1], case.capture, case.key_text)
    assert complaints(case.name, own, tshark.read(case.capture, keys)).unexplained, "a wrong Ka"


def idle_exception(case, own, reference):
    idle = compare.Exception_("idle", "explains nothing", [case], lambda difference: False)
    tally = complaints(case, own, reference, [idle])
    assert tally.idle() == [(idle, case)] and not tally.unexplained
    elsewhere = compare.Exception_("elsewhere", "explains everything, but not here", ["captures/none"],
                                   lambda difference: True)
    changed = with_field(own, 0, "flags", 8)
    assert complaints(case, changed, reference, [elsewhere]).unexplained


def each_truth():
    """The same for the truth of the lab: every value of one capture, if it is here."""
    case = next((case for case in cases.lab_cases() if case.name.endswith("/delete_by_responder_lsw_lsw")), None)
    if case is None:
        return 0
    truth = json.loads((case.capture.parent / "truth.json").read_text())["messages"]
    records = [record for record in ours.run(sys.argv[1], case.capture, case.key_text) if record["type"] == "message"]
    own = [against_truth.own_message(record) for record in records]
    tally = compare.Tally("truth", exceptions.truth_exceptions())
    against_truth.compare_case(tally, "truth/changed", own, truth)
    assert not tally.unexplained, tally.unexplained[0]
    count = 0
    for index, entry in enumerate(truth):
        for path in against_truth.truth_message(entry).fields:
            value = own[index].fields[path]
            tally = compare.Tally("truth", exceptions.truth_exceptions())
            against_truth.compare_case(tally, "truth/changed",
                                       with_field(own, index, path, other(value) if value is not None else 1), truth)
            assert [difference.path for difference in tally.unexplained] == [path], path
            count += 1
    return count


def main():
    if tshark.path() is None:
        print("tshark is not here")
        return 77
    count = 0
    chosen = [case for case in cases.captures() if case.name in CASES]
    phase1 = cases.phase1_of(chosen)
    for case in chosen:
        own = ours.read(sys.argv[1], case.capture, case.key_text)
        reference = tshark.read(case.capture, case.tshark_keys(phase1))
        assert not complaints(case.name, own, reference).unexplained, case.name
        count += each_value(case.name, own, reference)
        each_absence(case.name, own, reference)
        idle_exception(case.name, own, reference)
        spoilt_key(case, phase1)
    truths = each_truth()
    print(f"{count} values against tshark and {truths} against the truth, each changed and each found")
    return 0 if count else 1


if __name__ == "__main__":
    sys.exit(main())
