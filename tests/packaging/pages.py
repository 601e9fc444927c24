# SPDX-License-Identifier: GPL-2.0-or-later
"""pages.py COMMAND BUILD: the pages as they are installed. Every link leads to a file that is installed, or to a heading of
the page; nothing is left of the folders of the source; README.md is short enough for a first visit."""
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import SOURCE, Tally  # noqa: E402

LINK = re.compile(r"!?\[[^]]*\]\(([^)]+)\)")
WANTED = {"README.md", "manual.md", "capturing.md", "field-guide.md", "keys.md", "json.md", "model.md",
          "limits.md", "CHANGELOG.md", "SECURITY.md", "iketriage-1.schema.json", "LICENSE"}
WORDS = 1200


def anchors(text):
    """As GitHub makes them of headings."""
    text = re.sub(r"^    .*", "", text, flags=re.M)
    titles = re.findall(r"^#+ (.*)", text, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def check_links(tally, folder):
    for page in sorted(folder.glob("*.md")):
        tally.case(page.name)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            name, _, anchor = target.partition("#")
            to = page if not name else folder / name
            if not tally.expect(to.is_file() and to.resolve().parent == folder.resolve(), f"{target} is not installed"):
                continue
            tally.expect(not anchor or anchor in anchors(to.read_text(encoding="utf-8")), f"{target}: no such heading")


def check_source(tally):
    """The same in the source, where pages and pictures have folders."""
    pages = [*SOURCE.glob("*.md"), *(page for folder in ("packaging", "captures", "plugin", "tests", "analyzer")
                                     for page in (SOURCE / folder).rglob("*.md"))]
    tally.expect(SOURCE / "CONTRIBUTING.md" in pages, "CONTRIBUTING.md is not looked at")
    shown = {}  # pictures: where they are installed they have one folder
    for page in sorted(pages):
        tally.case(f"source: {page.relative_to(SOURCE)}")
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            name = target.partition("#")[0]
            tally.expect(not name or (page.parent / name).is_file(), f"{target} is not there")
            if name.endswith(".png"):
                picture = (page.parent / name).resolve()
                tally.expect(shown.setdefault(picture.name, picture) == picture, f"two pictures have the name {picture.name}")


def main():
    tally = Tally("pages")
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["cmake", "--install", sys.argv[2], "--prefix", name, "--component", "doc"], check=True,
                       stdout=subprocess.DEVNULL)
        folder = next(pathlib.Path(name).glob("share/doc/*"))
        tally.case("installed")
        here = {path.name for path in folder.iterdir()}
        tally.expect(WANTED <= here, f"missing: {sorted(WANTED - here)}")
        check_links(tally, folder)
    check_source(tally)
    tally.case("a first visit")
    words = len((SOURCE / "README.md").read_text(encoding="utf-8").split())
    tally.expect(words <= WORDS, f"README.md has {words} words, more than {WORDS}: the manual is packaging/doc/manual.md")
    tally.close()


if __name__ == "__main__":
    main()
