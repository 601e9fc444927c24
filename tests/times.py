#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
times.py skipped FILE: why tests were skipped, by what ctest --output-junit wrote into FILE.
times.py alone BUILD SECONDS [REGEX]: each test of BUILD alone, and the processor time that it and what it started took, the
longest first; fails where one took more than SECONDS. Other work on the machine makes nothing longer by that measure.
"""
import json
import os
import resource
import subprocess
import sys
import xml.etree.ElementTree


def why(output):
    """The line in which a test says why it does nothing."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    said = [line for line in lines if "skip" in line.lower()]
    return (said or lines or ["it does not say why"])[-1].removeprefix("skipped: ")


def skipped(path):
    """{reason: names}"""
    found = {}
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        if case.find("skipped") is not None and case.get("status") != "disabled":
            reason = why(case.findtext("system-out") or "")
            found.setdefault(reason, []).append(case.get("name"))
    return found


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def alone(test):
    """(seconds, how it ended)"""
    named = {one["name"]: one["value"] for one in test.get("properties", [])}
    environment = dict(os.environ, **dict(one.split("=", 1) for one in named.get("ENVIRONMENT", [])))
    begun = processor_seconds()
    done = subprocess.run(test["command"], cwd=named.get("WORKING_DIRECTORY"), env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return processor_seconds() - begun, {0: "", 77: "skipped"}.get(done.returncode, "failed")


def list_alone(build, most, *regex):
    asked = ["ctest", "--test-dir", build, "--show-only=json-v1", *[word for one in regex for word in ("-R", one)]]
    tests = json.loads(subprocess.run(asked, stdout=subprocess.PIPE, check=True).stdout)["tests"]
    took = []
    for number, test in enumerate(tests, 1):
        print(f"\r{number} of {len(tests)}: {test['name']:40}", end="", file=sys.stderr, flush=True)
        took.append((*alone(test), test["name"]))
    print(file=sys.stderr)
    for seconds, ended, name in sorted(took, reverse=True):
        print(f"{seconds:8.1f} s  {name}  {ended}".rstrip())
    print(f"{sum(seconds for seconds, *_ in took):8.1f} s  all")
    return 1 if any(seconds > most or ended == "failed" for seconds, ended, _ in took) else 0


def main():
    what, *rest = sys.argv[1:]
    if what == "alone":
        return list_alone(rest[0], float(rest[1]), *rest[2:])
    for reason, names in sorted(skipped(rest[0]).items()):
        print(f"skipped, {reason}: {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
