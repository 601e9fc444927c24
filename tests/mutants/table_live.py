# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what is told while a capture goes on."""
from faults import mutant

mutant("U01", "a message under way accuses its receiver", "track/settle.c",
       "sa->record->quick_modes = MAX(sa->record->quick_modes, 1);", "sa->record->quick_modes += 0;", "live_standing")
mutant("U03", "what goes on is not looked at again", "track/standing.c",
       "    if (pending) /*", "    if (false && pending) /*", "live_standing")
mutant("U04", "silence is never long enough", "track/standing.c",
       "#define SILENCE (30 * IKT_SECOND)", "#define SILENCE (90 * IKT_SECOND)", "live_standing")
