# SPDX-License-Identifier: GPL-2.0-or-later
"""Many notifies, dead peer detections, ICMP errors and Transaction messages."""
import struct

from case import capture, of, rules, summary
from phase2_floods import counts
from wire import (ATTRIBUTES, HASH, INFORMATIONAL, LEFT, MAIN, NONCE, NO_PROPOSAL_CHOSEN, NOTIFY, OFFER, QUICK, RIGHT,
                  SA, TRANSACTION, attribute, closed, cookie, filler, host, ipv4, message, notify, phase1, phase2_sa, udp)

R_U_THERE, R_U_THERE_ACK = 36136, 36137  # RFC 3706 section 5.3
ICMP = 1


@capture(2000, 30000, counts(1))
def refusals_in_clear(out, n):
    cookies = phase1(out)
    for index in range(n):
        out.ike(message([(NOTIFY, notify(NO_PROPOSAL_CHOSEN, struct.pack(">I", index), protocol=1))], INFORMATIONAL,
                        *cookies, index + 1), RIGHT, LEFT)


@capture(1000, 20000, lambda records, n: counts(1, 6 + min(n, 1024))(records, n))
def informationals(out, n):
    """Closed ones while 1,024 Quick Modes wait for an answer."""
    cookies = phase1(out)
    for index in range(min(n, 1024)):
        out.ike(closed(struct.pack(">I", index) * 40, QUICK, *cookies, index + 1))
    for index in range(n):
        out.ike(closed(struct.pack(">I", index) * 20, INFORMATIONAL, *cookies, index + 5000), RIGHT, LEFT)


@capture(500, 10000, counts(1, 0))
def notify_data(out, n):
    for index in range(n):
        out.ike(message([(NOTIFY, notify(NO_PROPOSAL_CHOSEN, filler(255, index), b"\x1b]0;x\x07", 1))], INFORMATIONAL,
                        cookie(index), cookie(index + 1), index + 1))


@capture(5, 100, counts(1, 0))
def notifies_in_one(out, n):
    for index in range(n):
        items = [(NOTIFY, notify(NO_PROPOSAL_CHOSEN + place % 9, protocol=1)) for place in range(5000)]
        out.ike(message(items, INFORMATIONAL, cookie(0), cookie(1), index + 1), step=1000)


def refusal_after(answers, cookies):
    """What every capture of dead peer detection ends in: (payloads, exchange, message ID, sides)."""
    del answers
    return [([(HASH, b"h" * 20), (SA, phase2_sa(0x101)), (NONCE, b"n" * 16)], QUICK, 77, (LEFT, RIGHT)),
            ([(HASH, b"h" * 20), (NOTIFY, notify(NO_PROPOSAL_CHOSEN, b"\0\0\1\1"))], INFORMATIONAL, 78, (RIGHT, LEFT))]


def alive(cookies, number):
    """A question and its answer: (payloads, exchange, message ID, sides)."""
    spi = b"".join(cookies)
    return [([(HASH, b"h" * 20), (NOTIFY, notify(kind, spi, struct.pack(">I", number), 1))], INFORMATIONAL,
             identifier + number, sides) for kind, identifier, sides in
            ((R_U_THERE, 1 << 20, (LEFT, RIGHT)), (R_U_THERE_ACK, 1 << 24, (RIGHT, LEFT)))]


def refused(records, _):
    assert [record["outcome"] for record in of(records, "phase2")] == ["rejected"], of(records, "phase2")
    assert "ts-cipher" in rules(records) or summary(records)["tunnels"].get("down") == 1, rules(records)
    assert summary(records)["tunnels"] == {**summary(records)["tunnels"], "down": 1}, summary(records)["tunnels"]


def detections(name, write_message, small, full, **options):
    """n times dead peer detection, then a Quick Mode that is refused: it is seen to be."""
    def write(out, n, scene):
        cookies = phase1(out)
        send = write_message(out, cookies, scene)
        for number in range(n):
            for items, exchange, identifier, sides in alive(cookies, number):
                send(items, exchange, identifier, sides)
                out.time += 5_000_000
        for items, exchange, identifier, sides in refusal_after(None, cookies):
            send(items, exchange, identifier, sides)
    write.__name__ = name
    capture(small, full, refused, wants_scene=True, **options)(write)


def in_clear(out, cookies, _):
    return lambda items, exchange, identifier, sides: out.ike(message(items, exchange, *cookies, identifier), *sides)


detections("detections_before_a_refusal", in_clear, 127, 10000)
detections("detections_before_a_refusal_1000", in_clear, 1000, 20000)


def _unreachable(quoted, identifier=0):
    return struct.pack(">BBHI", 3, 3, 0, identifier & 0xFFFFFFFF) + quoted


@capture(2000, 40000)
def icmp(out, n):
    first = message([(SA, OFFER)], MAIN, cookie(0))
    out.ike(first, step=1000)
    quoted = ipv4(17, udp(first), ident=7)
    for index in range(n):
        out.frame(ipv4(ICMP, _unreachable(quoted, index), host(index), LEFT))


@capture(2000, 40000)
def icmp_without_cookies(out, n):
    """Quotations that end behind UDP's header."""
    for index in range(100):
        out.ike(message([(SA, OFFER)], MAIN, cookie(index)), host(index), RIGHT, 1000)
    quoted = ipv4(17, udp(message([(SA, OFFER)], MAIN, cookie(0))), host(500_000), RIGHT)[:28]
    for index in range(n):
        out.frame(ipv4(ICMP, _unreachable(quoted), host(index), LEFT))


@capture(2000, 20000)
def icmp_of_one_cookie(out, n):
    """4,096 SAs of one cookie, then ICMP that quotes it of yet other peers."""
    first = message([(SA, OFFER)], MAIN, cookie(0))
    for index in range(min(n, 4096)):
        out.ike(first, host(index), RIGHT)
    for index in range(n):
        quoted = ipv4(17, udp(first), host(500_000 + index), RIGHT)
        out.frame(ipv4(ICMP, _unreachable(quoted), host(index), LEFT))


@capture(5, 100, counts(1))
def attributes_of_text(out, n):
    """Transaction messages in clear, 1,500 attributes with escape codes each."""
    cookies = phase1(out)
    octets = b"".join(attribute(16521 + place % 9, b"\x1b]0;pwn\x07" * 3) for place in range(1500))
    for index in range(n):
        out.ike(message([(ATTRIBUTES, struct.pack(">BBH", 2, 0, index & 0xFFFF) + octets)], TRANSACTION, *cookies,
                        index + 1), step=1000)
