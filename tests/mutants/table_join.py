# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what captures of several places show together."""
from faults import mutant

mutant("J01", "one sending is no chance", "rules/lost_on_way.c", "#define SENDINGS_CERTAIN 2", "#define SENDINGS_CERTAIN 1",
       "join_places")
mutant("J02", "a capture never ends", "../join/stretches.c", "(!stretches->stopped[place] || time <= window->end)", "true",
       "join_places")
mutant("J03", "a capture was always there", "../join/stretches.c", "return time >= window->begin &&",
       "return time >= window->begin - IKT_SECOND * 86400 &&", "join_places")
mutant("J04", "a mirror's copy is another datagram", "../join/sightings.c", "    if (is_copy(sightings, open, sighting))",
       "    if (false && is_copy(sightings, open, sighting))", "join_places")
mutant("J05", "an answer that is lost counts as an answer", "../join/stretches.c",
       "    return g_array_index(stretches->hidden, uint8_t, datagram) != 0;",
       "    return g_array_index(stretches->hidden, uint8_t, datagram) > 1;", "join_places")
mutant("J06", "a port that passes is blocked", "rules/lost_on_way.c", "if (lost->lost == 0 || lost->arrived > 0 ||",
       "if (lost->lost == 0 ||", "join_places")
