/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is left where the cause of a tunnel's fault is open: the possible findings, grouped by what decides them.
 */
#ifndef IKT_TUNNELS_OPEN_CAUSES_H
#define IKT_TUNNELS_OPEN_CAUSES_H

#include "base/arena.h"
#include "iketriage/tunnel.h"
#include "tunnels/decisions.h"

/* What is known beside the findings. */
struct ikt_open_case {
    enum ikt_situation situation;
    enum ikt_log_language language; /* of the side that has to tell */
    bool guessed_language;          /* it is not known who that is */
    bool unread;                    /* the offer that failed was not read */
    bool key_fits;                  /* one preshared key fitted both sides */
    bool client;      /* XAUTH or mode config: a dynamic map, whose entry has no ACL to mirror as a rule */
    unsigned changed; /* sets of 1 << enum ikt_decision: what differs from an offer that was accepted */
};

struct ikt_open_causes {
    size_t count;
    struct ikt_tunnel_open *items; /* likelier first */
    enum ikt_decision *decisions;  /* of each */
};

/* Findings are best first; the result lives in the arena. */
struct ikt_open_causes ikt_open_causes_of(struct ikt_arena *arena, const struct ikt_open_case *c,
                                          const struct ikt_findings *findings);
/* Is it among them? */
bool ikt_open_causes_have(const struct ikt_open_causes *causes, enum ikt_decision decision);

#endif
