/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Security Association payload: proposals, transforms, attributes (RFC 2408 sections 3.4 to 3.6).
 */
#ifndef IKT_PLUGIN_TREE_SA_H
#define IKT_PLUGIN_TREE_SA_H

#include "tree_items.h"

/* What it offers, in a line: the transform, or how many there are; NULL: none. Packet scope. */
const char *ikt_tree_sa_words(const struct ikt_target *target, const struct ikt_sa *sa);
void ikt_tree_sa(const struct ikt_target *target, const struct ikt_sa *sa, bool attributes_hidden);

#endif
