/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Crypto access lists as the configuration has them: missing, typed with a netmask, behind a deny line, or with their
 * networks the wrong way round.
 */
#include <string.h>

#include "documents/router_names.h"
#include "model/networks.h"
#include "model/route.h"
#include "rules/document_case.h"
#include "rules/prose.h"
#include "rules/rule.h"

/* Lines of one list that are looked at. */
#define LINES 2000

static struct ikt_value text_value(const char *text)
{
    return (struct ikt_value){.kind = text ? IKT_VALUE_TEXT : IKT_VALUE_UNKNOWN, .is.text = text};
}

static bool is_static_entry(const struct ikt_document_side *side)
{
    return ikt_document_is_ios(side) && side->entry && side->entry->kind == IKT_ROUTER_ENTRY_STATIC;
}

static const struct ikt_router_acl *acl_of(const struct ikt_document_side *side)
{
    return is_static_entry(side) && side->entry->acl.text ? ikt_router_acl_find(side->router, side->entry->acl.text)
                                                          : NULL;
}

static enum ikt_likelihood sure_of(const struct ikt_document_case *c, const struct ikt_document_side *side)
{
    return ikt_document_is_whole(side) && !c->captured ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE;
}

/* The other side's networks, turned round. */
static struct ikt_proxies mirror_of(const struct ikt_document_side *other)
{
    return ikt_proxies_swap(&other->networks);
}

static struct ikt_value permit_of(const struct ikt_document_case *c, const struct ikt_proxies *networks)
{
    if (!networks->initiator.known || !networks->responder.known)
        return ikt_unknown();
    return ikt_document_permit(c, &networks->initiator, &networks->responder);
}

/* clang-format off */
static const struct ikt_fix_lines other_acl = {
    IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " match address <similar>", "end"),
    IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " match address <ACL>", "end"),
    "This entry alone."};
static const struct ikt_fix_lines new_acl_line = {
    IKT_LINES("configure terminal", "<ip access-list extended> <ACL>", " <line>", "end"),
    IKT_LINES("configure terminal", "no <ip access-list extended> <ACL>", "end"),
    "Every map entry that names this access list, which did nothing so far."};
/* clang-format on */

static void check_missing(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        if (!is_static_entry(side) || acl_of(side) || (side->entry->acl.line && !side->entry->acl.text) ||
            side->entry->unclear)
            continue;
        const char *name = side->entry->acl.text,
                   *similar = name ? ikt_router_similar(side->router, IKT_ROUTER_NAMED_ACL, name) : NULL;
        struct ikt_draft *draft = ikt_document_draft(
            c, drafts, IKT_RULE_ACL_MISSING, s,
            side->router->acls || !name ? sure_of(c, side) : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
        const struct ikt_value sequence = ikt_number(side->entry->sequence), map = text_value(side->entry->map);
        if (!name)
            IKT_SUMMARY(draft, "Entry {} of map {} on {} has no access list, so IOS keeps it disabled", sequence, map,
                        side->name);
        else
            IKT_SUMMARY(draft, "Access list {} of entry {} of map {} is not defined on {}", text_value(name), sequence,
                        map, side->name);
        ikt_document_quote(draft, side, name ? side->entry->acl.line : side->entry->line, true);
        if (similar)
            IKT_SAY(draft, "{} is defined, and may be meant.", text_value(similar));
        const struct ikt_proxies mirror = mirror_of(other);
        const struct ikt_value line = permit_of(c, &mirror);
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("MAP", map), IKT_NAMED("SEQ", sequence),
                   IKT_NAMED("ACL", text_value(name)), IKT_NAMED("similar", text_value(similar)));
        if (similar || line.kind != IKT_VALUE_UNKNOWN)
            IKT_FIX(draft, s == 0, IKT_NAMED("line", line),
                    IKT_NAMED("NEW-ACL", name ? text_value(name) : ikt_words("IKT-VPN")));
        if (similar)
            ikt_draft_fix_instead(draft, &other_acl);
        else if (name)
            ikt_draft_fix_instead(draft, &new_acl_line);
    }
}

/* The statement as a line of an access list has it: without its number. */
static struct ikt_value statement_of(struct ikt_arena *arena, const struct ikt_document_side *side, unsigned line)
{
    const char *text = ikt_router_line(side->router, line);
    const char *at = text ? strstr(text, "permit ") : NULL;
    return ikt_text(arena, at);
}

/* What was meant by networks that were typed with netmasks; not known where IOS has dropped their addresses. */
static struct ikt_proxies meant(const struct ikt_router_acl_line *line)
{
    const struct ikt_router_end *ends[2] = {&line->source, &line->destination};
    struct ikt_proxy proxies[2];
    for (int i = 0; i < 2; i++) {
        const bool known = ends[i]->low.family != IKT_FAMILY_NONE;
        proxies[i] = (struct ikt_proxy){ends[i]->low, ends[i]->high, line->protocol, ends[i]->port, known};
    }
    return (struct ikt_proxies){proxies[0], proxies[1]};
}

static const struct ikt_router_acl_line *typed_with_netmask(const struct ikt_router_acl *acl)
{
    unsigned looked = 0;
    for (const struct ikt_router_acl_line *line = acl ? acl->lines : NULL; line && looked++ < LINES;
         line = line->next) {
        if (line->permit && (line->source.netmask_typed || line->destination.netmask_typed))
            return line;
    }
    return NULL;
}

static void check_wildcard(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        const struct ikt_router_acl_line *line = typed_with_netmask(acl_of(side));
        if (!line)
            continue;
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_ACL_WILDCARD_ERROR, s, sure_of(c, side), IKT_RANK_ONE_WAY);
        IKT_SUMMARY(draft, "Access list {} of {} has a netmask where a wildcard belongs, and matches next to nothing",
                    text_value(side->entry->acl.text), side->name);
        ikt_document_quote(draft, side, line->line, true);
        struct ikt_proxies networks = mirror_of(other);
        if (!networks.initiator.known || !networks.responder.known)
            networks = meant(line);
        const struct ikt_value wanted = permit_of(c, &networks);
        IKT_SAY(draft, "A wildcard has the bits that do not count: 0.0.0.255 for a network of 256 addresses.");
        IKT_FIX(draft, s == 0, IKT_NAMED("ACL", text_value(side->entry->acl.text)),
                IKT_NAMED("old-line", statement_of(c->arena, side, line->line)),
                IKT_NAMED("number", ikt_number(line->number)),
                IKT_NAMED("line", wanted.kind != IKT_VALUE_UNKNOWN
                                      ? wanted
                                      : ikt_words("permit ip <OWN-NETWORK> <WILDCARD> <PEERS-NETWORK> <WILDCARD>")));
    }
}

/* A deny line before the side's own that takes all of it. */
static const struct ikt_router_acl_line *denied_by(const struct ikt_document_side *side,
                                                   const struct ikt_router_acl_line **own)
{
    const struct ikt_router_acl *acl = acl_of(side);
    const struct ikt_router_acl_line *deny = NULL;
    unsigned looked = 0;
    *own = NULL;
    if (!acl || acl->unclear || !side->networks.initiator.known || !side->networks.responder.known)
        return NULL;
    for (const struct ikt_router_acl_line *line = acl->lines; line && looked++ < LINES; line = line->next) {
        if (line->line == side->line) {
            *own = line;
            return deny;
        }
        if (line->permit || !ikt_model_networks_known(line))
            continue;
        const struct ikt_proxies denied = ikt_model_networks_of(line);
        const enum ikt_relation relation = ikt_proxies_relation(&side->networks, &denied);
        if (!deny && (relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_SUBSET))
            deny = line;
    }
    return NULL;
}

/* A number before that line which no line has; 0: none is free. */
static uint32_t number_before(const struct ikt_router_acl *acl, const struct ikt_router_acl_line *at)
{
    uint32_t below = 0;
    for (const struct ikt_router_acl_line *line = acl->lines; line && line != at; line = line->next)
        below = MAX(below, line->number);
    return at->number > below + 1 ? below + (at->number - below) / 2 : 0;
}

static void check_deny(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        const struct ikt_router_acl_line *own, *deny = denied_by(side, &own);
        if (!deny)
            continue;
        const struct ikt_router_acl *acl = acl_of(side);
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_ACL_DENY_SHADOW, s, sure_of(c, side), IKT_RANK_ONE_WAY);
        IKT_SUMMARY(draft, "In access list {} of {} a deny line takes all of a permit line that stands behind it",
                    text_value(acl->name), side->name);
        ikt_document_quote(draft, side, deny->line, true);
        ikt_document_quote(draft, side, own->line, true);
        const uint32_t number = number_before(acl, deny);
        if (number != 0)
            IKT_FIX(draft, s == 0, IKT_NAMED("ACL", text_value(acl->name)), IKT_NAMED("number", ikt_number(number)),
                    IKT_NAMED("number-now", ikt_number(own->number)),
                    IKT_NAMED("line", statement_of(c->arena, side, own->line)));
    }
}

/* Is part of a network on one of the router's own interfaces? */
static bool is_connected(const struct ikt_router *router, const struct ikt_proxy *network)
{
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next) {
        for (const struct ikt_router_interface_address *own = one->addresses; own; own = own->next) {
            const struct ikt_proxy address = {own->address, own->address, 0, 0, true};
            const enum ikt_relation relation = ikt_proxy_addresses(&address, network);
            if (relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_SUBSET)
                return true;
        }
    }
    return false;
}

/* Does it name the peer's network as its own, and its own as the peer's? */
static bool is_reversed(const struct ikt_document_side *side)
{
    const struct ikt_proxies *n = &side->networks;
    return is_static_entry(side) && n->initiator.known && n->responder.known && !ikt_proxies_are_gre(n) &&
           !is_connected(side->router, &n->initiator) && is_connected(side->router, &n->responder) &&
           !ikt_proxy_is_any(&n->responder);
}

static void check_reversed(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    const bool reversed[2] = {is_reversed(&c->side[0]), is_reversed(&c->side[1])};
    const int first = reversed[0] ? 0 : 1;
    const bool both = reversed[0] && reversed[1];
    if (!reversed[first] || (c->side[1 - first].router && !both))
        return;
    const bool sure = both && ikt_document_is_whole(&c->side[0]) && ikt_document_is_whole(&c->side[1]) &&
                      !c->side[0].router->routing_protocol && !c->side[1].router->routing_protocol && !c->captured;
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, IKT_RULE_ACL_REVERSED, first,
                           sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
    if (both)
        IKT_SUMMARY(draft,
                    "The access lists of {} and {} mirror each other, and each has the other's network as its own",
                    c->side[0].name, c->side[1].name);
    else
        IKT_SUMMARY(draft, "The access list of {} has its own network as the destination and the peer's as the source",
                    c->side[first].name);
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        if (!reversed[s])
            continue;
        ikt_document_quote(draft, side, side->line, true);
        unsigned line = 0;
        if (ikt_model_connected(side->router, &side->networks.responder.low, &line))
            ikt_document_quote(draft, side, line, false);
        const struct ikt_proxies right = ikt_proxies_swap(&side->networks);
        IKT_FIX(draft, s == 0, IKT_NAMED("ACL", text_value(side->entry->acl.text)),
                IKT_NAMED("line", permit_of(c, &right)), IKT_NAMED("old-line", permit_of(c, &side->networks)),
                IKT_NAMED("peer", ikt_address_of(ikt_document_named(&c->side[1 - s]))));
    }
}

/* clang-format off */
#define SHOW IKT_LINES("show crypto map", "show access-lists")
#define SUSPECT IKT_LINES("! on <local>", "<ip access-list extended> <ACL>")

const struct ikt_rule_def ikt_rule_acl_missing = {
    .info = {
        .name = "acl-missing", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "the crypto map entry has no access list, or one that is not defined",
        .explanation = "The entry for the peer names no access list, or one that the configuration does not define.\n\n"
            "IOS keeps an entry without a peer and a valid access list disabled; one whose list is empty asks for nothing "
            "and takes nothing (error 32). A similar name that is defined is told. \"show crypto map\" prints the list under the entry, "
            "or none.",
        .log = IKT_NO_LOG, .show = SHOW, .suspect = IKT_LINES("! on <local>", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                                                             " match address <ACL>"),
        .fix = IKT_LINES("configure terminal", "<ip access-list extended> <NEW-ACL>", " <line>",
                         "<crypto map> <MAP> <SEQ> ipsec-isakmp", " match address <NEW-ACL>", "end"),
        .undo = IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " no match address <NEW-ACL>",
                          "no <ip access-list extended> <NEW-ACL>", "end"),
        .touches = "This entry alone."},
    .documents = check_missing};

const struct ikt_rule_def ikt_rule_acl_wildcard_error = {
    .info = {
        .name = "acl-wildcard-error", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a netmask stands where a wildcard belongs",
        .explanation = "A line of the crypto access list was typed with a netmask (255.255.255.0) in place of a wildcard "
            "(0.0.0.255).\n\n"
            "IOS clears the bits of the address that the wildcard ignores, so \"permit ip 192.168.3.0 255.255.255.0 ...\" "
            "is stored as \"permit ip 0.0.0.0 255.255.255.0 ...\": addresses that end with .0 of any network. The LAN's "
            "traffic never matches, and the router begins no negotiation: no packet, no log line. The network that was "
            "meant cannot be read from what is stored. \"show access-lists\" without matches on that line confirms it.",
        .log = IKT_NO_LOG, .show = SHOW, .suspect = SUSPECT,
        .fix = IKT_LINES("configure terminal", "<ip access-list extended> <ACL>", " no <old-line>", " <number> <line>",
                         "end"),
        .undo = IKT_LINES("configure terminal", "<ip access-list extended> <ACL>", " no <line>", " <number> <old-line>",
                          "end"),
        .touches = "Every map entry with this access list."},
    .documents = check_wildcard};

const struct ikt_rule_def ikt_rule_acl_deny_shadow = {
    .info = {
        .name = "acl-deny-shadow", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a deny line before it takes the traffic",
        .explanation = "A deny line stands before the permit line for these networks, and takes all of them.\n\n"
            "A deny line of a crypto access list sends the packet to the next entry of the map, and at last out in clear. "
            "The router begins no negotiation for it, and refuses what the peer asks for. Matches on the deny line in "
            "\"show access-lists\" confirm it.",
        .log = IKT_NO_LOG, .show = SHOW, .suspect = SUSPECT,
        .fix = IKT_LINES("configure terminal", "<ip access-list extended> <ACL>", " no <number-now>",
                         " <number> <line>", "end"),
        .undo = IKT_LINES("configure terminal", "<ip access-list extended> <ACL>", " no <number>",
                          " <number-now> <line>", "end"),
        .touches = "Every map entry with this access list: what the permit line takes is encrypted again."},
    .documents = check_deny};

const struct ikt_rule_def ikt_rule_acl_reversed = {
    .info = {
        .name = "acl-reversed", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "the crypto access lists have source and destination the wrong way round",
        .explanation = "The source of the crypto access list is the other router's network, and the destination is the own one.\n\n"
            "Two such lists mirror each other, so nothing refuses them; but the traffic that each router forwards comes from "
            "its own network, which its list has as the destination, and goes out in clear. No negotiation begins. It shows "
            "by the connected networks alone: \"show ip interface brief\" against \"show access-lists\". Certain where both "
            "configurations have it, and neither runs a routing protocol.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show access-lists", "show ip interface brief"), .suspect = SUSPECT,
        .fix = IKT_LINES("configure terminal", "<ip access-list extended> <ACL>", " no <old-line>", " <line>", "end",
                         "clear crypto sa peer <peer>"),
        .undo = IKT_LINES("configure terminal", "<ip access-list extended> <ACL>", " no <line>", " <old-line>", "end",
                          "clear crypto sa peer <peer>"),
        .touches = "Every map entry with this access list; the other router needs the same, with its networks."},
    .documents = check_reversed};
/* clang-format on */
