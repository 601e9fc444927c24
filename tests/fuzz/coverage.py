#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which lines do the corpora reach? Builds the fuzz targets with clang's counters in a folder of its own, runs each over
its corpus, and prints lines by folder; fails where they are fewer than what is wanted of all.

usage: coverage.py SOURCE FOLDER [--launcher PROGRAM] [--files] [--lines FILE...] [--corpus NAME=DIR...]
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

WANTED = 90  # percent of lines
# What reads a file, a packet or a line, judges it, or tells of it.
COUNTED = ("analyzer/engine", "analyzer/capture", "analyzer/anonymize", "analyzer/join", "analyzer/records",
           "analyzer/report", "analyzer/cli/options.c")
FLAGS = "-fprofile-instr-generate -fcoverage-mapping"


def tool(name):
    """Of the same release as clang."""
    version = subprocess.run(["clang", "--version"], capture_output=True, text=True, check=True).stdout
    release = re.search(r"version (\d+)", version).group(1)
    found = shutil.which(f"{name}-{release}") or shutil.which(name)
    if not found:
        sys.exit(f"{name} is not installed: apt install llvm-{release}")
    return found


def build(source, folder, launcher):
    subprocess.run(["cmake", "-S", source, "-B", folder, "-GNinja", "-DCMAKE_C_COMPILER=clang", "-DIKT_PLUGIN=OFF",
                    "-DCMAKE_BUILD_TYPE=Debug", "-DIKT_HARDEN=OFF", f"-DCMAKE_C_FLAGS={FLAGS}",
                    f"-DCMAKE_C_COMPILER_LAUNCHER={launcher}"], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(["cmake", "--build", folder, "--target", "replay-all", "iketriage"], check=False,
                          stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(done.stdout)


def tests(folder):
    """The commands of the replay tests."""
    listed = subprocess.run(["ctest", "--test-dir", folder, "-R", "^replay_", "--show-only=json-v1"], check=True,
                            capture_output=True, text=True).stdout
    return {test["name"]: test["command"] for test in json.loads(listed)["tests"]}


def run(folder, others):
    """Each over its corpus; others: folders besides, by the target's name."""
    shutil.rmtree(folder / "profiles", ignore_errors=True)
    commands = tests(folder)
    for name, command in commands.items():
        command = command + others.get(name.removeprefix("replay_"), [])
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={**os.environ, "LLVM_PROFILE_FILE": str(folder / "profiles" / f"{name}.profraw")})
    subprocess.run([tool("llvm-profdata"), "merge", "-sparse", "-o", folder / "profile",
                    *sorted((folder / "profiles").iterdir())], check=True)
    return sorted({command[0] for command in commands.values()})


def of_objects(folder, programs):
    """The command is among them for the files that no target has at all."""
    objects = [argument for program in [*programs, folder / "analyzer" / "iketriage"]
               for argument in ("-object", str(program))]
    return [f"-instr-profile={folder / 'profile'}", *objects[1:]]


def measure(source, folder, programs):
    """Lines and those that were reached, by file."""
    told = subprocess.run([tool("llvm-cov"), "export", "-summary-only", *of_objects(folder, programs)],
                          check=True, capture_output=True, text=True).stdout
    files = {}
    for entry in json.loads(told)["data"][0]["files"]:
        name = os.path.relpath(entry["filename"], source)
        if name.startswith(COUNTED):
            lines = entry["summary"]["lines"]
            files[name] = (lines["count"], lines["covered"])
    return files


def row(name, count, covered):
    print(f"{name:36} {count:7} {covered:8} {count - covered:8} {100 * covered / max(count, 1):6.1f}")


def tell(files, by_file):
    folders = {}
    for name, (count, covered) in sorted(files.items()):
        place = folders.setdefault(os.path.dirname(name), [0, 0])
        place[0] += count
        place[1] += covered
    print(f"{'':36} {'lines':>7} {'reached':>8} {'not':>8} {'%':>6}")
    for name, (count, covered) in (files if by_file else folders).items():
        row(name.removeprefix("analyzer/"), count, covered)
    whole = [sum(place[i] for place in folders.values()) for i in (0, 1)]
    row("all", *whole)
    return 100 * whole[1] / whole[0]


def tell_lines(folder, programs, names):
    """The lines of these files that no input reaches."""
    for name in names:
        # As the compiler was given it, from the folder it ran in.
        shown = subprocess.run([tool("llvm-cov"), "show", *of_objects(folder, programs), f"{folder.resolve()}/../{name}"],
                               check=True, capture_output=True, text=True).stdout
        for line in shown.splitlines():
            if re.match(r" *\d+\| +0\|", line):
                print(f"{os.path.basename(name)}:{line}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--launcher", default="")
    parser.add_argument("--files", action="store_true", help="by file, not by folder")
    parser.add_argument("--lines", nargs="*", default=[], help="lines that are not reached of these files")
    parser.add_argument("--corpus", nargs="*", default=[], help="NAME=DIR: another folder of inputs for a target")
    asked = parser.parse_args()
    if not shutil.which("clang"):
        sys.exit("clang is not installed")
    others = {}
    for pair in asked.corpus:
        others.setdefault(pair.partition("=")[0], []).append(pair.partition("=")[2])
    build(asked.source, asked.folder, asked.launcher)
    programs = run(asked.folder, others)
    percent = tell(measure(asked.source.resolve(), asked.folder, programs), asked.files)
    tell_lines(asked.folder, programs, asked.lines)
    if percent < WANTED:
        sys.exit(f"The corpora reach {percent:.1f} % of the lines; {WANTED} % are wanted.")


if __name__ == "__main__":
    main()
