/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Frames that matter, in a file of their own until the capture has been read: what they prove is known only then.
 */
#ifndef IKT_BUNDLE_FRAME_SPOOL_H
#define IKT_BUNDLE_FRAME_SPOOL_H

#include <glib.h>
#include <stdio.h>

#include "iketriage/feed.h"

/* DLT_RAW of libpcap's on Linux: without a link layer. */
#define IKT_SPOOLED_RAW 12

/* A frame with what its file says of it besides. */
struct ikt_spooled {
    uint64_t number;
    uint64_t nanoseconds; /* since 1970 */
    int32_t link_type;    /* a DLT_ of libpcap's */
    uint32_t interface;   /* of the capture, from 0 */
    uint32_t snap_length; /* 0: none */
    uint32_t wire_length;
    uint32_t length;
};

/* Appends. False where the disk takes no more. */
bool ikt_spool_put(FILE *spool, const struct ikt_spooled *frame, const uint8_t *octets);
/* The next one: octets is set to its. False at the end. */
bool ikt_spool_next(FILE *spool, struct ikt_spooled *out, GByteArray *octets);

#endif
