/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where a message is drawn: a place in the tree, and the octets that its items highlight. Every range is cut to what
 * there is, so that no message, however damaged, makes Wireshark throw.
 */
#ifndef IKT_PLUGIN_TREE_ITEMS_H
#define IKT_PLUGIN_TREE_ITEMS_H

#include "fields.h"
#include "iketriage/configs.h"

struct ikt_target {
    packet_info *pinfo;
    tvbuff_t *tvb;                     /* holds the message */
    int base;                          /* of the ISAKMP header there */
    size_t length;                     /* of the message there */
    proto_tree *tree;                  /* where items go */
    const struct ikt_configs *configs; /* whose statements findings quote; NULL: none */
};

/* A range of the message's octets, for items. */
struct ikt_range {
    int start, length;
};

struct ikt_range ikt_range(const struct ikt_target *target, size_t offset, size_t length);
/* Of a structure that has its 16-bit length at offset + 2: payload, proposal, transform. */
struct ikt_range ikt_range_of(const struct ikt_target *target, size_t offset);

/* Items. A text that is NULL, a number that is IKT_ABSENT, draw nothing. */
proto_item *ikt_put_text(const struct ikt_target *target, enum ikt_field field, struct ikt_range range,
                         const char *text);
proto_item *ikt_put_number(const struct ikt_target *target, enum ikt_field field, struct ikt_range range,
                           int64_t number);
proto_item *ikt_put_octets(const struct ikt_target *target, enum ikt_field field, struct ikt_range range);
/* A heading: a field without a value, its own text, and a target for what stands under it. */
struct ikt_target ikt_put_heading(const struct ikt_target *target, enum ikt_field field, enum ikt_subtree subtree,
                                  struct ikt_range range, const char *text);
/* name, or "kind number" where there is none; packet scope. number IKT_ABSENT: NULL. */
const char *ikt_name_or_number(const struct ikt_target *target, const char *name, const char *kind, int64_t number);

#endif
