/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is remembered of each pair of peers beyond their records: which of the two addresses sent anything, and
 * their last Quick Modes. Bounded; the pair that was silent longest is forgotten first.
 */
#ifndef IKT_TRACK_HISTORY_H
#define IKT_TRACK_HISTORY_H

#include <glib.h>

#include "track/evidence.h"
#include "iketriage/triage.h"

struct ikt_history_entry;
struct ikt_history_table;
struct ikt_isakmp_sa;
struct ikt_quick_mode;

struct ikt_history_table *ikt_history_table_new(void);
void ikt_history_table_free(struct ikt_history_table *table);

/* A packet was captured. With create false only pairs already known are marked. */
void ikt_history_saw(struct ikt_history_table *table, const struct ikt_packet *packet, bool create);
/* Has a packet from source to the other been captured? */
bool ikt_history_has_seen(struct ikt_history_table *table, const struct ikt_address *source,
                          const struct ikt_address *other);
/* Has one of these come from its UDP port 4500? */
bool ikt_history_has_seen_4500(struct ikt_history_table *table, const struct ikt_address *source,
                               const struct ikt_address *other);
/* An IKEv2 message: counted alone. */
void ikt_history_saw_ikev2(struct ikt_history_table *table, const struct ikt_packet *packet);
/* Fill in what a phase 1 record says of IKEv2 between its peers. */
void ikt_history_ikev2(struct ikt_history_table *table, const struct ikt_address *initiator,
                       const struct ikt_address *responder, struct ikt_phase1 *record);
/* Write down what is known of a Quick Mode now; the first call makes quick->history. */
void ikt_history_note(struct ikt_history_table *table, struct ikt_quick_mode *quick);
/* The pair's Quick Modes but this one, in capture order, as struct ikt_history. Free with g_array_unref. */
GArray *ikt_history_others(struct ikt_history_table *table, const struct ikt_address *one,
                           const struct ikt_address *other, const struct ikt_quick_mode *but);
/* Quick Modes of this initiator before the given frame that were refused or stayed without an answer. */
unsigned ikt_history_failures(const struct ikt_evidence *evidence, const struct ikt_address *initiator,
                              uint64_t before);
void ikt_history_entry_unref(struct ikt_history_entry *entry); /* NULL is allowed */

/* What one peer offered the other when it began phase 1; the last offer counts. */
void ikt_history_offers(struct ikt_history_table *table, const struct ikt_isakmp_sa *sa, uint64_t frame);
/* Its authentication: IKT_AUTH_*, or IKT_ABSENT. */
int ikt_history_method(struct ikt_history_table *table, const struct ikt_address *initiator,
                       const struct ikt_address *responder);
/* Its policies; NULL: it never began. Valid until it begins again. */
const struct ikt_policies *ikt_history_policies(struct ikt_history_table *table, const struct ikt_address *initiator,
                                                const struct ikt_address *responder);

#endif
