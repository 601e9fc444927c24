# SPDX-License-Identifier: GPL-2.0-or-later
"""
Debian's source package, out of the tree as it is: lintian finds no error in it, and finds one that is put there. What it
says of the built packages `packaging/deb` shows, which builds them.
"""
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "golden"))
sys.path.insert(0, str(TESTS / "lint"))

import lint  # noqa: E402
import versions  # noqa: E402
from command import SOURCE, Tally  # noqa: E402


def source_package(folder, tree, version, change):
    """Its .dsc. change: of a file of debian/."""
    name = f"iketriage-{version}"
    top = folder / name
    wanted = ("packaging/", "CMakeLists.txt", "LICENSE", "README.md", "include/")
    for path, data in tree.items():
        if path.startswith(wanted):
            file = top / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    with tarfile.open(folder / f"iketriage_{version}.orig.tar.gz", "w:gz") as archive:
        archive.add(top, name)
    shutil.copytree(top / "packaging/debian", top / "debian")
    (top / "debian/rules").chmod(0o755)
    file = top / "debian" / change[0]
    file.write_text(file.read_text().replace(*change[1:]))
    subprocess.run(["dpkg-source", "-b", name], cwd=folder, check=True, capture_output=True)
    return next(folder.glob("*.dsc"))


def errors(dsc):
    result = subprocess.run(["lintian", "--allow-root", "--tag-display-limit", "0", dsc], capture_output=True, text=True, check=False)
    return [line for line in result.stdout.splitlines() if line.startswith("E: ")], result.stderr


def main():
    for tool in ("lintian", "dpkg-source"):
        if not shutil.which(tool):
            print(f"no {tool}: Debian's source package is not looked at (lintian, dpkg-dev)")
            return 77
    tally = Tally("lintian")
    tree = lint.read_tree(SOURCE)
    version = versions.version_of(tree)
    for name, change, found in (("as it is", ("control", "", ""), False),
                                ("without a maintainer", ("control", "Maintainer: iketriage maintainers", "Maintainer: "), True)):
        tally.case(name)
        with tempfile.TemporaryDirectory() as folder:
            said, trouble = errors(source_package(pathlib.Path(folder), tree, version, change))
            tally.expect(bool(said) == found, f"{said} {trouble}")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
