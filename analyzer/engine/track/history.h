/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is remembered of each pair of peers beyond their records: which of the two addresses sent anything, what each
 * offered, and their Quick Modes. Bounded: of 8192 pairs one that began no Quick Mode is forgotten first, then the one
 * that was silent longest; of a pair's Quick Modes 32 are listed, and of those that are not, who began them and when
 * (forgotten.h); how many failed is counted for as long as the pair is remembered.
 */
#ifndef IKT_TRACK_HISTORY_H
#define IKT_TRACK_HISTORY_H

#include <glib.h>

#include "iketriage/triage.h"
#include "track/evidence.h"

struct ikt_history_entry;
struct ikt_history_table;

struct ikt_history_table *ikt_history_table_new(void);
/* Pairs that had to make room. */
uint64_t ikt_history_forgotten(const struct ikt_history_table *table);
/* Quick Modes that are not listed any more, since their pair had more. */
uint64_t ikt_history_past(const struct ikt_history_table *table);
void ikt_history_table_free(struct ikt_history_table *table);

/* A packet was captured. With create false only pairs already known are marked. */
void ikt_history_saw(struct ikt_history_table *table, const struct ikt_packet *packet, bool create);
/* An IKEv2 message: only counted. */
void ikt_history_saw_ikev2(struct ikt_history_table *table, const struct ikt_packet *packet);
/* Fill in what a phase 1 record says of IKEv2 between its peers. */
void ikt_history_ikev2(struct ikt_history_table *table, const struct ikt_address *initiator,
                       const struct ikt_address *responder, struct ikt_phase1 *record);

/* A Quick Mode as it is now; filled in by who keeps it. */
struct ikt_history_note {
    struct ikt_history value;              /* points into the messages, or into identities that last as long */
    const struct ikt_message *messages[2]; /* its first and second, NULL: not captured */
    const struct ikt_address *other;       /* the peer that did not offer */
};
/*
 * The first call for a Quick Mode (entry NULL) makes its entry, the caller's to release: as the Quick Mode begins, so
 * that entries are in that order. Later calls bring it up to date.
 */
struct ikt_history_entry *ikt_history_write(struct ikt_history_table *table, struct ikt_history_entry *entry,
                                            const struct ikt_history_note *note);
/* The Quick Mode of the entry has ended, nothing more is written. NULL is allowed. */
void ikt_history_release(struct ikt_history_entry *entry);
/*
 * Of those that this peer began with the other, what is forgotten that they may have said; NULL: nothing. Valid until
 * the next call.
 */
const struct ikt_forgotten *ikt_history_past_of(struct ikt_history_table *table, const struct ikt_address *initiator,
                                                const struct ikt_address *responder);
/* Was the pair forgotten whole before, or may it have been? Then what it has not is not known. */
bool ikt_history_was_forgotten(struct ikt_history_table *table, const struct ikt_address *one,
                               const struct ikt_address *other);
/* How many Quick Modes of the same initiator to the same peer that began before it are refused or unanswered now. */
unsigned ikt_history_failures_before(const struct ikt_history_entry *entry);
/*
 * The pair's Quick Modes but this one (or NULL), in the order in which they began, as struct ikt_history. Free with
 * g_array_unref. out_more: how many are forgotten.
 */
GArray *ikt_history_others(struct ikt_history_table *table, const struct ikt_address *one,
                           const struct ikt_address *other, const struct ikt_history_entry *but, uint64_t *out_more);

/*
 * All that evidence holds of the two peers of an ISAKMP SA, of their Quick Modes but this one (or NULL). evidence:
 * zeroed. Valid until it is told again, or anything is written.
 */
void ikt_history_tell(struct ikt_history_table *table, const struct ikt_address *initiator,
                      const struct ikt_address *responder, const struct ikt_history_entry *but,
                      struct ikt_evidence *evidence);

/* What one peer offered the other when it began phase 1; the last offer counts. method: IKT_AUTH_*, IKT_ABSENT. */
void ikt_history_offers(struct ikt_history_table *table, const struct ikt_address *initiator,
                        const struct ikt_address *responder, int method, const struct ikt_sa *offer,
                        const struct ikt_packet *packet);

/* The policies that a peer was seen to have towards the other, to be written; NULL: the pair is not known. */
struct ikt_had_policies *ikt_history_had(struct ikt_history_table *table, const struct ikt_address *owner,
                                         const struct ikt_address *other, bool create);

/* The first Quick Mode began under an ISAKMP SA that this peer began with the other. */
void ikt_history_came_up(struct ikt_history_table *table, const struct ikt_address *initiator,
                         const struct ikt_address *responder, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                         const struct ikt_moment *moment);
struct ikt_moment ikt_history_up(struct ikt_history_table *table, const struct ikt_address *initiator,
                                 const struct ikt_address *responder);
/* A verified INITIAL-CONTACT; one that is said again in its ISAKMP SA is the same. */
void ikt_history_contact(struct ikt_history_table *table, const struct ikt_address *other,
                         const struct ikt_contact *contact);
/* The ISAKMP SA was deleted. */
void ikt_history_contact_ends(struct ikt_history_table *table, const struct ikt_address *one,
                              const struct ikt_address *other, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                              uint64_t sequence);
/* Those of the pair, in their order; valid until the next one. */
const struct ikt_contact *ikt_history_contacts(struct ikt_history_table *table, const struct ikt_address *one,
                                               const struct ikt_address *other, size_t *out_count);

#endif
