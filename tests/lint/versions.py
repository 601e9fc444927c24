# SPDX-License-Identifier: GPL-2.0-or-later
"""
One version: project() of CMakeLists.txt has it, what is built takes it from there (IKT_VERSION, the library's names,
pkg-config), and what cannot is held equal to it here. No source writes it again.
"""
import re
import sys

PLACE = "CMakeLists.txt"
MAN = "packaging/man/"
# Where it stands again: file, pattern whose group is the version; {major} is the library's generation.
AGAIN = (
    ("packaging/doc/CHANGELOG.md", r"^## (\S+?)(?:,.*)?$"),
    ("packaging/debian/changelog", r"^iketriage \(([^)]*)-[^-)]+\) "),
    ("packaging/rpm/iketriage.spec", r"^Version: +(\S+)$"),
    (MAN + "iketriage.1", r'^\.TH IKETRIAGE 1 "[^"]*" "iketriage (\S+)"'),
    (MAN + "iketriage-keys.5", r'^\.TH IKETRIAGE-KEYS 5 "[^"]*" "iketriage (\S+)"'),
)
# What is named after the generation of the library.
GENERATION = (
    ("packaging/debian/control", r"^Package: libiketriage(\d+)$"),
    ("packaging/debian/control", r"libiketriage(\d+) \(= \$\{binary:Version\}\)"),
)
SOURCES = ("analyzer/", "plugin/", "include/", "packaging/ci/", "packaging/library/", "packaging/completion/")


def first(tree, path, wanted):
    """Line and value of the first match."""
    text = tree.get(path, b"").decode("utf-8", "replace")
    match = re.search(wanted, text, re.M)
    return (text.count("\n", 0, match.start()) + 1, match.group(1)) if match else (1, None)


def version_of(tree):
    return first(tree, PLACE, r"^project\(iketriage VERSION (\d+\.\d+\.\d+)\b")[1]


def check(tree):
    version = version_of(tree)
    if not version:
        yield PLACE, 1, "project() has no version"
        return
    for places, wanted in ((AGAIN, version), (GENERATION, version.split(".", maxsplit=1)[0])):
        for path, where in places:
            line, found = first(tree, path, where)
            if found != wanted:
                yield path, line, "has version %s, %s has %s" % (found, PLACE, wanted)
    named = "packaging/debian/libiketriage%s.install" % version.split(".", maxsplit=1)[0]
    if named not in tree:
        yield "packaging/debian/control", 1, "%s is not there" % named
    literal = re.compile(rb"(?<![\d.])%s(?![\d.])" % re.escape(version.encode()))
    for path, data in sorted(tree.items()):
        for match in literal.finditer(data) if path.startswith(SOURCES) else ():
            yield path, data.count(b"\n", 0, match.start()) + 1, "writes the version: IKT_VERSION has it"


def main():
    import lint  # pylint: disable=import-outside-toplevel
    complaints = list(check(lint.read_tree(sys.argv[1])))
    for path, line, complaint in complaints:
        print("%s:%d: %s" % (path, line, complaint))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
