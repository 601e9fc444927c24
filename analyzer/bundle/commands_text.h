/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * commands.txt: what to run on each router, and what each answer means.
 */
#ifndef IKT_BUNDLE_COMMANDS_TEXT_H
#define IKT_BUNDLE_COMMANDS_TEXT_H

#include <glib.h>

#include "iketriage/tunnel.h"

struct ikt_commands;

struct ikt_commands *ikt_commands_new(void);
void ikt_commands_free(struct ikt_commands *commands); /* NULL is allowed */
/* What a tunnel asks of its two routers; nothing where it is well. */
void ikt_commands_add(struct ikt_commands *commands, const struct ikt_tunnel *tunnel);
/* All of one capture behind those of all before; takes part, and gives its tunnels numbers from first on. */
void ikt_commands_join(struct ikt_commands *commands, struct ikt_commands *part, uint64_t first);
/* Router by router. */
void ikt_commands_write(const struct ikt_commands *commands, GString *out);

#endif
