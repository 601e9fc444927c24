# SPDX-License-Identifier: GPL-2.0-or-later
"""
The same negotiation, captured badly: every frame twice as two mirrored ports give it, neighbours out of order, a clock
that stands, jumps or never ran, one direction alone, losses in one direction. What the frames still tell is still told,
and nothing is told that they do not tell.

Captures: captures/ with their keys and the lab cases with their Wireshark tables, each of them without keys as well.
"""
import pathlib
import random
import re
import sys
import tempfile

import frames as wire
from command import SHARED, SOURCE, Tally, rules, run

HOUR = 3600 * wire.SECOND
# What a transformation takes away, by capture and the beginning of the transformation's name, each with its reason. Only
# what is listed may change, and not to anything certain; an entry that nothing needs is a complaint.
FRAGMENTS_WAIT = "fragments wait for each other for seconds, not for an hour"
FIRST_ALONE = "a first fragment before a whole message looks like a capture of first fragments alone"
NO_NUMBER = "IPv6 numbers no packet: before the clock has moved, a copy looks like a repetition"
ONE_WAY = "traffic one way is told from traffic that is yet to be answered by time"
IN_FLIGHT = "late packets are told from those in flight by time"
SILENCE = "silence is told by time"
HASTE = "that SAs are made anew too early shows in the times between them"
OTHER_DAY = "the other offer is an hour away: the configuration may have been changed between them"
LATE_ANSWER = "an answer that no key opens is known by its time"
NEWER = "which of two that cross is the newer shows in the order of the frames"
LOST = {
    ("dpd-loss", "clock stands"): "R-U-THERE that no key opens is told from other messages by the time between them",
    ("dpd-loss", "clock is zero"): "likewise",
    ("esp-blocked", "clock stands"): ONE_WAY,
    ("esp-blocked", "clock is zero"): ONE_WAY,
    ("ios-esp-blocked", "clock stands"): ONE_WAY,
    ("ios-esp-blocked", "clock is zero"): ONE_WAY,
    ("cert-clock", "clock is zero"): "dates are held against the capture's own clock, which was never set here",
    ("natt-disabled", "clock stands"): ONE_WAY,
    ("natt-disabled", "clock is zero"): ONE_WAY,
    ("esp50_oneway_ss_lsw", "clock stands"): ONE_WAY,
    ("esp50_oneway_ss_lsw", "clock is zero"): ONE_WAY,
    ("ios-esp-stopped", "clock"): SILENCE,
    ("ios-rekey-flap", "clock"): HASTE,
    ("initial-contact-war", "clock"): HASTE,
    ("ios-gre-endpoints", "clock goes on"): LATE_ANSWER,
    ("ios-vti-vs-cryptomap", "clock goes on"): LATE_ANSWER,
    ("ios-unprotected-return", "clock"): "a stream is told from packets on their way by time",
    ("stale-sa-invalid-spi", "clock stands"): IN_FLIGHT,
    ("stale-sa-invalid-spi", "clock is zero"): IN_FLIGHT,
    ("stale-sa-silent", "clock stands"): IN_FLIGHT,
    ("stale-sa-silent", "clock is zero"): IN_FLIGHT,
    ("ios-acl-both-ways", "clock goes on"): LATE_ANSWER,
    ("ios-transform-both-ways", "clock goes on"): f"{OTHER_DAY}; {LATE_ANSWER}",
    ("both_directions_mismatch_lsw_lsw", "clock goes on"): OTHER_DAY,
    ("tunnel-up-ip-fragments", "clock goes"): FRAGMENTS_WAIT,
    ("tunnel-up-ip-fragments-ipv6", "clock goes"): FRAGMENTS_WAIT,
    ("tunnel-up-ip-fragments", "swapped from the second"): FIRST_ALONE,
    ("tunnel-up-ip-fragments-ipv6", "swapped from the second"): FIRST_ALONE,
    ("ike-frag-mtu", "swapped from the second"): FIRST_ALONE,
    ("qm-collision", "swapped"): NEWER,
    ("qm-collision", "answers before requests"): NEWER,
    ("tunnel-up-ipv6", "doubled at once"): NO_NUMBER,
    ("tunnel-up-ip-fragments-ipv6", "doubled at once"): NO_NUMBER,
    ("ipv6_ok_ss_ss", "doubled at once"): NO_NUMBER,
}

# Neighbours that change places on their way to the file are this near to each other: frames are late by milliseconds.
NEAR = wire.SECOND // 10
COPY_DELAY = wire.SECOND // 1000
LOSS, SEEDS = 0.2, (1, 2, 3)


def doubled(capture, delay=0, routed=False):
    """Each frame, and its copy from another port: at once, or so much later and past other frames."""
    both = []
    for order, frame in enumerate(capture.frames):
        copy = capture.routed(frame) if routed else frame
        both += [(frame.time, order, 0, frame), (frame.time + delay, order, 1, copy.at(frame.time + delay))]
    return [entry[-1] for entry in sorted(both, key=lambda entry: entry[:3])]


def swapped(capture, first=0, keep_times=False, turns_only=False):
    """Neighbours from number first on change places in pairs; their times go with them, or stay in their places."""
    out, at = list(capture.frames), first
    while at + 1 < len(out):
        one, other = out[at], out[at + 1]
        turns = capture.source(one) != capture.source(other)
        if abs(other.time - one.time) > NEAR or (turns_only and not turns):
            at += 1
            continue
        out[at], out[at + 1] = (other, one) if keep_times else (other.at(one.time), one.at(other.time))
        at += 2
    return out


def restamped(capture, time):
    """time(position, frame): the new one."""
    return [frame.at(time(position, frame)) for position, frame in enumerate(capture.frames)]


def jumped(capture, offset):
    middle = len(capture.frames) // 2
    return restamped(capture, lambda position, frame: frame.time + (offset if position >= middle else 0))


def lossy(capture, address, seed):
    chance = random.Random(seed)
    return [frame for frame in capture.frames if capture.source(frame) != address or chance.random() >= LOSS]


def variants(capture, peers):
    """Name -> frames. peers: addresses of initiator and responder, None where there is no IKE."""
    found = {
        "doubled at once": doubled(capture),
        "doubled 1 ms later": doubled(capture, COPY_DELAY),
        "doubled by a router and on a VLAN": doubled(capture, COPY_DELAY // 5, routed=True),
        "swapped from the first": swapped(capture),
        "swapped from the second": swapped(capture, 1),
        "swapped from the first, with times": swapped(capture, keep_times=True),
        "swapped from the second, with times": swapped(capture, 1, keep_times=True),
        "answers before requests": swapped(capture, turns_only=True),
        "clock stands": restamped(capture, lambda position, frame: capture.frames[0].time),
        "clock is zero": restamped(capture, lambda position, frame: 0),
        "clock goes back an hour": jumped(capture, -HOUR),
        "clock goes on an hour": jumped(capture, HOUR),
    }
    for side, address in zip(("initiator", "responder"), peers or ()):
        found[f"only the {side}"] = [f for f in capture.frames if capture.source(f) == address]
        for seed in SEEDS:
            found[f"losses of the {side} {seed}"] = lossy(capture, address, seed)
    return found


# What keys and clear messages give of a record.
READ = {"phase1": ("decryption", "offer", "choice", "nat"),
        "phase2": ("decryption", "offer", "choice", "proxies", "pfs_group")}
NOBODY = re.compile("no packet of|no packet from|holds packets of .* but none of", re.IGNORECASE)


def verdict(record):
    """Outcome, what became of it, what is certain, and what is said first."""
    return (record["outcome"], record["ended"], sorted(rules(record["findings"], ["certain"])),
            rules(record["findings"])[:1])


def renumbered(value, number, framed=False):
    """A record as it would be, had its frames these numbers."""
    if isinstance(value, dict):
        return {name: renumbered(inner, number, framed or name in ("frame", "frames")) for name, inner in value.items()}
    if isinstance(value, list):
        return [renumbered(inner, number, framed) for inner in value]
    if framed and isinstance(value, int):
        return number[value]
    if isinstance(value, str):
        return re.sub(r"(?<=rame )\d+|(?<=rames )\d+( (and|to) \d+)?",
                      lambda match: re.sub(r"\d+", lambda n: str(number.get(int(n[0]), n[0])), match[0]), value)
    return value


def first_places(frames):
    """Number in the original capture -> number of its first frame here."""
    places = {}
    for place, frame in enumerate(frames, 1):
        places.setdefault(frame.origin, place)
    return places


class Run:
    """One capture's records."""

    def __init__(self, records):
        self.capture = records[-1]
        self.records = {}
        self.twice = []
        for record in records:
            if record["type"] not in ("phase1", "phase2"):
                continue
            name = (record["type"], record["initiator_cookie"], record.get("message_id"))
            if name in self.records:
                self.twice.append(name)
            self.records[name] = record

    def certain(self):
        return {rule for record in self.records.values() for rule in rules(record["findings"], ["certain"])}

    def values(self, name):
        """Everything that was offered or chosen in an exchange, either way."""
        record = self.records.get(name, {})
        return [record.get("offer"), record.get("choice")]


def runs(records):
    """The records of several captures, one after the other."""
    group = []
    for record in records:
        group.append(record)
        if record["type"] == "capture":
            yield Run(group)
            group = []


def check_same(tally, what, whole, got, number=None):
    """number: the records are the same to the last letter, but for the numbers of frames."""
    tally.expect(set(got.records) == set(whole.records) and not got.twice,
                 f"{what}: exchanges {sorted(set(got.records) ^ set(whole.records), key=str)} {got.twice}")
    same = True
    for name, record in got.records.items():
        expected = whole.records.get(name)
        if expected is None:
            continue
        if number is not None:
            expected = renumbered(expected, number)
            fields = [field for field in expected if field != "file"]
        else:
            fields = READ[name[0]]
        different = [field for field in fields if record[field] != expected[field]]
        same = tally.expect(verdict(record) == verdict(expected),
                            f"{what}: {name}: {verdict(record)}, expected {verdict(expected)}") and same
        same = tally.expect(not different, f"{what}: {name}: {different} differ") and same
    return same


def check_lost(tally, what, whole, got):
    """What the transformation takes away may be missing: no more."""
    changed = got.twice or set(got.records) != set(whole.records)
    for name, record in got.records.items():
        expected = whole.records.get(name)
        if expected is None:
            continue
        changed = changed or verdict(record) != verdict(expected) or any(
            record[field] != expected[field] for field in (*READ[name[0]], "frames"))
        failed = record["outcome"] in ("rejected", "no-response") and expected["outcome"] == "established"
        tally.expect(not failed, f"{what}: {name}: {record['outcome']}, expected {expected['outcome']}")
    tally.expect(got.certain() <= whole.certain(), f"{what}: certain {got.certain() - whole.certain()}")
    return changed


def check_values(tally, what, whole, got):
    """
    What is read is what was sent. Of a Quick Mode that shows one message of one side alone, nothing tells whether it
    asks or answers: so either.
    """
    for name, record in got.records.items():
        sent = whole.values(name)
        for field in ("offer", "choice"):
            tally.expect(record[field] is None or record[field] in sent, f"{what}: {name}: {field} {record[field]}")


def check_one_side(tally, what, whole, got):
    """Of the silent side nothing is known, and whoever speaks of it says that nothing of it was captured."""
    for name, record in got.records.items():
        found = rules(record["findings"])
        tally.expect(record["outcome"] in ("incomplete",), f"{what}: {name}: {record['outcome']}")
        tally.expect("one-direction-capture" in found, f"{what}: {name}: only {found}")
        for finding in record["findings"]:
            said = " ".join([finding["summary"], *finding["evidence"]])
            tally.expect(finding["severity"] == "note" or NOBODY.search(said), f"{what}: {name}: {finding['summary']}")
            tally.expect("never answer" not in said, f"{what}: {name}: {said}")
    tally.expect(not got.certain(), f"{what}: certain {got.certain()}")
    check_values(tally, what, whole, got)


def check_losses(tally, what, whole, got):
    tally.expect(got.certain() <= whole.certain(), f"{what}: certain {got.certain() - whole.certain()}")
    check_values(tally, what, whole, got)


def counted(run_):
    return sum(run_.capture[kind] for kind in ("ike_messages", "ikev2_messages", "esp_packets"))


def check_variant(tally, case, name, frames, whole, got):
    """Returns what of LOST it needed."""
    if name.startswith("only"):
        check_one_side(tally, name, whole, got)
    elif name.startswith("losses"):
        check_losses(tally, name, whole, got)
    else:
        excepted = {key for key in LOST if key[0] == case and name.startswith(key[1])}
        if excepted:
            return excepted if check_lost(tally, name, whole, got) else set()
        doubles = name.startswith("doubled")
        check_same(tally, name, whole, got, first_places(frames) if doubles else None)
        if doubles:
            copies = got.capture["copies"]
            tally.expect(counted(got) - counted(whole) <= copies, f"{name}: {copies} copies")
    return set()


def check_capture(tally, folder, file, keys):
    """Returns what of LOST it needed."""
    capture = wire.read(file)
    options = ["--keys", keys] if keys else []
    (whole,) = runs(run(*options, file).records)
    first = next((record for record in whole.records.values() if record["type"] == "phase1"), None)
    made = variants(capture, first and (first["initiator"]["address"], first["responder"]["address"]))
    needed = set()
    with tempfile.TemporaryDirectory() as temporary:
        paths = [pathlib.Path(temporary) / f"{number:02}.pcap" for number in range(len(made))]
        for path, frames in zip(paths, made.values()):
            capture.write(path, frames)
        got = list(runs(run(*options, *paths).records))
    if tally.expect(len(got) == len(made), f"{len(got)} captures came out of {len(made)}"):
        for (name, frames), one in zip(made.items(), got):
            needed |= check_variant(tally, folder.name, name, frames, whole, one)
    return needed


def sources():
    for expected in sorted(SOURCE.glob("captures/*/expected.json")):
        yield expected.parent, expected.parent / "keys"
    for truth in sorted((SHARED / "lab-cases").glob("*/truth.json")):
        yield truth.parent, truth.parent / "keys" / "ikev1_decryption_table"


def main():
    tally = Tally("transformed")
    needed, names = set(), set()
    for folder, keys in sources():
        file = next(folder.glob("capture.pcap*"))
        names.add(folder.name)
        for key_file in (keys, None):
            if key_file is None or key_file.exists():
                tally.case(f"{folder.name} {'with keys' if key_file else 'without keys'}")
                needed |= check_capture(tally, folder, file, key_file)
    tally.case("exceptions")
    for key in LOST:
        tally.expect(key in needed or key[0] not in names, f"{key} is out of date")
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
