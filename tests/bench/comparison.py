# SPDX-License-Identifier: GPL-2.0-or-later
"""Contenders on the same captures, rows of a table, targets met or missed."""
import os
import pathlib
import platform
import subprocess
import sys

import measure

HERE = pathlib.Path(__file__).resolve().parent


class Comparison:
    """folder takes the captures, which stay there for the next run."""

    def __init__(self, folder, rounds):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.rounds = rounds
        self.missed = []

    def make(self, kind, name, *arguments):
        """A capture of make_captures.py, made unless it is there."""
        path = self.folder / name
        if not path.exists():
            partial = path.with_suffix(".partial")
            made = subprocess.run([sys.executable, HERE / "make_captures.py", kind, partial, *map(str, arguments)],
                                  stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
            partial.rename(path)
            print(f"\n{path.name}: {made}", flush=True)
        return path

    def mixed(self, mebibytes):
        return self.make("mixed", f"mixed-{mebibytes}.pcap", mebibytes)

    def clones(self, count, pairs=None):
        """(capture, table): made together. pairs: of peers; None: each negotiation has other ones."""
        name = f"clones-{count}" if pairs is None else f"clones-{count}-peers-{pairs}"
        table = self.folder / name / "ikev1_decryption_table"
        table.parent.mkdir(exist_ok=True)
        return self.make("clones", f"{name}.pcap", table, count, *([] if pairs is None else [pairs])), table

    def measure(self, title, contenders):
        """contenders: (name, command, environment). Prints a row for each; returns their costs."""
        costs = measure.interleaved([contender[1:] for contender in contenders], self.rounds)
        print(f"\n{title}\n\n| command | user s | user+sys s | wall s | peak MiB |\n|---|---|---|---|---|")
        for (name, *_), cost in zip(contenders, costs):
            print(f"| {name} | {cost.user:.2f} | {cost.processor:.2f} | {cost.wall:.2f} | {cost.peak / 1024:.0f} |",
                  flush=True)
        return costs

    def target(self, what, value, good):
        print(f"\n{what}: {value:.2f} ({'met' if good else 'MISSED'})")
        if not good:
            self.missed.append(what)

    def introduce(self, *programs):
        """What is measured, and on what."""
        versions = [subprocess.run([program, "--version"], capture_output=True, text=True,
                                   check=False).stdout.splitlines()[0] for program in programs]
        print(f"{platform.machine()}, {os.cpu_count()} processors; {'; '.join(versions)}; "
              f"medians of {self.rounds} rounds")
