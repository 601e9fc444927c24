/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "lines.h"
#include "runs.h"

static const struct ikt_report_options text_options = {
    .format = "text", .messages = true, .verbose = true, .width = 80};

static GString *report(const struct ikt_report_options *options, const struct records *records)
{
    const struct ikt_message_event event = records_message();
    GString *out = records_report(options, "dir/a.pcap", records, &event);
    assert_lines(out, options->width != 0 ? options->width : 80, options->colour);
    g_test_message("%s", out->str);
    return out;
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
    assert_has(out, "1 tunnel: 1 down. dir/a.pcap, 20 packets in 2 s from 2026-01-02 03:04:05 UTC\n");
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
    assert_has(out, "written by   iketriage ");
    assert_has(out, "copies       2 (");
    g_string_free(out, TRUE);
}

/* What each rests on stands under it, in the order of the records. */
static void test_findings(void)
{
    const struct records refused = records_refused();
    GString *out = report(&text_options, &refused);
    static const char *const parts[] = {"(frames 7, 8, 12)\n", "\n     - the responder's own Quick Mode",
                                        "\n     - NO-PROPOSAL-CHOSEN is authenticated\n"};
    g_autofree char *certain = finding_of(out, "   error ts-cipher, certain: ", "   error ts-keylen");
    g_autofree char *probable = finding_of(out, "   error ts-keylen, probable: ", "   error ts-hash");
    g_autofree char *possible = finding_of(out, "   error ts-hash, possible: ", "   warning ts-ah-esp, possible");
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_assert_nonnull(strstr(certain, parts[i]));
        g_assert_nonnull(strstr(probable, parts[i]));
        g_assert_nonnull(strstr(possible, parts[i]));
    }
    /* What is only possible is no advice. */
    assert_has_not(out, "FIX");
    g_string_free(out, TRUE);
}

/* Exchanges and evidence are for whoever asks for them. */
static void test_not_verbose(void)
{
    const struct records refused = records_refused();
    struct ikt_report_options options = text_options;
    options.verbose = false;
    GString *out = report(&options, &refused);
    static const char *const verbose[] = {"ISAKMP SA", "Quick Mode 321b72d0", "QM_IDLE",
                                          "Summary",   "ts-hash, possible",   "EXPECT"};
    for (size_t i = 0; i < G_N_ELEMENTS(verbose); i++)
        assert_has_not(out, verbose[i]);
    assert_has(out, "DOWN in phase 2");
    assert_has(out, "malformed    frame 13: ");
    g_string_free(out, TRUE);
    options.tunnel = 1;
    out = report(&options, &refused);
    assert_has(out, "Quick Mode 321b72d0, ");
    g_string_free(out, TRUE);
}

/* So that what was found can be quoted. */
static void test_hash(void)
{
    static const char *const hash =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; /* sha256sum </dev/null */
    struct records records = records_established();
    records.input.sha256 = hash;
    g_autofree char *line = g_strdup_printf("dir/a.pcap\n  SHA-256 %s\n", hash);
    GString *out = report(&text_options, &records);
    assert_has(out, line);
    g_string_free(out, TRUE);
    records.input.sha256 = NULL;
    out = report(&text_options, &records);
    assert_has_not(out, "SHA-256");
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
    /* Once for each kind, also where no exchange is told; nothing where no key would help. */
    struct records records = records_refused();
    struct ikt_report_options options = text_options;
    options.verbose = false;
    records.phase1.missing = IKT_MISSING_PSK;
    GString *out = report(&options, &records);
    const char *said = strstr(out->str, "key missing");
    g_assert_nonnull(said);
    g_assert_null(strstr(said + 1, "key missing"));
    g_string_free(out, TRUE);
    records.phase1.missing = IKT_MISSING_NOTHING;
    out = report(&text_options, &records);
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
    assert_has(out, "a\"b\\x1b[31mred\\x07\\x7f\\x0d\\x0a\\xff\\xc3(\\xe2\\x80\\xae\\xc2\\x9b end\n");
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
    assert_has(coloured, "\033[1;31merror\033[0m ts-cipher, certain");
    assert_has(coloured, "\033[1;33mwarning\033[0m ts-ah-esp, possible");
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
    assert_has(out, "tunnels      1: 1 down.\n");
    assert_has(out, "findings     1 certain, 1 probable, 2 possible\n");
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
    g_test_add_func("/report/text/not-verbose", test_not_verbose);
    g_test_add_func("/report/text/hash", test_hash);
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
