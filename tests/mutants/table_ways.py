# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in how captures and records come in."""
from faults import mutant

mutant("WI1", "a long option ends an interface's", "../capture/pcapng.c",
       "if (code == OPTION_END || padded > *left)", "if (code == OPTION_END || padded > *left || padded > 4096)",
       "capture_pcapng")
mutant("WI2", "journal entries and custom blocks have no number", "../capture/pcapng.c",
       "if (!end_block(ng, length, body, why) || !is_numbered(type))", "if (!end_block(ng, length, body, why) || type)",
       "capture_pcapng")
mutant("WI3", "packets without a time are of 1970", "../capture/pcapng.c",
       "    ng->time = IKT_TIME_UNKNOWN;\n", "    ng->time = 0;\n", "capture_pcapng")
mutant("WI4", "a security group tag hides what it tags", "../capture/link.c",
       "type = skip_cisco(frame, &at);", "type = 0;", "capture_encapsulations")
mutant("WI5", "a newer schema is summed up", "../records/records.c",
       '    if (json_integer_value(json_object_get(object, "schema")) != SCHEMA ||\n        !json',
       "    if (!json", "cli_summarize")
mutant("WI6", "captures in xz are passed over in a folder", "../capture/archive.c",
       "(packing && (packing->archive || is_called_a_capture(path)))", "(packing && packing->archive)", "cli_batch")
mutant("WI7", "a wait for a pipe outlives its interrupt", "../cli/main.c",
       "        ikt_stream_give_up_when(ikt_interrupted);\n", "", "cli_interrupt")
mutant("WI8", "a pipe that nobody writes to holds who opens it", "../capture/stream.c",
       "O_NOCTTY | O_NONBLOCK);", "O_NOCTTY);", "cli_interrupt")
