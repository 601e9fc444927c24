/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two peers over several places: under which addresses and ports each place sees them, and in which order a datagram
 * passes the places. A datagram that two places saw tells who is who; what one place saw alone is its ISAKMP SA's.
 */
#ifndef IKT_JOIN_PAIRS_H
#define IKT_JOIN_PAIRS_H

#include "iketriage/transit.h"
#include "sightings.h"

struct ikt_place_pairs;

/* Of datagrams that were matched; both outlive the pairs. */
struct ikt_place_pairs *ikt_place_pairs_new(const struct ikt_sightings *sightings, unsigned places);
void ikt_place_pairs_free(struct ikt_place_pairs *pairs);

/* A pair as the triage knows it: by the addresses that the first place has which sees it. */
struct ikt_pair_view {
    struct ikt_address address[2];                 /* the lower one, the higher one */
    struct ikt_transit_view views[IKT_PLACES_MAX]; /* of each place */
    uint8_t order[2][IKT_PLACES_MAX]; /* places as datagrams of the lower one pass them, of the higher one */
    unsigned ordered;                 /* how many: the places that see the pair; less than 2: not known */
};

/* The pair of a datagram, and whether the lower one sent it. NULL: not known. */
const struct ikt_pair_view *ikt_place_pairs_of_datagram(const struct ikt_place_pairs *pairs, guint datagram,
                                                        bool *from_low);
/* By the addresses that the triage knows. */
const struct ikt_pair_view *ikt_place_pairs_of(const struct ikt_place_pairs *pairs, const struct ikt_address *one,
                                               const struct ikt_address *other);

/* The endpoints that the triage is fed for a datagram. */
void ikt_place_pairs_translate(const struct ikt_place_pairs *pairs, guint datagram, struct ikt_endpoint *source,
                               struct ikt_endpoint *destination);
/* ... for a packet without a sighting that one place sees with these; ports may be 0. They stay where nothing is known.
 */
void ikt_place_pairs_translate_other(const struct ikt_place_pairs *pairs, uint8_t place, struct ikt_endpoint *source,
                                     struct ikt_endpoint *destination);

#endif
