/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One ISAKMP SA: its life, its lists, its record.
 */
#ifndef IKT_TRACK_ISAKMP_SA_H
#define IKT_TRACK_ISAKMP_SA_H

#include "track/sa_state.h"

/* Cookies and endpoints are sa_lookup.c's to fill in, by index, before anything else is asked. */
struct ikt_isakmp_sa *ikt_isakmp_sa_new(struct ikt_key_work *keys, const struct ikt_sa_index *index,
                                        const struct ikt_packet *packet);
/* Its Quick Modes, its held message and its places in tables and queues have been taken away before. */
void ikt_isakmp_sa_free(struct ikt_isakmp_sa *sa);
/* Is a datagram from this source to this destination sent by the SA's initiator? */
bool ikt_isakmp_sa_from_initiator(const struct ikt_isakmp_sa *sa, const struct ikt_endpoint *source,
                                  const struct ikt_endpoint *destination);
/* A packet of this side was captured. */
void ikt_isakmp_sa_see(struct ikt_isakmp_sa *sa, bool initiator);
struct ikt_cipher_sizes ikt_isakmp_sa_sizes(const struct ikt_isakmp_sa *sa);
/* The authentication method that was chosen, or that every offer names; IKT_ABSENT. */
int ikt_isakmp_sa_method(const struct ikt_isakmp_sa *sa);

/* List a message of the SA that is none of a Quick Mode. */
void ikt_isakmp_sa_list(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen);
/* List what stands in a message: copied. */
void ikt_isakmp_sa_list_notification(struct ikt_isakmp_sa *sa, const struct ikt_notification *notification);
void ikt_isakmp_sa_list_deletion(struct ikt_isakmp_sa *sa, const struct ikt_deletion *deletion);
void ikt_isakmp_sa_list_icmp(struct ikt_isakmp_sa *sa, const struct ikt_icmp *icmp);
/* The readable form of the message of a sequence; NULL where it is not listed. */
const struct ikt_message *ikt_isakmp_sa_recall(const struct ikt_isakmp_sa *sa, uint64_t sequence);

/* A delete of the SA itself. Returns false where it had been deleted before. */
bool ikt_isakmp_sa_delete(struct ikt_isakmp_sa *sa);
/* Add what its record lacks to the capture's counts. */
void ikt_isakmp_sa_left_out(const struct ikt_isakmp_sa *sa, struct ikt_capture *out);
/* Refresh sa->record from what is known now. */
const struct ikt_phase1 *ikt_isakmp_sa_record(struct ikt_isakmp_sa *sa);

#endif
