# SPDX-License-Identifier: GPL-2.0-or-later
"""
The lab's real negotiations against their truth.json. Keys are a keyring written from its preshared keys and DH secrets;
with --logs the daemons' own logs alone, where strongSwan wrote one. keyless.py reads them without. tests/lab/mapping
says what the words of truth.json mean.
"""
import json
import sys

from command import SHARED, SOURCE, Tally, rules, run

# Messages that no key opens to "verified", by case, each with its reason; an entry that nothing needs is a complaint.
EXCEPT = {
    "truncated_snaplen_ss_ss": "the first IV is a hash of KE payloads that the capture cut",
    "starts_mid_session_ss_ss": "phase 1 is not in the capture: neither hash nor first IV is known",
}

# truth.json's words for payload types, where they are not those of RFC 2408.
NAMES = {"ATTR": "ATTRIBUTES", "CERT-REQ": "CERTREQ"}


def read_mapping():
    mapping = {}
    for line in (SOURCE / "tests/lab/mapping").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            kind, word, values, _ = line.split(None, 3)
            mapping[kind, word] = [] if values == "-" else values.split(",")
    return mapping


def keyring(truth):
    lines = []
    for peer in truth["peers"].values():
        if peer.get("psk"):
            lines.append(f'{peer["addr"]} {peer["peer"]} : PSK "{peer["psk"]}"')
            lines.append(f': PSK "{peer["psk"]}"')
    for sa in truth["isakmp_sas"]:
        if sa.get("dh_shared"):
            lines.append(f'{sa["icookie"]} : DH-SECRET 0x{sa["dh_shared"]}')
    return "\n".join(lines) + "\n"


def word(value):
    return value if isinstance(value, str) else json.dumps(value)


def check_outcomes(tally, result, expected, mapping):
    either = mapping["truncated", "true"] if expected.get("truncated") else []
    phase1, phase2 = result.of("phase1"), result.of("phase2")
    allowed = mapping["phase1", word(expected["phase1"])] + either
    tally.expect(phase1, "no phase 1 record")
    for record in phase1:
        tally.expect(record["outcome"] in allowed, f"phase 1 {record['outcome']}, expected {allowed}")
    allowed = mapping["phase2", word(expected["phase2"])]
    if not allowed:
        tally.expect(not phase2, f"{len(phase2)} Quick Modes, expected none")
        return
    tally.expect(phase2, "no Quick Mode record")
    for record in phase2:
        tally.expect(record["outcome"] in allowed + either, f"Quick Mode {record['outcome']}, expected {allowed}")


# Cases whose captures hold both sides' values in messages that the keys open (truth.json lists them): the cause is
# certain there. Of the others one side's values are all that was sent.
BOTH_SIDES = {
    "both_directions_mismatch_lsw_lsw": "ts-keylen",   # each side offers its own set for the same networks
    "p1_psk_mismatch_mm_ss_ss": "psk-mismatch",        # each side's messages open under its own preshared key
    "p2_proxy_net_vs_host_ss_ss": "acl-narrowed",      # the answer carries other IDs than the proposal
}


def check_findings(tally, result, expected, mapping, known):
    findings = [finding for record in result.records for finding in record.get("findings", ())
                if isinstance(finding, dict)]
    found = rules(findings)
    cause = [rule for rule in mapping["category", word(expected["category"])] if rule in known]
    if cause:
        tally.expect(set(found) & set(cause), f"none of {cause} among {found}")
    elif not mapping["category", word(expected["category"])]:
        errors = rules([f for f in findings if f["severity"] == "error"])
        tally.expect(not errors, f"nothing failed, errors {errors}")
    esp = [rule for rule in mapping["esp", expected["esp"]] if rule in known] if expected.get("esp") else []
    tally.expect(not esp or set(found) & set(esp), f"ESP {expected.get('esp')}: none of {esp} among {found}")
    for difference in expected.get("differs", ()):
        wanted = [rule for rule in mapping["differs", difference] if rule in known]
        tally.expect(not wanted or set(found) & set(wanted), f"{difference}: none of {wanted} among {found}")
    true_rules = set(cause) | {rule for kind in ("differs", "config_differs") for name in expected.get(kind, ())
                               for rule in mapping[kind, name]}
    certain = set(rules([f for f in findings if f["severity"] == "error"], ["certain"]))
    tally.expect(certain <= true_rules, f"false certain {certain - true_rules}")
    first = [record["findings"][0]["rule"] for record in result.of("phase1") + result.of("phase2")
             if record["findings"]]
    return not cause or bool(set(first) & set(cause))


def is_signed(expected):
    """Phase 1 under signatures carries SIG in place of HASH: only the certificate's key could check it."""
    return any(payload["payload"] == "SIG" for payload in expected["payloads"])


def check_decryption(tally, result, truth, excepted):
    """Every message that truth.json decodes under its keys is verified; payload types agree."""
    messages = {message["frame"]: message for message in result.of("message")
                if [payload["type"] for payload in message["payloads"]] != ["FRAGMENT"]}
    unread = 0
    for expected in truth["messages"]:
        if not expected.get("encrypted") or not expected.get("payloads"):
            continue
        message = messages.get(expected["frame"])
        if not tally.expect(message, f"frame {expected['frame']}: no message"):
            continue
        wanted = ("verified", "decrypted") if is_signed(expected) else ("verified",)
        types = [payload["type"] for payload in message["payloads"]]
        names = [NAMES.get(payload["payload"], payload["payload"]) for payload in expected["payloads"]]
        if excepted and message["decryption"] not in wanted:
            unread += 1
            continue
        tally.expect(message["decryption"] in wanted, f"frame {expected['frame']}: {message['decryption']}")
        tally.expect(types == names, f"frame {expected['frame']}: payloads {types}, expected {names}")
    tally.expect(not excepted or unread, "its exception is out of date")


def main():
    logs = "--logs" in sys.argv
    folder = SHARED / "lab-cases"
    if not folder.is_dir():
        print("no lab cases here: skipped")
        return 77
    mapping = read_mapping()
    known = {json.loads(line)["rule"] for line in run("--list-rules").text.splitlines()}
    tally = Tally("with keys from logs" if logs else "with keys")
    firsts = failed = 0
    for path in sorted(folder.glob("*/truth.json")):
        truth = json.loads(path.read_text())
        case = path.parent.name
        log_files = sorted(path.parent.glob("keys/*.charon.log"))
        tally.case(case)
        if logs and log_files:
            options = [option for file in log_files for option in ("--keys", file)]
            result = run("--messages", *options, path.parent / truth["capture"])
        else:
            result = run("--messages", path.parent / truth["capture"], keys=keyring(truth))
        tally.expect(result.status in (0, 1), f"exit status {result.status}: {result.errors}")
        check_outcomes(tally, result, truth["expected"], mapping)
        first = check_findings(tally, result, truth["expected"], mapping, known)
        if case in BOTH_SIDES:
            certain = rules([f for record in result.records for f in record.get("findings", ()) if isinstance(f, dict)],
                            ["certain"])
            tally.expect(BOTH_SIDES[case] in certain, f"{BOTH_SIDES[case]} ought to be certain")
        if not first:
            print(f"{case}: the cause stands further down")
        if mapping["category", word(truth["expected"]["category"])]:
            failed += 1
            firsts += bool(first)
        check_decryption(tally, result, truth, case in EXCEPT)
    print(f"the true cause comes first in {firsts} of {failed} cases that have one")
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
