#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""preferences.py COMMAND MODULE: key files, Wireshark's own table, and what is wrong with either."""
import os
import sys
import tempfile
import unittest

import wireshark as ws

sys.path.append(ws.source_dir("tests", "differential"))
import cases  # works out Ka a second time

MODULE = sys.argv[2]
CAPTURE = ws.source_dir("captures", "tunnel-up", "capture.pcap")
KEYS = ws.source_dir("captures", "tunnel-up", "keys")
OPENED = "iketriage.transform.ios && iketriage.message contains \"Quick\""


class Preferences(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)

    def opened(self, *options, capture=CAPTURE):
        """How many Quick Mode messages with a proposal could be read, and standard error."""
        out, err = self.ws.tshark("-2", "-r", capture, *options, "-Y", OPENED)
        return len(out.splitlines()), err

    def file(self, content):
        file = tempfile.NamedTemporaryFile("w", dir=self.ws.home.name, suffix=".keys")
        self.addCleanup(file.close)
        file.write(content)
        file.flush()
        os.chmod(file.name, 0o644)
        return file.name

    def test_keys_open(self):
        self.assertEqual(self.opened(*ws.key_options(KEYS))[0], 2)
        self.assertEqual(self.opened()[0], 0)

    def test_list_of_key_files(self):
        other = ws.source_dir("captures", "acl-any", "keys")
        self.assertEqual(self.opened(*ws.key_options(other), *ws.key_options(KEYS))[0], 2)

    def table(self, name, content):
        """A table of the profile."""
        path = os.path.join(self.ws.config, name)
        self.addCleanup(os.remove, path)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)

    def test_key_files_of_a_profile(self):
        self.table("iketriage_keys", '"%s"\n' % KEYS)
        self.assertEqual(self.opened()[0], 2)

    def test_empty_row_of_a_profile_is_told_once(self):
        self.table("iketriage_keys", '"%s"\n""\n' % KEYS)
        count, err = self.opened()
        self.assertEqual(count, 2)
        self.assertIn("A file is needed", err)
        self.assertNotIn("IKE triage, key files", err)

    def test_bad_row_of_isakmp_is_told_once(self):
        """By Wireshark. It counts as a row: 3 is the one with the short key."""
        self.table("ikev1_decryption_table", "0102030405060708,%s\n0102030405060709,%s\n010203040506070a,00\nzz,yy\n"
                   % ("11" * 16, "22" * 16))
        count, err = self.opened(*ws.key_options(KEYS))
        self.assertEqual(count, 2)
        self.assertIn("must be 8 octets", err)
        self.assertEqual([line for line in err.splitlines() if line.startswith("IKEv1 Decryption Table:")],
                         ["IKEv1 Decryption Table:3: no cipher has a key of this length"])

    def test_bad_line_is_told_and_the_rest_works(self):
        with open(KEYS, encoding="utf-8") as file:
            content = "# a comment\n1.2.3.4 : PSK 0xzz\n" + file.read()
        bad = self.file(content)
        count, err = self.opened(*ws.key_options(bad))
        self.assertEqual(count, 2)
        self.assertIn("%s:2: " % bad, err)
        self.assertEqual(err.count(bad), 1, err)

    def test_missing_file_is_told_and_the_rest_works(self):
        missing = os.path.join(self.ws.home.name, "no-such-file")
        count, err = self.opened(*ws.key_options(missing), *ws.key_options(KEYS))
        self.assertEqual(count, 2)
        self.assertIn("%s: No such file or directory" % missing, err)

    def test_what_is_no_file_is_told_and_the_rest_works(self):
        for path, wanted in ((self.ws.home.name, "Is a directory"), ("/dev/null", "this is no regular file")):
            count, err = self.opened(*ws.key_options(path), *ws.key_options(KEYS))
            self.assertEqual(count, 2)
            self.assertIn("%s: %s" % (path, wanted), err)

    def test_empty_row_is_refused(self):
        _, err = self.ws.tshark("-o", 'uat:iketriage_keys:""', "-r", CAPTURE, status=1)
        self.assertIn("A file is needed", err)

    def test_table_of_isakmp(self):
        case = next(case for case in cases.captures() if case.name == "captures/tunnel-up")
        rows = case.tshark_keys(cases.phase1_of([case]))
        option = ["-o", "uat:ikev1_decryption_table:%s,%s" % rows[0]]
        self.assertGreater(self.decrypted(CAPTURE, *option), 0)
        self.assertEqual(self.decrypted(CAPTURE), 0)
        self.assertEqual(self.decrypted(CAPTURE, *option, "-o", "iketriage.use_ikev1_table:FALSE"), 0)

    def decrypted(self, capture, *options):
        opened = " or ".join('iketriage.decryption == "%s"' % how for how in ("verified", "decrypted", "partial"))
        out, _ = self.ws.tshark("-2", "-r", capture, *options, "-Y", opened)  # sets are written otherwise in 3.4
        return len(out.splitlines())

    def test_files_as_plain_preferences(self):
        """As -o NAME:FILE, which a list of files takes without a word and without effect."""
        self.assertEqual(self.opened("-o", "iketriage.keys:" + KEYS)[0], 2)
        config = ws.source_dir("captures", "tunnel-up-xauth", "initiator", "ios.txt")
        _, err = self.ws.tshark("-2", "-q", "-r", CAPTURE, "-o", "iketriage.ios_configs:" + config + ".not-there")
        self.assertIn("not-there", err)

    def test_disabled(self):
        out, _ = self.ws.tshark("-2", "-r", CAPTURE, *ws.key_options(KEYS), "-o", "iketriage.enabled:FALSE", "-Y",
                                "iketriage")
        self.assertEqual(out, "")

    def test_a_configurations_peer_is_an_address(self):
        _, err = self.ws.tshark("-r", CAPTURE, "-o", 'uat:iketriage_ios_configs:"router","router.cfg"', status=1)
        self.assertIn('"router" is no IP address', err)

    def test_change_dissects_again(self):
        answers = self.ws.sharkd(
            {"method": "load", "params": {"file": CAPTURE}},
            {"method": "frames", "params": {"filter": OPENED}},
            {"method": "setconf", "params": {"name": "uat:iketriage_keys", "value": '"%s"' % KEYS}},
            {"method": "load", "params": {"file": CAPTURE}},
            {"method": "frames", "params": {"filter": "(%s)" % OPENED}})  # sharkd remembers filters by their text
        self.assertEqual([len(answers[1]), len(answers[4])], [0, 2])

    def test_no_secret_is_shown(self):
        with open(KEYS, encoding="utf-8") as file:
            secrets = [word.strip('"') for line in file if not line.startswith("#") for word in line.split()[-1:]]
        out, err = self.ws.tshark("-2", "-r", CAPTURE, *ws.key_options(KEYS), "-V", "-x", "-q", "-z",
                                  "iketriage,report")
        for secret in secrets:
            self.assertNotIn(secret, out + err)
            self.assertNotIn(secret.removeprefix("0x"), (out + err).replace(":", ""))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
