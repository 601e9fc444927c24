/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a notify says, in a sentence.
 */
#ifndef IKT_PLUGIN_MEANING_H
#define IKT_PLUGIN_MEANING_H

#include <stdint.h>

/* Static; NULL when its name says all there is to say. */
const char *ikt_notify_meaning(uint16_t type);

#endif
