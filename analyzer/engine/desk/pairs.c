/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/pairs.h"

#include <string.h>

#include "base/hash.h"

/* Links of one router that are looked at as who may be meant by an address from behind a NAT. */
#define CANDIDATES 64

struct joining {
    const struct ikt_configs *configs;
    const GArray *links;
    GPtrArray *pairs;
    GHashTable *by_ends; /* struct ends: the pair */
    GHashTable *of;      /* number of a configuration: GPtrArray of its links */
    bool *taken;         /* of each link: it stands in a pair */
};

struct ends {
    size_t config[2];
    struct ikt_address address[2];
};

static guint hash_ends(gconstpointer key)
{
    const struct ends *ends = key;
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    for (int i = 0; i < 2; i++) {
        ikt_hasher_add_number(&hasher, ends->config[i]);
        ikt_hasher_add_address(&hasher, &ends->address[i]);
    }
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean equal_ends(gconstpointer a, gconstpointer b)
{
    const struct ends *one = a, *other = b;
    for (int i = 0; i < 2; i++) {
        if (one->config[i] != other->config[i] || !ikt_address_equal(&one->address[i], &other->address[i]))
            return FALSE;
    }
    return TRUE;
}

static bool is_known(const struct ikt_address *address)
{
    return address->family != IKT_FAMILY_NONE;
}

static void free_pair(gpointer data)
{
    struct ikt_pair *pair = data;
    g_array_unref(pair->side[0].links);
    g_array_unref(pair->side[1].links);
    g_free(pair);
}

static const struct ikt_link *link_at(const struct joining *j, guint place)
{
    return &g_array_index(j->links, struct ikt_link, place);
}

static guint place_of(const struct joining *j, const struct ikt_link *link)
{
    return (guint)(link - (const struct ikt_link *)(const void *)j->links->data);
}

/* Who has the address that the link names; IKT_CONFIGS_MAX: nobody, or several. */
static size_t peer_of(const struct joining *j, const struct ikt_link *link)
{
    const size_t found = is_known(&link->peer) ? ikt_configs_of(j->configs, &link->peer) : IKT_CONFIGS_MAX;
    return found == link->config ? IKT_CONFIGS_MAX : found;
}

/* The pair of these ends, made if need be. from: the side of the first one. */
static struct ikt_pair *pair_of(struct joining *j, size_t config, const struct ikt_address *address, size_t other,
                                const struct ikt_address *other_address, int *from)
{
    const bool swap = other < config; /* IKT_CONFIGS_MAX is greater than all */
    struct ends *ends = g_new(struct ends, 1);
    *ends = (struct ends){{swap ? other : config, swap ? config : other},
                          {swap ? *other_address : *address, swap ? *address : *other_address}};
    struct ikt_pair *pair = g_hash_table_lookup(j->by_ends, ends);
    *from = swap ? 1 : 0;
    if (pair) {
        g_free(ends);
        return pair;
    }
    pair = g_new0(struct ikt_pair, 1);
    for (int i = 0; i < 2; i++) {
        pair->side[i].config = ends->config[i];
        pair->side[i].address = ends->address[i];
        pair->side[i].links = g_array_new(FALSE, FALSE, sizeof(const struct ikt_link *));
    }
    pair->order = j->pairs->len;
    g_ptr_array_add(j->pairs, pair);
    g_hash_table_insert(j->by_ends, ends, pair);
    return pair;
}

static void give(struct joining *j, struct ikt_pair *pair, int side, const struct ikt_link *link)
{
    GArray *links = pair->side[side].links;
    for (guint i = 0; i < links->len; i++) {
        if (g_array_index(links, const struct ikt_link *, i) == link)
            return;
    }
    g_array_append_val(links, link);
    j->taken[place_of(j, link)] = true;
}

static const GPtrArray *links_of(const struct joining *j, size_t config)
{
    return g_hash_table_lookup(j->of, GSIZE_TO_POINTER(config));
}

static bool is_shut(const struct ikt_link *link)
{
    return link->kind != IKT_LINK_ENTRY && link->kind != IKT_LINK_DYNAMIC && link->interface->shutdown.on;
}

/*
 * What the other router has for who speaks from this link's address: what names that address; else what names another
 * one of the same router; NULL.
 */
static const struct ikt_link *answer_to(const struct joining *j, const struct ikt_link *link, size_t other)
{
    const GPtrArray *links = links_of(j, other);
    const struct ikt_link *near = NULL;
    for (guint i = 0; links && i < links->len; i++) {
        const struct ikt_link *one = links->pdata[i];
        if (peer_of(j, one) != link->config || (one->kind == IKT_LINK_PLAIN && link->kind == IKT_LINK_PLAIN))
            continue;
        const bool from = !is_known(&one->local) || ikt_address_equal(&one->local, &link->peer);
        const bool to = !is_known(&link->local) || ikt_address_equal(&one->peer, &link->local);
        if (from && to && !is_shut(one))
            return one;
        if ((from && to) || (!near && (from || to) && !is_shut(one)))
            near = one;
    }
    return near;
}

static bool is_multipoint(const struct ikt_link *link)
{
    return link->interface && link->interface->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE;
}

/* A GRE tunnel of both, by the key of RFC 2890 that parts tunnels with the same ends: one of them is multipoint. */
static bool same_cloud(const struct ikt_link *one, const struct ikt_link *other)
{
    return one->interface && other->interface && (is_multipoint(one) || is_multipoint(other)) &&
           one->interface->tunnel_mode != IKT_ROUTER_TUNNEL_IPSEC &&
           other->interface->tunnel_mode != IKT_ROUTER_TUNNEL_IPSEC && !one->interface->unclear &&
           !other->interface->unclear && one->interface->tunnel_key.value == other->interface->tunnel_key.value;
}

/* The other router's multipoint tunnel at this address that the link's packets come to: one of them is not protected.
 */
static const struct ikt_link *bare_end(const struct joining *j, const struct ikt_link *link, size_t other)
{
    const GPtrArray *links = links_of(j, other);
    const struct ikt_link *found = NULL;
    for (guint i = 0; links && i < links->len; i++) {
        const struct ikt_link *one = links->pdata[i];
        if (!is_multipoint(one) || !same_cloud(one, link) || !ikt_address_equal(&one->local, &link->peer))
            continue;
        if (found)
            return NULL;
        found = one;
    }
    return found && found->kind != link->kind ? found : NULL;
}

static void give_open_links(struct joining *j, struct ikt_pair *pair, int side, const struct ikt_address *at, bool shut)
{
    const GPtrArray *links = links_of(j, pair->side[side].config);
    for (guint i = 0; links && i < links->len; i++) {
        const struct ikt_link *one = links->pdata[i];
        const bool any = !is_known(&one->peer) && !one->peer_name &&
                         (one->kind == IKT_LINK_DYNAMIC || one->kind == IKT_LINK_PROTECTED);
        if (any && is_shut(one) == shut && (!is_known(&one->local) || ikt_address_equal(&one->local, at))) {
            pair->side[side].takes_any = true;
            give(j, pair, side, one);
        }
    }
}

/* Links of the other router that take anybody at this address; those that are shut down where there are no others. */
static void add_open_links(struct joining *j, struct ikt_pair *pair, int side, const struct ikt_address *at)
{
    give_open_links(j, pair, side, at, false);
    if (pair->side[side].links->len == 0)
        give_open_links(j, pair, side, at, true);
}

/* Links of the other router to addresses that nobody here has: behind one of them this router may stand. */
static void add_nat_links(struct joining *j, struct ikt_pair *pair, int side, const struct ikt_address *at)
{
    const GPtrArray *links = links_of(j, pair->side[side].config);
    for (guint i = 0; links && i < links->len && pair->side[side].links->len < CANDIDATES; i++) {
        const struct ikt_link *one = links->pdata[i];
        const bool unknown =
            is_known(&one->peer) && !ikt_configs_know(j->configs, &one->peer) && one->kind != IKT_LINK_PLAIN;
        if (unknown && (!is_known(&one->local) || ikt_address_equal(&one->local, at))) {
            pair->side[side].may_be_nat = true;
            give(j, pair, side, one);
        }
    }
}

/* The permit lines of two access lists that are looked at. */
#define LINES 256

static bool is_mirror(const struct ikt_router_acl_line *a, const struct ikt_router_acl_line *b)
{
    return a->permit && b->permit && !a->unclear && !b->unclear &&
           ikt_address_equal(&a->source.low, &b->destination.low) &&
           ikt_address_equal(&a->source.high, &b->destination.high) &&
           ikt_address_equal(&a->destination.low, &b->source.low) &&
           ikt_address_equal(&a->destination.high, &b->source.high);
}

static bool mirror(const struct ikt_link *one, const struct ikt_link *other)
{
    const struct ikt_router_acl *a = ikt_router_acl_find(one->router, one->entry->acl.text);
    const struct ikt_router_acl *b = ikt_router_acl_find(other->router, other->entry->acl.text);
    unsigned looked = 0;
    for (const struct ikt_router_acl_line *x = a ? a->lines : NULL; x; x = x->next) {
        for (const struct ikt_router_acl_line *y = b ? b->lines : NULL; y; y = y->next) {
            if (is_mirror(x, y))
                return true;
            if (++looked == LINES)
                return false;
        }
    }
    return false;
}

/* Do the tunnels of both lie in one network, and does each speak from where it should? */
static bool is_one_tunnel(const struct ikt_link *link, const struct ikt_link *one)
{
    const struct ikt_router_interface *a = link->interface, *b = one->interface;
    if (one->kind != IKT_LINK_PROTECTED || !a->addresses || !b->addresses || a->tunnel_mode != b->tunnel_mode ||
        is_multipoint(one) || is_shut(one) || !ikt_address_equal(&one->local, &link->peer))
        return false;
    const struct ikt_router_interface_address *inner = a->addresses, *outer = b->addresses;
    return inner->prefix == outer->prefix && ikt_address_in_prefix(&outer->address, &inner->address, inner->prefix) &&
           !ikt_address_equal(&outer->address, &inner->address);
}

/* An entry of the other router for the same networks, or its tunnel in the same network, whose peer nobody here is. */
static void add_misnamed_link(struct joining *j, struct ikt_pair *pair, int from, const struct ikt_link *link)
{
    const GPtrArray *links = links_of(j, pair->side[1 - from].config);
    unsigned looked = 0;
    const bool tunnel = link->kind == IKT_LINK_PROTECTED;
    for (guint i = 0; links && (link->kind == IKT_LINK_ENTRY || tunnel) && i < links->len && looked++ < CANDIDATES;
         i++) {
        const struct ikt_link *one = links->pdata[i];
        if (!is_known(&one->peer) || ikt_configs_know(j->configs, &one->peer) ||
            (tunnel ? !is_one_tunnel(link, one) : one->kind != IKT_LINK_ENTRY || !mirror(link, one)))
            continue;
        pair->side[1 - from].misnamed = true;
        pair->side[from].named = one->peer;
        give(j, pair, 1 - from, one);
        return;
    }
}

/* Private addresses are what a NAT hides (RFC 1918). */
static bool is_private(const struct ikt_address *address)
{
    const uint8_t *o = address->octets;
    return address->family == IKT_FAMILY_IPV4 && (o[0] == 10 || (o[0] == 172 && (o[1] & 0xf0) == 16) ||
                                                  (o[0] == 192 && o[1] == 168) || (o[0] == 100 && (o[1] & 0xc0) == 64));
}

/* A link whose peer's configuration is there. */
static void join(struct joining *j, const struct ikt_link *link, size_t other)
{
    const struct ikt_link *answer = answer_to(j, link, other), *bare = NULL;
    const struct ikt_address own = is_known(&link->local) || !answer ? link->local : answer->peer;
    int from;
    if (!answer && (link->kind == IKT_LINK_PLAIN || link->kind == IKT_LINK_PROTECTED))
        bare = bare_end(j, link, other);
    if (link->kind == IKT_LINK_PLAIN && !bare && (!answer || answer->kind != IKT_LINK_PROTECTED))
        return;
    /* where it is known by another address than it speaks from */
    const bool elsewhere = answer && is_known(&answer->local) && !ikt_address_equal(&answer->local, &link->peer);
    struct ikt_pair *pair = pair_of(j, link->config, &own, other, elsewhere ? &answer->local : &link->peer, &from);
    pair->side[1 - from].named = link->peer;
    give(j, pair, from, link);
    if (answer) {
        give(j, pair, 1 - from, answer);
        pair->side[from].named = answer->peer;
        return;
    }
    if (!bare || link->kind != IKT_LINK_PLAIN)
        add_open_links(j, pair, 1 - from, &link->peer);
    if (bare && pair->side[1 - from].links->len == 0) {
        pair->side[1 - from].takes_any = true;
        give(j, pair, 1 - from, bare);
    }
    if (pair->side[1 - from].links->len == 0 && (!is_known(&own) || is_private(&own)))
        add_nat_links(j, pair, 1 - from, &link->peer);
    if (pair->side[1 - from].links->len == 0)
        add_misnamed_link(j, pair, from, link);
}

static bool are_joined(const struct joining *j, size_t one, size_t other)
{
    for (guint i = 0; i < j->pairs->len && i < CANDIDATES; i++) {
        const struct ikt_pair *pair = j->pairs->pdata[i];
        if (pair->side[0].config == MIN(one, other) && pair->side[1].config == MAX(one, other))
            return true;
    }
    return j->pairs->len > CANDIDATES;
}

/* A tunnel that is shut down is one of theirs only where the two have no other. */
static void join_known(struct joining *j)
{
    for (int shut = 0; shut < 2; shut++) {
        for (guint i = 0; i < j->links->len; i++) {
            const struct ikt_link *link = link_at(j, i);
            const size_t other = peer_of(j, link);
            if (other != IKT_CONFIGS_MAX && !j->taken[i] && is_shut(link) == (shut == 1) &&
                (!shut || !are_joined(j, link->config, other)))
                join(j, link, other);
        }
    }
}

/* Does another statement of its tunnel name this hub by the same address, which it has not? */
static bool is_named_twice(const struct joining *j, const struct ikt_link *link, const struct ikt_link *hub)
{
    for (guint i = 0; i < j->pairs->len && i < CANDIDATES; i++) {
        const struct ikt_pair *pair = j->pairs->pdata[i];
        const int from = pair->side[0].config == link->config ? 0 : 1;
        const GArray *links = pair->side[from].links;
        if (pair->side[from].config != link->config || pair->side[1 - from].config != hub->config ||
            !pair->side[from].misnamed || links->len == 0)
            continue;
        const struct ikt_link *first = g_array_index(links, const struct ikt_link *, 0);
        if (first->interface == link->interface && ikt_address_equal(&first->peer, &link->peer))
            return true;
    }
    return false;
}

/*
 * A spoke whose hub nobody here is, in the network of a multipoint tunnel that is there: the address is another one's.
 * A hub with a private address may be behind a NAT.
 */
static void join_misnamed_hub(struct joining *j, const struct ikt_link *link)
{
    const struct ikt_link *hub = NULL;
    if (link->kind != IKT_LINK_PROTECTED || !is_known(&link->peer) || ikt_configs_know(j->configs, &link->peer) ||
        !link->interface->addresses)
        return;
    const struct ikt_router_interface_address *inner = link->interface->addresses;
    for (guint i = 0; i < j->links->len; i++) {
        const struct ikt_link *one = link_at(j, i);
        const struct ikt_router_interface_address *outer = one->interface ? one->interface->addresses : NULL;
        if (i >= CANDIDATES)
            return;
        if (one->kind != IKT_LINK_PROTECTED || one->config == link->config || is_known(&one->peer) ||
            !is_known(&one->local) || is_private(&one->local) || is_shut(one) || !is_multipoint(one) ||
            !same_cloud(one, link) || !outer || outer->prefix != inner->prefix ||
            !ikt_address_in_prefix(&outer->address, &inner->address, inner->prefix))
            continue;
        if (hub)
            return;
        hub = one;
    }
    if (hub && is_named_twice(j, link, hub))
        j->taken[place_of(j, link)] = true;
    if (!hub || are_joined(j, link->config, hub->config))
        return;
    int from;
    struct ikt_pair *pair = pair_of(j, link->config, &link->local, hub->config, &hub->local, &from);
    pair->side[1 - from].named = link->peer;
    pair->side[1 - from].takes_any = true;
    pair->side[from].misnamed = true;
    give(j, pair, from, link);
    give(j, pair, 1 - from, hub);
}

/* Before a hub is left alone, whichever of the configurations comes first. */
static void join_misnamed_hubs(struct joining *j)
{
    for (guint i = 0; i < j->links->len; i++)
        if (!j->taken[i] && !is_shut(link_at(j, i)))
            join_misnamed_hub(j, link_at(j, i));
}

/* What is left is for peers whose configuration nobody gave. */
static void join_alone(struct joining *j)
{
    static const struct ikt_address nowhere = {0};
    for (guint i = 0; i < j->links->len; i++) {
        const struct ikt_link *link = link_at(j, i);
        int from;
        if (j->taken[i] || link->kind == IKT_LINK_PLAIN || is_shut(link))
            continue;
        struct ikt_pair *pair = pair_of(j, link->config, &link->local, IKT_CONFIGS_MAX,
                                        is_known(&link->peer) ? &link->peer : &nowhere, &from);
        pair->side[1 - from].named = link->peer;
        give(j, pair, from, link);
    }
}

/* A's first link, or where it has none B's. */
static const struct ikt_link *first_link(const struct ikt_pair *pair)
{
    const GArray *links = pair->side[pair->side[0].links->len > 0 ? 0 : 1].links;
    return g_array_index(links, const struct ikt_link *, 0);
}

static gint by_first_link(gconstpointer a, gconstpointer b)
{
    const struct ikt_pair *one = *(const struct ikt_pair *const *)a, *other = *(const struct ikt_pair *const *)b;
    const struct ikt_link *x = first_link(one), *y = first_link(other);
    return x != y ? (x > y) - (x < y) : (one->order > other->order) - (one->order < other->order);
}

GPtrArray *ikt_pairs_of(const struct ikt_configs *configs, const GArray *links)
{
    struct joining j = {
        .configs = configs,
        .links = links,
        .pairs = g_ptr_array_new_with_free_func(free_pair),
        .by_ends = g_hash_table_new_full(hash_ends, equal_ends, g_free, NULL),
        .of = g_hash_table_new_full(ikt_hash_direct, ikt_hash_equal_direct, NULL, (GDestroyNotify)g_ptr_array_unref),
        .taken = g_new0(bool, MAX(1, links->len)),
    };
    for (guint i = 0; i < links->len; i++) {
        const struct ikt_link *link = link_at(&j, i);
        GPtrArray *of = g_hash_table_lookup(j.of, GSIZE_TO_POINTER(link->config));
        if (!of) {
            of = g_ptr_array_new();
            g_hash_table_insert(j.of, GSIZE_TO_POINTER(link->config), of);
        }
        g_ptr_array_add(of, (gpointer)link);
    }
    join_known(&j);
    join_misnamed_hubs(&j);
    join_alone(&j);
    g_ptr_array_sort(j.pairs, by_first_link);
    g_hash_table_unref(j.by_ends);
    g_hash_table_unref(j.of);
    g_free(j.taken);
    return j.pairs;
}
