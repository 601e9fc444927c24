/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "esp_seen.h"

#include <string.h>

#include "engine/base/hash.h"

enum {
    BLOCK = 2048,        /* sequence numbers that are kept together */
    BLOCKS_MOST = 16384, /* of all SPIs and places; 512 octets each */
    SPIS_MOST = 65536
};

/* Of one place: seen at all, and seen at a time when all places capture. */
struct block {
    uint64_t key; /* hash of all that tells it */
    uint64_t seen[BLOCK / 64], counted[BLOCK / 64];
};

struct flow {
    uint64_t key; /* protocol and SPI */
    struct ikt_address source, destination;
    uint8_t place;   /* that saw it first */
    GArray *numbers; /* uint32_t: of its blocks, each once */
    uint64_t last_frame[IKT_PLACES_MAX], first_frame[IKT_PLACES_MAX];
    ikt_time first_time[IKT_PLACES_MAX], last_time[IKT_PLACES_MAX];
};

struct ikt_esp_seen {
    GHashTable *flows;  /* struct flow by key */
    GHashTable *blocks; /* struct block by key */
    uint64_t packets, left_out;
};

static void flow_free(gpointer data)
{
    struct flow *flow = data;
    g_array_unref(flow->numbers);
    g_free(flow);
}

struct ikt_esp_seen *ikt_esp_seen_new(void)
{
    struct ikt_esp_seen *seen = g_new0(struct ikt_esp_seen, 1);
    seen->flows = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, NULL, flow_free);
    seen->blocks = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, NULL, g_free);
    return seen;
}

void ikt_esp_seen_free(struct ikt_esp_seen *seen)
{
    if (!seen)
        return;
    g_hash_table_unref(seen->flows);
    g_hash_table_unref(seen->blocks);
    g_free(seen);
}

static uint64_t flow_key(uint8_t protocol, uint32_t spi)
{
    return (uint64_t)protocol << 32 | spi;
}

static uint64_t block_key(uint64_t flow, uint8_t place, uint32_t number)
{
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, flow);
    ikt_hasher_add_number(&hasher, (uint64_t)place << 32 | number);
    return ikt_hasher_end(&hasher);
}

static const struct block *find_block(const struct ikt_esp_seen *seen, uint64_t flow, uint8_t place, uint32_t number)
{
    const uint64_t key = block_key(flow, place, number);
    return g_hash_table_lookup(seen->blocks, &key);
}

static const struct flow *find_flow(const struct ikt_esp_seen *seen, uint8_t protocol, uint32_t spi)
{
    const uint64_t key = flow_key(protocol, spi);
    return g_hash_table_lookup(seen->flows, &key);
}

static struct flow *flow_of(struct ikt_esp_seen *seen, uint8_t place, const struct ikt_esp_packet *packet)
{
    const uint64_t key = flow_key(packet->protocol, packet->spi);
    struct flow *flow = g_hash_table_lookup(seen->flows, &key);
    if (flow || g_hash_table_size(seen->flows) >= SPIS_MOST)
        return flow;
    flow = g_new0(struct flow, 1);
    flow->key = key;
    flow->place = place;
    flow->source = packet->source;
    flow->destination = packet->destination;
    flow->numbers = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_hash_table_insert(seen->flows, &flow->key, flow);
    return flow;
}

static struct block *block_of(struct ikt_esp_seen *seen, const struct flow *flow, uint8_t place, uint32_t number)
{
    const uint64_t key = block_key(flow->key, place, number);
    struct block *block = g_hash_table_lookup(seen->blocks, &key);
    if (block || g_hash_table_size(seen->blocks) >= BLOCKS_MOST)
        return block;
    bool elsewhere = false;
    for (uint8_t other = 0; other < IKT_PLACES_MAX; other++)
        elsewhere = elsewhere || find_block(seen, flow->key, other, number);
    if (!elsewhere)
        g_array_append_val(flow->numbers, number);
    block = g_new0(struct block, 1);
    block->key = key;
    g_hash_table_insert(seen->blocks, &block->key, block);
    return block;
}

static bool has(const struct block *block, uint32_t sequence)
{
    const uint32_t bit = sequence % BLOCK;
    return block && (block->seen[bit / 64] >> (bit % 64) & 1) != 0;
}

static void note(struct flow *flow, uint8_t place, const struct ikt_esp_packet *packet)
{
    if (flow->first_frame[place] == 0) {
        flow->first_frame[place] = packet->frame;
        flow->first_time[place] = packet->time;
    }
    flow->last_frame[place] = packet->frame;
    flow->last_time[place] = packet->time;
}

bool ikt_esp_seen_add(struct ikt_esp_seen *seen, uint8_t place, const struct ikt_esp_packet *packet, bool counts)
{
    const uint32_t number = packet->sequence / BLOCK, bit = packet->sequence % BLOCK;
    struct flow *flow = flow_of(seen, place, packet);
    struct block *block = flow ? block_of(seen, flow, place, number) : NULL;
    if (!block) {
        seen->left_out++;
        return false;
    }
    bool elsewhere = false;
    for (uint8_t other = 0; other < IKT_PLACES_MAX; other++)
        elsewhere = elsewhere || (other != place && has(find_block(seen, flow->key, other, number), packet->sequence));
    block->seen[bit / 64] |= 1ULL << (bit % 64);
    if (counts)
        block->counted[bit / 64] |= 1ULL << (bit % 64);
    note(flow, place, packet);
    seen->packets++;
    return elsewhere;
}

/* Of 64 sequence numbers: counted in a place of those before the stretch, seen in one of those behind it. */
struct word {
    uint64_t sent, arrived;
};

static struct word word_of(const struct block *const *before, unsigned before_count, const struct block *const *behind,
                           unsigned behind_count, unsigned at)
{
    struct word word = {0, 0};
    for (unsigned i = 0; i < before_count; i++)
        word.sent |= before[i] ? before[i]->counted[at] : 0;
    for (unsigned i = 0; i < behind_count; i++)
        word.arrived |= behind[i] ? behind[i]->seen[at] : 0;
    return word;
}

/* The stretch between the places before and those from it on. */
static struct ikt_transit_count count_stretch(const struct ikt_esp_seen *seen, const struct flow *flow,
                                              const uint8_t *order, unsigned places, unsigned stretch)
{
    const struct block *blocks[IKT_PLACES_MAX];
    struct ikt_transit_count count = {.from = order[stretch], .to = order[stretch + 1]};
    for (guint n = 0; n < flow->numbers->len; n++) {
        for (unsigned i = 0; i < places; i++)
            blocks[i] = find_block(seen, flow->key, order[i], g_array_index(flow->numbers, uint32_t, n));
        for (unsigned at = 0; at < BLOCK / 64; at++) {
            const struct word word = word_of(blocks, stretch + 1, blocks + stretch + 1, places - stretch - 1, at);
            count.sent += (uint64_t)__builtin_popcountll(word.sent);
            count.arrived += (uint64_t)__builtin_popcountll(word.sent & word.arrived);
        }
    }
    count.lost = count.sent - count.arrived;
    if (count.lost > 0) {
        count.first_lost = flow->first_frame[count.from];
        count.last_lost = flow->last_frame[count.from];
        count.first_time = flow->first_time[count.from];
        count.last_time = flow->last_time[count.from];
    }
    return count;
}

bool ikt_esp_seen_count(const struct ikt_esp_seen *seen, uint8_t protocol, uint32_t spi, const uint8_t *order,
                        unsigned places, struct ikt_transit_count *out)
{
    const struct flow *flow = find_flow(seen, protocol, spi);
    if (!flow)
        return false;
    *out = (struct ikt_transit_count){0};
    for (unsigned stretch = 0; stretch + 1 < places; stretch++) {
        const struct ikt_transit_count one = count_stretch(seen, flow, order, places, stretch);
        if (stretch == 0 || one.lost > out->lost)
            *out = one;
    }
    return places > 1;
}

void ikt_esp_seen_each(const struct ikt_esp_seen *seen,
                       void (*tell)(void *user, uint8_t protocol, uint32_t spi, const struct ikt_address *source,
                                    const struct ikt_address *destination),
                       void *user)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, seen->flows);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct flow *flow = value;
        tell(user, (uint8_t)(flow->key >> 32), (uint32_t)flow->key, &flow->source, &flow->destination);
    }
}

bool ikt_esp_seen_ends(const struct ikt_esp_seen *seen, uint8_t protocol, uint32_t spi, struct ikt_address *source,
                       struct ikt_address *destination)
{
    const struct flow *flow = find_flow(seen, protocol, spi);
    if (!flow)
        return false;
    *source = flow->source;
    *destination = flow->destination;
    return true;
}

void ikt_esp_seen_translate(struct ikt_esp_seen *seen,
                            void (*translate)(void *user, uint8_t place, struct ikt_address *source,
                                              struct ikt_address *destination),
                            void *user)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, seen->flows);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct flow *flow = value;
        translate(user, flow->place, &flow->source, &flow->destination);
    }
}

uint64_t ikt_esp_seen_packets(const struct ikt_esp_seen *seen)
{
    return seen->packets;
}

uint64_t ikt_esp_seen_left_out(const struct ikt_esp_seen *seen)
{
    return seen->left_out;
}
