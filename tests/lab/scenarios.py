# SPDX-License-Identifier: GPL-2.0-or-later
"""The scenarios that real daemons play, and what is true of each.

Everything in `expected.json` comes from here (the two configurations, and what was done to the wire)
and from the daemons' logs (cookies, message IDs, and `proof`: what the logs must say for the capture
to be kept). Nothing comes from iketriage.
"""
from dataclasses import dataclass, field

from configs import Side

INVALID_MAJOR_VERSION, INVALID_SPI = 5, 11
NO_PROPOSAL_CHOSEN, PAYLOAD_MALFORMED, INVALID_ID_INFORMATION, AUTHENTICATION_FAILED = 14, 16, 18, 24
LAN1, LAN2 = "192.168.1.0/24", "192.168.2.0/24"
REFUSED_14 = "received NO_PROPOSAL_CHOSEN error notify"
REFUSED_18 = "received INVALID_ID_INFORMATION error notify"
UP = r"CHILD_SA net\{\d+\} established"


@dataclass
class Attempt:
    """One Quick Mode. `cause` and `position` are described in captures/README.md."""
    by: str
    outcome: str
    notify: int = None
    cause: tuple = ()
    position: str = "any"
    certain: tuple = ()
    answered: tuple = ()  # the proxies of QM2 where they differ from QM1's
    ended: str = None  # "ended" of the JSON output
    esp_packets: int = None  # in each direction
    esp: str = None  # the transform set of that time, where it was another one (constructed captures only)
    at: float = 0.0  # seconds after phase 1 (constructed captures only)
    lan: str = ""  # another line of the access list than the first (constructed captures only)

    def networks(self, side):
        """Its own network and the peer's, that SIDE asks for."""
        return self.lan or side.lan, side.far


@dataclass
class Scenario:
    name: str
    wrong: str
    initiator: Side
    responder: Side
    attempts: list = field(default_factory=list)
    phase1: object = "established"  # or a tuple: any of these outcomes
    phase1_cause: tuple = ()
    phase1_position: str = "any"
    phase1_certain: tuple = ()
    phase1_notify: int = None
    phase1_decryption: str = "verified"
    initiators: tuple = ()  # who begins each ISAKMP SA, where it is not always the initiator
    proof: dict = field(default_factory=dict)
    overlap: bool = False  # both Quick Modes must have begun before one of them is answered
    filter: tuple = ()  # nft rules for what comes in at the responder
    begin: str = "attempts"  # or a method of the bench that makes them
    after: tuple = ()  # methods of the bench to call after the attempts
    captured_at: str = "initiator"
    mtu: int = 1500
    datagrams: int = 3  # of traffic()
    log: str = ""  # "file" or "journal": the initiator's log is shipped, its lines in that shape
    only: str = "ip or ip6"  # a further capture filter
    skip: int = 0  # frames at the beginning that are left out; the keyring then holds Ka
    dh_secret: bool = True  # False: the keyring holds the preshared key alone
    pcapng: bool = False
    exit: int = 1
    seconds: int = 20  # how long an attempt may last


def pair(number, name, wrong, attempts=(), both=None, initiator=None, responder=None, **more):
    """A scenario with addresses and a preshared key of its own; the two sides agree but for what is said."""
    first, second = f"203.0.113.{number}", f"198.51.100.{number}"
    common = dict(psk=f"{name}-key", **(both or {}))
    left = Side(**{**common, "address": first, "peer": second, "lan": LAN1, "far": LAN2, **(initiator or {})})
    right = Side(**{**common, "address": second, "peer": first, "lan": LAN2, "far": LAN1, **(responder or {})})
    return Scenario(name, wrong, left, right, list(attempts), **more)


def v6_pair(number, name, wrong, attempts, both=None, **more):
    first, second = f"2001:db8:1::{number}", f"2001:db8:2::{number}"
    lan1, lan2 = "2001:db8:a1::/48", "2001:db8:a2::/48"
    common = dict(psk=f"{name}-key", **(both or {}))
    return Scenario(name, wrong, Side(first, second, lan1, lan2, **common), Side(second, first, lan2, lan1, **common),
                    list(attempts), **more)


DROP_QUICK_MODE = "udp dport 500 @th,208,8 32 drop"  # exchange type: byte 18 of the ISAKMP header

DROP_QUICK_MODE_3 = "udp dport 500 udp length 68 @th,208,8 32 drop"

SCENARIOS = [
    pair(10, "tunnel-up", "nothing: main mode and Quick Mode succeed",
         [Attempt("initiator", "established")], proof={"initiator": [UP], "responder": [UP]}, exit=0),
    pair(11, "tunnel-up-3des-md5", "nothing: main mode and Quick Mode succeed with 3DES and MD5 in both phases",
         [Attempt("initiator", "established")],
         both=dict(esp="esp-3des esp-md5-hmac", ike=("3des", "md5", 2)),
         proof={"initiator": [UP], "responder": [UP]}, pcapng=True, exit=0),
    v6_pair(12, "tunnel-up-ipv6", "nothing: main mode and Quick Mode succeed between IPv6 peers for IPv6 networks",
            [Attempt("initiator", "established")], proof={"initiator": [UP], "responder": [UP]}, exit=0),
    pair(1, "transform-mismatch",
         "the transform sets differ: esp-aes 256 esp-sha-hmac against esp-aes 128 esp-md5-hmac",
         [Attempt("initiator", "rejected", NO_PROPOSAL_CHOSEN, ("ts-keylen", "ts-hash"))],
         responder=dict(esp="esp-aes 128 esp-md5-hmac"),
         proof={"initiator": [REFUSED_14], "responder": ["no matching proposal found"]}),
    pair(2, "transform-mismatch-both-ways",
         "the transform sets differ: esp-aes 256 esp-sha-hmac against esp-aes 128 esp-md5-hmac; each peer initiates "
         "in turn and refuses the other, so both offers are in the capture",
         [Attempt("initiator", "rejected", NO_PROPOSAL_CHOSEN, ("ts-keylen", "ts-hash"),
                  certain=("ts-keylen", "ts-hash")),
          Attempt("responder", "rejected", NO_PROPOSAL_CHOSEN, ("ts-keylen", "ts-hash"), "first",
                  ("ts-keylen", "ts-hash"))],
         responder=dict(esp="esp-aes 128 esp-md5-hmac"),
         proof={"initiator": [REFUSED_14, "no matching proposal found"],
                "responder": [REFUSED_14, "no matching proposal found"]}),
    pair(3, "transform-mismatch-3des-des",
         "the transform sets differ in the cipher alone: esp-3des esp-sha-hmac against esp-des esp-sha-hmac",
         [Attempt("initiator", "rejected", NO_PROPOSAL_CHOSEN, ("ts-cipher",))],
         both=dict(ike=("aes", "sha256", 14)),
         initiator=dict(esp="esp-3des esp-sha-hmac"), responder=dict(esp="esp-des esp-sha-hmac"),
         proof={"initiator": [REFUSED_14], "responder": ["no matching proposal found"]}, pcapng=True),
    pair(4, "acl-not-mirrored",
         "the crypto access lists are not mirrored: the initiator asks for 192.168.2.0/24, the responder protects "
         "192.168.22.0/24",
         [Attempt("initiator", "rejected", INVALID_ID_INFORMATION, ("acl-not-mirrored",))],
         responder=dict(lan="192.168.22.0/24", daemon="libreswan"),
         proof={"initiator": [REFUSED_18], "responder": ["cannot respond to IPsec SA request"]}),
    pair(5, "acl-host-vs-network",
         "the crypto access lists are not mirrored: the initiator's line has host 192.168.1.5, the responder's line "
         "has 192.168.1.0/24",
         [Attempt("initiator", "rejected", INVALID_ID_INFORMATION, ("acl-host-vs-net", "acl-not-mirrored"))],
         initiator=dict(lan="192.168.1.5/32"), responder=dict(daemon="libreswan"),
         proof={"initiator": [REFUSED_18], "responder": ["cannot respond to IPsec SA request"]}),
    pair(6, "acl-narrowed",
         "the crypto access lists are not mirrored: the initiator asks for 192.168.0.0/16, the responder answers with "
         "192.168.2.0/24, and the tunnel comes up for that alone",
         [Attempt("initiator", "established", cause=("acl-narrowed",), position="first", certain=("acl-narrowed",),
                  answered=("192.168.1.0/24", "192.168.2.0/24"))],
         initiator=dict(far="192.168.0.0/16"),
         proof={"initiator": [UP], "responder": [UP]}, exit=0),
    pair(7, "pfs-missing",
         "the responder requires PFS with group 14, the initiator offers none",
         [Attempt("initiator", "rejected", NO_PROPOSAL_CHOSEN, ("pfs-required-not-offered",))],
         responder=dict(pfs=14),
         proof={"initiator": [REFUSED_14], "responder": ["no matching proposal found"]}),
    pair(8, "pfs-group-mismatch",
         "the PFS groups differ, 2 against 14; each peer initiates in turn and refuses the other, so both groups are "
         "in the capture",
         [Attempt("initiator", "rejected", NO_PROPOSAL_CHOSEN, ("pfs-group-mismatch",),
                  certain=("pfs-group-mismatch",)),
          Attempt("responder", "rejected", NO_PROPOSAL_CHOSEN, ("pfs-group-mismatch",), "first",
                  ("pfs-group-mismatch",))],
         initiator=dict(pfs=2), responder=dict(pfs=14),
         proof={"initiator": [REFUSED_14], "responder": [REFUSED_14]}),
    pair(9, "psk-only",
         "the transform sets differ: esp-aes 256 esp-sha-hmac against esp-aes 128 esp-sha-hmac; the keyring holds the "
         "preshared key without the DH secret, so nothing of Quick Mode can be read",
         [Attempt("initiator", "rejected", NO_PROPOSAL_CHOSEN, ("ts-keylen", "ts-cipher", "ts-hash"))],
         responder=dict(esp="esp-aes 128 esp-sha-hmac"),
         phase1_decryption="no-key", dh_secret=False,
         proof={"initiator": [REFUSED_14], "responder": ["no matching proposal found"]}),
    pair(13, "psk-mismatch",
         "the preshared keys differ; the responder reports PAYLOAD-MALFORMED under its own keys. The keyring holds "
         "both keys",
         phase1="rejected", phase1_cause=("psk-mismatch",), phase1_position="first",
         phase1_certain=("psk-mismatch",), phase1_notify=PAYLOAD_MALFORMED,
         responder=dict(psk="psk-mismatch-other-key"),
         proof={"responder": [r"generating INFORMATIONAL_V1 request \d+ \[ HASH N\(PLD_MAL\) \]"]}),
    pair(14, "phase1-policy-mismatch",
         "the ISAKMP policies differ: aes 256, sha, group 14 against 3des, md5, group 2",
         phase1="rejected", phase1_cause=("p1-policy-mismatch",), phase1_position="first",
         phase1_notify=NO_PROPOSAL_CHOSEN, phase1_decryption="cleartext",
         responder=dict(ike=("3des", "md5", 2)),
         proof={"initiator": [REFUSED_14], "responder": ["no proposal found"]}),
    pair(15, "no-answer",
         "the responder drops what comes to UDP port 500: message 1 of main mode is repeated, nothing answers",
         phase1=("no-response", "incomplete"), phase1_cause=("p1-no-response",), phase1_decryption="cleartext",
         filter=("udp dport 500 drop",), proof={"initiator": ["giving up after 3 retransmits"]}),
    pair(16, "peer-unreachable",
         "nothing listens on UDP port 500 of the responder, whose system answers with ICMP port unreachable",
         phase1="no-response", phase1_cause=("peer-unreachable",), phase1_position="first",
         phase1_decryption="cleartext", responder=dict(daemon="none"), phase1_certain=("peer-unreachable",),
         proof={"initiator": ["giving up after 3 retransmits"]}),
    pair(17, "qm-no-answer",
         "a filter before the responder drops Quick Mode: phase 1 succeeds, message 1 of Quick Mode is repeated, "
         "nothing answers",
         [Attempt("initiator", "no-response", cause=("qm-no-response",), position="any")],
         filter=(DROP_QUICK_MODE,), seconds=6, proof={"initiator": ["sending retransmit 3 of request"]}),
    pair(18, "tunnel-up-deleted", "nothing: the tunnel comes up, then the initiator deletes both SAs",
         [Attempt("initiator", "established", ended="deleted")], after=("end",),
         proof={"initiator": [UP], "responder": ["received DELETE for IKE_SA"]}, exit=0),
    pair(19, "tunnel-up-esp",
         "nothing: three packets go through the tunnel and three come back, as ESP in UDP port 4500. strongSwan's own "
         "ESP needs UDP, so its NAT-D payloads feign a NAT before both ends",
         [Attempt("initiator", "established", esp_packets=3)], both=dict(userland_esp=True), after=("traffic",),
         proof={"initiator": [UP], "responder": [UP]}, exit=0),
    pair(20, "lifetimes-differ",
         "the lifetimes of the IPsec SA differ, 3600 s against 1800 s; each peer initiates in turn and takes what the "
         "other offers",
         [Attempt("initiator", "established", certain=("life-mismatch",)),
          Attempt("responder", "established", certain=("life-mismatch",))],
         initiator=dict(lifetime=3600), responder=dict(lifetime=1800),
         proof={"initiator": [UP], "responder": [UP]}, exit=0),
    pair(21, "mid-session",
         "the capture begins after phase 1; with Ka all of Quick Mode can be read but the first block of message 1",
         [Attempt("initiator", "established"), Attempt("responder", "established")], skip=6,
         phase1=("incomplete", "established"), phase1_decryption=None,
         proof={"initiator": [UP], "responder": [UP]}, exit=0),
    pair(22, "one-direction", "only what the initiator sends is in the capture; the tunnel came up",
         [Attempt("initiator", "incomplete")], only="src host {address}", dh_secret=False,
         phase1="incomplete", phase1_decryption="no-key", proof={"initiator": [UP], "responder": [UP]}, exit=0),
    pair(23, "ah-vs-esp", "the initiator's transform set is ah-sha-hmac, the responder's esp-aes 256 esp-sha-hmac",
         [Attempt("initiator", "rejected", NO_PROPOSAL_CHOSEN, ("ts-ah-esp",))],
         initiator=dict(esp="ah-sha-hmac"),
         proof={"initiator": [REFUSED_14], "responder": ["no matching proposal found"]}),
    pair(24, "mode-mismatch",
         "the initiator asks for transport mode between the two peers, the responder is configured for tunnel mode",
         [Attempt("initiator", "rejected", INVALID_ID_INFORMATION, ("ts-mode",))],
         initiator=dict(mode="transport", lan="203.0.113.24/32", far="198.51.100.24/32"),
         responder=dict(lan="198.51.100.24/32", far="203.0.113.24/32"),
         proof={"initiator": [REFUSED_18], "responder": ["no matching CHILD_SA config found"]}),
    pair(25, "acl-port", "the initiator's access list is for tcp port 80 alone, the responder's for ip",
         [Attempt("initiator", "rejected", INVALID_ID_INFORMATION, ("acl-proto-port",))],
         initiator=dict(service="tcp/80"), responder=dict(daemon="libreswan"),
         proof={"initiator": [REFUSED_18], "responder": ["cannot respond to IPsec SA request"]}),
    pair(26, "acl-any", "the initiator's access list has any as its source, the responder's has 192.168.1.0/24 there",
         [Attempt("initiator", "rejected", INVALID_ID_INFORMATION, ("acl-any",))],
         initiator=dict(lan="0.0.0.0/0"), responder=dict(daemon="libreswan"),
         proof={"initiator": [REFUSED_18], "responder": ["cannot respond to IPsec SA request"]}),
    pair(27, "acl-wider-initiator",
         "the initiator asks for 192.168.0.0/16, the responder's access list has 192.168.2.0/24 inside it",
         [Attempt("initiator", "rejected", INVALID_ID_INFORMATION, ("acl-wider-initiator", "acl-not-mirrored"))],
         initiator=dict(far="192.168.0.0/16"), responder=dict(daemon="libreswan"),
         proof={"initiator": [REFUSED_18], "responder": ["cannot respond to IPsec SA request"]}),
    pair(28, "qm3-lost",
         "a filter before the responder drops message 3 of Quick Mode, so the responder repeats message 2",
         [Attempt("initiator", "incomplete", cause=("qm3-lost",), position="first", certain=("qm3-lost",))],
         responder=dict(daemon="libreswan"), filter=(DROP_QUICK_MODE_3,), after=("pause",),
         proof={"initiator": [UP], "responder": ["retransmission; will wait"]}, exit=0),
    pair(29, "phase1-stalled",
         "a filter before the responder drops message 3 of main mode, as a path does that loses large packets",
         phase1="no-response", phase1_cause=("p1-stalled",), phase1_decryption="cleartext",
         filter=("udp dport 500 udp length > 300 drop",), seconds=6,
         proof={"initiator": ["sending retransmit 3 of request"]}),
    pair(41, "psk-mismatch-silent",
         "the preshared keys differ; libreswan does not answer message 5 and repeats message 4. The keyring holds both "
         "keys",
         phase1="no-response", phase1_cause=("psk-mismatch",), responder=dict(psk="psk-mismatch-silent-other-key",
                                                                             daemon="libreswan"),
         seconds=6, proof={"initiator": ["sending retransmit 3 of request"],
                           "responder": ["mismatched PSK|probable authentication failure|malformed payload"]}),
    pair(42, "psk-mismatch-aggressive",
         "the preshared keys differ, aggressive mode; the initiator finds it out and reports AUTHENTICATION-FAILED "
         "under its own keys. The keyring holds both keys",
         phase1="rejected", phase1_cause=("psk-mismatch",), phase1_position="first",
         phase1_certain=("psk-mismatch",), phase1_notify=AUTHENTICATION_FAILED,
         both=dict(aggressive=True), responder=dict(psk="psk-mismatch-aggressive-other-key"),
         proof={"initiator": [r"generating INFORMATIONAL_V1 request \d+ \[ HASH N\(AUTH_FAILED\) \]"]}),
    pair(43, "tunnel-up-aggressive", "nothing: aggressive mode and Quick Mode succeed",
         [Attempt("initiator", "established")], both=dict(aggressive=True),
         proof={"initiator": [UP], "responder": [UP]}, exit=0),
]
