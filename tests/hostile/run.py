# SPDX-License-Identifier: GPL-2.0-or-later
"""run.py COMMAND [--full] [--folder DIR] [KIND...]: hostile captures and key files through the command.

Each kind is run by every way out. Without --full the sizes are small and the verdicts alone are held; with it, for a build
without sanitizers, also what a run costs: a second of processor time for 10 MB of packets and 256 MiB, at N, 2N and 4N,
and four times as much input costs four times as much."""
import argparse
import json
import os
import pathlib
import shutil
import sys
import tempfile
import traceback

import captures_in_blocks  # pylint: disable=unused-import
import datagram_floods  # pylint: disable=unused-import
import document_floods  # pylint: disable=unused-import
import informational_floods  # pylint: disable=unused-import
import key_files  # pylint: disable=unused-import
import keyed_floods  # pylint: disable=unused-import
import phase1_floods  # pylint: disable=unused-import
import phase2_floods  # pylint: disable=unused-import
import proof_floods  # pylint: disable=unused-import
from case import KINDS, Scene

BUNDLE = "bundle"  # stands for its folder, which each run makes anew
WAYS = {
    "quiet": ["-q"],
    "text": [],
    "verbose": ["-v", "--all"],
    "json": ["-f", "json"],
    "messages": ["-f", "json", "--messages"],
    "tsv": ["-f", "tsv"],
    "html": ["-f", "html"],
    "ios": ["-f", "ios"],
    "anonymous": ["-f", "json", "--anonymize"],
    "bundle": ["-q", "-e", BUNDLE],
    "nobodys": ["-q", "-e", BUNDLE, "--anonymize"],
}
QUICK_WAYS = ("messages", "verbose")
SECONDS_PER_MB = 0.1
START = 0.15  # seconds: what any run costs, and what is too short to be measured
MEMORY = 256  # MiB
GROWTH = 1.6  # times linear, between N and 4N; less is noise of caches
MEASURABLE = 0.3  # seconds
STATUSES = (0, 1)


class Failure(Exception):
    pass


def apart(function, *arguments):
    """The result of a function that runs in a process of its own, so that its memory is not taken for the command's:
    a child begins with the peak of its parent."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        try:
            answer = {"result": function(*arguments)}
        except BaseException as error:  # pylint: disable=broad-exception-caught
            answer = {"failure": f"{type(error).__name__}: {error}"[:600]}
            if not isinstance(error, (AssertionError, Failure)):
                traceback.print_exc()
        with os.fdopen(write, "w") as out:
            json.dump(answer, out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as file:
        text = file.read()
    os.waitpid(child, 0)
    answer = json.loads(text or '{"failure": "the generator died"}')
    if "failure" in answer:
        raise Failure(answer["failure"])
    return answer["result"]


def make(kind, n, folder):
    scene = Scene(folder, kind, n)
    kind.write(scene, n)
    return {"capture": str(scene.capture_path) if scene.capture_path.exists() else None,
            "arguments": scene.arguments, "raw": scene.raw}


def run(command, arguments, out, err):
    """Processor seconds, peak in MiB, status."""
    files = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
    files += [(os.POSIX_SPAWN_OPEN, place, str(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
              for place, path in ((1, out), (2, err))]
    argv = [command, *arguments]
    _, status, usage = os.wait4(os.posix_spawn(command, argv, os.environ, file_actions=files), 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def verdict(kind, n, out):
    """Every line is JSON, and what must come of the kind came of it."""
    records = []
    with open(out, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record["type"] != "message":
                records.append(record)
    assert records and records[-1]["type"] == "summary", "no summary"
    if kind.check:
        kind.check(records, n)


class Runner:
    def __init__(self, command, folder, full, ways):
        self.command, self.folder, self.full, self.ways = command, pathlib.Path(folder), full, ways
        self.failures = []

    def fail(self, kind, n, what):
        self.failures.append(f"{kind.name} {n}: {what}")
        print(f"FAIL {self.failures[-1]}", flush=True)

    def once(self, kind, n, way):
        """The costs of one way out."""
        scene = self.scene
        out, err = self.folder / "out", self.folder / "err"
        bundle = self.folder / BUNDLE
        arguments = [str(bundle) if argument is BUNDLE else argument for argument in WAYS[way]]
        arguments += [*scene["arguments"], *([scene["capture"]] if scene["capture"] else [])]
        seconds, peak, status = run(self.command, arguments, out, err)
        shutil.rmtree(bundle, ignore_errors=True)
        if status not in kind.option("status", STATUSES):
            self.fail(kind, n, f"{way}: exit status {status}: {err.read_text(errors='replace')[:200]}")
        if err.stat().st_size > 100_000:
            self.fail(kind, n, f"{way}: {err.stat().st_size} octets of messages on standard error")
        if self.full:
            allowed = START + SECONDS_PER_MB * (scene["raw"] / 1e6 + kind.option("allow", 0))
            if seconds > allowed:
                self.fail(kind, n, f"{way}: {seconds:.2f} s, allowed {allowed:.2f} s for {scene['raw'] / 1e6:.1f} MB")
            if peak > MEMORY:
                self.fail(kind, n, f"{way}: {peak:.0f} MiB")
        if way in ("json", "messages"):
            try:
                apart(verdict, kind, n, out)
            except Failure as failure:
                self.fail(kind, n, f"{way}: {failure}")
        return seconds, peak

    def kind(self, kind):
        sizes = [kind.small] if kind.small else []
        if self.full:
            sizes = [max(1, kind.full // 4), max(1, kind.full // 2), kind.full]
        first = {}
        for n in sizes:
            place = self.folder / kind.name
            self.scene = apart(make, kind, n, place)
            told = []
            for way in self.ways:
                seconds, peak = self.once(kind, n, way)
                told.append(f"{way} {seconds:.2f} s {peak:.0f} MiB")
                start, before = first.setdefault(way, (n, seconds))
                if self.full and n == kind.full and seconds > MEASURABLE:
                    steps = n / start
                    if seconds > GROWTH * steps * max(before, MEASURABLE / steps):
                        self.fail(kind, n, f"{way}: {before:.2f} s for {start}, {seconds:.2f} s for {n}")
            print(f"{kind.name} {n} ({self.scene['raw'] / 1e6:.1f} MB): {', '.join(told)}", flush=True)
            shutil.rmtree(place, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--folder")
    parser.add_argument("--half", type=int, choices=(1, 2), help="every other kind, from the first or from the second")
    parser.add_argument("--ways", default="")
    parser.add_argument("kinds", nargs="*")
    asked = parser.parse_intermixed_args()
    ways = asked.ways.split(",") if asked.ways else WAYS if asked.full else QUICK_WAYS
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        # A copy: half an hour is long, and a build in its midst would take the command away.
        command = shutil.copy(asked.command, pathlib.Path(folder) / "iketriage")
        runner = Runner(command, folder, asked.full, ways)
        for kind in KINDS[asked.half - 1::2] if asked.half else KINDS:
            if asked.kinds and kind.name not in asked.kinds:
                continue
            try:
                runner.kind(kind)
            except Failure as failure:
                runner.fail(kind, kind.full if asked.full else kind.small, str(failure))
    print(f"{len(KINDS)} kinds, {len(runner.failures)} failures", *runner.failures, sep="\n  ")
    return 1 if runner.failures else 0


if __name__ == "__main__":
    sys.exit(main())
