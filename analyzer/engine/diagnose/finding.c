/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/finding.h"

#include <stdarg.h>

struct fix_lines {
    bool on_initiator;
    GPtrArray *lines;
};

static void fix_lines_free(void *data)
{
    struct fix_lines *fix = data;
    g_ptr_array_unref(fix->lines);
    g_free(fix);
}

static void draft_free(void *data)
{
    struct ikt_draft *draft = data;
    g_free((char *)draft->finding.summary);
    g_free((char *)draft->finding.initiator_has);
    g_free((char *)draft->finding.responder_has);
    g_array_unref(draft->frames);
    g_ptr_array_unref(draft->evidence);
    g_ptr_array_unref(draft->debug);
    g_ptr_array_unref(draft->show);
    g_ptr_array_unref(draft->suspect);
    g_ptr_array_unref(draft->fixes);
    g_free(draft);
}

void ikt_drafts_init(struct ikt_drafts *drafts, bool wordless)
{
    drafts->items = g_ptr_array_new_with_free_func(draft_free);
    drafts->wordless = wordless;
}

void ikt_drafts_clear(struct ikt_drafts *drafts)
{
    g_ptr_array_unref(drafts->items);
}

struct ikt_draft *ikt_draft_add(struct ikt_drafts *drafts, enum ikt_rule rule, enum ikt_likelihood likelihood,
                                enum ikt_basis basis, enum ikt_misconfigured misconfigured, int weight)
{
    struct ikt_draft *draft = g_new0(struct ikt_draft, 1);
    draft->finding.rule = rule;
    draft->finding.severity = ikt_rule_info(rule)->severity;
    draft->finding.likelihood = likelihood;
    draft->finding.misconfigured = misconfigured;
    draft->basis = basis;
    draft->weight = weight;
    draft->frames = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    draft->evidence = g_ptr_array_new_with_free_func(g_free);
    draft->debug = g_ptr_array_new_with_free_func(g_free);
    draft->show = g_ptr_array_new_with_free_func(g_free);
    draft->suspect = g_ptr_array_new_with_free_func(g_free);
    draft->fixes = g_ptr_array_new_with_free_func(fix_lines_free);
    draft->wordless = drafts->wordless;
    g_ptr_array_add(drafts->items, draft);
    return draft;
}

bool ikt_drafts_have(const struct ikt_drafts *drafts, enum ikt_rule rule)
{
    for (guint i = 0; i < drafts->items->len; i++) {
        const struct ikt_draft *draft = g_ptr_array_index(drafts->items, i);
        if (draft->finding.rule == rule)
            return true;
    }
    return false;
}

void ikt_draft_summary(struct ikt_draft *draft, const char *format, ...)
{
    if (draft->wordless)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_free((char *)draft->finding.summary);
    draft->finding.summary = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

void ikt_draft_evidence(struct ikt_draft *draft, const char *format, ...)
{
    if (draft->wordless)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(draft->evidence, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void ikt_draft_values(struct ikt_draft *draft, const char *initiator_has, const char *responder_has)
{
    if (draft->wordless)
        return;
    g_free((char *)draft->finding.initiator_has);
    g_free((char *)draft->finding.responder_has);
    draft->finding.initiator_has = g_strdup(initiator_has);
    draft->finding.responder_has = g_strdup(responder_has);
}

void ikt_draft_frame(struct ikt_draft *draft, uint64_t frame)
{
    if (draft->wordless)
        return;
    if (frame == 0)
        return;
    guint at = 0;
    while (at < draft->frames->len && g_array_index(draft->frames, uint64_t, at) < frame)
        at++;
    if (at == draft->frames->len || g_array_index(draft->frames, uint64_t, at) != frame)
        g_array_insert_val(draft->frames, at, frame);
}

static void add_expanded(GPtrArray *lines, const char *const *templates, const struct ikt_words *words)
{
    for (size_t i = 0; templates[i] != NULL; i++)
        g_ptr_array_add(lines, ikt_words_expand(words, templates[i]));
}

void ikt_draft_advise(struct ikt_draft *draft, const struct ikt_words *words)
{
    if (draft->wordless)
        return;
    const struct ikt_rule_info *info = ikt_rule_info(draft->finding.rule);
    add_expanded(draft->debug, info->debug, words);
    add_expanded(draft->show, info->show, words);
    add_expanded(draft->suspect, info->suspect, words);
}

void ikt_draft_fix(struct ikt_draft *draft, const struct ikt_words *words, bool on_initiator)
{
    if (draft->wordless)
        return;
    struct fix_lines *fix = g_new0(struct fix_lines, 1);
    fix->on_initiator = on_initiator;
    fix->lines = g_ptr_array_new_with_free_func(g_free);
    add_expanded(fix->lines, ikt_rule_info(draft->finding.rule)->fix, words);
    g_ptr_array_add(draft->fixes, fix);
}

/* The strings as a NULL-terminated vector; the array is left empty. */
static const char **steal_lines(GPtrArray *lines)
{
    g_ptr_array_add(lines, NULL);
    return (const char **)g_ptr_array_steal(lines, NULL);
}

struct ikt_finding *ikt_draft_finish(struct ikt_draft *draft)
{
    struct ikt_finding *finding = g_new0(struct ikt_finding, 1);
    *finding = draft->finding;
    draft->finding.summary = draft->finding.initiator_has = draft->finding.responder_has = NULL;
    finding->frame_count = draft->frames->len;
    finding->frames = draft->frames->len == 0 ? NULL : g_array_steal(draft->frames, NULL);
    finding->evidence = steal_lines(draft->evidence);
    finding->debug = steal_lines(draft->debug);
    finding->show = steal_lines(draft->show);
    finding->suspect = steal_lines(draft->suspect);
    finding->fix_count = draft->fixes->len;
    struct ikt_fix *fixes = g_new0(struct ikt_fix, draft->fixes->len);
    for (guint i = 0; i < draft->fixes->len; i++) {
        struct fix_lines *lines = g_ptr_array_index(draft->fixes, i);
        fixes[i].on_initiator = lines->on_initiator;
        fixes[i].lines = steal_lines(lines->lines);
    }
    finding->fixes = fixes;
    return finding;
}

void ikt_finding_free(struct ikt_finding *finding)
{
    if (finding == NULL)
        return;
    for (size_t i = 0; i < finding->fix_count; i++)
        g_strfreev((char **)finding->fixes[i].lines);
    g_free((struct ikt_fix *)finding->fixes);
    g_strfreev((char **)finding->evidence);
    g_strfreev((char **)finding->debug);
    g_strfreev((char **)finding->show);
    g_strfreev((char **)finding->suspect);
    g_free((uint64_t *)finding->frames);
    g_free((char *)finding->summary);
    g_free((char *)finding->initiator_has);
    g_free((char *)finding->responder_has);
    g_free(finding);
}
