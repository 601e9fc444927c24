# SPDX-License-Identifier: GPL-2.0-or-later
"""What a capture holds, as tshark decodes it, and the keys that open it.

Nothing of iketriage is used here: tshark decodes and decrypts, and Ka is computed by the formulas of
RFC 2409 section 5 and appendix B, so this is a second source for the expected values.
"""
import hashlib
import hmac
import ipaddress
import re
import subprocess

FIELDS = ("frame.number", "ip.src", "ipv6.src", "isakmp.ispi", "isakmp.rspi", "isakmp.exchangetype",
          "isakmp.messageid", "isakmp.flag_e", "isakmp.typepayload", "isakmp.key_exchange.data", "isakmp.nonce",
          "isakmp.ike.attr.authentication_method", "isakmp.ike.attr.encryption_algorithm",
          "isakmp.ike.attr.hash_algorithm", "isakmp.ike.attr.key_length", "isakmp.prop.protoid",
          "isakmp.trans.id", "isakmp.ipsec.attr.key_length", "isakmp.ipsec.attr.auth_algorithm",
          "isakmp.ipsec.attr.group_description", "isakmp.id.type", "isakmp.id.protoid",
          "isakmp.id.port", "isakmp.id.data.ipv4_addr", "isakmp.id.data.ipv4_subnet",
          "isakmp.id.data.ipv6_addr", "isakmp.id.data.ipv6_subnet", "isakmp.notify.msgtype", "isakmp.spi",
          "icmp.type", "icmpv6.type")
MAIN, AGGRESSIVE, INFORMATIONAL, QUICK = 2, 4, 5, 32
IKEV2 = 34  # its exchange types begin here
HASHES = {1: "md5", 2: "sha1", 4: "sha256", 5: "sha384", 6: "sha512"}
AES, CAMELLIA, RSA_SIGNATURES = 7, 8, 3
ESP_CIPHERS = {2: "esp-des", 3: "esp-3des", 12: "esp-aes"}
DIGESTS = {1: "md5-hmac", 2: "sha-hmac", 5: "sha256-hmac"}
AH = 2


def tshark(capture, kas=()):
    """One dict a frame, field -> list of values; KAS are (initiator cookie, key) pairs of hex text."""
    command = ["tshark", "-n", "-r", capture, "-T", "fields", "-E", "separator=/t", "-E", "aggregator=;",
               "-Y", "isakmp"]
    for field in FIELDS:
        command += ["-e", field]
    for cookie, key in kas:
        command += ["-o", f"uat:ikev1_decryption_table:{cookie},{key}"]
    lines = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                           check=True).stdout.splitlines()
    frames = []
    for line in lines:
        values = dict(zip(FIELDS, (column.split(";") if column else [] for column in line.split("\t"))))
        if values["isakmp.exchangetype"] and number(values, "isakmp.exchangetype") < IKEV2:
            frames.append(values)
    return frames


def esp_sources(capture):
    """The source address of each ESP packet, in UDP or not."""
    return subprocess.run(["tshark", "-n", "-r", capture, "-T", "fields", "-e", "ip.src", "-Y", "esp and not icmp"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout.split()


def number(frame, field):
    return int(frame[field][0], 0) if frame[field] else 0


def source(frame):
    return (frame["ip.src"] or frame["ipv6.src"])[0]


def is_ike(frame):
    """False for an ICMP error that quotes IKE."""
    return not frame["icmp.type"] and not frame["icmpv6.type"]


def octets(frame, field):
    return bytes.fromhex(frame[field][0].replace(":", ""))


def quick_modes_overlap(frames):
    """Do the first two messages of Quick Mode begin one each?"""
    first, second = [f for f in frames if number(f, "isakmp.exchangetype") == QUICK][:2]
    return source(first) != source(second) and first["isakmp.messageid"] != second["isakmp.messageid"]


class IsakmpSa:
    """The clear part of one phase 1: what its keys are computed from."""

    def __init__(self, cookie, frames):
        own = [f for f in frames if is_ike(f) and f["isakmp.ispi"][0] == cookie]
        phase1 = [f for f in own if number(f, "isakmp.exchangetype") in (MAIN, AGGRESSIVE)]
        self.initiator_cookie = cookie
        self.initiator = source(phase1[0]) if phase1 else None
        self.responder_cookie = next((f["isakmp.rspi"][0] for f in own if int(f["isakmp.rspi"][0], 16)), None)
        self.ke, self.nonce, self.choice = {}, {}, None
        for frame in phase1:
            mine = source(frame) == self.initiator
            if frame["isakmp.key_exchange.data"]:
                self.ke.setdefault(mine, octets(frame, "isakmp.key_exchange.data"))
                self.nonce.setdefault(mine, octets(frame, "isakmp.nonce"))
            if frame["isakmp.ike.attr.encryption_algorithm"] and not mine:
                self.choice = frame

    def has_key_exchange(self):
        return len(self.ke) == 2 and self.choice is not None

    def cipher(self):
        return number(self.choice, "isakmp.ike.attr.encryption_algorithm")

    def tshark_decrypts(self):
        return self.choice is not None and self.cipher() != CAMELLIA

    def digest_name(self):
        return HASHES[number(self.choice, "isakmp.ike.attr.hash_algorithm")]

    def initial_iv(self):
        """IV = hash(g^xi | g^xr), cut to a block"""
        block = 16 if self.cipher() in (AES, CAMELLIA) else 8
        return hashlib.new(self.digest_name(), self.ke[True] + self.ke[False]).digest()[:block]

    def ka(self, psk, dh_secret):
        """SKEYID = prf(psk, Ni_b | Nr_b), or prf(Ni_b | Nr_b, g^xy) with signatures;
        SKEYID_e = prf(SKEYID, SKEYID_a | g^xy | CKY-I | CKY-R | 2)"""
        name = self.digest_name()
        cookies = bytes.fromhex(self.initiator_cookie + self.responder_cookie)

        def prf(key, data):
            return hmac.new(key, data, name).digest()

        nonces = self.nonce[True] + self.nonce[False]
        signed = number(self.choice, "isakmp.ike.attr.authentication_method") == RSA_SIGNATURES
        skeyid = prf(nonces, dh_secret) if signed else prf(psk, nonces)
        skeyid_d = prf(skeyid, dh_secret + cookies + b"\0")
        skeyid_a = prf(skeyid, skeyid_d + dh_secret + cookies + b"\1")
        skeyid_e = prf(skeyid, skeyid_a + dh_secret + cookies + b"\2")
        need = number(self.choice, "isakmp.ike.attr.key_length") // 8 or 24
        if need <= len(skeyid_e):
            return skeyid_e[:need]
        key = block = prf(skeyid_e, b"\0")
        while len(key) < need:
            block = prf(skeyid_e, block)
            key += block
        return key[:need]


def isakmp_sas(frames):
    cookies = dict.fromkeys(f["isakmp.ispi"][0] for f in frames if is_ike(f))
    return [IsakmpSa(cookie, frames) for cookie in cookies]


def log_dumps(log, label):
    """The values that a strongSwan log at level 4 prints under LABEL, in its order.

    Sixteen bytes a line; lines of other threads may stand between, so the thread number leads.
    """
    lines = log.splitlines()
    found = []
    for index, line in enumerate(lines):
        head = re.search(r"(\d+\[(?:IKE|CHD)\]) (?:<[^>]*> )?" + re.escape(label) + r" => (\d+) bytes @", line)
        if not head:
            continue
        value = b""
        for later in lines[index + 1:]:
            if len(value) >= int(head.group(2)):
                break
            part = re.search(re.escape(head.group(1)) + r" (?:<[^>]*> )?\s*\d+: ((?:[0-9A-F]{2} )+)", later)
            if part:
                value += bytes.fromhex(part.group(1).replace(" ", ""))
        found.append(value[:int(head.group(2))])
    return found


def logged_dh_secret(sa, log):
    """g^xy of SA: in the log it stands before the initial IV, and the capture tells that IV."""
    for secret, iv in zip(log_dumps(log, "shared Diffie Hellman secret"), log_dumps(log, "initial IV")):
        if iv == sa.initial_iv():
            return secret
    return None


def logged_pfs_secrets(log):
    """{message ID: secret}: the thread that prints a secret has parsed a message of its Quick Mode before."""
    lines, secrets, last = log.splitlines(), {}, {}
    values = iter(log_dumps(log, "DH secret"))
    for line in lines:
        parsed = re.search(r"(\d+)\[ENC\] (?:<[^>]*> )?parsed QUICK_MODE \w+ (\d+)", line)
        if parsed:
            last[parsed.group(1)] = f"{int(parsed.group(2)):08x}"
        dump = re.search(r"(\d+)\[(?:IKE|CHD)\] (?:<[^>]*> )?DH secret =>", line)
        if dump:
            secrets[last[dump.group(1)]] = next(values)
    return secrets


def pfs_secret_fits(sa, skeyid_d, secret, messages, log):
    """KEYMAT = prf(SKEYID_d, g(qm)^xy | protocol | SPI | Ni_b | Nr_b) of both SPIs must hold a key that LOG has.
    MESSAGES are the decrypted ones of the Quick Mode; an ESP key of at most one block of the prf is enough here."""
    nonces = b"".join(octets(message, "isakmp.nonce") for message in messages[:2])
    logged = [key[:16] for who in ("initiator", "responder") for key in log_dumps(log, f"encryption {who} key")]
    return all(hmac.new(skeyid_d, secret + b"\3" + octets(message, "isakmp.spi") + nonces,
                        sa.digest_name()).digest()[:16] in logged for message in messages[:2])


def suite(frame):
    """The transform of a decrypted Quick Mode message in transform-set words (one transform only)."""
    digest = DIGESTS.get(number(frame, "isakmp.ipsec.attr.auth_algorithm"))
    if number(frame, "isakmp.prop.protoid") == AH:
        return f"ah-{digest}"
    cipher = ESP_CIPHERS[number(frame, "isakmp.trans.id")]
    bits = number(frame, "isakmp.ipsec.attr.key_length")
    words = [f"{cipher} {bits}" if bits else cipher] + ([f"esp-{digest}"] if digest else [])
    return " ".join(words)


def proxies(frame):
    """[IDci, IDcr] of a decrypted Quick Mode message as networks."""
    v4, v4_masks = list(frame["isakmp.id.data.ipv4_addr"]), list(frame["isakmp.id.data.ipv4_subnet"])
    v6, v6_masks = list(frame["isakmp.id.data.ipv6_addr"]), list(frame["isakmp.id.data.ipv6_subnet"])
    found = []
    for kind in frame["isakmp.id.type"]:
        if kind == "1":
            found.append(f"{v4.pop(0)}/32")
        elif kind == "4":
            found.append(str(ipaddress.ip_network(f"{v4.pop(0)}/{v4_masks.pop(0)}")))
        elif kind == "5":
            found.append(f"{v6.pop(0)}/128")
        elif kind == "6":
            mask = int(ipaddress.ip_address(v6_masks.pop(0)))
            found.append(f"{v6.pop(0)}/{bin(mask).count('1')}")
    return found


def service(frame):
    """'tcp/80' where IDcr of a decrypted Quick Mode message has a protocol and a port, 'gre', else None."""
    protocol, port = frame["isakmp.id.protoid"][-1], frame["isakmp.id.port"][-1]
    name = {"0": None, "6": "tcp", "17": "udp", "47": "gre"}[protocol]
    return f"{name}/{port}" if name and port != "0" else name
