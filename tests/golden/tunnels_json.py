# SPDX-License-Identifier: GPL-2.0-or-later
"""
The tunnel records of captures/ and of the lab's cases, with keys and without, hold together: with the exchanges that
they are made of, with the capture that they are of, and in themselves, as the JSON contract has it.
"""
import re
import sys
import tempfile

from command import SOURCE, Tally, run

sys.path.insert(1, str(SOURCE / "tests" / "tunnels"))
from whole_captures import lab_cases, shipped_cases  # noqa: E402

STATES = ("up", "degraded", "down", "flapping", "unjudged")
PLACES = ("phase1", "xauth", "phase2", "traffic", "configuration", None)


def check_verdict(tally, tunnel):
    cause, causes, likelihood = tunnel["cause"], tunnel["causes"], tunnel["likelihood"]
    tally.expect(cause == (causes[0] if causes else None), f"cause {cause} of {causes}")
    tally.expect(likelihood in (("certain", "probable") if cause else (None,)), f"{likelihood} cause {cause}")
    tally.expect(not cause or cause == tunnel["findings"][0]["rule"], "the first finding is not the cause's")
    tally.expect(not (causes and (tunnel["open"] or tunnel["decide"])), "a cause, and something open")
    tally.expect(tunnel["state"] in STATES and tunnel["where"] in PLACES, f"{tunnel['state']} in {tunnel['where']}")
    tally.expect(tunnel["state"] not in ("up", "unjudged") or not causes, f"{tunnel['state']} with a cause")
    tally.expect(tunnel["state"] != "up" or tunnel["where"] is None, "up, and a place of what is wrong")
    tally.expect(tunnel["ended"] in (False, tunnel["state"] == "up"), "ended, and not up")
    if tunnel["state"] == "down":
        tally.expect(any(finding["severity"] == "error" for finding in tunnel["findings"]), "down without an error")
        tally.expect(causes or tunnel["open"], "down, and neither a cause nor anything open")
    fix = tunnel["fix"]
    tally.expect(fix is None or cause, "a fix without a cause")
    if fix:
        other = tunnel["b" if fix["router"]["side"] == "A" else "a"]["address"]
        tally.expect(fix["lines"][0] == "configure terminal" and fix["undo"] and fix["touches"], f"no whole fix: {fix}")
        tally.expect(fix["lines"][-1].startswith("clear ") and fix["lines"][-1].endswith(other), fix["lines"][-1])
    for row in tunnel["compared"]:
        known = row["a"] is not None and row["b"] is not None
        wanted = (row["a"] != row["b"],) if known else (None, True)
        if known and row["what"] == "sets":  # one in common is enough
            both = [re.split(", or |, and (?=[0-9])", row[side]) for side in "ab"]
            wanted = (False,) if set(both[0]) & set(both[1]) else (None, True)
        tally.expect(row["differs"] in wanted, f"not compared: {row}")
        tally.expect(all(ref["kind"] == "frame" and ref["file"] == tunnel["file"] for ref in row["from"]), f"{row['from']}")


def check_time(tally, tunnel):
    first, last, since = tunnel["first_time"], tunnel["last_time"], tunnel["since"]
    tally.expect(first is not None and last is not None and first <= last, f"from {first} to {last}")
    tally.expect(since is None or first <= since <= last, f"since {since}, seen from {first} to {last}")
    for way in tunnel["esp"].values():
        tally.expect((way["packets"] == 0) == (way["first_time"] is None), f"{way}")


def check_exchanges(tally, result):
    """Each exchange that a tunnel names is a record; each Quick Mode is of one tunnel."""
    known = {(record["file"], record["initiator_cookie"], record.get("message_id", "00000000"))
             for record in result.records if record["type"] in ("phase1", "phase2")}
    named = {}
    for tunnel in result.of("tunnel"):
        for exchange in tunnel["exchanges"]:
            key = (tunnel["file"], exchange["initiator_cookie"], exchange["message_id"])
            tally.expect(key in known, f"no record of {key[1:]}")
            named.setdefault(key, []).append(tunnel["number"])
    for key, tunnels in named.items():
        tally.expect(key[2] == "00000000" or len(tunnels) == 1, f"Quick Mode {key[2]} is of tunnels {tunnels}")
    more = sum(tunnel["exchanges_more"] for tunnel in result.of("tunnel"))
    left = [key for key in known if key[2] != "00000000" and key not in named]
    tally.expect(len(left) <= more, f"Quick Modes of no tunnel: {left}")


def check_order(tally, result):
    """A capture's tunnels stand before its own record, numbered from 1 over the run; the summary counts them."""
    numbers = [tunnel["number"] for tunnel in result.of("tunnel")]
    tally.expect(numbers == list(range(1, len(numbers) + 1)), f"numbers {numbers}")
    ended = set()
    for record in result.records:
        if record["type"] == "tunnel":
            tally.expect(record["file"] not in ended, f"a tunnel of {record['file']} behind its capture's record")
        elif record["type"] == "capture":
            ended.add(record["file"])
    summary = result.records[-1]
    states = {state: sum(tunnel["state"] == state for tunnel in result.of("tunnel")) for state in STATES}
    causes = [tunnel["cause"] for tunnel in result.of("tunnel") if tunnel["cause"]]
    tally.expect(summary["tunnels"] == states, f"summary counts {summary['tunnels']}, not {states}")
    tally.expect(summary["causes"] == {rule: causes.count(rule) for rule in causes}, f"causes {summary['causes']}")


def check(tally, capture, keys):
    result = run(capture, *(part for key in keys for part in ("--keys", key)))
    tally.expect(result.status in (0, 1), result.errors)
    check_order(tally, result)
    check_exchanges(tally, result)
    for tunnel in result.of("tunnel"):
        check_verdict(tally, tunnel)
        check_time(tally, tunnel)
    errors = any(finding["severity"] == "error" for record in result.records if record["type"] != "summary"
                 for finding in record.get("findings", ()))
    down = any(tunnel["state"] == "down" for tunnel in result.of("tunnel"))
    tally.expect(result.status == int(errors or down), f"exit status {result.status}")


def main():
    tally = Tally("records of tunnels")
    with tempfile.TemporaryDirectory() as scratch:
        for case in list(shipped_cases()) + list(lab_cases(scratch)):
            tally.case(case.name)
            check(tally, case.capture, case.keys)
            tally.case(f"{case.name} without keys")
            check(tally, case.capture, [])
        tally.case("all of captures/")
        check(tally, SOURCE / "captures", [])
    tally.close()


if __name__ == "__main__":
    main()
