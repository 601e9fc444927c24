/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whom a preshared key is for, as strongSwan and libreswan write it in ipsec.secrets and swanctl.conf.
 */
#ifndef IKT_KEYS_SELECTOR_H
#define IKT_KEYS_SELECTOR_H

#include "keys/key.h"

/* "ADDRESS", "ADDRESS/LENGTH", "%any", a name. Returns what is wrong with the text, NULL when nothing is. */
const char *ikt_selector_parse(struct ikt_bytes text, struct ikt_selector *out);
/* All of the text is a name. */
void ikt_selector_set_name(struct ikt_selector *selector, struct ikt_bytes text);

#endif
