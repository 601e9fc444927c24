# SPDX-License-Identifier: GPL-2.0-or-later
"""The disagreements that fixes are tried on, at least one for each rule that has a fix."""
from cases import (ABSENT, AUTH_FAILED, INITIATOR, MALFORMED, NO_PROPOSAL_CHOSEN, POLICY, RESPONDER,
                   THIRD, UNSUPPORTED_EXCHANGE, Case, Side, address, lan, messages, packet, permit, policy_numbers, subnet)
from negotiate import host, negotiate, swap

BIG, SMALL = "esp-aes 256 esp-sha-hmac", "esp-3des esp-sha-hmac"


def with_set(text, mode="tunnel", entry=("MINE",), **more):
    return Side(sets={"MINE": (text, mode)}, entry=entry, **more)


def sets(name, rule, told, ours, theirs, modes=("tunnel", "tunnel"), **more):
    return Case(name, [rule], told, more.pop("failed", "sets"), with_set(ours, modes[0], **more.pop("initiator", {})),
                with_set(theirs, modes[1], **more.pop("responder", {})), **more)


def transform_sets():
    yield sets("cipher", "ts-cipher", "r", BIG, SMALL)
    yield sets("cipher, the initiator weaker", "ts-cipher", "i", SMALL, BIG)
    yield sets("key length", "ts-keylen", "r", BIG, "esp-aes esp-sha-hmac")
    yield sets("hash", "ts-hash", "i", "esp-aes esp-md5-hmac", "esp-aes esp-sha256-hmac")
    yield sets("hash, IPv6", "ts-hash", "i", "esp-aes esp-md5-hmac", "esp-aes esp-sha256-hmac", six=True)
    yield sets("several sets", "ts-keylen", "r", BIG, "esp-aes esp-md5-hmac",
               responder={"entry": ("MINE", "TS1", "OTHER")}, initiator={"entry": ("MINE",)})
    yield sets("AH through a NAT", "ts-ah-esp", "i", "ah-sha-hmac esp-aes 256 esp-sha-hmac", "esp-aes esp-sha-hmac",
               nat=True)
    yield sets("AH", "ts-ah-esp", "r", "ah-sha-hmac esp-aes 256 esp-sha-hmac", BIG)
    yield sets("compression", "ts-comp", "i", BIG + " comp-lzs", BIG)
    hosts = {"lines": [permit(f"host {INITIATOR}", f"host {RESPONDER}", protocol="gre")]}
    backs = {"lines": [permit(f"host {RESPONDER}", f"host {INITIATOR}", protocol="gre")]}
    yield sets("mode of GRE", "ts-mode", "r", BIG, BIG, ("transport", "tunnel"), initiator=hosts, responder=backs,
               there=packet(INITIATOR, RESPONDER, 47))
    both = {"sets": {"MINE": ("ah-sha-hmac", "tunnel")}, "entry": ("MINE",)}
    yield Case("AH agreed, NAT", ["ah-through-nat"], "ir", "ah through nat", Side(**both), Side(**both), nat=True,
               back=packet("192.168.2.7", "192.168.77.7"), answered=[subnet("192.168.1.0/24"), subnet("192.168.2.0/24")])


def groups():
    with_group = Side(pfs="group14")
    yield Case("PFS wanted", ["pfs-required-not-offered"], "i", "pfs", Side(), with_group)
    yield Case("PFS wanted, IPv6", ["pfs-required-not-offered"], "i", "pfs", Side(), with_group, six=True)
    yield Case("groups, the initiator weaker", ["pfs-group-mismatch"], "i", "pfs", Side(pfs="group2"), with_group)
    yield Case("groups, the responder weaker", ["pfs-group-mismatch"], "r", "pfs", with_group, Side(pfs="group5"))
    networks = [subnet("192.168.1.0/24"), subnet("192.168.2.0/24")]
    yield reversed_(Case("PFS one way", ["pfs-offered-not-configured"], "r", "pfs", with_group, Side(),
                         answered=networks, answered_life=3600))
    long = Side(more=["set security-association lifetime seconds 7200"])
    short = Side(more=["set security-association lifetime seconds 1800"])
    for ours, theirs, told, left in ((long, short, "i", 1800), (short, long, "r", 7200)):
        yield checked(Case("lifetimes", ["life-mismatch"], told, None, ours, theirs, answered=networks,
                           answered_life=left), lambda routers: lifetimes(routers, 1800))


def lifetimes(routers, life):
    own = [entry.life.get("seconds") for router in routers for entries in router.maps.values()
           for entry in entries.values() if entry.acl == "VPN0"]
    return None if own == [life, life] else f"lifetimes {own}"


def reversed_(case):
    """What fails is the other direction, later."""
    case.reverse, case.after = True, swap(case.there)
    return case


def checked(case, check):
    case.check = check
    return case


def acls():
    narrow = [permit(lan(2), lan(1))]
    wide = [permit("192.168.0.0 0.0.255.255", lan(2))]
    yield Case("wider", ["acl-wider-initiator"], "i", "networks", Side(lines=wide), Side(lines=narrow))
    yield Case("wider, its line the first number", ["acl-wider-initiator"], "i", "networks",
               Side(lines=wide, number=1), Side(lines=narrow))
    yield Case("wider, other lines around", ["acl-wider-initiator"], "i", "networks",
               Side(lines=[permit(lan(1), lan(33)), wide[0], permit(lan(1), lan(44))]), Side(lines=narrow))
    yield Case("any", ["acl-any"], "i", "networks", Side(lines=[permit("any", lan(2))]), Side(lines=narrow),
               there=packet(address(1), address(2)), back=packet(address(2), address(1)))
    yield Case("a deny line before", ["acl-not-mirrored"], "i", "networks",
               Side(lines=[f"deny ip {lan(1)} {lan(20)}", permit(lan(1), lan(2))]),
               Side(lines=[permit(lan(20), lan(1))]), back=packet(address(20), address(1)),
               after=packet(address(1), address(20)))
    yield Case("the peer's network mistyped", ["acl-not-mirrored"], "r", "networks", Side(lines=[permit(lan(1), lan(2))]),
               Side(lines=[permit(lan(2), lan(11))]), back=packet(address(2), address(11)))
    yield Case("host", ["acl-host-vs-net"], "i", "networks", Side(lines=[permit(lan(1), lan(2))]),
               Side(lines=[permit("host 192.168.2.10", lan(1))]), there=packet(address(1), "192.168.2.10"))
    yield Case("ports", ["acl-proto-port"], "i", "networks", Side(lines=[permit(lan(1), lan(2))]),
               Side(lines=["permit tcp 192.168.2.0 0.0.0.255 eq 80 192.168.1.0 0.0.0.255"]),
               there=packet(address(1), address(2), 6, (0, 80)))
    yield Case("one way", ["acl-narrower-oneway"], "i", "networks", Side(lines=wide), Side(lines=narrow), back_up=True)
    yield reversed_(Case("one way, seen from the other", ["acl-narrower-oneway"], "r", "networks",
                         Side(lines=[permit(lan(1), lan(2))]),
                         Side(lines=[permit(lan(2), "192.168.0.0 0.0.7.255")]),
                         answered=[subnet("192.168.1.0/24"), subnet("192.168.2.0/24")]))
    gre = [permit(f"host {INITIATOR}", f"host {RESPONDER}", protocol="gre")]
    yield Case("GRE, another end", ["gre-transport-proxies"], "r", "networks", Side(lines=gre),
               Side(lines=[permit(f"host {RESPONDER}", "host 203.0.113.222", protocol="gre")]),
               there=packet(INITIATOR, RESPONDER, 47), back=packet(RESPONDER, "203.0.113.222", 47))
    narrowing = Case("narrowed", ["acl-narrowed"], "i", None, Side(lines=wide), Side(lines=narrow),
                     vendors=["ios", "strongswan"], answered=[subnet("192.168.1.0/24"), subnet("192.168.2.0/24")],
                     history=[])
    narrowing.sides[1].narrows, narrowing.failed = True, "narrowed"
    yield narrowing
    six = {"six": True}
    yield Case("wider, IPv6", ["acl-wider-initiator"], "i", "networks", Side(lines=[permit("2001:db8::/32", lan(2, 1), 1)]),
               Side(lines=[permit(lan(2, 1), lan(1, 1), 1)]), **six)
    yield Case("the peer's network mistyped, IPv6", ["acl-not-mirrored"], "r", "networks",
               Side(lines=[permit(lan(1, 1), lan(2, 1), 1)]), Side(lines=[permit(lan(2, 1), lan(11, 1), 1)]),
               back=packet(address(2, 1), address(11, 1)), **six)


def policies():
    strong, weak = dict(POLICY), {"encr": "aes", "hash": "md5", "authentication": "pre-share", "group": "5"}
    refused = {"kind": "first", "refuse": [NO_PROPOSAL_CHOSEN, False, False], "messages": messages("main1")}
    yield Case("policies, the responder weaker", ["p1-policy-mismatch"], "r", "policy", Side(policies=[strong]),
               Side(policies=[weak]), own_known=True, **refused)
    yield Case("policies, the initiator weaker", ["p1-policy-mismatch"], "i", "policy", Side(policies=[weak]),
               Side(policies=[strong]), own_known=True, **refused)
    yield Case("policies, one known", ["p1-policy-mismatch"], "r", "policy", Side(policies=[strong]),
               Side(policies=[weak, dict(weak, encr="3des")]), **refused)
    signs = dict(POLICY, authentication="rsa-sig")
    yield Case("methods, the initiator signs", ["p1-auth-method"], "i", "policy", Side(policies=[signs], key=None),
               Side(policies=[strong]), own_known=True, kind="first", choice=policy_numbers(dict(signs, lifetime="86400")),
               refuse=[AUTH_FAILED, False, True],
               messages=messages("main1", "main2", "main3", "main4", "main5"))
    yield Case("methods, the responder signs", ["p1-auth-method"], "r", "policy", Side(policies=[strong]),
               Side(policies=[signs], key=None), own_known=True, kind="first",
               choice=policy_numbers(dict(strong, lifetime="86400")), refuse=[AUTH_FAILED, False, True],
               messages=messages("main1", "main2", "main3", "main4", "main5"))


def identities():
    whole = messages("main1", "main2", "main3", "main4", "main5")
    yield Case("preshared keys", ["psk-mismatch"], "i", "key", Side(key="other"), Side(), kind="first", psk_differs=True,
               refuse=[MALFORMED, False, False], messages=whole)
    yield Case("preshared keys, IPv6", ["psk-mismatch"], "i", "key", Side(key="other"), Side(), kind="first",
               psk_differs=True, refuse=[MALFORMED, False, False], messages=whole, six=True)
    matches = ("crypto isakmp profile VPN\n match identity host hub\ncrypto isakmp profile ELSE\n"
               " match identity address 192.0.2.9 255.255.255.255\n")
    yield Case("identity", ["p1-identity-mismatch"], "r", "identity", Side(config="crypto isakmp identity branch"),
               Side(more=["set isakmp-profile VPN"], config=matches), kind="first", id=[2, "branch"],
               refuse=[AUTH_FAILED, False, True], messages=whole)
    yield Case("aggressive mode", ["p1-exchange-mode"], "i", "mode",
               Side(more=["set isakmp-profile VPN"], config="crypto isakmp profile VPN\n initiate mode aggressive\n"
                    f" match identity address {RESPONDER} 255.255.255.255"),
               Side(config="crypto isakmp aggressive-mode disable"), kind="first", aggressive=True,
               refuse=[UNSUPPORTED_EXCHANGE, False, False], messages=messages("aggressive1"))
    for name, six in (("IKEv2", False), ("IKEv2, IPv6", True)):
        yield Case(name, ["ikev2-vs-ikev1"], "r", "version", Side(),
                   Side(more=["set ikev2-profile IKEV2"], policies=[], key=None), kind="first", ikev2=True, outcome=1,
                   messages=messages("main1", "main1"), six=six)


def addresses():
    whole = messages("main1", "main2", "main3", "main4", "main5")
    yield Case("peer behind a NAT", ["peer-behind-nat"], "r", "key", Side(), Side(peer="10.0.0.1"), nat=True, kind="first",
               id=[1, "10.0.0.1"], refuse=[AUTH_FAILED, False, True], messages=whole)
    closed = ("ip access-list extended OUT\n 10 permit udp any any eq isakmp\n 20 permit esp any any\n"
              " 30 deny ip any any\ninterface GigabitEthernet0\n ip access-group OUT in\n crypto map CM")
    yield Case("NAT traversal off", ["natt-disabled"], "r", "esp through nat", Side(),
               Side(config="no crypto ipsec nat-transparency udp-encapsulation"), nat=True, natt_off=True,
               answered=[subnet("192.168.1.0/24"), subnet("192.168.2.0/24")], history=[])
    yield Case("XAUTH of a router", ["xauth-l2l"], "r", "xauth", Side(),
               Side(config=f"no crypto isakmp key cisco123 address {THIRD}\ncrypto isakmp key cisco123 address {THIRD} "
                    "no-xauth\ncrypto map CM client authentication list USERS"), kind="first",
               outcome=2, xauth=True, messages=[*whole, ["main6", False, 500], *3 * [["transaction", False, 500]]])
    yield Case("port 4500 filtered", ["natt-4500-blocked"], "r", "filter", Side(), Side(config=closed), nat=True,
               kind="first", outcome=1, messages=messages("main1", "main2", "main3", "main4", "main5:4500", "main5:4500"))


def gone(peer, kinds):
    """The initiator's SAs of these kinds with the other router are gone, so that a new one is negotiated."""
    def check(routers):
        return None if not routers[0].sas[peer] & kinds else f"left: {routers[0].sas[peer]}"
    return check


def window(router):
    """A hundred packets late is in time afterwards."""
    own = [entry.window for entries in router.maps.values() for entry in entries.values() if entry.acl == "VPN0"]
    return None if own[0] and own[0] > 100 else f"window {own}"


def traffic():
    yield checked(Case("Quick Mode unanswered", ["qm-no-response"], "i", None, Side(), Side(), silent=True, history=[]),
                  gone(RESPONDER, {"isakmp", "ipsec"}))
    networks = [subnet("192.168.1.0/24"), subnet("192.168.2.0/24")]
    yield checked(Case("ISAKMP SA lost", ["ike-no-sa"], "i", None, Side(), Side(), silent=True, begins_anew=True,
                       history=[]), gone(RESPONDER, {"isakmp", "ipsec"}))
    yield checked(Case("third message lost", ["qm3-lost"], "i", None, Side(), Side(), answered=networks, third_lost=True,
                       history=[]), gone(RESPONDER, {"ipsec"}))
    yield checked(Case("too late for the window", ["anti-replay"], "r", None, Side(), Side(), answered=networks, late=True,
                       history=[]), lambda routers: window(routers[1]))
    yield checked(Case("stale SA", ["stale-sa-invalid-spi"], "r", None, Side(), Side(), kind="first", outcome=2,
                       stale=True, messages=messages("main1", "main2", "main3", "main4", "main5", "main6")),
                  lambda routers: None if routers[1].recovery else "the receiver does not recover")


def cases():
    for group in (transform_sets, groups, acls, policies, identities, addresses, traffic):
        yield from group()


def case(name):
    return next(case for case in cases() if case.name == name)
