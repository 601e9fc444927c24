/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How often a Quick Mode that failed was tried, and in which rhythm.
 */
#ifndef IKT_RULES_RETRIES_H
#define IKT_RULES_RETRIES_H

#include "evidence/claim.h"

struct ikt_retries {
    unsigned count; /* this one included */
    bool more;      /* older ones are forgotten */
    uint64_t first_frame, last_frame;
    ikt_time span;   /* from the first to the last */
    ikt_time period; /* that all gaps keep, 0: none, or there is one gap */
};

/*
 * The Quick Modes that this initiator began like this one and that failed as well: for the same networks where these
 * were read, of the same length where nothing was. networks and length are this one's; frame 0: not captured;
 * forgotten: Quick Modes of the pair are not remembered any more.
 */
struct ikt_retries ikt_retries_of(const struct ikt_phase2 *record, const struct ikt_claims *claims,
                                  const struct ikt_proxies *networks, uint32_t length, uint64_t frame, bool forgotten);
/* Does the period look like that of IOS, which asks for the SA again 30 s after a refusal while traffic waits? */
bool ikt_retries_like_ios(const struct ikt_retries *retries);

#endif
