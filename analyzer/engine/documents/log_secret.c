/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/log_secret.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"

size_t ikt_log_printable(struct ikt_bytes text, char *out, size_t size)
{
    size_t written = 0;
    text = ikt_text_trim(text);
    while (text.length > 0 && written + 1 < size) {
        bool stays;
        const size_t length = ikt_bytes_character(text, &stays);
        if (stays && written + length < size) {
            memcpy(out + written, text.data, length);
            written += length;
        } else if (!stays) {
            out[written++] = text.data[0] == '\\' ? '/' : '?';
        } else {
            break;
        }
        text = ikt_text_part(text, length, text.length);
    }
    out[written] = '\0';
    return written;
}

/* What stands behind these, up to the end, may be a secret: commands that are typed, and who logs in. */
static const char *const words[] = {
    "isakmp key",     "ikev1 pre-shared-key",
    "pre-shared-key", "preshared-key",
    "pre-share-key",  "password",
    "secret",         "passwd",
    "psk ",           "key-string",
    "community",      "username",
    "user=",          "user =",
    "user:",          "authentication passed",
    "passphrase",     " key 0 ",
    " key 6 ",        " key 7 ",
    "isa key",        "isak key",
    "isakm key",      "nhrp authentication",
    "nhrp auth",      "ppp chap",
    "skeyid",         "pre-shared key:",
};

struct ikt_bytes ikt_log_before_secret(struct ikt_bytes text)
{
    size_t first = text.length;
    for (size_t i = 0; i < text.length; i++) {
        const struct ikt_bytes rest = ikt_text_part(text, i, text.length);
        for (size_t k = 0; k < G_N_ELEMENTS(words); k++)
            if (g_ascii_tolower((char)text.data[i]) == words[k][0] && ikt_text_begins_any_case(rest, words[k]) &&
                i + strlen(words[k]) < first)
                first = i + strlen(words[k]);
        if (first < text.length)
            break;
    }
    return ikt_text_part(text, 0, first);
}

void ikt_log_quote(struct ikt_bytes line, char *out, size_t size)
{
    const struct ikt_bytes before = ikt_log_before_secret(line);
    const bool cut = before.length < line.length;
    const size_t written = ikt_log_printable(before, out, cut ? size - 4 : size);
    if (cut)
        memcpy(out + written, " ...", sizeof " ...");
}
