/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/line_claims.h"

#include <string.h>

#include "model/networks.h"
#include "model/sets.h"

/* Lines of an access list of a template. */
#define LINES 64

static struct ikt_ref ref_of(const struct ikt_claims_owner *owner, unsigned line)
{
    return (struct ikt_ref){.number = line, .source = (uint16_t)owner->config, .kind = IKT_REF_CONFIG};
}

/* More than one peer, more than one permit line, or a line of object groups, which is no statement by itself. */
static bool is_shared(const struct ikt_router_entry *entry, const struct ikt_router_acl *list)
{
    unsigned permits = 0;
    for (const struct ikt_router_acl_line *line = list ? list->lines : NULL; line; line = line->next)
        permits += line->permit;
    return permits > 1 || entry->kind == IKT_ROUTER_TEMPLATE || (entry->peers && entry->peers->next);
}

static const struct ikt_entry_names *names_of(const struct ikt_claims_owner *owner, struct ikt_arena *arena,
                                              const struct ikt_router_entry *entry, const GArray *before)
{
    /* the line before is of the same entry as a rule, and to go through all its lines for each one is their product */
    const struct ikt_claim *last =
        before->len > 0 ? &g_array_index(before, const struct ikt_claim, before->len - 1) : NULL;
    if (last && last->names->entry == entry)
        return last->names;
    g_autoptr(GString) sets = g_string_new(NULL);
    for (const struct ikt_router_names *one = entry->sets; one; one = one->next)
        g_string_append_printf(sets, "%s%s", sets->len > 0 ? " " : "", one->name.text);
    struct ikt_entry_names *names = ikt_arena_alloc(arena, 1, sizeof *names);
    names->kind = entry->kind == IKT_ROUTER_PROFILE    ? IKT_NAMES_PROFILE
                  : entry->kind == IKT_ROUTER_TEMPLATE ? IKT_NAMES_TEMPLATE
                                                       : IKT_NAMES_ENTRY;
    names->entry = entry;
    names->map = entry->map;
    names->sequence = entry->sequence;
    names->sets = memcpy(ikt_arena_alloc(arena, 1, sets->len + 1), sets->str, sets->len + 1);
    names->acl = entry->acl.text;
    const struct ikt_router_acl *list = ikt_router_acl_find(owner->router, entry->acl.text);
    names->list = list && !list->unclear ? list : NULL;
    names->shared = is_shared(entry, list);
    return names;
}

/* Where its sets stand: the definition of the only one, and the statement that names it. */
static void cite_sets(const struct ikt_claims_owner *owner, const struct ikt_router_entry *entry,
                      struct ikt_claim *claim)
{
    const struct ikt_router_names *first = entry->sets;
    const struct ikt_router_set *set = first ? ikt_router_set_find(owner->router, first->name.text) : NULL;
    claim->named_ref = ref_of(owner, first ? first->name.line : entry->line);
    claim->sets_ref = set && !first->next ? ref_of(owner, set->line) : claim->named_ref;
    if (set && !first->next)
        claim->mode_ref = ref_of(owner, set->mode_line);
}

void ikt_line_claims_add(struct ikt_arena *arena, const struct ikt_claims_owner *owner,
                         const struct ikt_model_line *line, GArray *out)
{
    const struct ikt_router_entry *entry = line->entry;
    if (!line->sets)
        return;
    struct ikt_claim claim = {
        .kind = IKT_CLAIM_CONFIGURED,
        .ref = ref_of(owner, line->line),
        .names = names_of(owner, arena, entry, out),
        .time = IKT_TIME_NONE,
        .end_time = IKT_TIME_NONE,
        .owner = owner->own,
        .networks = line->networks,
        .sets = line->sets,
        .pfs_group = line->pfs_group,
        .outcome = IKT_OUTCOME_INCOMPLETE,
    };
    cite_sets(owner, entry, &claim);
    claim.pfs_ref = ref_of(owner, entry->pfs.line ? entry->pfs.line : entry->line);
    claim.life_ref = ref_of(owner, entry->seconds.line     ? entry->seconds.line
                                   : entry->kilobytes.line ? entry->kilobytes.line
                                                           : entry->line);
    g_array_append_val(out, claim);
}

static void add_template(struct ikt_arena *arena, const struct ikt_claims_owner *owner,
                         const struct ikt_router_entry *entry, unsigned line, const struct ikt_proxies *networks,
                         GArray *out)
{
    struct ikt_model_sets sets;
    ikt_model_sets_of(owner->router, entry, &sets);
    const struct ikt_model_terms terms = ikt_model_terms_of(owner->router, entry);
    const struct ikt_model_line one = {
        .entry = entry,
        .line = line,
        .networks = *networks,
        .sets = ikt_model_sets_offered(arena, &sets, &terms, networks, &owner->own, &owner->peer),
        .pfs_group = terms.group,
    };
    ikt_line_claims_add(arena, owner, &one, out);
}

void ikt_template_claims_add(struct ikt_arena *arena, const struct ikt_claims_owner *owner, const char *dynamic_map,
                             const struct ikt_proxies *asked, GArray *out)
{
    for (const struct ikt_router_entry *entry = owner->router->entries; entry; entry = entry->next) {
        if (entry->kind != IKT_ROUTER_TEMPLATE || !dynamic_map || strcmp(entry->map, dynamic_map) != 0)
            continue;
        const struct ikt_router_acl *acl = ikt_router_acl_find(owner->router, entry->acl.text);
        const struct ikt_proxies mirror = ikt_proxies_swap(asked);
        unsigned count = 0;
        if (!entry->acl.line)
            add_template(arena, owner, entry, entry->line, &mirror, out);
        for (const struct ikt_router_acl_line *line = acl ? acl->lines : NULL; line && count++ < LINES;
             line = line->next) {
            const struct ikt_proxies networks = ikt_model_networks_of(line);
            if (line->permit && ikt_model_networks_known(line))
                add_template(arena, owner, entry, line->line, &networks, out);
        }
    }
}
