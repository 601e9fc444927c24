/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exchanges while they are alive: an ISAKMP SA with its Quick Modes. The SA owns its Quick Modes; both own references
 * to the messages that their records point into.
 *
 * The state is made of parts. Everybody may read all of it; each part has one writer, the file that is named with it.
 */
#ifndef IKT_TRACK_SA_STATE_H
#define IKT_TRACK_SA_STATE_H

#include "base/arena.h"
#include "decrypt/decrypt.h"
#include "iketriage/triage.h"
#include "track/bounded_list.h"
#include "track/dpd.h"
#include "track/ike_fragments.h"
#include "track/peer_fingerprint.h"
#include "track/quick_mode_index.h"
#include "track/retransmissions.h"
#include "track/tally.h"

struct ikt_isakmp_sa;
struct ikt_quick_mode;
struct ikt_history_entry; /* history.h */
struct ikt_held;          /* reorder.h */
struct ikt_waiting_quick_modes;

/* Where an exchange waits for its time. Written by waiting.c. */
struct ikt_due {
    GList link;    /* data points to the ikt_due */
    GQueue *queue; /* NULL: not waiting */
    ikt_time since;
    struct ikt_isakmp_sa *sa;
    struct ikt_quick_mode *quick; /* NULL: the SA itself waits */
};

/* ESP and AH of a Quick Mode. Written by flow_binding.c, when the record is built. */
struct ikt_bound_flows {
    struct ikt_list list; /* struct ikt_flow */
    bool by_order;        /* its own by order: the SPIs were not read */
};

/* A finding that was handed out before the record. */
struct ikt_published {
    int rule;
    uint32_t ordinal;
};

/* The last message of one side, as it came. */
struct ikt_shown {
    uint32_t message_id, length;
    uint8_t exchange_type;
    bool encrypted;
    ikt_time time;
    uint64_t sequence, frame; /* 0: none */
};

/* One of the four messages of a Quick Mode, and its repetitions. */
struct ikt_quick_place {
    const struct ikt_message *message; /* the first, readable where it can be; a reference; NULL: not seen */
    uint64_t count;                    /* datagrams */
    uint64_t first_sequence, last_sequence;
    uint64_t first_frame, last_frame;
    uint32_t length; /* of the last, on the wire */
    bool authenticated;
    enum ikt_decryption decryption; /* the weakest; IKT_DECRYPTION_CLEARTEXT: none was encrypted, or seen */
};

/* Written by quick_mode.c, but for the parts that name another file. */
struct ikt_quick_mode {
    struct ikt_isakmp_sa *sa;
    uint64_t number; /* of those of its ISAKMP SA, from 1 */
    uint32_t message_id;
    bool reversed;                     /* its initiator is the SA's responder */
    struct ikt_quick_place places[4];  /* quick1..4 */
    enum ikt_decryption answers;       /* the weakest of the refusals; IKT_DECRYPTION_CLEARTEXT: none was encrypted */
    bool opened;                       /* a key has opened a message of it, or an answer to it */
    uint64_t answers_repeated;         /* QM2 repeated although a QM3 had been sent */
    struct ikt_notification rejection; /* its notify stands in refusal */
    const struct ikt_message *refusal; /* a reference; NULL: nothing refused it */
    bool sa_deleted;                   /* the ISAKMP SA was deleted before this was complete */
    bool evicted;                      /* settle.c: there was no room for it */
    enum ikt_ended ended;
    uint64_t ended_sequence; /* of what ended it, 0: nothing did */
    ikt_time ended_time;
    ikt_time start_time, last_time;
    struct ikt_identity own[2];     /* stand for absent IDs */
    struct ikt_list seen;           /* struct ikt_seen */
    struct ikt_index_nodes spis[2]; /* of the two messages that may hold an SA payload */
    size_t octets;                  /* kept_octets.c: of what is kept of it */
    struct ikt_index_node traffic;  /* what it protects, once it is complete and until it has ended */

    struct ikt_due due;                /* waiting.c */
    GSequenceIter *waiting;            /* waiting_quick_modes.c; NULL: it waits for nothing, or they are few */
    struct ikt_history_entry *history; /* settle.c */
    struct ikt_ipsec_owner *owner;     /* settle.c; NULL: it did not come up so far */
    unsigned attempts;                 /* settle.c, when the record is built */
    struct ikt_bound_flows flows;      /* flow_binding.c */
    struct ikt_clear clear[2];         /* clear_packets.c */
    GArray *published;                 /* struct ikt_published, triage.c; NULL: nothing was */
    struct ikt_phase2 *record;         /* quick_mode_record.c; NULL until it is asked for */
};

/* The Quick Modes of an ISAKMP SA that are alive. Written by quick_mode.c. */
struct ikt_quick_modes {
    GHashTable *by_id;                       /* message ID -> struct ikt_quick_mode; NULL: they are few */
    GQueue order;                            /* in order of their first message */
    struct ikt_table index;                  /* quick_mode_index.h */
    struct ikt_waiting_quick_modes *waiting; /* waiting_quick_modes.c; NULL: they are few */
    uint64_t unfound;                        /* Quick Modes that left the index, since more had the same */
    uint64_t total;                          /* the settled ones included */
};

/* By what a message finds its SA. Written by sa_lookup.c. */
#define IKT_SA_PLACES 8
struct ikt_sa_place {
    GList link;                 /* data points to the SA */
    struct ikt_sa_queue *queue; /* SAs of one key; NULL: none */
};
struct ikt_sa_index {
    uint8_t initiator_cookie[IKT_COOKIE_SIZE];
    uint8_t responder_cookie[IKT_COOKIE_SIZE];
    bool answered;                            /* responder_cookie is known */
    bool roles_known;                         /* who is the initiator was captured */
    struct ikt_endpoint initiator, responder; /* where its first message came from or went to */
    struct ikt_address translated;            /* the initiator's on the other side of a NAT; NONE: unknown */
    struct ikt_sa_place places[IKT_SA_PLACES];
    GList recent;    /* place in the order of use; data points to the SA */
    GList rank_link; /* likewise among those of its rank */
    unsigned rank;
    size_t octets;      /* of what is kept of it, its Quick Modes included */
    uint64_t datagrams; /* copies left out */
};

/* How far phase 1 got. Written by phase1.c. */
struct ikt_phase1_state {
    int exchange; /* IKT_EXCHANGE_*, IKT_ABSENT: nothing of phase 1 was captured */
    const struct ikt_sa *offer, *choice;
    const struct ikt_identity *id[2];  /* of the initiator, of the responder */
    const struct ikt_message *kept[4]; /* references to the messages that these stand in */
    unsigned kept_count;
    uint64_t names[IKT_MESSAGE_NAME_COUNT]; /* datagrams of the SA per name, repetitions included */
    enum ikt_message_name newest;           /* last phase 1 message that was no repetition */
    bool newest_from_initiator;
    uint64_t newest_repeats;
    bool refused;                   /* an error notify answered phase 1 */
    enum ikt_decryption decryption; /* weakest so far; IKT_DECRYPTION_CLEARTEXT: none was encrypted */
    ikt_time end_time;              /* of the message that moved it last */
};

/* How it ended. Written by isakmp_sa.c. */
struct ikt_sa_end {
    bool deleted;            /* an ISAKMP delete was seen */
    bool deleted_before_end; /* ... before phase 1 was established */
    bool evicted;            /* settle.c: there was no room for it */
    enum ikt_ended ended;
};

/* What the record lists. Written by isakmp_sa.c. */
struct ikt_sa_lists {
    struct ikt_list seen, notifications, deletions, icmp;
};

/* What is known of one side. */
struct ikt_sa_peer {
    struct ikt_fingerprint fingerprint; /* peer_fingerprint.c */
    enum ikt_tristate behind_nat;       /* nat_detection.c */
    bool seen;                          /* a packet of it was captured: isakmp_sa.c */
};

/* An error notify that was read and refuses nothing that was captured before it. Written by informational.c. */
struct ikt_unplaced {
    struct ikt_seen seen; /* its message is a reference; NULL: there is none */
    struct ikt_notification notification;
};

struct ikt_isakmp_sa {
    struct ikt_sa_index index;
    struct ikt_sa_peer peers[2]; /* the initiator, the responder */
    struct ikt_phase1_state phase1;
    struct ikt_quick_modes quick_modes;
    struct ikt_sa_end end;
    struct ikt_sa_lists lists;
    struct ikt_tally tally; /* isakmp_sa.c: of all that is listed, or was left out */
    struct ikt_unplaced unplaced;
    struct ikt_dpd_state dpd;                   /* dpd.c */
    struct ikt_invalid_spi invalid_spi[2];      /* informational.c */
    struct ikt_configuration configuration;     /* mode_config.c */
    struct ikt_retransmissions retransmissions; /* retransmissions.c */
    struct ikt_shown shown[2];                  /* shown.c; of the initiator, of the responder */
    struct ikt_fragments *fragments;            /* ike_fragments.c; NULL: none was seen */
    size_t fragment_octets, trimmed_octets;     /* kept_octets.c: counted for its fragments; left at the last trim */
    struct ikt_decryptor *decryptor;            /* decrypt/ */
    uint64_t untried;                           /* messages, see ikt_opened */
    struct ikt_held *held;                      /* reorder.c; NULL: no message is held */
    struct ikt_due due;                         /* waiting.c */
    ikt_time start_time;                        /* isakmp_sa.c, as it is made */
    uint64_t first_sequence;                    /* likewise */
    struct ikt_phase1 *record;                  /* isakmp_sa.c; NULL until it is asked for */
};

/* The weaker of two decryption states; cleartext is none. */
static inline enum ikt_decryption ikt_decryption_weaker(enum ikt_decryption a, enum ikt_decryption b)
{
    if (a == IKT_DECRYPTION_CLEARTEXT || b == IKT_DECRYPTION_CLEARTEXT)
        return a == IKT_DECRYPTION_CLEARTEXT ? b : a;
    return a > b ? a : b;
}

static inline unsigned ikt_side(bool initiator)
{
    return initiator ? 0 : 1;
}

static inline const struct ikt_address *ikt_isakmp_sa_initiator(const struct ikt_isakmp_sa *sa)
{
    return &sa->index.initiator.address;
}

static inline const struct ikt_address *ikt_isakmp_sa_responder(const struct ikt_isakmp_sa *sa)
{
    return &sa->index.responder.address;
}

#endif
