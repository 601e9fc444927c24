# SPDX-License-Identifier: GPL-2.0-or-later
"""The scenarios that real daemons play, and what is true of each.

Everything in `expected.json` comes from here (the two configurations, and what was done to the wire)
and from the daemons' logs (cookies, message IDs, and `proof`: what the logs must say for the capture
to be kept). Nothing comes from iketriage.
"""
from dataclasses import dataclass, field

from daemons import Side

NO_PROPOSAL_CHOSEN, PAYLOAD_MALFORMED, INVALID_ID_INFORMATION = 14, 16, 18
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
    esp: str = None  # the transform set of that time, where it was another one (constructed captures only)
    at: float = 0.0  # seconds after phase 1 (constructed captures only)


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
    proof: dict = field(default_factory=dict)
    filter: tuple = ()  # nft rules for what comes in at the responder
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


def v6_pair(number, name, wrong, attempts, **more):
    first, second = f"2001:db8:1::{number}", f"2001:db8:2::{number}"
    lan1, lan2 = "2001:db8:a1::/48", "2001:db8:a2::/48"
    key = f"{name}-key"
    return Scenario(name, wrong, Side(first, second, lan1, lan2, key), Side(second, first, lan2, lan1, key),
                    list(attempts), **more)


DROP_QUICK_MODE = "udp dport 500 @th,208,8 32 drop"  # exchange type: byte 18 of the ISAKMP header

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
]
