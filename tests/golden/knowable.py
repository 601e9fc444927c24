# SPDX-License-Identifier: GPL-2.0-or-later
"""What can be known of the encrypted messages of a capture that frames were taken out of, by RFC 2409 alone.

    IV of phase 1's first encrypted message    hash(g^xi | g^xr)                         both KE payloads
    IV of its next ones                        last ciphertext block of the one before   that message
    IV of another exchange's first message     hash(last block of phase 1 | M-ID)        phase 1's last message
    IV of its next ones                        last ciphertext block of the one before   that message
    Ka                                         given, or made of SKEYID and g^xy         both nonces
    cipher and hash                            the responder's SA payload                or a message to try them on
    HASH_I, HASH_R                             SKEYID, SAi_b, both KE payloads
    HASH(1)                                    SKEYID_a
    HASH(2), HASH(3)                           SKEYID_a and Ni_b; and Nr_b

Without its IV a message loses its first block and nothing else. A message is judged when it comes: what follows it in
the capture is not waited for.
"""
import ipaddress

SA, KE, ID, CERT, HASH, NONCE, NOTIFY, DELETE, ATTRIBUTES, NAT_D, FRAGMENT = 1, 4, 5, 6, 8, 10, 11, 12, 14, 20, 132
PHASE1 = ("main", "aggressive")
CLEAR, CLOSED, PARTIAL, DECRYPTED, VERIFIED = "clear", "closed", "partial", "decrypted", "verified"
# What behind a HASH tells plaintext from noise.
TELLING = {"quick": (SA, NOTIFY), "informational": (NOTIFY, DELETE), "transaction": (ATTRIBUTES,),
           "aggressive": (NAT_D, NOTIFY)}
HEADER, PADDING_TELLS = 28, 4
ADDRESS_IDS = (1, 5)
ADDRESS_PORTS = ((0, 0), (17, 500), (17, 0))


class Entry:
    """A message of the whole capture. first: its first copy, maybe itself; before: the message of its exchange that its
    IV comes from, None where there is none; message: as it was read there."""

    def __init__(self, record, message, first, block):
        self.frame = record["frame"]
        self.name = record["name"]
        self.cookie = record["initiator_cookie"]
        self.exchange = record["exchange"]
        self.message_id = record["message_id"]
        self.source = record["source"]
        self.types = message.payload_types()
        self.encrypted = bool(record["flags"] & 1) and self.types != [FRAGMENT]
        self.first = first or self
        self.before = None
        self.is_phase1 = self.exchange in PHASE1
        self.message = message
        self.block = block

    def lengths(self):
        return [self.message[f"payload {index} length"] for index, _ in enumerate(self.types)]

    def tells(self):
        """Is there something behind the lost block that no chance makes?"""
        if self.types[0] == HASH:
            if len(self.types) > 1:
                return self.types[1] in TELLING[self.exchange]
            # A HASH alone is known by the zeros that pad it, where there are enough.
            padding = self.message["length"] - HEADER - self.lengths()[0]
            return self.exchange in ("quick", "aggressive") and padding >= PADDING_TELLS
        if self.types[0] != ID:
            return False
        # Behind an ID stands a HASH or a certificate; where its header is lost as well, a notify behind the HASH.
        if self.lengths()[0] >= self.block:
            return self.types[1] in (HASH, CERT)
        return self.types[1:3] == [HASH, NOTIFY]

    def names_its_address(self):
        """Is its ID what anybody would guess, and nothing but a HASH and maybe a notify behind it?"""
        return (self.types[0] == ID and self.types[1] == HASH and self.types[2:3] in ([], [NOTIFY]) and
                self.message["payload 0 id_type"] in ADDRESS_IDS and
                (self.message["payload 0 protocol"], self.message["payload 0 port"]) in ADDRESS_PORTS and
                self.message["payload 0 data"] == packed(self.source))


def packed(address):
    return ipaddress.ip_address(address).packed.hex()


def tie(entries):
    """Fill in which message each one's IV comes from."""
    last = {}
    for entry in entries:
        if entry.encrypted and entry.first is entry and entry.exchange != "informational":
            place = entry.cookie, "phase 1" if entry.is_phase1 else entry.message_id
            entry.before = last.get(place)
            last[place] = entry


class Knowledge:
    """Of one ISAKMP SA, message after message of those that are left."""

    def __init__(self, entries, ka_given):
        self.ka_given = ka_given
        self.seen = {}      # first copy -> status
        self.clear = set()  # (payload type, sent by the initiator) of phase 1's clear messages
        self.choice = False
        self.last = next((e.first for e in reversed(entries) if e.is_phase1 and e.encrypted), None)
        first = next((e for e in entries if e.is_phase1), None)
        self.initiator = first.source if first else None

    def has(self, kind):
        return (kind, True) in self.clear and (kind, False) in self.clear

    def has_keys(self):
        return self.ka_given or self.has(NONCE)

    def has_iv(self, entry):
        if entry.before:
            return entry.before in self.seen
        if entry.is_phase1 or self.last is None:
            return self.has(KE)
        return self.last in self.seen

    def has_skeyid(self):
        return not self.ka_given and self.has(NONCE)

    def is_verified(self, entry):
        if not self.has_skeyid():
            return False
        if entry.is_phase1:
            return HASH in entry.types and (SA, True) in self.clear and self.has(KE)
        before = entry.before if entry.exchange == "quick" else None
        while before:
            if self.seen.get(before, CLOSED) == CLOSED:
                return False
            before = before.before
        return True

    def status(self, entry):
        if not self.has_keys() or not entry.types:
            return CLOSED
        if self.has_iv(entry):
            # A HASH alone is too little to try ciphers on.
            if not self.choice and len(entry.types) == 1:
                return CLOSED
            return VERIFIED if self.is_verified(entry) else DECRYPTED
        if entry.exchange == "main" and self.is_verified(entry) and entry.names_its_address():
            return VERIFIED
        # Nor can they be tried on a HASH alone or on what stands behind an ID and is no notify.
        tells_more = entry.types[0] == HASH and len(entry.types) > 1 or NOTIFY in entry.types[1:3]
        return PARTIAL if entry.tells() and (self.choice or tells_more) else CLOSED

    def take(self, entry):
        first = entry.first
        if not entry.encrypted:
            if entry.is_phase1:
                self.clear.update((kind, entry.source == self.initiator) for kind in entry.types)
                self.choice |= entry.source != self.initiator and SA in entry.types
            return CLEAR
        if first not in self.seen:
            self.seen[first] = CLOSED
            self.seen[first] = self.status(entry)
            self.choice |= self.seen[first] != CLOSED
        return self.seen[first]

    def tells_number(self, entry):
        """Can the second message of a Quick Mode without its first be told from a first one?"""
        return self.has_skeyid() or self.last in self.seen


def judge(present, whole, ka_given):
    """Of each entry that is present (in order) its best status; and whether its place in its Quick Mode can be told.
    ka_given: Ka of all SAs is given, else preshared keys and g^xy."""
    known = {cookie: Knowledge([entry for entry in whole if entry.cookie == cookie], ka_given)
             for cookie in {entry.cookie for entry in whole}}
    return [(known[entry.cookie].take(entry), known[entry.cookie].tells_number(entry)) for entry in present]
