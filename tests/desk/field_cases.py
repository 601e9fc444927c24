# SPDX-License-Identifier: GPL-2.0-or-later
"""Public incidents whose cause was confirmed by who had the routers, from their files alone: configurations without
their logs, and with them. The tally is printed; what it holds to is at its end.

    field_cases.py COMMAND
"""
import ipaddress
import json
import os
import pathlib
import re
import sys
import tempfile

from desk import Tally, judge_files, told

SHARED = pathlib.Path(os.environ.get("IKT_SHARED_DIR", pathlib.Path(__file__).resolve().parents[3] / "shared"))
FOLDER = SHARED / "field-cases"
# Causes that configurations alone cannot show: logs do, or nothing.
NEEDS_LOGS = {"25", "39", "45", "48", "49", "50"}
# A tunnel that recovered, and a refusal that names no cause: no cause is named, and what is found says so.
NO_CAUSE = {"25", "39"}


class Incident:
    def __init__(self, folder):
        self.folder, self.number = folder, folder.name[:2]
        truth = json.loads((folder / "truth.json").read_text())
        self.root = truth["root_cause"].split(" ")[0]
        self.right = {self.root, *truth["also_acceptable"]} - {"none"}
        self.control = self.root == "none"
        self.at_fault = [(one["file"], one["line"]) for one in truth["at_fault"]
                         if one["line"] and one["file"].endswith(".cfg")]
        self.configs = sorted(folder.glob("r*.cfg"))
        self.logs = sorted([*folder.glob("*.log"), *folder.glob("show-*.txt")])


def arguments(configs, logs):
    return [part for kind, files in (("-c", configs), ("-l", logs)) for file in files for part in (kind, file)]


def first_cause(result):
    """Of the tunnel between the two, that is the worst one: whose cause is known comes first."""
    order = sorted(result.tunnels, key=lambda one: (one["cause"] is None, one["number"]))
    return order[0] if order else None


def certain_rules(result):
    return {finding["rule"] for tunnel in result.tunnels for finding in tunnel["findings"]
            if finding["likelihood"] == "certain" and finding["severity"] != "note"}


def has_fault(finding, fault):
    file, text = fault
    text = re.sub(r"(crypto isakmp key )\S+", r"\1<hidden>", text)
    return any(pathlib.Path(line["file"]).name == file and line["text"].strip() == text.strip()
               for line in finding["suspect_lines"])


def check(tally, incident, what, configs, logs, lines=True):
    """Is the right cause first?"""
    result = judge_files(*arguments(configs, logs))
    name = f"{incident.folder.name}, {what}"
    tally.expect(result.status < 2, f"{name}: exit {result.status}: {result.errors}")
    # what holds together with a cause that is listed is no cause of another kind
    family = {rule for rule in certain_rules(result) if not any(
        rule[:3] == right[:3] and rule[:3] in ("ts-", "acl") for right in incident.right)}
    tally.expect(family <= incident.right, f"{name}: certain {family}, true is {incident.right}")
    if incident.control:
        errors = [f["rule"] for one in result.tunnels for f in one["findings"] if f["severity"] == "error"]
        tally.expect(result.status == 0 and not errors, f"{name}: exit {result.status}, {errors}")
        return False
    tunnel = first_cause(result)
    if incident.number in NO_CAUSE and logs:
        rules = [f["rule"] for f in tunnel["findings"]]
        tally.expect(tunnel["cause"] is None and set(rules) & incident.right, f"{name}: {told(tunnel)}")
        return rules[:1] and rules[0] in incident.right
    right = bool(tunnel) and tunnel["cause"] in incident.right
    if right and lines:
        finding = next(f for f in tunnel["findings"] if f["rule"] == tunnel["cause"])
        for fault in incident.at_fault:
            tally.expect(has_fault(finding, fault), f"{name}: {fault} is not among {finding['suspect_lines']}")
    if not right:
        print(f"not first: {name}: {told(tunnel) if tunnel else None}")
    return right


def other_addresses(text):
    """Addresses of documentation for others; the mapping keeps prefixes."""
    def moved(match):
        try:
            number = int(ipaddress.ip_address(match.group(0)))
        except ValueError:
            return match.group(0)
        first = number >> 24
        if first in (0, 255) or match.group(0).startswith("255."):
            return match.group(0)
        return str(ipaddress.ip_address(number ^ 0x00540000)) if first in (192, 198, 203) else match.group(0)
    return re.sub(r"\b\d+\.\d+\.\d+\.\d+\b", moved, text)


def other_names(text):
    for name in ("cm_wan", "Doc-Map", "P-WAN", "T256", "tset1", "docset", "docprofil", "SEL-GRE", "ACL-CRY", "VPN", "CM"):
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", f"x{name}9", text)
    return text


def other_order(text):
    """Interfaces and routes before what names them: IOS takes any order."""
    blocks = re.split(r"(?m)^(?=\S)", text)
    first = [block for block in blocks if block.startswith(("interface", "ip route", "hostname", "version"))]
    return "".join(first + [block for block in blocks if block not in first])


def check_variants(tally, incident):
    """The same with other addresses, names, or another order: the same cause."""
    with tempfile.TemporaryDirectory() as folder:
        for what, change in (("other addresses", other_addresses), ("other names", other_names),
                             ("another order", other_order)):
            files = []
            for config in incident.configs:
                path = pathlib.Path(folder) / config.name
                path.write_text(change(config.read_text()))
                files.append(path)
            right = check(tally, incident, what, files, [], lines=False)
            tally.expect(right or incident.control, f"{incident.folder.name}, {what}: another cause")


def main():
    if not FOLDER.is_dir():
        print(f"{FOLDER}: not there")
        return 77
    tally = Tally()
    incidents = [Incident(folder) for folder in sorted(FOLDER.iterdir()) if (folder / "truth.json").exists()]
    alone = all_files = 0
    for incident in incidents:
        if incident.configs and incident.number not in NEEDS_LOGS:
            right = check(tally, incident, "configurations", incident.configs, [])
            swapped = check(tally, incident, "swapped", incident.configs[::-1], [])
            tally.expect(incident.control or (right and swapped), f"{incident.folder.name}: configurations, {right}, {swapped}")
            alone += right
            check_variants(tally, incident)
            for config in incident.configs:  # one of them says less, and nothing else for certain
                check(tally, incident, f"{config.name} alone", [config], [], lines=False)
        all_files += check(tally, incident, "all files", incident.configs, incident.logs)
    causes = sum(not incident.control for incident in incidents)
    print(f"root cause first: {alone} by configurations alone, {all_files} of {causes} by all files")
    tally.expect(alone >= 12 and all_files >= causes - 2, "the tally has fallen")
    return tally.end(f"{len(incidents)} incidents")


if __name__ == "__main__":
    sys.exit(main())
