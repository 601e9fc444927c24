/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Logs joined to the pairs of peers that configurations make: by addresses, where a NAT hides these by the message IDs
 * of Quick Modes that both logs name. What is left over makes pairs of its own.
 */
#ifndef IKT_DESK_LOG_SIDES_H
#define IKT_DESK_LOG_SIDES_H

#include "desk/pairs.h"
#include "evidence/log_pair.h"

/* pairs: struct ikt_pair *; logs outlive them. */
void ikt_pairs_take_logs(GPtrArray *pairs, const struct ikt_configs *configs, const struct ikt_log_pairs *logs);

#endif
