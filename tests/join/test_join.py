#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test_join.py COMMAND: two places captured at once, with a router between them that translates and drops as each test
says; what left one place and never reached the other is the verdict, and certain. The second place's clock is 3 s ahead
and gains. In network namespaces of its own; skipped where none are permitted, or a tool is not installed."""
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import lab
from lab import shipped

OFFSET, DRIFT = 3.0, 50e-6
ROUTER = """hostname R2
crypto isakmp policy 10
 encr aes 256
 authentication pre-share
 group 14
crypto isakmp key secret address 10.9.1.2
crypto ipsec transform-set S esp-aes 256 esp-sha-hmac
crypto map M 10 ipsec-isakmp
 set peer 10.9.1.2
 set transform-set S
 match address T
interface GigabitEthernet0/0
 ip address 198.51.100.9 255.255.255.0
 ip access-group OUTSIDE in
 crypto map M
ip access-list extended T
 permit ip 192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255
ip access-list extended OUTSIDE
 permit tcp any any established
 permit icmp any any
ip route 0.0.0.0 0.0.0.0 198.51.100.1
"""

program = wires = None


def capture_of(packets):
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
    for when, frame in packets:
        out.append(struct.pack("<IIII", when // 1000000, when % 1000000, len(frame), len(frame)) + frame)
    return b"".join(out)


def packets_of(path):
    data, at, found = path.read_bytes(), 24, []
    while at < len(data):
        seconds, micros, captured, _ = struct.unpack_from("<IIII", data, at)
        found.append((seconds * 1000000 + micros, data[at + 16:at + 16 + captured]))
        at += 16 + captured
    return found


class Join(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def play(self, messages, speed=0.1):
        def run(wires):
            last = 0
            for when, by_a, port, payload in messages:
                time.sleep(min(when - last, 6) * speed)
                last = when
                wires.send("a" if by_a else "b", port or 500, payload, raw=port == 0)
        return run

    def record(self, messages, *drops, nat=True):
        wires.nat = nat
        wires.reset(*drops, nat=nat)
        paths = wires.record(self.folder, self.play(messages))
        lab.other_clock(paths[1], OFFSET, DRIFT)
        return paths

    def run_command(self, *arguments):
        return subprocess.run([program, *map(str, arguments)], capture_output=True, check=False)

    def join(self, *arguments):
        done = self.run_command("--join", "-f", "json", *arguments)
        self.complaints = done.stderr.decode()
        return [json.loads(line) for line in done.stdout.splitlines()]

    def tunnel(self, *arguments):
        records = self.join(*arguments)
        found = [record for record in records if record["type"] == "tunnel"]
        self.assertEqual(len(found), 1, [record["summary"] for record in found])
        self.capture, = [record for record in records if record["type"] == "capture"]
        return found[0]

    def count(self, tunnel, way, kind):
        found = [count for count in tunnel["transit"][way] if count["kind"] == kind]
        self.assertLessEqual(len(found), 1)
        return found[0] if found else None

    def assert_counts(self, tunnel, way, kind, sent, arrived):
        count = self.count(tunnel, way, kind)
        self.assertEqual((count["sent"], count["arrived"], count["lost"]), (sent, arrived, sent - arrived))
        return count

    def assert_verdict(self, tunnel, state, cause, likelihood="certain"):
        self.assertEqual((tunnel["state"], tunnel["cause"], tunnel["likelihood"]), (state, cause, likelihood),
                         tunnel["summary"])

    def assert_clock(self):
        clock = self.capture["places"][1]["clock"]
        self.assertLessEqual(abs(clock["offset_us"] - OFFSET * 1e6), clock["offset_within_us"] + 100)
        self.assertLess(clock["offset_within_us"], 5000)

    def test_all_arrives(self):
        """A tunnel that is up over a NAT: each message counts once, and who translates what is told."""
        paths = self.record(shipped("tunnel-up-nat"))
        tunnel = self.tunnel(*paths)
        self.assert_verdict(tunnel, "up", None, None)
        self.assertEqual(self.capture["ike_messages"], 9)
        self.assertEqual(self.capture["copies"], 0)
        self.assert_counts(tunnel, "a_to_b", "udp-500", 2, 2)
        self.assert_counts(tunnel, "a_to_b", "udp-4500", 3, 3)
        self.assert_counts(tunnel, "b_to_a", "udp-500", 2, 2)
        self.assert_clock()
        self.assertEqual(self.capture["places"][1]["clock"]["matched"], 9)
        translated = {(one["side"], one["kind"]): one for one in tunnel["translations"]}
        self.assertEqual(sorted(translated), [("A", "udp-4500"), ("A", "udp-500")])
        one = translated["A", "udp-500"]
        self.assertEqual((one["place"], one["seen"]), (1, {"address": lab.A, "port": 500}))
        self.assertEqual((one["other_place"], one["seen_there"]["address"]), (2, lab.OUTSIDE))
        self.assertIn(one["seen_there"]["port"], range(1024, 2048))
        self.assertEqual(tunnel["a"]["address"], lab.A)

    def test_places_in_any_order(self):
        """The other place first: its clock, its addresses, the same verdict."""
        paths = self.record(shipped("natt-4500-blocked"), "udp dport 4500")
        one, other = self.tunnel(*paths), self.tunnel(*reversed(paths))
        self.assert_verdict(one, "down", "natt-4500-blocked")
        self.assert_verdict(other, "down", "natt-4500-blocked")
        self.assertEqual((one["a"]["address"], other["a"]["address"]), (lab.A, lab.OUTSIDE))
        self.assertLess(self.capture["places"][1]["clock"]["offset_us"], -2900000)
        count = self.assert_counts(other, "a_to_b", "udp-4500", 4, 0)
        self.assertEqual((count["from_place"], count["to_place"]), (2, 1))

    def test_port_4500(self):
        paths = self.record(shipped("natt-4500-blocked"), "udp dport 4500")
        tunnel = self.tunnel(*paths)
        self.assert_verdict(tunnel, "down", "natt-4500-blocked")
        count = self.assert_counts(tunnel, "a_to_b", "udp-4500", 4, 0)
        self.assertEqual((count["lost_smallest"], count["lost_largest"], count["lost_in_fragments"]), (108, 108, 0))
        self.assert_counts(tunnel, "a_to_b", "udp-500", 2, 2)
        self.assert_clock()
        self.assertIsNone(tunnel["fix"])
        out = self.run_command("--join", *paths).stdout.decode()
        self.assertIn("CERTAIN: natt-4500-blocked", out)
        self.assertIn("A, UDP 4500: 4 left place 1, none reached place 2 (lost: 108 bytes)", out)
        self.assertRegex(out, r"2 is .*b\.pcap, frames \d+ to \d+; its\s+clock\s+is\s+3\.\d+\s+s\s+ahead")

    def test_page(self):
        """The ladder has a line for each place, and a message that is lost ends between the two."""
        paths = self.record(shipped("natt-4500-blocked"), "udp dport 4500")
        page = self.run_command("--join", "-f", "html", *paths).stdout.decode()
        self.assertIn("<h3>Between the places</h3>", page)
        self.assertIn("<li>A, UDP 4500: 4 left place 1, none reached place 2 (lost: 108 bytes)</li>", page)
        self.assertRegex(page, r"<li>place 2 is [^<]*b\.pcap, frames \d+ to \d+; its clock is 3\.\d+ s ahead")
        ladder = page[page.index("<svg"):page.index("</svg>")]
        first, second = (ladder.index(f">place {number}</text>") for number in (1, 2))
        self.assertLess(first, second)
        rungs = ladder.split("<g")[1:]
        self.assertEqual([rung.count("<circle") for rung in rungs], [2, 2, 2, 2, 1])
        self.assertIn("<td>1 alone</td>", page)
        self.assertNotIn("place 1", self.run_command("-f", "html", paths[0]).stdout.decode())

    def test_port_4500_without_nat(self):
        tunnel = self.tunnel(*self.record(shipped("natt-4500-blocked"), "udp dport 4500", nat=False))
        self.assert_verdict(tunnel, "down", "natt-4500-blocked")
        self.assertEqual(tunnel["translations"], [])

    def test_port_4500_of_the_answer(self):
        """Message 5 arrives, message 6 does not: the initiator repeats, and both are told."""
        up = shipped("tunnel-up-nat")
        fifth, sixth = up[4], up[5]
        later = [(1.0 * i + when, by_a, port, payload) for i in range(3) for when, by_a, port, payload in
                 (fifth, sixth)]
        tunnel = self.tunnel(*self.record(up[:4] + later, f"ip saddr {lab.B} udp sport 4500"))
        self.assert_verdict(tunnel, "down", "natt-4500-blocked")
        self.assert_counts(tunnel, "a_to_b", "udp-4500", 3, 3)
        self.assert_counts(tunnel, "b_to_a", "udp-4500", 3, 0)

    def test_long_message(self):
        """Dropped whole, or all fragments but the first: of that the beginning arrives."""
        for drops, nat, beginnings in ((["ip frag-off & 0x3fff != 0"], True, 0),
                                       (["ip frag-off & 0x1fff != 0"], False, 4)):
            with self.subTest(drops):
                tunnel = self.tunnel(*self.record(shipped("ike-frag-mtu"), *drops, nat=nat))
                self.assert_verdict(tunnel, "down", "ike-frag-mtu")
                count = self.assert_counts(tunnel, "a_to_b", "udp-500", 6, 2)
                self.assertEqual((count["lost_smallest"], count["lost_largest"]), (1740, 1740))
                self.assertEqual((count["lost_in_fragments"], count["beginning_arrived"]), (4, beginnings))
                self.assertLess(count["arrived_largest"], 600)

    def test_long_message_arrives(self):
        """The same messages, and nothing is dropped: whatever stops it, the path does not."""
        tunnel = self.tunnel(*self.record(shipped("ike-frag-mtu")))
        self.assert_counts(tunnel, "a_to_b", "udp-500", 6, 6)
        self.assertNotEqual(tunnel["likelihood"], "certain")

    @staticmethod
    def with_esp(name, port, senders=(True, False), packets=6):
        """The tunnel of a shipped capture, and then ESP in it: on UDP port 4500, or (0) as it is."""
        messages = list(shipped(name))
        spi = {True: b"\x11\x22\x33\x44", False: b"\x55\x66\x77\x88"}
        for number in range(1, packets + 1):
            for by_a in senders:
                messages.append((messages[-1][0] + 0.2, by_a, port, spi[by_a] + struct.pack(">I", number) + bytes(80)))
        return messages

    def test_esp(self):
        """One way is dropped, the other one passes; told for either."""
        for name, port in (("tunnel-up", 0), ("tunnel-up-nat", 4500)):
            for source, way, other in ((lab.A, "a_to_b", "b_to_a"), (lab.B, "b_to_a", "a_to_b")):
                with self.subTest((name, way)):
                    drop = f"ip saddr {source} " + ("udp sport 4500 @th,64,32 != 0" if port else "ip protocol esp")
                    tunnel = self.tunnel(*self.record(self.with_esp(name, port), drop, nat=port != 0))
                    self.assert_verdict(tunnel, "degraded", "esp-blocked")
                    self.assertEqual(tunnel["where"], "traffic")
                    self.assert_counts(tunnel, way, "esp", 6, 0)
                    self.assert_counts(tunnel, other, "esp", 6, 6)
                    self.assert_clock()

    def test_esp_both_ways(self):
        tunnel = self.tunnel(*self.record(self.with_esp("tunnel-up", 0), "ip protocol esp", nat=False))
        self.assert_verdict(tunnel, "degraded", "esp-blocked")
        self.assert_counts(tunnel, "a_to_b", "esp", 6, 0)
        self.assert_counts(tunnel, "b_to_a", "esp", 6, 0)

    def test_esp_without_an_answer(self):
        """Nothing comes back, for what was asked never arrived: that is what is told."""
        messages = self.with_esp("tunnel-up", 0, senders=(True,))
        tunnel = self.tunnel(*self.record(messages, "ip protocol esp", nat=False))
        self.assert_verdict(tunnel, "degraded", "esp-blocked")
        tunnel = self.tunnel(*self.record(messages, nat=False))
        self.assertNotEqual(tunnel["likelihood"], "certain")
        self.assert_counts(tunnel, "a_to_b", "esp", 6, 6)

    def test_esp_arrives(self):
        for name, port in (("tunnel-up", 0), ("tunnel-up-nat", 4500)):
            with self.subTest(name):
                tunnel = self.tunnel(*self.record(self.with_esp(name, port), nat=port != 0))
                self.assert_verdict(tunnel, "up", None, None)
                self.assertEqual([tunnel["esp"][way]["packets"] for way in ("a_to_b", "b_to_a")], [6, 6])
                self.assert_counts(tunnel, "b_to_a", "esp", 6, 6)

    def test_filter_of_the_router(self):
        """What its access list drops arrives in front of it: the list is the cause, for certain. One place alone says
        less, and so does a list that permits it."""
        messages = [(i * 1.0, True, 500, shipped("no-answer")[0][3]) for i in range(4)]
        paths = self.record(messages, nat=False)
        config = self.folder / "r2.cfg"
        config.write_text(ROUTER, encoding="ascii")
        self.assert_verdict(self.tunnel("-c", config, *paths), "down", "acl-on-outside")
        done = self.run_command("-f", "json", "-c", config, paths[0])
        alone = [json.loads(line) for line in done.stdout.splitlines() if b'"type":"tunnel"' in line]
        self.assertNotEqual([(one["cause"], one["likelihood"]) for one in alone], [("acl-on-outside", "certain")])
        config.write_text(ROUTER.replace(" permit icmp any any", " permit udp any any\n permit esp any any"),
                          encoding="ascii")
        self.assertNotEqual(self.tunnel("-c", config, *paths)["cause"], "acl-on-outside")

    # ---- What is not certain. ----

    def test_one_sending(self):
        messages = shipped("natt-4500-blocked")[:5]
        tunnel = self.tunnel(*self.record(messages, "udp dport 4500"))
        self.assert_counts(tunnel, "a_to_b", "udp-4500", 1, 0)
        self.assertNotEqual(tunnel["likelihood"], "certain")
        self.assertIn(("natt-4500-blocked", "probable"),
                      [(finding["rule"], finding["likelihood"]) for finding in tunnel["findings"]])

    def test_some_get_through(self):
        """Three of four are lost: that is no port that is blocked."""
        paths = self.record(shipped("natt-4500-blocked"))
        packets = packets_of(paths[1])
        on_4500 = [packet for packet in packets if packet[1][36:38] == b"\x11\x94"]
        self.assertEqual(len(on_4500), 4)
        paths[1].write_bytes(capture_of([packet for packet in packets if packet not in on_4500[:3]]))
        tunnel = self.tunnel(*paths)
        self.assert_counts(tunnel, "a_to_b", "udp-4500", 4, 1)
        self.assertNotIn(("natt-4500-blocked", "certain"),
                         [(finding["rule"], finding["likelihood"]) for finding in tunnel["findings"]])

    def test_a_peer_that_is_silent(self):
        """The same messages, and all arrive: not the path."""
        tunnel = self.tunnel(*self.record(shipped("natt-4500-blocked")))
        self.assert_counts(tunnel, "a_to_b", "udp-4500", 4, 4)
        self.assertNotEqual(tunnel["likelihood"], "certain")

    def test_a_capture_that_ended(self):
        """What the place misses later it had seen before: it was not there any more, and nothing is lost for that."""
        blocked = shipped("natt-4500-blocked")
        again = [(when + 12, by_a, port, b"\x77" * 8 + payload[8:]) for when, by_a, port, payload in blocked[:1]]
        paths = self.record(blocked + again, "udp dport 4500")
        packets = packets_of(paths[1])
        kept = [packet for packet in packets if b"\x77" * 8 not in packet[1]]
        kept = kept[:1 + max(i for i, packet in enumerate(kept) if packet[1][12:14] == b"\x08\x00")]
        paths[1].write_bytes(capture_of(kept))
        for tunnel in [record for record in self.join(*paths) if record["type"] == "tunnel"]:
            self.assertNotEqual(tunnel["likelihood"], "certain", tunnel["summary"])

    def test_a_capture_that_began_late(self):
        paths = self.record(shipped("tunnel-up-nat"))
        packets = packets_of(paths[1])
        paths[1].write_bytes(capture_of(packets[-3:]))
        tunnel = self.tunnel(*paths)
        self.assertEqual(tunnel["state"], "up")
        for way in tunnel["transit"].values():
            self.assertEqual([count["lost"] for count in way], [0] * len(way))

    def test_one_direction_at_one_place(self):
        """A mirror that shows one direction only loses nothing of the other one."""
        paths = self.record(shipped("tunnel-up-nat"))
        address = bytes(map(int, lab.OUTSIDE.split(".")))
        paths[1].write_bytes(capture_of([packet for packet in packets_of(paths[1]) if packet[1][26:30] == address]))
        tunnel = self.tunnel(*paths)
        self.assertEqual((tunnel["state"], tunnel["cause"]), ("up", None))

    def test_each_frame_twice(self):
        """A mirror of two ports: the verdict is that of the frames once."""
        paths = self.record(shipped("natt-4500-blocked"), "udp dport 4500")
        for path in paths:
            path.write_bytes(capture_of([(when + 20 * i, frame) for when, frame in packets_of(path)
                                         for i in range(2)]))
        tunnel = self.tunnel(*paths)
        self.assert_verdict(tunnel, "down", "natt-4500-blocked")
        self.assert_counts(tunnel, "a_to_b", "udp-4500", 4, 0)
        self.assert_counts(tunnel, "a_to_b", "udp-500", 2, 2)

    def test_the_same_place(self):
        """One capture under two names: nothing is lost, and which comes first nobody knows."""
        paths = self.record(shipped("natt-4500-blocked"), "udp dport 4500")
        paths[1].write_bytes(paths[0].read_bytes())
        tunnel = self.tunnel(*paths)
        self.assertEqual(tunnel["transit"], {"a_to_b": [], "b_to_a": []})
        self.assertNotEqual(tunnel["likelihood"], "certain")

    # ---- The command. ----

    def test_nothing_in_common(self):
        captures = [lab.CAPTURES / name / "capture.pcap" for name in ("tunnel-up", "no-answer")]
        records = self.join(*captures)
        self.assertIn("no datagram of it was seen in another place", self.complaints)
        self.assertEqual(len([record for record in records if record["type"] == "tunnel"]), 2)
        self.assertIsNone(records[-2]["places"][1]["clock"])

    def test_bad_usage(self):
        one = lab.CAPTURES / "tunnel-up" / "capture.pcap"
        for arguments, text in (([one], "--join wants 2 to 8 captures"), (["--stitch", one, one], "--join and --stitch"),
                                ([one, "-"], "standard input cannot be one"),
                                ([one, one, self.folder / "none"], "none")):
            with self.subTest(text):
                done = self.run_command("--join", *arguments)
                self.assertEqual(done.returncode, 2)
                self.assertIn(text, done.stderr.decode())

    def test_drift(self):
        """Ten minutes of one capture, by two clocks of which one gains; over 10 ms there and 30 ms back."""
        path = lab.CAPTURES / "stale-sa-silent" / "capture.pcap"
        packets = packets_of(path)
        for drift in (80e-6, -120e-6, 0):
            there = []
            for when, frame in packets:
                out = bytearray(frame)
                out[22] -= 1
                delay = 10000 if frame[26:30] == packets[0][1][26:30] else -30000
                there.append((round(when + delay + 3e6 + (when - packets[0][0]) * drift), bytes(out)))
            second = self.folder / "second.pcap"
            second.write_bytes(capture_of(sorted(there)))
            tunnels = [record for record in self.join(path, second) if record["type"] in ("tunnel", "capture")]
            clock = tunnels[-1]["places"][1]["clock"]
            self.assertLess(abs(clock["drift_ppb"] - drift * 1e9), clock["drift_within_ppb"] + 1000, clock)
            self.assertLess(abs(clock["offset_us"] - 3e6), clock["offset_within_us"] + 1000, clock)
            self.assertIn(clock["offset_within_us"], range(19000, 21000))


if __name__ == "__main__":
    lab.enter()
    program = os.path.abspath(sys.argv.pop(1))
    wires = lab.Lab()
    try:
        done = unittest.main(exit=False)
    finally:
        wires.close()
    sys.exit(not done.result.wasSuccessful())
