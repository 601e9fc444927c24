/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The readers, one for each format of key files: the keys go to the file's list, what is wrong becomes a remark.
 */
#ifndef IKT_KEYS_KEY_READERS_H
#define IKT_KEYS_KEY_READERS_H

#include "keys/key_file.h"

void ikt_read_ipsec_secrets(struct ikt_key_file *file);
void ikt_read_wireshark_table(struct ikt_key_file *file);
void ikt_read_strongswan_log(struct ikt_key_file *file);
void ikt_read_racoon_log(struct ikt_key_file *file);
void ikt_read_pluto_log(struct ikt_key_file *file);
void ikt_read_fortios_log(struct ikt_key_file *file);
void ikt_read_ios_keys(struct ikt_key_file *file);
void ikt_read_swanctl_secrets(struct ikt_key_file *file);

/* Is a file of this format? It is taken as it is. ipsec.secrets is what is none of the others. */
bool ikt_is_wireshark_table(struct ikt_key_file file);
bool ikt_is_strongswan_log(struct ikt_key_file file);
bool ikt_is_racoon_log(struct ikt_key_file file);
bool ikt_is_pluto_log(struct ikt_key_file file);
bool ikt_is_fortios_log(struct ikt_key_file file);
bool ikt_is_ios_config(struct ikt_key_file file);
bool ikt_is_swanctl_conf(struct ikt_key_file file);

#endif
