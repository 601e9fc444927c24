# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the command and read its records; count what is right and what is not."""
import json
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
SHARED = pathlib.Path(os.environ.get("IKT_SHARED_DIR", SOURCE.parent / "shared"))
LIKELIHOODS = ("certain", "probable", "possible")


def command_path():
    if len(sys.argv) < 2:
        sys.exit("usage: SCRIPT COMMAND [ARG...]")
    return sys.argv[1]


class Result:
    def __init__(self, process):
        self.status = process.returncode
        self.errors = process.stderr.decode("utf-8", "replace")
        self.text = process.stdout.decode("utf-8")
        self.records = []

    def of(self, kind):
        return [record for record in self.records if record["type"] == kind]


def run(*arguments, text=False, keys=None):
    """keys: the text of a keyring, handed over by a pipe so that no file is left behind."""
    command = [command_path(), *(() if text else ("-f", "json")), *map(str, arguments)]
    pipes = ()
    if keys is not None:
        read_end, write_end = os.pipe()
        os.write(write_end, keys.encode())
        os.close(write_end)
        pipes = (read_end,)
        command += ["--keys", f"/dev/fd/{read_end}"]
    process = subprocess.run(command, capture_output=True, pass_fds=pipes, stdin=subprocess.DEVNULL, check=False)
    for end in pipes:
        os.close(end)
    result = Result(process)
    if not text:
        result.records = [json.loads(line) for line in result.text.splitlines()]
    return result


def without_name(value):
    """Records, or parts of them, without what names the file: its name wherever it stands, and its hash."""
    if isinstance(value, list):
        return [without_name(item) for item in value]
    if isinstance(value, dict):
        return {key: without_name(item) for key, item in value.items() if key not in ("file", "sha256")}
    return value


def rules(findings, likelihoods=LIKELIHOODS):
    return [finding["rule"] for finding in findings if finding["likelihood"] in likelihoods]


def ios_suites(proposals):
    """The suites of an offer in transform-set words, as a set; esp-aes is 128 bits."""
    words = set()
    for proposal in proposals or ():
        for transform in proposal["transforms"]:
            words.add(plain_suite(transform["ios"]))
    return words


def plain_suite(words):
    return words.replace("esp-aes 128", "esp-aes") if words else words


class Tally:
    """Collects complaints per case; a case without one is right."""

    def __init__(self, title):
        self.title = title
        self.complaints = {}
        self.cases = []

    def case(self, name):
        assert name not in self.complaints, name
        self.cases.append(name)
        self.complaints[name] = []

    def expect(self, condition, complaint):
        if not condition:
            self.complaints[self.cases[-1]].append(complaint)
        return condition

    def close(self):
        right = sum(not complaints for complaints in self.complaints.values())
        for name in self.cases:
            for complaint in self.complaints[name]:
                print(f"{name}: {complaint}")
        print(f"{self.title}: {right} of {len(self.cases)} right")
        if not self.cases:
            print("no case was read")
            sys.exit(1)
        sys.exit(0 if right == len(self.cases) else 1)
