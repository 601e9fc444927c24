/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preferences of the plugin, and the keys and configurations that they name.
 */
#ifndef IKT_PLUGIN_PREFS_H
#define IKT_PLUGIN_PREFS_H

#include "compat.h"
#include "iketriage/configs.h"
#include "iketriage/keys.h"

/* changed is called after the user has changed any of them. */
void ikt_prefs_register(int protocol, void (*changed)(void));
bool ikt_prefs_enabled(void);
bool ikt_prefs_info_column(void);
/*
 * A keyring of all that the preferences name, and the configurations (NULL: none), both the caller's. What is wrong
 * with a file is told in Wireshark's own way, once for as long as it does not change; what is right is used.
 */
void ikt_prefs_read(struct ikt_keyring **keyring, struct ikt_configs **configs);

#endif
