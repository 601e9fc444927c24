/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What routers would show: formats by release, and where the release comes from; nothing that is not known reads as a
 * value; texts of packets stay text; lists are bounded; maps and sets of a configuration as the command reference has
 * them.
 */
#include <string.h>

#include "iketriage/ios_show.h"
#include "lines.h"
#include "runs.h"

static const struct ikt_report_options ios = {.format = "ios"};

static struct ikt_report_options with_release(const char *format, unsigned release)
{
    return (struct ikt_report_options){.format = format, .ios_release = release};
}

/* Routers that show no release get the asked wording, in each format that predicts lines. */
static void test_release(void)
{
    static const struct {
        unsigned release;
        const char *has, *has_not;
    } rows[] = {
        {12, "conn-id slot status", "sibling_flags"},
        {15, "conn-id status", "slot"},
        {17, "ISAKMP-ERROR: ", "slot"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct ikt_report_options options = with_release("ios", rows[i].release);
        const struct records records = records_refused();
        GString *out = records_report(&options, "a.pcap", &records, NULL);
        assert_has(out, rows[i].has);
        assert_has_not(out, rows[i].has_not);
        g_string_free(out, TRUE);
    }
    for (unsigned later = 0; later < 2; later++) {
        const struct ikt_report_options options = with_release("json", later ? 15 : 12);
        const struct records records = records_refused();
        GString *out = records_report(&options, "a.pcap", &records, NULL);
        (later ? assert_has : assert_has_not)(out, "IPSec policy invalidated proposal with error 256");
        (later ? assert_has_not : assert_has)(out, "atts not acceptable. Next payload is 0");
        g_string_free(out, TRUE);
    }
}

/* "0" would be a value. */
static void test_unknown(void)
{
    const struct records records = records_unknown();
    GString *out = records_report(&ios, "a.pcap", &records, NULL);
    assert_has(out, "\"unknown\"");
    for (const char *at = out->str; (at = strstr(at, "#pkts encaps: ")); at++)
        g_assert_true(g_str_has_prefix(at, "#pkts encaps: unknown, #pkts encrypt: unknown, #pkts digest: unknown\n"));
    assert_has_not(out, "keysize= 0");
    assert_has_not(out, "0 kilobytes");
    g_string_free(out, TRUE);
}

/* The refused Quick Mode's networks are those of who asked; of who refused, none is known. */
static void test_refused(void)
{
    const struct records records = records_refused();
    GString *out = records_report(&ios, "a.pcap", &records, NULL);
    const char *other = strstr(strstr(out->str, "#show crypto isakmp sa\n") + 1, "#show crypto isakmp sa\n");
    g_assert_nonnull(other);
    g_autofree char *of_initiator = g_strndup(out->str, (gsize)(other - out->str));
    g_assert_nonnull(strstr(of_initiator, "   local  ident (addr/mask/prot/port): (192.168.1.0/255.255.255.0/0/0)\n"));
    g_assert_nonnull(strstr(of_initiator, "     current outbound spi: 0x0(0)\n"));
    g_assert_nonnull(strstr(other, "   local  ident (addr/mask/prot/port): (unknown/unknown/unknown/unknown)\n"));
    g_assert_null(strstr(other, "   local  ident (addr/mask/prot/port): (192.168"));
    /* the capture has ESP, and none of theirs: counters go on from tunnels before it */
    assert_has(out, "    #pkts encaps: unknown, #pkts encrypt: unknown, #pkts digest: unknown\n");
    assert_has_not(out, "#pkts encaps: 0");
    g_string_free(out, TRUE);
}

/* A line of a log is a statement: what is only possible makes none. */
static void test_possible(void)
{
    struct records records = records_refused();
    GString *out = records_report(&ios, "a.pcap", &records, NULL);
    assert_has(out, "IPSec policy invalidated proposal with error 256");
    g_string_free(out, TRUE);
    struct ikt_finding possible = *records.phase2.findings.items[0];
    const struct ikt_finding *const items[] = {&possible};
    possible.likelihood = IKT_LIKELIHOOD_POSSIBLE;
    records.phase2.findings = (struct ikt_findings){G_N_ELEMENTS(items), items};
    out = records_report(&ios, "a.pcap", &records, NULL);
    assert_has_not(out, "invalidated proposal");
    assert_has(out, "! why it was refused is open");
    g_string_free(out, TRUE);
}

static void test_hostile(void)
{
    const struct records records = records_hostile();
    for (unsigned release = 12; release <= 15; release += 3) {
        const struct ikt_report_options options = with_release("ios", release);
        GString *out = records_report(&options, HOSTILE, &records, NULL);
        g_assert_true(g_utf8_validate_len(out->str, out->len, NULL));
        for (const char *at = out->str; *at != '\0'; at = g_utf8_next_char(at))
            g_assert_true(*at == '\n' || !g_unichar_iscntrl(g_utf8_get_char(at)));
        g_string_free(out, TRUE);
    }
}

static void test_quiet(void)
{
    const struct ikt_report_options options = {.format = "ios", .quiet = true};
    const struct records records = records_refused();
    GString *out = records_report(&options, "a.pcap", &records, NULL);
    g_assert_cmpstr(out->str, ==, "! tunnels: 0 up, 0 degraded, 1 down, 0 flapping, 0 unjudged\n");
    g_string_free(out, TRUE);
}

static unsigned count_of(const GString *out, const char *text)
{
    unsigned count = 0;
    for (const char *at = out->str; (at = strstr(at, text)); at++)
        count++;
    return count;
}

/* However many there were, what is kept of them is bounded, and what was left out is said. */
static void test_bounded(void)
{
    const unsigned many = 5000;
    const struct records records = records_refused();
    GString *out = g_string_new(NULL);
    const struct ikt_sink *sink = ikt_report_sink();
    struct ikt_report *report = ikt_report_new(&ios);
    struct ikt_report_group *group = ikt_report_group_new(report, "a.pcap", out);
    ikt_report_group_turn(group);
    for (unsigned i = 0; i < many; i++) {
        sink->phase1(group, &records.phase1);
        sink->phase2(group, &records.phase2);
    }
    ikt_report_group_finish(group, &records.capture, &records.input);
    ikt_report_group_close(group);
    ikt_report_summary(report, out);
    ikt_report_free(report);
    /* at each of its two ends */
    g_assert_cmpuint(count_of(out, "! Quick Mode "), <=, 2 * 1000);
    g_assert_cmpuint(count_of(out, "! Quick Mode "), >=, 2 * 500);
    assert_has(out, " more Quick Modes, of all routers, are left out");
    assert_has(out, " more ISAKMP SAs, of all routers, are left out");
    g_string_free(out, TRUE);
}

static const char config[] = "version 15.2\n"
                             "hostname EAST\n"
                             "crypto ipsec transform-set STRONG esp-aes 256 esp-sha256-hmac\n"
                             " mode tunnel\n"
                             "crypto ipsec transform-set OTHER ah-sha-hmac esp-aes 192 comp-lzs\n"
                             " mode transport\n"
                             "crypto ipsec transform-set SHORT esp-aes\n"
                             "crypto ipsec transform-set MISSPELT esp-aes 257\n"
                             "crypto ipsec profile PROTECT\n"
                             " set transform-set SHORT\n"
                             "crypto map OUT 20 ipsec-isakmp\n"
                             " set peer 192.0.2.77\n"
                             " set transform-set OTHER NOWHERE\n"
                             " match address 102\n"
                             "crypto map OUT 10 ipsec-isakmp\n"
                             " set peer 198.51.100.7\n"
                             " set security-association lifetime seconds 1800\n"
                             " set transform-set STRONG\n"
                             " set pfs group14\n"
                             " match address LAN\n"
                             "crypto map OUT 30 ipsec-isakmp dynamic FAR\n"
                             "interface GigabitEthernet0/1\n"
                             " ip address 203.0.113.9 255.255.255.0\n"
                             " crypto map OUT\n"
                             "interface Tunnel7\n"
                             " tunnel source GigabitEthernet0/1\n"
                             " tunnel destination 192.0.2.44\n"
                             " tunnel protection ipsec profile PROTECT\n"
                             "ip access-list extended LAN\n"
                             " 10 permit ip 10.9.0.0 0.0.255.255 10.7.0.0 0.0.255.255\n"
                             " 20 permit tcp host 10.9.1.1 host 10.7.1.1 eq 443\n"
                             "access-list 102 permit gre host 203.0.113.9 host 192.0.2.77\n"
                             "end\n";

static struct ikt_configs *read_config(const char *text)
{
    struct ikt_configs *configs = ikt_configs_new();
    g_assert_true(
        ikt_configs_add(configs, "r.cfg", (struct ikt_bytes){(const uint8_t *)text, strlen(text)}, NULL, NULL, NULL));
    return configs;
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("no \"%s\" in:\n%s", part, text);
}

/* As the command reference prints them. */
static void test_shown_configuration(void)
{
    struct ikt_configs *configs = read_config(config);
    g_autofree char *sets = ikt_ios_show(configs, 0, IKT_IOS_SHOW_TRANSFORM_SET, false);
    assert_contains(sets,
                    "Transform set STRONG: { esp-256-aes esp-sha256-hmac  }\n   will negotiate = { Tunnel,  },\n");
    assert_contains(sets, "Transform set OTHER: { ah-sha-hmac esp-192-aes comp-lzs  }\n"
                          "   will negotiate = { Transport,  },\n");
    assert_contains(sets, "Transform set SHORT: { esp-aes  }\n");
    assert_contains(sets, "Transform set MISSPELT: { unknown  }\n");

    g_autofree char *map = ikt_ios_show(configs, 0, IKT_IOS_SHOW_MAP, false);
    assert_contains(map, "Crypto Map IPv4 \"OUT\" 10 ipsec-isakmp\n"
                         "        Peer = 198.51.100.7\n"
                         "        Extended IP access list LAN\n"
                         "            access-list LAN permit ip 10.9.0.0 0.0.255.255 10.7.0.0 0.0.255.255\n"
                         "            access-list LAN permit tcp host 10.9.1.1 host 10.7.1.1 eq 443\n"
                         "        Current peer: 198.51.100.7\n"
                         "        Security association lifetime: 4608000 kilobytes/1800 seconds\n"
                         "        Responder-Only (Y/N): N\n"
                         "        PFS (Y/N): Y\n"
                         "        DH group:  group14\n"
                         "        Mixed-mode : Disabled\n"
                         "        Transform sets={\n"
                         "                STRONG:  { esp-256-aes esp-sha256-hmac  } ,\n"
                         "        }\n\n"
                         "Crypto Map IPv4 \"OUT\" 20 ipsec-isakmp\n");
    assert_contains(map, "            access-list 102 permit gre host 203.0.113.9 host 192.0.2.77\n");
    assert_contains(map, "                NOWHERE:  { unknown  } ,\n");
    assert_contains(map, "Crypto Map IPv4 \"OUT\" 30 ipsec-isakmp\n        Dynamic map template tag: FAR\n");
    assert_contains(map, "        Interfaces using crypto map OUT:\n                GigabitEthernet0/1\n");
    assert_contains(map, "Crypto Map IPv4 \"Tunnel7-head-0\" 65537 ipsec-isakmp\n"
                         "        Map is a PROFILE INSTANCE.\n"
                         "        Peer = 192.0.2.44\n"
                         "        Extended IP access list\n"
                         "            access-list  permit gre host 203.0.113.9 host 192.0.2.44\n");
    g_autofree char *old = ikt_ios_show(configs, 0, IKT_IOS_SHOW_MAP, true);
    assert_contains(old, "Crypto Map \"OUT\" 10 ipsec-isakmp\n");
    assert_contains(old, "        Transform sets={\n                STRONG,\n        }\n");
    g_assert_null(strstr(old, "Responder-Only"));
    ikt_configs_free(configs);
}

struct told {
    unsigned count;
    GString *text;
};

static void take_ident(void *user, const struct ikt_ios_ident *ident)
{
    struct told *told = user;
    char own[IKT_ADDRESS_TEXT], peer[IKT_ADDRESS_TEXT], low[IKT_ADDRESS_TEXT];
    told->count++;
    g_string_append_printf(told->text, "%s %s/%u %s>%s %s/%d/%u %s;", ident->interface, ident->map, ident->sequence,
                           ikt_address_format(&ident->own, own), ikt_address_format(&ident->peer, peer),
                           ikt_address_format(&ident->local.low, low), ident->local.prefix, ident->local.protocol,
                           ident->transforms ? ident->transforms : "-");
}

static void test_idents(void)
{
    struct ikt_configs *configs = read_config(config);
    struct told told = {0, g_string_new(NULL)};
    ikt_ios_idents(configs, 0, take_ident, &told);
    g_assert_cmpuint(told.count, ==, 4);
    assert_has(told.text, "GigabitEthernet0/1 OUT/10 203.0.113.9>198.51.100.7 10.9.0.0/16/0 esp-aes 256 "
                          "esp-sha256-hmac;GigabitEthernet0/1 OUT/10 203.0.113.9>198.51.100.7 10.9.1.1/32/6 ");
    assert_has(told.text, "GigabitEthernet0/1 OUT/20 203.0.113.9>192.0.2.77 203.0.113.9/32/47 ah-sha-hmac esp-aes 192 "
                          "comp-lzs;");
    assert_has(told.text, "Tunnel7 Tunnel7-head-0/65537 203.0.113.9>192.0.2.44 203.0.113.9/32/47 esp-aes;");
    g_string_free(told.text, TRUE);
    ikt_configs_free(configs);
}

static void count_ident(void *user, const struct ikt_ios_ident *ident)
{
    *(unsigned *)user += ident->sequence > 0;
}

/* A map of so many entries, each with a list of so many lines, on so many interfaces: how many are told, and are these
 * all? A list that is not there has none. */
static bool told_all(unsigned interfaces, unsigned entries, unsigned lines, unsigned *told)
{
    GString *text = g_string_new("version 15.2\nhostname R\n");
    g_string_append(text, "crypto ipsec transform-set S esp-aes esp-sha-hmac\n");
    for (unsigned i = 1; i <= entries; i++)
        g_string_append_printf(
            text, "crypto map M %u ipsec-isakmp\n set peer 192.0.2.7\n set transform-set S\n match address %s\n", i,
            lines > 0 ? "T" : "NONE");
    for (unsigned i = 0; i < interfaces; i++)
        g_string_append_printf(text, "interface Gi%u/%u\n ip address 10.%u.%u.1 255.255.255.0\n crypto map M\n",
                               i / 200, i % 200, i / 200, i % 200);
    if (lines > 0)
        g_string_append(text, "ip access-list extended T\n");
    for (unsigned i = 0; i < lines; i++)
        g_string_append_printf(text, " permit ip 172.16.%u.0 0.0.0.255 172.20.%u.0 0.0.0.255\n", i / 250, i % 250);
    struct ikt_configs *configs = read_config(text->str);
    *told = 0;
    const bool whole = ikt_ios_idents(configs, 0, count_ident, told);
    ikt_configs_free(configs);
    g_string_free(text, TRUE);
    return whole;
}

/* Of networks, of entries that are looked at for them, of interfaces. */
static void test_idents_bounds(void)
{
    unsigned told;
    g_assert_true(told_all(1, 1, IKT_IOS_IDENTS_MAX, &told));
    g_assert_cmpuint(told, ==, IKT_IOS_IDENTS_MAX);
    g_assert_false(told_all(1, 1, IKT_IOS_IDENTS_MAX + 1, &told));
    g_assert_cmpuint(told, ==, IKT_IOS_IDENTS_MAX);
    g_assert_true(told_all(64, 1024, 0, &told)); /* 65,536 */
    g_assert_false(told_all(64, 1025, 0, &told));
    g_assert_cmpuint(told, ==, 0);
    g_assert_true(told_all(IKT_IOS_IDENTS_MAX, 1, 0, &told));
    g_assert_false(told_all(IKT_IOS_IDENTS_MAX + 1, 1, 0, &told));
}

/* Its own "version" says more than the user, who says more than nothing. */
static void test_release_of_configuration(void)
{
    static const struct {
        const char *version;
        unsigned release;
        const char *head;
    } rows[] = {{"version 12.4\n", 15, "in formats of 12.x"},
                {"version 15.2\n", 12, "in formats of 15.x"},
                {"version 17.3\n", 12, "in formats of 17.x"},
                {"", 12, "in formats of 12.x"},
                {"", 0, "in formats of 15.x"}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(rows[i].version, config + strlen("version 15.2\n"), NULL);
        struct ikt_configs *configs = read_config(text);
        struct ikt_report_options options = with_release("ios", rows[i].release);
        options.configs = configs;
        GString *out = g_string_new(NULL);
        struct ikt_report *report = ikt_report_new(&options);
        ikt_report_group_close(ikt_report_group_new(report, NULL, out));
        ikt_report_summary(report, out);
        assert_has(out, rows[i].head);
        assert_has(out, "EAST#show crypto ipsec sa\n");
        assert_has(out, "    Crypto map tag: OUT, local addr 203.0.113.9\n");
        ikt_report_free(report);
        g_string_free(out, TRUE);
        ikt_configs_free(configs);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/ios/release", test_release);
    g_test_add_func("/report/ios/unknown", test_unknown);
    g_test_add_func("/report/ios/refused", test_refused);
    g_test_add_func("/report/ios/possible", test_possible);
    g_test_add_func("/report/ios/hostile", test_hostile);
    g_test_add_func("/report/ios/quiet", test_quiet);
    g_test_add_func("/report/ios/bounded", test_bounded);
    g_test_add_func("/report/ios/shown-configuration", test_shown_configuration);
    g_test_add_func("/report/ios/idents", test_idents);
    g_test_add_func("/report/ios/idents-bounds", test_idents_bounds);
    g_test_add_func("/report/ios/release-of-configuration", test_release_of_configuration);
    return g_test_run();
}
