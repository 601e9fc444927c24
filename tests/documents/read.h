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

static inline GPtrArray *read_routers(struct ikt_bytes content, GPtrArray *remarks)
{
    GPtrArray *routers = g_ptr_array_new();
    ikt_ios_read("test.cfg", content, note_remark, remarks, routers);
    return routers;
}

/* The only router of a text; of several, the first. */
static inline struct ikt_router *read_content(struct ikt_bytes content, GPtrArray *remarks)
{
    g_autoptr(GPtrArray) routers = read_routers(content, remarks);
    for (guint i = 1; i < routers->len; i++)
        ikt_router_free(routers->pdata[i]);
    return routers->pdata[0];
}

static inline struct ikt_router *read_text(const char *text, GPtrArray *remarks)
{
    return read_content((struct ikt_bytes){(const uint8_t *)text, strlen(text)}, remarks);
}

static inline bool is_remarked(const GPtrArray *remarks, const char *part)
{
    for (guint i = 0; i < remarks->len; i++)
        if (strstr(g_ptr_array_index(remarks, i), part))
            return true;
    return false;
}

#endif
