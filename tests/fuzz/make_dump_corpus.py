#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seed corpus of dumps: the first packets of a capture in every form that tests/cli/dump_texts.py knows.

usage: make_dump_corpus.py CAPTURE FOLDER
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import dump_texts  # pylint: disable=wrong-import-position
import test_ways_in  # pylint: disable=wrong-import-position


def main():
    content, folder = pathlib.Path(sys.argv[1]).read_bytes(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    _, found = test_ways_in.packets(content)
    packets = [(seconds, micros, data[14:94], data[:14]) for seconds, micros, data, _ in found[:3]]
    for form in dump_texts.FORMS:
        (folder / form.__name__).write_bytes(dump_texts.text(form(packets)))
    (folder / "snoop").write_bytes(test_ways_in.snoop(content)[:900])


if __name__ == "__main__":
    main()
