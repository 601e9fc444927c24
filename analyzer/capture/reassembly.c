/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reassembly.h"

#include <glib.h>
#include <string.h>

#include "engine/base/hash.h"

enum {
    DATAGRAMS_MAX = 64,
    PIECES_MAX = 256,         /* of one datagram: 64 KiB over links of 576 bytes take half of that */
    MEMORY_MAX = 1024 * 1024, /* of all pieces */
    DATAGRAM_LARGEST = 65535,
    REFUSED_SIZE = 256
};
#define PATIENCE (30 * IKT_SECOND)
#define QUIET    (2 * IKT_SECOND)

/* What the fragments of one datagram share. */
struct key {
    struct ikt_address source, destination;
    uint32_t identification;
    uint8_t protocol; /* IPv4 alone: in IPv6 the first fragment's counts, whatever the others say */
    uint64_t hash;    /* of the others */
};

struct piece {
    size_t offset, length; /* as sent */
    size_t captured;       /* <= length */
    uint8_t *bytes;        /* NULL when nothing was captured */
};

struct datagram {
    struct key key;
    uint64_t frame; /* of the newest piece */
    ikt_time began, newest;
    uint8_t protocol; /* as the first fragment has it */
    bool spoilt;      /* never becomes whole */
    size_t total;     /* 0 until the last fragment is seen */
    size_t received;  /* of total, cut pieces counted as sent */
    size_t memory;
    GArray *pieces; /* of struct piece, by offset, without overlaps */
};

/* A datagram that nobody wants. A newer one with the same place in the table takes it. */
struct refused {
    bool used;
    uint64_t hash; /* stands for the key: nobody can make another one with the same */
    ikt_time time;
};

struct ikt_reassembly {
    ikt_datagram_taker *taker;
    void *user;
    struct datagram *waiting[DATAGRAMS_MAX];
    unsigned count;
    size_t memory;  /* of all that wait */
    bool continued; /* the capture holds fragments other than first ones: no filter on ports kept them out */
    bool giving_up; /* under the taker */
    ikt_time deadline;
    struct refused refused[REFUSED_SIZE];
};

static struct key key_of(const struct ikt_ip *fragment)
{
    struct key key = {
        .source = fragment->source,
        .destination = fragment->destination,
        .identification = fragment->identification,
        .protocol = fragment->source.family == IKT_FAMILY_IPV4 ? fragment->protocol : 0,
    };
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_address(&hasher, &key.source);
    ikt_hasher_add_address(&hasher, &key.destination);
    ikt_hasher_add_number(&hasher, (uint64_t)key.identification << 8 | key.protocol);
    key.hash = ikt_hasher_end(&hasher);
    return key;
}

static bool key_equal(const struct key *a, const struct key *b)
{
    return a->hash == b->hash && a->identification == b->identification && a->protocol == b->protocol &&
           ikt_address_equal(&a->source, &b->source) && ikt_address_equal(&a->destination, &b->destination);
}

/* Either way: hostile captures step back in time. */
static bool is_older(ikt_time then, ikt_time now, ikt_time age)
{
    return now - then >= age || then - now >= age;
}

static void clear_piece(gpointer data)
{
    struct piece *piece = data;
    g_free(piece->bytes);
}

static struct datagram *datagram_new(const struct key *key, ikt_time time)
{
    struct datagram *datagram = g_new0(struct datagram, 1);
    datagram->key = *key;
    datagram->began = time;
    datagram->pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
    g_array_set_clear_func(datagram->pieces, clear_piece);
    return datagram;
}

static void datagram_free(struct datagram *datagram)
{
    g_array_unref(datagram->pieces);
    g_free(datagram);
}

static const struct piece *piece_at(const struct datagram *datagram, guint index)
{
    return &g_array_index(datagram->pieces, struct piece, index);
}

static bool has_first(const struct datagram *datagram)
{
    return datagram->pieces->len > 0 && piece_at(datagram, 0)->offset == 0;
}

/*
 * What is contiguous from the beginning, at most up to where the capture cut a piece. Where pieces contradict each
 * other it is the first alone. g_free.
 */
static uint8_t *join(const struct datagram *datagram, size_t *length)
{
    GByteArray *joined = g_byte_array_new();
    const guint count = datagram->spoilt ? 1 : datagram->pieces->len;
    for (guint i = 0; i < count && piece_at(datagram, i)->offset == joined->len; i++)
        g_byte_array_append(joined, piece_at(datagram, i)->bytes, (guint)piece_at(datagram, i)->captured);
    *length = joined->len;
    return g_byte_array_free(joined, FALSE);
}

static size_t furthest(const struct datagram *datagram)
{
    const struct piece *last = piece_at(datagram, datagram->pieces->len - 1);
    return last->offset + last->length;
}

static void hand_out(const struct ikt_reassembly *reassembly, const struct datagram *datagram)
{
    size_t length;
    g_autofree uint8_t *bytes = join(datagram, &length);
    const struct ikt_datagram out = {
        .ip =
            {
                .source = datagram->key.source,
                .destination = datagram->key.destination,
                .protocol = datagram->protocol,
                .more_fragments = datagram->total == 0,
                .payload = {.data = length > 0 ? bytes : NULL, .length = length},
                .wire_length = datagram->total != 0 ? datagram->total : furthest(datagram),
            },
        .frame = datagram->frame,
        .time = datagram->newest,
        .whole = length == datagram->total,
    };
    reassembly->taker(reassembly->user, &out);
}

static void set_deadline(struct ikt_reassembly *reassembly)
{
    reassembly->deadline = INT64_MAX;
    for (unsigned i = 0; i < reassembly->count; i++)
        reassembly->deadline = MIN(reassembly->deadline, reassembly->waiting[i]->began + PATIENCE);
}

/* Out of the table first: the taker may come back here. */
static void release(struct ikt_reassembly *reassembly, unsigned index)
{
    struct datagram *datagram = reassembly->waiting[index];
    reassembly->waiting[index] = reassembly->waiting[--reassembly->count];
    reassembly->memory -= datagram->memory;
    set_deadline(reassembly);
    if (has_first(datagram))
        hand_out(reassembly, datagram);
    datagram_free(datagram);
}

/* One that is not whole. What the taker does with it makes no other overtaken. */
static void give_up(struct ikt_reassembly *reassembly, unsigned index)
{
    reassembly->giving_up = true;
    release(reassembly, index);
    reassembly->giving_up = false;
}

/* Index, or count. */
static unsigned find(const struct ikt_reassembly *reassembly, const struct key *key)
{
    for (unsigned i = 0; i < reassembly->count; i++)
        if (key_equal(&reassembly->waiting[i]->key, key))
            return i;
    return reassembly->count;
}

/*
 * The one that is missed least: the oldest without a beginning, for nobody knows what it is; else the oldest. Those
 * that begin like something wanted are so not driven out by a flood of others.
 */
static unsigned find_victim(const struct ikt_reassembly *reassembly, const struct key *keep)
{
    unsigned victim = reassembly->count;
    for (unsigned i = 0; i < reassembly->count; i++) {
        const struct datagram *datagram = reassembly->waiting[i];
        const struct datagram *best = victim < reassembly->count ? reassembly->waiting[victim] : NULL;
        if (!key_equal(&datagram->key, keep) &&
            (!best || has_first(datagram) < has_first(best) ||
             (has_first(datagram) == has_first(best) && datagram->frame < best->frame)))
            victim = i;
    }
    return victim;
}

static struct refused *refused_at(struct ikt_reassembly *reassembly, const struct key *key)
{
    return &reassembly->refused[key->hash % REFUSED_SIZE];
}

static bool is_refused(const struct refused *refused, const struct key *key, ikt_time time)
{
    return refused->used && refused->hash == key->hash && !is_older(refused->time, time, PATIENCE);
}

struct ikt_reassembly *ikt_reassembly_new(ikt_datagram_taker *taker, void *user)
{
    struct ikt_reassembly *reassembly = g_new0(struct ikt_reassembly, 1);
    reassembly->taker = taker;
    reassembly->user = user;
    reassembly->deadline = INT64_MAX;
    return reassembly;
}

void ikt_reassembly_free(struct ikt_reassembly *reassembly)
{
    if (!reassembly)
        return;
    for (unsigned i = 0; i < reassembly->count; i++)
        datagram_free(reassembly->waiting[i]);
    g_free(reassembly);
}

/* For a piece of the datagram of key, be it there or not. */
static void make_room(struct ikt_reassembly *reassembly, const struct key *key, size_t memory)
{
    while (reassembly->memory + memory > MEMORY_MAX ||
           (reassembly->count == DATAGRAMS_MAX && find(reassembly, key) == DATAGRAMS_MAX)) {
        const unsigned victim = find_victim(reassembly, key);
        if (victim == reassembly->count)
            return;
        give_up(reassembly, victim);
    }
}

static bool is_repetition(const struct piece *piece, const struct ikt_ip *fragment)
{
    const size_t both = MIN(piece->captured, fragment->payload.length);
    return piece->offset == fragment->fragment_offset && piece->length == fragment->wire_length &&
           (both == 0 || memcmp(piece->bytes, fragment->payload.data, both) == 0);
}

/* Adds the piece, or spoils the datagram, or does nothing when it is there already. Returns whether it was added. */
static bool insert(struct datagram *datagram, const struct ikt_ip *fragment)
{
    const struct piece piece = {
        .offset = fragment->fragment_offset,
        .length = fragment->wire_length,
        .captured = fragment->payload.length,
        .bytes = g_memdup(fragment->payload.data, (guint)fragment->payload.length),
    };
    const size_t end = piece.offset + piece.length;
    const bool last = !fragment->more_fragments;
    guint place = 0;
    while (place < datagram->pieces->len &&
           piece_at(datagram, place)->offset + piece_at(datagram, place)->length <= piece.offset)
        place++;
    const struct piece *next = place < datagram->pieces->len ? piece_at(datagram, place) : NULL;
    const bool repeated = next && is_repetition(next, fragment) && last == (datagram->total == end);
    const bool fits = (!next || (!last && end <= next->offset)) && (datagram->total == 0 || end <= datagram->total) &&
                      datagram->pieces->len < PIECES_MAX;
    if (repeated || !fits) {
        datagram->spoilt = datagram->spoilt || !repeated;
        g_free(piece.bytes);
        return false;
    }
    g_array_insert_val(datagram->pieces, place, piece);
    datagram->received += piece.length;
    if (last)
        datagram->total = end;
    if (piece.offset == 0)
        datagram->protocol = fragment->protocol;
    return true;
}

static struct datagram *find_or_add(struct ikt_reassembly *reassembly, const struct key *key, ikt_time time)
{
    const unsigned index = find(reassembly, key);
    if (index == reassembly->count)
        reassembly->waiting[reassembly->count++] = datagram_new(key, time);
    return reassembly->waiting[index];
}

/* RFC 8200 section 4.5: all but the last are multiples of 8 octets, and none ends beyond the longest packet. */
static bool is_proper(const struct ikt_ip *fragment)
{
    return fragment->wire_length > 0 && (!fragment->more_fragments || fragment->wire_length % 8 == 0) &&
           fragment->fragment_offset + fragment->wire_length <= DATAGRAM_LARGEST;
}

bool ikt_reassembly_add(struct ikt_reassembly *reassembly, const struct ikt_ip *fragment, uint64_t frame, ikt_time time)
{
    const struct key key = key_of(fragment);
    const size_t memory = sizeof(struct piece) + fragment->payload.length;
    struct refused *refused = refused_at(reassembly, &key);
    ikt_reassembly_expire(reassembly, time);
    if (!is_proper(fragment))
        return false;
    reassembly->continued = reassembly->continued || fragment->fragment_offset != 0;
    if (is_refused(refused, &key, time)) {
        if (fragment->fragment_offset != 0)
            return false;
        refused->used = false; /* its sender has come round to the same number */
    }
    make_room(reassembly, &key, memory);
    struct datagram *datagram = find_or_add(reassembly, &key, time);
    if (insert(datagram, fragment)) {
        datagram->memory += memory;
        reassembly->memory += memory;
    }
    datagram->frame = frame;
    datagram->newest = time;
    set_deadline(reassembly);
    if (!datagram->spoilt && datagram->received == datagram->total)
        release(reassembly, find(reassembly, &key));
    return true;
}

void ikt_reassembly_refuse(struct ikt_reassembly *reassembly, const struct ikt_ip *first, ikt_time time)
{
    const struct key key = key_of(first);
    const unsigned index = find(reassembly, &key);
    if (index < reassembly->count)
        give_up(reassembly, index);
    *refused_at(reassembly, &key) = (struct refused){.used = true, .hash = key.hash, .time = time};
}

ikt_time ikt_reassembly_deadline(const struct ikt_reassembly *reassembly)
{
    return reassembly->deadline;
}

/* Which datagrams are given up. */
struct choice {
    const struct ikt_address *a, *b; /* NULL: whoever sends */
    ikt_time now;
    ikt_time quiet; /* since the newest piece, at least */
};

static bool has_expired(const struct datagram *datagram, const struct choice *choice)
{
    return is_older(datagram->began, choice->now, PATIENCE);
}

static bool is_overtaken(const struct datagram *datagram, const struct choice *choice)
{
    const struct key *key = &datagram->key;
    return choice->now - datagram->newest >= choice->quiet &&
           ((ikt_address_equal(&key->source, choice->a) && ikt_address_equal(&key->destination, choice->b)) ||
            (ikt_address_equal(&key->source, choice->b) && ikt_address_equal(&key->destination, choice->a)));
}

static bool is_any(const struct datagram *datagram, const struct choice *choice)
{
    (void)datagram;
    (void)choice;
    return true;
}

/* The one with the lowest frame. Index, or count. */
static unsigned find_chosen(const struct ikt_reassembly *reassembly,
                            bool (*chosen)(const struct datagram *datagram, const struct choice *choice),
                            const struct choice *choice)
{
    unsigned found = reassembly->count;
    for (unsigned i = 0; i < reassembly->count; i++)
        if (chosen(reassembly->waiting[i], choice) &&
            (found == reassembly->count || reassembly->waiting[i]->frame < reassembly->waiting[found]->frame))
            found = i;
    return found;
}

/* In the order of their frames. */
static void give_up_chosen(struct ikt_reassembly *reassembly,
                           bool (*chosen)(const struct datagram *datagram, const struct choice *choice),
                           const struct choice *choice)
{
    for (unsigned i; (i = find_chosen(reassembly, chosen, choice)) < reassembly->count;)
        give_up(reassembly, i);
}

void ikt_reassembly_expire(struct ikt_reassembly *reassembly, ikt_time now)
{
    give_up_chosen(reassembly, has_expired, &(struct choice){.now = now});
}

void ikt_reassembly_overtake(struct ikt_reassembly *reassembly, const struct ikt_address *a,
                             const struct ikt_address *b, ikt_time now)
{
    const struct choice choice = {.a = a, .b = b, .now = now, .quiet = reassembly->continued ? QUIET : 0};
    if (!reassembly->giving_up)
        give_up_chosen(reassembly, is_overtaken, &choice);
}

void ikt_reassembly_end(struct ikt_reassembly *reassembly)
{
    give_up_chosen(reassembly, is_any, &(struct choice){.now = 0});
}
