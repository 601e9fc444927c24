/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Links of several routers joined into pairs of peers: each names an address of the other, or one of them does and the
 * other takes any peer, or names addresses that no interface has, as where a NAT stands between.
 */
#ifndef IKT_DESK_PAIRS_H
#define IKT_DESK_PAIRS_H

#include "desk/links.h"
#include "documents/configs.h"

struct ikt_log_pair; /* evidence/log_pair.h */

/* One side of a pair. */
struct ikt_pair_side {
    size_t config;              /* IKT_CONFIGS_MAX: no configuration of it is known */
    struct ikt_address address; /* that it speaks from; of no family: not known */
    struct ikt_address named;   /* that the other side names it by; of no family: it names none */
    GArray *links;              /* const struct ikt_link *, towards the other side; the first one is what joined them */
    bool takes_any;             /* ... they are for any peer */
    bool misnamed;              /* ... they name an address that the other side has not */
    bool may_be_nat;            /* ... they name addresses that nobody here has: this may be one of them */
    const struct ikt_log_pair *log; /* what this side's log says of the other; NULL: nothing */
};

struct ikt_pair {
    struct ikt_pair_side side[2]; /* A: the configuration that was given first */
    guint order;                  /* in which they were found */
};

/* links: struct ikt_link, of all configurations in their order; they outlive the pairs. Of struct ikt_pair *, in the
 * order of their first link. */
GPtrArray *ikt_pairs_of(const struct ikt_configs *configs, const GArray *links);

#endif
