/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/route.h"

/* A next hop that a route leads to, and so on. */
#define HOPS 8

static const struct ikt_router_interface *connected(const struct ikt_router *router, const struct ikt_address *address,
                                                    unsigned *line, unsigned *prefix)
{
    const struct ikt_router_interface *found = NULL;
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next)
        for (const struct ikt_router_interface_address *own = one->addresses; own && !one->shutdown.on; own = own->next)
            if (ikt_address_in_prefix(address, &own->address, own->prefix) && (!found || own->prefix > *prefix)) {
                found = one;
                *prefix = own->prefix;
                *line = own->line;
            }
    return found;
}

const struct ikt_router_interface *ikt_model_connected(const struct ikt_router *router,
                                                       const struct ikt_address *address, unsigned *line)
{
    unsigned prefix = 0;
    return connected(router, address, line, &prefix);
}

static const struct ikt_router_route *longest(const struct ikt_router *router, const struct ikt_address *address)
{
    const struct ikt_router_route *found = NULL;
    for (const struct ikt_router_route *one = router->routes; one; one = one->next)
        if (!one->vrf && ikt_address_in_prefix(address, &one->low, one->prefix) &&
            (!found || one->prefix > found->prefix ||
             (one->prefix == found->prefix && one->distance < found->distance)))
            found = one;
    return found;
}

/* Interfaces whose network is not known may hold a next hop: the only one of them. */
static const struct ikt_router_interface *only_unknown(const struct ikt_router *router)
{
    const struct ikt_router_interface *found = NULL;
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next) {
        if (!one->address_unknown || one->shutdown.on)
            continue;
        if (found)
            return NULL;
        found = one;
    }
    return found;
}

static struct ikt_model_route not_known(const char *because, unsigned line)
{
    return (struct ikt_model_route){.says = IKT_MODEL_EITHER, .line = line, .because = because};
}

/* What has no route in one table may have one in another. */
static bool has_vrfs(const struct ikt_router *router)
{
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next)
        if (one->vrf.line || one->tunnel_vrf.line)
            return true;
    return false;
}

struct ikt_model_route ikt_model_route_to(const struct ikt_router *router, const struct ikt_address *destination)
{
    struct ikt_address at = *destination;
    unsigned line = 0; /* of the route that the packet itself takes */
    if (!router->interfaces)
        return not_known("the file holds no interfaces", 0);
    for (unsigned hop = 0; hop < HOPS; hop++) {
        unsigned own_line = 0, prefix = 0;
        const struct ikt_router_interface *own = connected(router, &at, &own_line, &prefix);
        const struct ikt_router_route *route = longest(router, &at);
        if (own && (!route || prefix >= route->prefix))
            return (struct ikt_model_route){.says = IKT_MODEL_TAKES,
                                            .interface = own,
                                            .line = line ? line : own_line,
                                            .learned = line != 0 && router->routing_protocol};
        if (!route)
            break;
        line = line ? line : route->line;
        if (route->interface.line) {
            const struct ikt_router_interface *out = ikt_router_interface_find(router, route->interface.text);
            if (!out)
                return not_known("the interface of the route is not in the file", route->line);
            return (struct ikt_model_route){
                .says = IKT_MODEL_TAKES, .interface = out, .line = line, .learned = router->routing_protocol};
        }
        if (route->next_hop.family == IKT_FAMILY_NONE)
            return not_known("where the route leads is not known", route->line);
        at = route->next_hop;
    }
    if (router->routing_protocol)
        return not_known("a routing protocol may bring the route", line);
    if (has_vrfs(router))
        return not_known("the router has VRFs, whose routes are not followed", line);
    const struct ikt_router_interface *unknown = only_unknown(router);
    if (unknown)
        return (struct ikt_model_route){.says = IKT_MODEL_EITHER,
                                        .interface = unknown,
                                        .line = line ? line : unknown->address_line,
                                        .because = "the network of an interface is not known"};
    return (struct ikt_model_route){.says = IKT_MODEL_REFUSES,
                                    .line = line,
                                    .because = line ? "the next hop of the route is on no network of the router"
                                                    : "no route leads to the destination"};
}
