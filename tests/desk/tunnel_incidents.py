# SPDX-License-Identifier: GPL-2.0-or-later
"""What went wrong on tunnels, and what looks wrong and is not."""
from tunnel_texts import ENDS, HUB, HUB_CONFIG, NHS, SPOKES, change, dmvpn, ipsec, isakmp, point, spoke

DOWN = frozenset(("down", "unjudged"))
ANY = ("certain", "probable", "possible")
SURE = ("certain", "probable")
A, B = ENDS[1][0], ENDS[2][0]
PROTECTED = " tunnel protection ipsec profile CLOUD\n"
SUITE = "esp-aes 256 esp-sha256-hmac"
CERTAIN_ONLY = ("certain",)


class Incident:
    def __init__(self, name, rules, files, line=None, sure=SURE, ends=(), state=None, down=True):
        self.name, self.files, self.line, self.sure, self.ends = name, files, line, sure, ends
        self.rules = set(rules.split()) if rules else set()
        self.state = state
        self.down = bool(rules) and down


def dmvpn_incidents():
    one = SPOKES[1]
    pair = (HUB, one)
    silent = isakmp("BRANCH1", (HUB, one, "MM_NO_STATE", 0, "ACTIVE"))
    ike = dmvpn("BRANCH1", "Spoke", (HUB, NHS, "IKE", "S"))
    up2 = ("198.51.100.22", "10.99.0.3", "UP", "D")
    nhs_down = (f"*Feb  3 07:00:09.100: %DMVPN-5-NHRP_NHS_DOWN: Tunnel7: Next Hop Server : (Tunnel: {NHS} NBMA: {HUB} ) for "
                f"(Tunnel: 10.99.0.2 NBMA: {one}) is DOWN, Reason: NHRP Registration Failure(NHRP: no error)\n")
    clear = (f"*Feb  3 07:01:09.100: %CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= "
             f"/{HUB}, src_addr= {one}, prot= 47\n")
    yield Incident("the hub's profile is applied nowhere", "tunnel-protection-missing", {
        "r1.cfg": change(HUB_CONFIG, (PROTECTED, "")), "r2.cfg": spoke(1), "r2.txt": ike + silent,
        "r1.log": "*Feb  3 06:59:00.001: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF\n"}, ("r1.cfg", "interface Tunnel7"))
    yield Incident("a spoke sends in clear", "tunnel-protection-missing unprotected-return", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), (PROTECTED, "")), "r1.log": clear}, ("r2.cfg", "interface Tunnel7"))
    yield Incident("a spoke in clear, from the hub's log", "tunnel-protection-missing unprotected-return", {"r1.log": clear})
    yield Incident("the hub's tunnel mode", "ts-mode", {
        "r1.cfg": change(HUB_CONFIG, (" mode transport", " mode tunnel")), "r2.cfg": spoke(1),
        "r2.log": nhs_down, "r2.txt": dmvpn("BRANCH1", "Spoke", (HUB, NHS, "IPSEC", "S"))
        + isakmp("BRANCH1", (HUB, one, "QM_IDLE", 1004, "ACTIVE")) + ipsec("BRANCH1", one, HUB, 0)},
        ("r1.cfg", "mode tunnel"))
    yield Incident("the hub's default mode", "ts-mode", {
        "r1.cfg": change(HUB_CONFIG, (" mode transport\n", "")), "r2.cfg": spoke(1),
        "r2.txt": isakmp("BRANCH1", (HUB, one, "QM_IDLE", 1004, "ACTIVE")) + ipsec("BRANCH1", one, HUB, 0)}, sure=ANY)
    yield Incident("another tunnel key", "", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), ("tunnel key 7007", "tunnel key 7")), "r2.log": nhs_down})
    yield Incident("another word for NHRP", "", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), ("BIRKE", "EICHE")), "r2.log": nhs_down,
        "r1.log": "*Feb  3 07:00:01.000: %DMVPN-3-DMVPN_NHRP_ERROR: Tunnel7: NHRP Encap Error for Registration Request , "
                  f"Reason: authentication failure (9) on (Tunnel: {NHS} NBMA: {HUB})\n"})
    yield Incident("the spoke's key is for another address", "psk-missing", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), ("address 0.0.0.0\n", "address 203.0.113.90\n")),
        "r2.txt": ike + silent}, ("r2.cfg", "203.0.113.90"))
    yield Incident("the spoke has another key", "psk-mismatch", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), ("Wald77", "Wald78")),
        "r2.txt": isakmp("BRANCH1", (HUB, one, "MM_KEY_EXCH", 1011, "ACTIVE"))}, ("r2.cfg", "crypto isakmp key"))
    yield Incident("one spoke of two is broken", "ts-hash ts-keylen ts-cipher", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": spoke(2), "r3.cfg": change(spoke(1), (SUITE, "esp-aes 256 esp-sha-hmac")),
        "r1.txt": dmvpn("CENTRAL", "Hub", up2) + isakmp("CENTRAL", (HUB, "198.51.100.22", "QM_IDLE", 1001, "ACTIVE"),
                                                       (HUB, one, "QM_IDLE", 1002, "ACTIVE"))},
        ("r3.cfg", "esp-sha-hmac"), ends=pair)
    yield Incident("the hub's policy has another group", "p1-policy-mismatch", {
        "r1.cfg": change(HUB_CONFIG, (" group 14", " group 5")), "r2.cfg": spoke(1), "r2.txt": ike + silent}, sure=ANY)
    yield Incident("PFS at the hub", "pfs-required-not-offered", {
        "r1.cfg": change(HUB_CONFIG, (" set transform-set GRETS\n", " set transform-set GRETS\n set pfs group14\n")),
        "r2.cfg": spoke(1)}, ("r1.cfg", "set pfs group14"), CERTAIN_ONLY)
    yield Incident("the spoke's map tells another hub", "peer-address-wrong nhrp-map-wrong", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": spoke(1).replace(f" {HUB}\n", " 203.0.113.99\n"),
        "r2.txt": dmvpn("BRANCH1", "Spoke", ("203.0.113.99", NHS, "IKE", "S"))
        + isakmp("BRANCH1", ("203.0.113.99", one, "MM_NO_STATE", 0, "ACTIVE"))}, sure=ANY)
    yield Incident("the spoke's source is shut down", "tunnel-no-destination", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), (f" ip address {one} 255.255.255.0\n",
                                                         f" ip address {one} 255.255.255.0\n shutdown\n"))}, sure=ANY)
    yield Incident("the spoke's tunnel is shut down", "tunnel-no-destination", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), (PROTECTED, PROTECTED + " shutdown\n"))}, sure=ANY)
    yield Incident("the spoke's source has no address", "tunnel-no-destination", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), (f" ip address {one} 255.255.255.0\n", " no ip address\n"))}, sure=ANY)
    yield Incident("another profile's name", "tunnel-protection-missing ts-missing", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), (PROTECTED, " tunnel protection ipsec profile CLOUDS\n"))}, sure=ANY)
    second = (f"interface Tunnel8\n ip address 10.98.0.2 255.255.255.0\n ip nhrp network-id 8\n ip nhrp nhs 10.98.0.1\n"
              f" ip nhrp map 10.98.0.1 {HUB}\n tunnel source GigabitEthernet1\n tunnel mode gre multipoint\n"
              f" tunnel key 8008\n{PROTECTED}!\ninterface GigabitEthernet1\n")
    yield Incident("two clouds over one source", "tunnel-protection-shared", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), ("interface GigabitEthernet1\n", second))},
        ("r2.cfg", "tunnel protection"), sure=ANY, down=False)
    yield Incident("3DES on 17.15", "csdl-refused ts-cipher ts-missing", {
        "r1.cfg": HUB_CONFIG.replace(SUITE, "esp-3des esp-sha-hmac").replace("version 17.9", "version 15.5"),
        "r2.cfg": spoke(1).replace(SUITE, "esp-3des esp-sha-hmac").replace("version 17.9", "version 17.15")},
        ("r2.cfg", "esp-3des"), sure=ANY)
    profile = ("crypto isakmp profile ONLY\n keyring RING\n match identity address {} 255.255.255.255\n!\n"
               "crypto ipsec transform-set")
    ring = "crypto keyring RING\n pre-shared-key address 0.0.0.0 0.0.0.0 key Wald77\n"
    yield Incident("the hub's profile matches another identity", "profile-keyring-mismatch psk-missing", {
        "r1.cfg": change(HUB_CONFIG, ("crypto isakmp key Wald77 address 0.0.0.0\n", ring),
                         ("crypto ipsec transform-set", profile.format("198.51.100.12")),
                         (" set transform-set GRETS\n", " set transform-set GRETS\n set isakmp-profile ONLY\n")),
        "r2.cfg": spoke(1)}, ("r1.cfg", "match identity"), sure=ANY)
    yield Incident("recursive routing", "", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": spoke(1), "r2.log":
        "*Feb  3 07:00:01.000: %TUN-5-RECURDOWN: Tunnel7 temporarily disabled due to recursive routing\n"
        "*Feb  3 07:00:02.000: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel7, changed state to down\n"})
    yield Incident("applied nowhere, and the spoke's show", "tunnel-protection-missing", {
        "r1.cfg": change(HUB_CONFIG, (PROTECTED, "")), "r2.txt": silent}, ("r1.cfg", "interface Tunnel7"))
    yield from dmvpn_controls()


def dmvpn_controls():
    one = SPOKES[1]
    good = isakmp("BRANCH1", (HUB, one, "QM_IDLE", 1009, "ACTIVE"), (HUB, one, "MM_NO_STATE", 1008, "ACTIVE (deleted)"))
    up = dmvpn("BRANCH1", "Spoke", (HUB, NHS, "UP", "S"))
    scary = ("*Feb  3 07:00:00.000: %CRYPTO-4-IKMP_CSDL: IKE policy 65507 is not CSDL compliant\n"
             "*Feb  3 07:00:00.100: ISAKMP:(0): Failed to find peer index node to update peer_info_list\n"
             "*Feb  3 07:00:03.000: %CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr="
             f"{one}, prot=50, spi=0x11223344(287454020), srcaddr={HUB}, input interface=GigabitEthernet1\n"
             f"*Feb  3 07:00:04.000: %DMVPN-5-CRYPTO_SS:  Tunnel7: local address : {one} remote address : {HUB} socket is UP\n")
    up_state = frozenset(("up",))
    yield Incident("a healthy spoke", "", {"r1.cfg": HUB_CONFIG, "r2.cfg": spoke(1), "r2.log": scary,
                                           "r2.txt": up + good + ipsec("BRANCH1", one, HUB, 40, "0x9A8B7C6D(2592832621)")},
                   state=up_state)
    yield Incident("healthy, configurations only", "", {"r1.cfg": HUB_CONFIG, "r2.cfg": spoke(1), "r3.cfg": spoke(2)},
                   state=up_state)
    yield Incident("healthy, two clouds that share", "", {
        "r1.cfg": change(HUB_CONFIG, (PROTECTED, PROTECTED.replace("CLOUD", "CLOUD shared")),
                         ("interface GigabitEthernet1\n", "interface Tunnel8\n ip address 10.98.0.1 255.255.255.0\n"
                          " ip nhrp network-id 8\n tunnel source GigabitEthernet1\n tunnel mode gre multipoint\n"
                          " tunnel key 8008\n tunnel protection ipsec profile CLOUD shared\ninterface GigabitEthernet1\n")),
        "r2.cfg": spoke(1)}, state=up_state)
    vrf = (("interface GigabitEthernet1\n", "interface GigabitEthernet1\n vrf forwarding OUTER\n"),
           (" tunnel key 7007\n", " tunnel key 7007\n tunnel vrf OUTER\n"),
           ("crypto isakmp key Wald77 address 0.0.0.0\n",
            "crypto keyring FRONT vrf OUTER\n pre-shared-key address 0.0.0.0 0.0.0.0 key Wald77\n"),
           ("ip route 0.0.0.0 0.0.0.0", "ip route vrf OUTER 0.0.0.0 0.0.0.0"))
    yield Incident("healthy, front door VRF", "", {"r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), *vrf)})
    yield Incident("a spoke that an other address is behind", "", {"r1.cfg": HUB_CONFIG, "r2.cfg": change(
        spoke(1), (f"ip address {one} 255.255.255.0", "ip address dhcp")), "r2.txt": good + up})
    old = (f"interface Tunnel6\n ip address 10.97.0.2 255.255.255.0\n shutdown\n ip nhrp network-id 6\n"
           f" ip nhrp nhs {NHS}\n ip nhrp map {NHS} {HUB}\n tunnel source GigabitEthernet1\n"
           f" tunnel mode gre multipoint\n tunnel key 7007\n{PROTECTED}interface Tunnel7\n")
    yield Incident("healthy, beside a tunnel that is shut down", "", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), ("interface Tunnel7\n", old))}, state=up_state)
    bare = old.replace(PROTECTED, "").replace(" shutdown\n", "").replace("7007", "6006")
    yield Incident("healthy, beside a tunnel in clear of another key", "", {
        "r1.cfg": HUB_CONFIG, "r2.cfg": change(spoke(1), ("interface Tunnel7\n", bare))}, state=up_state)
    second = "203.0.113.77"
    yield Incident("healthy, a second hub", "", {"r1.cfg": HUB_CONFIG, "r2.cfg": change(
        spoke(1), (f" ip nhrp map multicast {HUB}\n", f" ip nhrp map multicast {HUB}\n ip nhrp nhs 10.99.0.254\n"
                   f" ip nhrp map 10.99.0.254 {second}\n"))})
    yield Incident("healthy, a hub behind a NAT", "", {
        "r1.cfg": HUB_CONFIG.replace(HUB, "192.168.44.9").replace("203.0.113.10", "192.168.44.10"), "r2.cfg": spoke(1)})
    yield Incident("healthy, a hub whose dynamic map takes the GRE", "", {
        "r1.cfg": change(HUB_CONFIG, (PROTECTED, ""), ("interface Tunnel7", "crypto dynamic-map ALL 10\n set transform-set GRETS\n"
                         "crypto map OUT 10 ipsec-isakmp dynamic ALL\ninterface Tunnel7"),
                         ("255.255.255.252\n", "255.255.255.252\n crypto map OUT\n")), "r2.cfg": spoke(1)})
    yield Incident("shows of a healthy hub", "", {"r1.txt": dmvpn(
        "CENTRAL", "Hub", *[(SPOKES[n], f"10.99.0.{n + 1}", "UP", "D") for n in SPOKES]) + isakmp(
        "CENTRAL", *[(HUB, SPOKES[n], "QM_IDLE", 1000 + n, "ACTIVE") for n in SPOKES])}, state=up_state)


def point_incidents():
    vti = " tunnel mode ipsec ipv4\n"
    silent = isakmp("NORD", (B, A, "MM_NO_STATE", 0, "ACTIVE"))
    dead = "  \n" + ipsec("NORD", A, B, 512, interface="Tunnel4")
    yield Incident("healthy GRE", "", {"r1.cfg": point(1), "r2.cfg": point(2)}, state=frozenset(("up",)))
    yield Incident("healthy VTI", "", {"r1.cfg": point(1, vti), "r2.cfg": point(2, vti)}, state=frozenset(("up",)))
    yield Incident("VTI against GRE", "tunnel-mode-mismatch acl-not-mirrored vti-vs-cryptomap acl-proto-port gre-transport-proxies", {
        "r1.cfg": point(1, vti), "r2.cfg": point(2)}, ("r1.cfg", "tunnel mode ipsec ipv4"))
    mapped = point(2)
    mapped = change(mapped, (mapped[mapped.index("interface Tunnel4"):mapped.index("interface Gig")],
                             "crypto map OLD 10 ipsec-isakmp\n set peer 192.0.2.65\n set transform-set PAIR\n match address LANS\n"
                             "ip access-list extended LANS\n permit ip 10.80.0.0 0.0.255.255 10.70.0.0 0.0.255.255\n"),
                    (" mode transport", " mode tunnel"), ("255.255.255.192\n", "255.255.255.192\n crypto map OLD\n"))
    yield Incident("VTI against a map", "vti-vs-cryptomap acl-not-mirrored", {
        "r1.cfg": point(1, vti, "tunnel"), "r2.cfg": mapped}, sure=SURE)
    yield Incident("no destination", "tunnel-no-destination", {
        "r1.cfg": change(point(1), (f" tunnel destination {B}\n", "")), "r2.cfg": point(2),
        "r2.txt": silent.replace("NORD", "SUED").replace(A, "x").replace(B, A).replace("x", B)}, ("r1.cfg", "Tunnel4"), sure=SURE)
    yield Incident("a wrong destination", "peer-address-wrong tunnel-destination-wrong", {
        "r1.cfg": change(point(1), (f" tunnel destination {B}\n", " tunnel destination 198.51.100.131\n"),
                         (f"address {B}", "address 0.0.0.0")), "r2.cfg": point(2)},
        ("r1.cfg", "tunnel destination 198.51.100.131"), sure=ANY)
    yield Incident("another lists's keys", "psk-mismatch", {
        "r1.cfg": change(point(1), ("crypto isakmp key Moos55", "crypto isakmp key Moos56 address 0.0.0.0\ncrypto isakmp key Moos57")),
        "r2.cfg": point(2)}, ("r1.cfg", f"address {B}"), SURE)
    rings = ("crypto keyring FIRST\n pre-shared-key address 0.0.0.0 0.0.0.0 key Farn1\ncrypto keyring SECOND\n"
             f" pre-shared-key address {B} key Moos55\ncrypto isakmp profile DEEP\n keyring SECOND\n match identity address "
             f"{B} 255.255.255.255\ncrypto ipsec transform")
    yield Incident("the first keyring wins", "psk-mismatch profile-keyring-mismatch", {
        "r1.cfg": change(point(1), (f"crypto isakmp key Moos55 address {B}\n", ""), ("crypto ipsec transform", rings)),
        "r2.cfg": point(2)}, sure=ANY, down=False)
    yield Incident("no key at one end", "psk-missing", {
        "r1.cfg": change(point(1), (f"crypto isakmp key Moos55 address {B}\n", "")), "r2.cfg": point(2),
        "r2.log": f"*Feb  3 07:00:00.000: %CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at {A}\n"},
        sure=SURE)
    yield Incident("no SA, old counters", "tunnel-unexplained", {
        "r1.txt": isakmp("NORD", (B, A, "QM_IDLE", 1002, "ACTIVE")) + dead}, sure=ANY)
    yield Incident("healthy, a pair of SAs", "", {"r1.txt": isakmp("NORD", (B, A, "QM_IDLE", 1002, "ACTIVE"))
                   + ipsec("NORD", A, B, 5, "0x9A8B7C6D(2592832621)", "Tunnel4")}, state=frozenset(("up",)))
    yield Incident("nobody answers", "p1-no-response isakmp-disabled", {"r1.cfg": point(1), "r1.txt": silent}, sure=ANY)
    yield Incident("the source is shut down", "tunnel-no-destination", {"r1.cfg": change(point(1), ("255.255.255.192\n", "255.255.255.192\n"
                   " shutdown\n")), "r2.cfg": point(2), "r2.log": "*Feb  3 07:00:00.000: %LINEPROTO-5-UPDOWN: Line protocol on "
                   "Interface Tunnel4, changed state to down\n"}, sure=ANY)
    yield Incident("the source is an interface that is not there", "tunnel-no-destination", {
        "r1.cfg": change(point(1), (" tunnel source GigabitEthernet2", " tunnel source GigabitEthernet3")), "r2.cfg": point(2)},
        sure=ANY)
    yield Incident("another key under GRE", "", {
        "r1.cfg": change(point(1), (" tunnel destination", " tunnel key 4\n tunnel destination")), "r2.cfg": point(2)})
    yield Incident("both ends send only in tunnel mode", "", {
        "r1.cfg": point(1, set_mode="tunnel"), "r2.cfg": point(2, set_mode="tunnel")}, state=frozenset(("up",)))
    yield Incident("one end has an IKEv2 profile", "", {
        "r1.cfg": change(point(1), (" set transform-set PAIR\n", " set transform-set PAIR\n set ikev2-profile NEW\n")),
        "r2.cfg": point(2)}, state=DOWN)
    yield Incident("no protection at one end", "tunnel-protection-missing unprotected-return", {
        "r1.cfg": change(point(1), (" tunnel protection ipsec profile PROT\n", "")), "r2.cfg": point(2),
        "r2.log": f"*Feb  3 07:00:00.000: %CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) "
                  f"vrf/dest_addr= /{B}, src_addr= {A}, prot= 47\n"}, ("r1.cfg", "interface Tunnel4"))


def incidents():
    yield from dmvpn_incidents()
    yield from point_incidents()
