#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that came as text: every form that routers, firewalls and tcpdump print gives the JSON of the packets in
it, but for what it does not tell of time; terminals leave noise, and what is lost is named by its line."""
import re
import shutil
import struct
import subprocess
import unittest

import command
import dump_texts
from command import CAPTURES, run, without_name
from test_ways_in import PCAPNG, packets

ETHERNET, RAW = 1, 101
TYPE_IPV4, TYPE_IPV6 = b"\x08\x00", b"\x86\xdd"
TIMES = ("time", "first_time", "last_time", "start_time", "since")


def frames_of(content):
    """Of a capture of Ethernet without tags: (seconds, microseconds, from IP on, what stands before). None: another."""
    if content.startswith(PCAPNG):
        return None
    link, found = packets(content)
    if link != ETHERNET or any(data[12:14] not in (TYPE_IPV4, TYPE_IPV6) for _, _, data, _ in found):
        return None
    return [(seconds, micros, data[14:], data[:14]) for seconds, micros, data, _ in found]


SHIPPED = {path.parent.name: frames_of(path.read_bytes()) for path in sorted(CAPTURES.glob("*/capture.pcap"))}
SHIPPED = {name: frames for name, frames in SHIPPED.items() if frames}


def without_times(value):
    if isinstance(value, list):
        return [without_times(item) for item in value]
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items() if key not in TIMES}
    return value


def times_in(value):
    """Every time of the records."""
    if isinstance(value, list):
        return [time for item in value for time in times_in(item)]
    if isinstance(value, dict):
        return [time for key, item in value.items()
                for time in ([item] if key in TIMES and not isinstance(item, dict) else times_in(item))]
    return []


def milliseconds(frames):
    """As IOS prints times."""
    return [(seconds, micros // 1000 * 1000, *rest) for seconds, micros, *rest in frames]


def pcap(frames):
    """The same packets as pcap."""
    return command.pcap([]) + b"".join(
        struct.pack("<IIII", seconds, micros, len(link + data), len(link + data)) + link + data
        for seconds, micros, data, link in frames)


class Dumps(command.Case):
    def records(self, frames):
        return without_name(run("-f", "json", self.store("same.pcap", pcap(frames))).records)

    def check(self, form, names):
        paths, expected, status = [], [], 0
        for name in names:
            frames = milliseconds(SHIPPED[name]) if form is dump_texts.ios else SHIPPED[name]
            paths.append((self.store(f"{name}.pcap", pcap(frames)),
                          self.store(f"{name}.txt", dump_texts.text(form(frames)))))
        expected = run("-f", "json", *(path for path, _ in paths))
        found = run("-f", "json", *(path for _, path in paths))
        self.assertEqual(found.status, expected.status, found.err)
        told = dump_texts.FORMS[form]
        if told == dump_texts.ALL:
            self.assertEqual(len(found.complaints), len(expected.complaints), found.err)
            self.assertEqual(without_name(found.records), without_name(expected.records))
            return
        self.assertEqual(set(times_in(found.records)), {None})
        for one, other in zip(found.records, expected.records):
            self.assertEqual(without_times(without_name(one)), without_times(without_name(other)))

    def test_there_are_captures(self):
        self.assertGreater(len(SHIPPED), 60)

    def test_forms(self):
        """Each form with every third capture, another third for the next form."""
        names = list(SHIPPED)
        for number, (form, told) in enumerate(dump_texts.FORMS.items()):
            if told != dump_texts.NONE:
                with self.subTest(form.__name__):
                    self.check(form, names[number % 3::3])

    def test_without_times(self):
        """What was said and refused does not hang on times; no span is told."""
        for form, told in dump_texts.FORMS.items():
            if told != dump_texts.NONE:
                continue
            for name in ("tunnel-up", "transform-mismatch", "ios-pfs-both-ways", "tunnel-up-ip-fragments-ipv6"):
                with self.subTest(f"{form.__name__} {name}"):
                    result = run("-f", "json", self.store("dump.txt", dump_texts.text(form(SHIPPED[name]))))
                    expected = run("-f", "json", self.store("same.pcap", pcap(SHIPPED[name])))
                    self.assertEqual(result.status, expected.status, result.err)
                    self.assertEqual(set(times_in(result.records)), {None})
                    for kind in ("phase1", "phase2"):
                        for one, other in zip(result.of(kind), expected.of(kind), strict=True):
                            self.assertEqual(one["outcome"], other["outcome"])
                            self.assertEqual(one["frames"], other["frames"])
                            self.assertIsNone(one["duration_ms"])
                    self.assertEqual([one["state"] for one in result.of("tunnel")],
                                     [one["state"] for one in expected.of("tunnel")])

    @unittest.skipUnless(shutil.which("tcpdump"), "tcpdump is not installed")
    def test_of_tcpdump_itself(self):
        for name in ("tunnel-up-esp", "tunnel-up-ip-fragments", "transform-mismatch"):
            expected = self.records(SHIPPED[name])
            for options in (("-x",), ("-xx",), ("-X",), ("-XX", "-e"), ("-x", "-v"), ("-xx", "-vvv", "-e")):
                with self.subTest(f"{name} {options}"):
                    text = subprocess.run(["tcpdump", "-nttr", self.store("same.pcap", pcap(SHIPPED[name])), *options],
                                          capture_output=True, check=True).stdout
                    result = run("-f", "json", self.store("dump.txt", text))
                    self.assertEqual(without_name(result.records), expected, result.err)

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_of_tshark_itself(self):
        text = subprocess.run(["tshark", "-nxr", self.store("same.pcap", pcap(SHIPPED["tunnel-up-esp"]))],
                              capture_output=True, check=True).stdout
        result = run("-f", "json", self.store("dump.txt", text))
        self.assertEqual([one["frames"] for one in result.of("phase2")],
                         [one["frames"] for one in run("-f", "json", self.store("a", pcap(SHIPPED["tunnel-up-esp"])))
                          .of("phase2")])

    def test_packed_and_piped(self):
        text = dump_texts.text(dump_texts.fortigate_6(SHIPPED["transform-mismatch"]))
        expected = self.records(SHIPPED["transform-mismatch"])
        self.assertEqual(without_name(run("-f", "json", "-", input=text).records), expected)
        self.assertEqual(without_name(run("-f", "json", self.store("a.zst", command.zstandard(text))).records), expected)

    def test_among_other_files(self):
        """In a directory: by content; neither the configuration nor the log beside it is a capture."""
        folder = self.folder / "case"
        self.store("case/dump.log", dump_texts.text(dump_texts.asa(SHIPPED["tunnel-up"])))
        self.store("case/r1.cfg", b"hostname R1\ncrypto isakmp policy 10\n encryption aes 256\n!\nend\n")
        self.store("case/strongswan.log", b"Jan  1 00:00:00 00[IKE] => 16 bytes @ 0x7f\n   0: 6B 97 C1 2D\n" * 50)
        result = run("-f", "json", folder)
        self.assertEqual([record["file"].rsplit("/", 1)[-1] for record in result.of("capture")], ["dump.log"])

    def noisy(self, lines):
        """As terminal programs save sessions: a banner, pagers, log lines, colours and echoes between the rows."""
        out = ["\x1b]0;ssh r1\x07login as: admin", "", "\x1b[1mR1>\x1b[0m enable"]
        for number, line in enumerate(lines):
            if number % 24 == 23 and line[:1].strip():
                line = " --More-- \b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b" + line
            if number % 31 == 30:
                out.append("*Nov 28 12:00:00.123: %SYS-5-CONFIG_I: Configured from console by admin on vty0")
            if number % 37 == 36:
                out += ["<--- More --->\r              \r"]
            out.append(line)
        return out + ["R1#exit"]

    def test_noise(self):
        for form in (dump_texts.asa, dump_texts.fortigate_6, dump_texts.ios, dump_texts.ios_xe_detailed,
                     dump_texts.tcpdump_xx):
            for end in ("\n", "\r\n", "\r\r\n"):
                with self.subTest(f"{form.__name__} {end!r}"):
                    lines = form(SHIPPED["transform-mismatch"])
                    clean = run("-f", "json", self.store("clean.txt", dump_texts.text(lines)))
                    noisy = run("-f", "json", self.store("noisy.txt", dump_texts.text(self.noisy(lines), end)))
                    self.assertEqual(without_name(noisy.records), without_name(clean.records), noisy.err)
                    self.assertEqual(noisy.status, clean.status)
                    self.assertEqual(len(noisy.complaints), len(clean.complaints), noisy.err)

    def damaged(self, lines, expected_line):
        result = run("-f", "json", self.store("dump.txt", dump_texts.text(lines)))
        self.assertEqual(result.status, 2, result.err)
        self.assertIn(f"line {expected_line}", result.complaints[-1])
        return result

    def rows(self, lines):
        """Where rows of octets stand, from 0."""
        return [number for number, line in enumerate(lines) if line.lstrip().startswith("0x") or
                re.match(r" *[0-9A-F]{4,8}:", line)]

    def test_rows_that_are_lost(self):
        """Of message 5 a row in the middle is missing, cut, or overwritten: its beginning is read, and all others."""
        frames = SHIPPED["tunnel-up"]
        for form in (dump_texts.asa, dump_texts.fortigate_6, dump_texts.ios, dump_texts.ios_xe, dump_texts.tcpdump_xx):
            before = len(self.rows(form(frames[:4])))
            for what in ("missing", "cut", "noise"):
                with self.subTest(f"{form.__name__} {what}"):
                    lines = form(frames)
                    at = self.rows(lines)[before + 4]
                    if what == "missing":
                        del lines[at]
                    elif what == "cut":
                        lines[at] = lines[at][:24]
                    else:
                        lines[at] = lines[at][:20] + "*Nov 28 12:00:00.123: %LINK-3-UPDOWN: Interface up"
                    result = self.damaged(lines, at + 1)
                    self.assertIn("could not be read", result.complaints[-1])
                    (record,) = result.of("phase1")
                    self.assertEqual(record["frames"]["main6"], [6])
                    self.assertEqual([one["frames"] for one in result.of("phase2")],
                                     [{"quick1": [7], "quick2": [8], "quick3": [9]}])

    def test_end_is_cut(self):
        """By a terminal's buffer, or because somebody copied too little."""
        for form in (dump_texts.asa, dump_texts.ios_xe, dump_texts.tcpdump_x):
            with self.subTest(form.__name__):
                lines = form(SHIPPED["tunnel-up"])
                last = self.rows(lines)[-2]
                result = self.damaged(lines[:last], last)
                self.assertIn("ends in the middle of a packet", result.complaints[-1])
                self.assertEqual(result.of("capture")[0]["packets"], 9)

    def test_beginning_is_cut(self):
        lines = dump_texts.ios_xe(SHIPPED["tunnel-up"])
        first = self.rows(lines)[3]
        result = self.damaged(lines[first:], 1)
        self.assertEqual(result.of("capture")[0]["packets"], 8)

    def test_no_dump(self):
        for text in (b"0x0000   4500\n", b"a text of no packets\n" * 1000, b"0000  zz\n", b"\t0x0000:  " + b"00 " * 999):
            result = run("-f", "json", self.store("no.txt", text))
            self.assertEqual(result.status, 2)
            self.assertIn("not a capture", result.complaints[0])


if __name__ == "__main__":
    command.main()
