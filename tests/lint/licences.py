# SPDX-License-Identifier: GPL-2.0-or-later
"""
Every file says its licence, or a rule of REUSE.toml says it (REUSE 3.3: https://reuse.software/spec-3.3); the texts of
these licences stand in LICENSES, LICENSE is one of them, and Debian's copyright file says the same.
"""
import re
import sys

RULES = "REUSE.toml"
DEBIAN = "packaging/debian/copyright"
LINE = re.compile(rb"SPDX-License-Identifier:[ \t]*([\w.+-]+(?: (?:AND|OR|WITH) [\w.+-]+)*)")


def pattern(glob):
    """A path of REUSE.toml: * is anything but a slash, ** anything."""
    parts = re.split(r"(\*\*|\*)", glob)
    return re.compile("".join({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts))


def rules(text):
    """(patterns, licence or None, copyright or None) of each annotation; the last that fits a path holds."""
    import tomllib  # pylint: disable=import-outside-toplevel # from Python 3.11
    for table in tomllib.loads(text).get("annotations", ()):
        paths = table["path"] if isinstance(table["path"], list) else [table["path"]]
        yield [pattern(path) for path in paths], table.get("SPDX-License-Identifier"), table.get("SPDX-FileCopyrightText")


def check(tree):
    annotations = list(rules(tree.get(RULES, b"").decode()))
    used, needed, owners = set(), set(), set()
    for path, data in sorted(tree.items()):
        if path.startswith("LICENSES/") or path == "LICENSE":
            continue
        own = LINE.search(data[:1000])
        fitting = [number for number, (patterns, _, _) in enumerate(annotations) if any(one.fullmatch(path) for one in patterns)]
        licences = [number for number in fitting if annotations[number][1]]
        holders = [annotations[number][2] for number in fitting if annotations[number][2]]
        if own:
            used.add(own.group(1).decode())
        elif licences:
            needed.update(licences[-1:])
            used.add(annotations[licences[-1]][1])
        else:
            yield path, 1, "says no licence, and no rule of %s says one" % RULES
        owners.update(holders)
        if not holders and b"SPDX-FileCopyrightText" not in data[:1000]:
            yield path, 1, "nobody is named as who holds the copyright"
    for number, (_, licence, _) in enumerate(annotations):
        if licence and number not in needed:
            yield RULES, 1, "rule %d is of use to no file" % (number + 1)
    texts = {path[len("LICENSES/"):-len(".txt")]: data for path, data in tree.items() if path.startswith("LICENSES/")}
    for licence in sorted(used ^ set(texts)):
        yield "LICENSES/%s.txt" % licence, 1, "is not there" if licence in used else "is no file's licence"
    if tree.get("LICENSE") not in texts.values():
        yield "LICENSE", 1, "is no text of LICENSES"
    yield from debian(tree.get(DEBIAN, b"").decode(), used, owners)


def debian(text, used, owners):
    licences = set(re.findall(r"^License: (\S+)$", text, re.M))
    holders = set(re.findall(r"^Copyright: (.+)$", text, re.M))
    if licences != used:
        yield DEBIAN, 1, "has %s, the files have %s" % (sorted(licences), sorted(used))
    if holders != owners:
        yield DEBIAN, 1, "has %s, %s has %s" % (sorted(holders), RULES, sorted(owners))
    if not re.search(r"^Files: \*$", text, re.M):
        yield DEBIAN, 1, "does not speak of all files"


def main():
    import lint  # pylint: disable=import-outside-toplevel
    try:
        import tomllib  # pylint: disable=import-outside-toplevel,unused-import
    except ImportError:
        print("no tomllib: Python 3.11 has it")
        return 77
    complaints = list(check(lint.read_tree(sys.argv[1])))
    for path, line, complaint in complaints:
        print("%s:%d: %s" % (path, line, complaint))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
