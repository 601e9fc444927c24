#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ways_out.py COMMAND MODULE: display filters, fields, PDML, expert infos, columns and sharkd show what was found."""
import base64
import os
import struct
import sys
import unittest

import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
# A capture whose two sides offer different transform sets to each other; its values stand in its README and keys.
NAME = "ios-transform-both-ways"
CAPTURE, KEYS = ws.source_dir("captures", NAME, "capture.pcap"), ws.source_dir("captures", NAME, "keys")
CONTRACT = (  # the names that scripts rely on
    "rule severity likelihood misconfigured summary outcome decryption message_id request_in response_in "
    "exchange_time proposal.number proposal.protocol proposal.spi transform.ios transform.encryption "
    "transform.key_bits transform.integrity transform.mode transform.pfs_group transform.life_seconds "
    "transform.life_kilobytes proxy.initiator proxy.responder notify.type notify.spi ios.debug ios.show ios.suspect "
    "ios.fix finding retransmission_of proxy.initiator.addr proxy.initiator.mask proxy.responder.addr "
    "proxy.responder.mask tunnel.number tunnel.state tunnel.cause tunnel.summary").split()


def nodes(tree):
    for node in tree:
        yield node
        yield from nodes(node.get("n", []))


class WaysOut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)

    def fields(self, *names, display=None, passes=2, capture=CAPTURE, keys=KEYS):
        """Rows of values, tab-separated."""
        options = [option for name in names for option in ("-e", name)]
        out, _ = self.ws.tshark(*(["-2"] if passes == 2 else []), "-r", capture, *ws.key_options(keys),
                                *(["-Y", display] if display else []), "-T", "fields", *options)
        return [line.split("\t") for line in out.splitlines()]

    def frames(self, display, **how):
        return [int(row[0]) for row in self.fields("frame.number", display=display, **how)]

    def test_module_is_listed(self):
        self.assertRegex(self.ws.listing("plugins"), r"iketriage\.so\s+[\d.]+\s+dissector")

    def known_fields(self):
        return {line.split("\t")[2] for line in self.ws.listing("fields").splitlines() if line.startswith("F\t")}

    def test_every_name_of_the_contract_is_a_field(self):
        known = self.known_fields()
        self.assertEqual([name for name in CONTRACT if "iketriage." + name not in known], [])

    def test_every_rule_has_an_expert_info(self):
        known = self.known_fields()
        listed = ws.subprocess.run([COMMAND, "--list-rules", "--format", "json"], capture_output=True, text=True,
                                   check=True).stdout
        rules = [ws.json.loads(line)["rule"] for line in listed.splitlines()]
        self.assertGreater(len(rules), 20)
        self.assertEqual([rule for rule in rules if "iketriage.expert." + rule.replace("-", "_") not in known], [])

    def test_filter_by_rule(self):
        """An expert info stands on the frame that proves the finding and on the message that failed."""
        frames = self.frames('iketriage.rule == "ts-keylen"')
        self.assertEqual(frames, [7, 8, 9, 10, 11, 12, 13, 14])
        self.assertEqual(self.frames('iketriage.rule == "acl-any"'), [])
        self.assertEqual(self.frames("iketriage.expert.ts_keylen"), [7, 9, 11, 12, 13, 14])

    def test_filter_by_network(self):
        self.assertEqual(self.frames("iketriage.proxy.initiator.addr == 192.168.1.0/24"), [7, 9])
        self.assertEqual(self.frames("iketriage.proxy.responder.addr == 192.168.1.0/24"), [11, 13])
        self.assertEqual(self.frames("iketriage.proxy.initiator.addr == 192.168.0.0/16"), [7, 9, 11, 13])
        self.assertEqual(self.frames("iketriage.proxy.initiator.addr == 10.0.0.0/8"), [])

    def test_one_pass_shows_only_what_is_final(self):
        self.assertEqual(self.frames("iketriage.outcome || iketriage.response_in || iketriage.tunnel.number", passes=1), [])
        self.assertEqual(self.frames("iketriage.finding", passes=1), [12, 14])

    def test_fields(self):
        rows = self.fields("iketriage.message", "iketriage.transform.ios", "iketriage.proxy.initiator",
                           "iketriage.notify.type", "iketriage.request_in", "iketriage.response_in",
                           "iketriage.outcome", display="frame.number == 7 || frame.number == 8")
        self.assertEqual(rows[0], ["Quick Mode 1 of 3", "esp-aes 256 esp-sha-hmac", "192.168.1.0/24", "", "", "8",
                                   "1"])
        self.assertEqual(rows[1], ["Error notify", "", "", "14", "7", "", "1"])

    def test_repetition(self):
        capture = ws.source_dir("captures", "no-answer", "capture.pcap")
        rows = self.fields("frame.number", "iketriage.retransmission_of", display="iketriage", capture=capture,
                           keys=None, passes=1)
        self.assertEqual(rows[0], ["1", ""])
        self.assertGreater(len(rows), 1)
        self.assertTrue(all(first == "1" for _, first in rows[1:]), rows)

    def test_copy_bears_the_same_number(self):
        found = {}
        for packet in self.ws.packets(CAPTURE, keys=KEYS):
            for number in ws.values(packet, "finding"):
                found.setdefault(number, []).append(ws.frame_number(packet))
        self.assertTrue(all(len(frames) > 1 for frames in found.values()), found)

    def test_no_items_without_a_name(self):
        for packet in self.ws.packets(CAPTURE, keys=KEYS):
            for field in packet.iter("field"):
                self.assertTrue(field.get("name"), field.attrib)

    def test_expert(self):
        out, _ = self.ws.tshark("-2", "-q", "-r", CAPTURE, *ws.key_options(KEYS), "-z", "expert")
        self.assertRegex(out, r"Errors \(\d+\)\s+=+\s+Frequency.*\s+\d+\s+Protocol\s+IKE triage\s+203\.0\.113\.32 "
                              r"offers esp-aes 256 esp-sha-hmac, 198\.51\.100\.32 offers esp-aes esp-md5-hmac")

    def test_read_filter(self):
        """Frames that it drops share their numbers with others: nothing is shown rather than what belongs to those."""
        out, err = self.ws.tshark("-2", "-R", "ip.src == 203.0.113.32", "-r", CAPTURE, *ws.key_options(KEYS), "-Y",
                                  "iketriage", "-z", "iketriage,report")
        self.assertEqual(out, "")
        self.assertEqual(err.count("IKE triage shows nothing of this file"), 1)
        _, err = self.ws.tshark("-2", "-R", "isakmp", "-r", CAPTURE, *ws.key_options(KEYS))
        self.assertEqual(err, "")

    def test_info_column(self):
        options = ["-r", CAPTURE, *ws.key_options(KEYS)]
        out, _ = self.ws.tshark("-2", *options)
        self.assertIn("Quick Mode  [QM1 refused in 8: ts-keylen, esp-aes 256 esp-sha-hmac against esp-aes esp-md5-hmac; "
                      "tunnel 1 down]", out)
        self.assertIn("Informational  [NO-PROPOSAL-CHOSEN refuses 7: ts-keylen; tunnel 1 down]", out)
        out, _ = self.ws.tshark("-2", *options, "-o", "iketriage.info_column:FALSE")
        self.assertNotIn("[", out)

    def test_info_column_of_an_open_cause(self):
        """Without keys many causes are possible: none is named."""
        out, _ = self.ws.tshark("-2", "-r", CAPTURE)
        self.assertEqual({line.rsplit("  [", 1)[1] for line in out.splitlines() if "  [QM1" in line},
                         {"QM1 refused in %d: cause open; tunnel 1 down]" % frame for frame in (8, 10, 12, 14)})
        out, _ = self.ws.tshark("-2", "-r", ws.source_dir("captures", "qm-no-answer", "capture.pcap"))
        self.assertIn("[QM1 unanswered: cause open; tunnel 1 down]", out)

    def test_tunnel(self):
        """Every message is of the only tunnel; before the first pass has ended nothing is said of it."""
        every = list(range(1, 15))
        self.assertEqual(self.frames('iketriage.tunnel.state == "down"'), every)
        self.assertEqual(self.frames("iketriage.tunnel.state == 2 && iketriage.tunnel.number == 1"), every)
        self.assertEqual(self.frames('iketriage.tunnel.cause == "ts-keylen"'), every)
        self.assertEqual(self.frames("iketriage.tunnel.cause", keys=None), [])
        self.assertEqual(self.frames('iketriage.tunnel.summary contains "cause open"', keys=None), every)
        self.assertEqual(self.frames('iketriage.tunnel.state == "up"'), [])

    def test_ikev2_alone(self):
        """IKEv2 in which nothing is wrong is left alone."""
        capture = ws.source_dir("captures", "ikev2-only", "capture.pcap")
        out, _ = self.ws.tshark("-2", "-r", capture)
        self.assertNotIn("[", out)
        self.assertEqual(self.frames("_ws.expert && iketriage.expert.ikev2_vs_ikev1", capture=capture, keys=None), [])

    def test_sharkd(self):
        answers = self.ws.sharkd(
            {"method": "setconf", "params": {"name": "uat:iketriage_keys", "value": '"%s"' % KEYS}},
            {"method": "load", "params": {"file": CAPTURE}},
            {"method": "frames", "params": {"filter": 'iketriage.rule == "ts-keylen"'}},
            {"method": "frame", "params": {"frame": 7, "proto": True, "bytes": True}})
        self.assertEqual([row["num"] for row in answers[2]], [7, 8, 9, 10, 11, 12, 13, 14])
        self.check_highlights(answers[3])

    def check_highlights(self, frame):
        """The range of an item in the tab "Decrypted IKE" holds the item's value."""
        names = [source["name"] for source in frame["ds"]]
        self.assertEqual(len(names), 1)
        self.assertTrue(names[0].startswith("Decrypted IKE ("), names)
        octets = base64.b64decode(frame["ds"][0]["bytes"])
        spi, nonce = [next(node for node in nodes(frame["tree"]) if node.get("f", "").startswith(name))
                      for name in ("iketriage.proposal.spi == ", "isakmp.nonce == ")]
        for node in (spi, nonce):
            start, length = node["h"]
            self.assertEqual(node["ds"], 1)
            self.assertEqual(octets[start:start + length].hex(":"), node["f"].split(" == ")[1])

    def test_decrypted_octets_are_dumped(self):
        out, _ = self.ws.tshark("-2", "-x", "-r", CAPTURE, *ws.key_options(KEYS), "-Y", "frame.number == 7")
        self.assertIn("Decrypted IKE (188 bytes):", out)

    def test_icmp_error_is_evidence_on_its_own_frame(self):
        capture = ws.source_dir("captures", "peer-unreachable", "capture.pcap")
        rows = self.fields("frame.number", "iketriage.message", display='icmp && iketriage.rule == "peer-unreachable"',
                           capture=capture, keys=None)
        self.assertTrue(rows)
        self.assertTrue(all(message == "" for _, message in rows), rows)

    def test_icmp_behind_ah(self):
        """Its AH counts, and what it quotes is evidence."""
        def ip(protocol, payload):
            return struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0, bytes([192, 0, 2, 1]),
                               bytes([192, 0, 2, 2])) + payload
        quoted = ip(17, struct.pack(">HHHH", 500, 500, 8 + 28, 0) + bytes(range(1, 9)) + bytes(20))
        icmp = struct.pack(">BBHI", 3, 3, 0, 0) + quoted
        packet = ip(51, struct.pack(">BBHII", 1, 4, 0, 0x12345678, 1) + bytes(12) + icmp)
        path = os.path.join(self.ws.home.name, "ah.pcap")
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
            file.write(struct.pack("<IIII", 0, 0, len(packet), len(packet)) + packet)
        wanted = sorted(ws.command_findings(COMMAND, path, None))
        self.assertEqual(sorted(ws.findings_of(self.ws.packets(path)).values()), wanted)
        self.assertTrue(wanted)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
