# SPDX-License-Identifier: GPL-2.0-or-later
"""shellcheck has nothing to say of any shell file."""
import os
import re
import shutil
import subprocess
import sys


def files(tree):
    for path, data in sorted(tree.items()):
        if path.endswith((".sh", ".bash")) or re.match(rb"#! *(?:/usr)?/bin/(?:env +)?(?:ba|da|k)?sh\b", data):
            yield path


def main():
    import lint  # pylint: disable=import-outside-toplevel
    found = list(files(lint.read_tree(sys.argv[1])))
    if not shutil.which("shellcheck"):
        print("no shellcheck: its package has that name; %d files are not looked at" % len(found))
        return 77
    # SC2317: functions that are called by a name in a variable are unreachable to it.
    result = subprocess.run(["shellcheck", "--external-sources", "--exclude=SC2317", *found], cwd=sys.argv[1], check=False, env=os.environ)
    print("%d files looked at" % len(found))
    return 1 if result.returncode != 0 or len(found) < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
