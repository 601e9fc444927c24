#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--export-keys: what tshark reads with the tables, and what becomes of files and folders."""
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

import command

ESP = command.CAPTURES / "tunnel-up-esp"
EXPORT = command.CAPTURES.parent / "analyzer" / "engine" / "decrypt" / "export.c"
TABLES = ("esp_sa", "ikev1_decryption_table")


class Export(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name) / "a" / "b"

    def export(self, *arguments, status=0):
        result = command.run("--quiet", "--export-keys", self.folder, *arguments)
        self.assertEqual(result.status, status, result.err)
        return result

    def table(self, name):
        return (self.folder / name).read_text().splitlines()

    def tshark(self, capture, profile, *arguments):
        done = subprocess.run(
            ["tshark", "-r", capture, "-o", "esp.enable_encryption_decode:TRUE", "-o",
             "esp.enable_authentication_check:TRUE", *arguments],
            env=dict(os.environ, XDG_CONFIG_HOME=str(profile)), capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_tshark_reads_with_them(self):
        self.export("--keys", ESP / "keys", ESP / "capture.pcap")
        profile = pathlib.Path(self.scratch.name) / "profile"
        shutil.copytree(self.folder, profile / "wireshark")
        nothing = pathlib.Path(self.scratch.name) / "nothing"
        capture = str(ESP / "capture.pcap")
        for place, opened in ((profile, True), (nothing, False)):
            # a nonce in a Quick Mode
            quick = self.tshark(capture, place, "-Y", "isakmp.typepayload == 10 && isakmp.exchangetype == 32", "-T", "fields", "-e", "frame.number")
            self.assertEqual(len(quick), 2 if opened else 0)
            esp = self.tshark(capture, place, "-Y", "esp", "-T", "fields", "-e", "esp.icv_good", "-e", "esp.protocol")
            self.assertGreater(len(esp), 0)
            for line in esp:
                self.assertEqual(line.strip() != "", opened, line)
                if opened:
                    self.assertEqual([int(field, 0) for field in line.split("\t")], [1, 4], line)

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_tshark_knows_every_name(self):
        names = re.findall(r'return "(.*)";', EXPORT.read_text())
        self.assertGreater(len(names), 12)
        profile = pathlib.Path(self.scratch.name) / "profile"
        (profile / "wireshark").mkdir(parents=True)
        known = {}
        for name in [*names, "no such algorithm"]:
            for fields in ((name, "NULL"), ("NULL", name)):
                line = f'"IPv4","192.0.2.1","192.0.2.2","0x00000001","{fields[0]}","","{fields[1]}",""\n'
                (profile / "wireshark" / "esp_sa").write_text(line)
                done = subprocess.run(["tshark", "-r", str(ESP / "capture.pcap"), "-c", "1"],
                                      env=dict(os.environ, XDG_CONFIG_HOME=str(profile)), capture_output=True,
                                      text=True, check=False)
                known[name] = known.get(name, False) or "esp_sa" not in done.stderr
        self.assertFalse(known.pop("no such algorithm"))
        self.assertEqual([name for name in known if not known[name]], [])

    def test_only_the_owner_reads_them(self):
        self.export("--keys", ESP / "keys", ESP / "capture.pcap")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), sorted(TABLES))
        for name in TABLES:
            self.assertEqual(stat.S_IMODE((self.folder / name).stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.folder.stat().st_mode), 0o700)
        self.assertEqual(len(self.table("esp_sa")), 2)
        self.assertEqual(len(self.table("ikev1_decryption_table")), 1)

    def test_many_captures_any_number_of_jobs(self):
        names = ["tunnel-up-esp", "tunnel-up", "tunnel-up-3des-md5", "tunnel-up-ipv6", "tunnel-up-aggressive"]
        arguments = []
        for name in names:
            arguments += ["--keys", command.CAPTURES / name / "keys"]
        arguments += [command.CAPTURES / name for name in names]
        seen = set()
        for jobs in ("1", "4"):
            self.export("--jobs", jobs, *arguments)
            seen.add(tuple(tuple(self.table(name)) for name in TABLES))
        self.assertEqual(len(seen), 1)
        for name in TABLES:
            lines = self.table(name)
            self.assertEqual(lines, sorted(set(lines)))
        self.assertEqual(len(self.table("ikev1_decryption_table")), len(names))
        self.assertEqual(len(self.table("esp_sa")), 2 * len(names))

    def test_rows_that_are_there_stay(self):
        """Of a profile: a comment, rows of other keys, ours as Wireshark writes them again, a line without an end."""
        self.export("--keys", ESP / "keys", ESP / "capture.pcap")
        ours = {name: self.table(name) for name in TABLES}
        again = {"esp_sa": [ours["esp_sa"][0].replace('"0x', '"0X').upper().replace("IPV4", "IPv4") + ',"32-bit","0"',
                            '"IPv4","192.0.2.1","192.0.2.2","0x00000001","NULL","","NULL",""'],
                 "ikev1_decryption_table": [ours["ikev1_decryption_table"][0].replace('"', " "), "0123456789abcdef,00112233"]}
        for name in TABLES:
            theirs = ["# This file is automatically generated, DO NOT MODIFY.", *reversed(again[name])]
            (self.folder / name).write_text("\n".join(theirs))
            (self.folder / name).chmod(0o644)
            again[name] = theirs
        (self.folder / "preferences").write_text("old\n")
        said = self.export("--keys", ESP / "keys", ESP / "capture.pcap").complaints
        self.assertEqual(self.table("ikev1_decryption_table"), again["ikev1_decryption_table"])
        self.assertEqual(self.table("esp_sa"), [*again["esp_sa"], ours["esp_sa"][1]])
        self.assertEqual(stat.S_IMODE((self.folder / "esp_sa").stat().st_mode), 0o600)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), sorted((*TABLES, "preferences")))
        self.assertEqual([line.split(": ", 2)[1:] for line in said],
                         [[os.fspath(self.folder / name), f"note: rows added: {added}, there before: 2"]
                          for name, added in (("ikev1_decryption_table", 0), ("esp_sa", 1))])

    def test_nothing_to_add_changes_nothing(self):
        self.folder.mkdir(parents=True)
        table = self.folder / "esp_sa"
        table.write_text("old\n")
        before = table.stat()
        wrong = pathlib.Path(self.scratch.name) / "wrong"
        wrong.write_text(': PSK "wrong"\n')
        missing = pathlib.Path(self.scratch.name) / "missing.pcap"
        for arguments, status in (([ESP / "capture.pcap"], 0), (["-k", wrong, ESP / "capture.pcap"], 0),
                                  ([missing], 2)):
            said = self.export(*arguments, status=status).complaints
            self.assertIn(f"iketriage: {self.folder}: note: no key fitted, so nothing is written there", said)
            self.assertEqual(table.read_text(), "old\n")
            self.assertEqual((table.stat().st_ino, table.stat().st_mtime_ns), (before.st_ino, before.st_mtime_ns))
        self.assertEqual([path.name for path in self.folder.iterdir()], ["esp_sa"])

    def test_a_table_that_is_no_file(self):
        """Nothing is lost and nothing waits; what can be written is."""
        self.folder.mkdir(parents=True)
        os.mkfifo(self.folder / "esp_sa")
        result = self.export("--keys", ESP / "keys", ESP / "capture.pcap", status=2)
        self.assertIn("no regular file", "".join(result.complaints))
        self.assertTrue(stat.S_ISFIFO((self.folder / "esp_sa").stat().st_mode))
        self.assertEqual(len(self.table("ikev1_decryption_table")), 1)

    def test_no_folder(self):
        (pathlib.Path(self.scratch.name) / "a").write_text("a file")
        result = self.export(ESP / "capture.pcap", status=2)
        self.assertEqual(len(result.complaints), 1)
        self.assertIn(os.fspath(self.folder), result.complaints[0])
        self.assertEqual(result.out, b"")


if __name__ == "__main__":
    command.main()
