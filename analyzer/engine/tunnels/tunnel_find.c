/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/tunnel_find.h"

#include "tunnels/network_index.h"

/* Fewer tunnels are looked at one by one. */
#define INDEX_FROM 64

static bool overlaps(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    enum ikt_relation relation = ikt_proxies_relation(a, b);
    return relation != IKT_RELATION_DISJOINT && relation != IKT_RELATION_UNKNOWN;
}

/* Is it what this tunnel carries, or what one of its sides asked for before? */
static bool is_of(const struct ikt_tunnel_entry *entry, const struct ikt_proxies *networks, enum ikt_side by)
{
    return overlaps(entry->networks, networks) || (entry->asked_by[by] && overlaps(entry->asked_by[by], networks));
}

static bool may_half_match(const struct ikt_tunnel_entry *entry, enum ikt_side by)
{
    return entry->attempts[IKT_OUTCOME_ESTABLISHED] == 0 && entry->begun_by[by] == 0;
}

/* One of the networks agrees, the other does not, and nothing ever came up: ACLs that do not mirror. */
static bool half_matches(const struct ikt_tunnel_entry *entry, const struct ikt_proxies *networks, enum ikt_side by)
{
    return may_half_match(entry, by) &&
           (ikt_proxy_relation(&entry->networks->initiator, &networks->initiator) == IKT_RELATION_EQUAL ||
            ikt_proxy_relation(&entry->networks->responder, &networks->responder) == IKT_RELATION_EQUAL);
}

static void index_entry(struct ikt_network_index *index, guint place, const struct ikt_tunnel_entry *entry)
{
    for (int side = 0; side < 2; side++)
        if (entry->asked_by[side])
            ikt_network_index_extend(index, place, entry->asked_by[side]);
    ikt_network_index_set_half(index, place,
                               (may_half_match(entry, IKT_SIDE_LOW) ? 1U << IKT_SIDE_LOW : 0) |
                                   (may_half_match(entry, IKT_SIDE_HIGH) ? 1U << IKT_SIDE_HIGH : 0));
}

static const struct ikt_network_index *index_of(struct ikt_tunnel_pair *pair)
{
    if (!pair->index)
        pair->index = ikt_network_index_new();
    for (guint i = ikt_network_index_size(pair->index); i < pair->entry_count; i++) {
        pair->entries[i]->place = i;
        ikt_network_index_append(pair->index, pair->entries[i]->networks);
        index_entry(pair->index, i, pair->entries[i]);
    }
    return pair->index;
}

static struct ikt_tunnel_entry *find_by_index(struct ikt_tunnel_pair *pair, const struct ikt_proxies *networks,
                                              enum ikt_side by, bool came_up)
{
    const struct ikt_network_index *index = index_of(pair);
    const guint count = pair->entry_count;
    for (guint i = 0; (i = ikt_network_index_overlap(index, i, networks)) < count; i++)
        if (is_of(pair->entries[i], networks, by))
            return pair->entries[i];
    for (guint i = 0; !came_up && (i = ikt_network_index_half(index, i, networks, by)) < count; i++)
        if (half_matches(pair->entries[i], networks, by))
            return pair->entries[i];
    return NULL;
}

struct ikt_tunnel_entry *ikt_tunnel_find(struct ikt_tunnel_pair *pair, const struct ikt_proxies *networks,
                                         enum ikt_side by, bool came_up)
{
    if (pair->entry_count >= INDEX_FROM)
        return find_by_index(pair, networks, by, came_up);
    for (guint i = 0; i < pair->entry_count; i++)
        if (is_of(pair->entries[i], networks, by))
            return pair->entries[i];
    for (guint i = 0; !came_up && i < pair->entry_count; i++)
        if (half_matches(pair->entries[i], networks, by))
            return pair->entries[i];
    return NULL;
}

void ikt_tunnel_find_again(const struct ikt_tunnel_entry *entry)
{
    struct ikt_network_index *index = entry->pair->index;
    if (index && entry->networks && entry->place < ikt_network_index_size(index) &&
        entry->pair->entries[entry->place] == entry)
        index_entry(index, entry->place, entry);
}
