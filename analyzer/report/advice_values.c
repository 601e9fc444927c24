/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "advice_values.h"

#include <string.h>

static const struct ikt_value *value_of(const struct ikt_named_values *values, const char *name)
{
    for (; values; values = values->base) {
        for (size_t i = 0; i < values->count; i++) {
            if (strcmp(values->items[i].name, name) == 0)
                return &values->items[i].value;
        }
    }
    return NULL;
}

enum ikt_tristate ikt_commands_for_a(const struct ikt_tunnel *tunnel, const struct ikt_finding *finding)
{
    const struct ikt_value *across = value_of(finding->values, "other");
    const struct ikt_value *peer = across ? across : value_of(finding->values, "remote");
    if (!peer || peer->kind != IKT_VALUE_ADDRESS)
        return IKT_UNKNOWN;
    if (ikt_address_equal(peer->is.object, &tunnel->b.endpoint.address))
        return IKT_YES;
    return ikt_address_equal(peer->is.object, &tunnel->a.endpoint.address) ? IKT_NO : IKT_UNKNOWN;
}

bool ikt_is_debugging(const char *line)
{
    return g_str_has_prefix(line, "debug ") || g_str_has_prefix(line, "undebug ");
}

/* The next <NAME-IN-CAPITALS> of text; NULL: no more. */
static const char *next_name(const char *text, size_t *length)
{
    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
        *length = strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
        if (*length > 0 && at[1 + *length] == '>')
            return at + 1;
    }
    return NULL;
}

/* Has a configuration given what the reader would have to look up? */
static bool is_filled_in(const struct ikt_named_values *values, const char *placeholder, size_t length)
{
    g_autofree char *name = g_strndup(placeholder, length);
    return value_of(values, name) != NULL;
}

bool ikt_placeholder_next(struct ikt_placeholder *at)
{
    while (at->lines && *at->lines) {
        const char *name = next_name(at->text ? at->text : *at->lines, &at->length);
        if (!name) {
            at->lines++;
            at->text = NULL;
            continue;
        }
        at->text = name + at->length;
        at->name = name;
        at->meaning = ikt_placeholder_meaning(name, at->length);
        if (!at->meaning || g_ptr_array_find(at->said, at->meaning, NULL) || is_filled_in(at->values, name, at->length))
            continue;
        g_ptr_array_add(at->said, (void *)at->meaning);
        return true;
    }
    return false;
}
