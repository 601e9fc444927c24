/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the answering router's own log says of one Quick Mode: joined to it by message ID or SPI, else by its networks
 * where the log says the same of all that have them.
 */
#ifndef IKT_EVIDENCE_LOG_ANSWER_H
#define IKT_EVIDENCE_LOG_ANSWER_H

#include "evidence/log_pair.h"
#include "iketriage/exchange.h"

enum ikt_log_joined {
    IKT_LOG_JOINED_ITSELF, /* the log is all there is of it */
    IKT_LOG_JOINED_ID,
    IKT_LOG_JOINED_SPI,
    IKT_LOG_JOINED_NETWORKS /* it may be another one of them: nothing that rests on it is certain */
};

struct ikt_log_answer {
    const struct ikt_log_pair *pair;
    const struct ikt_log_quick_mode *mode;
    enum ikt_log_joined by;
    bool clock_known;
    /* What has to be added to times of the log to have those of the capture; of one that the log is all there is of,
     * those of the other end's log. */
    ikt_time clock;
};

/* Does the log tell what the Quick Mode offers, all of it, and is it that very one? */
bool ikt_log_tells_offer(const struct ikt_log_answer *answer); /* NULL: no */

/* Pairs by the peer that they speak of. */
struct ikt_log_book;

/* pairs outlive it. */
struct ikt_log_book *ikt_log_book_new(const struct ikt_log_pairs *pairs);
void ikt_log_book_free(struct ikt_log_book *book); /* NULL is allowed */

/* What the log of the Quick Mode's responder says of it. False: nothing. book may be NULL. */
bool ikt_log_answer_of(const struct ikt_log_book *book, const struct ikt_phase2 *record, struct ikt_log_answer *out);
/* The pair of these two; local of no family in a log is any. NULL: there is none. */
const struct ikt_log_pair *ikt_log_book_find(const struct ikt_log_book *book, const struct ikt_address *local,
                                             const struct ikt_address *remote);

/* How far the clock of b's router is ahead of that of a's, by Quick Modes that both name. False: none. */
bool ikt_log_clocks(const struct ikt_log_pair *a, const struct ikt_log_pair *b, ikt_time *ahead);

#endif
