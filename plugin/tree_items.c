/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree_items.h"

struct ikt_range ikt_range(const struct ikt_pen *pen, size_t offset, size_t length)
{
    const size_t start = MIN(offset, pen->length);
    return (struct ikt_range){pen->base + (int)start, (int)MIN(length, pen->length - start)};
}

struct ikt_range ikt_range_of(const struct ikt_pen *pen, size_t offset)
{
    size_t length = pen->length;
    if (offset + 4 <= pen->length) {
        length = tvb_get_ntohs(pen->tvb, pen->base + (int)offset + 2);
    }
    return ikt_range(pen, offset, length);
}

proto_item *ikt_put_text(const struct ikt_pen *pen, enum ikt_field field, struct ikt_range range, const char *text)
{
    return text == NULL ? NULL
                        : proto_tree_add_string(pen->tree, ikt_field(field), pen->tvb, range.start, range.length, text);
}

proto_item *ikt_put_number(const struct ikt_pen *pen, enum ikt_field field, struct ikt_range range, int64_t number)
{
    if (number == IKT_ABSENT) {
        return NULL;
    }
    const int id = ikt_field(field);
    return proto_registrar_get_ftype(id) == FT_UINT64
               ? proto_tree_add_uint64(pen->tree, id, pen->tvb, range.start, range.length, (uint64_t)number)
               : proto_tree_add_uint(pen->tree, id, pen->tvb, range.start, range.length, (uint32_t)number);
}

proto_item *ikt_put_octets(const struct ikt_pen *pen, enum ikt_field field, struct ikt_range range)
{
    return range.length == 0
               ? NULL
               : proto_tree_add_item(pen->tree, ikt_field(field), pen->tvb, range.start, range.length, ENC_NA);
}

struct ikt_pen ikt_put_heading(const struct ikt_pen *pen, enum ikt_field field, enum ikt_subtree subtree,
                               struct ikt_range range, const char *text)
{
    struct ikt_pen under = *pen;
    proto_item *item =
        proto_tree_add_none_format(pen->tree, ikt_field(field), pen->tvb, range.start, range.length, "%s", text);
    under.tree = proto_item_add_subtree(item, ikt_subtree(subtree));
    return under;
}

const char *ikt_name_or_number(const struct ikt_pen *pen, const char *name, const char *kind, int64_t number)
{
    if (name != NULL || number == IKT_ABSENT) {
        return name;
    }
    return wmem_strdup_printf(pen->pinfo->pool, "%s %" G_GINT64_MODIFIER "d", kind, number);
}
