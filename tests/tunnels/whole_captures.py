# SPDX-License-Identifier: GPL-2.0-or-later
"""
The tunnels of captures/ and of the lab's cases, with keys and without: their states, and what is said of the cause.
Truth is what the makers of the captures say (expected.json) and what the daemons did (truth.json, tests/lab/mapping).
"""
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "golden"))
from command import SHARED, SOURCE, Tally, run  # noqa: E402
from lab_cases import keyring, read_mapping, word  # noqa: E402

# Rules that one look at a configuration tells apart: a family.
FAMILIES = (
    ("p1-policy-mismatch", "p1-auth-method", "p1-exchange-mode"),
    ("p1-identity-mismatch", "p1-certificate", "cert-clock", "profile-keyring-mismatch", "peer-behind-nat"),
    ("p1-no-response", "peer-unreachable", "peer-address-wrong"),
    ("esp-blocked", "esp-stopped", "unprotected-return"),
    ("xauth-failed", "modecfg-failed", "xauth-l2l"),
    ("acl", "vti-vs-cryptomap", "gre-transport-proxies", "interop-selectors"),  # error 32 of IOS, all of them
)
# States that are right where the makers' words leave them open, and why.
STATES = {
    "ike-probe": ("unjudged", "a scanner wants no tunnel"),
    "ike_scan_mm_ss": (("unjudged", "down"), "likewise; one of its offers is refused"),
    "one-direction": ("unjudged", "no packet of one side"),
    "qm3-lost": ("degraded", "up on one side"),
    "no_response_qm3_dropped_lsw_lsw": ("degraded", "up on one side"),
    "lifetimes-differ": ("up", "the smaller one counts"),
    "qm-collision": ("up", "two SAs instead of one"),
    "ike-no-sa": ("up", "the side that lost the ISAKMP SA begins anew"),
    "initial-contact-war": ("flapping", "each INITIAL-CONTACT throws away what was just made"),
    "stale-sa-silent": (("up", "degraded"), "what the receiver has is not in the capture"),
    "ios-interop-selectors": (("up", "down"), "a tunnel for each of two pairs of networks"),
    "esp50_oneway_ss_lsw": ("degraded", "ESP one way"),
    "p2_proxy_net_vs_host_ss_ss": ("degraded", "narrowed"),
}
# Without keys nothing shows that the tunnel is up for less, or that DPD is what stays unanswered.
KEYLESS_STATES = {"acl-narrowed": "up", "p2_proxy_net_vs_host_ss_ss": "up", "ah-through-nat": "up",
                  "dpd-loss": ("up", "degraded"), "stale-sa-invalid-spi": "up",
                  "initial-contact-war": "up", "commit-bit-unconfirmed": "up",
                  "qm-not-started": "unjudged",  # the DELETE is not read
                  "ios-rekey-flap": "up",  # without networks these may be several tunnels
                  "xauth-failed": "unjudged"}  # the capture ends with the last answer


def family(rule):
    for members in FAMILIES:
        if rule in members:
            return members[0]
    head = rule.split("-")[0]
    return head if head in ("ts", "acl", "pfs") else rule


def dump(capture, *keys):
    """The records of its tunnels."""
    result = run(capture, *(part for key in keys for part in ("--keys", key)))
    assert result.status in (0, 1), result.errors
    return result.of("tunnel")


class Case:
    def __init__(self, name, capture, keys, states, causes, certain):
        self.name, self.capture, self.keys = name, capture, keys
        self.states = states  # any one of these; none: no tunnel is expected to be judged
        self.causes = causes  # rules, any one of which is right
        self.certain = certain


def as_states(states):
    return (states,) if isinstance(states, str) else tuple(states)


def shipped_cases():
    for path in sorted((SOURCE / "captures").glob("*/expected.json")):
        expected = json.loads(path.read_text())
        folder = path.parent
        quick = expected["phase2"]
        causes = set(expected["phase1_cause"]).union(*(record["cause"] for record in quick))
        outcomes = {outcome for record in quick for outcome in
                    (record["outcome"] if isinstance(record["outcome"], list) else [record["outcome"]])}
        if folder.name in STATES:
            states = as_states(STATES[folder.name][0])
        elif not expected["phase1"] and not quick:
            states = ()
        elif not causes:
            states = ("up",)
        else:
            states = ("degraded", "down") if "established" in outcomes else ("down",)
        keys = [folder / "keys"] if (folder / "keys").exists() else []
        certain = set(expected["certain_allowed"]).union(*(record["certain_allowed"] for record in quick))
        yield Case(folder.name, next(folder.glob("capture.pcap*")), keys, states, causes, certain)


def lab_cases(scratch):
    mapping = read_mapping()
    for path in sorted((SHARED / "lab-cases").glob("*/truth.json")):
        truth = json.loads(path.read_text())
        expected = truth["expected"]
        causes = set(mapping["category", word(expected["category"])])
        differs = {rule for name in expected.get("differs", ()) for rule in mapping["differs", name]}
        if expected.get("esp"):
            causes |= set(mapping["esp", expected["esp"]])
        name = path.parent.name
        if name in STATES:
            states = as_states(STATES[name][0])
        else:
            states = ("up",) if expected["phase2"] == "established" else ("down",)
        keys = pathlib.Path(scratch) / f"{name}.keys"
        keys.write_text(keyring(truth))
        yield Case(name, path.parent / truth["capture"], [keys], states, causes, causes | differs)


def check_state(tally, case, tunnels, keyless):
    states = case.states
    if keyless and case.name in KEYLESS_STATES:
        states = as_states(KEYLESS_STATES[case.name]) + tuple(states)
    for tunnel in tunnels:
        if states:
            tally.expect(tunnel["state"] in states, f"{tunnel['state']} in {tunnel['where']}, expected {states}")
        if tunnel["state"] == "down":
            errors = [f["rule"] for f in tunnel["findings"] if f["severity"] == "error"]
            tally.expect(errors, "down without an error finding")
            tally.expect(tunnel["causes"] or tunnel["open"], "down, and neither a cause nor anything open")
    tally.expect(tunnels or not states, "no tunnel")


def check_words(tally, tunnels):
    """What can be typed is limited to the peer, ends, and is of the product that is asked."""
    for tunnel in tunnels:
        tally.expect(not (tunnel["causes"] and tunnel["open"]), "a cause, and something open")
        for decide in tunnel["decide"]:
            asked, other = (tunnel["a"], tunnel["b"]) if decide["router"]["side"] == "A" else (tunnel["b"], tunnel["a"])
            commands = decide["commands"]
            if any(line.startswith("debug") for line in commands):
                tally.expect(commands[0].startswith("debug crypto condition peer") and
                             commands[0].endswith(other["address"]), f"not limited to the peer: {commands[0]}")
                tally.expect("undebug all" in commands, "debugging is never ended")
            foreign = asked["vendor"] and "Cisco" not in asked["vendor"]
            tally.expect(not foreign or not any("crypto" in line for line in commands),
                         f"commands of IOS for {asked['vendor']}")
            for text in commands + [answer[key] for answer in decide["answers"] for key in ("see", "means")]:
                tally.expect("{}" not in text and len(text) <= 76, f"{len(text)} columns: {text}")
            tally.expect(decide["hint"], "no hint what else to hand over")


def named(case, tunnels):
    """Whether the right family is the cause, or among the first two of what is open; and the causes that are wrong."""
    wanted = {family(rule) for rule in case.causes}
    right, wrong = False, []
    for tunnel in tunnels:
        wrong += [rule for rule in tunnel["causes"] if family(rule) not in wanted]
        listed = tunnel["causes"] + [rule for item in tunnel["open"][:2] for rule in item["rules"]]
        right = right or bool({family(rule) for rule in listed} & wanted)
    return right, wrong


def judge(cases, keyless):
    tally = Tally("without keys" if keyless else "with keys")
    asked = rights = wrongs = 0
    for case in cases:
        tally.case(case.name)
        tunnels = dump(case.capture, *([] if keyless else case.keys))
        check_state(tally, case, tunnels, keyless)
        check_words(tally, tunnels)
        for tunnel in tunnels:
            if tunnel["likelihood"] == "certain":
                false = set(tunnel["causes"]) - case.certain - case.causes
                tally.expect(not false, f"false certain {false}")
        troubled = [t for t in tunnels if t["state"] in ("down", "degraded", "flapping")]
        if not case.causes or not troubled:
            continue
        right, wrong = named(case, troubled)
        asked, rights, wrongs = asked + 1, rights + right, wrongs + bool(wrong)
        if not right or wrong:
            print(f"{case.name}: true {sorted(case.causes)}, said "
                  f"{[(t['causes'], [o['rules'] for o in t['open']]) for t in troubled]}")
    print(f"{tally.title}: right family first or second in {rights} of {asked}, wrong cause in {wrongs}")
    tally.case("all of them")
    tally.expect(rights >= 0.95 * asked, "the right family stands further down in more than 5 %")
    tally.expect(wrongs == 0, "a wrong cause")
    tally.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        judge(list(shipped_cases()) + list(lab_cases(folder)), "--keyless" in sys.argv)
