#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`-f ios` of every shipped capture, read by TextFSM, another program's reader of such output, with templates that take
no line they do not know: SAs, networks, SPIs, counters and transforms are those of the JSON of the same capture."""
import ipaddress
import json
import os
import pathlib
import subprocess
import sys

import ios_pages

sys.path.append("/usr/lib/python3/dist-packages")  # where the distribution has it, whichever Python this is
try:
    from textfsm import TextFSM, TextFSMError
except ImportError:
    print("TextFSM (python3-textfsm) is not installed")
    sys.exit(77)

HERE = pathlib.Path(__file__).parent
SOURCE = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", HERE.parents[1]))
TEMPLATES = {
    "show crypto isakmp sa": "isakmp_sa",
    "show crypto isakmp sa detail": "isakmp_sa_detail",
    "show crypto ipsec sa": "ipsec_sa",
    "show crypto engine connections active": "engine",
    "show crypto ipsec transform-set": "transform_set",
    "show crypto map": "crypto_map",
    "debug crypto ipsec": "debug",
}
faults = []


def parse(command, lines):
    with open(HERE / "textfsm" / (TEMPLATES[command] + ".textfsm")) as file:
        reader = TextFSM(file)
    rows = reader.ParseText("\n".join(lines) + "\n")
    return [dict(zip(reader.header, row)) for row in rows]


def expect(what, found, expected):
    if found != expected:
        faults.append(f"{what}: {found!r}, the JSON has {expected!r}")


def ident(proxy):
    """"192.168.1.0/255.255.255.0/0/0" of a proxy in JSON; None of what is no prefix."""
    if proxy is None:
        return "unknown/unknown/unknown/unknown"
    if "/" not in proxy["value"]:
        return None
    network = ipaddress.ip_network(proxy["value"])
    mask = network.netmask if network.version == 4 else network.prefixlen
    return f"{network.network_address}/{mask}/{proxy['protocol']}/{proxy['port']}".upper()


def idents(quick, router):
    """Of a router: (local, remote) that it has, as far as a Quick Mode shows it; None: it does not."""
    up = quick["outcome"] == "established"
    if quick["initiator"]["address"] != router and not up:
        return None
    answered = quick["proxies_answered"] if up else None
    proxies = answered or quick["proxies"] or {"initiator": None, "responder": None}
    ends = [ident(proxies["initiator"]), ident(proxies["responder"])]
    return tuple(ends if quick["initiator"]["address"] == router else ends[::-1])


def spi(text):
    return f"0x{int(text, 16):X}"


def peer_of(record, router):
    ends = (record["initiator"]["address"], record["responder"]["address"])
    return None if router not in ends else ends[1] if ends[0] == router else ends[0]


def counted(quick, router, outbound):
    """AH and ESP of one bundle are one packet."""
    sums = {}
    for sa in quick["sas"]:
        if (sa["source"] == router or sa["destination"] == peer_of(quick, router)) == outbound:
            sums[sa["protocol"]] = sums.get(sa["protocol"], 0) + sa["packets"]
    return max(sums.values(), default=0)


def check_pair(name, router, row, quicks, esp):
    """One block of show crypto ipsec sa against the Quick Modes of the same networks."""
    own = [quick for quick in quicks if peer_of(quick, router) and peer_of(quick, router).upper() == row["PEER"] and
           idents(quick, router) == (row["LOCAL_IDENT"], row["REMOTE_IDENT"])]
    up = [quick for quick in own if quick["outcome"] == "established"]
    live = [quick for quick in up if quick["ended"] is None]
    for column, outbound, protocol in (("IN_ESP", False, "ESP"), ("OUT_ESP", True, "ESP"), ("IN_AH", False, "AH"),
                                       ("OUT_AH", True, "AH")):
        expected = sorted(spi(sa["spi"]) for quick in live for sa in quick["sas"] if sa["protocol"] == protocol and
                          (sa["source"] == router or sa["destination"] == peer_of(quick, router)) == outbound)
        expect(f"{name} {column}", sorted(row[column]), expected)
    for column, outbound in (("ENCAPS", True), ("DECAPS", False)):
        known = up and esp
        expect(f"{name} {column}", row[column],
               str(sum(counted(quick, router, outbound) for quick in up)) if known else "unknown")
    undecided = [quick for quick in quicks if quick["outcome"] == "incomplete" and peer_of(quick, router) and
                 peer_of(quick, router).upper() == row["PEER"]]
    if not live and not undecided:
        expect(f"{name} spi", row["OUTBOUND_SPI"], "0x0")
    elif not live and any(quick in own for quick in undecided):
        expect(f"{name} spi", row["OUTBOUND_SPI"], "unknown")
    elif row["OUT_ESP"] and not row["OUT_AH"]:
        expect(f"{name} spi", row["OUTBOUND_SPI"] in row["OUT_ESP"], True)
    chosen = [quick["choice"] for quick in live if quick["choice"]]
    words = {transform["ios"] for choice in chosen for proposal in choice if proposal["protocol"] == "ESP"
             for transform in proposal["transforms"] if transform["ios"]}
    shown = {word.replace("esp-aes 256", "esp-256-aes").replace("esp-aes 192", "esp-192-aes") for word in words}
    if words and len(chosen) == len(live):
        expect(f"{name} transform", set(row["TRANSFORM"]) - {"unknown"}, shown)
    if len(live) == 1 and chosen:
        group = chosen[0][0]["transforms"][0]["pfs_group"]
        if row["PFS"]:
            expect(f"{name} PFS", (row["PFS"], row["GROUP"]), ("N", "none") if group is None else ("Y", f"group{group}"))
    return bool(own)


def check_isakmp(name, router, rows, records):
    """Every SA that has not ended is listed, by responder and initiator, in its state; nothing that never was."""
    own = [record for record in records if peer_of(record, router)]
    key = lambda record: (record["responder"]["address"].upper(), record["initiator"]["address"].upper())
    listed = [(row["DST"], row["SRC"], row["STATE"]) for row in rows if row["STATUS"] == "ACTIVE"]
    for record in own:
        deleted = any(one["protocol"] == "ISAKMP" for one in record["deletes"])
        if record["outcome"] == "established" and record["ended"] is None and not deleted:
            expect(f"{name} {key(record)}", (*key(record), record["ios_state"] or "unknown") in listed, True)
    known = {key(record) for record in own}
    expect(f"{name} rows of nobody", [row for row in rows if (row["DST"], row["SRC"]) not in known], [])
    for row in rows:
        expect(f"{name} conn-id", row["CONN_ID"], "unknown")


def check_debug(name, router, rows, quicks):
    """A request for each suite that it offered; two SAs, or as many as there are, for each that came up."""
    own = [quick for quick in quicks if peer_of(quick, router)]
    created = sorted(row["SPI"] for row in rows if row["SPI"])
    expect(f"{name} created", created,
           sorted(spi(sa["spi"]) for quick in own if quick["outcome"] == "established" for sa in quick["sas"]))
    for row in rows:
        if row["DIRECTION"] == "INBOUND":
            expect(f"{name} lifedur", (row["SECONDS"], row["KILOBYTES"]), ("0s", "0kb"))
    asked = {(transform["ios"], row_life) for quick in own if quick["initiator"]["address"] == router
             for proposal in quick["offer"] or [] if proposal["protocol"] == "ESP" for transform in proposal["transforms"]
             for row_life in [str(transform["life_seconds"]) + "s" if transform["life_seconds"] else "unknown"]
             if transform["ios"]}
    printed = {(row["TRANSFORM"], row["SECONDS"]) for row in rows
               if row["DIRECTION"] == "OUTBOUND" and row["PROTOCOL"] == "ESP" and row["TRANSFORM"] != "unknown"}
    expect(f"{name} asked", printed <= asked, True)
    expect(f"{name} asked all", bool(printed), bool(asked))


def run(command, *arguments):
    done = subprocess.run([command, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode > 1:
        faults.append(f"{arguments}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode()


def check(command, path, options):
    keys = path.parent / "keys"
    arguments = [*options, *(["-k", keys] if keys.exists() else []), path]
    records = [json.loads(line) for line in run(command, "-f", "json", *arguments).splitlines()]
    phase1 = [record for record in records if record["type"] == "phase1"]
    quicks = [record for record in records if record["type"] == "phase2"]
    esp = any(record["esp_packets"] for record in records if record["type"] == "capture")
    told = ios_pages.pages(run(command, "-f", "ios", *arguments))
    routers = {end["address"]: end for record in phase1 for end in (record["initiator"], record["responder"])}
    expect(f"{path.parent.name} routers", set(told), {address.upper() for address in routers})
    pairs = 0
    for router in routers:
        name = f"{path.parent.name} {' '.join(options)} {router}"
        rows = {}
        for shown, lines in told[router.upper()].items():
            if shown not in TEMPLATES:
                continue
            try:
                rows[shown] = parse(shown, lines)
            except TextFSMError as error:
                faults.append(f"{name}: {shown}: {error}")
        if set(rows) != set(TEMPLATES):
            faults.append(f"{name}: no {set(TEMPLATES) - set(rows)}")
            continue
        for row in rows["show crypto ipsec sa"]:
            pairs += check_pair(name, router, row, quicks, esp)
        wanted = {idents(quick, router) for quick in quicks if peer_of(quick, router) and idents(quick, router)}
        shown = {(row["LOCAL_IDENT"], row["REMOTE_IDENT"]) for row in rows["show crypto ipsec sa"]}
        expect(f"{name} idents of nobody", shown - wanted - {("unknown/unknown/unknown/unknown",) * 2}, set())
        expect(f"{name} idents", {pair for pair in wanted if None not in pair and "unknown" not in pair[0]} - shown,
               set())
        check_isakmp(name, router, rows["show crypto isakmp sa"], phase1)
        check_debug(name, router, rows["debug crypto ipsec"], quicks)
        live = sum(len(row[column]) for row in rows["show crypto ipsec sa"]
                   for column in ("IN_ESP", "IN_AH", "OUT_ESP", "OUT_AH"))
        engine = [row for row in rows["show crypto engine connections active"] if row["TYPE"] != "IKE"]
        if "12" not in options:
            expect(f"{name} engine", len(engine), live)
    return pairs


def main():
    command = sys.argv[1]
    captures = sorted(path for path in (SOURCE / "captures").glob("*/capture.*"))
    pairs = sum(check(command, path, options) for nth, path in enumerate(captures)
                for options in ([], ["--ios-release", "12"], ["--ios-release", "17"]) if not options or nth % 4 == 0)
    if pairs < 100:
        faults.append(f"only {pairs} pairs of networks were compared")
    print("\n".join(faults[:60]))
    print(f"{len(captures)} captures, {pairs} pairs of networks, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
