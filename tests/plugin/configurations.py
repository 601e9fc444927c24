#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""configurations.py COMMAND MODULE: with the configurations of both ends, plugin and command find the same, and name the
same statements with file and line."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

import wireshark as ws

COMMAND, MODULE = map(os.path.abspath, sys.argv[1:3])
NAMES = ("transform-mismatch", "pfs-missing", "mode-mismatch", "ios-transform-both-ways", "acl-wider-initiator",
         "tunnel-up", "psk-only")


class Configurations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)

    def test_what_statements_say_of_a_tunnel(self):
        """MM1 is never answered; the file of who should answer shows why: its map is on no interface."""
        capture = ws.source_dir("captures", "no-answer", "capture.pcap")
        record, = [r for r in self.records(capture) if r["type"] == "tunnel"]
        a, b = record["a"]["address"], record["b"]["address"]
        config = os.path.join(self.ws.home.name, "silent.cfg")
        with open(config, "w", encoding="ascii") as file:
            file.write("hostname R2\ncrypto isakmp policy 10\n encr aes 256\n hash sha\n authentication pre-share\n"
                       " group 14\ncrypto isakmp key Secret12 address %s\ncrypto ipsec transform-set TS esp-aes\n"
                       "crypto map CM 10 ipsec-isakmp\n set peer %s\n set transform-set TS\n match address VPN\n"
                       "interface GigabitEthernet0/0\n ip address %s 255.255.255.0\n"
                       "ip route 0.0.0.0 0.0.0.0 GigabitEthernet0/0\nip access-list extended VPN\n"
                       " permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255\n" % (a, a, b))
        wanted, = [r for r in self.records(capture, "-c", config) if r["type"] == "tunnel"]
        self.assertEqual(wanted["cause"], "map-not-applied")
        packets = self.ws.packets(capture, "-o", 'uat:iketriage_ios_configs:"","%s"' % config)
        self.assertEqual(ws.tunnels_of(packets),
                         {1: (wanted["state"], wanted["cause"], wanted["summary"])})
        lines = {"%s:%d: %s" % (line["file"], line["line"], line["text"])
                 for line in wanted["findings"][0]["suspect_lines"]}
        self.assertTrue(lines)
        shown = {text for packet in packets for text in ws.values(packet, "ios.suspect") if "silent.cfg:" in text}
        self.assertEqual(shown, lines)

    def records(self, capture, *arguments):
        done = subprocess.run([COMMAND, "-f", "json", *arguments, capture], capture_output=True, check=False)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def both(self, name, with_keys, bound=""):
        """The plugin's packets and its report, the command's records and its text."""
        folder = pathlib.Path(ws.source_dir("captures", name))
        capture = str(next(folder.glob("capture.*")))
        configs = [str(folder / end / "ios.txt") for end in ("initiator", "responder")]
        keys = str(folder / "keys") if with_keys and (folder / "keys").is_file() else None
        rows = [option for config in configs for option in ("-o", 'uat:iketriage_ios_configs:"%s","%s"' % (bound, config))]
        packets = self.ws.packets(capture, *rows, keys=keys)
        arguments = [argument for config in configs for argument in ("-c", config)] + (["-k", keys] if keys else [])
        return packets, self.records(capture, *arguments)

    def test_the_same_is_found(self):
        named = 0
        for name in NAMES:
            for with_keys in (True, False):
                with self.subTest(capture=name, keys=with_keys):
                    packets, records = self.both(name, with_keys)
                    wanted = [ws.Finding(f["rule"], f["severity"], f["likelihood"], record.get("message_id"))
                              for record in records if record["type"] in ("phase1", "phase2", "capture")
                              for f in record["findings"]]
                    self.assertEqual(sorted(ws.findings_of(packets).values()), sorted(wanted))
                    lines = {"%s:%d: %s" % (line["file"], line["line"], line["text"])
                             for record in records if record["type"] in ("phase1", "phase2")
                             for f in record["findings"] for line in f["suspect_lines"]}
                    shown = {text for packet in packets for text in ws.values(packet, "ios.suspect")
                             if "/ios.txt:" in text}
                    self.assertEqual(shown, lines)
                    named += len(lines)
        self.assertGreater(named, 20)

    def test_trouble_is_told(self):
        capture = ws.source_dir("captures", "tunnel-up", "capture.pcap")
        for path, said in (("missing.cfg", "No such file"), (capture, "no configuration in it")):
            _, err = self.ws.tshark("-2", "-r", capture, "-o", 'uat:iketriage_ios_configs:"","%s"' % path)
            self.assertIn(said, err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
