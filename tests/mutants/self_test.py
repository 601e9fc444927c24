#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Proof that the check of the table can fail."""
import unittest

from faults import Mutant
from mutants import complaints

FILES = {"a.c": "int one(void)\n{\n    return 1 + 1;\n}\n"}
TESTS = {"unit_a": "unit_a"}


def complain(*mutants):
    return [complaint for _, complaint in complaints(mutants, FILES.get, TESTS)]


def mutant(name="X", file="a.c", old="return", new="return -", tests=("unit_a",)):
    return Mutant("table.py:1", name, "something", file, old, new, tests)


class Table(unittest.TestCase):
    def test_good(self):
        self.assertEqual(complain(mutant()), [])
        self.assertEqual(complain(mutant(), mutant(name="Y", old="one(void)\n{", new="one(void)\n{\n")), [])

    def test_bad(self):
        for bad in ({"old": "gone"}, {"old": "1"}, {"file": "b.c"}, {"new": "return"}, {"tests": ("unit_b",)}):
            self.assertEqual(len(complain(mutant(**bad))), 1, bad)
        self.assertEqual(len(complain(mutant(), mutant())), 1)


if __name__ == "__main__":
    unittest.main()
