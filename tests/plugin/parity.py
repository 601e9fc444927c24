#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""parity.py COMMAND MODULE SUITE [--each]: plugin and command find the same and judge tunnels alike in every capture of the
suite (captures or lab-cases), the plugin's report is the command's text, octet for octet, and what a single pass shows of a
frame, the second one shows too. Up to twelve captures are merged into one, by their times, since starting tshark takes
longest; alone are those of which something is said that belongs to no exchange. --each: every one alone."""
import collections
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile

from wireshark import (Wireshark, captures, command_findings, command_report, command_tunnels, findings_of,
                       frame_number, records, skip, tunnels_of, values)

# Captures in which one of the two sees what the other does not, and why.
EXCEPTIONS = {}
MERGED = 12


def shown(packets):
    """All that the plugin shows, frame by frame."""
    return collections.Counter((frame_number(packet), field.get("name"), field.get("showname") or field.get("show"))
                               for packet in packets for field in packet.iter("field")
                               if field.get("name", "").startswith("iketriage."))


def wrong_frames(packets, of_command):
    """Messages that do not show just the tunnels which the command lists their exchange under."""
    owners = collections.defaultdict(set)
    for record in of_command:
        for exchange in record["exchanges"] if record["type"] == "tunnel" else []:
            owners[exchange["initiator_cookie"], exchange["message_id"]].add(record["number"])
    for packet in packets:
        ids = values(packet, "initiator_cookie"), values(packet, "message_id")
        if len(ids[0]) != 1 or not values(packet, "outcome"):
            continue
        key = ids[0][0].replace(":", ""), "%08x" % int(ids[1][-1], 16)
        shown = set(map(int, values(packet, "tunnel.number")))
        if key in owners and len(owners[key]) <= 8 and shown != owners[key]:
            yield frame_number(packet), sorted(shown), sorted(owners[key])


def compare_tunnels(name, packets, command, capture, keys):
    shown, told = tunnels_of(packets), command_tunnels(command, capture, keys)
    for number in sorted(set(shown) | set(told)):
        if shown.get(number) != told.get(number):
            yield "%s: tunnel %d is %s, and %s for the command" % (name, number, shown.get(number), told.get(number))
    for frame, one, other in wrong_frames(packets, records(command, capture, keys)):
        yield "%s: frame %d shows tunnels %s, and is of %s" % (name, frame, one, other)


def compare(wireshark, command, name, capture, keys):
    """Complaints, number of findings of the command, of a single pass, and of tunnels."""
    packets = wireshark.packets(capture, keys=keys)
    packets_of_one, report = wireshark.packets_and_rest(capture, "-z", "iketriage,report", keys=keys, passes=1)
    wanted = collections.Counter(command_findings(command, capture, keys))
    both = collections.Counter(findings_of(packets).values())
    one = collections.Counter(findings_of(packets_of_one).values())
    complaints = ["%s: the command alone finds %s" % (name, tuple(finding)) for finding in (wanted - both).elements()]
    complaints += ["%s: the plugin alone finds %s" % (name, tuple(finding)) for finding in (both - wanted).elements()]
    complaints += ["%s: the second pass takes back %s" % (name, item)
                   for item in (shown(packets_of_one) - shown(packets)).elements()]
    complaints += compare_tunnels(name, packets, command, capture, keys)
    if report != command_report(command, capture, keys):
        complaints.append("%s: the report is not the command's text:\n%s" % (name, report))
    return complaints, sum(wanted.values()), sum(one.values()), len(tunnels_of(packets))


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


def stands_alone(command, run):
    """Does the command say of the capture what it would not say of it and others in one?"""
    return any(record["type"] == "capture" and (record["findings"] or record["problems"])
               for record in records(command, *run[1:]))


def merged(command, wanted, folder):
    """The runs, of which up to MERGED are one; of those with keys, and of those without."""
    alone = [run for run in wanted if stands_alone(command, run)]
    for with_keys in True, False:
        rest = [run for run in wanted if run not in alone and bool(run[2]) == with_keys]
        for at in range(0, len(rest), MERGED):
            group = rest[at:at + MERGED]
            path = os.path.join(folder, "%d%s.pcapng" % (at, "" if with_keys else "-without-keys"))
            subprocess.run(["mergecap", "-w", path, *(capture for _, capture, _ in group)], check=True)
            yield ", ".join(label for label, *_ in group), path, tuple(keys for *_, keys in group) if with_keys else None
    yield from alone


def main():
    command, module, suite, *option = sys.argv[1:]
    wanted = list(runs(suite))
    if not wanted:
        skip("no captures in " + suite)
    folder = tempfile.TemporaryDirectory()
    os.chmod(folder.name, 0o755)
    if option != ["--each"]:
        if not shutil.which("mergecap"):
            skip("no mergecap")
        wanted = list(merged(command, wanted, folder.name))
    with folder, Wireshark(module) as wireshark, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        results = list(workers.map(lambda run: compare(wireshark, command, *run), wanted))
    complaints = [complaint for more, *_ in results for complaint in more]
    found, early, tunnels = (sum(result[index] for result in results) for index in (1, 2, 3))
    print("\n".join(complaints))
    print("%s: %d runs, %d findings of the command, %d of them in a single pass, %d tunnels, %d differences"
          % (suite, len(wanted), found, early, tunnels, len(complaints)))
    assert found > 0 and early > 0 and tunnels > 0, "nothing was compared"
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
