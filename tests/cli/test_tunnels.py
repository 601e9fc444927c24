#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every shipped capture gives inside a tunnel, and on another link, the records that it gives without one."""
import functools
import pathlib
import sys

import command
from command import CAPTURES, run, without_name

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "capture"))
import encapsulate

SUITE = {path.parent.name: packets for path in sorted(CAPTURES.glob("*/capture.pcap"))
         if (packets := encapsulate.frames(path))}


def records(path, name):
    keys = CAPTURES / name / "keys"
    result = run("-f", "json", "--messages", *(["-k", keys] if keys.is_file() else []), path)
    assert not result.err, result.err
    return without_name(result.records)


@functools.lru_cache(maxsize=None)
def expected(name):
    return records(CAPTURES / name / "capture.pcap", name)


def verdicts(found):
    """Outcomes and findings, without frames."""
    return [(record["type"], record.get("outcome"), [(finding["rule"], finding["likelihood"], finding["summary"])
                                                     for finding in record["findings"]])
            for record in found if record["type"] in ("phase1", "phase2", "capture")]


class Tunnels(command.Case):
    def inside(self, name, packets):
        path = self.folder / "tunnelled.pcap"
        encapsulate.write(path, packets)
        return records(path, name)

    def test_suite(self):
        self.assertGreater(len(SUITE), 50)
        self.assertGreater(sum(len(expected(name)) for name in SUITE), 500)

    def test_each_tunnel(self):
        """Two kinds for each capture, so that each kind gets several captures."""
        kinds = [*encapsulate.TUNNELS, *encapsulate.LINKS]
        for number, (name, packets) in enumerate(SUITE.items()):
            for tunnel in (kinds[number % len(kinds)], kinds[(number + number // len(kinds) + 1) % len(kinds)]):
                with self.subTest(capture=name, tunnel=tunnel):
                    self.assertEqual(self.inside(name, encapsulate.inside(tunnel, packets)), expected(name))

    def test_each_link(self):
        kinds = list(encapsulate.LINK_TYPES)
        for number, (name, packets) in enumerate(SUITE.items()):
            kind = kinds[number % len(kinds)]
            with self.subTest(capture=name, link=kind):
                path = self.folder / "linked.pcap"
                encapsulate.write(path, packets, link_type=kind)
                self.assertEqual(records(path, name), expected(name))

    def test_eight_tunnels_in_each_other(self):
        for name, packets in SUITE.items():
            with self.subTest(capture=name):
                self.assertEqual(self.inside(name, encapsulate.nested(packets)), expected(name))

    def test_fragments(self):
        """The tunnel's packets in fragments."""
        kinds = list(encapsulate.TUNNELS)
        for number, (name, packets) in enumerate(SUITE.items()):
            tunnel = kinds[number % len(kinds)]
            with self.subTest(capture=name, tunnel=tunnel):
                found = self.inside(name, encapsulate.in_fragments(tunnel, packets, 104 + 8 * (number % 5)))
                self.assertEqual(verdicts(found), verdicts(expected(name)))

    def test_what_is_not_read_is_said(self):
        """Nine tunnels in each other, and GRE with source routes: none of it is judged, and nobody takes it for no IKE."""
        packets = SUITE["tunnel-up"]
        for name, made in (
                ("nine", list(encapsulate.inside("GRE", encapsulate.nested(packets)))),
                ("routes", [(*rest, packet[:20] + b"\x40" + packet[21:])
                            for *rest, packet in encapsulate.inside("GRE", packets)])):
            path = self.folder / name
            encapsulate.write(path, made)
            result = run("-f", "json", path)
            self.assertEqual(result.complaints, [f"iketriage: {path}: {len(made)} packets came in tunnels that are not "
                                                 "read: not judged"])
            self.assertEqual(result.of("capture")[0]["ike_messages"], 0)


if __name__ == "__main__":
    command.main()
