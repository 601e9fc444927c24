# SPDX-License-Identifier: GPL-2.0-or-later
"""Pairs of routers whose configurations disagree, each with a second tunnel that works, and what a capture of their
negotiation shows: the input of print_fixes, in numbers of the RFCs.
"""
import ipaddress
import re

from ios import Router
from negotiate import entry_for, host, suites, swap

INITIATOR, RESPONDER, THIRD = "203.0.113.1", "198.51.100.1", "192.0.2.9"
INITIATOR6, RESPONDER6, THIRD6 = "2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:9::1"
NO_PROPOSAL_CHOSEN, INVALID_ID, MALFORMED, AUTH_FAILED, UNSUPPORTED_EXCHANGE = 14, 18, 16, 24, 29
ABSENT = -1

# RFC 2407 sections 4.4.3, 4.4.4 and 4.5; RFC 3602; RFC 4868
AH = {"md5": 2, "sha": 3, "sha256": 5, "sha384": 6, "sha512": 7}
AUTH = {"md5": 1, "sha": 2, "sha256": 5, "sha384": 6, "sha512": 7}
ESP = {"des": 2, "3des": 3, "null": 11, "aes": 12}
MODES = {"tunnel": 1, "transport": 2}
# RFC 2409 appendix A
ENCRYPTION = {"des": 1, "3des": 5, "aes": 7}
HASH = {"md5": 1, "sha": 2, "sha256": 4, "sha384": 5, "sha512": 6}
METHOD = {"pre-share": 1, "rsa-sig": 3}


def suite_numbers(text, mode):
    ah = re.search(r"ah-(\w+)-hmac", text)
    esp = re.search(r"esp-(des|3des|null|aes)( \d+)?(?= |$)", text)
    hash_ = re.search(r"esp-(\w+)-hmac", text) or ah
    bits = int(esp.group(2) or 128) if esp and esp.group(1) == "aes" else ABSENT
    return [AH[ah.group(1)] if ah else 0, ESP[esp.group(1)] if esp else 0, bits,
            AUTH[hash_.group(1)] if hash_ else ABSENT, MODES[mode], 3 if "comp-lzs" in text else 0]


def policy_numbers(policy):
    cipher = policy["encr"].split()
    bits = int(cipher[1]) if len(cipher) > 1 else 128 if cipher[0] == "aes" else ABSENT
    return [ENCRYPTION[cipher[0]], bits, HASH[policy["hash"]], METHOD[policy["authentication"]], int(policy["group"]),
            int(policy["lifetime"])]


def group_number(pfs):
    return int(pfs.removeprefix("group")) if pfs else ABSENT


def networks(ids):
    return [[str(network), protocol, port] for network, protocol, port in ids]


class Tunnel:
    """One side's map entry and what it needs."""

    def __init__(self, peer, lines, sets=("TS1",), pfs=None, key="cisco123", more=()):
        self.peer, self.lines, self.sets, self.pfs, self.key, self.more = peer, lines, sets, pfs, key, more


def configuration(tunnels, sets, policies, more="", number=10):
    """Running-config of a router with these map entries, TS1 being in use by all."""
    six = ":" in tunnels[0].peer
    out = []
    for at, policy in enumerate(policies):
        out.append(f"crypto isakmp policy {10 * (at + 1)}")
        out += [f" {name} {value}" for name, value in policy.items()]
    out += [f"crypto isakmp key {tunnel.key} address {f'ipv6 {tunnel.peer}/128' if six else tunnel.peer}"
            for tunnel in tunnels if tunnel.key]
    for name, (text, mode) in sets.items():
        out += [f"crypto ipsec transform-set {name} {text}", f" mode {mode}"]
    for at, tunnel in enumerate(tunnels):
        out.append(f"{'ipv6 access-list' if six else 'ip access-list extended'} VPN{at}")
        step = (lambda line, place: f" sequence {place} {line}") if six else (lambda line, place: f" {place} {line}")
        out += [step(line, number + 10 * place) for place, line in enumerate(tunnel.lines)]
    for at, tunnel in enumerate(tunnels):
        out += [f"crypto map {'ipv6 ' if six else ''}CM {10 * (at + 1)} ipsec-isakmp", f" set peer {tunnel.peer}",
                f" set transform-set {' '.join(tunnel.sets)}", f" match address VPN{at}"]
        out += [f" set pfs {tunnel.pfs}"] if tunnel.pfs else []
        out += [f" {line}" for line in tunnel.more]
    return "\n".join(out) + "\n" + more


POLICY = {"encr": "aes 256", "hash": "sha", "authentication": "pre-share", "group": "14"}
# What a router whose policies are not that one has with the third router, and nobody else has.
OWN_POLICIES = ({"encr": "3des", "hash": "md5", "authentication": "pre-share", "group": "2"},
                {"encr": "des", "hash": "sha384", "authentication": "pre-share", "group": "5"})
SETS = {"TS1": ("esp-aes esp-sha-hmac", "tunnel"), "OTHER": ("esp-aes 192 esp-sha256-hmac", "tunnel")}


def lan(number, six=False):
    return f"2001:db8:{number}::/64" if six else f"192.168.{number}.0 0.0.0.255"


def permit(ours, theirs, six=False, protocol="ip"):
    return f"permit {'ipv6' if six and protocol == 'ip' else protocol} {ours} {theirs}"


def address(number, six=False, tail=7):
    return f"2001:db8:{number}::{tail}" if six else f"192.168.{number}.{tail}"


def packet(ours, theirs, protocol=0, ports=(0, 0)):
    return host(ours, protocol, ports[0]), host(theirs, protocol, ports[1])


class Side:
    """What differs between the two sides of the tunnel in question."""

    def __init__(self, lines=None, sets=None, entry=("TS1",), pfs=None, policies=(POLICY,), key="cisco123", more=(),
                 peer=None, config="", number=10):
        self.lines, self.sets, self.entry, self.pfs = lines, dict(SETS, **(sets or {})), entry, pfs
        self.policies, self.key, self.more, self.peer, self.config = policies, key, more, peer, config
        self.number = number


class Case:
    """initiator, responder: Side. told: who has to get the fix. failed: for what the model sees it fail before."""

    def __init__(self, name, rules, told, failed, initiator, responder, six=False, nat=False, there=None, back=None,
                 after=None, kind="quick", **input_):
        self.name, self.rules, self.told, self.failed, self.nat = name, rules, told, failed, nat
        self.peers = (INITIATOR6, RESPONDER6) if six else (INITIATOR, RESPONDER)
        third = THIRD6 if six else THIRD
        self.there = there or packet(address(1, six), address(2, six))
        self.back = back or swap(self.there)
        self.after = after or self.there
        self.kind, self.input = kind, input_
        self.reverse = self.check = None
        self.third_packets = packet(address(1, six, 8), address(9, six)), packet(address(2, six, 8), address(9, six))
        own = (1, 2)
        differ = any(tuple(side.policies) != (POLICY,) for side in (initiator, responder))
        self.sides = [self.make(side, own[at], own[1 - at], third, at, six, differ)
                      for at, side in enumerate((initiator, responder))]
        self.third = Router(third, configuration(
            [Tunnel(self.peers[at], [permit(lan(9, six), lan(own[at], six), six)]) for at in range(2)], SETS,
            OWN_POLICIES if differ else [POLICY]))
        for router in self.sides:
            router.sas = {str(peer): {"isakmp", "ipsec"} for peer in (*self.peers, third)}

    def make(self, side, own, other, third, at, six, differ):
        peer = side.peer or self.peers[1 - at]
        tunnels = [Tunnel(peer, side.lines or [permit(lan(own, six), lan(other, six), six)], side.entry, side.pfs,
                          side.key, side.more),
                   Tunnel(third, [permit(lan(own, six), lan(9, six), six)])]
        policies = [*side.policies, *([OWN_POLICIES[at]] if differ else [])]
        return Router(self.peers[at], configuration(tunnels, side.sets, policies, side.config, side.number))

    def record(self):
        """What print_fixes takes."""
        initiator, responder = self.sides
        base = {"kind": self.kind, "peers": self.peers, "vendors": ["ios", "ios"], "nat": [self.nat, False]}
        if self.kind == "quick":
            base |= self.quick(initiator, responder)
        else:
            base |= self.first(initiator, responder)
        return base | self.input

    def quick(self, initiator, responder):
        entry, line = entry_for(initiator, self.there)
        ids = line.selectors()
        offer = [suite_numbers(*suite) for suite in suites(initiator, entry, ids, responder.address)]
        record = {"offer": offer, "group": group_number(entry.pfs), "networks": networks(ids),
                  "life": entry.life.get("seconds", 3600), "choice": offer[:1],
                  "notify": None if "answered" in self.input or "silent" in self.input else NO_PROPOSAL_CHOSEN}
        entry, line = entry_for(responder, self.back)
        if entry:
            ids = line.selectors()
            record["history"] = [{"by_responder": True, "up": self.input.get("back_up", False),
                                  "offer": [suite_numbers(*suite)
                                            for suite in suites(responder, entry, ids, initiator.address)],
                                  "group": group_number(entry.pfs), "networks": networks(ids),
                                  "life": entry.life.get("seconds", 3600)}]
        return record

    def first(self, initiator, responder):
        record = {"offer": [policy_numbers(policy) for _, policy in sorted(initiator.policies.items())], "outcome": 0}
        if self.input.get("own_known"):
            record["own"] = [policy_numbers(policy) for _, policy in sorted(responder.policies.items())]
        return record


def messages(*names):
    """main1 500, with the port where it is not 500; odd ones are the initiator's."""
    out = []
    for name in names:
        name, _, port = name.partition(":")
        out.append([name, int(name[-1]) % 2 == 1, int(port or 500)])
    return out


def subnet(text):
    return [str(ipaddress.ip_network(text)), 0, 0]
