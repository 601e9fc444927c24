/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The frames of a capture that a reader of the case needs: IKE and its fragments, ICMP errors about it and about its
 * ESP, and of each ESP or AH SA the first frame and the last; and the last one of all, which shows how long was
 * listened. The feed tells what each frame turned out to be.
 */
#ifndef IKT_BUNDLE_RELEVANT_FRAMES_H
#define IKT_BUNDLE_RELEVANT_FRAMES_H

#include "anonymize/anonymizer.h"
#include "frame_spool.h"

/* SAs of which the last frame is kept, and octets of all these. Of what is over, the first frames alone are told. */
#define IKT_RELEVANT_SAS    16384
#define IKT_RELEVANT_OCTETS (32 * 1024 * 1024)

struct ikt_relevant;

/*
 * spool: empty, for reading and writing. anonymizer: NULL, or frames are made anew (anonymous_packet.h), and IKEv1 is
 * put into the spool by whoever gets its messages. Both outlive what is made here.
 */
struct ikt_relevant *ikt_relevant_new(FILE *spool, const struct ikt_anonymizer *anonymizer);
void ikt_relevant_free(struct ikt_relevant *relevant); /* NULL is allowed */
/* A feed into the triage that tells relevant what each frame is. peers as of ikt_feed_new. */
struct ikt_feed *ikt_relevant_feed(struct ikt_relevant *relevant, struct ikt_triage *triage,
                                   const struct ikt_peers *peers);
/* The frame was fed: it is spooled if it matters. False where the disk takes no more. */
bool ikt_relevant_frame(struct ikt_relevant *relevant, const struct ikt_spooled *frame, const uint8_t *octets);
typedef bool ikt_relevant_taker(void *user, const struct ikt_spooled *frame, const uint8_t *octets);
/* All frames were fed: those that matter, in the order of their numbers. False where the taker or the disk says so. */
bool ikt_relevant_each(struct ikt_relevant *relevant, ikt_relevant_taker *taker, void *user);
/* SAs of which only the first frame was kept, for want of room. */
uint64_t ikt_relevant_sas_more(const struct ikt_relevant *relevant);

#endif
