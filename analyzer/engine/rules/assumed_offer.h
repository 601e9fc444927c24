/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Quick Mode that no key opens, read through its initiator's configuration: what that router would offer its peer,
 * where it is of the length of what was sent.
 */
#ifndef IKT_RULES_ASSUMED_OFFER_H
#define IKT_RULES_ASSUMED_OFFER_H

#include "rules/undecrypted.h"

/* More lines than this are not tried one by one: then nothing is assumed. */
#define IKT_ASSUMED_MAX 32

struct ikt_assumed {
    size_t lines;                  /* that the initiator's configuration has for this peer; 0: it is not known */
    size_t count;                  /* of those that may have been sent */
    size_t items[IKT_ASSUMED_MAX]; /* their places among the documents */
    bool too_many;
    bool unsized; /* no sizes are known, so that any of them may have been sent */
};

/* documents: claims of configurations. */
void ikt_assume_offers(struct ikt_assumed *out, const struct ikt_phase2 *record, const struct ikt_evidence *evidence,
                       const struct ikt_claims *documents);
/* The record with that offer in it; the rest is the record's own. */
const struct ikt_phase2 *ikt_record_with_offer(struct ikt_arena *arena, const struct ikt_phase2 *record,
                                               const struct ikt_claim *claim);

#endif
