#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""isakmp_truth.py COMMAND MODULE: what the lab's daemons sent stands under isakmp.* with the keys of iketriage alone: every
proposal, transform, identity, notify and deleted SPI that truth.json lists, of every capture that has keys; and so it
does in what Export PDUs wrote, in one pass or two, for a tshark that has neither plugin nor keys."""
import collections
import glob
import ipaddress
import json
import os
import shutil
import subprocess
import sys
import unittest

import wireshark as ws

sys.path.append(ws.source_dir("tests", "differential"))
import against_truth  # noqa: E402

MODULE = sys.argv[2]
FIELDS = ("isakmp.prop.number", "isakmp.prop.protoid", "isakmp.trans.number", "isakmp.trans.id", "isakmp.id.type",
          "isakmp.notify.msgtype", "isakmp.delete.spi", *("isakmp.id.data." + kind for kind in (
              "ipv4_addr", "ipv4_subnet", "ipv4_range_start", "ipv4_range_end", "ipv6_addr", "ipv6_subnet", "fqdn",
              "key_id")))
PROTOCOLS = {"ISAKMP": 1, "AH": 2, "ESP": 3, "IPCOMP": 4, "IPComp": 4}


def identity_values(kind, value):
    """(field under isakmp.id.data, value), of what the truth writes as text."""
    family, _, form = kind.partition("_")
    if form == "ADDR_SUBNET":
        network = ipaddress.ip_network(value)
        return [(family.lower() + "_addr", network.network_address), (family.lower() + "_subnet", network.netmask)]
    if form == "ADDR_RANGE":
        return list(zip((family.lower() + "_range_start", family.lower() + "_range_end"), value.split("-")))
    if form == "ADDR":
        return [(family.lower() + "_addr", value)]
    return [] if kind == "DER_ASN1_DN" else [(kind.lower(), value)]


def true_values(message):
    """A list a field."""
    values = collections.defaultdict(list)
    for payload in message.get("payloads") or []:
        for proposal in payload.get("proposals", []):
            values["isakmp.prop.number"].append(proposal["number"])
            values["isakmp.prop.protoid"].append(PROTOCOLS[proposal["protocol"]])
            values["isakmp.trans.number"] += [transform["number"] for transform in proposal["transforms"]]
            values["isakmp.trans.id"] += [transform["id"] for transform in proposal["transforms"]]
        if payload["payload"] == "ID":
            values["isakmp.id.type"].append(against_truth.ID_TYPES[payload["id"]["type"]])
            for name, value in identity_values(payload["id"]["type"], payload["id"]["value"]):
                values["isakmp.id.data." + name].append(value)
        elif payload["payload"] == "NOTIFY":
            values["isakmp.notify.msgtype"].append(payload["notify"])
        elif payload["payload"] == "DELETE":
            values["isakmp.delete.spi"] += payload["spis"]
    return [[str(value) for value in values[field]] for field in FIELDS]


class IsakmpTruth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)
        cls.ws.run("chmod", "a+rwx", cls.ws.home.name)
        cls.capture = os.path.join(cls.ws.home.name, "all.pcapng")
        pieces, cls.keys, cls.wanted, before = [], [], {}, 0
        for name, capture, keys in ws.captures():
            if not keys or not name.startswith("lab-cases/"):
                continue
            with open(os.path.join(os.path.dirname(capture), "truth.json"), encoding="utf-8") as file:
                truth = json.load(file)
            pieces.append(capture)
            cls.keys += ws.key_options(keys)
            if any(message.get("decrypted_with") == "other_side_keys" for message in truth["messages"]):
                cls.keys += ws.key_options(glob.glob(os.path.join(os.path.dirname(keys), "B.*.log"))[0])
            for message in truth["messages"]:
                if name.endswith("truncated_snaplen_ss_ss") and message["encrypted"]:
                    continue  # the block with the identity wants the IV, which the cut KE payloads would give
                if not message.get("undecodable") and not message.get("truncated"):
                    of = cls.wanted.setdefault(before + message["frame"], (name, [[] for _ in FIELDS]))
                    for values, more in zip(of[1], true_values(message)):
                        values += more
            counted = subprocess.run(["capinfos", "-Mcr", capture], capture_output=True, text=True, check=True).stdout
            before += int(counted.split()[-1])
        subprocess.run(["mergecap", "-a", "-w", cls.capture, *pieces], check=True)

    def check(self, out):
        """Of lines with the frame and each of FIELDS; a frame may have several."""
        shown = collections.defaultdict(lambda: [[] for _ in FIELDS])
        for line in out.splitlines():
            frame, *texts = line.split("\t")
            for values, text in zip(shown[int(frame)], texts):
                values += text.split(",") if text else []
        seen = collections.Counter()
        for frame, (name, wanted) in self.wanted.items():
            with self.subTest(capture=name, frame=frame):
                self.assertEqual(shown[frame], wanted)
            seen.update(field for field, values in zip(FIELDS, wanted) if values)
        for field in FIELDS:
            self.assertGreater(seen[field], 0, field)

    def fields(self):
        return [option for field in FIELDS for option in ("-e", field)]

    def test_shown(self):
        out, _ = self.ws.tshark("-2", "-r", self.capture, *self.keys, "-T", "fields", "-e", "frame.number", *self.fields())
        self.check(out)

    def test_exported(self):
        path = os.path.join(self.ws.home.name, "decrypted.pcapng")
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
                       "WIRESHARK_CONFIG_DIR": "/nonexistent"}
        for passes in (1, 2):
            with self.subTest(passes=passes):
                self.ws.tshark(*["-2"][:passes - 1], "-r", self.capture, *self.keys, "-U", "IKE triage, decrypted", "-w", path)
                out = subprocess.run(["tshark", "-n", "-r", path, "-T", "fields", "-e", "exported_pdu.orig_fno",
                                      *self.fields()], env=environment, capture_output=True, text=True, check=True).stdout
                self.check(out)


if __name__ == "__main__":
    if not os.path.isdir(os.path.join(os.environ["IKT_SHARED_DIR"], "lab-cases")):
        ws.skip("no lab cases of IKT_SHARED_DIR")
    for tool in ("mergecap", "capinfos"):
        if not shutil.which(tool):
            ws.skip("no " + tool)
    unittest.main(argv=sys.argv[:1])
