# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of packaging/doc/model.md is that of model/checks.def. table.py COMMAND [--write]: --write makes it anew."""
import os
import pathlib
import re
import sys

MARK = "<!-- made by tests/model/table.py --write -->\n"
PARTS = ("A Quick Mode's offer", "Phase 1", "Peers that have connections, and ASA", "What a packet of the LAN begins")
FIRST = {"WHOLE": 0, "ISAKMP_ON": 1, "CONNECTION": 2, "ROUTE": 3}


def rows(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for call in re.findall(r"IKT_MODEL_CHECK\((.*?),\s+(SURE|FROM_MEMORY)\)", text, flags=re.S):
        name, rest = call[0].split(",", 1)
        texts = re.findall(r'"((?:[^"\\]|\\.)*)"(\s*,)?', rest)
        joined, parts = "", []
        for part, end in texts:
            joined += part
            if end:
                parts.append(joined)
                joined = ""
        parts.append(joined)
        yield name.strip(), *parts, "" if call[1] == "SURE" else "from memory"


def table(text):
    out = []
    for name, what, source, sure in rows(text):
        if name in FIRST:
            out += ["", f"## {PARTS[FIRST[name]]}", "", "| check | what | source | |", "|---|---|---|---|"]
        out.append(f"| `{name}` | {what} | {source} | {sure} |")
    return "\n".join(out) + "\n"


def main():
    root = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
    page = (root / "packaging/doc/model.md").read_text()
    made = table((root / "analyzer/engine/model/checks.def").read_text())
    before = page.split(MARK)[0] + MARK
    if "--write" in sys.argv:
        (root / "packaging/doc/model.md").write_text(before + made)
        return 0
    if page != before + made:
        print("model.md has another table than model/checks.def: table.py --write makes it anew")
        return 1
    print(f"{made.count('| `')} checks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
