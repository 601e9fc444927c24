#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Proof that each check can fail: what it must complain about, and what it must leave alone."""
import unittest

import checks

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
        {"analyzer/engine/track/session.c": b'#include "rules/offer_compare.h"\n',
         "analyzer/engine/rules/offer_compare.h": b""},
        {"analyzer/engine/track/session.c": b'#include "iketriage/diagnosis.h"\n',
         "include/iketriage/diagnosis.h": b""},
        {"analyzer/engine/triage.c": b'#include "report/report.h"\n', "analyzer/report/report.h": b""},
        {"analyzer/report/json.c": b'#include "engine/decrypt/decrypt.h"\n', "analyzer/engine/decrypt/decrypt.h": b""},
        {"include/iketriage/triage.h": b'#include "base/hash.h"\n', "analyzer/engine/base/hash.h": b""},
        {"analyzer/report/json.c": b'#include "capture/capture_file.h"\n', "analyzer/capture/capture_file.h": b""},
        {"include/iketriage/triage.h": b'#include "decrypt/decrypt.h"\n', "analyzer/engine/decrypt/decrypt.h": b""},
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
}

GOOD = {
    "analyzer/capture/capture_file.c": SPDX + b'#include <pcap/pcap.h>\n#include "capture_file.h"\n',
    "analyzer/capture/capture_file.h": SPDX,
    "analyzer/report/json.c": SPDX + b'#include <jansson.h>\n#include <stdio.h>\n#include "iketriage/triage.h"\n',
    "analyzer/engine/crypto/crypto.c": SPDX + b'#include <gcrypt.h>\n#include "isakmp/reader.h"\n',
    "analyzer/engine/isakmp/reader.h": SPDX,
    "analyzer/engine/base/hash.h": SPDX,
    "analyzer/engine/base/hash.c": SPDX + b'#include "base/hash.h"\nstatic struct process_key process_key;\n',
    "analyzer/capture/reassembly.c": SPDX + b'#include "engine/base/hash.h"\n',
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
extern int elsewhere;
''',
    "include/iketriage/triage.h": SPDX + b"struct ikt_triage;\nenum a { B = 1, C };\nint f(struct ikt_triage *triage);\n",
    "packaging/demo": b"#!/bin/sh\n# SPDX-License-Identifier: GPL-2.0-or-later\ncat /usr/share/common-licenses/GPL-2\n",
    "README.md": b"Build in a folder of your own, see https://example.org/home/page or build/tmp/x.\n",
    "tests/README.md": b"| folder | proves |\n|---|---|\n| `unit` | functions |\n",
    "tests/CMakeLists.txt": b"# SPDX-License-Identifier: GPL-2.0-or-later\n",
    "tests/unit/reader.c": SPDX + b"#include <gcrypt.h>\nstatic int calls;\nint main(void)\n{\n    printf();\n}\n",
    "captures/a/capture.pcap": b"\xd4\xc3\xb2\xa1\x00/\xff",
    "DESIGN-NOTES.md": b"`capture/capture_file.{c,h}` `report/json.c` `crypto.c` `reader.h` `engine/triage.c` `iketriage/triage.h`",
}


class SelfTest(unittest.TestCase):
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


if __name__ == "__main__":
    unittest.main()
