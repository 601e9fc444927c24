# SPDX-License-Identifier: GPL-2.0-or-later
"""packaging/doc/field-guide.md: it is what packaging/doc/update makes, and has of every rule what a reader looks for; the
captures that it names are those whose expected.json has the rule as the truth."""
import importlib.machinery
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import SOURCE, Tally, command_path, run  # noqa: E402

DOC = SOURCE / "packaging/doc"
PARTS = ("**What it is.** ", "**How it looks.** ", "**What the routers say.**", "**The fix.**", "**Captures.** ")


def is_truth(rule, capture):
    text = (SOURCE / "captures" / capture / "expected.json").read_text(encoding="utf-8")
    return f'"{rule}"' in text


def main():
    tally = Tally("field guide")
    page = (DOC / "field-guide.md").read_text(encoding="utf-8")
    tally.case("up to date")
    update = importlib.machinery.SourceFileLoader("update", str(DOC / "update")).load_module()
    tally.expect(update.page(command_path()) == page, "it is not what packaging/doc/update COMMAND makes: run it")
    sections = {part.split("\n", 1)[0]: part for part in page.split("\n### ")[1:]}
    rules = [json.loads(line) for line in run("--list-rules").text.splitlines()]
    tally.case("every rule")
    tally.expect(list(sections) == [rule["rule"] for rule in rules], "not every rule, or not in order")
    for rule in rules:
        tally.case(rule["rule"])
        text = sections.get(rule["rule"], "")
        for part in PARTS:
            tally.expect(part in text, f"without {part}")
        tally.expect(f"[{rule['rule']}](#{rule['rule']})" in page, "not in the table of contents")
        told = text.split("**Captures.** ")[-1].split("\n")[0]
        for capture in re.findall(r"`([a-z0-9-]+)`", told) if not told.startswith("No") else ():
            tally.expect(is_truth(rule["rule"], capture), f"{capture} is not about it")
    tally.case("captures")
    named = sum("**Captures.** `" in text for text in sections.values())
    tally.expect(named > 50, f"only {named} rules with a capture")
    tally.close()


if __name__ == "__main__":
    main()
