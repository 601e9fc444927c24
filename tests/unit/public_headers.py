# SPDX-License-Identifier: GPL-2.0-or-later
"""Every public header stands alone, as C11 and as C++11, without a warning; and what it declares has C's names in C++.

usage: public_headers.py INCLUDE_FOLDER C_COMPILER
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
FUNCTION = re.compile(r"\b(ikt_\w+)\((?!\*)")
TYPES = re.compile(r"/\*.*?\*/|//[^\n]*|^[ \t]*#[^\n]*|typedef[^;]*;", re.DOTALL | re.MULTILINE)


def functions(path):
    """Names of the functions that a header declares: what stands before a parenthesis, outside of types and comments."""
    with open(path, encoding="utf-8") as file:
        return sorted(set(FUNCTION.findall(TYPES.sub("", file.read()))))


def compile_text(command, text, suffix, output=None):
    """What the compiler says about a text; empty when it is content."""
    with tempfile.NamedTemporaryFile("w", suffix=suffix) as source:
        source.write(text)
        source.flush()
        target = ["-c", "-o", output] if output else ["-fsyntax-only"]
        done = subprocess.run(command + WARNINGS + target + [source.name], stderr=subprocess.PIPE, text=True)
        return done.stderr if done.returncode != 0 else ""


def mangled(command, header, names, nm):
    """Which of a header's functions C++ looks for under another name."""
    text = '#include "%s"\nvoid (*const functions[])() = {%s};\nextern void (*const *exported)();\n' \
           "void (*const *exported)() = functions;\n" \
           % (header, ", ".join("reinterpret_cast<void (*)()>(%s)" % name for name in names))
    with tempfile.NamedTemporaryFile(suffix=".o") as binary:
        complaint = compile_text(command, text, ".cpp", binary.name)
        if complaint:
            return complaint
        wanted = subprocess.run([nm, "-u", binary.name], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return " ".join(name for name in names if name not in wanted)


def main():
    include, compiler = sys.argv[1:]
    plus, nm = next(filter(None, map(shutil.which, ("c++", "g++", "clang++"))), None), shutil.which("nm")
    if plus is None or nm is None:
        print("there is no C++ compiler, or no nm")
        return 77
    headers = sorted(glob.glob(os.path.join(include, "iketriage", "*.h")))
    declared, bad = 0, []
    for path in headers:
        header = "iketriage/" + os.path.basename(path)
        names = functions(path)
        declared += len(names)
        checks = {
            "C11": compile_text([compiler, "-std=c11", "-I", include], '#include "%s"\nint main(void);\n' % header, ".c"),
            "C++11": compile_text([plus, "-std=c++11", "-I", include], '#include "%s"\n' % header, ".cpp"),
            "C linkage": mangled([plus, "-std=c++11", "-I", include], header, names, nm) if names else "",
        }
        bad += ["%s, %s: %s" % (header, what, complaint) for what, complaint in checks.items() if complaint]
    print("\n".join(bad) or "%d headers with %d functions" % (len(headers), declared))
    return 1 if bad or len(headers) < 7 or declared < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
