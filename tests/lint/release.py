#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""release.py BUILD: a release build in BUILD is hardened, and what it installs runs."""
import os
import re
import subprocess
import sys
import tempfile


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def missing(program):
    """Names of the hardenings that program lacks."""
    header, dynamic = run("readelf", "-hW", program), run("readelf", "-dlW", program)
    symbols = run("readelf", "--dyn-syms", "-W", program)
    wanted = {
        "position-independent": re.search(r"Type:\s+DYN", header),
        "read-only relocations": "GNU_RELRO" in dynamic,
        "bind now": re.search(r"BIND_NOW|Flags:.*NOW", dynamic),
        "stack protector": "__stack_chk_fail" in symbols,
        "checked functions of libc": re.search(r"__\w+_chk\b(?<!__stack_chk)", symbols),
    }
    return [name for name, present in wanted.items() if not present]


def soft_program(folder):
    """A program without any hardening, as a proof that missing() can find it all missing."""
    path = os.path.join(folder, "soft")
    subprocess.run([os.environ.get("CC", "cc"), "-x", "c", "-", "-o", path, "-no-pie", "-fno-stack-protector",
                    "-U_FORTIFY_SOURCE", "-Wl,-z,norelro", "-Wl,-z,lazy"],
                   input="int main(void) { return 0; }", text=True, check=True)
    return path


def main():
    build = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        proof = missing(soft_program(folder))
        if len(proof) != 5:
            print("this check sees hardening where there is none; it found missing only: " + ", ".join(proof))
            return 1
        run("cmake", "--install", build, "--prefix", folder)
        program = os.path.join(folder, "bin", "iketriage")
        lacking = missing(program)
        if lacking:
            print("not hardened: " + ", ".join(lacking))
        print(run(program, "--version"), end="")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
