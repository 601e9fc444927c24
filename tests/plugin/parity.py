#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""parity.py COMMAND MODULE SUITE: plugin and command find the same in every capture of the suite (captures or
lab-cases), and what a single pass shows of a frame, the second one shows too."""
import collections
import concurrent.futures
import os
import sys

from wireshark import Wireshark, captures, command_findings, findings_of, frame_number, skip

# Captures in which one of the two sees what the other does not, and why.
EXCEPTIONS = {}


def shown(packets):
    """All that the plugin shows, frame by frame."""
    return collections.Counter((frame_number(packet), field.get("name"), field.get("showname") or field.get("show"))
                               for packet in packets for field in packet.iter("field")
                               if field.get("name", "").startswith("iketriage."))


def compare(wireshark, command, name, capture, keys):
    """Complaints, number of findings of the command and of a single pass."""
    packets, packets_of_one = (wireshark.packets(capture, keys=keys, passes=passes) for passes in (2, 1))
    wanted = collections.Counter(command_findings(command, capture, keys))
    both = collections.Counter(findings_of(packets).values())
    one = collections.Counter(findings_of(packets_of_one).values())
    complaints = ["%s: the command alone finds %s" % (name, tuple(finding)) for finding in (wanted - both).elements()]
    complaints += ["%s: the plugin alone finds %s" % (name, tuple(finding)) for finding in (both - wanted).elements()]
    complaints += ["%s: the second pass takes back %s" % (name, item)
                   for item in (shown(packets_of_one) - shown(packets)).elements()]
    return complaints, sum(wanted.values()), sum(one.values())


def runs(suite):
    """(label, capture, keys): with keys, and what ships without them too."""
    for name, capture, keys in captures():
        if not name.startswith(suite + "/"):
            continue
        for used in [keys, None] if keys and suite == "captures" else [keys]:
            label = name if used else name + " without keys"
            if label in EXCEPTIONS:
                print("left out: %s: %s" % (label, EXCEPTIONS[label]))
            else:
                yield label, capture, used


def main():
    command, module, suite = sys.argv[1:]
    wanted = list(runs(suite))
    if not wanted:
        skip("no captures in " + suite)
    with Wireshark(module) as wireshark, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        results = list(workers.map(lambda run: compare(wireshark, command, *run), wanted))
    complaints = [complaint for more, _, _ in results for complaint in more]
    found, early = (sum(result[index] for result in results) for index in (1, 2))
    print("\n".join(complaints))
    print("%s: %d runs, %d findings of the command, %d of them in a single pass, %d differences"
          % (suite, len(wanted), found, early, len(complaints)))
    assert found > 0 and early > 0, "nothing was compared"
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
