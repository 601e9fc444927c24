/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pairs.h"

#include <string.h>

#include "engine/base/hash.h"

/* An ISAKMP SA by its initiator cookie: its two sides in each place. */
struct sa {
    uint8_t cookie[IKT_COOKIE_SIZE];
    struct ikt_endpoint sides[IKT_PLACES_MAX][2][2]; /* of each place: side, port 500 or 4500 */
    uint8_t seen;                                    /* places, a bit each */
    uint8_t first;                                   /* the first of these */
    bool paired;
    struct pair *pair;
};

struct pair {
    struct ikt_pair_view view;
    /* [way][a][b]: a before b, less those that say the other way round; by hops, by time */
    int by_hops[2][IKT_PLACES_MAX][IKT_PLACES_MAX], by_time[2][IKT_PLACES_MAX][IKT_PLACES_MAX];
    uint32_t only[2][IKT_PLACES_MAX][IKT_PLACES_MAX]; /* [way][a][b]: seen in a, and not in b */
    uint8_t seen;
};

/* What the triage is fed for a packet with these addresses in this place. */
struct mapping {
    uint64_t key;
    struct ikt_endpoint source, destination;
    bool several; /* it may be one of several */
};

struct ikt_place_pairs {
    const struct ikt_sightings *sightings;
    unsigned places;
    GHashTable *sas;      /* struct sa by cookie */
    GHashTable *pairs;    /* struct pair by its two addresses */
    GHashTable *mappings; /* struct mapping by key */
};

static bool is_known(const struct ikt_endpoint *endpoint)
{
    return endpoint->address.family != IKT_FAMILY_NONE;
}

static const struct ikt_sighting *sighting_in(const struct ikt_place_pairs *pairs,
                                              const struct ikt_seen_datagram *datagram, unsigned place)
{
    return datagram->at[place] != 0 ? ikt_sighting_at(pairs->sightings, datagram->at[place] - 1) : NULL;
}

/* Which side of the SA is this address in this place? -1: not known. */
static int side_in(const struct sa *sa, unsigned place, const struct ikt_address *address)
{
    for (int side = 0; side < 2; side++)
        for (int port = 0; port < 2; port++)
            if (is_known(&sa->sides[place][side][port]) &&
                ikt_address_equal(&sa->sides[place][side][port].address, address))
                return side;
    return -1;
}

/* Who sent the datagram: by any place that knows; of a first one the sender is side 0. */
static int sender_of(const struct ikt_place_pairs *pairs, const struct sa *sa, const struct ikt_seen_datagram *datagram)
{
    if (sa->seen == 0)
        return 0;
    for (unsigned pass = 0; pass < 2; pass++) { /* the second one: by the other places' addresses */
        for (unsigned place = 0; place < pairs->places; place++) {
            const struct ikt_sighting *sighting = sighting_in(pairs, datagram, place);
            for (unsigned other = 0; sighting && other < pairs->places; other++) {
                if (pass == 0 ? other != place : other == place)
                    continue;
                const int source = side_in(sa, other, &sighting->source.address);
                if (source >= 0)
                    return source;
                const int destination = side_in(sa, other, &sighting->destination.address);
                if (destination >= 0)
                    return 1 - destination;
            }
        }
    }
    return -1;
}

static struct sa *sa_of(struct ikt_place_pairs *pairs, const uint8_t *cookie)
{
    struct sa *sa = g_hash_table_lookup(pairs->sas, cookie);
    if (sa)
        return sa;
    sa = g_new0(struct sa, 1);
    memcpy(sa->cookie, cookie, IKT_COOKIE_SIZE);
    g_hash_table_insert(pairs->sas, sa->cookie, sa);
    return sa;
}

static void learn_sides(struct ikt_place_pairs *pairs, const struct ikt_seen_datagram *datagram)
{
    const struct ikt_sighting *first = ikt_sighting_at(pairs->sightings, datagram->first);
    struct sa *sa = sa_of(pairs, first->initiator_cookie);
    const int sender = sender_of(pairs, sa, datagram);
    for (unsigned place = 0; sender >= 0 && place < pairs->places; place++) {
        const struct ikt_sighting *sighting = sighting_in(pairs, datagram, place);
        if (!sighting)
            continue;
        struct ikt_endpoint *from = &sa->sides[place][sender][sighting->port_4500];
        struct ikt_endpoint *to = &sa->sides[place][1 - sender][sighting->port_4500];
        if (!is_known(from))
            *from = sighting->source;
        if (!is_known(to))
            *to = sighting->destination;
        if (sa->seen == 0 || place < sa->first)
            sa->first = (uint8_t)place;
        sa->seen |= (uint8_t)(1U << place);
    }
}

static const struct ikt_endpoint *own(const struct sa *sa, unsigned place, int side)
{
    const struct ikt_endpoint *endpoints = sa->sides[place][side];
    return is_known(&endpoints[0]) ? &endpoints[0] : &endpoints[1];
}

static void find_pair(struct ikt_place_pairs *pairs, struct sa *sa)
{
    if (sa->seen == 0)
        return;
    const struct ikt_address *sides[2] = {&own(sa, sa->first, 0)->address, &own(sa, sa->first, 1)->address};
    const bool swap = ikt_address_compare(sides[0], sides[1]) > 0;
    const struct ikt_address key[2] = {*sides[swap ? 1 : 0], *sides[swap ? 0 : 1]};
    sa->pair = g_hash_table_lookup(pairs->pairs, key);
    if (!sa->pair) {
        sa->pair = g_new0(struct pair, 1);
        memcpy(sa->pair->view.address, key, sizeof key);
        g_hash_table_insert(pairs->pairs, sa->pair->view.address, sa->pair);
    }
    sa->pair->seen |= sa->seen;
    for (unsigned place = 0; place < pairs->places; place++) {
        struct ikt_transit_view *view = &sa->pair->view.views[place];
        for (int side = 0; side < 2; side++)
            for (int port = 0; port < 2; port++)
                if (is_known(&sa->sides[place][side][port]) && !is_known(&view->peers[swap ? 1 - side : side][port]))
                    view->peers[swap ? 1 - side : side][port] = sa->sides[place][side][port];
    }
}

/* Is the datagram of the pair's lower address? Its SA's pair is known. */
static bool is_from_low(const struct ikt_place_pairs *pairs, const struct sa *sa,
                        const struct ikt_seen_datagram *datagram)
{
    const int sender = sender_of(pairs, sa, datagram);
    return sender >= 0 && ikt_address_equal(&own(sa, sa->first, sender)->address, &sa->pair->view.address[0]);
}

static const struct sa *sa_of_datagram(const struct ikt_place_pairs *pairs, const struct ikt_seen_datagram *datagram)
{
    const struct sa *sa =
        g_hash_table_lookup(pairs->sas, ikt_sighting_at(pairs->sightings, datagram->first)->initiator_cookie);
    return sa && sa->pair && sender_of(pairs, sa, datagram) >= 0 ? sa : NULL;
}

static int sign(int64_t value)
{
    return (value > 0) - (value < 0);
}

static void vote(struct ikt_place_pairs *pairs, const struct ikt_seen_datagram *datagram)
{
    const struct sa *sa = sa_of_datagram(pairs, datagram);
    if (!sa)
        return;
    struct pair *pair = sa->pair;
    const int way = is_from_low(pairs, sa, datagram) ? 0 : 1;
    for (unsigned a = 0; a < pairs->places; a++) {
        const struct ikt_sighting *one = sighting_in(pairs, datagram, a);
        if (one)
            pair->view.views[a].seen[way]++;
        for (unsigned b = 0; one && b < pairs->places; b++) {
            const struct ikt_sighting *other = sighting_in(pairs, datagram, b);
            if (!other) {
                pair->only[way][a][b]++;
                continue;
            }
            if (one->hops != 0 && other->hops != 0)
                pair->by_hops[way][a][b] += sign(one->hops - other->hops);
            pair->by_time[way][a][b] += sign(other->time - one->time);
        }
    }
}

/* Does what goes this way pass a before b: 1, -1 the other way round, 0 not known. Routers count; else clocks say. */
static int before(const struct pair *pair, int way, unsigned a, unsigned b)
{
    const int hops = pair->by_hops[way][a][b] - pair->by_hops[1 - way][a][b];
    if (hops != 0)
        return sign(hops);
    const int time = pair->by_time[way][a][b] - pair->by_time[1 - way][a][b];
    if (time > 1 || time < -1)
        return sign(time);
    const uint32_t one = pair->only[way][a][b] + pair->only[1 - way][b][a];
    const uint32_t other = pair->only[way][b][a] + pair->only[1 - way][a][b];
    return one > 1 && other == 0 ? 1 : other > 1 && one == 0 ? -1 : 0;
}

/* Each place behind those that come before it; where two cannot be told apart nothing is known. */
static void put_in_order(struct pair *pair, unsigned places)
{
    unsigned count = 0;
    uint8_t order[IKT_PLACES_MAX];
    for (unsigned place = 0; place < places; place++) {
        if (!(pair->seen >> place & 1))
            continue;
        unsigned at = count;
        for (unsigned i = 0; i < count; i++) {
            const int one = before(pair, 0, place, order[i]);
            if (one == 0)
                return;
            if (one > 0) {
                at = i;
                break;
            }
        }
        memmove(order + at + 1, order + at, count - at);
        order[at] = (uint8_t)place;
        count++;
    }
    pair->view.ordered = count;
    for (unsigned i = 0; i < count; i++) {
        pair->view.order[0][i] = order[i];
        pair->view.order[1][count - 1 - i] = order[i];
    }
}

static uint64_t mapping_key(uint8_t place, const struct ikt_endpoint *source, const struct ikt_endpoint *destination)
{
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, place);
    ikt_hasher_add_address(&hasher, &source->address);
    ikt_hasher_add_address(&hasher, &destination->address);
    ikt_hasher_add_number(&hasher, (uint64_t)source->port << 16 | destination->port);
    return ikt_hasher_end(&hasher);
}

static void map(struct ikt_place_pairs *pairs, uint8_t place, const struct ikt_endpoint *source,
                const struct ikt_endpoint *destination, const struct ikt_endpoint *as_source,
                const struct ikt_endpoint *as_destination)
{
    const uint64_t key = mapping_key(place, source, destination);
    struct mapping *mapping = g_hash_table_lookup(pairs->mappings, &key);
    if (mapping) {
        mapping->several = mapping->several || !ikt_address_equal(&mapping->source.address, &as_source->address) ||
                           !ikt_address_equal(&mapping->destination.address, &as_destination->address);
        return;
    }
    mapping = g_new0(struct mapping, 1);
    mapping->key = key;
    mapping->source = *as_source;
    mapping->destination = *as_destination;
    g_hash_table_insert(pairs->mappings, &mapping->key, mapping);
}

/* Of an SA, whose packets of ESP have the same addresses; with ports where they come in UDP, without them else. */
static void map_sides(struct ikt_place_pairs *pairs, const struct sa *sa, uint8_t place)
{
    for (int side = 0; side < 2; side++) {
        struct ikt_endpoint from = *own(sa, place, side), to = *own(sa, place, 1 - side);
        struct ikt_endpoint as_from = *own(sa, sa->first, side), as_to = *own(sa, sa->first, 1 - side);
        from.port = to.port = as_from.port = as_to.port = 0;
        map(pairs, place, &from, &to, &as_from, &as_to);
        const struct ikt_endpoint *there = sa->sides[place][side], *here = sa->sides[sa->first][side];
        const struct ikt_endpoint *other_there = sa->sides[place][1 - side],
                                  *other_here = sa->sides[sa->first][1 - side];
        if (is_known(&there[1]) && is_known(&here[1]))
            map(pairs, place, &there[1], &other_there[1], &here[1], &other_here[1]);
    }
}

static void pair_up(struct ikt_place_pairs *pairs, const struct ikt_seen_datagram *datagram)
{
    struct sa *sa =
        g_hash_table_lookup(pairs->sas, ikt_sighting_at(pairs->sightings, datagram->first)->initiator_cookie);
    if (!sa || sa->paired)
        return;
    sa->paired = true;
    find_pair(pairs, sa);
    for (unsigned place = 0; place < pairs->places; place++)
        if (place != sa->first && (sa->seen >> place & 1))
            map_sides(pairs, sa, (uint8_t)place);
}

struct ikt_place_pairs *ikt_place_pairs_new(const struct ikt_sightings *sightings, unsigned places)
{
    struct ikt_place_pairs *pairs = g_new0(struct ikt_place_pairs, 1);
    pairs->sightings = sightings;
    pairs->places = places;
    pairs->sas = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, NULL, g_free);
    pairs->pairs = g_hash_table_new_full(ikt_hash_two_addresses, ikt_hash_equal_two_addresses, NULL, g_free);
    pairs->mappings = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, NULL, g_free);
    for (guint i = 0; i < sightings->datagrams->len; i++)
        learn_sides(pairs, ikt_datagram_at(sightings, i));
    for (guint i = 0; i < sightings->datagrams->len; i++) /* in their order: the first SA of a pair tells */
        pair_up(pairs, ikt_datagram_at(sightings, i));
    for (guint i = 0; i < sightings->datagrams->len; i++)
        vote(pairs, ikt_datagram_at(sightings, i));
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, pairs->pairs);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        put_in_order(value, places);
    return pairs;
}

void ikt_place_pairs_free(struct ikt_place_pairs *pairs)
{
    if (!pairs)
        return;
    g_hash_table_unref(pairs->sas);
    g_hash_table_unref(pairs->pairs);
    g_hash_table_unref(pairs->mappings);
    g_free(pairs);
}

const struct ikt_pair_view *ikt_place_pairs_of_datagram(const struct ikt_place_pairs *pairs, guint datagram,
                                                        bool *from_low)
{
    const struct ikt_seen_datagram *seen = ikt_datagram_at(pairs->sightings, datagram);
    const struct sa *sa = sa_of_datagram(pairs, seen);
    if (!sa)
        return NULL;
    *from_low = is_from_low(pairs, sa, seen);
    return &sa->pair->view;
}

const struct ikt_pair_view *ikt_place_pairs_of(const struct ikt_place_pairs *pairs, const struct ikt_address *one,
                                               const struct ikt_address *other)
{
    const bool swap = ikt_address_compare(one, other) > 0;
    const struct ikt_address key[2] = {*(swap ? other : one), *(swap ? one : other)};
    const struct pair *pair = g_hash_table_lookup(pairs->pairs, key);
    return pair ? &pair->view : NULL;
}

/* Of the place that the triage sees the SA from; what is not known there keeps its port. */
static struct ikt_endpoint as_first(const struct sa *sa, int side, bool port_4500, const struct ikt_endpoint *seen)
{
    struct ikt_endpoint endpoint = sa->sides[sa->first][side][port_4500];
    if (is_known(&endpoint))
        return endpoint;
    endpoint = *own(sa, sa->first, side);
    endpoint.port = seen->port;
    return endpoint;
}

void ikt_place_pairs_translate(const struct ikt_place_pairs *pairs, guint datagram, struct ikt_endpoint *source,
                               struct ikt_endpoint *destination)
{
    const struct ikt_seen_datagram *seen = ikt_datagram_at(pairs->sightings, datagram);
    const struct sa *sa = sa_of_datagram(pairs, seen);
    if (!sa)
        return;
    const struct ikt_sighting *there = sighting_in(pairs, seen, sa->first);
    const bool port_4500 = ikt_sighting_at(pairs->sightings, seen->first)->port_4500;
    const int sender = sender_of(pairs, sa, seen);
    const struct ikt_endpoint from = *source, to = *destination;
    *source = there ? there->source : as_first(sa, sender, port_4500, &from);
    *destination = there ? there->destination : as_first(sa, 1 - sender, port_4500, &to);
}

void ikt_place_pairs_translate_other(const struct ikt_place_pairs *pairs, uint8_t place, struct ikt_endpoint *source,
                                     struct ikt_endpoint *destination)
{
    const uint64_t key = mapping_key(place, source, destination);
    const struct mapping *mapping = g_hash_table_lookup(pairs->mappings, &key);
    if (mapping && !mapping->several) {
        *source = mapping->source;
        *destination = mapping->destination;
        return;
    }
    const struct ikt_endpoint from = {.address = source->address}, to = {.address = destination->address};
    const uint64_t bare = mapping_key(place, &from, &to);
    mapping = g_hash_table_lookup(pairs->mappings, &bare);
    if (!mapping || mapping->several)
        return;
    source->address = mapping->source.address;
    destination->address = mapping->destination.address;
}
