/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What can be told of entries when the whole configuration was read: their order, and what depends on the release.
 */
#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "documents/ios_readers.h"

#define GROUP1_RELEASE 12 /* up to this one, a bare "set pfs" is group 1 (Cisco, "set pfs") */

struct ranked {
    struct ikt_router_entry *entry;
    unsigned rank; /* the first line of its map */
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *one = a, *other = b;
    const unsigned left[] = {one->rank, one->entry->sequence, one->entry->line};
    const unsigned right[] = {other->rank, other->entry->sequence, other->entry->line};
    for (size_t i = 0; i < G_N_ELEMENTS(left); i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

/* Each map's entries by their numbers, behind its first. */
static void sort_entries(struct ikt_router *config)
{
    g_autoptr(GHashTable) ranks = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, g_free, NULL);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct ranked));
    for (struct ikt_router_entry *entry = config->entries; entry; entry = entry->next) {
        char kind = entry->kind == IKT_ROUTER_PROFILE ? 'p' : entry->kind == IKT_ROUTER_TEMPLATE ? 't' : 'm';
        char *key = g_strdup_printf("%c%s", kind, entry->map);
        unsigned rank = GPOINTER_TO_UINT(g_hash_table_lookup(ranks, key));
        if (rank == 0) {
            rank = entry->line;
            g_hash_table_insert(ranks, key, GUINT_TO_POINTER(rank));
        } else {
            g_free(key);
        }
        const struct ranked ranked = {entry, rank};
        g_array_append_val(all, ranked);
    }
    g_array_sort(all, by_rank);
    struct ikt_router_entry **at = &config->entries;
    for (guint i = 0; i < all->len; i++, at = &(*at)->next)
        *at = g_array_index(all, struct ranked, i).entry;
    *at = NULL;
}

static void finish_entry(struct ikt_ios_parser *parser, struct ikt_router_entry *entry)
{
    const struct ikt_router *config = parser->config;
    if (entry->pfs_default && config->release > 0 && config->release <= GROUP1_RELEASE) {
        entry->pfs.value = 1;
    } else if (entry->pfs_default) {
        entry->unclear = true;
        ikt_ios_remark(parser, entry->pfs.line, "\"set pfs\" without a group: which one it is depends on the release");
    }
    const struct ikt_router_acl *acl = ikt_router_acl_find(config, entry->acl.text);
    if (!acl || !acl->standard)
        return;
    entry->unclear = true;
    ikt_ios_remark(parser, entry->acl.line, "access list %s is a standard one, and a crypto map takes extended ones",
                   acl->name);
}

void ikt_ios_finish_entries(struct ikt_ios_parser *parser)
{
    sort_entries(parser->config);
    for (struct ikt_router_entry *entry = parser->config->entries; entry; entry = entry->next)
        finish_entry(parser, entry);
}
