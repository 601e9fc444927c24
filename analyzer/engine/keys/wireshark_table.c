/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's ikev1_decryption_table: a line "initiator cookie,encryption key" in hex for each ISAKMP SA, either field
 * with or without quotes, comments from "#".
 */
#include <string.h>

#include "keys/key_file.h"

static struct ikt_bytes unquote(struct ikt_bytes field)
{
    field = ikt_trim(field);
    if (field.length >= 2 && field.data[0] == '"' && field.data[field.length - 1] == '"') {
        field.data++;
        field.length -= 2;
    }
    return field;
}

static const char *import_line(struct ikt_key_file *file, struct ikt_bytes line)
{
    const uint8_t *comma = memchr(line.data, ',', line.length);
    if (!comma)
        return "a line of a decryption table is: initiator cookie, comma, key, both in hex";

    size_t at = (size_t)(comma - line.data);
    struct ikt_bytes cookie = unquote((struct ikt_bytes){line.data, at});
    struct ikt_bytes key = unquote((struct ikt_bytes){comma + 1, line.length - at - 1});
    uint8_t octets[IKT_COOKIE_SIZE];
    if (!ikt_cookie_from_hex(cookie, octets))
        return "the initiator cookie is not 16 hex digits";

    struct ikt_secret *secret = ikt_secret_from_hex(key);
    if (!secret)
        return "the key is not an even number of hex digits";
    const char *error = ikt_secret_length_error(IKT_KEY_KA, secret->length);
    if (error) {
        ikt_secret_free(secret);
        return error;
    }
    struct ikt_key *entry = ikt_key_new(IKT_KEY_KA, file->name, file->line);
    memcpy(entry->cookie, octets, sizeof octets);
    entry->has_cookie = true;
    entry->secret = secret;
    ikt_keyring_take(file->keyring, entry);
    return NULL;
}

void ikt_import_wireshark(struct ikt_key_file *file)
{
    struct ikt_bytes line;

    while (ikt_key_file_line(file, &line)) {
        line = ikt_trim(line);
        if (line.length == 0 || line.data[0] == '#')
            continue;
        const char *error = import_line(file, line);
        if (error)
            ikt_key_file_remark(file, IKT_KEY_ERROR, file->line, error);
    }
}
