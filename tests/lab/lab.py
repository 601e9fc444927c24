#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes and checks the captures that iketriage ships.

    lab.py list               the scenarios
    lab.py record [NAME...]   plays them between real daemons (root; see README.md)
    lab.py construct          builds those of ios_generator.py
    lab.py check [NAME...]    holds captures/ against tshark's decoding of it
"""
import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import time

import charonlog
import folder
import ios_generator
import ios_traffic
import scenarios
import scenarios_auth
import scenarios_path
import wire
from daemons import Bench, run

SCENARIOS = scenarios.SCENARIOS + scenarios_auth.SCENARIOS + scenarios_path.SCENARIOS

QM_REQUEST = r"generating QUICK_MODE request (\d+) \[ HASH SA"


def daemon_name(side, log):
    """The daemon and its version, by its own word."""
    known = re.search(r"(strongSwan [\d.]+)|Libreswan Version ([\d.]+)", log)
    if not known:
        return "ike-scan" if side.daemon == "ike-scan" else "no daemon"
    return known.group(1) or f"libreswan {known.group(2)}"


def play(scenario, bench, capture):
    if scenario.filter:
        bench.filter(bench.responder, *scenario.filter)
    bench.responder.start()
    bench.initiator.start()
    bench.capture(capture, scenario.only.format(**vars(scenario.initiator)))
    if scenario.begin == "attempts":
        for who in scenario.initiators or [a.by for a in scenario.attempts] or ["initiator"]:
            getattr(bench, who).initiate(scenario.seconds)
            time.sleep(1)
    else:
        getattr(bench, scenario.begin)()
    for action in scenario.after:
        getattr(bench, action)()
    bench.end_capture()


def prove(scenario, logs):
    for who, patterns in scenario.proof.items():
        for pattern in patterns:
            if not re.search(pattern, logs[who]):
                raise RuntimeError(f"{scenario.name}: the {who}'s log does not say '{pattern}'")


def logged_message_ids(scenario, logs):
    ids = {who: iter(dict.fromkeys(re.findall(QM_REQUEST, log))) for who, log in logs.items()}
    return [f"{int(next(ids[attempt.by])):08x}" for attempt in scenario.attempts]


def in_capture_order(entries, frames):
    order = [f"{wire.number(f, 'isakmp.messageid'):08x}" for f in frames]
    return sorted(entries, key=lambda entry: order.index(entry["message_id"]))


def quick_mode_secrets(scenario, sa, ka, capture, log):
    secrets = {}
    frames = wire.tshark(capture, [(sa.initiator_cookie, ka.hex())])
    for message_id, secret in wire.logged_pfs_secrets(log).items():
        messages = [f for f in frames if f"{wire.number(f, 'isakmp.messageid'):08x}" == message_id]
        if not wire.pfs_secret_fits(sa, wire.log_dumps(log, "SKEYID_d")[0], secret, messages, log):
            raise RuntimeError(f"{scenario.name}: the ESP keys of {message_id} are not the daemon's")
        secrets[f"{sa.initiator_cookie}/{message_id}"] = ("DH-SECRET", secret)
    return secrets


def logged_secrets(scenario, sas, capture, log):
    """(selector -> (kind, value), where they come from); Ka computed from them must be the Ka that was logged."""
    secrets = {}
    for sa in sas:
        if scenario.dh_secret and sa.has_key_exchange():
            secret = wire.logged_dh_secret(sa, log)
            ka = sa.ka(scenario.initiator.psk.encode(), secret)
            if ka not in wire.log_dumps(log, "encryption key Ka"):
                raise RuntimeError(f"{scenario.name}: Ka of {sa.initiator_cookie} is not the daemon's")
            secrets[sa.initiator_cookie] = ("KA", ka) if scenario.skip else ("DH-SECRET", secret)
            if scenario.initiator.pfs and any(a.outcome == "established" for a in scenario.attempts):
                secrets.update(quick_mode_secrets(scenario, sa, ka, capture, log))
    if not scenario.dh_secret:
        return {}, "no DH secret, on purpose"
    if not secrets:
        return {}, "no key exchange took place"
    kind = "Ka" if scenario.skip else "the DH secret g^xy"
    return secrets, f"{kind} is what the initiator's daemon logged"


def store(scenario, source, target):
    """The capture in the shape that is shipped: tcpdump writes pcap, editcap makes the others of it."""
    name = os.path.join(target, "capture.pcapng" if scenario.pcapng else "capture.pcap")
    if scenario.pcapng or scenario.skip:
        first = scenario.skip + 1
        run(["editcap", "-F", "pcapng" if scenario.pcapng else "pcap", "-r", source, name, f"{first}-9999"])
    else:
        shutil.copyfile(source, name)


def record(scenario, libreswan, keep):
    work = tempfile.mkdtemp(prefix="ikt-lab-")
    source = os.path.join(work, "capture.pcapng" if scenario.pcapng else "capture.pcap")
    try:
        with Bench(scenario, work, libreswan) as bench:
            play(scenario, bench, source)
            logs = {"initiator": bench.initiator.log(), "responder": bench.responder.log()}
        prove(scenario, logs)
        frames = wire.tshark(source)
        if scenario.overlap and not wire.quick_modes_overlap(frames):
            raise RuntimeError(f"{scenario.name}: no overlap this time")
        sas = wire.isakmp_sas(frames)
        secrets, origin = logged_secrets(scenario, sas, source, logs["initiator"])
        daemons = [daemon_name(getattr(scenario, who), log) for who, log in logs.items()]
        expected = folder.expectation(scenario, [sa.initiator_cookie for sa in sas],
                                      logged_message_ids(scenario, logs))
        expected["phase2"] = in_capture_order(expected["phase2"], frames)
        target = folder.create(
            scenario, f"Recorded by tests/lab/lab.py: initiator {daemons[0]}, responder {daemons[1]}, captured at the "
            f"{scenario.captured_at}.", folder.keyring(scenario, origin, secrets), expected)
        store(scenario, source, target)
        if scenario.log:
            with open(os.path.join(target, "charon.log"), "w", encoding="ascii") as file:
                file.write(charonlog.shipped(logs["initiator"], scenario.log))
    finally:
        if keep:
            print("kept", work)
        else:
            shutil.rmtree(work, ignore_errors=True)


def capture_of(path):
    return next(os.path.join(path, n) for n in ("capture.pcap", "capture.pcapng")
                if os.path.exists(os.path.join(path, n)))


def shipped_keys(path):
    """(preshared keys, {initiator cookie: DH secret}) of a shipped keyring"""
    with open(os.path.join(path, "keys"), encoding="ascii") as file:
        text = file.read()
    psks = [key.encode() for key in re.findall(r'^\S+ \S+ : PSK "(.*)"$', text, re.M)]
    secrets = re.findall(r"^([0-9a-f]{16}) : DH-SECRET 0x([0-9a-f]+)$", text, re.M)
    return psks, {cookie: bytes.fromhex(secret) for cookie, secret in secrets}


def check(name):
    """Every way in which expected.json of NAME differs from what tshark shows."""
    path = os.path.join(folder.CAPTURES, name)
    with open(os.path.join(path, "expected.json"), encoding="ascii") as file:
        expected = json.load(file)
    capture = capture_of(path)
    psks, secrets = shipped_keys(path)
    sas = wire.isakmp_sas(wire.tshark(capture))
    kas = [(sa.initiator_cookie, sa.ka(psks[0] if psks else b"", secrets[sa.initiator_cookie]).hex())
           for sa in sas if sa.initiator_cookie in secrets and sa.has_key_exchange() and sa.tshark_decrypts()]
    frames = [f for f in wire.tshark(capture, kas) if wire.is_ike(f)]
    wrong = []

    def same(what, ours, theirs):
        if ours != theirs:
            wrong.append(f"{name}: {what} is {ours}, tshark has {theirs}")

    same("phase 1", [(p["initiator_cookie"], p["initiator"]) for p in expected["phase1"]],
         [(sa.initiator_cookie, sa.initiator) for sa in sas])
    notifies = {int(v) for f in frames for v in f["isakmp.notify.msgtype"]}
    for phase1 in expected["phase1"]:
        if phase1.get("notify") and phase1["decryption"] == "cleartext":
            same("notify", {phase1["notify"]}, notifies)
        elif phase1.get("notify") and kas and len(psks) < 2:  # with two keys the notify is not under the first
            same("notify", True, phase1["notify"] in notifies)
    esp = wire.esp_sources(capture)
    for phase2 in expected["phase2"]:
        if phase2["esp_packets"] is not None:
            same("ESP packets", [phase2["esp_packets"]] * 2, [esp.count(a) for a in dict.fromkeys(esp)])
    quick = {}
    for frame in frames:
        if wire.number(frame, "isakmp.exchangetype") == wire.QUICK:
            quick.setdefault(f"{wire.number(frame, 'isakmp.messageid'):08x}", []).append(frame)
    same("the message IDs", [p["message_id"] for p in expected["phase2"]], list(quick))
    refusals = [f for f in frames if wire.number(f, "isakmp.exchangetype") == wire.INFORMATIONAL
                and (not kas or f["isakmp.notify.msgtype"])]
    for phase2 in expected["phase2"]:
        messages = quick.get(phase2["message_id"])
        if not messages:
            continue
        request, what = messages[0], "Quick Mode " + phase2["message_id"]
        answers = [f for f in messages if wire.source(f) != wire.source(request)]
        same(f"{what}, initiator", phase2["initiator"], wire.source(request))
        same(f"{what}, answered", phase2["outcome"] == "established" or phase2["choice"] is not None, bool(answers))
        if phase2["outcome"] == "rejected":
            refusal = refusals.pop(0) if refusals else None
            same(f"{what}, refused by", True, refusal is not None and wire.source(refusal) != wire.source(request))
            if refusal and phase2["decryption"] == "verified":
                same(f"{what}, notify", phase2["notify"], wire.number(refusal, "isakmp.notify.msgtype"))
        # what tshark guesses without the IV is worth nothing, and it does not know every cipher
        if phase2["decryption"] != "verified" or not kas:
            continue
        same(f"{what}, offer", phase2["offer"], [wire.suite(request)])
        group = wire.number(request, "isakmp.ipsec.attr.group_description")
        same(f"{what}, PFS group", phase2["pfs_group"] or 0, group)
        same(f"{what}, proxies", list(phase2["proxies"].values()), wire.proxies(request))
        same(f"{what}, service", phase2["service"], wire.service(request))
        if answers:
            same(f"{what}, choice", phase2["choice"], wire.suite(answers[0]))
            same(f"{what}, proxies of the answer", list((phase2["proxies_answered"] or phase2["proxies"]).values()),
                 wire.proxies(answers[0]))
    return wrong


def main():
    parser = argparse.ArgumentParser(description="the lab of iketriage")
    parser.add_argument("command", choices=("list", "record", "construct", "check"))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--libreswan", default="/", help="folder into which the libreswan package was unpacked")
    parser.add_argument("--keep", action="store_true", help="keep the work folders with the daemons' logs")
    arguments = parser.parse_intermixed_args()
    failed = False
    if arguments.command == "list":
        for scenario in SCENARIOS + ios_generator.SCENARIOS + ios_traffic.SCENARIOS:
            print(f"{scenario.name:30} {scenario.wrong}")
    elif arguments.command == "record":
        for scenario in SCENARIOS:
            if not arguments.names or scenario.name in arguments.names:
                print("recording", scenario.name, flush=True)
                record(scenario, arguments.libreswan, arguments.keep)
    elif arguments.command == "construct":
        for scenario in ios_generator.SCENARIOS:
            ios_generator.build(scenario)
        for scenario in ios_traffic.SCENARIOS:
            ios_traffic.build(scenario)
    else:
        for name in arguments.names or sorted(os.listdir(folder.CAPTURES)):
            if os.path.isdir(os.path.join(folder.CAPTURES, name)):
                problems = check(name)
                failed = failed or bool(problems)
                print("\n".join(problems) if problems else f"{name}: agrees")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
