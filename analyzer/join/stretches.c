/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stretches.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "frame_places.h"

enum {
    IKE_KINDS = 2,
    SUM_AGAIN = 8, /* ESP of all pairs is summed again when an eighth has come since */
    STRETCHES = IKT_PLACES_MAX - 1
};

/* Of two peers, all that they sent, stretch by stretch. */
struct pair_counts {
    const struct ikt_pair_view *pair; /* the key */
    struct ikt_transit_count ways[2][IKE_KINDS][STRETCHES];
    uint32_t largest[IKT_PLACES_MAX][2][IKE_KINDS]; /* that a place saw */
    struct ikt_transit_count esp[2];                /* once they are summed */
    uint64_t most_lost[2];                          /* of one SPI */
    bool esp_sent[2], esp_passes[2];                /* any, and any that reaches the end of its way */
};

struct counts {
    uint64_t key;
    struct ikt_transit transit;
};

struct ikt_stretches {
    const struct ikt_sightings *sightings;
    const struct ikt_place_pairs *pairs;
    const struct ikt_esp_seen *esp_before, *esp; /* of the first pass, of the second one */
    struct ikt_place_window windows[IKT_PLACES_MAX];
    bool stopped[IKT_PLACES_MAX]; /* it misses after its last packet what it had before: its capture has ended there */
    unsigned places;
    ikt_time apart;
    GHashTable *by_pair;   /* struct pair_counts by the pair's view */
    GHashTable *sas;       /* struct counts: of the ISAKMP SAs with a loss, by cookie */
    GHashTable *exchanges; /* likewise of theirs */
    struct ikt_frame_places *frames;
    GArray *hidden;  /* uint8_t, of each datagram */
    uint64_t summed; /* packets of ESP when those of all pairs were summed last */
    struct ikt_transits transits;
};

/* A datagram on its way. */
struct passage {
    const struct ikt_pair_view *pair;
    const struct ikt_seen_datagram *datagram;
    const struct ikt_sighting *first;
    int way, kind;
};

static bool passage_of(const struct ikt_stretches *stretches, guint datagram, struct passage *out)
{
    bool from_low = false;
    out->datagram = ikt_datagram_at(stretches->sightings, datagram);
    out->first = ikt_sighting_at(stretches->sightings, out->datagram->first);
    out->pair = ikt_place_pairs_of_datagram(stretches->pairs, datagram, &from_low);
    out->way = from_low ? 0 : 1;
    out->kind = out->first->port_4500 ? IKT_TRANSIT_PORT_4500 : IKT_TRANSIT_PORT_500;
    return out->pair != NULL;
}

static const struct ikt_sighting *seen_in(const struct ikt_stretches *stretches, const struct passage *passage,
                                          unsigned place)
{
    const uint32_t at = passage->datagram->at[place];
    return at != 0 ? ikt_sighting_at(stretches->sightings, at - 1) : NULL;
}

/* In fragments of which not all came, while another place has all of it: that is no message that arrived. */
static bool is_beginning(const struct passage *passage, const struct ikt_sighting *sighting)
{
    return sighting->hops == 0 && sighting->captured < sighting->length &&
           passage->first->captured > sighting->captured;
}

static bool captured(const struct ikt_stretches *stretches, unsigned place, ikt_time time)
{
    const struct ikt_place_window *window = &stretches->windows[place];
    return time >= window->begin && (!stretches->stopped[place] || time <= window->end);
}

static void count(struct ikt_transit_count *count, const struct ikt_stretches *stretches, const struct passage *passage,
                  const struct ikt_sighting *last, const struct ikt_sighting *beginning, bool arrived)
{
    const uint32_t length = passage->first->length;
    count->sent++;
    if (arrived) {
        count->arrived++;
        count->arrived_largest = MAX(count->arrived_largest, length);
        return;
    }
    const uint64_t frame = stretches->windows[last->place].frames_from + last->frame;
    if (count->lost++ == 0) {
        count->lost_smallest = length;
        count->first_lost = frame;
        count->first_time = last->time;
    }
    count->lost_smallest = MIN(count->lost_smallest, length);
    count->lost_largest = MAX(count->lost_largest, length);
    count->last_lost = frame;
    count->last_time = last->time;
    count->in_fragments += last->hops == 0;
    count->beginning_came += beginning != NULL;
}

/* On one stretch of its way: false where it says nothing, since it was not seen before it, or nobody captured behind.
 */
static bool count_on(struct ikt_transit_count *counts, const struct ikt_stretches *stretches,
                     const struct passage *passage, unsigned stretch)
{
    const uint8_t *order = passage->pair->order[passage->way];
    const struct ikt_sighting *last = NULL, *beginning = NULL;
    bool arrived = false;
    for (unsigned i = 0; i < passage->pair->ordered; i++) {
        const struct ikt_sighting *sighting = seen_in(stretches, passage, order[i]);
        if (!sighting)
            continue;
        const bool part = is_beginning(passage, sighting);
        if (i <= stretch)
            last = part ? last : sighting;
        else if (part)
            beginning = sighting;
        else
            arrived = true;
    }
    if (!last || (!arrived && !captured(stretches, order[stretch + 1], last->time)))
        return false;
    counts->from = order[stretch];
    counts->to = order[stretch + 1];
    count(counts, stretches, passage, last, beginning, arrived);
    return true;
}

static struct pair_counts *counts_of(struct ikt_stretches *stretches, const struct ikt_pair_view *pair)
{
    struct pair_counts *counts = g_hash_table_lookup(stretches->by_pair, pair);
    if (counts)
        return counts;
    counts = g_new0(struct pair_counts, 1);
    counts->pair = pair;
    g_hash_table_insert(stretches->by_pair, (gpointer)pair, counts);
    return counts;
}

static void note_largest(struct ikt_stretches *stretches)
{
    struct passage passage;
    for (guint i = 0; i < stretches->sightings->datagrams->len; i++) {
        if (!passage_of(stretches, i, &passage))
            continue;
        struct pair_counts *counts = counts_of(stretches, passage.pair);
        for (unsigned place = 0; place < stretches->places; place++) {
            uint32_t *largest = &counts->largest[place][passage.way][passage.kind];
            if (seen_in(stretches, &passage, place))
                *largest = MAX(*largest, passage.first->length);
        }
    }
}

/* Behind its last packet a place misses what has passed it before: then its capture has ended, and nothing is lost. */
static void find_stopped(struct ikt_stretches *stretches)
{
    struct passage passage;
    for (guint i = 0; i < stretches->sightings->datagrams->len; i++) {
        if (!passage_of(stretches, i, &passage))
            continue;
        const struct pair_counts *counts = counts_of(stretches, passage.pair);
        for (unsigned place = 0; place < stretches->places; place++) {
            if (!seen_in(stretches, &passage, place) &&
                passage.datagram->time > stretches->windows[place].end + stretches->apart &&
                counts->largest[place][passage.way][passage.kind] >= passage.first->length)
                stretches->stopped[place] = true;
        }
    }
}

static void count_pairs(struct ikt_stretches *stretches, GHashTable *losing)
{
    struct passage passage;
    for (guint i = 0; i < stretches->sightings->datagrams->len; i++) {
        if (!passage_of(stretches, i, &passage))
            continue;
        struct pair_counts *counts = counts_of(stretches, passage.pair);
        bool lost = false;
        for (unsigned stretch = 0; stretch + 1 < passage.pair->ordered; stretch++) {
            struct ikt_transit_count *one = &counts->ways[passage.way][passage.kind][stretch];
            const uint64_t before = one->lost;
            (void)count_on(one, stretches, &passage, stretch);
            lost = lost || one->lost > before;
        }
        if (lost)
            g_hash_table_add(losing, (gpointer)passage.first->initiator_cookie);
    }
}

/* Where most of them are lost. */
static unsigned worst(const struct pair_counts *counts, int way, int kind)
{
    unsigned most = 0;
    for (unsigned stretch = 1; stretch + 1 < counts->pair->ordered; stretch++)
        if (counts->ways[way][kind][stretch].lost > counts->ways[way][kind][most].lost)
            most = stretch;
    return most;
}

static struct ikt_transit *entry_of(GHashTable *table, uint64_t key)
{
    struct counts *counts = g_hash_table_lookup(table, &key);
    if (!counts) {
        counts = g_new0(struct counts, 1);
        counts->key = key;
        g_hash_table_insert(table, &counts->key, counts);
    }
    return &counts->transit;
}

static uint64_t sa_key(const uint8_t *cookie)
{
    return ikt_hash(cookie, IKT_COOKIE_SIZE);
}

static uint64_t exchange_key(const uint8_t *cookie, uint32_t message_id)
{
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add(&hasher, cookie, IKT_COOKIE_SIZE);
    ikt_hasher_add_number(&hasher, message_id);
    return ikt_hasher_end(&hasher);
}

static void count_exchanges(struct ikt_stretches *stretches, GHashTable *losing)
{
    struct passage passage;
    for (guint i = 0; i < stretches->sightings->datagrams->len; i++) {
        if (!passage_of(stretches, i, &passage) || passage.pair->ordered < 2 ||
            !g_hash_table_contains(losing, passage.first->initiator_cookie))
            continue;
        const unsigned stretch = worst(counts_of(stretches, passage.pair), passage.way, passage.kind);
        struct ikt_transit *tables[2] = {
            entry_of(stretches->sas, sa_key(passage.first->initiator_cookie)),
            entry_of(stretches->exchanges, exchange_key(passage.first->initiator_cookie, passage.first->message_id))};
        for (int k = 0; k < 2; k++)
            (void)count_on(&tables[k]->ways[passage.way].of[passage.kind], stretches, &passage, stretch);
    }
}

/* Was it seen on its way, and nowhere at its end, which captured then? */
static bool is_lost(const struct ikt_stretches *stretches, const struct passage *passage)
{
    const uint8_t *order = passage->pair->order[passage->way];
    const unsigned end = order[passage->pair->ordered - 1];
    const struct ikt_sighting *there = seen_in(stretches, passage, end);
    return (!there || is_beginning(passage, there)) && captured(stretches, end, passage->datagram->time);
}

/* Who answers in an exchange, and whose answer is lost: who began it never had it, and goes on as if there were none.
 */
static void find_hidden(struct ikt_stretches *stretches)
{
    g_autoptr(GHashTable) began = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, g_free, NULL);
    struct passage passage;
    for (guint i = 0; i < stretches->sightings->datagrams->len; i++) {
        uint8_t hidden = 0;
        if (passage_of(stretches, i, &passage)) {
            const uint64_t key = exchange_key(passage.first->initiator_cookie, passage.first->message_id);
            const gpointer by = GINT_TO_POINTER(passage.way + 1);
            if (!g_hash_table_contains(began, &key))
                g_hash_table_insert(began, g_memdup(&key, sizeof key), by);
            hidden =
                g_hash_table_lookup(began, &key) != by && passage.pair->ordered > 1 && is_lost(stretches, &passage);
        }
        g_array_append_val(stretches->hidden, hidden);
    }
}

/* ESP that one side sends, as the first pass saw it: is there some that gets through, is there some at all? */
static void note_way(void *user, uint8_t protocol, uint32_t spi, const struct ikt_address *source,
                     const struct ikt_address *destination)
{
    struct ikt_stretches *stretches = user;
    const struct ikt_pair_view *pair = ikt_place_pairs_of(stretches->pairs, source, destination);
    struct ikt_transit_count count;
    if (!pair || pair->ordered < 2)
        return;
    const int way = ikt_address_equal(source, &pair->address[0]) ? 0 : 1;
    if (!ikt_esp_seen_count(stretches->esp_before, protocol, spi, pair->order[way], pair->ordered, &count))
        return;
    struct pair_counts *counts = counts_of(stretches, pair);
    counts->esp_sent[way] = true;
    counts->esp_passes[way] = counts->esp_passes[way] || count.arrived > 0 || count.sent == 0;
}

bool ikt_stretches_hides(const struct ikt_stretches *stretches, uint32_t datagram)
{
    return g_array_index(stretches->hidden, uint8_t, datagram) != 0;
}

bool ikt_stretches_hides_esp(const struct ikt_stretches *stretches, const struct ikt_address *source,
                             const struct ikt_address *destination)
{
    const struct ikt_pair_view *pair = ikt_place_pairs_of(stretches->pairs, source, destination);
    const struct pair_counts *counts = pair ? g_hash_table_lookup(stretches->by_pair, pair) : NULL;
    const int way = pair && ikt_address_equal(source, &pair->address[0]) ? 0 : 1;
    if (!counts || counts->esp_passes[way])
        return false;
    return counts->esp_passes[1 - way] || (counts->esp_sent[1 - way] && way == 1);
}

static bool of_entry(GHashTable *table, uint64_t key, struct ikt_transit *out)
{
    const struct counts *counts = g_hash_table_lookup(table, &key);
    if (counts)
        *out = counts->transit;
    return counts != NULL;
}

static bool of_exchange(void *user, const uint8_t *initiator_cookie, uint32_t message_id, struct ikt_transit *out)
{
    return of_entry(((struct ikt_stretches *)user)->exchanges, exchange_key(initiator_cookie, message_id), out);
}

static bool of_sa(void *user, const uint8_t *initiator_cookie, struct ikt_transit *out)
{
    return of_entry(((struct ikt_stretches *)user)->sas, sa_key(initiator_cookie), out);
}

static bool of_spi(void *user, uint8_t protocol, uint32_t spi, struct ikt_transit_count *out)
{
    const struct ikt_stretches *stretches = user;
    struct ikt_address source, destination;
    if (!ikt_esp_seen_ends(stretches->esp, protocol, spi, &source, &destination))
        return false;
    const struct ikt_pair_view *pair = ikt_place_pairs_of(stretches->pairs, &source, &destination);
    return pair && pair->ordered > 1 &&
           ikt_esp_seen_count(stretches->esp, protocol, spi,
                              pair->order[ikt_address_equal(&source, &pair->address[0]) ? 0 : 1], pair->ordered, out);
}

/* ESP of a pair, its SPIs together; the stretch is that of the SPI which loses most. */
static void add_spi(void *user, uint8_t protocol, uint32_t spi, const struct ikt_address *source,
                    const struct ikt_address *destination)
{
    struct ikt_stretches *stretches = user;
    struct ikt_transit_count one;
    if (!of_spi(stretches, protocol, spi, &one))
        return;
    const struct ikt_pair_view *pair = ikt_place_pairs_of(stretches->pairs, source, destination);
    const int way = ikt_address_equal(source, &pair->address[0]) ? 0 : 1;
    struct pair_counts *counts = counts_of(stretches, pair);
    struct ikt_transit_count *all = &counts->esp[way];
    const bool first = all->from == all->to;
    if (first || one.lost > counts->most_lost[way] || (one.lost == counts->most_lost[way] && one.from < all->from)) {
        all->from = one.from;
        all->to = one.to;
        counts->most_lost[way] = one.lost;
    }
    all->sent += one.sent;
    all->arrived += one.arrived;
    if (one.lost > 0) {
        all->first_lost = all->lost == 0 ? one.first_lost : MIN(all->first_lost, one.first_lost);
        all->last_lost = MAX(all->last_lost, one.last_lost);
        all->first_time = all->lost == 0 ? one.first_time : MIN(all->first_time, one.first_time);
        all->last_time = all->lost == 0 ? one.last_time : MAX(all->last_time, one.last_time);
    }
    all->lost += one.lost;
}

static void sum_esp(struct ikt_stretches *stretches)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, stretches->by_pair);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct pair_counts *counts = value;
        memset(counts->esp, 0, sizeof counts->esp);
        memset(counts->most_lost, 0, sizeof counts->most_lost);
    }
    ikt_esp_seen_each(stretches->esp, add_spi, stretches);
    stretches->summed = ikt_esp_seen_packets(stretches->esp);
}

static bool of_pair(void *user, const struct ikt_address *one, const struct ikt_address *other, struct ikt_transit *out,
                    struct ikt_transit_view *views)
{
    struct ikt_stretches *stretches = user;
    const struct ikt_pair_view *pair = ikt_place_pairs_of(stretches->pairs, one, other);
    if (!pair)
        return false;
    *out = (struct ikt_transit){0};
    if (views)
        memcpy(views, pair->views, sizeof pair->views);
    if (pair->ordered < 2)
        return true;
    const uint64_t packets = ikt_esp_seen_packets(stretches->esp);
    if (packets > stretches->summed + stretches->summed / SUM_AGAIN)
        sum_esp(stretches);
    const struct pair_counts *counts = counts_of(stretches, pair);
    memcpy(out->order, pair->order[0], sizeof out->order);
    out->ordered = pair->ordered;
    for (int way = 0; way < 2; way++) {
        for (int kind = 0; kind < IKE_KINDS; kind++)
            out->ways[way].of[kind] = counts->ways[way][kind][worst(counts, way, kind)];
        out->ways[way].of[IKT_TRANSIT_ESP] = counts->esp[way];
    }
    return true;
}

static uint32_t seen_at(void *user, uint64_t frame)
{
    return ikt_frame_places_of(((struct ikt_stretches *)user)->frames, frame);
}

struct ikt_stretches *ikt_stretches_new(const struct ikt_sightings *sightings, const struct ikt_place_pairs *pairs,
                                        const struct ikt_esp_seen *esp_before, const struct ikt_esp_seen *esp,
                                        const struct ikt_place_window *windows, unsigned places, ikt_time apart)
{
    struct ikt_stretches *stretches = g_new0(struct ikt_stretches, 1);
    stretches->sightings = sightings;
    stretches->pairs = pairs;
    stretches->esp_before = esp_before;
    stretches->esp = esp;
    memcpy(stretches->windows, windows, places * sizeof *windows);
    stretches->places = places;
    stretches->apart = apart;
    uint64_t frames_from[IKT_PLACES_MAX];
    for (unsigned i = 0; i < places; i++)
        frames_from[i] = windows[i].frames_from;
    stretches->by_pair = g_hash_table_new_full(ikt_hash_direct, ikt_hash_equal_direct, NULL, g_free);
    stretches->sas = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, NULL, g_free);
    stretches->exchanges = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, NULL, g_free);
    stretches->frames = ikt_frame_places_new(sightings, frames_from);
    stretches->hidden = g_array_new(FALSE, FALSE, sizeof(uint8_t));
    stretches->transits = (struct ikt_transits){.user = stretches,
                                                .places = places,
                                                .of_exchange = of_exchange,
                                                .of_sa = of_sa,
                                                .of_pair = of_pair,
                                                .of_spi = of_spi,
                                                .seen_at = seen_at};
    g_autoptr(GHashTable) losing = g_hash_table_new(ikt_hash_8, ikt_hash_equal_8);
    note_largest(stretches);
    find_stopped(stretches);
    count_pairs(stretches, losing);
    count_exchanges(stretches, losing);
    find_hidden(stretches);
    ikt_esp_seen_each(esp_before, note_way, stretches);
    return stretches;
}

void ikt_stretches_free(struct ikt_stretches *stretches)
{
    if (!stretches)
        return;
    g_hash_table_unref(stretches->by_pair);
    g_hash_table_unref(stretches->sas);
    g_hash_table_unref(stretches->exchanges);
    ikt_frame_places_free(stretches->frames);
    g_array_unref(stretches->hidden);
    g_free(stretches);
}

void ikt_stretches_finish(struct ikt_stretches *stretches)
{
    sum_esp(stretches);
}

bool ikt_stretches_all_captured(const struct ikt_stretches *stretches, ikt_time time)
{
    for (unsigned place = 0; place < stretches->places; place++)
        if (!captured(stretches, place, time))
            return false;
    return true;
}

const struct ikt_transits *ikt_stretches_transits(struct ikt_stretches *stretches)
{
    return &stretches->transits;
}
