/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Retransmissions are byte for byte equal (RFC 2408 section 5.1): a digest of the datagram finds them before any
 * decryption, so that they never move an IV.
 */
#include <string.h>

#include "track/session_internal.h"

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

struct ikt_repeat *ikt_repeat_find(struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator,
                                   struct ikt_repeat *fresh)
{
    memset(fresh, 0, sizeof(*fresh));
    ikt_copies_digest(message->octets, fresh->digest);
    fresh->length = message->octets.length;
    fresh->from_initiator = from_initiator;
    if (!sa->digests)
        return NULL;
    return g_hash_table_lookup(sa->digests, fresh);
}

const struct ikt_repeat *ikt_repeat_of_copy(const struct ikt_isakmp_sa *sa, const uint64_t digest[static 2],
                                            size_t length)
{
    struct ikt_repeat key = {.digest = {digest[0], digest[1]}, .length = length, .from_initiator = true};
    if (!sa->digests)
        return NULL;
    const struct ikt_repeat *repeat = g_hash_table_lookup(sa->digests, &key);
    key.from_initiator = false;
    return repeat ? repeat : g_hash_table_lookup(sa->digests, &key);
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
