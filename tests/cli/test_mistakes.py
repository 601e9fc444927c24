#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What was given and changes nothing is told of: options, keys, files of another kind; and what is right is not."""
import re

import command
from command import CAPTURES, REFUSED, UP, run

CAPTURE = REFUSED / "capture.pcap"
AGGRESSIVE = CAPTURES / "tunnel-up-aggressive"
COOKIE = re.search(r"^([0-9a-f]{16}) : DH-SECRET", (REFUSED / "keys").read_text(), re.M).group(1)


class Options(command.Case):
    def notes(self, *arguments):
        return [line for line in run(*arguments, CAPTURE).complaints if "confined" not in line]

    def test_without_effect(self):
        for arguments, words in ((("--messages", "-f", "json", "-q"), "--messages adds nothing"), (("-t", "1", "-q"), "--tunnel adds"),
                                 (("--all", "-q"), "--all adds nothing"), (("--all", "-f", "json"), "--all is for text"),
                                 (("--local-time", "-f", "html"), "times of html are in UTC"),
                                 (("--stitch",), "there is one alone")):
            notes = self.notes(*arguments)
            self.assertEqual(len(notes), 1, (arguments, notes))
            self.assertIn(words, notes[0])

    def test_with_effect(self):
        for arguments in (("--messages", "-f", "json"), ("-t", "1", "-f", "json"), ("--all",), ("-q",), ("--local-time",),
                          ("--stitch", UP / "capture.pcap")):
            self.assertEqual(self.notes(*arguments), [], arguments)


class Files(command.Case):
    def test_a_capture_after_an_option(self):
        for option in ("-k", "-c", "-l"):
            result = run(option, CAPTURE, CAPTURE)
            self.assert_trouble(result, "it looks like a capture, which is named without an option")
            other = run(option, self.store("zeros", bytes(64)), CAPTURE)
            self.assertEqual(other.status, 2)
            self.assertNotIn(b"looks like a capture", other.err)

    def test_documents_alone_in_a_directory(self):
        self.store("r1.cfg", b"hostname R1\n")
        self.assert_trouble(run(self.folder), "no capture in this directory; key files are given with -k, configurations with -c")

    def test_a_log_with_keys(self):
        """-l leaves them there, and says so where no other keys are given."""
        said = (b"Dec  8 09:53:04 carol charon[552]: 12[IKE] received NO_PROPOSAL_CHOSEN error notify\n"
                b"Dec  8 09:53:04 carol charon[552]: 12[IKE] shared Diffie Hellman secret => 128 bytes @ 0x7f0\n")
        rows = b"".join(b"Dec  8 09:53:04 carol charon[552]: 12[IKE] %4d: " % at + b"4A " * 16 + b" JJJJJJJJJJJJJJJJ\n"
                        for at in range(0, 128, 16))
        log = self.store("charon.log", said + rows)
        self.assertIn("charon.log: note: there are keys in it as well: -k takes them", "\n".join(run("-l", log, CAPTURE).complaints))
        for arguments in (("-k", log, "-l", log), ("-l", self.store("other.log", said))):
            self.assertNotIn("there are keys in it", "\n".join(run(*arguments, CAPTURE).complaints))

    def test_nothing_in_it(self):
        self.assert_trouble(run(self.store("nothing.pcap", b"")), "nothing.pcap: not a capture: it is empty")

    def test_an_address_of_nobody(self):
        """The file has an address of its own that is a peer, but not the one that was named for it."""
        config = REFUSED / "initiator" / "ios.txt"
        own = re.search(r"ip address (203\.0\.113\.\d+)", config.read_text()).group(1)
        self.assertEqual(run("-c", config, CAPTURE).complaints, [])
        self.assertEqual(run("-c", f"{own}={config}", CAPTURE).complaints, [])
        self.assertIn("192.0.2.9, which -c names, is no peer in the captures; one of its own addresses is",
                      run("-c", f"192.0.2.9={config}", CAPTURE).complaints[0])
        other = CAPTURES / "acl-any" / "initiator" / "ios.txt"
        self.assertIn("none of its own addresses is one either", run("-c", f"192.0.2.9={other}", CAPTURE).complaints[0])


class Keys(command.Case):
    def told(self, text, capture=CAPTURE):
        return " ".join(run("-k", self.store("given", text.encode()), capture).out.decode().split())

    def test_for_another_sa(self):
        other = f"{int(COOKIE, 16) ^ 1:016x}"
        told = self.told(f"{other} : KA 0x{'2a' * 32}\n")
        self.assertIn("Of the keys given none is for what was encrypted here", told)
        self.assertNotIn("No keys", told)
        self.assertIn("No keys: what was encrypted", " ".join(run(CAPTURE).out.decode().split()))
        self.assertNotIn("Of the keys", self.told((REFUSED / "keys").read_text()))
        up = UP / "capture.pcap"
        self.assertIn("Of the keys given none", self.told(f"{other} : KA 0x{'2a' * 32}\n", up))
        self.assertNotIn("keys", " ".join(run(up).out.decode().split()))

    def test_of_another_length(self):
        """RFC 2409 appendix B: Ka is as long as the cipher's key. One of another length was not tried and cannot fit; what
        else was given may."""
        for octets in (8, 16, 24, 31, 33):
            given = self.store("given", f"{COOKIE} : KA 0x{'2a' * octets}\n: PSK \"some\"\n".encode())
            phase1 = run("-f", "json", "-k", given, CAPTURE).of("phase1")[0]
            self.assertEqual((phase1["decryption"], phase1["refuted_keys"]), ("bad-key", [f"{given}:1"]), octets)
        whole = f"{COOKIE} : KA 0x{'2a' * 16}\n" + (REFUSED / "keys").read_text()
        phase1 = run("-f", "json", "-k", self.store("given", whole.encode()), CAPTURE).of("phase1")[0]
        self.assertEqual((phase1["decryption"], phase1["refuted_keys"]), ("verified", []))

    def test_a_preshared_key_that_is_right(self):
        """Aggressive mode: it opens nothing, and HASH_R proves it all the same (RFC 2409 section 5.4)."""
        psk = re.search(r"^.* : PSK .*$", (AGGRESSIVE / "keys").read_text(), re.M).group(0)
        told = self.told(f"# none\n{psk}\n", AGGRESSIVE / "capture.pcap")
        self.assertRegex(told, r"preshared the key at \S+given:2 fits the responder key missing A preshared key alone")


if __name__ == "__main__":
    command.main()
