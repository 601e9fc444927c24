#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Proof that each check can fail: what it must complain about, and what it must leave alone."""
import unittest

import checks
import licences
import limits
import shell
import versions

SPDX = b"/* SPDX-License-Identifier: GPL-2.0-or-later */\n"

# Check: trees of one bad file each (the first file is the bad one; the others are there to be found).
BAD = {
    "owners": [
        {"analyzer/capture/link.c": b"#include <pcap.h>\n"},
        {"analyzer/report/text.c": b"#include <pcap/pcap.h>\n"},
        {"analyzer/engine/crypto/keymat.c": b'#include <gcrypt.h>\n'},
        {"analyzer/cli/options.c": b"#  include <epan/packet.h>\n"},
        {"analyzer/engine/triage.c": b"#include <jansson.h>\n"},
        {"analyzer/engine/isakmp/message.c": b"#include <zlib.h>\n"},
    ],
    "layers": [
        {"analyzer/engine/isakmp/message.c": b'#include "decrypt/iv.h"\n', "analyzer/engine/decrypt/iv.h": b""},
        {"analyzer/engine/isakmp/message.c": b'#include "../decrypt/iv.h"\n', "analyzer/engine/decrypt/iv.h": b""},
        {"analyzer/engine/decrypt/iv.c": b'#include "track/session.h"\n', "analyzer/engine/track/session.h": b""},
        {"analyzer/engine/track/session.c": b'#include "evidence/offer_compare.h"\n',
         "analyzer/engine/evidence/offer_compare.h": b""},
        {"analyzer/engine/track/session.c": b'#include "iketriage/finding.h"\n',
         "include/iketriage/finding.h": b""},
        {"analyzer/engine/triage.c": b'#include "report/report.h"\n', "analyzer/report/report.h": b""},
        {"analyzer/report/json.c": b'#include "engine/decrypt/decrypt.h"\n', "analyzer/engine/decrypt/decrypt.h": b""},
        {"include/iketriage/triage.h": b'#include "base/hash.h"\n', "analyzer/engine/base/hash.h": b""},
        {"analyzer/report/json.c": b'#include "capture/capture_file.h"\n', "analyzer/capture/capture_file.h": b""},
        {"include/iketriage/triage.h": b'#include "decrypt/decrypt.h"\n', "analyzer/engine/decrypt/decrypt.h": b""},
    ],
    "circles": [
        {"analyzer/capture/x.h": b"int f(int (*)(void));\nint g(void);\n", "analyzer/capture/x.c": b"int f(int a)\n{\n}\n"},
    ],
    "products": [
        {"analyzer/engine/rules/x.c": b"bool f(int a)\n{\n    return a == IKT_VENDOR_STRONGSWAN;\n}\n"},
        {"analyzer/engine/rules/x.h": b"bool ikt_is_libreswan(int a);\n"},
        {"analyzer/engine/rules/x.c": b"struct x {\n    bool peer_asa;\n};\n"},
    ],
    "engine": [
        {"analyzer/engine/triage.c": b"#include <stdio.h>\n"},
        {"analyzer/engine/triage.c": b'void f(void)\n{\n    printf("x");\n}\n'},
        {"analyzer/engine/triage.c": b"void f(void)\n{\n    exit(1);\n}\n"},
        {"analyzer/engine/triage.c": b"long f(void)\n{\n    return time(NULL);\n}\n"},
        {"analyzer/engine/triage.c": b"static int count;\n"},
        {"analyzer/engine/triage.c": b"int count = 1;\n"},
        {"analyzer/engine/triage.c": b'static const char *name = "x";\n'},
        {"analyzer/engine/triage.c": b'static const char *names[] = {"x"};\n'},
        {"analyzer/engine/triage.c": b"static struct { int a; } table[2] = {{1}, {2}};\n"},
        {"analyzer/engine/triage.c": b"void f(void)\n{\n    if (1) {\n        static int calls = 0;\n    }\n}\n"},
        {"analyzer/engine/base/hash.c": b"static struct process_key process_key;\nstatic int count;\n"},
        {"analyzer/engine/triage.c": b"static struct process_key process_key;\n"},
        {"analyzer/engine/triage.c": b"MACRO(a, b)\nstatic int count;\n"},
        {"analyzer/engine/triage.c": b"int f(void);\nint f(void)\n{\n    return 1;\n}\nstatic GHashTable *cache;\n"},
    ],
    "hashes": [
        {"analyzer/engine/keys/keyring.c": b"void *t = g_hash_table_new(g_int64_hash, g_int64_equal);\n"},
        {"analyzer/capture/find_captures.c": b"void *t = g_hash_table_new_full(g_str_hash, g_str_equal, 0, 0);\n"},
        {"analyzer/engine/track/flows.c": b"void *t = g_hash_table_new( NULL, NULL);\n"},
    ],
    "octets": [
        {"analyzer/engine/rules/rules_pfs.c": b"unsigned n = data[at]<<8 | data[at + 1];\n"},
        {"analyzer/engine/track/settle.c": b"uint32_t spi = (uint32_t)octets[0] << 24;\n"},
    ],
    "banned": [
        {"analyzer/cli/main.c": b"void f(char *a)\n{\n    strcpy(a, a);\n}\n"},
        {"tests/unit/x.c": b"int f(char *a)\n{\n    return atoi (a);\n}\n"},
    ],
    "license_line": [
        {"analyzer/cli/main.c": b"int main(void);\n"},
        {"packaging/demo": b"#!/bin/sh\n"},
        {"tests/unit/CMakeLists.txt": b"add_test()\n"},
    ],
    "length": [{"analyzer/cli/main.c": SPDX + b"\n" * 500}],
    "machine_paths": [
        {"README.md": b"see /ho" b"me/user/file\n"},
        {"captures/a/capture.pcapng": b"\x0a\x0d\x0d\x0a/tm" b"p/x\x00"},
        {"tests/lab/lab.py": b'"/wor' b'k/main"\n'},
    ],
    "notes": [
        {"DESIGN-NOTES.md": b"`main.{c,h}`", "analyzer/cli/main.c": SPDX},
    ],
    "test_notes": [
        {"tests/README.md": b"| `lint` | x |\n", "tests/lint/a.py": b"", "tests/unit/a.c": b""},
        {"tests/README.md": b"| `lint` | x |\n| `gone` | x |\n", "tests/lint/a.py": b""},
    ],
    "test_limits": [
        {"tests/cli/CMakeLists.txt": b"set_tests_properties(x PROPERTIES TIMEOUT 60)\n"},
        {"tests/cli/CMakeLists.txt": b"add_test(NAME x COMMAND x)\n"},
        {"tests/cli/a.py": b"subprocess.run(x, timeout=60)\n"},
        {"tests/cli/a.py": b"self.assertLess(time.monotonic() - begun, 20)\n"},
        {"tests/unit/a.c": b"g_assert_cmpfloat(g_test_timer_elapsed(), <, 20);\n"},
        {"tests/unit/a.c": b"g_assert_cmpint(g_get_monotonic_time() - begin, <, 20);\n"},
    ],
}

GOOD = {
    "analyzer/capture/capture_file.c": SPDX + b'#include <pcap/pcap.h>\n#include "capture_file.h"\n',
    "analyzer/capture/capture_file.h": SPDX,
    "analyzer/report/json.c": SPDX + b'#include <stdio.h>\n#include "iketriage/triage.h"\n',
    "analyzer/engine/crypto/crypto.c": SPDX + b'#include <gcrypt.h>\n#include "isakmp/reader.h"\n',
    "analyzer/engine/base/hash.h": SPDX,
    "analyzer/engine/base/hash.c": SPDX + b'#include "base/hash.h"\nstatic struct process_key process_key;\n',
    "analyzer/capture/reassembly.c": SPDX + b'#include "engine/base/hash.h"\n',
    "analyzer/engine/isakmp/reader.h": SPDX + b"int ikt_read(int f[static 1]);\nint ikt_write(void);\n",
    "analyzer/engine/triage.c": SPDX + b'''#include "iketriage/triage.h"
#include "isakmp/reader.h"
/* printf("in a comment"); static int commented; */
G_DEFINE_QUARK(ikt, ikt)
#define LONG_MACRO \\
    static int hidden
struct point {
    int x;
    int (*exit)(void);
};
typedef struct point *point_pointer;
static const char *const names[] = {"printf(", [1] = "a"};
static const struct point origin = {.x = 0};
static const struct {
    int a;
} table[] = {{1}, {2}};
static char *const *find(const char *name, int value);
static int find_all(const char *name)
{
    static const int limit = 3;
    const char *plain = name;
    struct point p = {0};
    p.exit();
    return limit + runtime(plain);
}
int f(struct ikt_triage *triage)
{
    return ikt_read(find_all("f")) + triage->ikt_write;
}
extern int elsewhere;
''',
    "analyzer/engine/isakmp/reader.c": SPDX + b'''#include "isakmp/reader.h"
int ikt_read(int f[static 1]) /* f() of triage.c has nothing to do with it */
{
    const struct point p = {.f = 0};
    return p.f + helper("f");
}
int ikt_write(void)
{
    return ikt_read(NULL);
}
''',
    "analyzer/engine/rules/x.c": SPDX + b'''/* strongSwan narrows */
bool f_narrows(int vendor)
{
    return vendor != IKT_VENDOR_UNKNOWN && say("strongSwan narrows") && is_basal;
}
''',
    "include/iketriage/triage.h": SPDX + b"struct ikt_triage;\nstruct s {\n    int (*take)(void);\n};\nenum a { B = 1, C };\nint f(struct ikt_triage *triage);\n",
    "packaging/demo": b"#!/bin/sh\n# SPDX-License-Identifier: GPL-2.0-or-later\ncat /usr/share/common-licenses/GPL-2\n",
    "README.md": b"Build in a folder of your own, see https://example.org/home/page or build/tmp/x.\n",
    "tests/README.md": b"| folder | proves |\n|---|---|\n| `unit` | functions |\n",
    "tests/CMakeLists.txt": b"# SPDX-License-Identifier: GPL-2.0-or-later\n",
    "tests/unit/reader.c": SPDX + b"#include <gcrypt.h>\nstatic int calls;\nint main(void)\n{\n    printf();\n}\n",
    "captures/a/capture.pcap": b"\xd4\xc3\xb2\xa1\x00/\xff",
    "DESIGN-NOTES.md": b"`capture/capture_file.{c,h}` `report/json.c` `crypto.c` `reader.h` `engine/triage.c` `iketriage/triage.h`",
}

A, B, C = ("analyzer/cli/%s.c" % name for name in "abc")
CALLS_B = b"int a(void)\n{\n    return b();\n}\n"
# Trees, and the files of each that stand in a circle.
CIRCLES = [
    ({A: CALLS_B, B: b"int b(void)\n{\n    return a();\n}\n"}, [A, B]),
    ({A: CALLS_B, B: b"int b(void)\n{\n    return c();\n}\n", C: b"int c(void)\n{\n    return a();\n}\n"}, [A, B, C]),
    ({A: CALLS_B, B: b"static struct x *b_of(int a);\nint *b(int x[static 1])\n{\n    listen((cb){a});\n}\n"}, [A, B]),
    ({A: CALLS_B, B: b"LOOKUP(b, TABLE)\nstatic int look(void)\n{\n    return a();\n}\n",
      "analyzer/cli/b.h": b"int b(int);\nint a(void);\n"}, [A, B]),
    ({A: CALLS_B, B: b"const struct sink b = {\n    .take = a,\n};\n"}, [A, B]),
    ({A: b"int (*const all[])(void) = {b};\n", B: b"int b(void)\n{\n    return all[0]();\n}\n"}, [A, B]),
    ({"plugin/a.h": b'#include "b.h"\n', "plugin/b.h": b'#include "a.h"\n'}, ["plugin/a.h", "plugin/b.h"]),
    ({A: CALLS_B, B: b"int b(void)\n{\n    return c();\n}\n"}, []),
    ({A: CALLS_B, B: b"static int a(void)\n{\n}\nint b(void)\n{\n    return a() + x.a + y->a;\n}\n"}, []),
    ({A: CALLS_B, B: b"int a(void);\nint b(void)\n{\n    return 1;\n}\n"}, []),
    ({A: CALLS_B, "plugin/b.c": b"int b(void)\n{\n    return d();\n}\n", B: b"int b(void)\n{\n    return 1;\n}\n",
      "plugin/d.c": b"int a(void)\n{\n}\nint d(void)\n{\n    return a();\n}\n"}, []),
    ({A: b"int a(void)\n{\n    struct b x = {LEAST};\n}\n",
      B: b"enum {\n    LEAST = 1\n};\nint b(void)\n{\n    return a();\n}\n"}, []),
    ({"tests/unit/a.c": CALLS_B, "tests/unit/b.c": b"int b(void)\n{\n    return a();\n}\n"}, []),
]


class SelfTest(unittest.TestCase):
    def test_circles(self):
        for tree, wanted in CIRCLES:
            with self.subTest(tree=tree):
                self.assertEqual([path for path, _, _ in checks.circles(tree)], wanted)

    def test_circle_says_where(self):
        (_, line, complaint), _ = checks.circles({A: b"\n\n" + CALLS_B, B: b"int b(void)\n{\n    return a();\n}\n"})
        self.assertEqual((line, complaint), (5, "a circle: uses b of %s (line 5), which uses a of %s (line 3)" % (B, A)))

    def test_exceptions_of_circles(self):
        tree = CIRCLES[0][0]
        needed, idle = (A, B, "why"), (A, C, "why")
        for exceptions, complaints in (([needed], 0), ([idle], 3), ([needed, idle], 1), ([needed, idle, idle], 3),
                                       ([(B, A, "why")], 0)):
            with self.subTest(exceptions=exceptions):
                self.assertEqual(len(list(checks.circles(tree, exceptions))), complaints)

    def test_every_check_can_fail(self):
        self.assertEqual(set(BAD), set(checks.ALL))
        for name, trees in BAD.items():
            for tree in trees:
                with self.subTest(check=name, tree=tree):
                    complaints = list(checks.ALL[name](tree))
                    self.assertEqual([path for path, _, _ in complaints], [next(iter(tree))])

    def test_no_check_fails_for_nothing(self):
        for name, check in checks.ALL.items():
            with self.subTest(check=name):
                self.assertEqual(list(check(GOOD)), [])

    def test_limits(self):
        row = b"| a | %s | `analyzer/x.c: %s` | not said | not changed |\n"
        source = b"#define ROOM_MAX ((size_t)64 * 1024) /* a */\nenum {\n    A_FACTOR = 3,\n    ITEMS_MOST = 2 * A_FACTOR\n};\n"
        skipped = {"buffer": "analyzer/x.c: ITEMS_MOST"}
        room = row % (b"64 KiB", b"ROOM_MAX")
        for page, code, skip, complaints in (
                (room + row % (b"6", b"ITEMS_MOST"), source, {}, 0),
                (room, source, skipped, 0),
                (room, source, {}, 1),                                              # neither listed nor skipped
                (row % (b"32 KiB", b"ROOM_MAX"), source, skipped, 1),               # another value
                (room + row % (b"7", b"GONE_MAX"), source, skipped, 1),             # no such name
                (room, source.replace(b"64", b"f(64)"), skipped, 1),                # no value that can be told
                (room + row % (b"6", b"ITEMS_MOST"), source, skipped, 1),           # listed and skipped
                (room, source.replace(b"ITEMS_MOST", b"ITEMS"), skipped, 1),        # skipped and gone
                (room + room, source, skipped, 1),
                (room.replace(b"`", b""), source, skipped, 2)):
            with self.subTest(page=page, code=code, skipped=skip):
                found = list(limits.check({limits.PAGE: page, "analyzer/x.c": code}, skip))
                self.assertEqual(len(found), complaints, found)

    def test_versions(self):
        tree = {
            "CMakeLists.txt": b"project(iketriage VERSION 2.3.4 LANGUAGES C)\n",
            "packaging/doc/CHANGELOG.md": b"# Changes\n\n## 2.3.4, not yet released\n\n## 2.3.3\n",
            "packaging/debian/changelog": b"iketriage (2.3.4-1) unstable; urgency=medium\n",
            "packaging/debian/control": b"Package: libiketriage2\n\nDepends: libiketriage2 (= ${binary:Version})\n",
            "packaging/debian/libiketriage2.install": b"",
            "packaging/rpm/iketriage.spec": b"Name: iketriage\nVersion:        2.3.4\n",
            "packaging/man/iketriage.1": b'.TH IKETRIAGE 1 "" "iketriage 2.3.4" "User Commands"\n',
            "packaging/man/iketriage-keys.5": b'.TH IKETRIAGE-KEYS 5 "" "iketriage 2.3.4" "File Formats"\n',
            "plugin/a.c": b'"12.3.4", "2.3.4.5", "2.3.45"\n',
        }
        self.assertEqual(list(versions.check(tree)), [])
        for path, data in tree.items():
            if path.startswith("packaging/") and data:
                with self.subTest(path=path):
                    changed = data.replace(b"2.3.4", b"2.3.5").replace(b"libiketriage2\n", b"libiketriage3\n")
                    self.assertEqual([path], [one for one, _, _ in versions.check({**tree, path: changed})])
        self.assertEqual(len(list(versions.check({**tree, "plugin/b.c": b'\n"2.3.4"'}))), 1)
        self.assertEqual(len(list(versions.check({**tree, "CMakeLists.txt": b"project(x)"}))), 1)
        del tree["packaging/debian/libiketriage2.install"]
        self.assertEqual(len(list(versions.check(tree))), 1)

    def test_licences(self):
        try:
            import tomllib  # pylint: disable=import-outside-toplevel,unused-import
        except ImportError:
            self.skipTest("no tomllib")
        spdx = b"# SPDX-License-" b"Identifier: %s\n"
        tree = {
            licences.RULES: spdx % b"A" + b'version = 1\n[[annotations]]\npath = "**"\nSPDX-FileCopyrightText = "2026 Us"\n'
            b'[[annotations]]\npath = ["pictures/*.png", "data/**"]\nSPDX-License-' b'Identifier = "A"\n',
            licences.DEBIAN: spdx % b"A" + b"Files: *\nCopyright: 2026 Us\nLicense: A\n\nLicense: A\n text\n",
            "LICENSE": b"text of A", "LICENSES/A.txt": b"text of A", "a.c": spdx % b"A", "pictures/a.png": b"", "data/b/c": b"",
        }
        self.assertEqual(list(licences.check(tree)), [])
        for change, complaints in (({"b.c": b""}, 1), ({"pictures/b/a.png": b""}, 1), ({"b.c": spdx % b"B"}, 2),
                                   ({"LICENSES/B.txt": b""}, 1), ({"LICENSE": b"other"}, 1),
                                   ({licences.DEBIAN: tree[licences.DEBIAN].replace(b"2026 Us", b"2026 Others")}, 1),
                                   ({licences.DEBIAN: tree[licences.DEBIAN].replace(b"License: A\n\n", b"License: B\n\n")}, 1),
                                   ({licences.DEBIAN: tree[licences.DEBIAN].replace(b"Files: *", b"Files: a.c")}, 1)):
            with self.subTest(change=change):
                self.assertEqual(len(list(licences.check({**tree, **change}))), complaints)
        for path in ("pictures/a.png", "LICENSES/A.txt"):
            fewer = {name: data for name, data in tree.items() if name != path and not name.startswith("data/")}
            self.assertGreaterEqual(len(list(licences.check(fewer))), 1, path)

    def test_shell(self):
        """Which files are shell, by name or first line."""
        for path, data, found in (("a", b"#!/bin/sh\n", True), ("b", b"#!/usr/bin/env bash\n", True), ("c.sh", b"", True),
                                  ("d", b"#!/usr/bin/env python3\n", False), ("e.bash", b"", True), ("f", b"", False),
                                  ("g", b"#!/usr/bin/make -f\n", False), ("h", b"#!/bin/bash -e\n", True),
                                  ("i.sbatch", b"#!/bin/bash\n", True)):
            self.assertEqual(list(shell.files({path: data})) == [path], found, path)


if __name__ == "__main__":
    unittest.main()
