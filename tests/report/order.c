/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Captures end in any order, on any thread; what is written follows the order in which they were given.
 */
#include <string.h>

#include "parsed.h"
#include "runs.h"

/* A run of two captures with two tunnels and one. */
struct run {
    struct ikt_report *report;
    struct ikt_report_group *groups[2];
    GString *out[2];
};

static struct run begin_run(const char *format)
{
    const struct ikt_report_options options = {.format = format};
    struct run run = {.report = ikt_report_new(&options), .out = {g_string_new(NULL), g_string_new(NULL)}};
    ikt_report_begin(run.report, run.out[0]);
    run.groups[0] = ikt_report_group_new(run.report, "first", run.out[0]);
    run.groups[1] = ikt_report_group_new(run.report, "second", run.out[1]);
    return run;
}

static void finish(struct run *run, int which)
{
    static const struct ikt_report_capture input = {.packets = 1};
    static const struct ikt_capture capture = {.ike_messages = 5};
    ikt_report_sink()->tunnel(run->groups[which], tunnel_up());
    if (which == 0)
        ikt_report_sink()->tunnel(run->groups[which], tunnel_certain());
    ikt_report_group_finish(run->groups[which], &capture, &input);
}

/* All that is written. */
static GString *end_run(struct run *run)
{
    GString *out = run->out[0];
    for (int i = 0; i < 2; i++)
        ikt_report_group_close(run->groups[i]);
    g_string_append_len(out, run->out[1]->str, (gssize)run->out[1]->len);
    ikt_report_summary(run->report, out);
    ikt_report_free(run->report);
    g_string_free(run->out[1], TRUE);
    return out;
}

/* turn: the first one is told when its turn is, as the command does. */
static GString *run_in_order(const char *format, bool turn, bool swapped)
{
    struct run run = begin_run(format);
    if (turn)
        ikt_report_group_turn(run.groups[0]);
    finish(&run, swapped ? 1 : 0);
    finish(&run, swapped ? 0 : 1);
    return end_run(&run);
}

static void test_same_bytes(gconstpointer format)
{
    GString *expected = run_in_order(format, true, false);
    for (int i = 1; i < 4; i++) {
        GString *out = run_in_order(format, (i & 1) != 0, (i & 2) != 0);
        g_assert_cmpstr(out->str, ==, expected->str);
        g_string_free(out, TRUE);
    }
    g_string_free(expected, TRUE);
}

static void test_numbers(void)
{
    static const char *const types[] = {"tunnel", "tunnel", "capture", "tunnel", "capture", "summary"};
    static const json_int_t numbers[] = {1, 2, 0, 3, 0, 0};
    GString *out = run_in_order("json", false, true);
    g_autoptr(GPtrArray) parsed = parse(out);
    g_assert_cmpuint(parsed->len, ==, G_N_ELEMENTS(types));
    for (guint i = 0; i < parsed->len; i++) {
        g_assert_cmpstr(text_at(parsed->pdata[i], "type"), ==, types[i]);
        if (numbers[i] != 0)
            g_assert_cmpint(number_at(parsed->pdata[i], "number"), ==, numbers[i]);
    }
    g_assert_cmpstr(text_at(parsed->pdata[3], "file"), ==, "second");
    g_string_free(out, TRUE);
}

/* While it is not yet its turn a capture writes no tunnel, since nobody knows its number; then it does at once. */
static void test_turn(void)
{
    struct run run = begin_run("json");
    ikt_report_sink()->tunnel(run.groups[1], tunnel_up());
    g_assert_cmpuint(run.out[1]->len, ==, 0);
    ikt_report_group_turn(run.groups[0]);
    ikt_report_sink()->tunnel(run.groups[0], tunnel_up());
    g_assert_cmpuint(run.out[0]->len, >, 0);
    for (int i = 0; i < 2; i++)
        ikt_report_group_finish(run.groups[i], NULL, &(struct ikt_report_capture){0});
    g_string_free(end_run(&run), TRUE);
}

enum {
    GROUPS = 100,
    THREADS = 4
};

struct part {
    struct ikt_report_group *groups[GROUPS];
    GString *out[GROUPS];
    const struct records *records;
    const struct ikt_tunnel *tunnel;
};

static gpointer run_groups(gpointer data)
{
    struct part *part = data;
    for (unsigned i = 0; i < GROUPS; i++) {
        ikt_report_sink()->phase2(part->groups[i], &part->records->phase2);
        ikt_report_sink()->tunnel(part->groups[i], part->tunnel);
        ikt_report_group_finish(part->groups[i], &part->records->capture, &part->records->input);
    }
    return NULL;
}

static void close_groups(struct part *part, json_int_t *number)
{
    for (unsigned i = 0; i < GROUPS; i++) {
        ikt_report_group_close(part->groups[i]);
        g_autoptr(GPtrArray) parsed = parse(part->out[i]);
        g_assert_cmpint(number_at(parsed->pdata[1], "number"), ==, ++*number);
        g_string_free(part->out[i], TRUE);
    }
}

static void test_threads(void)
{
    const struct records refused = records_refused();
    const struct ikt_report_options options = {.format = "json"};
    struct ikt_report *run = ikt_report_new(&options);
    struct part *parts = g_new0(struct part, THREADS);
    GThread *threads[THREADS];
    json_int_t number = 0;
    g_assert_false(ikt_report_has_errors(run));
    for (size_t i = 0; i < THREADS; i++) {
        parts[i].records = &refused;
        parts[i].tunnel = tunnel_up();
        for (size_t j = 0; j < GROUPS; j++) {
            parts[i].out[j] = g_string_new(NULL);
            parts[i].groups[j] = ikt_report_group_new(run, "a", parts[i].out[j]);
        }
    }
    for (size_t i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("group", run_groups, &parts[i]);
    for (size_t i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
    for (size_t i = 0; i < THREADS; i++)
        close_groups(&parts[i], &number);
    g_assert_true(ikt_report_has_errors(run));
    g_assert_cmpuint(ikt_report_tunnels(run), ==, THREADS * GROUPS);
    GString *out = g_string_new(NULL);
    ikt_report_summary(run, out);
    g_autoptr(GPtrArray) parsed = parse(out);
    g_assert_cmpint(number_at(parsed->pdata[0], "captures"), ==, 400);
    g_assert_cmpint(number_at(parsed->pdata[0], "findings.ts-hash"), ==, 400);
    g_assert_cmpint(number_at(parsed->pdata[0], "tunnels.up"), ==, 400);
    g_string_free(out, TRUE);
    g_free(parts);
    ikt_report_free(run);
}

/* A tunnel that is down is an error without any finding; one with a fault and warnings is none. */
static bool has_errors(const struct ikt_tunnel *tunnel)
{
    const struct ikt_report_options options = {.format = "text"};
    const struct ikt_report_capture input = {.packets = 1};
    struct ikt_report *report = ikt_report_new(&options);
    GString *out = g_string_new(NULL);
    struct ikt_report_group *group = ikt_report_group_new(report, "a", out);
    ikt_report_sink()->tunnel(group, tunnel);
    ikt_report_group_finish(group, NULL, &input);
    ikt_report_group_close(group);
    const bool errors = ikt_report_has_errors(report);
    g_string_free(out, TRUE);
    ikt_report_free(report);
    return errors;
}

static void test_errors(void)
{
    struct ikt_tunnel down = *tunnel_unjudged();
    down.state = IKT_TUNNEL_DOWN;
    g_assert_true(has_errors(&down));
    g_assert_true(has_errors(tunnel_certain()));
    g_assert_false(has_errors(tunnel_oneway()));
    g_assert_false(has_errors(tunnel_up()));
    g_assert_false(has_errors(tunnel_unjudged()));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/report/order/same-bytes/text", "text", test_same_bytes);
    g_test_add_data_func("/report/order/same-bytes/json", "json", test_same_bytes);
    g_test_add_data_func("/report/order/same-bytes/tsv", "tsv", test_same_bytes);
    g_test_add_func("/report/order/numbers", test_numbers);
    g_test_add_func("/report/order/turn", test_turn);
    g_test_add_func("/report/order/threads", test_threads);
    g_test_add_func("/report/order/errors", test_errors);
    return g_test_run();
}
