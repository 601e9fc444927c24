/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Plain values at the end of the output. Everything that is written goes through here: no format strings, no copies,
 * nothing allocated but the output itself, which its owner empties and fills again.
 */
#ifndef IKT_REPORT_APPEND_H
#define IKT_REPORT_APPEND_H

#include <glib.h>
#include <string.h>

#include "iketriage/bytes.h"

/* Where length more octets may be written; ikt_append_advance then says how many were. */
static inline char *ikt_append_room(GString *out, size_t length)
{
    const size_t before = out->len;
    if (out->allocated_len - before <= length) {
        g_string_set_size(out, before + length);
        g_string_truncate(out, before);
    }
    return out->str + out->len;
}

static inline void ikt_append_advance(GString *out, size_t length)
{
    out->len += length;
    out->str[out->len] = '\0';
}

static inline void ikt_append(GString *out, const char *text, size_t length)
{
    memcpy(ikt_append_room(out, length), text, length);
    ikt_append_advance(out, length);
}

static inline void ikt_append_octet(GString *out, char octet)
{
    *ikt_append_room(out, 1) = octet;
    ikt_append_advance(out, 1);
}

void ikt_append_number(GString *out, uint64_t number);
void ikt_append_spaces(GString *out, unsigned count);
/* Lower-case, two digits an octet. */
void ikt_append_hex(GString *out, struct ikt_bytes bytes);

#endif
