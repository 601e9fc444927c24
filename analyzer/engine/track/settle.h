/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Judging exchanges: what is known besides them is gathered, their records go out, and they are freed.
 */
#ifndef IKT_TRACK_SETTLE_H
#define IKT_TRACK_SETTLE_H

#include "track/informational.h"
#include "track/session_internal.h"

/* Write into the peers' history how a Quick Mode stands; to be called first as it begins. */
void ikt_settle_note(struct ikt_session *session, struct ikt_quick_mode *quick);
/* An error notify just answered it: events.refused. */
void ikt_settle_refused(struct ikt_session *session, struct ikt_quick_mode *quick);
/* It is complete: the older ones of its ISAKMP SA for the same traffic end. */
void ikt_settle_supersede(struct ikt_session *session, struct ikt_quick_mode *quick);
/*
 * IPsec SAs that a DELETE ended and that are not alive under its ISAKMP SA: such a Quick Mode is deleted where it is
 * alive, else events.lost. Takes the result's list.
 */
void ikt_settle_deleted(struct ikt_session *session, const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen,
                        const struct ikt_informational_result *result);
/* Hand out the record, and free the Quick Mode. */
void ikt_settle_quick(struct ikt_session *session, struct ikt_quick_mode *quick);
/* Hand out the SA's record and those of its Quick Modes, and free it. No message of it is held. */
void ikt_settle_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa);
/* The same two where nothing is over but room is wanted: what they had not come to by then is not judged. */
void ikt_settle_evict_quick(struct ikt_session *session, struct ikt_quick_mode *quick);
void ikt_settle_evict(struct ikt_session *session, struct ikt_isakmp_sa *sa);
/*
 * The record as it would be now, to take: the exchange lives on. Its flows are collected. What goes on is incomplete,
 * whatever it would be if nothing came any more, and there is no evidence to judge it by: NULL.
 */
typedef void ikt_settle_take_sa(void *user, struct ikt_isakmp_sa *sa, const struct ikt_evidence *evidence);
typedef void ikt_settle_take_quick(void *user, struct ikt_quick_mode *quick, const struct ikt_evidence *evidence);
void ikt_settle_show_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa, bool goes_on, ikt_settle_take_sa *take,
                        void *user);
void ikt_settle_show_quick(struct ikt_session *session, struct ikt_quick_mode *quick, bool goes_on,
                           ikt_settle_take_quick *take, void *user);
/* Free it without a record. */
void ikt_settle_drop(struct ikt_session *session, struct ikt_isakmp_sa *sa);

#endif
