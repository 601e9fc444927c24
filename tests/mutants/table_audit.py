# SPDX-License-Identifier: GPL-2.0-or-later
"""AU: what is left out of a list, or had to make room, is judged all the same, or is not known."""
from faults import mutant

mutant("AU1", "who was answered drives out who waits", "track/sa_lookup.c",
       "return more ? IKT_SA_NEGOTIATED : IKT_SA_ANSWERED;", "return IKT_SA_WAITING;", "hostile_verdicts")
mutant("AU2", "who is over drives out who waits", "track/sa_lookup.c",
       "        return IKT_SA_WAITING;\n", "        return IKT_SA_NEGOTIATED;\n", "hostile_verdicts")
mutant("AU3", "names that were not learned stay", "../anonymize/anonymizer.c",
       "(anonymizer->unlearned & IKT_UNLEARNED_NAMES) && length >= 2", "false && length >= 2", "anonymize-unlearned")
mutant("AU4", "cookies that were not learned stay", "../anonymize/anonymize_text.c",
       "scan->hex_is_told || suspected || ikt", "scan->hex_is_told || ikt", "anonymize-unlearned")
mutant("AU5", "names of statements that were not learned are not said", "../anonymize/anonymizer.c",
       "own ? IKT_UNLEARNED_OWN : IKT_UNLEARNED_NAMES", "IKT_UNLEARNED_NAMES", "anonymize-unlearned")
