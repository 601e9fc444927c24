#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs fuzz targets one after the other, each for so many minutes of processor time, and keeps what they find.

usage: fuzz.py --work FOLDER [--minutes N] PROGRAM:CORPUS[:CORPUS...]... [-- TARGET...]
       fuzz.py --work FOLDER --merge PROGRAM:CORPUS... [-- TARGET...]

FOLDER keeps a corpus for each target (what is new to it), an input for each finding, and runs.tsv, a line for each run.
--merge writes into CORPUS, the first one, the fewest inputs that reach what it and FOLDER's reach.
"""
import argparse
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

SLICE = 300  # seconds by the clock: the corpus is read anew afterwards
LONGEST = 65536
# Seconds of an input, MiB: more of either is a finding.
BOUNDS = {"timeout": 30, "rss_limit_mb": 2048, "max_len": LONGEST, "print_final_stats": 1, "verbosity": 0}
KEPT = 24576  # octets of an input that goes into a corpus of the project


class Target:
    """PROGRAM:CORPUS..., with what it keeps in the work's folder."""

    def __init__(self, text, work):
        self.program, *self.corpora = text.split(":")
        self.name = pathlib.Path(self.program).name.removeprefix("fuzz_")
        self.found = work / "corpus" / self.name
        self.faults = work / "findings"
        self.log = work / f"{self.name}.log"
        for folder in (self.found, self.faults):
            folder.mkdir(parents=True, exist_ok=True)

    def run(self, seconds):
        """Processor seconds, runs, and whether it ended well."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        argv = [self.program, *(f"-{name}={value}" for name, value in BOUNDS.items()),
                f"-max_total_time={seconds}", f"-artifact_prefix={self.faults}/{self.name}-",
                str(self.found), *self.corpora]
        with open(self.log, "ab") as log:
            began = log.tell()
            done = subprocess.run(argv, stdout=log, stderr=log, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open(self.log, "rb") as log:
            log.seek(began)
            told = log.read().decode(errors="replace")
        runs = re.search(r"number_of_executed_units: (\d+)", told)
        return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, int(runs.group(1)) if runs else 0,
                done.returncode == 0)

    def fuzz(self, minutes, journal):
        spent, runs = 0.0, 0
        while spent < 60 * minutes:
            seconds, more, well = self.run(max(1, min(SLICE, round(60 * minutes - spent))))
            spent, runs = spent + seconds, runs + more
            with open(journal, "a", encoding="utf-8") as out:
                out.write(f"{self.name}\t{seconds:.0f}\t{more}\t{'ok' if well else 'FINDING'}\n")
            if not well:
                print(f"{self.name}: a finding after {spent / 60:.1f} minutes, see {self.log} and {self.faults}", flush=True)
                return False
        print(f"{self.name}: {spent / 60:.1f} minutes of processor time, {runs} runs, no finding", flush=True)
        return True

    def merge(self):
        """Small inputs are looked at first, and only what they lack is taken from larger ones. That a line is reached
        more often is no reason to keep an input."""
        target = pathlib.Path(self.corpora[0])
        with tempfile.TemporaryDirectory() as folder:
            merged = pathlib.Path(folder)
            subprocess.run([self.program, "-merge=1", "-use_counters=0", f"-max_len={KEPT}", str(merged), str(target), str(self.found)],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # A seed keeps its name.
            names = {path.read_bytes(): path.name for path in target.iterdir()}
            kept = {names.get(path.read_bytes(), path.name): path.read_bytes() for path in merged.iterdir()}
        before = len(names)
        shutil.rmtree(target)
        target.mkdir()
        for name, octets in kept.items():
            (target / name).write_bytes(octets)
        print(f"{self.name}: {before} inputs became {len(kept)}, {sum(map(len, kept.values())) // 1024} KiB")
        return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--merge", action="store_true")
    parser.add_argument("targets", nargs="+")
    arguments = sys.argv[1:]
    only = []
    if "--" in arguments:
        only = arguments[arguments.index("--") + 1:]
        arguments = arguments[:arguments.index("--")]
    asked = parser.parse_args(arguments)
    asked.work.mkdir(parents=True, exist_ok=True)
    well = True
    for target in [Target(text, asked.work) for text in asked.targets]:
        if not only or target.name in only:
            well &= target.merge() if asked.merge else target.fuzz(asked.minutes, asked.work / "runs.tsv")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
