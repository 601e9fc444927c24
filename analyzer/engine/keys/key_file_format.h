/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which format a key file has, by its content.
 */
#ifndef IKT_KEYS_KEY_FILE_FORMAT_H
#define IKT_KEYS_KEY_FILE_FORMAT_H

#include "keys/key_file.h"

enum ikt_key_file_format {
    IKT_KEY_FILE_UNREADABLE,
    IKT_KEY_FILE_IPSEC_SECRETS,
    IKT_KEY_FILE_WIRESHARK_TABLE,
    IKT_KEY_FILE_STRONGSWAN_LOG,
    IKT_KEY_FILE_RACOON_LOG,
    IKT_KEY_FILE_PLUTO_LOG,
    IKT_KEY_FILE_FORTIOS_LOG,
    IKT_KEY_FILE_IOS_CONFIG,
    IKT_KEY_FILE_SWANCTL_CONF
};

/* A byte order mark is taken off the file. why, static: what to say of a file that is unreadable. */
enum ikt_key_file_format ikt_key_file_format(struct ikt_key_file *file, const char **why);

#endif
