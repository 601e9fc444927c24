/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Access lists and object groups. Syntax, names and numbers of ports, what a wildcard matches: Cisco IOS Security
 * Command Reference ("permit (IP)", "object-group (Catalyst 6500)") and the RFCs of the protocols.
 */
#include "read.h"

#include "base/text.h"

/* "permit 6 10.0.0.0-10.0.0.255:80 0.0.0.0-255.255.255.255", ports "LOW-HIGH", "?" where it is unclear. */
static char *line_text(const struct ikt_router_acl_line *line)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char low[IKT_ADDRESS_TEXT], high[IKT_ADDRESS_TEXT];
    g_string_append_printf(text, "%u %s %u", line->number, line->permit ? "permit" : "deny", line->protocol);
    const struct ikt_router_end *ends[] = {&line->source, &line->destination};
    for (size_t i = 0; i < 2; i++) {
        if (!ends[i]->low.family) {
            g_string_append(text, " unknown");
        } else {
            g_string_append_printf(text, " %s", ikt_address_format(&ends[i]->low, low));
            if (!ikt_address_equal(&ends[i]->low, &ends[i]->high))
                g_string_append_printf(text, "-%s", ikt_address_format(&ends[i]->high, high));
        }
        if (ends[i]->port)
            g_string_append_printf(text, ":%u", ends[i]->port);
        if (ends[i]->port_high != ends[i]->port)
            g_string_append_printf(text, "-%u", ends[i]->port_high);
    }
    if (line->unclear)
        g_string_append(text, " ?");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* All lines of a list, a line each. */
static char *list_text(const struct ikt_router *config, const char *name)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const struct ikt_router_acl *acl = ikt_router_acl_find(config, name);
    g_assert_nonnull(acl);
    size_t count = 0;
    for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next, count++) {
        g_autofree char *one = line_text(line);
        g_string_append_printf(text, "%s\n", one);
        g_assert_true(line->next || acl->last == line);
    }
    g_assert_cmpuint(count, ==, acl->count);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void expect(const char *statements, const char *name, const char *expected)
{
    struct ikt_router *config = read_text(statements, NULL);
    g_autofree char *text = list_text(config, name);
    g_assert_cmpstr(text, ==, expected);
    ikt_router_free(config);
}

#define ANY "0.0.0.0-255.255.255.255"

static void test_ends(void)
{
    static const struct {
        const char *line, *expected;
    } cases[] = {
        {"deny   ip any any", "10 deny 0 " ANY " " ANY},
        {"permit ip 10.1.1.1 0.0.0.0 host 10.1.1.2", "10 permit 0 10.1.1.1 10.1.1.2"},
        {"permit ip 10.1.1.7 255.255.255.255 10.2.0.0 0.0.255.255", "10 permit 0 " ANY " 10.2.0.0-10.2.255.255"},
        {"permit ip 10.1.1.9 0.0.0.3 any", "10 permit 0 10.1.1.8-10.1.1.11 " ANY},
        {"permit 47 any any log", "10 permit 47 " ANY " " ANY},
        {"permit tcp any eq www any eq 8080", "10 permit 6 " ANY ":80 " ANY ":8080"},
        {"permit udp any eq isakmp any eq non500-isakmp", "10 permit 17 " ANY ":500 " ANY ":4500"},
        {"permit tcp any range ftp-data 23 any", "10 permit 6 " ANY ":20-23 " ANY " ?"},
        {"permit tcp any gt 1023 any", "10 permit 6 " ANY ":1024-65535 " ANY " ?"},
        {"permit tcp any any lt 1024", "10 permit 6 " ANY " " ANY ":1-1023 ?"},
        {"permit tcp any any established", "10 permit 6 " ANY " " ANY " ?"},
        {"permit ip any any time-range NIGHT", "10 permit 0 " ANY " " ANY " ?"},
        {"permit ip any host server1", "10 permit 0 " ANY " unknown ?"},
        {"permit ip <network> <wildcard> any", "10 permit 0 unknown " ANY " ?"},
        {"permit icmp any any echo", "10 permit 1 " ANY " " ANY " ?"},
        {"7 permit ahp any any", "7 permit 51 " ANY " " ANY},
        {"permit tcp any any eq 80 443", "10 permit 6 " ANY " " ANY ":80\n10 permit 6 " ANY " " ANY ":443"},
        {"permit udp any neq 500 any",
         "10 permit 17 " ANY ":1-499 " ANY " ?\n10 permit 17 " ANY ":501-65535 " ANY " ?"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf("ip access-list extended L\n %s\n", cases[i].line);
        g_autofree char *expected = g_strdup_printf("%s\n", cases[i].expected);
        expect(text, "L", expected);
    }
}

/* A netmask where a wildcard belongs, as it is typed and as IOS prints it afterwards; and what only looks like one. */
static void test_netmasks(void)
{
    static const struct {
        const char *end, *expected; /* NULL: it is none */
        bool typed;
    } cases[] = {{"192.168.1.0 255.255.255.0", "192.168.1.0-192.168.1.255", true},
                 {"0.0.0.0 255.255.255.0", "unknown", true},
                 {"10.0.0.0 255.0.0.0", "10.0.0.0-10.255.255.255", true},
                 {"0.0.0.0 255.255.255.255", ANY, false},
                 {"10.0.0.0 0.0.0.25", "unknown", false},
                 {"10.0.0.1 0.0.0.0", "10.0.0.1", false}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf("access-list 101 permit ip %s any\n", cases[i].end);
        struct ikt_router *config = read_text(text, NULL);
        const struct ikt_router_acl_line *line = ikt_router_acl_find(config, "101")->lines;
        g_autofree char *told = line_text(line);
        g_assert_cmpint(line->source.netmask_typed, ==, cases[i].typed);
        g_assert_false(line->destination.netmask_typed);
        g_assert_nonnull(strstr(told, cases[i].expected));
        ikt_router_free(config);
    }
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *config = read_text("access-list 101 permit ip 10.0.0.0 0.0.0255 any\n", remarks);
    g_assert_true(ikt_router_acl_find(config, "101")->unclear);
    g_assert_true(is_remarked(remarks, "1: "));
    ikt_router_free(config);
}

static void test_lists(void)
{
    /* a numbered list in named form, remarks with numbers, lines that are taken out and numbered anew */
    expect("access-list 110 permit gre any any\n"
           "ip access-list extended 110\n"
           " 5 remark === one\n"
           " 5 deny ip any any\n"
           " 7 permit esp any any\n"
           " no 7\n"
           " permit icmp any any\n"
           " no permit icmp any any\n"
           "ip access-list resequence 110 100 20\n",
           "110", "100 deny 0 " ANY " " ANY "\n120 permit 47 " ANY " " ANY "\n");
    expect("access-list 10 permit 10.0.0.0 0.0.0.255\naccess-list 10 deny 10.9.9.9\naccess-list 10 permit any log\n",
           "10", "10 permit 0 10.0.0.0-10.0.0.255 " ANY "\n20 deny 0 10.9.9.9 " ANY "\n30 permit 0 " ANY " " ANY "\n");
    expect("ip access-list standard S\n 20 permit host 10.0.0.1\n 10 deny 10.0.0.2\n", "S",
           "10 deny 0 10.0.0.2 " ANY "\n20 permit 0 10.0.0.1 " ANY "\n");
    expect(
        "ipv6 access-list SIX\n permit ipv6 2001:DB8:1::/48 2001:db8:2::/64\n permit tcp any host 2001:db8::1 eq 22\n"
        " sequence 5 deny icmp any any\n",
        "SIX",
        "5 deny 58 ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n"
        "10 permit 0 2001:db8:1::-2001:db8:1:ffff:ffff:ffff:ffff:ffff 2001:db8:2::-2001:db8:2:0:ffff:ffff:ffff:ffff\n"
        "20 permit 6 ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2001:db8::1:22\n");
}

#define GROUPS                                                                                                         \
    "object-group network LOCAL\n"                                                                                     \
    " description ours\n"                                                                                              \
    " 10.1.0.0 255.255.255.0\n"                                                                                        \
    " host 10.1.9.9\n"                                                                                                 \
    " group-object MORE\n"                                                                                             \
    "object-group network MORE\n"                                                                                      \
    " range 10.1.8.1 10.1.8.3\n"                                                                                       \
    "object-group network REMOTE\n"                                                                                    \
    " host 10.2.0.1\n"                                                                                                 \
    " host 10.2.0.2\n"                                                                                                 \
    "object-group service WEB\n"                                                                                       \
    " tcp eq www\n"                                                                                                    \
    " tcp-udp source eq 53\n"

static void test_groups(void)
{
    expect(GROUPS "ip access-list extended L\n permit ip object-group LOCAL object-group REMOTE\n deny ip any any\n",
           "L",
           "10 permit 0 10.1.0.0-10.1.0.255 10.2.0.1\n10 permit 0 10.1.0.0-10.1.0.255 10.2.0.2\n"
           "10 permit 0 10.1.9.9 10.2.0.1\n10 permit 0 10.1.9.9 10.2.0.2\n"
           "10 permit 0 10.1.8.1-10.1.8.3 10.2.0.1 ?\n10 permit 0 10.1.8.1-10.1.8.3 10.2.0.2 ?\n"
           "20 deny 0 " ANY " " ANY "\n");
    expect(GROUPS "ip access-list extended L\n permit object-group WEB host 10.1.1.1 object-group REMOTE\n", "L",
           "10 permit 6 10.1.1.1 10.2.0.1:80\n10 permit 6 10.1.1.1 10.2.0.2:80\n"
           "10 permit 6 10.1.1.1:53 10.2.0.1\n10 permit 6 10.1.1.1:53 10.2.0.2\n"
           "10 permit 17 10.1.1.1:53 10.2.0.1\n10 permit 17 10.1.1.1:53 10.2.0.2\n");
    static const char *const unknown[] = {
        "ip access-list extended L\n permit ip object-group NONE any\n",
        "object-group network E\nip access-list extended L\n permit ip object-group E any\n",
        "object-group network A\n group-object B\nobject-group network B\n group-object A\n"
        "ip access-list extended L\n permit ip object-group A any\n",
        "object-group network A\n frobnicate 1\n host 10.0.0.1\n"
        "ip access-list extended L\n permit ip object-group A any\n",
        "object-group security U\n user x\nip access-list extended L\n permit ip object-group U any\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++) {
        struct ikt_router *config = read_text(unknown[i], NULL);
        const struct ikt_router_acl *acl = ikt_router_acl_find(config, "L");
        g_assert_cmpuint(acl->count, ==, 1);
        g_assert_nonnull(acl->lines->unclear);
        ikt_router_free(config);
    }
}

/* Groups that multiply to more than there is room for are cut, and said to be. */
static void test_bounds(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) text = g_string_new("object-group network BIG\n");
    for (unsigned i = 0; i < 100; i++)
        g_string_append_printf(text, " host 10.0.0.%u\n", i);
    for (unsigned i = 1; i < 16; i++) {
        g_string_append_printf(text, "object-group network BIG%u\n", i);
        for (unsigned j = 0; j < 10; j++)
            g_string_append_printf(text, " group-object BIG%.0u\n", i - 1);
    }
    g_string_append(text, "ip access-list extended L\n permit ip object-group BIG object-group BIG\n"
                          " permit ip object-group BIG any\n permit ip object-group BIG15 any\n");
    struct ikt_router *config = read_text(text->str, remarks);
    const struct ikt_router_acl *acl = ikt_router_acl_find(config, "L");
    g_assert_cmpuint(acl->count, ==, 102);
    g_assert_nonnull(acl->lines->unclear);
    g_assert_null(acl->lines->next->unclear);
    g_assert_nonnull(acl->last->unclear);
    g_assert_true(is_remarked(remarks, "multiply to more lines than are followed"));
    ikt_router_free(config);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/lists/ends", test_ends);
    g_test_add_func("/documents/lists/netmasks", test_netmasks);
    g_test_add_func("/documents/lists/lists", test_lists);
    g_test_add_func("/documents/lists/groups", test_groups);
    g_test_add_func("/documents/lists/bounds", test_bounds);
    return g_test_run();
}
