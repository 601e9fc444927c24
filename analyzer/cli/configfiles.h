/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Configurations from the disk (or a pipe): their statements for the engine, their keys for the keyring.
 */
#ifndef IKT_CLI_CONFIGFILES_H
#define IKT_CLI_CONFIGFILES_H

#include <glib.h>
#include <stdbool.h>

#include "anonymize/anonymizer.h"
#include "iketriage/configs.h"
#include "iketriage/keys.h"
#include "iketriage/tunnel.h"

struct ikt_configfiles;

/*
 * options: of struct ikt_document_option. What is not understood is said on standard error with file and line. well:
 * false when a file could not be read or holds no configuration. NULL where no option is given.
 */
struct ikt_configfiles *ikt_configfiles_load(const GPtrArray *options, struct ikt_keyring *keyring,
                                             struct ikt_anonymizer *anonymizer, bool *well);
void ikt_configfiles_free(struct ikt_configfiles *files); /* NULL is allowed, here and below */
const struct ikt_configs *ikt_configfiles_configs(const struct ikt_configfiles *files);

/* A tunnel of a capture: its peers have been seen. From any thread. */
void ikt_configfiles_meet(struct ikt_configfiles *files, const struct ikt_tunnel *tunnel);
/* Say on standard error which configurations are of no peer that was seen. */
void ikt_configfiles_say_unmet(const struct ikt_configfiles *files);

#endif
