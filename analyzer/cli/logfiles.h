/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Logs of routers from the disk (or a pipe), for the engine.
 */
#ifndef IKT_CLI_LOGFILES_H
#define IKT_CLI_LOGFILES_H

#include <glib.h>
#include <stdbool.h>

#include "anonymize/anonymizer.h"
#include "iketriage/logs.h"

/*
 * options: of struct ikt_document_option. keys_given: no log needs to be said to hold keys. well: false when a file
 * could not be read, or no line of it is known; that is said on standard error. NULL where no option is given.
 * ikt_logs_free.
 */
struct ikt_logs *ikt_logfiles_load(const GPtrArray *options, struct ikt_anonymizer *anonymizer, bool keys_given,
                                   bool *well);

#endif
