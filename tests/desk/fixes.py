# SPDX-License-Identifier: GPL-2.0-or-later
"""The fix of each case, typed on the text of the configuration that it is for: then the tunnel is up, the router's other
tunnel is what it was, and the undo brings the text back.

    fixes.py COMMAND
"""
import re
import sys

import cases
from desk import Tally, judge, told
from routers import Typed, router, typed

PLACEHOLDER = re.compile(r"<([A-Z0-9-]+)>")
THIRD = router(3, [1])


def fill(lines, values):
    return [PLACEHOLDER.sub(lambda match: values[match.group(1)], line) for line in lines]


def check_fix(tally, case, texts, fix):
    """The texts afterwards."""
    at = 0 if fix["router"]["hostname"] == "R1" else 1
    after = list(texts)
    try:
        after[at] = typed(texts[at], fill(fix["lines"], case.values))
        back = typed(after[at], fill(fix["undo"], case.values))
    except (ValueError, KeyError) as error:
        tally.expect(False, f"{case.name}: {type(error).__name__}: {error}: {fix['lines']} {fix['undo']}")
        return after
    left, before = (sorted(str((head, sorted(map(str, lines)))) for head, lines in Typed(text).blocks)
                    for text in (back, texts[at]))
    added = [one for one in left if one not in before]
    # IOS takes no name back that is not defined
    tally.expect(case.rule == "ts-missing" or all("[]" in one or "transform-set" in one for one in added) and set(before) <= set(left),
                 f"{case.name}: the undo leaves {added}, lacks {[one for one in before if one not in left]}")
    tally.expect(fix["touches"], f"{case.name}: what it touches is not said")
    return after


def third_state(texts):
    found = judge(*texts, THIRD).between("R1", "R3")
    return [one["state"] for one in found]


def check_case(tally, case):
    texts = list(case.texts)
    before = third_state(texts)
    for _ in range(max(1, case.fixes)):
        tunnel = next((one for one in judge(*texts).between("R1", "R2") if one["cause"] == case.rule), None)
        if not tunnel or not tunnel["fix"]:
            tally.expect(case.fixes == 0 or case.state is None or len(texts) == 0,
                         f"{case.name}: no fix: {told(tunnel) if tunnel else None}")
            return
        texts = check_fix(tally, case, texts, tunnel["fix"])
        if case.fixes == 2:  # the other router needs the same
            other = next((one for f in tunnel["findings"] if f["rule"] == case.rule for one in f["ios"]["fix"][1:]), None)
            tally.expect(other, f"{case.name}: nothing for the other router")
            texts[1] = typed(texts[1], fill(other["lines"], case.values)) if other else texts[1]
            break
    after = judge(*texts).between("R1", "R2")
    tally.expect(after and all(one["state"] == case.mended for one in after),
                 f"{case.name}: after the fix {[told(one) for one in after]}\n{texts[0]}")
    if case.rule not in ("p1-policy-mismatch", "dyn-map-order", "isakmp-disabled", "map-not-applied", "no-route", "map-multi-wan-local-address"):
        tally.expect(third_state(texts) == before, f"{case.name}: the other tunnel was {before}, is {third_state(texts)}")


def check_shared_list(tally):
    """A hub has one entry and one list for two spokes, and the line of one of them is missing: the other's stays."""
    hub = router(1, [3]).replace(" set peer 203.0.113.1\n", " set peer 203.0.113.1\n set peer 198.51.100.1\n").replace(
        "crypto isakmp key Secret13", "crypto isakmp key Secret12 address 198.51.100.1\ncrypto isakmp key Secret13")
    spokes = router(2, [1]), router(3, [1])
    before = judge(hub, *spokes)
    tunnel = next((one for one in before.between("R1", "R2") if one["fix"]), None)
    tally.expect(tunnel and tunnel["cause"] == "acl-not-mirrored", "a list of two spokes: " + str(tunnel and told(tunnel)))
    if not tunnel:
        return
    lines = tunnel["fix"]["lines"]
    tally.expect(not any(line.strip().startswith("no ") for line in lines), f"a list of two spokes: {lines}")
    after = judge(typed(hub, lines), *spokes)
    for pair in (("R1", "R2"), ("R1", "R3")):
        states = [one["state"] for one in after.between(*pair)]
        tally.expect(states and set(states) == {"up"}, f"a list of two spokes: {pair} is {states} after {lines}")


def main():
    tally = Tally()
    check_shared_list(tally)
    for case in cases.wrong():
        check_case(tally, case)
    return tally.end("fixes")


if __name__ == "__main__":
    sys.exit(main())
