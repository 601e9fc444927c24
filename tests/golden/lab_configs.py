# SPDX-License-Identifier: GPL-2.0-or-later
"""
The lab's negotiations beside the IOS routers that their daemons stand for (tests/lab/ios_configs.py): with both
configurations, with one, with keys and without any. What is true is truth.json, what the configurations say comes from
the daemons' own files. A refused one ends in its true cause, for certain and with its statements, wherever both halves
are there; nothing that is not true is ever certain; what came up stays up.
"""
import json
import pathlib
import re
import sys
import tempfile

from command import SHARED, SOURCE, Tally, rules, run
from lab_cases import keyring, read_mapping, word

sys.path.insert(0, str(SOURCE / "tests/lab"))
import ios_configs  # noqa: E402

# How the statement at fault begins, by the rule's family: of the side that has one.
STATEMENTS = {"ts-mode": r"mode |(crypto ipsec|set) transform-set", "ts-": r"(crypto ipsec|set) transform-set",
              "pfs-": r"set pfs|crypto map", "acl-": r"permit", "p1-policy": r"crypto isakmp policy|encr|hash|group",
              "psk-mi": r"crypto isakmp key|pre-shared-key", "peer-address": r"set peer|crypto isakmp key",
              "p1-identity": r"match identity|self-identity"}
# Failed cases whose configurations say nothing of the cause: it lies on the path.
OF_THE_PATH = {"no_response_mm1_silent_ss", "natt_4500_blocked_ss_ss", "no_response_qm3_dropped_lsw_lsw"}
# One side's configuration is enough where the wire carries the other half in clear: the offer of message 1.
IN_CLEAR = {"p1_proposal_mismatch_ss_ss", "p1_group_mismatch_ss_lsw"}
# ... and where the capture holds both halves once it is read.
BOTH_READ = {"both_directions_mismatch_lsw_lsw", "p1_psk_mismatch_mm_ss_ss", "p2_proxy_net_vs_host_ss_ss"}


def judge(capture, files, letters, keys):
    arguments = [option for letter in letters for option in ("-c", files[letter])]
    return run(*arguments, capture, keys=keys)


def findings(result):
    return [finding for record in result.records for finding in record.get("findings", ())
            if isinstance(finding, dict)]


def initiators(truth):
    """Letters of the sides whose offer was refused, or that began."""
    addresses = {sa["initiator"] for sa in truth["isakmp_sas"]} or {truth["messages"][0]["src"]}
    return [letter for letter, peer in truth["peers"].items() if peer["addr"] in addresses] or ["A"]


def statements_of(tally, what, finding, files, letters):
    wanted = next((pattern for begin, pattern in STATEMENTS.items() if finding["rule"].startswith(begin)), None)
    lines = finding["suspect_lines"]
    tally.expect(lines, f"{what}: {finding['rule']} names no statement")
    for line in lines:
        text = pathlib.Path(line["file"]).read_text().splitlines()[line["line"] - 1].strip()
        tally.expect(text == line["text"] or "******" in line["text"] or "<" in line["text"],
                     f"{what}: line {line['line']} is {text!r}, not {line['text']!r}")
        tally.expect(re.match(wanted, line["text"]), f"{what}: {finding['rule']} names {line['text']!r}")
    named = {line["file"] for line in lines}
    one_side = finding["rule"] in ("psk-missing", "peer-address-wrong", "p1-identity-mismatch")
    tally.expect(one_side or named == {str(files[letter]) for letter in letters},
                 f"{what}: {finding['rule']} names statements of {sorted(named)}")


class Case:
    def __init__(self, folder, truth, mapping, known):
        expected = truth["expected"]
        self.name, self.truth, self.expected = folder.name, truth, expected
        self.capture = folder / truth["capture"]
        self.cause = [rule for rule in mapping["category", word(expected["category"])] if rule in known]
        self.true = set(self.cause) | {rule for kind in ("differs", "config_differs")
                                       for name in expected.get(kind, ()) for rule in mapping[kind, name]}
        self.failed = bool(self.cause) and expected["phase2"] != "established" and self.name not in OF_THE_PATH

    def wanted(self, letters, keyed):
        """What the first finding has to be: "certain", "probable" or None for no more than true."""
        both = len(letters) == 2
        responder = any(letter not in initiators(self.truth) for letter in letters)
        if both:
            return "certain"
        if self.name in IN_CLEAR and responder:
            return "certain"
        if self.name in BOTH_READ and keyed:
            return "certain"
        if self.expected["phase1"] == "established" and keyed and responder:
            return "certain"
        return None

    def check(self, tally, files, letters, keyed):
        what = f"{'keys' if keyed else 'no keys'}, {'+'.join(letters)}"
        result = judge(self.capture, files, letters, keyring(self.truth) if keyed else None)
        tally.expect(result.status in (0, 1), f"{what}: exit status {result.status}: {result.errors}")
        found = findings(result)
        errors = [finding for finding in found if finding["severity"] == "error"]
        wrong = set(rules(errors, ["certain"])) - self.true
        tally.expect(not wrong, f"{what}: certain {wrong}, true is {self.true}")
        wanted = self.wanted(letters, keyed) if self.failed else None
        for tunnel in result.of("tunnel"):
            stale = [note for note in tunnel["notes"] if "not what runs" in note or "another" in note]
            tally.expect(not stale, f"{what}: {stale}")
            if self.expected["category"] in ("ok", "ok-no-phase1"):
                tally.expect(tunnel["state"] in ("up", "degraded", "flapping"), f"{what}: {tunnel['state']}")
            if wanted:
                tally.expect(tunnel["cause"] in self.true and tunnel["likelihood"] == wanted,
                             f"{what}: {tunnel['cause']} {tunnel['likelihood']}, not {wanted} {self.cause}")
                if tunnel["cause"] in self.true and tunnel["likelihood"] == wanted:
                    first = next(f for f in tunnel["findings"] if f["rule"] == tunnel["cause"])
                    statements_of(tally, what, first, files, letters)
        if self.expected["category"] in ("ok", "ok-no-phase1"):
            tally.expect(not errors, f"{what}: nothing failed, errors {rules(errors)}")
        if self.failed:
            tally.expect(result.of("tunnel"), f"{what}: no tunnel")


def main():
    folder = SHARED / "lab-cases"
    if not folder.is_dir():
        print("no lab cases here: skipped")
        return 77
    mapping = read_mapping()
    known = {json.loads(line)["rule"] for line in run("--list-rules").text.splitlines()}
    tally = Tally("lab cases beside IOS configurations")
    only = sys.argv[2:]
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted(folder.glob("*/truth.json")):
            name = path.parent.name
            if only and name not in only:
                continue
            tally.case(name)
            try:
                texts = ios_configs.configurations(path.parent / "config")
            except ios_configs.NoEquivalent as reason:
                print(f"{name}: no IOS router is like it: {reason}")
                continue
            files = {}
            for letter, text in texts.items():
                files[letter] = pathlib.Path(scratch) / f"{name}-{letter}.cfg"
                files[letter].write_text(text)
            case = Case(path.parent, json.loads(path.read_text()), mapping, known)
            letters = sorted(files)
            for some in [letters] + ([[letter] for letter in letters] if len(letters) > 1 else []):
                for keyed in (True, False):
                    case.check(tally, files, some, keyed)
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
