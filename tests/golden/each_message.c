/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every keyed capture with each of its messages lost, captured twice, repeated at once, repeated late, and in another
 * order than its neighbour; with its keys and without, and without phase 1.
 *
 * What may change then follows from RFC 2408 and from what the words of a record mean, never from what came out before:
 *
 *   repeated, captured twice, in another order: nothing. A retransmission is the same octets again (RFC 2408 section
 *     5.1), so it tells nothing new; neighbours that are late by milliseconds are the network's doing. The exception is
 *     a message that nothing answers: repeated, it makes no-response of incomplete.
 *   lost: a message that is not there proves nothing. So the outcome stays or becomes a weaker one (may_become below);
 *     nothing becomes certain; nothing wrong comes out of a capture in which nothing was wrong; no cause that the whole
 *     capture does not name becomes probable; and whoever was misconfigured still is.
 */
#include <gcrypt.h>
#include <string.h>

#include "verdicts.h"

/* What the header of a message says, and who sent it. */
struct header {
    bool is_ike, is_encrypted;
    uint8_t cookie[8];
    uint8_t exchange;
    uint32_t message_id;
    struct ikt_address source;
};

struct test {
    struct capture *capture;
    const char *base;         /* "keys" */
    struct ikt_keyring *keys; /* NULL: none */
    GArray *inputs;
    struct run whole;
    enum change change;
    guint at;
    unsigned complaints, checks;
};

/* What a change takes away, each with its reason; an entry that nothing needs is a complaint. at: 0 is any message. */
static struct exception {
    const char *capture, *base;
    enum change change;
    guint at;
    const char *reason;
    unsigned needed;
} exceptions[] = {
    {"qm-collision", "keys", CHANGE_SWAPPED, 0, "which of two that cross is the newer shows in their order", 0},
    {"qm-collision", "keys", CHANGE_SWAPPED_TIMES, 0, "likewise", 0},
    {"ios-acl-narrower-oneway", "keys", CHANGE_LOST, 8, "the answer that accepted the other direction was lost", 0},
    {"ios-acl-narrower-oneway", "keys", CHANGE_LOST, 9, "whether the other direction came up was lost", 0},
    {"p2_integ_mismatch_lsw_ss", "no keys", CHANGE_LOST, 7, "a refusal that nobody reads has to follow its proposal",
     0},
    {"p2_integ_mismatch_lsw_ss with Ka", "no keys", CHANGE_LOST, 7, "likewise", 0},
    {"p2_integ_mismatch_lsw_ss", "no phase 1", CHANGE_LOST, 1, "likewise", 0},
    {"qm-not-started", "keys", CHANGE_LOST, 6, "that phase 1 was done shows in its last message alone", 0},
    {"xauth-failed", "no keys", CHANGE_SWAPPED, 0, "who begins an exchange that nobody reads shows in the order", 0},
    {"xauth-failed", "no keys", CHANGE_SWAPPED_TIMES, 0, "likewise", 0},
    {"xauth-failed", "no phase 1", CHANGE_SWAPPED, 0, "likewise", 0},
    {"xauth-failed", "no phase 1", CHANGE_SWAPPED_TIMES, 0, "likewise", 0},
};

static unsigned total_runs, total_complaints, total_checks, total_excused;

G_GNUC_PRINTF(2, 3) static void complain(struct test *test, const char *format, ...)
{
    va_list arguments;
    for (guint i = 0; i < G_N_ELEMENTS(exceptions); i++) {
        struct exception *exception = &exceptions[i];
        if (g_str_equal(exception->capture, test->capture->name) && g_str_equal(exception->base, test->base) &&
            exception->change == test->change && (exception->at == 0 || exception->at == test->at + 1)) {
            exception->needed++;
            total_excused++;
            return;
        }
    }
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_print("# %s | %s | %s %u | %s\n", test->capture->name, test->base, change_name(test->change), test->at + 1, text);
    test->complaints++;
}

static const struct input *input_at(const GArray *inputs, guint i)
{
    return &g_array_index(inputs, struct input, i);
}

static struct header header_of(const struct input *input)
{
    struct header header = {.source = input->packet.source.address};
    gsize length = 0;
    const uint8_t *octets = input->octets ? g_bytes_get_data(input->octets, &length) : NULL;
    if (input->kind != INPUT_IKE || length < 28)
        return header;
    header.is_ike = true;
    memcpy(header.cookie, octets, 8);
    header.exchange = octets[18];
    header.is_encrypted = octets[19] & 1;
    for (unsigned i = 20; i < 24; i++)
        header.message_id = header.message_id << 8 | octets[i];
    return header;
}

static bool same_exchange(const struct header *a, const struct header *b)
{
    return a->is_ike && b->is_ike && memcmp(a->cookie, b->cookie, 8) == 0 && a->message_id == b->message_id;
}

static bool belongs(const struct header *header, const struct verdict *verdict)
{
    char key[32];
    verdict_hex(key, header->cookie, 8);
    g_snprintf(key + 16, 16, " %08x", header->message_id);
    return header->is_ike && strncmp(verdict->key, key, verdict->phase2 ? 25 : 16) == 0;
}

/* Does nothing of the other side come after it in its exchange? */
static bool is_unanswered(const struct test *test)
{
    struct header own = header_of(input_at(test->inputs, test->at));
    for (guint i = test->at + 1; i < test->inputs->len; i++) {
        struct header other = header_of(input_at(test->inputs, i));
        if (same_exchange(&own, &other) && !ikt_address_equal(&own.source, &other.source))
            return false;
    }
    return own.is_ike;
}

/* Was a message of this exchange sent more than once? */
static bool is_repeated(const struct test *test, const struct verdict *verdict)
{
    for (guint i = 0; i < test->inputs->len; i++) {
        struct header header = header_of(input_at(test->inputs, i));
        if (!belongs(&header, verdict))
            continue;
        for (guint j = 0; j < i; j++)
            if (input_at(test->inputs, j)->octets &&
                g_bytes_equal(input_at(test->inputs, j)->octets, input_at(test->inputs, i)->octets))
                return true;
    }
    return false;
}

/* A record that the whole capture has not got: what was settled long ago and is repeated now. It says nothing. */
static void check_new(struct test *test, const struct run *run, const struct verdict *verdict)
{
    test->checks++;
    bool silent =
        verdict->outcome == IKT_OUTCOME_INCOMPLETE || (verdict->outcome == IKT_OUTCOME_ESTABLISHED && !verdict->phase2);
    for (guint i = 0; i < verdict->count; i++)
        silent = silent && run_found(run, verdict, i)->severity != IKT_SEVERITY_ERROR;
    if (!silent || (test->change != CHANGE_LATE && test->change != CHANGE_LAST)) {
        g_autofree char *text = run_words(run, verdict);
        complain(test, "%s: a new record, %s", verdict->key, text);
    }
}

static void check_same(struct test *test, const struct run *run)
{
    bool excused = false;

    for (guint i = 0; i < test->whole.verdicts->len; i++) {
        const struct verdict *expected = run_verdict(&test->whole, i), *verdict = run_find(run, expected->key);
        test->checks++;
        if (!verdict) {
            complain(test, "%s: no record", expected->key);
            continue;
        }
        if (expected->outcome == IKT_OUTCOME_INCOMPLETE && verdict->outcome == IKT_OUTCOME_NO_RESPONSE &&
            is_unanswered(test)) {
            excused = true;
            continue;
        }
        if (verdict->outcome == expected->outcome && verdict->ended == expected->ended &&
            run_same_findings(run, verdict, &test->whole, expected))
            continue;
        g_autofree char *got = run_words(run, verdict), *want = run_words(&test->whole, expected);
        complain(test, "%s: %s; expected %s", expected->key, got, want);
    }
    for (guint i = 0; i < run->verdicts->len; i++)
        if (!run_find(&test->whole, run_verdict(run, i)->key))
            check_new(test, run, run_verdict(run, i));
    test->checks++;
    if (run->errors != test->whole.errors && !excused)
        complain(test, "exit status %d, expected %d", run->errors, test->whole.errors);
}

/* What bears a refusal was lost: an Informational; of XAUTH a Transaction, or the KE and nonces that open it. */
static bool lost_refusal(const struct test *test, const struct verdict *expected)
{
    struct header lost = header_of(input_at(test->inputs, test->at));
    if (expected->outcome != IKT_OUTCOME_REJECTED || !lost.is_ike)
        return false;
    if (run_verdict_has(&test->whole, expected, IKT_RULE_XAUTH_FAILED))
        return lost.exchange == 6 || lost.message_id == 0;
    return lost.exchange == 5;
}

/* What the loss of one message may make of an outcome. */
static bool may_become(const struct test *test, const struct verdict *expected, enum ikt_outcome outcome)
{
    if (outcome == expected->outcome || outcome == IKT_OUTCOME_INCOMPLETE || lost_refusal(test, expected))
        return true;
    /* The answer to a message that was sent more than once was lost. */
    return outcome == IKT_OUTCOME_NO_RESPONSE && expected->outcome != IKT_OUTCOME_REJECTED &&
           is_repeated(test, expected);
}

/* Is the misconfigured side of a sure finding the one that the whole capture shows? */
static bool turns(const struct run *whole, const struct verdict *expected, const struct found *found)
{
    for (guint i = 0; i < expected->count; i++) {
        const struct found *other = run_found(whole, expected, i);
        bool sides =
            found->misconfigured <= IKT_MISCONFIGURED_RESPONDER && other->misconfigured <= IKT_MISCONFIGURED_RESPONDER;
        if (other->rule == found->rule && sides && other->misconfigured != found->misconfigured)
            return true;
    }
    return false;
}

static void check_lost_findings(struct test *test, const struct run *run, const struct verdict *expected,
                                const struct verdict *verdict)
{
    for (guint i = 0; i < verdict->count; i++) {
        const struct found *found = run_found(run, verdict, i);
        const char *rule = ikt_rule_info(found->rule)->name;
        test->checks++;
        if (found->likelihood == IKT_LIKELIHOOD_CERTAIN && !run_has_as_sure(&test->whole, found))
            complain(test, "%s: %s became certain", verdict->key, rule);
        /* Without its refusal a message that was sent more than once is unanswered. */
        bool silence = lost_refusal(test, expected) && verdict->outcome == IKT_OUTCOME_NO_RESPONSE;
        if (found->severity != IKT_SEVERITY_NOTE && found->likelihood == IKT_LIKELIHOOD_PROBABLE && !silence &&
            !run_has(&test->whole, found->rule))
            complain(test, "%s: %s became probable", verdict->key, rule);
        if (turns(&test->whole, expected, found))
            complain(test, "%s: %s blames the other side", verdict->key, rule);
    }
}

static void check_lost(struct test *test, const struct run *run)
{
    for (guint i = 0; i < run->verdicts->len; i++) {
        const struct verdict *verdict = run_verdict(run, i), *expected = run_find(&test->whole, verdict->key);
        test->checks++;
        if (!expected) {
            check_new(test, run, verdict);
            continue;
        }
        if (!may_become(test, expected, verdict->outcome)) {
            g_autofree char *got = run_words(run, verdict), *want = run_words(&test->whole, expected);
            complain(test, "%s: %s; expected %s or weaker", verdict->key, got, want);
        }
        check_lost_findings(test, run, expected, verdict);
    }
    test->checks++;
    if (run->errors && !test->whole.errors)
        complain(test, "exit status 1, expected 0");
}

static void run_all(struct test *test)
{
    test->change = CHANGE_NONE;
    test->at = 0;
    test->whole = run_changed(test->keys, test->inputs, test->change, test->at);
    for (guint at = 0; at < test->inputs->len; at++) {
        for (enum change change = CHANGE_LOST; change <= CHANGE_SWAPPED_TIMES; change++) {
            if (!change_applies(test->inputs, change, at))
                continue;
            test->change = change;
            test->at = at;
            struct run run = run_changed(test->keys, test->inputs, test->change, test->at);
            total_runs++;
            if (change == CHANGE_LOST)
                check_lost(test, &run);
            else
                check_same(test, &run);
            run_clear(&run);
        }
    }
    run_clear(&test->whole);
}

static GHashTable *names; /* of the captures that were read */

/* The same capture, begun after phase 1. */
static GArray *without_phase1(const GArray *inputs)
{
    GArray *rest = g_array_new(FALSE, FALSE, sizeof(struct input));
    for (guint i = 0; i < inputs->len; i++) {
        struct header header = header_of(input_at(inputs, i));
        if (!header.is_ike || header.message_id != 0)
            g_array_append_val(rest, *input_at(inputs, i));
    }
    return rest;
}

/* A packet of either peer, so that both are known to be there, and the encrypted Informationals. */
static GArray *informationals(const GArray *inputs)
{
    GArray *rest = g_array_new(FALSE, FALSE, sizeof(struct input));
    for (guint i = 0; i < inputs->len; i++) {
        const struct input *input = input_at(inputs, i);
        struct header header = header_of(input);
        struct input there = {.kind = INPUT_KEEPALIVE, .packet = input->packet};
        if (header.is_ike && rest->len == 0) {
            g_array_append_val(rest, there);
            there.packet.source = input->packet.destination;
            there.packet.destination = input->packet.source;
            g_array_append_val(rest, there);
        }
        if (header.is_encrypted && header.exchange == 5)
            g_array_append_val(rest, *input);
    }
    return rest;
}

/* Where nothing but they was captured, nothing tells what they refuse: it was no phase 1, which had given the keys. */
static void check_informationals(struct test *test)
{
    if (test->inputs->len < 3)
        return;
    test->change = CHANGE_NONE;
    test->at = 0;
    struct run run = run_changed(test->keys, test->inputs, CHANGE_NONE, 0);
    for (guint i = 0; i < run.verdicts->len; i++) {
        const struct verdict *verdict = run_verdict(&run, i);
        test->checks++;
        if (!verdict->phase2 && verdict->outcome == IKT_OUTCOME_REJECTED)
            complain(test, "%s: rejected by what no key opens before it", verdict->key);
    }
    run_clear(&run);
}

static void test_capture(gconstpointer data)
{
    struct capture *capture = (struct capture *)(gpointer)data;
    struct test test = {.capture = capture};
    g_autoptr(GArray) inputs = corpus_inputs(capture);
    g_autoptr(GArray) rest = without_phase1(inputs);
    const struct {
        const char *base;
        struct ikt_keyring *keys;
        GArray *inputs;
    } bases[] = {{"no keys", NULL, inputs}, {"keys", capture->keys, inputs}, {"no phase 1", capture->keys, rest}};

    for (unsigned i = 0; i < G_N_ELEMENTS(bases); i++) {
        test.base = bases[i].base;
        test.keys = bases[i].keys;
        test.inputs = bases[i].inputs;
        if (test.inputs->len > 0)
            run_all(&test);
    }
    g_autoptr(GArray) alone = informationals(inputs);
    test.base = "informationals";
    test.keys = capture->keys;
    test.inputs = alone;
    check_informationals(&test);
    total_complaints += test.complaints;
    total_checks += test.checks;
    if (test.complaints > 0)
        g_test_fail();
}

static void test_exceptions(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(exceptions); i++) {
        if (exceptions[i].needed > 0 || !g_hash_table_contains(names, exceptions[i].capture))
            continue;
        g_print("# exception out of date: %s, %s %u\n", exceptions[i].capture, change_name(exceptions[i].change),
                exceptions[i].at);
        g_test_fail();
    }
}

static void add_capture(struct capture *capture)
{
    if (!capture->keyed)
        return;
    g_hash_table_add(names, capture->name);

    g_autofree char *test = g_strdup_printf("/each-message/%s", capture->name);
    g_test_add_data_func(test, capture, test_capture);
}

static void add_table(struct capture *capture)
{
    char *name = g_strdup_printf("%s with Ka", capture->name);
    g_free(capture->name);
    capture->name = name;
    add_capture(capture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions(); /* all complaints, not those of the first capture */
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    names = g_hash_table_new(g_str_hash, g_str_equal);
    corpus_shipped(add_capture);
    corpus_lab(false, add_capture);
    corpus_lab(true, add_table);
    g_test_add_func("/each-message/exceptions", test_exceptions);
    int status = g_test_run();
    g_print("# %u changed captures, %u checks, %u complaints, %u excused\n", total_runs, total_checks, total_complaints,
            total_excused);
    g_hash_table_unref(names);
    return status;
}
