# SPDX-License-Identifier: GPL-2.0-or-later
"""
The manual pages: iketriage.1 has every option of --help and every rule of --list-rules, as packaging/man/update makes it;
both pages print without a warning; each command of EXAMPLES runs, and the keyring of iketriage-keys(5) is read.
"""
import importlib.machinery
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import SOURCE, Tally, command_path, run  # noqa: E402

PAGES = SOURCE / "packaging/man"
CASE = SOURCE / "captures/transform-mismatch"


def plain(roff):
    return re.sub(r"\\f[BRI]|\\&", "", roff).replace("\\-", "-").replace("\\e", "\\")


def check_page(tally):
    tally.case("iketriage.1")
    page = plain((PAGES / "iketriage.1").read_text())
    help_text = run("--help", text=True).text
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", help_text))
    told = set(re.findall(r"^(?:-\w, )?(--[a-z][a-z-]+)", page, re.M))
    told |= set(re.findall(r", (--[a-z][a-z-]+)", page))
    tally.expect(options <= told, f"options without a place: {sorted(options - told)}")
    rules = [line.split()[0] for line in run("--list-rules", text=True).text.splitlines() if line[0] != " "]
    tally.expect(len(rules) > 60, f"{len(rules)} rules")
    listed = re.findall(r"^([a-z0-9-]+) \((?:error|warning|note)\)$", page, re.M)
    tally.expect(listed == rules, f"rules: {sorted(set(rules) ^ set(listed))}")
    update = importlib.machinery.SourceFileLoader("update", str(PAGES / "update")).load_module()
    tally.expect(update.page(command_path()) == (PAGES / "iketriage.1").read_text(),
                 "it is not what packaging/man/update makes")


def check_printing(tally):
    tally.case("printing")
    if not shutil.which("man"):
        print("no man: printing is not tried")
        return
    for page in ("iketriage.1", "iketriage-keys.5"):
        result = subprocess.run(["man", "--warnings", "-l", PAGES / page], capture_output=True, check=False, text=True)
        tally.expect(result.returncode == 0 and not result.stderr, f"{page}: {result.stderr[:300]}")
        tally.expect("NAME" in result.stdout, f"{page}: prints nothing")


def check_examples(tally):
    """Each in a folder with files of the names that it gives."""
    tally.case("examples")
    page = plain((PAGES / "iketriage.1").read_text())
    examples = re.findall(r"^\.EX\n(.*)\n\.EE", page, re.M)
    tally.expect(len(examples) >= 5, f"{len(examples)} examples")
    for example in examples:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            shutil.copy(next(CASE.glob("capture.*")), folder / "outside.pcap")
            shutil.copy(CASE / "keys", folder / "keys")
            shutil.copy(CASE / "initiator/ios.txt", folder / "r1.cfg")
            shutil.copy(CASE / "responder/ios.txt", folder / "r2.cfg")
            (folder / "captures").mkdir()
            shutil.copy(folder / "outside.pcap", folder / "captures")
            words = [pathlib.Path(command_path()).resolve(), *shlex.split(example)[1:]]
            result = subprocess.run(words, cwd=folder, capture_output=True, check=False, text=True)
            tally.expect(result.returncode == 1 and "1 down" in result.stdout, f"{example}: {result.returncode} {result.stderr}")


def check_keys(tally):
    """The kinds that it names are kinds; the example parses but for its secret, which is cut short."""
    tally.case("iketriage-keys.5")
    page = plain((PAGES / "iketriage-keys.5").read_text())
    kinds = set(re.findall(r'^\.I.*" : ([\w-]+) "', page, re.M))
    tally.expect(kinds == {"PSK", "DH-SECRET", "DH-PRIVATE", "SKEYID_e", "KA"}, f"kinds {kinds}")
    ring = "".join(f"{'0123456789abcdef' if kind != 'PSK' else '203.0.113.1 198.51.100.1'} : {kind} 0x{'2a' * 16}\n"
                   for kind in sorted(kinds))
    result = run(next(CASE.glob("capture.*")), keys=ring)
    tally.expect(result.status == 1 and "keyring" not in result.errors, f"{result.status} {result.errors}")


def main():
    tally = Tally("manual pages")
    for check in (check_page, check_printing, check_examples, check_keys):
        check(tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
