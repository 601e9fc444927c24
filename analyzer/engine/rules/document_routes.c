/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What keeps packets from the tunnel, or what comes out of it from its way, as the configuration has it: routes, NAT
 * before encryption, filters on the outside.
 */
#include <string.h>

#include "model/nat.h"
#include "model/networks.h"
#include "model/route.h"
#include "rules/document_case.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"

#define UDP 17 /* IANA */
#define ESP 50
#define IKE 500
/* Lines at the head of NAT's list that are looked at for a mistyped one. */
#define MAX_EXCEPTED 32

static struct ikt_value text_value(const char *text)
{
    return (struct ikt_value){.kind = text ? IKT_VALUE_TEXT : IKT_VALUE_UNKNOWN, .is.text = text};
}

static bool is_known(const struct ikt_address *address)
{
    return address->family != IKT_FAMILY_NONE;
}

/* What of the side's way to the other one has no route. */
struct routes {
    bool peer, network;                       /* there is none */
    const struct ikt_router_interface *aside; /* or a static one leads the network's packets where no map is */
    unsigned line;                            /* a static route that is at fault; 0: none */
};

/* Does another route lead the network's packets to the crypto map, once the one that counts is gone? */
static bool is_backup(const struct ikt_document_side *side)
{
    unsigned line;
    for (const struct ikt_router_route *route = side->router->routes; route; route = route->next)
        if (route->prefix > 0 && is_known(&route->next_hop) &&
            ikt_address_in_prefix(&side->networks.responder.low, &route->low, route->prefix) &&
            ikt_model_connected(side->router, &route->next_hop, &line) == side->interface)
            return true;
    return false;
}

/* Where a static route of its own takes packets for the other network past the crypto map. */
static const struct ikt_router_interface *
leads_aside(const struct ikt_document_side *side, const struct ikt_address *peer, const struct ikt_model_route *network)
{
    const struct ikt_router_interface *out = network->interface;
    const struct ikt_model_route way = ikt_model_route_to(side->router, peer);
    unsigned line;
    const bool connected = ikt_model_connected(side->router, &side->networks.responder.low, &line);
    if (network->says != IKT_MODEL_TAKES || network->learned || !out || out->map.line || out == side->interface ||
        out->source.line || out->destination.line || connected || !side->interface || !side->interface->map.line ||
        side->router->stray_apply || side->router->routing_protocol || network->line == way.line)
        return NULL;
    return way.says == IKT_MODEL_TAKES && way.interface == side->interface && !is_backup(side) ? out : NULL;
}

static struct routes routes_of(const struct ikt_document_side *side, const struct ikt_document_side *other)
{
    struct routes none = {0};
    const struct ikt_address *peer = ikt_document_named(other);
    const struct ikt_proxy *network = &side->networks.responder;
    if (!ikt_document_is_ios(side) || !side->entry || !is_known(peer) || side->may_be_nat || side->takes_any ||
        side->misnamed || side->router->several)
        return none;
    const struct ikt_model_route way = ikt_model_route_to(side->router, peer);
    none.peer = !ikt_document_is_reached(side) && !ikt_document_is_reached(other) &&
                side->entry->kind != IKT_ROUTER_ENTRY_DYNAMIC && way.says == IKT_MODEL_REFUSES;
    none.line = none.peer ? way.line : 0;
    const bool injected = side->entry->reverse_route.line && side->entry->reverse_route.on;
    if (network->known && !injected && !ikt_proxy_is_any(network) && !ikt_proxies_are_gre(&side->networks)) {
        const struct ikt_model_route route = ikt_model_route_to(side->router, &network->low);
        none.network = route.says == IKT_MODEL_REFUSES;
        none.aside = leads_aside(side, peer, &route);
        if (none.network || none.aside)
            none.line = route.line;
    }
    return none;
}

static unsigned count_addressed(const struct ikt_router *router)
{
    unsigned count = 0;
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next)
        count += one->addresses != NULL;
    return count;
}

/* Does the file look as if it held the routes? An excerpt has none, and neither has its neighbour then. */
static bool shows_routes(const struct ikt_document_side *side, const struct ikt_document_side *other)
{
    if (side->router->routes)
        return true;
    if (other->router)
        return other->router->routes != NULL || other->router->routing_protocol;
    return count_addressed(side->router) >= 2;
}

/* A next hop that is on a network of the router; where the peer is connected, the peer. The route to the peer first. */
static struct ikt_value next_hop(const struct ikt_document_side *side, const struct ikt_document_side *other)
{
    unsigned line;
    const struct ikt_address *peer = ikt_document_named(other);
    if (ikt_model_connected(side->router, peer, &line))
        return ikt_address_of(peer);
    const struct ikt_router_route *found = NULL;
    for (const struct ikt_router_route *route = side->router->routes; route; route = route->next) {
        if (!is_known(&route->next_hop) || !ikt_model_connected(side->router, &route->next_hop, &line))
            continue;
        const bool leads = is_known(peer) && ikt_address_in_prefix(peer, &route->low, route->prefix);
        if (!found || (leads && !ikt_address_in_prefix(peer, &found->low, found->prefix)))
            found = route;
    }
    return found ? ikt_address_of(&found->next_hop) : ikt_unknown();
}

/* "192.168.1.0 255.255.255.0"; unknown where it is no prefix of IPv4. */
static struct ikt_value network_and_mask(struct ikt_arena *arena, const struct ikt_proxy *network)
{
    const int prefix = network->known ? ikt_proxy_prefix(network) : -1;
    if (prefix < 0 || network->low.family != IKT_FAMILY_IPV4)
        return ikt_unknown();
    const uint32_t mask = prefix == 0 ? 0 : UINT32_MAX << (32 - prefix);
    char address[IKT_ADDRESS_TEXT];
    return ikt_made(arena, "%s %u.%u.%u.%u", ikt_address_format(&network->low, address), mask >> 24, mask >> 16 & 0xff,
                    mask >> 8 & 0xff, mask & 0xff);
}

/* Would the new route stand beside the one at this line, for the same network? */
static bool replaces_nothing(const struct ikt_document_side *side, unsigned line)
{
    const int prefix = ikt_proxy_prefix(&side->networks.responder);
    for (const struct ikt_router_route *route = side->router->routes; route; route = route->next)
        if (route->line == line)
            return prefix <= (int)route->prefix;
    return true;
}

static void add_route(const struct ikt_document_case *c, struct ikt_drafts *drafts, enum ikt_rule rule, int s,
                      const struct routes *none)
{
    const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
    const bool shown = shows_routes(side, other);
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, rule, s, shown ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                           rule == IKT_RULE_NO_ROUTE ? IKT_RANK_RELATED : IKT_RANK_TRAFFIC);
    const struct ikt_address *peer = ikt_document_named(other);
    const struct ikt_proxies far = {side->networks.responder, side->networks.responder};
    g_autofree char *text = ikt_proxy_text(&far.initiator);
    const struct ikt_value network = ikt_text(c->arena, text);
    if (!shown)
        draft->finding.severity = IKT_SEVERITY_WARNING;
    if (none->aside)
        IKT_SUMMARY(draft, "{} routes packets for {} to {}, where no crypto map takes them", side->name, network,
                    text_value(none->aside->name));
    else if (rule == IKT_RULE_ROUTING_NO_RETURN)
        IKT_SUMMARY(draft, "{} has no route to {}, so nothing that it should send back comes to the tunnel", side->name,
                    network);
    else if (none->peer && none->network)
        IKT_SUMMARY(draft, "{} has no route to {}, nor to its peer {}", side->name, network, ikt_address_of(peer));
    else if (none->peer)
        IKT_SUMMARY(draft, "{} has no route to its peer {}", side->name, ikt_address_of(peer));
    else
        IKT_SUMMARY(draft, "{} has no route to {}, so its packets never reach the crypto map", side->name, network);
    ikt_document_quote(draft, side, none->line, true);
    ikt_document_quote(draft, side, side->line, false);
    if (!none->aside && none->line != 0)
        IKT_SAY(draft, "Its next hop is on no network of the router.");
    else if (!none->aside)
        IKT_SAY(draft,
                side->router->routes ? "None of its {}static routes leads there, and no connected network does."
                                     : "It has no {}static route at all, and no connected network leads there.",
                ikt_words(""));
    if (!shown)
        IKT_SAY(draft, "No file here shows a route, so they may have been left out.");
    const struct ikt_value wanted =
        none->peer ? ikt_words("0.0.0.0 0.0.0.0") : network_and_mask(c->arena, &side->networks.responder);
    IKT_FIX(draft, s == 0, IKT_NAMED("route", wanted), IKT_NAMED("NEXT-HOP", next_hop(side, other)));
    if (wanted.kind == IKT_VALUE_UNKNOWN || (none->aside && replaces_nothing(side, none->line)))
        draft->finding.fix_count = 0;
}

/* Can this side begin, as far as its routes tell? */
static bool may_begin(const struct routes *none)
{
    return !none->peer && !none->network && !none->aside;
}

static void check_routes(const struct ikt_document_case *c, struct ikt_drafts *drafts, enum ikt_rule rule)
{
    const struct routes none[2] = {routes_of(&c->side[0], &c->side[1]), routes_of(&c->side[1], &c->side[0])};
    for (int s = 0; s < 2; s++) {
        if (may_begin(&none[s]))
            continue;
        const bool answers = !none[s].peer && c->side[1 - s].router && may_begin(&none[1 - s]);
        if ((rule == IKT_RULE_ROUTING_NO_RETURN) == answers)
            add_route(c, drafts, rule, s, &none[s]);
    }
}

static void check_no_route(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    check_routes(c, drafts, IKT_RULE_NO_ROUTE);
}

static void check_no_return(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    check_routes(c, drafts, IKT_RULE_ROUTING_NO_RETURN);
}

static const struct ikt_router_nat *nat_at(const struct ikt_router *router, unsigned line)
{
    for (const struct ikt_router_nat *nat = router->nats; nat; nat = nat->next) {
        if (nat->line == line)
            return nat;
    }
    return NULL;
}

/* The access list that says what is translated; NULL: none, or it cannot name a destination. */
static const struct ikt_router_acl *nat_list(const struct ikt_router *router, const struct ikt_router_nat *nat)
{
    const char *name = nat->acl.text;
    for (const struct ikt_router_route_map *map = router->route_maps; map && !name; map = map->next) {
        if (nat->route_map.text && strcmp(map->name, nat->route_map.text) == 0 && map->acls)
            name = map->acls->name.text;
    }
    const struct ikt_router_acl *acl = name ? ikt_router_acl_find(router, name) : NULL;
    return acl && !acl->standard ? acl : NULL;
}

/*
 * Does a line of NAT's list except the side's own network towards one that no other list permits? Then one of the two
 * lists is mistyped, and it need not be NAT's. Unknown where it has more lines than are looked at.
 */
static enum ikt_tristate excepts_another(const struct ikt_document_side *side, const struct ikt_router_acl *nat)
{
    unsigned count = 0;
    for (const struct ikt_router_acl_line *line = nat->lines; line && !line->permit; line = line->next, count++) {
        if (count == MAX_EXCEPTED)
            return IKT_UNKNOWN;
        if (!ikt_model_networks_known(line))
            continue;
        const struct ikt_proxies excepted = ikt_model_networks_of(line);
        const struct ikt_proxies own = {excepted.initiator, side->networks.responder};
        bool used = ikt_proxies_relation(&own, &side->networks) != IKT_RELATION_EQUAL;
        for (const struct ikt_router_acl *acl = side->router->acls; acl && !used; acl = acl->next)
            for (const struct ikt_router_acl_line *one = acl != nat ? acl->lines : NULL; one && !used;
                 one = one->next) {
                const struct ikt_proxies networks = ikt_model_networks_of(one);
                used = one->permit && ikt_model_networks_known(one) &&
                       ikt_proxies_relation(&networks, &excepted) == IKT_RELATION_EQUAL;
            }
        if (!used)
            return IKT_YES;
    }
    return IKT_NO;
}

/* A number before all lines of the list; 0: none is free. */
static uint32_t first_number(const struct ikt_router_acl *acl)
{
    const uint32_t first = acl->lines ? acl->lines->number : 10;
    return first > 1 ? first / 2 : 0;
}

static void check_nat(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        const struct ikt_model_beginning *begins = c->way[s].begins;
        const bool ios = ikt_document_is_ios(side);
        if (!begins || !begins->translated || begins->step_count == 0)
            continue;
        const struct ikt_model_step *step = &begins->steps[begins->step_count - 1];
        if (step->check != IKT_MODEL_CHECK_NAT_FIRST || begins->says != IKT_MODEL_REFUSES)
            continue;
        const struct ikt_router_nat *nat = nat_at(side->router, step->line);
        const struct ikt_router_acl *acl = nat ? nat_list(side->router, nat) : NULL;
        const enum ikt_tristate mistyped = acl ? excepts_another(side, acl) : IKT_NO;
        const bool sure = ios && begins->sure && ikt_document_is_whole(side) && !c->captured && mistyped == IKT_NO;
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_NAT_BEFORE_CRYPTO, s,
                               sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_NAMED);
        IKT_SUMMARY(draft, "{} translates what it should encrypt for {}, and sends it in clear", side->name,
                    other->name);
        ikt_document_quote(draft, side, step->line, true);
        ikt_document_quote(draft, side, side->line, false);
        if (mistyped == IKT_YES)
            IKT_SAY(draft,
                    "NAT's list excepts another network, which no crypto access list has: one of them is mistyped.");
        else if (mistyped == IKT_UNKNOWN)
            IKT_SAY(draft, "NAT's list excepts more networks than are looked at: one of them may be mistyped.");
        if (!ios) { /* its list is made of other statements: none of it can be typed */
            IKT_SAY_NEEDS(draft, s == 0, "these networks left out of its translation");
            continue;
        }
        const uint32_t number = acl ? first_number(acl) : 0;
        const struct ikt_value permit = ikt_document_permit(c, &side->networks.initiator, &side->networks.responder);
        g_autofree char *text = permit.kind != IKT_VALUE_UNKNOWN ? ikt_value_text(&permit) : NULL;
        for (const struct ikt_router_acl_line *line = acl ? acl->lines : NULL; line; line = line->next) {
            if (line->permit) {
                ikt_document_quote(draft, side, line->line, true);
                break;
            }
        }
        if (number != 0 && text && g_str_has_prefix(text, "permit "))
            IKT_FIX(draft, s == 0, IKT_NAMED("nat-list", text_value(acl->name)),
                    IKT_NAMED("number", ikt_number(number)),
                    IKT_NAMED("networks", ikt_text(c->arena, text + strlen("permit "))));
    }
}

/* Where packets of the other side come in. */
static const struct ikt_router_interface *outside_of(const struct ikt_document_side *side)
{
    const struct ikt_router_interface *one = side->interface;
    if (!one || !(one->source.line || one->destination.line))
        return one;
    return is_known(&side->address) ? ikt_router_interface_of(side->router, &side->address) : NULL;
}

static const struct ikt_router_acl_line *line_at(const struct ikt_router_acl *acl, unsigned at)
{
    for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next) {
        if (line->line == at)
            return line;
    }
    return NULL;
}

/* Two numbers in a row that no line has: before the line that denies, else behind the last one; 0: there are none. */
static uint32_t numbers_before(const struct ikt_router_acl *acl, const struct ikt_router_acl_line *deny)
{
    uint32_t below = 0;
    for (const struct ikt_router_acl_line *line = acl->lines; line && line != deny; line = line->next)
        below = MAX(below, line->number);
    if (!deny)
        return below + 10;
    return deny->number > below + 2 ? below + 1 : 0;
}

static void check_outside(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        const struct ikt_router_interface *outside = ikt_document_is_ios(side) ? outside_of(side) : NULL;
        const struct ikt_address *peer = ikt_document_named(other);
        const struct ikt_router_acl *acl =
            outside && outside->access_in.text ? ikt_router_acl_find(side->router, outside->access_in.text) : NULL;
        if (!acl || acl->unclear || !is_known(peer) || !is_known(&side->address) || side->may_be_nat ||
            side->misnamed || !side->entry)
            continue;
        const struct ikt_model_flow ike = {*peer, side->address, UDP, IKE, IKE},
                                    esp = {*peer, side->address, ESP, 0, 0};
        const struct ikt_model_fit fits[2] = {ikt_model_acl_packet(acl, &ike), ikt_model_acl_packet(acl, &esp)};
        const bool no_ike = fits[0].says == IKT_MODEL_REFUSES, no_esp = fits[1].says == IKT_MODEL_REFUSES;
        if (!no_ike && !no_esp)
            continue;
        const unsigned at = no_ike ? fits[0].line : fits[1].line;
        const struct ikt_router_acl_line *deny = line_at(acl, at);
        if (deny && deny->permit)
            deny = NULL; /* the nearest line, and what denies is the end of the list */
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_ACL_ON_OUTSIDE, s, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_RELATED);
        IKT_SUMMARY(draft, "Access list {} on {} of {} drops {} of {}", text_value(acl->name),
                    text_value(outside->name), side->name,
                    ikt_words(no_ike && no_esp ? "IKE and ESP"
                              : no_ike         ? "IKE"
                                               : "ESP"),
                    ikt_address_of(peer));
        ikt_document_quote(draft, side, outside->access_in.line, true);
        if (deny)
            ikt_document_quote(draft, side, deny->line, true);
        else
            IKT_SAY(draft, "No line of the list permits it.");
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("outside-acl", text_value(acl->name)),
                   IKT_NAMED("interface", text_value(outside->name)));
        const uint32_t number = numbers_before(acl, deny);
        if (number != 0)
            IKT_FIX(draft, s == 0, IKT_NAMED("first", ikt_number(number)), IKT_NAMED("second", ikt_number(number + 1)));
    }
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_no_route = {
    .info = {
        .name = "no-route", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "no route to the peer, or to the network behind it",
        .explanation = "The router has no route to the peer, or to the network behind it.\n\n"
            "A packet is routed before a crypto map sees it: without a route it is dropped there, no negotiation begins "
            "and no debugging says a word. \"show ip route NETWORK\" with \"% Network not in table\" confirms it. Probable "
            "at most, since a file may leave its routes out; a routing protocol, or an interface whose address is not "
            "known, is no proof of anything, and nothing is said then.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show <ip> route <other>", "show crypto map"),
        .suspect = IKT_LINES("! on <local>", "<ip> route <route> <NEXT-HOP>"),
        .fix = IKT_LINES("configure terminal", "<ip> route <route> <NEXT-HOP>", "end"),
        .undo = IKT_LINES("configure terminal", "no <ip> route <route> <NEXT-HOP>", "end"),
        .touches = "All traffic of the router to these addresses, which had no way so far."},
    .documents = check_no_route};

const struct ikt_rule_def ikt_rule_routing_no_return = {
    .info = {
        .name = "routing-no-return", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_PROTOCOL,
        .line = "no route back into the tunnel",
        .explanation = "The tunnel comes up from the other side, and this router has no route for what should go back.\n\n"
            "Phase 2 is up and carries packets one way: decaps rise here and encaps do not, \"encaps 4, decaps 0\" at the "
            "other end. Nothing of IPsec is wrong. \"show ip route NETWORK\" confirms it; \"reverse-route\" in the entry brings the route "
            "with the SA.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show <ip> route <other>", "show crypto ipsec sa peer <other>"),
        .suspect = IKT_LINES("! on <local>", "<ip> route <route> <NEXT-HOP>"),
        .fix = IKT_LINES("configure terminal", "<ip> route <route> <NEXT-HOP>", "end"),
        .undo = IKT_LINES("configure terminal", "no <ip> route <route> <NEXT-HOP>", "end"),
        .touches = "All traffic of the router to these addresses, which had no way so far."},
    .documents = check_no_return,
    .logs = ikt_log_check_no_return,
    .fails_later = true};

const struct ikt_rule_def ikt_rule_nat_before_crypto = {
    .info = {
        .name = "nat-before-crypto", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "NAT takes the traffic before it is encrypted",
        .explanation = "The router translates the source of packets for the other network, which happens before the crypto "
            "map is asked.\n\n"
            "Their new source matches no line of the crypto access list, so they leave in clear with the outside address. "
            "The tunnel may come up from the other side; then what goes back is lost in the same way. The list, or the "
            "route-map, of \"ip nat inside source\" wants a deny line for the tunnel's networks before its permit line. "
            "\"show ip nat translations\" with addresses of the other network confirms it.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show ip nat translations", "show access-lists", "show crypto ipsec sa peer <other>"),
        .suspect = IKT_LINES("! on <local>", "ip access-list extended <nat-list>"),
        .fix = IKT_LINES("configure terminal", "ip access-list extended <nat-list>", " <number> deny <networks>", "end"),
        .undo = IKT_LINES("configure terminal", "ip access-list extended <nat-list>", " no <number>", "end"),
        .touches = "Traffic between these two networks alone; translations that exist live on until they time out."},
    .documents = check_nat,
    .fails_later = true};

const struct ikt_rule_def ikt_rule_acl_on_outside = {
    .info = {
        .name = "acl-on-outside", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a filter on the outside interface drops IKE or ESP",
        .explanation = "The access list of \"ip access-group ... in\" on the outside interface does not permit IKE (UDP 500) "
            "or ESP from the peer.\n\n"
            "Without IKE the peer's first message is never answered; without ESP the tunnel comes up and carries nothing "
            "inwards. UDP 4500 needs a permit only where a NAT stands between. Inspection of what the router itself sends "
            "may let answers in, so it is probable at most, and certain where "
            "captures from both ends show that what it drops arrives in front of it (--join). Matches on a deny line in \"show access-lists\", or "
            "%SEC-6-IPACCESSLOG lines, confirm it.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show ip interface <IF>", "show access-lists"),
        .suspect = IKT_LINES("! on <local>", "interface <interface>", " <ip access-group> <outside-acl> in"),
        .fix = IKT_LINES("configure terminal", "<ip access-list extended> <outside-acl>",
                         " <first> permit udp host <peer> host <local> eq isakmp",
                         " <second> permit esp host <peer> host <local>", "end"),
        .undo = IKT_LINES("configure terminal", "<ip access-list extended> <outside-acl>", " no <first>", " no <second>",
                          "end"),
        .touches = "What this peer sends to this router, and nothing else."},
    .documents = check_outside,
    .logs = ikt_log_check_filter,
    .fails_later = true};
/* clang-format on */
