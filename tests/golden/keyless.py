# SPDX-License-Identifier: GPL-2.0-or-later
"""
Every keyed capture of captures/ and of the lab without its keys: are the outcomes right, is the true cause's family
among the first three findings, is nothing certain? keyless.md beside this file holds the table of what was true and
what comes first; it has to be the one that is measured here (--write writes it).
"""
import collections
import json
import pathlib
import sys

from command import SHARED, SOURCE, Tally, rules, run
from lab_cases import keyring, read_mapping, word

PAGE = pathlib.Path(__file__).with_name("keyless.md")
FAILED = ("rejected", "deleted", "no-response", "incomplete")
NAMES = {"ts": "transform set", "acl": "networks", "vti": "networks", "gre": "networks", "interop": "networks", "pfs": "PFS"}
# Of the failures, so many have the family of the true cause among the first three findings.
WANTED = 0.95

Case = collections.namedtuple("Case", "name capture outcomes cause keys")
# outcomes: per kind of record a list of lists, in order, or one list for all; cause: per record a set of families;
# keys: runs the command with them


def family(rule):
    """Lengths and order tell the family of a Quick Mode's cause at best; every other rule is a family of its own."""
    return NAMES.get(rule.split("-")[0], rule)


def families(names):
    return {family(rule) for rule in names}


def as_list(value):
    return value if isinstance(value, list) else [value]


def own_cases():
    for path in sorted(SOURCE.glob("captures/*/expected.json")):
        expected = json.loads(path.read_text())
        (capture,) = path.parent.glob("capture.pcap*")
        first = families(expected["phase1_cause"])
        yield Case(path.parent.name, capture,
                   {kind: [as_list(record["outcome"]) for record in expected[kind]] for kind in ("phase1", "phase2")},
                   {"phase1": [first] * len(expected["phase1"]),
                    "phase2": [families(record["cause"]) for record in expected["phase2"]]},
                   lambda folder=path.parent, capture=capture: run("--keys", folder / "keys", capture))


def lab_cases(known):
    mapping = read_mapping()
    for path in sorted((SHARED / "lab-cases").glob("*/truth.json")):
        truth = json.loads(path.read_text())
        expected = truth["expected"]
        cut = mapping["truncated", "true"] if expected.get("truncated") else []
        cause = families(rule for rule in mapping["category", word(expected["category"])] if rule in known)
        yield Case(path.parent.name, path.parent / truth["capture"],
                   {kind: mapping[kind, word(expected[kind])] + cut for kind in ("phase1", "phase2")},
                   {"phase1": cause, "phase2": cause},
                   lambda capture=path.parent / truth["capture"], keys=keyring(truth): run(capture, keys=keys))


def check_outcomes(tally, result, outcomes):
    for kind, allowed in outcomes.items():
        records = result.of(kind)
        each = bool(allowed) and isinstance(allowed[0], list)
        if each or not allowed:
            tally.expect(len(records) == len(allowed), f"{len(records)} {kind} records, expected {len(allowed)}")
        else:
            tally.expect(records, f"no {kind} record")
        for number, record in enumerate(records[:len(allowed)] if each else records):
            right = allowed[number] if each else allowed
            tally.expect(record["outcome"] in right, f"{kind} {record['outcome']}, expected {right}")


def failures(result, case):
    """The records that failed for the known cause, with it. A phase 1 that came up is none where Quick Modes failed."""
    found = []
    for kind in ("phase1", "phase2"):
        for number, record in enumerate(result.of(kind)):
            cause = case.cause[kind]
            if isinstance(cause, list):
                cause = cause[number] if number < len(cause) else set()
            if cause and record["outcome"] in FAILED:
                found.append((record, cause))
    return found


def expected_to_fail(case):
    """Does the truth name a cause, and did anything fail for it?"""
    for kind in ("phase1", "phase2"):
        causes, outcomes = case.cause[kind], case.outcomes[kind]
        for number, cause in enumerate(causes if isinstance(causes, list) else [causes]):
            allowed = outcomes[number] if outcomes and isinstance(outcomes[0], list) else outcomes
            if cause and set(allowed) & set(FAILED):
                return True
    return False


def check_tied(tally, result, case):
    """SPIs that are taken for a Quick Mode's own by order are those that its keys show."""
    guessed = {record["message_id"]: record["sas"] for record in result.of("phase2") if record["sas_guessed"]}
    if not guessed:
        return
    read = {record["message_id"]: {row["spi"] for row in record["sas"]} for record in case.keys().of("phase2")}
    for message_id, rows in guessed.items():
        wrong = {row["spi"] for row in rows} - read[message_id]
        tally.expect(not wrong, f"Quick Mode {message_id}: SPIs {wrong} are not its own")


def check(tally, case, table):
    """Returns None for a case that did not fail, else whether the true family is among the first three everywhere."""
    result = run(case.capture)
    tally.expect(result.status in (0, 1), f"exit status {result.status}: {result.errors}")
    check_outcomes(tally, result, case.outcomes)
    check_tied(tally, result, case)
    findings = [finding for record in result.records for finding in record.get("findings", ())
                if isinstance(finding, dict)]
    certain = rules(findings, ["certain"])
    tally.expect(not certain, f"certain without keys: {certain}")
    for finding in findings:
        tally.expect(finding["evidence"], f"{finding['rule']} rests on nothing")
    for record in result.of("phase1") + result.of("phase2"):
        if record["outcome"] in ("rejected", "deleted", "no-response"):
            tally.expect(record["findings"], f"a failed {record['type']} without a finding")
    if not expected_to_fail(case):
        causes = [c for value in case.cause.values() for c in (value if isinstance(value, list) else [value])]
        errors = rules([f for f in findings if f["severity"] == "error"])
        tally.expect(any(causes) or not errors, f"nothing failed, errors {errors}")
        return None
    failed = failures(result, case)
    if not failed:  # nothing on the wire says that it failed: what is said of the whole counts
        wanted = case.cause["phase1"]
        failed = [(record, cause) for record, cause in zip(result.of("phase1"), wanted) if cause]
    hit = bool(failed)
    first = None
    for record, cause in failed:
        found = [family(rule) for rule in rules(record["findings"])]
        first = first or (found[0] if found else "nothing")
        hit = hit and bool(set(found[:3]) & cause)
    true = set().union(*(cause for _, cause in failed))
    row = first if first in true else sorted(true)[0]
    table[row][first] += 1
    table[row][None] += hit
    return hit


def render(title, table):
    """Rows: what was true; columns: what came first. Markdown."""
    columns = sorted({first for row in table.values() for first in row if first is not None})
    lines = [f"## {title}", "", "| true cause | cases | among the first three | first |", "|---|---|---|---|"]
    for true in sorted(table):
        row = table[true]
        count = sum(number for first, number in row.items() if first is not None)
        firsts = ", ".join(f"{first} {row[first]}" for first in columns if row[first])
        lines.append(f"| {true} | {count} | {row[None]} | {firsts} |")
    total = sum(number for row in table.values() for first, number in row.items() if first is not None)
    right = sum(row[true] for true, row in table.items())
    hits = sum(row[None] for row in table.values())
    lines.append(f"| all | {total} | {hits} | the true one {right} |")
    return lines


def confusion():
    return collections.defaultdict(collections.Counter)


def run_cases(tally, cases):
    table, failed, hits = confusion(), 0, 0
    for case in cases:
        tally.case(case.name)
        hit = check(tally, case, table)
        if hit is None:
            continue
        failed += 1
        hits += hit
        if not hit:
            print(f"{case.name}: the true cause's family is not among the first three")
    return table, failed, hits


def section(title):
    """The lines of the page from this heading to the next."""
    lines = PAGE.read_text().splitlines() if PAGE.exists() else []
    if f"## {title}" not in lines:
        return []
    start = lines.index(f"## {title}")
    rest = [number for number, line in enumerate(lines) if number > start and line.startswith("## ")]
    found = lines[start:rest[0] if rest else len(lines)]
    while found and not found[-1]:
        found.pop()
    return found


def write(sections):
    lines = PAGE.read_text().splitlines()
    head = lines[:next((n for n, line in enumerate(lines) if line.startswith("## ")), len(lines))]
    body = []
    for title in TITLES:
        body += (sections.get(title) or section(title)) + [""]
    PAGE.write_text("\n".join(head + body[:-1]) + "\n")


TITLES = ("captures/", "Reference negotiations")


def main():
    tally = Tally("without keys")
    known = {json.loads(line)["rule"] for line in run("--list-rules").text.splitlines()}
    sections, failed, hits = {}, 0, 0
    sources = [(TITLES[0], own_cases())]
    if (SHARED / "lab-cases").is_dir():
        sources.append((TITLES[1], lab_cases(known)))
    for title, cases in sources:
        table, these_failed, these_hits = run_cases(tally, cases)
        failed, hits = failed + these_failed, hits + these_hits
        sections[title] = render(title, table)
        print("\n".join(sections[title]))
    print(f"the true cause's family is among the first three in {hits} of {failed} failures")
    if "--write" in sys.argv:
        write(sections)
    tally.case("table")
    for title, lines in sections.items():
        tally.expect(section(title) == lines, f"{PAGE.name}: the table of {title} is not the one measured")
    tally.expect(failed and hits >= WANTED * failed, f"fewer than {WANTED:.0%}")
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
