# SPDX-License-Identifier: GPL-2.0-or-later
"""Recorded scenarios in which the way between the peers matters: NAT, fragments, what is dropped, IKEv2."""
from scenarios import (AUTHENTICATION_FAILED, Attempt, INVALID_MAJOR_VERSION, NO_PROPOSAL_CHOSEN, REFUSED_14, UP, pair,
                       v6_pair)

BOTH_UP = {"initiator": [UP], "responder": [UP]}
# the first four bytes behind the UDP header: zero for IKE on port 4500, the SPI for ESP
DROP_ESP_IN_UDP = "udp dport 4500 @th,64,32 != 0 drop"
DROP_LATER_FRAGMENTS = "ip frag-off & 0x1fff != 0 drop"
# payload type 132 in the ISAKMP header, fragment number 2 behind it
DROP_SECOND_IKE_FRAGMENT = "udp dport 500 @th,192,8 132 @th,336,8 2 drop"


def behind_nat(number, name, wrong, attempts=(), initiator=None, responder=None, **more):
    """The initiator has an address of 10.0.NUMBER.0/24 and is seen as 203.0.113.NUMBER."""
    inside = f"10.0.{number}.2"
    return pair(number, name, wrong, attempts, captured_at="responder",
                initiator=dict(address=inside, nat=f"203.0.113.{number}", **(initiator or {})),
                responder={"peer_identity": inside, **(responder or {})}, **more)


SCENARIOS = [
    behind_nat(51, "tunnel-up-nat",
               "nothing: the initiator is behind a NAT, IKE moves to UDP port 4500 with message 5, and the tunnel "
               "comes up", [Attempt("initiator", "established")], proof=BOTH_UP, exit=0),
    behind_nat(52, "natt-4500-blocked",
               "a filter before the responder drops UDP port 4500: the initiator is behind a NAT, message 5 of main "
               "mode goes to that port and is repeated, nothing answers",
               phase1="no-response", phase1_cause=("natt-4500-blocked",), filter=("udp dport 4500 drop",), seconds=6,
               proof={"initiator": ["sending retransmit 3 of request"]}),
    behind_nat(53, "peer-behind-nat",
               "the responder expects the public address of the NAT as the initiator's identity, the initiator behind "
               "the NAT names its private address; strongSwan answers AUTHENTICATION-FAILED",
               responder=dict(peer_identity="203.0.113.53"), phase1="rejected",
               phase1_cause=("peer-behind-nat", "p1-identity-mismatch"), phase1_notify=AUTHENTICATION_FAILED,
               proof={"initiator": ["received AUTHENTICATION_FAILED error notify"],
                      "responder": ["none allows|no peer config found|found .* matching config"]}),
    behind_nat(54, "ah-through-nat",
               "both transform sets are ah-sha-hmac and the initiator is behind a NAT: the tunnel comes up, but AH "
               "does not survive the change of the address",
               [Attempt("initiator", "established", cause=("ah-through-nat",), position="first",
                        certain=("ah-through-nat",))],
               initiator=dict(esp="ah-sha-hmac"), responder=dict(esp="ah-sha-hmac"), proof=BOTH_UP),
    pair(55, "esp-blocked",
         "a filter before the responder drops ESP (in UDP port 4500, as strongSwan's own ESP needs it) and lets IKE "
         "pass: the tunnel is up, six packets go into it, none comes back",
         [Attempt("initiator", "established", cause=("esp-blocked", "routing-no-return", "nat-before-crypto"))],
         both=dict(userland_esp=True), filter=(DROP_ESP_IN_UDP,), after=("traffic",), datagrams=6,
         proof=BOTH_UP, exit=0),
    pair(56, "dpd-loss",
         "from some time after the tunnel is up nothing reaches the responder: the initiator asks R-U-THERE every 2 s "
         "without an answer, then deletes the SAs",
         [Attempt("initiator", "established", ended="deleted")], initiator=dict(dpd=2), phase1_cause=("dpd-loss",),
         after=("pause", "silence", "pause", "pause", "end"),
         proof={"initiator": [UP, "sending DPD request", "sending DELETE for IKE_SA"],
                "responder": [UP, "received DPD_ACK|parsed INFORMATIONAL_V1 request"]}, exit=0),
    pair(57, "qm-collision",
         "both peers begin a Quick Mode at the same time, for the same networks; both complete, so there are two pairs "
         "of IPsec SAs where one would do. PFS with group 16 makes the answers slow",
         [Attempt("initiator", "established", cause=("qm-collision",)),
          Attempt("responder", "established", cause=("qm-collision",))],
         both=dict(pfs=16), initiators=("initiator",), begin="both_at_once", overlap=True,
         proof=BOTH_UP, exit=0),
    pair(58, "ike-frag-mtu",
         "a filter before the responder drops all IP fragments but the first: message 5 of main mode, with a "
         "certificate of 4096 bits, does not arrive and is repeated",
         both=dict(auth="rsa", bits=4096, fragments=False), phase1="no-response", phase1_cause=("ike-frag-mtu",),
         phase1_decryption=None, filter=(DROP_LATER_FRAGMENTS,), seconds=6,
         proof={"initiator": ["sending retransmit 3 of request"]}),
    pair(59, "ike-fragment-lost",
         "a filter before the responder drops the second IKE fragment (payload 132) of message 5 of main mode, which "
         "carries a certificate of 4096 bits; the fragments are repeated, nothing answers",
         both=dict(auth="rsa", bits=4096), phase1="no-response", phase1_cause=("ike-frag-mtu",),
         phase1_decryption=None, filter=(DROP_SECOND_IKE_FRAGMENT,), seconds=6,
         proof={"initiator": ["sending retransmit 3 of request", "splitting IKE message"],
                "responder": ["received fragment #1"]}),
    pair(60, "tunnel-up-ip-fragments",
         "nothing: main mode with certificates of 4096 bits; messages 5 and 6 cross as IP fragments, the link takes "
         "576 bytes",
         [Attempt("initiator", "established")], both=dict(auth="rsa", bits=4096, fragments=False),
         phase1_decryption=None, mtu=576, proof=BOTH_UP, exit=0),
    v6_pair(61, "tunnel-up-ip-fragments-ipv6",
            "nothing: main mode with certificates of 4096 bits between IPv6 peers; messages 5 and 6 cross as IPv6 "
            "fragments",
            [Attempt("initiator", "established")], both=dict(auth="rsa", bits=4096, fragments=False),
            phase1_decryption=None, proof=BOTH_UP, exit=0),
    pair(62, "ikev2-only", "nothing: both peers speak IKEv2, of which iketriage reads nothing",
         both=dict(version=2), proof={"initiator": [UP], "responder": [UP]}, exit=0),
    pair(63, "ikev2-vs-ikev1",
         "the initiator speaks IKEv2 alone, the responder IKEv1 alone; each begins in turn and is refused in its own "
         "version: NO_PROPOSAL_CHOSEN of IKEv2, then NO-PROPOSAL-CHOSEN of IKEv1, both in clear",
         initiator=dict(version=2), initiators=("initiator", "responder"), phase1="rejected",
         phase1_cause=("ikev2-vs-ikev1",), phase1_position="first", phase1_notify=NO_PROPOSAL_CHOSEN,
         phase1_decryption="cleartext", dh_secret=False,
         proof={"initiator": ["received NO_PROPOSAL_CHOSEN notify error"], "responder": [REFUSED_14]}),
    pair(64, "ikev1-vs-ikev2",
         "the initiator speaks IKEv1 alone, the responder IKEv2 alone; libreswan answers INVALID-MAJOR-VERSION in "
         "clear",
         responder=dict(version=2, daemon="libreswan"), phase1="rejected", phase1_cause=("ikev2-vs-ikev1",),
         phase1_position="first", phase1_notify=INVALID_MAJOR_VERSION, phase1_decryption="cleartext",
         proof={"initiator": ["received INVALID_MAJOR_VERSION error notify"]}),
]
