/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/ipsec_owners.h"

#include "base/hash.h"

#define MAX_SPIS 32768

struct node {
    uint64_t key; /* of its name */
    struct ikt_ipsec_owner *owner;
    GList order;
};

struct ikt_ipsec_owners {
    GHashTable *nodes; /* a set */
    GQueue order;      /* the oldest first */
    uint64_t forgotten, missed;
};

static guint node_hash(gconstpointer key)
{
    return (guint)((const struct node *)key)->key;
}

static gboolean node_equal(gconstpointer a, gconstpointer b)
{
    return ((const struct node *)a)->key == ((const struct node *)b)->key;
}

static void node_free(gpointer data)
{
    struct node *node = data;
    ikt_ipsec_owner_unref(node->owner);
    g_free(node);
}

struct ikt_ipsec_owners *ikt_ipsec_owners_new(void)
{
    struct ikt_ipsec_owners *owners = g_new0(struct ikt_ipsec_owners, 1);
    owners->nodes = g_hash_table_new_full(node_hash, node_equal, NULL, node_free);
    return owners;
}

void ikt_ipsec_owners_free(struct ikt_ipsec_owners *owners)
{
    g_hash_table_destroy(owners->nodes);
    g_free(owners);
}

struct ikt_ipsec_owner *ikt_ipsec_owner_new(struct ikt_quick_mode *quick, uint64_t sequence)
{
    struct ikt_ipsec_owner *owner = g_new0(struct ikt_ipsec_owner, 1);
    owner->references = 1;
    owner->quick = quick;
    owner->sequence = sequence;
    return owner;
}

void ikt_ipsec_owner_unref(struct ikt_ipsec_owner *owner)
{
    if (owner && --owner->references == 0)
        g_free(owner);
}

static uint64_t key_of(const struct ikt_ipsec_name *name)
{
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_address(&hasher, name->receiver);
    ikt_hasher_add_address(&hasher, name->sender);
    ikt_hasher_add_number(&hasher, (uint64_t)name->protocol << 32 | name->spi);
    return ikt_hasher_end(&hasher);
}

static void forget(struct ikt_ipsec_owners *owners, struct node *node)
{
    g_queue_unlink(&owners->order, &node->order);
    g_hash_table_remove(owners->nodes, node);
}

void ikt_ipsec_owners_add(struct ikt_ipsec_owners *owners, const struct ikt_ipsec_name *name,
                          struct ikt_ipsec_owner *owner)
{
    const struct node wanted = {.key = key_of(name)};
    struct node *before = g_hash_table_lookup(owners->nodes, &wanted);
    if (before && before->owner == owner)
        return; /* proposals of one message often share an SPI */
    owner->references++;
    if (before)
        forget(owners, before);
    if (owners->order.length == MAX_SPIS) {
        struct node *oldest = owners->order.head->data;
        if (oldest->owner->quick || oldest->owner->part != 0) /* it has not ended */
            owners->forgotten = MAX(owners->forgotten, oldest->owner->sequence);
        forget(owners, oldest);
    }
    struct node *node = g_new0(struct node, 1);
    node->key = wanted.key;
    node->owner = owner;
    node->order.data = node;
    g_queue_push_tail_link(&owners->order, &node->order);
    g_hash_table_add(owners->nodes, node);
}

struct ikt_ipsec_owner *ikt_ipsec_owners_find(const struct ikt_ipsec_owners *owners, const struct ikt_ipsec_name *name)
{
    const struct node wanted = {.key = key_of(name)};
    const struct node *node = g_hash_table_lookup(owners->nodes, &wanted);
    return node ? node->owner : NULL;
}

uint64_t ikt_ipsec_owners_forgotten(const struct ikt_ipsec_owners *owners)
{
    return owners->forgotten;
}

void ikt_ipsec_owners_miss(struct ikt_ipsec_owners *owners)
{
    owners->missed++;
}

uint64_t ikt_ipsec_owners_missed(const struct ikt_ipsec_owners *owners)
{
    return owners->missed;
}
