# SPDX-License-Identifier: GPL-2.0-or-later
"""captures/ with the configurations of both ends, or of one, with keys and without. What is true: expected.json, that
is how the ends were configured. A configuration may make a cause certain, and never a wrong one; a healthy tunnel stays
what it was; and each change of a file that leaves a doubt takes the certainty away again."""
import json
import pathlib
import re
import tempfile

from command import SOURCE, Tally, rules, run

CAPTURES = SOURCE / "captures"
ENDS = ("initiator", "responder")
# With keys and the responder's configuration both sides' values are known: the causes that are then certain.
CERTAIN = {"ah-vs-esp", "ios-after-success", "ios-transform-one-way", "mode-mismatch", "pfs-missing",
           "transform-mismatch", "transform-mismatch-3des-des"}
# Without keys what came up ten minutes before, and is as long as what is refused, may have been the same proposal: then the
# responder's file is not what it had. With them it is seen to be another one.
CAME_UP_BEFORE = {"ios-after-success"}
# Without keys the initiator's configuration stands for its offer, and the wire agrees with both.
UNREAD = (CERTAIN - CAME_UP_BEFORE) | {"acl-any", "acl-not-mirrored", "acl-wider-initiator", "ios-acl-narrower-oneway",
                    "ios-transform-both-ways", "psk-only", "transform-mismatch-both-ways"}
# Its files have the line that came up and not the one that was refused: without keys that is all that can be seen.
LACKS_A_LINE = {"ios-interop-selectors"}
# The responder's configuration has no lifetime, which on IOS is the default; the daemon that stood for it had another.
LIFETIMES = {"life-mismatch"}
STATEMENTS = {"ts-mode": "transform-set|mode", "ts-": "transform-set", "pfs-": "crypto map|set pfs", "acl-": "permit"}


def capture_of(folder):
    return next(path for path in folder.iterdir() if path.name.startswith("capture."))


def judge(folder, keys, ends):
    arguments = ["-k", folder / "keys"] if keys and (folder / "keys").exists() else []
    for end in ends:
        arguments += ["-c", folder / end / "ios.txt"]
    return run(*arguments, capture_of(folder))


def findings(result):
    return [finding for kind in ("phase1", "phase2", "tunnel") for record in result.of(kind)
            for finding in record["findings"]]


def true_causes(folder):
    expected = json.loads((folder / "expected.json").read_text())
    return set(expected["phase1_cause"]) | {rule for quick in expected["phase2"] for rule in quick["cause"]}


def causes(result):
    return [(tunnel["cause"], tunnel["likelihood"]) for tunnel in result.of("tunnel")]


def check_folder(tally, folder):
    true = true_causes(folder)
    for keys in (True, False):
        alone = judge(folder, keys, ())
        for ends in (ENDS, ENDS[:1], ENDS[1:]):
            what = f"{'keys' if keys else 'no keys'}, {' and '.join(ends)}"
            result = judge(folder, keys, ends)
            tally.expect(result.status == alone.status, f"{what}: exit {result.status}, {alone.status} before")
            errors = [finding for finding in findings(result) if finding["severity"] == "error"]
            wrong = set(rules(errors, ["certain"])) - true
            tally.expect(not wrong, f"{what}: certain {wrong}, true is {true}")
            for (before, _), (after, _) in zip(causes(alone), causes(result)):
                other = after == "config-not-running" and folder.name in LACKS_A_LINE and not keys
                tally.expect(after in true or after == before or other,
                             f"{what}: cause {after}, {before} before, true {true}")
            stale = [note for tunnel in result.of("tunnel") for note in tunnel["notes"] if "is not what runs" in note]
            tally.expect(not stale, f"{what}: {stale}")
            if not true:
                new = set(rules(findings(result))) - set(rules(findings(alone))) - LIFETIMES
                tally.expect(not new, f"{what}: {new} on a healthy tunnel")


def check_cause(tally, folder, keys, likelihood):
    what = "with keys" if keys else "without keys"
    for tunnel in judge(folder, keys, ENDS).of("tunnel"):
        tally.expect(tunnel["cause"] in true_causes(folder) and tunnel["likelihood"] == likelihood,
                     f"{what}: {tunnel['cause']} {tunnel['likelihood']}, not {likelihood}")
        lines = tunnel["findings"][0]["suspect_lines"]
        wanted = next((text for rule, text in STATEMENTS.items() if (tunnel["cause"] or "").startswith(rule)), "nothing")
        tally.expect(lines and all(re.search(wanted, line["text"]) for line in lines),
                     f"{what}: the statements are {lines}")
        tally.expect(len({line["file"] for line in lines}) == 2, f"{what}: statements of one file alone, {lines}")
        for line in lines:
            text = pathlib.Path(line["file"]).read_text().splitlines()[line["line"] - 1]
            tally.expect(text.strip() == line["text"], f"{what}: line {line['line']} is {text!r}, not {line['text']!r}")


def check_names(tally, folder):
    """What a fix would leave to the reader is in the configuration of the router that is told."""
    for keys in (True, False):
        tunnel = judge(folder, keys, ENDS).of("tunnel")[0]
        lines = tunnel["fix"]["lines"] + tunnel["fix"]["undo"]
        tally.expect(not [line for line in lines if "<" in line], f"placeholders in {lines}")
        for wanted in ("crypto map CM 10 ipsec-isakmp", " set transform-set IKT-AES-256-SHA-TUNNEL TS"):
            tally.expect(wanted in lines, f"{wanted} is not among {lines}")
        tunnel = judge(folder, True, ENDS[:1]).of("tunnel")[0]
        tally.expect(not tunnel["fix"], f"a fix for the router whose configuration was not given: {tunnel['fix']}")


# What is done to one end's file, and what may be said then: with keys, without. None: the cause is open.
DYNAMIC = "crypto map CM 20 ipsec-isakmp dynamic DYN\n"
GROUP = "ip access-list extended VPN\n permit ip object-group A any\n"
RIVAL = ("crypto map CM 5 ipsec-isakmp\n set peer {peer}\n set transform-set TS\n match address RIVAL\n"
         "ip access-list extended RIVAL\n permit ip 192.168.0.0 0.0.255.255 any\n")
MORE_SETS = "".join(f"crypto ipsec transform-set M{n} esp-des esp-md5-hmac\n" for n in range(6)) + \
    "crypto map CM 10 ipsec-isakmp\n set transform-set TS M0 M1 M2 M3 M4 M5\n"
SECOND_LINE = "ip access-list extended VPN\n permit ip 10.77.0.0 0.0.255.255 10.78.0.0 0.0.255.255\n"
DOUBTS = (
    ("responder", DYNAMIC, None, None), ("responder", GROUP, None, None), ("responder", RIVAL, None, None),
    ("responder", "crypto map CM 10 ipsec-isakmp\n set tranform-set TS\n", None, None),
    ("responder", "no crypto map CM 10\n", None, None),
    ("responder", SECOND_LINE, "certain", "certain"),
    ("initiator", DYNAMIC, "certain", None), ("initiator", GROUP, "certain", None),
    ("initiator", "crypto map CM 10 ipsec-isakmp\n set pfs group14\n", "certain", None),  # is longer than what was sent
    ("initiator", MORE_SETS, "certain", None), ("initiator", SECOND_LINE, "certain", None),
    ("initiator", SECOND_LINE.replace(" permit", " 5 permit"), "certain", None),
    ("initiator", "crypto map CM 10 ipsec-isakmp\n set security-association lifetime seconds 7200\n", "certain",
     "certain"),
)
# A file that would take what was refused is not what runs, and that is no more than probable.
AGREES = "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n"



def check_doubts(tally, folder, scratch):
    peers = {"responder": "203.0.113.31", "initiator": "198.51.100.31"}
    for number, (end, more, with_keys, without) in enumerate(DOUBTS):
        changed = scratch / f"{number}.cfg"
        changed.write_text((folder / end / "ios.txt").read_text() + more.replace("{peer}", peers[end]))
        other = next(name for name in ENDS if name != end)
        for keys, expected in ((["-k", folder / "keys"], with_keys), ([], without)):
            result = run(*keys, "-c", changed, "-c", folder / other / "ios.txt", capture_of(folder))
            likelihood = next(tunnel["likelihood"] for tunnel in result.of("tunnel"))
            certain = rules(findings(result), ["certain"])
            what = f"{end} with {more.splitlines()}, {'keys' if keys else 'no keys'}"
            tally.expect(likelihood == expected, f"{what}: {likelihood}, not {expected}")
            tally.expect(expected == "certain" or not certain, f"{what}: certain {certain}")


def check_not_running(tally, folder, scratch):
    for keys in (True, False):
        changed = scratch / "agrees.cfg"
        changed.write_text((folder / "responder" / "ios.txt").read_text() + AGREES)
        result = run(*(["-k", folder / "keys"] if keys else []), "-c", changed, "-c", folder / "initiator" / "ios.txt",
                     capture_of(folder))
        for cause in causes(result):
            tally.expect(cause == ("config-not-running", "probable"), f"keys {keys}: {cause}")
        tally.expect(not rules(findings(result), ["certain"]), f"keys {keys}: certain {rules(findings(result))}")


def check_peer(tally, folder, scratch):
    """The entry for these networks names another peer; the key is there, and sets would agree."""
    changed = scratch / "peer.cfg"
    text = (folder / "responder" / "ios.txt").read_text() + AGREES
    changed.write_text(text.replace("set peer 203.0.113.31", "set peer 203.0.113.99"))
    for keys in (True, False):
        both = ["-c", folder / "initiator" / "ios.txt"]
        for initiator in ([both, []] if keys else [both]):
            result = run(*(["-k", folder / "keys"] if keys else []), "-c", changed, *initiator, capture_of(folder))
            what = f"keys {keys}, {len(initiator) // 2 + 1} files"
            for tunnel in result.of("tunnel"):
                tally.expect((tunnel["cause"], tunnel["likelihood"]) == ("peer-address-wrong", "certain"),
                             f"{what}: {tunnel['cause']} {tunnel['likelihood']}")
                lines = [line["text"] for line in tunnel["findings"][0]["suspect_lines"]]
                tally.expect(lines == ["set peer 203.0.113.99"], f"{what}: {lines}")
                tally.expect(" set peer 203.0.113.31" in tunnel["fix"]["lines"], f"{what}: {tunnel['fix']['lines']}")


def check_told(tally, folder):
    """What the wire does not show of a side is told from its configuration, with the statement."""
    tunnel = judge(folder, False, ENDS).of("tunnel")[0]
    for side in ("a", "b"):
        for what in ("networks", "sets", "mode", "pfs_group", "lifetimes"):
            fact = tunnel[side]["has"][what]
            tally.expect(fact["value"] and fact["from"] and fact["from"][0]["kind"] == "config", f"{side} {what}: {fact}")
    differ = {row["what"] for row in tunnel["compared"] if row["differs"]}
    tally.expect(differ == {"cipher", "auth"}, f"differing rows: {differ}")
    tally.expect(not tunnel["decide"], f"asks although all is known: {tunnel['decide']}")


def main():
    tally = Tally("configurations beside captures")
    folders = sorted(path.parent.parent for path in CAPTURES.glob("*/responder/ios.txt")
                     if (path.parents[1] / "initiator" / "ios.txt").exists())
    for folder in folders:
        tally.case(folder.name)
        check_folder(tally, folder)
        if folder.name in CERTAIN:
            check_cause(tally, folder, True, "certain")
        if folder.name in CAME_UP_BEFORE:
            check_cause(tally, folder, False, "probable")
        if folder.name in UNREAD:
            check_cause(tally, folder, False, "certain")
    tally.case("names")
    check_names(tally, CAPTURES / "ios-transform-one-way")
    tally.case("doubts")
    with tempfile.TemporaryDirectory() as scratch:
        check_doubts(tally, CAPTURES / "ios-transform-one-way", pathlib.Path(scratch))
        tally.case("peer")
        check_peer(tally, CAPTURES / "ios-transform-one-way", pathlib.Path(scratch))
        tally.case("told")
        check_told(tally, CAPTURES / "ios-transform-one-way")
        tally.case("not running")
        check_not_running(tally, CAPTURES / "ios-transform-one-way", pathlib.Path(scratch))
    tally.close()


if __name__ == "__main__":
    main()
