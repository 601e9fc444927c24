/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A statement of a configuration as the plugin quotes it: "r1.cfg:23: set pfs group14".
 */
#ifndef IKT_PLUGIN_STATEMENT_TEXT_H
#define IKT_PLUGIN_STATEMENT_TEXT_H

#include "iketriage/configs.h"

/* g_free. NULL: the reference names no statement that may be at fault. configs may be NULL. */
char *ikt_statement_text(const struct ikt_configs *configs, const struct ikt_ref *ref);

#endif
