# SPDX-License-Identifier: GPL-2.0-or-later
"""Constructs captures in the manner of Cisco IOS. They are no recordings of IOS.

No IOS router was at hand, and no daemon refuses a Quick Mode as IOS does. These captures are therefore
encoded here, with chosen keys, by an IKEv1 encoder that shares no code with the engine. The same name
gives the same bytes: all random values come from a hash of the scenario's name. Facts it rests on:

- formats and keys: RFC 2407, RFC 2408, RFC 2409 section 5 and appendix B, RFC 3526, RFC 3947;
- payloads, their order and sizes (MM1 168, MM2 108, MM3 284, MM4 304, MM5 108, MM6 76, QM3 60 bytes for
  AES, SHA and group 2): public captures of two IOS routers;
- the vendor ID of IOS: its first 8 bytes XOR the sender's own cookie are f5c7a71d00010000 in these;
- padding: 1 to 16 bytes, never none, follows from the sizes. That they are zero is an assumption;
- Quick Mode attributes in the order 4, 1, 2, 1, 2, 5, 6 (and 3 last, assumed), lifetimes 3600 s and
  4608000 kB, nonces of 20 bytes: public debug output of IOS;
- ESP without a NAT is IP protocol 50, its keys those of RFC 2409 section 5.5. Whether IOS answers an unknown SPI with
  INVALID-SPI depends on its configuration, so there is a scenario of each;
- a refusal is an Informational with a message ID of its own and NOTIFY 14 for protocol 3, whose SPI is
  that of the refused proposal; whatever the reason (transform set, proxies, PFS), it looks the same;
  the initiator tries again after 30 s with a new message ID and SPI: public debug output, too.
"""
import hashlib
import hmac
import ipaddress
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import folder
from configs import suite_words
from scenarios import Attempt, INVALID_SPI, NO_PROPOSAL_CHOSEN, pair

SA, KE, ID, HASH, NONCE, NOTIFY, VID, NAT_D = 1, 4, 5, 8, 10, 11, 13, 20
MAIN, INFORMATIONAL, QUICK = 2, 5, 32
INITIAL_CONTACT = 24578
ICMP, UDP, ESP, IP_IN_IP, GRE = 1, 17, 50, 4, 47
START = 1767254400  # 2026-01-01T08:00:00Z
ESP_CIPHER_IDS = {"esp-des": 2, "esp-3des": 3, "esp-aes": 12}
ESP_DIGEST_IDS = {"esp-md5-hmac": 1, "esp-sha-hmac": 2, "esp-sha256-hmac": 5}
NAT_T_VIDS = [bytes.fromhex(v) for v in (
    "4a131c81070358455c5728f20e95452f", "439b59f8ba676c4c7737ae22eab8f582",
    "7d9419a65310ca6f2c179d9215529d56", "90cb80913ebb696e086381b5ec427b1f")]
DPD_VID = bytes.fromhex("afcad71368a1f1c96b8696fc77570100")
UNITY_VID = bytes.fromhex("12f5f28c457168a9702d9fe274cc0100")
XAUTH_VID = bytes.fromhex("09002689dfd6b712")
IOS_SIZES = [168, 108, 284, 304, 108, 76]


def pi_times_power_of_two(power):
    """[2^power pi], by Machin's formula with 64 bits to spare"""
    one = 1 << (power + 64)

    def arctan_of_inverse(n):
        total, term, k = 0, one // n, 1
        while term:
            total += term // k if k % 4 == 1 else -(term // k)
            term //= n * n
            k += 2
        return total

    return (16 * arctan_of_inverse(5) - 4 * arctan_of_inverse(239)) >> 64


def modp(bits, offset):
    """2^bits - 2^(bits-64) - 1 + 2^64 ([2^(bits-130) pi] + offset): RFC 2409 section 6, RFC 3526"""
    return 2 ** bits - 2 ** (bits - 64) - 1 + 2 ** 64 * (pi_times_power_of_two(bits - 130) + offset)


PRIMES = {2: modp(1024, 129093), 14: modp(2048, 124476)}


class RandomStream:
    """The same bytes for the same name, so that a capture can be built again."""

    def __init__(self, name):
        self.name, self.count = name, 0

    def take(self, length):
        out = b""
        while len(out) < length:
            out += hashlib.sha256(f"{self.name} {self.count}".encode()).digest()
            self.count += 1
        return out[:length]


def chain(payloads):
    """Generic headers: each payload names the type of the next one (RFC 2408 section 3.2)."""
    out = b""
    for (_, body), following in zip(payloads, [p[0] for p in payloads[1:]] + [0]):
        out += struct.pack(">BBH", following, 0, len(body) + 4) + body
    return out


def attribute(kind, value):
    """TV for a value that fits 16 bits, else TLV with 4 bytes (RFC 2408 section 3.3)."""
    if isinstance(value, bytes):
        return struct.pack(">HH", kind, len(value)) + value
    return struct.pack(">HH", 0x8000 | kind, value)


def sa_body(protocol, spi, transform_id, attributes):
    """One proposal with one transform; DOI IPsec, situation identity only."""
    transform = chain([(3, struct.pack(">BBH", 1, transform_id, 0) + attributes)])
    proposal = chain([(2, struct.pack(">BBBB", 1, protocol, len(spi), 1) + spi + transform)])
    return struct.pack(">II", 1, 1) + proposal


def policy_sa():
    """ISAKMP policy: aes (128), sha, group 2, pre-share, 86400 s."""
    return sa_body(1, b"", 1, attribute(1, 7) + attribute(14, 128) + attribute(2, 2) + attribute(4, 2)
                   + attribute(3, 1) + attribute(11, 1) + attribute(12, struct.pack(">I", 86400)))


def transform_set_sa(esp, group, spi, mode="tunnel"):
    words = [part.split() for part in suite_words(esp)]
    attributes = attribute(4, 2 if mode == "transport" else 1) + attribute(1, 1) + attribute(2, 3600) + attribute(1, 2)
    attributes += attribute(2, struct.pack(">I", 4608000))
    for word in words[1:]:
        attributes += attribute(5, ESP_DIGEST_IDS[word[0]])
    if words[0][0] == "esp-aes":
        attributes += attribute(6, int(words[0][1]) if len(words[0]) > 1 else 128)
    if group:
        attributes += attribute(3, group)
    return sa_body(3, spi, ESP_CIPHER_IDS[words[0][0]], attributes)


def address_id(address, protocol, port):
    return struct.pack(">BBH", 1, protocol, port) + ipaddress.ip_address(address).packed


def proxy_id(network, service=""):
    net = ipaddress.ip_network(network)
    protocol = GRE if service == "gre" else 0
    if net.prefixlen == 32:
        return address_id(str(net.network_address), protocol, 0)
    return struct.pack(">BBH", 4, protocol, 0) + net.network_address.packed + net.netmask.packed


class Router:
    def __init__(self, side, mac, random):
        self.side, self.mac, self.random = side, mac, random
        self.cookie = random.take(8)
        self.nonce = random.take(20)

    def key_pair(self, group):
        private = int.from_bytes(self.random.take(32), "big")
        return private, pow(2, private, PRIMES[group]).to_bytes(PRIMES[group].bit_length() // 8, "big")

    def ios_vid(self):
        mark = bytes.fromhex("f5c7a71d00010000")
        return bytes(a ^ b for a, b in zip(self.cookie, mark)) + self.random.take(8)


def shared_secret(private, public, group):
    secret = pow(int.from_bytes(public, "big"), private, PRIMES[group])
    return secret.to_bytes(PRIMES[group].bit_length() // 8, "big")


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip_header(source, target, protocol, length, ip_id):
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + length, ip_id, 0, 255, protocol, 0,
                         ipaddress.ip_address(source).packed, ipaddress.ip_address(target).packed)
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:]


class Wire:
    """The packets of one capture, as a pcap file."""

    def __init__(self):
        self.packets, self.ip_id = [], 0

    def send(self, at, sender, receiver, message):
        """An IKE message."""
        source, target = (ipaddress.ip_address(r.side.address).packed for r in (sender, receiver))
        length = 8 + len(message)
        pseudo = source + target + struct.pack(">BBH", 0, UDP, length)
        udp = struct.pack(">HHHH", 500, 500, length, 0)
        udp = udp[:6] + struct.pack(">H", checksum(pseudo + udp + message) or 0xFFFF) + message
        self.send_ip(at, sender, receiver, UDP, udp)

    def send_ip(self, at, sender, receiver, protocol, payload):
        self.ip_id += 1
        header = ip_header(sender.side.address, receiver.side.address, protocol, len(payload), self.ip_id)
        self.packets.append((at, receiver.mac + sender.mac + b"\x08\x00" + header + payload))

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
            for at, frame in sorted(self.packets, key=lambda packet: packet[0]):
                stamp = round((START + at) * 1000000)
                file.write(struct.pack("<IIII", stamp // 1000000, stamp % 1000000, len(frame), len(frame)) + frame)


class Negotiation:
    """One ISAKMP SA (AES-128, SHA, group 2, preshared key) and the Quick Modes under it."""

    def __init__(self, scenario):
        self.random = RandomStream(scenario.name)
        self.initiator = Router(scenario.initiator, bytes.fromhex("00005e005301"), self.random)
        self.responder = Router(scenario.responder, bytes.fromhex("00005e005302"), self.random)
        self.psk = scenario.initiator.psk.encode()
        self.cookies = self.initiator.cookie + self.responder.cookie
        self.wire = Wire()
        self.secrets = {}
        self.skeyid_a = self.skeyid_d = self.ka = self.phase1_block = None
        self.tunnels = []  # of the accepted Quick Modes, in their order: what esp() needs

    def prf(self, key, data):
        return hmac.new(key, data, "sha1").digest()

    def message(self, exchange, message_id, payloads, encrypt=None, cookies=None):
        """ENCRYPT: a function over the padded payloads, or None for a message in clear."""
        body = chain(payloads)
        if encrypt:
            body = encrypt(body + bytes(16 - len(body) % 16))
        return (cookies or self.cookies) + struct.pack(
            ">BBBBII", payloads[0][0], 0x10, exchange, 1 if encrypt else 0, message_id, 28 + len(body)) + body

    def cipher(self, iv):
        return Cipher(algorithms.AES(self.ka), modes.CBC(iv)).encryptor().update

    def nat_d(self, router):
        """HASH(CKY-I | CKY-R | IP | Port)"""
        where = ipaddress.ip_address(router.side.address).packed + struct.pack(">H", 500)
        return (NAT_D, hashlib.sha1(self.cookies + where).digest())

    def main_mode(self):
        ours, theirs, sa = self.initiator, self.responder, policy_sa()
        private, g_xi = ours.key_pair(2)
        other_private, g_xr = theirs.key_pair(2)
        secret = shared_secret(private, g_xr, 2)
        assert secret == shared_secret(other_private, g_xi, 2)
        skeyid = self.prf(self.psk, ours.nonce + theirs.nonce)
        self.skeyid_d = self.prf(skeyid, secret + self.cookies + b"\0")
        self.skeyid_a = self.prf(skeyid, self.skeyid_d + secret + self.cookies + b"\1")
        self.ka = self.prf(skeyid, self.skeyid_a + secret + self.cookies + b"\2")[:16]
        self.secrets[ours.cookie.hex()] = ("DH-SECRET", secret)
        id_i, id_r = (address_id(r.side.address, 17, 500) for r in (ours, theirs))
        hash_i = self.prf(skeyid, g_xi + g_xr + self.cookies + sa + id_i)
        hash_r = self.prf(skeyid, g_xr + g_xi + theirs.cookie + ours.cookie + sa + id_r)
        contact = struct.pack(">IBBH", 1, 1, 16, INITIAL_CONTACT) + self.cookies

        messages = [
            self.message(MAIN, 0, [(SA, sa)] + [(VID, v) for v in NAT_T_VIDS], cookies=ours.cookie + bytes(8)),
            self.message(MAIN, 0, [(SA, sa), (VID, NAT_T_VIDS[0])]),
            self.message(MAIN, 0, [(KE, g_xi), (NONCE, ours.nonce), (VID, DPD_VID), (VID, ours.ios_vid()),
                                   (VID, XAUTH_VID), self.nat_d(theirs), self.nat_d(ours)]),
            self.message(MAIN, 0, [(KE, g_xr), (NONCE, theirs.nonce), (VID, UNITY_VID), (VID, DPD_VID),
                                   (VID, theirs.ios_vid()), (VID, XAUTH_VID), self.nat_d(ours), self.nat_d(theirs)])]
        iv = hashlib.sha1(g_xi + g_xr).digest()[:16]
        messages.append(self.message(MAIN, 0, [(ID, id_i), (HASH, hash_i), (NOTIFY, contact)], self.cipher(iv)))
        messages.append(self.message(MAIN, 0, [(ID, id_r), (HASH, hash_r)], self.cipher(messages[-1][-16:])))
        self.phase1_block = messages[-1][-16:]
        assert [len(m) for m in messages] == IOS_SIZES
        for index, message in enumerate(messages):
            self.wire.send(0.012 * index, *((ours, theirs) if index % 2 == 0 else (theirs, ours)), message)

    def phase2_iv(self, message_id):
        """Each exchange after phase 1 starts from hash(last phase 1 block | M-ID)."""
        return hashlib.sha1(self.phase1_block + struct.pack(">I", message_id)).digest()[:16]

    def quick_mode(self, attempt):
        """Plays ATTEMPT, returns its message ID."""
        sender, receiver = self.initiator, self.responder
        if attempt.by == "responder":
            sender, receiver = receiver, sender
        side, at = sender.side, 0.1 + attempt.at
        message_id = int.from_bytes(self.random.take(4), "big")
        m_id = struct.pack(">I", message_id)
        spi, nonce = self.random.take(4), self.random.take(20)
        ids = [(ID, proxy_id(network, side.service)) for network in attempt.networks(side)]
        private, public = sender.key_pair(side.pfs) if side.pfs else (None, None)

        request = [(SA, transform_set_sa(attempt.esp or side.esp, side.pfs, spi, side.mode)), (NONCE, nonce)]
        request += ([(KE, public)] if public else []) + ids
        first = self.message(QUICK, message_id, self.hashed(m_id, request), self.cipher(self.phase2_iv(message_id)))
        self.wire.send(at, sender, receiver, first)
        if attempt.outcome == "rejected":
            self.refuse(at + 0.006, receiver, sender, spi, attempt.notify)
            return m_id.hex()

        answer_spi, answer_nonce = self.random.take(4), self.random.take(20)
        answer = [(SA, transform_set_sa(attempt.esp or side.esp, side.pfs, answer_spi, side.mode)), (NONCE, answer_nonce)]
        if side.pfs:
            _, answer_public = receiver.key_pair(side.pfs)
            answer.append((KE, answer_public))
            selector = f"{self.initiator.cookie.hex()}/{m_id.hex()}"
            self.secrets[selector] = ("DH-SECRET", shared_secret(private, answer_public, side.pfs))
        second = self.message(QUICK, message_id, self.hashed(m_id + nonce, answer + ids), self.cipher(first[-16:]))
        self.wire.send(at + 0.009, receiver, sender, second)
        hash3 = self.prf(self.skeyid_a, b"\0" + m_id + nonce + answer_nonce)
        third = self.message(QUICK, message_id, [(HASH, hash3)], self.cipher(second[-16:]))
        assert len(third) == 60
        self.wire.send(at + 0.014, sender, receiver, third)
        self.tunnels.append({sender: (receiver, answer_spi, nonce + answer_nonce),
                             receiver: (sender, spi, nonce + answer_nonce)})
        return m_id.hex()

    def esp(self, at, tunnel, sender, sequence):
        """One echo request or reply in tunnel mode, esp-aes 256 esp-sha-hmac without PFS:
        KEYMAT = K1 | K2 | K3 with K1 = prf(SKEYID_d, protocol | SPI | Ni_b | Nr_b), K2 = prf(SKEYID_d, K1 | ...)"""
        receiver, spi, nonces = self.tunnels[tunnel][sender]
        keymat = block = b""
        while len(keymat) < 52:
            block = self.prf(self.skeyid_d, block + b"\3" + spi + nonces)
            keymat += block
        first, second = (str(ipaddress.ip_network(side.lan)[1]) for side in (sender.side, receiver.side))
        echo = struct.pack(">BBHHH", 8 if sender is self.initiator else 0, 0, 0, 1, sequence) + bytes(range(56))
        echo = echo[:2] + struct.pack(">H", checksum(echo)) + echo[4:]
        inner = ip_header(first, second, ICMP, len(echo), sequence) + echo
        padding = -(len(inner) + 2) % 16
        inner += bytes(range(1, padding + 1)) + bytes([padding, IP_IN_IP])
        iv = self.random.take(16)
        packet = spi + struct.pack(">I", sequence) + iv
        packet += Cipher(algorithms.AES(keymat[:32]), modes.CBC(iv)).encryptor().update(inner)
        packet += hmac.new(keymat[32:52], packet, "sha1").digest()[:12]
        self.wire.send_ip(at, sender, receiver, ESP, packet)

    def pings(self, at, tunnel, count, first=1, answered=True):
        """One a second."""
        for index in range(count):
            self.esp(at + index, tunnel, self.initiator, first + index)
            if answered:
                self.esp(at + index + 0.008, tunnel, self.responder, first + index)

    def hashed(self, lead, payloads):
        """HASH = prf(SKEYID_a, LEAD | the payloads after it), and these payloads"""
        return [(HASH, self.prf(self.skeyid_a, lead + chain(payloads)))] + payloads

    def refuse(self, at, sender, receiver, spi, kind):
        message_id = int.from_bytes(self.random.take(4), "big")
        notify = [(NOTIFY, struct.pack(">IBBH", 1, 3, len(spi), kind) + spi)]
        payloads = self.hashed(struct.pack(">I", message_id), notify)
        self.wire.send(at, sender, receiver, self.message(INFORMATIONAL, message_id, payloads,
                                                          self.cipher(self.phase2_iv(message_id))))


def one_way(negotiation):
    negotiation.pings(2, 0, 9, answered=False)


def stale(negotiation):
    """The initiator goes on with the SA of the first Quick Mode, which the responder no longer has."""
    negotiation.pings(2, 0, 3)
    negotiation.pings(605, 0, 8, first=4, answered=False)


def stale_and_told(negotiation):
    stale(negotiation)
    ours, theirs = negotiation.initiator, negotiation.responder
    _, spi, _ = negotiation.tunnels[0][ours]
    for at in (605.003, 608.003):
        negotiation.refuse(at, theirs, ours, spi, INVALID_SPI)


TRAFFIC = {"ios-esp-blocked": one_way, "stale-sa-silent": stale, "stale-sa-invalid-spi": stale_and_told}


def build(scenario):
    negotiation = Negotiation(scenario)
    negotiation.main_mode()
    message_ids = [negotiation.quick_mode(attempt) for attempt in scenario.attempts]
    if scenario.name in TRAFFIC:
        TRAFFIC[scenario.name](negotiation)
    path = folder.create(
        scenario, "Constructed by tests/lab/ios_generator.py in the manner of Cisco IOS; no recording.",
        folder.keyring(scenario, "the DH secrets are those it was constructed with", negotiation.secrets),
        folder.expectation(scenario, [negotiation.initiator.cookie.hex()], message_ids))
    negotiation.wire.write(os.path.join(path, "capture.pcap"))


def ios_pair(number, name, wrong, attempts, both=None, initiator=None, responder=None, **more):
    both = dict(ike=("aes", "sha", 2), daemon="ios", **(both or {}))
    return pair(number, name, wrong, attempts, both=both, initiator=initiator, responder=responder, **more)


def refused(by, at, cause, position="any", certain=()):
    return Attempt(by, "rejected", NO_PROPOSAL_CHOSEN, cause, position, certain, at=at)


TRANSFORM = ("ts-keylen", "ts-hash")
WEAKER = "esp-aes 128 esp-md5-hmac"

SCENARIOS = [
    ios_pair(31, "ios-transform-one-way",
             "the transform sets differ, esp-aes 256 esp-sha-hmac against esp-aes 128 esp-md5-hmac; the responder "
             "never initiates, so the capture leaves the cause open",
             [refused("initiator", 30.0 * n, TRANSFORM) for n in range(3)], responder=dict(esp=WEAKER)),
    ios_pair(32, "ios-transform-both-ways",
             "the transform sets differ, esp-aes 256 esp-sha-hmac against esp-aes 128 esp-md5-hmac; each router "
             "refuses the other, for the same networks",
             [refused("initiator", 0.0, TRANSFORM, certain=TRANSFORM),
              refused("initiator", 30.0, TRANSFORM, certain=TRANSFORM),
              refused("responder", 41.0, TRANSFORM, "first", TRANSFORM),
              refused("responder", 71.0, TRANSFORM, "first", TRANSFORM)], responder=dict(esp=WEAKER)),
    ios_pair(33, "ios-acl-narrower-oneway",
             "the access lists are not mirrored: host 192.168.1.10 on the initiator, its network 192.168.1.0/24 on the "
             "responder; IOS accepts the narrow side's Quick Mode and refuses the wide side's",
             [Attempt("initiator", "established"),
              refused("responder", 60.0, ("acl-narrower-oneway",), "first"),
              refused("responder", 90.0, ("acl-narrower-oneway",), "first")], initiator=dict(lan="192.168.1.10/32")),
    ios_pair(34, "ios-acl-both-ways",
             "the access lists are not mirrored: the initiator has 192.168.2.0/24, the responder 192.168.22.0/24; each "
             "router refuses the other. Each offer might belong to another map entry, so nothing is certain",
             [refused("initiator", 0.0, ("acl-not-mirrored",)),
              refused("initiator", 30.0, ("acl-not-mirrored",)),
              refused("responder", 41.0, ("acl-not-mirrored",), "first"),
              refused("responder", 71.0, ("acl-not-mirrored",), "first")],
             responder=dict(lan="192.168.22.0/24")),
    ios_pair(35, "ios-pfs-both-ways",
             "PFS is set on the initiator alone (group 14): IOS accepts its Quick Mode, and it refuses the other "
             "router's, which offers none",
             [Attempt("initiator", "established", certain=("pfs-offered-not-configured",)),
              refused("responder", 60.0, ("pfs-required-not-offered",), "first",
                      ("pfs-required-not-offered",)),
              refused("responder", 90.0, ("pfs-required-not-offered",), "first",
                      ("pfs-required-not-offered",))], initiator=dict(pfs=14)),
    ios_pair(91, "ios-esp-blocked",
             "ESP does not come through, in one direction or in both: nine packets go into the tunnel as IP protocol "
             "50, none comes back",
             [Attempt("initiator", "established", cause=("esp-blocked", "routing-no-return", "nat-before-crypto"))],
             exit=0),
    ios_pair(92, "stale-sa-invalid-spi",
             "the responder's IPsec SAs were cleared and made anew by a Quick Mode of its own, without a DELETE; the "
             "initiator goes on sending ESP under the old SPI and is answered INVALID-SPI",
             [Attempt("initiator", "established", ended="superseded", cause=("stale-sa-invalid-spi",),
                      certain=("stale-sa-invalid-spi",)),
              Attempt("responder", "established", at=600.0, certain=("stale-sa-invalid-spi",))], exit=0),
    ios_pair(93, "stale-sa-silent",
             "the same as stale-sa-invalid-spi, but the responder drops what comes under the old SPI without a word",
             [Attempt("initiator", "established", ended="superseded", cause=("stale-sa-invalid-spi",)),
              Attempt("responder", "established", at=600.0)], exit=0),
    ios_pair(36, "ios-after-success",
             "the initiator's transform set was esp-aes 256 esp-sha-hmac, which was accepted, and has become esp-aes "
             "128 esp-md5-hmac, which is refused; the responder's may have changed as well",
             [Attempt("initiator", "established", esp="esp-aes 256 esp-sha-hmac"),
              refused("initiator", 600.0, TRANSFORM, "first"), refused("initiator", 630.0, TRANSFORM, "first")],
             initiator=dict(esp=WEAKER)),
]
