/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What -v says of the memory that keys stand in.
 */
#ifndef IKT_CLI_LOCKED_KEYS_H
#define IKT_CLI_LOCKED_KEYS_H

#include "iketriage/keys.h"

/* How much of the keys is in locked memory, and how much is not, and why. Nothing where there are no keys. */
void ikt_locked_keys_say(const struct ikt_keyring *keyring);

#endif
