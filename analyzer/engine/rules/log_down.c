/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel that a log or show output shows down: said where nothing else is, since a tunnel that is down never goes
 * without an error.
 */
#include <string.h>

#include "rules/log_case.h"
#include "rules/log_checks.h"

/* What is left to ask for. */
static void say_next(struct ikt_draft *draft, const struct ikt_log_case *c, const struct ikt_log_state *state)
{
    if (state->where == IKT_WHERE_PHASE2)
        IKT_SAY(draft,
                "Phase 1 is up and phase 2 is not. IOS logs nothing of a Quick Mode that it refuses unless "
                "\"debug crypto isakmp\" and \"debug crypto ipsec\" are on: on the router that refuses, these give "
                "the reason as a number.");
    else if (state->where == IKT_WHERE_PHASE1)
        IKT_SAY(draft, "Phase 1 is not up: \"debug crypto isakmp\" on both routers shows where it stops.");
    else if (state->where == IKT_WHERE_CONFIGURATION)
        IKT_SAY(draft,
                "Its ISAKMP is off, as where no crypto map or IPsec profile is applied, or the tunnel is shut down.");
    else
        IKT_SAY(draft, "\"show crypto isakmp sa\" on {} tells whether phase 1 is up.", c->writer);
}

static void check_down(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_state state = ikt_log_state_of(c->log, &c->own->networks);
    if (state.holds != IKT_LOG_HOLDS_DOWN)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_TUNNEL_UNEXPLAINED, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_RESIDUE, IKT_MISCONFIGURED_EITHER, IKT_RANK_LAST_WORD);
    IKT_SUMMARY(draft, "The tunnel between {} and {} is down, and nothing that was given says why", c->writer, c->peer);
    ikt_draft_ref(draft, state.at.ref);
    IKT_SAY(draft, "Line {} of the log of {} is the last that tells its state.", ikt_frame(state.at.ref.number),
            c->writer);
    if (c->log->dmvpn && state.at.place == c->log->dmvpn_at.place)
        IKT_SAY(draft, "\"show dmvpn\" has it in state {}.", ikt_text(c->documents->arena, c->log->dmvpn));
    for (size_t i = 0; i < c->log->sa_pair_count; i++) {
        const struct ikt_log_sa_pair *sa_pair = &c->log->sa_pairs[i];
        if (sa_pair->at.place == state.at.place && sa_pair->encaps + sa_pair->decaps > 0)
            IKT_SAY(draft, "The counters beside it ({} encaps, {} decaps) are of SAs that are gone: they outlive them.",
                    ikt_number(sa_pair->encaps), ikt_number(sa_pair->decaps));
    }
    say_next(draft, c, &state);
    ikt_log_advise(draft, c);
}

void ikt_log_check_down(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    struct ikt_log_case c;
    for (int side = 0; side < 2; side++)
        if (ikt_log_case_init(&c, documents, side))
            check_down(&c, drafts);
}
