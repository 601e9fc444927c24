/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Retransmissions are byte for byte equal (RFC 2408 section 5.1): a digest of the datagram finds them before any
 * decryption, so that they never move an IV.
 */
#include <string.h>

#include "exchange/session_parts.h"

static guint repeat_hash(gconstpointer key)
{
    return (guint)((const struct ikt_repeat *)key)->digest[0];
}

static gboolean repeat_equal(gconstpointer a, gconstpointer b)
{
    const struct ikt_repeat *one = a, *other = b;
    return one->from_initiator == other->from_initiator && one->length == other->length &&
           one->digest[0] == other->digest[0] && one->digest[1] == other->digest[1];
}

/* One step of a multiplicative hash over eight octets. */
static uint64_t mix(uint64_t state, uint64_t word, uint64_t factor)
{
    state = (state ^ word) * factor;
    return state ^ state >> 29;
}

/*
 * 128 bits over the whole datagram, of two hashes that differ in factor and order. No one is kept from forging a
 * collision, but he could only have a message of his own taken for a repetition of another of his own.
 */
static void digest_of(struct ikt_bytes octets, uint64_t digest[static 2])
{
    uint64_t first = octets.length, second = ~(uint64_t)octets.length, word;
    size_t offset = 0;
    for (; offset + sizeof(word) <= octets.length; offset += sizeof(word)) {
        memcpy(&word, octets.data + offset, sizeof(word));
        first = mix(first, word, UINT64_C(0x9e3779b97f4a7c15));
        second = mix(second + word, word << 32 | word >> 32, UINT64_C(0xc2b2ae3d27d4eb4f));
    }
    word = 0;
    if (offset < octets.length)
        memcpy(&word, octets.data + offset, octets.length - offset);
    digest[0] = mix(first, word, UINT64_C(0x165667b19e3779f9));
    digest[1] = mix(second, word, UINT64_C(0x27d4eb2f165667c5));
}

struct ikt_repeat *ikt_repeat_find(struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator,
                                   struct ikt_repeat *fresh)
{
    memset(fresh, 0, sizeof(*fresh));
    digest_of(message->octets, fresh->digest);
    fresh->length = message->octets.length;
    fresh->from_initiator = from_initiator;
    if (!sa->digests)
        return NULL;
    return g_hash_table_lookup(sa->digests, fresh);
}

void ikt_repeat_remember(struct ikt_isakmp_sa *sa, const struct ikt_repeat *fresh)
{
    if (!sa->digests)
        sa->digests = g_hash_table_new(repeat_hash, repeat_equal);
    if (g_queue_get_length(&sa->digest_order) >= IKT_MAX_DIGESTS) {
        struct ikt_repeat *oldest = g_queue_pop_head(&sa->digest_order);
        g_hash_table_remove(sa->digests, oldest);
        g_free(oldest);
    }
    struct ikt_repeat *copy = g_new(struct ikt_repeat, 1);
    *copy = *fresh;
    g_queue_push_tail(&sa->digest_order, copy);
    g_hash_table_add(sa->digests, copy);
}
