/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdicts.h"

#include <string.h>

static int compare_found(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct found));
}

static void add_findings(struct run *run, const struct ikt_findings *findings)
{
    guint first = run->found->len;
    for (size_t i = 0; i < findings->count; i++) {
        const struct ikt_finding *finding = findings->items[i];
        struct found found = {finding->rule, finding->severity, finding->likelihood, finding->misconfigured};
        run->errors = run->errors || found.severity == IKT_SEVERITY_ERROR;
        g_array_append_val(run->found, found);
    }
    if (findings->count > 0)
        qsort(&g_array_index(run->found, struct found, first), findings->count, sizeof(struct found), compare_found);
}

void verdict_hex(char *out, const uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i++)
        g_snprintf(out + 2 * i, 3, "%02x", octets[i]);
}

static void on_phase1(void *user, const struct ikt_phase1 *record)
{
    struct run *run = user;
    struct verdict verdict = {.outcome = record->outcome, .ended = record->ended, .first = run->found->len};
    verdict_hex(verdict.key, record->initiator_cookie, 8);
    verdict.key[16] = '/';
    verdict_hex(verdict.key + 17, record->responder_cookie, 8);
    add_findings(run, &record->findings);
    verdict.count = run->found->len - verdict.first;
    g_array_append_val(run->verdicts, verdict);
}

static void on_phase2(void *user, const struct ikt_phase2 *record)
{
    struct run *run = user;
    struct verdict verdict = {
        .outcome = record->outcome, .ended = record->ended, .first = run->found->len, .phase2 = true};
    verdict_hex(verdict.key, record->phase1->initiator_cookie, 8);
    g_snprintf(verdict.key + 16, 16, " %08x", record->message_id);
    add_findings(run, &record->findings);
    verdict.count = run->found->len - verdict.first;
    g_array_append_val(run->verdicts, verdict);
}

struct run run_changed(struct ikt_keyring *keys, const GArray *inputs, enum change change, guint at)
{
    static const struct ikt_sink sink = {.phase1 = on_phase1, .phase2 = on_phase2};
    struct run run = {.verdicts = g_array_new(FALSE, FALSE, sizeof(struct verdict)),
                      .found = g_array_new(FALSE, FALSE, sizeof(struct found))};
    struct ikt_triage *triage = ikt_triage_new(NULL, keys, &sink, &run);

    change_feed(triage, inputs, change, at);
    const struct ikt_capture *capture = ikt_triage_finish(triage);
    struct verdict verdict = {.first = run.found->len, .key = "capture", .outcome = IKT_OUTCOME_INCOMPLETE};
    add_findings(&run, &capture->findings);
    verdict.count = run.found->len - verdict.first;
    g_array_append_val(run.verdicts, verdict);
    ikt_triage_free(triage);
    return run;
}

void run_clear(struct run *run)
{
    g_array_unref(run->verdicts);
    g_array_unref(run->found);
}

const struct verdict *run_verdict(const struct run *run, guint i)
{
    return &g_array_index(run->verdicts, struct verdict, i);
}

/* The record of these cookies; an ISAKMP SA whose answer was lost has the initiator's alone. */
const struct verdict *run_find(const struct run *run, const char *key)
{
    bool unanswered = g_str_has_suffix(key, "/0000000000000000");
    for (guint i = 0; i < run->verdicts->len; i++) {
        const struct verdict *verdict = run_verdict(run, i);
        if (g_str_equal(verdict->key, key) || (unanswered && !verdict->phase2 && strncmp(verdict->key, key, 17) == 0))
            return verdict;
    }
    return NULL;
}

const struct found *run_found(const struct run *run, const struct verdict *verdict, guint i)
{
    return &g_array_index(run->found, struct found, verdict->first + i);
}

char *run_words(const struct run *run, const struct verdict *verdict)
{
    GString *text = g_string_new(ikt_outcome_name(verdict->outcome));
    if (verdict->ended != IKT_ENDED_NOT)
        g_string_append_printf(text, ", %s", ikt_ended_name(verdict->ended));
    for (guint i = 0; i < verdict->count; i++) {
        const struct found *found = run_found(run, verdict, i);
        g_string_append_printf(text, "%s%s/%s/%s/%s", i == 0 ? ": " : " ", ikt_rule_info(found->rule)->name,
                               ikt_likelihood_name(found->likelihood), ikt_misconfigured_name(found->misconfigured),
                               ikt_severity_name(found->severity));
    }
    return g_string_free(text, FALSE);
}

bool run_same_findings(const struct run *a, const struct verdict *one, const struct run *b, const struct verdict *other)
{
    if (one->count != other->count)
        return false;
    for (guint i = 0; i < one->count; i++)
        if (compare_found(run_found(a, one, i), run_found(b, other, i)) != 0)
            return false;
    return true;
}

bool run_verdict_has(const struct run *run, const struct verdict *verdict, enum ikt_rule rule)
{
    for (guint i = 0; i < verdict->count; i++)
        if (run_found(run, verdict, i)->rule == rule)
            return true;
    return false;
}

bool run_has(const struct run *run, enum ikt_rule rule)
{
    for (guint i = 0; i < run->found->len; i++)
        if (g_array_index(run->found, struct found, i).rule == rule)
            return true;
    return false;
}

/* likelihood: at least this sure. */
bool run_has_as_sure(const struct run *run, const struct found *found)
{
    for (guint i = 0; i < run->found->len; i++) {
        const struct found *other = &g_array_index(run->found, struct found, i);
        if (other->rule == found->rule && other->likelihood <= found->likelihood)
            return true;
    }
    return false;
}
