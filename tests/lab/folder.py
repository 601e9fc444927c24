# SPDX-License-Identifier: GPL-2.0-or-later
"""One folder of captures/: its expected.json, its keyring, its files. captures/README.md describes them."""
import ipaddress
import json
import os
import shutil

from configs import config_files

CAPTURES = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "captures"))


def proxies(initiator, responder):
    return {"initiator": str(ipaddress.ip_network(initiator)), "responder": str(ipaddress.ip_network(responder))}


def wire_address(scenario, who):
    """The address of that side in the capture."""
    side = getattr(scenario, who)
    return side.address if scenario.captured_at == who else side.outside()


def quick_mode(scenario, attempt, message_id):
    side = getattr(scenario, attempt.by)
    offer = attempt.esp or side.esp
    entry = {"message_id": message_id, "initiator": wire_address(scenario, attempt.by), "outcome": attempt.outcome,
             "notify": attempt.notify, "ended": attempt.ended, "decryption": "verified", "offer": [offer],
             "choice": offer if attempt.outcome in ("established", "incomplete") else None,
             "proxies": proxies(*attempt.networks(side)),
             "proxies_answered": proxies(*attempt.answered) if attempt.answered else None,
             "service": side.service or None, "pfs_group": side.pfs or None, "esp_packets": attempt.esp_packets,
             "cause": list(attempt.cause), "cause_position": attempt.position,
             "certain_allowed": list(attempt.certain)}
    if not scenario.dh_secret:
        entry.update(decryption="no-key", offer=None, choice=None, proxies=None, service=None, pfs_group=None)
    if scenario.skip:
        entry["decryption"] = "partial"
    return entry


def phase1(scenario, who, initiator_cookie):
    return {"initiator": None if scenario.skip else wire_address(scenario, who), "initiator_cookie": initiator_cookie,
            "outcome": scenario.phase1 if isinstance(scenario.phase1, str) else list(scenario.phase1),
            "decryption": scenario.phase1_decryption, "notify": scenario.phase1_notify}


def expectation(scenario, cookies, message_ids):
    """expected.json; COOKIES are the initiator cookies in capture order, MESSAGE_IDS those of the attempts."""
    certain = sorted({rule for attempt in scenario.attempts for rule in attempt.certain}
                     | set(scenario.phase1_certain))
    who = [w for w in scenario.initiators if getattr(scenario, w).version == 1] or ["initiator"] * len(cookies)
    return {"phase1": [phase1(scenario, *pair) for pair in zip(who, cookies, strict=True)],
            "phase2": [quick_mode(scenario, *pair) for pair in zip(scenario.attempts, message_ids)],
            "phase1_cause": list(scenario.phase1_cause), "phase1_cause_position": scenario.phase1_position,
            "certain_allowed": certain, "exit": scenario.exit}


def keyring(scenario, origin, secrets):
    """SECRETS: selector (cookie, or cookie/message ID) -> (kind, value)"""
    lines = ["# Test keys of a lab, worth nothing anywhere else.", f"# {scenario.name}: {origin}", ""]
    first, second = scenario.initiator, scenario.responder
    if "psk" in (first.auth, second.auth):
        for key in dict.fromkeys((first.psk, second.psk)):
            lines.append(f'{wire_address(scenario, "initiator")} {second.address} : PSK "{key}"')
    lines += [f"{selector} : {kind} 0x{value.hex()}" for selector, (kind, value) in secrets.items()]
    return "\n".join(lines) + "\n"


def create(scenario, provenance, keys, expected):
    """Everything but the capture; returns the folder's path."""
    folder = os.path.join(CAPTURES, scenario.name)
    shutil.rmtree(folder, ignore_errors=True)
    files = {"README": f"{provenance} Wrong: {scenario.wrong}.\n", "keys": keys,
             "expected.json": json.dumps(expected, indent=1) + "\n"}
    for who in ("initiator", "responder"):
        os.makedirs(os.path.join(folder, who))
        files.update({f"{who}/{name}": text for name, text in config_files(getattr(scenario, who), who).items()})
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)
    return folder
