/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A record's lists are bounded. What they leave out is counted, and every output says so, list by list.
 */
#include <string.h>

#include <jansson.h>

#include "report/kept_exchanges.h"
#include "runs.h"

static struct records records_with_more(void)
{
    static const struct ikt_icmp icmp = {.frame = 14, .time = IKT_TIME_NONE, .type = 3, .code = 3};
    struct records records = records_established();
    records.phase1.seen_more = 101;
    records.phase1.notifications_more = 102;
    records.phase1.deletions_more = 103;
    records.phase1.icmp_count = 1;
    records.phase1.icmp = &icmp;
    records.phase1.icmp_more = 104;
    records.phase2.seen_more = 105;
    records.phase2.flows_more = 106;
    return records;
}

/* More than a double holds: a count is a count. */
static void assert_count(const json_t *record, const char *key, json_int_t count)
{
    g_assert_true(json_is_integer(json_object_get(record, key)));
    g_assert_cmpint(json_integer_value(json_object_get(record, key)), ==, count);
}

static void check_json(const struct records *records, const json_int_t counts[static 6])
{
    const struct ikt_report_options options = {.format = "json"};
    GString *out = records_report(&options, "a", records, NULL);
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    json_t *phase1 = json_loads(lines[0], 0, NULL), *phase2 = json_loads(lines[1], 0, NULL);
    assert_count(phase1, "frames_more", counts[0]);
    assert_count(phase1, "notifications_more", counts[1]);
    assert_count(phase1, "deletes_more", counts[2]);
    assert_count(phase1, "icmp_more", counts[3]);
    assert_count(phase2, "frames_more", counts[4]);
    assert_count(phase2, "sas_more", counts[5]);
    json_decref(phase1);
    json_decref(phase2);
    g_string_free(out, TRUE);
}

static void test_json(void)
{
    const struct records whole = records_established();
    struct records more = records_with_more();
    check_json(&whole, (const json_int_t[]){0, 0, 0, 0, 0, 0});
    check_json(&more, (const json_int_t[]){101, 102, 103, 104, 105, 106});
    more.phase1.seen_more = INT64_C(9007199254740993);
    check_json(&more, (const json_int_t[]){INT64_C(9007199254740993), 102, 103, 104, 105, 106});
}

/* Each after its list, in a line of its own. */
static void test_text(void)
{
    static const char *const order[] = {
        "frames       main1", "and 101 more", "notify ",      "and 102 more",        "delete ",
        "and 103 more",       "ICMP ",        "and 104 more", "frames       quick1", "and 105 more",
        "IPsec SAs ",         "and 106 more"};
    const struct ikt_report_options options = {.format = "text", .verbose = true};
    const struct records more = records_with_more(), whole = records_established();
    GString *out = records_report(&options, "a", &more, NULL);
    const char *at = out->str;
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        at = strstr(at, order[i]);
        g_assert_nonnull(at);
    }
    g_assert_nonnull(strstr(out->str, "\n               and 101 more\n"));
    g_string_free(out, TRUE);
    out = records_report(&options, "a", &whole, NULL);
    g_assert_null(strstr(out->str, " more\n"));
    g_string_free(out, TRUE);
}

/* Of one capture's SAs the page draws so many, a bar each; how many more there are it says in the figure's words. */
static void check_drawn(size_t count, const char *said)
{
    const struct ikt_report_options options = {.format = "html"};
    struct records records = records_established();
    struct ikt_flow *flows = g_new(struct ikt_flow, count);
    for (size_t i = 0; i < count; i++)
        flows[i] = records.phase2.flows[0];
    records.phase1.pair = records.phase2.part = 1;
    records.phase2.flows = flows;
    records.phase2.flow_count = count;
    records.phase2.end_time = records.phase1.start_time + 60 * IKT_SECOND;
    GString *out = records_report(&options, "a", &records, NULL);
    g_assert_nonnull(strstr(out->str, "What was sent: a bar for each SA"));
    g_assert_cmpint(strstr(out->str, "more SAs are not drawn") != NULL, ==, said != NULL);
    g_assert_true(!said || strstr(out->str, said));
    g_string_free(out, TRUE);
    g_free(flows);
}

static void test_drawn(void)
{
    check_drawn(2, NULL);
    check_drawn(IKT_KEPT_FLOWS_MAX, NULL);
    check_drawn(IKT_KEPT_FLOWS_MAX + 7, "For want of room 7 more SAs are not drawn.");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/left-out/json", test_json);
    g_test_add_func("/report/left-out/text", test_text);
    g_test_add_func("/report/left-out/drawn", test_drawn);
    return g_test_run();
}
