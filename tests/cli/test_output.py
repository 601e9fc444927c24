#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where results go: order, files, devices, pipes that close, terminals."""
import os
import pty
import resource
import signal
import subprocess
import threading

import command
from command import CAPTURES, REFUSED, UP, argv, run

JSON = ("-f", "json")


class Jobs(command.Case):
    def test_output_does_not_depend_on_jobs(self):
        broken = self.store("broken", b"x")
        names = [UP, broken, CAPTURES, self.folder / "none", REFUSED]
        for look in (JSON, ("-f", "text"), ("-v",), ("-f", "tsv"), (*JSON, "--messages"), ("-q",)):
            first = run("-j1", *look, *names)
            self.assertGreater(len(first.out), 100)
            for jobs in ("2", "8", "200"):
                other = run("-j", jobs, *look, *names)
                self.assertEqual((other.status, other.out, other.err), (first.status, first.out, first.err))

    def test_a_slow_capture_holds_the_others_in_order(self):
        capture = next(UP.glob("capture.*"))
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)

        def write_late():
            with open(fifo, "wb") as file:
                threading.Event().wait(0.5)
                file.write(capture.read_bytes())

        thread = threading.Thread(target=write_late)
        thread.start()
        result = run("-j4", *JSON, fifo, REFUSED, UP)
        thread.join()
        self.assertEqual(result.of("capture")[0]["file"], str(fifo))
        self.assertEqual(len(result.of("capture")), 3)


class File(command.Case):
    def test_same_bytes_as_standard_output(self):
        out = self.folder / "out"
        result = run(*JSON, "-o", out, REFUSED / "capture.pcap")
        self.assertEqual((result.status, result.out, result.err), (1, b"", b""))
        self.assertEqual(out.read_bytes(), run(*JSON, REFUSED / "capture.pcap").out)
        self.assertEqual(out.read_bytes(), run(*JSON, "-o", "-", REFUSED / "capture.pcap").out)
        self.assertEqual(os.listdir(self.folder), ["out"])

    def test_mode(self):
        old = os.umask(0o027)
        self.addCleanup(os.umask, old)
        out = self.folder / "out"
        run("-o", out, UP)
        self.assertEqual(out.stat().st_mode & 0o777, 0o640)
        out.chmod(0o604)
        out.write_bytes(b"old")
        run("-o", out, UP)
        self.assertEqual(out.stat().st_mode & 0o777, 0o604)
        self.assertGreater(len(out.read_bytes()), 3)

    def test_through_a_link(self):
        out = self.store("real", b"old")
        link = self.folder / "link"
        link.symlink_to("real")
        run("-o", link, UP)
        self.assertTrue(link.is_symlink())
        self.assertIn(b"1 tunnel: 1 up.", out.read_bytes())

    def test_what_cannot_be_written(self):
        for out, text in (
            (self.folder / "none" / "out", "out: cannot be written: No such file or directory"),
            (self.folder, "cannot be written: Is a directory"),
            ("/dev/full", "/dev/full: cannot be written: No space left on device"),
        ):
            result = run("-o", out, UP)
            self.assert_trouble(result, text)
            self.assertEqual(result.out, b"")

    def test_an_input_is_no_output(self):
        capture = self.store("capture", next(UP.glob("capture.*")).read_bytes())
        keys = self.store("keys", (UP / "keys").read_bytes())
        before = capture.read_bytes(), keys.read_bytes()
        for out in (capture, keys):
            self.assert_trouble(run("-k", keys, "-o", out, capture), "is read and cannot be the output as well")
        self.assertEqual((capture.read_bytes(), keys.read_bytes()), before)

    def test_a_disk_that_fills_leaves_the_old_file(self):
        out = self.store("out", b"old")

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

        result = run(*JSON, "-o", out, CAPTURES, preexec_fn=limit)
        self.assert_trouble(result, "out: cannot be written: File too large")
        self.assertEqual(out.read_bytes(), b"old")
        self.assertEqual(os.listdir(self.folder), ["out"])


class Standard(command.Case):
    def test_full(self):
        for arguments in ([UP], ["--help"], ["--list-rules"]):
            with open("/dev/full", "wb") as full:
                result = run(*arguments, stdout=full)
            self.assert_trouble(result, "standard output cannot be written: No space left on device")

    def test_closed(self):
        result = run(UP, stdout=None, preexec_fn=lambda: os.close(1))
        self.assert_trouble(result, "standard output cannot be written: Bad file descriptor")

    def closed_pipe(self, restore_signals):
        reading, writing = os.pipe()
        os.close(reading)
        result = run("-j4", *JSON, *sorted(CAPTURES.glob("*/capture.*")), stdout=writing, restore_signals=restore_signals)
        os.close(writing)
        self.assertEqual(result.err, b"")
        return result.status

    def test_a_reader_that_goes_away(self):
        self.assertEqual(self.closed_pipe(True), -signal.SIGPIPE)
        self.assertIn(self.closed_pipe(False), (0, 1))

    def on_terminal(self, **environment):
        try:
            master, slave = pty.openpty()
        except OSError as error:
            self.skipTest("no pseudo-terminal here: %s" % error)
        env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        with subprocess.Popen(argv(REFUSED), stdout=slave, env={**env, "TERM": "xterm", **environment}) as process:
            os.close(slave)
            out = b""
            while True:
                try:
                    chunk = os.read(master, 65536)
                except OSError:
                    break
                if not chunk:
                    break
                out += chunk
        os.close(master)
        return out

    def test_colour_only_on_a_terminal(self):
        self.assertIn(b"\x1b[", self.on_terminal())
        self.assertNotIn(b"\x1b[", self.on_terminal(NO_COLOR="1"))
        self.assertNotIn(b"\x1b[", self.on_terminal(TERM="dumb"))
        self.assertNotIn(b"\x1b[", run(REFUSED).out)


if __name__ == "__main__":
    command.main()
