/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How often a Quick Mode that fails was tried, since when, and in which rhythm.
 */
#ifndef IKT_RULES_RETRIES_H
#define IKT_RULES_RETRIES_H

#include "rules/phase2_case.h"
#include "rules/draft.h"

struct ikt_retries {
    unsigned count; /* this one included; 1: it is the only one */
    uint64_t first_frame, last_frame;
    ikt_time span;   /* from the first to the last */
    ikt_time period; /* between two of them, 0 where they keep none */
    bool more;       /* older ones may have been forgotten */
};

/*
 * Failed Quick Modes of the same initiator for the same networks, or where they are not readable, of the same length.
 */
struct ikt_retries ikt_retries_of(const struct ikt_case *c);
/* All this in a sentence; nothing where there was one try. */
void ikt_say_retries(struct ikt_draft *draft, const struct ikt_case *c);

#endif
