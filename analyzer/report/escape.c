/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "escape.h"

#include <glib.h>
#include <string.h>

#include "iketriage/bytes.h"

static char *escape_bytes(const char *text, size_t length)
{
    struct ikt_bytes bytes = {length > 0 ? (const uint8_t *)text : NULL, length};
    return ikt_bytes_text(bytes);
}

char *ikt_report_escape(const char *text)
{
    if (text == NULL)
        return NULL;
    GString *result = g_string_new(NULL);
    for (;;) {
        size_t length = strcspn(text, "\\");
        g_autofree char *part = escape_bytes(text, length);
        g_string_append(result, part);
        text += length;
        if (*text == '\0')
            return g_string_free(result, FALSE);
        g_string_append_c(result, '\\');
        text++;
    }
}

char *ikt_report_escape_file(const char *name)
{
    return escape_bytes(name, strlen(name));
}
