/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The IPsec SAs of a Quick Mode: those that were negotiated and those that ESP or AH was seen under.
 */
#ifndef IKT_REPORT_SAS_H
#define IKT_REPORT_SAS_H

#include <glib.h>

#include "iketriage/exchange.h"

/*
 * struct ikt_flow, initiator to responder first. An established Quick Mode has a row for each negotiated SPI even when
 * no packet was seen: packets 0, times IKT_TIME_NONE. An SPI is its sender's inbound one (RFC 2408 section 3.5): that
 * of the initiator's proposal stands for traffic to the initiator. g_array_unref the result.
 */
GArray *ikt_report_sas(const struct ikt_phase2 *record);

#endif
