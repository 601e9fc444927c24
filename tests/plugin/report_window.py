#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""report_window.py COMMAND MODULE WINDOW: Tools > IKE triage > Report shows the command's report; its buttons copy the
command's fix and go to the message that failed; after a dissection anew too."""
import os
import sys
import unittest

import wireshark as ws

COMMAND, MODULE, WINDOW = sys.argv[1:4]
FOLDER = ws.source_dir("captures", "ios-transform-both-ways")
CAPTURE, KEYS = os.path.join(FOLDER, "capture.pcap"), os.path.join(FOLDER, "keys")


class ReportWindow(unittest.TestCase):
    def test_report(self):
        with ws.Wireshark(MODULE) as wireshark:
            for steps in (["open"], ["open", "dissect"]):
                out, _ = wireshark.run(WINDOW, CAPTURE, "set", 'uat:iketriage_keys:"%s"' % KEYS, *steps, "rest", "report")
                text, _, rest = out.partition("end of text\n")
                self.assertEqual(text, "window IKE triage: report\n" + ws.command_report(COMMAND, CAPTURE, KEYS))
                tunnel, = [one for one in ws.records(COMMAND, CAPTURE, KEYS) if one["type"] == "tunnel"]
                router = tunnel[tunnel["fix"]["router"]["side"].lower()]["address"]
                button, _, after = rest.partition("end of clipboard\n")
                lines = button.splitlines()
                self.assertEqual(lines[0], "button Copy fix for " + router)
                self.assertEqual([line for line in lines[1:] if line[0] != "!"], tunnel["fix"]["lines"])
                failed = [record["frames"]["quick1"][0] for record in ws.records(COMMAND, CAPTURE, KEYS)
                          if record["type"] == "phase2" and record["outcome"] == "rejected"]
                self.assertEqual(after.splitlines()[0], "button Next failure")
                self.assertIn(after.splitlines()[1], ["go to frame %d" % frame for frame in failed])


if __name__ == "__main__":
    if not os.path.isfile(WINDOW):
        ws.skip("window.c was not built: it wants the plugin, libwiretap and Wireshark 4.0")
    unittest.main(argv=sys.argv[:1])
