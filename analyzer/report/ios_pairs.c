/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ios_page.h"

/* Of one router. */
#define PAIRS_MAX 2000

struct collection {
    const struct ikt_ios_page *page;
    GPtrArray *pairs;
    uint64_t more;
};

static void pair_free(gpointer data)
{
    struct ikt_ios_pair *pair = data;
    g_ptr_array_unref(pair->up);
    g_free(pair->interface_text);
    g_free(pair->outside_text);
    g_free(pair->map_text);
    g_free(pair);
}

int ikt_ios_quick_end(const struct ikt_ios_page *page, const struct ikt_ios_quick *quick)
{
    const struct ikt_ios_kept *kept = page->kept;
    if (page->options->tunnel != 0 &&
        (quick->pair != kept->pair || (quick->part != kept->parts[0] && quick->part != kept->parts[1])))
        return -1;
    return ikt_ios_end_at(quick->ends, &page->own);
}

bool ikt_ios_is_inbound(const struct ikt_ios_page *page, const struct ikt_ios_quick *quick, const struct ikt_ios_sa *sa)
{
    return sa->to_initiator == (ikt_ios_end_at(quick->ends, &page->own) == 0);
}

static struct ikt_ios_pair *find(const struct collection *found, const struct ikt_address *peer,
                                 const struct ikt_ios_network *local, const struct ikt_ios_network *remote)
{
    for (guint i = 0; i < found->pairs->len; i++) {
        struct ikt_ios_pair *pair = g_ptr_array_index(found->pairs, i);
        if (ikt_address_equal(&pair->peer.address, peer) && ikt_ios_network_equal(&pair->local, local) &&
            ikt_ios_network_equal(&pair->remote, remote))
            return pair;
    }
    return NULL;
}

/* NULL: there are too many. */
static struct ikt_ios_pair *add(struct collection *found, const struct ikt_endpoint *peer,
                                const struct ikt_ios_network *local, const struct ikt_ios_network *remote)
{
    if (found->pairs->len == PAIRS_MAX) {
        found->more++;
        return NULL;
    }
    struct ikt_ios_pair *pair = g_new(struct ikt_ios_pair, 1);
    *pair = (struct ikt_ios_pair){
        .own = found->page->own, .peer = *peer, .local = *local, .remote = *remote, .up = g_ptr_array_new()};
    g_ptr_array_add(found->pairs, pair);
    return pair;
}

/* Statements that say the same are many only where a hostile file repeats them: they are not looked for. */
static void take_ident(void *user, const struct ikt_ios_ident *ident)
{
    struct collection *found = user;
    const struct ikt_endpoint peer = {.address = ident->peer, .port = 500};
    if (!found->page->documents && ident->own.family != IKT_FAMILY_NONE &&
        !ikt_address_equal(&ident->own, &found->page->own))
        return;
    struct ikt_ios_pair *pair = add(found, &peer, &ident->local, &ident->remote);
    if (!pair)
        return;
    pair->from_acl = true;
    if (found->page->documents)
        pair->own = ident->own;
    pair->interface = pair->interface_text = g_strdup(ident->interface);
    pair->outside = pair->outside_text = g_strdup(ident->outside);
    pair->map = pair->map_text = g_strdup(ident->map);
}

static void count(struct ikt_ios_pair *pair, const struct ikt_ios_page *page, const struct ikt_ios_quick *quick)
{
    uint64_t packets[2][2] = {{0}};
    for (guint i = 0; i < quick->sas->len; i++) {
        const struct ikt_ios_sa *sa = &g_array_index(quick->sas, struct ikt_ios_sa, i);
        packets[ikt_ios_is_inbound(page, quick, sa)][sa->protocol == IKT_PROTOCOL_ESP] += sa->packets;
    }
    /* AH and ESP of one bundle are one packet */
    pair->encaps += MAX(packets[0][0], packets[0][1]);
    pair->decaps += MAX(packets[1][0], packets[1][1]);
}

static void take_quick(struct collection *found, const struct ikt_ios_quick *quick)
{
    const int end = ikt_ios_quick_end(found->page, quick);
    /* who refuses is known to have other networks, or none: which, is in no packet */
    static const struct ikt_ios_network unread;
    if (end < 0)
        return;
    const bool own = end == 0 || quick->established;
    const struct ikt_ios_network *local = own ? &quick->networks[end] : &unread;
    const struct ikt_ios_network *remote = own ? &quick->networks[1 - end] : &unread;
    const struct ikt_endpoint *peer = &quick->ends[1 - end].endpoint;
    struct ikt_ios_pair *pair = find(found, &peer->address, local, remote);
    if (!pair)
        pair = add(found, peer, local, remote);
    if (!pair)
        return;
    pair->peer.port = peer->port;
    pair->nat_traversal = pair->nat_traversal || quick->nat_traversal;
    pair->from_acl = pair->from_acl || end == 0;
    pair->open = pair->open || quick->open;
    if (quick->established) {
        pair->established = true;
        count(pair, found->page, quick);
    }
    if (quick->up)
        g_ptr_array_add(pair->up, (gpointer)quick);
}

/* Of a peer with which other networks are known: what is not known then is told in a comment, not in a block. */
static void drop_unread(struct collection *found)
{
    for (guint i = found->pairs->len; i-- > 0;) {
        const struct ikt_ios_pair *pair = g_ptr_array_index(found->pairs, i);
        bool other = false;
        if (pair->local.low.family != IKT_FAMILY_NONE || pair->established)
            continue;
        for (guint j = 0; j < found->pairs->len && !other; j++) {
            const struct ikt_ios_pair *one = g_ptr_array_index(found->pairs, j);
            other = j != i && ikt_address_equal(&one->peer.address, &pair->peer.address);
        }
        if (other)
            g_ptr_array_remove_index(found->pairs, i);
    }
}

GPtrArray *ikt_ios_pairs(const struct ikt_ios_page *page, uint64_t *more)
{
    struct collection found = {page, g_ptr_array_new_with_free_func(pair_free), 0};
    if (page->configured && page->options->tunnel == 0)
        found.more += !ikt_ios_idents(page->options->configs, page->config, take_ident, &found);
    for (guint i = 0; i < page->kept->quick->len; i++)
        take_quick(&found, &g_array_index(page->kept->quick, struct ikt_ios_quick, i));
    drop_unread(&found);
    *more = found.more;
    return found.pairs;
}
