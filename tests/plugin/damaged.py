#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""damaged.py COMMAND MODULE: captures with octets changed at random neither trip the plugin nor a sanitizer in it.

IKT_ROUNDS says how many; each round is a seed, so that a failure can be had again.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import rewrite
import wireshark as ws


def made(folder):
    """(name, capture, keys): the messages of a shipped one in TCP and in IP fragments."""
    shipped = ws.source_dir("captures", "ios-transform-both-ways")
    datagrams = rewrite.read(os.path.join(shipped, "capture.pcap"))
    connection = rewrite.Connection(datagrams[0], 500)
    for one in datagrams:
        for at in range(0, len(one.payload), 60):
            connection.send(one, one.payload[at:at + 60])
    for name, packets in (("tcp", connection.packets), ("fragments", rewrite.in_fragments(datagrams, 80))):
        path = os.path.join(folder, name)
        rewrite.write(path, packets)
        yield name, path, os.path.join(shipped, "keys")


def main():
    module = sys.argv[2]
    rounds = int(os.environ.get("IKT_ROUNDS", "60"))
    if not shutil.which("editcap"):
        ws.skip("no editcap")
    shown = 0
    with ws.Wireshark(module) as wireshark, tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        path = os.path.join(folder, "damaged")
        pieces, whole = list(made(folder)), ws.captures()
        for seed in range(rounds):
            found = pieces if seed % 5 == 0 else whole
            name, capture, keys = found[seed * 37 % len(found)]
            subprocess.run(["editcap", "-E", "0.02", "--seed", str(seed), capture, path], check=True,
                           capture_output=True)
            try:
                out, _ = wireshark.tshark("-2", "-V", "-x", "-r", path, *ws.key_options(keys), "-z", "iketriage,report",
                                          ours="IKE triage")
            except AssertionError:
                print("seed %d on %s" % (seed, name))
                raise
            shown += out.count("\nIKE triage")
    print("%d captures, %d frames with something to show" % (rounds, shown))
    assert shown > 0, "nothing was shown"


if __name__ == "__main__":
    main()
