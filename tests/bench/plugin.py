# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures what the plugin costs tshark: without it, with it, and with it switched off, on the same captures in the
same run, and against its targets.

usage: plugin.py MODULE FOLDER [--rounds N] [--mixed MIB] [--clones N] [--many N]
"""
import argparse
import os
import pathlib
import sys

import comparison

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "plugin"))
import wireshark  # pylint: disable=wrong-import-position

MIXED_AT_MOST = 1.25    # times the user time of tshark alone
DISABLED_AT_MOST = 1.03  # what one run differs from the next by
CLONES_AT_MOST = 2.0
MEMORY_AT_MOST = 1.5


class Bench(comparison.Comparison):
    def __init__(self, arguments, tshark):
        super().__init__(arguments.folder, arguments.rounds)
        self.tshark = tshark

    def contenders(self, capture, table=None, options=()):
        with_plugin = dict(self.tshark.environment)
        if table is not None:
            with_plugin["WIRESHARK_CONFIG_DIR"] = str(table.parent)
        without = {**with_plugin, "HOME": os.devnull}
        command = [*self.tshark.prefix, "tshark", "-n", *options, "-r", str(capture)]
        return [("tshark", command, without), ("with the plugin", command, with_plugin),
                ("plugin switched off", [*command, "-o", "iketriage.enabled:FALSE"], with_plugin)]

    def times(self, title, capture, at_most, *rest):
        alone, plugin, disabled = self.measure(title, self.contenders(capture, *rest))
        self.target(f"times the user time of tshark alone, at most {at_most}", plugin.user / alone.user,
                    plugin.user <= at_most * alone.user)
        self.target(f"switched off, at most {DISABLED_AT_MOST}", disabled.user / alone.user,
                    disabled.user <= DISABLED_AT_MOST * alone.user)

    def memory(self, count, with_keys):
        capture, table = self.clones(count)
        kind = "with keys" if with_keys else "without keys"
        alone, plugin = self.measure(f"{count} refused negotiations, {kind}: memory",
                                     self.contenders(capture, table if with_keys else None)[:2])
        self.target(f"times the peak of memory of tshark alone, at most {MEMORY_AT_MOST}", plugin.peak / alone.peak,
                    plugin.peak <= MEMORY_AT_MOST * alone.peak)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("module")
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mixed", type=int, default=128, metavar="MIB")
    parser.add_argument("--clones", type=int, default=20000)
    parser.add_argument("--many", type=int, default=200000)
    arguments = parser.parse_args()
    os.environ.setdefault("IKT_SOURCE_DIR", str(comparison.HERE.parents[1]))
    with wireshark.Wireshark(os.path.abspath(arguments.module)) as tshark:
        bench = Bench(arguments, tshark)
        bench.introduce("tshark")
        bench.times(f"Mixed traffic, {arguments.mixed} MiB", bench.mixed(arguments.mixed), MIXED_AT_MOST)
        capture, table = bench.clones(arguments.clones)
        for passes, options in (("one pass", []), ("two passes", ["-2"])):
            bench.times(f"{arguments.clones} refused negotiations with keys, {passes}", capture, CLONES_AT_MOST, table,
                        options)
        bench.rounds = 1
        for with_keys in (False, True):
            bench.memory(arguments.many, with_keys)
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
