#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""exported.py COMMAND MODULE: Export PDUs writes what a tshark without the plugin and without keys reads as the command
does with them, and no secret; Export Objects writes the command's report and, for each router, what it is to be told."""
import glob
import os
import subprocess
import sys
import unittest

import isakmp_fields
import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
EXPORT = "IKE triage, decrypted"
STARS = ("isakmp.cfg.attr.xauth.user_name", "isakmp.cfg.attr.xauth.user_password")


class Exported(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        os.chmod(cls.ws.home.name, 0o777)  # who reads as nobody writes as nobody
        cls.every = {name.partition("/")[2]: (capture, keys) for name, capture, keys in ws.captures()
                     if name.startswith("captures/")}

    def stock(self, path, *fields):
        """{original frame: values}, as a tshark reads it that has neither plugin nor keys."""
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
                       "WIRESHARK_CONFIG_DIR": "/nonexistent"}
        out = subprocess.run(["tshark", "-n", "-r", path, "-T", "fields", "-e", "exported_pdu.orig_fno",
                              *[option for field in fields for option in ("-e", field)]],
                             env=environment, capture_output=True, text=True, check=True).stdout
        return {int(line.split("\t")[0]): line.split("\t")[1:] for line in out.splitlines()}

    def export(self, name, passes):
        capture, keys = self.every[name]
        path = os.path.join(self.ws.home.name, "%s-%d.pcapng" % (name, passes))
        self.ws.tshark(*["-2"][:passes - 1], "-r", capture, *ws.key_options(keys), "-U", EXPORT, "-w", path)
        return path

    def test_read_without_keys(self):
        for name in isakmp_fields.NAMES:
            wanted = isakmp_fields.as_the_command_reads(*self.every[name])
            for passes in (1, 2) if name in isakmp_fields.NAMES[::4] else (1,):
                shown = self.stock(self.export(name, passes), *isakmp_fields.FIELDS)
                for frame, values in wanted.items():
                    with self.subTest(capture=name, passes=passes, frame=frame):
                        self.assertEqual(shown[frame], [",".join(map(str, one)) for one in values])

    def test_peers_and_messages_in_clear(self):
        """Phase 1's proposal is there too, between the same peers."""
        source, exchange, cipher = self.stock(self.export("tunnel-up-ipv6", 2), "exported_pdu.ipv6_src",
                                              "isakmp.exchangetype", "isakmp.ike.attr.encryption_algorithm")[1]
        out, _ = self.ws.tshark("-r", self.every["tunnel-up-ipv6"][0], "-c", "1", "-T", "fields", "-e", "ipv6.src")
        self.assertEqual((source, exchange, cipher), (out.strip(), "2", "7"))

    def test_no_secret(self):
        path = self.export("tunnel-up-xauth", 2)
        found = {text for values in self.stock(path, *STARS).values() for text in values if text}
        self.assertTrue(found)
        for text in found:
            self.assertEqual(set(text), {"*"})
        with open(path, "rb") as file:
            octets = file.read()
        for secret in (b"branch", b"right-password"):  # as captures/tunnel-up-xauth has them
            self.assertNotIn(secret, octets)
        hashes = self.stock(self.export("tunnel-up", 2), "isakmp.messageid", "isakmp.hash")
        proofs = [digest for message_id, digest in hashes.values() if digest and int(message_id, 16) == 0]
        self.assertEqual(len(proofs), 2)
        for proof in proofs:
            self.assertEqual(set(proof) - {":"}, {"0"})

    def objects(self, name, *options):
        capture, keys = self.every[name]
        folder = os.path.join(self.ws.home.name, "objects" + "".join(options) + name)
        self.ws.tshark("-q", *options, "-r", capture, *ws.key_options(keys), "--export-objects", "iketriage," + folder)
        found = {}
        for path in glob.glob(folder + "/*"):
            with open(path, encoding="utf-8") as file:
                found[os.path.basename(path)] = file.read()
        return found

    def wanted_fixes(self, name):
        """{router: lines to type}, of tunnels whose cause the command names."""
        found = {}
        for record in ws.records(COMMAND, *self.every[name]):
            fix = record["fix"] if record["type"] == "tunnel" else None
            if fix:
                found.setdefault(record[fix["router"]["side"].lower()]["address"], []).extend(fix["lines"])
        return found

    def test_objects(self):
        for name in ("ios-transform-both-ways", "tunnel-up", "psk-mismatch", "pfs-missing"):
            for options in ((), ("-2",)):
                with self.subTest(capture=name, options=options):
                    objects = self.objects(name, *options)
                    self.assertEqual(objects.pop("report.txt"), ws.command_report(COMMAND, *self.every[name]))
                    wanted = self.wanted_fixes(name)
                    self.assertEqual({file: [line for line in text.splitlines() if not line.startswith("!")]
                                      for file, text in objects.items()},
                                     {"fix-%s.txt" % router: lines for router, lines in wanted.items()})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
