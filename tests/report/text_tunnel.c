/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The block of one tunnel: its verdict first, both sides' values, what to do, and nothing where it does not belong.
 */
#include <string.h>

#include "lines.h"
#include "runs.h"

/* Of a block, and of the whole text of a capture with one tunnel that is down (issue 10). */
#define BLOCK_LINES 30
#define TEXT_LINES  45

static const struct ikt_report_options text_options = {.format = "text"};

static GString *report(const struct ikt_report_options *options, const struct ikt_tunnel *tunnel)
{
    GString *out = tunnels_report(options, &tunnel, 1, false);
    assert_lines(out, options->width != 0 ? options->width : 80, options->colour);
    g_test_message("%s", out->str);
    return out;
}

/* The lines of the verdict, behind the empty one that ends the head, as one with single blanks. */
static char *verdict_of(const GString *out)
{
    const char *verdict = strstr(out->str, "\n\n");
    g_assert_nonnull(verdict);
    const char *end = strstr(verdict + 2, "\n   A ");
    g_autofree char *text = g_strndup(verdict + 2, end ? (gsize)(end - verdict - 2) : strlen(verdict + 2));
    g_auto(GStrv) words = g_regex_split_simple("\\s+", text, 0, 0);
    return g_strjoinv(" ", words);
}

static unsigned count_lines(const GString *out)
{
    unsigned count = 0;
    for (const char *at = strchr(out->str, '\n'); at; at = strchr(at + 1, '\n'))
        count++;
    return count;
}

/* All of these, one after the other. */
static void assert_order(const GString *out, const char *const *texts)
{
    for (const char *at = out->str; *texts; texts++) {
        at = strstr(at, *texts);
        if (!at)
            g_error("\"%s\" is not in its place in\n%s", *texts, out->str);
    }
}

/* A line with both values and the mark between them; NULL: none is marked. */
static void assert_row(const GString *out, const char *label, const char *a, const char *mark, const char *b)
{
    g_autofree char *pattern = g_strdup_printf("^ +%s +%s *%s *%s$", label, a, mark, b);
    if (!g_regex_match_simple(pattern, out->str, G_REGEX_MULTILINE, 0))
        g_error("no row %s in\n%s", pattern, out->str);
}

static void test_verdict_first(void)
{
    const struct {
        const struct ikt_tunnel *tunnel;
        const char *count, *verdict;
    } cases[] = {
        {tunnel_certain(), "1 tunnel: 1 down.",
         "203.0.113.1 <> 198.51.100.1 DOWN in phase 2, CERTAIN: ts-keylen, ts-hash"},
        {tunnel_oneway(), "1 tunnel: 1 up with a fault.",
         "203.0.113.1 > 198.51.100.1 UP WITH A FAULT in the traffic, PROBABLE: esp-blocked"},
        {tunnel_unjudged(), "1 tunnel: 1 not judged.", "NOT JUDGED"},
        {tunnel_up(), "1 tunnel: 1 up.", "203.0.113.1 > 198.51.100.1 UP: 192.168.1.0/24 to 192.168.2.0/24"},
        {tunnel_open_too(), "1 tunnel: 1 down.", "203.0.113.9 > 198.51.100.9 DOWN in phase 2, cause OPEN: networks"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *out = report(&text_options, cases[i].tunnel);
        g_autofree char *verdict = verdict_of(out);
        g_assert_true(g_str_has_prefix(out->str, cases[i].count));
        g_assert_true(g_str_has_prefix(verdict, "1 "));
        if (!strstr(verdict, cases[i].verdict))
            g_error("\"%s\" is not in \"%s\"", cases[i].verdict, verdict);
        g_string_free(out, TRUE);
    }
}

static void test_head(void)
{
    GString *out = report(&text_options, tunnel_up());
    assert_has(out, "dir/a.pcap, 20 packets in 5 min from 2026-01-02");
    g_string_free(out, TRUE);
}

static void test_certain(void)
{
    GString *out = report(&text_options, tunnel_certain());
    assert_has(out, "A 203.0.113.1 (Cisco IOS), B 198.51.100.1 (Cisco IOS, a guess)");
    assert_words(out, "4 Quick Modes in 5 min, on average one every 100 s (2 by A, 2 by B): 4 refused");
    assert_row(out, "", "A, frame 7", "", "B, frame 11");
    assert_row(out, "cipher", "esp-aes 256", "!=", "esp-aes");
    assert_row(out, "auth", "esp-sha-hmac", "!=", "esp-md5-hmac");
    assert_row(out, "PFS", "no PFS", "", "\\?");
    assert_row(out, "both alike", "tunnel", "", "");
    /* The cause is said once, though two rules name it. */
    g_assert_null(strstr(strstr(out->str, "A offers esp-aes 256") + 1, "A offers esp-aes 256"));
    assert_has_not(out, "DECIDE");
    assert_has_not(out, "EXPECT");
    g_assert_cmpuint(count_block(out, "1 "), <=, BLOCK_LINES);
    g_assert_cmpuint(count_lines(out), <=, TEXT_LINES);
    g_string_free(out, TRUE);
}

/* On B, which is to change, whole, limited to its peer A; what else there is to know of it follows. */
static void test_fix(void)
{
    static const char *const order[] = {"\n   CONFIRM\n",
                                        "     show crypto map\n",
                                        "\n   FIX on B 198.51.100.1\n"
                                        "     configure terminal\n"
                                        "     crypto ipsec transform-set IKT-AES-256-SHA esp-aes 256 esp-sha-hmac\n"
                                        "      mode tunnel\n"
                                        "     crypto map <MAP> <SEQ> ipsec-isakmp\n"
                                        "      set transform-set IKT-AES-256-SHA <SETS-IT-HAS-NOW>\n"
                                        "     end\n"
                                        "     clear crypto sa peer 203.0.113.1\n",
                                        "     ! Either router may change, the weaker suite gives way",
                                        "     ! undo: ",
                                        NULL};
    static const char *const explained[] = {"<MAP> name of", "<SEQ> number of", "<SETS-IT-HAS-NOW> the names", NULL};
    GString *out = report(&text_options, tunnel_certain());
    assert_order(out, order);
    for (const char *const *text = explained; *text; text++) {
        g_autofree char *words = flat(out);
        const char *found = strstr(words, *text);
        g_assert_nonnull(found);
        g_assert_true(found > strstr(words, "FIX on"));
        g_assert_null(strstr(found + 1, *text));
    }
    g_string_free(out, TRUE);
}

/* Lines to expect stand under the router that logs them: B began, so that A is the responder and says what it refuses.
 */
static void test_verbose(void)
{
    struct ikt_report_options options = text_options;
    options.verbose = true;
    GString *out = report(&options, tunnel_certain());
    assert_has(out, "   EXPECT in the routers' logs (not seen by us)\n");
    assert_has(out, "     A 203.0.113.1: IPSec policy invalidated proposal with error 256\n");
    assert_has_not(out, "B 198.51.100.1: IPSec policy invalidated");
    assert_has_not(out, "atts not acceptable"); /* of IOS 12 */
    assert_has(out, "   UNDO\n     configure terminal\n     crypto map <MAP> <SEQ> ipsec-isakmp\n");
    assert_has(out, "error ts-keylen, certain: ");
    assert_has(out, "- The offer of B is esp-aes 256 esp-sha-hmac");
    g_string_free(out, TRUE);
}

static void test_open(void)
{
    static const char *const order[] = {"cause OPEN: networks that it",
                                        "   DECIDE on B 198.51.100.1, while it is tried again:\n"
                                        "     debug crypto condition peer ipv4 203.0.113.1\n"
                                        "     debug crypto isakmp\n"
                                        "     debug crypto ipsec\n"
                                        "     undebug all\n",
                                        "   ANSWERS, likelier first:\n"
                                        "     error 32\n"
                                        "        no entry of the map covers these networks (acl-not-mirrored)\n"
                                        "     error 1024*\n"
                                        "        PFS differs\n",
                                        "* from memory, confirmed by no router's log.",
                                        "Or run again with -c or -l.",
                                        NULL};
    GString *out = report(&text_options, tunnel_open());
    assert_order(out, order);
    assert_words(out, "or 1 other");
    assert_words(out, "240 Quick Modes in 5 min, on average one every 1 s (B never begins): 240 refused");
    assert_has_not(out, "FIX");
    assert_has_not(out, "CONFIRM");
    assert_has_not(out, "CERTAIN");
    g_assert_cmpuint(count_block(out, "1 "), <=, BLOCK_LINES);
    g_string_free(out, TRUE);
    /* A star is explained where there is one, and nowhere else. */
    struct ikt_tunnel tunnel = *tunnel_open();
    struct ikt_tunnel_decide decide = tunnel.decide[0];
    decide.answer_count = 1;
    tunnel.decide = &decide;
    out = report(&text_options, &tunnel);
    assert_has_not(out, "from memory");
    g_string_free(out, TRUE);
}

/* A line, and what ends it. */
static void test_up(void)
{
    GString *out = report(&text_options, tunnel_up());
    assert_words(out, "ESP 5 and 3");
    assert_has(out, "ended");
    assert_has_not(out, "DECIDE");
    assert_has_not(out, "FIX");
    assert_has_not(out, "SEEN");
    g_assert_cmpuint(count_lines(out), <=, 8);
    g_string_free(out, TRUE);
}

static void test_oneway(void)
{
    GString *out = report(&text_options, tunnel_oneway());
    assert_words(out, "ESP: A sent 45, B 2 (B silent for the last 3 min)");
    assert_has(out, "B fell silent while A went on.");
    assert_has_not(out, "FIX");
    g_string_free(out, TRUE);
}

static void test_ipv6(void)
{
    GString *out = report(&text_options, tunnel_ipv6());
    assert_has(out, "hub 2001:db8:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa");
    assert_has(out, "phase 1 never came up, 1 attempt");
    assert_has(out, "1 not answered");
    g_string_free(out, TRUE);
}

/* An ID says more than the address, or it is not told. */
static void test_id(void)
{
    struct ikt_tunnel tunnel = *tunnel_up();
    struct ikt_report_options options = text_options;
    options.verbose = true;
    tunnel.a.id = "203.0.113.1";
    tunnel.b.id = "hub.example";
    GString *out = report(&options, &tunnel);
    assert_has(out, "   A 203.0.113.1, B 198.51.100.1 (ID hub.example)\n");
    g_string_free(out, TRUE);
    tunnel.a.vendor_name = tunnel.b.vendor_name = "strongSwan";
    out = report(&options, &tunnel);
    assert_has(out, "   A 203.0.113.1 (strongSwan), B 198.51.100.1 (strongSwan, ID hub.example)\n");
    g_string_free(out, TRUE);
}

/* Phase 1 is there and nobody asks for phase 2; what both sides lack is named. */
static void test_seen(void)
{
    static const struct ikt_tunnel_row none[] = {
        {"cipher", "none", "none", IKT_NO, {{.number = 7}, {.number = 8}}},
        {"auth", "ah-sha-hmac", "ah-sha-hmac", IKT_NO, {{.number = 7}, {.number = 8}}}};
    struct ikt_tunnel tunnel = *tunnel_ipv6();
    tunnel.where = IKT_WHERE_XAUTH;
    tunnel.phase1_up = 1;
    tunnel.attempts[IKT_OUTCOME_NO_RESPONSE] = 0;
    tunnel.row_count = G_N_ELEMENTS(none);
    tunnel.rows = none;
    GString *out = report(&text_options, &tunnel);
    assert_words(out, "SEEN phase 1 came up, no Quick Mode begun");
    assert_words(out, "both alike no cipher, ah-sha-hmac");
    g_string_free(out, TRUE);
}

/* A comment says where the statement under it stands: none stands alone at the end. */
static void test_suspects(void)
{
    unsigned seen = 0;
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++) {
        const enum ikt_rule cause = (enum ikt_rule)rule;
        struct ikt_tunnel tunnel = *tunnel_oneway();
        struct ikt_finding finding = *tunnel.findings.items[0];
        const struct ikt_finding *const items[] = {&finding};
        finding.rule = cause;
        finding.log = (struct ikt_finding_log){IKT_LOG_IOS, IKT_LOG_IOS, false}; /* statements are for IOS */
        tunnel.causes = &cause;
        tunnel.findings.items = items;
        GString *out = tunnels_report(&text_options, &(const struct ikt_tunnel *){&tunnel}, 1, false);
        seen += strstr(out->str, "LOOK AT\n") != NULL;
        if (g_regex_match_simple("LOOK AT\\n([^\\n]+\\n)*     ![^\\n]*\\n\\n", out->str, 0, 0))
            g_error("a comment at the end:\n%s", out->str);
        g_string_free(out, TRUE);
    }
    g_assert_cmpuint(seen, >, 20);
}

/* Exchanges that have no text are counted. */
static void test_exchanges(void)
{
    struct ikt_report_options options = text_options;
    options.verbose = true;
    GString *out = report(&options, tunnel_open());
    assert_has(out, "and 240 more exchanges of this tunnel");
    g_string_free(out, TRUE);
    out = report(&options, tunnel_unjudged());
    assert_has_not(out, "more exchanges");
    g_string_free(out, TRUE);
}

/* What a packet brings stays on its line; the width is not the point, since lines to type are not broken. */
static void test_hostile(void)
{
    struct ikt_report_options options = text_options;
    const struct ikt_tunnel *hostile = tunnel_hostile();
    for (unsigned verbose = 0; verbose < 2; verbose++) {
        options.verbose = verbose > 0;
        GString *out = tunnels_report(&options, &hostile, 1, false);
        assert_lines(out, 1000, false);
        assert_has(out, "\\x1b[31mred\\x07\\x7f\\x0d\\x0a\\xff\\xc3(\\xe2\\x80\\xae\\xc2\\x9b end");
        g_string_free(out, TRUE);
    }
}

static void test_width(void)
{
    const struct ikt_tunnel *const tunnels[] = {tunnel_certain(), tunnel_open_too(), tunnel_oneway(),
                                                tunnel_up(),      tunnel_unjudged(), tunnel_ipv6()};
    struct ikt_report_options options = text_options;
    for (unsigned width = 80; width <= 120; width += 5) {
        options.width = width;
        options.verbose = width % 2 == 1;
        for (size_t i = 0; i < G_N_ELEMENTS(tunnels); i++)
            g_string_free(report(&options, tunnels[i]), TRUE);
    }
}

static void test_colour(void)
{
    struct ikt_report_options options = text_options;
    GString *plain = report(&options, tunnel_certain());
    options.colour = true;
    GString *coloured = report(&options, tunnel_certain());
    g_autoptr(GRegex) codes = g_regex_new("\033\\[[0-9;]*m", 0, 0, NULL);
    g_autofree char *stripped = g_regex_replace_literal(codes, coloured->str, -1, 0, "", 0, NULL);
    g_assert_cmpstr(stripped, ==, plain->str);
    assert_has(coloured, "\033[1m");
    assert_has_not(plain, "\033");
    g_string_free(plain, TRUE);
    g_string_free(coloured, TRUE);
}

/* No tunnel is no all-clear: the text says what there was. */
static void test_nothing(void)
{
    static const struct {
        uint64_t packets, ike, ikev2;
        const char *words;
    } cases[] = {
        {0, 0, 0, "No packet was read."},
        {9, 0, 0, "No IKEv1 was seen: nothing was judged."},
        {9, 0, 4, "No IKEv1 was seen, only IKEv2: nothing was judged."},
        {9, 4, 0, "No negotiation was seen whole enough to name a tunnel."},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct ikt_capture capture = {.ike_messages = cases[i].ike,
                                            .ikev2_messages = cases[i].ikev2,
                                            .first_time = IKT_TIME_NONE,
                                            .last_time = IKT_TIME_NONE};
        const struct ikt_report_capture input = {
            .packets = cases[i].packets, .first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
        struct ikt_report *run = ikt_report_new(&text_options);
        GString *out = g_string_new(NULL);
        struct ikt_report_group *group = ikt_report_group_new(run, "a", out);
        ikt_report_group_finish(group, &capture, &input);
        ikt_report_group_close(group);
        ikt_report_summary(run, out);
        assert_lines(out, 80, false);
        assert_has(out, "0 tunnels");
        assert_has(out, cases[i].words);
        g_string_free(out, TRUE);
        ikt_report_free(run);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/text-tunnel/verdict-first", test_verdict_first);
    g_test_add_func("/report/text-tunnel/head", test_head);
    g_test_add_func("/report/text-tunnel/certain", test_certain);
    g_test_add_func("/report/text-tunnel/fix", test_fix);
    g_test_add_func("/report/text-tunnel/verbose", test_verbose);
    g_test_add_func("/report/text-tunnel/open", test_open);
    g_test_add_func("/report/text-tunnel/up", test_up);
    g_test_add_func("/report/text-tunnel/oneway", test_oneway);
    g_test_add_func("/report/text-tunnel/ipv6", test_ipv6);
    g_test_add_func("/report/text-tunnel/id", test_id);
    g_test_add_func("/report/text-tunnel/seen", test_seen);
    g_test_add_func("/report/text-tunnel/suspects", test_suspects);
    g_test_add_func("/report/text-tunnel/exchanges", test_exchanges);
    g_test_add_func("/report/text-tunnel/hostile", test_hostile);
    g_test_add_func("/report/text-tunnel/width", test_width);
    g_test_add_func("/report/text-tunnel/colour", test_colour);
    g_test_add_func("/report/text-tunnel/nothing", test_nothing);
    return g_test_run();
}
