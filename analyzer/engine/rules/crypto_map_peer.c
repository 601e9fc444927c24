/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes that the peer refuses because of who asks: the crypto map entry for these networks names another peer, or
 * the map is not on the interface where the packets come in.
 */
#include "rules/evidence_text.h"
#include "rules/phase1_case.h"
#include "rules/shared_checks.h"

/* Is the peer's address one of the causes that the answer leaves open? */
static bool is_open(const struct ikt_phase2_case *c)
{
    return c->failed && c->priors.peer > 0;
}

void ikt_check_quick_peer_address(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!is_open(c))
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PEER_ADDRESS_WRONG, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OPEN, IKT_MISCONFIGURED_RESPONDER, c->priors.peer);
    draft->explains_nothing = true;
    IKT_SUMMARY(draft, "{} may have no crypto map entry with peer {} on the interface that receives it", c->responder,
                c->initiator);
    ikt_cite(draft, &c->offer);
    ikt_cite(draft, &c->answer);
    ikt_cite(draft, &c->meaning);
    ikt_say_check_or(draft, "show crypto map", c->responder, "no entry has this peer, or no interface uses the map",
                     "no connection of it for these networks has this peer");
    IKT_ADVISE(draft, c->values);
}

/* The entry names the address from before the NAT. */
void ikt_check_quick_peer_nat(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_party *party = c->record->initiator;
    const struct ikt_value inside = ikt_object(IKT_VALUE_IDENTITY, ikt_private_identity(party));
    bool named = inside.kind != IKT_VALUE_UNKNOWN;
    if (!is_open(c) || (!named && party->behind_nat != IKT_YES))
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PEER_BEHIND_NAT, IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OPEN,
                                            IKT_MISCONFIGURED_RESPONDER, c->priors.peer + 2);
    IKT_SUMMARY(draft, "{} stands behind a NAT, {} may know it by another address", c->initiator, c->responder);
    ikt_cite(draft, &c->offer);
    ikt_cite(draft, &c->answer);
    if (party->behind_nat == IKT_YES)
        IKT_SAY(draft, "NAT-D of phase 1 shows a NAT in front of {}.", c->initiator);
    if (named)
        IKT_SAY(draft, "It names itself {}, its packets come from {}.", inside, c->initiator);
    ikt_say_check_or(draft, "show crypto map", c->responder, "its \"Peer =\" line is an address from before the NAT",
                     "it has this peer under an address from before the NAT");
    IKT_ADVISE(draft, c->values, IKT_NAMED("identity", inside), IKT_NAMED("known-as", inside),
               IKT_NAMED("translated", party->behind_nat == IKT_YES ? ikt_words("") : ikt_unknown()));
}
