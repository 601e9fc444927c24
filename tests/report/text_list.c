/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Many tunnels: a table and blocks while they are few, then causes, patterns and the worst first.
 */
#include <string.h>

#include "lines.h"
#include "runs.h"

/* Up to so many each one is told (issue 10). */
#define FEW 20

static const struct ikt_report_options text_options = {.format = "text"};

static GString *report(const struct ikt_report_options *options, const struct ikt_tunnel *const *tunnels, size_t count)
{
    GString *out = tunnels_report(options, tunnels, count, true);
    assert_lines(out, 80, false);
    g_test_message("%s", out->str);
    return out;
}

/* The line that begins so, blanks made single; NULL: there is none. */
static char *line_of(const GString *out, const char *begin)
{
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) words = g_regex_split_simple(" +", *line, 0, 0);
        g_autofree char *text = g_strjoinv(" ", words);
        if (g_str_has_prefix(text, begin))
            return g_steal_pointer(&text);
    }
    return NULL;
}

static void assert_line(const GString *out, const char *begin)
{
    g_autofree char *line = line_of(out, begin);
    if (!line)
        g_error("no line \"%s\" in\n%s", begin, out->str);
}

static void test_table(void)
{
    struct ikt_tunnel quiet = *tunnel_up(); /* of which there is nothing to say */
    quiet.ended = false;
    quiet.traffic[0].packets = quiet.traffic[1].packets = 0;
    const struct ikt_tunnel *const tunnels[] = {tunnel_up(), tunnel_certain(), tunnel_open_too(), tunnel_oneway(),
                                                &quiet};
    GString *out = report(&text_options, tunnels, G_N_ELEMENTS(tunnels));
    assert_line(out, "5 203.0.113.1 > 198.51.100.1 up 03:05:05");
    g_assert_true(g_str_has_prefix(out->str, "5 captures, 5 tunnels: 2 down, 1 up with a fault, 2 up."));
    assert_line(out, "# tunnel");
    assert_line(out, "1 203.0.113.1 > 198.51.100.1 up");
    assert_line(out, "2 203.0.113.1 <> 198.51.100.1 down, phase 2 03:05:05");
    assert_line(out, "3 203.0.113.9 > 198.51.100.9 down, phase 2");
    assert_line(out, "4 203.0.113.1 > 198.51.100.1 degraded, traffic");
    /* Each is under its file. */
    const char *file = strstr(out->str, "site-2/capture.pcap"), *row = strstr(out->str, "\n2");
    g_assert_nonnull(file);
    g_assert_true(file < row && row < strstr(out->str, "site-3/capture.pcap"));
    /* Blocks of those that are not well; the healthy one is a line. */
    assert_line(out, "2 203.0.113.1 <> 198.51.100.1 DOWN in phase 2, CERTAIN");
    assert_line(out, "4 203.0.113.1 > 198.51.100.1 UP WITH A FAULT");
    assert_has_not(out, "1 203.0.113.1 > 198.51.100.1 UP:");
    g_string_free(out, TRUE);
}

/* Advice that differs in addresses alone is given once. */
static void test_as_tunnel(void)
{
    const struct ikt_tunnel *const tunnels[] = {tunnel_up(), tunnel_open(), tunnel_open_too()};
    GString *out = report(&text_options, tunnels, G_N_ELEMENTS(tunnels));
    assert_line(out, " DECIDE on B 198.51.100.1, while it is tried again:");
    assert_line(out, " DECIDE as tunnel 2");
    assert_has_not(out, "DECIDE on B 198.51.100.9");
    g_string_free(out, TRUE);
    /* On the other router, or about another question: not the same. */
    struct ikt_tunnel other = *tunnel_open_too();
    struct ikt_tunnel_decide decide = other.decide[0];
    decide.on_a = true;
    other.decide = &decide;
    const struct ikt_tunnel *const differing[] = {tunnel_open(), &other};
    out = report(&text_options, differing, 2);
    assert_has_not(out, "as tunnel");
    assert_line(out, " DECIDE on A 203.0.113.9");
    g_string_free(out, TRUE);
}

/* In full, and nothing of the others. */
static void test_one_tunnel(void)
{
    const struct ikt_tunnel *const tunnels[] = {tunnel_up(), tunnel_open(), tunnel_certain(), tunnel_open_too()};
    struct ikt_report_options options = text_options;
    options.tunnel = 3;
    GString *out = report(&options, tunnels, G_N_ELEMENTS(tunnels));
    assert_line(out, "3 203.0.113.1 <> 198.51.100.1 DOWN");
    assert_has(out, "EXPECT");
    assert_has_not(out, "DECIDE");
    assert_has_not(out, "203.0.113.9");
    g_string_free(out, TRUE);
    /* Whose advice is that of another one has it all the same. */
    options.tunnel = 4;
    out = report(&options, tunnels, G_N_ELEMENTS(tunnels));
    assert_line(out, " DECIDE on B 198.51.100.9, while it is tried again:");
    g_string_free(out, TRUE);
}

/* Tunnels of one kind: A differs, B is 198.51.100.1, they broke so many seconds apart. */
struct many {
    struct ikt_tunnel tunnels[100];
    const struct ikt_tunnel *items[100];
    size_t count;
};

static void add(struct many *many, const struct ikt_tunnel *tunnel)
{
    g_assert_cmpuint(many->count, <, G_N_ELEMENTS(many->items));
    many->items[many->count++] = tunnel;
}

static void add_numbered(struct many *many, uint8_t number, unsigned since)
{
    many->tunnels[many->count] = tunnel_numbered(number, since);
    add(many, &many->tunnels[many->count]);
}

static void fill_up(struct many *many, size_t count)
{
    while (many->count < count)
        add(many, tunnel_up());
}

static void test_when_many(void)
{
    for (size_t count = FEW; count <= FEW + 1; count++) {
        struct many many = {0};
        add(&many, tunnel_certain());
        fill_up(&many, count);
        GString *out = report(&text_options, many.items, many.count);
        if (count == FEW) {
            assert_has(out, "FIX on B");
            assert_has_not(out, "the worst first");
        } else {
            assert_has_not(out, "FIX on B");
            assert_has(out, "the worst first");
            assert_has(out, "DOWN, cause certain or probable: 1\n");
        }
        g_string_free(out, TRUE);
    }
}

static void test_worst_first(void)
{
    static const char *const order[] = {"DOWN, cause certain or probable: 1\n",
                                        "DOWN, cause open: 1\n",
                                        "UP WITH A FAULT: 2\n",
                                        "NOT JUDGED: 1\n",
                                        "4 down or faulty, the worst first",
                                        "\n24 ",
                                        "\n23 ",
                                        "\n21 ",
                                        "\n25 "};
    struct ikt_tunnel open = *tunnel_oneway();
    struct many many = {0};
    open.cause_count = 0;
    fill_up(&many, 20);
    add(&many, tunnel_oneway());
    add(&many, tunnel_unjudged());
    add(&many, tunnel_open_too());
    add(&many, tunnel_certain());
    add(&many, &open);
    GString *out = report(&text_options, many.items, many.count);
    const char *at = out->str;
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        at = strstr(at, order[i]);
        if (!at)
            g_error("\"%s\" is not in its place in\n%s", order[i], out->str);
    }
    g_assert_null(strstr(out->str, "\n1 "));
    /* Their files are told by what they do not have in common. */
    assert_line(out, "24 site-24 203.0.113.1 <> 198.51.100.1");
    g_string_free(out, TRUE);
    struct ikt_report_options options = text_options;
    options.all = true;
    out = report(&options, many.items, many.count);
    assert_line(out, "1 site-1 203.0.113.1 > 198.51.100.1");
    assert_line(out, "22 site-22 203.0.113.1");
    g_string_free(out, TRUE);
    options.all = false;
    options.tunnel = 24;
    out = report(&options, many.items, many.count);
    assert_line(out, "24 203.0.113.1 <> 198.51.100.1 DOWN");
    assert_has(out, "FIX on B");
    g_string_free(out, TRUE);
}

/* One cause towards one peer, at one time, of one difference. */
static void test_pattern(void)
{
    struct many many = {0};
    fill_up(&many, 20);
    for (uint8_t i = 0; i < 5; i++)
        add_numbered(&many, (uint8_t)(10 + i), 60 + 100U * i);
    GString *out = report(&text_options, many.items, many.count);
    /* 60 and 460 seconds after 03:04:05 */
    assert_words(out,
                 "PATTERNS 5 ts-keylen, all with 198.51.100.1, all esp-aes 256 against esp-aes, all since 03:05:05 to "
                 "03:11:45");
    g_string_free(out, TRUE);
}

static void test_no_pattern(void)
{
    struct many two = {0}, spread = {0};
    fill_up(&two, 20);
    fill_up(&spread, 20);
    for (uint8_t i = 0; i < 2; i++)
        add_numbered(&two, (uint8_t)(10 + i), 60);
    GString *out = report(&text_options, two.items, two.count);
    assert_has_not(out, "PATTERNS");
    g_string_free(out, TRUE);
    /* Over more than ten minutes, and of more than one difference: neither is said of them all. */
    static const struct ikt_tunnel_row row = {"cipher", "esp-aes 192", "esp-3des", IKT_YES, {{0}, {0}}};
    for (uint8_t i = 0; i < 3; i++)
        add_numbered(&spread, (uint8_t)(10 + i), 60 + 301U * i);
    spread.tunnels[spread.count - 1].rows = &row;
    spread.tunnels[spread.count - 1].row_count = 1;
    out = report(&text_options, spread.items, spread.count);
    assert_has(out, "3 ts-keylen, all with 198.51.100.1");
    assert_has_not(out, "against");
    assert_has_not(out, "all since");
    g_string_free(out, TRUE);
}

/* However many are down, a screen or two of them is told, the rest is counted. */
static void test_bounded(void)
{
    struct many many = {0};
    for (uint8_t i = 0; i < 100; i++)
        add_numbered(&many, i, 60);
    GString *out = report(&text_options, many.items, many.count);
    unsigned lines = 0;
    for (const char *at = strchr(out->str, '\n'); at; at = strchr(at + 1, '\n'))
        lines++;
    g_assert_cmpuint(lines, <=, 75);
    assert_has(out, "and 60 more\n");
    g_string_free(out, TRUE);
}

/* Once, however many exchanges nobody could read. */
static void test_no_keys(void)
{
    struct records records = records_refused();
    records.phase1.decryption = IKT_DECRYPTION_NO_KEY;
    GString *out = records_report(&text_options, "a", &records, NULL);
    const char *said = strstr(out->str, "No keys:");
    g_assert_nonnull(said);
    g_assert_null(strstr(said + 1, "No keys:"));
    g_string_free(out, TRUE);
    records.phase1.decryption = IKT_DECRYPTION_VERIFIED;
    out = records_report(&text_options, "a", &records, NULL);
    assert_has_not(out, "No keys");
    g_string_free(out, TRUE);
}

/* Two addresses of IPv6 fill a line by themselves. */
static void test_ipv6(void)
{
    static const char *const pair = "2001:db8:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa > 2001:db8:bbbb:bbbb:bbbb:bbbb:bbbb:bbbb";
    struct many many = {0};
    add(&many, tunnel_ipv6());
    add(&many, tunnel_ipv6());
    GString *out = report(&text_options, many.items, many.count);
    assert_words(out, pair);
    g_string_free(out, TRUE);
    while (many.count < FEW + 1)
        add(&many, tunnel_ipv6());
    out = report(&text_options, many.items, many.count);
    assert_words(out, pair);
    assert_words(out, "21 psk-mismatch, all with 2001:db8:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa, all since 03:05:05");
    assert_has_not(out, "21 psk-mismatch, all with 2001:db8:bbbb"); /* the same tunnels, seen from the other side */
    g_string_free(out, TRUE);
}

/* More than are kept: whether they were well is said. */
static void test_given_up(void)
{
    struct records records = records_refused();
    records.capture.tunnels_forgotten = 12;
    records.capture.faulty_tunnels_forgotten = 3;
    records.capture.keys_left_out = 7;
    GString *out = records_report(&text_options, "a", &records, NULL);
    assert_words(out, "Besides these 3 that are NOT well were seen");
    assert_words(out, "Besides these 12 healthy ones were seen");
    assert_words(out, "Not every key was tried for 7 ISAKMP SAs that stayed closed");
    g_string_free(out, TRUE);
    records.capture.faulty_tunnels_forgotten = records.capture.keys_left_out = 0;
    out = records_report(&text_options, "a", &records, NULL);
    assert_has_not(out, "NOT well");
    assert_has_not(out, "Not every key");
    g_string_free(out, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/text-list/table", test_table);
    g_test_add_func("/report/text-list/as-tunnel", test_as_tunnel);
    g_test_add_func("/report/text-list/one-tunnel", test_one_tunnel);
    g_test_add_func("/report/text-list/when-many", test_when_many);
    g_test_add_func("/report/text-list/worst-first", test_worst_first);
    g_test_add_func("/report/text-list/pattern", test_pattern);
    g_test_add_func("/report/text-list/no-pattern", test_no_pattern);
    g_test_add_func("/report/text-list/bounded", test_bounded);
    g_test_add_func("/report/text-list/no-keys", test_no_keys);
    g_test_add_func("/report/text-list/ipv6", test_ipv6);
    g_test_add_func("/report/text-list/given-up", test_given_up);
    return g_test_run();
}
