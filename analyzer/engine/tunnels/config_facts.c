/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/config_facts.h"

#include <string.h>

#include <glib.h>

#include "evidence/ios_words.h"
#include "tunnels/side_facts.h"

/* Rows in the order in which they are told. */
static const char *const row_names[] = {"cipher", "auth",        "sets",        "mode",
                                        "PFS",    "A's network", "B's network", "lifetime"};
/* Policies of one router that are told. */
#define POLICIES 8

static const char *keep(struct ikt_arena *arena, const char *text)
{
    const size_t size = strlen(text) + 1;
    return memcpy(ikt_arena_alloc(arena, 1, size), text, size);
}

/* Does the verdict rest on this statement? */
static bool is_cited(const struct ikt_tunnel *tunnel, const struct ikt_ref *ref)
{
    if (tunnel->findings.count == 0)
        return false;
    const struct ikt_finding *first = tunnel->findings.items[0];
    for (size_t i = 0; i < first->ref_count; i++) {
        const struct ikt_ref *one = &first->refs[i];
        if (one->kind == ref->kind && one->source == ref->source && one->number == ref->number)
            return true;
    }
    return false;
}

static bool is_same(const char *network, const char *configured)
{
    return network && configured && strcmp(network, configured) == 0;
}

/* The line for the networks of the tunnel, else one that the verdict names, else the only one. */
static const struct ikt_claim *claim_for(const struct ikt_tunnel *tunnel, const struct ikt_config_side *side, int own)
{
    const struct ikt_claim *cited = NULL;
    for (size_t i = 0; i < side->count; i++) {
        const struct ikt_claim *claim = &side->claims[i];
        if (is_same(tunnel->networks[own], side->networks[i].own) &&
            is_same(tunnel->networks[1 - own], side->networks[i].peer))
            return claim;
        if (!cited && is_cited(tunnel, &claim->ref))
            cited = claim;
    }
    return cited ? cited : side->count == 1 ? &side->claims[0] : NULL;
}

static void fill(struct ikt_tunnel_fact *fact, const struct ikt_tunnel_fact *configured)
{
    if (!fact->value)
        *fact = *configured;
}

static void fill_side(struct ikt_arena *arena, struct ikt_tunnel_side *side, const struct ikt_claim *claim)
{
    struct ikt_tunnel_side configured = {0};
    ikt_side_facts_of_claim(arena, claim, &configured);
    fill(&side->networks, &configured.networks);
    fill(&side->sets, &configured.sets);
    fill(&side->mode, &configured.mode);
    fill(&side->pfs, &configured.pfs);
    fill(&side->lifetimes, &configured.lifetimes);
}

static void fill_policies(struct ikt_arena *arena, struct ikt_tunnel_side *side, const struct ikt_router *router,
                          size_t number)
{
    g_autoptr(GString) text = g_string_new(NULL);
    unsigned count = 0;
    bool complete = true;
    if (side->policies.value || !router->policies)
        return;
    for (const struct ikt_router_policy *policy = router->policies; policy; policy = policy->next) {
        if (policy->unclear || count == POLICIES) {
            complete = false;
            continue;
        }
        const struct ikt_transform transform = {.encryption = policy->encryption,
                                                .key_bits = policy->key_bits,
                                                .hash = policy->hash,
                                                .authentication = policy->authentication,
                                                .group = policy->group};
        g_autofree char *one = ikt_policy_text(&transform);
        g_string_append_printf(text, "%s%s", count++ > 0 ? "; " : "", one);
    }
    if (count > 0)
        side->policies = (struct ikt_tunnel_fact){
            keep(arena, text->str),
            complete,
            {.number = router->policies->line, .source = (uint16_t)number, .kind = IKT_REF_CONFIG}};
}

static void fill_peers(struct ikt_tunnel_side *side, const struct ikt_claim *claim, const struct ikt_router *router,
                       const struct ikt_address *peer)
{
    if (side->peers.value || !claim)
        return;
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next) {
        for (const struct ikt_router_names *one = entry->peers; one; one = one->next)
            if (ikt_address_equal(&one->address, peer))
                side->peers = (struct ikt_tunnel_fact){
                    one->name.text,
                    false,
                    {.number = one->name.line, .source = claim->ref.source, .kind = IKT_REF_CONFIG}};
    }
}

static const struct ikt_tunnel_row *row_of(const struct ikt_tunnel_row *rows, size_t count, const char *what)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].what, what) == 0)
            return &rows[i];
    return NULL;
}

/* What the wire shows stays; what it lacks is taken from the statements. */
static void join(struct ikt_tunnel_row *out, const struct ikt_tunnel_row *wire, const struct ikt_tunnel_row *configured)
{
    *out = wire ? *wire : *configured;
    if (!wire || !configured)
        return;
    if (!out->a && configured->a) {
        out->a = configured->a;
        out->from[0] = configured->from[0];
    }
    if (!out->b && configured->b) {
        out->b = configured->b;
        out->from[1] = configured->from[1];
    }
    if (out->a && out->b && (!wire->a || !wire->b))
        out->differs = strcmp(out->what, "sets") == 0 ? ikt_sets_texts_differ(out->a, out->b)
                       : strcmp(out->a, out->b) == 0  ? IKT_NO
                                                      : IKT_YES;
}

static void fill_rows(struct ikt_arena *arena, struct ikt_tunnel *tunnel, const struct ikt_claim *a,
                      const struct ikt_claim *b)
{
    const struct ikt_tunnel_row *configured;
    const size_t count = ikt_side_facts_compare_claims(arena, a, b, &configured);
    struct ikt_tunnel_row *rows = ikt_arena_alloc(arena, G_N_ELEMENTS(row_names), sizeof *rows);
    size_t used = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(row_names); i++) {
        const struct ikt_tunnel_row *wire = row_of(tunnel->rows, tunnel->row_count, row_names[i]);
        const struct ikt_tunnel_row *other = row_of(configured, count, row_names[i]);
        if (wire || other)
            join(&rows[used++], wire, other);
    }
    tunnel->rows = rows;
    tunnel->row_count = used;
}

/* Which line is meant, and that router's. */
static const struct ikt_claim *tell_side(struct ikt_arena *arena, const struct ikt_configs *configs,
                                         struct ikt_config_claims *claims, struct ikt_tunnel *tunnel, int own)
{
    struct ikt_tunnel_side *side = own == 0 ? &tunnel->a : &tunnel->b;
    const struct ikt_address *peer = &(own == 0 ? &tunnel->b : &tunnel->a)->endpoint.address;
    const struct ikt_config_side *lines = ikt_config_side_of(claims, &side->endpoint.address, peer);
    const struct ikt_router *router = ikt_configs_router(configs, lines->config);
    if (!router)
        return NULL;
    const struct ikt_claim *claim = claim_for(tunnel, lines, own);
    fill_policies(arena, side, router, lines->config);
    fill_peers(side, claim, router, peer);
    if (claim && claim->sets)
        fill_side(arena, side, claim);
    return claim && claim->sets ? claim : NULL;
}

void ikt_config_facts_add(struct ikt_arena *arena, const struct ikt_configs *configs, struct ikt_config_claims *claims,
                          struct ikt_tunnel *tunnel)
{
    ikt_config_claims_of(claims, &tunnel->a.endpoint.address, &tunnel->b.endpoint.address); /* they live on */
    const struct ikt_claim *a = tell_side(arena, configs, claims, tunnel, 0);
    const struct ikt_claim *b = tell_side(arena, configs, claims, tunnel, 1);
    if (a || b)
        fill_rows(arena, tunnel, a, b);
}
