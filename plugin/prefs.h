/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preferences of the plugin, and the keys that they name.
 */
#ifndef IKT_PLUGIN_PREFS_H
#define IKT_PLUGIN_PREFS_H

#include "compat.h"
#include "iketriage/keys.h"

/* changed is called after the user has changed any of them. */
void ikt_prefs_register(int protocol, void (*changed)(void));
bool ikt_prefs_enabled(void);
bool ikt_prefs_info_column(void);
/*
 * A keyring of all that the preferences name, the caller's. What is wrong with a key file is told in Wireshark's own
 * way, once for as long as it does not change; what is right is used.
 */
struct ikt_keyring *ikt_prefs_keyring(void);

#endif
