/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IKE fragments (payload 132, MS-IKEE 2.2.3.1 and 3.3.6.1): each carries a piece of one whole ISAKMP message, header
 * included. Bounded: a few messages per ISAKMP SA, the oldest is given up first, and stays
 * counted as incomplete.
 */
#ifndef IKT_TRACK_IKE_FRAGMENTS_H
#define IKT_TRACK_IKE_FRAGMENTS_H

#include <glib.h>

#include "iketriage/triage.h"

struct ikt_fragments;

struct ikt_fragments *ikt_fragments_new(void);
/* What the pieces take of memory. */
size_t ikt_fragments_octets(const struct ikt_fragments *fragments);
void ikt_fragments_free(struct ikt_fragments *fragments); /* NULL is allowed */

/*
 * Add the piece that a message carries. Returns the whole message, decoded, when it was the last one missing (the
 * caller releases it), else NULL.
 */
struct ikt_message *ikt_fragments_add(struct ikt_fragments *fragments, const struct ikt_message *message,
                                      bool from_initiator, const struct ikt_packet *packet);

/* Of the messages that were begun and never completed: how many, and the frame of the newest piece (0: none). */
unsigned ikt_fragments_incomplete(const struct ikt_fragments *fragments, uint64_t *frame, bool *from_initiator);

#endif
