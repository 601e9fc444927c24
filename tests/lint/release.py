#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
release.py BUILD: a release build in BUILD is hardened, says its version everywhere, holds no path of the builder's, and
what it installs runs, the library too: shared and static, by nothing but what is installed.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]


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


def library_faults(folder, version):
    """The shared library shows what the headers declare and nothing else, by its version; an example outside the source is
    built with what is installed and runs, with either library."""
    pc = next(pathlib.Path(folder).rglob("iketriage.pc"))
    place, major = pc.parents[1], version.split(".")[0]
    environment = os.environ | {"PKG_CONFIG_PATH": str(pc.parent), "LD_LIBRARY_PATH": str(place)}
    symbols = run("nm", "-D", "--defined-only", "--with-symbol-versions", str(place / "libiketriage.so"))
    shown = {line.split()[2] for line in symbols.splitlines()} - {f"IKETRIAGE_{major}", f"IKETRIAGE_{major}@@IKETRIAGE_{major}"}
    bare = {name.split("@")[0] for name in shown}
    faults = [f"shown and not declared: {sorted(bare - declared(folder))[:5]}"] if bare - declared(folder) else []
    if len(shown) < 100:
        faults.append(f"{len(shown)} symbols are shown")
    if not all(name.endswith(f"@@IKETRIAGE_{major}") for name in shown):
        faults.append("a symbol has no version")
    if f"soname: [libiketriage.so.{major}]" not in run("readelf", "-d", str(place / "libiketriage.so")):
        faults.append("its soname is another one")
    if not (place / f"libiketriage.so.{version}").is_file():
        faults.append(f"no libiketriage.so.{version}")

    def pkg_config(*words):
        return subprocess.run(["pkg-config", *words], text=True, capture_output=True, check=True, env=environment).stdout.split()

    if pkg_config("--modversion", "iketriage") != [version]:
        faults.append("pkg-config has another version")
    source = next(pathlib.Path(folder).rglob("findings.c"))
    case = pathlib.Path(__file__).resolve().parents[2] / "captures/psk-mismatch"
    for kind, flags in (("shared", []), ("static", ["--static"])):
        flags = pkg_config(*flags, "--cflags", "--libs", "iketriage") + pkg_config("--cflags", "--libs", "libpcap", "libgcrypt")
        if kind == "static":
            flags = [str(place / "libiketriage.a") if flag == "-liketriage" else flag for flag in flags]
        if any(str(SOURCE) in flag for flag in flags):
            faults.append(f"{kind}: the source is among {flags}")
        example = os.path.join(folder, f"findings-{kind}")
        subprocess.run([os.environ.get("CC", "cc"), "-Wall", "-Wextra", "-Werror", source, *flags, "-o", example], check=True, cwd="/")
        out = subprocess.run([example, case / "capture.pcap", case / "keys"], capture_output=True, text=True, check=True,
                             env=environment).stdout
        if out != "203.0.113.13 198.51.100.13 down psk-mismatch\n":
            faults.append(f"{kind}: the example says {out!r}")
        if ("libiketriage.so" in run("ldd", example)) != (kind == "shared"):
            faults.append(f"{kind}: it is linked with the other one")
    return faults


def traces(folder, build):
    """Installed files that hold a path of who built them."""
    paths = [os.fsencode(os.path.abspath(path)) + b"/" for path in (SOURCE, build)]
    return [str(path.relative_to(folder)) for path in sorted(pathlib.Path(folder).rglob("*"))
            if path.is_file() and any(one in path.read_bytes() for one in paths)]


def project_version(build):
    return re.search(r"^CMAKE_PROJECT_VERSION:STATIC=(.+)$", pathlib.Path(build, "CMakeCache.txt").read_text(), re.M).group(1)


def main():
    build = sys.argv[1]
    version = project_version(build)
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
        said = run(program, "--version").strip()
        faults = [] if said == f"iketriage {version}" else [f"--version says {said}, and the project {version}"]
        faults += [f"{path} holds a path of the builder's" for path in traces(folder, build)]
        faults += [f"libiketriage: {fault}" for fault in library_faults(folder, version)]
        for fault in faults:
            print(fault)
    return 1 if lacking or faults else 0


if __name__ == "__main__":
    sys.exit(main())
