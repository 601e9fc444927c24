# SPDX-License-Identifier: GPL-2.0-or-later
"""
The files for CI services do what .ci/run does and no less: each parses as what it is, starts from the Debian that the README
names, runs .ci/run as its last step, whose fault is its fault, and gives it more time than the tests may take.
"""
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import SOURCE, Tally  # noqa: E402

try:
    import yaml
except ImportError:
    yaml = None

FOLDER = SOURCE / "packaging/ci"
DEBIAN = re.compile(r"(docker\.io/library/)?debian:1[2-9]")


def check_run(tally):
    """It ends with what the tests end with."""
    tally.case(".ci/run")
    script = SOURCE / ".ci/run"
    tally.expect(os.access(script, os.X_OK), "cannot be executed")
    lines = [line for line in script.read_text().splitlines() if line and not line.startswith("#")]
    tally.expect("set -euo pipefail" in lines, lines)
    tally.expect(re.fullmatch(r'exec "\$\(dirname "\$\{BASH_SOURCE\[0\]\}"\)/\.\./packaging/test"', lines[-1]), lines[-1])


def installs(command):
    """What a line of apt-get installs; None where a failure of updating would be passed over."""
    match = re.fullmatch(r"apt-get update -q && apt-get install -y -q --no-install-recommends ([\w. -]+)", command)
    return set(match.group(1).split()) if match else None


def check_containerfile(tally):
    tally.case("Containerfile")
    steps = [line.split(None, 1) for line in (FOLDER / "Containerfile").read_text().splitlines() if line and line[0] != "#"]
    tally.expect([word for word, _ in steps] == ["FROM", "RUN", "COPY", "WORKDIR", "RUN", "CMD"], steps)
    values = [value for _, value in steps]
    tally.expect(DEBIAN.fullmatch(values[0]), values[0])
    tally.expect(installs(values[1]) == {"git", "ca-certificates"}, values[1])
    tally.expect(values[2] == f". {values[3]}" and values[4] == "rm -rf build-*" and values[5] == '[".ci/run"]', values)


def check_github(tally):
    tally.case("github.yml")
    tree = yaml.safe_load((FOLDER / "github.yml").read_text())
    tally.expect(set(tree[True]) == {"push", "pull_request"}, tree.get(True))  # "on" is a truth of YAML 1.1
    tally.expect(tree["permissions"] == {"contents": "read"}, tree["permissions"])
    (job,) = tree["jobs"].values()
    tally.expect(DEBIAN.fullmatch(job["container"]) and job["runs-on"] and job["timeout-minutes"] >= 30, job)
    first, second, third = job["steps"]
    tally.expect(installs(first["run"]) == {"git", "ca-certificates"}, first)
    tally.expect(re.fullmatch(r"actions/checkout@v\d+", second["uses"]), second)
    tally.expect(third == {"run": ".ci/run"}, third)


def check_gitlab(tally):
    tally.case("gitlab.yml")
    tree = yaml.safe_load((FOLDER / "gitlab.yml").read_text())
    (job,) = tree.values()
    tally.expect(DEBIAN.fullmatch(job["image"]) and job["script"] == [".ci/run"], job)
    minutes = re.fullmatch(r"(\d+) minutes", job["timeout"])
    tally.expect(minutes and int(minutes.group(1)) >= 30 and "allow_failure" not in job, job)


def main():
    tally = Tally("files for CI")
    checks = [check_run, check_containerfile]
    if yaml:
        checks += [check_github, check_gitlab]
    else:
        print("no python3-yaml: the workflow files are not looked at")
    for check in checks:
        check(tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
