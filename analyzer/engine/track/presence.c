/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/presence.h"

#include <glib.h>
#include <string.h>

#include "base/address.h"
#include "base/hash.h"
#include "base/table.h"

#define MAX_SOURCES 65536
/* Of IPv4: sets of a few addresses, so that the senders of a busy link find place in 64 KiB. */
#define SET_BITS 12
#define WAYS     4
/* Of IPv6: one address a place. */
#define PLACE_BITS 10

struct source {
    struct ikt_node node;
    struct source *before; /* that was met before it */
    struct ikt_address address;
    uint64_t frame; /* of its first packet */
};

struct ikt_presence {
    struct ikt_table sources;
    struct source *newest; /* of all in the table */
    uint64_t more;         /* packets of others, as far as they came to the table */
    /*
     * Addresses that sent lately need no look into the table. Who makes addresses fall into one place makes the table
     * be asked, and gains nothing else, so this needs no keyed hash. Zeros are free places; 0.0.0.0 and :: are no
     * hosts.
     */
    uint32_t recent4[1 << SET_BITS][WAYS];
    uint64_t recent6[1 << PLACE_BITS][2];
};

struct ikt_presence *ikt_presence_new(void)
{
    return g_new0(struct ikt_presence, 1);
}

void ikt_presence_free(struct ikt_presence *presence)
{
    if (!presence)
        return;
    for (struct source *source = presence->newest, *before; source; source = before) {
        before = source->before;
        g_free(source);
    }
    ikt_table_clear(&presence->sources);
    g_free(presence);
}

static uint64_t mix(uint64_t word)
{
    return word * UINT64_C(0x9e3779b97f4a7c15);
}

/* Is it among the last of its set? It is afterwards. */
static bool is_recent4(struct ikt_presence *presence, const uint8_t *octets)
{
    uint32_t word;
    memcpy(&word, octets, sizeof(word));
    uint32_t *set = presence->recent4[mix(word) >> (64 - SET_BITS)];
    /* No early end: which of them it is, no processor foresees. */
    if (((set[0] == word) | (set[1] == word) | (set[2] == word) | (set[3] == word)) != 0)
        return true;
    memmove(set + 1, set, (WAYS - 1) * sizeof(*set));
    set[0] = word;
    return false;
}

static bool is_recent6(struct ikt_presence *presence, const uint8_t *octets)
{
    uint64_t high, low;
    memcpy(&high, octets, sizeof(high));
    memcpy(&low, octets + sizeof(high), sizeof(low));
    uint64_t *place = presence->recent6[mix(high ^ mix(low)) >> (64 - PLACE_BITS)];
    if (place[0] == high && place[1] == low)
        return true;
    place[0] = high;
    place[1] = low;
    return false;
}

static uint64_t hash_of(const struct ikt_address *address)
{
    uint64_t words[IKT_ADDRESS_WORDS];
    const size_t count = ikt_hash_address_words(address, words);
    return ikt_hash_words(words, count);
}

/* NULL: it is not known to have sent. */
static const struct source *find(const struct ikt_presence *presence, const struct ikt_address *address, uint64_t hash)
{
    const struct ikt_node *node = ikt_table_first(&presence->sources, hash);
    while (node && !ikt_same_address(&((const struct source *)node)->address, address))
        node = ikt_table_next(node);
    return (const struct source *)node;
}

/* Apart from what happens for every packet. */
G_GNUC_NO_INLINE static void remember(struct ikt_presence *presence, const struct ikt_address *address, uint64_t frame)
{
    const uint64_t hash = hash_of(address);
    if (find(presence, address, hash))
        return;
    if (presence->sources.count >= MAX_SOURCES) {
        presence->more++;
        return;
    }
    struct source *source = g_new(struct source, 1);
    *source = (struct source){.before = presence->newest, .address = *address, .frame = frame};
    presence->newest = source;
    ikt_table_add(&presence->sources, &source->node, hash);
}

void ikt_presence_note(struct ikt_presence *presence, const struct ikt_address *source, uint64_t frame)
{
    const bool recent =
        source->family == IKT_FAMILY_IPV4 ? is_recent4(presence, source->octets) : is_recent6(presence, source->octets);
    if (!recent)
        remember(presence, source, frame);
}

uint64_t ikt_presence_left_out(const struct ikt_presence *presence)
{
    return presence->more;
}

enum ikt_tristate ikt_presence_has_sent(const struct ikt_presence *presence, const struct ikt_address *source,
                                        uint64_t *frame)
{
    const struct source *found = find(presence, source, hash_of(source));
    if (frame)
        *frame = found ? found->frame : 0;
    return found ? IKT_YES : presence->more ? IKT_UNKNOWN : IKT_NO;
}
