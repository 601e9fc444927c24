/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/draft.h"

#include <stdarg.h>
#include <string.h>

#include "rules/value_text.h"

const void *ikt_keep(struct ikt_arena *arena, const void *object, size_t size)
{
    return ikt_arena_copy(arena, object, size);
}

struct ikt_value ikt_text(struct ikt_arena *arena, const char *text)
{
    if (!text)
        return ikt_unknown();
    return (struct ikt_value){.kind = IKT_VALUE_TEXT, .is.text = ikt_keep(arena, text, strlen(text) + 1)};
}

struct ikt_value ikt_made(struct ikt_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return ikt_text(arena, text);
}

struct ikt_draft *ikt_draft_add(struct ikt_drafts *drafts, enum ikt_rule rule, enum ikt_likelihood likelihood,
                                enum ikt_basis basis, enum ikt_misconfigured misconfigured, int rank)
{
    struct ikt_draft *draft = ikt_arena_alloc(drafts->arena, 1, sizeof *draft);
    draft->finding.rule = rule;
    draft->finding.severity = ikt_rule_info(rule)->severity;
    draft->finding.likelihood = likelihood;
    draft->finding.misconfigured = misconfigured;
    draft->finding.log = drafts->log;
    draft->drafts = drafts;
    draft->basis = basis;
    draft->rank = rank;
    draft->bare = drafts->bare;
    draft->arena = drafts->arena;
    if (drafts->last)
        drafts->last->next = draft;
    else
        drafts->first = draft;
    drafts->last = draft;
    draft->number = drafts->count++;
    return draft;
}

/* A list with room for one more element, the old one or a copy of twice its room. */
static void *grow(struct ikt_arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t more = *room > 0 ? 2 * *room : 4;
    void *wider = ikt_arena_alloc(arena, more, size);
    if (count > 0)
        memcpy(wider, items, count * size);
    *room = more;
    return wider;
}

static struct ikt_sentence sentence_of(struct ikt_arena *arena, const char *format, size_t count,
                                       const struct ikt_value *values)
{
    const struct ikt_value *kept = count > 0 ? ikt_keep(arena, values, count * sizeof *values) : NULL;
    return (struct ikt_sentence){format, count, kept};
}

const struct ikt_sentence *ikt_sentence_new(struct ikt_arena *arena, const char *format, size_t count,
                                            const struct ikt_value *values)
{
    struct ikt_sentence sentence = sentence_of(arena, format, count, values);
    return IKT_KEEP(arena, &sentence);
}

void ikt_draft_summary(struct ikt_draft *draft, const char *format, size_t count, const struct ikt_value *values)
{
    if (draft->bare)
        return;
    draft->finding.summary = sentence_of(draft->arena, format, count, values);
}

void ikt_draft_cite(struct ikt_draft *draft, const struct ikt_sentence *sentence)
{
    if (!sentence || draft->bare)
        return;
    size_t count = draft->finding.evidence_count;
    draft->evidence = grow(draft->arena, draft->evidence, count, &draft->evidence_room, sizeof *draft->evidence);
    draft->evidence[draft->finding.evidence_count++] = sentence;
}

void ikt_draft_say(struct ikt_draft *draft, const char *format, size_t count, const struct ikt_value *values)
{
    if (!draft->bare)
        ikt_draft_cite(draft, ikt_sentence_new(draft->arena, format, count, values));
}

void ikt_draft_has(struct ikt_draft *draft, struct ikt_value initiator_has, struct ikt_value responder_has)
{
    if (draft->bare)
        return;
    draft->finding.initiator_has = initiator_has;
    draft->finding.responder_has = responder_has;
}

static int compare_refs(const struct ikt_ref *a, const struct ikt_ref *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

void ikt_draft_ref(struct ikt_draft *draft, struct ikt_ref ref)
{
    size_t count = draft->finding.ref_count, at = count;
    if (ref.number == 0 || draft->bare)
        return;
    while (at > 0 && compare_refs(&draft->refs[at - 1], &ref) > 0)
        at--;
    if (at > 0 && compare_refs(&draft->refs[at - 1], &ref) == 0) {
        draft->refs[at - 1].suspect |= ref.suspect;
        return;
    }
    draft->refs = grow(draft->arena, draft->refs, count, &draft->ref_room, sizeof *draft->refs);
    memmove(draft->refs + at + 1, draft->refs + at, (count - at) * sizeof *draft->refs);
    draft->refs[at] = ref;
    draft->finding.ref_count++;
}

void ikt_draft_frame(struct ikt_draft *draft, uint64_t frame)
{
    ikt_draft_ref(draft, (struct ikt_ref){.number = frame, .kind = IKT_REF_FRAME});
}

const struct ikt_named_values *ikt_named_values_new(struct ikt_arena *arena, const struct ikt_named_values *base,
                                                    size_t count, const struct ikt_named_value *items)
{
    if (count == 0 && base)
        return base;
    const struct ikt_named_value *kept = count > 0 ? ikt_keep(arena, items, count * sizeof *items) : NULL;
    struct ikt_named_values values = {count, kept, base};
    return IKT_KEEP(arena, &values);
}

void ikt_draft_advise(struct ikt_draft *draft, const struct ikt_named_values *base, size_t count,
                      const struct ikt_named_value *items)
{
    if (!draft->bare)
        draft->finding.values = ikt_named_values_new(draft->arena, base, count, items);
}

bool ikt_draft_is_foreign(const struct ikt_draft *draft, bool initiator)
{
    const struct ikt_finding_log *log = &draft->drafts->log;
    return (initiator ? log->initiator : log->responder) == IKT_LOG_FOREIGN;
}

static bool same_address(const struct ikt_value *a, const struct ikt_value *b)
{
    return a->kind == IKT_VALUE_ADDRESS && b->kind == IKT_VALUE_ADDRESS &&
           ikt_address_equal(a->is.object, b->is.object);
}

bool ikt_draft_names_foreign(const struct ikt_draft *draft, struct ikt_value router)
{
    return (same_address(&router, &draft->drafts->initiator) && ikt_draft_is_foreign(draft, true)) ||
           (same_address(&router, &draft->drafts->responder) && ikt_draft_is_foreign(draft, false));
}

size_t ikt_sentence_check(const struct ikt_sentence *sentence)
{
    return g_str_has_prefix(sentence->format, IKT_CHECK_BEGIN) ? strlen(IKT_CHECK_BEGIN) : 0;
}

bool ikt_sentence_is_need(const struct ikt_sentence *sentence)
{
    return g_str_has_prefix(sentence->format, IKT_NEEDS_BEGIN) || g_str_has_prefix(sentence->format, IKT_NEITHER_BEGIN);
}

void ikt_draft_say_needs(struct ikt_draft *draft, bool on_initiator, const char *format, size_t count,
                         const struct ikt_value *values)
{
    if (draft->bare)
        return;
    if (!ikt_draft_is_foreign(draft, on_initiator) || draft->finding.likelihood == IKT_LIKELIHOOD_POSSIBLE)
        return;
    struct ikt_value *kept = ikt_arena_alloc(draft->arena, count, sizeof *kept);
    memcpy(kept, values, count * sizeof *kept);
    kept[0] = on_initiator ? draft->drafts->initiator : draft->drafts->responder;
    const struct ikt_sentence sentence = {format, count, kept};
    ikt_draft_cite(draft, IKT_KEEP(draft->arena, &sentence));
}

void ikt_draft_fix_with(struct ikt_draft *draft, bool on_initiator, const struct ikt_named_values *values)
{
    struct ikt_fix fix = {on_initiator, values, NULL};
    if (draft->bare)
        return;
    if (ikt_draft_is_foreign(draft, on_initiator))
        return;
    draft->fixes = grow(draft->arena, draft->fixes, draft->finding.fix_count, &draft->fix_room, sizeof *draft->fixes);
    draft->fixes[draft->finding.fix_count++] = fix;
}

void ikt_draft_fix(struct ikt_draft *draft, bool on_initiator, size_t count, const struct ikt_named_value *items)
{
    if (!draft->bare)
        ikt_draft_fix_with(draft, on_initiator,
                           ikt_named_values_new(draft->arena, draft->finding.values, count, items));
}

void ikt_draft_fix_instead(struct ikt_draft *draft, const struct ikt_fix_lines *lines)
{
    if (draft->finding.fix_count > 0)
        draft->fixes[draft->finding.fix_count - 1].instead = lines;
}

void ikt_draft_log_reversed(struct ikt_draft *draft, bool by_responder)
{
    draft->finding.log.reversed = by_responder;
}

/*
 * The lines of show are for the router that decides, with <other> for the one across: that is <remote>, unless who
 * decides is no IOS router and the one across is, which then is the only one that can be asked so.
 */
static void name_other(struct ikt_draft *draft)
{
    static const char remote[] = "remote";
    const struct ikt_value *across = ikt_named_value_find(draft->finding.values, remote, strlen(remote));
    if (!across)
        return;
    const bool of_responder = same_address(across, &draft->drafts->responder);
    const struct ikt_value *decides = of_responder ? &draft->drafts->initiator : &draft->drafts->responder;
    if (!ikt_draft_names_foreign(draft, *decides) || ikt_draft_names_foreign(draft, *across))
        return;
    const struct ikt_named_value other = {"other", *decides};
    draft->finding.values = ikt_named_values_new(draft->arena, draft->finding.values, 1, &other);
}

const struct ikt_finding *ikt_draft_finish(struct ikt_draft *draft)
{
    if (draft->bare)
        return &draft->finding;
    name_other(draft);
    draft->finding.refs = draft->refs;
    draft->finding.evidence = draft->evidence;
    draft->finding.fixes = draft->fixes;
    return &draft->finding;
}
