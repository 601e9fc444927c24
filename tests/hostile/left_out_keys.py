#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What bounds of decryption left out is said: messages that were not tried with all that might open them, and ESP keys
whose exponents were not all raised. How many follows from what the captures are made of, and limits.md.

usage: left_out_keys.py COMMAND"""
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import command  # noqa: E402
import wire  # noqa: E402
from left_out import limit  # noqa: E402

INITIATOR, RESPONDER = wire.cookie(1), wire.cookie(2)
KA = f"{INITIATOR.hex()} : KA 0x{wire.filler(16, 3).hex()}\n"
LEAST = 8  # trials that one choice counts for: 4 as the message comes, and as it is taken for what it is
PFS = command.CAPTURES / "tunnel-up-pfs"


def quick(number, message_id):
    return wire.closed(wire.filler(64, number + 100), wire.QUICK, INITIATOR, RESPONDER, message_id)


class LeftOutKeys(command.Case):
    def write(self, messages, begun=True):
        path = self.folder / "many.pcap"
        out = wire.Capture(path)
        if begun:
            wire.phase1(out, INITIATOR, RESPONDER)
        for message in messages:
            out.ike(message)
        out.close()
        return path

    def said(self, key, sentence, *arguments):
        """The count, which record, summary, text, page and --summarize agree on."""
        result = command.run("-f", "json", *arguments)
        left = result.of("capture")[0]["left_out"]
        self.assertEqual(result.of("summary")[0]["left_out"], left)
        again = command.run("--summarize", "-f", "json", input=result.out)
        self.assertEqual([record["left_out"] for record in again.records if record["type"] == "summary"], [left])
        for form in ("text", "html"):
            out = " ".join(command.run("-f", form, *arguments).out.decode().split())
            self.assertEqual(out.count(sentence.format(left[key])), int(left[key] > 0), (form, out))
        return left[key]

    def untried(self, messages, begun=True, keys=KA):
        sentence = "so much is kept and tried of one ISAKMP SA: {} messages."
        return self.said("messages_not_tried", sentence, "-k", self.store("keys", keys.encode()),
                         self.write(messages, begun))

    def test_message_ids(self):
        """Whose message ID is not known, after others were forgotten, may follow a forgotten message."""
        most = limit("decrypt.c: EXCHANGES_MAX")
        one_each = [quick(number, number + 1) for number in range(most + 8)]
        self.assertEqual(self.untried(one_each[:most + 1]), 0)
        self.assertEqual(self.untried(one_each), 7)

    def test_last_blocks(self):
        """The message behind as many as are kept, and one, may follow the one that is not."""
        most = limit("IKT_IV_CHAIN_MAX")
        of_one = [quick(number, 1) for number in range(most + 5)]
        self.assertEqual(self.untried(of_one[:most + 1]), 0)
        self.assertEqual(self.untried(of_one), 4)
        self.assertEqual(self.untried(of_one, keys=""), 0)  # nothing is tried

    @staticmethod
    def choices(count):
        """The offer's message alone, of so many transforms that all differ in what keys are made of."""
        values = [(bits, digest, group, method) for bits in (128, 192, 256) for digest in (1, 2, 4, 5, 6)
                  for group in (2, 5, 14) for method in (1, 3)]

        def build(index):
            bits, digest, group, method = values[index]
            return 1, wire.phase1_attributes(bits=bits, digest=digest, group=group, authentication=method)
        offer = wire.sa(wire.proposal(1, 1, b"", wire.transforms(build, count), count))
        return wire.message([(wire.SA, offer)], wire.MAIN, INITIATOR)

    def test_choices(self):
        """Where the answer was not captured, a message is tried with so many of what it may have chosen."""
        most = limit("IKT_CHOICES_MAX")
        messages = [quick(number, number + 1) for number in range(3)]
        self.assertEqual(self.untried([self.choices(most), *messages], begun=False), 0)
        self.assertEqual(self.untried([self.choices(most + 1), *messages], begun=False), 3)

    def test_trials(self):
        """And so many messages with one choice."""
        most = limit("decrypt.c: TRIALS_MAX") // LEAST
        messages = [quick(number, number % 100 + 1) for number in range(most + 6)]
        self.assertEqual(self.untried([self.choices(1), *messages[:most]], begun=False), 0)
        self.assertEqual(self.untried([self.choices(1), *messages], begun=False), 6)

    def test_esp_keys(self):
        given = (PFS / "keys").read_text()
        secret = re.search(r"^(\w+/\w+) : (DH-\w+) (0x[0-9a-f]+)\n", given, re.MULTILINE)
        most = limit("ipsec_keys.c: EXPONENTS_MAX")
        rest = given.replace(secret.group(0), "")
        exponents = "".join(f"{secret.group(1)} : DH-PRIVATE 0x{number + 2:02x}\n" for number in range(most + 1))

        def exported(keys):
            folder = self.folder / "exported"
            left = self.said("esp_keys_not_exported", "were raised: the ESP keys of {} Quick Modes.", "--export-keys",
                             folder, "-k", self.store("keys", keys.encode()), PFS / "capture.pcap")
            lines = len((folder / "esp_sa").read_text().splitlines()) if (folder / "esp_sa").exists() else 0
            shutil.rmtree(folder)
            return left, lines
        self.assertEqual(exported(given), (0, 2))
        self.assertEqual(exported(rest + "".join(exponents.splitlines(True)[:most])), (0, 0))
        self.assertEqual(exported(rest + exponents), (1, 0))
        self.assertEqual(exported(rest + exponents + secret.group(0)), (0, 2))


if __name__ == "__main__":
    command.main()
