#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Text that attacks whoever reads it, wherever input may carry text: no output lets it through, none shows a secret."""
import html.parser
import json
import os
import pathlib
import re
import struct
import sys
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import command  # pylint: disable=wrong-import-position
from command import CAPTURES, run  # pylint: disable=wrong-import-position
from wire import (AGGRESSIVE, ATTRIBUTES, CERT, CR, DELETE, HASH, ID, INFORMATIONAL, KE, NONCE, NOTIFY, OFFER, QUICK,
                  SA, TRANSACTION, VENDOR, Capture, attribute, cookie, delete, host, identity, message, notify,
                  phase2_sa)  # pylint: disable=wrong-import-position

ATTACKS = (
    b"\x1b]0;pwned\x07\x1b[31mred\x1b[0m",
    b"one\rtwo\x1b[2J\x08\x7f",
    "\u202egnp.exe\u202c\u2066x\u2069".encode(),
    b"\xff\xfe\x80invalid",
    b"a\x00b",
    "\u2028\u2029\u0085\u200b\u200d\ufeff\u061c".encode(),
    b"\xc2\x9b31mC1",
    "\u180e\u115f\u3164\ufe0f\u00a0o\u0301\u0489\u20dd\uffa0\u2800\u3000\ue000\U000f0001\U0010fffd".encode(),
    "\u05d0\u05d1 123 \u0627\ufe91\U00010840\U0001e900".encode(),
    b"\\x41\\n\\",
    b"\"quote'`$(id)",
    b"%s%n%x",
    b"<script>alert(1)</script>&amp;<img src=x onerror=alert(1)>",
    b"\xed\xa0\x80surrogate\xf4\x90\x80\x80big\xc0\x80overlong",
    "\U000e0041\U000e0100\ufdd0\uffff\U0001bca0\U0001d173".encode(),
    b"A" * 300,
    b"",
    b'{"a":1}',
    b"\t tab\x0b\x0c",
)
IDENTITIES = (1, 2, 3, 7, 9, 10, 11, 200)
CONFIGURATION = (1, 2, 3, 7, 13, 15, *range(16520, 16531), *range(28672, 28682), 30000)
PERSONAL = (16521, 16522, 16523, 16528, 16529)  # XAUTH: the name, and what proves that it is them
NAME_OF_USER = b"jdoe-at-branch"
WAYS = ([], ["-v", "--all"], ["-q"], ["-f", "json"], ["-f", "json", "--messages"], ["-f", "tsv"], ["-f", "html"],
        ["-f", "ios"], ["-q", "-f", "json"], ["--progress", "-j", "2"])
HIDDEN = frozenset("\u180e\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\ue000\U000f0001\U0010fffd")


def exchanges(path, attacks):
    """Each string in every place of a message that holds text."""
    out = Capture(path)
    number = 0
    for attack in attacks:
        for kind in IDENTITIES:
            number += 1
            cookies = cookie(number), cookie(number + 5000)
            left, right = host(2 * number), host(2 * number + 1)

            def both(items, exchange, message_id=number, answer=True, sides=(left, right), pair=cookies):
                octets = message(items, exchange, *pair, message_id) if answer else message(items, exchange, pair[0])
                out.ike(octets, *sides, 1000)

            name = (ID, identity(kind, attack, 17, 500))
            begin = [(SA, OFFER), (KE, b"\x11" * 256), (NONCE, b"\x12" * 16), name]
            both([*begin, (VENDOR, attack), (VENDOR, b"Cisco " + attack)], AGGRESSIVE, 0, False)
            both([*begin, (HASH, b"x" * 20), (VENDOR, attack), (CERT, b"\4" + attack), (CR, b"\4" + attack)], AGGRESSIVE, 0,
                 True, (right, left))
            both([(NOTIFY, notify(14 + number % 30, attack[:255], attack, 1))], INFORMATIONAL, number, True, (right, left))
            values = b"".join(attribute(code, NAME_OF_USER + attack if code in PERSONAL else attack)
                              for code in CONFIGURATION)
            both([(ATTRIBUTES, struct.pack(">BBH", 1 + number % 4, 0, number) + values)], TRANSACTION)
            both([(SA, phase2_sa(number + 256)), (NONCE, b"n" * 16), (ID, identity(kind, attack)),
                  (ID, identity(kind, attack, 6, 80))], QUICK, number + 1)
            both([(NOTIFY, notify(18, struct.pack(">I", number + 256), attack))], INFORMATIONAL, number + 1, True, (right, left))
            spi = (attack or b"x")[:255]
            both([(DELETE, delete(spi, len(spi)))], INFORMATIONAL, number + 9, True, (right, left))
    out.close()


def lines(attack):
    """What may stand in a line of a file."""
    return attack.replace(b"\n", b" ").replace(b"\r", b" ").replace(b"\0", b" ")


def configuration(attack, address, peer):
    """An IOS configuration, each of whose names and texts is the attack."""
    name = b"X" + re.sub(rb"\s", b"", lines(attack))[:60]
    return b"""version 15.2
hostname %(name)s
banner motd ^ %(text)s ^
username jdoe-at-branch password 0 passwordofjdoe
crypto isakmp policy 10
 encryption aes 256
 hash sha
 authentication pre-share
 group 14
crypto keyring %(name)s
 pre-shared-key address %(peer)s key secretofkeyring
crypto isakmp key secretofpair address %(peer)s
crypto ipsec transform-set %(name)s esp-aes 256 esp-sha-hmac
crypto map %(name)s 10 ipsec-isakmp
 description %(text)s
 set peer %(peer)s
 set transform-set %(name)s
 match address %(name)s
interface %(name)s0/0
 description %(text)s
 ip address %(address)s 255.255.255.0
 crypto map %(name)s
ip access-list extended %(name)s
 remark %(text)s
 permit ip host 10.1.1.1 host 10.2.2.2
%(text)s
""" % {b"name": name, b"text": lines(attack), b"address": address, b"peer": peer}


def log(attack):
    text = lines(attack)
    name = b"X" + re.sub(rb"\s", b"", text)[:60]
    stamp = b"*Mar  1 00:00:01.123: "
    return b"\n".join((
        name + b"#debug crypto isakmp",
        stamp + b"ISAKMP:(1001):processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3",
        stamp + b"ISAKMP (0): ID payload next-payload : 8 type : 2 FQDN name : " + name + b" protocol : 17",
        stamp + b"ISAKMP:(0): peer matches *" + name + b"* profile",
        stamp + b"%CRYPTO-6-IKMP_NO_ID_CERT_FQDN_MATCH: " + text,
        stamp + b"map_db_find_best did not find matching map " + name,
        stamp + b"IPSEC(ipsec_process_proposal): proxy identities not supported " + text,
        stamp + b"ISAKMP:(1001): IPSec policy invalidated proposal with error 32 " + text,
        b"%ASA-4-713903: Group = " + name + b", IP = 198.51.100.9, " + text,
        b"Nov 28 10:00:00 " + name + b" charon: 07[IKE] received NO_PROPOSAL_CHOSEN error notify " + text,
        name + b"#show crypto isakmp sa", b"dst             src             state          conn-id status",
        b"198.51.100.9    192.0.2.9       MM_NO_STATE          0 ACTIVE " + text, text)) + b"\n"


SECRETS = (b"passwordofjdoe", b"secretofkeyring", b"secretofpair", b"secretofline", NAME_OF_USER,
           NAME_OF_USER.hex().encode())


class Tags(html.parser.HTMLParser):
    """Which elements with which attributes that run something a page has."""

    def __init__(self, page):
        super().__init__()
        self.found = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        for name in [tag] + [f"{tag} {key}" for key, _ in attrs if key.startswith("on") or key in ("src", "href")]:
            self.found[name] = self.found.get(name, 0) + 1


class Strings(command.Case):
    def assert_harmless(self, octets, where):
        text = octets.decode("utf-8")  # raises where it is none
        for character in frozenset(text) - {"\n"}:
            known = unicodedata.name(character, f"U+{ord(character):04X}")
            self.assertNotIn(unicodedata.category(character), ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp", "Mn", "Me"), (where, known))
            self.assertNotIn(unicodedata.bidirectional(character), ("R", "AL", "RLE", "RLO", "RLI", "LRI", "LRE"), (where, known))
            self.assertNotIn(character, HIDDEN, (where, known))

    def assert_all(self, arguments, ways=WAYS, secrets=SECRETS):
        """By every way out: nothing harmful on either stream, whole lines of JSON, no secret."""
        for way in ways:
            result = run(*way, *arguments)
            self.assertIn(result.status, (0, 1, 2), result.err[-500:])
            for name, octets in (("out", result.out), ("err", result.err)):
                if "tsv" in way and name == "out":
                    rows = [line.count(b"\t") for line in octets.splitlines()]
                    self.assertEqual(rows, rows[:1] * len(rows))
                    octets = octets.replace(b"\t", b"")
                self.assert_harmless(octets, (name, way))
                for secret in secrets:
                    self.assertFalse(secret in octets, (secret, name, way))
            if "json" in way:
                for line in result.out.decode().split("\n")[:-1]:
                    json.loads(line, object_pairs_hook=self.no_key_twice)
            if "html" in way:
                for name in Tags(result.out.decode()).found:
                    self.assertNotIn(name, ("img", "img src", "img onerror"), way)
                self.assertFalse(b"<script>alert" in result.out)

    def no_key_twice(self, pairs):
        self.assertEqual(len(dict(pairs)), len(pairs), [key for key, _ in pairs])
        return dict(pairs)

    def attacked(self, name, attacks=ATTACKS):
        path = self.folder / name
        exchanges(path, attacks)
        return path

    def test_packets(self):
        self.assert_all([self.attacked("plain.pcap")])

    def test_secrets_only_when_asked_for(self):
        path = self.attacked("plain.pcap", (b"-tail",))
        told = run("-f", "json", "--messages", "--show-secrets", path)
        self.assertTrue(NAME_OF_USER + b"-tail" in told.out)
        self.assert_all(["--show-secrets", path], [["-f", "json", "--messages"]], ())

    def named(self, attack, suffix):
        """A path below the folder whose parts are the attack; NUL, the slash and the length are no file's."""
        part = attack.replace(b"\0", b"").replace(b"/", b"")[:100]
        return os.fsencode(self.folder) + b"/" + part + suffix + b"/" + part + suffix

    def put(self, path, octets):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(octets)
        return path

    def test_names_of_files(self):
        good = next((CAPTURES / "transform-mismatch").glob("capture.*")).read_bytes()
        captures = [self.put(self.named(attack + b"\n", b".pcap"), good) for attack in ATTACKS]
        captures += [self.put(self.named(attack, b".none"), b"nothing") for attack in ATTACKS[:6]]
        captures += [self.named(attack, b".missing") for attack in ATTACKS[:8]]
        self.assert_all(captures)
        for attack in ATTACKS[:9]:
            missing = self.named(attack, b"-gone")
            for arguments in (["-k", missing], ["-c", missing], ["-l", missing], ["-o", missing], ["--export-keys",
                              b"/dev/null/" + lines(attack)], ["-c", b"192.0.2.1=" + missing], ["--standin", missing]):
                self.assert_all([*arguments, *([] if arguments[0] == "--standin" else captures[:1])], [[]])
        self.assert_all([os.fsencode(self.folder)], [[], ["-f", "json"]])

    def test_options(self):
        for attack in ATTACKS:
            word = attack.replace(b"\0", b"")
            for arguments in ([b"--" + word], [b"-" + word], [b"-f", word], [b"-p", word], [b"--filter", b"host " + word],
                              [b"-j", word], [b"-t", word], [b"--explain", word], [b"--list-rules", word],
                              [b"--quiet=" + word], [b"--ios-release", word], [b"-k"], [b"--keys=" + word], [word]):
                self.assert_all(arguments, [[]])

    def test_key_files(self):
        for attack in ATTACKS:
            text = lines(attack)
            keys = self.put(self.named(attack, b".keys"), b"\n".join((
                b': PSK "good"', text + b" secretofline", b"192.0.2.2 : PSK " + text + b"secretofline",
                b"@" + text + b' : PSK "n"', b": RSA " + text, b": " + text + b" x", b"include " + text,
                b"192.0.2.3 : PSK %prompt " + text)) + b"\n")
            table = self.put(self.named(attack, b".table"), b"0011223344556677,zz" + text + b"\n" + text + b"," + text + b"\n")
            charon = self.put(self.named(attack, b".log"), b"07[IKE] <" + text + b"|1> SKEYID => 20 bytes @ 0x" + text +
                              b"\n07[IKE]    0: zz " + text + b"\n" + text + b" charon: 07[IKE] SKEYID_d => 19 bytes @ 0\n")
            self.assert_all(["-k", keys, "-k", table, "-k", charon, next((CAPTURES / "transform-mismatch").glob("capture.*"))],
                            [[], ["-f", "json"]])

    def test_configurations(self):
        """Beside a capture and without, as text, as pages, as the peer that stands in."""
        capture = next((CAPTURES / "transform-mismatch").glob("capture.*"))
        for attack in ATTACKS:
            mine = self.put(self.named(attack, b"1.cfg"), configuration(attack, b"192.0.2.9", b"198.51.100.9"))
            other = self.put(self.named(attack, b"2.cfg"), configuration(attack, b"198.51.100.9", b"192.0.2.9"))
            self.assert_all(["-c", mine, "-c", other], [[], ["-v"], ["-f", "json"], ["-f", "html"], ["-f", "ios"]])
            self.assert_all(["-c", mine, "-k", mine, capture], [["-v"]])
            swan = b"connections {\n " + lines(attack) + b" {\n  remote_addrs = " + lines(attack) + b"\n }\n}\nsecrets {\n" \
                b' ike-1 {\n  secret = "secretofpair"\n id = ' + lines(attack) + b"\n }\n}\n"
            self.assert_all(["-c", self.put(self.named(attack, b".conf"), swan)], [[], ["-f", "json"]])
            standin = run("--standin", mine)
            self.assert_harmless(standin.err, ("standin", attack))
            self.assert_harmless(standin.out.replace(b"\t", b""), ("standin", attack))

    def test_logs(self):
        capture = next((CAPTURES / "transform-mismatch").glob("capture.*"))
        for attack in ATTACKS:
            path = self.put(self.named(attack, b".log"), log(attack))
            self.assert_all(["-l", path], [[], ["-v"], ["-f", "json"], ["-f", "html"], ["-f", "ios"]])
            self.assert_all(["-l", path, capture], [["-v"]])


if __name__ == "__main__":
    command.main()
