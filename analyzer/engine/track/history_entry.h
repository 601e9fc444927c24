/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Quick Mode as its pair remembers it. Written by history.c.
 */
#ifndef IKT_TRACK_HISTORY_ENTRY_H
#define IKT_TRACK_HISTORY_ENTRY_H

#include "track/attempts.h"
#include "track/evidence.h"

struct pair; /* history.c */

struct ikt_history_entry {
    unsigned references; /* of the Quick Mode and of the pair's list */
    struct ikt_history value;
    struct ikt_identity identity[2]; /* copies: own addresses have no message to live in */
    const struct ikt_message *messages[2];
    size_t octets;    /* of these and of itself, as the table counts them */
    uint64_t content; /* history_content.h, where it is known */
    bool content_known;
    bool listed;       /* in the pair's entries */
    struct pair *pair; /* history.c; while attempt.all is set */
    struct ikt_attempt attempt;
};

#endif
