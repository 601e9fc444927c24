/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sightings.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"

enum {
    HEADER = 28,    /* of ISAKMP, RFC 2408 section 3.1 */
    HEAD = 96,      /* octets that a sighting which was cut is told by */
    LOOK_BACK = 64, /* datagrams of the same octets that may still be waited for */
    REPEATS = 16    /* sightings of one key in one place that are tried for the clock */
};
/* Of repeated messages: how far apart the differences of what is one may lie, for drift and delay. */
#define CLUSTER (IKT_SECOND / 2)
/* So many datagrams that were sent once tell the clock; with fewer, repeated ones are tried as well. */
#define ENOUGH 4
/* The same packet, captured twice in one place: a mirror of two ports. A tenth of the shortest time to a repetition. */
#define COPY (IKT_SECOND / 20)
/* Of ESP, sequence numbers below this one, and later one in so many. */
#define SAMPLED     32
#define SAMPLE_RATE 256

void ikt_sightings_init(struct ikt_sightings *sightings)
{
    *sightings = (struct ikt_sightings){.all = g_array_new(FALSE, TRUE, sizeof(struct ikt_sighting)),
                                        .datagrams = g_array_new(FALSE, TRUE, sizeof(struct ikt_seen_datagram))};
}

void ikt_sightings_clear(struct ikt_sightings *sightings)
{
    g_array_unref(sightings->all);
    g_array_unref(sightings->datagrams);
}

static uint64_t not_zero(uint64_t hash)
{
    return hash == 0 ? 1 : hash;
}

static guint add(struct ikt_sightings *sightings, const struct ikt_sighting *sighting)
{
    if (sightings->all->len >= IKT_SIGHTINGS_MOST) {
        sightings->left_out++;
        return G_MAXUINT;
    }
    g_array_append_val(sightings->all, *sighting);
    return sightings->all->len - 1;
}

guint ikt_sightings_add(struct ikt_sightings *sightings, uint8_t place, const struct ikt_packet *packet,
                        struct ikt_bytes datagram, size_t wire_length)
{
    struct ikt_sighting sighting = {
        .time = packet->time,
        .frame = packet->frame,
        .source = packet->source,
        .destination = packet->destination,
        .length = (uint32_t)wire_length,
        .captured = (uint32_t)datagram.length,
        .place = place,
        .hops = packet->hops,
        .identification = packet->identification,
        .port_4500 = packet->source.port == 4500 || packet->destination.port == 4500,
        .head = datagram.length >= HEAD ? not_zero(ikt_hash(datagram.data, HEAD)) : 0,
        .whole = datagram.length == wire_length ? not_zero(ikt_hash(datagram.data, datagram.length)) : 0,
    };
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add(&hasher, datagram.data, MIN(datagram.length, (size_t)HEADER));
    ikt_hasher_add_number(&hasher, wire_length);
    sighting.key = ikt_hasher_end(&hasher);
    if (datagram.length >= HEADER) {
        const uint8_t *id = datagram.data + 20;
        memcpy(sighting.initiator_cookie, datagram.data, IKT_COOKIE_SIZE);
        memcpy(&sighting.message_id, id, sizeof sighting.message_id);
        sighting.message_id = GUINT32_FROM_BE(sighting.message_id);
    }
    return add(sightings, &sighting);
}

void ikt_sightings_add_ipsec(struct ikt_sightings *sightings, uint8_t place, const struct ikt_packet *packet,
                             uint8_t protocol, uint32_t spi, uint32_t sequence)
{
    if (sequence >= SAMPLED && sequence % SAMPLE_RATE != 0)
        return;
    /* never more than a half: room is for IKE */
    if (sightings->all->len >= IKT_SIGHTINGS_MOST / 2)
        return;
    struct ikt_sighting sighting = {.time = packet->time,
                                    .frame = packet->frame,
                                    .source = packet->source,
                                    .destination = packet->destination,
                                    .place = place,
                                    .hops = packet->hops,
                                    .ipsec = true};
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, protocol);
    ikt_hasher_add_number(&hasher, (uint64_t)spi << 32 | sequence);
    sighting.key = ikt_hasher_end(&hasher);
    (void)add(sightings, &sighting);
}

/* Places of sightings, those of one key together, by time. */
struct order {
    uint64_t key;
    ikt_time time;
    uint32_t sighting;
};

static int compare(const void *a, const void *b)
{
    const struct order *one = a, *other = b;
    if (one->key != other->key)
        return one->key < other->key ? -1 : 1;
    if (one->time != other->time)
        return one->time < other->time ? -1 : 1;
    return (one->sighting > other->sighting) - (one->sighting < other->sighting);
}

static GArray *sort(const struct ikt_sightings *sightings)
{
    GArray *order = g_array_sized_new(FALSE, FALSE, sizeof(struct order), sightings->all->len);
    for (guint i = 0; i < sightings->all->len; i++) {
        const struct ikt_sighting *sighting = ikt_sighting_at(sightings, i);
        const struct order one = {sighting->key, sighting->time, i};
        g_array_append_val(order, one);
    }
    if (order->len > 0)
        qsort(order->data, order->len, sizeof(struct order), compare);
    return order;
}

static guint end_of_key(const GArray *order, guint from)
{
    const uint64_t key = g_array_index(order, struct order, from).key;
    guint end = from;
    while (end < order->len && g_array_index(order, struct order, end).key == key)
        end++;
    return end;
}

static bool same_octets(const struct ikt_sighting *a, const struct ikt_sighting *b)
{
    if (a->whole != 0 && b->whole != 0)
        return a->whole == b->whole;
    return a->head == 0 || b->head == 0 || a->head == b->head;
}

/* Two peers, as the places whose clocks are known see them. */
static uint32_t way_of(GHashTable *ways, const struct ikt_sighting *sighting)
{
    const struct ikt_address *a = &sighting->source.address, *b = &sighting->destination.address;
    const bool swap = ikt_address_compare(a, b) > 0;
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, sighting->place);
    ikt_hasher_add_address(&hasher, swap ? b : a);
    ikt_hasher_add_address(&hasher, swap ? a : b);
    uint64_t key = ikt_hasher_end(&hasher);
    gpointer known = g_hash_table_lookup(ways, &key);
    if (!known) {
        known = GUINT_TO_POINTER(g_hash_table_size(ways) + 1);
        g_hash_table_insert(ways, g_memdup(&key, sizeof key), known);
    }
    return (GPOINTER_TO_UINT(known) - 1) * 2 + (swap ? 1 : 0);
}

/* Sightings of one key in places whose clocks are known, and in the place whose clock is wanted. */
struct candidates {
    const struct ikt_sighting *here[REPEATS], *there[REPEATS];
    guint here_count, there_count;
};

/* How many of them have these octets? */
static guint count_same(const struct ikt_sighting *const *sightings, guint count, const struct ikt_sighting *sighting)
{
    guint same = 0;
    for (guint i = 0; i < count; i++)
        same += same_octets(sightings[i], sighting);
    return same;
}

static void add_points(const struct candidates *c, GHashTable *ways, bool repeated, GArray *points)
{
    for (guint h = 0; h < c->here_count; h++) {
        for (guint t = 0; t < c->there_count; t++) {
            if (!same_octets(c->here[h], c->there[t]) ||
                (!repeated && (count_same(c->here, c->here_count, c->there[t]) > 1 ||
                               count_same(c->there, c->there_count, c->here[h]) > 1)))
                continue;
            const struct ikt_clock_point point = {c->here[h]->time, c->there[t]->time, way_of(ways, c->here[h])};
            g_array_append_val(points, point);
        }
    }
}

static int by_difference(const void *a, const void *b)
{
    const struct ikt_clock_point *one = a, *other = b;
    const ikt_time first = one->there - one->here, second = other->there - other->here;
    return (first > second) - (first < second);
}

/* Of points that cannot all be right: those whose differences lie closest together. */
static void keep_cluster(GArray *points)
{
    if (points->len == 0)
        return;
    qsort(points->data, points->len, sizeof(struct ikt_clock_point), by_difference);
    guint from = 0, best = 0, count = 0;
    for (guint end = 0; end < points->len; end++) {
        const struct ikt_clock_point *last = &g_array_index(points, struct ikt_clock_point, end);
        const struct ikt_clock_point *first = &g_array_index(points, struct ikt_clock_point, from);
        while ((last->there - last->here) - (first->there - first->here) > CLUSTER)
            first = &g_array_index(points, struct ikt_clock_point, ++from);
        if (end - from + 1 > count) {
            count = end - from + 1;
            best = from;
        }
    }
    g_array_remove_range(points, 0, best);
    g_array_set_size(points, count);
}

static GArray *points_of(const struct ikt_sightings *sightings, const GArray *order,
                         const struct ikt_place_clock *clocks, unsigned place, bool repeated)
{
    GArray *points = g_array_new(FALSE, FALSE, sizeof(struct ikt_clock_point));
    g_autoptr(GHashTable) ways = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, g_free, NULL);
    for (guint from = 0; from < order->len;) {
        const guint end = end_of_key(order, from);
        struct candidates c = {.here_count = 0};
        int known = -1; /* the first place with a clock that has it */
        bool crowded = false;
        for (guint i = from; i < end; i++) {
            const struct ikt_sighting *sighting =
                ikt_sighting_at(sightings, g_array_index(order, struct order, i).sighting);
            const bool there = sighting->place == place;
            if (!there && (!clocks[sighting->place].known || (known >= 0 && known != sighting->place)))
                continue;
            guint *count = there ? &c.there_count : &c.here_count;
            crowded = crowded || *count == REPEATS;
            if (crowded)
                break;
            (there ? c.there : c.here)[(*count)++] = sighting;
            known = there ? known : sighting->place;
        }
        if (!crowded)
            add_points(&c, ways, repeated, points);
        from = end;
    }
    return points;
}

/* False: no datagram was seen in this place and in one whose clock is known. */
static bool set_clock(struct ikt_sightings *sightings, const GArray *order, struct ikt_place_clock *clocks,
                      unsigned place)
{
    g_autoptr(GArray) points = points_of(sightings, order, clocks, place, false);
    if (points->len < ENOUGH) {
        g_array_unref(points);
        points = points_of(sightings, order, clocks, place, true);
        keep_cluster(points);
    }
    clocks[place] = ikt_place_clock_estimate(points);
    for (guint i = 0; clocks[place].known && i < sightings->all->len; i++) {
        struct ikt_sighting *sighting = ikt_sighting_at(sightings, i);
        if (sighting->place == place)
            sighting->time = ikt_place_clock_correct(&clocks[place], sighting->time);
    }
    return clocks[place].known;
}

void ikt_sightings_set_clocks(struct ikt_sightings *sightings, unsigned places, struct ikt_place_clock *clocks)
{
    g_autoptr(GArray) order = sort(sightings);
    for (unsigned place = 0; place < places; place++)
        clocks[place] = (struct ikt_place_clock){.known = place == 0, .within = 0};
    bool more = true;
    while (more) { /* a place may share datagrams with a later one alone */
        more = false;
        for (unsigned place = 1; place < places; place++)
            more = (!clocks[place].known && set_clock(sightings, order, clocks, place)) || more;
    }
}

/* The oldest datagram of these that this may be another sighting of; G_MAXUINT. */
static guint find(const struct ikt_sightings *sightings, const GArray *open, const struct ikt_sighting *sighting,
                  ikt_time apart)
{
    const guint from = open->len > LOOK_BACK ? open->len - LOOK_BACK : 0;
    for (guint i = from; i < open->len; i++) {
        const guint place = g_array_index(open, guint, i);
        const struct ikt_seen_datagram *datagram = ikt_datagram_at(sightings, place);
        if (datagram->at[sighting->place] == 0 && sighting->time - datagram->time <= apart &&
            same_octets(ikt_sighting_at(sightings, datagram->first), sighting))
            return place;
    }
    return G_MAXUINT;
}

/* Does the place see it a second time? */
static bool is_copy(const struct ikt_sightings *sightings, const GArray *open, struct ikt_sighting *sighting)
{
    const guint from = open->len > LOOK_BACK ? open->len - LOOK_BACK : 0;
    for (guint i = from; i < open->len; i++) {
        const guint place = g_array_index(open, guint, i);
        const guint at = ikt_datagram_at(sightings, place)->at[sighting->place];
        const struct ikt_sighting *known = at != 0 ? ikt_sighting_at(sightings, at - 1) : NULL;
        const bool other = known && known->identification != 0 && sighting->identification != 0 &&
                           known->identification != sighting->identification;
        if (known && !other && sighting->time - known->time <= COPY && same_octets(known, sighting))
            return true;
    }
    return false;
}

static void take(struct ikt_sightings *sightings, GArray *open, guint at, ikt_time apart)
{
    struct ikt_sighting *sighting = ikt_sighting_at(sightings, at);
    if (is_copy(sightings, open, sighting))
        return;
    guint place = find(sightings, open, sighting, apart);
    if (place == G_MAXUINT) {
        place = sightings->datagrams->len;
        const struct ikt_seen_datagram fresh = {.first = at, .time = sighting->time};
        g_array_append_val(sightings->datagrams, fresh);
        g_array_append_val(open, place);
    }
    struct ikt_seen_datagram *datagram = ikt_datagram_at(sightings, place);
    datagram->at[sighting->place] = at + 1;
    if (sighting->captured > ikt_sighting_at(sightings, datagram->first)->captured)
        datagram->first = at;
}

static int by_time(const void *a, const void *b)
{
    const struct ikt_seen_datagram *one = a, *other = b;
    if (one->time != other->time)
        return one->time < other->time ? -1 : 1;
    return (one->first > other->first) - (one->first < other->first);
}

void ikt_sightings_match(struct ikt_sightings *sightings, ikt_time apart)
{
    g_autoptr(GArray) order = sort(sightings);
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint from = 0; from < order->len;) {
        const guint end = end_of_key(order, from);
        g_array_set_size(open, 0);
        for (guint i = from; i < end; i++) {
            const guint at = g_array_index(order, struct order, i).sighting;
            if (!ikt_sighting_at(sightings, at)->ipsec)
                take(sightings, open, at, apart);
        }
        from = end;
    }
    if (sightings->datagrams->len > 0)
        qsort(sightings->datagrams->data, sightings->datagrams->len, sizeof(struct ikt_seen_datagram), by_time);
    for (guint i = 0; i < sightings->all->len; i++)
        ikt_sighting_at(sightings, i)->datagram = G_MAXUINT;
    for (guint i = 0; i < sightings->datagrams->len; i++) {
        const struct ikt_seen_datagram *datagram = ikt_datagram_at(sightings, i);
        for (unsigned place = 0; place < IKT_PLACES_MAX; place++)
            if (datagram->at[place] != 0)
                ikt_sighting_at(sightings, datagram->at[place] - 1)->datagram = i;
    }
}
