# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds our decoding of the lab's captures against what the lab's own decoder says of every message (truth.json).

usage: against_truth.py COMMAND
"""
import ipaddress
import json
import sys

import cases
import compare
import exceptions
import model
import ours

PAYLOADS = {"CERT-REQ": "CERTREQ", "ATTR": "ATTRIBUTES"}
ID_TYPES = {"IPV4_ADDR": 1, "FQDN": 2, "USER_FQDN": 3, "IPV4_ADDR_SUBNET": 4, "IPV6_ADDR": 5, "IPV6_ADDR_SUBNET": 6,
            "IPV4_ADDR_RANGE": 7, "IPV6_ADDR_RANGE": 8, "DER_ASN1_DN": 9, "KEY_ID": 11}
GROUPS = {"MODP-768": 1, "MODP-1024": 2, "MODP-1536": 5, "MODP-2048": 14, "MODP-3072": 15, "MODP-4096": 16,
          "ECP-256": 19, "ECP-384": 20, "ECP-521": 21}
MODES = {"udp-encap-tunnel": "udp-tunnel", "udp-encap-transport": "udp-transport"}

# What the truth calls a value of a transform, what we do, and how the one becomes the other.
TRANSFORM = {"number": ("number", int), "id": ("id", int), "enc": ("encryption", str), "hash": ("hash", str),
             "auth": ("authentication", str), "key_bits": ("key_bits", int), "life_seconds": ("life_seconds", int),
             "integ": ("integrity", str), "mode": ("mode", lambda mode: MODES.get(mode, mode)),
             "group": ("group", GROUPS.get), "pfs_group": ("pfs_group", GROUPS.get)}


def identity_octets(kind, value):
    """The identification data on the wire, in hex, of what the truth writes as text."""
    if kind.endswith("_RANGE"):
        return "".join(ipaddress.ip_address(end).packed.hex() for end in value.split("-"))
    if kind.endswith("_SUBNET"):
        network = ipaddress.ip_network(value)
        return (network.network_address.packed + network.netmask.packed).hex()
    if kind.endswith("_ADDR"):
        return ipaddress.ip_address(value).packed.hex()
    return value if kind in ("DER_ASN1_DN", "KEY_ID") else value.encode().hex()


def true_values(payload):
    """What the truth says of a payload, in our words."""
    if "proposals" in payload:
        return {"proposals": [{**{key: proposal[key] for key in ("number", "protocol", "spi")},
                               "count": len(proposal["transforms"]),
                               "transforms": [{name: convert(transform[key]) for key, (name, convert)
                                               in TRANSFORM.items() if key in transform}
                                              for transform in proposal["transforms"]]}
                              for proposal in payload["proposals"]], "count": len(payload["proposals"])}
    if "id" in payload:
        identity = payload["id"]
        return {"id_type": ID_TYPES[identity["type"]], "protocol": identity["protocol"], "port": identity["port"],
                "data": identity_octets(identity["type"], identity["value"])}
    if "notify" in payload:
        return {"number": payload["notify"], "protocol": {1: "ISAKMP", 3: "ESP"}[payload["protocol"]],
                "spi": payload["spi"], "data": payload["data"]}
    if "spis" in payload:
        return {"protocol": payload["protocol"], "spis": payload["spis"]}
    if "fragment" in payload:
        return {"id": payload["fragment_id"], "number": payload["fragment"], "last": bool(payload["last"])}
    if "vid" in payload:
        return {"data": payload["vid"]}
    if "cfg" in payload:
        return {"config_type": payload["cfg"], "identifier": payload["cfg_id"], "count": len(payload["attrs"])}
    return {"octets": payload["bytes"]} if "bytes" in payload else {}


def own_values(payload):
    """The same of ours; more keys than the truth knows do no harm."""
    values = {key: "" if value is None else value for key, value in payload.items()}
    values["octets"] = len(payload["data"]) // 2 if payload.get("data") else 0
    if "id_type" in payload:
        values["id_type"] = payload["id_type_number"]
    for name in ("proposals", "attributes"):
        if name in payload:
            values["count"] = len(payload[name])
    if "proposals" in payload:
        values["proposals"] = [{**proposal, "spi": proposal["spi"] or "", "count": len(proposal["transforms"])}
                               for proposal in payload["proposals"]]
    return values


def truth_message(entry):
    header = {"initiator_cookie": entry["icookie"], "responder_cookie": entry["rcookie"],
              "message_id": entry["msgid"], "exchange": entry["exchange"], "length": entry["length"],
              "encrypted": entry["encrypted"], "duplicate_of": entry.get("retransmission_of")}
    payloads = entry.get("payloads")
    if payloads is not None:
        header["payloads"] = " ".join(PAYLOADS.get(payload["payload"], payload["payload"]) for payload in payloads)
    state = model.OPENED if entry["encrypted"] and payloads else model.CLEAR
    message = model.message(entry["frame"], state, header, [true_values(payload) for payload in payloads or ()])
    message.truth = entry
    return message


def own_message(record):
    header = {key: record[key] for key in ("initiator_cookie", "responder_cookie", "message_id", "exchange", "length",
                                           "duplicate_of")}
    header["encrypted"] = bool(record["flags"] & model.ENCRYPTED_FLAG)
    header["payloads"] = " ".join(payload["type"] for payload in record["payloads"])
    state = ours.STATES[record["decryption"]] if header["encrypted"] else model.CLEAR
    return model.message(record["frame"], state, header, [own_values(payload) for payload in record["payloads"]])


def compare_message(tally, case, own, truth):
    tally.messages += 1
    if truth.state == model.OPENED and own.state == model.OPAQUE:
        tally.meet(compare.Difference(case, truth, "state", own.state, truth.state))
        return
    tally.decrypted += truth.state == model.OPENED
    for path in truth.fields:
        tally.fields += 1
        if own.fields.get(path, compare.MISSING) != truth[path]:
            tally.meet(compare.Difference(case, truth, path, own.fields.get(path, compare.MISSING), truth[path]))


def compare_case(tally, case, own, entries):
    tally.cases.append(case)
    own = compare.by_frame(own)
    truths = [truth_message(entry) for entry in entries if "icookie" in entry]
    for truth in truths:
        if own[truth.frame]:
            compare_message(tally, case, own[truth.frame].pop(0), truth)
        else:
            tally.meet(compare.Difference(case, truth, "message", compare.MISSING, "read"))
    for message in (message for messages in own.values() for message in messages):
        tally.meet(compare.Difference(case, message, "message", "read", compare.MISSING))


def main():
    chosen = cases.lab_cases()
    if not chosen:
        print("no reference captures here")
        return 77
    tally = compare.Tally("truth", exceptions.truth_exceptions())
    for case in chosen:
        truth = json.loads((case.capture.parent / "truth.json").read_text())
        records = ours.run(sys.argv[1], case.capture, case.key_text)
        compare_case(tally, case.name.replace("lab-cases", "truth"),
                     [own_message(record) for record in records if record["type"] == "message"], truth["messages"])
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
