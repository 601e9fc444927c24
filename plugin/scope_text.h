/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text in a scope of Wireshark's, out of pieces: its own buffers take no pieces in every version.
 */
#ifndef IKT_PLUGIN_SCOPE_TEXT_H
#define IKT_PLUGIN_SCOPE_TEXT_H

#include "compat.h"

struct ikt_scope_text {
    wmem_allocator_t *scope;
    char *octets; /* terminated; never NULL */
    size_t length, room;
};

/* An empty text. */
struct ikt_scope_text ikt_scope_text(wmem_allocator_t *scope);
/* An ikt_write; user is the text. */
void ikt_scope_text_append(void *user, const char *piece, size_t length);

#endif
