# SPDX-License-Identifier: GPL-2.0-or-later
"""Which file uses what another one defines, and who includes whom: arrows between files, and the circles among them."""
import re

import csource

_NAME = re.compile(r"(?<![\w.])(?<!->)(?<!struct )(?<!enum )(?<!union )[A-Za-z_]\w*")
_POINTER = re.compile(r"\(\s*\*[\w\s]*?(\w+)\s*(?:\[[^\]]*\]\s*)*\)\s*\(")  # to a function, its name


def _top_level(text):
    """(declaration, where, body, where) of every function and variable; body: of a function, or an initialiser."""
    start = index = 0
    equals = None
    while index < len(text):
        if text[index] == "{":
            declaration, end = text[start:index], csource.closing(text, index)
            if re.search(r"\)\s*$", declaration):
                yield declaration, start, text[index:end], index
                start = end
            index = end
        elif text[index] == ";":
            place = index if equals is None else equals
            yield text[start:place], start, text[place:index], place
            start, equals = index + 1, None
            index += 1
        else:
            equals = index if text[index] == "=" and equals is None else equals
            index += 1


class Symbols:
    """What one file declares, defines for others, and uses."""

    def __init__(self, text):
        plain = csource.bare(text)
        self.declared, self.defined, self.used, own = {}, set(), {}, set()
        self.by_macro = {name for arguments in re.findall(r"^[A-Z][A-Z0-9_]*\(([^\n{}]*)\)", plain, re.MULTILINE)
                         for name in re.findall(r"\w+", arguments)}
        plain = csource.without_directives(plain)
        for declaration, start, body, place in _top_level(plain):
            head = re.split(r"[(\[]", declaration)[0]
            words = re.findall(r"\w+", head)
            if not words or words[0] == "typedef":
                continue
            if not body:
                line = plain.count("\n", 0, start + len(declaration) - len(declaration.lstrip())) + 1
                if "(" in declaration and "{" not in declaration:
                    self.declared.setdefault(words[-1], line)
                continue
            pointer = None if declaration.rstrip().endswith(")") and body[0] == "{" else _POINTER.search(declaration)
            (own if "static" in words else self.defined).add(pointer.group(1) if pointer else words[-1])
            for match in _NAME.finditer(body):
                self.used.setdefault(match.group(0), plain.count("\n", 0, place + match.start()) + 1)
        for name in own:
            self.used.pop(name, None)


def undefined(symbols):
    """(header, line, name) of functions whose definition is nowhere to be seen: arrows to it would be missed."""
    known = set().union(*(of.defined | of.by_macro for of in symbols.values()), set())
    for path, of in symbols.items():
        for name, line in of.declared.items():
            if path.endswith(".h") and name not in known:
                yield path, line, name


def arrows(symbols, included):
    """{file: {file it leans on: (line, why)}}. included: {file: [(line, file)]}"""
    found, homes = {path: {} for path in symbols}, {}
    headers = {name for path, of in symbols.items() if path.endswith(".h") for name in of.declared}
    for path, of in symbols.items():
        if path.endswith(".c"):
            for name in of.defined | (of.by_macro & headers):
                homes.setdefault(name, []).append(path)
    for path, of in symbols.items():
        for name, line in of.used.items():
            programs = [home for home in homes.get(name, ()) if home.split("/")[0] == path.split("/")[0]]
            for home in programs or homes.get(name, ()):
                if home != path:
                    found[path].setdefault(home, (line, "uses %s of" % name))
        for line, target in included.get(path, ()):
            found[path].setdefault(target, (line, "includes"))
    return found


def _reachable(graph, start):
    """{file: the one before it on the shortest way from start}"""
    before, queue = {}, [start]
    for at in queue:
        for target in graph.get(at, ()):
            if target not in before:
                before[target] = at
                queue.append(target)
    return before


def circles(graph):
    """{file: the shortest circle through it}: every file that leads back to itself."""
    found = {}
    for path in graph:
        before = _reachable(graph, path)
        if path in before:
            circle = [path]
            while len(circle) == 1 or circle[-1] != path:
                circle.append(before[circle[-1]])
            found[path] = circle[::-1]
    return found
