# SPDX-License-Identifier: GPL-2.0-or-later
"""Many negotiations, or many claims of one: cookies, addresses, offers, vendor IDs, repetitions."""
import struct

from case import capture, of, rules, summary
from wire import (AGGRESSIVE, HASH, ID, INFORMATIONAL, KE, LEFT, MAIN, NEW_GROUP, NONCE, NO_PROPOSAL_CHOSEN, NOTIFY,
                  OFFER, QUICK, RIGHT, SA, VENDOR, attribute, cookie, header, host, identity, ipv6, message, notify,
                  payloads, phase1, phase1_attributes, phase1_sa, phase2_sa, proposal, sa, transforms, udp)

EMPTY_TRANSFORMS = sa(*(proposal(place, 1, b"", transforms(lambda _: (1,), 255), 255, place == 30)
                        for place in range(31)))
EMPTY_PROPOSALS = sa(*(proposal(place, 1, b"", b"", 0, place == 8000) for place in range(8001)))
MANY_ATTRIBUTES = sa(proposal(0, 1, b"", transforms(lambda _: (1, attribute(1, 7) * 255), 60), 60))


def counts(per_n=1):
    """Every message is counted, whatever became of its SA."""
    def check(records, n):
        assert summary(records)["ike_messages"] == n * per_n, summary(records)["ike_messages"]
    return check


@capture(2000, 40000, counts())
def first_messages(out, n):
    """A negotiation each."""
    for index in range(n):
        out.ike(message([(SA, OFFER)], MAIN, cookie(index)))


@capture(2000, 40000, counts())
def first_messages_in_hours(out, n):
    """So slow that each is settled before the next thousand."""
    for index in range(n):
        out.ike(message([(SA, OFFER)], MAIN, cookie(index)), step=100_000)


@capture(2000, 40000, counts())
def first_messages_of_hosts(out, n):
    """A pair of peers each."""
    for index in range(n):
        out.ike(message([(SA, OFFER)], MAIN, cookie(index)), host(index))


@capture(2000, 40000, counts())
def one_cookie_many_hosts(out, n):
    first = message([(SA, OFFER)], MAIN, cookie(0))
    for index in range(n):
        out.ike(first, host(index))


@capture(2000, 40000, counts())
def one_cookie_many_answers(out, n):
    """Answers to nothing, of one pair: the responder's cookies differ."""
    for index in range(n):
        out.ike(message([(SA, OFFER)], MAIN, cookie(0), cookie(index + 7)))


@capture(2000, 40000, counts())
def one_cookie_many_answers_and_hosts(out, n):
    for index in range(n):
        out.ike(message([(SA, OFFER)], MAIN, cookie(0), cookie(index + 7)), LEFT, host(index))


@capture(2000, 40000, counts())
def cookies_of_one_product(out, n):
    """The products of the cookies and an odd constant share their upper half: a hash by multiplication takes one place."""
    inverse = pow(0x9E3779B97F4A7C15, -1, 1 << 64)
    for index in range(n):
        word = (0x1234567800000000 + index) * inverse & 0xFFFFFFFFFFFFFFFF
        out.ike(message([(SA, OFFER)], MAIN, struct.pack("<Q", word)))


@capture(2000, 40000, counts())
def cookies_of_one_half(out, n):
    """What hashes the upper, or the lower four octets alone sees two cookies."""
    for index in range(n):
        halves = struct.pack(">I", index), b"\x11\x22\x33\x44"
        out.ike(message([(SA, OFFER)], MAIN, b"".join(halves if index & 1 else halves[::-1])))


def _unmixed(word):
    """The inverse of the finaliser of SplitMix64."""
    mask = (1 << 64) - 1
    word ^= word >> 31 ^ word >> 62
    word = word * pow(0x94D049BB133111EB, -1, 1 << 64) & mask
    word ^= word >> 27 ^ word >> 54
    word = word * pow(0xBF58476D1CE4E5B9, -1, 1 << 64) & mask
    return word ^ word >> 30 ^ word >> 60


def mixed(word):
    mask = (1 << 64) - 1
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & mask
    word = (word ^ word >> 27) * 0x94D049BB133111EB & mask
    return word ^ word >> 31


def colliding_address(index, aim):
    """IPv6 addresses that a sum of mixed words, without a key, gives one hash."""
    word = _unmixed((aim - mixed(index + 7)) & (1 << 64) - 1) ^ 0x9E3779B97F4A7C15
    return struct.pack("<QQ", index + 1, word)


@capture(2000, 30000, counts())
def pairs_of_one_hash(out, n):
    for index in range(n):
        out.frame(ipv6(17, udp(message([(SA, OFFER)], MAIN, cookie(index))), colliding_address(index, 0xABCDEF),
                       b"\xff" * 15 + b"\xfe"))


def _refused_behind(records, _):
    found = [record for record in of(records, "phase2") if record["outcome"] == "rejected"]
    assert len(found) == 1, [record["outcome"] for record in of(records, "phase2")]
    assert summary(records)["tunnels"].get("down", 0) >= 1, summary(records)["tunnels"]
    assert not {rule for rule in rules(records) if rule.startswith("p1-")} - {"p1-no-response"}, rules(records)
    assert not summary(records)["causes"].get("p1-policy-mismatch"), summary(records)["causes"]


def _refused_among(records, n):
    found = [record["outcome"] for record in of(records, "phase2")]
    assert found.count("rejected") == n // 8 + 1, (found.count("rejected"), len(found))


@capture(5000, 20000, _refused_behind)
def refusal_behind_a_flood(out, n):
    """A Quick Mode, n first messages of n hosts, then its refusal: 4,096 SAs are kept."""
    initiator, responder = phase1(out)
    out.ike(message([(HASH, b"h" * 20), (SA, phase2_sa(0x101)), (NONCE, b"n" * 16)], QUICK, initiator, responder, 77))
    for index in range(n):
        out.ike(message([(SA, OFFER)], MAIN, cookie(index)), host(index), RIGHT)
    out.ike(message([(HASH, b"h" * 20), (NOTIFY, notify(NO_PROPOSAL_CHOSEN, b"\0\0\1\1"))], INFORMATIONAL, initiator,
                    responder, 78), RIGHT, LEFT)


@capture(10000, 20000, _refused_behind)
def refusal_behind_answered_ones(out, n):
    """The same, with an answer to each first message: what is answered is no better a reason to forget the other."""
    initiator, responder = phase1(out)
    out.ike(message([(HASH, b"h" * 20), (SA, phase2_sa(0x101)), (NONCE, b"n" * 16)], QUICK, initiator, responder, 77))
    for index in range(n // 2):
        out.ike(message([(SA, OFFER)], MAIN, cookie(index)), host(index), RIGHT)
        out.ike(message([(SA, OFFER)], MAIN, cookie(index), cookie(index + (1 << 30))), RIGHT, host(index))
    out.ike(message([(HASH, b"h" * 20), (NOTIFY, notify(NO_PROPOSAL_CHOSEN, b"\0\0\1\1"))], INFORMATIONAL, initiator,
                    responder, 78), RIGHT, LEFT)


@capture(40000, 80000, _refused_among)
def refusal_behind_refused_ones(out, n):
    """The same behind n / 8 negotiations that went as far and are over: a Quick Mode each, refused at once."""
    initiator, responder = phase1(out)
    out.ike(message([(HASH, b"h" * 20), (SA, phase2_sa(0x101)), (NONCE, b"n" * 16)], QUICK, initiator, responder, 77))
    for index in range(n // 8):
        peer = host(index)
        cookies = phase1(out, cookie(index), cookie(index + (1 << 30)), left=peer)
        out.ike(message([(HASH, b"h" * 20), (SA, phase2_sa(index)), (NONCE, b"n" * 16)], QUICK, *cookies, 77), peer, RIGHT)
        out.ike(message([(HASH, b"h" * 20), (NOTIFY, notify(NO_PROPOSAL_CHOSEN, struct.pack(">I", index)))], INFORMATIONAL,
                        *cookies, 78), RIGHT, peer)
    out.ike(message([(HASH, b"h" * 20), (NOTIFY, notify(NO_PROPOSAL_CHOSEN, b"\0\0\1\1"))], INFORMATIONAL, initiator,
                    responder, 78), RIGHT, LEFT)


def big(name, body, small, full):
    """Main mode's first message behind UDP's limit of 64 KiB, each of a negotiation of its own."""
    def write(out, n):
        for index in range(n):
            out.ike(message([*body, (VENDOR, struct.pack(">I", index))], MAIN, cookie(index)), step=1000)
    write.__name__ = name
    capture(small, full, counts())(write)


big("transforms_each_sa", [(SA, EMPTY_TRANSFORMS)], 10, 200)
big("attributes_each_sa", [(SA, MANY_ATTRIBUTES)], 10, 200)
big("proposals_each_sa", [(SA, EMPTY_PROPOSALS)], 10, 200)


def listed(name, body, small, full):
    """The same in one ISAKMP SA, as an exchange that is listed and belongs to nothing."""
    def write(out, n):
        for index in range(n):
            out.ike(message([(SA, body), (VENDOR, struct.pack(">I", index))], NEW_GROUP, cookie(0), cookie(1), index + 1),
                    step=1000)
    write.__name__ = name
    capture(small, full, counts())(write)


listed("transforms_one_sa", EMPTY_TRANSFORMS, 10, 200)
listed("attributes_one_sa", MANY_ATTRIBUTES, 10, 200)


@capture(5, 100, counts())
def vendor_ids(out, n):
    from wire import filler
    for index in range(n):
        octets = filler(51200, index)
        items = [(VENDOR, octets[at:at + 16]) for at in range(0, len(octets), 16)]
        out.ike(message([(SA, OFFER), *items], MAIN, cookie(index)), step=1000)


@capture(5, 100, counts())
def empty_payloads(out, n):
    """64 KiB of payloads of four octets, one cookie."""
    tail = struct.pack(">BBH", VENDOR, 0, 4) * 16200
    for index in range(n):
        out.ike(header(VENDOR, struct.pack(">BBHI", VENDOR, 0, 8, index) + tail, MAIN, cookie(0)), step=1000)


@capture(5, 100, counts())
def empty_payloads_each_sa(out, n):
    tail = struct.pack(">BBH", VENDOR, 0, 4) * 16200
    for index in range(n):
        out.ike(header(VENDOR, tail, MAIN, cookie(index)), step=1000)


@capture(10, 200, counts(2))
def both_offer_and_refuse(out, n):
    """Both peers offer 1,500 policies and both are refused: offers are compared."""
    def policy(index):
        return 1, phase1_attributes(index % 7 + 1, 128 + index, index // 7 % 6 + 1, group=index % 20 + 1, life=index)
    offer = sa(*(proposal(place, 1, b"", transforms(policy, 255), 255, place == 5) for place in range(6)))
    for index in range(n):
        sides = (LEFT, RIGHT) if index & 1 else (RIGHT, LEFT)
        out.ike(message([(SA, offer)], MAIN, cookie(index)), *sides, 1000)
        out.ike(message([(NOTIFY, notify(NO_PROPOSAL_CHOSEN, protocol=1))], INFORMATIONAL, cookie(index),
                        cookie(index + 3), 5), *sides[::-1], 1000)


@capture(3000, 40000, counts())
def repetitions(out, n):
    first = message([(SA, OFFER)], MAIN, cookie(0))
    for _ in range(n):
        out.ike(first, step=200_000)


@capture(3000, 40000, counts())
def repetitions_at_once(out, n):
    first = message([(SA, OFFER)], MAIN, cookie(0))
    for _ in range(n):
        out.ike(first, step=10)


@capture(3000, 40000, counts())
def repetitions_of_many(out, n):
    """SAs of 512 datagrams each, every second one a copy."""
    for index in range(n):
        out.ike(message([(SA, OFFER), (VENDOR, struct.pack(">I", index % 512 // 2))], MAIN, cookie(index // 512)),
                step=300_000)


@capture(800, 12000, counts(2))
def aggressive(out, n):
    """Two of the three messages, n times."""
    for index in range(n):
        initiator, responder = cookie(index), cookie(index + (1 << 30))
        for left, right, answer, more in ((LEFT, RIGHT, (), ()),
                                          (RIGHT, LEFT, (responder,), ((HASH, struct.pack(">I", index) * 5),))):
            out.ike(message([(SA, phase1_sa(group=2)), (KE, b"\x11" * 128), (NONCE, b"\x12" * 16),
                             (ID, identity(1, left, 17, 500)), *more], AGGRESSIVE, initiator, *answer), left, right, 1000)


@capture(400, 5000, counts(5))
def main_modes(out, n):
    """Main mode of all pairs up to the first closed message."""
    for index in range(n):
        initiator, responder = cookie(index), cookie(index + (1 << 30))
        left, right = host(2 * index), host(2 * index + 1)
        out.ike(message([(SA, OFFER)], MAIN, initiator), left, right, 1000)
        out.ike(message([(SA, OFFER)], MAIN, initiator, responder), right, left, 1000)
        for sides in ((left, right), (right, left)):
            out.ike(message([(KE, b"\x11" * 256), (NONCE, b"\x12" * 16)], MAIN, initiator, responder), *sides, 1000)
        out.ike(header(*payloads([(ID, bytes(60))]), MAIN, initiator, responder, 0, 1), left, right, 1000)
