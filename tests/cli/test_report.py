#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What of the report is asked for: one tunnel, all of them, lines for other programs, hashes, progress, and the exit status."""
import gzip
import hashlib
import json
import subprocess
import threading

import command
from command import CAPTURES, REFUSED, UP, argv, run, zstandard

JSON = ("-f", "json")
TSV = ("-f", "tsv")
# XAUTH is asked for and never answered, the responder deletes the SA, no Quick Mode: the review's first defect.
SILENT = CAPTURES / "modecfg-failed"
DEGRADED = CAPTURES / "qm3-lost"
PLAIN = next(UP.glob("capture.*"))


def keyed(folder):
    return ["-k", folder / "keys", folder] if (folder / "keys").is_file() else [folder]


def rows(result):
    head, *lines = result.out.decode().splitlines()
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]


class OneTunnel(command.Case):
    def test_by_its_number(self):
        everything = run(*JSON, UP, REFUSED, UP).of("tunnel")
        self.assertEqual([tunnel["number"] for tunnel in everything], [1, 2, 3])
        for tunnel in everything:
            number = str(tunnel["number"])
            self.assertEqual(run(*JSON, "-t", number, UP, REFUSED, UP).of("tunnel"), [tunnel])
            row, = rows(run(*TSV, f"--tunnel={number}", UP, REFUSED, UP))
            self.assertEqual((row["number"], row["a"], row["state"]),
                             (number, tunnel["a"]["address"], tunnel["state"]))
            text = run("-t", number, "-j4", UP, REFUSED, UP).out.decode()
            self.assertRegex(text, rf"(?m)^{number} +{tunnel['a']['address']} ")
            for other in {1, 2, 3} - {tunnel["number"]}:
                self.assertNotRegex(text, rf"(?m)^{other} +(203|198)")

    def test_in_full(self):
        text = run("-t", "2", UP, REFUSED).out.decode()
        self.assertIn("ISAKMP SA ", text)
        self.assertIn("Quick Mode ", text)
        self.assertNotIn("ISAKMP SA ", run(UP, REFUSED).out.decode())

    def test_of_a_long_list(self):
        """A block that the list of all does not have."""
        tunnels = run(*JSON, CAPTURES).of("tunnel")
        self.assertGreater(len(tunnels), 20)
        last = tunnels[-1]
        text = run("-t", str(last["number"]), CAPTURES).out.decode()
        self.assertRegex(text, rf"(?m)^{last['number']} +{last['a']['address']} ")
        self.assertIn("SEEN", text)

    def test_there_is_none(self):
        for look in ((), JSON, TSV):
            result = run("-t", "3", *look, UP, REFUSED)
            self.assert_trouble(result, "there is no tunnel 3 among 2")
        self.assert_trouble(run("-t", "1", CAPTURES / "ikev2-only"), "there is no tunnel 1 among 0")

    def test_bad_numbers(self):
        for number in ("0", "-1", "one", "", "1 2", "99999999999999999999"):
            self.assert_trouble(run("-t", number, UP), f"--tunnel: '{number}' is not a number from 1", "--help")


class Lines(command.Case):
    def test_says_what_json_says(self):
        tunnels = run(*JSON, CAPTURES).of("tunnel")
        found = rows(run(*TSV, CAPTURES))
        self.assertEqual(len(found), len(tunnels))
        for row, tunnel in zip(found, tunnels):
            for column, value in (("number", tunnel["number"]), ("file", tunnel["file"]),
                                  ("a", tunnel["a"]["address"]), ("b", tunnel["b"]["address"]),
                                  ("state", tunnel["state"]), ("where", tunnel["where"]), ("since", tunnel["since"]),
                                  ("rejected", tunnel["attempts"]["rejected"]), ("cause", tunnel["cause"]),
                                  ("causes", ",".join(tunnel["causes"])), ("likelihood", tunnel["likelihood"]),
                                  ("esp_b_to_a", tunnel["esp"]["b_to_a"]["packets"]), ("summary", tunnel["summary"])):
                self.assertEqual(row[column], "" if value is None else str(value), (column, tunnel["file"]))

    def test_a_head_without_tunnels(self):
        result = run(*TSV, CAPTURES / "ikev2-only")
        self.assertEqual(len(result.out.splitlines()), 1)
        self.assertEqual(rows(result), [])


class All(command.Case):
    def test_healthy_ones_too(self):
        names = [record["a"]["address"] for record in run(*JSON, CAPTURES).of("tunnel")]
        short, whole = (run(*look, CAPTURES).out.decode() for look in ((), ("--all",)))
        for name in names:
            self.assertRegex(whole, rf"\b{name}\b")
        self.assertGreater(len(whole), len(short))
        up = next(t["a"]["address"] for t in run(*JSON, CAPTURES).of("tunnel") if t["state"] == "up")
        self.assertNotRegex(short, rf"\b{up}\b")


class Hash(command.Case):
    def hash_of(self, *arguments, **options):
        record, = run(*JSON, *arguments, **options).of("capture")
        return record["sha256"]

    def test_of_the_file_as_it_is_stored(self):
        content = PLAIN.read_bytes()
        for name, packed in (("plain", content), ("c.gz", gzip.compress(content)), ("c.zst", zstandard(content)),
                             ("members.gz", gzip.compress(content[:333]) + gzip.compress(content[333:]))):
            with self.subTest(name):
                path = self.store(name, packed)
                expected = hashlib.sha256(packed).hexdigest()
                self.assertEqual(self.hash_of(path), expected)
                self.assertEqual(self.hash_of("-", input=packed), expected)
                with open(path, "rb") as file:
                    self.assertEqual(self.hash_of("-", stdin=file), expected)
                # The same, whatever of it is read.
                self.assertEqual(self.hash_of("--filter", "tcp", path), expected)
                text = run("-v", path).out.decode()
                self.assertIn(expected, text)

    def test_of_a_damaged_file(self):
        """It is the hash of the file, wherever reading stopped."""
        content = PLAIN.read_bytes()
        for name, damaged in (("longer", content + b"behind" * 50000), ("cut", content[:-1]),
                              ("cut.gz", gzip.compress(content)[:-20]), ("cut.zst", zstandard(content)[:-1]),
                              ("broken.gz", gzip.compress(content)[:-200] + bytes(1 << 20))):
            with self.subTest(name):
                self.assertEqual(self.hash_of(self.store(name, damaged)), hashlib.sha256(damaged).hexdigest())

    def test_the_tool_is_named(self):
        version = run("-V").out.decode().strip()
        for kind in ("capture", "summary"):
            record, = run(*JSON, UP).of(kind)
            self.assertEqual(record["tool"], version)
        self.assertIn(version, run("-v", UP).out.decode())


class Progress(command.Case):
    def slowly(self, *options):
        """A capture of two pieces with 1.3 seconds between them; what stands on standard error."""
        content = PLAIN.read_bytes()
        with subprocess.Popen(argv(*options, *JSON, "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdin.write(content[:len(content) // 2])
            process.stdin.flush()
            threading.Event().wait(1.3)
            out, errors = process.communicate(content[len(content) // 2:])
        self.assertEqual(json.loads(out.splitlines()[-1])["type"], "summary")
        self.assertEqual(process.returncode, 0)
        return errors.decode()

    def test_into_a_pipe_where_it_is_asked_for(self):
        told = self.slowly("--progress")
        self.assertRegex(told, r"\A(iketriage: \d+ MB(, [\d.]+ MB/s)?\n)+\Z")

    def test_else_not(self):
        self.assertEqual(self.slowly(), "")

    def test_short_work_says_nothing(self):
        self.assertEqual(run("--progress", UP / "capture.pcap").err, b"")


class Status(command.Case):
    def test_of_states(self):
        for folder, state, status in ((UP, "up", 0), (REFUSED, "down", 1), (SILENT, "down", 1),
                                      (CAPTURES / "psk-mismatch", "down", 1)):
            for arguments in (keyed(folder), [folder]):
                with self.subTest(folder.name, keys=len(arguments) > 1):
                    result = run(*JSON, *arguments)
                    self.assertEqual([tunnel["state"] for tunnel in result.of("tunnel")], [state])
                    self.assertEqual(result.status, status)
                    for look in ((), TSV, ("-q",), ("-t", "1")):
                        self.assertEqual(run(*look, *arguments).status, status)

    def test_of_severities(self):
        """Degraded: 1 with an error among the findings, else 0."""
        seen = set()
        for path in sorted(CAPTURES.iterdir()):
            if not path.is_dir():
                continue
            result = run(*JSON, *keyed(path))
            states = {tunnel["state"] for tunnel in result.of("tunnel")}
            severities = {finding["severity"] for record in result.records for finding in record.get("findings", ())
                          if record["type"] != "summary"}
            expected = int("down" in states or "error" in severities)
            self.assertEqual(result.status, expected, path.name)
            if states == {"degraded"}:
                seen.add(expected)
        self.assertIn(0, seen)


class SameBytes(command.Case):
    def test_for_any_number_of_jobs(self):
        for look in ((), ("-v",), ("--all",), JSON, TSV):
            with self.subTest(look):
                one, four = (run("-j", jobs, *look, CAPTURES) for jobs in ("1", "4"))
                self.assertGreater(len(one.out), 1000)
                self.assertEqual((one.status, one.err), (four.status, four.err))
                self.assertTrue(one.out == four.out)


if __name__ == "__main__":
    command.main()
