/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the session's files share: the tables of live exchanges and the ways in and out of them.
 */
#ifndef IKT_TRACK_SESSION_INTERNAL_H
#define IKT_TRACK_SESSION_INTERNAL_H

#include "track/capture_clock.h"
#include "track/duplicate_packets.h"
#include "track/reorder.h"
#include "track/flows.h"
#include "track/history.h"
#include "track/session.h"

/* How long, by the session's clock, an exchange that is not established may be silent before it is judged. */
#define IKT_SILENCE (180 * IKT_SECOND)
/* How long a refused, ended or superseded one waits for what may explain it. */
#define IKT_LINGER (60 * IKT_SECOND)
/* How long ESP may still come under an SPI that was deleted, or that a newer SA replaced, without being late. */
#define IKT_IN_FLIGHT (2 * IKT_SECOND)

struct ikt_session {
    struct ikt_session_events events;
    void *user;
    struct ikt_keyring *keyring;
    unsigned max_live;
    GHashTable *by_cookie; /* initiator cookie -> first struct ikt_isakmp_sa of that cookie */
    GQueue recent;         /* SAs, most recently used first */
    GQueue silent;         /* struct ikt_due by last activity */
    GQueue lingering;      /* struct ikt_due by the moment that began it */
    struct ikt_history_table *history;
    struct ikt_flow_table *flows;
    struct ikt_copies *copies;
    uint64_t copy_count;
    uint64_t sequence; /* of the packet that was fed last */
    GQueue early;      /* SAs that hold an early message, the longest first */
    struct ikt_clock clock;
};

/* A packet with its place in the order of feeding. */
static inline struct ikt_packet ikt_session_number(struct ikt_session *session, const struct ikt_packet *packet)
{
    struct ikt_packet numbered = *packet;
    numbered.sequence = ++session->sequence;
    return numbered;
}

/* settle.c */
/* Start, restart (since now) or stop (NULL) an exchange's wait. */
void ikt_session_wait(struct ikt_session *session, struct ikt_due *due, GQueue *queue);
/* The exchange took part in something: keep it alive, wait anew if it waits for silence. */
void ikt_session_touch_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa);
void ikt_session_touch_quick(struct ikt_session *session, struct ikt_quick_mode *quick);
/* Put a Quick Mode into the queue that its state asks for. */
void ikt_session_review_quick(struct ikt_session *session, struct ikt_quick_mode *quick);
void ikt_session_review_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa);
/* Capture time moved on: settle what is due. */
void ikt_session_advance(struct ikt_session *session, ikt_time now);
/* Hand out the SA's record and those of its Quick Modes, then free it. */
void ikt_session_settle_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa);
void ikt_session_settle_quick(struct ikt_session *session, struct ikt_quick_mode *quick);
/* A Quick Mode completed: what it replaces ends. */
void ikt_session_supersede(struct ikt_session *session, struct ikt_quick_mode *quick);
/* tie.c: the flows of a Quick Mode that was not read, by order. */
void ikt_session_tie_flows(struct ikt_session *session, struct ikt_quick_mode *quick);
/* Evidence around a pair of peers, quick itself (or NULL) left out. */
void ikt_session_evidence(struct ikt_session *session, struct ikt_isakmp_sa *sa, struct ikt_quick_mode *quick,
                          struct ikt_evidence *evidence);
void ikt_session_evidence_clear(struct ikt_evidence *evidence);

/* lookup.c */
GHashTable *ikt_session_cookies_new(void);
/* The SA of a message, made if need be; NULL for what belongs to none. */
struct ikt_isakmp_sa *ikt_session_find_sa(struct ikt_session *session, const struct ikt_packet *packet,
                                          const struct ikt_message *message);
struct ikt_isakmp_sa *ikt_session_by_cookie(const struct ikt_session *session,
                                            const uint8_t cookie[static IKT_COOKIE_SIZE]);
void ikt_session_forget_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa);

/* beside.c: the frame that this packet is a copy of, 0: none. Copies are counted. */
uint64_t ikt_session_find_copy(struct ikt_session *session, const struct ikt_packet *packet,
                               const uint64_t digest[static 2]);

/* session.c: take a message that waited, which was shown when it came. */
void ikt_session_take_late(struct ikt_session *session, struct ikt_isakmp_sa *sa, struct ikt_early_message *early);

/* informational.c: the Quick Mode that an error notify of this message, or what may be one, refuses; NULL. */
struct ikt_quick_mode *ikt_session_refused_by(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen);
/* informational.c: what a notify or a delete says about the SA and its Quick Modes. Returns the message's final name.
 */
enum ikt_message_name ikt_session_informational(struct ikt_session *session, struct ikt_isakmp_sa *sa,
                                                const struct ikt_seen *seen, bool encrypted);

/* repeats.c: messages seen before, by their bytes. */
struct ikt_repeat {
    uint64_t digest[2];
    size_t length;
    uint64_t frame;
    enum ikt_message_name name;
    enum ikt_decryption decryption;
    bool from_initiator;
};
/* The first occurrence, or NULL (then fresh->digest is filled for ikt_repeat_remember). */
struct ikt_repeat *ikt_repeat_find(struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator,
                                   struct ikt_repeat *fresh);
/* The message that these octets are a copy of, whoever sent it; NULL. */
const struct ikt_repeat *ikt_repeat_of_copy(const struct ikt_isakmp_sa *sa, const uint64_t digest[static 2],
                                            size_t length);
void ikt_repeat_remember(struct ikt_isakmp_sa *sa, const struct ikt_repeat *fresh);

#endif
