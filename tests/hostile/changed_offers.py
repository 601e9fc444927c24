#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""changed_offers.py COMMAND: what was wrong and was mended is no cause any more, what is still wrong is.

Two routers try again and again, and somebody changes a configuration between two attempts. The verdict of the tunnel is
that of what they have last: with the sides exchanged, and with what they have for other networks in between."""
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


class Routers:
    def __init__(self, out, swapped, others):
        self.sa, self.swapped, self.others, self.number = Negotiation(out), swapped, others, 0

    def _line(self, router, changes):
        line = Offer(HAS.ours, HAS.theirs, **changes)
        return line if router == ONE else line.mirrored()

    def _between(self):
        """Lines for other networks: refused, and up."""
        for number in range(self.others):
            self.number += 1
            line = Offer(network(100 + 2 * self.number), network(101 + 2 * self.number), bits=192)
            (self.sa.refused if number % 2 else self.sa.accepted)(bool(number & 2), line, step=1000)

    def refused(self, router, **changes):
        self.sa.refused((router == ONE) != self.swapped, self._line(router, changes), step=STEP)
        self._between()

    def accepted(self, router, **changes):
        self.sa.accepted((router == ONE) != self.swapped, self._line(router, changes), step=STEP)
        self._between()


def retried(routers):
    for _ in range(3):
        routers.refused(ONE, bits=256)
        routers.refused(OTHER)


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


def tunnels(command, path, options):
    run = subprocess.run([command, "-f", "json", *options, str(path)], capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    records = [json.loads(line) for line in run.stdout.splitlines()]
    return [record for record in records if record["type"] == "tunnel"]


def story_verdict(command, folder, story, swapped, others):
    path, keys = folder / "capture.pcap", folder / "keys"
    out = wire.Capture(path)
    routers = Routers(out, swapped, others)
    story(routers)
    out.close()
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
            for swapped in (False, True):
                for others in (0, 3, 40):
                    verdict = story_verdict(command, folder, story, swapped, others)
                    checks += 1
                    # behind 40 others of both it may be less sure, and is never wrong
                    wrong = (verdict[0] != "down" or not set(verdict[1]) <= set(causes)
                             if others == 40 else verdict != ("down", causes, likelihood))
                    if wrong or (verdict[2] == "certain" and verdict[1] != causes):
                        failures += 1
                        print(f"{story.__name__}, swapped {swapped}, {others} others: {verdict}")
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
