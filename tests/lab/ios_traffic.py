# SPDX-License-Identifier: GPL-2.0-or-later
"""Constructed captures, in the manner of ios_generator.py, of what comes after a Quick Mode: ESP that stops, comes too
late or is too big, packets in clear, SAs made anew over and over. And of networks that are no crypto ACL's.

Facts they rest on besides those of ios_generator.py: ESP's sequence numbers stand in clear (RFC 4303 section 2), and
an anti-replay window is 64 packets (section 3.4.3); ICMP type 3 code 4 has the MTU in its last 16 bits and quotes the
IP header and 8 octets (RFC 792, RFC 1191); a system that shows decrypted packets at the interface where their ESP came
in (Linux does) shows them in clear in that direction alone.
"""
import ipaddress
import os
import struct

import folder
from ios_generator import ESP, ICMP, UDP, Negotiation, checksum, ios_pair, ip_header, refused
from scenarios import Attempt

MTU = 1400


class Plain(Negotiation):
    """What else is on the wire."""

    def last_packet(self):
        return self.wire.packets[-1][1][14:]

    def in_clear(self, at, sender, sequence):
        """The echo that esp() encrypts, from host to host."""
        receiver = self.responder if sender is self.initiator else self.initiator
        hosts = [str(ipaddress.ip_network(router.side.lan)[1]) for router in (sender, receiver)]
        echo = struct.pack(">BBHHH", 8 if sender is self.initiator else 0, 0, 0, 1, sequence) + bytes(range(56))
        echo = echo[:2] + struct.pack(">H", checksum(echo)) + echo[4:]
        self.wire.packets.append((at, receiver.mac + sender.mac + b"\x08\x00"
                                  + ip_header(*hosts, ICMP, len(echo), sequence) + echo))

    def large(self, at, tunnel, sender, sequence, length):
        """An ESP packet of LENGTH octets in IP; nothing opens what is in it."""
        receiver, spi, _ = self.tunnels[tunnel][sender]
        self.wire.send_ip(at, sender, receiver, ESP, spi + struct.pack(">I", sequence)
                          + self.random.take(length - 20 - 8))

    def too_big(self, at, sender):
        """A router on the path about the packet before; its address is one of a third network."""
        error = struct.pack(">BBHHH", 3, 4, 0, 0, MTU) + self.last_packet()[:28]
        error = error[:2] + struct.pack(">H", checksum(error)) + error[4:]
        self.wire.packets.append((at, sender.mac + bytes.fromhex("00005e005303") + b"\x08\x00"
                                  + ip_header("192.0.2.66", sender.side.address, ICMP, len(error), 7) + error))


def stops(negotiation):
    """Twenty pings answered, ninety not."""
    negotiation.pings(2, 0, 20)
    negotiation.pings(22, 0, 90, first=21, answered=False)


def reordered(negotiation):
    """A hundred packets a second; each tenth of the initiator's is held back until 90 others have gone."""
    ours, theirs = negotiation.initiator, negotiation.responder
    for number in range(1, 401):
        late = number % 10 == 0
        negotiation.esp(2 + number * 0.01 + (0.905 if late else 0), 0, ours, number)
        if not late:
            negotiation.esp(2 + number * 0.01 + 0.004, 0, theirs, number)


def too_big(negotiation):
    """Small packets both ways; what is large is answered by ICMP, and comes again in the same size."""
    negotiation.pings(2, 0, 4)
    for index in range(6):
        at = 8 + 3 * index
        negotiation.large(at, 0, negotiation.initiator, 5 + index, 1454)
        negotiation.too_big(at + 0.003, negotiation.initiator)


def answered_in_clear(negotiation):
    """The initiator's pings come in ESP, the answers cross the same wire in clear."""
    for index in range(12):
        negotiation.esp(2 + index, 0, negotiation.initiator, 1 + index)
        negotiation.in_clear(2 + index + 0.008, negotiation.responder, 1 + index)


def shown_decrypted(negotiation):
    """ESP both ways; at the initiator's interface what came in is seen once more, decrypted."""
    for index in range(12):
        negotiation.esp(2 + index, 0, negotiation.initiator, 1 + index)
        negotiation.esp(2 + index + 0.008, 0, negotiation.responder, 1 + index)
        negotiation.in_clear(2 + index + 0.00801, negotiation.responder, 1 + index)


def one_each(negotiation):
    """A few pings over each of the SAs, one after another."""
    for tunnel in range(len(negotiation.tunnels)):
        negotiation.pings(2 + 20 * tunnel, tunnel, 3)


TRAFFIC = {"ios-esp-stopped": stops, "ios-anti-replay": reordered, "ios-data-mtu": too_big,
           "ios-unprotected-return": answered_in_clear, "ios-shown-decrypted": shown_decrypted,
           "ios-rekey-flap": one_each}


def unnamed(negotiation):
    """The responder is no IOS: it shows no vendor ID that is known."""
    responder = negotiation.responder
    responder.ios_vid = lambda: responder.random.take(16)


def interface_config(side, far, mode):
    """A tunnel interface in place of a crypto map."""
    return "\n".join([
        "crypto isakmp policy 10", " encr aes", " hash sha", " authentication pre-share", " group 2",
        f"crypto isakmp key {side.psk} address {side.peer}", f"crypto ipsec transform-set TS {side.esp}",
        f" mode {side.mode}", "crypto ipsec profile PROT", " set transform-set TS", "interface Tunnel0",
        f" tunnel source {side.address}", f" tunnel destination {far}", *([mode] if mode else []),
        " tunnel protection ipsec profile PROT", ""])


def build(scenario):
    negotiation = Plain(scenario)
    if scenario.name == "ios-interop-selectors":
        unnamed(negotiation)
    negotiation.main_mode()
    message_ids = [negotiation.quick_mode(attempt) for attempt in scenario.attempts]
    if scenario.name in TRAFFIC:
        TRAFFIC[scenario.name](negotiation)
    path = folder.create(
        scenario, "Constructed by tests/lab/ios_traffic.py in the manner of Cisco IOS; no recording.",
        folder.keyring(scenario, "the DH secrets are those it was constructed with", negotiation.secrets),
        folder.expectation(scenario, [negotiation.initiator.cookie.hex()], message_ids))
    for who in ("initiator", "responder"):
        side = getattr(scenario, who)
        if side.service == "gre" or side.lan == "0.0.0.0/0":
            far = side.far.removesuffix("/32") if side.service else side.peer
            with open(os.path.join(path, who, "ios.txt"), "w", encoding="ascii") as file:
                file.write(interface_config(side, far, "" if side.service else " tunnel mode ipsec ipv4"))
    negotiation.wire.write(os.path.join(path, "capture.pcap"))


ANY = "0.0.0.0/0"
VTI, GRE = ("vti-vs-cryptomap",), ("gre-transport-proxies",)
GRE_HOSTS = ("203.0.113.122/32", "198.51.100.122/32")

SCENARIOS = [
    ios_pair(121, "ios-vti-vs-cryptomap",
             "the initiator has a tunnel interface (tunnel mode ipsec ipv4) and asks for any to any, the responder a "
             "crypto map with an access list; each refuses the other",
             [refused("initiator", 0.0, VTI), refused("initiator", 30.0, VTI),
              refused("responder", 41.0, VTI, "first"), refused("responder", 71.0, VTI, "first")],
             initiator=dict(lan=ANY, far=ANY)),
    ios_pair(122, "ios-gre-endpoints",
             "GRE with tunnel protection: the responder's tunnel destination is 203.0.113.222, the initiator is "
             "203.0.113.122; each refuses the other",
             [refused("initiator", 0.0, GRE), refused("initiator", 30.0, GRE),
              refused("responder", 41.0, GRE, "first"), refused("responder", 71.0, GRE, "first")],
             both=dict(service="gre", mode="transport"),
             initiator=dict(lan=GRE_HOSTS[0], far=GRE_HOSTS[1]),
             responder=dict(lan=GRE_HOSTS[1], far="203.0.113.222/32")),
    ios_pair(123, "ios-interop-selectors",
             "the initiator's access list has two lines, the responder, no IOS, knows one pair of networks for a "
             "tunnel: the first comes up, the second is refused",
             [Attempt("initiator", "established"),
              Attempt("initiator", "rejected", 14, ("interop-selectors", "acl-not-mirrored"), at=5.0,
                      lan="192.168.3.0/24"),
              Attempt("initiator", "rejected", 14, ("interop-selectors", "acl-not-mirrored"), at=35.0,
                      lan="192.168.3.0/24")]),
    ios_pair(124, "ios-esp-stopped",
             "the responder's ESP stops after twenty answers, the initiator goes on for a minute and a half",
             [Attempt("initiator", "established", cause=("esp-stopped",))], exit=0),
    ios_pair(125, "ios-anti-replay",
             "QoS on the path holds back each tenth packet of the initiator until 90 others have gone: the responder's "
             "anti-replay window of 64 drops it",
             [Attempt("initiator", "established", cause=("anti-replay",))], exit=0),
    ios_pair(126, "ios-data-mtu",
             "the path takes 1400 octets, the initiator sends ESP of 1454 again and again although ICMP says so",
             [Attempt("initiator", "established", cause=("data-mtu",))], exit=0),
    ios_pair(127, "ios-unprotected-return",
             "the responder's answers leave by another interface than the one with its crypto map: the initiator's "
             "packets cross the wire as ESP, the answers in clear",
             [Attempt("initiator", "established", cause=("unprotected-return",))], exit=0),
    ios_pair(128, "ios-shown-decrypted",
             "nothing: the capture shows at the initiator's interface what came in as ESP once more, decrypted",
             [Attempt("initiator", "established", esp_packets=12)], exit=0),
    ios_pair(129, "ios-rekey-flap",
             "the initiator's SAs are cleared by a script every 20 s: Quick Modes for the same networks come up one "
             "after the other, long before their lifetime of an hour is over",
             [Attempt("initiator", "established", at=20.0 * n, ended="superseded" if n < 5 else None,
                      cause=("rekey-flap",) if n >= 3 else ()) for n in range(6)], exit=0),
]
