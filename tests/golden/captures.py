# SPDX-License-Identifier: GPL-2.0-or-later
"""Every folder of captures/ against its expected.json, with its keys. keyless.py reads them without."""
import json
import sys

from command import SOURCE, Tally, ios_suites, plain_suite, rules, run


# True causes that no capture makes certain, and why: what shows them is unauthenticated, or is of one side only.
NEVER_CERTAIN = {
    "ah-through-nat": "NAT-D shows a NAT, not that AH meets it",
    "p1-auth-method": "policies stand in clear",
    "peer-unreachable": "ICMP is not authenticated",
    "qm3-lost": "a repetition shows a loss, not what lost it",
    "stale-sa-invalid-spi": "what the receiver has is not in the capture",
}


def one_of(value):
    return value if isinstance(value, list) else [value]


def check_certain(tally, what, findings, allowed):
    """Both ways: what is certain is true, and what can be certain is."""
    certain = set(rules(findings, ["certain"]))
    tally.expect(certain <= set(allowed), f"{what}: certain {certain}, true is {allowed}")
    missing = set(allowed) - set(NEVER_CERTAIN) - certain
    tally.expect(not missing, f"{what}: {missing} ought to be certain")

def check_cause(tally, what, findings, cause, position):
    found = rules(findings)
    errors = rules([f for f in findings if f["severity"] == "error"])
    if not cause:
        tally.expect(not errors, f"{what}: no error expected, found {errors}")
    elif position == "first":
        tally.expect(found and found[0] in cause, f"{what}: first finding {found[:1]}, expected one of {cause}")
        missing = [rule for rule in cause if rule not in found]
        tally.expect(not missing, f"{what}: {missing} not among {found}")
    else:
        tally.expect(set(found) & set(cause), f"{what}: none of {cause} among {found}")


def check_proxies(tally, what, record, expected):
    if expected is None:
        tally.expect(record["proxies"] is None, f"{what}: proxies {record['proxies']}, expected none")
        return
    for side in ("initiator", "responder"):
        value = record["proxies"] and record["proxies"][side]["value"]
        tally.expect(value == expected[side], f"{what}: proxy {side} {value}, expected {expected[side]}")


def check_phase1(tally, record, expected):
    what = f"phase 1 {expected['initiator_cookie']}"
    tally.expect(record["initiator_cookie"] == expected["initiator_cookie"], f"{what}: {record['initiator_cookie']}")
    if expected["initiator"]:
        tally.expect(record["initiator"]["address"] == expected["initiator"],
                     f"{what}: initiator {record['initiator']}")
    tally.expect(record["outcome"] in one_of(expected["outcome"]), f"{what}: outcome {record['outcome']}")
    if expected["decryption"]:
        tally.expect(record["decryption"] == expected["decryption"], f"{what}: decryption {record['decryption']}")


def check_phase2(tally, record, expected):
    what = f"Quick Mode {expected['message_id']}"
    tally.expect(record["message_id"] == expected["message_id"], f"{what}: {record['message_id']}")
    tally.expect(record["initiator"]["address"] == expected["initiator"], f"{what}: initiator {record['initiator']}")
    tally.expect(record["outcome"] in one_of(expected["outcome"]), f"{what}: outcome {record['outcome']}")
    if expected["decryption"]:
        tally.expect(record["decryption"] == expected["decryption"], f"{what}: decryption {record['decryption']}")
    offer = {plain_suite(suite) for suite in expected["offer"] or ()}
    tally.expect(ios_suites(record["offer"]) == offer, f"{what}: offer {record['offer']}")
    choice = {plain_suite(expected["choice"])} if expected["choice"] else set()
    tally.expect(ios_suites(record["choice"]) == choice, f"{what}: choice {record['choice']}")
    tally.expect(record["pfs_group"] == expected["pfs_group"], f"{what}: PFS group {record['pfs_group']}")
    check_proxies(tally, what, record, expected["proxies"])
    check_cause(tally, what, record["findings"], expected["cause"], expected["cause_position"])
    check_certain(tally, what, record["findings"], expected["certain_allowed"])


def check_keyed(tally, folder, capture, expected):
    result = run("--keys", folder / "keys", capture)
    tally.expect(result.status == expected["exit"], f"exit status {result.status}: {result.errors}")
    quiet = run("-q", "--keys", folder / "keys", capture)
    tally.expect(quiet.records == result.of("summary"), "the summary alone differs from the summary of all")
    tally.expect(quiet.status == result.status, f"exit status {quiet.status} with -q")
    for kind, check in (("phase1", check_phase1), ("phase2", check_phase2)):
        records = result.of(kind)
        if tally.expect(len(records) == len(expected[kind]), f"{len(records)} {kind} records"):
            for record, truth in zip(records, expected[kind]):
                check(tally, record, truth)
    findings = [finding for record in result.of("phase1") for finding in record["findings"]]
    check_cause(tally, "phase 1", findings, expected["phase1_cause"], expected["phase1_cause_position"])
    everything = [finding for record in result.records for finding in record.get("findings", ())
                  if isinstance(finding, dict)]
    check_certain(tally, "all of it", everything, expected["certain_allowed"])


def main():
    tally = Tally("captures")
    for path in sorted(SOURCE.glob("captures/*/expected.json")):
        folder = path.parent
        tally.case(folder.name)
        (capture,) = folder.glob("capture.pcap*")
        expected = json.loads(path.read_text())
        check_keyed(tally, folder, capture, expected)
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
