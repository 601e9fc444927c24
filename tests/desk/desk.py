# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the command on texts of configurations."""
import json
import pathlib
import subprocess
import sys
import tempfile

COMMAND = sys.argv[1]


class Judged:
    def __init__(self, status, tunnels, errors):
        self.status, self.tunnels, self.errors = status, tunnels, errors

    def between(self, *names):
        """The tunnels between two routers, by their host names; None: one whose configuration was not given."""
        return [tunnel for tunnel in self.tunnels
                if {tunnel["a"]["hostname"], tunnel["b"]["hostname"]} == set(names)]


def judge_files(*arguments):
    process = subprocess.run([COMMAND, "-f", "json", *map(str, arguments)], capture_output=True, text=True)
    records = [json.loads(line) for line in process.stdout.splitlines()]
    return Judged(process.returncode, [one for one in records if one["type"] == "tunnel"], process.stderr)


def judge(*texts):
    with tempfile.TemporaryDirectory() as folder:
        arguments = []
        for number, text in enumerate(texts, 1):
            path = pathlib.Path(folder) / f"c{number}.cfg"
            path.write_text(text)
            arguments += ["-c", path]
        return judge_files(*arguments)


class Tally:
    def __init__(self):
        self.count = self.failures = 0

    def expect(self, condition, text):
        self.count += 1
        if not condition:
            self.failures += 1
            print(f"FAILED {text}")

    def end(self, what):
        print(f"{what}: {self.count} checks, {self.failures} failures")
        return 1 if self.failures or not self.count else 0


def told(tunnel):
    return (f"{tunnel['state']} {tunnel['where']} {tunnel['causes']} {tunnel['likelihood']} "
            f"{[(one['rule'], one['likelihood'], one['severity']) for one in tunnel['findings']]}")
