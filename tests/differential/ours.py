# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture as iketriage reads it: the message records of its JSON output."""
import json
import os
import subprocess

import model

EXCHANGES = {"base": 1, "main": 2, "authentication-only": 3, "aggressive": 4, "informational": 5, "transaction": 6,
             "quick": 32, "new-group": 33}
PROTOCOLS = {"ISAKMP": 1, "AH": 2, "ESP": 3, "IPCOMP": 4}
CONFIG_TYPES = {"REQUEST": 1, "REPLY": 2, "SET": 3, "ACK": 4}
STATES = {"cleartext": model.CLEAR, "verified": model.OPENED, "decrypted": model.OPENED, "partial": model.PARTIAL,
          "no-key": model.OPAQUE, "bad-key": model.OPAQUE}
HIDDEN = "hidden"

# Payloads that are one value: KE, HASH, SIG, NONCE, VID, NAT-D and its numbers in drafts.
PLAIN = {4, 8, 9, 10, 13, 15, 20, 130}


def value_of(names, word):
    """The number of a word; a number that has no name stands in its place as text."""
    return names[word] if word in names else int(word)


def octets(object_, key):
    if object_.get("hidden"):
        return HIDDEN
    return object_[key] or ""


def attributes(objects):
    return [{"type": attribute["type_number"], "offset": attribute["offset"], "data": octets(attribute, "data")}
            for attribute in objects]


def proposals(objects):
    return [{"number": proposal["number"], "protocol": value_of(PROTOCOLS, proposal["protocol"]),
             "declared_transforms": proposal["declared_transforms"], "spi": proposal["spi"] or "",
             "offset": proposal["offset"],
             "transforms": [{"number": transform["number"], "id": transform["id"], "offset": transform["offset"],
                             "attributes": attributes(transform["attributes"])}
                            for transform in proposal["transforms"]]}
            for proposal in objects]


def body(payload):
    if "proposals" in payload:
        return {"doi": payload["doi"], "situation": payload["situation"], "proposals": proposals(payload["proposals"])}
    if "id_type" in payload:
        return {"id_type": payload["id_type_number"], "protocol": payload["protocol"], "port": payload["port"],
                "data": payload["data"] or ""}
    if "notify_type" in payload:
        return {"doi": payload["doi"], "protocol": value_of(PROTOCOLS, payload["protocol"]),
                "number": payload["number"], "spi": payload["spi"] or "", "data": payload["data"] or ""}
    if "spis" in payload:
        return {"doi": payload["doi"], "protocol": value_of(PROTOCOLS, payload["protocol"]),
                "spi_size": payload["spi_size"], "declared_spis": payload["declared_spis"],
                "spis": payload["spis"] or []}
    if "config_type" in payload:
        return {"config_type": value_of(CONFIG_TYPES, payload["config_type"]), "identifier": payload["identifier"],
                "attributes": [{"type": attribute["type_number"], "data": octets(attribute, "data")}
                               for attribute in payload["attributes"]]}
    if "encoding" in payload or "id" in payload:
        return {}
    return {"data": octets(payload, "data")} if payload["type_number"] in PLAIN else {}


def read_message(record):
    header = {key: record[key] for key in ("initiator_cookie", "responder_cookie", "message_id", "flags", "length")}
    header["exchange"] = value_of(EXCHANGES, record["exchange"])
    payloads = [{"type": payload["type_number"], "offset": payload["offset"], "length": payload["length"],
                 **body(payload)} for payload in record["payloads"]]
    # A clear message whose HASH was checked is "verified", but nothing was decrypted.
    state = STATES[record["decryption"]] if header["flags"] & model.ENCRYPTED_FLAG else model.CLEAR
    message = model.message(record["frame"], state, header, payloads)
    message.record = record
    return message


def run(command, capture, key_text=None):
    """Records of a capture; key_text: a key file's content, handed over by a pipe."""
    arguments = [command, "-f", "json", "--messages"]
    pipes = ()
    if key_text:
        read_end, write_end = os.pipe()
        os.write(write_end, key_text.encode())
        os.close(write_end)
        pipes = (read_end,)
        arguments += ["--keys", f"/dev/fd/{read_end}"]
    process = subprocess.run([*arguments, str(capture)], capture_output=True, pass_fds=pipes,
                             stdin=subprocess.DEVNULL, check=False)
    for end in pipes:
        os.close(end)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{capture}: iketriage ended with {process.returncode}: {process.stderr.decode()}")
    return [json.loads(line) for line in process.stdout.decode().splitlines()]


def read(command, capture, key_text=None):
    return [read_message(record) for record in run(command, capture, key_text) if record["type"] == "message"]
