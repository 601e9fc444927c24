/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is missing of messages that were read without their IV, and why.
 */
#ifndef IKT_TRACK_LOST_OCTETS_H
#define IKT_TRACK_LOST_OCTETS_H

#include <glib.h>

#include "iketriage/exchange.h"

/* Appends a row (struct ikt_lost) for each message of an exchange of which octets are not known. */
void ikt_lost_octets(const struct ikt_seen *seen, size_t count, GArray *rows);

#endif
