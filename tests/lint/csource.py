# SPDX-License-Identifier: GPL-2.0-or-later
"""Enough of C to find includes, calls and variables: no preprocessor, no types."""
import re

_TOKEN = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""", re.DOTALL | re.VERBOSE)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)


def includes(text):
    """(line, name) of every include, of system headers too."""
    return [(text.count("\n", 0, m.start(1)) + 1, m.group(1)) for m in _INCLUDE.finditer(text)]


def bare(text):
    """The text with comments blanked and literals emptied; line numbers stay."""
    def blank(match):
        token = match.group(0)
        return '""' if token[0] == '"' else "0" if token[0] == "'" else " " + "\n" * token.count("\n")
    return _TOKEN.sub(blank, text)


def without_directives(text):
    """bare() text with preprocessor lines blanked, and macro lines that stand alone at the left margin."""
    text = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.MULTILINE)
    return re.sub(r"^[A-Z][A-Z0-9_]*\([^\n{}]*\);?[ \t]*$", "", text, flags=re.MULTILINE)


def matches(text, pattern):
    """(line, text) of every match of a compiled pattern in bare() text."""
    return [(text.count("\n", 0, m.start()) + 1, m.group(0)) for m in pattern.finditer(text)]


def calls(text, names):
    """(line, name) of every call of one of names, in bare() text; members and declarations of others stay out."""
    pattern = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(sorted(names)))
    return [(text.count("\n", 0, m.start()) + 1, m.group(1)) for m in pattern.finditer(text)]


def closing(text, start):
    """Index just after the brace that closes the one at start."""
    depth = 0
    for index in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index + 1
    return len(text)


def _mutable(declaration):
    """Is what this declaration (up to = or ;) declares a variable that may change?"""
    declaration = re.split(r"[=]", declaration)[0]
    words = re.findall(r"\w+|\*", declaration)
    if not words or words[0] in ("typedef", "extern", "_Static_assert", "static_assert") or "(" in declaration:
        return False
    if words[0] in ("struct", "enum", "union") and len(words) <= 2:
        return False
    if "*" in words:
        last = len(words) - 1 - words[::-1].index("*")
        return "const" not in words[last:]
    return "const" not in words


def mutable_globals(text):
    """Lines of variables with static storage that may change, given the source's text."""
    text = without_directives(bare(text))
    found = []
    statement, start, index = "", None, 0
    while index < len(text):
        char = text[index]
        if char == "{":
            end = closing(text, index)
            if "=" in statement:
                statement += "{}"
            elif re.search(r"\)\s*$", statement):
                for match in re.finditer(r"\bstatic\b[^;={}]*[;=]", text[index:end]):
                    if _mutable(match.group(0).rstrip(";=")):
                        found.append(text.count("\n", 0, index + match.start()) + 1)
                statement, start = "", None
            index = end
            continue
        if char == ";":
            if _mutable(statement):
                found.append(text.count("\n", 0, start) + 1)
            statement, start = "", None
        elif statement or not char.isspace():
            start = index if start is None else start
            statement += char
        index += 1
    return found
