# SPDX-License-Identifier: GPL-2.0-or-later
"""Incidents of crypto maps, lists, NAT, routes, keys, policies and dynamic maps, as people bring them: two configurations
of which one or both have one fault, a log beside them or alone, a peer of another vendor. Each names the rules that may
come first, and a statement that is at fault; from any files, in any order, nothing else is ever certain, and what is well
is not accused."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import Tally, run  # noqa: E402

R1 = """version 15.7
service timestamps debug datetime msec
!
hostname LISBON
!
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key Rain4Coat address 203.0.113.6
!
crypto ipsec transform-set STRONG esp-aes 256 esp-sha256-hmac
 mode tunnel
!
crypto map OUT 10 ipsec-isakmp
 set peer 203.0.113.6
 set transform-set STRONG
 set pfs group14
 match address TO-PORTO
!
interface GigabitEthernet0/0
 ip address 192.0.2.14 255.255.255.252
 ip nat outside
 duplex auto
 crypto map OUT
!
interface GigabitEthernet0/1
 ip address 10.40.8.1 255.255.252.0
 ip nat inside
!
ip nat inside source list NAT-OUT interface GigabitEthernet0/0 overload
ip route 0.0.0.0 0.0.0.0 192.0.2.13
!
ip access-list extended NAT-OUT
 deny   ip 10.40.8.0 0.0.3.255 10.50.16.0 0.0.0.255
 permit ip 10.40.8.0 0.0.3.255 any
ip access-list extended TO-PORTO
 permit ip 10.40.8.0 0.0.3.255 10.50.16.0 0.0.0.255
!
end
"""
R2 = """version 15.7
service timestamps debug datetime msec
!
hostname PORTO
!
crypto isakmp policy 20
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key Rain4Coat address 192.0.2.14
!
crypto ipsec transform-set ANY-SET esp-aes 256 esp-sha256-hmac
 mode tunnel
!
crypto map WEST 30 ipsec-isakmp
 set peer 192.0.2.14
 set transform-set ANY-SET
 set pfs group14
 match address 130
!
interface FastEthernet0/0
 ip address 203.0.113.6 255.255.255.248
 ip nat outside
 crypto map WEST
!
interface FastEthernet0/1
 ip address 10.50.16.1 255.255.255.0
 ip nat inside
!
ip nat inside source list 120 interface FastEthernet0/0 overload
ip route 0.0.0.0 0.0.0.0 203.0.113.1
!
access-list 120 deny   ip 10.50.16.0 0.0.0.255 10.40.8.0 0.0.3.255
access-list 120 permit ip 10.50.16.0 0.0.0.255 any
access-list 130 permit ip 10.50.16.0 0.0.0.255 10.40.8.0 0.0.3.255
!
end
"""


def but(text, *changes):
    """The text with each `old` made `new`; an `old` that is not there is a mistake of this file."""
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{old!r} is not in the text")
        text = text.replace(old, new)
    return text


def cut(text, *lines):
    return but(text, *((f"{line}\n", "") for line in lines))


MIRROR = "access-list 130 permit ip 10.50.16.0 0.0.0.255 10.40.8.0 0.0.3.255"
TO_PORTO = " permit ip 10.40.8.0 0.0.3.255 10.50.16.0 0.0.0.255\n!\nend"
NAT_1 = " deny   ip 10.40.8.0 0.0.3.255 10.50.16.0 0.0.0.255\n"
P1 = """crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
"""
NETWORKS = {"acl-not-mirrored", "acl-host-vs-net", "acl-wider-initiator", "acl-narrower-oneway", "acl-any", "acl-proto-port"}

PFS = {"pfs-required-not-offered", "pfs-offered-not-configured"}


def acl2(line):
    return but(R2, (MIRROR, line))


def acl1(*lines):
    return but(R1, (TO_PORTO, "".join(f" {line}\n" for line in lines) + "!\nend"))


# name, files, rules that may come first (empty: all is well), a piece of a statement that is told (or None)
CASES = [
    ("both lists have the remote LAN as source",
     {"r1.cfg": acl1("permit ip 10.50.16.0 0.0.0.255 10.40.8.0 0.0.3.255"),
      "r2.cfg": acl2("access-list 130 permit ip 10.40.8.0 0.0.3.255 10.50.16.0 0.0.0.255")},
     {"acl-reversed"}, "permit ip 10.50.16.0 0.0.0.255 10.40.8.0 0.0.3.255"),
    ("one list has the remote LAN as source",
     {"r1.cfg": acl1("permit ip 10.50.16.0 0.0.0.255 10.40.8.0 0.0.3.255"), "r2.cfg": R2},
     {"acl-reversed", "acl-not-mirrored"}, "permit ip 10.50.16.0 0.0.0.255 10.40.8.0 0.0.3.255"),
    ("one octet of the list is another",
     {"r1.cfg": R1, "r2.cfg": acl2("access-list 130 permit ip 10.50.16.0 0.0.0.255 10.44.8.0 0.0.3.255")},
     NETWORKS, "10.44.8.0"),
    ("one mask of the list is another",
     {"r1.cfg": R1, "r2.cfg": acl2("access-list 130 permit ip 10.50.16.0 0.0.0.255 10.40.8.0 0.0.0.255")},
     NETWORKS, "10.40.8.0 0.0.0.255"),
    ("one line of two is missing",
     {"r1.cfg": but(acl1("permit ip 10.40.8.0 0.0.3.255 10.50.16.0 0.0.0.255",
                         "permit ip 10.40.8.0 0.0.3.255 10.50.17.0 0.0.0.255"),
                    (NAT_1, NAT_1 + NAT_1.replace(".16.0", ".17.0"))),
      "r2.cfg": R2}, {"acl-missing", "acl-not-mirrored"}, "10.50.17.0"),
    ("a host against a network",
     {"r1.cfg": R1, "r2.cfg": acl2("access-list 130 permit ip host 10.50.16.9 10.40.8.0 0.0.3.255")},
     NETWORKS, "host 10.50.16.9"),
    ("a port in one list",
     {"r1.cfg": R1, "r2.cfg": acl2("access-list 130 permit tcp 10.50.16.0 0.0.0.255 eq 443 10.40.8.0 0.0.3.255")},
     NETWORKS, "eq 443"),
    ("any in one list",
     {"r1.cfg": acl1("permit ip 10.40.8.0 0.0.3.255 any"), "r2.cfg": R2}, NETWORKS, "10.40.8.0 0.0.3.255 any"),
    ("a deny above the permit",
     {"r1.cfg": acl1("deny ip any 10.50.0.0 0.0.255.255", "permit ip 10.40.8.0 0.0.3.255 10.50.16.0 0.0.0.255"),
      "r2.cfg": R2}, {"acl-deny-shadow", "acl-missing"}, "deny ip any"),
    ("the list has another name",
     {"r1.cfg": but(R1, (" match address TO-PORTO", " match address TO_PORTO")), "r2.cfg": R2},
     {"acl-missing"}, "match address TO_PORTO"),
    ("a netmask in place of the wildcard",
     {"r1.cfg": acl1("permit ip 0.0.0.0 255.255.252.0 0.0.0.0 255.255.255.0"), "r2.cfg": R2},
     {"acl-wildcard-error"}, "255.255.252.0"),
    ("a netmask in place of the wildcard, the address kept",
     {"r1.cfg": acl1("permit ip 10.40.8.0 255.255.252.0 10.50.16.0 255.255.255.0"), "r2.cfg": R2},
     {"acl-wildcard-error"}, "255.255.252.0"),
    ("the map is applied nowhere", {"r1.cfg": cut(R1, " crypto map OUT"), "r2.cfg": R2}, {"map-not-applied"}, "crypto map OUT"),
    ("the map is on the inner interface",
     {"r1.cfg": but(cut(R1, " crypto map OUT"), (" ip nat inside\n", " ip nat inside\n crypto map OUT\n")), "r2.cfg": R2},
     {"map-not-applied"}, "crypto map OUT"),
    ("the map is applied in other letters",
     {"r1.cfg": but(R1, (" crypto map OUT\n", " crypto map Out\n")), "r2.cfg": R2}, {"map-not-applied"}, "crypto map Out"),
    ("two ways out, and the map on the backup one",
     {"r1.cfg": but(cut(R1, " crypto map OUT"),
                    ("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/2\n ip address 198.51.100.30 "
                     "255.255.255.252\n crypto map OUT\n!\ninterface GigabitEthernet0/1\n"),
                    ("ip route 0.0.0.0 0.0.0.0 192.0.2.13", "ip route 0.0.0.0 0.0.0.0 192.0.2.13\n"
                     "ip route 0.0.0.0 0.0.0.0 198.51.100.29 250")),
      "r2.cfg": R2}, {"map-not-applied"}, "crypto map OUT"),
    ("two ways out, the tunnel on the second without local-address",
     {"r1.cfg": but(R1, ("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/2\n ip address 198.51.100.30 "
                         "255.255.255.252\n crypto map OUT\n!\ninterface GigabitEthernet0/1\n"),
                    ("ip route 0.0.0.0 0.0.0.0 192.0.2.13", "ip route 0.0.0.0 0.0.0.0 198.51.100.29\n"
                     "ip route 0.0.0.0 0.0.0.0 192.0.2.13 250")),
      "r2.cfg": R2}, {"map-multi-wan-local-address"}, None),
    ("one digit of the peer's address",
     {"r1.cfg": but(R1, (" set peer 203.0.113.6", " set peer 203.0.113.5")), "r2.cfg": R2},
     {"peer-address-wrong"}, "set peer 203.0.113.5"),
    ("a key with one letter less",
     {"r1.cfg": R1, "r2.cfg": but(R2, ("Rain4Coat", "Rain4Coa"))}, {"psk-mismatch"}, "crypto isakmp key"),
    ("a key that is for another address",
     {"r1.cfg": but(R1, ("address 203.0.113.6", "address 203.0.113.60")), "r2.cfg": R2}, {"psk-missing"}, None),
    ("a key that is missing at one end",
     {"r1.cfg": cut(R1, "crypto isakmp key Rain4Coat address 203.0.113.6"), "r2.cfg": R2}, {"psk-missing"}, None),
    ("a key with a blank after it, as show run prints it",
     {"r1.cfg": but(R1, ("address 203.0.113.6\n", "address 203.0.113.6     \n")), "r2.cfg": R2}, set(), None),
    ("a wildcard key at one end",
     {"r1.cfg": but(R1, ("Rain4Coat address 203.0.113.6", "Rain4Coat address 0.0.0.0")), "r2.cfg": R2}, set(), None),
    ("a wildcard key that is another, below the peer's own",
     {"r1.cfg": but(R1, ("crypto isakmp key Rain4Coat", "crypto isakmp key Other2Key address 0.0.0.0\n"
                         "crypto isakmp key Rain4Coat")), "r2.cfg": R2}, set(), None),
    ("a key in an encrypted form",
     {"r1.cfg": but(R1, ("key Rain4Coat", "key 6 TEdHfWcUEJbLZWhAVgAZMg_UVGCMCHAAB")), "r2.cfg": R2}, set(), None),
]
for attribute, old, new in (("encryption", " encr aes 256\n", " encr aes 192\n"), ("hash", " hash sha256\n", " hash sha512\n"),
                            ("group", " group 14\n", " group 5\n"),
                            ("authentication", " authentication pre-share\n", "")):
    CASES.append((f"the policies differ in the {attribute}", {"r1.cfg": R1, "r2.cfg": but(R2, (old, new))},
                  {"p1-policy-mismatch"}, new.strip() or None))
CASES += [
    ("a policy of defaults against what it writes out",
     {"r1.cfg": but(R1, (P1, "crypto isakmp policy 10\n authentication pre-share\n")),
      "r2.cfg": but(R2, (P1[24:], " encr des\n hash sha\n authentication pre-share\n group 1\n"))}, set(), None),
    ("a policy that leaves the group out",
     {"r1.cfg": cut(R1, " group 14"), "r2.cfg": R2}, {"p1-policy-mismatch"}, None),
    ("lifetimes differ",
     {"r1.cfg": but(R1, (P1, P1 + " lifetime 28800\n"), (" set pfs", " set security-association lifetime seconds 900\n set pfs")),
      "r2.cfg": R2}, set(), None),
    ("PFS that only the first wants", {"r1.cfg": R1, "r2.cfg": cut(R2, " set pfs group14")},
     PFS, "set pfs group14"),
    ("PFS that only the second wants", {"r1.cfg": cut(R1, " set pfs group14"), "r2.cfg": R2},
     PFS, "set pfs group14"),
    ("set pfs without a group against group14", {"r1.cfg": but(R1, (" set pfs group14", " set pfs")), "r2.cfg": R2},
     {"pfs-group-mismatch"}, "set pfs"),
    ("another PFS group", {"r1.cfg": but(R1, (" set pfs group14", " set pfs group5")), "r2.cfg": R2},
     {"pfs-group-mismatch"}, "set pfs group5"),
    ("a transform set that is not defined",
     {"r1.cfg": but(R1, (" set transform-set STRONG", " set transform-set STRNG")), "r2.cfg": R2},
     {"ts-missing"}, "set transform-set STRNG"),
    ("a transform set without an HMAC",
     {"r1.cfg": but(R1, ("STRONG esp-aes 256 esp-sha256-hmac", "STRONG esp-aes 256")), "r2.cfg": R2},
     {"ts-hash"}, "crypto ipsec transform-set STRONG esp-aes 256"),
    ("a transform set with compression",
     {"r1.cfg": but(R1, ("esp-sha256-hmac", "esp-sha256-hmac comp-lzs")), "r2.cfg": R2},
     {"ts-comp"}, "comp-lzs"),
    ("transport against tunnel between networks is tunnel",
     {"r1.cfg": but(R1, (" mode tunnel", " mode transport")), "r2.cfg": R2}, set(), None),
    ("NAT that excepts nothing", {"r1.cfg": but(R1, (NAT_1, "")), "r2.cfg": R2}, {"nat-before-crypto"},
     "permit ip 10.40.8.0 0.0.3.255 any"),
    ("NAT that excepts after it permits",
     {"r1.cfg": but(R1, (NAT_1 + " permit ip 10.40.8.0 0.0.3.255 any\n", " permit ip 10.40.8.0 0.0.3.255 any\n" + NAT_1)),
      "r2.cfg": R2}, {"nat-before-crypto"}, "permit ip 10.40.8.0 0.0.3.255 any"),
    ("NAT by a route map that excepts",
     {"r1.cfg": but(R1, ("source list NAT-OUT", "source route-map RM-NAT"),
                    ("!\nip access-list extended NAT-OUT", "route-map RM-NAT permit 10\n match ip address NAT-OUT\n!\n"
                     "ip access-list extended NAT-OUT")), "r2.cfg": R2}, set(), None),
    ("NAT by a route map that excepts nothing",
     {"r1.cfg": but(R1, (NAT_1, ""), ("source list NAT-OUT", "source route-map RM-NAT"),
                    ("!\nip access-list extended NAT-OUT", "route-map RM-NAT permit 10\n match ip address NAT-OUT\n!\n"
                     "ip access-list extended NAT-OUT")), "r2.cfg": R2}, {"nat-before-crypto"},
     "permit ip 10.40.8.0 0.0.3.255 any"),
    ("no route", {"r1.cfg": cut(R1, "ip route 0.0.0.0 0.0.0.0 192.0.2.13"), "r2.cfg": R2}, {"no-route"}, None),
    ("a next hop that is on no interface",
     {"r1.cfg": but(R1, ("0.0.0.0 192.0.2.13", "0.0.0.0 192.0.3.13")), "r2.cfg": R2}, {"no-route"}, "192.0.3.13"),
    ("the other LAN is routed inside",
     {"r1.cfg": R1, "r2.cfg": but(R2, ("203.0.113.1\n", "203.0.113.1\nip route 10.40.0.0 255.255.0.0 10.50.16.254\n"))},
     {"routing-no-return"}, "ip route 10.40.0.0 255.255.0.0 10.50.16.254"),
    ("the outer list lets no ESP in",
     {"r1.cfg": R1, "r2.cfg": but(R2, (" ip nat outside", " ip access-group WAN-IN in\n ip nat outside"),
                                  ("!\nend", "ip access-list extended WAN-IN\n permit udp any any eq isakmp\n"
                                   " permit icmp any any\n permit tcp any any established\n!\nend"))},
     {"acl-on-outside"}, None),
    ("the outer list lets ISAKMP and ESP in, and not 4500",
     {"r1.cfg": R1, "r2.cfg": but(R2, (" ip nat outside", " ip access-group WAN-IN in\n ip nat outside"),
                                  ("!\nend", "ip access-list extended WAN-IN\n permit udp any any eq isakmp\n"
                                   " permit esp any any\n!\nend"))}, set(), None),
    ("the outer list lets no ISAKMP in",
     {"r1.cfg": R1, "r2.cfg": but(R2, (" ip nat outside", " ip access-group WAN-IN in\n ip nat outside"),
                                  ("!\nend", "ip access-list extended WAN-IN\n permit esp any any\n"
                                   " permit tcp any any\n!\nend"))},
     {"acl-on-outside"}, None),
    ("the outer list knows another peer",
     {"r1.cfg": R1, "r2.cfg": but(R2, (" ip nat outside", " ip access-group WAN-IN in\n ip nat outside"),
                                  ("!\nend", "ip access-list extended WAN-IN\n permit udp host 192.0.2.41 any eq isakmp\n"
                                   " permit esp host 192.0.2.41 any\n!\nend"))},
     {"acl-on-outside"}, None),
]


# An initiator alone, whose peer refuses the Quick Mode: (lines after phase 1, decisions that have to be left, at least)
UP = """ISAKMP:(0):found peer pre-shared key matching 203.0.113.6
ISAKMP:(0): beginning Main Mode exchange
ISAKMP:(0): sending packet to 203.0.113.6 my_port 500 peer_port 500 (I) MM_NO_STATE
ISAKMP (0:1001): received packet from 203.0.113.6 dport 500 sport 500 Global (I) MM_KEY_EXCH
ISAKMP:(1001):SA authentication status:	authenticated
ISAKMP:(1001):SA has been authenticated with 203.0.113.6
ISAKMP:(1001):Old State = IKE_I_MM6  New State = IKE_P1_COMPLETE
ISAKMP:(1001):beginning Quick Mode exchange, M-ID of 1270417551
ISAKMP:(1001): sending packet to 203.0.113.6 my_port 500 peer_port 500 (I) QM_IDLE
"""
LEFT = (
    ("refused by notify", UP + "ISAKMP (0:1001): received packet from 203.0.113.6 dport 500 sport 500 Global (I) QM_IDLE\n"
     "ISAKMP:(1001): processing HASH payload. message ID = 77001122\n"
     "ISAKMP:(1001): processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n", "phase2", {"acl-not-mirrored", "pfs-required-not-offered"}),
    ("Quick Mode unanswered", UP + "ISAKMP:(1001): retransmitting phase 2 QM_IDLE       1270417551 ...\n"
     "ISAKMP (1001): incrementing error counter on node, attempt 1 of 5: retransmit phase 2\n"
     "ISAKMP:(1001): retransmitting phase 2 1270417551 QM_IDLE\n"
     "ISAKMP:(1001): sending packet to 203.0.113.6 my_port 500 peer_port 500 (I) QM_IDLE\n", "phase2", set()),
    ("phase 1 unanswered", "ISAKMP:(0): beginning Main Mode exchange\n"
     "ISAKMP:(0): sending packet to 203.0.113.6 my_port 500 peer_port 500 (I) MM_NO_STATE\n"
     "ISAKMP:(0): retransmitting phase 1 MM_NO_STATE...\n"
     "ISAKMP (0): incrementing error counter on sa, attempt 1 of 5: retransmit phase 1\n"
     "ISAKMP:(0): sending packet to 203.0.113.6 my_port 500 peer_port 500 (I) MM_NO_STATE\n"
     "ISAKMP:(0):peer does not do paranoid keepalives.\n"
     "ISAKMP:(0):deleting SA reason \"Death by retransmission P1\" state (I) MM_NO_STATE (peer 203.0.113.6)\n",
     "phase1", set()),
)


def check_left(tally, folder):
    """One log leaves the cause open: what is left, and what the peer has to be asked, are told."""
    for name, text, where, wanted in LEFT:
        tally.case(f"one log alone, {name}")
        result = run(*files_of({"r1.log": text}, folder))
        tunnels = result.of("tunnel")
        tally.expect(len(tunnels) == 1 and tunnels[0]["state"] == "down" and tunnels[0]["where"] == where,
                     f"{[(t['state'], t['where']) for t in tunnels]}")
        for tunnel in tunnels:
            rules = {rule for one in tunnel["open"] for rule in one["rules"]}
            tally.expect(not tunnel["causes"] and not accusing(result, "certain"), f"caused by {tunnel['causes']}")
            tally.expect(tunnel["open"] and wanted <= rules, f"open is {tunnel['open']}")
            tally.expect(len(tunnel["decide"]) == 1 and tunnel["decide"][0]["commands"], f"decide is {tunnel['decide']}")
            asked = tunnel[tunnel["decide"][0]["router"]["side"].lower()] if tunnel["decide"] else {}
            tally.expect(asked.get("address") == "203.0.113.6", f"asked is {asked}")


ASA = """ASA Version 9.8(2)
!
hostname EDGE
!
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 203.0.113.6 255.255.255.248
!
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.50.16.1 255.255.255.0
!
object network HERE
 subnet 10.50.16.0 255.255.255.0
object network THERE
 subnet 10.40.8.0 255.255.252.0
access-list TO-LISBON extended permit ip object HERE object THERE
nat (inside,outside) source static HERE HERE destination static THERE THERE no-proxy-arp route-lookup
route outside 0.0.0.0 0.0.0.0 203.0.113.1 1
crypto ipsec ikev1 transform-set BOTH esp-aes-256 esp-sha-hmac
crypto map EDGES 20 match address TO-LISBON
crypto map EDGES 20 set pfs group5
crypto map EDGES 20 set peer 192.0.2.14
crypto map EDGES 20 set ikev1 transform-set BOTH
crypto map EDGES interface outside
crypto ikev1 enable outside
crypto ikev1 policy 10
 authentication pre-share
 encryption aes-256
 hash sha
 group 5
 lifetime 86400
tunnel-group 192.0.2.14 type ipsec-l2l
tunnel-group 192.0.2.14 ipsec-attributes
 ikev1 pre-shared-key Rain4Coat
"""
OBJECT_NAT = ("object network LAN\n subnet 10.50.16.0 255.255.255.0\n nat (inside,outside) dynamic interface\n"
              "route outside")
EXEMPTION = "nat (inside,outside) source static HERE HERE destination static THERE THERE no-proxy-arp route-lookup\n"
R1_ASA = but(R1, (" hash sha256\n", " hash sha\n"), (" group 14\n", " group 5\n"), ("esp-sha256-hmac", "esp-sha-hmac"),
             ("pfs group14", "pfs group5"))
SWAN = """conn lisbon
    keyexchange=ikev1
    authby=secret
    left=203.0.113.6
    leftsubnet=10.50.16.0/24
    right=192.0.2.14
    rightsubnet=10.40.8.0/22
    ike=aes256-sha256-modp2048!
    esp=aes256-sha256-modp2048!
    auto=start
"""
REFUSED = """ISAKMP:(1004):IPSec policy invalidated proposal with error 32
ISAKMP:(1004): phase 2 SA policy not acceptable! (local 203.0.113.6 remote 192.0.2.14)
IPSEC(ipsec_process_proposal): proxy identities not supported
"""
CASES += [
    ("two sound ends, and a log of before", {"r1.cfg": R1, "r2.cfg": R2, "r2.log": REFUSED}, NETWORKS | {"notify-unexplained"},
     None),
    ("the peer's set peer is the shared address of HSRP",
     {"r1.cfg": but(R1, (" crypto map OUT\n", " standby 1 ip 192.0.2.13\n standby 1 name HA\n crypto map OUT\n")),
      "r2.cfg": but(R2, ("192.0.2.14\n", "192.0.2.13\n"))}, {"map-multi-wan-local-address"}, None),
    ("a broader entry before it",
     {"r1.cfg": but(R1, ("crypto map OUT 10 ipsec-isakmp\n", "crypto map OUT 5 ipsec-isakmp\n set peer 198.51.100.77\n"
                         " set transform-set STRONG\n match address WIDE\n!\ncrypto map OUT 10 ipsec-isakmp\n"),
                    ("ip access-list extended TO-PORTO", "ip access-list extended WIDE\n permit ip 10.40.8.0 0.0.3.255 "
                     "10.0.0.0 0.255.255.255\nip access-list extended TO-PORTO"),
                    ("crypto isakmp key Rain4Coat", "crypto isakmp key Third9 address 198.51.100.77\n"
                     "crypto isakmp key Rain4Coat"),
                    (NAT_1, NAT_1 + " deny   ip 10.40.8.0 0.0.3.255 10.0.0.0 0.255.255.255\n")), "r2.cfg": R2},
     {"map-overlap-wrong-entry"}, "crypto map OUT 5"),
    ("XAUTH for every peer of the map",
     {"r1.cfg": but(R1, ("crypto map OUT 10", "crypto map OUT client authentication list USERS\ncrypto map OUT 10")),
      "r2.cfg": R2}, {"xauth-l2l"}, "client authentication"),
    ("an ASA that is well", {"r1.cfg": R1_ASA, "r2.cfg": ASA}, set(), None),
    ("an ASA with another PFS group", {"r1.cfg": R1_ASA, "r2.cfg": but(ASA, ("pfs group5", "pfs group2"))},
     {"pfs-group-mismatch"}, "set pfs group2"),
    ("an ASA whose map is on no interface", {"r1.cfg": R1_ASA, "r2.cfg": cut(ASA, "crypto map EDGES interface outside")},
     {"map-not-applied"}, "crypto map EDGES 20"),
    ("an ASA that translates the rest of its LAN", {"r1.cfg": R1_ASA, "r2.cfg": but(ASA, ("route outside", OBJECT_NAT))},
     set(), None),
    ("an ASA that translates its LAN before it encrypts",
     {"r1.cfg": R1_ASA, "r2.cfg": but(ASA, ("route outside", OBJECT_NAT), (EXEMPTION, ""))},
     {"nat-before-crypto"}, "nat (inside,outside) dynamic interface"),
    ("strongSwan that is well", {"r1.cfg": R1, "ipsec.conf": SWAN}, set(), None),
    ("strongSwan with another network", {"r1.cfg": R1, "ipsec.conf": but(SWAN, ("10.50.16.0/24", "10.50.17.0/24"))},
     NETWORKS, "leftsubnet=10.50.17.0/24"),
    ("strongSwan with another PFS group",
     {"r1.cfg": R1, "ipsec.conf": but(SWAN, ("esp=aes256-sha256-modp2048", "esp=aes256-sha256-modp1024"))},
     {"pfs-group-mismatch"}, "esp="),
]


def files_of(files, folder, leave_out=None, reverse=False):
    arguments = []
    for name in sorted(files, reverse=reverse):
        if name == leave_out:
            continue
        path = folder / name
        path.write_text(files[name])
        arguments += ["-c" if path.suffix in (".cfg", ".conf") else "-l", path]
    return arguments


def accusing(result, *likelihoods):
    return {finding["rule"] for tunnel in result.of("tunnel") for finding in tunnel["findings"]
            if finding["severity"] != "note" and finding["likelihood"] in likelihoods}


def gist(result):
    """What does not depend on who is A."""
    return sorted((tunnel["state"], sorted(tunnel["causes"]), tunnel["likelihood"] or "") for tunnel in result.of("tunnel"))


def check(tally, folder, name, files, rules, statement):
    tally.case(name)
    gists = []
    for reverse in (False, True):
        result = run(*files_of(files, folder, reverse=reverse))
        tunnels = result.of("tunnel")
        gists.append(gist(result))
        told = [(t["state"], [(f["rule"], f["likelihood"], f["severity"]) for f in t["findings"]]) for t in tunnels]
        tally.expect(tunnels, f"{len(tunnels)} tunnels: {told} {result.errors[:200]}")
        tally.expect(accusing(result, "certain") <= rules, f"certain is {told}")
        if not rules:
            tally.expect(not accusing(result, "certain", "probable"), f"accused: {told}")
            continue
        first = [t["findings"][0]["rule"] for t in tunnels if t["findings"]]
        tally.expect(rules.intersection(first), f"first is not one of {rules}: {told}")
        lines = [line["text"] for t in tunnels for f in t["findings"][:1] for line in f["suspect_lines"]]
        tally.expect(not statement or any(statement in line for line in lines), f"{statement!r} is not among {lines}")
    tally.expect(gists[0] == gists[1], f"{gists[0]}, and swapped {gists[1]}")
    for left_out in files if len(files) > 1 else ():
        result = run(*files_of(files, folder, left_out))
        tally.expect(result.status in (0, 1), f"without {left_out}: exit {result.status}: {result.errors[:200]}")
        tally.expect(accusing(result, "certain") <= rules, f"without {left_out}: certain is {accusing(result, 'certain')}")
        if not rules:
            tally.expect(not accusing(result, "certain", "probable"),
                         f"without {left_out}: accused: {accusing(result, 'certain', 'probable')}")


def main():
    tally = Tally("incidents of maps")
    with tempfile.TemporaryDirectory() as scratch:
        for number, case in enumerate(CASES):
            folder = pathlib.Path(scratch) / str(number)
            folder.mkdir()
            check(tally, folder, *case)
        check_left(tally, pathlib.Path(scratch))
    tally.close()


if __name__ == "__main__":
    main()
