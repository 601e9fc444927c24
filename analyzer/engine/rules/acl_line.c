/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/acl_line.h"

#include "model/networks.h"
#include "rules/prose.h"
#include "rules/value_text.h"

/* Networks as an ACL line of one of the routers; unknown where no single line says it. */
static struct ikt_value line_of(const struct ikt_phase2_case *c, const struct ikt_proxies *networks, bool on_initiator)
{
    const struct ikt_permit permit = {on_initiator ? networks->initiator : networks->responder,
                                      on_initiator ? networks->responder : networks->initiator};
    if (!ikt_proxy_has_permit(&permit.source, &permit.destination))
        return ikt_unknown();
    return ikt_object(IKT_VALUE_PERMIT, IKT_KEEP(c->arena, &permit));
}

/* Any to any is what a tunnel interface asks for: it has no access list to change. */
static bool is_of_tunnel_interface(const struct ikt_proxies *networks)
{
    return ikt_proxy_is_any(&networks->initiator) && ikt_proxy_is_any(&networks->responder);
}

void ikt_fix_acl_line(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_proxies *wanted,
                      const struct ikt_proxies *replaced, bool on_initiator)
{
    struct ikt_value line = line_of(c, wanted, on_initiator), old = line_of(c, replaced, on_initiator);
    if (line.kind == IKT_VALUE_UNKNOWN || old.kind == IKT_VALUE_UNKNOWN || is_of_tunnel_interface(wanted) ||
        is_of_tunnel_interface(replaced))
        return;
    const struct ikt_proxies seen = {on_initiator ? wanted->initiator : wanted->responder,
                                     on_initiator ? wanted->responder : wanted->initiator};
    IKT_SAY_NEEDS(draft, on_initiator, "{} as its networks", ikt_object(IKT_VALUE_NETWORKS, IKT_KEEP(c->arena, &seen)));
    IKT_FIX(draft, on_initiator, IKT_NAMED("line", line), IKT_NAMED("old-line", old),
            IKT_NAMED("peer", on_initiator ? c->responder : c->initiator));
}

const struct ikt_fix_lines ikt_acl_only_adds = {IKT_LINES("configure terminal", "<ip access-list extended> <ACL>",
                                                          " <sequence><SEQ-BEFORE-IT> <line>", "end",
                                                          "clear crypto sa peer <peer>"),
                                                IKT_LINES("configure terminal", "<ip access-list extended> <ACL>",
                                                          " no <line>", "end", "clear crypto sa peer <peer>"),
                                                "Every map entry with this access list: what the new line matches is "
                                                "encrypted from now on. Lines for other networks "
                                                "and peers stay as they are."};

/* Between two ends of numbers, the lower one taken. */
static uint32_t between(uint32_t below, uint32_t above)
{
    return above > below + 1 ? below + (above - below) / 2 : 0;
}

uint32_t ikt_acl_number_for(const struct ikt_router_acl *list, const struct ikt_proxies *networks)
{
    enum {
        STEP = 10 /* that IOS leaves between two lines */
    };
    uint32_t below = 0;
    for (const struct ikt_router_acl_line *line = list->lines; line; line = line->next) {
        const struct ikt_proxies theirs = ikt_model_networks_of(line);
        if (line->unclear || !ikt_model_networks_known(line))
            return 0;
        if (ikt_proxies_relation(&theirs, networks) != IKT_RELATION_DISJOINT)
            return between(below, line->number);
        below = MAX(below, line->number);
    }
    return below < UINT32_MAX - STEP ? below + STEP : 0;
}

uint32_t ikt_acl_number_of(const struct ikt_router_acl *list, const struct ikt_proxies *networks)
{
    for (const struct ikt_router_acl_line *line = list->lines; line; line = line->next) {
        const struct ikt_proxies theirs = ikt_model_networks_of(line);
        if (line->permit && !line->unclear && ikt_proxies_relation(&theirs, networks) == IKT_RELATION_EQUAL)
            return line->number;
    }
    return 0;
}
