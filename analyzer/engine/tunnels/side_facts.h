/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the wire shows that one side has for one tunnel: plain values, newest first in order of time, that outlive the
 * messages they came in.
 */
#ifndef IKT_TUNNELS_SIDE_FACTS_H
#define IKT_TUNNELS_SIDE_FACTS_H

#include "base/arena.h"
#include "evidence/claim.h"
#include "iketriage/tunnel.h"

#define IKT_FACT_SUITES 4

/* One protocol of a transform set. */
struct ikt_fact_transform {
    uint8_t id; /* 0: not in the set */
    int16_t key_bits, integrity;
};
struct ikt_fact_suite {
    struct ikt_fact_transform ah, esp, ipcomp;
};

struct ikt_side_facts {
    bool known;
    bool complete; /* the side's own offer: all that it has for these networks; else what it accepted */
    uint64_t sequence;
    struct ikt_ref from;
    unsigned suite_count;
    uint64_t suites_more;
    struct ikt_fact_suite suites[IKT_FACT_SUITES];
    int mode;      /* IKT_ENCAPSULATION_TUNNEL or _TRANSPORT, IKT_ABSENT */
    int pfs_group; /* IKT_ABSENT: none */
    int64_t seconds, kilobytes;
    struct ikt_proxies networks; /* initiator: the side's own */
};

/* What a Quick Mode shows of its initiator, of its responder. What is newer, or complete where the old was not, counts.
 */
void ikt_side_facts_of_offer(struct ikt_side_facts *facts, const struct ikt_phase2 *record);
void ikt_side_facts_of_answer(struct ikt_side_facts *facts, const struct ikt_phase2 *record);
/* The facts of the side as text, in the arena. */
void ikt_side_facts_tell(struct ikt_arena *arena, const struct ikt_side_facts *facts, struct ikt_tunnel_side *side);
/* What a claim holds, as such facts would tell it: sets, mode, PFS, lifetimes and the owner's network. */
void ikt_side_facts_of_claim(struct ikt_arena *arena, const struct ikt_claim *claim, struct ikt_tunnel_side *side);
/* Both sides' claims next to each other; either may be NULL. Returns the count. */
size_t ikt_side_facts_compare_claims(struct ikt_arena *arena, const struct ikt_claim *a, const struct ikt_claim *b,
                                     const struct ikt_tunnel_row **out);
/* Lists of sets as told of sides: no where they have one in common, unknown where either goes on. */
enum ikt_tristate ikt_sets_texts_differ(const char *a, const char *b);
/* Both sides' values next to each other; rows where either is known. Returns the count. */
size_t ikt_side_facts_compare(struct ikt_arena *arena, const struct ikt_side_facts *a, const struct ikt_side_facts *b,
                              const struct ikt_tunnel_row **out);

#endif
