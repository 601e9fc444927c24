/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every capture with its keys, over and over in one process: cut at every snap length, cut short after every frame,
 * each frame left out, each frame repeated. Only named values may come out, what was shown early must come again, and
 * nothing may become certain that the whole capture does not show.
 *
 * Captures: captures/ of the project, and the lab cases beside it where they are (their Wireshark tables as keys).
 */
#include <gcrypt.h>
#include <glib.h>
#include <string.h>

#include "corpus.h"
#include "iketriage/feed.h"

/* What one run produced. */
struct outcome {
    GArray *early; /* struct shown */
    GArray *shown; /* struct shown: all findings of records */
    unsigned outcomes1[IKT_OUTCOME_COUNT], outcomes2[IKT_OUTCOME_COUNT];
    unsigned messages;
};

struct shown {
    uint32_t ordinal;
    enum ikt_rule rule;
    enum ikt_likelihood likelihood;
    uint32_t message_id;
};

static void check_findings(struct outcome *outcome, const struct ikt_findings *findings, uint32_t message_id)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ikt_finding *finding = findings->items[i];
        g_assert_cmpint(finding->rule, <, IKT_RULE_COUNT);
        g_assert_cmpint(finding->severity, <, IKT_SEVERITY_COUNT);
        g_assert_cmpint(finding->likelihood, <, IKT_LIKELIHOOD_COUNT);
        g_assert_cmpint(finding->misconfigured, <, IKT_MISCONFIGURED_COUNT);
        g_assert_nonnull(finding->summary.format);
        g_assert_cmpuint(finding->evidence_count, >, 0);
        g_assert_cmpuint(finding->ordinal, >, 0);
        struct shown shown = {finding->ordinal, finding->rule, finding->likelihood, message_id};
        g_array_append_val(outcome->shown, shown);
    }
}

static bool failed(enum ikt_outcome outcome)
{
    return outcome == IKT_OUTCOME_REJECTED || outcome == IKT_OUTCOME_DELETED || outcome == IKT_OUTCOME_NO_RESPONSE;
}

static void on_message(void *user, const struct ikt_message_event *event)
{
    struct outcome *outcome = user;
    g_assert_cmpint(event->name, <, IKT_MESSAGE_NAME_COUNT);
    g_assert_cmpint(event->decryption, <, IKT_DECRYPTION_COUNT);
    for (size_t i = 0; i < event->message->problem_count; i++)
        g_assert_nonnull(ikt_problem_name(event->message->problems[i].kind));
    outcome->messages++;
}

static void on_early(void *user, const struct ikt_phase2 *phase2, const struct ikt_finding *finding)
{
    struct outcome *outcome = user;
    struct shown shown = {finding->ordinal, finding->rule, finding->likelihood, phase2->message_id};
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_array_append_val(outcome->early, shown);
}

static void on_phase1(void *user, const struct ikt_phase1 *record)
{
    struct outcome *outcome = user;
    g_assert_cmpint(record->outcome, <, IKT_OUTCOME_COUNT);
    g_assert_cmpint(record->decryption, <, IKT_DECRYPTION_COUNT);
    g_assert_true(!failed(record->outcome) || record->findings.count > 0);
    outcome->outcomes1[record->outcome]++;
    check_findings(outcome, &record->findings, 0);
}

static void on_phase2(void *user, const struct ikt_phase2 *record)
{
    struct outcome *outcome = user;
    g_assert_cmpint(record->outcome, <, IKT_OUTCOME_COUNT);
    g_assert_cmpint(record->decryption, <, IKT_DECRYPTION_COUNT);
    g_assert_true(!failed(record->outcome) || record->findings.count > 0);
    outcome->outcomes2[record->outcome]++;
    check_findings(outcome, &record->findings, record->message_id);
}

/* How a run departs from the capture. */
struct variant {
    size_t snap;    /* bytes kept of each frame */
    guint count;    /* frames read */
    guint without;  /* index left out; G_MAXUINT: none */
    guint repeated; /* index fed twice; G_MAXUINT: none */
};

static void run(const struct capture *capture, const struct variant *variant, struct outcome *outcome)
{
    static const struct ikt_sink events = {
        .message = on_message, .early = on_early, .phase1 = on_phase1, .phase2 = on_phase2};

    *outcome = (struct outcome){
        .early = g_array_new(FALSE, FALSE, sizeof(struct shown)),
        .shown = g_array_new(FALSE, FALSE, sizeof(struct shown)),
    };
    struct ikt_triage *triage = ikt_triage_new(NULL, capture->keys, &events, outcome);
    struct ikt_feed *feed = ikt_feed_new(triage, NULL);
    uint64_t number = 0;
    for (guint i = 0; i < capture->frames->len && i < variant->count; i++) {
        const struct frame *frame = &g_array_index(capture->frames, struct frame, i);
        gsize length;
        const uint8_t *data = g_bytes_get_data(frame->bytes, &length);
        size_t kept = MIN(length, variant->snap);
        /* A buffer of exactly that size, so that reading past it is seen. */
        g_autofree uint8_t *copy = g_memdup(data, (guint)kept);
        for (unsigned times = i == variant->without ? 0 : i == variant->repeated ? 2 : 1; times > 0; times--) {
            const struct ikt_frame fed = {++number, frame->time, frame->link_type, {copy, kept}, frame->wire_length};
            ikt_feed_frame(feed, &fed);
        }
    }
    ikt_feed_end(feed);
    ikt_feed_free(feed);
    ikt_triage_finish(triage);
    for (guint e = 0; e < outcome->early->len; e++) {
        const struct shown *early = &g_array_index(outcome->early, struct shown, e);
        bool again = false;
        for (guint s = 0; s < outcome->shown->len; s++)
            again = again || memcmp(early, &g_array_index(outcome->shown, struct shown, s), sizeof(*early)) == 0;
        g_assert_true(again);
    }
    ikt_triage_free(triage);
}

static void release(struct outcome *outcome)
{
    g_array_unref(outcome->early);
    g_array_unref(outcome->shown);
}

static const struct variant whole = {SIZE_MAX, G_MAXUINT, G_MAXUINT, G_MAXUINT};

/* What is certain in a damaged capture is certain in the whole one. */
static void check_certain(const struct outcome *outcome, const struct outcome *reference, const char *name)
{
    for (guint i = 0; i < outcome->shown->len; i++) {
        const struct shown *shown = &g_array_index(outcome->shown, struct shown, i);
        bool known = shown->likelihood != IKT_LIKELIHOOD_CERTAIN;
        for (guint r = 0; r < reference->shown->len && !known; r++) {
            const struct shown *other = &g_array_index(reference->shown, struct shown, r);
            known = other->rule == shown->rule && other->likelihood == shown->likelihood;
        }
        if (!known)
            g_error("%s: %s is certain in a variant alone", name, ikt_rule_info(shown->rule)->name);
    }
}

static void test_variants(gconstpointer data)
{
    const struct capture *capture = data;
    struct outcome reference, outcome;
    size_t longest = 0;

    run(capture, &whole, &reference);
    if (capture->negotiates)
        g_assert_cmpuint(reference.messages, >, 0);
    for (guint i = 0; i < capture->frames->len; i++)
        longest = MAX(longest, g_bytes_get_size(g_array_index(capture->frames, struct frame, i).bytes));
    for (size_t snap = 0; snap < longest; snap++) {
        struct variant variant = whole;
        variant.snap = snap;
        run(capture, &variant, &outcome);
        check_certain(&outcome, &reference, capture->name);
        release(&outcome);
    }
    for (guint i = 0; i < capture->frames->len; i++) {
        struct variant shorter = whole, without = whole, repeated = whole;
        shorter.count = i;
        run(capture, &shorter, &outcome);
        release(&outcome);
        without.without = i;
        run(capture, &without, &outcome);
        check_certain(&outcome, &reference, capture->name);
        release(&outcome);
        repeated.repeated = i;
        run(capture, &repeated, &outcome);
        check_certain(&outcome, &reference, capture->name);
        /* Established stays established, refused stays refused. */
        g_assert_cmpuint(outcome.outcomes2[IKT_OUTCOME_REJECTED], ==, reference.outcomes2[IKT_OUTCOME_REJECTED]);
        g_assert_cmpuint(outcome.outcomes1[IKT_OUTCOME_ESTABLISHED], ==, reference.outcomes1[IKT_OUTCOME_ESTABLISHED]);
        release(&outcome);
    }
    release(&reference);
}

static void add_capture(struct capture *capture)
{
    g_autofree char *test = g_strdup_printf("/variants/%s", capture->name);
    g_test_add_data_func(test, capture, test_variants);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    corpus_shipped(add_capture);
    corpus_lab(true, add_capture);
    corpus_public(add_capture);
    return g_test_run();
}
