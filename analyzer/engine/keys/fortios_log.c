/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * "diagnose debug application ike -1" of a FortiGate. It names the cipher key beside the cookies of its ISAKMP SA:
 *
 *     ike 0:to_hq:14: ISAKMP SA 12f2cbed073d6dba/21c98f93c506f466 key 16:9E5A...
 */
#include <string.h>

#include "keys/key_readers.h"

#define LOOKED_AT 256

/* "ike 0:..." with what may stand before it. False for other lines. */
static bool is_ike_line(struct ikt_bytes line)
{
    return ikt_text_begins(line, "ike 0:") || ikt_text_contains(line, " ike 0:") || ikt_text_begins(line, "ike V=") ||
           ikt_text_contains(line, " ike V=");
}

bool ikt_is_fortios_log(struct ikt_key_file file)
{
    struct ikt_bytes line;
    for (unsigned i = 0; i < LOOKED_AT && ikt_key_file_line(&file, &line); i++)
        if (!ikt_text_begins(line, "#") && is_ike_line(line))
            return true;
    return false;
}

/* What follows the mark; false: it is not there. */
static bool after(struct ikt_bytes line, const char *mark, struct ikt_bytes *out)
{
    const size_t length = strlen(mark);
    for (size_t at = 0; at + length <= line.length; at++) {
        if (memcmp(line.data + at, mark, length) != 0)
            continue;
        *out = ikt_text_part(line, at + length, line.length);
        return true;
    }
    return false;
}

/* False: no such line. */
static bool read_line(struct ikt_key_file *file, struct ikt_bytes line)
{
    struct ikt_bytes text, key_text;
    uint32_t length = 0;
    if (!is_ike_line(line) || !after(line, ": ISAKMP SA ", &text) || !after(text, " key ", &key_text))
        return false;
    struct ikt_secret *secret = NULL;
    if (ikt_text_take_number(&key_text, 64, &length) && ikt_text_begins(key_text, ":"))
        secret = ikt_secret_from_hex(file->vault, ikt_text_trim(ikt_text_part(key_text, 1, key_text.length)));
    struct ikt_key *key = ikt_key_new(IKT_KEY_KA, file->name, file->line);
    key->secret = secret;
    key->has_cookie =
        text.length > 16 && text.data[16] == '/' && ikt_cookie_from_hex(ikt_text_part(text, 0, 16), key->cookie);
    const char *error = secret && secret->length == length ? ikt_key_length_error(IKT_KEY_KA, length)
                                                           : "the key is not as long as the line says";
    if (!key->has_cookie)
        error = "no cookies stand before the key";
    if (error) {
        ikt_key_file_remark(file, IKT_KEY_ERROR, file->line, error);
        ikt_key_free(key);
    } else {
        ikt_key_file_take(file, key);
    }
    return true;
}

void ikt_read_fortios_log(struct ikt_key_file *file)
{
    struct ikt_bytes line;
    unsigned found = 0;
    while (ikt_key_file_line(file, &line))
        found += read_line(file, line);
    if (found == 0)
        ikt_key_file_remark(file, IKT_KEY_NOTE, 0,
                            "there is no key in this FortiGate log: \"diagnose debug application ike -1\" writes them "
                            "when an ISAKMP SA comes up");
}
