#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line: what is accepted, what is refused and how."""
import re

import command
from command import REFUSED, UP, run


class Options(command.Case):
    def test_help_is_short(self):
        """A line an option, one of them two, and what stands around them."""
        for option in ("-h", "--help"):
            result = run(option)
            self.assertEqual((result.status, result.err), (0, b""))
            lines = result.out.decode().splitlines()
            options = [line for line in lines if re.match(r"  (-.|   ) *,? *--", line)]
            self.assertGreater(len(options), 10)
            self.assertLessEqual(len(lines), len(options) + 10)
            self.assertLessEqual(max(map(len, lines)), 80)
        self.assertIn("--keys", result.out.decode())

    def test_version(self):
        for option in ("-V", "--version"):
            result = run(option)
            self.assertEqual((result.status, result.err), (0, b""))
            self.assertRegex(result.out, rb"^iketriage \d+\.\d+\.\d+\n$")

    def test_bad_usage(self):
        for arguments, text in (
            ([], "no capture is named"),
            (["-q"], "no capture is named"),
            (["--colour", "x"], "unknown option '--colour'"),
            (["x", "--colour"], "unknown option '--colour'"),
            (["-Z", "x"], "unknown option '-Z'"),
            (["-qZ", "x"], "unknown option '-Z'"),
            (["--explian", "x"], "unknown option '--explian'; near it: --explain"),
            (["--peers=10.0.0.1", "x"], "unknown option '--peers=10.0.0.1'; near it: --peer"),
            (["--v", "x"], "unknown option '--v'; near it: --verbose, --version"),
            (["-c", "203.0.113.332=r1.cfg", "x"], "--ios-config: '203.0.113.332' is no address"),
            (["-l", "2001:db8::1::2=r1.log", "x"], "--ios-log: '2001:db8::1::2' is no address"),
            (["-i", "lo", "x"], "'x': a capture file has no place beside --interface"),
            (["-i", ""], "--interface: '' is no interface"),
            (["-i", "lo", "--list-rules"], "--interface 'lo': a capture has no place here"),
            (["--duration", "5", "x"], "--duration bounds a live capture"),
            (["--count", "5", "x"], "--count bounds a live capture"),
            (["--buffer-size", "5", "x"], "--buffer-size is a live capture's"),
            *((["-i", "lo", "--duration", text], f"--duration: '{text}' is no time from 1 second")
              for text in ("0", "-1", "s", "", "5w", "5mm", "1.5", " 5", "99999999999")),
            *((["-i", "lo", "--count", text], f"--count: '{text}' is not a number from 1") for text in ("0", "-1", "x")),
            (["--quiet=yes", "x"], "option '--quiet' takes no argument"),
            (["x", "-k"], "option '-k' needs an argument"),
            (["x", "--keys"], "option '--keys' needs an argument"),
            (["-f", "xml", "x"], "there is no format 'xml', but text, json, tsv, html and ios"),
            (["--format=", "x"], "there is no format ''"),
            (["-j", "0", "x"], "'0' is not a number from 1"),
            (["-j", "two", "x"], "'two' is not a number from 1"),
            (["-j", "-1", "x"], "'-1' is not a number from 1"),
            (["-j", "99999999999", "x"], "'99999999999' is not a number from 1"),
            (["x", "-t"], "option '-t' needs an argument"),
            (["--all=1", "x"], "option '--all' takes no argument"),
            (["--progress=1", "x"], "option '--progress' takes no argument"),
            (["--ios-release", "16", "x"], "'16' is none of 12, 15 and 17"),
            (["--ios-release", "15.9", "x"], "'15.9' is none of 12, 15 and 17"),
            (["--ios-release", "0", "x"], "'0' is none of 12, 15 and 17"),
            (["--ios-release=", "x"], "'' is none of 12, 15 and 17"),
            (["-p", "router", "x"], "'router' is neither an address nor ADDRESS/LENGTH"),
            (["-p", "192.0.2.0/33", "x"], "'192.0.2.0/33' is neither"),
            (["--filter", "udp prt 500", "x"], "--filter: 'udp prt 500': "),
            (["-", "-"], "standard input is named more than once"),
            (["-k", "-", "-"], "standard input is named more than once"),
            (["--list-rules", "x"], "'x': a capture has no place here"),
        ):
            with self.subTest(arguments):
                result = run(*arguments)
                self.assert_trouble(result, text, "--help")
                self.assertEqual(result.out, b"")
                self.assertEqual(len(result.complaints), 2)

    def test_bad_usage_is_escaped(self):
        """A shell's * may hand over any name as an option: what a terminal obeys must not reach it."""
        escape, written = "\x1b[31m\r", r"\x1b[31m\x0d"
        for arguments in (["--" + escape], ["-" + escape], ["-f", escape, "x"], ["-j", escape, "x"], ["-t", escape, "x"],
                          ["-p", escape, "x"], ["--filter", "host " + escape, "x"], ["--explain", escape],
                          ["--list-rules", escape], ["--quiet=" + escape, "x"], ["-k", escape, UP],
                          ["-o", escape + "/x", UP], ["--export-keys", "/dev/null/" + escape, UP], [escape]):
            with self.subTest(arguments):
                result = run(*arguments)
                self.assertEqual(result.status, 2)
                self.assertNotRegex(result.err, rb"[\x00-\x09\x0b-\x1f\x7f]")
                if arguments[0] not in ("-" + escape, "--quiet=" + escape, "--filter"):
                    self.assertIn(written, result.err.decode())

    def test_options_of_one_name_in_every_writing(self):
        expected = run("-q", "-k", UP / "keys", "-f", "json", UP).out
        for arguments in (
            ["-q", f"-k{UP}/keys", "-fjson", UP],
            [UP, "--quiet", f"--keys={UP}/keys", "--format", "json"],
            ["-qfjson", "-k", UP / "keys", "--", UP],
        ):
            self.assertEqual(run(*arguments).out, expected)

    def test_rules(self):
        result = run("--list-rules")
        self.assertEqual((result.status, result.err), (0, b""))
        names = re.findall(r"\b(ts-cipher|psk-mismatch|acl-not-mirrored)\b", result.out.decode())
        self.assertEqual(set(names), {"ts-cipher", "psk-mismatch", "acl-not-mirrored"})
        result = run("--explain", "ts-cipher")
        self.assertEqual((result.status, result.err), (0, b""))
        self.assertIn(b"ts-cipher", result.out)
        result = run("--explain", "ts-colour")
        self.assert_trouble(result, "there is no rule 'ts-colour'; --list-rules names them")
        self.assertEqual(result.out, b"")

    def test_exit_status(self):
        self.assertEqual(run("-k", UP / "keys", UP).status, 0)
        self.assertEqual(run("-k", REFUSED / "keys", REFUSED).status, 1)
        self.assertEqual(run("-k", REFUSED / "keys", REFUSED, UP).status, 1)
        self.assertEqual(run("-k", REFUSED / "keys", REFUSED, "no such file").status, 2)

    def test_quiet(self):
        result = run("-q", "-f", "json", UP, REFUSED)
        self.assertEqual([record["type"] for record in result.records], ["summary"])

    def test_messages(self):
        self.assertEqual(run("-f", "json", UP).of("message"), [])
        messages = run("-f", "json", "--messages", UP).of("message")
        self.assertGreaterEqual({message["name"] for message in messages}, {"main1", "main6", "quick1", "quick3"})


if __name__ == "__main__":
    command.main()
