/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Key files of every kind into a keyring.
 */
#include "keys/key_file_format.h"
#include "keys/key_readers.h"
#include "keys/keyring.h"

static void read_file(struct ikt_key_file *file)
{
    const char *why;
    switch (ikt_key_file_format(file, &why)) {
    case IKT_KEY_FILE_UNREADABLE:
        ikt_key_file_remark(file, IKT_KEY_ERROR, 0, why);
        break;
    case IKT_KEY_FILE_IPSEC_SECRETS:
        ikt_read_ipsec_secrets(file);
        break;
    case IKT_KEY_FILE_WIRESHARK_TABLE:
        ikt_read_wireshark_table(file);
        break;
    case IKT_KEY_FILE_STRONGSWAN_LOG:
        ikt_read_strongswan_log(file);
        break;
    case IKT_KEY_FILE_RACOON_LOG:
        ikt_read_racoon_log(file);
        break;
    case IKT_KEY_FILE_PLUTO_LOG:
        ikt_read_pluto_log(file);
        break;
    case IKT_KEY_FILE_FORTIOS_LOG:
        ikt_read_fortios_log(file);
        break;
    case IKT_KEY_FILE_IOS_CONFIG:
        ikt_read_ios_keys(file);
        break;
    case IKT_KEY_FILE_SWANCTL_CONF:
        ikt_read_swanctl_secrets(file);
        break;
    }
}

/* name, remark and user of file are set, and what it holds. */
static bool take_file(struct ikt_keyring *keyring, struct ikt_key_file file, const char *name,
                      void (*read)(struct ikt_key_file *file))
{
    file.name = g_ref_string_new(name);
    file.vault = ikt_keyring_vault(keyring);
    file.keys = g_ptr_array_new();
    file.room = ikt_keyring_room(keyring);
    read(&file);
    ikt_keyring_take(keyring, &file);
    g_ptr_array_unref(file.keys);
    ikt_key_file_finish(&file);
    g_ref_string_release(file.name);
    return file.errors == 0;
}

/* Silence would look as if a key did not fit. */
static void read_key_file(struct ikt_key_file *file)
{
    read_file(file);
    if (file->keys->len == 0 && file->errors + file->notes == 0)
        ikt_key_file_remark(file, IKT_KEY_NOTE, 0, "there is no key in this file");
}

bool ikt_keyring_add(struct ikt_keyring *keyring, const char *name, struct ikt_bytes content, ikt_key_remark *remark,
                     void *user)
{
    return take_file(keyring, (struct ikt_key_file){.rest = content, .remark = remark, .user = user}, name,
                     read_key_file);
}

/* Nothing but a log is as long: what else begins so is a mistake. */
static void read_large(struct ikt_key_file *file)
{
    struct ikt_key_file begin = *file;
    const char *why;
    begin.more = NULL;
    if (ikt_key_file_format(&begin, &why) != IKT_KEY_FILE_STRONGSWAN_LOG) {
        ikt_key_file_remark(file, IKT_KEY_ERROR, 0, "larger than 64 MiB, which no key file but a log of strongSwan is");
        return;
    }
    file->rest = begin.rest;
    ikt_read_strongswan_log(file);
}

bool ikt_keyring_add_large(struct ikt_keyring *keyring, const char *name, struct ikt_bytes first, ikt_key_more *more,
                           void *source, ikt_key_remark *remark, void *user)
{
    return take_file(
        keyring, (struct ikt_key_file){.rest = first, .more = more, .source = source, .remark = remark, .user = user},
        name, read_large);
}

static void read_config(struct ikt_key_file *file)
{
    if (ikt_is_swanctl_conf(*file))
        ikt_read_swanctl_secrets(file);
    else
        ikt_read_ios_keys(file);
}

bool ikt_keyring_add_config(struct ikt_keyring *keyring, const char *name, struct ikt_bytes content,
                            ikt_key_remark *remark, void *user)
{
    return take_file(keyring, (struct ikt_key_file){.rest = content, .remark = remark, .user = user}, name,
                     read_config);
}
