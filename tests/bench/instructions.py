# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts what a refused negotiation costs in instructions (callgrind), which does not depend on what else the machine
does; with an older build, against its targets.

usage: instructions.py COMMAND FOLDER [--against COMMAND] [--clones N] [--plugin MODULE [--plugin-against MODULE]]

The commands are builds of iketriage, the modules builds of the plugin: what the plugin costs is what tshark takes more
with it than without. Everything is counted, the start of the program too, and divided by the number of negotiations.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

import comparison

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "plugin"))
import wireshark  # pylint: disable=wrong-import-position

# What is written, options, how much of the older build's instructions it may take at most.
OUTPUTS = (("text", ["--format", "text"], 1 / 3), ("JSON", ["--format", "json"], 1 / 3), ("-q", ["-q"], None))
PLUGIN_AT_MOST = 1 / 2


def count(command, environment=None, prefix=()):
    """Instructions of one run, its output thrown away. prefix: what runs the command as somebody else."""
    done = subprocess.run([*prefix, "valgrind", "--tool=callgrind", "--callgrind-out-file=" + os.devnull, *command],
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, **(environment or {})}, check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode not in (0, 1) or not found:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stderr}")
    return int(found[1])


class Bench(comparison.Comparison):
    def __init__(self, arguments):
        super().__init__(arguments.folder, 1)
        self.negotiations = arguments.clones
        self.capture, self.table = self.clones(arguments.clones)

    def row(self, what, new, old, at_most):
        """new, old: instructions of a run; old None: not measured."""
        cells = [f"{instructions / self.negotiations / 1000:.0f}" for instructions in (new, old)
                 if instructions is not None]
        ratio = f" {new / old:.2f} |" if old else ""
        print(f"| {what} | {' | '.join(cells)} |{ratio}", flush=True)
        if old and at_most and new > old * at_most:
            self.missed.append(f"{what}: {new / old:.2f} of the older build, at most {at_most:.2f}")

    def command(self, new, old):
        for what, options, at_most in OUTPUTS:
            costs = [count([command, *options, "--keys", self.table, self.capture]) if command else None
                     for command in (new, old)]
            self.row(what, *costs, at_most)

    def of_plugin(self, module):
        with wireshark.Wireshark(os.path.abspath(module)) as tshark:
            with_plugin = {**tshark.environment, "WIRESHARK_CONFIG_DIR": str(self.table.parent)}
            without = {**with_plugin, "HOME": os.devnull}
            command = ["tshark", "-n", "-r", self.capture]
            return count(command, with_plugin, tshark.prefix) - count(command, without, tshark.prefix)

    def plugin(self, new, old):
        self.row("plugin", *(self.of_plugin(module) if module else None for module in (new, old)), PLUGIN_AT_MOST)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("folder")
    parser.add_argument("--against", metavar="COMMAND")
    parser.add_argument("--clones", type=int, default=500)
    parser.add_argument("--plugin", metavar="MODULE")
    parser.add_argument("--plugin-against", metavar="MODULE")
    arguments = parser.parse_args()
    os.environ.setdefault("IKT_SOURCE_DIR", str(comparison.HERE.parents[1]))
    bench = Bench(arguments)
    older = arguments.against or arguments.plugin_against
    print(f"{arguments.clones} refused negotiations with their keys: thousands of instructions for each\n\n"
          f"| | this build |{' older build | ratio |' if older else ''}\n|---|---|{'---|---|' if older else ''}",
          flush=True)
    bench.command(arguments.command, arguments.against)
    if arguments.plugin:
        bench.plugin(arguments.plugin, arguments.plugin_against)
    for missed in bench.missed:
        print(f"MISSED: {missed}")
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
