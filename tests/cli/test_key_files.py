#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Key files as users give them: folders, files without keys, and keys that do not fit, which are named and never shown."""
import os
import re
import signal
import struct
import subprocess
import time

import command
from command import CAPTURES, REFUSED, UP
from test_ways_in import packets

CAPTURE = REFUSED / "capture.pcap"
AGGRESSIVE = CAPTURES / "tunnel-up-aggressive"
DIFFERENT = CAPTURES / "psk-mismatch-aggressive"


def lines(folder, kind):
    return [line for line in (folder / "keys").read_text().splitlines() if f" : {kind} " in line]


class Folders(command.Case):
    def test_a_folder_is_read(self):
        self.store("keys/b", (UP / "keys").read_bytes())
        self.store("keys/a.secrets", (REFUSED / "keys").read_bytes())
        self.store("keys/.hidden", b"nothing that is read\n")
        self.store("keys/below/c", b"nothing that is read\n")
        os.mkfifo(self.folder / "keys" / "fifo")
        result = command.run("-f", "json", "-k", self.folder / "keys", UP, REFUSED)
        self.assertEqual([record["decryption"] for record in result.of("phase1")], ["verified"] * 2)
        self.assertEqual((result.status, result.complaints), (1, []))

    def test_what_holds_no_key_is_skipped(self):
        """The folder of a capture: the capture itself, what is expected of it, a page about it."""
        result = command.run("-f", "json", "-k", UP, UP)
        self.assertEqual(result.of("phase1")[0]["decryption"], "verified")
        self.assertEqual(result.status, 0)
        self.assertGreater(len(result.complaints), 0)
        for line in result.complaints:
            self.assertRegex(line, "^iketriage: .*: note: skipped: there is no key in it")

    def test_a_mistake_beside_a_key_is_trouble(self):
        keys = self.store("keys/a", b"x\n" + (UP / "keys").read_bytes())
        result = command.run("-f", "json", "-k", keys.parent, UP)
        self.assert_trouble(result, f"{keys}:1: ")
        self.assertEqual(result.of("phase1")[0]["decryption"], "verified")

    def test_empty(self):
        (self.folder / "none").mkdir()
        for name, said in (("none", "no file in this folder"), ("file", "no key in this file")):
            if name == "file":
                self.store("file", b"# none yet\n")
            result = command.run("-q", "-k", self.folder / name, UP)
            self.assertEqual(result.status, 0)
            self.assertEqual(len(result.complaints), 1)
            self.assertIn(f"iketriage: {self.folder / name}: note: there is {said}", result.complaints[0])

    def test_debian_ipsec_secrets(self):
        keys = self.store("ipsec.secrets", b"include /var/lib/strongswan/ipsec.secrets.inc\n" + (UP / "keys").read_bytes())
        result = command.run("-f", "json", "-k", keys, UP)
        self.assertEqual((result.status, len(result.complaints)), (0, 1))
        self.assertRegex(result.complaints[0], r":1: note: skipped: an include")
        self.assertEqual(result.of("phase1")[0]["decryption"], "verified")


class Large(command.Case):
    """Beyond 64 MiB a log is read piece by piece."""

    NOISE = b"Nov 28 10:00:00 gw charon: 07[ENC] parsed INFORMATIONAL_V1 request 2911388090 [ HASH N(DPD) ]\n"

    @staticmethod
    def dump(title, octets):
        yield f"Nov 28 10:00:00 gw charon: 06[IKE] {title} => {len(octets)} bytes @ 0x7f6ca80065b0"
        for at in range(0, len(octets), 16):
            yield f"Nov 28 10:00:00 gw charon: 06[IKE] {at:4}: {octets[at:at + 16].hex(' ').upper()}  ......"

    def test_log(self):
        """Of two SAs: one at the end of the first piece, whose octets go on in the second, and one at the very end."""
        expected, at = [], 0
        path = self.folder / "log"
        with open(path, "wb") as log:
            for folder, size in ((UP, 64 << 20), (REFUSED, 5 << 20)):
                cookie, secret = re.match(r"(\S+) : DH-SECRET 0x(\S+)", lines(folder, "DH-SECRET")[0]).groups()
                dumps = [*self.dump("shared Diffie Hellman secret", bytes.fromhex(secret)),
                         *self.dump("natd_chunk", bytes.fromhex(cookie) + bytes(14))]
                dumps = "".join(line + "\n" for line in dumps).encode()
                noise = (size - len(dumps) // 2) // len(self.NOISE)
                log.write(self.NOISE * noise + dumps)
                expected.append(f"{path}:{at + noise + 1}")
                at += noise + dumps.count(b"\n")
        for folder, place in zip((UP, REFUSED), expected):
            right = self.store("right", (lines(folder, "PSK")[0] + "\n").encode())
            wrong = self.store("wrong", b': PSK "not-the-key"\n')
            result = command.run("-f", "json", "-k", path, "-k", right, folder / "capture.pcap")
            self.assertEqual((result.of("phase1")[0]["decryption"], result.complaints), ("verified", []))
            result = command.run("-f", "json", "-k", path, "-k", wrong, folder / "capture.pcap")
            self.assertEqual(result.of("phase1")[0]["refuted_keys"], [f"{wrong}:1", place])

    def test_any_other_file(self):
        line = b': PSK "not-the-key" # ' + b"x" * 41 + b"\n"
        self.assertEqual(len(line), 64)
        for size, status in ((64 << 20, 0), (64 << 20 | 1, 2)):
            path = self.store("keys", (line * (size // 64))[:size - 1] + b"\n" * (1 + size % 64))
            os.truncate(path, size)
            result = command.run("-q", "-k", path, UP)
            self.assertEqual(result.status, status, result.err)
            self.assertEqual(any("larger than 64 MiB" in line for line in result.complaints), status == 2)


class Refuted(command.Case):
    def judge(self, text, capture):
        """The phase 1 record and what text says; no secret stands in either, nor in messages."""
        keys = self.store("given", text.encode())
        results = [command.run(*form, "-k", keys, capture) for form in (["-f", "json"], [], ["-v"])]
        for result in results:
            for secret in re.findall(r'PSK "([^"]+)"|0x([0-9a-f]+)', text):
                self.assertNotIn("".join(secret).encode(), result.out + result.err)
        told = [" ".join(result.out.decode().split()) for result in results[1:]]
        return results[0].of("phase1")[0], told, keys

    def test_main_mode(self):
        given = f': PSK "not-the-key"\n{lines(REFUSED, "DH-SECRET")[0]}\n'
        phase1, told, keys = self.judge(given, CAPTURE)
        self.assertEqual((phase1["decryption"], phase1["refuted_keys"], phase1["refuted_keys_more"]),
                         ("bad-key", [f"{keys}:1", f"{keys}:2"], 0))
        for text in told:
            self.assertIn(f"does not fit: {keys}:1 and {keys}:2.", text)

    def test_many(self):
        given = "".join(f': PSK "not-the-key{i}"\n' for i in range(10)) + lines(REFUSED, "DH-SECRET")[0] + "\n"
        phase1, told, keys = self.judge(given, CAPTURE)
        self.assertEqual(phase1["refuted_keys"], [f"{keys}:{line}" for line in range(1, 5)])
        self.assertEqual(phase1["refuted_keys_more"], 7)
        self.assertIn(f"{keys}:4 and 7 more.", told[0])

    def test_aggressive_mode(self):
        """RFC 2409 section 5: HASH_R is in clear, and tells without g^xy whether the preshared key fits."""
        phase1, told, keys = self.judge(': PSK "not-the-key"\n', AGGRESSIVE / "capture.pcap")
        self.assertEqual((phase1["decryption"], phase1["refuted_keys"]), ("bad-key", [f"{keys}:1"]))
        self.assertIsNone(phase1["initiator"]["psk"])
        for text in told:
            self.assertIn(f"A key was given for 1 ISAKMP SA and does not fit: {keys}:1.", text)

    def test_aggressive_mode_of_a_key_that_fits(self):
        psk = lines(AGGRESSIVE, "PSK")[0]
        for given in (psk + "\n", f': PSK "not-the-key"\n{psk}\n'):
            phase1, told, keys = self.judge(given, AGGRESSIVE / "capture.pcap")
            self.assertNotEqual(phase1["decryption"], "bad-key")
            self.assertEqual(phase1["refuted_keys"], [])
            self.assertNotIn("does not fit", told[0])

    def test_aggressive_mode_of_one_side(self):
        """The key of one side alone: it is that side's, and is not refuted by the other's HASH."""
        for line in lines(DIFFERENT, "PSK"):
            phase1, told, keys = self.judge(line + "\n", DIFFERENT / "capture.pcap")
            sides = [phase1[side]["psk"] for side in ("initiator", "responder")]
            self.assertEqual(phase1["decryption"] == "bad-key", sides == [None, None], phase1)

    def test_aggressive_mode_of_two_hashes(self):
        """Beside a HASH_R that fits, one that does not is forged: it refutes nothing."""
        link, found = packets((AGGRESSIVE / "capture.pcap").read_bytes())
        frames = [data for _, _, data, _ in found]
        at = frames[1].rindex(struct.pack(">H", 4 + 20), 42 + 28) + 2  # in message 2: what its HASH begins with
        forged = frames[1][:at] + bytes([frames[1][at] ^ 1]) + frames[1][at + 1:]
        psk = lines(AGGRESSIVE, "PSK")[0] + "\n"
        for three, decryption in (([frames[0], frames[1], forged], "no-key"), ([frames[0], forged], "bad-key")):
            path = self.store("two.pcap", command.pcap(enumerate([*three, frames[2]]), link))
            phase1, _, _ = self.judge(psk, path)
            self.assertEqual(phase1["decryption"], decryption)

    def test_a_key_of_others(self):
        """One that names another pair was not given for this one."""
        ours = lines(AGGRESSIVE, "PSK")[0].split()[0]
        for pair in ("192.0.2.77 192.0.2.78", f"{ours} 192.0.2.78"):
            phase1, _, _ = self.judge(f'{pair} : PSK "not-the-key"\n', AGGRESSIVE / "capture.pcap")
            self.assertNotEqual(phase1["decryption"], "bad-key")
            self.assertEqual(phase1["refuted_keys"], [])


class Pipes(command.Case):
    def test_what_a_program_writes(self):
        """As a shell's <(...) gives it, the writer being slow."""
        reader, writer = os.pipe()
        keys = (UP / "keys").read_bytes()
        process = subprocess.Popen(command.argv("-f", "json", "-k", f"/dev/fd/{reader}", UP), pass_fds=(reader,),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.close(reader)
        os.write(writer, keys[:40])
        time.sleep(0.5)
        os.write(writer, keys[40:])
        os.close(writer)
        out, err = process.communicate()
        self.assertEqual((process.returncode, err), (0, b""))
        self.assertIn(b'"decryption":"verified"', out)

    def test_nobody_writes(self):
        """It is said which pipe is waited for, and an interrupt ends that."""
        for kind in ("-k", "-c", "-l"):
            with self.subTest(kind):
                fifo = self.folder / f"fifo{kind}"
                os.mkfifo(fifo)
                process = subprocess.Popen(command.argv(kind, fifo, UP), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.assertRegex(process.stderr.readline(), b"fifo-.: note: this is a pipe, and nothing comes from it: waiting")
                process.send_signal(signal.SIGINT)
                process.communicate()
                self.assertEqual(process.returncode, 130)

    def test_somebody_writes_late(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        process = subprocess.Popen(command.argv("-f", "json", "-k", fifo, UP), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertIn(b"waiting", process.stderr.readline())
        fifo.write_bytes((UP / "keys").read_bytes())
        out, err = process.communicate()
        self.assertEqual((process.returncode, err), (0, b""))
        self.assertIn(b'"decryption":"verified"', out)


if __name__ == "__main__":
    command.main()
