# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture as tshark reads it: PDML, one message per isakmp subtree."""
import itertools
import os
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as tree

import model

HEADER_LENGTH = 28
SA, PROPOSAL, TRANSFORM, KE, ID, CERT, CERTREQ, HASH, SIG, NONCE, NOTIFY, DELETE, VID, ATTRIBUTES = range(1, 15)
NAT_D = {15, 20, 130}
NAT_OA = {21, 131}
FRAGMENT = 132

# Payloads that are one value after the generic header.
PLAIN = {KE: "isakmp.key_exchange.data", HASH: "isakmp.hash", SIG: "isakmp.sig", NONCE: "isakmp.nonce",
         VID: "isakmp.vid_bytes", **dict.fromkeys(NAT_D, "isakmp.ike.nat_hash")}


def path():
    """None where tshark, or what comes with it, is not installed."""
    return shutil.which("mergecap") and shutil.which("capinfos") and shutil.which("tshark")


def named(element, name):
    return [child for child in element if child.get("name") == name]


def first(element, name):
    found = named(element, name)
    return found[0] if found else None


def number(element, name, default=None):
    """The value of a field on the wire, not as shown."""
    field = first(element, name)
    if field is None:
        return default
    octets = field.get("unmaskedvalue") or field.get("value")
    return int(octets, 16) if octets else default


def octets_of(payload, name):
    """The bytes of a field of a payload: its own, or cut out of the payload's where tshark shows a text only."""
    field = first(payload, name)
    if field is None:
        return ""
    if field.get("value"):
        return field.get("value")
    at = int(field.get("pos")) - int(payload[0].get("pos"))
    return payload.get("value")[2 * at:2 * (at + int(field.get("size")))]


def offset(element, base):
    """Where an element begins in the message. base: the message's beginning in terms of the fields' positions, which
    inside a decrypted message count from the plaintext; those of payloads themselves do so only now and then, so that
    the first field of a payload speaks for it."""
    inner = element[0] if element.get("name") == "isakmp.typepayload" and len(element) else element
    return int(inner.get("pos")) - base


def payload_children(element, payload_type=None):
    return [child for child in named(element, "isakmp.typepayload")
            if payload_type is None or child.get("show") == str(payload_type)]


def sa_attributes(transform, base):
    attributes = []
    for attribute in [*named(transform, "isakmp.ike.attr"), *named(transform, "isakmp.ipsec.attr")]:
        prefix = attribute.get("name")
        attributes.append({"type": number(attribute, prefix + ".type") & 0x7fff,
                           "offset": offset(attribute, base),
                           "data": (first(attribute, prefix + ".value").get("value")
                                    if first(attribute, prefix + ".value") is not None else "")})
    return attributes


def sa(payload, base):
    proposals = []
    for proposal in payload_children(payload, PROPOSAL):
        transforms = [{"number": number(transform, "isakmp.trans.number"),
                       "id": number(transform, "isakmp.trans.id"),
                       "offset": offset(transform, base),
                       "attributes": sa_attributes(transform, base)}
                      for transform in payload_children(proposal, TRANSFORM)]
        proposals.append({"number": number(proposal, "isakmp.prop.number"),
                          "protocol": number(proposal, "isakmp.prop.protoid"),
                          "declared_transforms": number(proposal, "isakmp.prop.transforms"),
                          "spi": octets_of(proposal, "isakmp.spi"),
                          "offset": offset(proposal, base),
                          "transforms": transforms})
    return {"doi": number(payload, "isakmp.sa.doi"), "situation": number(payload, "isakmp.sa.situation"),
            "proposals": proposals}


def config(payload):
    attributes = []
    for attribute in named(payload, "isakmp.cfg.attr"):
        value = first(attribute, "isakmp.cfg.attr.value")
        attributes.append({"type": number(attribute, "isakmp.cfg.attr.type") & 0x7fff,
                           "data": value.get("value") if value is not None else ""})
    return {"config_type": number(payload, "isakmp.cfg.type"),
            "identifier": number(payload, "isakmp.cfg.identifier"), "attributes": attributes}


def body(payload_type, payload, base):
    if payload_type in PLAIN:
        return {"data": octets_of(payload, PLAIN[payload_type])}
    if payload_type == SA:
        return sa(payload, base)
    if payload_type == ID or payload_type in NAT_OA:
        return {"id_type": number(payload, "isakmp.id.type"), "protocol": number(payload, "isakmp.id.protoid", 0),
                "port": number(payload, "isakmp.id.port", 0), "data": octets_of(payload, "isakmp.id.data")}
    if payload_type == NOTIFY:
        return {"doi": number(payload, "isakmp.notify.doi"), "protocol": number(payload, "isakmp.notify.protoid"),
                "number": number(payload, "isakmp.notify.msgtype"), "spi": octets_of(payload, "isakmp.spi"),
                "data": octets_of(payload, "isakmp.notify.data")}
    if payload_type == DELETE:
        return {"doi": number(payload, "isakmp.delete.doi"), "protocol": number(payload, "isakmp.delete.protoid"),
                "spi_size": number(payload, "isakmp.spisize"), "declared_spis": number(payload, "isakmp.spinum"),
                "spis": [field.get("value") for field in named(payload, "isakmp.delete.spi")]}
    if payload_type == ATTRIBUTES:
        return config(payload)
    return {}


def payloads(parent, base):
    found = []
    for payload in payload_children(parent):
        payload_type = int(payload.get("show"))
        found.append({"type": payload_type, "offset": offset(payload, base),
                      "length": number(payload, "isakmp.payloadlength"), **body(payload_type, payload, base)})
    return found


def read_message(frame, isakmp, octets):
    base = int(isakmp.get("pos"))
    header = {"initiator_cookie": first(isakmp, "isakmp.ispi").get("value"),
              "responder_cookie": first(isakmp, "isakmp.rspi").get("value"),
              "exchange": number(isakmp, "isakmp.exchangetype"), "flags": number(isakmp, "isakmp.flags"),
              "message_id": first(isakmp, "isakmp.messageid").get("value"),
              "length": number(isakmp, "isakmp.length")}
    encrypted = first(isakmp, "isakmp.enc.data")
    if encrypted is None:
        return model.message(frame, model.CLEAR, header, payloads(isakmp, base), octets)
    inside = payloads(encrypted, -HEADER_LENGTH)
    return model.message(frame, model.OPENED if inside else model.OPAQUE, header, inside, octets)


def is_ikev1(isakmp):
    version = first(isakmp, "isakmp.version")
    return version is not None and version.get("value") == "10" and first(isakmp, "isakmp.messageid") is not None


def messages_of(packet):
    frame = int(packet.find("proto[@name='geninfo']/field[@name='num']").get("show"))
    octets = None
    for proto in packet.findall("proto"):
        name = proto.get("name")
        if name in ("icmp", "icmpv6"):
            return  # What an ICMP error quotes is no message.
        if name == "udp":
            payload = first(proto, "udp.payload")
            octets = payload.get("value") if payload is not None else None
        if name == "isakmp" and is_ikev1(proto):
            yield read_message(frame, proto, octets)
            # What was put together of Cisco IKE fragments stands inside the message of the last one.
            yield from (read_message(frame, inner, f"whole {octets}") for inner in proto.iter("proto")
                        if inner is not proto and inner.get("name") == "isakmp" and is_ikev1(inner))


def run(arguments, keys=(), packets=None):
    """Messages of what the arguments name; packets: a stream to read instead."""
    command = [path(), "-n", "-T", "pdml", "-Y", "isakmp", *arguments]
    for cookie, key in keys:
        command += ["-o", f"uat:ikev1_decryption_table:{cookie},{key}"]
    with tempfile.TemporaryDirectory() as empty:
        environment = {**os.environ, "WIRESHARK_CONFIG_DIR": empty, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        process = subprocess.run(command, stdin=packets or subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, env=environment, check=False)
    if process.returncode not in (0, 2):
        raise RuntimeError(f"{arguments}: tshark ended with {process.returncode}: {process.stderr.decode()}")
    return [message for packet in tree.fromstring(process.stdout) for message in messages_of(packet)]


def read(capture, keys=()):
    """Messages of a capture; keys: (initiator cookie, Ka) pairs in hex."""
    return run(["-r", str(capture)], keys)


def packet_counts(captures):
    listed = subprocess.run(["capinfos", "-Tmrc", *map(str, captures)], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [int(line.rpartition(",")[2]) for line in listed.splitlines()]


def read_each(captures, keys=()):
    """Messages of each of several captures, all read in one run; no two have a cookie in common."""
    found, at, ends = [[] for _ in captures], 0, list(itertools.accumulate(packet_counts(captures)))
    for message in read_all(captures, keys):
        while message.frame > ends[at]:
            at += 1
        message.frame -= ends[at - 1] if at else 0
        found[at].append(message)
    return found


def read_all(captures, keys=()):
    """Messages of several captures in one run; frames are numbered as if each capture went on where another ended."""
    with subprocess.Popen(["mergecap", "-a", "-w", "-", *map(str, captures)], stdout=subprocess.PIPE) as merge:
        return run(["-r", "-"], keys, packets=merge.stdout)
