/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/config_notes.h"

#include <string.h>

#include <glib.h>

#include "tunnels/side_facts.h"

#define NOTES 4 /* at most, for both sides */

struct notes {
    struct ikt_arena *arena;
    const struct ikt_configs *configs;
    size_t count;
    struct ikt_sentence *items;
};

/* format: static, with as many values as it has places. */
static void add(struct notes *notes, const char *format, size_t count, const struct ikt_value *values)
{
    struct ikt_value *kept = ikt_arena_alloc(notes->arena, count, sizeof *kept);
    memcpy(kept, values, count * sizeof *kept);
    notes->items[notes->count++] = (struct ikt_sentence){format, count, kept};
}

static void say_why_not(struct notes *notes, const struct ikt_tunnel_side *owner, const struct ikt_config_side *side)
{
    const struct ikt_value values[] = {
        {.kind = IKT_VALUE_ADDRESS, .is.object = &owner->endpoint.address},
        {.kind = IKT_VALUE_WORDS, .is.text = side->none_because},
        {.kind = IKT_VALUE_NUMBER, .is.number = side->at.number},
    };
    if (side->at.number != 0)
        add(notes, "the configuration of {} decides nothing here: {} (line {})", 3, values);
    else
        add(notes, "the configuration of {} decides nothing here: {}", 2, values);
}

static bool is_same(const char *offered, const char *configured)
{
    return offered && configured && strcmp(offered, configured) == 0;
}

/* Then their sets and PFS are the same. */
static bool are_of_one_entry(const struct ikt_claim *a, const struct ikt_claim *b)
{
    return a->names && b->names && a->names->entry == b->names->entry;
}

/* Sets and PFS that the router offered itself, and that no line of its configuration has for this peer. */
static void say_contradiction(struct notes *notes, const struct ikt_tunnel_side *owner,
                              const struct ikt_config_side *side)
{
    if (!owner->sets.value || !owner->sets.complete || !owner->pfs.value || owner->sets.from.kind != IKT_REF_FRAME)
        return;
    struct ikt_tunnel_side nearest = {0}, configured = {0};
    unsigned line = 0;
    for (size_t i = 0; i < side->count; i++) {
        if (i == 0 || !are_of_one_entry(&side->claims[i - 1], &side->claims[i])) {
            configured = (struct ikt_tunnel_side){0};
            ikt_side_facts_of_claim(notes->arena, &side->claims[i], &configured);
        }
        if (is_same(owner->sets.value, configured.sets.value) && is_same(owner->pfs.value, configured.pfs.value))
            return;
        if (line == 0 || is_same(owner->networks.value, side->networks[i].own)) {
            nearest = configured;
            line = (unsigned)side->claims[i].ref.number;
        }
    }
    const struct ikt_value values[] = {
        {.kind = IKT_VALUE_ADDRESS, .is.object = &owner->endpoint.address},
        {.kind = IKT_VALUE_TEXT, .is.text = ikt_configs_name(notes->configs, side->config)},
        {.kind = IKT_VALUE_FRAME, .is.number = owner->sets.from.number},
        {.kind = IKT_VALUE_TEXT, .is.text = owner->sets.value},
        {.kind = IKT_VALUE_TEXT, .is.text = owner->pfs.value},
        {.kind = IKT_VALUE_NUMBER, .is.number = line},
        {.kind = IKT_VALUE_TEXT, .is.text = nearest.sets.value},
        {.kind = IKT_VALUE_TEXT, .is.text = nearest.pfs.value},
    };
    const char *format =
        "the configuration of {} ({}) is not what runs: it offers in frame {} {}, {}, which no line for this peer has; "
        "line {} has {}, {}";
    if (nearest.sets.value && nearest.pfs.value)
        add(notes, format, G_N_ELEMENTS(values), values);
}

static void add_side(struct notes *notes, const struct ikt_tunnel_side *owner, const struct ikt_config_side *side)
{
    if (side->config == IKT_CONFIGS_MAX)
        return;
    if (side->none_because)
        say_why_not(notes, owner, side);
    else
        say_contradiction(notes, owner, side);
}

void ikt_config_notes_add(struct ikt_arena *arena, const struct ikt_configs *configs, struct ikt_config_claims *claims,
                          struct ikt_tunnel *tunnel)
{
    const struct ikt_address *a = &tunnel->a.endpoint.address, *b = &tunnel->b.endpoint.address;
    struct notes notes = {arena, configs, tunnel->note_count,
                          ikt_arena_alloc(arena, tunnel->note_count + NOTES, sizeof *notes.items)};
    if (tunnel->note_count > 0)
        memcpy(notes.items, tunnel->notes, tunnel->note_count * sizeof *notes.items);
    tunnel->a.hostname = ikt_configs_hostname_of(configs, a);
    tunnel->b.hostname = ikt_configs_hostname_of(configs, b);
    add_side(&notes, &tunnel->a, ikt_config_side_of(claims, a, b));
    add_side(&notes, &tunnel->b, ikt_config_side_of(claims, b, a));
    tunnel->notes = notes.items;
    tunnel->note_count = notes.count;
}
