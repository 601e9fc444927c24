#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
limits.py ROOT: the table of limits.md holds every bound of the sources, with its value; SKIPPED has what is none.
"""
import ast
import pathlib
import re
import sys

PAGE = "packaging/doc/limits.md"
FOLDERS = ("analyzer", "plugin", "include")
# A name with one of these words bounds something: of such a kind none may be missed.
WORDS = {"MAX", "LIMIT", "LARGEST", "LONGEST", "BOUND", "KEPT", "MOST", "SHOWN"}
DEFINE = re.compile(r"^\s*#\s*define\s+([A-Z][A-Z0-9_]*)[ \t]+(\S.*)$", re.MULTILINE)
MEMBER = re.compile(r"(?:^|[{,])\s*([A-Z][A-Z0-9_]*)\s*=\s*([^,}=;]+)", re.MULTILINE)
ENUM = re.compile(r"\benum\b[\w\s]*\{([^}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
SUFFIX = re.compile(r"\b(\d+(?:\.\d+)?)(?:[uU]?[lL]{0,2})\b")
CAST = re.compile(r"\(\s*(?:size_t|u?int\d+_t|unsigned|int|double|ikt_time)\s*\)")
ROW = re.compile(r"^\| [^|]+ \| ([^|]+) \| `([\w/.]+): (\w+)` \|", re.MULTILINE)
UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


def value_of(expression, known=None):
    """What a simple constant expression has: numbers, + - * / << and the names that are known; None: it is another."""
    known = known or {}

    def value(node):
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return node.value
        if isinstance(node, ast.Name) and known.get(node.id) is not None:
            return known[node.id]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        if isinstance(node, ast.BinOp):
            left, right = value(node.left), value(node.right)
            if isinstance(node.op, ast.Div):
                return left // right if isinstance(left, int) and isinstance(right, int) else left / right
            for kind, function in ((ast.Add, int.__add__), (ast.Sub, int.__sub__), (ast.Mult, int.__mul__),
                                   (ast.LShift, int.__lshift__)):
                if isinstance(node.op, kind):
                    return function(left, right)
        raise ValueError

    text = SUFFIX.sub(lambda match: match.group(1), CAST.sub("", expression).strip())
    try:
        return value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, TypeError, ZeroDivisionError):
        return None


def constants(tree):
    """{(path, name): expression} of each macro with a value and each member of an enum with one."""
    found = {}
    for path, content in sorted(tree.items()):
        if not path.startswith(tuple(folder + "/" for folder in FOLDERS)) or not path.endswith((".c", ".h")):
            continue
        text = COMMENT.sub(" ", content.decode("utf-8", "replace"))
        for match in DEFINE.finditer(text):
            found[path, match.group(1)] = match.group(2).strip()
        for enum in ENUM.finditer(text):
            for match in MEMBER.finditer(enum.group(1)):
                found[path, match.group(1)] = match.group(2).strip()
    return found


def values(found):
    """{(path, name): value or None}. A name stands for that of its own file, or for the only one of all files."""
    result = {key: None for key in found}
    for _ in range(4):  # names of names
        shared = {}
        for (_, name), value in result.items():
            shared[name] = value if name not in shared or shared[name] == value else None
        for (path, name), expression in found.items():
            own = {other: value for (at, other), value in result.items() if at == path}
            result[path, name] = value_of(expression, {**shared, **own})
    return result


# Reason: what bears such a name and bounds nothing that a user could miss.
SKIPPED = {
    "buffer": """
        analyzer/anonymize/anonymizer.c: MAPPED_KEPT
        analyzer/anonymize/own_words.c: WORD_MAX            analyzer/bundle/raw_packet.h: IKT_RAW_UDP_MAX
        analyzer/engine/crypto/crypto.h: IKT_HASH_PARTS_MAX analyzer/engine/decrypt/export.c: LINE_MAX_LENGTH
        analyzer/engine/decrypt/iv.h: IKT_IV_LIST_MAX
        analyzer/engine/track/retransmit_timers.c: GAPS_MAX analyzer/engine/track/retransmit_timers.c: SENDINGS_MAX
        analyzer/engine/keys/dumped_secrets.h: IKT_DUMPED_MAX analyzer/engine/crypto/vault.c: LARGEST
        analyzer/cli/locked_lines.c: LARGEST_SIZE           plugin/prefs.c: ROW_MAX
        """,
    "protocol": """
        analyzer/bundle/pcapng_write.c: TEXT_MAX            analyzer/capture/link.c: ETHERTYPE_LARGEST_LENGTH
        analyzer/capture/reassembly.c: DATAGRAM_LARGEST     analyzer/engine/decrypt/decrypt.c: NONCE_MAX
        analyzer/engine/decrypt/decrypt_without_iv.c: NONCE_MAX_BYTES
        analyzer/engine/keys/dumped_secrets.c: DUMP_MAX     analyzer/engine/rules/phase1_case.c: LIFE_MAX
        """,
    "crypto": """
        analyzer/anonymize/digests.h: IKT_DIGEST_MAX        analyzer/engine/crypto/crypto.h: IKT_DIGEST_MAX
        analyzer/engine/crypto/crypto.h: IKT_BLOCK_MAX      analyzer/engine/crypto/modp.h: IKT_MODP_MAX
        """,
    "threshold": """
        analyzer/engine/decrypt/decrypt_attempt.c: IDENTITY_MAX analyzer/engine/decrypt/decrypt_without_iv.c: ID_MAX
        analyzer/engine/documents/ios_command.c: SLIP_MOST  analyzer/engine/documents/router_names.c: LONGEST
        analyzer/engine/rules/ke_size.c: MOST_NONCE         analyzer/engine/rules/ke_size.c: MOST_TRANSFORM
        analyzer/engine/rules/offer_length.c: MOST_NONCE    analyzer/engine/track/tally.c: ROUND_TRIP_MAX
        analyzer/join/place_clock.c: DRIFT_MOST
        """,
    "brevity": """
        analyzer/cli/near_words.c: LONGEST                  analyzer/cli/near_words.c: MOST
        analyzer/engine/tunnels/open_causes.c: MAX_FALLBACK analyzer/engine/tunnels/open_causes.c: MAX_REFS
        analyzer/engine/tunnels/open_causes.c: MAX_RULES
        """,
}
# In the code they are numbers of MiB.
IN_MIB = {"IKT_CONTENT_LARGEST", "IKT_CONTENT_LARGEST_LOG"}


def skipped_names(skipped):
    return {tuple(pair) for text in skipped.values() for pair in re.findall(r"([\w/.]+): (\w+)", text)}


def told_value(cell):
    """The number at the beginning of a cell, in octets where it has a unit of them; None: there is none."""
    match = re.match(r"(\d[\d,]*)(?: (KiB|MiB|GiB)\b)?", cell)
    return int(match.group(1).replace(",", "")) * UNITS.get(match.group(2), 1) if match else None


def check(tree, skipped=None):
    """Complaints: (path, what is wrong)."""
    page = tree[PAGE].decode()
    known = values(constants(tree))
    bounds = {key for key in known if WORDS & set(key[1].split("_"))}
    skip = skipped_names(SKIPPED if skipped is None else skipped)
    rows = [(cell.strip(), (path, name)) for cell, path, name in ROW.findall(page)]
    listed = [key for _, key in rows]
    lines = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| bounded")]
    if len(lines) != len(rows) or any(line.count("|") != 6 for line in lines):
        yield PAGE, "a row is not of the form | bounded | value | `file: NAME` | said | verdicts |"
    for cell, (path, name) in rows:
        if (path, name) not in known:
            yield PAGE, "%s of %s is no constant any more" % (name, path)
            continue
        value = known[path, name]
        value = value << 20 if name in IN_MIB and value is not None else value
        if value is None or told_value(cell) != value:
            yield PAGE, "%s of %s is %s, not %s" % (name, path, value, cell)
    for path, name in sorted(set(key for key in listed if listed.count(key) > 1)):
        yield PAGE, "%s of %s stands there twice" % (name, path)
    for path, name in sorted(bounds - set(listed) - skip):
        yield path, "%s bounds something, and is neither in %s nor skipped in limits.py" % (name, PAGE)
    for path, name in sorted(skip - set(known)):
        yield path, "%s is skipped in limits.py, and is no constant any more" % name
    for path, name in sorted(skip & set(listed)):
        yield path, "%s is skipped in limits.py, and stands in %s" % (name, PAGE)


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    files = [file for folder in FOLDERS for file in (root / folder).rglob("*.[ch]")] + [root / PAGE]
    complaints = list(check({file.relative_to(root).as_posix(): file.read_bytes() for file in files}))
    for path, text in complaints:
        print("%s: %s" % (path, text))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
