/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Quick Mode under diagnosis: its record, and what of the evidence around it bears on it. Made once, read by the
 * rules. All but its texts is a view into the record and the evidence.
 */
#ifndef IKT_RULES_PHASE2_CASE_H
#define IKT_RULES_PHASE2_CASE_H

#include "rules/template.h"
#include "rules/undecrypted.h"
#include "rules/offer_compare.h"
#include "rules/diagnose.h"
#include "rules/proxy_compare.h"

/*
 * How much speaks for each family of causes when the answer alone is known: judgement, of 100. What a peer's answer
 * can mean depends on who it is (IOS answers NO-PROPOSAL-CHOSEN to everything, others tell selectors apart).
 */
struct ikt_priors {
    int selectors, transforms, mode, pfs, peer;
};

struct ikt_case {
    const struct ikt_phase2 *record;
    const struct ikt_evidence *evidence;
    char initiator[IKT_ADDRESS_TEXT], responder[IKT_ADDRESS_TEXT];
    uint64_t offer_frame;  /* the first quick1, 0 when not captured */
    uint64_t answer_frame; /* what refused or deleted it, 0 when nothing did */
    bool failed;           /* refused, deleted or unanswered before the responder accepted a proposal */
    bool protected_offer;  /* the offer came encrypted: nobody on the path made it up */
    int notify;            /* type of the refusal, IKT_ABSENT when there is none or it is not readable */
    bool unreadable;       /* refused by something that no key opens */
    struct ikt_proxies proxies;
    struct ikt_closed closed; /* what is left where the offer is not readable */
    struct ikt_priors priors;

    /* Texts that many findings share; NULL where nobody will read any, or the offer cannot be read. */
    struct ikt_words *words;
    char *networks;   /* "192.168.1.0/24 to 192.168.2.0/24" */
    char *offer_said; /* a sentence */

    /* The peer's own offer for the same two networks, the last before this one; NULL: none that is readable. */
    const struct ikt_history *mirror;
    bool mirror_contested; /* other evidence disagrees with it, or it lies too far off: the configuration may differ */
    /* Its offer for other networks that touch these, and how these relate to those. */
    const struct ikt_history *related;
    enum ikt_relation relation;
    /* Its offer with one of these two networks and another in place of the other; weaker than related. */
    const struct ikt_history *beside;
    /* A Quick Mode of the same initiator for the same networks that came up. */
    const struct ikt_history *accepted;
    /* One of the same initiator for a part of these networks that came up. */
    const struct ikt_history *accepted_part;
    /* One of the peer for more than these networks that failed. */
    const struct ikt_history *refused_whole;
};

void ikt_case_init(struct ikt_case *c, const struct ikt_phase2 *record, const struct ikt_evidence *evidence);
void ikt_case_clear(struct ikt_case *c);
/* The values of the case for the catalogue's templates; a set of the caller's own. */
struct ikt_words *ikt_case_words(const struct ikt_case *c);
/* The proxies of a remembered Quick Mode. */
struct ikt_proxies ikt_history_proxies(const struct ikt_history *history);
/* Does the responder belong to this family of products, by its own word or by behaviour? */
bool ikt_case_responder_is(const struct ikt_case *c, enum ikt_vendor vendor);
/* First suite of the offer; false when the offer is not readable or empty. */
bool ikt_case_suite(const struct ikt_case *c, struct ikt_suite *out);
/* What a router prints of the refusal: "NO-PROPOSAL-CHOSEN", "notify 9999". Newly allocated. */
char *ikt_notify_text(int type);

#endif
