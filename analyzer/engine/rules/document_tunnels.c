/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tunnel interfaces as their configuration has them: without protection, without ends, with ends that another one has,
 * too.
 */
#include <string.h>

#include "rules/document_case.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"

static const struct ikt_router_interface *tunnel_of(const struct ikt_document_side *side)
{
    const struct ikt_router_interface *one = side->router ? side->interface : NULL;
    return one && (one->source.line || one->destination.line || one->protection.line) ? one : NULL;
}

static bool is_gre(const struct ikt_router_interface *tunnel)
{
    return tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_GRE || tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE;
}

static struct ikt_value text_value(const char *text)
{
    return (struct ikt_value){.kind = text ? IKT_VALUE_TEXT : IKT_VALUE_UNKNOWN, .is.text = text};
}

/* The profile that is meant: of the name that the other side uses, or the only one there is; NULL. */
static const char *profile_for(const struct ikt_router *router, const char *other)
{
    const char *only = NULL;
    unsigned count = 0;
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next) {
        if (entry->kind != IKT_ROUTER_PROFILE || entry->ikev2_profile.line)
            continue;
        if (other && strcmp(entry->map, other) == 0)
            return entry->map;
        only = entry->map;
        count++;
    }
    return count == 1 ? only : NULL;
}

/* Is it a crypto map that protects what goes through the tunnel? */
static bool has_entry_for(const struct ikt_router *router, const struct ikt_address *peer)
{
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next) {
        for (const struct ikt_router_names *one = entry->peers; one; one = one->next) {
            if (ikt_address_equal(&one->address, peer))
                return true;
        }
    }
    return false;
}

/* Profiles are there, and no interface has one of them, nor a crypto map: ISAKMP is off. NULL, or a bare tunnel. */
static const struct ikt_router_interface *bare_tunnel(const struct ikt_document_side *side)
{
    const struct ikt_router_interface *found = NULL;
    bool profiles = false;
    if (!ikt_document_is_ios(side) || !ikt_document_is_whole(side) || side->interface)
        return NULL;
    for (const struct ikt_router_entry *entry = side->router->entries; entry; entry = entry->next)
        profiles = profiles || (entry->kind == IKT_ROUTER_PROFILE && !entry->ikev2_profile.line);
    for (const struct ikt_router_interface *one = side->router->interfaces; profiles && one; one = one->next) {
        if (one->protection.line || one->map.line || one->unclear)
            return NULL;
        if (!found && one->source.line && !one->shutdown.on)
            found = one;
    }
    return found;
}

/* The peer's log is all there is of the other end. */
static void add_applied_nowhere(const struct ikt_document_case *c, struct ikt_drafts *drafts, int s)
{
    const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
    const struct ikt_router_interface *tunnel = other->router || !other->log ? NULL : bare_tunnel(side);
    if (!tunnel || ikt_document_is_reached(side) || ikt_document_is_reached(other))
        return;
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, IKT_RULE_TUNNEL_PROTECTION_MISSING, s, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
    IKT_SUMMARY(draft, "No interface of {} has tunnel protection or a crypto map, {} neither, so ISAKMP is off there",
                side->name, text_value(tunnel->name));
    ikt_document_quote(draft, side, tunnel->line, true);
    IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("tunnel", text_value(tunnel->name)));
    IKT_FIX(draft, s == 0, IKT_NAMED("IPSEC-PROFILE", text_value(profile_for(side->router, NULL))));
}

/* IOS drops protection by a profile that is not defined, without a word. */
static void add_undefined(const struct ikt_document_case *c, struct ikt_drafts *drafts, int s)
{
    const struct ikt_document_side *side = &c->side[s];
    const struct ikt_router_interface *tunnel = tunnel_of(side);
    const char *only = profile_for(side->router, NULL);
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, IKT_RULE_TUNNEL_PROTECTION_MISSING, s, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
    IKT_SUMMARY(draft, "{} of {} is protected by {}, and {} has no IPsec profile of that name",
                text_value(tunnel->name), side->name, text_value(tunnel->protection.text), side->name);
    ikt_document_quote(draft, side, tunnel->protection.line, true);
    if (only)
        IKT_SAY(draft, "The only profile that it has is {}.", text_value(only));
    IKT_SAY(draft, "IOS drops such a line without a word.");
    IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("tunnel", text_value(tunnel->name)));
    IKT_FIX(draft, s == 0, IKT_NAMED("IPSEC-PROFILE", text_value(only)));
}

static bool is_undefined(const struct ikt_document_side *side)
{
    const struct ikt_router_interface *tunnel = tunnel_of(side);
    if (!tunnel || !tunnel->protection.text || !ikt_document_is_ios(side) || !ikt_document_is_whole(side) ||
        tunnel->unclear || ikt_router_profile_find(side->router, tunnel->protection.text))
        return false;
    for (const struct ikt_router_entry *entry = side->router->entries; entry; entry = entry->next) {
        if (entry->kind == IKT_ROUTER_PROFILE)
            return true;
    }
    return false;
}

static void check_protection(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        add_applied_nowhere(c, drafts, s);
        if (is_undefined(&c->side[s]) && !ikt_document_is_reached(&c->side[s]) &&
            !ikt_document_is_reached(&c->side[1 - s]))
            add_undefined(c, drafts, s);
    }
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        const struct ikt_router_interface *tunnel = tunnel_of(side), *theirs = tunnel_of(other);
        /* By a profile that an excerpt need not define. */
        const bool protects = theirs && theirs->protection.line && !is_undefined(other);
        if (!tunnel || tunnel->protection.line || !other->router || (!other->entry && !protects) ||
            has_entry_for(side->router, ikt_document_named(other)))
            continue;
        const bool sure =
            other->entry && ikt_document_is_whole(side) && ikt_document_is_whole(other) && !tunnel->unclear;
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_TUNNEL_PROTECTION_MISSING, s,
                               sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
        IKT_SUMMARY(draft, "{} of {} has no tunnel protection, {} wants what comes from it encrypted",
                    text_value(tunnel->name), side->name, other->name);
        ikt_document_quote(draft, side, tunnel->line, true);
        ikt_document_quote(draft, other, protects ? theirs->protection.line : other->line, false);
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("tunnel", text_value(tunnel->name)),
                   IKT_NAMED("not-ipsec", ikt_words("")));
        if (protects)
            IKT_FIX(draft, s == 0,
                    IKT_NAMED("IPSEC-PROFILE", text_value(profile_for(side->router, theirs->protection.text))));
    }
}

static void check_source(const struct ikt_document_case *c, struct ikt_drafts *drafts);

static void check_ends(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    check_source(c, drafts);
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        const struct ikt_router_interface *tunnel = tunnel_of(side);
        if (!tunnel || !tunnel->protection.line || tunnel->unclear || side->router->kind != IKT_ROUTER_IOS)
            continue;
        const bool no_source = !tunnel->source.line;
        const bool no_destination = !tunnel->destination.line && tunnel->tunnel_mode != IKT_ROUTER_TUNNEL_MGRE;
        if (!no_source && !no_destination)
            continue;
        struct ikt_draft *draft = ikt_document_draft(
            c, drafts, IKT_RULE_TUNNEL_NO_DESTINATION, s,
            ikt_document_is_whole(side) ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
        IKT_SUMMARY(draft, "{} of {} has tunnel protection and no {}, so it stays down and begins nothing",
                    text_value(tunnel->name), side->name, ikt_words(no_source ? "source" : "destination"));
        ikt_document_quote(draft, side, tunnel->line, true);
        ikt_document_quote(draft, side, tunnel->protection.line, true);
        if (no_destination && !tunnel->tunnel_mode_line)
            IKT_SAY(draft,
                    "Without a \"tunnel mode\" it is a GRE tunnel between two points, which IOS does not print.");
        const struct ikt_value destination = ikt_document_address(other);
        const bool multipoint = no_destination && tunnel->nhrp;
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("tunnel", text_value(tunnel->name)));
        IKT_FIX(draft, s == 0,
                IKT_NAMED("end", no_source    ? ikt_words("tunnel source <OUTSIDE-INTERFACE>")
                                 : multipoint ? ikt_words("tunnel mode gre multipoint")
                                 : destination.kind == IKT_VALUE_UNKNOWN
                                     ? ikt_words("tunnel destination <PEER-ADDRESS>")
                                     : ikt_made(c->arena, "tunnel destination %s",
                                                ikt_address_format(&other->address, (char[IKT_ADDRESS_TEXT]){0}))),
                IKT_NAMED("undo-end", no_source    ? ikt_words("no tunnel source")
                                      : multipoint ? ikt_words("no tunnel mode")
                                                   : ikt_words("no tunnel destination")));
    }
}

/* What a tunnel has for its end, and cannot use. */
static void add_dead_end(const struct ikt_document_case *c, struct ikt_drafts *drafts, int s,
                         const struct ikt_router_interface *dead, unsigned line, const char *why)
{
    const struct ikt_document_side *side = &c->side[s];
    const struct ikt_router_interface *tunnel = tunnel_of(side);
    const bool sure = dead && dead->shutdown.on && ikt_document_is_whole(side);
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, IKT_RULE_TUNNEL_NO_DESTINATION, s,
                           sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
    if (dead == tunnel)
        IKT_SUMMARY(draft, "{} of {} is shut down, so it begins nothing and answers nothing", text_value(tunnel->name),
                    side->name);
    else
        IKT_SUMMARY(draft, "{} of {}, which {} speaks from, {}: the tunnel stays down and begins nothing",
                    text_value(tunnel->source.text), side->name, text_value(tunnel->name), ikt_words(why));
    ikt_document_quote(draft, side, line, true);
    if (dead != tunnel)
        ikt_document_quote(draft, side, tunnel->source.line, true);
    IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("tunnel", text_value(dead ? dead->name : tunnel->name)));
    if (dead && dead->shutdown.on)
        IKT_FIX(draft, s == 0, IKT_NAMED("end", ikt_words("no shutdown")),
                IKT_NAMED("undo-end", ikt_words("shutdown")));
}

/* Is what the tunnel speaks from there, and at work? What a log shows at work is. */
static void check_source(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        const struct ikt_router_interface *tunnel = tunnel_of(side);
        struct ikt_address address;
        if (!tunnel || !tunnel->protection.line || !ikt_document_is_ios(side) || !ikt_document_is_whole(side) ||
            ikt_document_is_reached(side) || ikt_document_is_reached(&c->side[1 - s]))
            continue;
        const struct ikt_router_interface *from = ikt_router_interface_find(side->router, tunnel->source.text);
        if (tunnel->shutdown.on)
            add_dead_end(c, drafts, s, tunnel, tunnel->shutdown.line, "");
        else if (from && from->shutdown.on)
            add_dead_end(c, drafts, s, from, from->shutdown.line, "is shut down");
        else if (from && !from->addresses && !from->address_unknown && !from->unnumbered.line && !from->unclear)
            add_dead_end(c, drafts, s, from, from->line, "has no address");
        else if (!from && tunnel->source.text && !ikt_address_parse(tunnel->source.text, &address))
            add_dead_end(c, drafts, s, NULL, tunnel->line, "is no interface of it");
    }
}

/* Do both speak from one address? */
static bool share_source(const struct ikt_router *router, const struct ikt_router_interface *a,
                         const struct ikt_router_interface *b)
{
    if (!a->source.text || !b->source.text)
        return false;
    const struct ikt_router_interface *one = ikt_router_interface_find(router, a->source.text);
    const struct ikt_router_interface *other = ikt_router_interface_find(router, b->source.text);
    return (one && one == other) || strcmp(a->source.text, b->source.text) == 0;
}

static bool share_destination(const struct ikt_router_interface *a, const struct ikt_router_interface *b)
{
    return a->destination_address.family != IKT_FAMILY_NONE &&
           ikt_address_equal(&a->destination_address, &b->destination_address);
}

static bool is_protected(const struct ikt_router_interface *one)
{
    return one->protection.line && !one->shutdown.on && one->tunnel_mode != IKT_ROUTER_TUNNEL_OTHER;
}

/* A second VTI between the same two addresses asks for the same networks as the first: 0.0.0.0/0 both ways. */
static bool is_second_vti(const struct ikt_router *router, const struct ikt_router_interface *tunnel,
                          const struct ikt_router_interface *one)
{
    return share_source(router, tunnel, one) && share_destination(tunnel, one) &&
           tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_IPSEC && one->tunnel_mode == IKT_ROUTER_TUNNEL_IPSEC;
}

/* GRE of two interfaces that one SA has to carry: only with "shared" do they have it in common. */
static bool wants_shared(const struct ikt_router *router, const struct ikt_router_interface *tunnel,
                         const struct ikt_router_interface *one)
{
    const bool multipoint = tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE || one->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE;
    return share_source(router, tunnel, one) && is_gre(tunnel) && is_gre(one) &&
           (multipoint || share_destination(tunnel, one)) && !(tunnel->protection_shared && one->protection_shared);
}

static void check_rivals(const struct ikt_document_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                         bool (*is_rival)(const struct ikt_router *router, const struct ikt_router_interface *tunnel,
                                          const struct ikt_router_interface *one))
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        const struct ikt_router_interface *tunnel = tunnel_of(side), *rival = NULL;
        if (!tunnel || !is_protected(tunnel))
            continue;
        for (const struct ikt_router_interface *one = side->router->interfaces; one && !rival; one = one->next) {
            if (one != tunnel && is_protected(one) && is_rival(side->router, tunnel, one))
                rival = one;
        }
        if (!rival)
            continue;
        const bool vti = rule == IKT_RULE_VTI_SHARES_ENDPOINTS;
        struct ikt_draft *draft = ikt_document_draft(c, drafts, rule, s, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
        IKT_SUMMARY(draft,
                    vti ? "{} and {} of {} have the same source and destination, and ask for the same networks"
                        : "{} and {} of {} have one source, and their protection is not shared",
                    text_value(tunnel->name), text_value(rival->name), side->name);
        ikt_document_quote(draft, side, tunnel->protection.line, true);
        ikt_document_quote(draft, side, rival->protection.line, true);
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("tunnel", text_value(tunnel->name)),
                   IKT_NAMED("tunnel2", text_value(rival->name)));
        if (!vti && tunnel->protection.text && rival->protection.text)
            IKT_FIX(draft, s == 0, IKT_NAMED("profile", text_value(tunnel->protection.text)),
                    IKT_NAMED("profile2", text_value(rival->protection.text)),
                    IKT_NAMED("now", ikt_words(tunnel->protection_shared ? " shared" : "")),
                    IKT_NAMED("now2", ikt_words(rival->protection_shared ? " shared" : "")));
    }
}

static void check_shared(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    check_rivals(c, drafts, IKT_RULE_TUNNEL_PROTECTION_SHARED, wants_shared);
}

static void check_vti_ends(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    check_rivals(c, drafts, IKT_RULE_VTI_SHARES_ENDPOINTS, is_second_vti);
}

/* Of both sides' GRE tunnels; NULL where they are not both known. */
static bool both_gre(const struct ikt_document_case *c, const struct ikt_router_interface *out[2])
{
    for (int s = 0; s < 2; s++) {
        out[s] = tunnel_of(&c->side[s]);
        if (!out[s] || !is_gre(out[s]) || out[s]->unclear || !ikt_document_is_whole(&c->side[s]))
            return false;
    }
    return true;
}

static struct ikt_value key_text(struct ikt_arena *arena, const struct ikt_router_number *key)
{
    return key->value == IKT_ABSENT ? ikt_words("no tunnel key")
                                    : ikt_made(arena, "tunnel key %" G_GINT64_FORMAT, key->value);
}

static void check_key(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_router_interface *tunnel[2];
    if (!both_gre(c, tunnel) || tunnel[0]->tunnel_key.value == tunnel[1]->tunnel_key.value)
        return;
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, IKT_RULE_GRE_KEY_MISMATCH, 1, IKT_LIKELIHOOD_CERTAIN, IKT_RANK_REMARK);
    const struct ikt_value keys[2] = {key_text(c->arena, &tunnel[0]->tunnel_key),
                                      key_text(c->arena, &tunnel[1]->tunnel_key)};
    IKT_SUMMARY(draft, "{} has {}, {} has {}: each drops the other's GRE, whatever IPsec does", c->side[0].name,
                keys[0], c->side[1].name, keys[1]);
    ikt_draft_has(draft, keys[0], keys[1]);
    for (int s = 0; s < 2; s++)
        ikt_document_quote(draft, &c->side[s],
                           tunnel[s]->tunnel_key.line ? tunnel[s]->tunnel_key.line : tunnel[s]->line, true);
    IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("tunnel", text_value(tunnel[1]->name)));
    IKT_FIX(draft, false, IKT_NAMED("wanted", keys[0]), IKT_NAMED("before", keys[1]));
}

static void check_nhrp(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_router_interface *tunnel[2];
    if (!both_gre(c, tunnel) || !tunnel[0]->nhrp || !tunnel[1]->nhrp)
        return;
    const struct ikt_router_mark *mark[2] = {&tunnel[0]->nhrp_authentication, &tunnel[1]->nhrp_authentication};
    const bool one_sided = !mark[0]->line != !mark[1]->line;
    if (!one_sided && ikt_router_mark_equal(mark[0], mark[1]) != IKT_NO)
        return;
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, IKT_RULE_NHRP_AUTHENTICATION, 1, IKT_LIKELIHOOD_CERTAIN, IKT_RANK_REMARK);
    IKT_SUMMARY(draft, "NHRP of {} and {} authenticates {}: no spoke registers, whatever IPsec does", c->side[0].name,
                c->side[1].name, ikt_words(one_sided ? "on one side alone" : "with different words"));
    for (int s = 0; s < 2; s++)
        ikt_document_quote(draft, &c->side[s], mark[s]->line ? mark[s]->line : tunnel[s]->line, true);
    IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("tunnel", text_value(tunnel[1]->name)));
    IKT_FIX(draft, false, IKT_NAMED("none", ikt_words("")));
}

/* clang-format off */
#define SHOW IKT_LINES("show interfaces tunnel <number>", "show crypto ipsec profile", IKT_SHOW_SESSION)

const struct ikt_rule_def ikt_rule_tunnel_protection_missing = {
    .info = {
        .name = "tunnel-protection-missing", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a tunnel is protected at one end only",
        .explanation = "One router protects its tunnel interface, the other sends plain GRE.\n\n"
            "The protected end drops what comes in clear and says so once a minute (%CRYPTO-4-RECVD_PKT_NOT_IPSEC, prot= "
            "47); the other end has nothing that takes the Quick Mode which is asked for. Certain with both "
            "configurations; \"show interfaces tunnel\" prints \"Tunnel protection via IPSec\" at the protected end alone. "
            "A crypto map that encrypts the GRE at the other end refutes it.",
        .log = IKT_LOG(IKT_LOG_RESPONDER_IF(NEW, "not-ipsec",
            "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /<remote>, src_addr= "
            "<local>, prot= 47")),
        .show = SHOW, .suspect = IKT_LINES("! on <local>", "interface <tunnel>"),
        .fix = IKT_LINES("configure terminal", "interface <tunnel>", " tunnel protection ipsec profile <IPSEC-PROFILE>",
                         "end"),
        .undo = IKT_LINES("configure terminal", "interface <tunnel>",
                          " no tunnel protection ipsec profile <IPSEC-PROFILE>", "end"),
        .touches = "This tunnel interface alone; it carries nothing until its SAs are up."},
    .documents = check_protection,
    .logs = ikt_log_check_protection};

const struct ikt_rule_def ikt_rule_tunnel_no_destination = {
    .info = {
        .name = "tunnel-no-destination", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a protected tunnel has no destination, or no source that works",
        .explanation = "A tunnel interface with tunnel protection lacks one of its ends.\n\n"
            "A GRE tunnel between two points, which is what IOS has where no \"tunnel mode\" stands, needs \"tunnel "
            "destination\"; only \"tunnel mode gre multipoint\" learns it. Until then the interface is down and begins no "
            "negotiation: no packet and no log line. \"show interfaces tunnel\" with \"Tunnel source ..., destination "
            "UNKNOWN\" confirms it. The same comes of a tunnel that is shut down, and of a source that is shut down, has no "
            "address or is no interface of the router.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show interfaces tunnel <number>"),
        .suspect = IKT_LINES("! on <local>", "interface <tunnel>"),
        .fix = IKT_LINES("configure terminal", "interface <tunnel>", " <end>", "end"),
        .undo = IKT_LINES("configure terminal", "interface <tunnel>", " <undo-end>", "end"),
        .touches = "This tunnel interface alone."},
    .documents = check_ends};

const struct ikt_rule_def ikt_rule_tunnel_protection_shared = {
    .info = {
        .name = "tunnel-protection-shared", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "two tunnels with one source do not share their protection",
        .explanation = "Two tunnel interfaces with GRE have the same source, and their protection lacks \"shared\".\n\n"
            "Their GRE goes between the same addresses, so that one SA has to carry both. Without \"shared\" the Quick "
            "Mode of the second one is refused, or its SA lands on the first interface (from memory). Tunnels to "
            "different destinations, none of them multipoint, need no \"shared\". \"show crypto map\" prints a "
            "Tunnel<number>-head-0 for each interface, and one for all that share.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show crypto map", "show crypto ipsec sa", IKT_SHOW_SESSION),
        .suspect = IKT_LINES("! on <local>", "interface <tunnel>", " tunnel protection ipsec profile <profile>",
                             "interface <tunnel2>", " tunnel protection ipsec profile <profile2>"),
        .fix = IKT_LINES("configure terminal", "interface <tunnel>", " no tunnel protection ipsec profile <profile><now>",
                         "interface <tunnel2>", " no tunnel protection ipsec profile <profile2><now2>",
                         " tunnel protection ipsec profile <profile> shared", "interface <tunnel>",
                         " tunnel protection ipsec profile <profile> shared", "end"),
        .undo = IKT_LINES("configure terminal", "interface <tunnel>", " no tunnel protection ipsec profile <profile> shared",
                          "interface <tunnel2>", " no tunnel protection ipsec profile <profile> shared",
                          " tunnel protection ipsec profile <profile2><now2>", "interface <tunnel>",
                          " tunnel protection ipsec profile <profile><now>", "end"),
        .touches = "Both tunnels, which are down while this is typed."},
    .documents = check_shared};

const struct ikt_rule_def ikt_rule_vti_shares_endpoints = {
    .info = {
        .name = "vti-shares-endpoints", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "two VTIs have the same source and destination",
        .explanation = "Two tunnel interfaces with \"tunnel mode ipsec ipv4\" have the same source and destination.\n\n"
            "Both ask for any to any between the same two peers, and nothing in an SA tells them apart: one of them "
            "stays down, or takes the SAs of the other. \"shared\" does not help here. Give one of them another source "
            "(a loopback) or use GRE with \"tunnel key\" and \"shared\". That IOS keeps only one of them up is from "
            "memory.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show interfaces tunnel <number>", "show crypto ipsec sa"),
        .suspect = IKT_LINES("! on <local>", "interface <tunnel>", "interface <tunnel2>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .documents = check_vti_ends};

const struct ikt_rule_def ikt_rule_gre_key_mismatch = {
    .info = {
        .name = "gre-key-mismatch", .severity = IKT_SEVERITY_NOTE, .group = IKT_GROUP_PROTOCOL,
        .line = "the tunnel keys of GRE differ (no fault of IPsec)",
        .explanation = "The two tunnel interfaces have different GRE keys, or one has none.\n\n"
            "IPsec comes up and carries packets both ways, and each router drops the GRE that comes out of it: encaps "
            "and decaps of \"show crypto ipsec sa\" rise at both ends, and no ping passes. \"show interfaces tunnel\" "
            "prints the key.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show interfaces tunnel <number>"),
        .suspect = IKT_LINES("! on both", "interface <tunnel>", " tunnel key <key>"),
        .fix = IKT_LINES("configure terminal", "interface <tunnel>", " <wanted>", "end"),
        .undo = IKT_LINES("configure terminal", "interface <tunnel>", " <before>", "end"),
        .touches = "Every peer of this tunnel interface: on a multipoint one all of them have the key."},
    .documents = check_key};

const struct ikt_rule_def ikt_rule_nhrp_authentication = {
    .info = {
        .name = "nhrp-authentication", .severity = IKT_SEVERITY_NOTE, .group = IKT_GROUP_PROTOCOL,
        .line = "NHRP authenticates with different words (no fault of IPsec)",
        .explanation = "The tunnel interfaces of a hub and a spoke have different words under \"ip nhrp "
            "authentication\".\n\n"
            "IPsec comes up; the hub drops the registrations of the spoke. The hub logs %DMVPN-3-DMVPN_NHRP_ERROR with "
            "\"Recieved wrong authentication string\" (so spelled), \"show dmvpn\" on the spoke stays at NHRP.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show dmvpn", "show ip nhrp"),
        .suspect = IKT_LINES("! on both", "interface <tunnel>", " ip nhrp authentication <NHRP-WORD>"),
        .fix = IKT_LINES("configure terminal", "interface <tunnel>", " ip nhrp authentication <NHRP-WORD>", "end"),
        .undo = IKT_LINES("configure terminal", "interface <tunnel>", " ip nhrp authentication <NHRP-WORD-BEFORE>", "end"),
        .touches = "Every peer of this tunnel interface."},
    .documents = check_nhrp,
    .logs = ikt_log_check_nhrp};
/* clang-format on */
