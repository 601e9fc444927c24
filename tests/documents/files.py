# SPDX-License-Identifier: GPL-2.0-or-later
"""Configurations of routers that stand in files: what the parser counts is what a count over their lines gives. The
second source is a pattern per kind of statement, over the text alone, without blocks."""
import os
import pathlib
import re
import subprocess
import sys

PATTERNS = {
    "policies": r"crypto isakmp policy \d+",
    "keys": r"crypto isakmp key .* (?:address|hostname) .*|pre-shared-key .* key .*",
    "sets": r"crypto ipsec transform-set \S+ .*",
    "entries": r"crypto map (?:ipv6 )?\S+ \d+(?: (?:ipsec-isakmp|ipsec-manual|gdoi).*)?",
    "templates": r"crypto dynamic-map \S+ \d+",
    "profiles": r"crypto ipsec profile \S+",
    "peers": r"set peer \S+",
    "pfs": r"set pfs.*",
    "matches": r"match address \S+",
    "interfaces": r"interface \S+.*",
    "applied": r"(?:ipv6 )?crypto map [^\s\d]\S*(?: redundancy \S+)?",
    "protections": r"tunnel protection ipsec profile \S+.*",
    "addresses": r"(?:ip address \d+\.\S+ \S+.*|ipv6 address \S+/\d+|standby(?: \d+)? ip \d\S+)",
}
# Lines of lists: named ones of every kind, and the numbers of standard and extended lists.
LINE = r"(?:\d+ )?%s \S+ .*"
NUMBERED = r"access-list (?:1?\d?\d|1[3-9]\d\d|2[0-6]\d\d) %s .*"
NAMES = {"policies", "sets", "entries", "templates", "profiles", "interfaces"}


def statements(text):
    for line in text.splitlines():
        line = re.sub(r"\s+", " ", line.strip())
        if line and not line.startswith("!"):
            yield line


def count(text):
    found = {kind: 0 for kind in PATTERNS}
    found["permits"] = found["denies"] = 0
    seen, extended = set(), False
    for line in statements(text):
        for kind, pattern in PATTERNS.items():
            if re.fullmatch(pattern, line):
                key = (kind, " ".join(line.split()[:4]) if kind == "entries" else line)
                found[kind] += kind not in NAMES or key not in seen
                seen.add(key)
        if re.match(r"ip(?:v6)? access-list|access-list|interface|crypto|router|ip route|end$", line):
            extended = bool(re.match(r"ip access-list (?:extended|standard)|ipv6 access-list", line))
        for word, kind in (("permit", "permits"), ("deny", "denies")):
            if re.fullmatch(NUMBERED % word, line) or (extended and re.fullmatch(LINE % word, line)):
                found[kind] += 1
    return found


def configurations():
    for root in (pathlib.Path(os.environ["IKT_SHARED_DIR"]) / "field-cases",):
        yield from sorted(root.glob("*/r*.cfg"))


def main():
    shipped = sorted(pathlib.Path(os.environ["IKT_SOURCE_DIR"], "captures").glob("*/*/ios.txt"))
    files = shipped + list(configurations())
    if not list(configurations()):
        print("the field cases are not here: the configurations of captures/ alone")
    output = subprocess.run([sys.argv[2], *map(str, files)], capture_output=True, text=True, check=True)
    wrong, lines = 0, output.stdout.splitlines()
    assert len(lines) == len(files) and len(shipped) > 100
    for path, line in zip(files, lines):
        parsed = dict(word.split("=", 1) for word in line[len(str(path)):].split())
        for kind, expected in count(path.read_text(encoding="utf-8", errors="replace")).items():
            if int(parsed[kind]) != expected:
                wrong += 1
                print(f"{path}: {kind} {parsed[kind]}, by its lines {expected}")
    print(f"{len(files)} configurations, {wrong} counts differ")
    return wrong != 0


sys.exit(main())
