/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes that failed by what logs say, as records that the rules for captured ones read. One that came up later,
 * for the same networks, takes back what an earlier one says.
 */
#ifndef IKT_DESK_LOGGED_H
#define IKT_DESK_LOGGED_H

#include "desk/pairs.h"
#include "evidence/claim.h"
#include "evidence/log_answer.h"
#include "iketriage/exchange.h"

/* So many of a tunnel are judged, the newest. */
#define IKT_LOGGED_QUICKS 12

struct ikt_logged_quick {
    const struct ikt_phase2 *record;
    struct ikt_claims claims; /* of both sides' configurations, with what the log says of it */
    bool by_a;
};

/* networks: of the tunnel, A's first; not known: of any. Returns how many. All lives in the arena. */
size_t ikt_logged_quicks(struct ikt_arena *arena, const struct ikt_configs *configs, const struct ikt_pair *pair,
                         const struct ikt_proxies *networks, struct ikt_logged_quick out[IKT_LOGGED_QUICKS]);

/* The networks that a log has for its peer, own first, where they are the same everywhere; else not known. */
struct ikt_proxies ikt_logged_networks(const struct ikt_log_pair *log);

#endif
