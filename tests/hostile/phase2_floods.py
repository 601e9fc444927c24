# SPDX-License-Identifier: GPL-2.0-or-later
"""Many Quick Modes of one ISAKMP SA, what they make, and the ESP that may be theirs."""
import struct

from case import capture, of, summary
from phase1_floods import EMPTY_TRANSFORMS, colliding_address
from wire import (DELETE, HASH, ID, INFORMATIONAL, LEFT, MAIN, NONCE, NO_PROPOSAL_CHOSEN, NOTIFY, OFFER, QUICK, RIGHT,
                  SA, VENDOR, attribute, closed, cookie, delete, esp, filler, host, identity, ipv4, ipv6, message,
                  notify, phase1, phase2_attributes, phase2_sa, proposal, sa, transforms)

ESP = 50
FLOWS = 16384  # that are kept


def counts(per_n, besides=6):
    def check(records, n):
        assert summary(records)["ike_messages"] == n * per_n + besides, summary(records)["ike_messages"]
    return check


def outcomes(name, per_n=1):
    """All Quick Modes came to one end, those included that were settled for others' sake."""
    def check(records, n):
        assert summary(records)["phase2"] == {name: n * per_n} or summary(records)["phase2"].get(name) == n * per_n, \
            summary(records)["phase2"]
    return check


@capture(2000, 25000, counts(1))
def quick_modes(out, n):
    cookies = phase1(out)
    body = filler(160, 3)
    for index in range(n):
        out.ike(closed(body, QUICK, *cookies, index + 1))


@capture(2000, 25000, counts(1))
def quick_modes_of_one_place(out, n):
    """Message IDs that a table of 2,048 places, a prime as its modulus, puts into one."""
    cookies = phase1(out)
    body = filler(160, 3)
    for index in range(n):
        out.ike(closed(body, QUICK, *cookies, (index + 1) * 2039))


@capture(2000, 25000, counts(1))
def quick_modes_behind_a_big_offer(out, n):
    cookies = phase1(out, offer=EMPTY_TRANSFORMS)
    body = filler(160, 3)
    for index in range(n):
        out.ike(closed(body, QUICK, *cookies, index + 1))


@capture(3000, 40000, counts(1))
def one_quick_mode_repeated(out, n):
    """Its first message, closed and without an answer, every 200 ms."""
    cookies = phase1(out)
    first = closed(filler(160, 3), QUICK, *cookies, 5)
    for _ in range(n):
        out.ike(first, step=200_000)


@capture(800, 15000, outcomes("rejected"))
def quick_modes_refused(out, n):
    """Each with a closed refusal, which length and time tell."""
    cookies = phase1(out)
    body, refusal = filler(160, 3), filler(80, 4)
    for index in range(n):
        out.ike(closed(struct.pack(">I", index) + body[4:], QUICK, *cookies, index + 1))
        out.ike(closed(struct.pack(">I", index) + refusal[4:], INFORMATIONAL, *cookies, index + 77), RIGHT, LEFT)


def _established(out, n, cookies, salt=0):
    first, third = filler(160, 3), filler(48, 5)
    for index in range(n):
        word = struct.pack(">II", salt, index)
        out.ike(closed(word + first[8:], QUICK, *cookies, index + 1), step=10)
        out.ike(closed(word + first[9:] + b"1", QUICK, *cookies, index + 1), RIGHT, LEFT, 10)
        out.ike(closed(word + third[8:], QUICK, *cookies, index + 1), step=10)


@capture(600, 10000, outcomes("established"))
def quick_modes_done(out, n):
    _established(out, n, phase1(out))


def _flows(out, count, body=bytes(8)):
    for index in range(count):
        out.frame(ipv4(ESP, esp(0x10000 + index, 1, body)), 10)


@capture(600, 10000, outcomes("established"))
def quick_modes_done_then_flows(out, n):
    _established(out, n, phase1(out))
    _flows(out, min(FLOWS, 10 * n))


@capture(600, 8000)
def quick_modes_tied_to_flows(out, n):
    """SAs of 1,000 closed Quick Modes each, then as many flows as are kept, all between the same addresses."""
    for at in range(0, n, 1000):
        cookies = phase1(out, cookie(2 * at), cookie(2 * at + 1))
        _established(out, min(1000, n - at), cookies, at)
    _flows(out, min(FLOWS, 10 * n))


@capture(600, 6000)
def flows_claimed(out, n):
    """Quick Modes in clear claim every flow; then first messages of the same peers ask for those that nobody claims."""
    flows = min(FLOWS, n * 2)
    _flows(out, flows)
    for at in range(0, flows, 256):
        cookies = cookie((1 << 32) + at), cookie((1 << 33) + at)
        out.ike(message([(SA, OFFER)], MAIN, cookies[0]))
        out.ike(message([(SA, OFFER)], MAIN, *cookies), RIGHT, LEFT)
        spis = [struct.pack(">I", 0x10000 + at + place) for place in range(256)]
        offer = sa(*(proposal(place, 3, spi, b"", 0, place == 255) for place, spi in enumerate(spis)))
        out.ike(message([(SA, offer), (NONCE, b"n" * 16)], QUICK, *cookies, 5))
    out.time += 400_000_000
    for index in range(n):
        out.ike(message([(SA, OFFER)], MAIN, cookie(index)))


def _networks(index):
    return [(ID, identity(1, host(index))), (ID, identity(1, host(index + 1_000_000)))]


def supersede(name, padding, small, full):
    """Quick Modes in clear for n pairs of hosts, their SA payload behind so many empty vendor IDs."""
    def write(out, n):
        cookies = phase1(out)
        empty = [(VENDOR, b"")] * padding
        for index in range(n):
            for sides in ((LEFT, RIGHT), (RIGHT, LEFT)):
                out.ike(message([*empty, (SA, phase2_sa(index + 256)), (NONCE, b"n" * 16), *_networks(index)], QUICK,
                                *cookies, index + 1), *sides)
            out.ike(message([(HASH, struct.pack(">I", index) * 5)], QUICK, *cookies, index + 1))
    write.__name__ = name
    capture(small, full, outcomes("established"))(write)


supersede("quick_modes_superseded", 0, 400, 6000)
supersede("quick_modes_superseded_behind_vendor_ids", 245, 400, 3000)


def _refuse(out, cookies, index, sides, spi):
    out.ike(message([(HASH, b"h" * 20), (NOTIFY, notify(NO_PROPOSAL_CHOSEN, struct.pack(">I", spi)))], INFORMATIONAL,
                    *cookies, 100_000 + index), *sides[::-1], 1000)


def offers(name, build, small, full, networks=True):
    """Quick Modes in clear of both peers, refused in clear: their offers are compared."""
    def write(out, n):
        cookies = phase1(out)
        for index in range(n):
            sides = (LEFT, RIGHT) if index & 1 else (RIGHT, LEFT)
            ids = [(ID, identity(1, host(1))), (ID, identity(1, host(2)))] if networks else []
            out.ike(message([(HASH, b"h" * 20), (SA, build(index)), (NONCE, struct.pack(">I", index) * 4), *ids], QUICK,
                            *cookies, index + 1), *sides, 1000)
            _refuse(out, cookies, index, sides, index * 256 + 1)
    write.__name__ = name
    capture(small, full, outcomes("rejected"))(write)


def _long_keys(index):
    build = lambda place: (12, phase2_attributes(128 + place, place % 7 + 1))
    return sa(*(proposal(place, 3, struct.pack(">I", index * 256 + place + 1), transforms(build, 255), 255, place == 6)
                for place in range(7)))


def _ciphers(index):
    build = lambda place: (1 + (place + index) % 20, attribute(5, 1 + place % 250))
    return sa(*(proposal(place, 3, struct.pack(">I", index * 256 + place + 1), transforms(build, 255), 255, place == 19)
                for place in range(20)))


def _together(index):
    """Proposals of one number: to be taken together."""
    build = lambda place: (1 + (place + index) % 20, b"")
    return sa(*(proposal(1, 3, struct.pack(">I", index * 256 + place + 1), transforms(build, 28), 28, place == 255)
                for place in range(256)))


offers("offers_of_keys", _long_keys, 8, 150, False)
offers("offers_of_ciphers", _ciphers, 8, 150)
offers("offers_taken_together", _together, 8, 150)


@capture(400, 6000, outcomes("rejected"))
def one_proposal_bears_on_all(out, n):
    """Refused Quick Modes, then one proposal of the other peer that says what it would have taken."""
    nets = [(ID, identity(4, bytes([192, 168, net, 0, 255, 255, 255, 0]))) for net in (1, 2)]
    for index in range(n):
        if index % 1000 == 0:
            cookies = cookie(2 * index), cookie(2 * index + 1)
            out.ike(message([(SA, OFFER)], MAIN, cookies[0]))
            out.ike(message([(SA, OFFER)], MAIN, *cookies), RIGHT, LEFT)
        out.ike(message([(SA, phase2_sa(index + 256)), (NONCE, b"n" * 16), *nets], QUICK, *cookies, index + 1), step=10)
        _refuse(out, cookies, index, (LEFT, RIGHT), index + 256)
    out.ike(message([(SA, phase2_sa(0x70000000, 3)), (NONCE, b"n" * 16), *nets[::-1]], QUICK, *cookies, 999_999), RIGHT, LEFT)


@capture(3000, 60000)
def flows(out, n):
    for index in range(n):
        out.frame(ipv4(ESP, esp(index + 256, 1)), 10)


@capture(3000, 60000)
def flows_of_pairs(out, n):
    for index in range(n):
        out.frame(ipv4(ESP, esp(index + 256, 1), host(index), host(7 * index + 3)), 10)


@capture(3000, 60000)
def flow_out_of_order(out, n):
    for index in range(n):
        out.frame(ipv4(ESP, esp(256, index * 0x9E3779B1)), index % 1000)


@capture(3000, 60000)
def flows_of_one_hash(out, n):
    """IPv6 flows that a sum of mixed words, without a key, puts into one place."""
    for index in range(n):
        spi = 1000 + index
        aim = 0xDEADBEEFCAFE - (3 << 32 | spi)
        out.frame(ipv6(ESP, esp(spi, 1, bytes(8)), b"\xfd" + bytes(15), colliding_address(0, aim)), 10)


@capture(10, 200)
def deletes(out, n):
    """64 KiB of SPIs of one octet, none of which anybody knows."""
    cookies = phase1(out)
    for index in range(n):
        out.ike(message([(DELETE, delete(filler(65000, index), 1, count=65535))], INFORMATIONAL, *cookies, index + 1),
                step=1000)


@capture(64, 320)
def deletes_of_many_sas(out, n):
    """The same, 64 in each ISAKMP SA."""
    for index in range(n):
        out.ike(message([(DELETE, delete(filler(65000, index), 1))], INFORMATIONAL, cookie(2 * (index // 64)),
                        cookie(2 * (index // 64) + 1), index + 1), step=1000)
