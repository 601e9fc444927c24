#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""release.py BUILD: a release build in BUILD is hardened, and what it installs runs, the library too."""
import os
import pathlib
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


def declared(folder):
    """What the installed headers declare: functions and constants."""
    names = set()
    for path in pathlib.Path(folder, "include/iketriage").glob("*.h"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        names |= set(re.findall(r"\b(ikt_\w+)\(", text))
        names |= set(re.findall(r"^extern const [^;]*?\b(ikt_\w+)(?:\[\w*\])?;", text, re.M))
    return names


def library_faults(folder):
    """The shared library shows what the headers declare and nothing else; the example is built with it and runs."""
    pc = next(pathlib.Path(folder).rglob("iketriage.pc"))
    environment = os.environ | {"PKG_CONFIG_PATH": str(pc.parent), "LD_LIBRARY_PATH": str(pc.parents[1])}
    symbols = run("nm", "-D", "--defined-only", str(pc.parents[1] / "libiketriage.so"))
    shown = {line.split()[2].split("@")[0] for line in symbols.splitlines()} - {"IKETRIAGE_0"}
    faults = [f"shown and not declared: {sorted(shown - declared(folder))[:5]}"] if shown - declared(folder) else []
    if len(shown) < 100:
        faults.append(f"{len(shown)} symbols are shown")
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "iketriage", "libpcap", "libgcrypt"], text=True,
                           capture_output=True, check=True, env=environment).stdout.split()
    example = os.path.join(folder, "findings")
    run(os.environ.get("CC", "cc"), "-Wall", "-Werror", str(next(pathlib.Path(folder).rglob("findings.c"))), *flags,
        "-o", example)
    case = pathlib.Path(__file__).resolve().parents[2] / "captures/psk-mismatch"
    out = subprocess.run([example, case / "capture.pcap", case / "keys"], capture_output=True, text=True, check=True,
                         env=environment).stdout
    if out != "203.0.113.13 198.51.100.13 down psk-mismatch\n":
        faults.append(f"the example says {out!r}")
    return faults


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
        faults = library_faults(folder)
        for fault in faults:
            print("libiketriage: " + fault)
    return 1 if lacking or faults else 0


if __name__ == "__main__":
    sys.exit(main())
