/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "records.h"

static const struct ikt_report_options text_options = {.format = "text", .messages = true, .width = 80};

/* Lines that are for pasting; they alone may be longer than the width. */
static bool for_pasting(const char *line)
{
    const char *text = line + strspn(line, " ");
    static const char *const commands[] = {"crypto ", "<crypto map>",        "show ", "debug ", "set ",
                                           "clear ",  "iketriage --explain "};
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (g_str_has_prefix(text, commands[i]))
            return true;
    }
    return g_str_has_suffix(text, " : SKEYID_e 0x...") || g_str_has_suffix(text, " : KA 0x...");
}

static void assert_lines(const GString *out, long width, bool colour)
{
    g_assert_true(g_utf8_validate_len(out->str, out->len, NULL));
    g_assert_cmpuint(strlen(out->str), ==, out->len);
    g_assert_true(g_str_has_suffix(out->str, "\n"));
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        for (const char *at = *line; *at != '\0'; at = g_utf8_next_char(at)) {
            gunichar c = g_utf8_get_char(at);
            g_assert_true((colour && c == 0x1b) || !g_unichar_iscntrl(c));
            g_assert_cmpuint(c, !=, 0x202e);
        }
        if (!colour && g_utf8_strlen(*line, -1) > width && !for_pasting(*line))
            g_error("%ld columns: %s", g_utf8_strlen(*line, -1), *line);
        g_assert_false(g_str_has_suffix(*line, " "));
    }
}

static GString *report(const struct ikt_report_options *options, const struct records *records)
{
    const struct ikt_message_event event = records_message();
    GString *out = records_report(options, "dir/a.pcap", records, &event);
    assert_lines(out, options->width != 0 ? options->width : 80, options->colour);
    g_test_message("%s", out->str);
    return out;
}

static void assert_has(const GString *out, const char *text)
{
    if (strstr(out->str, text) == NULL)
        g_error("\"%s\" is not in\n%s", text, out->str);
}

static void assert_has_not(const GString *out, const char *text)
{
    if (strstr(out->str, text) != NULL)
        g_error("\"%s\" is in\n%s", text, out->str);
}

/* The text that belongs to one rule. */
static char *finding_of(const GString *out, const char *rule, const char *next)
{
    const char *start = strstr(out->str, rule);
    g_assert_nonnull(start);
    const char *end = strstr(start + 1, next);
    g_assert_nonnull(end);
    return g_strndup(start, (size_t)(end - start));
}

static void test_refused(void)
{
    const struct records refused = records_refused();
    GString *out = report(&text_options, &refused);
    assert_has(out, "Capture dir/a.pcap\n");
    assert_has(out, "ISAKMP SA ac2bfdea7ef64543, main mode: established, later deleted\n");
    assert_has(out, "203.0.113.1:500, Cisco IOS/ASA (guessed: the order of the\n");
    assert_has(out, "QM_IDLE");
    assert_has(out, "2026-01-02T03:04:05.678901Z, took 123.456 ms");
    assert_has(out, "AES-CBC 256, SHA1, PSK, group 2, 86400s");
    assert_has(out, "the key at keys:3 fits both sides");
    assert_has(out, "Quick Mode 321b72d0, 203.0.113.1 -> 198.51.100.1: rejected\n");
    assert_has(out, "1.1 esp-aes 256 esp-sha-hmac, tunnel, group 14, 3600s, 4608000kB");
    assert_has(out, "192.168.1.0/24 -> 192.168.2.0/24");
    assert_has(out, "refused by   NO-PROPOSAL-CHOSEN (14), frame 10 from the responder,\n");
    assert_has(out, "packets      20\n");
    assert_has(out, "copies       2 (");
    g_string_free(out, TRUE);
}

static void test_findings(void)
{
    const struct records refused = records_refused();
    GString *out = report(&text_options, &refused);
    static const char *const parts[] = {"initiator 203.0.113.1 has: esp-aes 256 esp-sha-hmac",
                                        "responder 198.51.100.1 has: esp-aes 128 esp-md5-hmac",
                                        "rests on:",
                                        "expected log:",
                                        "check with:",
                                        "look at:",
                                        "fix on initiator 203.0.113.1:",
                                        "fix on responder 198.51.100.1:",
                                        "frames: 7, 8, 12"};
    g_autofree char *certain = finding_of(out, "error certain ts-cipher: ", "error probable");
    g_autofree char *probable = finding_of(out, "error probable ts-keylen: ", "error possible");
    g_autofree char *possible = finding_of(out, "error possible ts-hash: ", "warning possible");
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_assert_nonnull(strstr(certain, parts[i]));
        g_assert_null(strstr(possible, parts[i]));
    }
    /* The advice of the best finding is not said twice, each finding's own values are. */
    g_assert_nonnull(strstr(probable, "responder 198.51.100.1 has: esp-aes 128 esp-md5-hmac"));
    g_assert_nonnull(
        strstr(probable, "    rests on, expected log, check with, look at, fix: as for ts-cipher above\n"));
    g_assert_null(strstr(probable, "expected log:\n"));
    g_assert_nonnull(strstr(possible, "      show crypto map\n"));
    g_assert_nonnull(strstr(possible, "      iketriage --explain ts-hash\n"));
    /* To paste: in one piece, and a submode line keeps its blank. */
    g_assert_nonnull(
        strstr(certain, "<new-set> ah-sha512-hmac esp-aes 256 esp-sha512-hmac comp-lzs\n       mode tunnel\n"));
    g_assert_nonnull(
        strstr(certain, "      <crypto map> <MAP> <SEQ> ipsec-isakmp\n       set transform-set <new-set> <SETS-"));
    g_string_free(out, TRUE);
}

/* The best finding is shown in full even when it is no more than possible. */
static void test_best_possible_in_full(void)
{
    struct records refused = records_refused();
    refused.phase2.findings.items += 2;
    refused.phase2.findings.count = 2;
    GString *out = report(&text_options, &refused);
    g_autofree char *first = finding_of(out, "error possible ts-hash: ", "warning possible");
    g_assert_nonnull(strstr(first, "fix on responder 198.51.100.1:"));
    g_assert_null(strstr(first, "--explain"));
    g_string_free(out, TRUE);
}

/* Advice of its own is said in full. */
static void test_own_advice(void)
{
    const struct records refused = records_refused();
    struct ikt_finding other = *refused.phase2.findings.items[1];
    const struct ikt_finding *const items[] = {refused.phase2.findings.items[0], &other};
    struct records records = refused;
    other.rule = IKT_RULE_ACL_NOT_MIRRORED;
    records.phase2.findings = (struct ikt_findings){2, items};
    GString *out = report(&text_options, &records);
    g_autofree char *second = finding_of(out, "error probable acl-not-mirrored: ", "End of");
    g_assert_nonnull(strstr(second, "    check with:\n      show crypto map\n"));
    g_assert_nonnull(strstr(second, "    fix on initiator 203.0.113.1:\n      configure terminal\n"));
    g_assert_nonnull(strstr(second, "    rests on: as for ts-cipher above\n"));
    g_string_free(out, TRUE);
}

/* What neither of two findings has is not said to be the same. */
static void test_nothing_again(void)
{
    struct records records = records_refused();
    struct ikt_finding best = *records.phase2.findings.items[0], other = *records.phase2.findings.items[1];
    const struct ikt_finding *const items[] = {&best, &other};
    best.fix_count = other.fix_count = 0;
    best.evidence_count = other.evidence_count = 0;
    records.phase2.findings = (struct ikt_findings){2, items};
    GString *out = report(&text_options, &records);
    assert_has(out, "    expected log, check with, look at: as for ts-cipher above\n");
    g_string_free(out, TRUE);
}

/* A peer that probes for hours takes one line. */
static void test_repeated_notifies(void)
{
    static const struct ikt_notify probe = {.doi = 1, .protocol = 1, .type = IKT_NOTIFY_R_U_THERE};
    struct ikt_notification notifications[50] = {0};
    struct records records = records_refused();
    for (size_t i = 0; i < G_N_ELEMENTS(notifications); i++)
        notifications[i] = (struct ikt_notification){
            .frame = 100 + i, .from_initiator = i % 2 == 0, .encrypted = true, .notify = &probe};
    records.phase1.notification_count = G_N_ELEMENTS(notifications);
    records.phase1.notifications = notifications;
    GString *out = report(&text_options, &records);
    assert_has(out, "notify       R-U-THERE (36136), frames 100, 102, 104, 106, 108, 110 ... 148\n");
    assert_has(out, "             R-U-THERE (36136), frames 101, 103,");
    g_string_free(out, TRUE);
}

static void test_established(void)
{
    const struct records established = records_established();
    GString *out = report(&text_options, &established);
    assert_has(out, "ESP beef0002, 203.0.113.1 -> 198.51.100.1: no packet\n");
    assert_has(out, "ESP c0ffee01, 198.51.100.1 -> 203.0.113.1: 12 packets, 1344\n");
    assert_has(out, "not judged   none\n");
    g_string_free(out, TRUE);
}

static void test_unknown(void)
{
    const struct records unknown = records_unknown();
    GString *out = report(&text_options, &unknown);
    assert_has(out, "phase 1 not captured: incomplete, the capture");
    assert_has(out, "roles        unknown: who began this ISAKMP SA was not captured\n");
    assert_has(out, "so that\n               only SKEYID_e or Ka would open it.");
    assert_has(out, "ac2bfdea7ef64543 : KA 0x...\n");
    assert_has(out, "not judged   2 incomplete: the capture begins in the middle (1); the capture\n"
                    "               ends in the middle (1)\n");
    g_string_free(out, TRUE);
}

static void test_missing_key(void)
{
    static const struct {
        enum ikt_missing_key missing;
        const char *words;
    } cases[] = {
        {IKT_MISSING_ALL, "A preshared key alone would not\n               do (RFC 2409 section 5)"},
        {IKT_MISSING_DH, "A preshared key alone opens nothing here"},
        {IKT_MISSING_PSK, "203.0.113.1 198.51.100.1 : PSK"},
        {IKT_MISSING_PHASE1, "is not in this capture, or not\n               whole"},
        {IKT_MISSING_SUPPORT, "ac2bfdea7ef64543 : KA 0x...\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct records records = records_refused();
        records.phase1.missing = cases[i].missing;
        GString *out = report(&text_options, &records);
        assert_has(out, "key missing");
        assert_has(out, cases[i].words);
        g_string_free(out, TRUE);
    }
    const struct records records = records_refused();
    GString *out = report(&text_options, &records);
    assert_has_not(out, "key missing");
    g_string_free(out, TRUE);
}

/* Messages that lost the same for the same reason share a line. */
static void test_lost(void)
{
    static const char because[] = "the message before it is not in this capture";
    struct records refused = records_refused();
    const struct ikt_seen *seen = refused.phase2.seen;
    const struct ikt_lost lost[] = {{&seen[0], 16, because}, {&seen[2], 8, because}, {&seen[1], 16, because}};
    refused.phase2.lost_count = G_N_ELEMENTS(lost);
    refused.phase2.lost = lost;
    GString *out = report(&text_options, &refused);
    assert_has(out, "  lost         the first 16 octets of quick1 7, 8: the message before it is not\n");
    assert_has(out, "               the first 8 octets of notify 10: the message before it is not in\n");
    g_string_free(out, TRUE);
}

static void test_hostile(void)
{
    const struct records hostile = records_hostile();
    const struct ikt_message_event event = records_message();
    GString *out = records_report(&text_options, HOSTILE, &hostile, &event);
    /* Fix and show lines are hostile too and not wrapped: the width is not the point here. */
    assert_lines(out, 1000, false);
    assert_has(out, "Capture a\"b\\x1b[31mred\\x07\\x7f\\x0d\\x0a\\xff\\xc3(\\xe2\\x80\\xae\\xc2\\x9b end\n");
    g_string_free(out, TRUE);
}

static void test_width(void)
{
    const struct records unknown = records_unknown(), refused = records_refused();
    struct ikt_report_options options = text_options;
    for (unsigned width = 40; width <= 120; width += 7) {
        options.width = width;
        g_string_free(report(&options, &unknown), TRUE);
        g_string_free(report(&options, &refused), TRUE);
    }
    /* A word longer than the line is cut, wherever its characters lie. */
    struct records records = records_refused();
    records.phase1.ios_state =
        "x\303\274y\303\274z\303\274x\303\274y\303\274z\303\274x\303\274y\303\274z\303\274x\303\274"
        "y\303\274z\303\274x\303\274y\303\274z\303\274x\303\274y\303\274z\303\274x\303\274y\303\274";
    options.width = 40;
    g_string_free(report(&options, &records), TRUE);
}

static void test_colour(void)
{
    const struct records refused = records_refused();
    struct ikt_report_options options = text_options;
    GString *plain = report(&options, &refused);
    options.colour = true;
    GString *coloured = report(&options, &refused);
    assert_has(coloured, "\033[1;31merror\033[0m certain");
    assert_has(coloured, "\033[1;33mwarning\033[0m possible");
    g_autoptr(GRegex) codes = g_regex_new("\033\\[[0-9;]*m", 0, 0, NULL);
    g_autofree char *stripped = g_regex_replace_literal(codes, coloured->str, -1, 0, "", 0, NULL);
    g_assert_cmpstr(stripped, ==, plain->str);
    assert_has_not(plain, "\033");
    g_string_free(plain, TRUE);
    g_string_free(coloured, TRUE);
}

static void test_quiet(void)
{
    const struct records refused = records_refused();
    struct ikt_report_options options = text_options;
    options.quiet = true;
    GString *out = report(&options, &refused);
    g_assert_true(g_str_has_prefix(out->str, "Summary\n"));
    assert_has(out, "1 ts-cipher");
    g_string_free(out, TRUE);
}

static void test_catalogue(void)
{
    GString *out = g_string_new(NULL);
    ikt_report_list_rules(&text_options, out);
    assert_lines(out, 80, false);
    assert_has(out, "pfs-required-not-offered    error    the responder has set pfs");
    g_string_truncate(out, 0);
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++)
        g_assert_true(ikt_report_explain(ikt_rule_info((enum ikt_rule)rule)->name, &text_options, out));
    g_assert_true(g_utf8_validate_len(out->str, out->len, NULL));
    g_string_truncate(out, 0);
    g_assert_false(ikt_report_explain("ts", &text_options, out));
    g_assert_cmpuint(out->len, ==, 0);
    g_string_free(out, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/text/refused", test_refused);
    g_test_add_func("/report/text/findings", test_findings);
    g_test_add_func("/report/text/own-advice", test_own_advice);
    g_test_add_func("/report/text/nothing-again", test_nothing_again);
    g_test_add_func("/report/text/best-possible-in-full", test_best_possible_in_full);
    g_test_add_func("/report/text/repeated-notifies", test_repeated_notifies);
    g_test_add_func("/report/text/established", test_established);
    g_test_add_func("/report/text/unknown", test_unknown);
    g_test_add_func("/report/text/missing-key", test_missing_key);
    g_test_add_func("/report/text/lost", test_lost);
    g_test_add_func("/report/text/hostile", test_hostile);
    g_test_add_func("/report/text/width", test_width);
    g_test_add_func("/report/text/colour", test_colour);
    g_test_add_func("/report/text/quiet", test_quiet);
    g_test_add_func("/report/text/catalogue", test_catalogue);
    return g_test_run();
}
