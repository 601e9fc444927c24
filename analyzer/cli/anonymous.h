/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * --anonymize around a run: its key, the names of files, the map for who asked for it.
 */
#ifndef IKT_CLI_ANONYMOUS_H
#define IKT_CLI_ANONYMOUS_H

#include "anonymize/anonymizer.h"
#include "options.h"

/* NULL in out where it is not asked for. False: why has been said. */
bool ikt_anonymous_start(const struct ikt_options *options, struct ikt_anonymizer **out);
/* How reports call a file: "capture-2.pcap" for the second one; where all is told as it is, by its path. g_free. */
/* Once configurations and logs are loaded, before anything is written: false where names in them could not be learned
 * and would stay, which is said. NULL: nothing is anonymized. */
bool ikt_anonymous_check(const struct ikt_anonymizer *anonymizer);
char *ikt_anonymous_name(const struct ikt_anonymizer *anonymizer, const char *what, guint number, const char *path);
/* Writes the map if it is asked for, and frees. False: why has been said. */
bool ikt_anonymous_finish(const struct ikt_options *options, struct ikt_anonymizer *anonymizer);

#endif
