# SPDX-License-Identifier: GPL-2.0-or-later
"""Completion knows every option of --help, in each of three shells; in bash it is tried as a terminal would."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import SOURCE, Tally, command_path, run  # noqa: E402

FOLDER = SOURCE / "packaging/completion"


def options():
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", run("--help", text=True).text))


def check_lists(tally):
    for name, pattern in (("_iketriage", r"--[a-z][a-z-]+"), ("iketriage.fish", r"-l ([a-z][a-z-]+)")):
        tally.case(name)
        text = (FOLDER / name).read_text()
        known = {option if option.startswith("--") else f"--{option}" for option in re.findall(pattern, text)}
        wanted = options() | {"--help"}
        tally.expect(known - {"--list"} >= wanted, f"misses {sorted(wanted - known)}")
        tally.expect(known - wanted <= {"--list"}, f"has {sorted(known - wanted)}, which there is not")


def complete(words):
    """What bash would offer for the last word."""
    script = (f'source {FOLDER}/iketriage.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _iketriage; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    environment = os.environ | {"PATH": f"{pathlib.Path(command_path()).parent}:{os.environ['PATH']}"}
    result = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, check=False, text=True,
                            env=environment, cwd=SOURCE)
    return set(result.stdout.split()), result.stderr


def check_bash(tally):
    tally.case("bash")
    for words, wanted in ((["iketriage", "--"], options()), (["iketriage", "--for"], {"--format"}),
                          (["iketriage", "-f", "j"], {"json"}), (["iketriage", "--format", "=", "ht"], {"html"}),
                          (["iketriage", "--explain", "acl-n"], {"acl-not-mirrored", "acl-narrowed", "acl-narrower-oneway"}),
                          (["iketriage", "captures/no-ans"], {"captures/no-answer"})):
        offered, errors = complete(words)
        tally.expect(offered == wanted and not errors, f"{words[1:]}: {sorted(offered)} {errors}")


def check_syntax(tally):
    for shell, name in (("zsh", "_iketriage"), ("fish", "iketriage.fish")):
        if not shutil.which(shell):
            print(f"no {shell}: its completion's syntax is not tried")
            continue
        tally.case(f"{shell} takes it")
        result = subprocess.run([shell, "-n", FOLDER / name], capture_output=True, check=False, text=True)
        tally.expect(result.returncode == 0, result.stderr)


def main():
    tally = Tally("completion")
    for check in (check_lists, check_bash, check_syntax):
        check(tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
