/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/quick_mode_index.h"

#include "base/hash.h"

enum kind {
    SPI,
    TRAFFIC
};

static struct ikt_index_node *newest_of(const struct ikt_table *index, uint64_t key)
{
    G_STATIC_ASSERT(offsetof(struct ikt_index_node, node) == 0);
    return (struct ikt_index_node *)ikt_table_first(index, key); /* keys are hashes already */
}

void ikt_index_forget(struct ikt_table *index, struct ikt_index_node *node)
{
    if (!node->quick)
        return;
    if (node->newer)
        node->newer->older = node->older;
    else
        ikt_table_remove(index, &node->node);
    if (!node->newer && node->older)
        ikt_table_add(index, &node->older->node, node->key);
    if (node->older)
        node->older->newer = node->newer;
    *node = (struct ikt_index_node){0};
}

static unsigned forget_oldest(struct ikt_table *index, struct ikt_index_node *newest)
{
    unsigned count = 0;
    struct ikt_index_node *node = newest;
    while (node && count++ < IKT_INDEX_MOST)
        node = node->older;
    if (node)
        ikt_index_forget(index, node);
    return node != NULL;
}

/* Once for each Quick Mode and sender: proposals of one message often share an SPI. How many had to go. */
static unsigned enter(struct ikt_table *index, struct ikt_index_node *node, const struct ikt_index_node *value)
{
    struct ikt_index_node *newest = newest_of(index, value->key);
    if (newest && newest->quick == value->quick && newest->from_initiator == value->from_initiator)
        return 0;
    *node = *value;
    node->older = newest;
    if (newest) {
        newest->newer = node;
        ikt_table_remove(index, &newest->node);
    }
    ikt_table_add(index, &node->node, node->key);
    return forget_oldest(index, node);
}

/* A CPI has two octets or, in front of them, two of zero (RFC 3173 section 3.3, RFC 2407 section 4.4.5). */
static uint64_t spi_key(uint8_t protocol, struct ikt_bytes spi)
{
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, SPI);
    ikt_hasher_add_number(&hasher, protocol);
    while (spi.length > 2 && spi.data[0] == 0) {
        spi.data++;
        spi.length--;
    }
    ikt_hasher_add_number(&hasher, spi.length);
    ikt_hasher_add(&hasher, spi.data, spi.length);
    return ikt_hasher_end(&hasher);
}

unsigned ikt_index_spis(struct ikt_table *index, struct ikt_index_nodes *nodes, struct ikt_quick_mode *quick,
                        const struct ikt_sa *sa, bool from_initiator)
{
    unsigned gone = 0;
    if (!sa || sa->proposal_count == 0 || nodes->items)
        return 0;
    nodes->items = g_new0(struct ikt_index_node, sa->proposal_count);
    nodes->count = sa->proposal_count;
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_index_node value = {.key = spi_key(sa->proposals[i].protocol, sa->proposals[i].spi),
                                             .quick = quick,
                                             .from_initiator = from_initiator};
        gone += enter(index, &nodes->items[i], &value);
    }
    return gone;
}

void ikt_index_forget_spis(struct ikt_table *index, struct ikt_index_nodes *nodes)
{
    for (size_t i = 0; i < nodes->count; i++)
        ikt_index_forget(index, &nodes->items[i]);
    g_free(nodes->items);
    *nodes = (struct ikt_index_nodes){0};
}

static void add_selector(struct ikt_hasher *hasher, const struct ikt_identity *identity)
{
    ikt_hasher_add_number(hasher, identity->protocol);
    ikt_hasher_add_number(hasher, identity->port);
    ikt_hasher_add_address(hasher, &identity->low);
    ikt_hasher_add_address(hasher, &identity->high);
}

unsigned ikt_index_traffic(struct ikt_table *index, struct ikt_index_node *node, struct ikt_quick_mode *quick,
                           const struct ikt_identity *initiator, const struct ikt_identity *responder)
{
    struct ikt_hasher hasher;
    if (node->quick)
        return 0;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, TRAFFIC);
    add_selector(&hasher, initiator);
    add_selector(&hasher, responder);
    const struct ikt_index_node value = {.key = ikt_hasher_end(&hasher), .quick = quick};
    return enter(index, node, &value);
}

struct ikt_index_node *ikt_index_find_spi(const struct ikt_table *index, uint8_t protocol, struct ikt_bytes spi)
{
    const uint64_t key = spi_key(protocol, spi);
    return newest_of(index, key);
}
