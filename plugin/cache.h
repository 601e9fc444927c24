/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is known of the frames of one capture file. The first pass fills it, every pass draws from it: fields of other
 * dissectors are at hand in the first pass alone.
 *
 * A cache owns its triage and belongs to one file (one dissection of it); all that it notes lives in Wireshark's file
 * scope and is valid until the cache is freed. Bytes of messages are kept, never decoded ones: a capture may hold
 * millions, and few are looked at.
 */
#ifndef IKT_PLUGIN_CACHE_H
#define IKT_PLUGIN_CACHE_H

#include "iketriage/triage.h"
#include "frame_notes.h"
#include "ipsec_frames.h"
#include "tunnel_notes.h"

struct ikt_cache;

/* keyring: NULL or a reference that the cache takes over; configs: likewise, NULL or the caller's own. */
struct ikt_cache *ikt_cache_new(struct ikt_keyring *keyring, struct ikt_configs *configs);
/* NULL: there are none. */
const struct ikt_configs *ikt_cache_configs(const struct ikt_cache *cache);
/* NULL is allowed. Call it while file scope is alive. */
void ikt_cache_free(struct ikt_cache *cache);

/*
 * Say what is fed next: a frame, and where its datagram (empty: no IKE) stands in the frame's own bytes, -1 when it has
 * others. Before everything that is fed.
 */
void ikt_cache_expect(struct ikt_cache *cache, uint32_t frame, struct ikt_bytes datagram, int offset);
/* Of that datagram: its rest found no room. */
void ikt_cache_expect_cut(struct ikt_cache *cache);
/* For packets of ESP and AH as they are fed. */
struct ikt_ipsec_frames *ikt_cache_ipsec(struct ikt_cache *cache);
/* For feeding. NULL after the end: nothing may be fed any more. */
struct ikt_triage *ikt_cache_triage(struct ikt_cache *cache);
/* Also write the text report. Does nothing once a packet was fed: it would be half a report. */
void ikt_cache_want_report(struct ikt_cache *cache);
/* Settle everything. More calls do nothing. */
void ikt_cache_finish(struct ikt_cache *cache);
bool ikt_cache_finished(const struct ikt_cache *cache);
/* Of the finished file; NULL when it was not wanted. */
const char *ikt_cache_report(const struct ikt_cache *cache);
/* Count a frame of the file, for the report. */
void ikt_cache_count(struct ikt_cache *cache, ikt_time time);

/* In scope; NULL when there is nothing to show. */
const struct ikt_note_frame *ikt_cache_frame(const struct ikt_cache *cache, uint32_t frame, wmem_allocator_t *scope);
/* Every frame that has findings or in which exchanges began, rising, with these alone. */
void ikt_cache_visit(const struct ikt_cache *cache,
                     void (*visit)(void *user, const struct ikt_note_frame *note, uint32_t frame), void *user);
/* The file's tunnels, once it has finished; NULL before. */
const struct ikt_tunnel_notes *ikt_cache_tunnels(const struct ikt_cache *cache);
/* All findings that were kept with a finding of this exchange (NULL: of none), by their numbers; they live in scope. */
const struct ikt_finding *ikt_cache_findings(const struct ikt_cache *cache, const struct ikt_note_exchange *exchange,
                                             wmem_allocator_t *scope);
/* The worst expert info of the file so far, IKT_SEVERITY_COUNT: there is none. */
enum ikt_severity ikt_cache_worst(const struct ikt_cache *cache);

#endif
