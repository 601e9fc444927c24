/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scope_text.h"

#include <string.h>

struct ikt_scope_text ikt_scope_text(wmem_allocator_t *scope)
{
    struct ikt_scope_text text = {.scope = scope};
    ikt_scope_text_append(&text, "", 0);
    return text;
}

void ikt_scope_text_append(void *user, const char *piece, size_t length)
{
    struct ikt_scope_text *text = user;
    if (text->length + length >= text->room) {
        text->room = MAX(2 * text->room, text->length + length + 64);
        text->octets = wmem_realloc(text->scope, text->octets, text->room);
    }
    memcpy(text->octets + text->length, piece, length);
    text->length += length;
    text->octets[text->length] = '\0';
}
