/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "messages.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

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

/*
 * What reaches standard error, whoever made it: an error of a library quotes file names as they are. What is escaped
 * already stays as it is, since a backslash passes.
 */
static char *guarded(const char *text)
{
    GString *out = g_string_new(NULL);
    struct ikt_bytes rest = {.data = (const uint8_t *)text, .length = strlen(text)};
    while (rest.length > 0) {
        bool stays;
        const size_t length = ikt_bytes_character(rest, &stays);
        if (stays || *rest.data == '\\') {
            g_string_append_len(out, (const char *)rest.data, (gssize)length);
        } else {
            g_autofree char *shown = ikt_bytes_text((struct ikt_bytes){.data = rest.data, .length = length});
            g_string_append(out, shown);
        }
        rest.data += length;
        rest.length -= length;
    }
    return g_string_free(out, FALSE);
}

/* Takes back what was said for now (ECMA-48: carriage return, erase to the end of the line). */
static const char *clearing(void)
{
    return isatty(STDERR_FILENO) ? "\r\033[K" : "";
}

void ikt_say(const char *where, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *text = guarded(raw);
    g_autofree char *name = where ? ikt_say_name(where) : NULL;
    fprintf(stderr, "%siketriage: %s%s%s\n", clearing(), name ? name : "", name ? ": " : "", text);
}

/* Columns of the terminal, but for the last: a line that goes on in the next one cannot be taken back. */
static int line_length(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1 : 79;
}

void ikt_say_for_now(const char *text)
{
    g_autofree char *safe = guarded(text ? text : "");
    g_autofree char *line = g_strdup_printf("iketriage: %s", safe);
    if (!isatty(STDERR_FILENO) && text)
        fprintf(stderr, "%s\n", line);
    else
        fprintf(stderr, "%s%.*s", clearing(), text ? line_length() : 0, text ? line : "");
}

void ikt_say_escaped(const char *text)
{
    g_autofree char *safe = escaped(text);
    ikt_say(NULL, "%s", safe);
}

void ikt_say_remark(void *user, const char *file, unsigned line, const char *text)
{
    (void)user;
    if (line == 0) {
        ikt_say(file, "note: %s", text);
        return;
    }
    g_autofree char *name = ikt_say_name(file);
    ikt_say(NULL, "%s:%u: note: %s", name, line, text);
}
