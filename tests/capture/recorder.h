/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A packet sink that writes down what it is given, a line each, in place of the engine.
 */
#ifndef IKT_TEST_RECORDER_H
#define IKT_TEST_RECORDER_H

#include <glib.h>

#include "iketriage/feed.h"

/* The user pointer of the recorder. */
struct recording {
    GString *lines;
    bool numbered;        /* each line begins with FRAME@SECONDS; else all packets are of the one frame of record_cut */
    const uint8_t *known; /* the two cookies that are known, NULL: none */
    unsigned asked;       /* how often that was asked */
    GString *present;     /* senders that were said to be there, a line each; NULL: not wanted */
};

/* What no caller may hand out (a view longer than the wire) aborts. */
extern const struct ikt_packet_sink recorder;

/* Feed the first captured bytes of a frame, from memory of just that size, so that an over-read shows. */
void recording_feed(struct ikt_feed *feed, int link_type, uint64_t number, ikt_time time, const GByteArray *bytes,
                    guint captured);
/* Feed one frame of a link type as a capture of its own. Returns the lines (g_free). */
char *record_cut(int dlt, const GByteArray *frame, guint captured, const struct ikt_peers *peers, uint64_t *incomplete);
/* The whole frame. */
char *record(int dlt, const GByteArray *frame);

#endif
