/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What one side has, both sides next to each other, and findings that outlive their record.
 */
#include <string.h>

#include "scene.h"
#include "tunnels/kept_finding.h"
#include "tunnels/side_facts.h"

static const struct ikt_tunnel_row *row_of(const struct ikt_tunnel_row *rows, size_t count, const char *what)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].what, what) == 0)
            return &rows[i];
    }
    return NULL;
}

static void check_row(const struct ikt_tunnel_row *rows, size_t count, const char *what, const char *a, const char *b,
                      enum ikt_tristate differs)
{
    const struct ikt_tunnel_row *row = row_of(rows, count, what);
    g_test_message("%s", what);
    g_assert_nonnull(row);
    g_assert_cmpstr(row->a, ==, a);
    g_assert_cmpstr(row->b, ==, b);
    g_assert_cmpint(row->differs, ==, differs);
}

/* Each side's own offer, for mirrored networks. */
static void test_both_offers(void)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct quick a, b;
    struct ikt_side_facts one = {0}, other = {0};
    quick_init(&a, AES256_SHA, 14);
    quick_init(&b, AES128_MD5, IKT_ABSENT);
    quick_proxies(&b, "192.168.22.0/24", "192.168.1.0/24");
    ikt_side_facts_of_offer(&one, &a.record);
    ikt_side_facts_of_offer(&other, &b.record);
    const struct ikt_tunnel_row *rows;
    size_t count = ikt_side_facts_compare(arena, &one, &other, &rows);
    check_row(rows, count, "cipher", "esp-aes 256", "esp-aes", IKT_YES);
    check_row(rows, count, "auth", "esp-sha-hmac", "esp-md5-hmac", IKT_YES);
    check_row(rows, count, "mode", "tunnel", "tunnel", IKT_NO);
    check_row(rows, count, "PFS", "group14", "no PFS", IKT_YES);
    check_row(rows, count, "A's network", "192.168.1.0/24", "192.168.1.0/24", IKT_NO);
    check_row(rows, count, "B's network", "192.168.2.0/24", "192.168.22.0/24", IKT_YES);
    g_assert_cmpuint(row_of(rows, count, "cipher")->from[0].number, ==, 20);
    ikt_arena_free(arena);
}

/* Several sets: one in common is enough, each is told once, and what is not known to its end never differs. */
static void test_several_sets(void)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct quick a, b;
    struct ikt_side_facts one = {0}, other = {0};
    quick_init(&a, AES256_SHA, IKT_ABSENT);
    quick_init(&b, AES128_MD5, IKT_ABSENT);
    quick_proxies(&b, "192.168.2.0/24", "192.168.1.0/24");
    ikt_side_facts_of_offer(&one, &a.record);
    ikt_side_facts_of_offer(&other, &b.record);
    one.suites[1] = one.suites[0];
    one.suite_count = 2;
    const struct ikt_tunnel_row *rows;
    size_t count = ikt_side_facts_compare(arena, &one, &other, &rows);
    check_row(rows, count, "sets", "esp-aes 256 esp-sha-hmac", "esp-aes esp-md5-hmac", IKT_YES);
    other.complete = false;
    count = ikt_side_facts_compare(arena, &one, &other, &rows);
    check_row(rows, count, "sets", "esp-aes 256 esp-sha-hmac", "esp-aes esp-md5-hmac", IKT_UNKNOWN);
    other.complete = true;
    other.suites_more = 1;
    count = ikt_side_facts_compare(arena, &one, &other, &rows);
    check_row(rows, count, "sets", "esp-aes 256 esp-sha-hmac", "esp-aes esp-md5-hmac, and 1 more", IKT_UNKNOWN);
    other.suites_more = 0;
    one.suites[1] = other.suites[0];
    count = ikt_side_facts_compare(arena, &one, &other, &rows);
    check_row(rows, count, "sets", "esp-aes 256 esp-sha-hmac, or esp-aes esp-md5-hmac", "esp-aes esp-md5-hmac", IKT_NO);
    ikt_arena_free(arena);
}

/* One side alone: its values, and nothing that differs. */
static void test_one_side(void)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct quick q;
    struct ikt_side_facts one = {0}, other = {0};
    struct ikt_tunnel_side told = {0};
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    ikt_side_facts_of_offer(&one, &q.record);
    const struct ikt_tunnel_row *rows;
    size_t count = ikt_side_facts_compare(arena, &one, &other, &rows);
    check_row(rows, count, "cipher", "esp-aes 256", NULL, IKT_UNKNOWN);
    check_row(rows, count, "B's network", "192.168.2.0/24", NULL, IKT_UNKNOWN);
    ikt_side_facts_tell(arena, &one, &told);
    g_assert_true(told.sets.complete);
    g_assert_cmpstr(told.networks.value, ==, "192.168.1.0/24");
    ikt_side_facts_tell(arena, &other, &told); /* nothing is known: what was told stays */
    g_assert_cmpstr(told.networks.value, ==, "192.168.1.0/24");
    ikt_arena_free(arena);
}

/* An own offer is not replaced by what a side accepted later; a later own offer replaces it. */
static void test_newer(void)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct quick q;
    struct ikt_side_facts facts = {0};
    struct ikt_tunnel_side told = {0};
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_accept(&q);
    ikt_side_facts_of_answer(&facts, &q.record);
    ikt_side_facts_tell(arena, &facts, &told);
    g_assert_false(told.sets.complete);
    g_assert_cmpstr(told.networks.value, ==, "192.168.2.0/24"); /* the responder's own */
    quick_init(&q, DES3_SHA, IKT_ABSENT);
    quick_proxies(&q, "192.168.2.0/24", "192.168.1.0/24");
    ikt_side_facts_of_offer(&facts, &q.record);
    quick_init(&q, AES128_SHA, IKT_ABSENT);
    quick_accept(&q);
    q.seen[1].sequence = 90;
    ikt_side_facts_of_answer(&facts, &q.record);
    ikt_side_facts_tell(arena, &facts, &told);
    g_assert_true(told.sets.complete);
    g_assert_cmpstr(told.sets.value, ==, "esp-3des esp-sha-hmac");
    quick_init(&q, AES128_SHA, IKT_ABSENT);
    q.seen[0].sequence = 99;
    ikt_side_facts_of_offer(&facts, &q.record);
    ikt_side_facts_tell(arena, &facts, &told);
    g_assert_cmpstr(told.sets.value, ==, "esp-aes esp-sha-hmac");
    ikt_arena_free(arena);
}

static char *all_words(const struct ikt_finding *finding)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    GString *text = g_string_new(NULL);
    g_autofree char *summary = ikt_sentence_text(&finding->summary);
    g_autofree char *own = ikt_value_text(&finding->initiator_has), *others = ikt_value_text(&finding->responder_has);
    g_string_append_printf(text, "%s|%s|%s|%zu\n", summary, own ? own : "-", others ? others : "-", finding->ref_count);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        g_autofree char *evidence = ikt_sentence_text(finding->evidence[i]);
        g_string_append_printf(text, "%s\n", evidence);
    }
    const char *const *const lists[] = {info->show, info->suspect};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        for (const char *const *line = lists[i]; *line; line++) {
            g_autofree char *filled = ikt_line_text(*line, finding->values);
            g_string_append_printf(text, "%s\n", filled);
        }
    }
    for (size_t i = 0; i < finding->fix_count; i++) {
        for (const char *const *line = info->fix; *line; line++) {
            g_autofree char *filled = ikt_line_text(*line, finding->fixes[i].values);
            g_string_append_printf(text, "%d %s\n", finding->fixes[i].on_initiator, filled);
        }
    }
    return g_string_free(text, FALSE);
}

/* A kept finding says the same words after all that it was made of is gone and overwritten. */
static void test_kept(void)
{
    struct ikt_arena *kept_in = ikt_arena_new(4000);
    GPtrArray *kept = g_ptr_array_new(), *words = g_ptr_array_new_with_free_func(g_free);
    for (int round = 0; round < 2; round++) {
        struct ikt_arena *arena = ikt_arena_new(4000);
        struct quick *q = g_new(struct quick, 1);
        quick_init(q, AES256_SHA, IKT_ABSENT);
        quick_refuse(q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
        if (round == 1)
            quick_remember(q, true, AES128_SHA, 14, "192.168.2.0/24", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
        struct ikt_findings findings = ikt_diagnose_phase2(arena, &q->record, &q->evidence, NULL);
        g_assert_cmpuint(findings.count, >, 0);
        for (size_t i = 0; i < findings.count; i++) {
            g_ptr_array_add(kept, ikt_finding_copy(kept_in, findings.items[i]));
            g_ptr_array_add(words, all_words(findings.items[i]));
        }
        memset(q, 0x5a, sizeof *q);
        g_free(q);
        ikt_arena_free(arena);
    }
    g_assert_cmpuint(kept->len, >, 4);
    for (guint i = 0; i < kept->len; i++) {
        g_autofree char *now = all_words(kept->pdata[i]);
        g_assert_cmpstr(now, ==, words->pdata[i]);
    }
    g_ptr_array_unref(kept);
    g_ptr_array_unref(words);
    ikt_arena_free(kept_in);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tunnels/facts/both-offers", test_both_offers);
    g_test_add_func("/tunnels/facts/several_sets", test_several_sets);
    g_test_add_func("/tunnels/facts/one-side", test_one_side);
    g_test_add_func("/tunnels/facts/newer", test_newer);
    g_test_add_func("/tunnels/facts/kept", test_kept);
    return g_test_run();
}
