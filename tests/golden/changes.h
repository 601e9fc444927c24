/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A capture changed in one place: one of its packets lost, seen twice, sent again, or late.
 */
#ifndef IKT_TESTS_GOLDEN_CHANGES_H
#define IKT_TESTS_GOLDEN_CHANGES_H

#include "corpus.h"

enum change {
    CHANGE_NONE,
    CHANGE_LOST,
    CHANGE_COPIED,       /* the same packet, captured twice */
    CHANGE_REPEATED,     /* sent again, before the next packet */
    CHANGE_LATE,         /* sent again, five seconds later */
    CHANGE_LAST,         /* sent again, five seconds after everything else */
    CHANGE_SWAPPED,      /* with the packet after it; the times stay in their places */
    CHANGE_SWAPPED_TIMES /* likewise, each with its time */
};
const char *change_name(enum change change);

/*
 * Does it happen? Packets change places where they are within milliseconds of each other. Messages and ICMP errors are
 * lost and sent again; ESP is neither, since losses of it are common and a late packet under an SPI that was deleted
 * does say something.
 */
bool change_applies(const GArray *inputs, enum change change, guint at);
/* Feed all of it, with that change at that index. Frames are numbered as they are fed. */
void change_feed(struct ikt_triage *triage, const GArray *inputs, enum change change, guint at);

#endif
