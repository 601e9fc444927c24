/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which kind a key file is of, by its content.
 */
#include <string.h>

#include "keys/key_file.h"

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

/* What other programs write and this one does not read: one word about it instead of one about every line. */
static const struct {
    const char *mark; /* stands in one of the first lines */
    const char *text;
} unread[] = {
    {"-----BEGIN ", "this is a PEM file: private keys open no IKEv1"},
    {"<?xml", "this is an XML file (ikedecrypt's keys are in one), which is not read yet"},
    {"<ikedecrypt", "this is an ikedecrypt key file, which is not read yet"},
    {"listening for IKE messages", "this is a pluto log, which is not read yet"},
    {"Starting Pluto", "this is a pluto log, which is not read yet"},
    {" pluto[", "this is a pluto log, which is not read yet"},
    {"vpnc version ", "this is a vpnc log, which is not read yet"},
    {"S1 init_sockaddr", "this is a vpnc log, which is not read yet"},
    {": DEBUG: ", "this is a racoon log, which is not read yet"},
    {": DEBUG2: ", "this is a racoon log, which is not read yet"},
    {": INFO: @(#)", "this is a racoon log, which is not read yet"},
    {" racoon: ", "this is a racoon log, which is not read yet"},
    {" racoon[", "this is a racoon log, which is not read yet"},
};
#define UNREAD_LINES 64

static const char *why_unread(struct ikt_key_file file)
{
    struct ikt_bytes line;

    for (unsigned i = 0; i < UNREAD_LINES && ikt_key_file_line(&file, &line); i++) {
        bool comment = line.length > 0 && line.data[0] == '#';
        for (size_t k = 0; k < G_N_ELEMENTS(unread) && !comment; k++)
            if (g_strstr_len((const char *)line.data, (gssize)line.length, unread[k].mark))
                return unread[k].text;
    }
    return NULL;
}

bool ikt_keyring_add(struct ikt_keyring *keyring, const char *name, struct ikt_bytes content, ikt_key_remark *remark,
                     void *user)
{
    struct ikt_key_file file = {.keyring = keyring, .name = name, .rest = content, .remark = remark, .user = user};
    const char *error;

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
    else if (ikt_is_ios_config(file))
        ikt_import_ios(&file);
    else if ((error = why_unread(file)))
        ikt_key_file_remark(&file, IKT_KEY_ERROR, 0, error);
    else
        ikt_keyring_parse(&file);
    return file.errors == 0;
}
