#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where keys stand in the memory of a run that goes on: in pages that are locked and in no core, and nowhere else.

usage: test_locked.py COMMAND

COMMAND is a release build: sanitizers lock nothing. A capture comes by a pipe that stays open, so that the run waits with
its ISAKMP SAs alive. What to look for: the octets of the key files, and what the daemons of the lab logged."""
import os
import pathlib
import re
import resource
import subprocess
import time
import unittest

import command

PFS = command.CAPTURES / "tunnel-up-pfs"
DUMP = re.compile(r"\[(?:IKE|CHD)\d?\] (?:<[^>]*> )?(.*) => (\d+) bytes @")
ROW = re.compile(r"\[(?:IKE|CHD)\d?\] (?:<[^>]*> )?\s+\d+: ((?:[0-9A-F]{2} ){1,16})")
# Not SKEYID_e, of which nothing is kept once Ka is made, nor keys of IPsec.
LOGGED = ("SKEYID", "SKEYID_d", "SKEYID_a", "encryption key Ka", "shared Diffie Hellman secret")
GONE = ("SKEYID_e", "encryption initiator key", "encryption responder key", "integrity initiator key")


def of_key_file(path):
    """Secrets of a keyring: name and octets."""
    text = path.read_text(encoding="ascii")
    out = {f"PSK {secret}": secret.encode() for secret in re.findall(r': PSK "([^"]+)"', text)}
    for kind, digits in re.findall(r" : (\S+) 0x([0-9a-f]+)", text):
        out[f"{kind} {digits[:4]}"] = bytes.fromhex(digits)
    return out


def of_log(path):
    """What charon dumped: title to octets, the first of each title."""
    out, title, octets, size = {}, None, b"", 0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        begin, row = DUMP.search(line), ROW.search(line)
        if begin:
            title, size, octets = begin.group(1), int(begin.group(2)), b""
        elif row and title:
            octets += bytes.fromhex(row.group(1).replace(" ", ""))
            if len(octets) >= size:
                out.setdefault(title, octets[:size])
                title = None
    return out


class Waiting:
    """A run that has read all that there is so far."""

    def __init__(self, keys, capture, *arguments, lock_limit=None):
        def limit():
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (lock_limit, lock_limit))
        prefix = [] if lock_limit is None else ["setpriv", "--bounding-set", "-ipc_lock", "--inh-caps", "-ipc_lock"]
        self.process = subprocess.Popen(
            prefix + command.argv("-q", "-v", *arguments, "--keys", keys, "-"), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=None if lock_limit is None else limit)
        self.process.stdin.write(capture.read_bytes())
        self.process.stdin.flush()
        self.settle()

    def status(self, name):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return re.search(rf"^{name}:\s+(\S+)", text, re.MULTILINE).group(1)

    def settle(self):
        """Until it waits for more, ten times in a row."""
        quiet, end = 0, time.monotonic() + 60
        while quiet < 10 and time.monotonic() < end:
            time.sleep(0.02)
            quiet = quiet + 1 if self.status("State") == "S" else 0

    def regions(self):
        """Of what can be read: flags of the mapping, its octets."""
        text = pathlib.Path(f"/proc/{self.process.pid}/smaps").read_text(encoding="utf-8")
        with open(f"/proc/{self.process.pid}/mem", "rb") as memory:
            for head, flags in re.findall(r"^([0-9a-f]+-[0-9a-f]+ r\S.*)\n(?:\S+:? .*\n)*?VmFlags: (.*)$", text, re.MULTILINE):
                first, last = (int(number, 16) for number in head.split()[0].split("-"))
                if "[v" in head:  # the kernel's own
                    continue
                memory.seek(first)
                yield flags.split(), memory.read(last - first)

    def end(self):
        out, err = self.process.communicate()
        return self.process.returncode, out, err.decode()


@unittest.skipUnless(os.geteuid() == 0, "only root reads the memory of a process that is not dumpable")
class Locked(command.Case):
    def find(self, waiting, secrets):
        """name: in which kinds of pages it stands, as octets or as digits"""
        found = {name: set() for name in secrets}
        for flags, octets in waiting.regions():
            for name, secret in secrets.items():
                if any(form in octets for form in (secret, secret.hex().encode(), secret.hex().upper().encode())):
                    found[name].add(("locked" if "lo" in flags else "open") + (", in no core" if "dd" in flags else ""))
        return found

    def test_keys_stand_in_locked_pages_alone(self):
        logged = of_log(PFS / "charon.log")
        held = {**of_key_file(PFS / "keys"), **{title: logged[title] for title in LOGGED}}
        gone = {title: logged[title] for title in GONE}
        self.assertGreaterEqual(len(held), 8)
        waiting = Waiting(PFS / "keys", PFS / "capture.pcap", "--export-keys", self.folder)
        self.assertGreaterEqual(int(waiting.status("VmLck")), 32)
        found = self.find(waiting, {**held, **gone})
        status, _, err = waiting.end()
        self.assertEqual(status, 0, err)
        self.assertRegex(err, r"note: keys: \d+ KiB in locked memory\n")
        for name in held:
            self.assertEqual(found[name], {"locked, in no core"}, name)
        for name in gone:
            self.assertEqual(found[name], set(), name)

    def test_what_a_log_held(self):
        """The lines of a log are gone, the secrets out of them are held."""
        logged = of_log(PFS / "charon.log")
        secrets = {title: logged[title] for title in LOGGED}
        waiting = Waiting(PFS / "charon.log", PFS / "capture.pcap")
        found = self.find(waiting, secrets)
        self.assertEqual(waiting.end()[0], 0)
        for name in secrets:
            self.assertEqual(found[name], {"locked, in no core"}, name)
        with_blanks = logged["SKEYID"].hex(" ").upper().encode()
        self.assertIn(with_blanks[:40], (PFS / "charon.log").read_bytes())
        waiting = Waiting(PFS / "charon.log", PFS / "capture.pcap")
        self.assertFalse(any(with_blanks[:40] in octets for _, octets in waiting.regions()))
        waiting.end()

    def test_where_nothing_may_be_locked(self):
        secrets = of_key_file(PFS / "keys")
        waiting = Waiting(PFS / "keys", PFS / "capture.pcap", lock_limit=0)
        self.assertEqual(waiting.status("VmLck"), "0")
        found = self.find(waiting, secrets)
        status, out, err = waiting.end()
        self.assertEqual(status, 0, err)
        self.assertRegex(err, r'note: keys: 0 KiB in locked memory, \d+ KiB not: "ulimit -l" allows 0 KiB\n')
        for name in secrets:
            self.assertEqual(found[name], {"open, in no core"}, name)
        self.assertIn(b"1 up", out)

    def test_what_is_over_the_limit(self):
        """Of a large table as much is locked as may be, and said; the run costs what it did."""
        table = self.folder / "table"
        with open(table, "w", encoding="ascii") as file:
            for row in range(40000):
                file.write(f"{row:016x},{row:032x}\n")
        waiting = Waiting(table, PFS / "capture.pcap", lock_limit=512 << 10)
        self.assertLessEqual(int(waiting.status("VmLck")), 512)
        status, _, err = waiting.end()
        self.assertEqual(status, 0, err)
        said = re.search(r'note: keys: (\d+) KiB in locked memory, (\d+) KiB not: "ulimit -l" allows 512 KiB\n', err)
        self.assertTrue(said, err)
        self.assertGreater(int(said.group(1)), 200)  # although the file was in memory beside them
        self.assertGreater(int(said.group(2)), 500)  # 40,000 rows of 32 octets are 1,250 KiB

    def test_nothing_is_said_without_keys(self):
        self.assertNotIn(b"note: keys:", command.run("-q", "-v", PFS / "capture.pcap").err)


if __name__ == "__main__":
    command.main()
