#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What fails around a run: reading, writing, memory, whoever reads, and signals. No crash, no half line of JSON, nothing
unfinished left, and the exit status says it. The second argument is the library of faults.c."""
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / folder) for folder in ("cli", "desk")]

import command  # pylint: disable=wrong-import-position
import routers as desk  # pylint: disable=wrong-import-position
from command import CAPTURES, argv, run, zstandard  # pylint: disable=wrong-import-position
from wire import MAIN, OFFER, SA, Capture, cookie, host, message  # pylint: disable=wrong-import-position

LIBRARY = os.path.abspath(sys.argv.pop(2))
JSON = ("-f", "json", "--messages")
UP = CAPTURES / "tunnel-up-esp"
REFUSED = next((CAPTURES / "transform-mismatch").glob("capture.*"))
NO_MEMORY = b"iketriage: there is not enough memory\n"
# libgcrypt reads a file when it starts, and ends the process itself where it has no memory for that.
LIBGCRYPT_STARTS = b"FATAL: error reading `/proc/sys/crypto"


def loaded(**environment):
    """The environment of a run in which calls fail. Sanitizers have to be told that they do not come first."""
    return {**os.environ, "LD_PRELOAD": LIBRARY, "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0",
            **{name: str(value) for name, value in environment.items()}}


def negotiations(path, count):
    out = Capture(path)
    for index in range(count):
        out.ike(message([(SA, OFFER)], MAIN, cookie(index)), host(index))
    out.close()
    return path


class Faults(command.Case):
    def assert_whole(self, octets):
        """Lines of JSON, none of them cut."""
        if octets:
            self.assertEqual(octets[-1:], b"\n", octets[-80:])
        for line in octets.splitlines():
            json.loads(line)

    def assert_nothing_left(self, *but):
        self.assertEqual(sorted(os.listdir(self.folder)), sorted(but))


class Memory(Faults):
    ARGUMENTS = ("--no-sandbox", "-j1", *JSON, "-k", UP / "keys", next(UP.glob("capture.*")), REFUSED)

    def count(self):
        path = self.folder / "count"
        result = run(*self.ARGUMENTS, env=loaded(IKT_FAIL_COUNT=path))
        self.assertEqual(result.status, 1, result.err)
        allocations = int(path.read_text())
        path.unlink()
        self.assertGreater(allocations, 100)
        return result.out, allocations

    @staticmethod
    def but_hashes(octets):
        """A file's hash that could not be had is unknown."""
        return re.sub(rb'"sha256":(null|"[0-9a-f]{64}")|<br><span class="soft mono">SHA-256 [0-9a-f]{64}</span>', b"", octets)

    def fail_at(self, out, whole, places, octets):
        """Each place; where memory goes on failing, of so many octets and more."""
        given_up = 0
        for place in places:
            result = run(*self.ARGUMENTS, "-o", out, env=loaded(IKT_FAIL_MALLOC=place, IKT_FAIL_FROM=octets))
            with self.subTest((place, octets)):
                if result.err.startswith(LIBGCRYPT_STARTS):
                    continue
                self.assertIn(result.status, (1, 2), result.err)
                if result.err.endswith(NO_MEMORY):
                    given_up += 1
                    self.assertEqual(result.status, 2)
                    self.assert_nothing_left()
                elif not out.exists():  # a library said why not
                    self.assertEqual(result.status, 2)
                    self.assertRegex(result.err, rb"^iketriage: ")
                else:  # a library did without
                    self.assert_whole(out.read_bytes())
                    written = out.read_bytes()
                    out.unlink()
                    self.assertTrue(result.status == 2 or self.but_hashes(written) == self.but_hashes(whole))
        return given_up

    def test_each_allocation(self):
        whole, allocations = self.count()
        out = self.folder / "out"
        step = max(1, allocations // 60)
        self.assertGreater(self.fail_at(out, whole, range(1, allocations, step), 0), 20)
        self.assertGreater(self.fail_at(out, whole, range(2, allocations, 3 * step), 256), 5)

    def test_what_was_written_stays_whole(self):
        """On a pipe, where nothing can be taken back."""
        _, allocations = self.count()
        for place in range(allocations // 2, allocations, max(1, allocations // 20)):
            result = run(*self.ARGUMENTS, env=loaded(IKT_FAIL_MALLOC=place))
            self.assert_whole(result.out)


class MemoryOfOthers(Faults):
    """The other ways in and out: what fails leaves nothing, and what does not is what it always is."""
    PLACES = 7
    LOG = ("*Mar  1 00:00:01.000: ISAKMP:(1001):Processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
           "*Mar  1 00:00:02.000: ISAKMP:(1001): phase 2 SA policy not acceptable! (local 192.0.2.1 remote 198.51.100.1)\n")

    def ways(self):
        """What is asked for; True: it makes a folder "made"."""
        config = self.store("r1.cfg", desk.router(1, [2]).encode())
        other = self.store("r2.cfg", desk.router(2, [1]).replace("aes 256 esp-sha256", "3des esp-md5").encode())
        log = self.store("r1.log", self.LOG.encode())
        capture, keys = next(UP.glob("capture.*")), UP / "keys"
        for form in ("text", "html", "ios", "tsv"):
            yield form, False, ("-f", form, "-v", "-k", keys, "-c", config, "-l", log, capture, REFUSED)
        yield "documents", False, ("-c", config, "-c", other, "-l", log)
        yield "stitched", False, (*JSON, "--stitch", capture, REFUSED)
        yield "joined", False, (*JSON, "--join", capture, capture)
        yield "bundle", True, ("-k", keys, "-c", config, "-e", self.folder / "made", capture, REFUSED)
        yield "bundle of nobody", True, ("-k", keys, "--anonymize", "-e", self.folder / "made", capture)
        yield "tables", True, ("-q", "-k", keys, "--export-keys", self.folder / "made", capture)
        yield "stand-in", True, ("--standin", config, "-o", self.folder / "made")

    def fail_at(self, place, folder, arguments, whole):
        """True where it gave up."""
        made = self.folder / "made"
        before = sorted(os.listdir(self.folder))
        result = run("--no-sandbox", "-j1", *arguments, env=loaded(IKT_FAIL_MALLOC=place))
        if result.err.startswith(LIBGCRYPT_STARTS):
            return True
        self.assertIn(result.status, (0, 1, 2), result.err)
        given_up = result.err.endswith(NO_MEMORY)
        if given_up:
            self.assertEqual(result.status, 2)
            left = [path for path in made.rglob("*")] if made.exists() else []
            self.assertEqual([path for path in left if path.name.startswith(".") or not path.stat().st_size], [])
        elif result.status != 2:
            self.assertEqual(result.status, whole.status, result.err)
            if "--anonymize" not in arguments:
                self.assertEqual(Memory.but_hashes(result.out), Memory.but_hashes(whole.out))
        if "json" in arguments:
            self.assert_whole(result.out)
        if folder and made.exists():
            shutil.rmtree(made)
        self.assert_nothing_left(*before)
        return given_up

    def test_each(self):
        count = self.folder / "count"
        given_up = 0
        for name, folder, arguments in self.ways():
            whole = run("--no-sandbox", "-j1", *arguments, env=loaded(IKT_FAIL_COUNT=count))
            self.assertIn(whole.status, (0, 1), (name, whole.err))
            allocations = int(count.read_text())
            count.unlink()
            self.assertGreater(allocations, 100, name)
            if folder:
                self.assertTrue((self.folder / "made").is_dir(), name)
                shutil.rmtree(self.folder / "made")
            for turn in range(self.PLACES):
                place = 1 + allocations * (2 * turn + 1) // (2 * self.PLACES)
                with self.subTest(name, place=place):
                    given_up += self.fail_at(place, folder, arguments, whole)
        self.assertGreater(given_up, 30)


class Reading(Faults):
    def files(self):
        octets = REFUSED.read_bytes()
        yield self.store("plain", octets)
        yield self.store("gzip", gzip.compress(octets))
        yield self.store("zstd", zstandard(octets))
        yield negotiations(self.folder / "big", 2000)

    def test_captures(self):
        for path in self.files():
            size = path.stat().st_size
            for octets in (10, size // 2, size - 1):
                with self.subTest((path.name, octets)):
                    result = run(*JSON, path, REFUSED, env=loaded(IKT_FAIL_READ=octets))
                    self.assertEqual(result.status, 2)
                    self.assert_whole(result.out)
                    self.assertIn(b"Input/output error", result.err)
                    self.assertEqual(result.records[-1]["type"], "summary")

    def test_what_was_read_before_is_judged(self):
        big = negotiations(self.folder / "big", 8000)
        result = run("-f", "json", big, env=loaded(IKT_FAIL_READ=big.stat().st_size // 2))
        self.assertGreater(len(result.of("phase1")), 3000)
        self.assertIn("Input/output error", result.of("capture")[0]["error"])

    def test_pieces_and_places(self):
        """One of several files that are one: the others are told, and which it was."""
        big = negotiations(self.folder / "big", 2000)
        for option in ("--stitch", "--join"):
            result = run(*JSON, option, big, REFUSED, env=loaded(IKT_FAIL_READ=big.stat().st_size // 2))
            self.assertEqual(result.status, 2)
            self.assert_whole(result.out)
            self.assertIn(b"big: ", result.err)
            self.assertIn(b"Input/output error", result.err)
            self.assertEqual(result.records[-1]["type"], "summary")
            self.assertIn("Input/output error", result.of("capture")[0]["error"])
            self.assertIn("rejected", result.records[-1]["phase2"])

    def test_documents(self):
        text = self.store("text", b"hostname r1\n" + b"! remark\n" * 5000)
        for option in ("-k", "-c", "-l"):
            for octets in (0, 20000):
                result = run(option, text, REFUSED, env=loaded(IKT_FAIL_READ=octets))
                self.assertEqual(result.status, 2)
                self.assertIn(b"Input/output error", result.err)


class FullDisk(Faults):
    def on_small_disk(self, script, *arguments):
        """A shell's script in a folder of 64 KiB, with the command as "$@"."""
        if not shutil.which("unshare"):
            raise unittest.SkipTest("unshare is not installed")
        disk = self.folder / "disk"
        disk.mkdir()
        kept = self.folder / "kept"
        kept.mkdir()
        mount = "mount -t tmpfs -o size=64k none " + str(disk) + " || exit 77; cd " + str(disk) + " || exit 77; "
        done = subprocess.run(["unshare", "-rm", "sh", "-c", mount + script + "; s=$?; cp -a . " + str(kept) + "; exit $s", "sh",
                               *argv(*arguments)], capture_output=True, check=False)
        if done.returncode == 77 or b"unshare" in done.stderr:
            raise unittest.SkipTest(f"no namespaces here: {done.stderr.decode(errors='replace')}")
        return done, kept

    def test_standard_output(self):
        big = negotiations(self.folder / "big", 500)
        for redirection in (">", ">>"):
            with self.subTest(redirection):
                done, kept = self.on_small_disk('"$@" ' + redirection + " out", *JSON, big)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(b"standard output cannot be written: No space left on device", done.stderr)
                octets = (kept / "out").read_bytes()
                self.assertGreater(len(octets), 10000)
                self.assert_whole(octets)
            shutil.rmtree(self.folder / "disk")
            shutil.rmtree(kept)

    def test_every_way_out(self):
        for form in ("text", "json", "tsv", "html", "ios"):
            with self.subTest(form), open("/dev/full", "wb") as full:
                result = run("-f", form, REFUSED, stdout=full)
                self.assertEqual(result.status, 2)
                self.assertIn(b"standard output cannot be written: No space left on device", result.err)

    def test_stand_in(self):
        config = self.store("r1.cfg", desk.router(1, [2]).encode())
        done, kept = self.on_small_disk('dd if=/dev/zero of=fill bs=1k count=100 2>/dev/null; "$@"', "--standin", config, "-o",
                                        "made")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(b"No space left on device", done.stderr)
        self.assertEqual([path.name for path in kept.rglob("*") if path.is_file() and path.name != "fill"], [])

    def test_a_file(self):
        big = negotiations(self.folder / "big", 500)
        done, kept = self.on_small_disk('echo old > out; "$@" -o out', *JSON, big)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(os.listdir(kept), ["out"])
        self.assertEqual((kept / "out").read_bytes(), b"old\n")

    def test_key_tables(self):
        keys = next(UP.glob("capture.*"))
        done, kept = self.on_small_disk('dd if=/dev/zero of=fill bs=1k count=100 2>/dev/null; "$@" --export-keys keys', "-q",
                                        "-k", UP / "keys", keys)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(b"No space left on device", done.stderr)
        self.assertEqual([path.name for path in kept.rglob("*") if path.is_file() and path.name != "fill"
                          and path.stat().st_size], [])
        self.assertEqual([path.name for path in kept.rglob(".*")], [])


class Readers(Faults):
    def test_a_reader_that_goes_away(self):
        """In the middle: all that it read are whole lines but for its last."""
        big = negotiations(self.folder / "big", 3000)
        with subprocess.Popen(argv(*JSON, big), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            octets = process.stdout.read(100_000)
            process.stdout.close()
            self.assertEqual(process.stderr.read(), b"")
            self.assertEqual(process.wait(), -signal.SIGPIPE)
        self.assert_whole(octets[:octets.rindex(b"\n") + 1])

    def test_standard_error_closed(self):
        out = self.folder / "out"
        reading, writing = os.pipe()
        os.close(reading)
        with subprocess.Popen(argv(*JSON, "-o", out, self.folder / "none", REFUSED), stderr=writing) as process:
            os.close(writing)
            self.assertEqual(process.wait(), -signal.SIGPIPE)
        self.assert_nothing_left()


class Signals(Faults):
    def started(self, *arguments, **options):
        process = subprocess.Popen(argv(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def wait_for(self, pattern):
        """Until a file of this name is there."""
        for _ in range(3000):
            if any(re.fullmatch(pattern, name) for name in os.listdir(self.folder)):
                return
            time.sleep(0.01)
        self.fail(f"{pattern} never came: {os.listdir(self.folder)}")

    def end_silent(self, number):
        """Exit status of a run that reads a pipe through which nothing comes, and is sent the signal."""
        silent = self.folder / "silent"
        if not silent.exists():
            os.mkfifo(silent)
        process = self.started("-v", *JSON, "-o", self.folder / "out", silent, stdin=subprocess.DEVNULL)
        self.wait_for(r"\.out\..{6}")
        self.assertTrue(any(b"confined" in line for line in iter(process.stderr.readline, b"")))  # signals are heeded
        process.send_signal(number)
        return process.wait()

    def test_output_files(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            with self.subTest(number):
                self.assertEqual(self.end_silent(number), -number)
                self.assert_nothing_left("silent")

    def test_the_output_of_an_interrupt(self):
        """It ends what is written, and does not throw it away."""
        self.assertEqual(self.end_silent(signal.SIGINT), 130)
        self.assertEqual(sorted(os.listdir(self.folder)), ["out", "silent"])
        octets = (self.folder / "out").read_bytes()
        self.assert_whole(octets)
        self.assertEqual(json.loads(octets.splitlines()[-1])["type"], "summary")

    def test_key_tables(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            tables = self.folder / "tables"
            result = run("-q", "--export-keys", tables, "-k", UP / "keys", next(UP.glob("capture.*")),
                         env=loaded(IKT_FAIL_SIGNAL=int(number)))
            self.assertEqual(result.status, -number)
            # the first interrupt ends with what is finished, the second at once
            self.assertEqual(os.listdir(tables), ["ikev1_decryption_table"] if number == signal.SIGINT else [])

    def test_a_line_that_is_being_written(self):
        """The signal waits until it is out."""
        big = negotiations(self.folder / "big", 3000)
        for number in (signal.SIGTERM, signal.SIGHUP):
            process = self.started(*JSON, big)
            time.sleep(0.7)  # the pipe is full
            process.send_signal(number)
            time.sleep(0.2)
            octets = process.stdout.read()
            self.assertEqual(process.wait(), -number)
            self.assertGreater(len(octets), 10000)
            self.assert_whole(octets)

    def test_who_does_not_read_stops_nothing(self):
        big = negotiations(self.folder / "big", 3000)
        process = self.started(*JSON, big)
        time.sleep(0.7)
        for _ in range(2):
            process.send_signal(signal.SIGTERM)
            time.sleep(0.1)
        self.assertEqual(process.wait(), -signal.SIGTERM)

    def test_ignored_ones_stay_ignored(self):
        """As nohup and a shell's background job have them."""
        os.mkfifo(self.folder / "pipe")
        process = self.started(self.folder / "pipe", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        with open(self.folder / "pipe", "wb") as pipe:
            time.sleep(0.3)
            process.send_signal(signal.SIGHUP)
            pipe.write(REFUSED.read_bytes())
        self.assertEqual(process.wait(), 1)


if __name__ == "__main__":
    command.main()
