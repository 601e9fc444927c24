/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/diagnose.h"

#include <stdlib.h>

#include "rules/document_case.h"
#include "rules/phase1_case.h"
#include "rules/phase2_drafts.h"
#include "rules/router_log.h"
#include "rules/rule.h"

static int by_rank(const void *a, const void *b)
{
    return ikt_draft_order(*(struct ikt_draft *const *)a, *(struct ikt_draft *const *)b);
}

/* What the drafts of a record have among them that others give way to. */
struct company {
    bool cause;       /* a cause that values show */
    bool explanation; /* anything that explains the failure */
};

static struct company company_of(const struct ikt_drafts *drafts)
{
    struct company company = {0};
    for (const struct ikt_draft *draft = drafts->first; draft; draft = draft->next) {
        bool error = draft->finding.severity == IKT_SEVERITY_ERROR;
        company.cause = company.cause || (error && draft->basis == IKT_BASIS_VALUES);
        company.explanation =
            company.explanation || (error && draft->basis != IKT_BASIS_RESIDUE && !draft->explains_nothing);
    }
    return company;
}

/* Candidates give way to a cause that values show, and the last resort to anything that explains the failure. */
static bool gives_way(const struct ikt_draft *draft, const struct company *company)
{
    return (draft->basis == IKT_BASIS_OPEN && company->cause) ||
           (draft->basis == IKT_BASIS_RESIDUE && company->explanation);
}

static bool already_said(const struct ikt_finding *const *findings, size_t count, enum ikt_rule rule)
{
    for (size_t i = 0; i < count; i++) {
        if (findings[i]->rule == rule)
            return true;
    }
    return false;
}

/* Nobody changes a router for what is only possible. */
static const struct ikt_finding *finish(struct ikt_draft *draft)
{
    if (draft->finding.likelihood == IKT_LIKELIHOOD_POSSIBLE)
        draft->finding.fix_count = 0;
    return ikt_draft_finish(draft);
}

/* What succeeded all the same is a warning. */
static struct ikt_findings rank(struct ikt_drafts *drafts, bool succeeded)
{
    struct company company = company_of(drafts);
    struct ikt_draft **sorted = ikt_arena_alloc(drafts->arena, drafts->count, sizeof *sorted);
    const struct ikt_finding **items = ikt_arena_alloc(drafts->arena, drafts->count, sizeof *items);
    size_t count = 0;
    for (struct ikt_draft *draft = drafts->first; draft; draft = draft->next) {
        if (!gives_way(draft, &company))
            sorted[count++] = draft;
    }
    if (count > 1)
        qsort(sorted, count, sizeof *sorted, by_rank);
    struct ikt_findings findings = {0, items};
    for (size_t i = 0; i < count; i++) {
        struct ikt_draft *draft = sorted[i];
        if (already_said(items, findings.count, draft->finding.rule))
            continue;
        if (succeeded && draft->finding.severity == IKT_SEVERITY_ERROR && !ikt_rules[draft->finding.rule]->fails_later)
            draft->finding.severity = IKT_SEVERITY_WARNING;
        items[findings.count++] = finish(draft);
    }
    return findings;
}

/*
 * It was given up before it was over. A refusal and a DELETE had come; in all else rules speak of what did not come,
 * and that is not known.
 */
static bool is_open(bool evicted, enum ikt_outcome outcome)
{
    return evicted && outcome != IKT_OUTCOME_REJECTED && outcome != IKT_OUTCOME_DELETED;
}

static const struct ikt_evidence nothing = {.own_method = {IKT_ABSENT, IKT_ABSENT}, .now = IKT_TIME_NONE};

struct ikt_findings ikt_diagnose_phase1(struct ikt_arena *arena, const struct ikt_phase1 *record,
                                        const struct ikt_evidence *evidence)
{
    static const struct ikt_pair_documents none = {.initiator = {.router = NULL}};
    return ikt_diagnose_phase1_beside(arena, record, evidence, &none, false);
}

struct ikt_findings ikt_diagnose_phase1_beside(struct ikt_arena *arena, const struct ikt_phase1 *record,
                                               const struct ikt_evidence *evidence,
                                               const struct ikt_pair_documents *documents, bool bare)
{
    struct ikt_phase1_case c;
    struct ikt_drafts drafts = {.arena = arena,
                                .bare = bare,
                                .initiator = ikt_address_of(&record->initiator.endpoint.address),
                                .responder = ikt_address_of(&record->responder.endpoint.address)};
    if (is_open(record->evicted, record->outcome))
        return (struct ikt_findings){0};
    ikt_phase1_case_init(&c, arena, record, evidence ? evidence : &nothing, documents);
    if (!bare) {
        drafts.log = ikt_router_logs(record, false);
        ikt_phase1_case_say(&c);
    }
    for (int i = 0; i < IKT_RULE_COUNT; i++) {
        if (ikt_rules[i]->phase1)
            ikt_rules[i]->phase1(&c, &drafts);
    }
    return rank(&drafts, record->outcome == IKT_OUTCOME_ESTABLISHED);
}

struct ikt_findings ikt_diagnose_phase2(struct ikt_arena *arena, const struct ikt_phase2 *record,
                                        const struct ikt_evidence *evidence, const struct ikt_claims *documents)
{
    static const struct ikt_claims none = {0};
    const struct ikt_pair_documents alone = {.claims = documents ? *documents : none};
    return ikt_diagnose_phase2_beside(arena, record, evidence, &alone, false);
}

struct ikt_findings ikt_diagnose_phase2_beside(struct ikt_arena *arena, const struct ikt_phase2 *record,
                                               const struct ikt_evidence *evidence,
                                               const struct ikt_pair_documents *documents, bool bare)
{
    struct ikt_drafts drafts = {.arena = arena, .bare = bare};
    if (is_open(record->evicted, record->outcome))
        return (struct ikt_findings){0};
    ikt_phase2_drafts(&drafts, record, evidence ? evidence : &nothing, documents);
    return rank(&drafts, record->outcome == IKT_OUTCOME_ESTABLISHED);
}

static enum ikt_log_style style_of(const struct ikt_document_side *side)
{
    if (!side->router)
        return IKT_LOG_IOS;
    if (side->router->kind != IKT_ROUTER_IOS)
        return IKT_LOG_FOREIGN;
    if (side->router->release >= 15)
        return IKT_LOG_IOS_15;
    return side->router->release == 12 && side->router->minor < 4 ? IKT_LOG_IOS_12 : IKT_LOG_IOS;
}

struct ikt_findings ikt_diagnose_documents(struct ikt_arena *arena, const struct ikt_document_case *c)
{
    struct ikt_drafts drafts = {.arena = arena,
                                .log = {style_of(&c->side[0]), style_of(&c->side[1]), false},
                                .initiator = ikt_document_address(&c->side[0]),
                                .responder = ikt_document_address(&c->side[1])};
    for (int i = 0; i < IKT_RULE_COUNT; i++) {
        if (ikt_rules[i]->documents)
            ikt_rules[i]->documents(c, &drafts);
        if (ikt_rules[i]->logs)
            ikt_rules[i]->logs(c, &drafts);
    }
    return rank(&drafts, false);
}

struct ikt_findings ikt_diagnose_capture(struct ikt_arena *arena, const struct ikt_capture_facts *facts)
{
    struct ikt_drafts drafts = {.arena = arena,
                                .log = {IKT_LOG_IOS, IKT_LOG_IOS, false},
                                .initiator = ikt_unknown(),
                                .responder = ikt_unknown()};
    for (int i = 0; i < IKT_RULE_COUNT; i++) {
        if (ikt_rules[i]->capture)
            ikt_rules[i]->capture(facts, &drafts);
    }
    return rank(&drafts, true);
}
