/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A configuration out of a text, and what was remarked on it.
 */
#ifndef TESTS_DOCUMENTS_READ_H
#define TESTS_DOCUMENTS_READ_H

#include <string.h>

#include <glib.h>

#include "documents/readers.h"

/* Remarks, "LINE: text" each. */
static inline void note_remark(void *user, const char *file, unsigned line, const char *text)
{
    g_assert_cmpstr(file, ==, "test.cfg");
    g_assert_true(g_utf8_validate(text, -1, NULL));
    if (user)
        g_ptr_array_add(user, g_strdup_printf("%u: %s", line, text));
}

static inline struct ikt_router *read_text(const char *text, GPtrArray *remarks)
{
    const struct ikt_bytes content = {(const uint8_t *)text, strlen(text)};
    return ikt_ios_read("test.cfg", content, note_remark, remarks);
}

static inline bool is_remarked(const GPtrArray *remarks, const char *part)
{
    for (guint i = 0; i < remarks->len; i++)
        if (strstr(g_ptr_array_index(remarks, i), part))
            return true;
    return false;
}

#endif
