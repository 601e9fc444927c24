/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which kind a key file is of, by its content.
 */
#include <string.h>

#include "key_file.h"

static bool begins_with(struct ikt_bytes content, const char *magic, size_t length)
{
    return content.length >= length && memcmp(content.data, magic, length) == 0;
}

/* A table's line has a comma after 16 hex digits, quotes left aside. No line of a keyring looks like that. */
static bool is_wireshark_line(struct ikt_bytes line)
{
    uint8_t cookie[IKT_COOKIE_SIZE];
    const uint8_t *comma = memchr(line.data, ',', line.length);
    if (!comma)
        return false;

    struct ikt_bytes field = ikt_trim((struct ikt_bytes){line.data, (size_t)(comma - line.data)});
    if (field.length >= 2 && field.data[0] == '"' && field.data[field.length - 1] == '"')
        field = (struct ikt_bytes){field.data + 1, field.length - 2};
    return ikt_cookie_from_hex(field, cookie);
}

static bool is_wireshark_table(struct ikt_key_file file)
{
    struct ikt_bytes line;

    while (ikt_key_file_line(&file, &line)) {
        line = ikt_trim(line);
        if (line.length > 0 && line.data[0] != '#')
            return is_wireshark_line(line);
    }
    return false;
}

/* Binary files (a capture given for a key file) would give a thousand senseless remarks. */
static bool is_text(struct ikt_bytes content)
{
    size_t looked_at = MIN(content.length, 512);

    for (size_t i = 0; i < looked_at; i++)
        if (content.data[i] < 0x20 && content.data[i] != '\n' && !ikt_is_blank(content.data[i]))
            return false;
    return true;
}

bool ikt_keyring_add(struct ikt_keyring *keyring, const char *name, struct ikt_bytes content, ikt_key_remark *remark,
                     void *user)
{
    struct ikt_key_file file = {.keyring = keyring, .name = name, .rest = content, .remark = remark, .user = user};

    if (begins_with(content, "\xef\xbb\xbf", 3))
        file.rest = (struct ikt_bytes){content.data + 3, content.length - 3};

    if (begins_with(content, "\xff\xfe", 2) || begins_with(content, "\xfe\xff", 2))
        ikt_key_file_remark(&file, IKT_KEY_ERROR, 0, "the file is UTF-16 text: save it as UTF-8");
    else if (!is_text(file.rest))
        ikt_key_file_remark(&file, IKT_KEY_ERROR, 0, "the file is not a text file");
    else if (is_wireshark_table(file))
        ikt_import_wireshark(&file);
    else if (ikt_is_charon_log(file))
        ikt_import_charon(&file);
    else
        ikt_keyring_parse(&file);
    return file.errors == 0;
}
