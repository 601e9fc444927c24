#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""past_offers.py COMMAND: what two peers have offered each other, with more of it than is remembered.

A story decides why one Quick Mode is refused. It is told alone, and with a flood of other Quick Modes of the pair in each
of its gaps: quick ones while all is alive, and slow ones behind which what came before is settled. What is not true is
never certain, and where the story alone is certain it stays so with a flood that brings nothing of the peer's."""
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

import wire
from negotiation import SECOND, SHA256, Negotiation, Offer, network

MANY = 40  # of a pair 32 are remembered
OURS, THEIRS = network(1), network(2)
LEFT, RIGHT = True, False  # who begins
LINE = Offer(OURS, THEIRS)
ELSEWHERE = Offer(network(3), network(4))
WITH_GROUP = Offer(OURS, THEIRS, pfs=14)
LONGER, PFS = LINE.mirrored(bits=256), LINE.mirrored(pfs=14)


class Exchanged:
    """The same of the other side each: its initiator is then the responder of the ISAKMP SA."""

    def __init__(self, talk):
        self.talk = talk

    def __getattr__(self, name):
        return getattr(self.talk, name)

    def refused(self, by_left, offer, **options):
        self.talk.refused(not by_left, offer, **options)

    def accepted(self, by_left, offer, **options):
        self.talk.accepted(not by_left, offer, **options)


class Story:
    """decided: the message ID of the Quick Mode that it is about."""

    def __init__(self, out, flood, gap, exchanged):
        self.exchanged = exchanged
        self.sa, self.flood, self.asked, self.place, self.decided = self._talk(out, 0), flood, gap, 0, None

    def _talk(self, out, number):
        talk = Negotiation(out, number)
        return Exchanged(talk) if self.exchanged else talk

    def gap(self):
        if self.flood and self.place == self.asked:
            self.flood(self.sa)
        self.place += 1

    def unread(self):
        """Another ISAKMP SA of the two, whose key nobody has."""
        return self._talk(self.sa.out, 1)

    def decides(self, offer=None):
        self.sa.refused(LEFT, offer or LINE)
        self.decided = self.sa.number


def other(number, **changes):
    return Offer(network(100 + 2 * number), network(101 + 2 * number), **changes)


def lines(by_left, come_up):
    """Other networks, each once; they come up, or are refused."""
    def flood(sa, step):
        for number in range(MANY):
            line = other(number if by_left else MANY + number)
            (sa.accepted if come_up else sa.refused)(by_left, line, step=step)
    flood.__name__ = ("left" if by_left else "right") + ("_comes_up" if come_up else "_is_refused")
    return flood


def retries(by_left, offer):
    """Word for word what one side offers in the story."""
    def flood(sa, step):
        for _ in range(MANY):
            sa.refused(by_left, offer, step=step)
    flood.__name__ = ("left" if by_left else "right") + "_tries_again"
    return flood


def comes_up_again(sa, step):
    """Word for word, again and again."""
    for _ in range(MANY):
        sa.accepted(LEFT, LINE, step=step)


LEFT_FAILS, RIGHT_FAILS = lines(LEFT, False), lines(RIGHT, False)
LEFT_UP, RIGHT_UP = lines(LEFT, True), lines(RIGHT, True)
TRIES, PEER_TRIES = retries(LEFT, LINE), retries(RIGHT, LONGER)
LINES = (LEFT_FAILS, RIGHT_FAILS, LEFT_UP, RIGHT_UP)


def peer_first(story):
    story.sa.refused(RIGHT, LONGER)
    story.gap()
    story.decides()
    story.gap()


def peer_came_up(story):
    """The peer's proposal with a group in it comes up, since this side takes any; its own has none, and is refused."""
    story.sa.accepted(RIGHT, PFS)
    story.gap()
    story.decides()
    story.gap()


def peer_later(story):
    story.decides()
    story.gap()
    story.sa.refused(RIGHT, LONGER)
    story.gap()


def peer_tried_often(story):
    """Retries of both, as routers make them, and the last of them."""
    for _ in range(MANY):
        story.sa.refused(RIGHT, LONGER)
        story.sa.refused(LEFT, LINE)
    story.gap()
    story.sa.refused(RIGHT, LONGER)
    story.decides()


def other_hash_since(story):
    """The peer's newest proposal differs in its hash, an older one in its key length."""
    story.sa.accepted(RIGHT, LONGER)
    story.sa.refused(RIGHT, LINE.mirrored(integrity=SHA256))
    story.gap()
    story.decides()


def peer_changed(story):
    """The peer has by now what this side has, so that this is refused for something else."""
    story.sa.accepted(RIGHT, LONGER)
    story.sa.refused(RIGHT, LINE.mirrored())
    story.gap()
    story.decides()
    story.gap()


def group_taken_out(story):
    """Likewise, a PFS group that it had."""
    story.sa.accepted(RIGHT, PFS)
    story.sa.refused(RIGHT, LINE.mirrored())
    story.gap()
    story.decides()


def passed_since(story):
    """The peer's own proposal differs, and yet this one came up after it."""
    story.sa.refused(RIGHT, LONGER)
    story.sa.accepted(LEFT, LINE)
    story.gap()
    story.decides()
    story.gap()


def passed_with_group(story):
    """Likewise, where what came up had a group in it; what comes up later has none."""
    story.sa.refused(RIGHT, LONGER)
    story.sa.accepted(LEFT, WITH_GROUP)
    story.gap()
    story.decides(WITH_GROUP)


def passed_before_peer(story):
    """What is refused came up again before the peer's own proposal."""
    story.decides()
    story.sa.accepted(LEFT, LINE)
    story.gap()
    story.sa.refused(RIGHT, LONGER)


def peer_changed_later(story):
    """The peer's proposal before this one has the same, only that after it has not."""
    story.sa.refused(RIGHT, LINE.mirrored())
    story.gap()
    story.decides()
    story.sa.refused(RIGHT, LONGER)
    story.gap()


def unread_change(story):
    """The peer may have changed: its last proposal was not read."""
    story.sa.refused(RIGHT, LONGER)
    story.unread().refused(RIGHT, LINE.mirrored())
    story.gap()
    story.decides()


def unread_success(story):
    """What came up since was not read."""
    story.sa.refused(RIGHT, LONGER)
    story.unread().accepted(LEFT, LINE)
    story.gap()
    story.decides()


def unread_before_peer(story):
    """The peer proposed something before, which may have been what this side has."""
    story.unread().refused(RIGHT, LINE.mirrored())
    story.decides()
    story.gap()
    story.sa.refused(RIGHT, LONGER)


def unread_tries(story):
    """What was refused since was not read, and says nothing of the peer."""
    story.sa.refused(RIGHT, LONGER)
    story.unread().refused(LEFT, LINE)
    story.gap()
    story.decides()


def configured_and_unread(story):
    """What the peer proposes under a key that nobody has takes nothing from what its configuration says."""
    story.unread().refused(RIGHT, LONGER)
    story.decides()
    story.gap()


def configured_otherwise_unread(story):
    """... but where one of this length came up before, it does."""
    story.unread().accepted(LEFT, LINE)
    story.decides()
    story.gap()


def configured(story):
    """The peer's configuration says what it has."""
    story.decides()
    story.gap()


def configured_and_tried(story):
    """So it does, and the other router tries on."""
    for _ in range(MANY):
        story.sa.refused(LEFT, LINE)
    story.decides()


def configured_otherwise(story):
    """... and yet it took this before."""
    story.sa.accepted(LEFT, LINE)
    story.gap()
    story.decides()
    story.gap()


def configured_but_offers(story):
    """... and yet it offers what this side has."""
    story.sa.refused(RIGHT, LINE.mirrored())
    story.gap()
    story.decides()
    story.gap()


# story: what is certain of it, the floods, those of them that take nothing away, and the gaps where slow ones do not either
STORIES = {
    peer_first: ({"ts-keylen"}, LINES + (TRIES, PEER_TRIES), (LEFT_FAILS, TRIES), (0, 1)),
    peer_came_up: ({"pfs-required-not-offered"}, LINES + (TRIES,), (LEFT_FAILS, TRIES), (0, 1)),
    peer_later: ({"ts-keylen"}, LINES + (TRIES, PEER_TRIES), (LEFT_FAILS, TRIES, PEER_TRIES), (1,)),
    peer_tried_often: ({"ts-keylen"}, LINES, LINES, (0,)),
    other_hash_since: ({"ts-hash"}, LINES + (TRIES,), (LEFT_FAILS, TRIES), (0,)),
    peer_changed: (set(), LINES, (), ()),
    group_taken_out: (set(), LINES, (), ()),
    passed_since: (set(), LINES, (), ()),
    passed_with_group: (set(), LINES + (comes_up_again,), (), ()),
    passed_before_peer: (set(), LINES, (), ()),
    peer_changed_later: (set(), LINES, (), ()),
    unread_change: (set(), LINES, (), ()),
    unread_success: (set(), LINES, (), ()),
    unread_before_peer: (set(), LINES, (), ()),
    unread_tries: ({"ts-keylen"}, LINES, (LEFT_FAILS,), (0,)),
    (configured_and_unread, LONGER): ({"ts-keylen"}, LINES, LINES, (0,)),
    (configured_otherwise_unread, LONGER): (set(), LINES, (), ()),
    (configured, LONGER): ({"ts-keylen"}, LINES + (TRIES,), LINES + (TRIES,), (0,)),
    (configured_and_tried, LONGER): ({"ts-keylen"}, (), (), ()),
    (configured_otherwise, LONGER): (set(), LINES, (), ()),
    (configured_but_offers, LONGER): (set(), LINES, (), ()),
    (configured, ELSEWHERE): ({"acl-not-mirrored"}, (LEFT_FAILS, TRIES), (LEFT_FAILS, TRIES), (0,)),
    (configured_otherwise, ELSEWHERE): (set(), LINES, (), ()),
    (configured_but_offers, ELSEWHERE): (set(), LINES, (), ()),
}


def judged(command, path, options, decided):
    """Why it is refused."""
    run = subprocess.run([command, "-f", "json", *options, str(path)], capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    for line in run.stdout.splitlines():
        record = json.loads(line)
        if record["type"] == "phase2" and record["message_id"] == f"{decided:08x}":
            assert (record["decryption"], record["outcome"]) == ("decrypted", "rejected"), record
            return sorted((finding["rule"], finding["likelihood"]) for finding in record["findings"])
    raise AssertionError(f"no Quick Mode {decided:08x}")


def configuration(offer):
    """Of a router with the address of RIGHT that has this for LEFT."""
    def line(identity):
        return f"{'.'.join(str(octet) for octet in identity[4:8])} 0.0.0.255"
    return f"""hostname right
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key secret address 192.0.2.1
crypto ipsec transform-set TS esp-aes {offer.bits} esp-sha-hmac
 mode tunnel
crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.1
 set transform-set TS
 match address VPN
interface GigabitEthernet0/0
 ip address 198.51.100.1 255.255.255.0
 crypto map CM
ip access-list extended VPN
 permit ip {line(offer.ours)} {line(offer.theirs)}
"""


def certain(told):
    return {rule for rule, likelihood in told if likelihood == "certain"}


def tell(command, folder, story, flood=None, gap=0, exchanged=False):
    """The verdict, and how many gaps the story has."""
    path, keys = folder / "capture.pcap", folder / "keys"
    options = ["-k", str(keys)]
    if isinstance(story, tuple):
        story, has = story
        (folder / "right.cfg").write_text(configuration(has))
        options += ["-c", str(folder / "right.cfg")]
    out = wire.Capture(path)
    told = Story(out, flood, gap, exchanged)
    story(told)
    out.close()
    keys.write_text(told.sa.keys)
    return judged(command, path, options, told.decided), told.place


def main():
    command, failures = sys.argv[1], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for story, (truth, floods, harmless, slow) in STORIES.items():
            called = story[0].__name__ + (" (elsewhere)" if story[1] is ELSEWHERE else "") if isinstance(story, tuple) else story.__name__
            alone, gaps = tell(command, folder, story)
            if certain(alone) != truth:
                failures += 1
                print(f"{called}: {alone}, where {truth} is certain")
            ways = ((1000, False), (7 * SECOND, False)) if isinstance(story, tuple) else \
                ((1000, False), (7 * SECOND, False), (1000, True))
            for flood, gap, (step, exchanged) in itertools.product(floods, range(gaps), ways):
                flooded, _ = tell(command, folder, story, lambda sa: flood(sa, step), gap, exchanged)
                stays = flood in harmless and (step == 1000 or gap in slow)
                if certain(flooded) - truth or (stays and flooded != alone):
                    failures += 1
                    print(f"{called}, {flood.__name__} in gap {gap}, a step of {step}{', exchanged' if exchanged else ''}:\n"
                          f"  alone   {alone}\n  flooded {flooded}")
    print(f"{len(STORIES)} stories, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
