/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/flows.h"

#include <glib.h>

#include "base/hash.h"

#define MAX_FLOWS  16384
#define MAX_STRAYS 64 /* listed in one record */
#define RECENT     10 /* packets whose sequences are kept */
#define WINDOW     64 /* packets, the default of IOS and RFC 4303 section 3.4.3 */

/* Both directions between two addresses, counted so that no record has to walk all their flows. */
struct pair {
    GQueue flows;                  /* oldest first */
    GSequence *strays;             /* those that are strays now, oldest first */
    struct ikt_sent_ipsec from[2]; /* the address that comes first, the other */
    bool cut;                      /* not all of the strays were listed, once */
};

struct entry {
    struct ikt_flow flow;
    struct pair *pair;
    uint32_t highest;                /* sequence number */
    uint64_t window;                 /* bit n: highest - n was seen */
    uint64_t last_sequences[RECENT]; /* of the last packets, by their number */
    uint32_t dropped, dropped_time;  /* the last one behind the window: its number, and when; likewise */
    uint32_t times[WINDOW];          /* when, by sequence number: the low bits of microseconds, for small differences */
    bool claimed;                    /* by a Quick Mode */
    ikt_time ended;                  /* packets after it are late; IKT_TIME_NONE: the SA lives */
    ikt_time replaced;               /* likewise */
    GList recent;
    GList of_pair;
    GSequenceIter *stray; /* place among the pair's strays; NULL: it is none */
};

struct ikt_flow_table {
    GHashTable *entries;
    GHashTable *pairs; /* struct pair by its two addresses; any entry of it is the key */
    uint64_t forgotten;
    uint64_t cut;    /* pairs, see there */
    GQueue recent;   /* of more than one packet, most recent first */
    GQueue once;     /* of one packet, likewise */
    GPtrArray *lent; /* struct entry: claimed until they are taken back; NULL: claims are for good */
};

static guint entry_hash(gconstpointer key)
{
    const struct ikt_flow *flow = &((const struct entry *)key)->flow;
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_address(&hasher, &flow->destination);
    ikt_hasher_add_number(&hasher, (uint64_t)flow->protocol << 32 | flow->spi);
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean entry_equal(gconstpointer a, gconstpointer b)
{
    const struct ikt_flow *one = &((const struct entry *)a)->flow, *other = &((const struct entry *)b)->flow;
    return one->spi == other->spi && one->protocol == other->protocol &&
           ikt_address_equal(&one->destination, &other->destination);
}

static unsigned side_of(const struct ikt_address *source, const struct ikt_address *destination)
{
    return ikt_address_compare(source, destination) <= 0 ? 0 : 1;
}

/* Both directions of two peers are one pair. */
static guint pair_hash(gconstpointer key)
{
    const struct ikt_flow *flow = &((const struct entry *)key)->flow;
    unsigned first = side_of(&flow->source, &flow->destination);
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_address(&hasher, first == 0 ? &flow->source : &flow->destination);
    ikt_hasher_add_address(&hasher, first == 0 ? &flow->destination : &flow->source);
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean pair_equal(gconstpointer a, gconstpointer b)
{
    const struct ikt_flow *one = &((const struct entry *)a)->flow, *other = &((const struct entry *)b)->flow;
    return (ikt_address_equal(&one->source, &other->source) &&
            ikt_address_equal(&one->destination, &other->destination)) ||
           (ikt_address_equal(&one->source, &other->destination) &&
            ikt_address_equal(&one->destination, &other->source));
}

static void pair_free(gpointer data)
{
    struct pair *pair = data;
    g_sequence_free(pair->strays);
    g_free(pair);
}

struct ikt_flow_table *ikt_flow_table_new(void)
{
    struct ikt_flow_table *table = g_new0(struct ikt_flow_table, 1);
    table->entries = g_hash_table_new_full(entry_hash, entry_equal, g_free, NULL);
    table->pairs = g_hash_table_new_full(pair_hash, pair_equal, NULL, pair_free);
    return table;
}

void ikt_flow_table_free(struct ikt_flow_table *table)
{
    g_hash_table_destroy(table->pairs);
    g_hash_table_destroy(table->entries);
    g_free(table);
}

static gint by_first(gconstpointer a, gconstpointer b, gpointer unused)
{
    const uint64_t one = ((const struct entry *)a)->flow.first_sequence;
    const uint64_t other = ((const struct entry *)b)->flow.first_sequence;
    (void)unused;
    return (one > other) - (one < other);
}

/* A negotiated SA's flow is a stray where it goes on after the receiver has deleted the SA. */
static void review_stray(struct entry *entry)
{
    bool stray = !entry->claimed || entry->flow.late > 0;
    if (stray == (entry->stray != NULL))
        return;
    if (stray)
        entry->stray = g_sequence_insert_sorted(entry->pair->strays, entry, by_first, NULL);
    else
        g_sequence_remove(g_steal_pointer(&entry->stray));
}

static void join_pair(struct ikt_flow_table *table, struct entry *entry)
{
    entry->pair = g_hash_table_lookup(table->pairs, entry);
    if (!entry->pair) {
        entry->pair = g_new0(struct pair, 1);
        entry->pair->strays = g_sequence_new(NULL);
        g_hash_table_insert(table->pairs, entry, entry->pair);
    }
    unsigned side = side_of(&entry->flow.source, &entry->flow.destination);
    entry->pair->from[side].newest_sequence = entry->flow.first_sequence;
    entry->pair->from[side].newest_frame = entry->flow.first_frame;
    entry->of_pair.data = entry;
    g_queue_push_tail_link(&entry->pair->flows, &entry->of_pair);
    review_stray(entry);
}

static void leave_pair(struct ikt_flow_table *table, struct entry *entry)
{
    struct pair *pair = entry->pair;
    g_queue_unlink(&pair->flows, &entry->of_pair);
    if (entry->stray)
        g_sequence_remove(entry->stray);
    /* The key must not outlive its entry: the pair is put in again under one that stays. */
    g_hash_table_steal(table->pairs, entry);
    if (pair->flows.length == 0)
        pair_free(pair);
    else
        g_hash_table_insert(table->pairs, pair->flows.head->data, pair);
}

static struct entry *find(const struct ikt_flow_table *table, uint8_t protocol, uint32_t spi,
                          const struct ikt_address *destination)
{
    struct entry key = {.flow = {.protocol = protocol, .spi = spi, .destination = *destination}};
    return g_hash_table_lookup(table->entries, &key);
}

/* Neither its octets nor its IP header would tell a replay from a copy. before: when that number came last. */
static bool is_copy(uint32_t before, ikt_time time)
{
    uint32_t apart = (uint32_t)time - before; /* modulo 2^32: it may be negative */
    return apart <= (uint32_t)IKT_DUPLICATE_TIME || apart >= UINT32_MAX - (uint32_t)IKT_DUPLICATE_TIME;
}

/* It is behind the window. Returns false for a copy. */
static bool note_dropped(struct entry *entry, const struct ikt_packet *packet, uint32_t sequence,
                         const struct ikt_clock *clock)
{
    struct ikt_flow *flow = &entry->flow;
    bool again = flow->dropped_by_window > 0 && entry->dropped == sequence;
    if (again && clock->ran && is_copy(entry->dropped_time, packet->time))
        return false;
    entry->dropped = sequence;
    entry->dropped_time = (uint32_t)packet->time;
    if (flow->dropped_by_window++ == 0)
        flow->dropped_frame = packet->frame;
    flow->dropped_in_time += packet->time >= flow->last_time;
    return true;
}

/* A 64-packet window, as an anti-replay check would keep it. Returns false for a copy, which counts for nothing. */
static bool count_sequence(struct entry *entry, const struct ikt_packet *packet, uint32_t sequence,
                           const struct ikt_clock *clock)
{
    uint32_t behind = entry->highest - sequence, ahead = sequence - entry->highest;
    ikt_time time = packet->time;
    if (ahead - 1 < UINT32_MAX / 2) { /* modulo 2^32: the high half of an extended number is not sent */
        entry->window = ahead < WINDOW ? entry->window << ahead : 0;
        entry->window |= 1;
        entry->highest = sequence;
    } else if (behind < WINDOW && entry->window >> behind & 1) {
        if (clock->ran && is_copy(entry->times[sequence % WINDOW], time))
            return false;
        entry->flow.duplicates++;
    } else {
        if (behind < WINDOW)
            entry->window |= UINT64_C(1) << behind;
        else if (!note_dropped(entry, packet, sequence, clock))
            return false;
        entry->flow.out_of_order++;
    }
    if (behind < WINDOW || ahead - 1 < UINT32_MAX / 2)
        entry->times[sequence % WINDOW] = (uint32_t)time;
    return true;
}

/* With the least header around it, a packet that does not pass. */
static bool is_oversized(const struct ikt_flow *flow, uint32_t octets)
{
    uint32_t header = flow->source.family == IKT_FAMILY_IPV6 ? 40 : 20;
    return flow->too_big_mtu != 0 && octets > flow->too_big_mtu - MIN(flow->too_big_mtu, header);
}

bool ikt_flow_table_add(struct ikt_flow_table *table, const struct ikt_packet *packet, const struct ikt_clock *clock,
                        uint8_t protocol, uint32_t spi, uint32_t sequence, uint32_t octets)
{
    struct entry *entry = find(table, protocol, spi, &packet->destination.address);
    if (entry) {
        if (!count_sequence(entry, packet, sequence, clock))
            return false;
        g_queue_unlink(entry->flow.packets > 1 ? &table->recent : &table->once, &entry->recent);
    } else {
        if (g_hash_table_size(table->entries) >= MAX_FLOWS) {
            /* a flood of SPIs drives out its own first */
            table->forgotten++;
            GList *oldest = g_queue_pop_tail_link(table->once.length > 0 ? &table->once : &table->recent);
            leave_pair(table, oldest->data);
            g_hash_table_remove(table->entries, oldest->data);
        }
        entry = g_new0(struct entry, 1);
        entry->flow = (struct ikt_flow){
            .protocol = protocol,
            .spi = spi,
            .source = packet->source.address,
            .destination = packet->destination.address,
            .first_time = packet->time,
            .first_sequence = packet->sequence,
            .in_udp = packet->source.port != 0,
            .first_frame = packet->frame,
        };
        entry->highest = sequence;
        entry->window = 1;
        entry->times[sequence % WINDOW] = (uint32_t)packet->time;
        entry->ended = entry->replaced = IKT_TIME_NONE;
        entry->recent.data = entry;
        g_hash_table_add(table->entries, entry);
        join_pair(table, entry);
    }
    g_queue_push_head_link(entry->flow.packets > 0 ? &table->recent : &table->once, &entry->recent);
    uint64_t *slot = &entry->last_sequences[entry->flow.packets++ % RECENT];
    *slot = packet->sequence;
    entry->flow.tenth_last_sequence =
        entry->flow.packets < RECENT ? 0 : entry->last_sequences[entry->flow.packets % RECENT];
    struct ikt_sent_ipsec *sent = &entry->pair->from[side_of(&entry->flow.source, &entry->flow.destination)];
    sent->packets++;
    sent->last_time = packet->time;
    sent->last_sequence = packet->sequence;
    sent->last_frame = packet->frame;
    if (entry->ended != IKT_TIME_NONE && clock->now > entry->ended && entry->flow.late++ == 0)
        review_stray(entry);
    if (entry->replaced != IKT_TIME_NONE && clock->now > entry->replaced)
        entry->flow.replaced++;
    entry->flow.oversized += is_oversized(&entry->flow, octets);
    entry->flow.octets += octets;
    entry->flow.last_time = packet->time;
    entry->flow.last_sequence = packet->sequence;
    entry->flow.last_frame = packet->frame;
    return true;
}

const struct ikt_flow *ikt_flow_table_claim(struct ikt_flow_table *table, uint8_t protocol, uint32_t spi,
                                            const struct ikt_address *destination)
{
    struct entry *entry = find(table, protocol, spi, destination);
    if (!entry)
        return NULL;
    if (table->lent && !entry->claimed)
        g_ptr_array_add(table->lent, entry);
    entry->claimed = true;
    review_stray(entry);
    return &entry->flow;
}

void ikt_flow_table_lend(struct ikt_flow_table *table)
{
    table->lent = g_ptr_array_new();
}

void ikt_flow_table_take_back(struct ikt_flow_table *table)
{
    for (guint i = 0; i < table->lent->len; i++) {
        struct entry *entry = table->lent->pdata[i];
        entry->claimed = false;
        review_stray(entry);
    }
    g_clear_pointer(&table->lent, g_ptr_array_unref);
}

bool ikt_flow_table_is_empty(const struct ikt_flow_table *table)
{
    return g_hash_table_size(table->pairs) == 0;
}

static struct pair *find_pair(const struct ikt_flow_table *table, const struct ikt_address *one,
                              const struct ikt_address *other)
{
    if (ikt_flow_table_is_empty(table)) /* IKE alone was captured: often so, and asked for often */
        return NULL;
    const struct entry key = {.flow = {.source = *one, .destination = *other}};
    return g_hash_table_lookup(table->pairs, &key);
}

GArray *ikt_flow_table_strays(struct ikt_flow_table *table, const struct ikt_address *one,
                              const struct ikt_address *other, uint64_t after, uint64_t before, bool *out_more)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct ikt_flow));
    struct pair *pair = find_pair(table, one, other);
    *out_more = false;
    if (!pair)
        return list;
    struct entry key = {.flow = {.first_sequence = after}};
    GSequenceIter *iter = g_sequence_search(pair->strays, &key, by_first, NULL);
    for (; !g_sequence_iter_is_end(iter) && !*out_more; iter = g_sequence_iter_next(iter)) {
        const struct entry *entry = g_sequence_get(iter);
        if (entry->flow.first_sequence >= before)
            break;
        *out_more = list->len == MAX_STRAYS;
        if (!*out_more)
            g_array_append_val(list, entry->flow);
    }
    table->cut += *out_more && !pair->cut;
    pair->cut |= *out_more;
    return list;
}

uint64_t ikt_flow_table_cut(const struct ikt_flow_table *table)
{
    return table->cut;
}

uint64_t ikt_flow_table_forgotten(const struct ikt_flow_table *table)
{
    return table->forgotten;
}

void ikt_flow_table_end(struct ikt_flow_table *table, uint8_t protocol, uint32_t spi,
                        const struct ikt_address *destination, ikt_time since)
{
    struct entry *entry = find(table, protocol, spi, destination);
    if (entry && entry->ended == IKT_TIME_NONE)
        entry->ended = since;
}

void ikt_flow_table_too_big(struct ikt_flow_table *table, const struct ikt_too_big *error, uint64_t frame)
{
    struct entry *entry = find(table, error->protocol, error->spi, &error->destination);
    if (!entry || !ikt_address_equal(&entry->flow.source, &error->source))
        return;
    struct ikt_flow *flow = &entry->flow;
    flow->too_big++;
    flow->too_big_frame = frame;
    if (error->mtu != 0 && (flow->too_big_mtu == 0 || error->mtu < flow->too_big_mtu))
        flow->too_big_mtu = error->mtu;
}

static void replace(struct entry *entry, ikt_time since)
{
    if (entry->replaced == IKT_TIME_NONE)
        entry->replaced = since;
}

void ikt_flow_table_replace(struct ikt_flow_table *table, uint8_t protocol, uint32_t spi,
                            const struct ikt_address *destination, ikt_time since)
{
    struct entry *entry = find(table, protocol, spi, destination);
    if (entry)
        replace(entry, since);
}

void ikt_flow_table_replace_all(struct ikt_flow_table *table, const struct ikt_address *source,
                                const struct ikt_address *destination, ikt_time since)
{
    const struct pair *pair = find_pair(table, source, destination);
    for (const GList *link = pair ? pair->flows.head : NULL; link; link = link->next) {
        struct entry *entry = link->data;
        if (ikt_address_equal(&entry->flow.destination, destination))
            replace(entry, since);
    }
}

struct ikt_sent_ipsec ikt_flow_table_sent(const struct ikt_flow_table *table, const struct ikt_address *source,
                                          const struct ikt_address *destination)
{
    const struct pair *pair = find_pair(table, source, destination);
    return pair ? pair->from[side_of(source, destination)] : (struct ikt_sent_ipsec){.last_time = IKT_TIME_NONE};
}
