/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which frames carry ESP and AH of which SA, and which Quick Modes made these SAs. A few octets for each such frame; of
 * more SAs than IKT_IPSEC_FLOWS nothing is kept.
 */
#ifndef IKT_PLUGIN_IPSEC_FRAMES_H
#define IKT_PLUGIN_IPSEC_FRAMES_H

#include "frame_notes.h"

enum {
    IKT_IPSEC_FLOWS = 65536
};

struct ikt_ipsec_frames;

struct ikt_ipsec_frames *ikt_ipsec_frames_new(void);
/* NULL is allowed. */
void ikt_ipsec_frames_free(struct ikt_ipsec_frames *frames);

/* A packet of ESP or AH. */
void ikt_ipsec_frames_take(struct ikt_ipsec_frames *frames, uint32_t frame, uint8_t protocol, uint32_t spi,
                           const struct ikt_address *destination);
/* The SAs of a Quick Mode that has settled; exchange: its note. */
void ikt_ipsec_frames_settle(struct ikt_ipsec_frames *frames, const struct ikt_phase2 *record,
                             const struct ikt_note_exchange *exchange);
/* The Quick Mode that made the SA of this frame: of several the last that began before it. NULL: none is known. */
const struct ikt_note_exchange *ikt_ipsec_frames_made_in(const struct ikt_ipsec_frames *frames, uint32_t frame);

#endif
