/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The IPsec SAs of a Quick Mode: those that were negotiated, and those that ESP or AH was seen under.
 */
#ifndef IKT_TRACK_IPSEC_SAS_H
#define IKT_TRACK_IPSEC_SAS_H

#include <glib.h>

#include "iketriage/exchange.h"

/* Appends the rows of ikt_phase2.sas (struct ikt_flow). */
void ikt_ipsec_sas(const struct ikt_phase2 *record, GArray *rows);

#endif
