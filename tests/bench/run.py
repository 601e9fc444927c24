# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures iketriage against tcpdump and tshark on the same captures in the same run, and against its targets.

usage: run.py COMMAND FOLDER [--rounds N] [--mixed MIB] [--clones N[,N...]]

FOLDER takes the captures, which stay there for the next run. The second of the numbers of clones is the one that is
measured against tshark; the others show whether a negotiation costs the same in a small capture and in a large one.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

import comparison
import measure

IKE_PORTS = "udp port 500 or udp port 4500"
REFUSED = "isakmp.notify.msgtype==14"
FRAMES = 8

MIXED_AT_MOST = 1.3   # times tcpdump's time
MEMORY_AT_MOST = 64   # MiB, on the mixed capture
SUMMARY_AT_LEAST = 10  # times faster than tshark
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

    def check_clones(self, count):
        """Speed is worth nothing if the results are wrong: every negotiation is refused, and is seen to be."""
        capture, table = self.clones(count)
        output = subprocess.run([self.iketriage, "-q", "-f", "json", "--keys", table, capture], stdout=subprocess.PIPE,
                                stdin=subprocess.DEVNULL, check=False).stdout
        summary = json.loads(output.splitlines()[-1])
        wrong = [summary["ike_messages"] != count * FRAMES, summary["phase1"]["established"] != count,
                 summary["phase2"]["rejected"] != count]
        if any(wrong):
            sys.exit(f"{capture}: {summary}")

    def check_tshark(self, count):
        capture, table = self.clones(count)
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
        for count in counts:
            self.check_clones(count)
            capture, table = self.clones(count)
            cost, = measure.interleaved([([self.iketriage, "-q", "--keys", str(table), str(capture)], {})],
                                        self.rounds)
            print(f"| {count} | {cost.processor / count * 1e6:.1f} | {cost.peak / 1024:.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mixed", type=int, default=1024, metavar="MIB")
    parser.add_argument("--clones", default="2000,20000,200000",
                        type=lambda text: [int(count) for count in text.split(",")])
    arguments = parser.parse_args()
    bench = Bench(arguments)
    bench.introduce(arguments.command, "tcpdump", "tshark")
    bench.against_tcpdump(arguments.mixed)
    many = arguments.clones[min(1, len(arguments.clones) - 1)]
    bench.against_tshark(many)
    bench.text_against_json(many)
    bench.growth(arguments.clones)
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
