/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * XAUTH and mode config of an ISAKMP SA, read from its Transaction exchanges.
 */
#ifndef IKT_TRACK_MODE_CONFIG_H
#define IKT_TRACK_MODE_CONFIG_H

#include "iketriage/exchange.h"

/* Take note of what a Transaction message says; one that no key opens says nothing. */
void ikt_configuration_learn(struct ikt_configuration *configuration, const struct ikt_seen *seen);

#endif
