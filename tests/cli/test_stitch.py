#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pieces of one capture, as a ring buffer leaves them: whatever their order, kind and overlap, they give the JSON of the
whole, which is the second source here; but for the names of the files."""
import gzip
import json
import os
import random
import resource
import struct
import threading
import unittest

import command
from command import REFUSED, UP, pcap, run, zstandard
from test_ways_in import FILES, JSON, MICROSECONDS, PCAPNG, pcapng

IDLE = bytes(60)  # an Ethernet frame of nothing


def records_of(content):
    """A pcap file's header, and its records."""
    order = "<" if struct.unpack("<I", content[:4])[0] == MICROSECONDS else ">"
    at, found = 24, []
    while at < len(content):
        size = 16 + struct.unpack_from(order + "I", content, at + 8)[0]
        found.append(content[at:at + size])
        at += size
    return content[:24], found


def head_of_time(record):
    """The packet at the beginning of an hour."""
    return struct.pack("<II", 1_700_000_000, 0) + record[8:]


def without_names(value):
    """Records without what names a file."""
    if isinstance(value, list):
        return [without_names(item) for item in value]
    if isinstance(value, dict):
        return {key: without_names(item) for key, item in value.items() if key not in ("file", "sha256", "pieces")}
    return value


class Pieces(command.Case):
    def cut(self, content, cuts, repeated=0, packings=(bytes,), names=None):
        """Files of the pieces between cuts; each begins again with the last so many packets of the one before."""
        head, records = records_of(content)
        paths = []
        for i, (begin, end) in enumerate(zip([0, *cuts], [*cuts, len(records)])):
            piece = head + b"".join(records[max(0, begin - repeated):end])
            name = names[i] if names else f"{(i * 7919) % 1000:03}-{i}"
            paths.append(self.store(name, packings[i % len(packings)](piece)))
        return paths

    def same(self, paths, whole, *arguments):
        result = run(*(arguments or JSON), "--stitch", *paths)
        self.assertEqual(without_names(result.records), without_names(whole))
        return result


class EveryCapture(Pieces):
    def check(self, files, repeated, packings):
        draw = random.Random(repeated + 1)
        done = 0
        for path in files:
            content = path.read_bytes()
            if content.startswith(PCAPNG):
                continue
            count = len(records_of(content)[1])
            cuts = sorted(draw.sample(range(1, count), min(count - 1, draw.randint(1, 4))))
            with self.subTest(path.parent.name, cuts=cuts):
                paths = self.cut(content, cuts, repeated, packings)
                draw.shuffle(paths)
                self.same(paths, run(*JSON, path).records)
                done += 1
        self.assertGreater(done, 35)

    def test_cut_anywhere(self):
        self.check(FILES[::2], 0, (bytes,))

    def test_with_packets_repeated_and_of_every_kind(self):
        self.check(FILES[1::2], 3, (pcapng, gzip.compress, zstandard, bytes))


class Order(Pieces):
    CONTENT = next(UP.glob("capture.*")).read_bytes()
    CUTS = (2, 4, 7)

    def setUp(self):
        super().setUp()
        self.whole = run(*JSON, self.store("whole", self.CONTENT)).records

    def test_the_same_for_every_number_of_jobs(self):
        paths = self.cut(self.CONTENT, self.CUTS)
        outs = {run(*JSON, "-j", jobs, "--stitch", *order).out for jobs in "1248" for order in (paths, paths[::-1])}
        self.assertEqual(len(outs), 1)

    def test_a_folder(self):
        self.cut(self.CONTENT, self.CUTS, names=[f"ring/{i}" for i in "dacb"])
        self.same([self.folder / "ring"], self.whole)

    def test_pieces_that_overlap_are_merged(self):
        """Two interfaces captured at one time: each packet in its turn."""
        head, records = records_of(self.CONTENT)
        paths = [self.store(str(i), head + b"".join(records[i::3])) for i in range(3)]
        self.same(paths, self.whole)

    def test_all_of_it_twice(self):
        paths = self.cut(self.CONTENT, self.CUTS) + [self.store("again", self.CONTENT)]
        capture = self.same(paths, self.whole).of("capture")[0]
        self.assertEqual(sum(piece["repeated"] for piece in capture["pieces"]), self.whole[-2]["packets"])

    def test_a_packet_that_one_piece_has_twice_is_two(self):
        """A mirror of both ports shows each packet twice; with one piece more it is not four times."""
        head, records = records_of(self.CONTENT)
        doubled = head + b"".join(record * 2 for record in records)
        whole = run(*JSON, self.store("doubled", doubled)).records
        self.assertGreater(whole[-2]["copies"], 0)
        self.same(self.cut(doubled, (8, 20), repeated=4), whole)

    def test_more_packets_of_one_time_than_are_held_against_each_other(self):
        """Where a clock has no more than seconds: what comes again unnoticed is told by the engine, and judged as one."""
        head, records = records_of(self.CONTENT)
        for others, noticed in ((100, True), (1100, False)):
            fill = [struct.pack("<IIII", 0, 0, 60, 60) + struct.pack(">HHI", 0, 0, i) + bytes(52) for i in range(others)]
            at_once = head + b"".join(head_of_time(record) for record in [*records, *fill])
            whole = run("-f", "json", self.store("whole", at_once))
            stitched = run("-f", "json", "--stitch", self.store("one", at_once), self.store("two", at_once))
            self.assertEqual(without_names(stitched.of("tunnel")), without_names(whole.of("tunnel")))
            self.assertEqual(stitched.of("capture")[0]["pieces"][1]["repeated"] == len(records) + others, noticed)
            self.assertEqual(stitched.of("capture")[0]["copies"] > 0, not noticed)

    def test_the_same_octets_at_another_time_are_another_packet(self):
        paths = [self.store(str(i), pcap([(second, IDLE) for second in range(i, 40, 2)])) for i in range(2)]
        capture = run(*JSON, "--stitch", *paths).of("capture")[0]
        self.assertEqual(capture["packets"], 40)

    def test_frames_are_found_in_their_piece(self):
        """first_frame of the whole is the piece's own first_number."""
        for repeated in (0, 2):
            with self.subTest(repeated=repeated):
                capture = run(*JSON, "--stitch", *self.cut(self.CONTENT, self.CUTS, repeated)).of("capture")[0]
                found = [(piece["first_frame"], piece["first_number"], piece["last_frame"], piece["repeated"])
                         for piece in capture["pieces"]]
                ends = [*self.CUTS, len(records_of(self.CONTENT)[1])]
                self.assertEqual(found, [(begin + 1, 1 + (repeated if begin else 0), end, repeated if begin else 0)
                                         for begin, end in zip([0, *self.CUTS], ends)])

    def test_frames_that_a_filter_refuses_count(self):
        paths = self.cut(self.CONTENT, self.CUTS)
        arguments = (*JSON, "--filter", "udp and src 203.0.113.1")
        self.same(paths, run(*arguments, self.store("whole", self.CONTENT)).records, *arguments)

    def test_pipes(self):
        head, records = records_of(self.CONTENT)
        pipes = [self.folder / str(i) for i in range(2)]
        for i, pipe in enumerate(pipes):
            os.mkfifo(pipe)
            content = head + b"".join(records[:5] if i else records[5:])
            threading.Thread(target=pipe.write_bytes, args=(content,), daemon=True).start()
        self.same(pipes, self.whole)

    def test_text_says_which_frames_are_where(self):
        paths = self.cut(self.CONTENT, self.CUTS, repeated=2)
        lines = run("--stitch", *paths).out.decode().splitlines()
        self.assertRegex(lines[0], r"^1 tunnel: 1 up\. .*/000-0 and 3 more")
        self.assertTrue(any("000-0, frames 1 to 2" in line for line in lines), lines)

    def test_more_pieces_than_files_may_be_open(self):
        head, _ = records_of(self.CONTENT)
        begin = struct.unpack_from("<I", self.CONTENT, 24)[0] - 5000
        for i in range(2000):
            self.store(f"many/{(i * 7919) % 2000:04}", pcap([(begin + i, IDLE)]))
        last = self.store("many/last", self.CONTENT)
        result = run(*JSON, "--stitch", self.folder / "many",
                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
        self.assertEqual((result.status, result.err), (0, b""))
        capture = result.of("capture")[0]
        self.assertEqual(capture["packets"], 2000 + len(records_of(self.CONTENT)[1]))
        self.assertEqual(capture["pieces"][-1]["file"], str(last))
        self.assertEqual([piece["first_frame"] for piece in capture["pieces"]], list(range(1, 2002)))
        self.assertEqual(head, self.CONTENT[:24])


class Trouble(Pieces):
    CONTENT = next(REFUSED.glob("capture.*")).read_bytes()

    def test_one_bad_piece_stops_no_other(self):
        first, second = self.cut(self.CONTENT, [4])
        whole = run(*JSON, self.store("whole", self.CONTENT)).records
        bad, missing = self.store("bad", b"no capture"), self.folder / "missing"
        empty = self.store("empty", pcap([]))
        result = run(*JSON, "--stitch", bad, second, missing, empty, first)
        self.assert_trouble(result, "bad: not a capture", "missing: No such file")
        self.assertEqual(len(result.complaints), 2)
        kept = [record for record in result.records if record["type"] != "capture"]
        self.assertEqual(without_names(kept), without_names([r for r in whole if r["type"] != "capture"]))
        self.assertRegex(result.of("capture")[0]["error"], "not a capture.*; and 1 more")

    def test_a_piece_that_is_cut_short(self):
        first, second = self.cut(self.CONTENT, [4])
        first.write_bytes(first.read_bytes()[:-1])
        result = run(*JSON, "--stitch", second, first)
        self.assert_trouble(result, f"{first.name}: the capture ends in the middle of a packet")
        self.assertEqual([piece["packets"] for piece in result.of("capture")[0]["pieces"]],
                         [3, len(records_of(self.CONTENT)[1]) - 4])

    def test_pieces_that_are_not_there(self):
        """By the numbers that dumpcap gives the files of a ring; those of another ring are others."""
        paths = self.cut(self.CONTENT, [2, 4], names=["a_00003_20260101000000.pcap", "a_00007_20260101000001.pcap",
                                                      "b_00009_20260101000002.pcap"])
        pieces = run(*JSON, "--stitch", *paths).of("capture")[0]["pieces"]
        self.assertEqual([piece["missing_before"] for piece in pieces], [0, 3, 0])
        for quiet in ([], ["-q"]):
            result = run("--stitch", *quiet, *paths)
            self.assertEqual(b"3 files are missing before it" in b" ".join(result.out.split()), not quiet)
            self.assertIn("a_00007_20260101000001.pcap: by their numbers, 3 files are missing before it", result.complaints[0])
            self.assertEqual(len(result.complaints), 1)

    def test_named_twice(self):
        paths = self.cut(self.CONTENT, [4])
        link = self.folder / "link"
        link.symlink_to(paths[0])
        result = run(*JSON, "--stitch", *paths, link)
        self.assertIn(b"1 name is of a file that was named before", result.err)
        self.assertEqual(result.of("capture")[0]["packets"], len(records_of(self.CONTENT)[1]))

    def test_without_it_pieces_are_judged_alone(self):
        paths = self.cut(self.CONTENT, [4])
        self.assertEqual(json.loads(run(*JSON, *paths).out.splitlines()[-1])["captures"], 2)


if __name__ == "__main__":
    command.main()
