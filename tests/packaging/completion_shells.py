# SPDX-License-Identifier: GPL-2.0-or-later
"""What zsh and fish offer, asked of the shells themselves: fish has a command for it, zsh is typed at on a terminal."""
import os
import pty
import re
import select
import signal
import subprocess
import tempfile
import time

WAIT = 60  # for a loaded machine


def fish(folder, line, environment, cwd):
    """First words of what it offers."""
    script = f"source {folder}/iketriage.fish; complete -C {line!r}"
    with tempfile.TemporaryDirectory() as home:
        result = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, check=False, text=True, cwd=cwd,
                                env=environment | {"HOME": home})
    return {row.split("\t")[0] for row in result.stdout.splitlines()}, result.stderr


class Zsh:
    """An interactive zsh without anybody's settings."""

    def __init__(self, folder, environment, cwd):
        self.terminal, other = pty.openpty()
        self.home = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.process = subprocess.Popen(["zsh", "-f", "-i"], stdin=other, stdout=other, stderr=other, cwd=cwd, start_new_session=True,
                                        env=environment | {"HOME": self.home.name, "TERM": "dumb", "COLUMNS": "200"})
        os.close(other)
        self.type("stty cols 200; PS1=; unsetopt beep zle_bracketed_paste; setopt no_auto_menu; LISTMAX=1000\n"
                  f"fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -D; print BE''GIN\n")
        self.until(r"BEGIN")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def until(self, *patterns):
        """What it writes, until all patterns were seen or too much time has passed."""
        seen, end = "", time.monotonic() + WAIT
        while time.monotonic() < end and not all(re.search(one, seen) for one in patterns):
            if select.select([self.terminal], [], [], 0.1)[0]:
                seen += os.read(self.terminal, 65536).decode("utf-8", "replace")
                seen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", seen)
        return seen

    def offers(self, line, *patterns):
        """Is each of the patterns among what it shows for the line?"""
        self.type(line + "\t\t")
        seen = self.until(*patterns)
        self.type("\x15")  # nothing is left of the line
        return [one for one in patterns if not re.search(one, seen)]

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)  # what it asks in the background, too
        self.process.wait()
        os.close(self.terminal)
        self.home.cleanup()
