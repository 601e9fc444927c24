# SPDX-License-Identifier: GPL-2.0-or-later
"""The house rules that a program can check. A check takes the tree, {path: bytes}, and yields (path, line, complaint)."""
import posixpath
import re

import callgraph
import csource

STAGES = ("base", "isakmp", "crypto", "keys", "decrypt", "track", "products", "documents", "evidence", "model", "rules", "tunnels",
          "desk")
ENGINE = "analyzer/engine/"
# Public headers that a stage may not see, because they speak of a later one. keys may see exchange.h, which says what
# keys are missing, and exchange sees triage.h, which says how packets come and records go.
LATER_HEADERS = {
    "base": {"message.h", "keys.h", "exchange.h", "finding.h", "triage.h"},
    "isakmp": {"keys.h", "exchange.h", "finding.h", "triage.h"},
    "crypto": {"keys.h", "exchange.h", "finding.h", "triage.h"},
    "keys": {"finding.h", "triage.h"},
    "decrypt": {"finding.h", "triage.h"},
    "track": {"finding.h", "tunnel.h"},
    "products": {"finding.h", "triage.h"},
    "documents": {"finding.h", "triage.h", "tunnel.h"},
    "evidence": {"triage.h"},
    "model": {"triage.h", "tunnel.h"},
    "rules": {"triage.h", "tunnel.h"},
    "tunnels": {"triage.h"},
    "desk": set(),
}
# Who alone may include what: a pattern of the header's name, a pattern of the owners' paths.
OWNERS = (
    (r"pcap(/.*)?\.h$", r"analyzer/capture/(capture_file|live(_filter)?)\.[ch]$|tests/|packaging/library/",
     "libpcap belongs to capture/capture_file and capture/live"),
    (r"gcrypt\.h$", r"analyzer/(engine/crypto/crypto\w*\.c|capture/file_hash\.c|anonymize/digests\.c|cli/main\.c)$|tests/|packaging/library/",
     "libgcrypt belongs to crypto/crypto"),
    (r"(epan|wsutil|wiretap)/", r"plugin/|tests/plugin/", "Wireshark belongs to the plugin"),
    (r"jansson\.h$", r"analyzer/records/|tests/", "jansson reads what the reports write: it belongs to records and tests"),
    (r"(zlib|zstd)\.h$", r"analyzer/capture/|tests/", "compression belongs to capture"),
)
# Arrows that may close a circle: (file, file it leans on, why there is no better way). Two at most.
CIRCLES = ()
# Identifiers of code that know one product from another; IKT_VENDOR_UNKNOWN is none.
PRODUCT = re.compile(r"\b(?!IKT_VENDOR_UNKNOWN\b)\w*(?:IKT_VENDOR_|strongswan|libreswan|openswan|freeswan|racoon|cisco"
                     r"|_asa\b|\basa_|juniper|huawei|fortinet|checkpoint|windows|microsoft)\w*", re.IGNORECASE)
NOT_IN_ENGINE_HEADERS = {"stdio.h", "locale.h", "unistd.h", "signal.h"}
NOT_IN_ENGINE = {
    "printf", "fprintf", "vprintf", "vfprintf", "puts", "fputs", "putchar", "perror", "fopen", "fwrite",
    "exit", "_exit", "abort", "g_print", "g_printerr", "g_log", "g_message", "g_warning", "g_error", "g_debug",
    "time", "localtime", "localtime_r", "mktime", "gmtime", "gettimeofday", "clock_gettime",
    "g_get_real_time", "g_get_monotonic_time", "getenv", "g_getenv",
}
# The variables with static storage that may change after all: path, pattern of the line, why.
MAY_CHANGE = (
    ("analyzer/engine/base/hash.c", r"static struct process_key process_key;", "the hash key, drawn once per process"),
)
BANNED = {
    "g_ref_string_new_intern",  # one set for all threads, whose release races with its use (2.74)
    "strcpy", "strcat", "sprintf", "vsprintf", "gets", "alloca", "g_alloca", "g_newa", "atoi", "atol", "atoll",
    "strtok", "rand", "tmpnam", "mktemp", "system", "popen",
}
# GLib's hashes of what somebody else chose: a pattern of the call, and what to call instead.
OPEN_HASH = re.compile(r"\bg_(?:str|int|int64|direct|double)_hash\b|\bg_hash_table_new(?:_full)?\s*\(\s*NULL")
# Octets put together by hand, and who alone may.
BY_HAND = re.compile(r"\]\s*<<\s*(?:8|16|24)\b")
READERS = ("analyzer/engine/isakmp/reader.c", "analyzer/engine/isakmp/reader.h")
SOURCE_SUFFIXES = (".c", ".h", ".def", ".py", ".sh", ".cmake", "CMakeLists.txt")
MAX_LINES = 500
MACHINE_PATH = re.compile(rb"(?<![\w.}])/(?:home|root|work|tmp|Users|mnt)/[\w.]")


def _text(data):
    return data.decode("utf-8", "replace")


def _c_files(tree, *folders):
    for path, data in sorted(tree.items()):
        if path.endswith((".c", ".h")) and path.startswith(folders):
            yield path, _text(data)


def _is_source(path, data):
    return path.endswith(SOURCE_SUFFIXES) or data.startswith(b"#!")


def _stage(path):
    parts = path[len(ENGINE):].split("/") if path.startswith(ENGINE) else []
    return parts[0] if len(parts) > 1 else None


def _resolve(path, name, tree):
    """The project's file that an include in path means, or None for a system header."""
    for base in (posixpath.dirname(path), ENGINE, "analyzer", "include", ""):
        candidate = posixpath.normpath(posixpath.join(base, name))
        if candidate in tree:
            return candidate
    return None


def owners(tree):
    """One place for each library."""
    for path, text in _c_files(tree, ""):
        for line, name in csource.includes(text):
            for header, owner, why in OWNERS:
                if re.match(header, name) and not re.match(owner, path):
                    yield path, line, "%s: %s" % (name, why)


def layers(tree):
    """Arrows go down only, and include/iketriage and engine/base/ are the engine's only doors."""
    for path, text in _c_files(tree, "analyzer/", "include/", "plugin/"):
        stage = _stage(path)
        for line, name in csource.includes(text):
            target = _resolve(path, name, tree)
            if target is None:
                continue
            to_stage = _stage(target)
            if path.startswith(ENGINE):
                if not target.startswith((ENGINE, "include/")):
                    yield path, line, "the engine knows nothing of %s" % target
                elif stage in STAGES and to_stage in STAGES and STAGES.index(to_stage) > STAGES.index(stage):
                    yield path, line, "%s may not know %s" % (stage, target)
                elif posixpath.basename(target) in LATER_HEADERS.get(stage, ()) and target.startswith("include/"):
                    yield path, line, "%s may not know %s" % (stage, target)
            elif to_stage == "base" and not path.startswith("include/"):
                continue  # values and tables that every part may use
            elif target.startswith(ENGINE):
                yield path, line, "%s is behind the engine's door" % target
            elif path.startswith("include/") and not target.startswith("include/"):
                yield path, line, "a public header may not lean on %s" % target
            elif {path.split("/")[1], target.split("/")[1]} == {"capture", "report"}:
                yield path, line, "captures and reports know nothing of each other"


def circles(tree, exceptions=CIRCLES):
    """No two files lean on each other, be it by way of others: neither by what they use nor by what they include."""
    sources = dict(_c_files(tree, "analyzer/", "include/", "plugin/"))
    symbols = {path: callgraph.Symbols(text) for path, text in sources.items()}
    included = {path: [(line, target) for line, name in csource.includes(text)
                       for target in (_resolve(path, name, tree),) if target not in (None, path)]
                for path, text in sources.items()}
    for path, line, name in callgraph.undefined(symbols):
        yield path, line, "%s() is declared and nowhere defined" % name
    graph = callgraph.arrows(symbols, included)
    for path, target, _ in exceptions:
        if path not in callgraph.circles(graph) or target not in graph.get(path, ()):
            yield path, 1, "an exception for %s that nothing needs" % target
    for path, target, _ in exceptions[2:]:
        yield path, 1, "one exception too many: %s" % target
    for path, target, _ in exceptions:
        graph.get(path, {}).pop(target, None)
    for path, circle in sorted(callgraph.circles(graph).items()):
        steps = ["%s %s (line %d)" % (graph[at][to][1], to, graph[at][to][0]) for at, to in zip(circle, circle[1:])]
        yield path, graph[path][circle[1]][0], "a circle: %s" % ", which ".join(steps)


def products(tree):
    """Rules ask what a peer does, never who made it: that stands in the table of products."""
    for path, text in _c_files(tree, ENGINE + "rules/"):
        text = csource.bare(text)
        for match in PRODUCT.finditer(text):
            yield path, text.count("\n", 0, match.start()) + 1, "%s names a product" % match.group(0)


def engine(tree):
    """No printing, no exit, no clock, no environment, nothing global that changes."""
    for path, text in _c_files(tree, ENGINE, "include/"):
        for line, name in csource.includes(text):
            if name in NOT_IN_ENGINE_HEADERS:
                yield path, line, "%s in the engine" % name
        for line, name in csource.calls(csource.bare(text), NOT_IN_ENGINE):
            yield path, line, "%s() in the engine" % name
        lines = text.splitlines()
        for line in csource.mutable_globals(text):
            if not any(path == where and re.fullmatch(what, lines[line - 1]) for where, what, _ in MAY_CHANGE):
                yield path, line, "a variable with static storage that may change"


def hashes(tree):
    """Who writes a capture or a file chooses the keys of our tables: their hash has a key, too."""
    for path, text in _c_files(tree, "analyzer/"):
        for line, _ in csource.matches(csource.bare(text), OPEN_HASH):
            yield path, line, "a hash without a key: use base/hash.h"


def octets(tree):
    """Wire octets are read in one place."""
    for path, text in _c_files(tree, ENGINE):
        for line, _ in csource.matches(csource.bare(text), BY_HAND) if path not in READERS else ():
            yield path, line, "octets put together by hand: use isakmp/reader.h"


def banned(tree):
    """Functions with a safer sister."""
    for path, text in _c_files(tree, ""):
        for line, name in csource.calls(csource.bare(text), BANNED):
            yield path, line, "%s() is banned" % name


def license_line(tree):
    """Every source says its licence."""
    for path, data in sorted(tree.items()):
        if _is_source(path, data) and b"SPDX-License-Identifier: GPL-2.0-or-later" not in data[:400]:
            yield path, 1, "no line SPDX-License-Identifier: GPL-2.0-or-later"


def length(tree):
    """Small files: one noun each."""
    for path, data in sorted(tree.items()):
        lines = data.count(b"\n")
        if _is_source(path, data) and lines > MAX_LINES:
            yield path, lines, "%d lines, more than %d: split it" % (lines, MAX_LINES)


def machine_paths(tree):
    """Nothing says whose machine it was made on."""
    for path, data in sorted(tree.items()):
        for match in MACHINE_PATH.finditer(data):
            yield path, data.count(b"\n", 0, match.start()) + 1, "path of a machine: %s" % _text(match.group(0))


def _named_files(notes):
    """Files that the notes name: `folder/name.{c,h}` stands for two."""
    for line_number, line in enumerate(_text(notes).splitlines(), 1):
        for token in re.findall(r"`([\w./{},-]+\.[\w{},]+)`", line):
            braces = re.match(r"(.*)\{([^}]*)\}(.*)", token)
            for middle in braces.group(2).split(",") if braces else [None]:
                yield line_number, token if middle is None else braces.group(1) + middle + braces.group(3)


def notes(tree):
    """DESIGN-NOTES.md names no file that is gone."""
    name = "DESIGN-NOTES.md"
    for line, token in _named_files(tree.get(name, b"")):
        if token.endswith((".c", ".h", ".def")) and not any(("/" + path).endswith("/" + token) for path in tree):
            yield name, line, "%s is not there" % token


def test_notes(tree):
    """tests/README.md has a row for every folder of tests, and none that is gone."""
    name = "tests/README.md"
    rows = set(re.findall(r"^\| `(\w+)` \|", _text(tree.get(name, b"")), re.MULTILINE))
    folders = {path.split("/")[1] for path in tree if path.startswith("tests/") and path.count("/") > 1}
    for folder in sorted(folders ^ rows):
        yield name, 1, "%s %s" % (folder, "has no row" if folder in folders else "is not there")


# How a test would end by the clock: ctest's limit, subprocess's, and comparisons with the time that passed.
LIMIT_OF_ITS_OWN = re.compile(r"\bTIMEOUT\b|\btimeout=|assertLess\w*\(time\.|cmpfloat\(g_test_timer_elapsed|"
                              r"cmpint\(g_get_monotonic")


def test_limits(tree):
    """tests/CMakeLists.txt has the limit of every test, and none asserts how fast the machine is."""
    for path, data in sorted(tree.items()):
        if not path.startswith("tests/") or path.startswith(("tests/lint/", "tests/lab/", "tests/mutants/")):
            continue
        name = posixpath.basename(path)
        for line, text in enumerate(_text(data).splitlines(), 1):
            if path != "tests/CMakeLists.txt" and (name == "CMakeLists.txt" or path.endswith((".py", ".c", ".h"))) and \
                    (LIMIT_OF_ITS_OWN.search(text) or name == "CMakeLists.txt" and re.match(r"\s*add_test\(", text)):
                yield path, line, "a limit of its own: ikt_add_test gives each test the same"


ALL = {check.__name__: check
       for check in (owners, layers, circles, products, engine, hashes, octets, banned, license_line, length, machine_paths, notes,
                     test_notes, test_limits)}
