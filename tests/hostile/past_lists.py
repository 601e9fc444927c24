#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""past_lists.py COMMAND: lists that are filled past their bound before or behind what decides, and verdicts that stay.

Each story is told alone, and with a flood of the same ISAKMP SA in each of its gaps: 600 encrypted Informationals of a
length that answers nothing, 600 notifies that say nothing, of types that differ, 100 ICMP errors, or more of the same.
Outcomes, findings with how sure they are, and the tunnel's verdict are to be the same."""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import wire
from negotiation import Negotiation
from wire import (AGGRESSIVE, CERT, HASH, ID, INFORMATIONAL, KE, LEFT, MAIN, NO_COOKIE, NONCE, NOTIFY, OFFER, QUICK, RIGHT,
                  SA, SIG, TRANSACTION, closed, cookie, filler, identity, ipv4, message, notify, phase1, phase1_sa, udp)

SECOND = 1_000_000
INITIATOR, RESPONDER = cookie(1 << 40), cookie((1 << 40) + 1)
INVALID_COOKIE, INVALID_SPI = 4, 11


def info(octets_of, initiator=INITIATOR, responder=RESPONDER, message_id=99):
    return message([(NOTIFY, octets_of)], INFORMATIONAL, initiator, responder, message_id)


def icmp(kind, code, quoted):
    return ipv4(1, struct.pack(">BBHI", kind, code, 0, 0) + quoted, RIGHT, LEFT)


class Story:
    """Steps of a capture, and where the flood goes."""

    def __init__(self, out, flood, gap):
        self.out, self.flood, self.place, self.asked, self.keys = out, flood, 0, gap, None

    def gap(self, responder=RESPONDER):
        if self.place == self.asked and self.flood:
            self.flood(self.out, responder)
        self.place += 1

    def ike(self, octets, back=False, step=SECOND):
        self.out.ike(octets, *((RIGHT, LEFT) if back else (LEFT, RIGHT)), step)

    def translated(self, octets, back=False, step=SECOND):
        """On UDP port 4500, behind four octets of zero (RFC 3947 section 4)."""
        self.out.frame(ipv4(17, udp(bytes(4) + octets, 4500, 4500), *((RIGHT, LEFT) if back else (LEFT, RIGHT))), step)


def informationals(out, responder):
    for index in range(600):
        out.ike(closed(filler(320, index), INFORMATIONAL, INITIATOR, responder, 1000 + index),
                *((LEFT, RIGHT) if index & 1 else (RIGHT, LEFT)), 10)


def notifies(out, responder):
    """Types of nobody, in clear; more than a record lists."""
    for index in range(600):
        out.ike(message([(NOTIFY, notify(40000 + index, data=struct.pack(">I", index)))], INFORMATIONAL, INITIATOR, responder,
                        2000 + index), *((LEFT, RIGHT) if index & 1 else (RIGHT, LEFT)), 10)


def icmp_errors(out, responder):
    """Of a kind that says nothing of IKE's way: redirects."""
    for index in range(100):
        quoted = ipv4(17, udp(INITIATOR + responder), LEFT, RIGHT, index)
        out.frame(icmp(5, index & 3, quoted), 10)


def detection(out, number):
    """R-U-THERE, as long as any, under an SA that nobody has."""
    out.ike(closed(filler(72, 5000 + number), INFORMATIONAL, INITIATOR, RESPONDER, 5000 + number), step=2 * SECOND)


def detections(out, _):
    for number in range(700):
        detection(out, 10 + number)


def refused_policy(story):
    story.ike(message([(SA, OFFER)], MAIN, INITIATOR))
    story.gap()
    story.ike(info(notify(wire.NO_PROPOSAL_CHOSEN, protocol=1)), True)
    story.gap()


def refused_proof(story):
    """Message 5, an unread refusal, and message 5 again and again."""
    fifth = closed(filler(64, 3), MAIN, INITIATOR, RESPONDER)
    to_the_fifth(story, fifth)
    story.gap()
    story.ike(closed(filler(64, 9), INFORMATIONAL, INITIATOR, RESPONDER, 5), True)
    story.gap()
    for _ in range(3):
        story.ike(fifth, step=10 * SECOND)
    story.gap()


def to_the_fifth(story, fifth):
    to_the_fourth(story)
    story.ike(fifth, step=10_000)


def to_the_fourth(story):
    story.ike(message([(SA, OFFER)], MAIN, INITIATOR), step=1000)
    story.ike(message([(SA, OFFER)], MAIN, INITIATOR, RESPONDER), True, 1000)
    story.ike(message([(wire.KE, b"\x11" * 256), (wire.NONCE, b"\x12" * 16)], MAIN, INITIATOR, RESPONDER), step=1000)
    story.ike(fourth(), True, 1000)


def fourth():
    return message([(wire.KE, b"\x13" * 256), (wire.NONCE, b"\x14" * 16)], MAIN, INITIATOR, RESPONDER)


def echoed_fourth(story):
    """Message 4 comes again right behind each message 5."""
    fifth = closed(filler(64, 3), MAIN, INITIATOR, RESPONDER)
    to_the_fifth(story, fifth)
    story.gap()
    for _ in range(3):
        story.ike(fourth(), True, 10 * SECOND)
        story.ike(fifth, step=1000)
    story.gap()


def unanswered_transaction(story):
    """A responder asks for XAUTH, or settings, four times, and is not answered."""
    phase1(story.out)
    story.gap()
    asked = closed(filler(64, 4), TRANSACTION, INITIATOR, RESPONDER, 55)
    for _ in range(4):
        story.ike(asked, True, 10 * SECOND)
    story.gap()


def answered_transactions(story):
    """Asked and answered, told and confirmed: one that nobody let in."""
    phase1(story.out)
    story.gap()
    for number in (55, 56):
        story.ike(closed(filler(64, number), TRANSACTION, INITIATOR, RESPONDER, number), True)
        story.ike(closed(filler(64, 100 + number), TRANSACTION, INITIATOR, RESPONDER, number))
    story.gap()
    story.out.time += 60 * SECOND
    story.out.frame(ipv4(1, bytes(8), LEFT, RIGHT))


def unknown_sa(story):
    """Quick Modes under an SA that the receiver does not have, which says so."""
    first = closed(filler(200, 5), QUICK, INITIATOR, RESPONDER, 77)
    story.ike(first)
    story.gap()
    story.ike(first, step=10 * SECOND)
    story.ike(info(notify(INVALID_COOKIE, protocol=1)), True)
    story.gap()
    story.ike(first, step=10 * SECOND)
    story.gap()


def unknown_spi(story):
    """ESP whose SPI the receiver does not know, which says so twice."""
    phase1(story.out)
    story.gap()
    for index in range(6):
        story.out.frame(ipv4(50, wire.esp(0x1234, index + 1)), SECOND)
    for number in range(2):
        story.ike(info(notify(INVALID_SPI, struct.pack(">I", 0x1234)), message_id=300 + number), True)
        story.gap()


def unreachable(story):
    first = message([(SA, OFFER)], MAIN, INITIATOR)
    story.ike(first)
    story.gap(NO_COOKIE)
    story.out.frame(icmp(3, 3, ipv4(17, udp(first), LEFT, RIGHT)), SECOND)
    story.gap(NO_COOKIE)
    story.ike(first)
    story.ike(first)


def repeated_first(story):
    """The first Quick Mode message again and again, beside what else the SA has."""
    phase1(story.out)
    first = closed(filler(200, 6), QUICK, INITIATOR, RESPONDER, 78)
    story.ike(first, step=10 * SECOND)
    story.gap()
    for _ in range(3):
        story.ike(first, step=10 * SECOND)
    story.gap()


def lost_sa(story):
    """Dead peer detection that nobody answers, of a peer that is there."""
    story.out.frame(ipv4(1, bytes(8), RIGHT, LEFT))
    for number in range(4):
        detection(story.out, number)
        story.gap()


def element(tag, content):
    """DER (X.690 section 8.1)."""
    return bytes([tag, len(content)]) + content


def certificate(first, last):
    """As far as its dates, and no further (RFC 5280 section 4.1)."""
    dates = b"".join(element(0x17, text.encode()) for text in (first, last))
    body = element(2, b"\x01") + element(0x30, b"") + element(0x30, b"") + element(0x30, dates)
    return b"\x04" + element(0x30, element(0x30, body))


def expired_certificate(story):
    """The responder's, which it proves itself by in clear, ended long before the capture; the initiator refuses it."""
    begin = [(KE, b"\x11" * 256), (NONCE, b"\x12" * 16)]
    offer = phase1_sa(authentication=3)
    story.ike(message([(SA, offer), *begin, (ID, identity(1, LEFT))], AGGRESSIVE, INITIATOR))
    story.gap()
    story.ike(message([(SA, offer), *begin, (ID, identity(1, RIGHT)), (CERT, certificate("100101000000Z", "110101000000Z")),
                       (SIG, bytes(128))], AGGRESSIVE, INITIATOR, RESPONDER), True)
    story.gap()
    story.ike(info(notify(25, protocol=1)))  # INVALID-SIGNATURE
    story.gap()


def refused_user(story):
    """XAUTH (draft-beaulieu-ike-xauth, sections 5 and 6): who are you, I am, no. A key opens it."""
    talk = Negotiation(story.out, cookies=(INITIATOR, RESPONDER))
    story.keys = talk.keys
    story.gap()
    talk.told(False, 1, [(16521, b""), (16522, b"")])
    story.gap()
    talk.told(True, 2, [(16521, b"user"), (16522, b"word")])
    story.gap()
    talk.told(False, 3, [(16527, 0)])
    story.gap()
    talk.told(True, 4, [(16527, 0)])
    story.gap()


def blocked_port(story):
    """Message 5 goes to port 4500, from where nothing comes."""
    moved(story, False)


def working_port(story):
    """Message 5 goes to port 4500, from where something comes, though no message 6."""
    moved(story, True)


def moved(story, works):
    to_the_fourth(story)
    story.gap()
    fifth = closed(filler(64, 3), MAIN, INITIATOR, RESPONDER)
    story.translated(fifth, step=10_000)
    story.gap()
    if works:
        story.translated(closed(filler(320, 9), INFORMATIONAL, INITIATOR, RESPONDER, 5), True)
        story.gap()
    for _ in range(3):
        story.translated(fifth, step=10 * SECOND)
    story.gap()


STORIES = {
    refused_policy: (notifies, icmp_errors),
    refused_proof: (informationals, notifies, icmp_errors),
    echoed_fourth: (informationals, notifies, icmp_errors),
    unanswered_transaction: (informationals, notifies, icmp_errors),
    answered_transactions: (informationals, notifies, icmp_errors),
    unknown_sa: (notifies, icmp_errors),
    unknown_spi: (informationals, notifies, icmp_errors),
    unreachable: (icmp_errors,),
    lost_sa: (detections,),
    repeated_first: (informationals, notifies, icmp_errors),
    expired_certificate: (notifies, icmp_errors),
    refused_user: (informationals, notifies, icmp_errors),
    blocked_port: (informationals, notifies, icmp_errors),
    working_port: (informationals, notifies, icmp_errors),
}


def findings(record):
    return sorted((finding["rule"], finding["likelihood"], finding["severity"], finding.get("misconfigured"))
                  for finding in record["findings"])


def verdict(command, path, options):
    """What was judged, without what may differ: frames, times, counts, words."""
    run = subprocess.run([command, "-f", "json", *options, str(path)], capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    told = []
    for line in run.stdout.splitlines():
        record = json.loads(line)
        if record["type"] in ("phase1", "phase2"):
            told.append((record["type"], record["outcome"], record.get("incomplete"), record.get("ended"),
                         findings(record)))
        elif record["type"] == "capture":
            told.append(("capture", findings(record)))
        elif record["type"] == "tunnel":
            told.append(("tunnel", record["state"], record["where"], record["likelihood"], record["causes"],
                         [cause["rules"] for cause in record["open"]]))
    return told


def tell(command, folder, story, flood=None, gap=0):
    """The verdict, and how many gaps the story has."""
    path, keys = folder / "capture.pcap", folder / "keys"
    out = wire.Capture(path)
    told = Story(out, flood, gap)
    story(told)
    out.close()
    if told.keys:
        keys.write_text(told.keys)
    return verdict(command, path, ["-k", str(keys)] if told.keys else []), told.place


def main():
    command = sys.argv[1]
    failures = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for story, floods in STORIES.items():
            alone, gaps = tell(command, folder, story)
            decided = any(entry[-1] for entry in alone)
            if not decided:
                print(f"{story.__name__}: nothing is judged: {alone}")
                failures += 1
            for flood in floods:
                for gap in range(gaps):
                    flooded, _ = tell(command, folder, story, flood, gap)
                    if flooded != alone:
                        failures += 1
                        print(f"{story.__name__}, {flood.__name__} in gap {gap}:\n  alone   {alone}\n  flooded {flooded}")
    print(f"{len(STORIES)} stories, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
