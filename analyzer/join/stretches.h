/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What left one place and did not reach the next: IKE by pair, by ISAKMP SA and by exchange, ESP by SPI and by pair; as
 * a triage takes it (iketriage/transit.h).
 */
#ifndef IKT_JOIN_STRETCHES_H
#define IKT_JOIN_STRETCHES_H

#include "esp_seen.h"
#include "pairs.h"

/* When a place captured, by the first place's clock. */
struct ikt_place_window {
    ikt_time begin, end;  /* of its first packet, of its last one */
    uint64_t frames_from; /* frames of the places before it */
};

struct ikt_stretches;

/* All that is given outlives it. esp_before: of the first pass, addresses as the triage is fed; esp may still grow. */
struct ikt_stretches *ikt_stretches_new(const struct ikt_sightings *sightings, const struct ikt_place_pairs *pairs,
                                        const struct ikt_esp_seen *esp_before, const struct ikt_esp_seen *esp,
                                        const struct ikt_place_window *windows, unsigned places, ikt_time apart);
void ikt_stretches_free(struct ikt_stretches *stretches); /* NULL is allowed */

/* All is seen: what is asked from now on is of all of it. */
void ikt_stretches_finish(struct ikt_stretches *stretches);

/* Did all places capture at that time? A capture may go on after its last packet, unless it misses what it had. */
bool ikt_stretches_all_captured(const struct ikt_stretches *stretches, ikt_time time);
/*
 * What the triage is not fed, for it goes by what a peer that waits for an answer sees: an answer that is lost, by its
 * place among the datagrams; ESP that never gets through, where the other direction shows that there is a tunnel.
 */
bool ikt_stretches_hides(const struct ikt_stretches *stretches, uint32_t datagram);
bool ikt_stretches_hides_esp(const struct ikt_stretches *stretches, const struct ikt_address *source,
                             const struct ikt_address *destination);
/* Lives with the stretches. */
const struct ikt_transits *ikt_stretches_transits(struct ikt_stretches *stretches);

#endif
