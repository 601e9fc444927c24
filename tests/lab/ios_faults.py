# SPDX-License-Identifier: GPL-2.0-or-later
"""More captures constructed in the manner of Cisco IOS, with the encoder of ios_generator.py: several ISAKMP SAs, XAUTH,
an ISAKMP SA that one side has lost, the commit bit. They are no recordings of IOS. Facts they rest on:

- XAUTH: draft-beaulieu-ike-xauth, draft-dukes-ike-mode-cfg; that a router which is asked stays silent is what a field
  engineer saw, with six requests and a DELETE at the end. That they come 10 s apart is IOS's timer for IKE;
- a router that answers picks a keyring by the peer's address: Cisco's selection rules for keyrings and profiles. Message
  5 is then dropped without an answer and comes again every 10 s, five times;
- no vendor ID of NAT traversal and no NAT-D where it is switched off: RFC 3947 sections 3.1 and 3.2;
- a message under an ISAKMP SA that is gone is dropped without an answer (%CRYPTO-4-IKMP_NO_SA);
- INITIAL-CONTACT and what its receiver does: RFC 2407 section 4.6.3.3;
- the commit bit and CONNECTED: RFC 2408 section 3.1. IOS never sets it: the answering side is another product here, of
  which nothing else is imitated.
"""
import os
import struct

import folder
from ios_generator import (COMMIT, INFORMATIONAL, NATT_OFF, NOTIFY, Negotiation, attribute, ios_pair)
from scenarios import Attempt

TRANSACTION, ATTRIBUTES, DELETE = 6, 14, 12
REQUEST, XAUTH_TYPE, XAUTH_USER_NAME, XAUTH_USER_PASSWORD = 1, 16520, 16521, 16522
CONNECTED, R_U_THERE, R_U_THERE_ACK = 16384, 36136, 36137
AGAIN = (10.0, 20.0, 30.0, 40.0, 50.0)  # IOS, when nothing answers


class Later:
    """The wire of another negotiation, where everything happens that much later."""

    def __init__(self, wire, start):
        self.wire, self.start = wire, start

    def send(self, at, sender, receiver, message):
        self.wire.send(self.start + at, sender, receiver, message)

    def send_ip(self, at, sender, receiver, protocol, payload):
        self.wire.send_ip(self.start + at, sender, receiver, protocol, payload)


class Story:
    """One capture: ISAKMP SAs one after the other, on one wire."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.wire, self.sas, self.secrets, self.message_ids = None, [], {}, []

    def negotiation(self, start=0.0, by="initiator", phase1=6):
        """A new ISAKMP SA that this side begins; PHASE1: up to that message, 0: it is older than the capture."""
        sa = Negotiation(self.scenario, f"{self.scenario.name} {len(self.sas)}")
        if by == "responder":
            sa.initiator, sa.responder = sa.responder, sa.initiator
            sa.cookies = sa.initiator.cookie + sa.responder.cookie
        wire = sa.wire
        self.wire = self.wire or (wire if phase1 else Negotiation(self.scenario).wire)
        sa.wire = Later(self.wire, start) if phase1 else wire
        sa.phase1, sa.begun = sa.main_mode(phase1), phase1 > 0
        sa.wire = Later(self.wire, start)
        cookie = sa.initiator.cookie.hex()
        older = not phase1 or any(kind == "KA" for kind, _ in self.secrets.values())  # then all have Ka
        self.secrets[cookie] = ("KA", sa.ka) if older else sa.secrets[cookie]
        self.sas.append(sa)
        return sa

    def quick_mode(self, sa, **more):
        """Of the side that began the ISAKMP SA."""
        self.message_ids.append(sa.quick_mode(Attempt("initiator", more.pop("outcome", "established"), **more)))

    def write(self):
        expected = folder.expectation(self.scenario, [sa.initiator.cookie.hex() for sa in self.sas], self.message_ids)
        for entry, sa in zip(expected["phase1"], self.sas):
            if not sa.begun:  # nothing of it is in the capture
                entry.update(initiator=None, decryption=None)
        keys = folder.keyring(self.scenario, "the secrets are those it was constructed with", self.secrets)
        if not all(sa.begun for sa in self.sas):  # Ka alone, as for what is older
            keys = "".join(line for line in keys.splitlines(keepends=True) if " : PSK " not in line)
        path = folder.create(
            self.scenario, "Constructed by tests/lab/ios_faults.py in the manner of Cisco IOS; no recording.", keys,
            expected)
        self.wire.write(os.path.join(path, "capture.pcap"))


def deletion(sa):
    """DELETE of the ISAKMP SA"""
    return [(DELETE, struct.pack(">IBBH", 1, 1, 16, 1) + sa.cookies)]


def about_isakmp(sa, kind, data=b""):
    return [(NOTIFY, struct.pack(">IBBH", 1, 1, 16, kind) + sa.cookies + data)]


def alive(sa, at, number):
    """R-U-THERE and its answer"""
    data = struct.pack(">I", number)
    sa.send_alone(at, sa.initiator, sa.responder, INFORMATIONAL, about_isakmp(sa, R_U_THERE, data))
    sa.send_alone(at + 0.007, sa.responder, sa.initiator, INFORMATIONAL, about_isakmp(sa, R_U_THERE_ACK, data))


def xauth_of_a_router(story):
    sa = story.negotiation()
    wanted = attribute(XAUTH_TYPE, 0) + attribute(XAUTH_USER_NAME, b"") + attribute(XAUTH_USER_PASSWORD, b"")
    request = [(ATTRIBUTES, struct.pack(">BBH", REQUEST, 0, 0) + wanted)]
    sa.send_alone(0.09, sa.responder, sa.initiator, TRANSACTION, request, AGAIN)
    sa.send_alone(60.1, sa.responder, sa.initiator, INFORMATIONAL, deletion(sa))


def keyring_one_way(story):
    def fails(start):
        sa = story.negotiation(start, phase1=5)
        for later in AGAIN:
            sa.wire.send(0.048 + later, sa.initiator, sa.responder, sa.phase1[4])

    fails(0.0)
    story.quick_mode(story.negotiation(75.0, by="responder"))
    fails(140.0)


def nat_without_traversal(story):
    sa = story.negotiation()
    story.quick_mode(sa)
    sa.pings(2, 0, 9, answered=False)


def old_isakmp_sa(story):
    old = story.negotiation(phase1=0)
    first = old.request(0.0)
    for later in AGAIN:
        old.wire.send(later, old.initiator, old.responder, first)
    story.message_ids.append(first[20:24].hex())
    new = story.negotiation(35.0, by="responder")
    story.quick_mode(new)


def contact_war(story):
    for number in range(5):
        story.quick_mode(story.negotiation(20.0 * number, by=("initiator", "responder")[number % 2]))


def commit_bit(story):
    sa = story.negotiation()
    sa.answer_flags = COMMIT
    story.quick_mode(sa)
    sa.send_alone(0.12, sa.responder, sa.initiator, INFORMATIONAL, about_isakmp(sa, CONNECTED))
    sa.pings(2, 0, 3)


def commit_bit_alone(story):
    sa = story.negotiation()
    sa.answer_flags = COMMIT
    story.quick_mode(sa)
    for number in range(3):
        alive(sa, 10.0 + 10.0 * number, number + 1)


def taken_by(side, **more):
    return Attempt(side, "established", **more)


STORIES = [
    (xauth_of_a_router, ios_pair(
        111, "xauth-l2l",
        "the responder asks for XAUTH (crypto map CM client authentication list VPN), and the initiator is a router: "
        "its key lacks no-xauth. The request comes six times, then the ISAKMP SA is deleted", [],
        responder=dict(ios_lines=("aaa authentication login VPN local",
                                  "crypto map CM client authentication list VPN")),
        phase1_cause=("xauth-l2l",), phase1_position="first")),
    (keyring_one_way, ios_pair(
        112, "profile-keyring-oneway",
        "the responder has two keyrings with the initiator's address. It answers with the first, whose key is another "
        "one, and begins with the second, which its map entry's profile names: phase 1 works in that direction alone. "
        "The initiator tries again when the tunnel is up",
        [taken_by("responder")], initiators=("initiator", "responder", "initiator"),
        responder=dict(ios_lines=(
            "crypto keyring FIRST", " pre-shared-key address 203.0.113.112 key profile-keyring-oneway-old-key",
            "crypto keyring SECOND", " pre-shared-key address 203.0.113.112 key profile-keyring-oneway-key",
            "crypto isakmp profile TO-PEER", " keyring SECOND", " match identity address 203.0.113.112",
            "crypto map CM 10 ipsec-isakmp", " set isakmp-profile TO-PEER")),
        phase1=("no-response", "established"), phase1_cause=("profile-keyring-mismatch",))),
    (nat_without_traversal, ios_pair(
        113, "natt-disabled",
        "the initiator is behind a NAT, and NAT traversal is switched off on the responder: no NAT-D payloads, IKE "
        "stays on UDP port 500, and nine packets go into the tunnel as IP protocol 50; none comes back",
        [taken_by("initiator", cause=("natt-disabled",), position="first")], captured_at="responder",
        initiator=dict(address="10.0.113.2", nat="203.0.113.113", port=61113),
        responder=dict(ios_lines=(NATT_OFF,)), exit=0)),
    (old_isakmp_sa, ios_pair(
        114, "ike-no-sa",
        "the responder was reloaded: it drops the Quick Mode that the initiator sends under the ISAKMP SA from before, "
        "and begins anew itself 35 s later",
        [Attempt("initiator", "no-response", cause=("ike-no-sa",), position="first", decryption="partial"),
         taken_by("responder", decryption="decrypted")], phase1_decryption="decrypted",
        initiators=("initiator", "responder"), phase1=("established", "incomplete"))),
    (contact_war, ios_pair(
        117, "initial-contact-war",
        "both routers begin, and each says INITIAL-CONTACT whenever it does, which has the other throw away the SAs "
        "that it has just made: five times in 80 s",
        [taken_by(("initiator", "responder")[n % 2]) for n in range(5)],
        initiators=("initiator", "responder") * 2 + ("initiator",), phase1_cause=("initial-contact-war",),
        phase1_position="first", exit=0)),
    (commit_bit, ios_pair(
        118, "commit-bit",
        "nothing: the responder, which is no IOS, sets the commit bit in message 2 of Quick Mode and sends CONNECTED, "
        "and three packets go each way", [taken_by("initiator", esp_packets=3)], exit=0)),
    (commit_bit_alone, ios_pair(
        119, "commit-bit-unconfirmed",
        "the responder, which is no IOS, sets the commit bit in message 2 of Quick Mode and never sends CONNECTED: the "
        "initiator waits for it, and nothing goes through the tunnel",
        [taken_by("initiator", cause=("commit-bit",), position="first")], exit=0)),
]
SCENARIOS = [scenario for _, scenario in STORIES]


def build():
    for tell, scenario in STORIES:
        story = Story(scenario)
        tell(story)
        story.write()
