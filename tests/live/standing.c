/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who looks at the tunnels after every packet changes nothing: the JSON of every reference capture is the same to the
 * octet, with keys and without. What is looked at last, when all have been silent for long enough, is what the end
 * says; a message that may still be answered accuses nobody.
 */
#include <gcrypt.h>

#include "../golden/corpus.h"
#include "report/report.h"

#define SILENCE (31 * IKT_SECOND) /* a second longer than exchanges are waited for (triage.h) */

struct looks {
    GHashTable *last; /* the verdict of each tunnel as it was told last, by its key */
    unsigned told, states[IKT_TUNNEL_STATE_COUNT];
};

static struct {
    unsigned runs, told, compared;
} seen;

static char *key_of(const struct ikt_tunnel *tunnel)
{
    char a[IKT_ADDRESS_TEXT], b[IKT_ADDRESS_TEXT];
    ikt_address_format(&tunnel->a.endpoint.address, a);
    ikt_address_format(&tunnel->b.endpoint.address, b);
    return g_strdup_printf("%s %s %" G_GUINT64_FORMAT, a, b, tunnel->own_sequence);
}

static char *verdict_of(const struct ikt_tunnel *tunnel)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "%s, %s, ended %d, certainty %d:", ikt_tunnel_state_name(tunnel->state),
                           tunnel->where ? ikt_tunnel_where_name(tunnel->where) : "-", tunnel->ended,
                           (int)tunnel->likelihood);
    for (size_t i = 0; i < tunnel->cause_count; i++)
        g_string_append_printf(text, " %s", ikt_rule_info(tunnel->causes[i])->name);
    return g_string_free(text, FALSE);
}

static void on_look(void *user, const struct ikt_tunnel *tunnel)
{
    struct looks *looks = user;
    looks->told++;
    looks->states[tunnel->state]++;
    g_hash_table_insert(looks->last, key_of(tunnel), verdict_of(tunnel));
}

static struct looks looks_new(void)
{
    return (struct looks){.last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
}

static ikt_time end_of(const GArray *inputs)
{
    ikt_time end = 0;
    for (guint i = 0; i < inputs->len; i++)
        end = MAX(end, g_array_index(inputs, struct input, i).packet.time);
    return end;
}

static void feed(struct ikt_triage *triage, const GArray *inputs, struct looks *looks)
{
    if (looks)
        ikt_triage_watch(triage);
    for (guint i = 0; i < inputs->len; i++) {
        corpus_feed(triage, &g_array_index(inputs, struct input, i), i + 1);
        if (looks)
            ikt_triage_standing(triage, on_look, looks);
    }
    ikt_triage_advance(triage, end_of(inputs) + SILENCE);
    if (looks)
        ikt_triage_standing(triage, on_look, looks);
}

static char *json_of(struct ikt_keyring *keys, const GArray *inputs, struct looks *looks)
{
    const struct ikt_report_options options = {.format = "json", .messages = true};
    const struct ikt_report_capture input = {.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    struct ikt_report *report = ikt_report_new(&options);
    GString *out = g_string_new(NULL);
    struct ikt_report_group *group = ikt_report_group_new(report, "capture", out);
    struct ikt_triage *triage = ikt_triage_new(NULL, keys, ikt_report_sink(), group);
    ikt_report_group_turn(group);
    feed(triage, inputs, looks);
    ikt_report_group_finish(group, ikt_triage_finish(triage), &input);
    ikt_report_group_close(group);
    ikt_report_summary(report, out);
    ikt_triage_free(triage);
    ikt_report_free(report);
    return g_string_free(out, FALSE);
}

static void on_end(void *user, const struct ikt_tunnel *tunnel)
{
    const struct looks *looks = user;
    g_autofree char *key = key_of(tunnel), *verdict = verdict_of(tunnel);
    g_assert_cmpstr(g_hash_table_lookup(looks->last, key), ==, verdict);
    seen.compared++;
}

static void check(const struct capture *capture, struct ikt_keyring *keys, const GArray *inputs)
{
    static const struct ikt_sink sink = {.tunnel = on_end};
    struct looks looks = looks_new(), again = looks_new();
    g_test_message("%s, %s", capture->name, keys == capture->keys ? "keys" : "no keys");
    g_autofree char *alone = json_of(keys, inputs, NULL), *watched = json_of(keys, inputs, &looks);
    g_assert_cmpstr(watched, ==, alone);
    struct ikt_triage *triage = ikt_triage_new(NULL, keys, &sink, &again);
    feed(triage, inputs, &again);
    ikt_triage_finish(triage);
    ikt_triage_free(triage);
    seen.runs++;
    seen.told += looks.told;
    g_hash_table_unref(looks.last);
    g_hash_table_unref(again.last);
}

static void visit(struct capture *capture)
{
    g_autoptr(GArray) inputs = corpus_inputs(capture);
    struct ikt_keyring *none = ikt_keyring_new();
    check(capture, none, inputs);
    if (capture->keyed)
        check(capture, capture->keys, inputs);
    ikt_keyring_unref(none);
}

static void test_shipped(void)
{
    corpus_shipped(visit);
    g_test_message("%u runs, %u tunnels told, %u compared", seen.runs, seen.told, seen.compared);
    g_assert_cmpuint(seen.compared, >, 100);
    g_assert_cmpuint(seen.told, >, 1000);
}

static void test_lab(void)
{
    corpus_lab(false, visit);
    corpus_public(visit);
}

/* Each prefix of a negotiation that comes up: never down on the way, since each message was answered within a second.
 */
static void never_down(struct capture *capture)
{
    if (!g_str_equal(capture->name, "tunnel-up") && !g_str_equal(capture->name, "tunnel-up-xauth") &&
        !g_str_equal(capture->name, "tunnel-up-aggressive"))
        return;
    g_autoptr(GArray) inputs = corpus_inputs(capture);
    struct looks looks = looks_new();
    g_autofree char *json = json_of(capture->keys, inputs, &looks);
    g_assert_nonnull(json);
    g_assert_cmpuint(looks.states[IKT_TUNNEL_UP], >, 0);
    g_assert_cmpuint(looks.states[IKT_TUNNEL_UNJUDGED], >, 0);
    g_assert_cmpuint(looks.states[IKT_TUNNEL_DOWN], ==, 0);
    g_assert_cmpuint(looks.states[IKT_TUNNEL_DEGRADED], ==, 0);
    g_hash_table_unref(looks.last);
}

static void test_under_way(void)
{
    corpus_shipped(never_down);
}

/* Unanswered: nothing is said until the third repetition, or until it has been silent; then it is down, without a
 * packet. */
static void silence(struct capture *capture)
{
    if (!g_str_equal(capture->name, "no-answer"))
        return;
    g_autoptr(GArray) inputs = corpus_inputs(capture);
    static const struct ikt_sink sink = {.tunnel = on_look};
    struct looks looks = looks_new();
    struct ikt_triage *triage = ikt_triage_new(NULL, capture->keys, &sink, &looks);
    const struct input *first = &g_array_index(inputs, struct input, 0);
    ikt_triage_watch(triage);
    corpus_feed(triage, first, 1);
    ikt_triage_standing(triage, on_look, &looks);
    ikt_triage_advance(triage, first->packet.time + 29 * IKT_SECOND);
    ikt_triage_standing(triage, on_look, &looks);
    g_assert_cmpuint(looks.states[IKT_TUNNEL_DOWN], ==, 0);
    ikt_triage_advance(triage, first->packet.time + SILENCE);
    ikt_triage_standing(triage, on_look, &looks);
    g_assert_cmpuint(looks.told, >, 0);
    g_assert_cmpuint(looks.states[IKT_TUNNEL_UNJUDGED] + looks.states[IKT_TUNNEL_DOWN], ==, looks.told);
    ikt_triage_finish(triage);
    ikt_triage_free(triage);
    g_hash_table_unref(looks.last);
}

static void test_silence(void)
{
    corpus_shipped(silence);
}

int main(int argc, char **argv)
{
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/live/standing/shipped", test_shipped);
    g_test_add_func("/live/standing/lab-and-public", test_lab);
    g_test_add_func("/live/standing/under-way", test_under_way);
    g_test_add_func("/live/standing/silence", test_silence);
    return g_test_run();
}
