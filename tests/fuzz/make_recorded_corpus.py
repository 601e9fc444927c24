#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes seed corpora of what other tests give the command (record.py): configurations, logs, key files, captures of all
kinds, command lines, and what belongs together. Thousands; fuzz.py --merge takes the few that reach what the others do not.

usage: make_recorded_corpus.py COMMAND FOLDER
"""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TESTS = ("documents/files.py", "documents/listed_conns.py", "cli/test_key_logs.py", "cli/test_key_files.py",
         "cli/test_configs.py", "cli/test_shown.py", "cli/test_summarize.py", "cli/test_options.py", "cli/test_reading.py",
         "join/test_join.py", "cli/test_stitch.py", "cli/test_dumps.py", "cli/test_tunnels.py", "cli/test_report.py",
         "cli/test_batch.py", "hostile/test_strings.py", "golden/captures.py", "golden/configured.py",
         "golden/logged.py", "golden/tunnels_text.py", "golden/near_misses.py", "desk/symptoms.py", "desk/rules.py", "desk/captured.py",
         "desk/incidents_tunnels.py", "desk/incidents_maps.py")
MINUTES = 2  # of a test: what it gave until then is enough


def main():
    command, folder = (os.path.abspath(argument) for argument in sys.argv[1:])
    # Nothing of reference data that does not ship.
    environment = {**os.environ, "IKT_RECORD": folder, "IKT_RECORD_COMMAND": command, "IKT_SHARED_DIR": "/nonexistent",
                   "IKT_SOURCE_DIR": str(HERE.parents[1]), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    for test in TESTS:
        with tempfile.TemporaryDirectory() as scratch:
            done = subprocess.run(["timeout", str(60 * MINUTES), sys.executable, HERE.parent / test, HERE / "record.py"],
                                  env=environment, cwd=scratch, capture_output=True, check=False)
            print(test, "was cut off" if done.returncode == 124 else done.returncode, flush=True)
    for target in sorted(pathlib.Path(folder).iterdir()):
        print(f"{target.name}: {len(list(target.iterdir()))} inputs")


if __name__ == "__main__":
    main()
