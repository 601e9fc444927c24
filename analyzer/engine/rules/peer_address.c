/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Peers' addresses: one that names another router, and one from before a NAT.
 */
#include "rules/phase1_past.h"
#include "rules/phase1_refusal.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* The responder has no entry for the initiator's address. */
static void add_no_entry(const struct ikt_phase1_case *c, struct ikt_drafts *drafts, bool its_form)
{
    /* one product is known to send this form; from a router that may be another it is no more than the first guess */
    bool its_product = its_form && c->responder_is->policy_refusal_has_spi;
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_PEER_ADDRESS_WRONG, its_product ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, its_form ? IKT_RANK_ANSWER : IKT_RANK_UNLIKELY);
    IKT_SUMMARY(draft, "{} may have no entry for the peer address {}", c->responder, c->initiator);
    ikt_cite(draft, &c->offer);
    ikt_cite(draft, &c->answer);
    if (its_form)
        IKT_SAY(draft,
                "The refusal names no SPI: strongSwan refuses a peer that it does not know so, and a policy with "
                "both cookies.");
    ikt_say_check_or(draft, "show crypto map", c->responder, "no entry and no key names this peer",
                     "no connection and no key of it names this peer");
    ikt_phase1_advise(draft, c, false);
    IKT_SAY_NEEDS(draft, false, "a connection with the peer address {}, and a key for it", c->initiator);
}

/* The initiator's entry names another router than the responder. */
static void add_wrong_entry(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PEER_ADDRESS_WRONG, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_GUESS);
    if (c->unheard)
        IKT_SUMMARY(draft, "{} may not be the peer's address: no packet from there is in this capture", c->responder);
    else
        IKT_SUMMARY(draft, "{} may not be the peer's address: it never answers {}", c->responder, c->initiator);
    ikt_cite(draft, &c->offer);
    ikt_say_check_or(draft, "show crypto map", c->initiator, "its \"Peer =\" line is not the other router's address",
                     "its address for the peer is not the other router's");
    ikt_phase1_advise(draft, c, true);
}

/* The responder's entry for these networks names another peer, and it has no key for this one. */
static bool check_configured(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1_documents *d = &c->documents;
    const bool refused = c->record->outcome == IKT_OUTCOME_REJECTED && c->refusal && !c->answered;
    bool sure;
    if (!d->mirror || d->knows_peer || !ikt_phase1_refuses_at(d, IKT_MODEL_CHECK_KEY, &sure) ||
        (!refused && !ikt_phase1_unanswered(c)))
        return false;
    const struct ikt_router_name *peer = &d->mirror->peers->name;
    const struct ikt_phase1_past past = ikt_phase1_past_answer(c);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PEER_ADDRESS_WRONG, ikt_phase1_past_likelihood(&past, refused && sure),
                      IKT_BASIS_VALUES, IKT_MISCONFIGURED_RESPONDER, IKT_RANK_NAMED);
    const struct ikt_value named = ikt_text(c->arena, peer->text);
    IKT_SUMMARY(draft, "{} has the entry for these networks with peer {}, and no key for {}", c->responder, named,
                c->initiator);
    ikt_draft_has(draft, c->initiator, named);
    ikt_cite(draft, &c->offer);
    ikt_draft_ref(draft, ikt_pair_ref(&d->responder, peer->line, true));
    ikt_draft_ref(draft, ikt_pair_ref(&d->responder, d->mirror_line, false));
    ikt_draft_ref(draft, d->own_line);
    for (const struct ikt_router_key *key = d->responder.router->keys; key; key = key->next)
        if (ikt_address_equal(&key->whom.address, &d->mirror->peers->address))
            ikt_draft_ref(draft, ikt_pair_ref(&d->responder, key->line, true));
    IKT_SAY(draft,
            "Line {} of the configuration of {} is the mirror of line {} of the configuration of {}; its entry names "
            "the peer {} in line {}.",
            ikt_frame(d->mirror_line), c->responder, ikt_frame(d->own_line.number), c->initiator, named,
            ikt_frame(peer->line));
    ikt_phase1_past_say(draft, &past);
    if (refused)
        ikt_cite(draft, &c->answer);
    ikt_phase1_advise(draft, c, false);
    return true;
}

static void check_address(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    if (check_configured(c, drafts))
        return;
    if (ikt_refuses_unknown_peer(c))
        add_no_entry(c, drafts, true);
    else if (ikt_refuses_policy(c) && !c->responder_is->known && c->refusal->notify->spi.length == 0)
        add_no_entry(c, drafts, false);
    if (ikt_phase1_unanswered(c))
        add_wrong_entry(c, drafts);
}

/* The refuser knows its peer by the address from before the NAT. */
static void check_nat(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_refusal r;
    if (!ikt_refusal_read(&r, c))
        return;
    const struct ikt_identity *inside = ikt_private_identity(r.refused);
    bool translated = r.refused->behind_nat == IKT_YES;
    bool speaks = r.type == IKT_ABSENT || r.type == IKT_NOTIFY_AUTHENTICATION_FAILED ||
                  r.type == IKT_NOTIFY_INVALID_ID_INFORMATION || r.type == IKT_NOTIFY_NO_PROPOSAL_CHOSEN;
    if (!speaks || r.opening || (!inside && !translated))
        return;
    bool likely = inside && r.type != IKT_ABSENT && r.refused->behind_nat != IKT_NO && !r.other_method;
    /* NAT-D is more than is known of any other method */
    int rank = likely ? IKT_RANK_TRANSLATED : translated ? IKT_RANK_TRAFFIC : IKT_RANK_READING;
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_PEER_BEHIND_NAT, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, r.by_initiator ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_RESPONDER, rank);
    struct ikt_value name = ikt_object(IKT_VALUE_IDENTITY, inside);
    if (inside)
        IKT_SUMMARY(draft, "{} names itself {} behind a NAT, {} may know it by another address", r.whom, name, r.who);
    else
        IKT_SUMMARY(draft, "{} stands behind a NAT, {} may know it by another address", r.whom, r.who);
    ikt_draft_frame(draft, ikt_phase1_proof_frame(c));
    ikt_cite(draft, &c->answer);
    if (translated)
        IKT_SAY(draft, "NAT-D shows that {} stands behind a NAT.", r.whom);
    if (inside)
        IKT_SAY(draft, "Its identity is the private address {}, its packets come from {}.", name, r.whom);
    ikt_phase1_advise(draft, c, r.by_initiator);
    if (translated)
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("translated", ikt_words("")));
    ikt_draft_log_reversed(draft, r.by_initiator);
    IKT_SAY_NEEDS(draft, r.by_initiator, "{} as the address of this peer, and a key for it", r.whom);
    ikt_phase1_fix(draft, c, r.by_initiator);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_peer_address_wrong = {
    .info = {
        .name = "peer-address-wrong", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "set peer or the key's address names another router",
        .explanation = "\"set peer\" or the address of the preshared key names another router, the crypto map is on "
            "another interface, or packets leave with an address that the peer does not know.\n\n"
            "In phase 1 the first message is never answered, or refused by a peer that does not know the address. In "
            "Quick Mode IOS answers NO-PROPOSAL-CHOSEN as for any other cause; among 36 public incidents a wrong \"set "
            "peer\" was never it, a map that no interface uses once. Its log tells them apart: \"invalid local address\" "
            "with error 8* where no interface there has the map, \"peer address ... not found\" with error 64* where the "
            "entry for the networks has another peer (the address printed is that one), error 32 where no entry with "
            "this peer covers them. " IKT_PROSE_ERRORS,
        .log = IKT_LOG(
            IKT_LOG_RESPONDER_IF(ALL, "in-phase1", "No pre-shared key with <initiator>!"),
            IKT_LOG_REFUSED),
        .show = IKT_LINES("show crypto map", "show crypto isakmp key", IKT_SHOW_PEER,
                          IKT_SHOW_SESSION, IKT_SHOW_DEBUG),
        .suspect = IKT_LINES("! on <responder>", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " set peer <initiator>",
                             "crypto isakmp key <KEY> <address> <initiator><length>", "interface <IF>", " <crypto map> <MAP>",
                             "! on <initiator>", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " set peer <responder>",
                             "<crypto map> <MAP> local-address <IF>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_address,
    .phase2 = ikt_check_quick_peer_address,
    .documents = ikt_check_document_peers};

const struct ikt_rule_def ikt_rule_peer_behind_nat = {
    .info = {
        .name = "peer-behind-nat", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "set peer or the key names an address from before the NAT",
        .explanation = "A peer stands behind a NAT, and the other router knows it by its private address: \"set peer\" "
            "or the address of the key does not name the address that packets come from.\n\n"
            "NAT-D shows the NAT without keys; the identity in message 5 names the private address. Probable where "
            "such an identity is refused, possible where only NAT-D speaks. Peers that come up all the same are no "
            "finding. In Quick Mode an IOS responder gives error 64* for it (* from memory, not confirmed by a router's "
            "log).",
        .log = IKT_LOG(
            IKT_LOG_RESPONDER_IF(ALL, "in-phase1", "No pre-shared key with <remote>!"),
            IKT_LOG_RESPONDER_IF(NEW, "known-as",
                "IPSEC(ipsec_process_proposal): peer address <known-as> not found"),
            IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "IPSec policy invalidated proposal with error 64"),
            IKT_LOG_INITIATOR_IF(ALL, "translated", "My hash no match -  this node inside NAT"),
            IKT_LOG_REFUSED),
        .show = IKT_LINES("show crypto isakmp sa detail", "show crypto map", "show crypto isakmp key",
                          "show ip nat translations", IKT_SHOW_PEER, IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on the router that is not behind the NAT", " set peer <identity>",
                             "crypto isakmp key <KEY> address <identity>"),
        .fix = IKT_LINES("configure terminal", "crypto isakmp key <KEY> <address> <peer><length>",
                         "<crypto map> <MAP> <SEQ> ipsec-isakmp", " set peer <peer>", "end",
                         "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " no set peer <peer>",
                          "no crypto isakmp key <KEY> <address> <peer><length>", "end", "clear crypto session remote <peer>"),
        .touches = "The entry keeps the address from before the NAT too (\"no set peer\" takes it away); no other entry "
            "and no other key is touched; an address that the NAT changes from time to time needs a dynamic map "
            "instead."},
    .phase1 = check_nat,
    .phase2 = ikt_check_quick_peer_nat};
/* clang-format on */
