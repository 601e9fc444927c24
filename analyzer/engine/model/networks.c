/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/networks.h"

#include "base/hash.h"

#define GRE 47 /* IANA */

static struct ikt_proxy proxy_of(const struct ikt_router_end *end, uint8_t protocol)
{
    return (struct ikt_proxy){end->low, end->high, protocol, end->port, end->low.family != IKT_FAMILY_NONE};
}

struct ikt_proxies ikt_model_networks_of(const struct ikt_router_acl_line *line)
{
    return (struct ikt_proxies){proxy_of(&line->source, line->protocol), proxy_of(&line->destination, line->protocol)};
}

bool ikt_model_networks_known(const struct ikt_router_acl_line *line)
{
    return !line->unclear && line->source.low.family != IKT_FAMILY_NONE &&
           line->destination.low.family != IKT_FAMILY_NONE;
}

/* What is inside what, a set of bits: both where they are equal, none where they are apart. */
enum inside {
    APART = 0,
    WITHIN = 1, /* what is offered is inside the line's */
    AROUND = 2, /* the line's is inside what is offered */
    EQUAL = WITHIN | AROUND,
    CROSSING = 4,
    UNCLEAR = 8
};

static enum inside join(enum inside a, enum inside b)
{
    if (a == APART || b == APART)
        return APART;
    if (a == UNCLEAR || b == UNCLEAR)
        return UNCLEAR;
    if (a == CROSSING || b == CROSSING)
        return CROSSING;
    const enum inside both = a & b;
    return both == 0 ? CROSSING : both;
}

static enum inside addresses(const struct ikt_proxy *offered, const struct ikt_proxy *line)
{
    switch (ikt_proxy_addresses(offered, line)) {
    case IKT_RELATION_EQUAL:
        return EQUAL;
    case IKT_RELATION_SUBSET:
        return WITHIN;
    case IKT_RELATION_SUPERSET:
        return AROUND;
    case IKT_RELATION_OVERLAP:
        return CROSSING;
    case IKT_RELATION_DISJOINT:
        return APART;
    default:
        return UNCLEAR;
    }
}

static enum inside protocols(unsigned offered, unsigned line)
{
    if (offered == line)
        return EQUAL;
    return line == 0 ? WITHIN : offered == 0 ? AROUND : APART;
}

static enum inside ports(unsigned offered, const struct ikt_router_end *line)
{
    if (line->port_high <= line->port)
        return protocols(offered, line->port);
    return offered == 0 ? AROUND : offered >= line->port && offered <= line->port_high ? WITHIN : APART;
}

struct compared {
    enum inside addresses, numbers;
};

static struct compared compare(const struct ikt_proxies *networks, const struct ikt_router_acl_line *line)
{
    const struct ikt_proxies own = ikt_model_networks_of(line);
    struct compared out = {
        join(addresses(&networks->initiator, &own.initiator), addresses(&networks->responder, &own.responder)),
        join(
            protocols(networks->initiator.protocol, line->protocol),
            join(ports(networks->initiator.port, &line->source), ports(networks->responder.port, &line->destination)))};
    if (line->unclear && out.addresses != APART)
        out.addresses = UNCLEAR;
    return out;
}

/* How near a permit line that does not take them comes, for who looks for the fault. */
static unsigned nearness(const struct compared *compared)
{
    return (compared->addresses == APART ? 0U : 2U) + (compared->numbers == APART ? 0U : 1U);
}

static struct ikt_model_fit either(enum ikt_model_check check, unsigned line, const char *because)
{
    return (struct ikt_model_fit){.says = IKT_MODEL_EITHER, .check = check, .line = line, .because = because};
}

/* One line. says IKT_MODEL_REFUSES with line 0: it says nothing of these networks, and the next one is asked. */
static struct ikt_model_fit fit_line(const struct ikt_router_acl_line *line, const struct compared *compared)
{
    const struct ikt_model_fit nothing = {.says = IKT_MODEL_REFUSES, .check = IKT_MODEL_CHECK_NETWORKS};
    if (compared->addresses == APART || compared->numbers == APART)
        return nothing;
    if (compared->addresses == UNCLEAR)
        return either(IKT_MODEL_CHECK_NETWORKS, line->line,
                      line->unclear ? line->unclear : "the networks offered are not known");
    const bool inside = (compared->addresses & WITHIN) != 0;
    if (!line->permit && inside && (compared->numbers & WITHIN) != 0)
        return (struct ikt_model_fit){.says = IKT_MODEL_REFUSES,
                                      .check = IKT_MODEL_CHECK_NETWORKS,
                                      .line = line->line,
                                      .because = "a deny line takes them first"};
    if (!line->permit)
        return either(IKT_MODEL_CHECK_NETWORKS_DENY, line->line, "a deny line takes a part of them");
    if (!inside || (compared->numbers & WITHIN) == 0)
        return nothing;
    if (compared->numbers != EQUAL)
        return either(IKT_MODEL_CHECK_PROTOCOL_PORT, line->line,
                      "only a part of the line's protocol or ports is asked for");
    return (struct ikt_model_fit){
        .says = IKT_MODEL_TAKES, .check = IKT_MODEL_CHECK_NETWORKS, .line = line->line, .taken_by = line};
}

struct ikt_model_fit ikt_model_acl_fit(const struct ikt_router_acl *acl, const struct ikt_proxies *networks)
{
    struct ikt_model_fit doubt = {.says = IKT_MODEL_TAKES};
    unsigned nearest = 0, best = 0;
    if (acl->unclear)
        doubt = either(IKT_MODEL_CHECK_NETWORKS, acl->line, "a line of the access list was not understood");
    for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next) {
        /* a netmask for a wildcard: hosts of all networks, which no proxy is */
        if (line->source.netmask_typed || line->destination.netmask_typed) {
            if (line->permit && best < 2) {
                nearest = line->line;
                best = 2;
            }
            continue;
        }
        const struct compared compared = compare(networks, line);
        const struct ikt_model_fit fit = fit_line(line, &compared);
        if (fit.says == IKT_MODEL_EITHER && doubt.says == IKT_MODEL_TAKES)
            doubt = fit;
        if (fit.says == IKT_MODEL_TAKES || (fit.says == IKT_MODEL_REFUSES && fit.line != 0)) {
            if (doubt.says == IKT_MODEL_EITHER)
                doubt.taken_by = fit.taken_by;
            return doubt.says == IKT_MODEL_EITHER ? doubt : fit;
        }
        if (line->permit && fit.says == IKT_MODEL_REFUSES && nearness(&compared) + 1 > best) {
            best = nearness(&compared) + 1;
            nearest = line->line;
        }
    }
    /* what only denies, or narrows, cannot take what no permit line does */
    if (doubt.says == IKT_MODEL_EITHER && doubt.check != IKT_MODEL_CHECK_NETWORKS_DENY)
        return doubt;
    return (struct ikt_model_fit){
        .says = IKT_MODEL_REFUSES, .check = IKT_MODEL_CHECK_NETWORKS, .line = nearest != 0 ? nearest : acl->line};
}

struct ikt_model_fit ikt_model_acl_packet(const struct ikt_router_acl *acl, const struct ikt_model_flow *flow)
{
    const struct ikt_proxies packet = {
        {flow->source, flow->source, flow->protocol, flow->source_port, true},
        {flow->destination, flow->destination, flow->protocol, flow->destination_port, true}};
    struct ikt_model_fit fit = {.says = IKT_MODEL_REFUSES, .check = IKT_MODEL_CHECK_ACL_BEGINS, .line = acl->line};
    for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next) {
        const struct compared compared = compare(&packet, line);
        const bool odd = line->source.netmask_typed || line->destination.netmask_typed;
        if (odd || compared.addresses == APART || compared.numbers == APART)
            continue;
        fit.line = line->line;
        if (compared.addresses == UNCLEAR || (compared.numbers & WITHIN) == 0)
            return either(IKT_MODEL_CHECK_ACL_BEGINS, line->line,
                          line->unclear ? line->unclear : "it depends on the packet's protocol or ports");
        fit.says = line->permit ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES;
        fit.taken_by = line;
        return fit;
    }
    if (acl->unclear)
        return either(IKT_MODEL_CHECK_ACL_BEGINS, acl->line, "a line of the access list was not understood");
    return fit;
}

void ikt_model_fits_begin(struct ikt_model_fits *fits, const struct ikt_proxies *networks,
                          const struct ikt_model_flow *flow)
{
    fits->known = g_hash_table_new_full(ikt_hash_direct, ikt_hash_equal_direct, NULL, g_free);
    fits->networks = networks;
    fits->flow = flow;
}

void ikt_model_fits_end(struct ikt_model_fits *fits)
{
    g_hash_table_unref(fits->known);
}

struct ikt_model_fit ikt_model_fits_of(struct ikt_model_fits *fits, const struct ikt_router_acl *acl)
{
    struct ikt_model_fit *known = g_hash_table_lookup(fits->known, acl);
    if (!known) {
        known = g_new(struct ikt_model_fit, 1);
        *known = fits->flow ? ikt_model_acl_packet(acl, fits->flow) : ikt_model_acl_fit(acl, fits->networks);
        g_hash_table_insert(fits->known, (gpointer)acl, known);
    }
    return *known;
}

bool ikt_model_is_gre(const struct ikt_router_interface *tunnel)
{
    return tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_GRE || tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE;
}

static struct ikt_proxy host(const struct ikt_address *address, uint8_t protocol)
{
    return (struct ikt_proxy){*address, *address, protocol, 0, true};
}

static struct ikt_proxy anything(void)
{
    static const uint8_t low[4] = {0}, high[4] = {255, 255, 255, 255};
    return (struct ikt_proxy){ikt_address_ipv4(low), ikt_address_ipv4(high), 0, 0, true};
}

struct ikt_proxies ikt_model_tunnel_networks(const struct ikt_router_interface *tunnel, const struct ikt_address *own,
                                             const struct ikt_address *peer)
{
    if (ikt_model_is_gre(tunnel))
        return (struct ikt_proxies){host(own, GRE), host(peer, GRE)};
    return (struct ikt_proxies){anything(), anything()};
}
