/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files that the preferences name, into a keyring and configurations; what is wrong with them is collected and told
 * at the end, in Wireshark's own way, once for as long as it does not change.
 */
#ifndef IKT_PLUGIN_INPUT_FILES_H
#define IKT_PLUGIN_INPUT_FILES_H

#include "iketriage/configs.h"
#include "iketriage/keys.h"

struct ikt_input_files;

struct ikt_input_files *ikt_input_files_new(void);
void ikt_input_key_file(struct ikt_input_files *files, const char *path);
/* Keys that stand in no file of their own; name is what messages call it. */
void ikt_input_keys(struct ikt_input_files *files, const char *name, struct ikt_bytes content);
/* peer: the address at which captures see it; NULL or empty: any of its interfaces' addresses. */
void ikt_input_config_file(struct ikt_input_files *files, const char *path, const char *peer);
/* Frees files; both results are the caller's. *configs is NULL where there are none. */
void ikt_input_files_end(struct ikt_input_files *files, struct ikt_keyring **keyring, struct ikt_configs **configs);

#endif
