/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's ikev1_decryption_table: a line "initiator cookie,encryption key" in hex for each ISAKMP SA, either field
 * with or without quotes, comments from "#".
 */
#include <string.h>

#include "keys/key_readers.h"

/* The cookie before the comma, and the key, which may be nothing; false when there is no comma. */
static bool split(struct ikt_bytes line, struct ikt_bytes *cookie, struct ikt_bytes *key)
{
    const uint8_t *comma = line.length > 0 ? memchr(line.data, ',', line.length) : NULL;
    if (!comma)
        return false;
    size_t at = (size_t)(comma - line.data);
    *cookie = ikt_text_unquote(ikt_text_trim(ikt_text_part(line, 0, at)));
    *key = ikt_text_unquote(ikt_text_trim(ikt_text_part(line, at + 1, line.length)));
    return true;
}

static const char *read_line(struct ikt_key_file *file, struct ikt_bytes line)
{
    struct ikt_bytes cookie, key;
    uint8_t octets[IKT_COOKIE_SIZE];
    if (!split(line, &cookie, &key))
        return "a line of a decryption table is: initiator cookie, comma, key, both in hex";
    if (!ikt_cookie_from_hex(cookie, octets))
        return "the initiator cookie is not 16 hex digits";
    struct ikt_secret *secret = ikt_secret_from_hex(file->vault, key);
    if (!secret)
        return "the key is not an even number of hex digits";
    const char *error = ikt_key_length_error(IKT_KEY_KA, secret->length);
    if (error) {
        ikt_secret_free(secret);
        return error;
    }
    struct ikt_key *entry = ikt_key_new(IKT_KEY_KA, file->name, file->line);
    memcpy(entry->cookie, octets, sizeof(octets));
    entry->has_cookie = true;
    entry->secret = secret;
    ikt_key_file_take(file, entry);
    return NULL;
}

/* The next line that is neither empty nor a comment. */
static bool next_line(struct ikt_key_file *file, struct ikt_bytes *line)
{
    while (ikt_key_file_line(file, line)) {
        *line = ikt_text_trim(*line);
        if (line->length > 0 && line->data[0] != '#')
            return true;
    }
    return false;
}

/* The first line has a comma after 16 hex digits: no line of ipsec.secrets looks like that. */
bool ikt_is_wireshark_table(struct ikt_key_file file)
{
    struct ikt_bytes line, cookie, key;
    uint8_t octets[IKT_COOKIE_SIZE];
    return next_line(&file, &line) && split(line, &cookie, &key) && ikt_cookie_from_hex(cookie, octets);
}

void ikt_read_wireshark_table(struct ikt_key_file *file)
{
    struct ikt_bytes line;
    while (next_line(file, &line)) {
        const char *error = read_line(file, line);
        if (error)
            ikt_key_file_remark(file, IKT_KEY_ERROR, file->line, error);
    }
}
