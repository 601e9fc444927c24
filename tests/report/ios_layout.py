#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The layout of `-f ios` is that of real routers: each line that public routers printed, with its values taken out, is a
line that the same command prints here, and they come in the same order. Real output: what the reference data outside
the project has of it (skipped where that is absent): field cases, and the formats of the knowledge base."""
import os
import pathlib
import re
import subprocess
import sys

import ios_pages

SHARED = pathlib.Path(os.environ["IKT_SHARED_DIR"]) if os.environ.get("IKT_SHARED_DIR") else None
SOURCE = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
CAPTURES = ("tunnel-up-esp", "tunnel-up-nat", "tunnel-up-pfs", "ios-acl-both-ways", "ah-through-nat", "ios-gre-endpoints",
            "psk-mismatch", "tunnel-up-deleted")

# What an author marked, or left behind, in the middle of an output.
MARKS = re.compile(r"\s*<--.*$|\s*#.*author.*$")
VALUES = (
    (r"\b(inbound|outbound) (esp|ah|pcp) sas:", r"\1 \2 sas:"),
    (r"\*\w{3} +\d+ [\d:.]+: ", ""),
    (r"0x[0-9A-Fa-f]+\(\d+\)", "V"),
    (r"\b[0-9A-Fa-f:]*::[0-9A-Fa-f:/]*", "V"),
    (r"\d+\.\d+\.\d+\.\d+(/\d+\.\d+\.\d+\.\d+)?(/\d+/\d+)?( \(type=\d+\))?(:\d+)?", "V"),
    (r"\bunknown(/unknown)*\b", "V"),
    (r"\b(MM|AG|QM|CONF)_[A-Z_]+\b", "V"),
    (r"\b(\d+:\d+:\d+)\b", "V"),
    (r"\b(Tunnel|Transport)(-UDP)?( UDP-Encaps)?\b(?=[,)])", "V"),
    (r"((esp|ah|comp)-[-\w]+( \d+)?)( (esp|ah|comp)-[-\w]+( \d+)?)*", "V"),
    (r"\b(SW|Onboard VPN|HW):\d+\b", "V"),
    (r"\b(aes|3des|des) +(sha\d*|md5) +(psk|rsig|renc)\b", "V"),
    (r"\b\d+(s|kb)?\b", "V"),
)
NAMES = (
    (r"(interface: )\S+", r"\1V"),
    (r"(Crypto map tag: )[^,]+", r"\1V"),
    (r"(ip mtu idb )\S+", r"\1V"),
    (r"(crypto map: )\S+", r"\1V"),
    (r"(Crypto Map (?:IPv[46] )?)\"[^\"]+\"", r"\1V"),
    (r"(Extended IP access list ?)\S*", r"\1V"),
    (r"access-list \S* permit .*", "access-list V permit V"),
    (r"(Interfaces using crypto map )[^:]+", r"\1V"),
    (r"(Transform set )[^:]+", r"\1V"),
    (r"^( {16})\S+: +\{ .* \} ,", r"\1V: V"),
    (r"^( {16})\S+$", r"\1V"),
    (r"(DH group: +)\S+", r"\1V"),
    (r"(\(Y/N\): )\S+?(,|$)", r"\1V\2"),
    (r"(flags=\{)[^}]*", r"\1V"),
    (r"(replay detection support: )\S+", r"\1V"),
    (r"(Mixed-mode : )\S+", r"\1V"),
    (r"(Map Accepted: ).*", r"\1V"),
    (r"(Security association lifetime: ).*", r"\1V"),
)


def shape(line):
    """A line without its values; blanks count at its beginning, since indents are how people read it."""
    line = MARKS.sub("", line.rstrip())
    for pattern, text in (*NAMES, *VALUES):
        line = re.sub(pattern, text, line)
    line = re.sub(r"V(\s+V)+", "V", line)
    line = re.sub(r"^V ACTIVE V( [CDKNTX]+)?$", "V ACTIVE V", line)
    indent = len(line) - len(line.lstrip())
    return " " * indent + re.sub(r"\s+", " ", re.sub(r"\(deleted\)", "", line).strip())


def run(command, *arguments):
    return subprocess.run([command, "-f", "ios", *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False).stdout.decode()


def ours(command):
    """{shown command: [shapes of one page]} of all pages of both formats."""
    result = {}
    configs = [["-c", SOURCE / "captures/ios-gre-endpoints" / end / "ios.txt"] for end in ("initiator", "responder")]
    for release in ("12", "15"):
        for name in CAPTURES:
            folder = SOURCE / "captures" / name
            ends = [option for end in ("initiator", "responder") if (folder / end / "ios.txt").exists()
                    for option in ("-c", folder / end / "ios.txt")]
            for options in ([], ends):
                text = run(command, "--ios-release", release, "-k", folder / "keys", *options,
                           next(folder.glob("capture.*")))
                for commands in ios_pages.pages(text).values():
                    for shown, lines in commands.items():
                        result.setdefault(shown, []).append([shape(line) for line in lines if line[:1] != "!"])
    for option in configs:
        for commands in ios_pages.pages(run(command, *option)).values():
            for shown, lines in commands.items():
                result.setdefault(shown, []).append([shape(line) for line in lines if line[:1] != "!"])
    return result


def blocks(lines, begins):
    """Lines cut where a block begins."""
    block = []
    for line in lines:
        if re.match(begins, line) and block:
            yield block
            block = []
        block.append(line)
    yield block


def in_order(real, page):
    """Is real a subsequence of page, its lines repeated as often as it likes?"""
    at = 0
    for line in real:
        if line not in page[at:]:
            return line if line in page else f"{line!r} (out of order)"
        at = page.index(line, at)
    return None


def check(what, shown, lines, pages, faults):
    begins = {"show crypto ipsec sa": r"interface:|   local  ident", "show crypto map": r"Crypto Map",
              "show crypto ipsec transform-set": r"Transform set"}.get(shown, r"\Z")
    count = 0
    for block in blocks([line for line in lines if line.strip()], begins):
        real = [shape(line) for line in block]
        real = [line for at, line in enumerate(real) if line not in real[:at]]  # a router repeats its rows
        count += len(real)
        known = {line for page in pages[shown] for line in page}
        missing = [line for line in real if line not in known]
        for line in missing:
            faults.append(f"{what}: {shown}: no page has {line!r}")
        if not missing and not any(in_order(real, page) is None for page in pages[shown]):
            faults.append(f"{what}: {shown}: another order: {real}")
    return count


def real_pages(path):
    """Commands of a field case's output; what a filter leaves of one belongs to the same command."""
    for commands in ios_pages.pages(path.read_text()).values():
        for shown, lines in commands.items():
            yield shown.split("|")[0].strip(), lines


def known_formats(text):
    """Code blocks of the knowledge base's section 5, by what they begin with."""
    kinds = {"IPv4 Crypto ISAKMP SA": "show crypto isakmp sa", "Codes:": "show crypto isakmp sa detail",
             "interface:": "show crypto ipsec sa", "Crypto Map": "show crypto map",
             "Transform set": "show crypto ipsec transform-set", "IPSEC(": "debug crypto ipsec",
             "  (sa) sa_dest=": "debug crypto ipsec"}
    section = text[text.index("\n## 5. "):text.index("\n## 6. ")]
    for block in re.findall(r"```\n(.*?)```", section, re.S):
        for begin, shown in kinds.items():
            if block.startswith(begin):
                yield shown, [line for line in block.splitlines() if "..." not in line]


def main():
    command = sys.argv[1]
    if not SHARED or not (SHARED / "field-cases").is_dir():
        print("no reference data outside the project")
        return 77
    pages, faults, count = ours(command), [], 0
    for path in sorted((SHARED / "field-cases").glob("*/show*.txt")):
        for shown, lines in real_pages(path):
            if shown in pages and shown.startswith("show "):
                count += check(path.parent.name, shown, lines, pages, faults)
    for shown, lines in known_formats((SHARED / "ios-phase2-knowledge.md").read_text()):
        count += check("knowledge base", shown, lines, pages, faults)
    print("\n".join(faults))
    print(f"{count} lines of routers compared, {len(faults)} faults")
    return 1 if faults or count < 150 else 0


if __name__ == "__main__":
    sys.exit(main())
