/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fields and expert infos of the plugin, and their registration. What each field means, and in which pass it is
 * valid, stands in fields.def.
 */
#ifndef IKT_PLUGIN_FIELDS_H
#define IKT_PLUGIN_FIELDS_H

#include "compat.h"
#include "iketriage/triage.h"

#define IKT_FIELD(id, abbrev, title, type, display, strings, pass, blurb) IKT_FIELD_##id,
enum ikt_field {
#include "fields.def"
    IKT_FIELD_COUNT
};
#undef IKT_FIELD

enum ikt_subtree {
    IKT_SUBTREE_TOP,
    IKT_SUBTREE_PAYLOAD,
    IKT_SUBTREE_PROPOSAL,
    IKT_SUBTREE_TRANSFORM,
    IKT_SUBTREE_PROXY,
    IKT_SUBTREE_TUNNEL,
    IKT_SUBTREE_FINDING,
    IKT_SUBTREE_FIX,
    IKT_SUBTREE_SA,
    IKT_SUBTREE_COUNT
};

/* Register all of it under the protocol. Once, from the protocol's registration. */
void ikt_fields_register(int protocol);
/* As Wireshark knows them. */
int ikt_field(enum ikt_field field);
int ikt_subtree(enum ikt_subtree subtree);
/* Of a rule, with the severity that its finding has here. */
expert_field *ikt_expert(enum ikt_rule rule, enum ikt_severity severity);

#endif
