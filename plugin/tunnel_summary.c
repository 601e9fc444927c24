/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnel_summary.h"

#include "report/tunnel_words.h"
#include "scope_text.h"

static bool has_cause(const struct ikt_note_tunnel *tunnel)
{
    return tunnel->cause < IKT_RULE_COUNT;
}

const char *ikt_tunnel_cause_name(const struct ikt_note_tunnel *tunnel)
{
    return has_cause(tunnel) ? ikt_rule_info((enum ikt_rule)tunnel->cause)->name : NULL;
}

/* The finding that its sentence tells, where there was room for it; else what its rule says of itself. */
static struct ikt_finding finding_of(const struct ikt_cache *cache, const struct ikt_note_tunnel *tunnel,
                                     struct ikt_value *line, wmem_allocator_t *scope)
{
    const struct ikt_finding *kept = tunnel->telling ? ikt_cache_findings(cache, tunnel->telling, scope) : NULL;
    if (kept)
        return kept[tunnel->finding];
    const char *text = tunnel->sentence ? tunnel->sentence : ikt_rule_info((enum ikt_rule)tunnel->rule)->line;
    *line = (struct ikt_value){.kind = IKT_VALUE_WORDS, .is.text = text};
    return (struct ikt_finding){.rule = (enum ikt_rule)tunnel->rule, .summary = {"{}", 1, line}};
}

const char *ikt_tunnel_summary(const struct ikt_cache *cache, const struct ikt_note_tunnel *note,
                               wmem_allocator_t *scope)
{
    size_t open_count = 0;
    while (note->open[open_count])
        open_count++;
    struct ikt_tunnel_open *open = wmem_alloc_array(scope, struct ikt_tunnel_open, open_count + 1);
    for (size_t i = 0; i < open_count; i++)
        open[i] = (struct ikt_tunnel_open){.decision = note->open[i]};
    const bool told = note->rule < IKT_RULE_COUNT;
    struct ikt_value line;
    const struct ikt_finding finding = told ? finding_of(cache, note, &line, scope) : (struct ikt_finding){0};
    const struct ikt_finding *const findings[] = {&finding};
    const struct ikt_tunnel tunnel = {
        .state = (enum ikt_tunnel_state)note->state,
        .where = (enum ikt_tunnel_where)note->where,
        .cause_count = has_cause(note),
        .likelihood = (enum ikt_likelihood)note->likelihood,
        .findings = {told, findings},
        .open_count = open_count,
        .open = open,
    };
    struct ikt_scope_text text = ikt_scope_text(scope);
    ikt_tunnel_summary_write(&tunnel, ikt_scope_text_append, &text);
    return text.octets;
}
