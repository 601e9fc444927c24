/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which negotiation a packet begins: the route, NAT, then the crypto map on the interface that it leaves by, or the
 * tunnel that it leaves through.
 */
#include "model/model.h"

#include <glib.h>

#include "model/nat.h"
#include "model/networks.h"
#include "model/place.h"
#include "model/route.h"
#include "model/sets.h"
#include "model/steps.h"

#define GRE     47 /* IANA */
#define TUNNELS 4  /* one in another */

struct beginning {
    const struct ikt_router *router;
    struct ikt_arena *arena;
    struct ikt_model_steps steps;
    struct ikt_model_verdict verdict;
    struct ikt_model_beginning *out;
};

static bool check(struct beginning *beginning, enum ikt_model_check check, enum ikt_model_says says,
                  const struct ikt_router_entry *entry, unsigned line, const char *because)
{
    const struct ikt_model_step step = {.check = check, .says = says, .entry = entry, .line = line, .because = because};
    return ikt_model_verdict_add(&beginning->verdict, &beginning->steps, &step);
}

static void begin_line(struct beginning *beginning, const struct ikt_router_entry *entry,
                       const struct ikt_router_interface *interface, unsigned line, const struct ikt_proxies *networks,
                       const struct ikt_address pair[2])
{
    struct ikt_model_sets sets;
    ikt_model_sets_of(beginning->router, entry, &sets);
    if (!check(beginning, IKT_MODEL_CHECK_SETS_DEFINED, sets.says, entry, sets.line, sets.because))
        return;
    const struct ikt_model_terms terms = ikt_model_terms_of(beginning->router, entry);
    struct ikt_model_line *made = ikt_arena_alloc(beginning->arena, 1, sizeof *made);
    *made = (struct ikt_model_line){
        .entry = entry,
        .interface = interface,
        .line = line,
        .networks = *networks,
        .sets = ikt_model_sets_offered(beginning->arena, &sets, &terms, networks, &pair[0], &pair[1]),
        .first_set = entry->sets ? ikt_router_set_find(beginning->router, entry->sets->name.text) : NULL,
        .pfs_group = terms.group,
        .group_known = terms.group_known,
    };
    beginning->out->line = made;
    beginning->out->peers = entry->peers;
}

static struct ikt_address address_of(const struct ikt_router_interface *one)
{
    return one && one->addresses ? one->addresses->address : (struct ikt_address){0};
}

/* Its own address, as packets of IKE will have it. */
static struct ikt_address source_of(const struct ikt_router *router, const struct ikt_router_map *map,
                                    const struct ikt_router_interface *out)
{
    return address_of(map->local_address.line ? ikt_router_interface_find(router, map->local_address.text) : out);
}

/* One entry of the map. False: the next one is asked. */
static bool begin_entry(struct beginning *beginning, const struct ikt_router_entry *entry,
                        const struct ikt_router_map *map, const struct ikt_router_interface *out,
                        struct ikt_model_fits *fits)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(beginning->router, entry->acl.text);
    if (!acl || !entry->peers) {
        const bool hidden = entry->acl.line && !beginning->router->acls;
        const struct ikt_model_step step = {.check = acl || !entry->acl.line ? IKT_MODEL_CHECK_ENTRY_COMPLETE
                                                                             : IKT_MODEL_CHECK_ACL_DEFINED,
                                            .says = IKT_MODEL_REFUSES,
                                            .entry = entry,
                                            .line = entry->acl.line ? entry->acl.line : entry->line};
        if (hidden)
            return !check(beginning, step.check, IKT_MODEL_EITHER, entry, step.line, "the file holds no access list");
        ikt_model_steps_add(&beginning->steps, &step);
        return false;
    }
    const struct ikt_model_fit fit = ikt_model_fits_of(fits, acl);
    if (fit.says == IKT_MODEL_REFUSES) {
        const struct ikt_model_step step = {.check = fit.check,
                                            .says = IKT_MODEL_REFUSES,
                                            .entry = entry,
                                            .line = fit.line,
                                            .because = fit.taken_by ? "a deny line takes it" : "no line takes it"};
        ikt_model_steps_add(&beginning->steps, &step);
        return false;
    }
    check(beginning, fit.check, fit.says, entry, fit.line, fit.because);
    if (entry->unclear || entry->ikev2_profile.line)
        check(beginning, IKT_MODEL_CHECK_ENTRY_COMPLETE, IKT_MODEL_EITHER, entry, entry->line,
              entry->unclear ? "a statement of it was not understood" : "it names an IKEv2 profile");
    if (entry->responder_only.on &&
        !check(beginning, IKT_MODEL_CHECK_RESPONDER_ONLY, IKT_MODEL_REFUSES, entry, entry->responder_only.line, NULL))
        return true;
    if (!fit.taken_by)
        return true;
    struct ikt_proxies networks = ikt_model_networks_of(fit.taken_by);
    if (entry->per_host.on) {
        networks.initiator.low = networks.initiator.high = fits->flow->source;
        networks.responder.low = networks.responder.high = fits->flow->destination;
    }
    const struct ikt_address pair[2] = {source_of(beginning->router, map, out), entry->peers->address};
    begin_line(beginning, entry, out, fit.line, &networks, pair);
    return true;
}

static void begin_map(struct beginning *beginning, const struct ikt_router_interface *out,
                      const struct ikt_model_flow *flow)
{
    const struct ikt_router_map *map = ikt_router_map_find(beginning->router, out->map.text);
    const struct ikt_router_entry *dynamic = NULL;
    struct ikt_model_index index;
    bool begun = false;
    if (!out->map.line) {
        const bool hidden = beginning->router->stray_apply;
        check(beginning, IKT_MODEL_CHECK_MAP_OUT, hidden ? IKT_MODEL_EITHER : IKT_MODEL_REFUSES, NULL, out->line,
              hidden ? "the file does not show where its crypto map is applied" : NULL);
        return;
    }
    if (!check(beginning, IKT_MODEL_CHECK_MAP_DEFINED,
               map                                           ? IKT_MODEL_TAKES
               : out->map.text && beginning->router->entries ? IKT_MODEL_REFUSES
                                                             : IKT_MODEL_EITHER,
               NULL, out->map.line, NULL) ||
        !map)
        return;
    struct ikt_model_fits fits;
    ikt_model_fits_begin(&fits, NULL, flow);
    ikt_model_index_begin(&index, beginning->router);
    const GPtrArray *entries = ikt_model_entries(&index, map->name);
    for (guint i = 0; entries && i < entries->len && !begun; i++) {
        const struct ikt_router_entry *entry = g_ptr_array_index(entries, i);
        if (entry->kind == IKT_ROUTER_ENTRY_DYNAMIC && !dynamic)
            dynamic = entry;
        if (entry->kind == IKT_ROUTER_ENTRY_STATIC)
            begun = begin_entry(beginning, entry, map, out, &fits);
    }
    ikt_model_index_end(&index);
    ikt_model_fits_end(&fits);
    if (begun)
        return;
    if (dynamic)
        check(beginning, IKT_MODEL_CHECK_DYNAMIC_BEGINS, IKT_MODEL_REFUSES, dynamic, dynamic->line, NULL);
    else
        check(beginning, IKT_MODEL_CHECK_ACL_BEGINS, IKT_MODEL_REFUSES, NULL, map->line,
              "no entry of the map takes it");
}

/* Its source; of no family: not known. */
static struct ikt_address tunnel_source(const struct ikt_router *router, const struct ikt_router_interface *tunnel)
{
    struct ikt_address address;
    if (tunnel->source.text && ikt_address_parse(tunnel->source.text, &address))
        return address;
    return address_of(tunnel->source.text ? ikt_router_interface_find(router, tunnel->source.text) : NULL);
}

/* Through a tunnel. True: it is not protected, and the packet that carries it goes on as flow. */
static bool begin_tunnel(struct beginning *beginning, const struct ikt_router_interface *tunnel,
                         struct ikt_model_flow *flow)
{
    const struct ikt_router *router = beginning->router;
    const bool multipoint = tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE;
    const struct ikt_address pair[2] = {tunnel_source(router, tunnel), tunnel->destination_address};
    const struct ikt_router_entry *profile = ikt_router_profile_find(router, tunnel->protection.text);
    if (!tunnel->source.line &&
        !check(beginning, IKT_MODEL_CHECK_TUNNEL_SOURCE, IKT_MODEL_REFUSES, NULL, tunnel->line, "it has no source"))
        return false;
    if (!multipoint && !tunnel->destination.line &&
        !check(beginning, IKT_MODEL_CHECK_TUNNEL_DESTINATION, IKT_MODEL_REFUSES, NULL, tunnel->line,
               "it has no destination"))
        return false;
    if (tunnel->unclear || multipoint || pair[1].family == IKT_FAMILY_NONE || pair[0].family == IKT_FAMILY_NONE)
        check(beginning, IKT_MODEL_CHECK_TUNNEL_DESTINATION, IKT_MODEL_EITHER, NULL, tunnel->line,
              multipoint ? "NHRP tells the other end" : "an end of the tunnel is not known");
    if (!tunnel->protection.line) {
        *flow = (struct ikt_model_flow){.source = pair[0], .destination = pair[1], .protocol = GRE};
        return pair[0].family != IKT_FAMILY_NONE && pair[1].family != IKT_FAMILY_NONE && ikt_model_is_gre(tunnel);
    }
    if (!profile) {
        check(beginning, IKT_MODEL_CHECK_PROTECTION, IKT_MODEL_EITHER, NULL, tunnel->protection.line,
              "its profile is not in the file");
        return false;
    }
    const struct ikt_proxies networks = ikt_model_tunnel_networks(tunnel, &pair[0], &pair[1]);
    if (profile->ikev2_profile.line)
        check(beginning, IKT_MODEL_CHECK_IKEV1, IKT_MODEL_EITHER, profile, profile->ikev2_profile.line,
              "its profile names an IKEv2 profile");
    begin_line(beginning, profile, tunnel, tunnel->protection.line, &networks, pair);
    return false;
}

static bool is_tunnel(const struct ikt_router_interface *one)
{
    return one->source.line || one->destination.line || one->protection.line || one->tunnel_mode_line ||
           g_ascii_strncasecmp(one->name, "tunnel", 6) == 0;
}

/* NAT. False: it takes the packet, and then no crypto map does. */
static bool pass_nat(struct beginning *beginning, const struct ikt_router_interface *out, struct ikt_model_flow *flow,
                     unsigned *translated)
{
    const struct ikt_model_nat nat = ikt_model_translate(beginning->router, flow, out);
    if (nat.says == IKT_MODEL_EITHER)
        return check(beginning, IKT_MODEL_CHECK_NAT_FIRST, IKT_MODEL_EITHER, NULL, nat.line, nat.because);
    if (nat.says == IKT_MODEL_REFUSES)
        return check(beginning, IKT_MODEL_CHECK_NAT_FIRST, IKT_MODEL_TAKES, NULL, 0, NULL);
    *translated = nat.line;
    beginning->out->translated = true;
    if (nat.outside.family == IKT_FAMILY_NONE)
        return check(beginning, IKT_MODEL_CHECK_NAT_FIRST, IKT_MODEL_EITHER, NULL, nat.line,
                     "it is translated to an address that is not known");
    flow->source = nat.outside;
    return true;
}

/* Routes of VRFs are not followed. */
static bool has_vrfs(const struct ikt_router *router)
{
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next)
        if (one->vrf.line || one->tunnel_vrf.line)
            return true;
    return false;
}

/* Had NAT not come before. */
static bool would_begin(const struct beginning *beginning, const struct ikt_router_interface *out,
                        const struct ikt_model_flow *flow)
{
    struct ikt_model_beginning nothing = {0};
    struct beginning other = *beginning;
    other.verdict = ikt_model_verdict_begin();
    other.out = &nothing;
    ikt_model_steps_begin(&other.steps);
    begin_map(&other, out, flow);
    g_array_unref(other.steps.made);
    return other.verdict.says != IKT_MODEL_REFUSES;
}

static void judge(struct beginning *beginning, struct ikt_model_flow flow)
{
    const struct ikt_router *router = beginning->router;
    for (unsigned depth = 0; depth < TUNNELS; depth++) {
        const struct ikt_model_route route = ikt_model_route_to(router, &flow.destination);
        const bool shown = router->routes != NULL || route.says != IKT_MODEL_REFUSES;
        if (!check(beginning, shown ? IKT_MODEL_CHECK_ROUTE : IKT_MODEL_CHECK_ROUTES_SHOWN, route.says, NULL,
                   route.line, shown ? route.because : "it has no route at all") ||
            !route.interface)
            return;
        if (route.learned)
            check(beginning, IKT_MODEL_CHECK_ROUTE_LEARNED, IKT_MODEL_EITHER, NULL, route.line,
                  "a routing protocol may bring another route");
        const struct ikt_router_interface *out = route.interface;
        if (out->shutdown.on && !check(beginning, IKT_MODEL_CHECK_INTERFACE_UP, IKT_MODEL_REFUSES, NULL,
                                       out->shutdown.line, "the interface is shut down"))
            return;
        if (!is_tunnel(out)) {
            const struct ikt_model_flow untranslated = flow;
            unsigned translated = 0;
            if (!pass_nat(beginning, out, &flow, &translated))
                return;
            begin_map(beginning, out, &flow);
            if (translated && beginning->verdict.says == IKT_MODEL_REFUSES &&
                would_begin(beginning, out, &untranslated))
                beginning->verdict.decides =
                    (struct ikt_model_step){.check = IKT_MODEL_CHECK_NAT_FIRST,
                                            .says = IKT_MODEL_REFUSES,
                                            .line = translated,
                                            .because = "NAT takes the packet before the crypto map sees it"};
            return;
        }
        if (!begin_tunnel(beginning, out, &flow))
            return;
    }
    check(beginning, IKT_MODEL_CHECK_ROUTE, IKT_MODEL_EITHER, NULL, 0, "tunnels lead into one another");
}

const struct ikt_model_beginning *ikt_model_begin(struct ikt_arena *arena, const struct ikt_router *router,
                                                  const struct ikt_model_flow *flow)
{
    struct beginning beginning = {.router = router,
                                  .arena = arena,
                                  .verdict = ikt_model_verdict_begin(),
                                  .out = ikt_arena_alloc(arena, 1, sizeof *beginning.out)};
    ikt_model_steps_begin(&beginning.steps);
    if (router->several || router->truncated || router->removals)
        check(&beginning, IKT_MODEL_CHECK_WHOLE, IKT_MODEL_EITHER, NULL, 0,
              "the file is not one router's whole "
              "configuration");
    if (router->kind == IKT_ROUTER_STRONGSWAN || router->kind == IKT_ROUTER_LIBRESWAN)
        check(&beginning, IKT_MODEL_CHECK_ROUTE, IKT_MODEL_EITHER, NULL, 0, "its routes stand elsewhere");
    else
        judge(&beginning, *flow);
    if (has_vrfs(router)) {
        beginning.verdict.says = IKT_MODEL_EITHER;
        beginning.verdict.sure = false;
        beginning.verdict.decides = (struct ikt_model_step){
            .check = IKT_MODEL_CHECK_ROUTE, .says = IKT_MODEL_EITHER, .because = "routes of VRFs are not followed"};
    }
    beginning.out->says = beginning.verdict.says;
    beginning.out->sure = beginning.verdict.sure;
    if (beginning.out->says == IKT_MODEL_REFUSES)
        beginning.out->line = NULL;
    beginning.out->steps =
        ikt_model_steps_end(&beginning.steps, arena, &beginning.verdict.decides, &beginning.out->step_count);
    return beginning.out;
}
