# SPDX-License-Identifier: GPL-2.0-or-later
"""What an IOS router logs, with debugging of ISAKMP and IPsec, of Quick Modes that it refuses: written from what the lab
configured (expected.json), in the wording of the knowledge that public logs confirm."""
import ipaddress
import re

CIPHERS = {"esp-des": "ESP_DES", "esp-3des": "ESP_3DES", "esp-aes": "ESP_AES"}
HASHES = {"md5": "HMAC-MD5", "sha": "HMAC-SHA", "sha256": "HMAC-SHA256", "sha384": "HMAC-SHA384", "sha512": "HMAC-SHA512"}
ERRORS = (("ts-", 256), ("pfs-", 1024), ("acl-", 32), ("gre-", 32), ("vti-", 32), ("interop-", 32))


def error_of(causes):
    return next((number for begin, number in ERRORS if causes and causes[0].startswith(begin)), None)


def masked(network):
    parsed = ipaddress.ip_network(network)
    return f"{parsed.network_address}/{parsed.netmask}/256/0"


def transform_lines(suite, group):
    """None: a suite that these lines are not written for."""
    words = suite.split()
    if words[0] not in CIPHERS or any(word.startswith(("ah-", "comp-")) for word in words):
        return None
    lines = [f"transform 1, {CIPHERS[words[0]]}", "   attributes in transform:", "      encaps is 1 (Tunnel)",
             "      SA life type in seconds", "      SA life duration (basic) of 3600"]
    lines += [f"      authenticator is {HASHES[match.group(1)]}" for match in re.finditer(r"esp-(\w+)-hmac", suite)]
    if words[0] == "esp-aes":
        lines.append(f"      key length is {words[1] if words[1:] and words[1].isdigit() else '128'}")
    return lines + ([f"      group is {group}"] if group else [])


def refusal(quick, number, second, signed=False, message_id=None, networks=True):
    """Lines of one Quick Mode. number: the error that is printed; second: when, since midnight."""
    responder, initiator = quick["peers"][1], quick["peers"][0]
    wire = int(quick["message_id"], 16) if message_id is None else message_id
    shown = wire - 2 ** 32 if signed and wire >= 2 ** 31 else wire
    stamp = f"*Jan  1 {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.250: "
    tag = "ISAKMP:(1001):"
    lines = [f"{tag} received packet from {initiator} dport 500 sport 500 Global (R) QM_IDLE      ",
             f"{tag} set new node {shown} to QM_IDLE      ", f"{tag} processing SA payload. message ID = {shown}",
             f"{tag}Checking IPSec proposal 1"]
    lines += [f"{tag}{line}" for line in transform_lines(quick["offer"][0], quick["pfs_group"]) or []]
    lines.append(f"{tag}atts are acceptable.")
    if networks and quick["proxies"]:
        local, remote = quick["proxies"]["responder"], quick["proxies"]["initiator"]
        lines += ["IPSEC(validate_proposal_request): proposal part #1,",
                  f"  (key eng. msg.) INBOUND local= {responder}:0, remote= {initiator}:0,",
                  f"    local_proxy= {masked(local)},", f"    remote_proxy= {masked(remote)},",
                  "    protocol= ESP, transform= NONE  (Tunnel),", "    lifedur= 0s and 0kb,",
                  "    spi= 0x0(0), conn_id= 0, keysize= 0, flags= 0x0"]
    lines += [f"{tag} IPSec policy invalidated proposal with error {number}",
              f"{tag} phase 2 SA policy not acceptable! (local {responder} remote {initiator})",
              f"{tag}deleting node {shown} error TRUE reason \"QM rejected\""]
    return "".join(f"{line if line.startswith(' ') else stamp + line}\n" for line in lines)
