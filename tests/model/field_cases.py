# SPDX-License-Identifier: GPL-2.0-or-later
"""Public incidents of which both configurations are there: the model's answers, in both directions, are what the routers
answered, and the statement that decides is the one at fault. The causes were confirmed by who had the routers."""
import json
import os
import pathlib
import re
import subprocess
import sys

# Of each cause: the check that refuses, in one direction at least; None: all is taken, and the keys agree.
TRANSFORMS = {"TRANSFORMS", "MODE"}
PFS = {"PFS_REQUIRED", "PFS_GROUP"}
NETWORKS = {"NETWORKS", "PEER"}
CAUSES = {
    "none": None, "stale-sa-invalid-spi": None, "ts-keylen": TRANSFORMS, "ts-hash": TRANSFORMS,
    "ts-cipher": TRANSFORMS, "ts-mode": TRANSFORMS, "pfs-required-not-offered": PFS, "pfs-group-mismatch": PFS,
    "acl-not-mirrored": NETWORKS, "acl-host-vs-net": NETWORKS, "tunnel-protection-missing": {"LOCAL_ADDRESS"},
    # what only a packet of the LAN meets
    "no-route": {"ROUTE", "ROUTES_SHOWN"}, "routing-no-return": {"ROUTE", "ROUTES_SHOWN"},
    # phase 1
    "p1-policy-mismatch": {"POLICY"}, "psk-missing": {"KEY", "POLICY"}, "psk-mismatch": "keys=differ",
}
LINE = re.compile(r'(\w+) (\d-\d) (\w+) (\d) (\w+) "(.*?)"(.*)')


def pairs(text):
    """The lines of each pair of addresses; those that both have something for come first."""
    blocks = [block.splitlines() for block in re.split(r"^pair .*\n", text, flags=re.M)[1:]]
    return sorted(blocks, key=lambda lines: sum("no crypto map entry and no tunnel" in line for line in lines))


def same(statement, line):
    return re.sub(r"\s+", " ", statement).strip() == re.sub(r"\s+", " ", line).strip()


def complaints(case, program):
    truth = json.loads((case / "truth.json").read_text())
    cause = truth["root_cause"].split(" ")[0]
    run = subprocess.run([program, case / "r1.cfg", case / "r2.cfg"], capture_output=True, text=True, check=True)
    found = pairs(run.stdout)
    if not found:
        yield "no address of the two leads to anything"
        return
    steps = [LINE.match(line).groups() for line in found[0] if not line.startswith("unless")]
    wanted = CAUSES.get(cause, "unknown")
    if wanted == "unknown":
        yield "a cause that this test does not know: " + cause
        return
    offers = [step for step in steps if step[0] in ("offer", "phase1")]
    refused = [step for step in steps if step[2] == "refuses"]
    if wanted == "keys=differ":
        if not any(wanted in step[6] for step in steps):
            yield "the keys do not differ"
        refused = [step for step in offers if step[2] == "refuses"]
        wanted = set()
    elif wanted is None:
        wanted = set()
        refused = [step for step in offers if step[2] == "refuses"]
        if any(step[2] != "takes" for step in offers) or any("keys=differ" in step[6] for step in offers):
            yield "not all is taken: %s" % offers
    elif not any(step[4] in wanted for step in refused):
        yield "nothing refuses for the cause: %s" % steps
    for step in refused:
        # a refusal for another reason would be told as a certain cause; a route that an excerpt leaves out is not
        if step[4] not in wanted and step[4] != "ROUTES_SHOWN" and step[0] != "begin" and step[3] == "1":
            yield "refused for another reason: %s" % (step,)
    for fault in truth["at_fault"]:
        side = {"r1.cfg": "2-1", "r2.cfg": "1-2"}.get(fault["file"])
        line = fault["line"]
        if not side or not line or cause == "psk-mismatch":
            continue
        names = {step[5] for step in refused if step[1] == side}
        # the entry's own statement, or the set that it names
        words = line.split()
        if not any(same(name, line) or (words[:2] == ["set", "transform-set"] and words[2] in name.split())
                   for name in names):
            yield "%s is not named: %s" % (line, names)


def main():
    program = sys.argv[2]
    folder = pathlib.Path(os.environ["IKT_SHARED_DIR"]) / "field-cases"
    cases = [case for case in sorted(folder.glob("*/")) if (case / "r1.cfg").exists() and (case / "r2.cfg").exists()]
    if not cases:
        return 77
    failures = 0
    for case in cases:
        for complaint in complaints(case, program):
            print("%s: %s" % (case.name, complaint))
            failures += 1
    print("%d cases, %d complaints" % (len(cases), failures))
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
