#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""honest.py COMMAND MODULE: what the plugin says in one line is what is known: no value of a message that nobody opened,
no cause that is merely possible, each verdict on the message that failed; and what cannot be said is not kept silent."""
import collections
import os
import re
import sys
import unittest

import wireshark as ws

COMMAND, MODULE = sys.argv[1:3]
CLOSED = ("no-key", "bad-key")


def capture(name):
    return ws.source_dir("captures", name, "capture.pcap")


def keys_of(name):
    return ws.source_dir("captures", name, "keys")


class Honest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ws = ws.Wireshark(MODULE)
        cls.addClassCleanup(cls.ws.close)

    def info(self, name, *options, keys=True, passes=2):
        """{frame: what stands in brackets in the Info column}; since 4.4 the field _ws.col.info is older than that."""
        how = ws.key_options(keys_of(name)) if keys else []
        out, _ = self.ws.tshark(*(["-2"] if passes == 2 else []), "-r", capture(name), *how, *options,
                                "-o", 'gui.column.format:"No.","%m","Info","%i"', "-T", "tabs")
        rows = [line.split("\t") for line in out.splitlines()]
        return {int(frame): found.group(1) for frame, text in rows for found in [re.search(r"  \[(.*)\]$", text)] if found}

    def frames(self, name, display, keys=True):
        how = ws.key_options(keys_of(name)) if keys else []
        out, _ = self.ws.tshark("-2", "-r", capture(name), *how, "-Y", display, "-T", "fields", "-e", "frame.number")
        return [int(line) for line in out.split()]

    def test_no_proxies_of_closed_messages(self):
        """Absent IDs stand for the peers' own addresses; unread ones for nothing."""
        seen = collections.Counter()
        for name in ("ios-transform-both-ways", "acl-any", "tunnel-up-esp", "tunnel-up-ip-fragments"):
            for keys in (None, keys_of(name)):
                for packet in self.ws.packets(capture(name), keys=keys):
                    closed = any(word in CLOSED for word in ws.values(packet, "decryption"))
                    proxies = bool(ws.values(packet, "proxy.initiator") or ws.values(packet, "proxy.initiator.addr"))
                    seen[closed, proxies] += 1
        self.assertEqual(seen[True, True], 0)
        self.assertGreater(seen[True, False], 0)
        self.assertGreater(seen[False, True], 0)

    def experts(self, name, keys=True):
        """[(group of severity, count, protocol, text)] of tshark -z expert."""
        how = ws.key_options(keys_of(name)) if keys else []
        out, _ = self.ws.tshark("-2", "-q", "-r", capture(name), *how, "-z", "expert")
        found, severity = [], None
        for line in out.splitlines():
            if line.strip().startswith(("Errors", "Warns", "Notes", "Chats")):
                severity = line.split()[0]
            elif "IKE triage" in line:
                count, _, rest = line.strip().partition(" ")
                found.append((severity, int(count), rest.strip()))
        return found

    def test_what_is_possible_is_no_error(self):
        self.assertIn("Errors", {severity for severity, *_ in self.experts("ios-transform-both-ways")})
        for name in ("ios-transform-both-ways", "acl-any", "qm-no-answer"):
            likely = {finding.likelihood for finding in ws.command_findings(COMMAND, capture(name), None)
                      if finding.severity == "error"}
            severities = {severity for severity, *_ in self.experts(name, keys=False)}
            self.assertEqual("Errors" in severities, bool(likely - {"possible"}), name)

    def test_one_text_once_on_a_frame(self):
        """Two rules may tell one pair of values: one row shows both, and each has its expert info."""
        for packet in self.ws.packets(capture("ios-transform-both-ways"), keys=keys_of("ios-transform-both-ways")):
            rows = [re.sub(r"^\S+ \(\w+, \w+\): |; \S+ too$", "", field.get("showname")) for field in packet.iter("field")
                    if field.get("name") == "iketriage.finding" and field.get("hide") != "yes"]
            self.assertEqual(len(set(rows)), len(rows), ws.frame_number(packet))
        self.assertEqual(self.frames("ios-transform-both-ways", "iketriage.expert.ts_hash"),
                         self.frames("ios-transform-both-ways", "iketriage.expert.ts_keylen"))

    def test_verdict_on_the_message_that_failed(self):
        info = self.info("psk-mismatch")
        self.assertRegex(info[5], r"^MM5 refused in 6: psk-mismatch")
        self.assertRegex(info[6], r"^\S+ refuses 5: psk-mismatch")
        self.assertEqual(info[1], "MM1")
        self.assertEqual(self.frames("psk-mismatch", 'iketriage.expert.psk_mismatch && iketriage.name == "MM1"'), [])

    def test_every_message_is_named(self):
        info = self.info("tunnel-up-deleted")
        self.assertEqual(list(info.values()),
                         ["MM1", "MM2", "MM3", "MM4", "MM5", "MM6 ok", "QM1",
                          "QM2 ok, tunnel up 192.168.1.0/24 <-> 192.168.2.0/24", "QM3", "DELETE ESP 0xc52535be",
                          "DELETE ISAKMP"])
        self.assertEqual(list(self.info("no-answer", keys=False).values())[1:], ["MM1 repeats 1"] * 3)
        self.assertIn("R-U-THERE 56061494", self.info("dpd-loss").values())

    def test_own_exchange(self):
        """Who proves why another one failed has a verdict of his own."""
        info = self.info("ios-transform-both-ways", passes=1)
        self.assertEqual(info[11], "QM1")
        self.assertRegex(info[12], "^NO-PROPOSAL-CHOSEN, shows why 11 failed: ")

    def test_tabs_have_names_of_their_own(self):
        """Also where Wireshark has decrypted by itself."""
        name = "ios-transform-both-ways"
        keys = ws.key_options(keys_of(name))
        ka = os.path.join(self.ws.home.name, "exported")
        ws.subprocess.run([COMMAND, "-q", "--keys", keys_of(name), "--export-keys", ka, capture(name)], check=False,
                          capture_output=True)
        with open(os.path.join(ka, "ikev1_decryption_table"), encoding="utf-8") as table:
            row = [line.strip() for line in table if line[0] not in "#\n"][0]
        out, _ = self.ws.tshark("-2", "-r", capture(name), *keys, "-o", "uat:ikev1_decryption_table:" + row, "-x", "-Y",
                                "frame.number == 7")
        names = re.findall(r"^(.*) \(\d+ bytes\):$", out, re.MULTILINE)
        self.assertEqual(sorted(set(names)), sorted(names))
        self.assertEqual(len(names), 3)

    def test_own_isakmp(self):
        """What our keys opened has ISAKMP's fields, once, and no column is touched."""
        name = "ios-transform-both-ways"
        fields = ["isakmp.prop.protoid", "isakmp.spi", "isakmp.notify.msgtype", "isakmp.id.data.ipv4_addr"]
        for passes in ([], ["-2"]):
            out, _ = self.ws.tshark(*passes, "-r", capture(name), *ws.key_options(keys_of(name)), "-Y",
                                    "frame.number == 7 || frame.number == 8", "-T", "fields",
                                    *[option for field in fields for option in ("-e", field)], "-e", "_ws.col.Protocol")
            one, other = [line.split("\t") for line in out.splitlines()]
            self.assertEqual([one[0], one[1], one[2], one[3], one[4]],
                             ["3", "35e8a892", "", "192.168.1.0,192.168.2.0", "ISAKMP"])
            self.assertEqual(other[2], "14")

    def test_no_secret_of_xauth(self):
        """What XAUTH carries is masked in every tab, and in ISAKMP's own fields."""
        name = "tunnel-up-xauth"
        out, _ = self.ws.tshark("-2", "-V", "-x", "-r", capture(name), *ws.key_options(keys_of(name)))
        self.assertIn("XAUTH_USER_NAME: ******", out)
        self.assertIn("XAUTH_USER_PASSWORD: *", out)
        dumped = re.sub(r"^[0-9a-f]{4}  .{48}  |\n", "", out, flags=re.MULTILINE)  # texts of the tabs in one piece
        with open(ws.source_dir("captures", name, "initiator", "swanctl.conf"), encoding="utf-8") as file:
            config = file.read()
        for secret in re.findall(r'xauth_id = (\w+)|secret = "([\w-]+-password)"', config):
            self.assertNotIn("".join(secret), out + dumped)

    def test_single_pass_says_so(self):
        name = "ios-transform-both-ways"
        _, err = self.ws.tshark("-r", capture(name))
        self.assertEqual(err.count("-2 shows"), 1)
        for options in (["-2"], ["-q", "-z", "iketriage,report"], ["-o", "iketriage.enabled:FALSE"]):
            _, err = self.ws.tshark("-r", capture(name), *options)
            self.assertEqual(err, "", options)
        _, err = self.ws.tshark("-r", capture("ikev2-only"))
        self.assertEqual(err, "")

    def test_so_far(self):
        name = "tunnel-up"
        out, _ = self.ws.tshark("-V", "-r", capture(name), *ws.key_options(keys_of(name)))
        self.assertIn("Tunnel so far: up, the Quick Mode is complete", out)
        out, _ = self.ws.tshark("-2", "-V", "-r", capture(name), *ws.key_options(keys_of(name)))
        self.assertNotIn("so far:", out)

    def test_report_says_that_it_is_off(self):
        out, _ = self.ws.tshark("-q", "-r", capture("no-answer"), "-o", "iketriage.enabled:FALSE", "-z", "iketriage,report")
        self.assertIn("switched off", out)

    def test_report_takes_no_filter(self):
        """It is about tunnels as a whole: rather nothing than one that looks filtered."""
        out, err = self.ws.tshark("-q", "-r", capture("no-answer"), "-z", "iketriage,report,frame.number == 1",
                                  **({} if self.ws.version < (4, 5) else {"status": 1}))
        self.assertIn("takes no filter", err)
        self.assertNotIn("tunnel", out)

    def test_placeholders_are_explained(self):
        """Those in capitals are the reader's to fill in; others have a value."""
        out, _ = self.ws.tshark("-2", "-V", "-r", capture("ios-transform-both-ways"),
                                *ws.key_options(keys_of("ios-transform-both-ways")))
        fixes = set(re.findall(r"<[A-Z-]+>", "\n".join(re.findall(r"IOS line to type: (.*)\]", out))))
        self.assertTrue(fixes)
        self.assertLessEqual(fixes, set(re.findall(r"To fill in: (<[A-Z-]+>): ", out)))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
