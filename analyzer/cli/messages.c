/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "messages.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "iketriage/bytes.h"
#include "capture/stream.h"

static char *escaped(const char *text)
{
    return ikt_bytes_text((struct ikt_bytes){.data = (const uint8_t *)text, .length = strlen(text)});
}

char *ikt_say_name(const char *path)
{
    return strcmp(path, IKT_STREAM_STDIN) == 0 ? g_strdup("standard input") : escaped(path);
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

void ikt_say_escaped(const char *text)
{
    g_autofree char *safe = escaped(text);
    ikt_say(NULL, "%s", safe);
}
