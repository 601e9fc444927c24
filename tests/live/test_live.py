#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test_live.py COMMAND [RELEASE]: captures replayed on a wire give the records of the file, tunnels are told as they
change, the rights go, and every end is one with a report. RELEASE, a command without sanitizers, is tried in its
sandbox. In a network namespace of its own; skipped where none is permitted, or tcpreplay is not installed."""
import json
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import wires
from wires import CAPTURES, KEYS, Wire, Watch

import encapsulate

LONGEST = 5 * 1000000  # of the captures that are replayed in their own time
REFUSED, UP, SILENT = (CAPTURES / name / "capture.pcap" for name in ("transform-mismatch", "tunnel-up", "no-answer"))
# What names a frame or the file, and what is a time.
APART = {"file", "sha256", "frame", "frames", "number", "live", "from", "duplicate_of", "lost", "time", "ordinal",
         "first_time", "last_time", "since", "start_time", "duration_ms"}
TIMES = re.compile(r"\d[\d.,]* (ms|s|min|h)\b|\d\d:\d\d:\d\d|frames? \d+(, \d+)*( and \d+)?")

program = release = None


def plain(value):
    """Without frame numbers, times and names."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key not in APART}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return TIMES.sub("...", value) if isinstance(value, str) else value


def by_key(records):
    found = {}
    for record in records:
        kind = record["type"]
        if kind == "tunnel" and not record.get("live", {"final": True})["final"]:
            continue
        key = {"phase1": ("initiator_cookie", "responder_cookie"), "phase2": ("initiator_cookie", "message_id"),
               "tunnel": ("a", "b", "networks")}.get(kind, ())
        name = (kind, *(str(record[part].get("address") if part in "ab" else record[part]) for part in key))
        assert name not in found, name
        found[name] = plain(record)
    return found


class Live(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.wire = Wire()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def watch(self, *options, interface=None, command=None):
        watch = Watch(command or program, interface or self.wire.far, *options)
        self.addCleanup(watch.kill)
        return watch

    def triage(self, *arguments):
        done = subprocess.run([program, "-f", "json", *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def assert_same(self, live, file, but=()):
        live, file = by_key(live), by_key(file)
        self.assertEqual(sorted(live.keys() ^ file.keys()), [])
        for name, record in file.items():
            with self.subTest(name):
                for key in but:
                    record.pop(key, None)
                    live[name].pop(key, None)
                self.assertEqual(live[name], record)

    def test_the_same_as_the_file(self):
        path = wires.merged(self.folder / "merged.pcap", LONGEST)
        watch = self.watch("-f", "json", *KEYS)
        self.wire.replay(path)
        watch.end()
        file = self.triage(*KEYS, path)
        self.assertEqual(watch.returned, 1, watch.err)
        self.assert_same(watch.records, file)
        self.assertEqual(watch.err, b"")
        captured, = watch.of("capture")
        self.assertEqual(captured["live"], {"interface": self.wire.far, "lost": 0, "lost_by_interface": 0})
        self.assertEqual(captured["file"], self.wire.far)
        # The last that was told of a tunnel while it went on is what its record says in the end.
        told = {record["number"]: record for record in watch.of("tunnel")}
        last = {record["number"]: record for record in watch.of("tunnel") if not record["live"]["final"]}
        for number, record in last.items():
            self.assertEqual([record[key] for key in ("state", "cause", "where")],
                             [told[number][key] for key in ("state", "cause", "where")], record["summary"] + told[number]["summary"])
        self.assertGreater(len(last), 40)

    def test_what_the_kernel_keeps(self):
        """Every link and tunnel that is read passes its filter: the records are those of the packets as they are."""
        packets = encapsulate.frames(UP.parents[1] / "tunnel-up-ip-fragments" / "capture.pcap")
        plain_file = self.folder / "plain.pcap"
        encapsulate.write(plain_file, packets)
        expected = self.triage(*KEYS, plain_file)
        self.assertEqual([record["state"] for record in expected if record["type"] == "tunnel"], ["up"])
        ways = {"as it is": packets, **{name: encapsulate.inside(name, packets)
                                        for name in (*encapsulate.TUNNELS, *encapsulate.LINKS)}}
        watches = []
        for number, (name, inside) in enumerate(ways.items()):
            wire = Wire()
            path = self.folder / f"{number}.pcap"
            encapsulate.write(path, inside)
            watches.append((name, wire, path))
        self.assertGreater(len(watches), 20)
        for at in range(0, len(watches), 8):
            started = [(name, wire, path, self.watch("-f", "json", "--count", len(packets), *KEYS, interface=wire.far))
                       for name, wire, path in watches[at:at + 8]]
            for name, wire, path, watch in started:
                with self.subTest(name):
                    wire.replay(path, "--topspeed")
                    watch.wait()
                    self.assertEqual(watch.of("capture")[0]["packets"], len(packets))
                    self.assert_same(watch.records, expected)

    def test_llc(self):
        """IP behind LLC and SNAP, RFC 1042; other protocols behind them (a CDP, an AppleTalk) pass unread."""
        packets = [packet for _, _, kind, packet in encapsulate.frames(REFUSED) if kind == encapsulate.IPV4]
        frames = [encapsulate.MACS + struct.pack(">HIHH", len(packet) + 8, 0xAAAA0300, 0, 0x0800) + packet
                  for packet in packets]
        others = [encapsulate.MACS + struct.pack(">HIHH", 60, 0xAAAA0300, organisation, kind) + bytes(52)
                  for organisation, kind in ((0x000C, 0x2000), (0x0800, 0x809B), (0, 0x0806))]
        watch = self.watch("-f", "json")
        self.wire.replay(wires.write(self.folder / "llc.pcap", [(0, frame) for frame in others + frames]), "--topspeed")
        watch.end()
        self.assertEqual(watch.of("capture")[0]["packets"], len(frames))
        self.assertEqual(watch.of("capture")[0]["ike_messages"], len(frames))

    def test_what_the_kernel_drops(self):
        """A connection of TCP and a conversation on another port pass unread; IKE on another port is kept."""
        tcp = bytes.fromhex("450000280001000040060000c0000201c0000202" "1f9000160000000000000000500220000000" "0000")
        udp = bytes.fromhex("450000280001000040110000c0000201c0000202" "14e914e900140000") + bytes(12)
        other = [frame[:34] + bytes.fromhex("2710 2710") + frame[38:]
                 for _, frame in wires.packets(REFUSED) if frame[12:14] == b"\x08\x00"]
        noise = [encapsulate.ethernet(encapsulate.IPV4, packet) for packet in (tcp, udp) for _ in range(500)]
        path = wires.write(self.folder / "noise.pcap", [(0, frame) for frame in noise + other])
        watch = self.watch("-f", "json")
        self.wire.replay(path, "--topspeed")
        watch.end()
        self.assertEqual(watch.of("capture")[0]["packets"], len(other))

    def test_filter_of_the_user(self):
        watch = self.watch("-f", "json", "--filter", "src host 203.0.113.1")
        self.wire.replay(REFUSED, "--topspeed")
        watch.end()
        mine = sum(frame[26:30] == bytes([203, 0, 113, 1]) for _, frame in wires.packets(REFUSED))
        self.assertEqual(watch.of("capture")[0]["packets"], mine)

    def test_told_at_once(self):
        """A line when the refusal comes, long before the end, and a block; the report comes at the end."""
        watch = self.watch(*KEYS)
        self.wire.replay(REFUSED)
        told = watch.wait_for(b"tunnel 1, 203.0.113.1 > 198.51.100.1", 30)
        self.assertRegex(told, rb"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC tunnel 1, 203")
        self.assertNotIn(b"1 tunnel: 1 down", told)
        watch.end()
        self.assertIn(b"1 tunnel: 1 down", watch.out)
        self.assertEqual((watch.returned, watch.err), (1, b""))

    def test_changes(self):
        """Refused, then up, in one capture: two changes, one number, and the state that it was in."""
        watch = self.watch("-f", "json", *KEYS)
        self.wire.replay(REFUSED)
        watch.wait_for(b'"state":"down"', 30)
        packets = [(at, frame) for at, frame in wires.packets(UP)]
        ends = {packets[0][1][26:30]: bytes([203, 0, 113, 1]), packets[0][1][30:34]: bytes([198, 51, 100, 1])}
        moved = [(at, frame[:24] + bytes(2) + ends[frame[26:30]] + ends[frame[30:34]] + frame[34:40] + bytes(2) +
                  frame[42:]) for at, frame in packets if frame[12:14] == b"\x08\x00"]
        self.wire.replay(wires.write(self.folder / "moved.pcap", moved))
        watch.end()
        found = [(record["number"], record["live"]["was"], record["live"]["final"]) for record in watch.of("tunnel")]
        self.assertEqual(found[0], (1, None, False))
        self.assertTrue(found[-1][2])
        self.assertEqual(len({record["number"] for record in watch.of("tunnel") if record["networks"]}), 1)

    def test_every_end_has_a_report(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                watch = self.watch("-f", "json")
                self.wire.replay(REFUSED)
                watch.end(number)
                self.assertEqual((watch.returned, watch.err), (1, b""))
                self.assertEqual([record["type"] for record in watch.records[-2:]], ["capture", "summary"])
                self.assertEqual(watch.of("summary")[0]["tunnels"]["down"], 1)

    def test_count(self):
        watch = self.watch("-f", "json", "--count", "5")
        self.wire.replay(REFUSED)
        watch.wait()
        self.assertEqual(watch.of("capture")[0]["packets"], 5)

    def test_duration(self):
        begun = time.monotonic()
        watch = self.watch("-f", "json", "--duration", "2s").wait()
        self.assertGreaterEqual(time.monotonic() - begun, 2)
        self.assertEqual((watch.returned, watch.err), (0, b""))
        captured, = watch.of("capture")
        self.assertEqual((captured["packets"], captured["first_time"]), (0, None))

    def test_nobody_reads(self):
        """A closed pipe ends it, as it ends any other program."""
        process = subprocess.Popen([program, "-f", "json", "-i", self.wire.far], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        process.stdout.close()
        time.sleep(1)
        self.wire.replay(REFUSED)
        self.assertNotEqual(process.wait(60), 0)

    def test_into_a_file(self):
        path = self.folder / "out.json"
        os.chmod(self.folder, 0o755)
        watch = self.watch("-f", "json", "-o", path)
        self.wire.replay(REFUSED)
        for _ in range(300):
            if b'"tunnel"' in path.read_bytes():
                break
            time.sleep(0.1)
        self.assertIn(b'"type":"tunnel"', path.read_bytes())
        watch.end()
        self.assertTrue(path.read_bytes().splitlines()[-1].startswith(b'{"type":"summary"'))
        self.assertEqual(os.listdir(self.folder), ["out.json"])

    def test_all_interfaces(self):
        watch = self.watch("-f", "json", interface="any")
        self.wire.replay(REFUSED)
        watch.end()
        self.assertEqual(watch.of("summary")[0]["tunnels"]["down"], 1)

    def test_interface_goes(self):
        """Down is said, and it goes on when it is up again; an interface that is taken away ends it, with a report."""
        for command in filter(None, (program, release)):
            wire = Wire()
            watch = self.watch("-f", "json", interface=wire.far, command=command)
            subprocess.run(["ip", "link", "set", wire.far, "down"], check=True)
            watch.wait_for(b"is down or has no carrier", stream="err")
            subprocess.run(["ip", "link", "set", wire.far, "up"], check=True)
            watch.wait_for(b"is up again", stream="err")
            wire.replay(REFUSED)
            watch.wait_for(b'"state":"down"', 30)
            subprocess.run(["ip", "link", "del", wire.far], check=True)
            watch.wait()
            self.assertEqual(watch.returned, 2)
            self.assertRegex(watch.err.splitlines()[-1], rb"^iketriage: " + wire.far.encode() + rb": .*disappeared")
            self.assertEqual(watch.of("summary")[0]["tunnels"]["down"], 1)

    def test_what_cannot_be_watched(self):
        subprocess.run(["ip", "link", "set", self.wire.far, "down"], check=True)
        for interface, text in (("nowhere", b"there is no such interface; there are: any, lo"),
                                (self.wire.far, b"the interface is not up"),
                                ("\x1b[31m", b"\\x1b[31m: ")):
            with self.subTest(interface):
                watch = self.watch(interface=interface).wait()
                self.assertEqual((watch.returned, watch.out), (2, b""))
                self.assertIn(text, watch.err)
                self.assertNotIn(b"\x1b", watch.err)

    def test_without_the_right(self):
        done = subprocess.run(["setpriv", "--bounding-set=-all", "--inh-caps=-all", program, "-i", self.wire.far],
                              capture_output=True, check=False)
        if b"setpriv" in done.stderr:
            self.skipTest("no setpriv that can take rights away")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"setcap cap_net_raw,cap_net_admin=ep ", done.stderr)

    def test_rights_go(self):
        """As in the release: no capability, another user, no calls but those allowed."""
        for command in (program, release):
            if not command:
                continue
            watch = self.watch("-v", "--duration", "30", command=command)
            time.sleep(0.5)
            for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
                self.assertEqual(int(watch.status(name), 16), 0, name)
            if len(Path("/proc/self/uid_map").read_text(encoding="ascii").split()[2]) > 5:  # root is root here
                self.assertNotIn("0", watch.status("Uid").split())
            if command is release:
                self.assertEqual((watch.status("Seccomp"), watch.status("NoNewPrivs")), ("2", "1"))
            self.wire.replay(REFUSED)
            watch.end()
            self.assertEqual(watch.returned, 1)
            self.assertIn(b"note: privileges given up: user ", watch.err)
            self.assertIn(b"note: confined: ", watch.err)


if __name__ == "__main__":
    wires.enter()
    program = os.path.abspath(sys.argv.pop(1))
    if len(sys.argv) > 1 and os.path.sep in sys.argv[1]:
        release = sys.argv.pop(1)
        release = release if os.access(release, os.X_OK) else None
    unittest.main()
