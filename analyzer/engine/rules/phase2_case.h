/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Quick Mode under diagnosis: its record, and what of the claims around it bears on it. Made once, read by the rules.
 * All of it is a view into the record and the evidence, or lives in the record's arena.
 */
#ifndef IKT_RULES_PHASE2_CASE_H
#define IKT_RULES_PHASE2_CASE_H

#include "evidence/claim.h"
#include "evidence/log_answer.h"
#include "evidence/offer_compare.h"
#include "products/products.h"
#include "evidence/certainty.h"
#include "rules/offer_content.h"
#include "rules/draft.h"
#include "rules/priors.h"
#include "rules/quick_model.h"
#include "rules/retries.h"
#include "rules/said.h"
#include "rules/stale_configuration.h"
#include "rules/undecrypted.h"

struct ikt_phase2_case {
    struct ikt_arena *arena;
    const struct ikt_phase2 *record; /* where an offer is assumed, a copy with that offer in it */
    const struct ikt_phase2 *wire;   /* as it was captured */
    /* The initiator's configuration, whose offer stands for one that no key opens; NULL: none does. */
    const struct ikt_claim *assumed;
    bool too_many_lines;                /* it has more that may be meant than are tried, so none is taken */
    bool assumed_alone;                 /* ... and no other line of it leads elsewhere */
    const struct ikt_claim *own;        /* what the initiator's configuration has for these networks; NULL: not known */
    const struct ikt_claim *document;   /* what the responder's has; NULL: not known, or nothing for these networks */
    size_t lines;                       /* that the responder's has for this peer, 0: not known */
    const struct ikt_claim *first_line; /* the first of them */
    bool covered;                       /* one of them has these networks, or more than these */
    const struct ikt_pair_documents *documents;
    /* What the responder's configuration makes of the proposal; NULL: it is not known, or the proposal is not. */
    const struct ikt_model_answer *model;
    enum ikt_staleness initiator_is_stale, responder_is_stale; /* a configuration that is left out of the claims */
    /* What the responder's own log says of it; NULL: nothing. Which of its checks failed: IKT_REFUSAL_NONE and _UNSAID
     * where it does not say. */
    const struct ikt_log_answer *logged;
    enum ikt_log_refusal refusal;
    bool read_in_log; /* the proposal that no key opens is told there */
    bool pfs_unknown; /* the log tells the offer, and not whether a group is in it */
    const struct ikt_evidence *evidence;
    struct ikt_claims claims;
    const struct ikt_product *responder_is, *initiator_is; /* products */
    struct ikt_value initiator, responder;                 /* addresses, for sentences */
    uint64_t offer_frame;                                  /* the first quick1, 0 when not captured */
    uint64_t offer_sequence;                               /* its place in time */
    uint64_t answer_frame;                                 /* what refused or deleted it, 0 when nothing did */
    bool failed;          /* refused, deleted or unanswered before the responder accepted a proposal */
    bool protected_offer; /* the offer came encrypted: nobody on the path made it up */
    int notify;           /* type of the refusal, IKT_ABSENT when there is none or it is not readable */
    bool unreadable;      /* refused by something that no key opens */
    bool has_suite;       /* the offer is readable and not empty; suite: its first */
    struct ikt_suite suite;
    struct ikt_offer_content content; /* of one that failed; nothing where it is not readable */
    struct ikt_proxies proxies;
    struct ikt_undecrypted undecrypted; /* what is left where the offer is not readable */
    struct ikt_priors priors;
    struct ikt_retries retries;

    /* Values that the findings of this case share. */
    struct ikt_value networks; /* unknown where the offer cannot be read, or its IDs are no addresses */
    const struct ikt_named_values *values;
    struct ikt_said offer, answer, meaning, retried; /* evidence_text.c */
    struct ikt_said peers_length;                    /* of meaning: what the length of the peer's own proposal says */

    /* The peer's own claim for the same two networks: its last offer before this one, else what a document says, else
     * its first offer after it; NULL: none that is readable. */
    const struct ikt_claim *mirror;
    bool mirror_contested; /* other evidence disagrees with it, or it lies too far off: the configuration may differ */
    bool past_unread;      /* ... or what passed between the two was not read */
    bool past_forgotten;   /* ... or what passed between the two is not remembered */
    const struct ikt_claim *disputing; /* ... or a document, or what a document stands against; NULL */
    /* Its claim for other networks that touch these, and how these relate to those. */
    const struct ikt_claim *related;
    enum ikt_relation relation;
    /* Its claim with exactly one of these two networks; says less than related. */
    const struct ikt_claim *half_matching;
    /* A Quick Mode of the same initiator for the same networks that came up. */
    const struct ikt_claim *accepted;
    /* One of the same initiator for a part of these networks that came up. */
    const struct ikt_claim *accepted_part;
    /* One of the peer for more than these networks that failed. */
    const struct ikt_claim *refused_whole;
};

/* The offer of a Quick Mode that no key opens is taken for one of the documents'. */
struct ikt_assumption {
    size_t document; /* its place among them */
    bool alone;      /* no other line leads to another verdict */
};
/*
 * documents: what comes from no capture. What evidence_text.c says is not filled in yet, nor are values. assume: NULL
 * where the offer is read, or nothing stands for it.
 */
void ikt_phase2_case_init(struct ikt_phase2_case *c, struct ikt_arena *arena, const struct ikt_phase2 *record,
                          const struct ikt_evidence *evidence, const struct ikt_pair_documents *documents,
                          const struct ikt_assumption *assume);
/* The values of the catalogue's lines. */
void ikt_phase2_case_name(struct ikt_phase2_case *c);
/* Was it made by the Quick Mode's responder? */
bool ikt_claim_by_peer(const struct ikt_phase2_case *c, const struct ikt_claim *claim);
/* Did it fail before the responder accepted a proposal? */
bool ikt_phase2_failed(const struct ikt_phase2 *record);
/* The claim's networks in the terms of this Quick Mode: its initiator's first. */
struct ikt_proxies ikt_claim_networks(const struct ikt_phase2_case *c, const struct ikt_claim *claim);
/* Is all known that the peer has for these networks? Then nothing of its sets and groups is left open. */
bool ikt_peer_is_known(const struct ikt_phase2_case *c);
/* Both sides' values for the difference that a rule found; the rule fills in what the answer and the peer say to it. */
struct ikt_grounds ikt_phase2_grounds(const struct ikt_phase2_case *c, const struct ikt_claim *claim,
                                      enum ikt_part part);

#endif
