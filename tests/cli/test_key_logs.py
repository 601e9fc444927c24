#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Logs of racoon, pluto and FortiGate as key files.

The logs are written here, in the form that each daemon's source prints (racoon's plogdump, pluto's DBG_dump, FortiOS's
line for an ISAKMP SA); the secrets in them are derived here from the preshared key and the shared secret, as RFC 2409
section 5 and appendix B say, so that the reader and its keys are both held to something else than themselves."""
import hashlib
import hmac
import pathlib
import re
import tempfile
import unittest

import command

HASHES = {"MD5": hashlib.md5, "SHA1": hashlib.sha1, "SHA2-256": hashlib.sha256, "SHA2-384": hashlib.sha384,
          "SHA2-512": hashlib.sha512}
STAMP = "2026-11-28 10:00:00: "


class Secrets:
    """Those of the only ISAKMP SA of a capture of captures/."""

    def __init__(self, folder):
        messages = {m["name"]: m for m in command.run("-f", "json", "--messages", folder / "capture.pcap").of("message")}
        keys = (folder / "keys").read_text()
        psk = re.search(r'PSK "([^"]*)"', keys).group(1).encode()
        self.shared = bytes.fromhex(re.search(r"DH-SECRET 0x([0-9a-f]+)", keys).group(1))
        first = messages["main2"]
        self.cookies = first["initiator_cookie"], first["responder_cookie"]
        cookies = bytes.fromhex("".join(self.cookies))
        transform = first["payloads"][0]["proposals"][0]["transforms"][0]
        digest = HASHES[transform["hash"]]

        def body(name, kind):
            return bytes.fromhex(next(p["data"] for p in messages[name]["payloads"] if p["type"] == kind))

        def prf(key, *parts):
            return hmac.new(key, b"".join(parts), digest).digest()
        self.skeyid = prf(psk, body("main3", "NONCE"), body("main4", "NONCE"))
        self.skeyid_d = prf(self.skeyid, self.shared, cookies, b"\0")
        self.skeyid_a = prf(self.skeyid, self.skeyid_d, self.shared, cookies, b"\1")
        self.skeyid_e = prf(self.skeyid, self.skeyid_a, self.shared, cookies, b"\2")
        size = {"3DES-CBC": 24, "DES-CBC": 8}.get(transform["encryption"]) or transform["key_bits"] // 8
        self.ka = self.skeyid_e
        if size > len(self.ka):
            self.ka, block = b"", b"\0"
            while len(self.ka) < size:
                block = prf(self.skeyid_e, block)
                self.ka += block
        self.ka = self.ka[:size]
        self.hashed = digest(body("main3", "KE") + body("main4", "KE")).digest()
        self.iv = self.hashed[:16 if transform["encryption"].startswith("AES") else 8]

    def all(self):
        return [("shared", self.shared), ("SKEYID", self.skeyid), ("SKEYID_d", self.skeyid_d),
                ("SKEYID_a", self.skeyid_a), ("SKEYID_e", self.skeyid_e), ("ka", self.ka)]


def groups(octets, size, line):
    """Hex digits in groups of size octets, line octets to a line."""
    for at in range(0, len(octets), line):
        part = octets[at:at + line]
        yield " ".join(part[k:k + size].hex() for k in range(0, len(part), size))


def racoon(secrets, only=None, prefix=STAMP + "DEBUG: ", same_line=False):
    titles = {"shared": "compute DH's shared.", "ka": "final encryption key computed:"}
    out = [prefix + "begin Identity Protection mode."]
    dumps = [(titles.get(name, name + " computed:"), octets) for name, octets in secrets.all()
             if only is None or name in only]
    for title, octets in dumps + [("IV computed:", secrets.iv)]:
        lines = list(groups(octets, 4, 32))
        out.append(prefix + title)
        out += [prefix + line for line in lines] if same_line else [prefix] + lines
        out.append(prefix + "hash(sha1)")
    return "\n".join(out) + "\n"


def syslog(secrets):
    """One record a dump: the end of line within it is spelled out."""
    text = racoon(secrets, prefix="Nov 28 10:00:00 gw racoon: DEBUG: ", same_line=True)
    return re.sub(r"DEBUG: (?=[0-9a-f]{8}\b)", "DEBUG: #012", text)


def pluto(secrets, only=None, prefix="Nov 28 10:00:00 gw pluto[24522]: "):
    titles = {"shared": "DH shared-secret:", "ka": "enc key:"}
    out = [prefix + "| *received 356 bytes from 192.0.2.2:500 on eth0"]
    dumps = [(titles.get(name, name.capitalize() + ":"), octets) for name, octets in secrets.all()
             if only is None or name in only]
    for title, octets in dumps + [("IV:", secrets.hashed)]:
        lines = [line.replace(" ", "  ") for line in (re.sub(r"(..)(?=.)", r"\1 ", g) for g in groups(octets, 16, 16))]
        if title == "DH shared-secret:":
            out.append(prefix + "| " + title)
        else:
            out.append(prefix + "| %s  %s" % (title, lines.pop(0)))
        out += [prefix + "|   " + line for line in lines]
    return "\n".join(out + [prefix + '"west" #1: STATE_MAIN_R3: sent MR3, ISAKMP SA established']) + "\n"


def fortios(secrets):
    return ("ike 0: comes 192.0.2.2:500->192.0.2.1:500,ifindex=6....\n"
            "2026-11-28 10:00:00 ike 0:to_hq:14: ISAKMP SA %s/%s key %d:%s\n"
            % (*secrets.cookies, len(secrets.ka), secrets.ka.hex().upper()))


class KeyLogs(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.log = pathlib.Path(scratch.name) / "log"

    def decryptions(self, folder, text):
        self.log.write_text(text)
        result = command.run("-f", "json", "-k", self.log, folder / "capture.pcap")
        return result, [r["decryption"] for r in result.of("phase2")]

    def test_each_opens_what_it_should(self):
        for folder in (command.UP, command.REFUSED):
            secrets = Secrets(folder)
            ka = {"ka"}
            for text, wanted in ((racoon(secrets), "verified"), (syslog(secrets), "verified"),
                                 (racoon(secrets, ka), "decrypted"),
                                 (racoon(secrets, ka, "10:00:00 ipsec,debug ", True), "decrypted"),
                                 (pluto(secrets), "verified"), (pluto(secrets, ka), "decrypted"),
                                 (pluto(secrets, {"shared", "SKEYID"}, ""), "verified"),
                                 (fortios(secrets), "decrypted")):
                with self.subTest(folder=folder.name, log=text[:60]):
                    result, decryptions = self.decryptions(folder, text)
                    self.assertTrue(decryptions)
                    self.assertEqual(set(decryptions), {wanted}, result.err)

    def test_another_sas_secrets_open_nothing(self):
        other = Secrets(command.REFUSED)
        for text in (racoon(other), pluto(other), fortios(other)):
            _, decryptions = self.decryptions(command.UP, text)
            self.assertEqual(set(decryptions), {"no-key"}, text[:60])

    def test_what_is_missing_is_said(self):
        secrets = Secrets(command.UP)
        for text, said in (
                (STAMP + "DEBUG: begin Identity Protection mode.\n", "there is no secret in this racoon log"),
                ("Nov 28 10:00:00 gw pluto[1]: | *received 356 bytes\n", "there is no secret in this pluto log"),
                ("ike 0:to_hq:14: sent IKE msg\n", "there is no key in this FortiGate log"),
                (racoon(secrets, {"shared"}).split(STAMP + "DEBUG: IV")[0], "secrets of Quick Modes with PFS"),
                (fortios(secrets)[:-3] + "\n", "log:2: the key is not as long as the line says"),
                (STAMP + "DEBUG: final encryption key computed:\n" + STAMP + "DEBUG: hash(md5)\n", "no octets follow")):
            result, _ = self.decryptions(command.UP, text)
            self.assertIn(said, result.err.decode())
            self.assertNotIn(secrets.ka.hex()[:16], result.err.decode().lower())


if __name__ == "__main__":
    command.main()
