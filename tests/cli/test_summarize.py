#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--summarize: records of earlier runs give the list and the summary that a run of all their captures printed itself,
which is the second source here. Records are what anybody may have written: no value is believed."""
import copy
import json
import os
import re
import unittest

import command
from command import CAPTURES, REFUSED, UP, run

KEYS = [option for path in sorted(CAPTURES.glob("*/keys")) for option in ("-k", path)]
FOLDERS = sorted(path for path in CAPTURES.iterdir() if path.is_dir())


def summarize(records, *arguments):
    return run("--summarize", *arguments, input=records)


def table(text):
    """What stands above the blocks of the tunnels: the count, keys, the list."""
    return text[:re.search(rb"\n\n(?=\d+ \S+ (?:>|<>) |Summary|-v what|-t N)", text).start()]


class CutOff(command.Case):
    def test_nothing_is_made_up(self):
        """The tunnels are there, the capture's own record is not: how many packets there were, and when, nobody knows."""
        lines = run("-f", "json", REFUSED).out.splitlines(keepends=True)
        cut = b"".join(line for line in lines if b'"type":"capture"' not in line and b'"type":"summary"' not in line)
        result = summarize(cut)
        self.assert_trouble(result, "own record is missing")
        head = result.out.decode().split("\n\n")[0]
        self.assertIn("1 tunnel: 1 down.", head)
        self.assertNotRegex(head, r"packet|from|\d{4}-\d\d-\d\d")


class OneRun(command.Case):
    @classmethod
    def setUpClass(cls):
        cls.records = run("-f", "json", *KEYS, CAPTURES).out

    def test_the_summary(self):
        """In text and in JSON, octet for octet, with the same exit status."""
        whole = run("-q", *KEYS, CAPTURES)
        again = summarize(self.records, "-q")
        self.assertEqual((again.out, again.status, again.err), (whole.out, whole.status, b""))
        self.assertEqual(summarize(self.records, "-f", "json").out, self.records.splitlines(keepends=True)[-1])

    def test_the_table(self):
        self.assertEqual(summarize(self.records, "-f", "tsv").out, run("-f", "tsv", *KEYS, CAPTURES).out)
        for option in ((), ("--all",)):
            whole = run(*option, *KEYS, CAPTURES).out
            again = summarize(self.records, *option).out
            self.assertGreater(len(table(whole)), 5000)
            self.assertEqual(table(again), table(whole))
            self.assertIn(run("-q", *KEYS, CAPTURES).out, again)

    def test_runs_that_are_concatenated(self):
        """Each with its own summary and its own numbers; as a job array leaves them."""
        runs = [run("-f", "json", *KEYS, *FOLDERS[begin::3]).out for begin in range(3)]
        whole = run("-f", "tsv", *KEYS, *[folder for begin in range(3) for folder in FOLDERS[begin::3]])
        self.assertEqual(summarize(b"".join(runs), "-f", "tsv").out, whole.out)

    def test_messages_and_the_order_of_keys_do_not_matter(self):
        records = run("-f", "json", "--messages", *KEYS, CAPTURES).records
        text = "".join(json.dumps(dict(sorted(record.items()))) + "\r\n\n" for record in records)
        self.assertEqual(summarize(text.encode()).out, summarize(self.records).out)

    def test_what_a_capture_counts_is_summed(self):
        """Each number of its record that the summary has too, those that come later as well."""
        lines = [json.loads(line) for line in self.records.splitlines()]
        captures, summary = [line for line in lines if line["type"] == "capture"], lines[-1]
        shared = [key for key, value in summary.items() if isinstance(value, int) and key in captures[0]]
        self.assertGreater(len(shared), 3)
        for key in shared:
            for capture in captures:
                capture[key] += 7
            again = summarize("\n".join(map(json.dumps, lines)).encode(), "-f", "json").records[-1]
            self.assertEqual(again[key], summary[key] + 7 * len(captures), key)

    def test_what_no_record_should_be(self):
        """Every value in the place of every other one: each line counts or is complained of, and nothing else happens."""
        seen, lines = set(), []
        for record in [json.loads(line) for line in self.records.splitlines()]:
            for path in self.paths(record):
                kind = (record["type"], *(step for step in path if isinstance(step, str)))
                if kind in seen:
                    continue
                seen.add(kind)
                for value in (None, True, -1, 1 << 62, 0.5, "x", "", "9999-99-99T99:99:99Z", [], [None], {}, [[{}]]):
                    changed = copy.deepcopy(record)
                    place = changed
                    for step in path[:-1]:
                        place = place[step]
                    place[path[-1]] = value
                    lines.append(json.dumps(changed))
        self.assertGreater(len(lines), 5000)
        for form in ("text", "tsv", "json"):
            self.assertIn(summarize("\n".join(lines).encode(), "-f", form).status, (1, 2))

    def paths(self, value, before=()):
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            yield (*before, key)
            yield from self.paths(item, (*before, key))


class Few(command.Case):
    def test_a_short_list_and_its_summary(self):
        captures = (UP, REFUSED)
        again = summarize(run("-f", "json", *captures).out)
        self.assertEqual(table(again.out), table(run(*captures).out))
        self.assertTrue(again.out.endswith(b"\n\n" + run("-q", *captures).out))
        self.assertNotIn(b"\n\n\n", again.out)

    def test_documents_alone(self):
        """They have no capture's record, and their findings stand in the tunnel."""
        name = "crypto map M 10 ipsec-isakmp\n set peer {}\n set transform-set T\n match address A\n"
        paths = []
        for own, other, cipher in (("203.0.113.1", "198.51.100.1", "esp-aes 256"), ("198.51.100.1", "203.0.113.1", "esp-aes")):
            mine, theirs = ("192.168.1.0", "192.168.2.0")[::1 if own.startswith("203") else -1]
            paths.append(self.store(own, (
                f"hostname R{own[-1]}{len(paths)}\ncrypto isakmp policy 10\n encryption aes\n authentication pre-share\n group 14\n"
                f"crypto isakmp key k address {other}\ncrypto ipsec transform-set T {cipher} esp-sha-hmac\n"
                + name.format(other) + f"ip access-list extended A\n permit ip {mine} 0.0.0.255 {theirs} 0.0.0.255\n"
                f"interface Gi0/0\n ip address {own} 255.255.255.0\n crypto map M\nip route 0.0.0.0 0.0.0.0 {own[:-1]}254\n"
                ).encode()))
        options = [option for path in paths for option in ("-c", path)]
        records = run("-f", "json", *options)
        self.assertEqual([tunnel["state"] for tunnel in records.of("tunnel")], ["down"])
        for form in ("tsv", "json"):
            whole = run("-f", form, *options)
            again = summarize(records.out, "-f", form)
            self.assertEqual(again.status, whole.status)
            self.assertEqual(again.out.splitlines()[-1], whole.out.splitlines()[-1])
        self.assertEqual(summarize(records.out, "-q").out, run("-q", *options).out)

    def test_names_of_any_octets(self):
        path = self.folder / os.fsdecode(b"a\\x41\xff\t'\x1b.pcap")
        path.write_bytes(next(UP.glob("capture.*")).read_bytes())
        self.assertEqual(summarize(run("-f", "json", path).out, "-f", "tsv").out, run("-f", "tsv", path).out)

    def test_a_live_capture_tells_a_tunnel_again(self):
        """Only its last record counts."""
        lines = []
        for record in run("-f", "json", REFUSED).records:
            if record["type"] == "tunnel":
                lines += [{**record, "live": {"time": None, "was": None, "final": final}} for final in (False, False, True)]
            else:
                lines.append(record)
        text = "\n".join(map(json.dumps, lines)).encode()
        self.assertEqual(summarize(text, "-q").out, run("-q", REFUSED).out)


class Trouble(command.Case):
    def setUp(self):
        super().setUp()
        self.lines = run("-f", "json", REFUSED).out.splitlines(keepends=True)

    def test_lines_that_are_no_records(self):
        for bad, why in ((b"{", "no JSON"), (b"[1]", "no record of iketriage"), (b'{"type":1}', "no record of iketriage"),
                         (b'{"type":"tunnel","file":"x","state":"asleep"}', "a tunnel record with a value"),
                         (b'{"type":"capture","schema":2,"packets":3}', "a capture record with a value"),
                         (b'{"type":"capture","schema":1}', "a capture record with a value"),
                         (b'{"a":1,"a":2}', "no JSON"), (b"\xff", "no JSON")):
            result = summarize(bad + b"\n" + b"".join(self.lines), "-q")
            self.assert_trouble(result, f"standard input:1: {why}")
            self.assertEqual(result.out, run("-q", REFUSED).out)

    def test_a_run_that_was_cut_off(self):
        name = next(REFUSED.glob("capture.*")).name
        for cut in (self.lines[:2], [b"".join(self.lines[:2])[:-20] + b"\n"] + self.lines):
            result = summarize(b"".join(cut))
            self.assertEqual(result.status, 2)
            self.assertTrue(any("standard input:" in line or f"{name}: the capture's own record" in line
                                for line in result.complaints), result.complaints)

    def test_nothing(self):
        for text in (b"", b"\n\n", b'{"type":"summary"}\n'):
            self.assert_trouble(summarize(text), "no record of a capture")

    def test_many_bad_lines_are_counted(self):
        result = summarize(b"x\n" * 1000 + b"".join(self.lines))
        self.assertEqual(len(result.complaints), 11)
        self.assert_trouble(result, "standard input:1: no JSON", "990 lines more")

    def test_what_has_no_place(self):
        for arguments, why in ((("-f", "html"), "text, tsv or json"), (("-t", "1"), "--tunnel wants the capture"),
                               ((UP,), "on standard input")):
            self.assert_trouble(summarize(b"", *arguments), why)


if __name__ == "__main__":
    command.main()
