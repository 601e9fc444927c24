/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes of a pair of peers that had to make room, so far as it has to be known what they might have said: what
 * rests on the order of two Quick Modes holds only where nothing that matters is forgotten between them.
 */
#ifndef IKT_TRACK_FORGOTTEN_H
#define IKT_TRACK_FORGOTTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "iketriage/exchange.h"

enum ikt_forgotten_kind {
    IKT_FORGOTTEN_ANY,  /* all of them: each is an offer of its initiator */
    IKT_FORGOTTEN_OPEN, /* ... that nobody refused, and that may have come up */
    IKT_FORGOTTEN_UP,   /* ... that came up */
    IKT_FORGOTTEN_KINDS
};

/*
 * Of one side and kind, as sequences of first messages: the first, the last, and the last that any of them was
 * repeated at, word for word, by one that is remembered. Who looks back from later than that finds the repetition, and
 * misses nothing.
 */
struct ikt_forgotten_run {
    uint64_t first, last; /* 0: none */
    uint64_t until;       /* UINT64_MAX: no repetition is remembered */
};

/* Of one side, zeroed to begin with. Those that were repeated are apart from those that were not. */
struct ikt_forgotten {
    struct ikt_forgotten_run repeated[IKT_FORGOTTEN_KINDS], others[IKT_FORGOTTEN_KINDS];
};

/* One is forgotten. until: when it was repeated by one that is remembered, UINT64_MAX: that is not so. */
void ikt_forgotten_add(struct ikt_forgotten *forgotten, enum ikt_outcome outcome, uint64_t sequence, uint64_t until);
/* One that was forgotten while it was open came up. */
void ikt_forgotten_came_up(struct ikt_forgotten *forgotten, uint64_t sequence);
/* All up to this may have been there: their pair was forgotten. */
void ikt_forgotten_all(struct ikt_forgotten *forgotten, uint64_t sequence);

/*
 * May one be forgotten, from behind the first sequence to before the second, that is told by no later one either?
 * forgotten NULL: none is. 0 for the first: from the beginning.
 */
bool ikt_forgotten_between(const struct ikt_forgotten *forgotten, enum ikt_forgotten_kind kind, uint64_t after,
                           uint64_t before);
/* Likewise, and whether it was repeated does not matter. */
bool ikt_forgotten_within(const struct ikt_forgotten *forgotten, enum ikt_forgotten_kind kind, uint64_t after,
                          uint64_t before);

/* Pairs that were forgotten whole: which they were, so far as that fits in few octets. A pair may be taken for one. */
struct ikt_forgotten_pairs {
    uint8_t *bits;     /* owned; NULL: none was forgotten */
    uint64_t sequence; /* of the newest Quick Mode that was written before the last of them went */
};
/* hash: of the pair, keyed. */
void ikt_forgotten_pairs_add(struct ikt_forgotten_pairs *pairs, uint64_t hash, uint64_t sequence);
bool ikt_forgotten_pairs_may_have(const struct ikt_forgotten_pairs *pairs, uint64_t hash);
void ikt_forgotten_pairs_clear(struct ikt_forgotten_pairs *pairs);

#endif
