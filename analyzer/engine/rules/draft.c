/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/draft.h"

#include <stdarg.h>

static void fix_clear(void *data)
{
    struct ikt_fix *fix = data;
    ikt_values_clear(&fix->values);
}

static void draft_free(void *data)
{
    struct ikt_draft *draft = data;
    g_free((char *)draft->finding.summary);
    g_free((char *)draft->finding.initiator_has);
    g_free((char *)draft->finding.responder_has);
    ikt_values_clear(&draft->finding.values);
    g_clear_pointer(&draft->frames, g_array_unref);
    g_clear_pointer(&draft->evidence, g_ptr_array_unref);
    g_clear_pointer(&draft->fixes, g_array_unref);
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
    draft->wordless = drafts->wordless;
    g_ptr_array_add(drafts->items, draft);
    return draft;
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
    if (draft->evidence == NULL)
        draft->evidence = g_ptr_array_new_with_free_func(g_free);
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
    if (draft->wordless || frame == 0)
        return;
    if (draft->frames == NULL)
        draft->frames = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    guint at = 0;
    while (at < draft->frames->len && g_array_index(draft->frames, uint64_t, at) < frame)
        at++;
    if (at == draft->frames->len || g_array_index(draft->frames, uint64_t, at) != frame)
        g_array_insert_val(draft->frames, at, frame);
}

void ikt_draft_advise(struct ikt_draft *draft, const struct ikt_words *words)
{
    if (draft->wordless)
        return;
    ikt_values_clear(&draft->finding.values);
    draft->finding.values = ikt_words_values(words);
}

void ikt_draft_fix(struct ikt_draft *draft, const struct ikt_words *words, bool on_initiator)
{
    if (draft->wordless)
        return;
    if (draft->fixes == NULL) {
        draft->fixes = g_array_new(FALSE, FALSE, sizeof(struct ikt_fix));
        g_array_set_clear_func(draft->fixes, fix_clear);
    }
    struct ikt_fix fix = {on_initiator, ikt_words_values(words)};
    g_array_append_val(draft->fixes, fix);
}

/* The strings as a NULL-terminated vector. */
static const char **steal_lines(GPtrArray **lines)
{
    if (*lines == NULL)
        return g_new0(const char *, 1);
    g_ptr_array_add(*lines, NULL);
    return (const char **)g_ptr_array_free(g_steal_pointer(lines), FALSE);
}

struct ikt_finding *ikt_draft_finish(struct ikt_draft *draft)
{
    struct ikt_finding *finding = g_new0(struct ikt_finding, 1);
    *finding = draft->finding;
    draft->finding.summary = draft->finding.initiator_has = draft->finding.responder_has = NULL;
    draft->finding.values = (struct ikt_values){0, NULL};
    finding->evidence = steal_lines(&draft->evidence);
    if (draft->frames != NULL) {
        finding->frame_count = draft->frames->len;
        finding->frames = (const uint64_t *)(void *)g_array_free(g_steal_pointer(&draft->frames), FALSE);
    }
    if (draft->fixes != NULL) {
        finding->fix_count = draft->fixes->len;
        finding->fixes = (const struct ikt_fix *)(void *)g_array_free(g_steal_pointer(&draft->fixes), FALSE);
    }
    return finding;
}

void ikt_finding_free(struct ikt_finding *finding)
{
    if (finding == NULL)
        return;
    for (size_t i = 0; i < finding->fix_count; i++)
        fix_clear((struct ikt_fix *)&finding->fixes[i]);
    g_free((struct ikt_fix *)finding->fixes);
    ikt_values_clear(&finding->values);
    g_strfreev((char **)finding->evidence);
    g_free((uint64_t *)finding->frames);
    g_free((char *)finding->summary);
    g_free((char *)finding->initiator_has);
    g_free((char *)finding->responder_has);
    g_free(finding);
}
