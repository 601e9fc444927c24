# SPDX-License-Identifier: GPL-2.0-or-later
"""AU: what is left out of a list, or had to make room, is judged all the same, or is not known."""
from faults import mutant

mutant("AU1", "who was answered drives out who waits", "track/sa_lookup.c",
       "return more ? IKT_SA_NEGOTIATED : IKT_SA_ANSWERED;", "return IKT_SA_WAITING;", "hostile_verdicts")
mutant("AU2", "who is over drives out who waits", "track/sa_lookup.c",
       "        return IKT_SA_WAITING;\n", "        return IKT_SA_NEGOTIATED;\n", "hostile_verdicts")
