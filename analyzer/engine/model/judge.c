/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/judge.h"

#include "model/keys.h"
#include "model/sets.h"

enum ikt_tristate ikt_model_names_peer(const struct ikt_router_entry *entry, const struct ikt_address *peer,
                                       unsigned *line)
{
    enum ikt_tristate found = entry->any_peer.line ? IKT_YES : IKT_NO;
    *line = entry->any_peer.line ? entry->any_peer.line : entry->peers ? entry->peers->name.line : entry->line;
    for (const struct ikt_router_names *one = entry->peers; one && found != IKT_YES; one = one->next) {
        const bool same = ikt_address_equal(&one->address, peer);
        if (!same && one->address.family != IKT_FAMILY_NONE)
            continue;
        found = same ? IKT_YES : IKT_UNKNOWN;
        *line = one->name.line;
    }
    return found;
}

/* A check of what is judged. False: it refuses. */
static bool check(const struct ikt_model_judging *judging, struct ikt_model_judged *judged, enum ikt_model_check check,
                  enum ikt_model_says says, unsigned line, const char *because)
{
    const struct ikt_model_step step = {
        .check = check, .says = says, .entry = judged->entry, .line = line, .because = because};
    return ikt_model_verdict_add(&judged->verdict, judging->steps, &step);
}

static struct ikt_model_judged begin(const struct ikt_model_judging *judging, const struct ikt_model_place *place,
                                     const struct ikt_router_entry *entry)
{
    struct ikt_model_judged judged = {
        .verdict = ikt_model_verdict_begin(), .entry = entry, .interface = place->interface};
    if (place->here == IKT_UNKNOWN)
        check(judging, &judged, IKT_MODEL_CHECK_LOCAL_ADDRESS, IKT_MODEL_EITHER, place->line, place->because);
    return judged;
}

/* Transform sets, then PFS: the same for maps and tunnels. */
static void judge_terms(const struct ikt_model_judging *judging, struct ikt_model_judged *judged,
                        enum ikt_tristate between_peers)
{
    const struct ikt_router_entry *entry = judged->entry;
    const struct ikt_model_offer *offer = judging->offer;
    struct ikt_model_sets sets;
    check(judging, judged, IKT_MODEL_CHECK_LIFETIME, IKT_MODEL_TAKES,
          entry->seconds.line ? entry->seconds.line : entry->kilobytes.line, NULL);
    ikt_model_sets_of(judging->router, entry, &sets);
    struct ikt_model_choice choice = ikt_model_sets_choose(&sets, offer->proposals, between_peers);
    choice.step.entry = entry;
    if (!ikt_model_verdict_add(&judged->verdict, judging->steps, &choice.step))
        return;
    judged->chosen = choice.chosen;
    judged->reach = IKT_MODEL_REACH_TRANSFORMS;
    const unsigned line = entry->pfs.line;
    const int64_t own = entry->pfs.value, offered = offer->pfs_group;
    if (!line && judging->router->kind == IKT_ROUTER_ASA && (offered != IKT_ABSENT || offer->pfs_unknown)) {
        check(judging, judged, IKT_MODEL_CHECK_ASA_PFS, IKT_MODEL_EITHER, entry->line,
              "PFS is offered, and none is set");
    } else if (!line) {
        check(judging, judged, IKT_MODEL_CHECK_PFS_REQUIRED, IKT_MODEL_TAKES, entry->line, NULL);
    } else if (offer->pfs_unknown) {
        check(judging, judged, IKT_MODEL_CHECK_PFS_REQUIRED, IKT_MODEL_EITHER, line,
              "it is not known whether PFS is offered");
    } else if (offered == IKT_ABSENT) {
        if (!check(judging, judged, IKT_MODEL_CHECK_PFS_REQUIRED, IKT_MODEL_REFUSES, line, "no PFS is offered"))
            return;
    } else if (own == IKT_ABSENT) {
        check(judging, judged, IKT_MODEL_CHECK_PFS_DEFAULT, IKT_MODEL_EITHER, line,
              "which group it means is not known");
    } else if (own == 1 && (offered == 2 || offered == 5)) {
        check(judging, judged, IKT_MODEL_CHECK_PFS_DEFAULT, IKT_MODEL_EITHER, line,
              "old releases take groups 2 and 5 for group 1");
    } else if (!check(judging, judged, IKT_MODEL_CHECK_PFS_GROUP, own == offered ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES,
                      line, own == offered ? NULL : "another group is offered")) {
        return;
    }
    judged->reach = IKT_MODEL_REACH_PFS;
}

static enum ikt_tristate both(bool yes, bool unknown)
{
    return yes ? IKT_YES : unknown ? IKT_UNKNOWN : IKT_NO;
}

/* Are the networks offered the two peers themselves? A NAT between them hides it. */
static enum ikt_tristate are_peers(const struct ikt_model_judging *judging)
{
    const struct ikt_model_offer *offer = judging->offer;
    const struct ikt_proxies *networks = &judging->networks;
    if (!networks->initiator.known || !networks->responder.known)
        return IKT_UNKNOWN;
    const bool hosts = ikt_proxy_is_host(&networks->initiator) && ikt_proxy_is_host(&networks->responder);
    const bool yes = ikt_proxy_is_address(&networks->initiator, &offer->local) &&
                     ikt_proxy_is_address(&networks->responder, &offer->remote);
    return both(yes, hosts && (offer->nat || offer->local_translated));
}

/* An ASA is known to take the same networks; of narrower ones nothing is known. */
static struct ikt_model_fit fit_asa(const struct ikt_model_judging *judging, struct ikt_model_fit fit)
{
    if (fit.check == IKT_MODEL_CHECK_NETWORKS)
        fit.check = IKT_MODEL_CHECK_ASA_NETWORKS;
    if (fit.says != IKT_MODEL_TAKES || !fit.taken_by)
        return fit;
    const struct ikt_proxies own = ikt_model_networks_of(fit.taken_by);
    if (ikt_proxies_relation(&judging->networks, &own) == IKT_RELATION_EQUAL)
        return fit;
    fit.says = IKT_MODEL_EITHER;
    fit.check = IKT_MODEL_CHECK_ASA_NARROWER;
    fit.because = "less than the line's networks is offered";
    return fit;
}

static struct ikt_model_fit fit_entry(const struct ikt_model_judging *judging, const struct ikt_router_entry *entry)
{
    struct ikt_model_fit fit = {.says = IKT_MODEL_TAKES, .check = IKT_MODEL_CHECK_NETWORKS, .line = entry->line};
    if (!entry->acl.line)
        return fit;
    fit.line = entry->acl.line;
    const struct ikt_router_acl *acl = ikt_router_acl_find(judging->router, entry->acl.text);
    if (acl && judging->router->kind == IKT_ROUTER_ASA)
        return fit_asa(judging, ikt_model_fits_of(judging->fits, acl));
    if (acl)
        return ikt_model_fits_of(judging->fits, acl);
    fit.check = IKT_MODEL_CHECK_ACL_DEFINED;
    /* an excerpt may lack it: only where the file holds others is it known not to be there */
    const bool known = entry->acl.text && judging->router->acls;
    fit.says = known ? IKT_MODEL_REFUSES : IKT_MODEL_EITHER;
    fit.because = !entry->acl.text         ? "the name of its access list is not known"
                  : !judging->router->acls ? "the file holds no access list"
                                           : NULL;
    return fit;
}

static bool judge_peer(const struct ikt_model_judging *judging, struct ikt_model_judged *judged,
                       const struct ikt_model_fit *fit)
{
    const struct ikt_router_entry *entry = judged->entry;
    unsigned line;
    if (entry->kind == IKT_ROUTER_TEMPLATE && !entry->peers)
        return true;
    const enum ikt_tristate names = ikt_model_names_peer(entry, &judging->offer->remote, &line);
    if (names == IKT_YES)
        return check(judging, judged, IKT_MODEL_CHECK_PEER, IKT_MODEL_TAKES, line, NULL);
    if (names == IKT_UNKNOWN)
        return check(judging, judged, IKT_MODEL_CHECK_PEER, IKT_MODEL_EITHER, line, "it names its peer by a name");
    const bool caught = fit->says != IKT_MODEL_REFUSES;
    judged->reach = caught ? IKT_MODEL_REACH_THEIR_NETWORK : IKT_MODEL_REACH_OTHER_PEER;
    return check(judging, judged, IKT_MODEL_CHECK_PEER, IKT_MODEL_REFUSES, line,
                 caught ? "its access list takes these networks, for another peer" : "it is another peer's");
}

/* Phase 1 has to have ended under the profile that the entry sets, as far as the peer's identity tells. */
static bool judge_profile(const struct ikt_model_judging *judging, struct ikt_model_judged *judged)
{
    const struct ikt_router_entry *entry = judged->entry;
    const struct ikt_router_map *map =
        entry->kind == IKT_ROUTER_ENTRY_STATIC ? ikt_router_map_find(judging->router, entry->map) : NULL;
    /* the map may set one for all of its entries */
    const struct ikt_router_name *name =
        map && !entry->isakmp_profile.line ? &map->isakmp_profile : &entry->isakmp_profile;
    const struct ikt_model_offer *offer = judging->offer;
    bool unclear = false;
    if (!name->line)
        return true;
    const struct ikt_router_isakmp_profile *wanted = ikt_router_isakmp_profile_find(judging->router, name->text);
    const struct ikt_router_isakmp_profile *matched =
        offer->identity ? ikt_model_profile_of(judging->router, offer->identity, &offer->remote, &unclear) : NULL;
    if (wanted && matched == wanted && !unclear)
        return check(judging, judged, IKT_MODEL_CHECK_PROFILE, IKT_MODEL_TAKES, name->line, NULL);
    if (wanted && offer->identity && !unclear)
        return check(judging, judged, IKT_MODEL_CHECK_ISAKMP_PROFILE, IKT_MODEL_REFUSES, name->line,
                     matched ? "another profile matches the peer's identity" : "it does not match the peer's identity");
    return check(judging, judged, IKT_MODEL_CHECK_ISAKMP_PROFILE, IKT_MODEL_EITHER, name->line,
                 wanted ? "the ISAKMP profile that phase 1 ended under is not known"
                        : "its ISAKMP profile is not in it");
}

struct ikt_model_judged ikt_model_judge_entry(const struct ikt_model_judging *judging,
                                              const struct ikt_model_place *place, const struct ikt_router_entry *entry)
{
    struct ikt_model_judged judged = begin(judging, place, entry);
    judged.dynamic = entry->kind == IKT_ROUTER_TEMPLATE;
    const bool whole = judged.dynamic || ((entry->peers || entry->any_peer.line) && entry->acl.line);
    if (entry->unclear)
        check(judging, &judged, IKT_MODEL_CHECK_ENTRY_COMPLETE, IKT_MODEL_EITHER, entry->line,
              "a statement of it was not understood");
    else if (!whole && !check(judging, &judged, IKT_MODEL_CHECK_ENTRY_COMPLETE, IKT_MODEL_REFUSES, entry->line,
                              entry->acl.line ? "no peer is set" : "no access list is set"))
        return judged;
    if (entry->ikev2_profile.line)
        check(judging, &judged, IKT_MODEL_CHECK_IKEV1, IKT_MODEL_EITHER, entry->ikev2_profile.line,
              "it names an IKEv2 profile");
    const struct ikt_model_fit fit = fit_entry(judging, entry);
    if (!judge_peer(judging, &judged, &fit))
        return judged;
    judged.reach = IKT_MODEL_REACH_PEER;
    if (!check(judging, &judged, fit.check, fit.says, fit.line, fit.because))
        return judged;
    judged.reach = IKT_MODEL_REACH_NETWORKS;
    if (judge_profile(judging, &judged))
        judge_terms(judging, &judged, are_peers(judging));
    return judged;
}

static bool judge_protection(const struct ikt_model_judging *judging, struct ikt_model_judged *judged)
{
    const struct ikt_router_interface *tunnel = judged->interface;
    const unsigned line = tunnel->protection.line;
    if (!judged->entry) {
        bool others = false;
        for (const struct ikt_router_entry *one = judging->router->entries; one && !others; one = one->next)
            others = one->kind == IKT_ROUTER_PROFILE;
        const bool known = tunnel->protection.text && others;
        return check(judging, judged, IKT_MODEL_CHECK_PROTECTION, known ? IKT_MODEL_REFUSES : IKT_MODEL_EITHER, line,
                     known                     ? "the profile is not defined"
                     : tunnel->protection.text ? "the file holds no profile"
                                               : "the name of the profile is not known");
    }
    if (judged->entry->unclear || tunnel->unclear || tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_OTHER)
        return check(judging, judged, IKT_MODEL_CHECK_PROTECTION, IKT_MODEL_EITHER, line,
                     "a statement of the tunnel or of its profile was not understood");
    if (judged->entry->ikev2_profile.line)
        return check(judging, judged, IKT_MODEL_CHECK_IKEV1, IKT_MODEL_EITHER, judged->entry->ikev2_profile.line,
                     "its profile names an IKEv2 profile");
    return check(judging, judged, IKT_MODEL_CHECK_PROTECTION, IKT_MODEL_TAKES, line, NULL);
}

static bool judge_destination(const struct ikt_model_judging *judging, struct ikt_model_judged *judged)
{
    const struct ikt_router_interface *tunnel = judged->interface;
    if (tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE)
        return true;
    if (!tunnel->destination.line) {
        /* a virtual template has none: its place says so already */
        const bool known = judged->verdict.says == IKT_MODEL_TAKES;
        return !known || check(judging, judged, IKT_MODEL_CHECK_TUNNEL_DESTINATION, IKT_MODEL_REFUSES, tunnel->line,
                               "it has no destination");
    }
    if (tunnel->destination_address.family == IKT_FAMILY_NONE)
        return check(judging, judged, IKT_MODEL_CHECK_PEER, IKT_MODEL_EITHER, tunnel->destination.line,
                     "it names its destination by a name");
    const bool same = ikt_address_equal(&tunnel->destination_address, &judging->offer->remote);
    judged->reach = same ? judged->reach : IKT_MODEL_REACH_OTHER_PEER;
    return check(judging, judged, IKT_MODEL_CHECK_PEER, same ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES,
                 tunnel->destination.line, same ? NULL : "its destination is another peer");
}

static bool judge_tunnel_networks(const struct ikt_model_judging *judging, struct ikt_model_judged *judged)
{
    const struct ikt_model_offer *offer = judging->offer;
    const struct ikt_router_interface *tunnel = judged->interface;
    const struct ikt_proxies own = ikt_model_tunnel_networks(tunnel, &offer->local, &offer->remote);
    const bool gre = ikt_model_is_gre(tunnel);
    const bool hidden = gre && ikt_proxies_are_gre(&judging->networks) && (offer->nat || offer->local_translated);
    const unsigned line = tunnel->protection.line;
    switch (ikt_proxies_relation(&judging->networks, &own)) {
    case IKT_RELATION_EQUAL:
        return check(judging, judged, IKT_MODEL_CHECK_TUNNEL_NETWORKS, IKT_MODEL_TAKES, line, NULL);
    case IKT_RELATION_UNKNOWN:
        return check(judging, judged, IKT_MODEL_CHECK_TUNNEL_NETWORKS, IKT_MODEL_EITHER, line,
                     "the networks offered are not known");
    case IKT_RELATION_SUBSET:
        if (!gre)
            return check(judging, judged, IKT_MODEL_CHECK_VTI_NARROWER, IKT_MODEL_REFUSES, line,
                         "less than everything is offered");
        break;
    default:
        break;
    }
    if (hidden)
        return check(judging, judged, IKT_MODEL_CHECK_TUNNEL_NETWORKS, IKT_MODEL_EITHER, line,
                     "a NAT stands between the ends of the tunnel");
    return check(judging, judged, IKT_MODEL_CHECK_TUNNEL_NETWORKS, IKT_MODEL_REFUSES, line,
                 gre ? "it carries GRE between its two ends, and something else is offered"
                     : "it carries everything, and something else is offered");
}

/* A tunnel is as down as the interface that it speaks from. */
static bool judge_source(const struct ikt_model_judging *judging, struct ikt_model_judged *judged)
{
    const struct ikt_router_name *source = &judged->interface->source;
    struct ikt_address address;
    const struct ikt_router_interface *from = ikt_router_interface_find(judging->router, source->text);
    if (from && from->shutdown.on)
        return check(judging, judged, IKT_MODEL_CHECK_INTERFACE_UP, IKT_MODEL_REFUSES, from->shutdown.line,
                     "the interface that the tunnel speaks from is shut down");
    if (from || !source->text || ikt_address_parse(source->text, &address))
        return true;
    return check(judging, judged, IKT_MODEL_CHECK_INTERFACE_UP, IKT_MODEL_EITHER, source->line,
                 "the interface that the tunnel speaks from is not in the file");
}

struct ikt_model_judged ikt_model_judge_tunnel(const struct ikt_model_judging *judging,
                                               const struct ikt_model_place *place)
{
    const struct ikt_router_interface *tunnel = place->interface;
    const struct ikt_router_entry *profile = ikt_router_profile_find(judging->router, tunnel->protection.text);
    struct ikt_model_judged judged = begin(judging, place, profile);
    if (tunnel->shutdown.on && !check(judging, &judged, IKT_MODEL_CHECK_INTERFACE_UP, IKT_MODEL_REFUSES,
                                      tunnel->shutdown.line, "the tunnel is shut down"))
        return judged;
    if (!judge_source(judging, &judged) || !judge_destination(judging, &judged))
        return judged;
    judged.reach = IKT_MODEL_REACH_PEER;
    if (!judge_protection(judging, &judged) || !judge_tunnel_networks(judging, &judged))
        return judged;
    judged.reach = IKT_MODEL_REACH_NETWORKS;
    if (profile && judge_profile(judging, &judged))
        judge_terms(judging, &judged, ikt_model_is_gre(tunnel) ? IKT_YES : IKT_NO);
    return judged;
}
