/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "beside.h"

#include <stdbool.h>
#include <string.h>

#define LOOKED_AT 4096

/* What a line of a configuration begins with; more than one kind of router. */
static const char *const statements[] = {
    "crypto isakmp policy",
    "crypto isakmp key",
    "crypto map ",
    "crypto ipsec transform-set",
    "crypto ikev1 ",
    "crypto keyring ",
    "connections {",
    "version 1",
    "Building configuration",
    "Current configuration",
    "config setup",
    "conn ",
    "ASA Version",
    "crypto ipsec profile ",
};
/* What stands in a line of a log. */
static const char *const words[] = {
    "ISAKMP:", "ISAKMP (", "IPSEC(", "%CRYPTO-",     "%ASA-",        "[IKE]",
    "[CFG]",   "[ENC]",    "pluto[", "#show crypto", "debug crypto",
};

static bool is_statement(const char *line)
{
    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++)
        if (g_str_has_prefix(line, statements[i]))
            return true;
    return false;
}

static bool is_logged(const char *line)
{
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(line, words[i]))
            return true;
    return false;
}

void ikt_beside_take(struct ikt_beside *beside, const char *path, struct ikt_stream *stream)
{
    char text[LOOKED_AT + 1];
    const size_t size = ikt_stream_peek(stream, (uint8_t *)text, LOOKED_AT);
    text[size] = '\0';
    if (strlen(text) != size) /* no text */
        return;
    bool config = false, log = false;
    for (char *line = text, *next; line; line = next) {
        if ((next = strchr(line, '\n')))
            *next++ = '\0';
        config = config || is_statement(line);
        log = log || is_logged(line);
    }
    char **first = log ? &beside->log : config ? &beside->config : NULL;
    if (!first)
        return;
    *(log ? &beside->logs : &beside->configs) += 1;
    if (!*first)
        *first = g_strdup(path);
}

void ikt_beside_clear(struct ikt_beside *beside)
{
    g_clear_pointer(&beside->config, g_free);
    g_clear_pointer(&beside->log, g_free);
}
