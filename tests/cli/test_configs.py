#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""-c: files that are configurations and files that are none, whose they are, and what no output holds."""
import re

import command
from command import run

ONE_WAY = command.CAPTURES / "ios-transform-one-way"
CAPTURE = ONE_WAY / "capture.pcap"
INITIATOR, RESPONDER = ONE_WAY / "initiator" / "ios.txt", ONE_WAY / "responder" / "ios.txt"
KEY = "ios-transform-one-way-key"


class Configs(command.Case):
    def store(self, name, content):
        return super().store(name, content.encode())

    def tunnel(self, *arguments):
        result = run("-f", "json", *arguments, CAPTURE)
        self.assertEqual(result.status, 1, result.err)
        return result.of("tunnel")[0], result

    def test_no_configuration(self):
        for path, text in ((self.folder / "none", "No such file"), (self.folder, "Is a directory"),
                           (CAPTURE, "no configuration"), (self.store("empty", ""), "no configuration"),
                           (self.store("text", "hello\n"), "no configuration")):
            with self.subTest(path.name):
                result = run("-f", "json", "-c", path, "-c", RESPONDER, CAPTURE)
                self.assertEqual(result.status, 2)
                self.assertIn(f"iketriage: {path}: ", result.err.decode())
                self.assertIn(text, result.err.decode())
                self.assertEqual(len(result.of("tunnel")), 1)  # the rest is judged all the same

    def test_usage(self):
        self.assert_trouble(run("-c", "", CAPTURE), "names no file", "--help")
        self.assert_trouble(run("-c", "192.0.2.1=", CAPTURE), "names no file", "--help")
        self.assert_trouble(run("-c", "-", "-"), "standard input is named more than once")

    def test_output_is_no_configuration(self):
        path = self.store("r1.cfg", INITIATOR.read_text())
        self.assert_trouble(run("-c", path, "-o", path, CAPTURE), "is read and cannot be the output")
        self.assertEqual(path.read_text(), INITIATOR.read_text())

    def test_hostnames(self):
        files = [("-c", self.store(f"{name}.cfg", f"hostname {name}\n{path.read_text()}"))
                 for name, path in (("Site-A", INITIATOR), ("Site-B", RESPONDER))]
        tunnel, _ = self.tunnel(*files[0], *files[1])
        self.assertEqual((tunnel["a"]["hostname"], tunnel["b"]["hostname"]), ("Site-A", "Site-B"))
        text = run(*files[0], *files[1], CAPTURE).out.decode()
        self.assertIn("Site-A 203.0.113.31", text)
        self.assertIn("FIX on Site-B 198.51.100.31", text)
        self.assertRegex(text, r"LOOK AT\n +\S+Site-A\.cfg:\d+: crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n"
                               r" +\S+Site-A\.cfg:\d+: set transform-set TS\n +\S+Site-B\.cfg:\d+: crypto ipsec transform-set TS esp-aes 128 esp-md5-hmac\n")

    def test_hostname_is_escaped(self):
        path = self.store("r.cfg", "hostname \x1b[31mX\n" + RESPONDER.read_text())
        result = run("-c", path, CAPTURE)
        self.assertNotIn(b"\x1b", result.out + result.err)

    def test_binding(self):
        elsewhere = self.store("r2.cfg", "hostname R2\n" + RESPONDER.read_text().replace("ip address 198.51.100.31",
                                                                                        "ip address 10.1.1.1"))
        tunnel, result = self.tunnel("-c", elsewhere)
        self.assertEqual((tunnel["b"]["hostname"], tunnel["cause"]), (None, None))
        self.assertIn("none of its addresses is a peer in the captures", result.err.decode())
        tunnel, result = self.tunnel("-k", ONE_WAY / "keys", "-c", f"198.51.100.31={elsewhere}")
        self.assertEqual((tunnel["b"]["hostname"], tunnel["likelihood"]), ("R2", "certain"))
        self.assertEqual(result.err, b"")
        # what is no address belongs to the name
        named = self.store("a=b.cfg", RESPONDER.read_text())
        self.assertEqual(run("-c", named, CAPTURE).err, b"")

    def test_why_it_decides_nothing(self):
        path = self.store("r2.cfg", RESPONDER.read_text() + "crypto map CM 20 ipsec-isakmp dynamic DYN\n")
        tunnel, _ = self.tunnel("-k", ONE_WAY / "keys", "-c", path)
        self.assertIsNone(tunnel["cause"])
        line = len(path.read_text().splitlines())
        self.assertEqual(tunnel["notes"][-1], "the configuration of 198.51.100.31 decides nothing here: the crypto map "
                                              f"has a dynamic entry, which may take any offer (line {line})")
        self.assertIn("has a dynamic entry", re.sub(r"\s+", " ", run("-c", path, CAPTURE).out.decode()))

    def test_what_does_not_run(self):
        """A router that offers what its file has not: the file is of another day."""
        stale = self.store("r1.cfg", INITIATOR.read_text() + "crypto ipsec transform-set TS esp-3des\n")
        note = re.compile(r"the configuration of 203\.0\.113\.31 \(\S+\) is not what runs: it offers in frame \d+ esp-aes "
                          r"256 esp-sha-hmac, no PFS, which no line for this peer has; line \d+ has ")
        keys = ("-k", ONE_WAY / "keys")
        for arguments, told in (((*keys, "-c", stale), True), (("-c", stale), False), ((*keys, "-c", INITIATOR), False),
                                ((*keys, "-c", self.store("pfs", INITIATOR.read_text() + "crypto map CM 10\n set pfs group5\n")),
                                 True)):
            tunnel, _ = self.tunnel(*arguments)
            self.assertEqual(any(note.match(text) for text in tunnel["notes"]), told, tunnel["notes"])

    def test_what_is_not_understood(self):
        path = self.store("r2.cfg", RESPONDER.read_text() + "crypto map CM 10\n set tranform-set TS\n match address VPNN\n")
        lines = len(path.read_text().splitlines())
        complaints = run("-c", path, CAPTURE).complaints
        self.assertIn(f'iketriage: {path}:{lines - 1}: note: "set tranform-set ..." is not understood, and left out',
                      complaints)
        self.assertIn(f"iketriage: {path}:{lines}: note: access list VPNN is not defined in this file; VPN is", complaints)

    def test_keys(self):
        """The preshared key of a configuration is a key like that of a key file, and stands in no output."""
        aggressive = command.CAPTURES / "psk-only"
        keys = run("-f", "json", "-k", aggressive / "initiator" / "ios.txt", aggressive / "capture.pcap")
        configs = run("-f", "json", "-c", aggressive / "initiator" / "ios.txt", aggressive / "capture.pcap")
        self.assertEqual([record["missing_key"] for record in configs.of("phase1")],
                         [record["missing_key"] for record in keys.of("phase1")])
        self.assertNotEqual([record["missing_key"] for record in configs.of("phase1")],
                            [record["missing_key"] for record in run("-f", "json", aggressive / "capture.pcap").of("phase1")])
        for options in ((), ("-f", "json", "--messages"), ("-v",), ("-f", "tsv")):
            result = run(*options, "-c", INITIATOR, "-c", RESPONDER, CAPTURE)
            self.assertNotIn(KEY.encode(), result.out + result.err)


if __name__ == "__main__":
    command.main()
