/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pcapng files (draft-ietf-opsawg-pcapng): several sections, each with interfaces of its own: link types, snap lengths,
 * resolutions and offsets of time. Comments, names, statistics, secrets and blocks that nobody knows are passed over.
 * Memory is bounded whatever a block claims.
 */
#ifndef IKT_CAPTURE_PCAPNG_H
#define IKT_CAPTURE_PCAPNG_H

#include <glib.h>
#include <stdio.h>

#include "iketriage/feed.h"

struct ikt_pcapng;

/* Its first block's type was read by nobody yet. file: not owned, and read by nobody else. Never NULL. */
struct ikt_pcapng *ikt_pcapng_new(FILE *file);
void ikt_pcapng_free(struct ikt_pcapng *ng); /* NULL is allowed */

/* What is kept of a frame, and of interfaces in one section; frames of more are counted and passed over. */
#define IKT_PCAPNG_OCTETS     262144
#define IKT_PCAPNG_INTERFACES 65536

/*
 * The next frame: its number counts those that are passed over, too. False at the end, with why (static) where it is
 * not the end of the last block. out lives until the next call.
 */
bool ikt_pcapng_next(struct ikt_pcapng *ng, struct ikt_frame *out, const char **why);

/* Of the last frame: its interface, from 0 over all sections, its snap length (0: none), and what its time has below
 * the microsecond. */
void ikt_pcapng_origin(const struct ikt_pcapng *ng, uint32_t *interface, uint32_t *snap_length, unsigned *nanoseconds);

/* Frames so far; of these, frames of interfaces whose link type is not read, and one such type (as a DLT_). */
uint64_t ikt_pcapng_frames(const struct ikt_pcapng *ng);
uint64_t ikt_pcapng_unread(const struct ikt_pcapng *ng, int *link_type);

#endif
