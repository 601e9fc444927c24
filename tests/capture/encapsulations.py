#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""encapsulations.py COMMAND: in every tunnel and on every link that encapsulate.py makes, the command sees the IKE
messages that tshark sees, under the same addresses; and nothing that is cut, or nested without end, is more than that."""
import itertools
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

import encapsulate

COMMAND = os.path.abspath(sys.argv.pop(1))
CAPTURES = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).parents[2])) / "captures"
PACKETS = [packet for name in ("tunnel-up-nat", "tunnel-up-ipv6", "tunnel-up-esp")
           for packet in encapsulate.frames(CAPTURES / name / "capture.pcap")]
KINDS = [*encapsulate.TUNNELS, *encapsulate.LINKS]
# What tshark has to be told, because no packet says it.
TOLD = {
    "L2TP 3": ["-d", "l2tp.pw_type==0,eth", "-o", "l2tp.cookie_size:None", "-o", "l2tp.l2_specific:None"],
    "pseudowire": ["-d", "mpls.label==17,pwethcw"],
    "pseudowire without control word": ["-d", "mpls.label==17,pwethnocw"],
}
UNKNOWN_TO_TSHARK = ["MPLS"]  # of the link types: 4.0 reads none of 219
FIELDS = ("frame.number", "ip.src", "ipv6.src", "isakmp.ispi", "isakmp.rspi", "isakmp.messageid")


def tshark(path, options):
    """(frame, source, cookies, message ID) of each IKE message."""
    command = ["tshark", "-n", "-r", path, "-Y", "isakmp", "-T", "fields", "-E", "occurrence=l", *options]
    for field in FIELDS:
        command += ["-e", field]
    lines = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                           check=True).stdout.splitlines()
    for line in lines:
        frame, v4, v6, initiator, responder, message_id = line.split("\t")
        yield int(frame), (v4, v6), initiator, responder, int(message_id, 16)


def command(path):
    done = subprocess.run([COMMAND, "-f", "json", "--messages", path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):
        raise AssertionError(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def messages(path):
    for record in command(path):
        if record["type"] == "message":
            yield (record["frame"], record["source"], record["initiator_cookie"],
                   record["responder_cookie"], int(record["message_id"], 16))


class Encapsulations(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "made.pcap")

    def compare(self, options=()):
        ours = list(messages(self.path))
        theirs = list(tshark(self.path, options))
        self.assertEqual([(frame, *rest) for frame, _, *rest in ours], [(frame, *rest) for frame, _, *rest in theirs])
        for our, their in zip(ours, theirs):
            self.assertIn(our[1], their[1])
        self.assertGreater(len(ours), 20)

    @unittest.skipUnless(shutil.which("tshark"), "no tshark")
    def test_tunnels(self):
        for kind in KINDS:
            with self.subTest(kind):
                encapsulate.write(self.path, encapsulate.inside(kind, PACKETS))
                self.compare(TOLD.get(kind, ()))

    @unittest.skipUnless(shutil.which("tshark"), "no tshark")
    def test_links(self):
        for kind in encapsulate.LINK_TYPES:
            with self.subTest(kind):
                encapsulate.write(self.path, PACKETS, link_type=kind)
                if kind in UNKNOWN_TO_TSHARK:
                    self.assertGreater(len(list(messages(self.path))), 20)
                else:
                    self.compare()

    def test_pairs_in_fragments(self):
        """The inner tunnel's packets in fragments, the outer one around each of them; and the other way round."""
        encapsulate.write(self.path, PACKETS)
        expected = sorted(message[1:] for message in messages(self.path))
        others = itertools.cycle(KINDS)
        for number, kind in enumerate(encapsulate.TUNNELS):
            other = next(others) if number % 3 else random.Random(number).choice(KINDS)
            size = 256 + 8 * number
            with self.subTest(inner=kind, outer=other):
                encapsulate.write(self.path, encapsulate.inside(other, encapsulate.in_fragments(kind, PACKETS, size)))
                self.assertEqual(sorted(message[1:] for message in messages(self.path)), expected)
            with self.subTest(inner=other, outer=kind):
                encapsulate.write(self.path, encapsulate.in_fragments(kind, encapsulate.inside(other, PACKETS), size)
                                  if other in encapsulate.TUNNELS else PACKETS)
                self.assertEqual(sorted(message[1:] for message in messages(self.path)), expected)

    def test_cut(self):
        """Each kind of a few packets, as a capture that cuts them holds them: at every length."""
        chosen = PACKETS[:3] + PACKETS[-4:]
        for kind in KINDS:
            with self.subTest(kind):
                encapsulate.write(self.path, encapsulate.inside(kind, chosen), cuts=True)
                whole = len([record for record in command(self.path) if record["type"] == "message"])
                self.assertGreater(whole, len(chosen))

    def test_deep(self):
        """As deep as 64 KiB hold: what is deeper than eight is counted, and no more of it is said."""
        chance = random.Random(1)
        deep = []
        for one in PACKETS[:8]:
            depth = 0
            while len(one[3]) < 65000:
                one, = encapsulate.inside(chance.choice(list(encapsulate.TUNNELS)), [one])
                depth += 1
            self.assertGreater(depth, 500)
            deep.append(one)
        encapsulate.write(self.path, deep, 1 << 18)
        records = command(self.path)
        self.assertEqual([record["ike_messages"] for record in records if record["type"] == "capture"], [0])
        self.assertEqual([record["packets"] for record in records if record["type"] == "capture"], [len(deep)])


if __name__ == "__main__":
    unittest.main()
