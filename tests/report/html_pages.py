#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The HTML report: each page is well-formed, asks for nothing, and says of every tunnel what JSON says of it."""
import os
import pathlib
import re
import struct
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cli"))
import command
from html_page import Page

FAULTY = {"down", "degraded", "flapping"}


def keys_of(folder):
    keys = folder / "keys"
    return ("-k", keys) if keys.is_file() else ()


def folders():
    return sorted(path for path in command.CAPTURES.iterdir() if path.is_dir())


def page_of(*arguments):
    result = command.run("-f", "html", *arguments)
    return Page(result.out.decode()), result


class Every(unittest.TestCase):
    """Over all captures, each by itself."""

    def test_pages(self):
        for folder in folders():
            with self.subTest(folder.name):
                self.check(folder)

    def check(self, folder):
        page, result = page_of(*keys_of(folder), folder)
        told = command.run("-f", "json", *keys_of(folder), folder)
        self.assertEqual(page.faults, [])
        self.assertEqual(result.status, told.status)
        self.assertEqual(len(page.ids), len(set(page.ids)))
        for link in page.links:
            self.assertIn(link.removeprefix("#"), page.ids)
        tunnels = told.of("tunnel")
        for tunnel in tunnels:
            section = page.sections[f"t{tunnel['number']}"]
            self.check_tunnel(tunnel, section)
        worst = [tunnel for tunnel in tunnels if tunnel["state"] in FAULTY]
        if len(worst) == 1:
            self.assertIn(worst[0]["summary"], page.heading)

    def check_tunnel(self, tunnel, section):
        if tunnel["state"] != "up":
            self.assertIn(tunnel["summary"], section["text"])
        for row in tunnel["compared"]:
            for side in ("a", "b"):
                if row[side] is not None:
                    self.assertIn(row[side], section["text"])
        if tunnel["fix"]:
            self.assertIn("\n".join(tunnel["fix"]["lines"]) + "\n", section["blocks"])
            if tunnel["fix"]["undo"]:
                self.assertIn("\n".join(tunnel["fix"]["undo"]) + "\n", section["blocks"])
        for decide in tunnel["decide"]:
            for line in decide["commands"]:
                self.assertIn(line, section["text"])
            for answer in decide["answers"]:
                self.assertIn(answer["means"], section["text"])
        for item in tunnel["open"]:
            self.assertIn(item["decision"], section["text"])
        self.assertGreaterEqual(section["svg"], 1)


class Ladder(unittest.TestCase):
    """What is drawn: expected values are those of the captures' own frames, as tshark numbers them."""

    def test_refusal_is_marked(self):
        folder = command.CAPTURES / "ios-transform-both-ways"
        page, _ = page_of(*keys_of(folder), folder)
        section = page.sections["t1"]
        self.assertEqual(section["fails"], 1)
        self.assertRegex(section["text"], r"QM1 · frame 11 ")
        self.assertRegex(section["text"], r"NO-PROPOSAL-CHOSEN · frame 12 ")

    def test_repetitions_are_one_rung(self):
        page, _ = page_of(command.CAPTURES / "no-answer")
        text = page.sections["t1"]["text"]
        self.assertRegex(text, r"MM1 sent [2-9] times · frames 1 to \d+")
        self.assertEqual(page.sections["t1"]["fails"], 1)
        self.assertIn("not answered", text)

    def test_success_marks_nothing(self):
        page, _ = page_of(*keys_of(command.UP), command.UP)
        self.assertEqual(page.sections["t1"]["fails"], 0)


class Safety(unittest.TestCase):
    def test_asks_for_nothing(self):
        page, result = page_of(command.CAPTURES)
        self.assertEqual(page.faults, [])
        names = {name for name, _ in page.elements}
        self.assertFalse(names & {"script", "iframe", "img", "object", "embed", "form", "base"})
        for name, attributes in page.elements:
            self.assertFalse([key for key in attributes if key.startswith("on")])
            if name == "link":
                self.assertEqual(attributes["href"], "data:,")
        self.assertNotRegex(result.out, rb"(?i)url\(|@import|https?://")
        policy = [attributes for name, attributes in page.elements if name == "meta" and "http-equiv" in attributes]
        self.assertIn("default-src 'none'", policy[0]["content"])

    def test_strings_are_text(self):
        mark = '"><script>alert(1)</script>&amp;<b \''
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / mark.replace("/", "|")
            path.write_bytes((command.REFUSED / "capture.pcap").read_bytes())
            config = pathlib.Path(folder) / "r<i>.cfg"
            config.write_text('hostname r<b>"1\ninterface Gi0\n ip address 203.0.113.1 255.255.255.0\n'
                              "crypto isakmp key s3cr3t-in-a-line address 198.51.100.1\n")
            page, result = page_of("-c", config, *keys_of(command.REFUSED), path)
        self.assertEqual(page.faults, [])
        names = {name for name, _ in page.elements}
        self.assertFalse(names & {"script", "i", "b"})
        self.assertNotIn(b"s3cr3t-in-a-line", result.out)
        self.assertIn("<script>alert(1)<|script>&amp;<b '", page.text)

    def test_same_bytes_for_every_job_count(self):
        pages = {command.run("-f", "html", "-j", str(jobs), command.CAPTURES).out for jobs in (1, 2, 7)}
        self.assertEqual(len(pages), 1)


class Size(unittest.TestCase):
    def test_many_attempts(self):
        """480 refused Quick Modes make a page of at most 300 kB, and one line of the table for each phase."""
        packets = []
        source = (command.CAPTURES / "no-answer" / "capture.pcap").read_bytes()
        first = struct.unpack("<IIII", source[24:40])[2]
        message = bytearray(source[40:40 + first])
        cookie = bytes(message).rfind(b"\x01\x10\x02\x00") - 16 if b"\x01\x10\x02\x00" in message else 42
        for attempt in range(480):
            message[cookie:cookie + 8] = struct.pack(">Q", 0x1122334455660000 + attempt)
            for again in range(3):
                packets.append((1_700_000_000 + attempt * 30 + again * 10, bytes(message)))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "retries.pcap"
            path.write_bytes(command.pcap(packets, struct.unpack("<I", source[20:24])[0]))
            page, result = page_of(path)
            tunnels = command.run("-f", "json", path).of("tunnel")
        self.assertEqual(len(tunnels), 1)
        self.assertEqual(sum(tunnels[0]["attempts"].values()), 480)
        self.assertLessEqual(len(result.out), 300_000)
        self.assertIn("480 × phase 1", page.sections["t1"]["text"])


if __name__ == "__main__":
    command.main()
