#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What makes a text easier to read: times in the reader's zone, names that are nearly right, octets that show nothing
counted, an option without effect told of. Nothing of it reaches JSON."""
import datetime
import os
import re
import unittest
import zoneinfo

import command
from command import CAPTURES, REFUSED, UP, run

CAPTURE = next(UP.glob("capture.*"))


class LocalTime(command.Case):
    def setUp(self):
        super().setUp()
        text = run("-f", "json", CAPTURE).of("capture")[0]["first_time"]
        self.first = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))

    def test_text(self):
        """By Python's own table of zones, which reads the same files; the sandbox does not hide them."""
        for name in ("Europe/Berlin", "Asia/Kolkata", "America/New_York", "UTC"):
            try:
                local = self.first.astimezone(zoneinfo.ZoneInfo(name))
            except zoneinfo.ZoneInfoNotFoundError:
                self.skipTest("no tzdata here")
            zone = local.strftime("%z")
            result = run("--local-time", "-v", CAPTURE, env={**os.environ, "TZ": name}).out.decode()
            first = " ".join(result.split("\n\n")[0].split())
            self.assertTrue(first.endswith(f"from {local:%Y-%m-%d %H:%M:%S} {zone[:3]}:{zone[3:]}"), first)
            self.assertRegex(result, rf"started      {local:%Y-%m-%dT%H:%M:%S}\.\d{{6}}{re.escape(zone[:3])}:{zone[3:]}, took")

    def test_only_where_it_is_asked_for_and_in_text(self):
        environment = {**os.environ, "TZ": "XXX-5:45"}
        for arguments in ((), ("-f", "json"), ("-f", "tsv"), ("-v",)):
            self.assertEqual(run(*arguments, CAPTURE, env=environment).out, run(*arguments, CAPTURE).out)
        for form in ("json", "tsv"):
            self.assertEqual(run("--local-time", "-f", form, CAPTURE, env=environment).out, run("-f", form, CAPTURE).out)
        lines = run("--local-time", CAPTURE, REFUSED, env=environment).out.decode().splitlines()
        self.assertIn("since (local)", lines[3])
        shown = (self.first + datetime.timedelta(hours=5, minutes=45)).strftime("%H:%M")
        self.assertIn(f"  {shown}:", lines[5])


class Names(command.Case):
    def test_rules_that_are_near(self):
        for word, near in (("ts-keylne", "ts-keylen"), ("ts_keylen", "ts-keylen"), ("TS-KEYLEN", "ts-keylen"),
                           ("keylen", "ts-keylen"), ("psk-mismach", "psk-mismatch"), ("acl-not-miror", "acl-not-mirrored"),
                           ("acl-mirror", "acl-not-mirrored"), ("pfs group", "pfs-group-mismatch"),
                           ("ts", "ts-cipher, ts-keylen, ts-hash, ts-ah-esp, ts-mode"),
                           ("pfs", "pfs-required-not-offered, pfs-offered-not-configured, pfs-group-mismatch")):
            result = run("--explain", word)
            self.assert_trouble(result, f"there is no rule '{word}'; near it: {near} (")
        for word in ("xyzzyxyzzy", "", "x" * 1000, "--"):
            self.assert_trouble(run("--explain", word), "--list-rules names them")

    def test_each_rule_is_found_with_a_letter_missing(self):
        rules = [record["rule"] for record in run("--list-rules", "-f", "json").records]
        for rule in rules[::9]:
            self.assertIn(rule, run("--explain", rule[:3] + rule[4:]).err.decode())


class Texts(command.Case):
    def test_octets_that_show_nothing_are_counted(self):
        path = self.folder / ("\x01" * 200 + "\x02" * 3)
        path.write_bytes(CAPTURE.read_bytes())
        text = run(path).out.decode()
        self.assertIn(r"\x01 (200 times)\x02\x02\x02", text)
        self.assertLess(len(text.splitlines()), 9)
        self.assertIn("\\\\x01" * 200, run("-f", "json", path).out.decode())

    def test_messages_with_text(self):
        for form in ("text", "tsv"):
            result = run("--messages", "-f", form, CAPTURE)
            self.assertEqual((result.status, result.out), (0, run("-f", form, CAPTURE).out))
            self.assertRegex(result.err, rb"^iketriage: note: --messages adds to -f json")
        self.assertEqual(run("--messages", "-f", "json", CAPTURE).err, b"")


if __name__ == "__main__":
    command.main()
