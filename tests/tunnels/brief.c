/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Of every reference capture, with keys and without: tunnels in brief have the verdicts of tunnels in full, what is
 * only counted is judged alike, and each record says which tunnel it is of.
 */
#include <gcrypt.h>
#include <string.h>

#include "../golden/changes.h"

/* What a run tells. */
struct run {
    GString *verdicts;   /* a line each */
    GString *counts;     /* what is left of them where things are counted, and findings of records likewise */
    GHashTable *records; /* "COOKIE-MESSAGE_ID": number of its pair or part */
    GHashTable *pairs;   /* how many tunnels have this number */
    GHashTable *parts;
    bool words; /* some finding had evidence */
};

static struct {
    guint runs, listed;
} seen;

static char *key_of(const uint8_t *cookie, uint32_t message_id)
{
    uint64_t number;
    memcpy(&number, cookie, sizeof number);
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x-%08x", number, message_id);
}

static void write_findings(GString *out, const struct ikt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ikt_finding *finding = findings->items[i];
        g_string_append_printf(out, "%s %u %d %d %d;", ikt_rule_info(finding->rule)->name, finding->ordinal,
                               (int)finding->severity, (int)finding->likelihood, (int)finding->misconfigured);
    }
    g_string_append_c(out, '\n');
}

static void on_phase1(void *user, const struct ikt_phase1 *record)
{
    struct run *run = user;
    write_findings(run->counts, &record->findings);
    g_assert_cmpuint(record->pair, >, 0);
    g_hash_table_insert(run->records, key_of(record->initiator_cookie, 0), GUINT_TO_POINTER(record->pair));
}

static void on_phase2(void *user, const struct ikt_phase2 *record)
{
    struct run *run = user;
    write_findings(run->counts, &record->findings);
    g_assert_cmpuint(record->part, >, 0);
    g_hash_table_insert(run->records, key_of(record->phase1->initiator_cookie, record->message_id),
                        GUINT_TO_POINTER(record->part));
}

static void count(GHashTable *numbers, uint32_t number)
{
    const guint before = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, GUINT_TO_POINTER(number)));
    g_hash_table_insert(numbers, GUINT_TO_POINTER(number), GUINT_TO_POINTER(before + 1));
}

static void write_verdict(struct run *run, const struct ikt_tunnel *tunnel)
{
    GString *out = run->verdicts;
    char address[IKT_ADDRESS_TEXT];
    g_string_append_printf(run->counts, "%s %s %d %s\n", ikt_tunnel_state_name(tunnel->state),
                           tunnel->cause_count > 0 ? ikt_rule_info(tunnel->causes[0])->name : "-",
                           (int)tunnel->likelihood, ikt_address_format(&tunnel->a.endpoint.address, address));
    g_string_append_printf(out, "%s %s %s %d pair %u parts %u %u:", ikt_tunnel_state_name(tunnel->state),
                           tunnel->where ? ikt_tunnel_where_name(tunnel->where) : "-",
                           tunnel->cause_count > 0 ? ikt_rule_info(tunnel->causes[0])->name : "-",
                           (int)tunnel->likelihood, tunnel->pair, tunnel->parts[0], tunnel->parts[1]);
    g_string_append_printf(out, " %s - %s;", tunnel->networks[0] ? tunnel->networks[0] : "?",
                           tunnel->networks[1] ? tunnel->networks[1] : "?");
    for (size_t i = 0; i < tunnel->open_count; i++)
        g_string_append_printf(out, " %s;", tunnel->open[i].decision);
    for (size_t i = 0; i < tunnel->findings.count; i++) {
        const struct ikt_finding *finding = tunnel->findings.items[i];
        g_string_append_printf(out, " %s %u %d", ikt_rule_info(finding->rule)->name, finding->ordinal,
                               (int)finding->likelihood);
    }
    g_string_append_c(out, '\n');
}

static void on_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    struct run *run = user;
    write_verdict(run, tunnel);
    count(run->pairs, tunnel->pair);
    for (size_t i = 0; i < G_N_ELEMENTS(tunnel->parts); i++) {
        if (tunnel->parts[i] != 0)
            count(run->parts, tunnel->parts[i]);
    }
    for (size_t i = 0; i < tunnel->exchange_count; i++) {
        const struct ikt_tunnel_exchange *exchange = &tunnel->exchanges[i];
        g_autofree char *key = key_of(exchange->initiator_cookie, exchange->message_id);
        const guint number = GPOINTER_TO_UINT(g_hash_table_lookup(run->records, key));
        g_assert_true(exchange->message_id == 0 ? number == tunnel->pair
                                                : number == tunnel->parts[0] || number == tunnel->parts[1]);
        seen.listed++;
    }
    for (size_t i = 0; i < tunnel->findings.count; i++)
        run->words = run->words || tunnel->findings.items[i]->evidence_count > 0;
}

static struct run feed(struct ikt_keyring *keys, const GArray *inputs, struct ikt_triage_options options)
{
    static const struct ikt_sink sink = {.phase1 = on_phase1, .phase2 = on_phase2, .tunnel = on_tunnel};
    struct run run = {.verdicts = g_string_new(NULL),
                      .counts = g_string_new(NULL),
                      .records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                      .pairs = g_hash_table_new(NULL, NULL),
                      .parts = g_hash_table_new(NULL, NULL)};
    struct ikt_triage *triage = ikt_triage_new(&options, keys, &sink, &run);
    for (guint i = 0; i < inputs->len; i++)
        corpus_feed(triage, &g_array_index(inputs, struct input, i), i + 1);
    ikt_triage_finish(triage);
    ikt_triage_free(triage);
    return run;
}

/* A phase 1 is of every tunnel of its pair, a Quick Mode of one. */
static void check_owners(const struct run *run)
{
    GHashTableIter iter;
    gpointer key, number;
    g_hash_table_iter_init(&iter, run->records);
    while (g_hash_table_iter_next(&iter, &key, &number)) {
        const bool phase1 = g_str_has_suffix(key, "-00000000");
        const guint owners = GPOINTER_TO_UINT(g_hash_table_lookup(phase1 ? run->pairs : run->parts, number));
        g_assert_true(phase1 ? owners > 0 : owners == 1);
    }
}

static void run_free(struct run *run)
{
    g_string_free(run->verdicts, TRUE);
    g_string_free(run->counts, TRUE);
    g_hash_table_unref(run->records);
    g_hash_table_unref(run->pairs);
    g_hash_table_unref(run->parts);
}

static void visit(struct capture *capture)
{
    g_autoptr(GArray) inputs = corpus_inputs(capture);
    struct ikt_keyring *none = ikt_keyring_new();
    for (int keyed = 0; keyed <= (capture->keyed ? 1 : 0); keyed++) {
        struct ikt_keyring *keys = keyed ? capture->keys : none;
        struct run full = feed(keys, inputs, (struct ikt_triage_options){.max_live = 0});
        struct run brief = feed(keys, inputs, (struct ikt_triage_options){.brief_tunnels = true});
        struct run counted = feed(keys, inputs, (struct ikt_triage_options){.counts_only = true});
        g_test_message("%s", capture->name);
        g_assert_cmpstr(brief.verdicts->str, ==, full.verdicts->str);
        g_assert_false(brief.words);
        g_assert_cmpstr(counted.counts->str, ==, full.counts->str);
        g_assert_false(counted.words);
        check_owners(&full);
        check_owners(&brief);
        seen.runs++;
        run_free(&full);
        run_free(&brief);
        run_free(&counted);
    }
    ikt_keyring_unref(none);
}

static void test_shipped(void)
{
    corpus_shipped(visit);
    g_test_message("%u runs, %u exchanges listed", seen.runs, seen.listed);
    g_assert_cmpuint(seen.listed, >, 200);
}

static void test_lab(void)
{
    corpus_lab(false, visit);
    corpus_public(visit);
    g_test_message("%u runs, %u exchanges listed", seen.runs, seen.listed);
}

int main(int argc, char **argv)
{
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/tunnels/brief/shipped", test_shipped);
    g_test_add_func("/tunnels/brief/lab-and-public", test_lab);
    return g_test_run();
}
