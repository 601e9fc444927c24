#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The interrupt that ends the writer of a pipe: its reader tells what came, and a second one ends it too."""
import array
import fcntl
import json
import os
import signal
import subprocess
import termios
import time

import command
from command import REFUSED, argv


class Interrupt(command.Case):
    def start(self, *arguments):
        process = subprocess.Popen(argv(*arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def write_until_read(self, process):
        """What is to be done about an interrupt is known before the first octet is read."""
        process.stdin.write(next(REFUSED.glob("capture.*")).read_bytes())
        process.stdin.flush()
        waiting = array.array("i", [1])
        while waiting[0] > 0:
            self.assertIsNone(process.poll())
            fcntl.ioctl(process.stdin, termios.FIONREAD, waiting)
            time.sleep(0.01)

    @staticmethod
    def wait_until_handled(process, signal_number):
        """Has the process a handler of its own?"""
        mask = 1 << (signal_number - 1)
        for _ in range(2000):
            with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                caught = next(int(line.split()[1], 16) for line in status if line.startswith("SigCgt:"))
            if caught & mask:
                return True
            time.sleep(0.01)
        return False

    def test_what_came_is_told(self):
        process = self.start("-")
        self.write_until_read(process)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate()
        self.assertTrue(out.startswith(b"1 tunnel: 1 down."), out)
        self.assertEqual(process.returncode, 1)

    def test_nothing_is_left_of_the_output(self):
        """Of every signal that a person or a system ends a program with, but the interrupt that is meant for the writer."""
        content = next(REFUSED.glob("capture.*")).read_bytes()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGXCPU, signal.SIGALRM, signal.SIGUSR1):
            process = self.start("-f", "json", "-o", self.folder / "out.json", "-")
            process.stdin.write(content[:400])
            process.stdin.flush()
            while not list(self.folder.iterdir()):
                self.assertIsNone(process.poll())
                time.sleep(0.01)
            self.assertTrue(self.wait_until_handled(process, number), number.name)
            process.send_signal(number)
            self.assertEqual(process.wait(60), -number)
            self.assertEqual(list(self.folder.iterdir()), [], number.name)

    def test_a_second_one_ends_it(self):
        process = self.start("-")
        self.write_until_read(process)
        process.send_signal(signal.SIGINT)
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(0.01)
        self.assertEqual(process.returncode, -signal.SIGINT)

    def wait_for(self, name, *arguments):
        """A run that waits for this pipe, and heeds interrupts: it does when it says what confines it."""
        process = self.start("-v", "-f", "json", *arguments, name)
        self.assertTrue(any(b"confined" in line for line in iter(process.stderr.readline, b"")))
        return process

    def end(self, process):
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate()
        self.assertEqual(process.returncode, 130)
        self.assertEqual(json.loads(out.splitlines()[-1])["type"], "summary")

    def test_a_pipe_that_nobody_writes_to(self):
        """One interrupt is enough: nothing has to come before it is heeded."""
        name = self.folder / "pipe"
        os.mkfifo(name)
        for arguments in ((), ("--no-sandbox",), ("-j", "1"), ("--stitch",)):
            with self.subTest(arguments=arguments):
                self.end(self.wait_for(name, *arguments))

    def test_a_pipe_that_nobody_closes(self):
        name = self.folder / "pipe"
        os.mkfifo(name)
        content = next(REFUSED.glob("capture.*")).read_bytes()
        for length in (10, 24, 300, len(content)):
            with self.subTest(length=length):
                process = self.wait_for(name)
                with open(name, "wb", buffering=0) as writer:
                    writer.write(content[:length])
                    self.end(process)

    def test_a_pipe_that_is_written_late_is_read_to_its_end(self):
        name = self.folder / "pipe"
        os.mkfifo(name)
        content = next(REFUSED.glob("capture.*")).read_bytes()
        process = self.wait_for(name)
        with open(name, "wb", buffering=0) as writer:
            for at in range(0, len(content), 400):
                writer.write(content[at:at + 400])
                time.sleep(0.01)
        out, _ = process.communicate()
        self.assertEqual(process.returncode, 1)
        self.assertEqual(json.loads(out.splitlines()[-1])["tunnels"]["down"], 1)


if __name__ == "__main__":
    command.main()
