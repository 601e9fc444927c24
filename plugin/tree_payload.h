/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The payloads of a message that is in clear or was opened, decoded in full.
 */
#ifndef IKT_PLUGIN_TREE_PAYLOAD_H
#define IKT_PLUGIN_TREE_PAYLOAD_H

#include "iketriage/triage.h"
#include "tree_items.h"

/*
 * name: which message it is, which says whose proxies its IDs are. What ISAKMP shows of it is there for filters, and
 * seen only in words that ISAKMP has not.
 */
void ikt_tree_payloads(const struct ikt_target *target, const struct ikt_message *message, enum ikt_message_name name,
                       bool shown_by_isakmp);

#endif
