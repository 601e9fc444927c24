#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""packaging/cluster does what its README.md says: the lines that stand there are run. What many tasks leave, one run of the
same captures is the second source of; what was ended goes on; what is trouble stops nothing else."""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cli"))
# pylint: disable=wrong-import-position
import command  # noqa: E402
from command import CAPTURES, argv, run  # noqa: E402

import slurm  # noqa: E402

CLUSTER = CAPTURES.parent / "packaging" / "cluster"
README = (CLUSTER / "README.md").read_text(encoding="utf-8")
KEYS = CAPTURES / "transform-mismatch" / "keys"
FILES = sorted(CAPTURES.glob("*/capture.*"))[::6]


def line_of(word):
    """The line of README.md that has the word."""
    return next(line.strip() for line in README.splitlines() if line.startswith("    ") and word in line)


class Cluster(command.Case):
    def setUp(self):
        super().setUp()
        self.results = self.folder / "results"
        (self.folder / "list").write_text("".join(f"{path}\n" for path in FILES), encoding="utf-8")
        shutil.copy(KEYS, self.folder / "keys")
        (self.folder / "packaging").symlink_to(CLUSTER.parent)
        os.symlink(argv()[0], self.folder / "iketriage")
        self.environment = {**os.environ, "IKETRIAGE": str(self.folder / "iketriage"),
                            "PATH": f"{self.folder}:{os.environ['PATH']}", "PARALLEL_HOME": str(self.folder)}

    def shell(self, line):
        return subprocess.run(["bash", "-c", line], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, check=False)

    def one(self, number, capture):
        return self.shell(shlex.join(["packaging/cluster/one", "results", str(number), str(capture), "-k", "keys"]))

    def names(self):
        return sorted(path.name for path in self.results.iterdir())

    def check_sum(self):
        """As one run has it."""
        for option in ("-q", "-f tsv", ""):
            again = self.shell(f"{line_of('cluster/sum results')} {option}")
            whole = run(*option.split(), "-k", KEYS, *FILES)
            self.assertEqual((again.returncode, again.stderr), (whole.status, b""))
            if option:
                self.assertEqual(again.stdout, whole.out)
            else:
                self.assertEqual(again.stdout.splitlines()[0], whole.out.splitlines()[0])


class One(Cluster):
    def test_help(self):
        for name in ("one", "sum"):
            done = self.shell(f"packaging/cluster/{name} --help")
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertTrue(done.stdout.startswith(b"Usage: "))
            self.assertEqual(self.shell(f"packaging/cluster/{name}").returncode, 2)

    def test_what_is_done_stays_done(self):
        self.assertEqual(self.one(7, FILES[0]).returncode, 0)
        self.assertEqual(self.names(), ["00000007.json"])
        (self.results / "00000007.json").write_text("kept", encoding="ascii")
        self.assertEqual(self.one("007", FILES[0]).returncode, 0)
        self.assertEqual((self.results / "00000007.json").read_text(encoding="ascii"), "kept")

    def test_trouble_is_kept_and_tried_again(self):
        """A capture that ends in the middle: what was read counts, and why the rest did not stands beside it."""
        whole = FILES[0].read_bytes()
        path = self.store("-cut it's", whole[:-1])
        done = self.one(1, path.name)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"ends in the middle", done.stderr)
        self.assertEqual(self.names(), ["00000001.err", "00000001.trouble.json"])
        added = self.shell("packaging/cluster/sum results -q")
        self.assertIn(b"ends in the middle", added.stderr)
        self.assertIn(b"captures     1\n", added.stdout)
        path.write_bytes(whole)
        self.assertEqual(self.one(1, path.name).returncode, 0)
        self.assertEqual(self.names(), ["00000001.json"])


class Parallel(Cluster):
    def test_the_line(self):
        line = line_of("parallel ")
        done = self.shell(line)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.names(), [f"{i + 1:08}.json" for i in range(len(FILES))])
        self.check_sum()

    def test_it_goes_on(self):
        line = line_of("parallel ")
        self.shell(line)
        kept = self.results / "00000001.json"
        before = kept.stat().st_mtime_ns
        (self.results / "00000002.json").unlink()
        self.assertEqual(self.shell(line).returncode, 0)
        self.assertEqual(kept.stat().st_mtime_ns, before)
        self.check_sum()

    def test_trouble_fails_it_and_stops_nothing(self):
        with open(self.folder / "list", "a", encoding="utf-8") as captures:
            captures.write(f"{self.folder}/missing\n{FILES[0]}\n")
        done = self.shell(line_of("parallel "))
        self.assertEqual(done.returncode, 1)  # one command failed
        self.assertEqual(len(list(self.results.glob("0*[0-9].json"))), len(FILES) + 1)


class Dealt(Cluster):
    """What a task takes of the list, by what Slurm 22.05 says of its array."""

    def task(self, number, numbers, step):
        says = {"ID": number, "COUNT": len(numbers), "MIN": min(numbers), "MAX": max(numbers), "STEP": step}
        return self.shell(" ".join(f"SLURM_ARRAY_TASK_{key}={value}" for key, value in says.items()) +
                          " bash packaging/cluster/array.sbatch list results -k keys")

    def test_all_of_it_whatever_the_array(self):
        for numbers, step in ((range(0, 16, 5), 5), (range(2, 4), 1), ([4], 1), (range(7, 0, -3), 3), (range(3), 1)):
            with self.subTest(list(numbers)):
                for number in numbers:
                    done = self.task(number, numbers, step)
                    self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(self.names(), [f"{i + 1:08}.json" for i in range(len(FILES))])
                shutil.rmtree(self.results)

    def test_gaps(self):
        for numbers in ((1, 3, 7), (1, 3), (1, 2, 4)):
            for number in numbers:
                done = self.task(number, numbers, 1)
                self.assertEqual(done.returncode, 2)
                self.assertIn(b"the tasks of the array have gaps", done.stderr)
        self.assertFalse(self.results.exists())


class Slurm(Cluster):
    def test_a_job_array(self):
        """Dealt out among more tasks than run at once; submitted again it goes on."""
        with open(self.folder / "list", "a", encoding="utf-8") as captures:
            captures.write(f"{self.folder}/missing")  # without a line end
        (self.folder / "slurm").mkdir()
        with slurm.Slurm(self.folder / "slurm") as cluster:
            cluster.environment |= {key: self.environment[key] for key in ("IKETRIAGE", "PATH")}
            words = shlex.split(line_of("sbatch ").replace("0-15", "1-5"))
            submit = [words[0], "--wait", "-o", str(self.folder / "task-%a.log"), *words[1:]]
            done = cluster.run(*submit, cwd=self.folder)
            self.assertNotEqual(done.returncode, 0, done.stdout)  # of one task a capture is missing
            self.assertEqual(len(list(self.results.glob("0*[0-9].json"))), len(FILES), cluster.logs())
            self.assertEqual(len(list(self.folder.glob("task-*.log"))), 5)
            self.assertEqual([path.name for path in self.results.glob("*.err")], [f"{len(FILES) + 1:08}.err"])
            kept = (self.results / "00000001.json").stat().st_mtime_ns
            (self.results / "00000002.json").unlink()
            lines = (self.folder / "list").read_text(encoding="utf-8").splitlines()
            (self.folder / "list").write_text("\n".join(lines[:-1]), encoding="utf-8")
            for kind in ("err", "trouble.json"):  # which "sum" would count
                (self.results / f"{len(FILES) + 1:08}.{kind}").unlink()
            done = cluster.run(*submit, cwd=self.folder)
            self.assertEqual(done.returncode, 0, done.stderr + cluster.logs())
        self.assertEqual((self.results / "00000001.json").stat().st_mtime_ns, kept)
        self.check_sum()


class FailingPeers(Cluster):
    def test_which_peer_fails_most(self):
        """Counted here from the same records in Python."""
        records = run("-f", "json", "-k", KEYS, CAPTURES)
        tunnels = records.of("tunnel")
        passing = {**tunnels[0], "state": "down", "live": {"time": None, "was": None, "final": False}}
        self.results.mkdir()
        (self.results / "00000001.json").write_bytes(records.out + json.dumps(passing).encode() + b"\n")
        done = self.shell(line_of("sqlite3"))
        self.assertEqual(done.stderr, b"")
        head, *rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
        self.assertEqual(head, ["peer", "down", "tunnels", "failed", "attempts", "commonest"])
        peers = {}
        for tunnel in tunnels:
            for side in "ab":
                peers.setdefault(tunnel[side]["address"], []).append(tunnel)
        expected = []
        for address, own in peers.items():
            causes = sorted(tunnel["cause"] for tunnel in own if tunnel["cause"])
            failed = sum(t["attempts"]["rejected"] + t["attempts"]["no_response"] for t in own)
            down = sum(tunnel["state"] == "down" for tunnel in own)
            if failed or down:
                expected.append([address, down, len(own), failed, sum(sum(t["attempts"].values()) for t in own),
                                 max(causes, key=causes.count, default="")])
        expected.sort(key=lambda row: (-row[1], -row[3], row[0]))
        self.assertGreater(len(expected), 50)
        self.assertEqual(rows, [[str(value) for value in row] for row in expected])


class Readme(unittest.TestCase):
    def test_every_line_is_run_here(self):
        lines = [line for line in README.splitlines() if line.startswith("    ")]
        self.assertEqual([re.split(r"[ /]", line.strip())[0] for line in lines],
                         ["find", "parallel", "sbatch", "packaging", "packaging", "packaging"])


def missing(case):
    """What the tests of this name want and is not there. "": nothing."""
    if case == "Slurm" and slurm.missing():
        return "Debian's slurm-wlm is not there whole: %s" % ", ".join(slurm.missing())
    tool = {"Parallel": "parallel", "FailingPeers": "sqlite3"}.get(case)
    return "" if not tool or shutil.which(tool) else f"{tool} is not installed"


if __name__ == "__main__":
    if missing(sys.argv[-1]):
        print("Skipped:", missing(sys.argv[-1]))
        sys.exit(77)
    command.main()
