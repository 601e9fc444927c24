/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/entry_names.h"

#include <string.h>

#include "rules/acl_line.h"
#include "rules/rule.h"
#include "rules/value_text.h"

/*
 * All claims of one configuration for one peer are of one entry, or of several whose networks have nothing in common:
 * then the one for these networks is meant, or none.
 */
static const struct ikt_entry_names *names_of(const struct ikt_phase2_case *c, bool by_peer)
{
    const struct ikt_entry_names *found = NULL;
    for (size_t i = 0; i < c->claims.count; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        const bool by_initiator =
            ikt_address_equal(&claim->owner, &c->record->initiator->endpoint.address) && !ikt_claim_by_peer(c, claim);
        if (claim->kind != IKT_CLAIM_CONFIGURED || !claim->names ||
            (by_peer ? !ikt_claim_by_peer(c, claim) : !by_initiator))
            continue;
        if (claim == c->mirror || claim == c->own)
            return claim->names;
        bool same = !found || (found->sequence == claim->names->sequence && strcmp(found->map, claim->names->map) == 0);
        if (!same)
            return NULL;
        found = claim->names;
    }
    return found;
}

static const struct ikt_fix_lines *lines_for(const struct ikt_rule_def *rule, const struct ikt_entry_names *names)
{
    const struct ikt_fix_lines *own = names->kind == IKT_NAMES_PROFILE    ? rule->of_profile
                                      : names->kind == IKT_NAMES_TEMPLATE ? rule->of_template
                                                                          : NULL;
    return own ? own : names->shared ? rule->of_shared : NULL;
}

static const struct ikt_permit *permit_of(const struct ikt_fix *fix, const char *name)
{
    const struct ikt_value *value = ikt_named_value_find(fix->values, name, strlen(name));
    return value && value->kind == IKT_VALUE_PERMIT ? value->is.object : NULL;
}

/* Where the line to type goes, and where the one that it replaces stood. False: the line is there already. */
static bool number_lines(const struct ikt_phase2_case *c, const struct ikt_entry_names *names, struct ikt_fix *fix)
{
    const struct ikt_permit *line = permit_of(fix, "line"), *old = permit_of(fix, "old-line");
    if (!names->list || !line || !old)
        return true;
    const struct ikt_proxies wanted = {line->source, line->destination}, replaced = {old->source, old->destination};
    const uint32_t before = ikt_acl_number_for(names->list, &wanted), of = ikt_acl_number_of(names->list, &replaced);
    if (before != 0)
        fix->values = ikt_named_values_new(c->arena, fix->values, 1, &IKT_NAMED("SEQ-BEFORE-IT", ikt_number(before)));
    if (of != 0)
        fix->values = ikt_named_values_new(c->arena, fix->values, 1, &IKT_NAMED("SEQ-OF-IT", ikt_number(of)));
    return ikt_acl_number_of(names->list, &wanted) == 0;
}

void ikt_name_entries(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_entry_names *const names[] = {names_of(c, true), names_of(c, false)};
    const struct ikt_named_values *values[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        if (!names[i])
            continue;
        const struct ikt_named_value items[] = {IKT_NAMED("MAP", ikt_text(c->arena, names[i]->map)),
                                                IKT_NAMED("SEQ", ikt_number(names[i]->sequence)),
                                                IKT_NAMED("SETS-IT-HAS-NOW", ikt_text(c->arena, names[i]->sets)),
                                                IKT_NAMED("ACL", ikt_text(c->arena, names[i]->acl))};
        values[i] = ikt_named_values_new(c->arena, NULL, G_N_ELEMENTS(items), items);
    }
    for (struct ikt_draft *draft = drafts->first; draft; draft = draft->next) {
        size_t kept = 0;
        for (size_t i = 0; i < draft->finding.fix_count; i++) {
            struct ikt_fix *fix = &draft->fixes[i];
            const int side = fix->on_initiator ? 1 : 0;
            const struct ikt_named_values *real = values[side];
            bool keep = true;
            if (real) {
                fix->values = ikt_named_values_new(c->arena, fix->values, real->count, real->items);
                keep = number_lines(c, names[side], fix);
                fix->instead = lines_for(ikt_rules[draft->finding.rule], names[side]);
            }
            if (keep)
                draft->fixes[kept++] = *fix;
        }
        draft->finding.fix_count = kept;
    }
}
