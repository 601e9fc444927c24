/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The logs that were given, and what they say of the record in hand.
 */
#ifndef IKT_EVIDENCE_GIVEN_LOGS_H
#define IKT_EVIDENCE_GIVEN_LOGS_H

#include "base/arena.h"
#include "evidence/log_answer.h"

struct ikt_given_logs {
    struct ikt_arena *arena;
    struct ikt_log_pairs pairs;
    struct ikt_log_book *book;
    struct ikt_log_answer answer;
};

/* NULL: none were given. Both outlive it. */
struct ikt_given_logs *ikt_given_logs_new(const struct ikt_logs *logs, const struct ikt_configs *configs);
void ikt_given_logs_free(struct ikt_given_logs *logs); /* NULL is allowed */

#endif
