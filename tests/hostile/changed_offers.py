#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""changed_offers.py COMMAND: what was wrong and was mended is no cause any more, what is still wrong is.

Two routers try again and again, and somebody changes a configuration between two attempts. The verdict of the tunnel is
that of what they have last: with the sides exchanged, and with what they have for other networks in between."""
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

import wire
from negotiation import SECOND, SHA256, Negotiation, Offer, network
from past_offers import configuration
from wire import INFORMATIONAL, MAIN, NOTIFY, SA, message, notify, phase1_sa

NETWORKS = {"10.0.1.0/24", "10.0.2.0/24"}
ONE, OTHER = True, False  # the routers, of whom either may be the one with the lower address
HAS = Offer(network(1), network(2))
STEP = 30 * SECOND
MANY = 40  # of a pair 32 Quick Modes are remembered


class Routers:
    """others: lines for other networks behind each attempt; late: how many before the last one, when all else is settled."""

    def __init__(self, out, swapped=False, others=0, late=0, last=0):
        self.sa, self.swapped, self.others, self.late, self.last = Negotiation(out), swapped, others, late, last
        self.number = self.attempts = 0

    def _lines(self, count):
        """Refused, and up, of both."""
        for number in range(count):
            self.number += 1
            line = Offer(network(100 + 2 * self.number), network(101 + 2 * self.number), bits=192)
            (self.sa.refused if number % 2 else self.sa.accepted)(bool(number & 2), line, step=1000)

    def _attempt(self, act, router, changes):
        self.attempts += 1
        if self.late and self.attempts == self.last:
            self.sa.out.time += 10 * STEP
            self._lines(self.late)
        line = Offer(HAS.ours, HAS.theirs, **changes)
        act((router == ONE) != self.swapped, line if router == ONE else line.mirrored(), step=STEP)
        self._lines(self.others)

    def refused(self, router, **changes):
        self._attempt(self.sa.refused, router, changes)

    def accepted(self, router, **changes):
        self._attempt(self.sa.accepted, router, changes)


def retried(routers):
    for _ in range(3):
        routers.refused(OTHER)
        routers.refused(ONE, bits=256)


def changed_elsewhere(routers):
    """A group is added, which mends nothing."""
    routers.refused(OTHER, pfs=14)
    routers.refused(ONE, bits=256)
    routers.refused(ONE, bits=256, pfs=14)


def set_mended(routers):
    routers.refused(OTHER)
    routers.refused(ONE, bits=256)
    routers.refused(ONE)


def set_mended_on_peer(routers):
    routers.refused(OTHER, bits=256)
    routers.refused(ONE)
    routers.refused(OTHER)
    routers.refused(ONE)


def group_mended(routers):
    routers.refused(OTHER, pfs=14)
    routers.refused(ONE)
    routers.refused(ONE, pfs=5)
    routers.refused(ONE, pfs=14)


def mended_and_broken(routers):
    """The key length is mended, and the hash broken."""
    routers.refused(OTHER)
    routers.refused(ONE, bits=256)
    routers.refused(ONE, integrity=SHA256)


def mended_for_once(routers):
    """It came up, and then the old set was put back."""
    routers.refused(OTHER)
    routers.refused(ONE, bits=256)
    routers.accepted(ONE)
    routers.refused(ONE, bits=256)
    routers.refused(OTHER)


# story: causes and how sure they are
STORIES = {
    retried: (["ts-keylen"], "certain"),
    changed_elsewhere: (["ts-keylen"], "certain"),
    set_mended: ([], None),
    set_mended_on_peer: ([], None),
    group_mended: ([], None),
    mended_and_broken: (["ts-hash"], "certain"),
    mended_for_once: (["ts-keylen"], "certain"),
}


LAST_DECIDES = (changed_elsewhere, mended_and_broken, mended_for_once, set_mended)  # what the others hide is what its last attempt shows


def tunnels(command, path, options):
    run = subprocess.run([command, "-f", "json", *options, str(path)], capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    records = [json.loads(line) for line in run.stdout.splitlines()]
    return [record for record in records if record["type"] == "tunnel"]


def tell(path, story, **options):
    out = wire.Capture(path)
    routers = Routers(out, **options)
    story(routers)
    out.close()
    return routers


def story_verdict(command, folder, story, **options):
    path, keys = folder / "capture.pcap", folder / "keys"
    routers = tell(path, story, last=tell(path, story).attempts, **options)
    keys.write_text(routers.sa.keys)
    told = [one for one in tunnels(command, path, ["-k", str(keys)]) if set(one["networks"].values()) == NETWORKS]
    assert len(told) == 1, told
    return told[0]["state"], told[0]["causes"], told[0]["likelihood"]


def policy_verdict(command, folder, mended):
    """A policy that the peer's configuration lacks is refused; where it is mended phase 1 comes up, and whoever goes on has a
    Quick Mode refused."""
    path, keys, config = folder / "capture.pcap", folder / "keys", folder / "right.cfg"
    config.write_text(configuration(HAS.mirrored()))
    out = wire.Capture(path)
    for number in range(3):
        cookie = wire.cookie((1 << 45) + number)
        out.ike(message([(SA, phase1_sa(bits=256))], MAIN, cookie))
        out.ike(message([(NOTIFY, notify(wire.NO_PROPOSAL_CHOSEN, protocol=1))], INFORMATIONAL, cookie), wire.RIGHT,
                wire.LEFT, STEP)
    keys.write_text("")
    if mended:
        sa = Negotiation(out)
        if mended == "and goes on":
            sa.refused(ONE, HAS, step=STEP)
        keys.write_text(sa.keys)
    out.close()
    told = tunnels(command, path, ["-k", str(keys), "-c", str(config)])
    assert len(told) == 1, told
    return told[0]["state"], told[0]["causes"], told[0]["likelihood"]


def main():
    command, failures, checks = sys.argv[1], 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for story, (causes, likelihood) in STORIES.items():
            for swapped, (others, late) in itertools.product((False, True), ((0, 0), (3, 0), (MANY, 0), (0, MANY))):
                verdict = story_verdict(command, folder, story, swapped=swapped, others=others, late=late)
                checks += 1
                # what is forgotten may leave it less sure, and never wrong; nothing takes away what settled before
                exactly = others < MANY and not (late and story in LAST_DECIDES)
                wrong = (verdict != ("down", causes, likelihood) if exactly
                         else verdict[0] != "down" or not set(verdict[1]) <= set(causes))
                if wrong or (verdict[2] == "certain" and verdict[1] != causes):
                    failures += 1
                    print(f"{story.__name__}, swapped {swapped}, {others} others, {late} late: {verdict}")
        for mended in (None, "and stops", "and goes on"):
            verdict = policy_verdict(command, folder, mended)
            checks += 1
            if ("p1-policy-mismatch" in verdict[1]) == bool(mended) or verdict[0] != "down":
                failures += 1
                print(f"policy, mended {mended}: {verdict}")
    print(f"{checks} verdicts, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
