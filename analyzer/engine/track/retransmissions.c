/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/retransmissions.h"

#define MAX_SENT 1024

/* The digest is keyed. */
static guint sent_hash(gconstpointer key)
{
    return (guint)((const struct ikt_sent *)key)->digest;
}

static gboolean sent_equal(gconstpointer a, gconstpointer b)
{
    const struct ikt_sent *one = a, *other = b;
    return one->digest == other->digest && one->length == other->length && one->from_initiator == other->from_initiator;
}

void ikt_retransmissions_clear(struct ikt_retransmissions *retransmissions)
{
    if (retransmissions->sent)
        g_hash_table_destroy(retransmissions->sent);
    g_queue_clear_full(&retransmissions->order, g_free);
    retransmissions->sent = NULL;
}

struct ikt_sent *ikt_retransmission_find(const struct ikt_retransmissions *retransmissions, uint64_t digest,
                                         size_t length, bool from_initiator)
{
    const struct ikt_sent key = {.digest = digest, .length = length, .from_initiator = from_initiator};
    return retransmissions->sent ? g_hash_table_lookup(retransmissions->sent, &key) : NULL;
}

void ikt_retransmission_remember(struct ikt_retransmissions *retransmissions, const struct ikt_sent *sent)
{
    if (!retransmissions->sent)
        retransmissions->sent = g_hash_table_new(sent_hash, sent_equal);
    if (g_queue_get_length(&retransmissions->order) >= MAX_SENT) {
        struct ikt_sent *oldest = g_queue_pop_head(&retransmissions->order);
        g_hash_table_remove(retransmissions->sent, oldest);
        g_free(oldest);
    }
    struct ikt_sent *copy = g_new(struct ikt_sent, 1);
    *copy = *sent;
    g_queue_push_tail(&retransmissions->order, copy);
    g_hash_table_add(retransmissions->sent, copy);
}
