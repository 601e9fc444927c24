/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/connections.h"

#include <string.h>

#include "evidence/offer_compare.h"
#include "model/keys.h"
#include "model/networks.h"
#include "model/sets.h"

static enum ikt_tristate is_own(const struct ikt_router_entry *entry, const struct ikt_address *local)
{
    struct ikt_address address;
    if (!entry->own_address.line || !local)
        return IKT_YES;
    if (!entry->own_address.text || !ikt_address_parse(entry->own_address.text, &address))
        return IKT_UNKNOWN;
    return ikt_address_equal(&address, local) ? IKT_YES : IKT_NO;
}

enum ikt_tristate ikt_model_connection_is_for(const struct ikt_router_entry *entry, const struct ikt_address *local,
                                              const struct ikt_address *remote, unsigned *line)
{
    const enum ikt_tristate own = is_own(entry, local);
    const enum ikt_tristate peer = ikt_model_names_peer(entry, remote, line);
    if (own == IKT_NO)
        *line = entry->own_address.line;
    return own == IKT_NO || peer == IKT_NO ? IKT_NO : own == IKT_UNKNOWN || peer == IKT_UNKNOWN ? IKT_UNKNOWN : IKT_YES;
}

static bool is_connection(const struct ikt_router_entry *entry)
{
    return entry->kind == IKT_ROUTER_ENTRY_STATIC || entry->kind == IKT_ROUTER_ENTRY_DYNAMIC;
}

const struct ikt_router_entry *ikt_model_connection_for(const struct ikt_router *router,
                                                        const struct ikt_address *local,
                                                        const struct ikt_address *remote)
{
    unsigned line;
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next)
        if (is_connection(entry) && ikt_model_connection_is_for(entry, local, remote, &line) != IKT_NO)
            return entry;
    return NULL;
}

/* A check of what is judged. False: it refuses. */
static bool check(const struct ikt_model_judging *judging, struct ikt_model_judged *judged, enum ikt_model_check check,
                  enum ikt_model_says says, unsigned line, const char *because)
{
    const struct ikt_model_step step = {
        .check = check, .says = says, .entry = judged->entry, .line = line, .because = because};
    return ikt_model_verdict_add(&judged->verdict, judging->steps, &step);
}

/* What two ends have in common; known false: nothing. */
static struct ikt_proxy common(const struct ikt_proxy *a, const struct ikt_proxy *b)
{
    struct ikt_proxy out = *a;
    out.low = ikt_address_compare(&a->low, &b->low) >= 0 ? a->low : b->low;
    out.high = ikt_address_compare(&a->high, &b->high) <= 0 ? a->high : b->high;
    out.protocol = a->protocol != 0 ? a->protocol : b->protocol;
    out.port = a->port != 0 ? a->port : b->port;
    out.known = a->known && b->known && a->low.family == b->low.family &&
                ikt_address_compare(&out.low, &out.high) <= 0 &&
                (a->protocol == 0 || b->protocol == 0 || a->protocol == b->protocol) &&
                (a->port == 0 || b->port == 0 || a->port == b->port);
    return out;
}

struct agreed {
    struct ikt_model_step step;
    struct ikt_proxies networks; /* known false: as offered */
};

/* It narrows: what both have. */
static struct agreed narrow(const struct ikt_proxies *offered, const struct ikt_proxies *own, unsigned line)
{
    struct agreed agreed = {.step = {.check = IKT_MODEL_CHECK_CONNECTION_NARROWS, .line = line}};
    agreed.networks = (struct ikt_proxies){common(&offered->initiator, &own->initiator),
                                           common(&offered->responder, &own->responder)};
    const bool some = agreed.networks.initiator.known && agreed.networks.responder.known;
    const enum ikt_relation relation = ikt_proxies_relation(offered, own);
    agreed.step.says = some ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES;
    if (!some || relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_SUBSET)
        agreed.networks = (struct ikt_proxies){0};
    return agreed;
}

/* It takes its own. */
static struct agreed exact(const struct ikt_proxies *offered, const struct ikt_proxies *own, unsigned line)
{
    struct agreed agreed = {.step = {.check = IKT_MODEL_CHECK_CONNECTION_EXACT, .line = line}};
    const enum ikt_relation relation = ikt_proxies_relation(offered, own);
    agreed.step.says = relation == IKT_RELATION_EQUAL ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES;
    if (relation == IKT_RELATION_SUBSET)
        agreed.step = (struct ikt_model_step){.check = IKT_MODEL_CHECK_CONNECTION_NARROWER,
                                              .says = IKT_MODEL_EITHER,
                                              .line = line,
                                              .because = "less than its networks is offered"};
    return agreed;
}

static struct agreed agree(const struct ikt_model_judging *judging, const struct ikt_proxies *own, unsigned line)
{
    if (!judging->networks.initiator.known || !judging->networks.responder.known)
        return (struct agreed){.step = {.check = IKT_MODEL_CHECK_CONNECTION_EXACT,
                                        .says = IKT_MODEL_EITHER,
                                        .line = line,
                                        .because = "the networks offered are not known"}};
    return judging->router->kind == IKT_ROUTER_STRONGSWAN ? narrow(&judging->networks, own, line)
                                                          : exact(&judging->networks, own, line);
}

static struct ikt_proxy host(const struct ikt_address *address)
{
    return (struct ikt_proxy){*address, *address, 0, 0, true};
}

static struct agreed find_networks(const struct ikt_model_judging *judging, const struct ikt_router_entry *entry)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(judging->router, entry->acl.text);
    const struct ikt_proxies hosts = {host(&judging->offer->local), host(&judging->offer->remote)};
    if (!acl) /* none is written: from host to host */
        return agree(judging, &hosts, entry->line);
    struct agreed best = {.step = {.check = IKT_MODEL_CHECK_CONNECTION_EXACT,
                                   .says = acl->unclear ? IKT_MODEL_EITHER : IKT_MODEL_REFUSES,
                                   .line = acl->line,
                                   .because = acl->unclear ? "its networks were not all understood" : NULL}};
    for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next) {
        const struct ikt_proxies own = ikt_model_networks_of(line);
        struct agreed one = agree(judging, &own, line->line);
        if (!ikt_model_networks_known(line)) {
            one.step.says = IKT_MODEL_EITHER;
            one.step.because = line->unclear ? line->unclear : "its networks are not known";
        }
        if (one.step.says == IKT_MODEL_TAKES)
            return one;
        if (best.step.says == IKT_MODEL_REFUSES)
            best = one;
    }
    return best;
}

static bool judge_mode(const struct ikt_model_judging *judging, struct ikt_model_judged *judged,
                       const struct ikt_suites *suites)
{
    const struct ikt_router_entry *entry = judged->entry;
    const struct ikt_router_set *set =
        entry->sets ? ikt_router_set_find(judging->router, entry->sets->name.text) : NULL;
    if (judging->router->kind != IKT_ROUTER_STRONGSWAN || !set || suites->count == 0)
        return true;
    const int own = set->transport ? IKT_ENCAPSULATION_TRANSPORT : IKT_ENCAPSULATION_TUNNEL;
    const unsigned line = set->mode_line ? set->mode_line : set->line;
    const int offered = ikt_suite_mode(&suites->items[0]);
    return check(judging, judged, IKT_MODEL_CHECK_CONNECTION_MODE,
                 offered == IKT_ABSENT ? IKT_MODEL_EITHER
                 : offered == own      ? IKT_MODEL_TAKES
                                       : IKT_MODEL_REFUSES,
                 line,
                 offered == own                    ? NULL
                 : own == IKT_ENCAPSULATION_TUNNEL ? "the child has tunnel mode"
                                                   : "the child has transport mode");
}

/* PFS of one proposal against the offer. */
static enum ikt_model_says group_fits(const struct ikt_model_judging *judging, const struct ikt_router_entry *entry,
                                      const struct ikt_router_set *set)
{
    const struct ikt_router_number *own = set->pfs.line ? &set->pfs : &entry->pfs;
    const int64_t offered = judging->offer->pfs_group;
    const bool wanted = own->line && (own->value != IKT_ABSENT || entry->pfs_default);
    if (judging->offer->pfs_unknown)
        return IKT_MODEL_EITHER;
    if (judging->router->kind != IKT_ROUTER_STRONGSWAN)
        return wanted && offered == IKT_ABSENT ? IKT_MODEL_REFUSES : IKT_MODEL_TAKES;
    if (wanted && own->value == IKT_ABSENT)
        return offered == IKT_ABSENT ? IKT_MODEL_REFUSES : IKT_MODEL_EITHER;
    return offered == (wanted ? own->value : IKT_ABSENT) ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES;
}

static struct ikt_model_step match(const struct ikt_model_judging *judging, const struct ikt_router_entry *entry,
                                   const struct ikt_router_set *set, const struct ikt_suite *offered)
{
    struct ikt_transform transforms[3];
    const struct ikt_suite own = ikt_model_suite_of(set, transforms);
    const unsigned differences = ikt_suite_differences(offered, &own) & ~(unsigned)IKT_DIFFERS_MODE;
    struct ikt_model_step step = {
        .check = IKT_MODEL_CHECK_CONNECTION_PROPOSAL, .says = IKT_MODEL_REFUSES, .line = set->line};
    if ((differences & ~(unsigned)IKT_DIFFERS_COMP) != 0)
        return step;
    step.says = group_fits(judging, entry, set);
    if (step.says != IKT_MODEL_TAKES) {
        step.check = IKT_MODEL_CHECK_CONNECTION_PFS;
        step.line = set->pfs.line ? set->pfs.line : entry->pfs.line ? entry->pfs.line : set->line;
        step.because = judging->offer->pfs_group == IKT_ABSENT ? "no PFS is offered" : "another PFS group is offered";
    } else if (differences != 0) {
        step.check = IKT_MODEL_CHECK_COMPRESSION;
        step.says = IKT_MODEL_EITHER;
        step.because = "compression is on at one end alone";
    }
    return step;
}

static unsigned worth(const struct ikt_model_step *step)
{
    return step->says == IKT_MODEL_TAKES                   ? 4
           : step->says == IKT_MODEL_EITHER                ? 3
           : step->check == IKT_MODEL_CHECK_CONNECTION_PFS ? 2
                                                           : 1;
}

static void judge_proposals(const struct ikt_model_judging *judging, struct ikt_model_judged *judged,
                            const struct ikt_suites *suites)
{
    const struct ikt_router_entry *entry = judged->entry;
    struct ikt_model_step best = {
        .check = IKT_MODEL_CHECK_CONNECTION_PROPOSAL, .says = IKT_MODEL_REFUSES, .line = entry->line};
    bool doubt = suites->count == 0 || !suites->complete || !entry->sets;
    unsigned most = 0;
    for (const struct ikt_router_names *one = entry->sets; one; one = one->next) {
        const struct ikt_router_set *set = ikt_router_set_find(judging->router, one->name.text);
        doubt = doubt || !set || set->unclear;
        for (unsigned i = 0; set && i < suites->count && most < 4; i++) {
            const struct ikt_model_step step = match(judging, entry, set, &suites->items[i]);
            if (worth(&step) <= most)
                continue;
            most = worth(&step);
            best = step;
            judged->chosen = step.says != IKT_MODEL_TAKES ? NULL
                             : suites->items[i].esp       ? suites->items[i].esp
                                                          : suites->items[i].ah;
        }
    }
    if (best.says == IKT_MODEL_REFUSES && doubt) {
        best.says = IKT_MODEL_EITHER;
        best.because = "its proposals, or those offered, are not all known";
    }
    best.entry = entry;
    if (ikt_model_verdict_add(&judged->verdict, judging->steps, &best))
        judged->reach = IKT_MODEL_REACH_PFS;
}

struct ikt_model_judged ikt_model_judge_connection(const struct ikt_model_judging *judging,
                                                   const struct ikt_router_entry *entry, struct ikt_proxies *narrowed)
{
    struct ikt_model_judged judged = {.verdict = ikt_model_verdict_begin(), .entry = entry};
    unsigned line;
    const enum ikt_tristate is = ikt_model_connection_is_for(
        entry, judging->offer->local_translated ? NULL : &judging->offer->local, &judging->offer->remote, &line);
    judged.reach = is == IKT_NO ? IKT_MODEL_REACH_OTHER_PEER : IKT_MODEL_REACH_PEER;
    if (!check(judging, &judged, IKT_MODEL_CHECK_CONNECTION,
               is == IKT_YES  ? IKT_MODEL_TAKES
               : is == IKT_NO ? IKT_MODEL_REFUSES
                              : IKT_MODEL_EITHER,
               line,
               is == IKT_YES  ? NULL
               : is == IKT_NO ? "it is for other addresses"
                              : "a name stands for an address"))
        return judged;
    if (entry->unclear)
        check(judging, &judged, IKT_MODEL_CHECK_ENTRY_COMPLETE, IKT_MODEL_EITHER, entry->line,
              "a statement of it was not understood");
    if (entry->ikev2_profile.line)
        check(judging, &judged, IKT_MODEL_CHECK_IKEV1, IKT_MODEL_EITHER, entry->ikev2_profile.line, "it is for IKEv2");
    struct agreed agreed = find_networks(judging, entry);
    agreed.step.entry = entry;
    if (!ikt_model_verdict_add(&judged.verdict, judging->steps, &agreed.step))
        return judged;
    if (agreed.networks.initiator.known)
        *narrowed = ikt_proxies_swap(&agreed.networks);
    judged.reach = IKT_MODEL_REACH_NETWORKS;
    struct ikt_suites suites;
    ikt_suites_of(judging->offer->proposals, &suites);
    if (judge_mode(judging, &judged, &suites))
        judge_proposals(judging, &judged, &suites);
    return judged;
}

/* The peer's identity, as the connection wants it. */
static bool judge_identity(struct ikt_model_phase1_judging *judging, const struct ikt_router_entry *entry)
{
    const struct ikt_identity *identity = judging->offer->identity;
    const struct ikt_router_name *wanted = &entry->peer_identity;
    struct ikt_address address;
    if (!wanted->line || !identity)
        return true;
    enum ikt_model_says says = IKT_MODEL_EITHER;
    if (wanted->text && ikt_address_parse(wanted->text, &address) && identity->low.family != IKT_FAMILY_NONE)
        says = ikt_address_equal(&address, &identity->low) ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES;
    return ikt_model_phase1_check(judging, IKT_MODEL_CHECK_CONNECTION_IDENTITY, says, wanted->line,
                                  says == IKT_MODEL_TAKES ? NULL : "it wants another identity");
}

void ikt_model_connections_phase1(struct ikt_model_phase1_judging *judging)
{
    const struct ikt_model_phase1 *offer = judging->offer;
    const struct ikt_address *local = offer->local_translated ? NULL : &offer->local;
    const struct ikt_router_entry *entry = ikt_model_connection_for(judging->router, local, &offer->remote);
    unsigned line;
    if (!entry) {
        ikt_model_phase1_check(judging, IKT_MODEL_CHECK_CONNECTION,
                               judging->router->includes ? IKT_MODEL_EITHER : IKT_MODEL_REFUSES,
                               judging->router->includes, "no connection is for the two addresses");
        return;
    }
    const bool sure = ikt_model_connection_is_for(entry, local, &offer->remote, &line) == IKT_YES;
    for (const struct ikt_router_entry *one = entry->next; one; one = one->next)
        if (is_connection(one) && strcmp(one->map, entry->map) != 0 &&
            ikt_model_connection_is_for(one, local, &offer->remote, &line) != IKT_NO)
            ikt_model_phase1_check(judging, IKT_MODEL_CHECK_CONNECTION, IKT_MODEL_EITHER, one->line,
                                   "several connections are for the two addresses");
    ikt_model_phase1_check(judging, IKT_MODEL_CHECK_CONNECTION, sure ? IKT_MODEL_TAKES : IKT_MODEL_EITHER, entry->line,
                           sure ? NULL : "a name stands for an address");
    if (!ikt_model_phase1_policy(judging, entry->map))
        return;
    if (entry->aggressive.on != offer->aggressive &&
        !ikt_model_phase1_check(judging, IKT_MODEL_CHECK_CONNECTION_MODE1, IKT_MODEL_REFUSES,
                                entry->aggressive.line ? entry->aggressive.line : entry->line,
                                offer->aggressive ? "aggressive mode is offered" : "main mode is offered"))
        return;
    if (judge_identity(judging, entry))
        ikt_model_phase1_key(judging);
}
