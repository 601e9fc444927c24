/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ISAKMP SAs that are alive: to which of them a message belongs, and in which order they were used. Every question
 * goes to a table of its own, so that the time it takes does not grow with the number of SAs, whatever cookies and
 * addresses a capture holds.
 */
#ifndef IKT_TRACK_SA_LOOKUP_H
#define IKT_TRACK_SA_LOOKUP_H

#include "base/table.h"
#include "track/sa_state.h"

/*
 * How much an SA shows, and so in which order room is made: anybody can send one message that begins an SA, and a flood
 * of them, answered or not, must not drive out what two peers negotiate. Where nothing more is to come, nothing is
 * lost: what it has come to stands.
 */
enum ikt_sa_rank {
    IKT_SA_LONE,     /* one message, in clear */
    IKT_SA_ONE_SIDE, /* more, or an encrypted one, and one of its peers alone was seen */
    /* both were: */
    IKT_SA_OVER,       /* refused or deleted */
    IKT_SA_ANSWERED,   /* the first message and its answer */
    IKT_SA_NEGOTIATED, /* more */
    IKT_SA_WAITING,    /* its newest Quick Mode waits for an answer, which may be a refusal */
    IKT_SA_RANKS
};

struct ikt_sa_table {
    struct ikt_table places;                    /* what a message may name its SA by: queues of SAs, the newest first */
    struct ikt_sa_queue *free;                  /* queues for the next ones: six of them come and go with each SA */
    GQueue recent;                              /* SAs, most recently used first */
    GQueue ranked[IKT_SA_RANKS];                /* the same SAs, each in one of these, likewise */
    size_t octets, ranked_octets[IKT_SA_RANKS]; /* of what is kept of them all, of each rank */
    unsigned max_live;
};

/* So much is kept of all SAs that are alive; then room is made. */
#define IKT_SA_OCTETS ((size_t)96 * 1024 * 1024)

void ikt_sa_table_init(struct ikt_sa_table *table, unsigned max_live);
/* All SAs have been taken out before. */
void ikt_sa_table_clear(struct ikt_sa_table *table);

/*
 * The SA of a message, which may answer it by this: then it gets its responder cookie, and the address that answered.
 * NULL: there is none.
 */
struct ikt_isakmp_sa *ikt_sa_table_find(struct ikt_sa_table *table, const struct ikt_packet *packet,
                                        const struct ikt_header *header);
/* Begin the SA of a message that belongs to none; NULL for what begins none. */
struct ikt_isakmp_sa *ikt_sa_table_begin(struct ikt_sa_table *table, struct ikt_key_work *keys,
                                         const struct ikt_packet *packet, const struct ikt_message *message);
/*
 * The one to settle because there are too many: of the lowest rank that has more than its share, the one that was
 * silent longest. NULL: there is room.
 */
struct ikt_isakmp_sa *ikt_sa_table_surplus(const struct ikt_sa_table *table);
/* So much more is kept of it, or less. */
void ikt_sa_table_charge(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, size_t octets);
void ikt_sa_table_release(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, size_t octets);
/* A datagram of it was taken. */
void ikt_sa_table_touch(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, bool encrypted);
/* Take it out; it is the caller's to free. */
void ikt_sa_table_remove(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa);
/* Another address of the SA's initiator, on the other side of a NAT: answers may go there. */
void ikt_sa_table_translated(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, const struct ikt_address *address);

/* Is an SA of these cookies alive (the responder's zero, or not yet known)? */
bool ikt_sa_table_knows(const struct ikt_sa_table *table, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                        const uint8_t responder_cookie[static IKT_COOKIE_SIZE]);
/* The newest SA of an initiator cookie between two peers; NULL. */
struct ikt_isakmp_sa *ikt_sa_table_between(const struct ikt_sa_table *table,
                                           const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                                           const struct ikt_address *one, const struct ikt_address *other);
/* The SA of both cookies, else the newest of the initiator cookie between two peers; NULL. */
struct ikt_isakmp_sa *ikt_sa_table_named(const struct ikt_sa_table *table, const struct ikt_header *header,
                                         const struct ikt_address *one, const struct ikt_address *other);

#endif
