/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exchanges while they are alive: one ISAKMP SA with its Quick Modes. The session owns the SAs, an SA owns its Quick
 * Modes; both own references to the messages that their records point into.
 */
#ifndef IKT_TRACK_SA_STATE_H
#define IKT_TRACK_SA_STATE_H

#include <glib.h>

#include "track/dpd.h"
#include "track/evidence.h"
#include "track/ike_fragments.h"
#include "iketriage/triage.h"
#include "decrypt/decrypt.h"

/* Upper bounds, so that a hostile capture costs no more than these. */
#define IKT_MAX_SEEN        512  /* datagrams listed in one record */
#define IKT_MAX_NOTICES     64   /* notifications, deletes, ICMP errors listed in one record */
#define IKT_MAX_DIGESTS     1024 /* messages an SA remembers to recognise repetitions */
#define IKT_MAX_QUICK_MODES 1024 /* alive under one ISAKMP SA */

struct ikt_isakmp_sa;

/* Where an exchange waits for its time: a place in one of the session's queues. */
struct ikt_due {
    GList link;    /* data points to the ikt_due */
    GQueue *queue; /* NULL: not waiting */
    ikt_time since;
    struct ikt_isakmp_sa *sa;
    struct ikt_quick_mode *quick; /* NULL: the SA itself waits */
};

/* A remembered Quick Mode of a pair of peers; counted references, see history.h. */
struct ikt_history_entry;

struct ikt_quick_mode {
    struct ikt_isakmp_sa *sa;
    uint32_t message_id;
    bool reversed;                        /* its initiator is the SA's responder */
    GArray *seen;                         /* struct ikt_seen, message references owned */
    const struct ikt_message *message[4]; /* quick1..4 readable or closed, references owned by seen; NULL: not seen */
    uint64_t first_frame[4], last_frame[4];
    unsigned answers_repeated; /* QM2 repeated although a QM3 had been sent */
    unsigned count[4];         /* datagrams, repetitions included */
    struct ikt_notification rejection;
    bool rejected;
    bool sa_deleted; /* the ISAKMP SA was deleted while this was open */
    enum ikt_ended ended;
    ikt_time start_time, last_time;
    unsigned attempts;
    GArray *flows;              /* struct ikt_flow, filled when the record is built */
    bool tied;                  /* these by order, their SPIs were not read */
    struct ikt_identity own[2]; /* stand for absent IDs */
    struct ikt_history_entry *history;
    GArray *early; /* struct ikt_early: findings already handed out */
    struct ikt_due due;
    struct ikt_phase2 record;
};

struct ikt_early {
    int rule;
    uint32_t ordinal;
};

struct ikt_isakmp_sa {
    struct ikt_isakmp_sa *same_cookie; /* next SA with this initiator cookie */
    uint8_t initiator_cookie[IKT_COOKIE_SIZE];
    uint8_t responder_cookie[IKT_COOKIE_SIZE];
    bool answered; /* responder_cookie is known */
    struct ikt_party initiator, responder;
    struct ikt_address translated; /* the initiator's on the other side of a NAT, out of copies; family NONE: unknown */
    bool port_known;               /* the parties differ by port alone */
    struct ikt_decryptor *decryptor;
    int exchange;
    GArray *seen;
    GArray *notifications, *deletions, *icmp;
    GPtrArray *kept;                              /* messages that notifications and deletions point into */
    const struct ikt_sa *offer, *choice;          /* in messages of kept */
    unsigned names[IKT_MESSAGE_NAME_COUNT];       /* datagrams per name, repetitions included */
    uint64_t last_repeat[IKT_MESSAGE_NAME_COUNT]; /* frame of the last datagram per name */
    enum ikt_message_name newest;                 /* last phase 1 message that was no repetition */
    bool newest_from_initiator;
    unsigned newest_repeats;
    bool refused;            /* an error notify answered phase 1 */
    bool deleted;            /* an ISAKMP delete was seen */
    bool deleted_before_end; /* ... before phase 1 was established */
    bool settled;            /* its record was handed out */
    enum ikt_ended ended;
    enum ikt_decryption decryption; /* weakest so far of phase 1; IKT_DECRYPTION_CLEARTEXT: none encrypted */
    ikt_time start_time, last_time, end_time;
    uint64_t first_frame;
    GHashTable *quick_modes; /* message ID -> struct ikt_quick_mode */
    GQueue quick_order;      /* in order of their first message */
    size_t quick_total;
    GHashTable *digests; /* struct ikt_repeat, a set; NULL while empty */
    GQueue digest_order;
    GList recent; /* place in the session's least recently used order; data points to the SA */
    struct ikt_due due;
    struct ikt_early_message *early; /* that waits for the one before it; NULL: none does */
    struct ikt_dpd_state dpd;
    struct ikt_configuration configuration;
    struct ikt_fragments *fragments; /* NULL: none was seen */
    struct ikt_phase1 record;
};

struct ikt_isakmp_sa *ikt_isakmp_sa_new(struct ikt_keyring *keyring, const struct ikt_header *header,
                                        const struct ikt_endpoint *initiator, const struct ikt_endpoint *responder,
                                        const struct ikt_packet *packet);
void ikt_isakmp_sa_free(struct ikt_isakmp_sa *sa);
/* Is a datagram from this source to this destination sent by the SA's initiator? */
bool ikt_isakmp_sa_from_initiator(const struct ikt_isakmp_sa *sa, const struct ikt_endpoint *source,
                                  const struct ikt_endpoint *destination);
/* The authentication method that was chosen, or that every offer names; IKT_ABSENT. */
int ikt_isakmp_sa_method(const struct ikt_isakmp_sa *sa);
/* A message of the SA that is none of a Quick Mode. */
void ikt_isakmp_sa_list(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen);
/* Refresh sa->record from what is known now. */
const struct ikt_phase1 *ikt_isakmp_sa_record(struct ikt_isakmp_sa *sa);

struct ikt_quick_mode *ikt_quick_mode_new(struct ikt_isakmp_sa *sa, uint32_t message_id, bool reversed, ikt_time time);
void ikt_quick_mode_free(struct ikt_quick_mode *quick);
/* The second and later messages; place is 0..3. */
void ikt_quick_mode_add(struct ikt_quick_mode *quick, unsigned place, const struct ikt_seen *seen);
/* The message that was taken for the first is the answer, and the first was not captured. */
void ikt_quick_mode_shift(struct ikt_quick_mode *quick);
/* The message that was taken for the first is the answer to the one that was taken for the answer. */
void ikt_quick_mode_turn(struct ikt_quick_mode *quick);
const struct ikt_sa *ikt_quick_mode_offer(const struct ikt_quick_mode *quick);
const struct ikt_sa *ikt_quick_mode_choice(const struct ikt_quick_mode *quick);
/* The four quick-mode IDs; NULL while not readable. */
const struct ikt_identity *ikt_quick_mode_proxy(struct ikt_quick_mode *quick, unsigned place, bool of_initiator);
int ikt_quick_mode_pfs_group(const struct ikt_quick_mode *quick);
/* Has its outcome been reached, whatever comes later? */
bool ikt_quick_mode_complete(const struct ikt_quick_mode *quick);
/* Refresh quick->record (and the SA's); flows are the caller's to fill in first. */
const struct ikt_phase2 *ikt_quick_mode_record(struct ikt_quick_mode *quick);

/* outcome.c */
enum ikt_outcome ikt_isakmp_sa_outcome(const struct ikt_isakmp_sa *sa);
bool ikt_isakmp_sa_established(const struct ikt_isakmp_sa *sa);
bool ikt_isakmp_sa_one_direction(const struct ikt_isakmp_sa *sa);
const char *ikt_isakmp_sa_ios_state(const struct ikt_isakmp_sa *sa);
enum ikt_outcome ikt_quick_mode_outcome(const struct ikt_quick_mode *quick);
bool ikt_quick_mode_qm3_lost(const struct ikt_quick_mode *quick);

/* A list of struct ikt_seen that owns its messages, bounded. Returns false when it is full. */
GArray *ikt_seen_new(void);
bool ikt_seen_add(GArray *list, const struct ikt_seen *seen);
/* The weaker of two decryption states; cleartext is none. */
enum ikt_decryption ikt_decryption_weaker(enum ikt_decryption a, enum ikt_decryption b);

#endif
