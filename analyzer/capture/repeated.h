/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Frames that stand in two pieces of one capture. A frame that one piece has twice is two frames: a mirror of both
 * ports shows it so.
 */
#ifndef IKT_CAPTURE_REPEATED_H
#define IKT_CAPTURE_REPEATED_H

#include "iketriage/feed.h"

/* The last IKT_REPEATED_KEPT frames where pieces overlap. All zeros: none yet. */
#define IKT_REPEATED_KEPT 1024
struct ikt_repeated {
    struct ikt_repeated_frame {
        ikt_time time;
        uint64_t hash;
        uint32_t piece; /* from 1; 0: nothing stands here */
        bool handed_on;
    } frames[IKT_REPEATED_KEPT];
    unsigned next;
};

/* A frame of piece: have others shown it already, as often as this one has? It is kept in either case. */
bool ikt_repeated_add(struct ikt_repeated *repeated, uint32_t piece, const struct ikt_frame *frame);

#endif
