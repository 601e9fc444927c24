/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Runs the rules and ranks what they say.
 */
#include "rules/diagnose.h"

#include "rules/phase2_case.h"
#include "rules/draft.h"
#include "rules/rules.h"

/* More candidates for one open cause than this help nobody. */
#define OPEN_MAX 7

static int by_rank(const void *a, const void *b)
{
    const struct ikt_draft *x = *(struct ikt_draft *const *)a, *y = *(struct ikt_draft *const *)b;
    if (x->finding.likelihood != y->finding.likelihood)
        return x->finding.likelihood < y->finding.likelihood ? -1 : 1;
    if (x->finding.severity != y->finding.severity)
        return x->finding.severity < y->finding.severity ? -1 : 1;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return x->finding.rule < y->finding.rule ? -1 : x->finding.rule > y->finding.rule;
}

/* Candidates give way to a cause that values show, and the last resort to anything that explains the failure. */
static bool gives_way(const struct ikt_draft *draft, const struct ikt_drafts *drafts)
{
    for (guint i = 0; i < drafts->items->len; i++) {
        const struct ikt_draft *other = g_ptr_array_index(drafts->items, i);
        bool cause = other->finding.severity == IKT_SEVERITY_ERROR;
        if (draft->basis == IKT_BASIS_OPEN && other->basis == IKT_BASIS_VALUES && cause)
            return true;
        if (draft->basis == IKT_BASIS_RESIDUE && other->basis != IKT_BASIS_RESIDUE && cause &&
            other->finding.rule != IKT_RULE_PEER_ADDRESS_WRONG)
            return true;
        if (draft->basis == IKT_BASIS_RESIDUE && other->finding.rule == IKT_RULE_PEER_ADDRESS_WRONG &&
            other->basis == IKT_BASIS_OBSERVED)
            return true;
    }
    return false;
}

static bool already_said(const GPtrArray *findings, enum ikt_rule rule)
{
    for (guint i = 0; i < findings->len; i++) {
        const struct ikt_finding *finding = g_ptr_array_index(findings, i);
        if (finding->rule == rule)
            return true;
    }
    return false;
}

static void finding_free(void *finding)
{
    ikt_finding_free(finding);
}

/* These fail what comes after the exchange they are found in. */
static bool fails_later(enum ikt_rule rule)
{
    return rule == IKT_RULE_XAUTH_FAILED || rule == IKT_RULE_MODECFG_FAILED || rule == IKT_RULE_AH_THROUGH_NAT;
}

/* What succeeded all the same is a warning. */
static GPtrArray *rank(struct ikt_drafts *drafts, bool succeeded)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(finding_free);
    unsigned open = 0;
    g_ptr_array_sort(drafts->items, by_rank);
    for (guint i = 0; i < drafts->items->len; i++) {
        struct ikt_draft *draft = g_ptr_array_index(drafts->items, i);
        if (already_said(findings, draft->finding.rule) || gives_way(draft, drafts))
            continue;
        if (draft->basis == IKT_BASIS_OPEN && open++ >= OPEN_MAX)
            continue;
        struct ikt_finding *finding = ikt_draft_finish(draft);
        if (succeeded && finding->severity == IKT_SEVERITY_ERROR && !fails_later(finding->rule))
            finding->severity = IKT_SEVERITY_WARNING;
        g_ptr_array_add(findings, finding);
    }
    ikt_drafts_clear(drafts);
    return findings;
}

static const struct ikt_evidence nothing = {.own_method = {IKT_ABSENT, IKT_ABSENT}, .now = IKT_TIME_NONE};

GPtrArray *ikt_diagnose_phase1(const struct ikt_phase1 *record, const struct ikt_evidence *evidence)
{
    struct ikt_view v;
    struct ikt_drafts drafts;
    if (evidence == NULL)
        evidence = &nothing;
    ikt_drafts_init(&drafts, evidence->wordless);
    ikt_view_init(&v, record, evidence);
    ikt_rules_phase1(&v, &drafts);
    ikt_rules_identity(&v, &drafts);
    ikt_rules_silence(&v, &drafts);
    ikt_rules_configuration(&v, &drafts);
    ikt_rules_alive1(&v, &drafts);
    ikt_rules_path1(&v, &drafts);
    return rank(&drafts, record->outcome == IKT_OUTCOME_ESTABLISHED);
}

GPtrArray *ikt_diagnose_phase2(const struct ikt_phase2 *record, const struct ikt_evidence *evidence)
{
    struct ikt_case c;
    struct ikt_drafts drafts;
    if (evidence == NULL)
        evidence = &nothing;
    ikt_drafts_init(&drafts, evidence->wordless);
    ikt_case_init(&c, record, evidence);
    ikt_rules_proposal(&c, &drafts);
    ikt_rules_pfs(&c, &drafts);
    ikt_rules_selector(&c, &drafts);
    ikt_rules_path2(&c, &drafts);
    ikt_rules_traffic(&c, &drafts);
    ikt_rules_alive2(&c, &drafts);
    ikt_case_clear(&c);
    return rank(&drafts, record->outcome == IKT_OUTCOME_ESTABLISHED);
}

GPtrArray *ikt_diagnose_capture(const struct ikt_capture_facts *facts)
{
    struct ikt_drafts drafts;
    ikt_drafts_init(&drafts, false);
    ikt_rules_capture(facts, &drafts);
    return rank(&drafts, true);
}
