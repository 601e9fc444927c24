#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""past_policies.py COMMAND: a configuration that would not have let happen what was seen makes nothing certain.

A phase 1 is refused, and the responder's configuration says why: it lacks the policy, aggressive mode, the peer or its key.
That is certain alone, and with a past that says nothing of it. It is not where the peer was seen to do what it could not do
with this configuration, however much happened before and behind, nor where what it did is not all remembered."""
import json
import pathlib
import subprocess
import sys
import tempfile

import wire
from negotiation import SECOND, Negotiation, Offer, network
from past_offers import configuration
from wire import (AGGRESSIVE, ID, INFORMATIONAL, KE, LEFT, MAIN, NONCE, NOTIFY, RIGHT, SA, closed, filler, message, notify,
                  phase1_attributes, phase1_sa, proposal, sa, transforms)

HAS = Offer(network(1), network(2))
REMEMBERED = 64  # policies of one peer
OTHERS = [{"cipher": cipher, "bits": bits, "digest": digest, "group": group, "authentication": 1}
          for cipher, bits in ((7, 256), (7, 192), (5, 0), (1, 0)) for digest in (1, 2, 4, 5, 6)
          for group in (1, 2, 5, 14, 15, 16, 17, 18)]  # 160, none of them the one that is refused
WANTED = {"bits": 128}


class Story:
    """Of LEFT and RIGHT, of whom LEFT begins what is decided."""

    def __init__(self, out):
        self.out, self.number = out, 0

    def _cookies(self):
        self.number += 1
        return wire.cookie((1 << 45) + 2 * self.number), wire.cookie((1 << 45) + 2 * self.number + 1)

    def comes_up(self, values, left=LEFT, right=RIGHT, seen=True):
        """seen: was its choice captured?"""
        if not seen:
            cookies = self._cookies()
            self.out.ike(message([(SA, phase1_sa(**values))], MAIN, cookies[0]), left, right, 1000)
            self.out.ike(closed(filler(64, 1), MAIN, *cookies), left, right, 1000)
            self.out.ike(closed(filler(64, 2), MAIN, *cookies), right, left, 1000)
            self.out.ike(closed(filler(160, 3), wire.QUICK, *cookies, 77), left, right, SECOND)
            return
        Negotiation(self.out, policy=phase1_sa(**values), left=left, right=right, cookies=self._cookies()).accepted(True, HAS)

    def answers(self, values, exchange=MAIN, left=LEFT, right=RIGHT):
        """The first message and its answer, and nothing behind them."""
        cookies = self._cookies()
        more = [(KE, filler(256, 7)), (NONCE, filler(16, 8)), (ID, wire.identity(1, left))] if exchange == AGGRESSIVE else []
        self.out.ike(message([(SA, phase1_sa(**values)), *more], exchange, cookies[0]), left, right, 1000)
        self.out.ike(message([(SA, phase1_sa(**values)), *more], exchange, *cookies), right, left, SECOND)

    def refuses(self, offer, exchange=MAIN, left=LEFT, right=RIGHT):
        cookie = self._cookies()[0]
        more = [(KE, filler(256, 7)), (NONCE, filler(16, 8)), (ID, wire.identity(1, left))] if exchange == AGGRESSIVE else []
        self.out.ike(message([(SA, offer), *more], exchange, cookie), left, right, 1000)
        self.out.ike(message([(NOTIFY, notify(wire.NO_PROPOSAL_CHOSEN, protocol=1))], INFORMATIONAL, cookie), right, left,
                     SECOND)
        return cookie

    def fails_at_fifth(self):
        """The responder cannot read message 5, and says so."""
        cookies = self._cookies()
        for items, by_left in ((SA, True), (SA, False), (KE, True), (KE, False)):
            body = [(SA, wire.OFFER)] if items == SA else [(KE, filler(256, by_left)), (NONCE, filler(16, by_left))]
            used = cookies if (items, by_left) != (SA, True) else cookies[:1]
            self.out.ike(message(body, MAIN, *used), *((LEFT, RIGHT) if by_left else (RIGHT, LEFT)), 1000)
        for _ in range(4):
            self.out.ike(closed(filler(64, 9), MAIN, *cookies), LEFT, RIGHT, 1000)
            self.out.ike(message([(NOTIFY, notify(16, protocol=1))], INFORMATIONAL, *cookies), RIGHT, LEFT, 10 * SECOND)
        return cookies[0]


def ups(*policies):
    def past(story):
        for values in policies:
            story.comes_up(values)
    return past


def acts(act, *arguments, **options):
    return lambda story: getattr(story, act)(*arguments, **options)


def many(count, wanted=None):
    """So many others, the wanted one at that place."""
    def past(story):
        for number, values in enumerate(OTHERS[:count]):
            if number == wanted:
                story.comes_up(WANTED)
            story.comes_up(values)
    return past


def in_one_offer(count):
    """The peer itself offers so many at once."""
    def past(story):
        build = lambda index: (1, phase1_attributes(**OTHERS[index]))
        story.refuses(sa(proposal(1, 1, b"", transforms(build, count), count)), left=RIGHT, right=LEFT)
    return past


NOTHING = ups()
RIGHT_BEGINS = {"left": RIGHT, "right": LEFT}
RIGHTS = configuration(HAS.mirrored())
LEFTS = (configuration(HAS).replace("hostname right", "hostname left").replace("192.0.2.1", "PEER")
         .replace("198.51.100.1", "192.0.2.1").replace("PEER", "198.51.100.1"))
UP_BEFORE = [(NOTHING, False), (ups(OTHERS[0]), True), (acts("comes_up", OTHERS[0], **RIGHT_BEGINS), True),
             (acts("answers", OTHERS[0]), False), (ups(*OTHERS[:4]), True)]

# what is decided, its rule, the configurations, and each past with whether it speaks against them
CASES = [
    ("policy", acts("refuses", phase1_sa(**WANTED)), "p1-policy-mismatch", [RIGHTS.replace(" encr aes\n", " encr aes 256\n")], [
        (NOTHING, False), (ups(OTHERS[0]), False), (ups(WANTED), True),
        (ups(OTHERS[0], WANTED, OTHERS[1]), True), (ups(WANTED, OTHERS[0], OTHERS[1]), True),
        (ups(OTHERS[0], OTHERS[1], WANTED), True), (ups(OTHERS[0], OTHERS[1], OTHERS[2]), False),
        (ups({"bits": 128, "authentication": 65001}), True), (ups({"bits": 0}), True),  # XAUTH; AES has 128 bits
        (acts("answers", WANTED), True), (acts("answers", OTHERS[0]), False),
        (acts("comes_up", OTHERS[0], seen=False), True),
        (acts("refuses", phase1_sa(**WANTED), **RIGHT_BEGINS), True),
        (acts("refuses", phase1_sa(**OTHERS[0]), **RIGHT_BEGINS), False),
        (acts("refuses", phase1_sa(**WANTED)), False),
        (many(REMEMBERED), False), (many(REMEMBERED + 1), True), (many(REMEMBERED + 8, 5), True),
        (in_one_offer(REMEMBERED), False), (in_one_offer(REMEMBERED + 1), True)]),
    ("aggressive mode", acts("refuses", phase1_sa(**WANTED), AGGRESSIVE), "p1-exchange-mode",
     [RIGHTS.replace("crypto isakmp key", "crypto isakmp aggressive-mode disable\ncrypto isakmp key")], [
         (NOTHING, False), (ups(WANTED), False), (acts("answers", WANTED, AGGRESSIVE), True),
         (acts("answers", OTHERS[0], AGGRESSIVE), True), (acts("answers", WANTED, AGGRESSIVE, **RIGHT_BEGINS), False)]),
    ("peer", acts("refuses", phase1_sa(**WANTED)), "peer-address-wrong", [LEFTS, RIGHTS.replace("192.0.2.1", "192.0.2.9")], [
        (NOTHING, False), (ups(OTHERS[0]), True), (acts("answers", OTHERS[0]), True),
        (acts("refuses", phase1_sa(**WANTED)), False), (acts("refuses", phase1_sa(**WANTED), **RIGHT_BEGINS), True)]),
    ("key", acts("fails_at_fifth"), "psk-mismatch", [LEFTS.replace("key secret", "key other"), RIGHTS], UP_BEFORE),
]


def verdict(command, folder, past, decided, rule, configurations):
    path, options = folder / "capture.pcap", []
    for number, text in enumerate(configurations):
        (folder / f"{number}.cfg").write_text(text)
        options += ["-c", str(folder / f"{number}.cfg")]
    out = wire.Capture(path)
    story = Story(out)
    past(story)
    out.time += 10 * SECOND
    cookie = decided(story)
    out.close()
    run = subprocess.run([command, "-f", "json", *options, str(path)], capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    for record in map(json.loads, run.stdout.splitlines()):
        if record["type"] == "phase1" and record["initiator_cookie"] == cookie.hex():
            found = [finding for finding in record["findings"] if finding["rule"] == rule]
            assert len(found) == 1, record["findings"]
            return found[0]["likelihood"], found[0]["evidence"]
    raise AssertionError(f"no phase 1 {cookie.hex()}")


def main():
    command, failures, checks = sys.argv[1], 0, 0
    with tempfile.TemporaryDirectory() as name:
        for called, decided, rule, configurations, pasts in CASES:
            alone = verdict(command, pathlib.Path(name), NOTHING, decided, rule, configurations)[1]
            for place, (past, contradicts) in enumerate(pasts):
                likelihood, evidence = verdict(command, pathlib.Path(name), past, decided, rule, configurations)
                checks += 1
                # what speaks against it is said, in one sentence more
                if likelihood != ("probable" if contradicts else "certain") or len(evidence) != len(alone) + contradicts:
                    failures += 1
                    print(f"{called}, past {place}: {likelihood} {evidence}")
    print(f"{checks} verdicts, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
