/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ipsec_frames.h"

#include <string.h>

#include "engine/base/hash.h"

enum {
    PAGE = 256 /* frames */
};

/* An SA by what its packets carry. */
struct flow_key {
    struct ikt_address destination;
    uint32_t spi;
    uint32_t protocol;
};

/* A Quick Mode that made it; an SPI may be used again. */
struct maker {
    struct maker *next; /* that settled before */
    const struct ikt_note_exchange *exchange;
};

struct flow {
    struct flow_key key; /* first: it is hashed */
    struct maker *makers;
    uint32_t number; /* from 1 */
};

struct ikt_ipsec_frames {
    GHashTable *by_key; /* set of struct flow */
    GPtrArray *flows;   /* by number, from 1 */
    GPtrArray *pages;   /* of PAGE flow numbers each, by frame; NULL: none of these frames has one */
};

static guint flow_hash(gconstpointer flow)
{
    return (guint)ikt_hash(flow, sizeof(struct flow_key));
}

static gboolean flow_equal(gconstpointer one, gconstpointer other)
{
    const struct flow_key *a = one, *b = other;
    return a->spi == b->spi && a->protocol == b->protocol && ikt_address_equal(&a->destination, &b->destination);
}

static void flow_free(void *data)
{
    struct flow *flow = data;
    while (flow->makers) {
        struct maker *next = flow->makers->next;
        g_free(flow->makers);
        flow->makers = next;
    }
    g_free(flow);
}

struct ikt_ipsec_frames *ikt_ipsec_frames_new(void)
{
    struct ikt_ipsec_frames *frames = g_new(struct ikt_ipsec_frames, 1);
    frames->by_key = g_hash_table_new_full(flow_hash, flow_equal, flow_free, NULL);
    frames->flows = g_ptr_array_new();
    frames->pages = g_ptr_array_new_with_free_func(g_free);
    return frames;
}

void ikt_ipsec_frames_free(struct ikt_ipsec_frames *frames)
{
    if (!frames)
        return;
    g_hash_table_unref(frames->by_key);
    g_ptr_array_unref(frames->flows);
    g_ptr_array_unref(frames->pages);
    g_free(frames);
}

/* NULL: there are too many. */
static struct flow *flow_of(struct ikt_ipsec_frames *frames, uint8_t protocol, uint32_t spi,
                            const struct ikt_address *destination)
{
    struct flow_key key;
    memset(&key, 0, sizeof(key)); /* what is between members is hashed too */
    key.destination = *destination;
    key.spi = spi;
    key.protocol = protocol;
    struct flow *flow = g_hash_table_lookup(frames->by_key, &key);
    if (flow || frames->flows->len == IKT_IPSEC_FLOWS)
        return flow;
    flow = g_new0(struct flow, 1);
    flow->key = key;
    g_ptr_array_add(frames->flows, flow);
    flow->number = frames->flows->len;
    g_hash_table_add(frames->by_key, flow);
    return flow;
}

void ikt_ipsec_frames_take(struct ikt_ipsec_frames *frames, uint32_t frame, uint8_t protocol, uint32_t spi,
                           const struct ikt_address *destination)
{
    const struct flow *flow = flow_of(frames, protocol, spi, destination);
    if (!flow)
        return;
    if (frame / PAGE >= frames->pages->len)
        g_ptr_array_set_size(frames->pages, (gint)(frame / PAGE + 1));
    uint32_t *page = g_ptr_array_index(frames->pages, frame / PAGE);
    if (!page) {
        page = g_new0(uint32_t, PAGE);
        g_ptr_array_index(frames->pages, frame / PAGE) = page;
    }
    page[frame % PAGE] = flow->number;
}

void ikt_ipsec_frames_settle(struct ikt_ipsec_frames *frames, const struct ikt_phase2 *record,
                             const struct ikt_note_exchange *exchange)
{
    for (size_t i = 0; exchange->request != 0 && i < record->sa_count; i++) {
        const struct ikt_flow *sa = &record->sas[i];
        struct flow *flow = flow_of(frames, sa->protocol, sa->spi, &sa->destination);
        if (!flow)
            return;
        struct maker *maker = g_new(struct maker, 1);
        *maker = (struct maker){flow->makers, exchange};
        flow->makers = maker;
    }
}

const struct ikt_note_exchange *ikt_ipsec_frames_made_in(const struct ikt_ipsec_frames *frames, uint32_t frame)
{
    enum {
        LOOKED_AT = 16 /* makers of one SPI: nobody honest uses it so often */
    };
    const uint32_t *page = frame / PAGE < frames->pages->len ? g_ptr_array_index(frames->pages, frame / PAGE) : NULL;
    const uint32_t number = page ? page[frame % PAGE] : 0;
    const struct flow *flow = number != 0 ? g_ptr_array_index(frames->flows, number - 1) : NULL;
    const struct ikt_note_exchange *found = NULL;
    const struct maker *at = flow ? flow->makers : NULL;
    for (unsigned i = 0; at && i < LOOKED_AT; i++, at = at->next) {
        const uint32_t began = at->exchange->request;
        if (began < frame && (!found || began > found->request))
            found = at->exchange;
    }
    return found;
}
