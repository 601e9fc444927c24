# SPDX-License-Identifier: GPL-2.0-or-later
"""Incidents on protected tunnels (DMVPN, GRE, VTI) in our own words: the cause comes first, nothing else is certain, what
is well stays quiet, from all of their files, in either order, and with a file missing."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import Tally, run  # noqa: E402
from tunnel_incidents import incidents  # noqa: E402


# Not told yet; what is said has to be true all the same.
OPEN = {"VTI against GRE", "the first keyring wins"}


def judge(folder, files, names, text=False):
    arguments = []
    for name in names:
        path = pathlib.Path(folder) / name
        path.write_text(files[name])
        arguments += ["-c" if name.endswith(".cfg") else "-l", path]
    return run(*arguments, text=text)


def findings_of(result):
    return [(tunnel, finding) for tunnel in result.of("tunnel") for finding in tunnel["findings"]]


def loud(result):
    return [finding["rule"] for _, finding in findings_of(result)
            if finding["severity"] != "note" and finding["likelihood"] != "possible"]


def certain(result):
    return {finding["rule"] for _, finding in findings_of(result)
            if finding["likelihood"] == "certain" and finding["severity"] != "note"}


def between(tunnel, addresses):
    return not addresses or set(addresses) <= {tunnel["a"]["address"], tunnel["b"]["address"]}


def check(tally, incident, what, result, whole):
    tunnels = result.of("tunnel")
    tally.expect(result.status in (0, 1, 2), f"{what}: exit {result.status}: {result.errors[:300]}")
    tally.expect(certain(result) <= incident.rules, f"{what}: certain {certain(result)}")
    if not incident.rules:
        tally.expect(not loud(result), f"{what}: {loud(result)} on what is well")
    if incident.down and any("up" == tunnel["state"] for tunnel in tunnels if between(tunnel, incident.ends)):
        tally.expect(False, f"{what}: it is up")
    if not whole or incident.name in OPEN:
        return
    tally.expect(tunnels, f"{what}: no tunnel")
    own = [tunnel for tunnel in tunnels if between(tunnel, incident.ends)]
    if incident.rules:
        firsts = [tunnel["findings"][0] for tunnel in own if tunnel["findings"]]
        tally.expect(any(first["rule"] in incident.rules and first["likelihood"] in incident.sure for first in firsts),
                     f"{what}: {[(first['rule'], first['likelihood']) for first in firsts]}, true is {incident.rules}")
        others = {finding["rule"] for tunnel in tunnels if tunnel not in own for finding in tunnel["findings"]
                  if finding["likelihood"] != "possible" and finding["severity"] != "note"}
        tally.expect(not others, f"{what}: {others} on other tunnels")
    if incident.state:
        tally.expect({tunnel["state"] for tunnel in own} <= incident.state, f"{what}: {[(t['state']) for t in own]}")
    if incident.line:
        told = [(pathlib.Path(line["file"]).name, line["text"].strip()) for _, finding in findings_of(result)
                for line in finding["suspect_lines"]]
        tally.expect(any(incident.line[0] == name and incident.line[1] in text for name, text in told),
                     f"{what}: {incident.line} is not among {told}")


def gist(result):
    """What does not depend on who is A."""
    return sorted((tunnel["state"], sorted(tunnel["causes"]), tunnel["likelihood"] or "") for tunnel in result.of("tunnel"))


def main():
    tally = Tally("incidents on tunnels")
    with tempfile.TemporaryDirectory() as folder:
        for incident in incidents():
            tally.case(incident.name)
            names = list(incident.files)
            whole, swapped = (judge(folder, incident.files, order) for order in (names, names[::-1]))
            check(tally, incident, "whole", whole, True)
            check(tally, incident, "swapped", swapped, True)
            tally.expect(gist(whole) == gist(swapped), f"{gist(whole)}, and swapped {gist(swapped)}")
            for gone in names if len(names) > 1 else ():
                check(tally, incident, f"without {gone}",
                      judge(folder, incident.files, [name for name in names if name != gone]), False)
    tally.close()


if __name__ == "__main__":
    main()
