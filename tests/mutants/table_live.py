# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what is told while a capture goes on."""
from faults import mutant

mutant("U01", "a message under way accuses its receiver", "track/settle.c",
       "sa->record.quick_modes = MAX(sa->record.quick_modes, 1);", "sa->record.quick_modes += 0;", "live_standing")
mutant("U02", "who looks keeps the flows", "track/standing.c",
       "    ikt_flow_table_take_back(session->flows);\n", "    ikt_flow_table_lend(session->flows);\n", "live_standing")
mutant("U03", "what goes on is not looked at again", "track/standing.c",
       "    if (pending) /*", "    if (false && pending) /*", "live_standing")
mutant("U04", "silence is never long enough", "track/standing.c",
       "#define SILENCE (30 * IKT_SECOND)", "#define SILENCE (90 * IKT_SECOND)", "live_standing")
mutant("U05", "a look forgets what has settled", "tunnels/tunnel_table.c",
       "    const struct ikt_tunnel_pair *known = g_hash_table_lookup(from->pairs, key);\n    if (!known)",
       "    const struct ikt_tunnel_pair *known = g_hash_table_lookup(from->pairs, key);\n    if (!known || known)",
       "live_standing")
