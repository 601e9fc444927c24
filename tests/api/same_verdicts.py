#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""same_verdicts.py COMMAND PROGRAM: a program on the public headers finds what the command finds, in the same order, in
every shipped capture, with its keys and without."""
import json
import os
import pathlib
import subprocess
import sys

CAPTURES = pathlib.Path(os.environ["IKT_SOURCE_DIR"]) / "captures"


def of_program(program, capture, keys):
    done = subprocess.run([program, capture, *keys], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


def of_command(command, capture, keys):
    options = [word for path in keys for word in ("--keys", path)]
    done = subprocess.run([command, "--format", "json", *options, capture], stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode in (0, 1), done
    return [f"{finding['rule']} {finding['likelihood']} {record.get('message_id', '00000000')}"
            for record in map(json.loads, done.stdout.splitlines()) if record["type"] in ("phase1", "phase2", "capture")
            for finding in record["findings"]]


def main():
    command, program = sys.argv[1:]
    findings = runs = different = 0
    for folder in sorted(CAPTURES.iterdir()):
        for capture in folder.glob("capture.*"):
            keys = [folder / "keys"] if (folder / "keys").is_file() else []
            for used in ([], keys) if keys else ([],):
                wanted, found = of_command(command, capture, used), of_program(program, capture, used)
                runs, findings, different = runs + 1, findings + len(wanted), different + (wanted != found)
                if wanted != found:
                    print(f"{capture} {used}: the command finds {wanted}, the program {found}")
    print(f"{runs} runs, {findings} findings, {different} runs differ")
    assert runs > 100 and findings > 100, "nothing was compared"
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
