/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/key_file_format.h"

#include "keys/key_readers.h"

#define LOOKED_AT    512 /* octets that have to be text */
#define UNREAD_LINES 64  /* lines that are searched for the marks of other programs */

/* Binary files (a capture given for a key file) would give a thousand senseless remarks. */
static bool is_text(struct ikt_bytes content)
{
    for (size_t i = 0; i < MIN(content.length, LOOKED_AT); i++)
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
    {"vpnc version ", "this is a vpnc log, which is not read yet"},
    {"S1 init_sockaddr", "this is a vpnc log, which is not read yet"},
};

static const char *why_unread(struct ikt_key_file file)
{
    struct ikt_bytes line;
    for (unsigned i = 0; i < UNREAD_LINES && ikt_key_file_line(&file, &line); i++) {
        bool comment = ikt_text_begins(line, "#");
        for (size_t k = 0; k < G_N_ELEMENTS(unread) && !comment; k++)
            if (ikt_text_contains(line, unread[k].mark))
                return unread[k].text;
    }
    return NULL;
}

enum ikt_key_file_format ikt_key_file_format(struct ikt_key_file *file, const char **why)
{
    *why = NULL;
    if (ikt_text_begins(file->rest, "\xef\xbb\xbf"))
        file->rest = ikt_text_part(file->rest, 3, file->rest.length);
    if (ikt_text_begins(file->rest, "\xff\xfe") || ikt_text_begins(file->rest, "\xfe\xff"))
        *why = "the file is UTF-16 text: save it as UTF-8";
    else if (!is_text(file->rest))
        *why = "the file is not a text file";
    else if (ikt_is_wireshark_table(*file))
        return IKT_KEY_FILE_WIRESHARK_TABLE;
    else if (ikt_is_strongswan_log(*file))
        return IKT_KEY_FILE_STRONGSWAN_LOG;
    else if (ikt_is_pluto_log(*file))
        return IKT_KEY_FILE_PLUTO_LOG;
    else if (ikt_is_racoon_log(*file))
        return IKT_KEY_FILE_RACOON_LOG;
    else if (ikt_is_fortios_log(*file))
        return IKT_KEY_FILE_FORTIOS_LOG;
    else if (ikt_is_ios_config(*file))
        return IKT_KEY_FILE_IOS_CONFIG;
    else if (ikt_is_swanctl_conf(*file))
        return IKT_KEY_FILE_SWANCTL_CONF;
    else
        *why = why_unread(*file);
    return *why ? IKT_KEY_FILE_UNREADABLE : IKT_KEY_FILE_IPSEC_SECRETS;
}
