# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in reading packets that were printed as text, and in saying what was not judged."""
from faults import mutant

mutant("Q01", "rows that are missing are passed over", "../capture/dump.c",
       "row->by_address == packet->by_address && row->label == packet->expected &&",
       "row->by_address == packet->by_address &&", "cli_dumps")
mutant("Q02", "a time without a zone is taken for UTC", "../capture/dump.c",
       "clock == IKT_DUMP_LOCAL && dump->says_utc", "clock == IKT_DUMP_LOCAL", "cli_dumps")
mutant("Q03", "columns before a packet are not counted", "../capture/dump_line.c",
       "MIN(blanks / 9 * 4 + blanks % 9 / 2, IKT_DUMP_ROW)", "MIN(blanks * 0, IKT_DUMP_ROW)", "cli_dumps")
mutant("Q04", "lost rows are told nobody", "../capture/capture_file.c", "else if (fault)", "else if (false)", "cli_dumps")
mutant("Q05", "packets without times last for 0 ms", "../report/json_value.c",
       "|| end == IKT_TIME_NONE || start == IKT_TIME_UNKNOWN", "|| end == IKT_TIME_NONE", "cli_dumps")
mutant("Q09", "a decrypted copy is the next message", "track/shown.c", "if (!is_pair(last, seen) ||", "if (true ||",
       "cli_shown")
mutant("Q10", "a later message is a decrypted copy", "track/shown.c", "seen->time - last->time > IKT_DUPLICATE_TIME)",
       "false)", "cli_shown")
mutant("Q06", "a --peer that matched nothing is silent", "../report/without_ike.c", "if (input->others > 0)",
       "if (false)", "cli_silence")
mutant("Q07", "ESP behind AH is another packet", "triage.c", "triage->capture.esp_packets += !behind_ah;",
       "triage->capture.esp_packets++;", "cli_silence")
mutant("Q08", "ESP behind AH is another packet of the tunnel", "tunnels/tunnel_table.c",
       "if (!is_under_ah(record, flow)) {", "{", "tunnels_table")
