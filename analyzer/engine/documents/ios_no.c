/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     no STATEMENT
 *
 * A running-config has such lines for what is off by default only. Typed input takes statements back, and then they are
 * gone; what is taken back and was never there is a script that cleans up before it begins.
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"

/* Take out of a list what fits; "one" is the item. Each is gone over once for each "no ...", within a bound. */
#define TAKE_OUT(parser, list, tail, fits, forget)                                                                     \
    do {                                                                                                               \
        typeof(list) *at = &(list), one;                                                                               \
        size_t count = 0;                                                                                              \
        while ((one = *at) && (parser)->walked + count <= IKT_IOS_WALKS) {                                             \
            count++;                                                                                                   \
            if (fits) {                                                                                                \
                forget;                                                                                                \
                *at = one->next;                                                                                       \
            } else {                                                                                                   \
                at = &one->next;                                                                                       \
            }                                                                                                          \
        }                                                                                                              \
        if (!one)                                                                                                      \
            (tail) = at;                                                                                               \
        if (!ikt_ios_may_walk((parser), count) || one)                                                                 \
            give_up(parser);                                                                                           \
    } while (0)

/* What is left over cannot be told. */
static void give_up(struct ikt_ios_parser *parser)
{
    if (!parser->config->removals)
        ikt_ios_remark(parser, parser->at.line,
                       "a statement is taken back, and what is left is not known: nothing is concluded from this file");
    parser->config->removals = true;
}

static bool is(const char *one, const char *other)
{
    return g_strcmp0(one, other) == 0;
}

/* Entries of a map or of a dynamic map; sequence 0: all of them. */
static void take_entries(struct ikt_ios_parser *parser, const char *name, bool templates, uint32_t sequence)
{
    struct ikt_router *config = parser->config;
    TAKE_OUT(parser, config->entries, parser->tails.entry,
             one->kind != IKT_ROUTER_PROFILE && (one->kind == IKT_ROUTER_TEMPLATE) == templates && is(one->map, name) &&
                 (sequence == 0 || one->sequence == sequence),
             g_autofree char *key = g_strdup_printf("%d %u %s", templates, one->sequence, name);
             ikt_router_undefine(config, IKT_ROUTER_IS_ENTRY, key));
}

static void take_map(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router *config = parser->config;
    const char *name = ikt_ios_take_name(&text, parser->arena);
    struct ikt_router_map *map = ikt_router_lookup(config, IKT_ROUTER_IS_MAP, name);
    uint32_t sequence = 0;
    if (!map)
        return;
    if (ikt_ios_begins(text, "loc|al-address")) {
        map->local_address = (struct ikt_router_name){0};
        return;
    }
    if (text.length > 0 && !ikt_ios_take_number(&text, 1, 65535, &sequence)) {
        give_up(parser);
        return;
    }
    take_entries(parser, name, false, sequence);
    if (sequence != 0)
        return;
    TAKE_OUT(parser, config->maps, parser->tails.map, is(one->name, name),
             ikt_router_undefine(config, IKT_ROUTER_IS_MAP, name));
}

static void take_template(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    uint32_t sequence = 0;
    ikt_ios_take_number(&text, 1, 65535, &sequence);
    if (!name)
        return;
    take_entries(parser, name, true, sequence);
    if (sequence == 0)
        ikt_router_undefine(parser->config, IKT_ROUTER_IS_TEMPLATE, name);
}

/* What has a name alone. */
static void take_named(struct ikt_ios_parser *parser, struct ikt_bytes text, enum ikt_router_object kind)
{
    struct ikt_router *config = parser->config;
    const char *name = ikt_ios_take_name(&text, parser->arena);
    if (!ikt_router_lookup(config, kind, name))
        return;
    ikt_router_undefine(config, kind, name);
    switch (kind) {
    case IKT_ROUTER_IS_SET:
        TAKE_OUT(parser, config->sets, parser->tails.set, is(one->name, name), );
        break;
    case IKT_ROUTER_IS_PROFILE:
        TAKE_OUT(parser, config->entries, parser->tails.entry, one->kind == IKT_ROUTER_PROFILE && is(one->map, name), );
        break;
    case IKT_ROUTER_IS_KEYRING:
        TAKE_OUT(parser, config->keyrings, parser->tails.keyring, is(one->name, name), );
        TAKE_OUT(parser, config->keys, parser->tails.key, is(one->keyring, name), );
        break;
    case IKT_ROUTER_IS_ISAKMP_PROFILE:
        TAKE_OUT(parser, config->isakmp_profiles, parser->tails.isakmp_profile, is(one->name, name), );
        break;
    case IKT_ROUTER_IS_ACL:
        TAKE_OUT(parser, config->acls, parser->tails.acl, is(one->name, name), ikt_ios_forget_acl(parser, one));
        break;
    default:
        give_up(parser);
    }
}

static void take_policy(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router *config = parser->config;
    uint32_t priority;
    if (!ikt_ios_take_number(&text, 1, 65535, &priority))
        return;
    g_autofree char *key = g_strdup_printf("%u", priority);
    TAKE_OUT(parser, config->policies, parser->tails.policy, one->priority == priority,
             ikt_router_undefine(config, IKT_ROUTER_IS_POLICY, key));
}

static void take_key(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_whom whom;
    if (!ikt_ios_parse_key(parser, text, &whom)) {
        give_up(parser);
        return;
    }
    TAKE_OUT(parser, parser->config->keys, parser->tails.key, !one->keyring && is(one->whom.text, whom.text), );
}

static void take_route(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_route like;
    if (!ikt_ios_parse_route(parser, text, &like))
        return; /* "no ip route-cache" and the like do not come here */
    TAKE_OUT(parser, parser->config->routes, parser->tails.route,
             one->prefix == like.prefix && ikt_address_equal(&one->low, &like.low) && is(one->vrf, like.vrf) &&
                 (!like.next_hop.family || ikt_address_equal(&one->next_hop, &like.next_hop)) &&
                 (!like.interface.text || is(one->interface.text, like.interface.text)), );
}

static void take_nat(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_nat like;
    if (!ikt_ios_parse_nat(parser, text, &like)) {
        if (parser->config->nats)
            give_up(parser);
        return;
    }
    TAKE_OUT(parser, parser->config->nats, parser->tails.nat,
             one->is_static == like.is_static && is(one->acl.text, like.acl.text) &&
                 is(one->route_map.text, like.route_map.text) && ikt_address_equal(&one->inside, &like.inside) &&
                 one->inside_port == like.inside_port && one->protocol == like.protocol, );
}

static void take_route_map(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router *config = parser->config;
    const char *name = ikt_ios_take_name(&text, parser->arena);
    uint32_t sequence = UINT32_MAX;
    if (!ikt_ios_take(&text, "p|ermit"))
        ikt_ios_take(&text, "d|eny");
    ikt_ios_take_number(&text, 0, 65535, &sequence);
    if (!name)
        return;
    if (sequence == UINT32_MAX)
        ikt_router_undefine(config, IKT_ROUTER_IS_ROUTE_MAP, name);
    TAKE_OUT(parser, config->route_maps, parser->tails.route_map,
             is(one->name, name) && (sequence == UINT32_MAX || one->sequence == sequence),
             g_autofree char *key = g_strdup_printf("%u %s", one->sequence, one->name);
             ikt_router_undefine(config, IKT_ROUTER_IS_ROUTE_MAP, key));
}

static void take_interface(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router *config = parser->config;
    const char *name = ikt_ios_take_interface(parser, &text);
    g_autofree char *key = name ? ikt_router_canonical_interface(name) : NULL;
    const struct ikt_router_interface *wanted = ikt_router_interface_find(config, name);
    if (!wanted)
        return;
    ikt_router_undefine(config, IKT_ROUTER_IS_INTERFACE, key ? key : name);
    TAKE_OUT(parser, config->interfaces, parser->tails.interface, one == wanted, );
}

/* "no crypto ..." */
static void take_crypto(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (ikt_ios_take(&text, "ma|p"))
        take_map(parser, text);
    else if (ikt_ios_take(&text, "dy|namic-map"))
        take_template(parser, text);
    else if (ikt_ios_take(&text, "ip|sec tra|nsform-set"))
        take_named(parser, text, IKT_ROUTER_IS_SET);
    else if (ikt_ios_take(&text, "ip|sec pro|file"))
        take_named(parser, text, IKT_ROUTER_IS_PROFILE);
    else if (ikt_ios_take(&text, "keyr|ing"))
        take_named(parser, text, IKT_ROUTER_IS_KEYRING);
    else if (ikt_ios_take(&text, "ip|sec nat-t|ransparency udp-|encapsulation"))
        parser->config->natt = (struct ikt_router_switch){!ikt_ios_note(parser), parser->at.line};
    else if (ikt_ios_take(&text, "ip|sec sec|urity-association life|time"))
        ikt_ios_default_lifetimes(parser, text);
    else if (!ikt_ios_take(&text, "is|akmp"))
        return;
    else if (ikt_ios_take(&text, "po|licy"))
        take_policy(parser, text);
    else if (ikt_ios_take(&text, "key"))
        take_key(parser, text);
    else if (ikt_ios_take(&text, "pro|file"))
        take_named(parser, text, IKT_ROUTER_IS_ISAKMP_PROFILE);
    else
        ikt_ios_read_no_isakmp(parser, text);
}

/* "no ip ..." */
static void take_ip(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (ikt_ios_take(&text, "access-l|ist")) {
        if (!ikt_ios_take(&text, "e|xtended"))
            ikt_ios_take(&text, "s|tandard");
        take_named(parser, text, IKT_ROUTER_IS_ACL);
    } else if (ikt_ios_take(&text, "route")) {
        take_route(parser, text);
    } else if (ikt_ios_take(&text, "nat") &&
               (ikt_ios_begins(text, "ins|ide so|urce") || ikt_ios_begins(text, "out|side so|urce") ||
                ikt_ios_begins(text, "so|urce"))) {
        take_nat(parser, text);
    }
}

void ikt_ios_read_no(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (ikt_ios_take(&text, "cr|ypto"))
        take_crypto(parser, text);
    else if (ikt_ios_take(&text, "ip"))
        take_ip(parser, text);
    else if (ikt_ios_take(&text, "access-l|ist") || ikt_ios_take(&text, "ipv6 access-l|ist"))
        take_named(parser, text, IKT_ROUTER_IS_ACL);
    else if (ikt_ios_take(&text, "int|erface"))
        take_interface(parser, text);
    else if (ikt_ios_take(&text, "route-m|ap"))
        take_route_map(parser, text);
    else if (ikt_ios_begins(text, "object-g|roup") && parser->config->acls)
        give_up(parser);
}
