#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""past_deletes.py COMMAND: a DELETE ends the IPsec SAs that it names, whatever ISAKMP SA it comes under and however late.

A tunnel comes up, and later its SAs are deleted: under the ISAKMP SA that they were negotiated under or the next one of the
two peers, while the Quick Mode is alive, when its record is told long since, and when there was no room for it. What
names other SAs ends nothing."""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import wire
from negotiation import SECOND, Negotiation, Offer, network
from wire import DELETE, HASH, INFORMATIONAL, LEFT, RIGHT, filler

LINE = Offer(network(1), network(2))
MANY = 1100  # of one ISAKMP SA 1,024 Quick Modes are kept
ELSEWHERE = Offer(network(3), network(4))


class Story:
    """LEFT's inbound SPI of a Quick Mode is that of its offer or choice: its number, or 0x20000000 behind it."""

    def __init__(self, out):
        self.out, self.first, self.last, self.keys = out, None, None, ""
        self.number = 0

    def talk(self, **options):
        self.number += 1
        talk = Negotiation(self.out, self.number, **options)
        self.keys += talk.keys
        return talk

    def up(self, by_left=True, line=LINE):
        self.first = self.first or self.talk()
        self.first.accepted(by_left, line if by_left else line.mirrored())
        self.last = (self.first.number, by_left)
        self.out.time += 100 * SECOND

    def spi(self, of_left):
        number, by_left = self.last
        return number if of_left == by_left else 0x20000000 + number


def deletes(talk, by_left, *spis):
    number = talk.next_number()
    body = wire.delete(b"".join(struct.pack(">I", spi) for spi in spis), 4)
    talk._send([(HASH, filler(20, number)), (DELETE, body)], INFORMATIONAL, 0x40000000 + number, by_left, step=SECOND)


def deletes_isakmp(talk):
    number = talk.next_number()
    talk._send([(HASH, filler(20, number)), (DELETE, wire.delete(b"".join(talk.cookies), 16, protocol=1))], INFORMATIONAL,
               0x40000000 + number, True, step=SECOND)


def under_its_own(story):
    story.up()
    deletes(story.first, True, story.spi(True))


def under_the_next(story):
    story.up()
    deletes(story.talk(), True, story.spi(True))


def by_the_other(story):
    story.up()
    deletes(story.talk(), False, story.spi(False))


def of_the_other(story):
    """The responder of the ISAKMP SA had begun it."""
    story.up(by_left=False)
    deletes(story.talk(), True, story.spi(True))


def under_one_that_the_other_began(story):
    story.up()
    deletes(story.talk(left=RIGHT, right=LEFT), False, story.spi(True))


def when_its_record_is_told(story):
    """Its ISAKMP SA ends, which leaves IPsec SAs alone, and some minutes later so do they."""
    story.up()
    deletes_isakmp(story.first)
    story.out.time += 600 * SECOND
    later = story.talk()
    later.accepted(True, ELSEWHERE)
    deletes(later, True, story.spi(True))


def among_others(story):
    story.up()
    deletes(story.talk(), True, 5, 6, story.spi(True), 7)


def when_there_is_no_room(story):
    """Under its own, of which there are too many."""
    story.up()
    for _ in range(MANY):
        story.first.offered(True, ELSEWHERE, step=100)
    deletes(story.first, True, story.spi(True))


def and_up_again(story):
    under_the_next(story)
    story.out.time += 10 * SECOND
    story.up()


def of_what_was_replaced(story):
    story.up()
    spi = story.spi(True)
    story.up()
    deletes(story.talk(), True, spi)


def by_the_wrong_side(story):
    """An SPI is its receiver's."""
    story.up()
    deletes(story.talk(), False, story.spi(True))


def of_other_peers(story):
    story.up()
    deletes(story.talk(left=bytes([192, 0, 2, 9])), True, story.spi(True))


def of_another_protocol(story):
    story.up()
    talk = story.talk()
    number = talk.next_number()
    talk._send([(HASH, filler(20, number)), (DELETE, wire.delete(struct.pack(">I", story.spi(True)), 4, protocol=2))],
               INFORMATIONAL, 0x40000000 + number, True, step=SECOND)


# story: has the tunnel ended?
STORIES = {
    under_its_own: True, under_the_next: True, by_the_other: True, of_the_other: True, under_one_that_the_other_began: True,
    when_its_record_is_told: True, among_others: True, when_there_is_no_room: True, and_up_again: False,
    of_what_was_replaced: False, by_the_wrong_side: False, of_other_peers: False, of_another_protocol: False,
}


def verdict(command, folder, tell):
    path, keys = folder / "capture.pcap", folder / "keys"
    out = wire.Capture(path)
    story = Story(out)
    tell(story)
    out.time += 300 * SECOND
    out.ike(wire.closed(filler(64, 1), INFORMATIONAL, *story.first.cookies, 1), step=SECOND)
    out.close()
    keys.write_text(story.keys)
    run = subprocess.run([command, "-f", "json", "-k", str(keys), str(path)], capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    told = [record for record in map(json.loads, run.stdout.splitlines()) if record["type"] == "tunnel" and
            set(record["networks"].values()) == {"10.0.1.0/24", "10.0.2.0/24"}]
    assert len(told) == 1, run.stdout
    return told[0]["state"], told[0]["ended"]


def main():
    command, failures = sys.argv[1], 0
    with tempfile.TemporaryDirectory() as name:
        for story, ended in STORIES.items():
            told = verdict(command, pathlib.Path(name), story)
            if told != ("up", ended):
                failures += 1
                print(f"{story.__name__}: {told}")
    print(f"{len(STORIES)} stories, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
