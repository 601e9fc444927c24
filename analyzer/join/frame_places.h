/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In which places the datagram of a frame was seen.
 */
#ifndef IKT_JOIN_FRAME_PLACES_H
#define IKT_JOIN_FRAME_PLACES_H

#include "sightings.h"

struct ikt_frame_places;

/* Of sightings that were matched, which outlive it. frames_from: of each place the frames of those before it. */
struct ikt_frame_places *ikt_frame_places_new(const struct ikt_sightings *sightings, const uint64_t *frames_from);
void ikt_frame_places_free(struct ikt_frame_places *frames); /* NULL is allowed */
/* frame: counted through the places. Bit 0 for the first place; 0: not known. */
uint32_t ikt_frame_places_of(const struct ikt_frame_places *frames, uint64_t frame);

#endif
