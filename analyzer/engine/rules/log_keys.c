/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preshared keys, by what routers log of them.
 */
#include <string.h>

#include "rules/log_case.h"
#include "rules/log_checks.h"

/* The first key of its configuration that is for the peer's address; NULL: none is, or no configuration was given. */
static const struct ikt_router_key *key_in(const struct ikt_document_side *side, const struct ikt_address *peer)
{
    for (const struct ikt_router_key *key = side->router ? side->router->keys : NULL; key; key = key->next)
        if (key->whom.kind == IKT_ROUTER_WHOM_ADDRESS &&
            ikt_address_in_prefix(peer, &key->whom.address, key->whom.prefix))
            return key;
    return NULL;
}

static void check_missing(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_fact *fact = &c->log->said[IKT_SAID_NO_KEY];
    const struct ikt_log_fact *found = &c->log->said[IKT_SAID_KEY_FOUND];
    if (!ikt_log_stands(c, IKT_SAID_NO_KEY) || found->last.place > fact->last.place)
        return;
    const struct ikt_router_key *key = key_in(c->own, &c->log->remote);
    struct ikt_draft *draft = ikt_log_draft(c, drafts, IKT_RULE_PSK_MISSING,
                                            key ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_CERTAIN, IKT_RANK_NAMED);
    ikt_log_blame(draft, c, true);
    IKT_SUMMARY(draft, "{} has no preshared key for {}", c->writer, c->peer);
    ikt_log_say(draft, c, fact, "that it has no preshared key for the peer");
    if (ikt_log_says(c->log, IKT_SAID_NO_MAIN_MODE))
        ikt_log_say(draft, c, &c->log->said[IKT_SAID_NO_MAIN_MODE],
                    "that it cannot begin main mode, so nothing of it is on the wire");
    if (key) {
        ikt_document_ref(draft, c->own, key->line, false);
        IKT_SAY(draft,
                "Its configuration has one in line {}: the configuration may have changed since, or that key is "
                "of a keyring or VRF that is not used here.",
                ikt_frame(key->line));
    } else if (c->own->router) {
        IKT_SAY(draft, "Its configuration has none for that address either.");
    }
    ikt_log_advise(draft, c);
    ikt_log_fix(draft, c, true);
}

void ikt_log_check_psk_missing(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    struct ikt_log_case c;
    for (int side = 0; side < 2; side++)
        if (ikt_log_case_init(&c, documents, side))
            check_missing(&c, drafts);
}

static bool is_key_exchange(const char *state)
{
    return state && strncmp(state, "MM_KEY_EXCH", 11) == 0;
}

/* Does it wait where it was to prove its key, or to be proved one? */
static const struct ikt_log_spot *waits_for_proof(const struct ikt_log_case *c)
{
    const struct ikt_log_pair *log = c->log;
    const bool row = log->row && !log->row->deleted && is_key_exchange(log->row->state);
    if (row && log->row->at.place > c->authenticated)
        return &log->row->at;
    if ((ikt_log_stands(c, IKT_SAID_PHASE1_RETRANSMIT) || ikt_log_stands(c, IKT_SAID_PHASE1_DIED)) &&
        is_key_exchange(log->state))
        return &log->state_at;
    return NULL;
}

/* Of the router that cannot read its peer. */
static void check_unreadable(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    if (!ikt_log_stands(c, IKT_SAID_BAD_MESSAGE) || ikt_log_phase1_holds(c->log))
        return;
    struct ikt_log_case other;
    const bool across = ikt_log_case_init(&other, c->documents, c->by_a ? 1 : 0);
    const struct ikt_log_spot *waits = across ? waits_for_proof(&other) : NULL;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_PSK_MISMATCH, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_RELATED);
    IKT_SUMMARY(draft, "{} cannot read what {} sends: their preshared keys seem to differ", c->writer, c->peer);
    ikt_log_say(draft, c, &c->log->said[IKT_SAID_BAD_MESSAGE],
                "that a message of the peer does not parse, as when it was encrypted under another key");
    IKT_SAY(draft, "That line speaks of phase 1, not of transform sets; a damaged packet gives it as well, once.");
    if (waits) {
        ikt_draft_ref(draft, waits->ref);
        IKT_SAY(draft, "{} waits in MM_KEY_EXCH meanwhile (line {} of its log), where the keys are proved.", c->peer,
                ikt_frame(waits->ref.number));
    }
    ikt_log_advise(draft, c);
    ikt_log_fix(draft, c, true);
}

static void check_waiting(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_spot *waits = waits_for_proof(c);
    if (!waits)
        return;
    struct ikt_draft *draft = ikt_log_draft(c, drafts, IKT_RULE_PSK_MISMATCH, IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_GUESS);
    IKT_SUMMARY(draft, "{} and {} may use different preshared keys", c->writer, c->peer);
    ikt_draft_ref(draft, waits->ref);
    IKT_SAY(draft, "The log of {} shows MM_KEY_EXCH in line {} and nothing further: that is where the keys are proved.",
            c->writer, ikt_frame(waits->ref.number));
    IKT_SAY(draft, "An identity that is not accepted, a certificate, a lost fragment or UDP port 4500 that is blocked "
                   "behind a NAT stop there as well.");
    ikt_log_advise(draft, c);
}

void ikt_log_check_psk_mismatch(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    struct ikt_log_case c;
    for (int side = 0; side < 2; side++) {
        if (!ikt_log_case_init(&c, documents, side))
            continue;
        check_unreadable(&c, drafts);
        check_waiting(&c, drafts);
    }
}
