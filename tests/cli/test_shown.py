#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages captured twice, encrypted and in clear, as an ASA's capture of type isakmp keeps what it decrypts: one message
each, read without a key. The clear ones are those of a bundle, which a key opened."""
import shutil
import struct
import subprocess
import unittest

import command
from command import CAPTURES, run
from test_ways_in import packets

MAC = bytes.fromhex("020000000001020000000002" "0800")


@unittest.skipUnless(shutil.which("editcap"), "editcap is not installed")
class Shown(command.Case):
    def capture(self, name, clear_first, apart=20):
        """The shipped capture, and beside each encrypted message its clear form, so many microseconds apart."""
        folder = CAPTURES / name
        bundle = self.folder / f"{name}-{clear_first}"
        run("-k", folder / "keys", "-e", bundle, folder / "capture.pcap")
        subprocess.run(["editcap", "-F", "pcap", bundle / "decrypted.pcapng", self.folder / "clear.pcap"], check=True)
        _, clear = packets((self.folder / "clear.pcap").read_bytes())
        _, whole = packets((folder / "capture.pcap").read_bytes())
        out = []
        for seconds, micros, data, length in whole:
            pair = [(seconds * 1000000 + micros, data)]
            for when, part, opened, _ in clear:
                if (when, part) == (seconds, micros) and opened[28:] != data[42:] and opened[12:20] == data[26:34]:
                    pair.insert(0 if clear_first else 1, (seconds * 1000000 + micros, MAC + opened))
            out += [(time + number * apart, data) for number, (time, data) in enumerate(pair)]
        self.assertGreater(len(out), len(whole) + 2)
        content = command.pcap([]) + b"".join(
            struct.pack("<IIII", time // 1000000, time % 1000000, len(data), len(data)) + data for time, data in out)
        return self.store("shown.pcap", content), len(out)

    def check(self, name, clear_first):
        path, _ = self.capture(name, clear_first)
        with_key = run("-f", "json", "-k", CAPTURES / name / "keys", CAPTURES / name / "capture.pcap")
        alone, shown = run("-f", "json", CAPTURES / name / "capture.pcap"), run("-f", "json", path)
        self.assertEqual([one["state"] for one in shown.of("tunnel")], [one["state"] for one in alone.of("tunnel")])
        self.assertEqual(shown.status, alone.status)
        for one, other in zip(shown.of("phase2"), with_key.of("phase2"), strict=True):
            for key in ("outcome", "proxies", "message_id"):
                self.assertEqual(one[key], other[key], key)
            self.assertEqual([part["transforms"][0]["ios"] for part in one["offer"]],
                             [part["transforms"][0]["ios"] for part in other["offer"]])
            for key in ("quick1", "quick2", "quick3"):  # a refusal that is read is listed beside the closed one
                self.assertEqual(len(one["frames"].get(key, [])), len(other["frames"].get(key, [])), key)
        for one, other in zip(shown.of("phase1"), with_key.of("phase1"), strict=True):
            self.assertEqual(one["outcome"], other["outcome"])
        return shown

    def test_either_order(self):
        for name in ("tunnel-up", "transform-mismatch", "pfs-group-mismatch", "tunnel-up-esp"):
            for clear_first in (False, True):
                with self.subTest(f"{name}, clear first: {clear_first}"):
                    self.check(name, clear_first)

    def test_far_apart(self):
        """Later than the time of duplicates it is no copy: a message of its own, as it always was."""
        for apart, copies in ((49000, 5), (60000, 0)):
            path, _ = self.capture("tunnel-up", False, apart)
            messages = run("-f", "json", "--messages", path).of("message")
            self.assertEqual(sum(message["copy"] for message in messages), copies)


if __name__ == "__main__":
    command.main()
