#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""parity.py COMMAND MODULE: plugin and command find the same in every capture, and a single pass nothing else."""
import collections
import sys

from wireshark import Wireshark, captures, command_findings, findings_of

# Captures in which one of the two sees what the other does not, and why.
EXCEPTIONS = {}


def compare(wireshark, command, name, capture, keys):
    """Complaints, number of findings."""
    wanted = collections.Counter(command_findings(command, capture, keys))
    both = collections.Counter(findings_of(wireshark.packets(capture, keys=keys)).values())
    one = collections.Counter(findings_of(wireshark.packets(capture, keys=keys, passes=1)).values())
    complaints = ["%s: the command alone finds %s" % (name, tuple(finding)) for finding in (wanted - both).elements()]
    complaints += ["%s: the plugin alone finds %s" % (name, tuple(finding)) for finding in (both - wanted).elements()]
    complaints += ["%s: only a single pass finds %s" % (name, tuple(finding)) for finding in (one - both).elements()]
    return complaints, sum(wanted.values()), sum(one.values())


def main():
    command, module = sys.argv[1:]
    complaints, compared, found, early = [], 0, 0, 0
    with Wireshark(module) as wireshark:
        for name, capture, keys in captures():
            for used in [keys, None] if keys and name.startswith("captures/") else [keys]:
                label = name if used else name + " without keys"
                if label in EXCEPTIONS:
                    print("left out: %s: %s" % (label, EXCEPTIONS[label]))
                    continue
                more, wanted, one = compare(wireshark, command, label, capture, used)
                complaints += more
                compared, found, early = compared + 1, found + wanted, early + one
    print("\n".join(complaints))
    print("%d runs, %d findings of the command, %d of them in a single pass, %d differences"
          % (compared, found, early, len(complaints)))
    assert found > 0 and early > 0, "nothing was compared"
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
