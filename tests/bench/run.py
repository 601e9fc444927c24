# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures iketriage against tcpdump and tshark on the same captures in the same run, and against its targets.

usage: run.py COMMAND FOLDER [--floor PROGRAM] [--rounds N] [--mixed MIB] [--files N] [--clones N[,N...]]

FOLDER takes the captures, which stay there for the next run. The second of the numbers of clones is the one that is
measured against tshark and against the floor; the others show whether a negotiation costs the same in a small capture
and in a large one.
"""
import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys

import comparison
import measure

IKE_PORTS = "udp port 500 or udp port 4500"
REFUSED = "isakmp.notify.msgtype==14"
FRAMES = 8

MIXED_AT_MOST = 1.1   # times tcpdump's time
GAIN_AT_LEAST = 0.9   # of what tcpdump gains by two at once
FILE_MIB = 64
MEMORY_AT_MOST = 64   # MiB, on the mixed capture
SUMMARY_AT_LEAST = 3  # times faster than tshark
SAME_AT_LEAST = 6     # likewise, all between the same peers
FLOOR_AT_MOST = 4     # times the time of the least that must be done
GROWTH_MEMORY = 256   # MiB
KEY_FILE_MIB = 64     # a larger one is refused
JSON_AT_LEAST = 2.5
TEXT_AT_MOST = 1.0    # times the time of JSON


class Bench(comparison.Comparison):
    def __init__(self, arguments):
        super().__init__(arguments.folder, arguments.rounds)
        self.iketriage = arguments.command

    def compare(self, title, own, other):
        """own, other: (command, environment). Returns our costs and the ratios other : ours."""
        costs = self.measure(title, [(pathlib.Path(command[0]).name, command, environment)
                                     for command, environment in (own, other)])
        return costs[0], costs[1].processor / costs[0].processor, costs[1].wall / costs[0].wall

    def against_tcpdump(self, mebibytes):
        capture = self.mixed(mebibytes)
        cost, processor, wall = self.compare(
            f"Mixed traffic, {mebibytes} MiB", ([self.iketriage, "-q", str(capture)], {}),
            (["tcpdump", "-n", "-r", str(capture), "-w", os.devnull, IKE_PORTS], {}))
        for name, ratio in (("user+sys", 1 / processor), ("wall", 1 / wall)):
            self.target(f"times tcpdump's {name}, at most {MIXED_AT_MOST}", ratio, ratio <= MIXED_AT_MOST)
        self.target(f"MiB of memory, less than {MEMORY_AT_MOST}", cost.peak / 1024, cost.peak < MEMORY_AT_MOST * 1024)

    def two_at_once(self, files):
        """Wall time alone tells: how much faster two are than one."""
        one = self.mixed(FILE_MIB)
        folder = self.folder / f"{files}-files"
        folder.mkdir(exist_ok=True)
        for number in range(files):
            link = folder / f"{number:03}.pcap"
            if not link.exists():
                os.link(one, link)
        paths = sorted(map(str, folder.glob("*.pcap")))

        def passes(some):
            filtered = ["tcpdump", "-n", "-w", os.devnull, "-r"]
            return "; ".join(shlex.join([*filtered, path, IKE_PORTS]) for path in some)

        half = len(paths) // 2
        costs = self.measure(f"{files} files of {FILE_MIB} MiB of mixed traffic", [
            ("iketriage -q -j1", [self.iketriage, "-q", "-j1", *paths], {}),
            ("iketriage -q -j2", [self.iketriage, "-q", "-j2", *paths], {}),
            ("tcpdump", ["sh", "-c", passes(paths)], {}),
            ("tcpdump, two", ["sh", "-c", f"({passes(paths[:half])}) & {passes(paths[half:])}; wait"], {})])
        ours, theirs = costs[0].wall / costs[1].wall, costs[2].wall / costs[3].wall
        print(f"\ntwo at once: {ours:.2f} times as fast as one; tcpdump {theirs:.2f}")
        self.target(f"of tcpdump's gain, at least {GAIN_AT_LEAST}", ours / theirs, ours >= GAIN_AT_LEAST * theirs)

    @staticmethod
    def keys(table):
        """A table that is larger than any key file may be is left out: what is refused is seen without it."""
        return ["--keys", str(table)] if table.stat().st_size <= KEY_FILE_MIB << 20 else []

    def check_clones(self, count, pairs=None):
        """Speed is worth nothing if the results are wrong: every negotiation is refused, and is seen to be."""
        capture, table = self.clones(count, pairs)
        output = subprocess.run([self.iketriage, "-q", "-f", "json", *self.keys(table), capture], stdout=subprocess.PIPE,
                                stdin=subprocess.DEVNULL, check=False).stdout
        summary = json.loads(output.splitlines()[-1])
        wrong = [summary["ike_messages"] != count * FRAMES, summary["phase1"]["established"] != count,
                 summary["phase2"]["rejected"] != count]
        if any(wrong):
            sys.exit(f"{capture}: {summary}")

    def check_tshark(self, count, pairs=None):
        capture, table = self.clones(count, pairs)
        lines = subprocess.run(["tshark", "-n", "-r", capture, "-Y", REFUSED], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, check=True,
                               env={**os.environ, "WIRESHARK_CONFIG_DIR": str(table.parent)}).stdout.count(b"\n")
        if lines != count:
            sys.exit(f"{capture}: tshark finds {lines} refusals")

    def against_tshark(self, count):
        self.check_clones(count)
        self.check_tshark(count)
        capture, table = self.clones(count)
        environment = {"WIRESHARK_CONFIG_DIR": str(table.parent)}
        keys = ["--keys", str(table)]
        for title, own, other, least in (
                ("which are refused", ["-q", *keys], ["-Y", REFUSED], SUMMARY_AT_LEAST),
                ("JSON", ["--format", "json", *keys], ["-T", "json", "-j", "isakmp"], JSON_AT_LEAST)):
            _, processor, wall = self.compare(
                f"{count} encrypted negotiations, {count * FRAMES} frames: {title}",
                ([self.iketriage, *own, str(capture)], {}), (["tshark", "-n", "-r", str(capture), *other], environment))
            for name, ratio in (("user+sys", processor), ("wall", wall)):
                self.target(f"times faster than tshark, {name}, at least {least}", ratio, ratio >= least)

    def same_peers(self, count):
        self.check_clones(count, 1)
        self.check_tshark(count, 1)
        capture, table = self.clones(count, 1)
        _, processor, wall = self.compare(
            f"{count} encrypted negotiations between the same two peers",
            ([self.iketriage, "-q", "--keys", str(table), str(capture)], {}),
            (["tshark", "-n", "-r", str(capture), "-Y", REFUSED], {"WIRESHARK_CONFIG_DIR": str(table.parent)}))
        for name, ratio in (("user+sys", processor), ("wall", wall)):
            self.target(f"times faster than tshark, {name}, at least {SAME_AT_LEAST}", ratio, ratio >= SAME_AT_LEAST)

    def above_floor(self, floor, count):
        capture, table = self.clones(count)
        _, processor, _ = self.compare(
            f"{count} encrypted negotiations: the least that reading and decrypting them costs",
            ([self.iketriage, "-q", "--keys", str(table), str(capture)], {}), ([floor, str(capture), str(table)], {}))
        self.target(f"times the floor's time, at most {FLOOR_AT_MOST}", 1 / processor, 1 / processor <= FLOOR_AT_MOST)

    def text_against_json(self, count):
        capture, table = self.clones(count)
        text, json_cost = self.measure(
            f"{count} encrypted negotiations: text and JSON",
            [(name, [self.iketriage, "--format", name, "--keys", str(table), str(capture)], {})
             for name in ("text", "json")])
        for name in ("processor", "wall"):
            ratio = getattr(text, name) / getattr(json_cost, name)
            self.target(f"text: times the time of JSON, {name}, at most {TEXT_AT_MOST}", ratio, ratio <= TEXT_AT_MOST)

    def growth(self, counts):
        print("\nCost of a negotiation\n\n| negotiations | user+sys µs each | peak MiB |\n|---|---|---|")
        most = 0
        for count in counts:
            self.check_clones(count)
            capture, table = self.clones(count)
            cost, = measure.interleaved([([self.iketriage, "-q", *self.keys(table), str(capture)], {})], self.rounds)
            print(f"| {count} | {cost.processor / count * 1e6:.1f} | {cost.peak / 1024:.0f} |", flush=True)
            most = max(most, cost.peak / 1024)
        self.target(f"MiB of memory, less than {GROWTH_MEMORY}", most, most < GROWTH_MEMORY)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--floor", metavar="PROGRAM")
    parser.add_argument("--mixed", type=int, default=4096, metavar="MIB")
    parser.add_argument("--files", type=int, default=64)
    parser.add_argument("--clones", default="2000,20000,200000,2000000",
                        type=lambda text: [int(count) for count in text.split(",")])
    arguments = parser.parse_args()
    bench = Bench(arguments)
    bench.introduce(arguments.command, "tcpdump", "tshark")
    bench.against_tcpdump(arguments.mixed)
    bench.two_at_once(arguments.files)
    many = arguments.clones[min(1, len(arguments.clones) - 1)]
    bench.against_tshark(many)
    bench.same_peers(many)
    if arguments.floor:
        bench.above_floor(arguments.floor, many)
    bench.text_against_json(many)
    bench.growth(arguments.clones)
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
