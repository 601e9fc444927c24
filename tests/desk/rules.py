# SPDX-License-Identifier: GPL-2.0-or-later
"""Each rule about configurations fires where it should, first and as sure as it may be, in either order of the files,
and quotes the statement; and it is silent about pairs that come near to it.

    rules.py COMMAND
"""
import re
import sys

import cases
from desk import Tally, judge, told
from routers import router

SILENT = {"dyn-map-cannot-initiate"}  # it says what is as it should be


def check_tunnel(tally, name, case, tunnel):
    finding = next((one for one in tunnel["findings"] if one["rule"] == case.rule), None)
    tally.expect(finding is not None, f"{name}: no {case.rule}: {told(tunnel)}")
    if not finding:
        return
    tally.expect(case.state is None or tunnel["cause"] == case.rule, f"{name}: cause {tunnel['cause']}: {told(tunnel)}")
    tally.expect(finding["likelihood"] == case.sure, f"{name}: {finding['likelihood']}")
    tally.expect(case.state in (None, tunnel["state"]), f"{name}: {told(tunnel)}")
    lines = [line["text"] for line in finding["suspect_lines"]]
    tally.expect(case.line is None or any(case.line in line for line in lines), f"{name}: suspects {lines}")
    text = str(finding)
    tally.expect(" frame" not in text and "Secret" not in text, f"{name}: {text}")


def check_case(tally, case):
    for order in (0, 1):
        texts = case.texts if order == 0 else case.texts[::-1]
        found = judge(*texts).between("R1", "R2")
        tally.expect(len(found) > 0, f"{case.name}: no tunnel")
        best = [one for one in found if any(f["rule"] == case.rule for f in one["findings"])] or found
        if best:
            check_tunnel(tally, f"{case.name}{', swapped' if order else ''}", case, best[0])
    if case.alone:
        alone = judge(case.texts[0]).tunnels
        rules = {one["rule"] for tunnel in alone for one in tunnel["findings"] if one["severity"] != "note"}
        tally.expect(case.rule in rules, f"{case.name}, alone: {[told(one) for one in alone]}")


def check_right(tally, name, one, two):
    result = judge(one, two)
    for tunnel in result.between("R1", "R2"):
        spoken = [f["rule"] for f in tunnel["findings"] if f["rule"] not in SILENT]
        tally.expect(not spoken and tunnel["state"] in ("up", "unjudged"), f"{name}: {told(tunnel)}")
    tally.expect(result.status == 0 and result.between("R1", "R2"), f"{name}: exit {result.status} {result.errors}")
    for alone in (one, two):
        found = [f["rule"] for tunnel in judge(alone).tunnels for f in tunnel["findings"] if f["severity"] != "note"]
        tally.expect(not found, f"{name}, alone: {found}")


def main():
    tally = Tally()
    for case in [*cases.wrong(), *cases.of_many_lines()]:
        check_case(tally, case)
    for case in cases.noted():
        for tunnel in judge(*case.texts).tunnels:
            finding = next((one for one in tunnel["findings"] if one["rule"] == case.rule), None)
            tally.expect(finding and finding["severity"] == "note" and tunnel["state"] == "up", f"{case.name}: {told(tunnel)}")
    names = set()
    for name, one, two in cases.right():
        names.add(name)
        check_right(tally, name, one, two)
    # no file shows a route, so that they may have been left out
    excerpts = [re.sub(r"(?m)^ip route .*\n", "", text) for text in (router(1, [2]), router(2, [1]))]
    for tunnel in judge(*excerpts).tunnels:
        tally.expect(tunnel["state"] == "up" and all(one["likelihood"] == "possible" for one in tunnel["findings"]),
                     f"no routes anywhere: {told(tunnel)}")
    up = judge(router(1, [2, 3]), router(2, [1]), router(3, [1]))
    tally.expect([one["state"] for one in up.tunnels] == ["up", "up"], f"three routers: {[told(o) for o in up.tunnels]}")
    return tally.end(f"{len(list(cases.wrong()))} cases, {len(names)} healthy pairs")


if __name__ == "__main__":
    sys.exit(main())
