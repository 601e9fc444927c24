#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures and key files: every way in gives the same, and what cannot be read is said while the rest goes on."""
import gzip
import json
import os
import struct
import subprocess
import threading
import time
import unittest

import command
from command import REFUSED, UP, pcap, run, without_name, zstandard

PLAIN = next(UP.glob("capture.*"))
KEYS = ("-k", UP / "keys")
JSON = ("-f", "json")


def packets(path):
    """(seconds, IPv4 packet) of an Ethernet capture, little-endian pcap."""
    content = path.read_bytes()
    at = 24
    while at < len(content):
        seconds, _, length, _ = struct.unpack_from("<IIII", content, at)
        yield seconds, content[at + 16 + 14:at + 16 + length]
        at += 16 + length


def fragments(packet, size, identification):
    """The IPv4 packet in fragments of size octets of payload, RFC 791 section 3.2."""
    payload = packet[20:struct.unpack_from(">H", packet, 2)[0]]
    for at in range(0, len(payload), size):
        part = payload[at:at + size]
        word = at // 8 | (0x2000 if at + size < len(payload) else 0)
        yield packet[:2] + struct.pack(">HHH", 20 + len(part), identification, word) + packet[8:20] + part


class Input(command.Case):
    def test_lying_snap_length(self):
        """A file holds more of its packets than its header says: all of that is read, in both byte orders."""
        octets = (UP / "capture.pcap").read_bytes()
        self.assertEqual(octets[:4], bytes.fromhex("d4c3b2a1"))
        turned = b"".join(octets[at:at + 4][::-1] for at in range(0, 4, 4)) + octets[4:6][::-1] + octets[6:8][::-1]
        turned += b"".join(octets[at:at + 4][::-1] for at in range(8, 24, 4))
        at = 24
        while at < len(octets):
            length = int.from_bytes(octets[at + 8:at + 12], "little")
            turned += b"".join(octets[at + word:at + word + 4][::-1] for word in range(0, 16, 4))
            turned += octets[at + 16:at + 16 + length]
            at += 16 + length
        whole = [record for record in run("-f", "json", UP / "capture.pcap").records if record["type"].startswith("phase")]
        self.assertTrue(whole)
        for name, lie in (("little", octets[:16] + bytes([60, 0, 0, 0]) + octets[20:]),
                          ("big", turned[:16] + bytes([0, 0, 0, 60]) + turned[20:]), ("honest", turned)):
            told = run("-f", "json", self.store(f"{name}.pcap", lie)).records
            told = [record for record in told if record["type"].startswith("phase")]
            self.assertEqual([{**record, "file": None} for record in told], [{**record, "file": None} for record in whole], name)

    def test_every_way_in_gives_the_same(self):
        content = PLAIN.read_bytes()
        expected = without_name(run(*JSON, *KEYS, PLAIN).records)
        self.assertEqual([r["outcome"] for r in expected if r["type"] == "phase2"], ["established"])
        for name, packed in (
            ("named.txt", content),
            ("c.pcap.gz", gzip.compress(content)),
            ("members.gz", gzip.compress(content[:333]) + gzip.compress(content[333:])),
            ("padded.gz", gzip.compress(content) + bytes(70000)),  # as gzip(1) takes it
            ("c.pcap.zst", zstandard(content)),
        ):
            with self.subTest(name):
                path = self.store(name, packed)
                self.assertEqual(without_name(run(*JSON, *KEYS, path).records), expected)
                self.assertEqual(without_name(run(*JSON, *KEYS, "-", input=packed).records), expected)
                with open(path, "rb") as file:
                    self.assertEqual(without_name(run(*JSON, *KEYS, "-", stdin=file).records), expected)
        self.assertEqual(run(*JSON, "-", input=content).of("capture")[0]["file"], "-")

    def test_standard_input_is_read_from_where_it_stands(self):
        path = self.store("offset", b"line\n" + PLAIN.read_bytes())
        with open(path, "rb", buffering=0) as file:
            file.read(5)
            self.assertEqual(run(*JSON, *KEYS, "-", stdin=file).status, 0)

    def test_pipes_that_do_not_block(self):
        """What another process has set stays so for all that have the pipe: waiting is the reader's, and the writer's."""
        content = PLAIN.read_bytes()
        expected = without_name(run(*JSON, *KEYS, PLAIN).records)
        lines = run(*JSON, REFUSED).out
        for arguments, octets, told in (((*JSON, *KEYS, "-"), content, expected), (("-q", "--summarize"), lines, None)):
            reading, writing = os.pipe()
            ours, theirs = os.pipe()
            os.set_blocking(reading, False)
            os.set_blocking(theirs, False)
            with subprocess.Popen(command.argv(*arguments), stdin=reading, stdout=theirs) as process:
                os.close(reading)
                os.close(theirs)
                for at in range(0, len(octets), len(octets) // 4 + 1):
                    os.write(writing, octets[at:at + len(octets) // 4 + 1])
                    time.sleep(0.02)  # so that nothing is there at times; the result is the same without
                os.close(writing)
                with open(ours, "rb") as file:
                    out = file.read()
                self.assertIn(process.wait(), (0, 1))
            if told:
                self.assertEqual(without_name([json.loads(line) for line in out.splitlines()]), told)
            else:
                self.assertEqual(out, run("-q", REFUSED).out)

    def test_output_waits_for_its_reader(self):
        """More than a pipe holds."""
        ours, theirs = os.pipe()
        os.set_blocking(theirs, False)
        with subprocess.Popen(command.argv(*JSON, command.CAPTURES), stdout=theirs) as process:
            os.close(theirs)
            time.sleep(0.2)  # likewise
            with open(ours, "rb") as file:
                out = file.read()
            self.assertEqual(process.wait(), 1)
        self.assertEqual(out, run(*JSON, command.CAPTURES).out)
        self.assertGreater(len(out), 1 << 18)

    def test_fifo(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        thread = threading.Thread(target=fifo.write_bytes, args=(PLAIN.read_bytes(),))
        thread.start()
        self.assertEqual(without_name(run(*JSON, fifo).records), without_name(run(*JSON, PLAIN).records))
        thread.join()

    def test_directory(self):
        for name, source in (("b/x", UP), ("a.txt", REFUSED), ("c/d/e", UP)):
            self.store(name, next(source.glob("capture.*")).read_bytes())
        self.store("b/notes", b"no capture")
        self.store("b/keys.gz", gzip.compress(b"no capture"))
        (self.folder / "c" / "loop").symlink_to("..")
        result = run(*JSON, self.folder)
        files = [record["file"] for record in result.of("capture")]
        self.assertEqual(files, [str(self.folder / name) for name in ("a.txt", "b/x", "c/d/e")])
        self.assertEqual(result.out, run(*JSON, *files).out)
        self.assertEqual(result.err, b"")

    def test_what_lies_beside_captures_is_said_once(self):
        for number in range(2):
            folder = self.folder / f"site{number}"
            folder.mkdir()
            (folder / "capture.pcap").write_bytes(next(UP.glob("capture.*")).read_bytes())
            (folder / "router.cfg").write_text("hostname R\ncrypto isakmp policy 10\n encr aes\n")
            (folder / "router.log").write_text("*Mar  1 00:00:01.000: ISAKMP:(0):beginning Main Mode exchange\n")
            (folder / "notes").write_text("We asked the provider.\n")
        config, log = self.folder / "site0" / "router.cfg", self.folder / "site0" / "router.log"
        def beside(*arguments):
            return [line for line in run("-v", *arguments).complaints if "beside the captures" in line]

        self.assertEqual(beside(self.folder),
                         ["iketriage: note: beside the captures, and not judged with them: "
                          f"2 configurations (-c {config}, ...) and 2 logs (-l {log}, ...)"])
        self.assertNotIn("-l ", beside("-l", log, self.folder)[0])
        self.assertEqual(beside("-l", log, "-c", config, self.folder), [])
        self.assertEqual(beside(self.folder / "site0" / "capture.pcap"), [])
        self.assertEqual(run(self.folder).err, b"")  # where nobody sits at a terminal

    def test_networks_that_no_key_opens(self):
        """A reader without keys is told that they are missing, one with keys is told what they are."""
        self.assertIn(b"UP: networks unknown (encrypted)", run(UP / "capture.pcap").out)
        self.assertNotIn(b"networks unknown", run("-k", UP / "keys", UP / "capture.pcap").out)

    def test_order_is_the_one_given(self):
        result = run(*JSON, REFUSED, UP, REFUSED)
        self.assertEqual([os.path.basename(os.path.dirname(r["file"])) for r in result.of("capture")],
                         [REFUSED.name, UP.name, REFUSED.name])

    def test_what_cannot_be_read(self):
        empty = self.folder / "empty"
        empty.mkdir()
        (empty / "notes").write_text("no capture")
        for path, text in (
            (self.folder / "missing", "missing: No such file or directory"),
            (self.store("other", b"\1not a capture\n"), "other: not a capture"),
            (self.store("nothing", b""), "nothing: not a capture"),
            (self.store("short", PLAIN.read_bytes()[:10]), "short: "),
            (self.store("wlan", pcap([], link=105)), "wlan: link type IEEE802_11 (DLT 105, 802.11) is not handled"),
            (empty, "empty: no capture in this directory"),
            (PLAIN / "below", "below: Not a directory"),
        ):
            with self.subTest(text):
                result = run(*JSON, path, PLAIN)
                self.assert_trouble(result, text)
                self.assertEqual([record["file"] for record in result.of("capture")], [str(PLAIN)])
                self.assertEqual(result.of("summary")[0]["captures"], 1)
                self.assertEqual(len(result.complaints), 1)

    def test_a_large_window_of_zstandard(self):
        """RFC 8878 section 3.1.1.1.2: 128 MiB, which zstd takes too, and twice that; nothing is damaged."""
        packed = zstandard(PLAIN.read_bytes())
        self.assertEqual(run(self.store("128", packed[:5] + b"\x88" + packed[6:])).status, 0)
        self.assert_trouble(run(self.store("256", packed[:5] + b"\x90" + packed[6:])),
                            "want more than 128 MiB of memory: unpack them with zstd -d --long=31")

    @unittest.skipIf(os.geteuid() == 0, "everything is readable for root")
    def test_unreadable(self):
        path = self.store("secret/c.pcap", PLAIN.read_bytes())
        path.chmod(0)
        for name in (path, path.parent):
            self.assert_trouble(run(name), "c.pcap: Permission denied")

    def test_cut_capture(self):
        content = PLAIN.read_bytes()
        whole = run(*JSON, PLAIN).of("capture")[0]
        for name, cut, text in (
            ("cut.pcap", content[:-1], "ends in the middle of a packet"),
            ("cut.gz", gzip.compress(content[:-1]), "ends in the middle of a packet"),
            ("cut2.gz", gzip.compress(content)[:-20], "the compressed data end too early"),
            ("cut.zst", zstandard(content)[:-1], "the compressed data end too early"),
        ):
            with self.subTest(name):
                result = run(*JSON, self.store(name, cut))
                self.assert_trouble(result, text)
                self.assertEqual(result.of("summary")[0]["captures"], 1)
                if name == "cut.pcap":
                    read = result.of("capture")[0]["packets"]
                    self.assertEqual(read, whole["packets"] - 1)
                    self.assertIn(f"after {read} packets", result.complaints[0])
                    self.assertEqual(len(result.of("phase1")), 1)

    def test_names_are_escaped(self):
        self.assert_trouble(run("a\x1b[31m\nb"), r"iketriage: a\x1b[31m\x0ab: No such file")

    def test_filter_keeps_frame_numbers(self):
        result = run(*JSON, "--messages", "--filter", "udp[8:4] != 0 and udp[26] = 32", PLAIN)
        frames = [message["frame"] for message in result.of("message")]
        expected = [m["frame"] for m in run(*JSON, "--messages", PLAIN).of("message") if m["name"].startswith("quick")]
        self.assertEqual(frames, expected)
        self.assertEqual(result.of("capture")[0]["packets"], len(expected))
        self.assert_trouble(run("--filter", "inbound", PLAIN), "the filter does not fit this capture")

    def test_peers(self):
        everybody = run(*JSON, PLAIN).of("phase1")
        address = everybody[0]["initiator"]["address"]
        for peers, expected in (
            (["-p", address], everybody),
            (["-p", address + "/32"], everybody),
            (["-p", "0.0.0.0/0"], everybody),
            (["-p", "192.0.2.99", "-p", address], everybody),
            (["-p", "192.0.2.99"], []),
            (["-p", "::/0"], []),
        ):
            self.assertEqual(run(*JSON, *peers, PLAIN).of("phase1"), expected)

    def test_capture_without_ike(self):
        arp = bytes.fromhex("ffffffffffff 020000000001 0806 0001 0800 06 04 0001".replace(" ", "")) + bytes(20)
        result = run(*JSON, self.store("arp", pcap([(1700000000, arp), (1700000002, arp)])))
        self.assertEqual((result.status, result.err), (0, b""))
        capture = result.of("capture")[0]
        self.assertEqual(capture["packets"], 2)
        self.assertEqual(capture["ike_messages"], 0)
        self.assertEqual(capture["first_time"], "2023-11-14T22:13:20.000000Z")
        self.assertEqual(capture["last_time"], "2023-11-14T22:13:22.000000Z")

    def test_fragments(self):
        """A capture whose every packet comes in fragments, the last one first, says what the packets say."""
        whole = [(seconds, packet) for seconds, packet in packets(PLAIN)]
        pieces, ends = [], []
        for number, (seconds, packet) in enumerate(whole):
            pieces += [(seconds, piece) for piece in reversed(list(fragments(packet, 64, number)))]
            ends.append(len(pieces))
        expected = run(*JSON, "--messages", *KEYS, self.store("whole", pcap(whole, link=101)))
        result = run(*JSON, "--messages", *KEYS, self.store("pieces", pcap(pieces, link=101)))
        self.assertEqual((result.status, result.err), (0, b""))
        self.assertEqual([message["frame"] for message in result.of("message")],
                         [ends[message["frame"] - 1] for message in expected.of("message")])
        for ours, theirs in zip(result.of("message"), expected.of("message")):
            self.assertEqual((ours["name"], ours["decryption"], ours["payloads"]),
                             (theirs["name"], theirs["decryption"], theirs["payloads"]))
        self.assertEqual(result.of("phase2")[0]["outcome"], "established")
        # One is missing: the rest is read, and the gap is told.
        result = run(*JSON, *KEYS, self.store("missing", pcap(pieces[:-2] + pieces[-1:], link=101)))
        self.assertEqual(len(result.of("phase1")), 1)
        self.assertEqual(result.complaints, [
            f"iketriage: {self.folder}/missing: 1 IKE message came in IP fragments that were not all captured whole; "
            "only the beginning was read"])

    def test_fragments_are_told(self):
        ip = bytes.fromhex("45000024 00012000 40110000 c0000201 c6336402".replace(" ", ""))
        udp = bytes.fromhex("01f401f4 04080000 0102030405060708".replace(" ", ""))
        second = ip[:5] + b"\2" + ip[6:]
        result = run(*JSON, self.store("fragment", pcap([(1700000000, ip + udp), (1700000001, second + udp)], link=101)))
        self.assertIn("fragment: 2 IKE messages came in IP fragments", result.err.decode())
        self.assertNotEqual(result.status, 2)

    def test_ports_of_others(self):
        """Messages that move to other ports are followed by their cookies; those of unknown cookies are none of ours."""
        def move(packet):
            return packet[:20] + struct.pack(">HH", 40500, 40500) + packet[24:]

        whole = [(seconds, packet) for seconds, packet in packets(PLAIN)]
        expected = run(*JSON, "--messages", *KEYS, self.store("whole", pcap(whole, link=101)))
        moved = whole[:2] + [(seconds, move(packet)) for seconds, packet in whole[2:]]
        result = run(*JSON, "--messages", *KEYS, self.store("moved", pcap(moved, link=101)))
        self.assertEqual([(m["frame"], m["name"], m["decryption"]) for m in result.of("message")],
                         [(m["frame"], m["name"], m["decryption"]) for m in expected.of("message")])
        self.assertEqual(result.of("phase2")[0]["outcome"], "established")
        moved = [(seconds, move(packet)) for seconds, packet in whole]
        self.assertEqual(run(*JSON, self.store("unknown", pcap(moved, link=101))).of("capture")[0]["ike_messages"], 0)

    def test_streams_of_a_live_pipe(self):
        """What is known of a pipe comes before the pipe ends."""
        with subprocess.Popen(command.argv(*JSON, "--messages", "-"), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            timer = threading.Timer(60, process.kill)
            timer.start()
            process.stdin.write(PLAIN.read_bytes())
            process.stdin.flush()
            self.assertEqual(json.loads(process.stdout.readline())["name"], "main1")
            process.stdin.close()
            self.assertEqual(json.loads(process.stdout.read().splitlines()[-1])["type"], "summary")
            timer.cancel()


class Keys(command.Case):
    def test_missing(self):
        result = run(*JSON, "-k", self.folder / "none", *KEYS, PLAIN)
        self.assert_trouble(result, "none: No such file or directory")
        self.assertEqual(result.of("phase1")[0]["decryption"], "verified")

    def test_malformed_line(self):
        keys = self.store("keys", b"\n: PSK \"cisco123secret\n" + (UP / "keys").read_bytes())
        result = run(*JSON, "-k", keys, PLAIN)
        self.assert_trouble(result, f"iketriage: {keys}:2: ")
        self.assertNotIn("cisco123secret", result.err.decode())
        self.assertEqual(result.of("phase1")[0]["decryption"], "verified")

    def test_pipes(self):
        content = (UP / "keys").read_bytes()
        expected = without_name(run(*JSON, *KEYS, PLAIN).records)[-1]
        result = run(*JSON, "-k", "-", PLAIN, input=content)
        self.assertEqual(without_name(result.records)[-1], expected)
        self.assertEqual(result.of("phase1")[0]["decryption"], "verified")
        reading, writing = os.pipe()
        os.write(writing, content)
        os.close(writing)
        result = run(*JSON, "-k", f"/dev/fd/{reading}", PLAIN, pass_fds=[reading])
        os.close(reading)
        self.assertEqual(result.of("phase1")[0]["decryption"], "verified")

    def test_too_large(self):
        path = self.folder / "large"
        with open(path, "wb") as file:
            file.truncate(65 << 20)
        self.assert_trouble(run("-k", path, PLAIN), "large: larger than 64 MiB")

    def test_long_file(self):
        comment = b"# " + b"x" * 77 + b"\n"
        keys = self.store("keys", comment * 10000 + (UP / "keys").read_bytes())
        self.assertEqual(run(*JSON, "-k", keys, PLAIN).of("phase1")[0]["decryption"], "verified")


if __name__ == "__main__":
    command.main()
