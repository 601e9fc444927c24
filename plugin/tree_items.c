/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree_items.h"

struct ikt_range ikt_range(const struct ikt_target *target, size_t offset, size_t length)
{
    const size_t start = MIN(offset, target->length);
    return (struct ikt_range){target->base + (int)start, (int)MIN(length, target->length - start)};
}

struct ikt_range ikt_range_of(const struct ikt_target *target, size_t offset)
{
    size_t length = target->length;
    if (offset + 4 <= target->length)
        length = tvb_get_ntohs(target->tvb, target->base + (int)offset + 2);
    return ikt_range(target, offset, length);
}

proto_item *ikt_put_text(const struct ikt_target *target, enum ikt_field field, struct ikt_range range,
                         const char *text)
{
    return !text ? NULL
                 : proto_tree_add_string(target->tree, ikt_field(field), target->tvb, range.start, range.length, text);
}

proto_item *ikt_put_number(const struct ikt_target *target, enum ikt_field field, struct ikt_range range,
                           int64_t number)
{
    if (number == IKT_ABSENT)
        return NULL;
    const int id = ikt_field(field);
    return proto_registrar_get_ftype(id) == FT_UINT64
               ? proto_tree_add_uint64(target->tree, id, target->tvb, range.start, range.length, (uint64_t)number)
               : proto_tree_add_uint(target->tree, id, target->tvb, range.start, range.length, (uint32_t)number);
}

proto_item *ikt_put_octets(const struct ikt_target *target, enum ikt_field field, struct ikt_range range)
{
    return range.length == 0
               ? NULL
               : proto_tree_add_item(target->tree, ikt_field(field), target->tvb, range.start, range.length, ENC_NA);
}

struct ikt_target ikt_put_heading(const struct ikt_target *target, enum ikt_field field, enum ikt_subtree subtree,
                                  struct ikt_range range, const char *text)
{
    struct ikt_target under = *target;
    proto_item *item =
        proto_tree_add_none_format(target->tree, ikt_field(field), target->tvb, range.start, range.length, "%s", text);
    under.tree = proto_item_add_subtree(item, ikt_subtree(subtree));
    return under;
}

const char *ikt_name_or_number(const struct ikt_target *target, const char *name, const char *kind, int64_t number)
{
    if (name || number == IKT_ABSENT)
        return name;
    return wmem_strdup_printf(target->pinfo->pool, "%s %" G_GINT64_MODIFIER "d", kind, number);
}
