# SPDX-License-Identifier: GPL-2.0-or-later
"""Ka of an ISAKMP SA from a shipped keyring and what tshark shows of its phase 1: RFC 2409, section 5 and appendix B,
worked out a second time with Python's hashlib and hmac.

    SKEYID   = prf(preshared-key, Ni_b | Nr_b)         preshared keys
    SKEYID   = prf(Ni_b | Nr_b, g^xy)                  signatures
    SKEYID_d = prf(SKEYID, g^xy | CKY-I | CKY-R | 0)
    SKEYID_a = prf(SKEYID, SKEYID_d | g^xy | CKY-I | CKY-R | 1)
    SKEYID_e = prf(SKEYID, SKEYID_a | g^xy | CKY-I | CKY-R | 2)
"""
import hmac

import tshark

# The attributes of phase 1 that decide on it, and their values.
ENCRYPTION, HASH, AUTHENTICATION, KEY_LENGTH = 1, 2, 3, 14
HASHES = {1: "md5", 2: "sha1", 4: "sha256", 5: "sha384", 6: "sha512"}
# DES, 3DES; and the ciphers that name the length of their keys: AES, Camellia.
KEY_OCTETS = {1: 8, 5: 24}
LENGTH_NAMED = (7, 8)
SIGNATURES = (2, 3)


class Keyring:
    """psks: in the order of the file; dh_secrets, kas: by initiator cookie."""

    def __init__(self, text):
        self.psks, self.dh_secrets, self.kas = [], {}, {}
        for line in text.splitlines():
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            selectors, _, rest = line.partition(" : ")
            kind, _, secret = rest.strip().partition(" ")
            if kind == "PSK":
                self.psks.append(secret.strip('"').encode())
            elif kind == "DH-SECRET":
                self.dh_secrets[selectors.strip()] = bytes.fromhex(secret.removeprefix("0x"))
            elif kind.upper() == "KA":
                self.kas[selectors.strip()] = secret.removeprefix("0x")
            else:
                raise ValueError(f"key of a kind unknown to this test: {kind}")


def prf(name, key, *data):
    return hmac.new(key, b"".join(data), name).digest()


def cipher_key(name, skeyid_e, length):
    """Appendix B: SKEYID_e as it is, or Ka = K1 | K2 | K3 with K1 = prf(SKEYID_e, 0) where it is too short."""
    if len(skeyid_e) >= length:
        return skeyid_e[:length]
    key, block = b"", bytes(1)
    while len(key) < length:
        block = prf(name, skeyid_e, block)
        key += block
    return key[:length]


def chosen_attributes(answer):
    """The attributes of the only transform of the responder's SA payload, type to number."""
    path = answer.first_payload(tshark.SA) + " proposal 0 transform 0 attribute "
    found, index = {}, 0
    while f"{path}{index} type" in answer.fields:
        found[answer[f"{path}{index} type"]] = int(answer[f"{path}{index} data"], 16)
        index += 1
    return found


def nonces(messages):
    """Ni_b and Nr_b: the first of each direction in phase 1."""
    found = []
    for message in messages:
        path = message.first_payload(tshark.NONCE)
        if path and message.state != "opaque" and message["message_id"] == "00000000":
            data = bytes.fromhex(message[path + " data"])
            if data not in found:
                found.append(data)
    return found


def skeyids(name, attributes, keyring, dh_secret, pair):
    """SKEYID under each preshared key that the keyring has; with signatures there is but one."""
    if attributes[AUTHENTICATION] in SIGNATURES:
        return [prf(name, b"".join(pair), dh_secret)]
    return [prf(name, psk, *pair) for psk in keyring.psks]


def ka_of(messages, cookie, keyring):
    """The Ka that an ISAKMP SA may have, one for each preshared key; none where its phase 1 was not captured."""
    if cookie in keyring.kas:
        return [keyring.kas[cookie]]
    own = [message for message in messages if message["initiator_cookie"] == cookie and message.state == "clear"]
    answer = next((message for message in own if message["responder_cookie"] != "0" * 16 and
                   message.first_payload(tshark.SA)), None)
    pair = nonces(own)
    if answer is None or len(pair) < 2:
        return []
    attributes = chosen_attributes(answer)
    name, encryption = HASHES[attributes[HASH]], attributes[ENCRYPTION]
    length = attributes.get(KEY_LENGTH, 128) // 8 if encryption in LENGTH_NAMED else KEY_OCTETS[encryption]
    cookies = bytes.fromhex(cookie + answer["responder_cookie"])
    dh_secret = keyring.dh_secrets[cookie]
    keys = []
    for skeyid in skeyids(name, attributes, keyring, dh_secret, pair):
        skeyid_d = prf(name, skeyid, dh_secret, cookies, b"\0")
        skeyid_a = prf(name, skeyid, skeyid_d, dh_secret, cookies, b"\1")
        skeyid_e = prf(name, skeyid, skeyid_a, dh_secret, cookies, b"\2")
        keys.append(cipher_key(name, skeyid_e, length).hex())
    return keys


def ka_of_each_psk(messages, keyring):
    """Initiator cookie to the Ka under each preshared key, for every ISAKMP SA that the keyring has a secret for."""
    return {cookie: ka_of(messages, cookie, keyring) for cookie in {**keyring.kas, **keyring.dh_secrets}}
