# SPDX-License-Identifier: GPL-2.0-or-later
"""captures/ with the log of the router that refuses, without keys. What is true: expected.json, that is how the ends were
configured. The number that the log prints leaves one kind of cause; with that router's configuration it is certain; a
log of other Quick Modes, of another router or of another reason makes nothing certain."""
import json
import pathlib
import tempfile

from command import SOURCE, Tally, rules, run
from responder_log import error_of, refusal, transform_lines

CAPTURES = SOURCE / "captures"
# Without keys what came up before may have been the same proposal (see configured.py): then the file is not what it had.
CAME_UP_BEFORE = {"ios-after-success"}
FAMILIES = {256: ("ts-", "ah-"), 1024: ("pfs-",), 32: ("acl-", "gre-", "vti-", "interop-", "peer-")}
LATE = 37  # seconds by which the router's clock is behind


def capture_of(folder):
    return next(path for path in folder.iterdir() if path.name.startswith("capture."))


def refused(folder):
    expected = json.loads((folder / "expected.json").read_text())
    return [quick for quick in expected["phase2"]
            if quick["outcome"] == "rejected" and quick["offer"] and quick["cause"]]


def with_peers(quicks, result):
    """The other end's address, which expected.json leaves to the capture."""
    ends = {(record["message_id"], record["initiator"]["address"]): record["responder"]["address"]
            for record in result.of("phase2")}
    found = []
    for quick in quicks:
        peer = ends.get((quick["message_id"], quick["initiator"]))
        if peer:
            found.append(dict(quick, peers=(quick["initiator"], peer)))
    return found


def errors(result, message_id):
    return [finding for record in result.of("phase2") if record["message_id"] == message_id
            for finding in record["findings"] if finding["severity"] == "error"]


def check_folder(tally, folder, scratch):
    quicks = with_peers(refused(folder), run(capture_of(folder)))
    log = scratch / "responder.log"
    for quick in quicks[:1]:
        number = error_of(quick["cause"])
        if number is None or quick["peers"][0].count(":"):
            continue
        config = folder / ("responder" if quick["peers"][1].startswith("198.51") else "initiator") / "ios.txt"
        # the mode is not in expected.json, and the log says tunnel
        known = transform_lines(quick["offer"][0], quick["pfs_group"]) is not None and "ts-mode" not in quick["cause"]
        base = 8 * 3600 - LATE
        for signed in (False, True):
            log.write_text(refusal(quick, number, base, signed))
            result = run("-l", log, capture_of(folder))
            told = errors(result, quick["message_id"])
            other = [finding["rule"] for finding in told if not finding["rule"].startswith(FAMILIES[number])]
            tally.expect(told and not other, f"the log leaves {number}, and {other} among {rules(told)}")
            tally.expect(not rules(told, ["certain"]), f"certain without a configuration: {rules(told, ['certain'])}")
            said = " ".join(text for finding in told for text in finding["evidence"])
            tally.expect("names its message ID" in said, f"not joined by message ID: {said[:400]}")
            refs = [ref for finding in told for ref in finding.get("from", []) if ref["kind"] == "log"]
            tally.expect(not told or refs or "line" in said, f"no line of the log: {told}")
            if known and config.exists() and number != 32:
                result = run("-l", log, "-c", config, capture_of(folder))
                told = errors(result, quick["message_id"])
                sure = set(rules(told, ["probable" if folder.name in CAME_UP_BEFORE else "certain"]))
                certain = set(rules(told, ["certain"]))
                tally.expect(sure and certain <= sure <= set(quick["cause"]),
                             f"log and configuration: certain {certain}, {sure}, true is {quick['cause']}")
        # another Quick Mode's, another router's, another reason
        near_misses = {
            "another message ID": refusal(quick, number, base, message_id=0x01020304),
            "another pair": refusal(dict(quick, peers=("192.0.2.77", "192.0.2.78")), number, base),
            "the log of the other end": refusal(dict(quick, peers=quick["peers"][::-1]), number, base),
            "another reason": refusal(quick, 32 if number != 32 else 256, base),
        }
        for what, text in near_misses.items():
            log.write_text(text)
            result = run("-l", log, *(("-c", config) if config.exists() else ()), capture_of(folder))
            certain = set(rules(errors(result, quick["message_id"]), ["certain"]))
            without = run(*(("-c", config) if config.exists() else ()), capture_of(folder))
            before = set(rules(errors(without, quick["message_id"]), ["certain"]))
            tally.expect(certain <= before, f"{what}: certain {certain}, {before} without the log")


def main():
    tally = Tally("logs beside captures")
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted(CAPTURES.glob("*/expected.json")):
            tally.case(path.parent.name)
            check_folder(tally, path.parent, pathlib.Path(scratch))
    tally.close()


if __name__ == "__main__":
    main()
