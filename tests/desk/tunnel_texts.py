# SPDX-License-Identifier: GPL-2.0-or-later
"""Texts of routers with protected tunnels, DMVPN, GRE and VTI, in our own words: configurations, and what they log and show."""

HUB, NHS = "203.0.113.9", "10.99.0.1"
SPOKES = {1: "198.51.100.11", 2: "198.51.100.22", 3: "198.51.100.33"}
HUB_CONFIG = f"""version 17.9
service timestamps log datetime msec
hostname CENTRAL
!
crypto isakmp policy 5
 encryption aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key Wald77 address 0.0.0.0
!
crypto ipsec transform-set GRETS esp-aes 256 esp-sha256-hmac
 mode transport
!
crypto ipsec profile CLOUD
 set transform-set GRETS
!
interface Tunnel7
 ip address {NHS} 255.255.255.0
 no ip redirects
 ip mtu 1400
 ip nhrp authentication BIRKE
 ip nhrp map multicast dynamic
 ip nhrp network-id 7
 tunnel source GigabitEthernet1
 tunnel mode gre multipoint
 tunnel key 7007
 tunnel protection ipsec profile CLOUD
!
interface GigabitEthernet1
 ip address {HUB} 255.255.255.252
!
ip route 0.0.0.0 0.0.0.0 203.0.113.10
end
"""


def spoke(number):
    text = HUB_CONFIG.replace("hostname CENTRAL", f"hostname BRANCH{number}")
    text = text.replace(f"ip address {NHS}", f"ip address 10.99.0.{number + 1}").replace(" ip nhrp map multicast dynamic\n",
                        f" ip nhrp nhs {NHS}\n ip nhrp map {NHS} {HUB}\n ip nhrp map multicast {HUB}\n")
    text = text.replace(f"ip address {HUB}", f"ip address {SPOKES[number]}")
    return text.replace("203.0.113.10\n", "198.51.100.1\n").replace("255.255.255.252", "255.255.255.0")


def change(text, *pairs):
    for old, new in pairs:
        if old not in text:
            raise ValueError(f"not in the text: {old}")
        text = text.replace(old, new, 1)
    return text


def isakmp(name, *rows):
    return (f"{name}#show crypto isakmp sa\nIPv4 Crypto ISAKMP SA\n"
            "dst             src             state          conn-id status\n"
            + "".join(f"{dst:<15} {src:<15} {state:<14} {number:>8} {status}\n" for dst, src, state, number, status in rows)
            + "\nIPv6 Crypto ISAKMP SA\n\n")


def dmvpn(name, kind, *rows):
    return (f"{name}#show dmvpn\nLegend: Attrb --> S - Static, D - Dynamic, I - Incomplete\n\tN - NATed, L - Local, X - No Socket\n"
            + "=" * 74 + f"\n\nInterface: Tunnel7, IPv4 NHRP Details \nType:{kind}, NHRP Peers:{len(rows)}, \n\n"
            " # Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb\n ----- --------------- --------------- ----- -------- -----\n"
            + "".join(f"     1 {peer:<15} {tunnel:>15} {state:>5} 00:03:11     {letter}\n"
                      for peer, tunnel, state, letter in rows) + "\n")


def ipsec(name, local, peer, count, spi="0x0(0)", interface="Tunnel7", proxies=None):
    proxies = proxies or ((local, "255.255.255.255", 47), (peer, "255.255.255.255", 47))
    text = (f"{name}#show crypto ipsec sa\n\ninterface: {interface}\n    Crypto map tag: {interface}-head-0, local addr {local}\n\n"
            "   protected vrf: (none)\n"
            f"   local  ident (addr/mask/prot/port): ({proxies[0][0]}/{proxies[0][1]}/{proxies[0][2]}/0)\n"
            f"   remote ident (addr/mask/prot/port): ({proxies[1][0]}/{proxies[1][1]}/{proxies[1][2]}/0)\n"
            f"   current_peer {peer} port 500\n     PERMIT, flags={{origin_is_acl,}}\n"
            f"    #pkts encaps: {count}, #pkts encrypt: {count}, #pkts digest: {count}\n"
            f"    #pkts decaps: {count}, #pkts decrypt: {count}, #pkts verify: {count}\n"
            "    #send errors 0, #recv errors 0\n\n"
            f"     local crypto endpt.: {local}, remote crypto endpt.: {peer}\n"
            f"     current outbound spi: {spi}\n     PFS (Y/N): N, DH group: none\n\n     inbound esp sas:\n")
    if spi != "0x0(0)":
        text += ("      spi: 0x5A6B7C8D(1516993677)\n        transform: esp-256-aes esp-sha256-hmac ,\n"
                 "        in use settings ={Transport, }\n        Status: ACTIVE(ACTIVE)\n")
    text += "\n     outbound esp sas:\n"
    if spi != "0x0(0)":
        text += (f"      spi: {spi}\n        transform: esp-256-aes esp-sha256-hmac ,\n"
                 "        in use settings ={Transport, }\n        Status: ACTIVE(ACTIVE)\n")
    return text + "\n"


ENDS = {1: ("192.0.2.65", "GigabitEthernet2"), 2: ("198.51.100.130", "GigabitEthernet0/1")}


def point(number, mode="", set_mode="transport", version="15.7"):
    own, outside = ENDS[number]
    peer = ENDS[3 - number][0]
    return f"""version {version}
hostname {'NORD' if number == 1 else 'SUED'}
crypto isakmp policy 20
 encr aes
 authentication pre-share
 group 14
crypto isakmp key Moos55 address {peer}
crypto ipsec transform-set PAIR esp-aes esp-sha-hmac
 mode {set_mode}
crypto ipsec profile PROT
 set transform-set PAIR
interface Tunnel4
 ip address 10.4.4.{number} 255.255.255.252
 tunnel source {outside}
{mode} tunnel destination {peer}
 tunnel protection ipsec profile PROT
interface {outside}
 ip address {own} 255.255.255.192
ip route 0.0.0.0 0.0.0.0 {'192.0.2.66' if number == 1 else '198.51.100.131'}
end
"""
