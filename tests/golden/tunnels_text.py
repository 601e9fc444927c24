# SPDX-License-Identifier: GPL-2.0-or-later
"""
The text of captures/ and of the lab's cases, with keys and without: its first line behind the head names the state, it
is short, and what it says to type can be typed. States are those of tests/tunnels (what the makers of the captures and
their daemons say), lengths those of issue 10.
"""
import json
import pathlib
import re
import sys
import tempfile

from command import SHARED, SOURCE, Tally, run

sys.path[1:1] = [str(SOURCE / "tests" / "tunnels"), str(SOURCE / "tests" / "bench")]
import refused  # noqa: E402
from whole_captures import KEYLESS_STATES, as_states, lab_cases, shipped_cases  # noqa: E402

WORDS = {"up": "UP", "down": "DOWN", "degraded": "UP WITH A FAULT", "flapping": "FLAPPING", "unjudged": "NOT JUDGED"}
LINES, BLOCK_LINES, BATCH_LINES, LONG_LINES, COLUMNS = 45, 30, 150, 60, 80
PLACEHOLDER = re.compile(r"<([A-Z][A-Z0-9-]*)>")
CLEAR = re.compile(r"clear crypto (?:sa peer|session remote|ipsec sa peer) (\S+)$")
VERDICT = re.compile(r"^(\d+) +(\S+) +(?:<|>|<>) +(\S+) +(.*)$")
# Commands of routers and daemons, and lines of a --keys file, are not broken; nor are a hash or a file's name.
TYPED = re.compile(r"^ {3,}(configure|crypto|no|set|match|end|clear|show|debug|undebug|ip|permit|deny|interface|journalctl|"
                   r"swanctl|ipsec|grep|address|tunnel|\d+ (permit|deny)|SHA-256|[0-9a-f]{16} : )")


def head_and_rest(text):
    """The head ends with an empty line; a table of tunnels has a line of its own for what its columns are."""
    head, _, rest = text.partition("\n\n")
    return head, [line for line in rest.splitlines() if not line.startswith("#")]


def blocks(text):
    """(number, A, B, what follows the addresses in the first line, all lines) of each tunnel's block."""
    found = []
    for line in text.splitlines():
        match = VERDICT.match(line)
        if match and re.match(r"[A-Z]{2}", match.group(4)):
            found.append((*match.groups(), [line]))
        elif found and line.strip() and line.startswith(" "):
            found[-1][-1].append(line)
        elif found and found[-1][-1][-1].strip():
            found[-1][-1].append("")
    return [(number, a, b, said, lines[:lines.index("")] if "" in lines else lines) for number, a, b, said, lines in found]


def fixes(lines):
    """(router's address, lines to type, lines below them) of each FIX of a block."""
    at = 0
    while at < len(lines):
        title = re.match(r"^   FIX on \S+ (\S+)$", lines[at])
        at += 1
        if not title:
            continue
        below = at
        while below < len(lines) and lines[below].startswith("     ") and not lines[below].startswith("     !"):
            below += 1
        end = below
        while end < len(lines) and lines[end].startswith("     "):
            end += 1
        yield title.group(1), [line[5:] for line in lines[at:below]], lines[below:end]
        at = end


def check_fix(tally, router, typed, below, a, b):
    tally.expect(typed and typed[0] == "configure terminal", f"begins with {typed[:1]}")
    if not tally.expect("end" in typed, f"no end: {typed}"):
        return
    ended = typed.index("end")
    clears = typed[ended + 1:]
    tally.expect(clears, "no clear behind the end")
    for line in clears:
        match = CLEAR.match(line)
        tally.expect(match, f"names no peer: {line}")
        if match:
            tally.expect(match.group(1) == (b if router == a else a), f"{router} clears {match.group(1)}")
    tally.expect(not any(line.startswith("clear") for line in typed[:ended]), "clears while it configures")
    explained = " ".join(line.strip() for line in below)
    tally.expect(re.search(r"! undo: \S", explained), "no undo")
    for name in sorted(set(PLACEHOLDER.findall(" ".join(typed) + explained.partition("<MAP> name of")[0]))):
        tally.expect(re.search(rf"<{name}> [a-z\"]", explained), f"<{name}> is not explained")
    tally.expect(not re.search(r"<[a-z]", " ".join(typed)), f"a value is missing: {typed}")


def check_lines(tally, text):
    for line in text.splitlines():
        tally.expect(len(line) <= COLUMNS or TYPED.match(line), f"{len(line)} columns: {line}")
        tally.expect(line == line.rstrip(), f"blanks at the end: {line!r}")


def check_text(tally, case, keys, keyless):
    """How many fixes there were."""
    result = run(*(part for key in keys for part in ("-k", key)), case.capture, text=True)
    text = result.text
    states = case.states
    if keyless and case.name in KEYLESS_STATES:
        states = as_states(KEYLESS_STATES[case.name]) + tuple(states)
    head, rest = head_and_rest(text)
    tally.expect(re.match(r"\d+ tunnels?\b", head), f"no count: {head}")
    count = 0
    told = blocks(text)
    if len(told) == 1 and states:
        said = " ".join(told[0][-1][:3])
        tally.expect(any(re.search(rf" {WORDS[state]}\b", said) for state in states), f"none of {states}: {said}")
        in_table = not head.startswith("1 ") and re.match(r"1 .* (up|down|degraded|flapping|not judged)\b", rest[0])
        tally.expect(in_table or rest[0] == told[0][-1][0], f"the first line is not the verdict: {rest[0]}")
    if set(states) == {"up"}:
        # What failed before it came up again is an error still.
        tally.expect(result.status == 0 or case.causes, f"exit status {result.status}")
        tally.expect("FIX on" not in text and "DECIDE" not in text, "advice for what is up")
    if set(states) == {"down"}:
        tally.expect(result.status == 1, f"exit status {result.status}")
    tally.expect(len(text.splitlines()) <= LINES * max(1, len(told)), f"{len(text.splitlines())} lines")
    for _, a, b, _, lines in told:
        tally.expect(len(lines) <= BLOCK_LINES, f"a block of {len(lines)} lines")
        for fix in fixes(lines):
            check_fix(tally, *fix, a, b)
            count += 1
    check_lines(tally, text)
    return count


def check_batch(tally, keys, title):
    tally.case(title)
    result = run(*(part for key in keys for part in ("-k", key)), SOURCE / "captures", text=True)
    lines = result.text.splitlines()
    tally.expect(len(lines) <= BATCH_LINES, f"{len(lines)} lines")
    head, rest = head_and_rest(result.text)
    tally.expect(re.match(r"\d+ captures, \d+ tunnels: \d+ down", head), head)
    tally.expect(rest[0].startswith("DOWN"), f"first is {rest[0]}")
    tally.expect(result.status == 1, f"exit status {result.status}")
    check_lines(tally, result.text)


def check_long(tally, scratch):
    tally.case("four hours")
    path = pathlib.Path(scratch) / "long.pcap"
    refused.write(path)
    result = run(path, text=True)
    lines = result.text.splitlines()
    tally.expect(len(lines) <= LONG_LINES, f"{len(lines)} lines")
    tally.expect(lines[0].startswith("2 tunnels: 2 down."), lines[0])
    tally.expect(result.status == 1, f"exit status {result.status}")
    tally.expect("240 Quick Modes" in " ".join(result.text.split()), "retries are not counted")
    check_lines(tally, result.text)
    records = run(path)
    size = {kind: 0 for kind in ("phase1", "phase2", "tunnel", "capture", "summary")}
    for line in records.text.splitlines():
        size[json.loads(line)["type"]] += len(line.encode()) + 1
    share = sum(size.values()) / (size["phase1"] + size["phase2"])
    tally.expect(len(records.of("phase2")) == 480, f"{len(records.of('phase2'))} Quick Modes")
    tally.expect([t["attempts"]["rejected"] for t in records.of("tunnel")] == [240, 240], "not 240 refusals each")
    tally.expect(share <= 1.3, f"JSON is {share:.2f} times its phase1 and phase2 records")
    print(f"four hours: {len(lines)} lines of text, JSON {share:.3f} times its exchanges' records")


def prove_that_it_can_fail():
    text = ("1 tunnel: 1 down. a.pcap\n\n1 192.0.2.1 > 192.0.2.2 DOWN in phase 2\n   FIX on A 192.0.2.1\n"
            "     configure terminal\n     set pfs <GROUP>\n     end\n     clear crypto sa peer 192.0.2.2\n"
            "     ! undo: no set pfs\n     <GROUP> a group\n\n-v what\n")
    (number, a, b, said, lines), = blocks(text)
    assert (number, a, b, said, len(lines)) == ("1", "192.0.2.1", "192.0.2.2", "DOWN in phase 2", 8)
    (router, typed, below), = fixes(lines)
    assert router == a and len(typed) == 4 and len(below) == 2

    def complaints(typed, below):
        tally = Tally("itself")
        tally.case("case")
        check_fix(tally, router, typed, below, a, b)
        return len(tally.complaints["case"])

    assert complaints(typed, below) == 0
    assert complaints(typed[1:], below) == 1
    assert complaints(typed[:-1] + ["clear crypto isakmp"], below) == 1
    assert complaints(typed[:-1] + ["clear crypto sa peer 192.0.2.1"], below) == 1
    assert complaints(typed[:-1], below) == 1
    assert complaints(typed, below[:1]) == 1
    assert complaints(["configure terminal", "set pfs <group>"] + typed[2:], below) == 1


def main():
    prove_that_it_can_fail()
    tally = Tally("text of tunnels")
    count = 0
    with tempfile.TemporaryDirectory() as scratch:
        cases = list(shipped_cases()) + list(lab_cases(scratch))
        if not (SHARED / "lab-cases").is_dir():
            print("skipped: the lab's cases, which are not here")
        for case in cases:
            tally.case(case.name)
            count += check_text(tally, case, case.keys, False)
            tally.case(f"{case.name} without keys")
            count += check_text(tally, case, [], True)
        check_batch(tally, [], "captures/")
        check_batch(tally, sorted((SOURCE / "captures").glob("*/keys")), "captures/ with all keys")
        check_long(tally, scratch)
    print(f"{count} fixes")
    tally.case("all of them")
    tally.expect(count >= 15, "hardly a fix was printed")
    tally.close()


if __name__ == "__main__":
    main()
