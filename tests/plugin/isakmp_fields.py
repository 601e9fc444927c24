#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""isakmp_fields.py COMMAND MODULE: Wireshark's own isakmp.* fields have what the keys of iketriage opened: proposals,
identities, notifies and deletes as the command reads them, in repetitions too, and each once."""
import collections
import json
import subprocess
import sys
import unittest

import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
NAMES = ("tunnel-up-deleted", "ios-transform-both-ways", "tunnel-up-pfs", "tunnel-up-aggressive", "qm3-lost", "acl-any",
         "tunnel-up-ip-fragments", "commit-bit", "tunnel-up-xauth", "psk-mismatch", "tunnel-up-ipv6")
FIELDS = ("isakmp.prop.number", "isakmp.id.type", "isakmp.notify.msgtype", "isakmp.delete.spi")


def as_the_command_reads(capture, keys):
    """{frame: (proposal numbers, ID types, notify types, SPIs deleted)} of opened messages."""
    lines = subprocess.run([COMMAND, "--format", "json", "--messages", "--keys", keys, capture], capture_output=True,
                           text=True, check=False).stdout.splitlines()
    found = {}
    for record in map(json.loads, lines):
        if record["type"] != "message" or record["decryption"] not in ("verified", "decrypted") or record["lost_octets"]:
            continue
        of = [[], [], [], []]
        for payload in record["payloads"]:
            if payload["type"] == "SA":
                of[0] += [str(proposal["number"]) for proposal in payload["proposals"]]
            elif payload["type"] == "ID":
                of[1].append(str(payload["id_type_number"]))
            elif payload["type"] == "NOTIFY":
                of[2].append(str(payload["number"]))
            elif payload["type"] == "DELETE":
                of[3] += payload["spis"]
        found[record["frame"]] = of
    return found


class IsakmpFields(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)

    def test_as_the_command(self):
        every = {name: (capture, keys) for name, capture, keys in ws.captures()}
        seen = collections.Counter()
        for name in NAMES:
            capture, keys = every["captures/" + name]
            wanted = as_the_command_reads(capture, keys)
            out, _ = self.ws.tshark("-r", capture, *ws.key_options(keys), "-T", "fields", "-e", "frame.number",
                                    *[option for field in FIELDS for option in ("-e", field)])
            shown = {int(line.split("\t")[0]): line.split("\t")[1:] for line in out.splitlines()}
            for frame, values in wanted.items():
                with self.subTest(capture=name, frame=frame):
                    texts = [",".join(map(str, one)) for one in values]
                    self.assertEqual(shown[frame], texts)
                    seen.update(field for field, text in zip(FIELDS, texts) if text)
        for field in FIELDS:
            self.assertGreater(seen[field], 1, field)

    def test_stock_dissector_has_none_of_it(self):
        capture = ws.source_dir("captures", NAMES[0], "capture.pcap")
        out, _ = self.ws.tshark("-r", capture, "-Y", "isakmp.delete.spi || isakmp.id.type")
        self.assertEqual(out, "")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
