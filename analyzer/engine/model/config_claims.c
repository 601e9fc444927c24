/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/config_claims.h"

#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "model/line_claims.h"

/* Pairs that are remembered. */
#define PAIRS 512

struct side {
    struct ikt_address pair[2]; /* the owner, the peer */
    struct ikt_config_side told;
};

struct ikt_config_claims {
    const struct ikt_configs *configs;
    struct ikt_arena *arena; /* of all that follows */
    GHashTable *sides;       /* struct side by its pair */
    unsigned count;
    GArray *joined;                         /* struct ikt_claim, of the last question */
    const struct ikt_config_side *asked[2]; /* whose these are; NULL: nobody's */
};

static guint hash_pair(gconstpointer pair)
{
    const struct ikt_address *address = pair;
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_address(&hasher, &address[0]);
    ikt_hasher_add_address(&hasher, &address[1]);
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean equal_pair(gconstpointer a, gconstpointer b)
{
    const struct ikt_address *one = a, *other = b;
    return ikt_address_equal(&one[0], &other[0]) && ikt_address_equal(&one[1], &other[1]);
}

struct ikt_config_claims *ikt_config_claims_new(const struct ikt_configs *configs)
{
    struct ikt_config_claims *claims = g_new0(struct ikt_config_claims, 1);
    claims->configs = ikt_configs_count(configs) > 0 ? configs : NULL;
    claims->arena = claims->configs ? ikt_arena_new(16000) : NULL;
    claims->sides = g_hash_table_new(hash_pair, equal_pair);
    claims->joined = g_array_new(FALSE, FALSE, sizeof(struct ikt_claim));
    return claims;
}

void ikt_config_claims_free(struct ikt_config_claims *claims)
{
    g_hash_table_unref(claims->sides);
    g_array_unref(claims->joined);
    if (claims->arena)
        ikt_arena_free(claims->arena);
    g_free(claims);
}

static const char *text_of(struct ikt_arena *arena, const struct ikt_proxy *network)
{
    g_autofree char *text = ikt_proxy_text(network);
    const size_t size = text ? strlen(text) + 1 : 0;
    return text ? memcpy(ikt_arena_alloc(arena, 1, size), text, size) : NULL;
}

/* Once: each tunnel of the pair looks for its networks. */
static const struct ikt_network_texts *texts_of(struct ikt_arena *arena, const GArray *claims)
{
    struct ikt_network_texts *texts = ikt_arena_alloc(arena, claims->len, sizeof *texts);
    for (guint i = 0; i < claims->len; i++) {
        const struct ikt_proxies *networks = &g_array_index(claims, const struct ikt_claim, i).networks;
        texts[i] =
            (struct ikt_network_texts){text_of(arena, &networks->initiator), text_of(arena, &networks->responder)};
    }
    return texts;
}

/* A reason beside the lines makes them evidence of nothing. */
static void search_config(struct ikt_config_claims *claims, struct side *side)
{
    const size_t number = side->told.config;
    const struct ikt_claims_owner owner = {.router = ikt_configs_router(claims->configs, number),
                                           .config = number,
                                           .own = side->pair[0],
                                           .peer = side->pair[1]};
    const struct ikt_model_lines *lines = ikt_model_lines(claims->arena, owner.router, &owner.own,
                                                          ikt_configs_bound(claims->configs, number), &owner.peer);
    if (lines->unless) {
        side->told.none_because = lines->unless;
        side->told.at = (struct ikt_ref){.number = lines->at, .source = (uint16_t)number, .kind = IKT_REF_CONFIG};
        return;
    }
    g_autoptr(GArray) made = g_array_new(FALSE, FALSE, sizeof(struct ikt_claim));
    for (size_t i = 0; i < lines->count; i++)
        ikt_line_claims_add(claims->arena, &owner, &lines->items[i], made);
    struct ikt_claim *kept = ikt_arena_alloc(claims->arena, made->len, sizeof *kept);
    if (made->len > 0)
        memcpy(kept, made->data, made->len * sizeof *kept);
    side->told.claims = kept;
    side->told.networks = texts_of(claims->arena, made);
    side->told.count = made->len;
}

static void forget(struct ikt_config_claims *claims)
{
    g_hash_table_remove_all(claims->sides);
    ikt_arena_reset(claims->arena);
    claims->count = 0;
    claims->asked[0] = claims->asked[1] = NULL;
}

static struct side *side_of(struct ikt_config_claims *claims, const struct ikt_address *owner,
                            const struct ikt_address *peer)
{
    const struct ikt_address pair[2] = {*owner, *peer};
    struct side *side = g_hash_table_lookup(claims->sides, pair);
    if (side)
        return side;
    side = ikt_arena_alloc(claims->arena, 1, sizeof *side);
    memcpy(side->pair, pair, sizeof pair);
    side->told.config = ikt_configs_of(claims->configs, owner);
    if (side->told.config != IKT_CONFIGS_MAX)
        search_config(claims, side);
    g_hash_table_insert(claims->sides, side->pair, side);
    claims->count++;
    return side;
}

static void join(struct ikt_config_claims *claims, const struct ikt_config_side *one,
                 const struct ikt_config_side *other)
{
    g_array_set_size(claims->joined, 0);
    if (one->count > 0)
        g_array_append_vals(claims->joined, one->claims, (guint)one->count);
    if (other->count > 0)
        g_array_append_vals(claims->joined, other->claims, (guint)other->count);
    claims->asked[0] = one;
    claims->asked[1] = other;
}

struct ikt_claims ikt_config_claims_of(struct ikt_config_claims *claims, const struct ikt_address *initiator,
                                       const struct ikt_address *responder)
{
    if (!claims->configs)
        return (struct ikt_claims){0};
    if (claims->count + 2 > PAIRS)
        forget(claims);
    const struct ikt_config_side *one = &side_of(claims, initiator, responder)->told;
    const struct ikt_config_side *other = &side_of(claims, responder, initiator)->told;
    if (claims->asked[0] != one || claims->asked[1] != other)
        join(claims, one, other);
    return (struct ikt_claims){.count = claims->joined->len,
                               .items = (const struct ikt_claim *)(void *)claims->joined->data};
}

const struct ikt_config_side *ikt_config_side_of(struct ikt_config_claims *claims, const struct ikt_address *owner,
                                                 const struct ikt_address *peer)
{
    static const struct ikt_config_side none = {.config = IKT_CONFIGS_MAX};
    const struct ikt_address pair[2] = {*owner, *peer};
    if (!claims->configs)
        return &none;
    if (claims->count + 2 > PAIRS && !g_hash_table_contains(claims->sides, pair))
        forget(claims);
    return &side_of(claims, owner, peer)->told;
}
