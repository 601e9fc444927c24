#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What keys may cost: where not every key was tried, nothing is concluded from those that were, and it is said."""
import os
import re
import sys
import unittest

import command

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "hostile"))
import proof_floods  # noqa: E402
import wire  # noqa: E402

REFUSED = command.REFUSED / "capture.pcap"
GIVEN = (command.REFUSED / "keys").read_text()
DH_SECRET = re.search(r".* : DH-SECRET 0x[0-9a-f]+", GIVEN).group(0) + "\n"
PSK = re.search(r"PSK \S+", GIVEN).group(0)
SAID = re.compile(rb"Not\s+every\s+key\s+was\s+tried\s+for\s+1\s+ISAKMP\s+SA\s+that\s+stayed\s+closed")
MANY = "".join(f': PSK "wrong{i}"\n' for i in range(10000))


class KeyCosts(command.Case):
    def try_keys(self, text):
        keys = self.store("keys", (DH_SECRET + text).encode())
        result = command.run("-f", "json", "-k", keys, REFUSED)
        left_out = result.of("capture")[0]["keys_left_out"]
        self.assertEqual(result.of("summary")[0]["keys_left_out"], left_out)
        for form in (["-q"], [], ["-f", "html"]):
            told = command.run(*form, "-k", keys, REFUSED).out
            self.assertEqual(SAID.search(told) is not None, left_out > 0, (form, told))
        return result.of("phase1")[0], left_out

    def test_all_were_tried(self):
        phase1, left_out = self.try_keys(': PSK "wrong"\n')
        self.assertEqual((phase1["decryption"], left_out), ("bad-key", 0))
        self.assertNotEqual(phase1["missing_key"], "trial")

    def test_one_fits(self):
        for text in (f": {PSK}\n", MANY + f"{self.pair()} : {PSK}\n"):
            phase1, left_out = self.try_keys(text)
            self.assertEqual((phase1["decryption"], phase1["missing_key"], left_out), ("verified", None, 0))

    def test_not_all_were_tried(self):
        """The one that fits is the last of ten thousand: it is not found, and no key passes for refuted."""
        phase1, left_out = self.try_keys(MANY + f": {PSK}\n")
        self.assertEqual((phase1["decryption"], phase1["missing_key"], left_out), ("no-key", "trial", 1))

    def aggressive(self, floods):
        """An aggressive mode of long messages whose HASH no key makes, behind a flood of such HASHes of another."""
        path = self.store("aggressive.pcap", b"")
        out = wire.Capture(path)
        for index in range(floods):
            proof_floods.hash_over_a_long_offer(out, index)
        proof_floods.hash_over_a_long_offer(out, 0, wire.cookie(1))
        out.close()
        result = command.run("-f", "json", "-k", self.store("keys", proof_floods.KEYS.encode()), path)
        last = result.of("phase1")[-1]
        return last["decryption"], last["missing_key"], result.of("capture")[0]["keys_left_out"]

    def test_proofs_are_paid_for(self):
        """What no key makes refutes them all, unless some could not be tried."""
        self.assertEqual(self.aggressive(0), ("bad-key", None, 0))
        self.assertEqual(self.aggressive(100), ("cleartext", "trial", 2))

    @staticmethod
    def pair():
        phase1 = command.run("-f", "json", REFUSED).of("phase1")[0]
        return f'{phase1["initiator"]["address"]} {phase1["responder"]["address"]}'


if __name__ == "__main__":
    command.main()
