/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Dead peer detection (RFC 3706) of one ISAKMP SA: who asked what, and what was answered. Each side asks for itself,
 * and an R-U-THERE-ACK answers the questions of the other side only. Nothing is listed, so that a day of it costs no
 * more than its first question.
 */
#ifndef IKT_TRACK_DPD_H
#define IKT_TRACK_DPD_H

#include "track/lengths.h"

/* Fewer R-U-THERE in a row without an answer may be one loss. */
#define IKT_DPD_MISSES 3

struct ikt_dpd_state {
    struct ikt_dpd asked_by[2]; /* the initiator of the ISAKMP SA, the responder */
    bool numbered[2];           /* the first unanswered question of each has a readable number: */
    uint32_t first_number[2];   /* RFC 3706 section 5.3, rising by one */
    struct ikt_dpd_run run;     /* of encrypted messages that goes on */
    ikt_time run_time;          /* of its last message */
    struct ikt_dpd_run longest;
};

/* An R-U-THERE or R-U-THERE-ACK that was read. An answer to a question that was answered before counts for nothing. */
void ikt_dpd_learn(struct ikt_dpd_state *state, const struct ikt_notification *notification);
/* Any message of the ISAKMP SA that is listed in its record, read or not; sizes are those of its cipher. */
void ikt_dpd_learn_length(struct ikt_dpd_state *state, const struct ikt_cipher_sizes *sizes,
                          const struct ikt_seen *seen);

#endif
