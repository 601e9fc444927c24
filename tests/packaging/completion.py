# SPDX-License-Identifier: GPL-2.0-or-later
"""
Completion knows every option of --help, in each of three shells, and each that is there is asked: options and what they
take, rules, the tunnels of the captures on the line, files.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

import completion_shells as shells  # noqa: E402
from command import SOURCE, Tally, command_path, run  # noqa: E402

FOLDER = SOURCE / "packaging/completion"
PATIENT = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with


def options():
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", run("--help", text=True).text))


def check_lists(tally):
    for name, pattern in (("_iketriage", r"--[a-z][a-z-]+"), ("iketriage.fish", r"complete .* -l ([a-z][a-z-]+)")):
        tally.case(name)
        text = (FOLDER / name).read_text()
        known = {option if option.startswith("--") else f"--{option}" for option in re.findall(pattern, text)}
        wanted = options() | {"--help"}
        tally.expect(known - {"--list"} >= wanted, f"misses {sorted(wanted - known)}")
        tally.expect(known - wanted <= {"--list"}, f"has {sorted(known - wanted)}, which there is not")


def environment():
    """With a timeout(1) that has patience, since a loaded machine is no fault, and without LeakSanitizer, which a shell
    that drops what it asked for leaves in a loop."""
    return os.environ | {"ASAN_OPTIONS": "detect_leaks=0",
                         "PATH": f"{PATIENT.name}:{pathlib.Path(command_path()).resolve().parent}:{os.environ['PATH']}"}


def complete(words):
    """What bash would offer for the last word."""
    script = (f'source {FOLDER}/iketriage.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _iketriage; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    result = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, check=False, text=True,
                            env=environment(), cwd=SOURCE)
    return set(result.stdout.split()), result.stderr


TWO = ["-k", "captures/tunnel-up/keys", "captures/tunnel-up", "captures/no-answer/capture.pcap"]
ASKED = (
    (["--for"], {"--format"}),
    (["-f", "j"], {"json"}),
    (["--explain", "acl-n"], {"acl-not-mirrored", "acl-narrowed", "acl-narrower-oneway"}),
    ([*TWO, "-t", ""], {"1", "2"}),
    (["-o", "captures/no-answer/capture.pcap", "captures/tunnel-up", "--tunnel", ""], {"1"}),
    (["captures/no-ans"], {"captures/no-answer"}),
)


def check_bash(tally):
    tally.case("bash")
    for words, wanted in (*ASKED, (["--"], options()), (["--format", "=", "ht"], {"html"})):
        offered, errors = complete(["iketriage", *words])
        tally.expect(offered == wanted and not errors, f"{words}: {sorted(offered)} {errors}")


def is_there(shell, name, tally):
    if not shutil.which(shell):
        print(f"no {shell}: its completion is not tried")
        return False
    tally.case(shell)
    result = subprocess.run([shell, "-n", FOLDER / name], capture_output=True, check=False, text=True)
    tally.expect(result.returncode == 0, result.stderr)
    return True


def check_fish(tally):
    if not is_there("fish", "iketriage.fish", tally):
        return
    for words, wanted in ASKED:
        offered, errors = shells.fish(FOLDER, " ".join(["iketriage", *words]), environment(), SOURCE)
        tally.expect({word.rstrip("/") for word in offered} == wanted and not errors, f"{words}: {sorted(offered)} {errors}")


def check_zsh(tally):
    """On a terminal: a word that can be nothing else is written to its end, others are listed."""
    if not is_there("zsh", "_iketriage", tally):
        return
    zsh = shells.Zsh(FOLDER, environment(), SOURCE)
    try:
        for words, patterns in (
                (["--for"], ["--format"]), (["-f", "j"], ["json"]),
                (["--explain", "acl-n"], ["acl-not-mirrored", "acl-narrowed", "acl-narrower-oneway"]),
                ([*TWO, "-t", ""], [r"1 +-- 203\.0\.113\.10 > 198\.51\.100\.10 up", r"2 +-- .* down"]),
                (["-i", "l"], [r"-i lo\b"]), (["--ios-release", ""], [r"12 +15 +17"]), (["captures/no-ans"], ["captures/no-answer"])):
            missing = zsh.offers(" ".join(["iketriage", *words]), *patterns)
            tally.expect(not missing, f"{words}: not offered: {missing}")
    finally:
        zsh.close()


def main():
    timeout = pathlib.Path(PATIENT.name, "timeout")
    timeout.write_text('#!/bin/sh\nshift\nexec "$@"\n')
    timeout.chmod(0o755)
    tally = Tally("completion")
    for check in (check_lists, check_bash, check_fish, check_zsh):
        check(tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
