/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * No output says "(null)", and no sentence of it is empty or has a hole where a value should be: text and JSON of every
 * reference capture, and of the same captures with each message lost or sent twice, with keys and without; the lists of
 * rules.
 */
#include <gcrypt.h>
#include <string.h>

#include "changes.h"
#include "report/report.h"

/* What an empty value leaves in a sentence, and an empty sentence in a list or behind a name of JSON. */
static const char holes[] = "\\(null\\)|[a-z)] [.,;](\\s|$)|: [.,;](\\s|$)|\\(\\)|"
                            "\"(summary|reason|explanation|line|text)\": ?\"\"|[\\[,] ?\"\"[,\\]]";

static GRegex *hole;
static unsigned total_outputs;

static void check(const char *name, const char *keys, const char *change, guint at, const GString *out)
{
    g_autoptr(GMatchInfo) match = NULL;
    total_outputs++;
    if (!g_regex_match(hole, out->str, 0, &match))
        return;
    gint start = 0, end = 0;
    g_match_info_fetch_pos(match, 0, &start, &end);
    gsize from = (gsize)MAX(start - 160, 0);
    g_print("# %s, %s, %u %s: \"%.*s\"\n", name, keys, at, change, (int)((gsize)end - from), out->str + from);
    g_test_fail();
}

static void check_report(const struct capture *capture, struct ikt_keyring *keys, const char *format,
                         const GArray *inputs, enum change change, guint at)
{
    const struct ikt_report_options options = {
        .format = format, .messages = true, .verbose = at % 4 == 0, .width = 100000};
    const struct ikt_report_capture input = {.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    struct ikt_report *report = ikt_report_new(&options);
    g_autoptr(GString) out = g_string_new(NULL);
    struct ikt_report_group *group = ikt_report_group_new(report, "capture.pcap", out);
    struct ikt_triage *triage = ikt_triage_new(NULL, keys, ikt_report_sink(), group);

    ikt_report_group_turn(group);
    change_feed(triage, inputs, change, at);
    ikt_report_group_finish(group, ikt_triage_finish(triage), &input);
    ikt_report_group_close(group);
    ikt_report_summary(report, out);
    check(capture->name, keys ? "keys" : "no keys", change_name(change), at + 1, out);
    ikt_triage_free(triage);
    ikt_report_free(report);
}

static void test_capture(gconstpointer data)
{
    const struct capture *capture = data;
    g_autoptr(GArray) inputs = corpus_inputs(capture);

    for (unsigned keyed = 0; inputs->len > 0 && keyed <= capture->keyed; keyed++) {
        struct ikt_keyring *keys = keyed ? capture->keys : NULL;
        check_report(capture, keys, "text", inputs, CHANGE_NONE, 0);
        check_report(capture, keys, "text", inputs, CHANGE_NONE, 1);
        check_report(capture, keys, "json", inputs, CHANGE_NONE, 0);
        for (guint at = 0; at < inputs->len; at++) {
            enum change change = at % 3 == 2 ? CHANGE_LAST : CHANGE_LOST;
            if (change_applies(inputs, change, at))
                check_report(capture, keys, at % 2 ? "text" : "json", inputs, change, at);
        }
    }
}

static void test_rules(void)
{
    static const char *const formats[] = {"text", "json"};
    for (unsigned f = 0; f < G_N_ELEMENTS(formats); f++) {
        const struct ikt_report_options options = {.format = formats[f], .width = 100000};
        g_autoptr(GString) list = g_string_new(NULL);
        ikt_report_list_rules(&options, list);
        check("rules", "", formats[f], 0, list);
        for (int rule = 0; rule < IKT_RULE_COUNT; rule++) {
            g_autoptr(GString) out = g_string_new(NULL);
            g_assert_true(ikt_report_explain(ikt_rule_info((enum ikt_rule)rule)->name, &options, out));
            check(ikt_rule_info((enum ikt_rule)rule)->name, "", formats[f], 0, out);
        }
    }
}

/* The expression finds what it is there for. */
static void test_itself(void)
{
    static const char *const bad[] = {"asks for (null), answers",  "The answer is .",       "names itself , but",
                                      "\"evidence\":[\"\"]",       "[\"It is so.\", \"\"]", "\"summary\": \"\"",
                                      "It is (), which is nothing"};
    static const char *const good[] = {"The answer is 5. It", "\"evidence\":[]", "\"file\": \"\"", "a ... b"};
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_true(g_regex_match(hole, bad[i], 0, NULL));
    for (unsigned i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_false(g_regex_match(hole, good[i], 0, NULL));
}

static void add_capture(struct capture *capture)
{
    g_autofree char *test = g_strdup_printf("/sentences/%s", capture->name);
    g_test_add_data_func(test, capture, test_capture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    hole = g_regex_new(holes, G_REGEX_OPTIMIZE | G_REGEX_MULTILINE, 0, NULL);
    g_test_add_func("/sentences/itself", test_itself);
    g_test_add_func("/sentences/rules", test_rules);
    corpus_shipped(add_capture);
    corpus_lab(false, add_capture);
    corpus_public(add_capture);
    int status = g_test_run();
    g_print("# %u outputs\n", total_outputs);
    g_regex_unref(hole);
    return status;
}
