/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/log_message.h"

#include <string.h>

#include <glib.h>

#include "documents/log_value.h"

void ikt_log_message_begin(struct ikt_log_message *message)
{
    message->length = message->squeezed_length = 0;
    message->text[0] = message->squeezed[0] = '\0';
}

static void add(struct ikt_log_message *message, char octet)
{
    if (g_ascii_isalnum(octet)) {
        message->place[message->squeezed_length] = (uint16_t)message->length;
        message->squeezed[message->squeezed_length++] = g_ascii_tolower(octet);
    }
    message->text[message->length++] = octet;
}

void ikt_log_message_append(struct ikt_log_message *message, struct ikt_bytes line)
{
    if (message->length > 0 && message->length < IKT_LOG_MESSAGE && line.length > 0)
        add(message, ' ');
    for (size_t i = 0; i < line.length && message->length < IKT_LOG_MESSAGE; i++)
        add(message, line.data[i] == '\0' ? ' ' : (char)line.data[i]);
    message->text[message->length] = message->squeezed[message->squeezed_length] = '\0';
}

bool ikt_log_message_has(const struct ikt_log_message *message, const char *words)
{
    return strstr(message->squeezed, words);
}

bool ikt_log_message_begins(const struct ikt_log_message *message, const char *words)
{
    return g_str_has_prefix(message->squeezed, words);
}

static const char *behind(const struct ikt_log_message *message, const char *found, const char *words)
{
    return message->text + message->place[(size_t)(found - message->squeezed) + strlen(words) - 1] + 1;
}

const char *ikt_log_message_after(const struct ikt_log_message *message, const char *words)
{
    const char *found = strstr(message->squeezed, words);
    return found ? behind(message, found, words) : NULL;
}

const char *ikt_log_message_field(const struct ikt_log_message *message, const char *words)
{
    for (const char *found = message->squeezed; (found = strstr(found, words)); found++) {
        const char *at = ikt_log_skip_blanks(behind(message, found, words));
        if (*at == '=' || *at == ':')
            return ikt_log_skip_blanks(at + 1);
    }
    return NULL;
}

bool ikt_log_message_number(const struct ikt_log_message *message, const char *words, int64_t *out)
{
    const char *at = ikt_log_message_after(message, words);
    return at && ikt_log_take_number(&at, out);
}

bool ikt_log_message_address(const struct ikt_log_message *message, const char *words, struct ikt_address *out)
{
    const char *at = ikt_log_message_after(message, words);
    return at && ikt_log_take_address(&at, out);
}
