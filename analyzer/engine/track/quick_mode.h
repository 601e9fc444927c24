/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One Quick Mode (RFC 2409 section 5.5): its messages and their places, its refusal, its end, its record.
 */
#ifndef IKT_TRACK_QUICK_MODE_H
#define IKT_TRACK_QUICK_MODE_H

#include "track/history.h"
#include "track/sa_state.h"

/* The Quick Mode of a message ID; NULL. */
struct ikt_quick_mode *ikt_quick_mode_find(const struct ikt_isakmp_sa *sa, uint32_t message_id);
/* The one to settle before another is begun: too many are alive. NULL: there is room. */
struct ikt_quick_mode *ikt_quick_mode_surplus(const struct ikt_isakmp_sa *sa);
/* Begin one with the first captured message of its ID, which is not taken yet. */
struct ikt_quick_mode *ikt_quick_mode_begin(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen);
/* Take it out of its SA and free it. */
void ikt_quick_mode_end(struct ikt_quick_mode *quick);

/*
 * A message that is no repetition: finds its place, and what was taken for another message before is corrected. seen
 * gets its name. Returns true when the Quick Mode is complete by it.
 */
bool ikt_quick_mode_take(struct ikt_quick_mode *quick, struct ikt_seen *seen);
/* A repetition: gets its name, and the readable form of what it repeats. Returns false where that is no message of it.
 */
bool ikt_quick_mode_repeat(struct ikt_quick_mode *quick, struct ikt_seen *seen);
/* A copy in clear of a message that no key has opened: it is read by that. Gets its name; false: there is none. */
bool ikt_quick_mode_show(struct ikt_quick_mode *quick, struct ikt_seen *shown);
/* The name that a message would get; quick is NULL when it is the first of its ID. Nothing changes. */
enum ikt_message_name ikt_quick_mode_name(const struct ikt_quick_mode *quick, const struct ikt_seen *seen);
/* An answer that is none of its messages, to be listed. */
void ikt_quick_mode_list_answer(struct ikt_quick_mode *quick, const struct ikt_seen *seen);
/* An error notify answers it. Returns false where it was refused or complete before. message holds the notify. */
bool ikt_quick_mode_refuse(struct ikt_quick_mode *quick, const struct ikt_notification *notification,
                           const struct ikt_message *message);
/* Its ISAKMP SA is deleted. */
void ikt_quick_mode_sa_deleted(struct ikt_quick_mode *quick);
/* Its IPsec SAs have ended, by the message with this place and time. */
void ikt_quick_mode_ended(struct ikt_quick_mode *quick, enum ikt_ended how, uint64_t sequence, ikt_time time);
/*
 * Where the initiator of the ISAKMP SA was not captured, Quick Modes begin with their answers: what seemed a first
 * message is put right. To be asked when nothing more comes.
 */
void ikt_quick_mode_place_answer(struct ikt_quick_mode *quick);

const struct ikt_sa *ikt_quick_mode_offer(const struct ikt_quick_mode *quick);
const struct ikt_sa *ikt_quick_mode_choice(const struct ikt_quick_mode *quick);
/* The IDs of the first (place 0) or second message; absent ones stand for the peers' addresses. NULL: not readable. */
const struct ikt_identity *ikt_quick_mode_proxy(struct ikt_quick_mode *quick, unsigned place, bool of_initiator);
/*
 * A complete one, and those of its ISAKMP SA that were complete before, protect the same traffic, whoever began them,
 * and have not ended: the newest first, each link's older is the next one. NULL where it is not readable.
 */
const struct ikt_index_node *ikt_quick_mode_same_traffic(struct ikt_quick_mode *quick);

/* quick_mode_record.c: as it is now, for history.h and for records. */
struct ikt_history_note ikt_quick_mode_note(struct ikt_quick_mode *quick);
/* Refresh quick->record (and the SA's); flows and attempts are filled in first. */
const struct ikt_phase2 *ikt_quick_mode_record(struct ikt_quick_mode *quick);

#endif
