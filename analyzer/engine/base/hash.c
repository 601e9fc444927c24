/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/hash.h"

#include <string.h>
#include <sys/random.h>

#define WORD            8 /* octets */
#define COMPRESS_ROUNDS 1 /* the 1 and the 3 of SipHash-1-3 */
#define FINAL_ROUNDS    3

/* Words of a chunk of NH; what getentropy gives at once are 256 octets. */
#define CHUNK 30

struct process_key {
    gsize drawn;
    uint8_t octets[IKT_SIPHASH_KEY];
    uint64_t nh[CHUNK + 2]; /* for the words of a chunk, and for what comes of the chunks before it */
};

/* The one variable of the engine that changes (tests/lint knows it): written once, before anybody reads it. */
static struct process_key process_key;

/* From the kernel, as base may not know libgcrypt. Without the system call, GLib's generator is still no constant. */
static void draw(void *key, size_t size)
{
    uint8_t *octets = key;
    if (getentropy(octets, size) != 0)
        for (size_t i = 0; i < size; i++)
            octets[i] = (uint8_t)(g_random_int() >> 24);
}

static inline const struct process_key *key_of_process(void)
{
    if (g_once_init_enter(&process_key.drawn)) {
        draw(process_key.octets, sizeof(process_key.octets));
        draw(process_key.nh, sizeof(process_key.nh));
        g_once_init_leave(&process_key.drawn, 1);
    }
    return &process_key;
}

static uint64_t rotate(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

/* SipRound, section 2.1 of the paper, figure 2.1. */
static inline void rounds(uint64_t v[static 4], unsigned count)
{
    for (; count > 0; count--) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

/* The octets of one word, the first of them lowest. */
static uint64_t word_at(const uint8_t *octets)
{
    uint64_t word;
    memcpy(&word, octets, sizeof(word));
    return GUINT64_FROM_LE(word);
}

static inline void compress(struct ikt_hasher *hasher, uint64_t word)
{
    hasher->state[3] ^= word;
    rounds(hasher->state, COMPRESS_ROUNDS);
    hasher->state[0] ^= word;
}

/* Section 2.1, initialization: the key, against "somepseudorandomlygeneratedbytes". */
static inline struct ikt_hasher begun(const uint8_t key[static IKT_SIPHASH_KEY])
{
    const uint64_t k0 = word_at(key), k1 = word_at(key + WORD);
    return (struct ikt_hasher){.state = {k0 ^ UINT64_C(0x736f6d6570736575), k1 ^ UINT64_C(0x646f72616e646f6d),
                                         k0 ^ UINT64_C(0x6c7967656e657261), k1 ^ UINT64_C(0x7465646279746573)}};
}

void ikt_hasher_begin_keyed(struct ikt_hasher *hasher, const uint8_t key[static IKT_SIPHASH_KEY])
{
    *hasher = begun(key);
}

void ikt_hasher_begin(struct ikt_hasher *hasher)
{
    ikt_hasher_begin_keyed(hasher, key_of_process()->octets);
}

static inline void add_octet(struct ikt_hasher *hasher, uint8_t octet)
{
    hasher->pending |= (uint64_t)octet << 8 * (hasher->size % WORD);
    if (++hasher->size % WORD == 0) {
        compress(hasher, hasher->pending);
        hasher->pending = 0;
    }
}

void ikt_hasher_add(struct ikt_hasher *hasher, const void *octets, size_t size)
{
    const uint8_t *at = octets;
    const unsigned waiting = 8 * (unsigned)(hasher->size % WORD); /* bits */
    struct ikt_hasher local = *hasher;                            /* stays in registers */
    if (waiting == 0) {
        for (; size >= WORD; size -= WORD, at += WORD, local.size += WORD)
            compress(&local, word_at(at));
    }
    for (; size >= WORD; size -= WORD, at += WORD, local.size += WORD) {
        const uint64_t word = word_at(at);
        compress(&local, local.pending | word << waiting);
        local.pending = word >> (64 - waiting);
    }
    for (; size > 0; size--)
        add_octet(&local, *at++);
    *hasher = local;
}

/* As ikt_hasher_add of its octets; nearly every hash begins with whole words, so that nothing is pending. */
void ikt_hasher_add_number(struct ikt_hasher *hasher, uint64_t number)
{
    if (hasher->size % WORD != 0) {
        ikt_hasher_add(hasher, &number, sizeof(number));
        return;
    }
    compress(hasher, GUINT64_FROM_LE(number));
    hasher->size += WORD;
}

size_t ikt_hash_address_words(const struct ikt_address *address, uint64_t out[static IKT_ADDRESS_WORDS])
{
    uint32_t ipv4;
    if (address->family == IKT_FAMILY_IPV4) {
        memcpy(&ipv4, address->octets, sizeof(ipv4));
        out[0] = (uint64_t)address->family << 32 | ipv4;
        return 1;
    }
    memcpy(out, address->octets, sizeof(address->octets));
    out[IKT_ADDRESS_WORDS - 1] = (uint64_t)address->family << 32;
    return IKT_ADDRESS_WORDS;
}

void ikt_hasher_add_address(struct ikt_hasher *hasher, const struct ikt_address *address)
{
    uint64_t words[IKT_ADDRESS_WORDS];
    const size_t count = ikt_hash_address_words(address, words);
    for (size_t i = 0; i < count; i++)
        ikt_hasher_add_number(hasher, words[i]); /* whole words are the fast ones */
}

/* The last word: what is pending, and the size modulo 256 on top; then finalization. */
static inline uint64_t last_round(struct ikt_hasher *hasher)
{
    uint64_t *v = hasher->state;
    compress(hasher, hasher->pending | (uint64_t)hasher->size << 56);
    v[2] ^= 0xff;
    rounds(v, FINAL_ROUNDS);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t ikt_hasher_end(struct ikt_hasher *hasher)
{
    return last_round(hasher);
}

#ifdef __SIZEOF_INT128__
typedef unsigned uint128 __attribute__((mode(TI)));

/*
 * NH (RFC 4418 section 5.2, here of 64 bits and of as many keys as a chunk has words): the sum of
 * (w[0] + k[0]) * (w[1] + k[1]), (w[2] + k[2]) * (w[3] + k[3]) and so on modulo 2^128. Two inputs of one length have
 * one sum for one key of 2^64.
 */
static inline uint128 product(uint64_t one, uint64_t other, const uint64_t *key)
{
    return (uint128)(one + key[0]) * (other + key[1]);
}

/* What came of the chunks before, as two more words of this one; the size makes inputs of two lengths differ. */
static inline uint128 chained(const struct process_key *key, uint128 sum, size_t size)
{
    return product((uint64_t)sum, (uint64_t)(sum >> 64) ^ size, key->nh + CHUNK);
}

/* Of the sum's bits all tell as much as all others; a table takes the upper ones, or the lower. */
static inline uint64_t folded(const struct process_key *key, uint128 sum)
{
    const uint128 last = product((uint64_t)sum, (uint64_t)(sum >> 64), key->nh + CHUNK);
    return (uint64_t)last ^ (uint64_t)(last >> 64);
}

uint64_t ikt_hash(const void *octets, size_t size)
{
    const struct process_key *key = key_of_process();
    const uint8_t *at = octets;
    size_t left = size;
    uint128 sum = 0;
    for (; left > CHUNK * WORD; left -= CHUNK * WORD) {
        uint128 chunk = chained(key, sum, 0);
        for (const uint64_t *k = key->nh; k < key->nh + CHUNK; k += 2, at += 2 * WORD)
            chunk += product(word_at(at), word_at(at + WORD), k);
        sum = chunk;
    }
    sum = chained(key, sum, size);
    const uint64_t *k = key->nh;
    for (; left >= 2 * WORD; left -= 2 * WORD, at += 2 * WORD, k += 2)
        sum += product(word_at(at), word_at(at + WORD), k);
    if (left > 0) {
        uint8_t rest[2 * WORD] = {0};
        memcpy(rest, at, left);
        sum += product(word_at(rest), word_at(rest + WORD), k);
    }
    return folded(key, sum);
}
#else
uint64_t ikt_hash(const void *octets, size_t size)
{
    struct ikt_hasher hasher = begun(key_of_process()->octets);
    ikt_hasher_add(&hasher, octets, size);
    return last_round(&hasher);
}
#endif

uint64_t ikt_hash_words(const uint64_t *words, size_t count)
{
    return ikt_hash(words, count * WORD);
}

guint ikt_hash_string(gconstpointer string)
{
    return (guint)ikt_hash(string, strlen(string));
}

guint ikt_hash_address(gconstpointer address)
{
    uint64_t words[IKT_ADDRESS_WORDS];
    const size_t count = ikt_hash_address_words(address, words);
    return (guint)ikt_hash_words(words, count);
}

guint ikt_hash_4(gconstpointer octets)
{
    return (guint)ikt_hash(octets, 4);
}

guint ikt_hash_8(gconstpointer octets)
{
    return (guint)ikt_hash(octets, 8);
}

guint ikt_hash_direct(gconstpointer value)
{
    return (guint)ikt_hash(&value, sizeof(value));
}

gboolean ikt_hash_equal_string(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b) == 0;
}

gboolean ikt_hash_equal_address(gconstpointer a, gconstpointer b)
{
    return ikt_address_equal(a, b);
}

gboolean ikt_hash_equal_4(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, 4) == 0;
}

gboolean ikt_hash_equal_8(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, 8) == 0;
}

gboolean ikt_hash_equal_direct(gconstpointer a, gconstpointer b)
{
    return a == b;
}

guint ikt_hash_two_addresses(gconstpointer addresses)
{
    const struct ikt_address *address = addresses;
    uint64_t words[2 * IKT_ADDRESS_WORDS];
    size_t count = ikt_hash_address_words(&address[0], words);
    count += ikt_hash_address_words(&address[1], words + count);
    return (guint)ikt_hash_words(words, count);
}

gboolean ikt_hash_equal_two_addresses(gconstpointer a, gconstpointer b)
{
    const struct ikt_address *one = a, *other = b;
    return ikt_address_equal(&one[0], &other[0]) && ikt_address_equal(&one[1], &other[1]);
}
