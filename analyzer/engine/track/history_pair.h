/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is remembered of a pair of peers, for history.c, which writes it, and history_told.c, which tells it.
 */
#ifndef IKT_TRACK_HISTORY_PAIR_H
#define IKT_TRACK_HISTORY_PAIR_H

#include "base/address.h"
#include "base/table.h"
#include "track/history.h"
#include "track/history_entry.h"

/* Two peers, in an order that does not hang on who sends. */
struct ikt_pair_key {
    struct ikt_address low, high;
};

struct pair {
    struct ikt_node node; /* hash: ikt_pair_hash */
    struct ikt_address low, high;
    bool low_4500, high_4500;         /* from UDP port 4500 */
    uint64_t ikev2_messages[2];       /* sent by low, by high */
    uint64_t ikev2_frame;             /* of the first, 0: none */
    int methods[2];                   /* authentication that low, high offered, see evidence.h */
    struct ikt_policies *policies[2]; /* likewise; NULL: none */
    struct ikt_moment came_up[2];     /* likewise, see evidence.h */
    struct ikt_had_policies had[2];   /* of low, of high */
    GArray *contacts;                 /* struct ikt_contact; NULL: none */
    struct ikt_attempts attempts;
    GPtrArray *entries;
    uint64_t forgotten;         /* entries that had to make room */
    struct ikt_forgotten *past; /* two, what these may have said: of low, of high; NULL: nothing is forgotten */
    bool returned;              /* it was forgotten before, as far as that is known */
    bool negotiated;            /* more than first messages, that anybody can send: it came to a Quick Mode, or up */
    GList recent;
};

struct ikt_history_table {
    struct ikt_table pairs;
    struct pair *newest; /* that was asked for last; NULL: there is none */
    GQueue recent[2];    /* most recent first: those that negotiated nothing, and the others */
    size_t octets;       /* of all entries */
    uint64_t forgotten;  /* pairs */
    uint64_t past;       /* Quick Modes, of pairs that had more */
    struct ikt_forgotten_pairs forgotten_pairs;
    uint64_t sequence;            /* the newest that was written */
    struct ikt_forgotten unknown; /* of a pair that is forgotten itself */
    GArray *told;                 /* struct ikt_history: what was told last */
};

/* NULL: it is not known, and create is false. Who is asked for has been heard of last. */
struct pair *ikt_pair_find(struct ikt_history_table *table, const struct ikt_address *one,
                           const struct ikt_address *other, bool create);
struct ikt_pair_key ikt_pair_key(const struct ikt_address *one, const struct ikt_address *other);
uint64_t ikt_pair_hash(const struct ikt_pair_key *key);
/* Which of the two it is: 0, the lower one, or 1. */
static inline unsigned ikt_pair_side(const struct pair *pair, const struct ikt_address *address)
{
    return ikt_same_address(address, &pair->low) ? 0 : 1;
}

#endif
