# SPDX-License-Identifier: GPL-2.0-or-later
"""What is wrong with two configurations, and what is nearly that and is not. A case changes the texts of R1 and R2;
rule is what has to be the first cause, sure how sure, state what the tunnel would be."""
import re

from routers import LAN, WAN, router, tunnel_router


class Case:
    def __init__(self, name, rule, one, two, sure="certain", state="down", line=None, mended="up", alone=False,
                 values=None, fixes=1):
        self.name, self.rule, self.texts = name, rule, (one, two)
        self.sure, self.state, self.line, self.mended = sure, state, line, mended
        self.alone = alone      # R1's configuration is enough
        self.values = values or {}  # for placeholders
        self.fixes = fixes      # lines for a router; 0: none is told


def one():
    return router(1, [2, 3])


def two():
    return router(2, [1])


def change(text, *pairs):
    for old, new in pairs:
        if old not in text:
            raise ValueError(f"not in the text: {old}")
        text = text.replace(old, new, 1)
    return text


ENTRY = f"crypto map CM 10 ipsec-isakmp\n set peer {WAN[2]}\n set transform-set TS\n match address VPN2\n"
NAT = ("ip nat inside source list NATLIST interface GigabitEthernet0/0 overload\nip access-list extended NATLIST\n"
       " 10 permit ip 10.1.0.0 0.0.0.255 any\n")
INSIDE = ((" crypto map CM\n", " ip nat outside\n crypto map CM\n"), (f" ip address {LAN[1]}.1 255.255.255.0\n",
          f" ip address {LAN[1]}.1 255.255.255.0\n ip nat inside\n"))
FILTER = (" crypto map CM\n", " ip access-group OUT in\n crypto map CM\n")


def filtered(lines):
    return change(one(), FILTER, ("end\n", "ip access-list extended OUT\n" + lines + "end\n"))


def wrong():
    yield Case("no map on the interface", "map-not-applied", change(one(), (" crypto map CM\n", "")), two(),
               line="crypto map CM 10", alone=True)
    yield Case("another map's name", "map-not-applied", change(one(), (" crypto map CM\n", " crypto map CMM\n")), two(),
               line="crypto map CMM", alone=True)
    yield Case("the list is not defined", "acl-missing", change(one(), ("access-list extended VPN2", "access-list extended "
               "VPNN2")), two(), line="match address VPN2", alone=True)
    yield Case("no list", "acl-missing", change(one(), (" match address VPN2\n", "")), two(), alone=True,
               values={"NEW-ACL": "VPN2B"})
    yield Case("a netmask", "acl-wildcard-error",
               change(one(), (" 10 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255",
                              " 10 permit ip 0.0.0.0 255.255.255.0 0.0.0.0 255.255.255.0")), two(), line="255.255.255.0",
               alone=True, values={"OWN-NETWORK": "10.1.0.0", "PEERS-NETWORK": "10.2.0.0", "WILDCARD": "0.0.0.255"})
    yield Case("a deny line first", "acl-deny-shadow",
               change(one(), (" 10 permit ip 10.1.0.0 0.0.0.255 10.2", " 5 deny ip 10.1.0.0 0.0.255.255 any\n"
                              " 10 permit ip 10.1.0.0 0.0.0.255 10.2")), two(), line="deny ip", alone=True)
    yield Case("both lists reversed", "acl-reversed",
               change(one(), ("ip 10.1.0.0 0.0.0.255 10.2.0.0", "ip 10.2.0.0 0.0.0.255 10.1.0.0")),
               change(two(), ("ip 10.2.0.0 0.0.0.255 10.1.0.0", "ip 10.1.0.0 0.0.0.255 10.2.0.0")),
               line="permit ip 10.2.0.0 0.0.0.255 10.1.0.0", fixes=2)
    yield Case("no key", "psk-missing", change(one(), (f"crypto isakmp key Secret12 address {WAN[2]}\n", "")), two(),
               alone=True, values={"KEY": "Secret12"})
    yield Case("another key", "psk-mismatch", change(one(), ("Secret12", "Secret99")), two(),
               line="crypto isakmp key", values={"KEY": "Secret99", "KEY-IT-HAS-NOW": "Secret12"})
    yield Case("policies differ", "p1-policy-mismatch", change(one(), (" encr aes 256\n", " encr aes 192\n")), two(),
               line="encr aes 192")
    yield Case("IKE is off", "isakmp-disabled", change(one(), ("end\n", "no crypto isakmp enable\nend\n")), two(),
               line="no crypto isakmp enable", alone=True)
    yield Case("no route", "no-route", change(one(), ("ip route 0.0.0.0 0.0.0.0 192.0.2.2\n", "")), two(),
               sure="probable", values={"NEXT-HOP": "192.0.2.2"}, alone=True)
    yield Case("no way back", "routing-no-return", one(),
               change(two(), ("ip route 0.0.0.0 0.0.0.0 198.51.100.2", "ip route 192.0.2.0 255.255.255.252 198.51.100.2")),
               sure="probable", state="degraded")
    yield Case("NAT first", "nat-before-crypto", change(one(), *INSIDE, ("end\n", NAT + "end\n")), two(),
               state="degraded", line="ip nat inside source")
    yield Case("IKE is filtered", "acl-on-outside", filtered(" 10 permit esp any any\n 20 permit icmp any any\n"), two(),
               sure="probable", line="ip access-group OUT in")
    yield Case("ESP is filtered, before a deny line", "acl-on-outside",
               filtered(" 10 permit udp any any eq isakmp\n 20 deny ip any any\n"), two(), sure="probable",
               line="deny ip any any")
    yield Case("the set is not defined", "ts-missing", change(one(), (" set transform-set TS\n", " set transform-set TSS\n")),
               two(), line="set transform-set TSS", alone=True)
    yield Case("an earlier entry takes it", "map-overlap-wrong-entry",
               change(one(), ("crypto map CM 10", "crypto map CM 30"),
                      (" 10 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255",
                       " 10 permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.255.255.255")),
               two(), state="degraded", line="crypto map CM 20")
    loopback = "interface Loopback0\n ip address 192.0.2.129 255.255.255.255\ninterface GigabitEthernet0/0"
    yield Case("another own address", "map-multi-wan-local-address", change(one(), ("interface GigabitEthernet0/0", loopback)),
               two().replace(WAN[1], "192.0.2.129"), line="set peer 192.0.2.129")
    yield Case("a wrong peer", "peer-address-wrong", change(one(), (f" set peer {WAN[2]}\n", " set peer 198.51.100.9\n"),
               (f"address {WAN[2]}", "address 0.0.0.0")), two(), sure="probable", line="set peer 198.51.100.9")
    yield Case("protected at one end", "tunnel-protection-missing",
               tunnel_router(1, 2, protection="").replace("end\n", "end\n"), tunnel_router(2, 1), line="interface Tunnel0")
    yield Case("a tunnel without an end", "tunnel-no-destination",
               change(tunnel_router(1, 2), (f" tunnel destination {WAN[2]}\n", "")), tunnel_router(2, 1),
               line="tunnel protection", alone=True, values={"PEER-ADDRESS": WAN[2]})
    ended = f" ip address {WAN[1]} 255.255.255.252\n"
    yield Case("a tunnel's source is shut down", "tunnel-no-destination",
               change(tunnel_router(1, 2), (ended, ended + " shutdown\n")), tunnel_router(2, 1), line="shutdown")
    second = ("interface Tunnel1\n ip address 172.16.1.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel mode "
              "{}\n tunnel destination {}\n tunnel protection ipsec profile PROF\n" + "interface GigabitEthernet0/0")
    vti = " tunnel mode ipsec ipv4\n"
    yield Case("two VTIs", "vti-shares-endpoints",
               change(tunnel_router(1, 2, vti), ("interface GigabitEthernet0/0", second.format("ipsec ipv4", WAN[2]))),
               tunnel_router(2, 1, vti), sure="probable", line="tunnel protection", fixes=0)
    yield Case("two GRE tunnels", "tunnel-protection-shared",
               change(tunnel_router(1, 2), ("interface GigabitEthernet0/0", second.format("gre ip", WAN[2]))),
               tunnel_router(2, 1), sure="probable", line="tunnel protection")
    yield Case("3DES on 17.15", "csdl-refused", "version 17.15\n" + change(one(), ("TS esp-aes 256 esp-sha256", "TS esp-3des esp-sha")),
               change(two(), ("TS esp-aes 256 esp-sha256-hmac\n mode tunnel\n",
                              "TS2 esp-aes 256 esp-sha256-hmac\n mode tunnel\ncrypto ipsec transform-set TS esp-3des "
                              "esp-sha-hmac\n mode tunnel\n"), (" set transform-set TS\n", " set transform-set TS2 TS\n")),
               sure="probable", state=None, line="esp-3des")
    dynamic = ("crypto dynamic-map DYN 10\n set transform-set DTS\ncrypto ipsec transform-set DTS esp-3des esp-sha-hmac\n"
               " mode tunnel\ncrypto map CM 5 ipsec-isakmp dynamic DYN\ncrypto map CM 10")
    yield Case("the dynamic entry first", "dyn-map-order", change(one(), ("crypto map CM 10", dynamic)), two(),
               sure="probable", state=None, line="crypto map CM 5")
    yield Case("XAUTH for a router", "xauth-l2l",
               change(one(), ("crypto map CM 10", "crypto map CM client authentication list USERS\ncrypto map CM 10")), two(),
               sure="probable", line="client authentication list", values={"KEY-IT-HAS-NOW": "Secret12"})


def of_many_lines():
    """So many lines are one tunnel. One behind the first ones differs, one way or both: IOS has SAs of its own for each, so
    the others carry what they permit. Where all are refused nothing does."""
    def lines(own, far):
        return "".join(f" {10 + n} permit ip 10.{own}.{n // 3}.{n % 3 * 64} 0.0.0.63 10.{far}.{n // 3}.{n % 3 * 64} 0.0.0.63\n"
                       for n in range(600))
    line = " 10 permit ip 10.{0}.0.0 0.0.0.255 10.{1}.0.0 0.0.0.255\n"
    here = change(one(), (line.format(1, 2), lines(1, 2)))
    there = change(two(), (line.format(2, 1), lines(2, 1)))
    yield Case("one of 600 lines", "acl-wider-initiator", here,
               change(there, ("10.2.33.64 0.0.0.63", "10.2.33.64 0.0.0.31")), state="degraded")
    yield Case("one of 600 lines, both ways", "acl-not-mirrored", here,
               change(there, ("10.2.33.64 0.0.0.63", "10.2.250.64 0.0.0.63")), state="degraded")
    yield Case("the sets of 600 lines", "ts-cipher", here,
               change(there, ("TS esp-aes 256 esp-sha256", "TS esp-3des esp-sha")))


def noted():
    """Not IPsec's fault: a note, and the tunnel is up."""
    yield Case("GRE keys", "gre-key-mismatch", change(tunnel_router(1, 2), (" tunnel source", " tunnel key 7\n tunnel source")),
               change(tunnel_router(2, 1), (" tunnel source", " tunnel key 8\n tunnel source")), line="tunnel key 7")
    nhrp = " ip nhrp network-id 1\n ip nhrp authentication {}\n tunnel source"
    yield Case("NHRP", "nhrp-authentication",
               change(tunnel_router(1, 2), (" tunnel source", nhrp.format("wordA"))),
               change(tunnel_router(2, 1), (" tunnel source", nhrp.format("wordB"))), line="ip nhrp authentication")


def right():
    """Healthy pairs that come near to one of the rules: none of them may speak."""
    yield "crypto maps", one(), two()
    yield "tunnel protection", tunnel_router(1, 2), tunnel_router(2, 1)
    yield "VTIs", tunnel_router(1, 2, " tunnel mode ipsec ipv4\n"), tunnel_router(2, 1, " tunnel mode ipsec ipv4\n")
    yield "a second tunnel elsewhere", change(tunnel_router(1, 2), ("crypto ipsec profile",
        f"crypto isakmp key Secret13 address {WAN[3]}\ncrypto ipsec profile"), ("interface GigabitEthernet0/0",
        f"interface Tunnel1\n ip address 172.16.1.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination "
        f"{WAN[3]}\n tunnel protection ipsec profile PROF\ninterface GigabitEthernet0/0")), tunnel_router(2, 1)
    yield "a wildcard key", re.sub(r"crypto isakmp key Secret12 .*", "crypto isakmp key Secret12 address 0.0.0.0", one()), two()
    yield "a key that only the router reads", re.sub(r"crypto isakmp key Secret12 ", "crypto isakmp key 6 dGYVYgAAHcJhaXVJ ",
                                                     one()), two()
    yield "a key in a keyring", change(one(), (f"crypto isakmp key Secret12 address {WAN[2]}\n",
        f"crypto keyring RING\n pre-shared-key address {WAN[2]} key Secret12\ncrypto isakmp profile PEERS\n keyring RING\n"
        f" match identity address {WAN[2]} 255.255.255.255\n"), (f" set peer {WAN[2]}\n",
        f" set peer {WAN[2]}\n set isakmp-profile PEERS\n")), two()
    yield "NAT with a deny line", change(one(), *INSIDE, ("end\n", NAT.replace(" 10 permit",
        " 5 deny ip 10.1.0.0 0.0.0.255 10.0.0.0 0.255.255.255\n 10 permit") + "end\n")), two()
    yield "a filter that lets it pass", filtered(" 10 permit udp any any eq isakmp\n 20 permit esp any any\n"
                                                 " 30 deny ip any any\n"), two()
    yield "an undefined filter", change(one(), FILTER), two()
    yield "a later entry is wider", change(one(), (" 10 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255",
        " 10 permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.255.255.255")), two()
    yield "a deny line for others", change(one(), (" 10 permit ip 10.1.0.0 0.0.0.255 10.2",
        " 5 deny ip 10.9.0.0 0.0.255.255 any\n 10 permit ip 10.1.0.0 0.0.0.255 10.2")), two()
    yield "a dynamic entry last", change(one(), ("interface GigabitEthernet0/0",
        "crypto dynamic-map DYN 10\n set transform-set TS\ncrypto map CM 65000 ipsec-isakmp dynamic DYN\n"
        "interface GigabitEthernet0/0")), two()
    yield "static routes to each", change(one(), ("ip route 0.0.0.0 0.0.0.0 192.0.2.2",
        "ip route 10.2.0.0 255.255.255.0 192.0.2.2\nip route 198.51.100.0 255.255.255.0 192.0.2.2\n"
        "ip route 203.0.113.0 255.255.255.0 192.0.2.2\nip route 10.3.0.0 255.255.255.0 192.0.2.2")), two()
    yield "a routing protocol in place of routes", change(one(), ("ip route 0.0.0.0 0.0.0.0 192.0.2.2\n",
        "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n")), two()
    yield "no-xauth", change(one(), (f"Secret12 address {WAN[2]}", f"Secret12 address {WAN[2]} no-xauth"),
        (f"Secret13 address {WAN[3]}", f"Secret13 address {WAN[3]} no-xauth"),
        ("crypto map CM 10", "crypto map CM client authentication list USERS\ncrypto map CM 10")), two()
    yield "3DES on 15.2", "version 15.2\n" + change(one(), ("TS esp-aes 256 esp-sha256", "TS esp-3des esp-sha")), \
        change(two(), ("TS esp-aes 256 esp-sha256", "TS esp-3des esp-sha"))
    yield "equal GRE keys", change(tunnel_router(1, 2), (" tunnel source", " tunnel key 7\n tunnel source")), \
        change(tunnel_router(2, 1), (" tunnel source", " tunnel key 7\n tunnel source"))
    yield "local-address", change(one(), ("interface GigabitEthernet0/0",
        "crypto map CM local-address Loopback0\ninterface Loopback0\n ip address 192.0.2.129 255.255.255.255\n"
        "interface GigabitEthernet0/0")), two().replace(WAN[1], "192.0.2.129")
