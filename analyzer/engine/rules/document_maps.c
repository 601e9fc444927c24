/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Crypto maps as the configuration has them: applied, and where; which address they speak from; the order of entries.
 */
#include <string.h>

#include "documents/router_names.h"
#include "model/networks.h"
#include "model/route.h"
#include "rules/document_case.h"
#include "rules/entry_statements.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

static struct ikt_value text_value(const char *text)
{
    return (struct ikt_value){.kind = text ? IKT_VALUE_TEXT : IKT_VALUE_UNKNOWN, .is.text = text};
}

static bool is_of_map(const struct ikt_document_side *side)
{
    return ikt_document_is_ios(side) && side->entry &&
           (side->entry->kind == IKT_ROUTER_ENTRY_STATIC || side->entry->kind == IKT_ROUTER_ENTRY_DYNAMIC);
}

/* An interface that names a map which has no entry; NULL. */
static const struct ikt_router_interface *names_no_map(const struct ikt_router *router)
{
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next) {
        const struct ikt_router_map *map = one->map.text ? ikt_router_map_find(router, one->map.text) : NULL;
        bool has_entry = false;
        for (const struct ikt_router_entry *entry = map ? router->entries : NULL; entry && !has_entry;
             entry = entry->next)
            has_entry = (entry->kind != IKT_ROUTER_TEMPLATE && entry->kind != IKT_ROUTER_PROFILE) &&
                        strcmp(entry->map, one->map.text) == 0;
        if (one->map.text && !has_entry)
            return one;
    }
    return NULL;
}

/* Where the packets for the other side leave; NULL: not known. */
static const struct ikt_router_interface *way_out(const struct ikt_document_side *side,
                                                  const struct ikt_document_side *other)
{
    if (side->named.family != IKT_FAMILY_NONE) {
        const struct ikt_router_interface *named = ikt_router_interface_of(side->router, &side->named);
        if (named)
            return named;
    }
    const struct ikt_address *peer = ikt_document_named(other);
    if (peer->family == IKT_FAMILY_NONE)
        return NULL;
    const struct ikt_model_route route = ikt_model_route_to(side->router, peer);
    return route.says == IKT_MODEL_TAKES ? route.interface : NULL;
}

/* clang-format off */
static const struct ikt_fix_lines replaces_map = {
    IKT_LINES("configure terminal", "interface <interface>", " no crypto map <map-now>", " crypto map <map>", "end"),
    IKT_LINES("configure terminal", "interface <interface>", " no crypto map <map>", " crypto map <map-now>", "end"),
    "All traffic of this interface that an entry of the map asks for; an interface has one crypto map."};
/* clang-format on */

static void add_not_applied(const struct ikt_document_case *c, struct ikt_drafts *drafts, int s,
                            const struct ikt_router_interface *out, enum ikt_likelihood likelihood)
{
    const struct ikt_document_side *side = &c->side[s];
    const struct ikt_router_interface *stray = names_no_map(side->router), *at = stray ? stray : out;
    struct ikt_draft *draft = ikt_document_draft(c, drafts, IKT_RULE_MAP_NOT_APPLIED, s, likelihood, IKT_RANK_ONE_WAY);
    const struct ikt_value map = text_value(side->entry->map);
    if (stray)
        IKT_SUMMARY(draft, "No interface of {} has crypto map {}; {} has {}, which has no entry", side->name, map,
                    text_value(stray->name), text_value(stray->map.text));
    else if (side->interface)
        IKT_SUMMARY(draft, "Crypto map {} of {} is on {}, and packets for {} leave by {}", map, side->name,
                    text_value(side->interface->name), c->side[1 - s].name, text_value(out->name));
    else
        IKT_SUMMARY(draft, "No interface of {} has crypto map {}", side->name, map);
    if (stray)
        ikt_document_quote(draft, side, stray->map.line, true);
    if (!stray && side->interface)
        ikt_document_quote(draft, side, side->interface->map.line, true);
    ikt_document_quote(draft, side, side->entry->line, true);
    if (stray && ikt_router_names_similar(stray->map.text, side->entry->map))
        IKT_SAY(draft, "The two names are similar.");
    IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("map", map), IKT_NAMED("not-applied", ikt_words("")));
    IKT_FIX(draft, s == 0, IKT_NAMED("OUTSIDE-INTERFACE", text_value(at ? at->name : NULL)),
            IKT_NAMED("interface", text_value(at ? at->name : NULL)),
            IKT_NAMED("map-now", text_value(at ? at->map.text : NULL)));
    if (at && at->map.text)
        ikt_draft_fix_instead(draft, &replaces_map);
}

/* The interface by which packets for the other side leave, where the map is on another one; NULL: none, or not known.
 */
static const struct ikt_router_interface *leaves_elsewhere(const struct ikt_document_case *c, int s)
{
    const struct ikt_document_side *side = &c->side[s];
    const struct ikt_address *peer = ikt_document_named(&c->side[1 - s]);
    if (!is_of_map(side) || !ikt_document_is_whole(side) || side->router->kind != IKT_ROUTER_IOS || !side->interface ||
        peer->family == IKT_FAMILY_NONE || side->takes_any || side->misnamed)
        return NULL;
    const struct ikt_model_route route = ikt_model_route_to(side->router, peer);
    const struct ikt_router_interface *out = route.says == IKT_MODEL_TAKES && !route.learned ? route.interface : NULL;
    return out && out != side->interface && (!out->map.text || strcmp(out->map.text, side->entry->map) != 0) &&
                   !out->source.line && !out->destination.line
               ? out
               : NULL;
}

/* A product whose maps name their interface; what to type there is none of the rule's lines. */
static void add_unnamed(const struct ikt_document_case *c, struct ikt_drafts *drafts, int s)
{
    const struct ikt_document_side *side = &c->side[s];
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, IKT_RULE_MAP_NOT_APPLIED, s, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
    const struct ikt_value map = text_value(side->entry->map);
    IKT_SUMMARY(draft, "No interface of {} has crypto map {}", side->name, map);
    ikt_document_quote(draft, side, side->entry->line, true);
    IKT_SAY(draft, "It has one by \"crypto map {} interface\" and the interface's name.", map);
    draft->finding.fix_count = 0;
}

static void check_applied(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        if (side->router && !ikt_document_is_ios(side) && ikt_router_has_maps(side->router) && side->entry &&
            !side->interface && side->entry->kind == IKT_ROUTER_ENTRY_STATIC && ikt_document_is_whole(side)) {
            add_unnamed(c, drafts, s);
            continue;
        }
        if (!is_of_map(side) || !ikt_document_is_whole(side) || side->router->kind != IKT_ROUTER_IOS)
            continue;
        if (!side->interface) {
            /* an excerpt may lack the interface where it is */
            const struct ikt_router_interface *out = way_out(side, &c->side[1 - s]);
            const bool shown = (out && out->addresses) || names_no_map(side->router);
            add_not_applied(c, drafts, s, out,
                            shown && !c->captured ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE);
            continue;
        }
        /* on the wrong interface, as far as routes tell */
        const struct ikt_router_interface *out = leaves_elsewhere(c, s);
        if (out)
            add_not_applied(c, drafts, s, out, IKT_LIKELIHOOD_PROBABLE);
    }
}

/* clang-format off */
static const struct ikt_fix_lines tunnel_source = {
    IKT_LINES("configure terminal", "interface <tunnel>", " tunnel source <interface>", "end"),
    IKT_LINES("configure terminal", "interface <tunnel>", " tunnel source <before>", "end"),
    "This tunnel interface alone."};
/* clang-format on */

static void check_local_address(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        if (!ikt_document_is_ios(side) || side->named.family == IKT_FAMILY_NONE ||
            side->address.family == IKT_FAMILY_NONE || ikt_address_equal(&side->named, &side->address))
            continue;
        const struct ikt_router_interface *expected = ikt_router_interface_of(side->router, &side->named);
        /* a map on the wrong interface speaks from the wrong address, and local-address does not mend that */
        if (!expected || side->bound || leaves_elsewhere(c, s) == expected)
            continue;
        const bool tunnel = side->interface && side->interface->source.line;
        /* one interface with two addresses: a shared (HSRP) one, or a secondary */
        const bool shared = !tunnel && side->interface == expected;
        struct ikt_draft *draft = ikt_document_draft(
            c, drafts, IKT_RULE_MAP_MULTI_WAN_LOCAL_ADDRESS, s,
            ikt_document_is_whole(side) && !c->captured && !shared ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE,
            IKT_RANK_ONE_WAY);
        IKT_SUMMARY(draft, "{} speaks from {}, and {} knows it as {}, the address of its {}", side->name,
                    ikt_address_of(&side->address), other->name, ikt_address_of(&side->named),
                    text_value(expected->name));
        ikt_document_quote(draft, other, other->peer_line, true);
        ikt_document_quote(draft, side,
                           tunnel            ? side->interface->source.line
                           : side->interface ? side->interface->map.line
                           : side->entry     ? side->entry->line
                                             : 0,
                           true);
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("interface", text_value(expected->name)),
                   IKT_NAMED("MAP", text_value(side->entry ? side->entry->map : NULL)));
        IKT_FIX(draft, s == 0, IKT_NAMED("tunnel", text_value(tunnel ? side->interface->name : NULL)),
                IKT_NAMED("before", text_value(tunnel ? side->interface->source.text : NULL)));
        if (shared) {
            IKT_SAY(draft,
                    "That is another address of the same interface: a crypto map speaks from a shared (HSRP) one "
                    "with \"redundancy\" alone, and never from a secondary one.");
            draft->finding.fix_count = 0;
        }
        if (tunnel)
            ikt_draft_fix_instead(draft, &tunnel_source);
    }
}

void ikt_check_document_peers(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        if (!side->misnamed || !ikt_document_is_ios(side))
            continue;
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_PEER_ADDRESS_WRONG, s, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
        IKT_SUMMARY(draft, "{} names {} as its peer for these networks, and their other end speaks from {}", side->name,
                    ikt_address_of(&other->named), ikt_address_of(&other->address));
        ikt_document_quote(draft, side, side->peer_line, true);
        ikt_document_quote(draft, other, other->peer_line, false);
        IKT_SAY(draft, "A NAT in front of {} would explain it, too.", other->name);
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("in-phase1", ikt_words("")));
        if (side->entry && side->entry->kind == IKT_ROUTER_ENTRY_STATIC)
            ikt_fix_peer(draft, c, s);
    }
}

/* Does the entry's access list take what the side would send, before its own entry is asked? */
static const struct ikt_router_entry *catches(const struct ikt_document_side *side, unsigned *line)
{
    for (const struct ikt_router_entry *entry = side->router->entries; entry; entry = entry->next) {
        if (entry->kind != IKT_ROUTER_ENTRY_STATIC || entry == side->entry ||
            strcmp(entry->map, side->entry->map) != 0 || entry->sequence >= side->entry->sequence)
            continue;
        bool same_peer = false;
        for (const struct ikt_router_names *one = entry->peers; one; one = one->next)
            for (const struct ikt_router_names *own = side->entry->peers; own; own = own->next)
                same_peer = same_peer || ikt_address_equal(&one->address, &own->address);
        const struct ikt_router_acl *acl = ikt_router_acl_find(side->router, entry->acl.text);
        if (same_peer || !acl || acl->unclear || entry->ikev2_profile.line || !entry->peers)
            continue;
        const struct ikt_model_fit fit = ikt_model_acl_fit(acl, &side->networks);
        if (fit.says == IKT_MODEL_TAKES) {
            *line = fit.line;
            return entry;
        }
    }
    return NULL;
}

static void check_overlap(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        unsigned line = 0;
        if (!is_of_map(side) || side->entry->kind != IKT_ROUTER_ENTRY_STATIC || !side->networks.initiator.known ||
            !side->networks.responder.known)
            continue;
        const struct ikt_router_entry *earlier = catches(side, &line);
        if (!earlier)
            continue;
        struct ikt_draft *draft = ikt_document_draft(
            c, drafts, IKT_RULE_MAP_OVERLAP_WRONG_ENTRY, s,
            ikt_document_is_whole(side) && !c->captured ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE,
            IKT_RANK_ONE_WAY);
        IKT_SUMMARY(draft, "Entry {} of map {} on {} takes these networks before entry {}, and has the peer {}",
                    ikt_number(earlier->sequence), text_value(earlier->map), side->name,
                    ikt_number(side->entry->sequence),
                    earlier->peers->address.family != IKT_FAMILY_NONE ? ikt_address_of(&earlier->peers->address)
                                                                      : text_value(earlier->peers->name.text));
        ikt_document_quote(draft, side, earlier->line, true);
        ikt_document_quote(draft, side, line, true);
        ikt_document_quote(draft, side, side->entry->line, true);
        ikt_document_quote(draft, side, side->line, false);
        ikt_fix_move(draft, c, s, ikt_free_sequence(side->router, side->entry->map, earlier->sequence));
    }
}

static const struct ikt_router_entry *dynamic_before(const struct ikt_document_side *side)
{
    for (const struct ikt_router_entry *entry = side->router->entries; entry; entry = entry->next) {
        if (entry->kind == IKT_ROUTER_ENTRY_DYNAMIC && strcmp(entry->map, side->entry->map) == 0 &&
            entry->sequence < side->entry->sequence)
            return entry;
    }
    return NULL;
}

static void check_order(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        if (!is_of_map(side) || side->entry->kind != IKT_ROUTER_ENTRY_STATIC)
            continue;
        const struct ikt_router_entry *dynamic = dynamic_before(side);
        if (!dynamic)
            continue;
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_DYN_MAP_ORDER, s, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_RELATED);
        if (!c->way[1 - s].refused)
            draft->finding.severity = IKT_SEVERITY_WARNING;
        IKT_SUMMARY(draft, "Dynamic entry {} of map {} on {} comes before entry {}, and may take what {} asks for",
                    ikt_number(dynamic->sequence), text_value(dynamic->map), side->name,
                    ikt_number(side->entry->sequence), c->side[1 - s].name);
        ikt_document_quote(draft, side, dynamic->line, true);
        ikt_document_quote(draft, side, side->entry->line, true);
        const unsigned last = ikt_last_sequence(side->router, side->entry->map);
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("map", text_value(dynamic->map)),
                   IKT_NAMED("sequence-now", ikt_number(dynamic->sequence)),
                   IKT_NAMED("template", text_value(dynamic->dynamic.text)));
        IKT_FIX(draft, s == 0, IKT_NAMED("sequence-then", ikt_number(last < 65000 ? 65000 : last + 1)));
    }
}

static void check_initiate(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        if (!is_of_map(side) || side->entry->kind != IKT_ROUTER_ENTRY_DYNAMIC)
            continue;
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_DYN_MAP_CANNOT_INITIATE, s, IKT_LIKELIHOOD_CERTAIN, IKT_RANK_REMARK);
        IKT_SUMMARY(draft, "{} has a dynamic entry for this and begins nothing: the other side has to", side->name);
        ikt_document_quote(draft, side, side->entry->line, true);
        return;
    }
}

/* clang-format off */
#define SHOW IKT_LINES("show crypto map", IKT_SHOW_SESSION)

const struct ikt_rule_def ikt_rule_map_not_applied = {
    .info = {
        .name = "map-not-applied", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "the crypto map is on no interface, or on another one",
        .explanation = "No interface has the crypto map whose entry is for this peer, or it is not the one by which packets "
            "for the peer leave.\n\n"
            "The router encrypts nothing of what the entry asks for. It still answers phase 1 while anything else on it "
            "uses IKE, and refuses every Quick Mode (error 8*, or 32 on later releases; * from memory). A map name that is "
            "spelled differently on the interface does the same, without a word from IOS. An empty list under \"Interfaces "
            "using crypto map\" in \"show crypto map\" confirms it. Nothing is concluded from \"show running-config | section "
            "crypto\", which hides the interfaces.",
        .log = IKT_LOG(
            IKT_LOG_INITIATOR_IF(ALL, "not-applied", "IPSEC(validate_proposal_request): invalid local address <local>")),
        .show = IKT_LINES("show crypto map", "show running-config interface <IF>"),
        .suspect = IKT_LINES("! on <local>", "interface <IF>", " <crypto map> <map>"),
        .fix = IKT_LINES("configure terminal", "interface <OUTSIDE-INTERFACE>", " <crypto map> <map>", "end"),
        .undo = IKT_LINES("configure terminal", "interface <OUTSIDE-INTERFACE>", " no <crypto map> <map>", "end"),
        .touches = "All traffic of this interface that an entry of the map asks for."},
    .documents = check_applied,
    .logs = ikt_log_check_map};

const struct ikt_rule_def ikt_rule_map_multi_wan_local_address = {
    .info = {
        .name = "map-multi-wan-local-address", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a router speaks from another of its addresses than the peer knows",
        .explanation = "The peer names one address of the router, and the router speaks from another one of its own.\n\n"
            "With a crypto map on several interfaces each has its own address; \"crypto map MAP local-address IF\" gives "
            "all of them one. The peer has no key and no entry for the address that packets come from; what it sends to "
            "the one it knows may be answered (\"invalid local address\" where no map is at work there). \"local addr\" in \"show crypto ipsec sa\" "
            "beside the peer's \"set peer\" confirms it.",
        .log = IKT_LOG(IKT_LOG_RESPONDER(ALL, "No pre-shared key with <local>!")),
        .show = IKT_LINES("show crypto map", "show crypto isakmp sa", IKT_SHOW_SESSION),
        .suspect = IKT_LINES("! on <local>", "crypto map <MAP> local-address <interface>", "! on <remote>",
                             " set peer <local>", "crypto isakmp key <KEY> <address> <local><length>"),
        .fix = IKT_LINES("configure terminal", "crypto map <MAP> local-address <interface>", "end",
                         "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "no crypto map <MAP> local-address <interface>", "end",
                          "clear crypto session remote <peer>"),
        .touches = "Every entry of this map: all its peers see that address then, and need it in \"set peer\" and in the "
            "key; the other way is to change both on the other router."},
    .documents = check_local_address,
    .logs = ikt_log_check_local_address};

const struct ikt_rule_def ikt_rule_map_overlap_wrong_entry = {
    .info = {
        .name = "map-overlap-wrong-entry", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "an earlier entry of the map takes the traffic",
        .explanation = "An entry with a lower number, for another peer, has an access list that takes these networks.\n\n"
            "The router sends the traffic to that peer, and never reaches the entry that was meant. What this peer asks "
            "for may be refused too: old releases stop at the first entry whose list fits (\"peer address A not found\", where A is "
            "the peer of that entry; error 64*, from memory), later ones go on. \"show crypto map\" with the lists of both "
            "entries confirms it.",
        .log = IKT_NO_LOG, .show = SHOW, .suspect = IKT_LINES("! on <local>", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                                                             " match address <ACL>"),
        .fix = IKT_ENTRY_MOVED, .undo = IKT_ENTRY_MOVED_BACK,
        .touches = "This peer's entry, which is taken away and typed again under a lower number; no other entry changes, "
            "but what both lists permit goes to this peer then."},
    .documents = check_overlap,
    .logs = ikt_log_check_entry};

const struct ikt_rule_def ikt_rule_dyn_map_order = {
    .info = {
        .name = "dyn-map-order", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a dynamic entry stands before the static one",
        .explanation = "A dynamic entry has a lower number than the entry for this peer.\n\n"
            "Entries are asked by their numbers: what this peer asks for is taken, or refused, by the dynamic map's sets "
            "and PFS. The entry for this peer works while this router begins. Whether a refusal by the dynamic entry ends "
            "the search is from memory. \"show crypto map\" shows the order.",
        .log = IKT_NO_LOG, .show = SHOW,
        .suspect = IKT_LINES("! on <local>", "crypto map <map> <sequence-now> ipsec-isakmp dynamic <template>"),
        .fix = IKT_LINES("configure terminal", "no <crypto map> <map> <sequence-now>",
                         "<crypto map> <map> <sequence-then> ipsec-isakmp dynamic <template>", "end"),
        .undo = IKT_LINES("configure terminal", "no <crypto map> <map> <sequence-then>",
                          "<crypto map> <map> <sequence-now> ipsec-isakmp dynamic <template>", "end"),
        .touches = "Every peer that comes in by the dynamic map, while this is typed."},
    .documents = check_order};

const struct ikt_rule_def ikt_rule_dyn_map_cannot_initiate = {
    .info = {
        .name = "dyn-map-cannot-initiate", .severity = IKT_SEVERITY_NOTE, .group = IKT_GROUP_PROTOCOL,
        .line = "a router with a dynamic map alone begins nothing",
        .explanation = "For this peer the router has a dynamic entry, which names no peer.\n\n"
            "It answers and never begins: what its own networks send waits until the other side has brought the tunnel "
            "up. That is as it should be for clients and for peers whose address changes. Where it is not, an entry with "
            "\"set peer\" does it.",
        .log = IKT_NO_LOG, .show = SHOW,
        .suspect = IKT_LINES("! on <local>", "<crypto map> <MAP> <SEQ> ipsec-isakmp dynamic <DYNAMIC-MAP>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .documents = check_initiate};
/* clang-format on */
