/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/document_case.h"

#include <string.h>

#include "evidence/log_pair.h"
#include "rules/syntax.h"
#include "rules/value_text.h"

struct ikt_value ikt_document_address(const struct ikt_document_side *side)
{
    return ikt_address_of(side->address.family == IKT_FAMILY_NONE ? NULL : &side->address);
}

const struct ikt_address *ikt_document_named(const struct ikt_document_side *side)
{
    return side->named.family != IKT_FAMILY_NONE ? &side->named : &side->address;
}

bool ikt_document_is_whole(const struct ikt_document_side *side)
{
    const struct ikt_router *router = side->router;
    return router && !router->several && !router->truncated && !router->removals && !router->stray_apply &&
           !router->misspelt && router->interfaces;
}

bool ikt_document_is_ios(const struct ikt_document_side *side)
{
    return side->router && side->router->kind == IKT_ROUTER_IOS;
}

bool ikt_document_is_reached(const struct ikt_document_side *side)
{
    const struct ikt_log_pair *log = side->log;
    return log && (log->quick_mode_count > 0 || (log->row && strcmp(log->row->state, "QM_IDLE") == 0));
}

enum ikt_tristate ikt_document_wants_key(const struct ikt_router *router)
{
    size_t with = 0, without = 0;
    for (const struct ikt_router_policy *one = router->policies; one; one = one->next)
        *(one->authentication == IKT_AUTH_PSK ? &with : &without) += 1;
    if (with + without == 0)
        return IKT_UNKNOWN;
    return with == 0 ? IKT_NO : without == 0 ? IKT_YES : IKT_UNKNOWN;
}

void ikt_document_ref(struct ikt_draft *draft, const struct ikt_document_side *side, unsigned line, bool suspect)
{
    const struct ikt_ref ref = {
        .number = line, .source = side->config, .kind = IKT_REF_CONFIG, .suspect = suspect ? 1 : 0};
    ikt_draft_ref(draft, ref);
}

void ikt_document_quote(struct ikt_draft *draft, const struct ikt_document_side *side, unsigned line, bool suspect)
{
    const char *text = side->router ? ikt_router_line(side->router, line) : NULL;
    if (!text)
        return;
    ikt_document_ref(draft, side, line, suspect);
    IKT_SAY(draft, "Line {} of the configuration of {}: \"{}\".", ikt_number(line), side->name,
            (struct ikt_value){.kind = IKT_VALUE_TEXT, .is.text = text});
}

struct ikt_draft *ikt_document_draft(const struct ikt_document_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                                     int side, enum ikt_likelihood likelihood, int rank)
{
    const struct ikt_document_side *own = &c->side[side], *other = &c->side[1 - side];
    struct ikt_draft *draft =
        ikt_draft_add(drafts, rule, likelihood, IKT_BASIS_VALUES,
                      side == 0 ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_RESPONDER, rank);
    const struct ikt_address *named = ikt_document_named(other);
    const struct ikt_value local = ikt_document_address(own);
    const struct ikt_value remote = ikt_address_of(named->family == IKT_FAMILY_NONE ? NULL : named);
    const uint8_t family = named->family != IKT_FAMILY_NONE ? named->family : own->address.family;
    IKT_ADVISE(draft, ikt_syntax_of(family == IKT_FAMILY_NONE ? IKT_FAMILY_IPV4 : family), IKT_NAMED("local", local),
               IKT_NAMED("remote", remote), IKT_NAMED("peer", remote),
               IKT_NAMED("initiator", ikt_document_address(&c->side[0])),
               IKT_NAMED("responder", ikt_document_address(&c->side[1])));
    ikt_draft_log_reversed(draft, side == 1);
    return draft;
}

struct ikt_value ikt_document_permit(const struct ikt_document_case *c, const struct ikt_proxy *from,
                                     const struct ikt_proxy *to)
{
    const struct ikt_permit permit = {*from, *to};
    if (!ikt_proxy_has_permit(from, to))
        return ikt_unknown();
    return ikt_object(IKT_VALUE_PERMIT, IKT_KEEP(c->arena, &permit));
}

struct ikt_value ikt_document_networks(const struct ikt_document_case *c, const struct ikt_proxies *networks)
{
    if (!networks->initiator.known || !networks->responder.known)
        return ikt_unknown();
    return ikt_object(IKT_VALUE_NETWORKS, IKT_KEEP(c->arena, networks));
}
