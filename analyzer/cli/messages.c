/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "messages.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "iketriage/bytes.h"
#include "capture/stream.h"

char *ikt_say_name(const char *path)
{
    if (strcmp(path, IKT_STREAM_STDIN) == 0)
        return g_strdup("standard input");
    return ikt_bytes_text((struct ikt_bytes){.data = (const uint8_t *)path, .length = strlen(path)});
}

void ikt_say(const char *where, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *name = where ? ikt_say_name(where) : NULL;
    fprintf(stderr, "iketriage: %s%s%s\n", name ? name : "", name ? ": " : "", text);
}
