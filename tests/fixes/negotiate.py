# SPDX-License-Identifier: GPL-2.0-or-later
"""Would two routers of ios.py agree? RFC 2409, and what IOS is known to take: policies equal but for the lifetime, the
responder's own order; a proposal for a line of its own or a part of it; any of its entry's sets; PFS where it has none.
"""
import ipaddress

from ios import BUILT_IN


class Outcome:
    def __init__(self, failed=None, **agreed):
        self.failed, self.agreed = failed, agreed

    def __eq__(self, other):
        return (self.failed, self.agreed) == (other.failed, other.agreed)

    def __repr__(self):
        return f"failed for {self.failed}" if self.failed else f"agreed on {self.agreed}"


def host(text, protocol=0, port=0):
    return ipaddress.ip_network(text), protocol, port


def swap(pair):
    return pair[1], pair[0]


def entries_of(router):
    return [(name, number, entry) for name, entries in router.maps.items() for number, entry in sorted(entries.items())]


def entry_for(router, packet):
    """The entry and line that a packet's source and destination meet on the way out."""
    for _, _, entry in entries_of(router):
        acl = router.acls.get(entry.acl)
        line = acl.first(*packet) if acl else None
        if line and line.action == "permit":
            return entry, line
    return None, None


def suites(router, entry, ids, peer):
    """What an entry offers: transforms and mode, transport only between the peers themselves."""
    own = all(network.num_addresses == 1 and network.network_address in (router.address, peer) for network, _, _ in ids)
    return [(router.sets[name][0], router.sets[name][1] if own else "tunnel") for name in entry.sets]


def policies(router):
    return [policy for _, policy in sorted((router.policies or BUILT_IN).items())]


def agree_policy(initiator, responder):
    def wanted(policy):
        return {name: policy[name] for name in ("encr", "hash", "authentication", "group")}
    offered = [wanted(policy) for policy in policies(initiator)]
    return next((wanted(own) for own in policies(responder) if wanted(own) in offered), None)


def lets_in(router, source, port):
    for name in router.filters.values():
        line = router.acls[name].first((ipaddress.ip_network(source), 17, port),
                                       (ipaddress.ip_network(router.address), 17, port))
        if not line or line.action != "permit":
            return False
    return True


def phase1(initiator, responder, entry, nat):
    if str(responder.address) not in entry.peers[:1]:
        return "peer", None
    theirs = [other for _, _, other in entries_of(responder) if str(initiator.address) in other.peers]
    if bool(entry.ikev2) != any(other.ikev2 for other in theirs):
        return "version", None
    if not lets_in(responder, initiator.address, 500) or nat and not lets_in(responder, initiator.address, 4500):
        return "filter", None
    profile = initiator.profiles.get(entry.profile)
    if profile and profile.aggressive and responder.aggressive_disabled:
        return "mode", None
    policy = agree_policy(initiator, responder)
    if not policy:
        return "policy", None
    if policy["authentication"] == "pre-share":
        ours, other = initiator.keys.get(str(responder.address)), responder.keys.get(str(initiator.address))
        if not ours or ours != other:
            return "key", None
    wanted = [responder.profiles[other.profile].matches for other in theirs if other.profile]
    identity = initiator.identity
    name = f"address {identity} 255.255.255.255" if identity[0].isdigit() else f"host {identity}"
    if wanted and not any(name in matches for matches in wanted):
        return "identity", None
    if responder.asks_xauth and str(initiator.address) not in responder.no_xauth:
        return "xauth", None
    return None, policy


def find_entry(responder, initiator, ids):
    """The responder's entry for a proposal, by its own line; what failed."""
    failed = "networks"
    for _, _, entry in entries_of(responder):
        acl = responder.acls.get(entry.acl)
        for line in acl.ordered() if acl else ():
            relation = line.relates(*swap(ids))
            if relation and line.action == "deny":
                break
            if relation == "covers" and str(initiator.address) not in entry.peers:
                failed = "peer"
                break
            if relation == "covers" or relation and responder.narrows:
                return entry, line, None
    return None, None, failed


def accepts(suite, own):
    """A set in transport mode takes tunnel mode too, one in tunnel mode only that."""
    return suite[0] == own[0] and (suite[1] == own[1] or suite[1] == "tunnel" and own[1] == "transport")


def phase2(initiator, responder, entry, line, nat):
    ids = line.selectors()
    other, their_line, failed = find_entry(responder, initiator, ids)
    if not other:
        return Outcome(failed)
    if their_line.selectors() != swap(ids) and responder.narrows:
        return Outcome("narrowed")
    own = [responder.sets[name] for name in other.sets]
    chosen = next((suite for suite in suites(initiator, entry, ids, responder.address)
                   if any(accepts(suite, mine) for mine in own)), None)
    if not chosen:
        return Outcome("sets")
    if other.pfs and other.pfs != entry.pfs:
        return Outcome("pfs")
    if nat and not (initiator.natt and responder.natt):
        return Outcome("esp through nat")
    if nat and "ah-" in chosen[0]:
        return Outcome("ah through nat")
    life = min(entry.life.get("seconds", 3600), other.life.get("seconds", 3600))
    return Outcome(suite=chosen, ids=ids, pfs=entry.pfs, life=life)


def negotiate(initiator, responder, packet, nat=False):
    """packet: selectors of its source and destination, as the initiator sends it."""
    entry, line = entry_for(initiator, packet)
    if not entry:
        return Outcome("nothing to protect")
    failed, policy = phase1(initiator, responder, entry, nat)
    if failed:
        return Outcome(failed)
    outcome = phase2(initiator, responder, entry, line, nat)
    outcome.agreed["policy"] = policy
    return outcome
