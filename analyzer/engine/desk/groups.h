/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tunnels of a pair: networks of both sides that overlap when mirrored are one (tunnel.h), and so are those of
 * which one agrees and the other does not.
 */
#ifndef IKT_DESK_GROUPS_H
#define IKT_DESK_GROUPS_H

#include "desk/pairs.h"
#include "evidence/proxy_compare.h"

/* Networks that one side has for the other. */
struct ikt_desk_line {
    const struct ikt_link *link;
    unsigned line;               /* the statement: of the access list, or of the tunnel; 0: the lack of one */
    struct ikt_proxies networks; /* its own first; not known where the statement is not */
};

struct ikt_group {
    GArray *lines[2]; /* struct ikt_desk_line, of A and of B */
};

/* Lines of a side that are looked at; with more of them, all of the pair is one tunnel. */
#define IKT_GROUP_LINES 512

/*
 * Of struct ikt_group *, in the order of A's lines, then of B's. Every link is in at least one; of an entry with
 * several peers the lines that another of them mirrors are left to that one.
 */
GPtrArray *ikt_groups_of(const struct ikt_pair *pair, const struct ikt_configs *configs);

/* One without lines, of a pair that logs alone speak of. */
struct ikt_group *ikt_group_new(void);
void ikt_group_free(gpointer group);

#endif
