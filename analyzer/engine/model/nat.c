/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/nat.h"

#include <string.h>

#include "model/networks.h"
#include "model/route.h"

static enum ikt_model_says list_takes(const struct ikt_router *router, const char *name,
                                      const struct ikt_model_flow *flow)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(router, name);
    return acl ? ikt_model_acl_packet(acl, flow).says : IKT_MODEL_EITHER;
}

/* The entries of one name by their sequence: the lowest above "after". */
static const struct ikt_router_route_map *next_of(const struct ikt_router *router, const char *name, int64_t after)
{
    const struct ikt_router_route_map *found = NULL;
    for (const struct ikt_router_route_map *one = router->route_maps; one; one = one->next)
        if (strcmp(one->name, name) == 0 && (int64_t)one->sequence > after &&
            (!found || one->sequence < found->sequence))
            found = one;
    return found;
}

/* Entries of one route map that are looked at. */
#define ROUTE_MAP_ENTRIES 64

static enum ikt_model_says route_map_takes(const struct ikt_router *router, const char *name,
                                           const struct ikt_model_flow *flow)
{
    const struct ikt_router_route_map *entry = name ? next_of(router, name, -1) : NULL;
    if (!entry)
        return IKT_MODEL_EITHER;
    for (unsigned looked = 0; entry; looked++, entry = next_of(router, name, entry->sequence)) {
        enum ikt_model_says fits = entry->acls ? IKT_MODEL_REFUSES : IKT_MODEL_TAKES;
        if (looked == ROUTE_MAP_ENTRIES)
            return IKT_MODEL_EITHER;
        for (const struct ikt_router_names *one = entry->acls; one && fits != IKT_MODEL_TAKES; one = one->next) {
            const enum ikt_model_says says = list_takes(router, one->name.text, flow);
            fits = says == IKT_MODEL_REFUSES ? fits : says;
        }
        if (fits == IKT_MODEL_EITHER || (fits == IKT_MODEL_TAKES && entry->other_matches))
            return IKT_MODEL_EITHER;
        if (fits == IKT_MODEL_TAKES)
            return entry->permit ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES;
    }
    return IKT_MODEL_REFUSES;
}

static enum ikt_model_says static_takes(const struct ikt_router_nat *nat, const struct ikt_model_flow *flow)
{
    if (!ikt_address_equal(&nat->inside, &flow->source))
        return nat->inside.family == IKT_FAMILY_NONE ? IKT_MODEL_EITHER : IKT_MODEL_REFUSES;
    if (nat->protocol == 0)
        return IKT_MODEL_TAKES;
    if (flow->protocol == 0 || (flow->protocol == nat->protocol && flow->source_port == 0))
        return IKT_MODEL_EITHER;
    return flow->protocol == nat->protocol && flow->source_port == nat->inside_port ? IKT_MODEL_TAKES
                                                                                    : IKT_MODEL_REFUSES;
}

static enum ikt_model_says takes(const struct ikt_router *router, const struct ikt_router_nat *nat,
                                 const struct ikt_model_flow *flow, const struct ikt_router_interface *out)
{
    if (nat->is_static && !nat->unclear)
        return static_takes(nat, flow);
    enum ikt_model_says says = nat->route_map.line ? route_map_takes(router, nat->route_map.text, flow)
                               : nat->acl.line     ? list_takes(router, nat->acl.text, flow)
                                                   : IKT_MODEL_EITHER;
    /* with several outside interfaces, which of two statements holds follows the route */
    const struct ikt_router_interface *named =
        nat->interface.text ? ikt_router_interface_find(router, nat->interface.text) : out;
    if (says == IKT_MODEL_TAKES && (named != out || nat->unclear))
        says = IKT_MODEL_EITHER;
    return says;
}

struct ikt_model_nat ikt_model_translate(const struct ikt_router *router, const struct ikt_model_flow *flow,
                                         const struct ikt_router_interface *out)
{
    struct ikt_model_nat doubt = {.says = IKT_MODEL_REFUSES};
    unsigned line;
    const struct ikt_router_interface *in = ikt_model_connected(router, &flow->source, &line);
    bool inside = false;
    for (const struct ikt_router_interface *one = router->interfaces; one && !inside; one = one->next)
        inside = one->nat_inside.on;
    /* a source behind another router comes in where its route leads */
    if (!in)
        in = ikt_model_route_to(router, &flow->source).interface;
    if (!out->nat_outside.on || !inside || (in && !in->nat_inside.on))
        return doubt;
    for (const struct ikt_router_nat *nat = router->nats; nat; nat = nat->next) {
        enum ikt_model_says says = takes(router, nat, flow, out);
        if (says == IKT_MODEL_TAKES && !in)
            says = IKT_MODEL_EITHER;
        if (says == IKT_MODEL_TAKES && doubt.says == IKT_MODEL_REFUSES) {
            struct ikt_model_nat done = {.says = IKT_MODEL_TAKES, .line = nat->line};
            if (nat->is_static)
                done.outside = nat->outside;
            else if (nat->interface.text && out->addresses)
                done.outside = out->addresses->address;
            return done;
        }
        if (says != IKT_MODEL_REFUSES && doubt.says == IKT_MODEL_REFUSES)
            doubt = (struct ikt_model_nat){
                .says = IKT_MODEL_EITHER, .line = nat->line, .because = "whether NAT takes the packet is not known"};
    }
    return doubt;
}
