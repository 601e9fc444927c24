# SPDX-License-Identifier: GPL-2.0-or-later
"""
The same packets in another file: as pcapng, without their link layer, and both. Every record is the same, to the last
letter but for the name of the file.

Captures: captures/ with their keys, the lab cases with their Wireshark tables.
"""
import pathlib
import sys
import tempfile

import frames as wire
from command import Tally, run, without_name
from transformed import sources


def by_file(records):
    """Tunnels are numbered over the run: in their file they count from 1."""
    groups, numbers = {}, {}
    for record in records:
        if record["type"] == "tunnel":
            first = numbers.setdefault(record["file"], record["number"])
            record["number"] -= first - 1
        groups.setdefault(record.get("file"), []).append(record)
    return groups


def write_all(capture, folder):
    """Form -> path. The first is the capture as it was."""
    bare = capture.raw()
    paths = {form: folder / form for form in ("as it was", "pcapng", "raw pcap", "raw pcapng")}
    capture.write(paths["as it was"], capture.frames)
    capture.write_pcapng(paths["pcapng"])
    bare.write(paths["raw pcap"], bare.frames)
    bare.write_pcapng(paths["raw pcapng"])
    return paths


def main():
    tally = Tally("rewritten")
    for folder, keys in sources():
        tally.case(folder.name)
        capture = wire.read(next(folder.glob("capture.pcap*")))
        # What is no IP has a frame number with its link layer alone.
        if len(capture.raw().frames) != len(capture.frames):
            capture = wire.Capture(capture.link, [frame for frame in capture.frames if capture.source(frame)])
        options = ["--keys", keys] if keys.exists() else []
        with tempfile.TemporaryDirectory() as temporary:
            paths = write_all(capture, pathlib.Path(temporary))
            result = run("--messages", *options, *paths.values())
            groups = by_file(result.records)
            first = without_name(groups.get(str(paths["as it was"]), []))
            tally.expect(first and result.status in (0, 1), f"exit status {result.status}: {result.errors}")
            for form, path in paths.items():
                got = without_name(groups.get(str(path), []))
                differ = [record["type"] for record, other in zip(got, first) if record != other]
                tally.expect(len(got) == len(first) and not differ,
                             f"{form}: {len(got)} records of {len(first)}, different {differ}")
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
