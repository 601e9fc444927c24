# SPDX-License-Identifier: GPL-2.0-or-later
"""Recorded scenarios of phase 1 (certificates, identities, XAUTH, mode config) and of other algorithms."""
from scenarios import AUTHENTICATION_FAILED, Attempt, NO_PROPOSAL_CHOSEN, UP, pair

BOTH_UP = {"initiator": [UP], "responder": [UP]}
REFUSED_24 = "received AUTHENTICATION_FAILED error notify"
DROP_TRANSACTION = "udp dport 500 @th,208,8 6 drop"  # exchange type: byte 18 of the ISAKMP header


def remote_access(number, **more):
    """Main mode with a preshared key, XAUTH and mode config: an address of 10.66.NUMBER.0/24 for the initiator."""
    address = f"10.66.{number}.1/32"
    return dict(initiator={"lan": address, "mode_config": "ask", "xauth": "right-password", **more},
                responder={"far": address, "mode_config": f"10.66.{number}.0/24", "xauth": "right-password"})


SCENARIOS = [
    pair(71, "p1-identity-mismatch",
         "the preshared keys agree; the responder expects branch2.example.net, the initiator is branch1.example.net",
         initiator=dict(identity="branch1.example.net"), responder=dict(peer_identity="branch2.example.net"),
         phase1="rejected", phase1_cause=("p1-identity-mismatch",), phase1_notify=AUTHENTICATION_FAILED,
         proof={"initiator": [REFUSED_24], "responder": [r"generating INFORMATIONAL_V1 request \d+ \[ HASH N\(AUTH"]}),
    pair(72, "p1-exchange-mode", "the initiator begins with aggressive mode, the responder allows main mode alone",
         initiator=dict(aggressive=True), phase1="rejected", phase1_cause=("p1-exchange-mode",),
         phase1_notify=AUTHENTICATION_FAILED, phase1_decryption="cleartext", proof={"initiator": [REFUSED_24]}),
    pair(73, "p1-auth-method",
         "one peer authenticates with the preshared key, the other with certificates; each begins in turn and is "
         "refused, so both offers are in the capture",
         responder=dict(auth="rsa"), initiators=("initiator", "responder"), phase1="rejected",
         phase1_cause=("p1-auth-method",), phase1_certain=("p1-auth-method",), phase1_notify=AUTHENTICATION_FAILED,
         phase1_decryption=None, proof={"initiator": [REFUSED_24], "responder": [REFUSED_24]}),
    pair(74, "p1-certificate",
         "the certificates of the initiator come from an authority that the responder does not trust",
         both=dict(auth="rsa"), responder=dict(trust="other-ca"), phase1="rejected", phase1_cause=("p1-certificate",),
         phase1_notify=AUTHENTICATION_FAILED, phase1_decryption=None,
         proof={"initiator": [REFUSED_24], "responder": ["no trusted RSA public key found"]}),
    pair(115, "cert-clock",
         "the certificate of the initiator was valid in 2020 alone",
         both=dict(auth="rsa"), initiator=dict(expired=True), phase1="rejected", phase1_cause=("cert-clock",),
         phase1_position="first", phase1_notify=AUTHENTICATION_FAILED, phase1_decryption=None,
         proof={"initiator": [REFUSED_24], "responder": ["subject certificate invalid"]}),
    pair(116, "qm-not-started",
         "the initiator makes an ISAKMP SA, asks for nothing under it and deletes it, as a router does whose map entry "
         "is not complete", phase1_cause=("qm-not-started",), begin="phase1_alone", after=("pause", "end"),
         proof={"initiator": ["IKE_SA peer.* established"], "responder": ["received DELETE for IKE_SA"]}),
    pair(75, "tunnel-up-certificates",
         "nothing: main mode with certificates of 4096 bits, messages 5 and 6 in IKE fragments (payload 132)",
         [Attempt("initiator", "established")], both=dict(auth="rsa", bits=4096, ike=("aes 256", "sha256", 14)),
         phase1_decryption=None, proof={"initiator": [UP, "splitting IKE message"], "responder": [UP]}, exit=0,
         log="file"),
    pair(76, "tunnel-up-xauth", "nothing: main mode, XAUTH, mode config and Quick Mode succeed",
         [Attempt("initiator", "established")], **remote_access(76),
         proof={"initiator": [UP, "XAuth authentication .* successful"], "responder": [UP]}, exit=0),
    pair(77, "xauth-failed", "the XAUTH password of the initiator is wrong",
         phase1=("rejected", "established"), phase1_cause=("xauth-failed",), phase1_position="first",
         phase1_certain=("xauth-failed",), **remote_access(77, xauth="wrong-password"),
         proof={"responder": ["XAuth authentication .* failed"]}),
    pair(78, "modecfg-failed",
         "a filter before the responder drops transaction exchanges: the initiator asks for an address (mode config "
         "without XAUTH) and is not answered, so Quick Mode never begins",
         phase1_cause=("modecfg-failed",), **{side: {k: v for k, v in own.items() if k != "xauth"}
                                              for side, own in remote_access(78).items()},
         filter=(DROP_TRANSACTION,), seconds=6,
         proof={"initiator": ["sending retransmit 3 of request"]}),
    pair(79, "ike-probe",
         "ike-scan offers two policies, takes the answer of the responder and does not go on; no negotiation was meant",
         initiator=dict(daemon="ike-scan"), responder=dict(ike=("3des", "sha", 2)), phase1="incomplete",
         phase1_cause=("ike-probe",), phase1_decryption="cleartext", dh_secret=False,
         proof={"responder": ["selected proposal: IKE:3DES_CBC"]}, exit=0),
    pair(80, "tunnel-up-camellia", "nothing: phase 1 with Camellia (128 bits), which IOS does not have",
         [Attempt("initiator", "established")], both=dict(ike=("camellia", "sha256", 14)), proof=BOTH_UP, exit=0),
    pair(81, "tunnel-up-ecp", "nothing: group 19 (ECP 256) in phase 1, PFS with group 20 (ECP 384)",
         [Attempt("initiator", "established")], both=dict(ike=("aes 256", "sha256", 19), pfs=20), proof=BOTH_UP,
         exit=0, log="journal"),
    pair(82, "tunnel-up-pfs", "nothing: PFS with group 14 and six packets through the tunnel each way, as ESP in UDP",
         [Attempt("initiator", "established", esp_packets=6)], both=dict(pfs=14, userland_esp=True),
         after=("traffic",), datagrams=6, proof=BOTH_UP, exit=0, log="file"),
]
