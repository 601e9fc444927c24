/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A packet sink that writes down what it is given, a line each, in place of the engine.
 */
#ifndef IKT_TEST_RECORDER_H
#define IKT_TEST_RECORDER_H

#include "input/packet.h"

/* The user pointer is a GString that takes the lines. What no caller may hand out (a view longer than the wire) aborts.
 */
extern const struct ikt_packet_sink recorder;

/*
 * Feed one frame of a link type: its first captured bytes, from memory of just that size, so that an over-read shows.
 * Returns the lines (g_free).
 */
char *record_cut(int dlt, const GByteArray *frame, guint captured, const struct ikt_peers *peers, uint64_t *fragmented);
/* The whole frame. */
char *record(int dlt, const GByteArray *frame);

#endif
