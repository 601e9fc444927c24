/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/model_refusal.h"

#include "model/networks.h"
#include "rules/evidence_text.h"
#include "rules/forgotten_past.h"
#include "rules/rule.h"

/* The entry is another peer's, and its access list takes the networks: it is meant for this one. */
static bool is_meant(const struct ikt_phase2_case *c, const struct ikt_router_entry *entry)
{
    const struct ikt_proxies networks = ikt_proxies_swap(&c->proxies);
    const struct ikt_router_acl *acl =
        entry ? ikt_router_acl_find(c->documents->responder.router, entry->acl.text) : NULL;
    return acl && !acl->unclear && entry->peers && entry->kind == IKT_ROUTER_ENTRY_STATIC &&
           c->record->initiator->behind_nat != IKT_YES && ikt_model_acl_fit(acl, &networks).says == IKT_MODEL_TAKES;
}

/* An entry is for this peer, so that the file is that router's, whatever it lacks. */
static bool has_entry(const struct ikt_phase2_case *c)
{
    const struct ikt_router *router = c->documents->responder.router;
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next)
        for (const struct ikt_router_names *one = entry->peers; one; one = one->next)
            if (ikt_address_equal(&one->address, &c->record->initiator->endpoint.address))
                return true;
    return false;
}

/* A map or a tunnel is at work somewhere: else no IKE would have answered. */
static bool is_at_work(const struct ikt_router *router)
{
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next)
        if (one->map.line || one->protection.line)
            return true;
    return false;
}

/* IKT_RULE_COUNT: none, or the file may be another router's. */
static enum ikt_rule rule_of(const struct ikt_phase2_case *c)
{
    switch (ikt_answer_check(c->model)) {
    case IKT_MODEL_CHECK_PEER:
        return is_meant(c, c->model->entry) ? IKT_RULE_PEER_ADDRESS_WRONG : IKT_RULE_COUNT;
    case IKT_MODEL_CHECK_LOCAL_ADDRESS:
    case IKT_MODEL_CHECK_MAP_DEFINED:
        return has_entry(c) && !c->documents->responder.bound && is_at_work(c->documents->responder.router)
                   ? IKT_RULE_MAP_NOT_APPLIED
                   : IKT_RULE_COUNT;
    case IKT_MODEL_CHECK_ENTRY_COMPLETE:
    case IKT_MODEL_CHECK_ACL_DEFINED:
        return has_entry(c) ? IKT_RULE_ACL_MISSING : IKT_RULE_COUNT;
    case IKT_MODEL_CHECK_SETS_DEFINED:
        return has_entry(c) ? IKT_RULE_TS_MISSING : IKT_RULE_COUNT;
    default:
        return IKT_RULE_COUNT;
    }
}

static enum ikt_likelihood likelihood_of(const struct ikt_phase2_case *c)
{
    const bool known = c->protected_offer && (!c->assumed || c->assumed_alone);
    const bool refused = c->record->rejection && c->record->rejection->encrypted;
    return known && refused && c->model->sure && !ikt_past_may_contradict(c) ? IKT_LIKELIHOOD_CERTAIN
                                                                             : IKT_LIKELIHOOD_PROBABLE;
}

/* clang-format off */
static const struct ikt_fix_lines other_peer = {
    IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " no set peer <old>", " set peer <peer>", "end",
              "clear crypto session remote <peer>"),
    IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " no set peer <peer>", " set peer <old>", "end",
              "clear crypto session remote <peer>"),
    "This map entry alone."};
/* clang-format on */

static void tell_peer(struct ikt_draft *draft, const struct ikt_phase2_case *c)
{
    const struct ikt_router_entry *entry = c->model->entry;
    const struct ikt_value named = ikt_text(c->arena, entry->peers->name.text);
    IKT_SUMMARY(draft, "{} has the entry for these networks with peer {}, not {}", c->responder, named, c->initiator);
    ikt_draft_has(draft, c->initiator, named);
    IKT_SAY(draft,
            "The entry in line {} of the configuration of {} takes these networks, and names the peer {} in line {}.",
            ikt_frame(entry->line), c->responder, named, ikt_frame(entry->peers->name.line));
    IKT_FIX(draft, false, IKT_NAMED("MAP", ikt_text(c->arena, entry->map)),
            IKT_NAMED("SEQ", ikt_number(entry->sequence)), IKT_NAMED("old", named), IKT_NAMED("peer", c->initiator));
    ikt_draft_fix_instead(draft, &other_peer);
}

static void tell_lack(struct ikt_draft *draft, const struct ikt_phase2_case *c)
{
    const struct ikt_model_step *last = &c->model->steps[c->model->step_count - 1];
    const struct ikt_value lack = ikt_words(last->because ? last->because : ikt_model_checks[last->check].text);
    IKT_SUMMARY(draft,
                last->because ? "{} refuses it by its configuration: {}"
                              : "{} refuses it by its configuration, where it is not so that {}",
                c->responder, lack);
    ikt_draft_has(draft, c->networks, ikt_unknown());
    if (c->model->line)
        IKT_SAY(draft, "Line {} of the configuration of {} decides.", ikt_frame(c->model->line), c->responder);
}

void ikt_model_refusal_add(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!c->model || !c->failed || c->record->outcome != IKT_OUTCOME_REJECTED || c->model->says != IKT_MODEL_REFUSES)
        return;
    const enum ikt_rule rule = rule_of(c);
    if (rule == IKT_RULE_COUNT)
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, rule, likelihood_of(c), IKT_BASIS_VALUES, IKT_MISCONFIGURED_RESPONDER, IKT_RANK_NAMED);
    const struct ikt_pair_router *router = &c->documents->responder;
    if (c->model->entry)
        ikt_draft_ref(draft, ikt_pair_ref(router, c->model->entry->line, rule != IKT_RULE_PEER_ADDRESS_WRONG));
    ikt_draft_ref(draft, ikt_pair_ref(router, c->model->line, true));
    IKT_ADVISE(draft, c->values);
    ikt_cite(draft, &c->offer);
    if (rule == IKT_RULE_PEER_ADDRESS_WRONG)
        tell_peer(draft, c);
    else
        tell_lack(draft, c);
    ikt_cite(draft, &c->answer);
}
