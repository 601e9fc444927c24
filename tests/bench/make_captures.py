# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the captures of the benchmarks. The same arguments give the same octets.

usage: make_captures.py mixed FILE SIZE_IN_MIB
       make_captures.py clones FILE TABLE COUNT [PAIRS_OF_PEERS]
       make_captures.py refused FILE
"""
import pathlib
import sys

CAPTURES = pathlib.Path(__file__).resolve().parents[2] / "captures"


def main():
    kind, *arguments = sys.argv[1:]
    if kind == "mixed":
        import mixed
        packets, ike = mixed.write(arguments[0], int(arguments[1]) << 20, CAPTURES)
        print(f"{packets} packets, {ike} of them IKE")
    elif kind == "clones":
        import clones
        clones.write(arguments[0], arguments[1], *map(int, arguments[2:]))
        print(f"{arguments[2]} negotiations")
    elif kind == "refused":
        import refused
        print(f"{refused.write(arguments[0])} packets")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
