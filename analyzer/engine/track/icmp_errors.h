/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ICMP errors about IKE datagrams: which ISAKMP SA each of them speaks of. An error may come into a capture some
 * milliseconds before the datagram that it quotes.
 */
#ifndef IKT_TRACK_ICMP_ERRORS_H
#define IKT_TRACK_ICMP_ERRORS_H

#include "track/bounded_list.h"
#include "track/sa_lookup.h"

struct ikt_icmp_errors {
    GQueue early;           /* of no SA, and so new that the SA may yet begin; the oldest first */
    struct ikt_list strays; /* struct ikt_icmp: of no SA */
    uint64_t not_searched;  /* errors that not all SAs were asked for */
};

void ikt_icmp_errors_init(struct ikt_icmp_errors *errors);
void ikt_icmp_errors_clear(struct ikt_icmp_errors *errors);
/*
 * Take an error that is no copy. Where it quotes nothing behind the UDP header, it is evidence about an SA of the two
 * on port 500, and about nothing else: it is forgotten.
 */
void ikt_icmp_errors_take(struct ikt_icmp_errors *errors, const struct ikt_sa_table *sas, const struct ikt_icmp *icmp,
                          struct ikt_bytes quoted, ikt_time now);
/* The SA has begun: it may be what an early error speaks of. */
void ikt_icmp_errors_adopt(struct ikt_icmp_errors *errors, struct ikt_isakmp_sa *sa);
/* Those that came before this moment are of no SA. */
void ikt_icmp_errors_expire(struct ikt_icmp_errors *errors, ikt_time before);

#endif
