# SPDX-License-Identifier: GPL-2.0-or-later
"""A fault that is put in on purpose: what it does, the file (seen from analyzer/engine), the text that stands there once,
what it becomes, and the tests that are to notice it. The tables are table.py, table_documents.py and table_logs.py."""
import collections
import os
import sys

Mutant = collections.namedtuple("Mutant", "place name what file old new tests")
MUTANTS = []


def mutant(name, what, file, old, new, *tests):
    caller = sys._getframe(1)
    place = "tests/mutants/%s:%d" % (os.path.basename(caller.f_code.co_filename), caller.f_lineno)
    MUTANTS.append(Mutant(place, name, what, file, old, new, tests))
