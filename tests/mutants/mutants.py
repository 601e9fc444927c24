#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults put into the engine one at a time, and the tests that have to notice them.

mutants.py check SOURCE             does each fault still name one place, and tests that there are? Takes no build.
mutants.py run SOURCE [OPTION...]   put each into a copy of the tree, build what its tests need, run them

Exit status 1 when a fault names no place, or no test notices it. One whose tests are all skipped is not tried, which is
said: what counts allocations (SP01) wants --cmake=-DIKT_SANITIZE=ON.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

import faults
import table  # noqa: F401 (fills faults.MUTANTS)
import table_audit  # noqa: F401
import table_bounds  # noqa: F401
import table_bundle  # noqa: F401
import table_desk  # noqa: F401
import table_documents  # noqa: F401
import table_dumps  # noqa: F401
import table_keys  # noqa: F401
import table_join  # noqa: F401
import table_live  # noqa: F401
import table_ways  # noqa: F401
import table_logs  # noqa: F401

ENGINE = "analyzer/engine/"
TIMEOUT = 240  # seconds of one test: who never ends has noticed too


def tests_of(source):
    """Names that the CMakeLists.txt of the tests register, each with the target that it needs."""
    targets = {}
    for folder, _, files in os.walk(os.path.join(source, "tests")):
        if "CMakeLists.txt" not in files:
            continue
        with open(os.path.join(folder, "CMakeLists.txt"), encoding="utf-8") as file:
            for kind, name in re.findall(r"^ikt_add_(unit|script)_test\(([\w-]+) ", file.read(), re.MULTILINE):
                targets[name] = name if kind == "unit" else "iketriage"
    return targets


def complaints(mutants, read, tests):
    """(place in a table, complaint); read gives the text of a file of the engine, None where there is none."""
    names = set()
    for mutant in mutants:
        if mutant.name in names:
            yield mutant.place, "%s is there twice" % mutant.name
        names.add(mutant.name)
        text = read(mutant.file)
        if text is None:
            yield mutant.place, "%s: %s is not there" % (mutant.name, mutant.file)
        elif text.count(mutant.old) != 1:
            yield mutant.place, "%s: %s holds this %d times: %s" % (mutant.name, mutant.file, text.count(mutant.old),
                                                                   mutant.old)
        if mutant.old == mutant.new:
            yield mutant.place, "%s changes nothing" % mutant.name
        for test in mutant.tests:
            if test not in tests:
                yield mutant.place, "%s: no test is called %s" % (mutant.name, test)


class Tree:
    """A copy of the source, built apart."""

    def __init__(self, source, scratch, jobs):
        self.source, self.build, self.jobs = os.path.join(scratch, "source"), os.path.join(scratch, "build"), jobs

        def left_out(folder, names):
            top = os.path.samefile(folder, source)
            return [name for name in names if name in (".git", ".cache", "__pycache__") or
                    (top and name.startswith("build"))]
        shutil.copytree(source, self.source, ignore=left_out, symlinks=True)

    def configure(self, options):
        subprocess.run(["cmake", "-S", self.source, "-B", self.build, "-DIKT_PLUGIN=OFF"] + options, check=True,
                       stdout=subprocess.DEVNULL)

    def read(self, name):
        path = os.path.join(self.source, ENGINE, name)
        if not os.path.isfile(path):
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()

    def write(self, name, text):
        with open(os.path.join(self.source, ENGINE, name), "w", encoding="utf-8") as file:
            file.write(text)

    def make(self, targets):
        """What the compiler said where it failed, else None."""
        done = subprocess.run(["cmake", "--build", self.build, "-j", str(self.jobs), "--target", *sorted(targets)],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return done.stdout if done.returncode != 0 else None

    def failed(self, tests):
        """Those of the tests that fail, and those that are skipped."""
        done = subprocess.run(["ctest", "-j", str(self.jobs), "--timeout", str(TIMEOUT), "--no-tests=error",
                               "-R", "^(%s)$" % "|".join(map(re.escape, tests))],
                              cwd=self.build, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        failed = re.findall(r"^\s*\d+ - (\S+) \((?!Skipped)", done.stdout, re.MULTILINE)
        skipped = re.findall(r"^\s*\d+ - (\S+) \(Skipped", done.stdout, re.MULTILINE)
        if done.returncode != 0 and not failed:
            raise RuntimeError(done.stdout)
        return failed, skipped


def place(text, old):
    return text[:text.index(old)].count("\n") + 1


def try_one(tree, mutant, targets):
    """What became of it, and whether a test noticed; None: none was run."""
    text = tree.read(mutant.file)
    tree.write(mutant.file, text.replace(mutant.old, mutant.new))
    try:
        said = tree.make(targets)
        if said is not None:
            return "does not build:\n%s" % said, False
        failed, skipped = tree.failed(mutant.tests)
        if set(skipped) == set(mutant.tests):
            return "not tried: skipped are %s" % ", ".join(skipped), None
        return ("killed by %s" % ", ".join(sorted(failed)) if failed else "SURVIVES"), bool(failed)
    finally:
        tree.write(mutant.file, text)


def run(options):
    tests = tests_of(options.source)
    mutants = [mutant for mutant in faults.MUTANTS if re.search(options.only, mutant.name)]
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        tree = Tree(options.source, scratch, options.jobs)
        found = list(complaints(mutants, tree.read, tests))
        if found:
            return report(found)
        tree.configure(options.cmake)
        wanted = sorted({test for mutant in mutants for test in mutant.tests})
        said = tree.make({tests[test] for test in wanted})
        failed = [] if said else tree.failed(wanted)[0]
        if said or failed:
            print(said or "fail without any mutant: %s" % ", ".join(failed))
            return 1
        survivors, untried = [], []
        for mutant in mutants:
            verdict, killed = try_one(tree, mutant, {tests[test] for test in mutant.tests})
            line = place(tree.read(mutant.file), mutant.old)
            print("%-4s %s (%s:%d): %s" % (mutant.name, mutant.what, mutant.file, line, verdict), flush=True)
            if killed is None:
                untried.append(mutant.name)
            elif not killed:
                survivors.append(mutant.name)
    print("%d mutants, %d killed%s%s" % (len(mutants), len(mutants) - len(survivors) - len(untried),
                                         "; not tried: " + ", ".join(untried) if untried else "",
                                         "; not killed: " + ", ".join(survivors) if survivors else ""))
    return 1 if survivors else 0


def report(found):
    for where, complaint in found:
        print("%s: %s" % (where, complaint))
    return 1 if found else 0


def check(options):
    def read(name):
        path = os.path.join(options.source, ENGINE, name)
        if not os.path.isfile(path):
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()
    return report(list(complaints(faults.MUTANTS, read, tests_of(options.source))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("check", "run"))
    parser.add_argument("source")
    parser.add_argument("--only", default="", metavar="REGEX", help="those whose names match")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--cmake", action="append", default=[], metavar="OPTION", help="for the copy's configuration")
    options = parser.parse_args()
    return check(options) if options.command == "check" else run(options)


if __name__ == "__main__":
    sys.exit(main())
