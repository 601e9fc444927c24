/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Facts about one side of a Quick Mode, with where each comes from. A claim says what one peer has for certain
 * networks: the transform sets, PFS group and lifetimes it offered, had accepted, or has in its configuration. Rules
 * compare claims of two sides; which producer made them only matters for how sure a finding may be (certainty.h).
 */
#ifndef IKT_EVIDENCE_CLAIM_H
#define IKT_EVIDENCE_CLAIM_H

#include "base/arena.h"
#include "documents/router.h"
#include "evidence/proxy_compare.h"
#include "iketriage/source.h"
#include "track/evidence.h"

enum ikt_claim_kind {
    IKT_CLAIM_OFFERED,    /* a Quick Mode that the owner began: all that it has for these networks */
    IKT_CLAIM_CONFIGURED, /* a statement of its configuration: likewise */
    IKT_CLAIM_LOGGED      /* a line of its log: at least this */
};

/* What a crypto map entry is called, for who types a fix; texts live as long as the claim. */
struct ikt_entry_names {
    enum ikt_entry_names_kind {
        IKT_NAMES_ENTRY,
        IKT_NAMES_TEMPLATE, /* of a dynamic map */
        IKT_NAMES_PROFILE   /* of a tunnel interface: sequence means nothing */
    } kind;
    const struct ikt_router_entry *entry; /* whose they are */
    const char *map;
    unsigned sequence;
    const char *sets; /* in their order, with blanks between */
    const char *acl;
    const struct ikt_router_acl *list; /* of that name; NULL: it is not there, or not whole */
    bool shared; /* lines of that list serve other networks or peers too, so that none of them may go */
};

struct ikt_claim {
    enum ikt_claim_kind kind;
    struct ikt_ref ref;
    /* Of a configuration: the statements of its sets, PFS and lifetimes. Number 0: none in particular. */
    struct ikt_ref sets_ref, pfs_ref, life_ref;
    struct ikt_ref named_ref; /* the statement of its entry that names the sets, where sets_ref is another one */
    struct ikt_ref mode_ref;  /* that sets the mode of the first set */
    const struct ikt_entry_names *names; /* NULL: no configuration, or no crypto map entry */
    uint64_t sequence;                   /* order in time among claims of a capture; 0: it has none (a configuration) */
    uint64_t last_sequence;
    ikt_time time, end_time; /* IKT_TIME_NONE: it has none */
    struct ikt_address owner;
    struct ikt_proxies networks; /* initiator: the owner's own, responder: the peer's, as the owner would offer them */
    const struct ikt_sa *sets;   /* NULL: unknown */
    int pfs_group;               /* IKT_ABSENT: none (unknown where sets are) */
    /* Of an offer: what became of it. Others: IKT_OUTCOME_INCOMPLETE, NULL and 0. */
    enum ikt_outcome outcome;
    const struct ikt_sa *chosen; /* what the other peer accepted of it: part of what that one has */
    uint32_t message_id;
    uint32_t length, answer_length; /* of messages 1 and 2 on the wire, 0: not captured */
    unsigned block_size, hash_size; /* of its ISAKMP SA's cipher and hash, 0: unknown */
};

struct ikt_log_answer; /* evidence/log_answer.h */

struct ikt_claims {
    size_t count;
    const struct ikt_claim *items;       /* those with a time in its order, others first */
    const struct ikt_log_answer *answer; /* what the responder's own log says of the Quick Mode; NULL: nothing */
};

/* The remembered Quick Modes of the pair, behind what documents say of it (NULL: nothing). */
struct ikt_claims ikt_claims_of(struct ikt_arena *arena, const struct ikt_evidence *evidence,
                                const struct ikt_claims *documents);
/* Does the claim hold all that its owner has for these networks? */
bool ikt_claim_is_complete(const struct ikt_claim *claim);

#endif
