/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statements that share a name, in the order in which the router goes through them: entries of a map, of a route-map.
 */
#ifndef IKT_MODEL_GROUPS_H
#define IKT_MODEL_GROUPS_H

#include <glib.h>

/* Names to GPtrArrays of statements, neither owned. */
GHashTable *ikt_model_groups_new(void);
/* one: appended to those of that name. */
void ikt_model_groups_add(GHashTable *groups, const char *name, const void *one);
/* Each in its order: compare is as for g_ptr_array_sort. */
void ikt_model_groups_sort(GHashTable *groups, GCompareFunc compare);

#endif
