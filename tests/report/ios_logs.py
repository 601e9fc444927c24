#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`-f ios` of every shipped capture, read by our own reader of routers' logs (documents_log_dump prints its events): what
it finds is what the JSON of the same capture has, and a verdict by -l on it is none that the capture refutes. COMMAND
DUMP"""
import ipaddress
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
EVENT = re.compile(r"^\d+ (?P<kind>[\w-]+)(?P<rest>.*)$")
FIELD = re.compile(r'(\w+)=("[^"]*"|\S+)|\b(\w+)\b')
faults = []


def events(dump, text):
    """[(kind, {field: value})]; a bare word is a field that is True. encaps comes twice: mode first, packets last."""
    with tempfile.NamedTemporaryFile("w", suffix=".log") as file:
        file.write(text)
        file.flush()
        out = subprocess.run([dump, file.name], stdout=subprocess.PIPE, check=True).stdout.decode()
    for line in out.splitlines()[1:]:
        match = EVENT.match(line)
        fields = {}
        for name, value, word in FIELD.findall(match["rest"]):
            fields.setdefault(name or word, []).append(value.strip('"') if name else True)
        yield match["kind"], {name: values[-1] for name, values in fields.items()}


def network(proxy):
    """"192.168.1.0-192.168.1.255/0/0", as the dump has one; None: it has none."""
    if not proxy or "/" not in proxy["value"]:
        return None
    one = ipaddress.ip_network(proxy["value"])
    return f"{one[0]}-{one[-1]}/{proxy['protocol']}/{proxy['port']}"


def expect(what, found, expected):
    if found != expected:
        faults.append(f"{what}: {found!r}, the JSON has {expected!r}")


def run(command, *arguments):
    return subprocess.run([command, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False).stdout.decode()


def address(event, name):
    return event.get(name, "-").rsplit(":", 1)[0].strip("[]")


def sas_of(quick, router):
    """(inbound SPIs, outbound SPIs) of one end."""
    ends = (quick["initiator"]["address"], quick["responder"]["address"])
    peer = ends[1] if ends[0] == router else ends[0]
    inbound, outbound = set(), set()
    for sa in quick["sas"]:
        (outbound if sa["source"] == router or sa["destination"] == peer else inbound).add(sa["spi"])
    return inbound, outbound


def check_router(name, router, found, phase1, quicks, esp):
    own = [quick for quick in quicks if router in (quick["initiator"]["address"], quick["responder"]["address"])]
    up = [quick for quick in own if quick["outcome"] == "established"]
    live = [quick for quick in up if quick["ended"] is None]
    shown = [event for kind, event in found if kind == "show-ipsec-sa"]
    # what stands in no section is no SA
    expect(f"{name} SAs", {event["in"] for event in shown if event.get("inbound")} <=
           {spi for quick in live for spi in sas_of(quick, router)[0]}, True)
    expect(f"{name} outbound", {event["out"] for event in shown if event.get("out", "00000000") != "00000000"} <=
           {spi for quick in live for spi in sas_of(quick, router)[1]}, True)
    with_sas = [quick for quick in live if all(sas_of(quick, router))]
    expect(f"{name} up", any(event.get("inbound") and event.get("outbound") for event in shown), bool(with_sas))
    created = sorted(event["spi"] for kind, event in found if kind == "sa-created")
    expect(f"{name} created", created,
           sorted(spi for quick in up for spis in sas_of(quick, router) for spi in spis))
    for event in shown:
        same = [quick for quick in up for ends in (sides(quick, router),)
                if ends == (event.get("local_proxy"), event.get("remote_proxy"))]
        if same and esp and event.get("local_proxy"):
            total = [sum(max((sa["packets"] for sa in quick["sas"] if sa["spi"] in sas_of(quick, router)[way]), default=0)
                         for quick in same) for way in (1, 0)]
            expect(f"{name} packets", (int(event["encaps"]), int(event["decaps"])), tuple(total))
    rows = {(address(event, "local"), address(event, "remote"), event.get("text"), event.get("other"))
            for kind, event in found if kind == "show-isakmp-sa" and event.get("name") != "detail"}
    for record in phase1:
        ends = (record["responder"]["address"], record["initiator"]["address"])
        deleted = any(one["protocol"] == "ISAKMP" for one in record["deletes"])
        if router in ends and record["outcome"] == "established" and record["ended"] is None and not deleted:
            expect(f"{name} ISAKMP SA", (*ends, record["ios_state"] or "unknown", "ACTIVE") in rows or
                   record["ios_state"] is None, True)
    asked = {(network(quick["proxies"]["initiator"]), network(quick["proxies"]["responder"])) for quick in own
             if quick["initiator"]["address"] == router and quick["proxies"]}
    requested = {(event.get("local_proxy"), event.get("remote_proxy")) for kind, event in found if kind == "request"}
    expect(f"{name} requests", {pair for pair in asked if all(pair)} <= requested, True)
    expect(f"{name} requests of nobody", {pair for pair in requested if all(pair)} <= asked, True)
    return len(shown)


def sides(quick, router):
    proxies = quick["proxies_answered"] or quick["proxies"]
    if not proxies:
        return None
    ends = (network(proxies["initiator"]), network(proxies["responder"]))
    return ends if quick["initiator"]["address"] == router else ends[::-1]


def check_verdict(command, path, told, tunnels):
    """What -l makes of the pages is no better than the capture, and as good where all of it is up."""
    with tempfile.NamedTemporaryFile("w", suffix=".log") as file:
        file.write(told)
        file.flush()
        read = [json.loads(line) for line in run(command, "-f", "json", "-l", file.name).splitlines()]
    read = [record for record in read if record["type"] == "tunnel"]
    ends = lambda record: frozenset((record["a"]["address"], record["b"]["address"]))
    for pair in {ends(tunnel) for tunnel in tunnels}:
        own = [tunnel for tunnel in tunnels if ends(tunnel) == pair]
        states = {tunnel["state"] for tunnel in own}
        found = {tunnel["state"] for tunnel in read if ends(tunnel) == pair}
        if states == {"up"} and not any(tunnel["ended"] for tunnel in own):
            expect(f"{path.parent.name} verdict", found, states)
        if states == {"down"}:
            expect(f"{path.parent.name} verdict up", "up" in found, False)
        certain = {tunnel["cause"] for tunnel in read if ends(tunnel) == pair and tunnel["likelihood"] == "certain"}
        expect(f"{path.parent.name} certain", certain <= {tunnel["cause"] for tunnel in own}, True)


def check(command, dump, path, options):
    keys = path.parent / "keys"
    arguments = [*options, *(["-k", keys] if keys.exists() else []), path]
    records = [json.loads(line) for line in run(command, "-f", "json", *arguments).splitlines()]
    phase1 = [record for record in records if record["type"] == "phase1"]
    quicks = [record for record in records if record["type"] == "phase2"]
    esp = any(record["esp_packets"] for record in records if record["type"] == "capture")
    told = run(command, "-f", "ios", *arguments)
    found = list(events(dump, told))
    check_verdict(command, path, told, [record for record in records if record["type"] == "tunnel"])
    routers = {end["address"] for record in phase1 for end in (record["initiator"], record["responder"])}
    count = 0
    for router in sorted(routers):
        of_router = [(kind, event) for kind, event in found if event.get("router", "").lower() == router]
        if not of_router:
            faults.append(f"{path.parent.name}: nothing of {router} was read")
        count += check_router(f"{path.parent.name} {' '.join(options)} {router}", router, of_router, phase1, quicks, esp)
    return count


def main():
    command, dump = sys.argv[1:3]
    captures = sorted((SOURCE / "captures").glob("*/capture.*"))
    count = sum(check(command, dump, path, options) for nth, path in enumerate(captures)
                for options in ([], ["--ios-release", "12"], ["--ios-release", "17"]) if not options or nth % 4 == 0)
    if count < 100:
        faults.append(f"only {count} pairs of networks were read")
    print("\n".join(faults[:60]))
    print(f"{len(captures)} captures, {count} pairs of networks, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
