/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Configurations that nobody would type: what is kept is bounded, nothing is walked once for each of its lines.
 */
#include "../growth.h"
#include "read.h"

/* Read so many lines of a format with their number in it. */
static struct ikt_router *read_lines(const char *head, const char *format, unsigned count, GPtrArray *remarks)
{
    g_autoptr(GString) text = g_string_new(head);
    for (unsigned i = 1; i <= count; i++) {
        g_string_append_printf(text, "%.*s%u%s\n", (int)(strchr(format, '#') - format), format, i,
                               strchr(format, '#') + 1);
    }
    return read_text(text->str, remarks);
}

static const struct {
    const char *head, *format;
} kinds[] = {
    {"", "crypto map M# 10 ipsec-isakmp"},
    {"", "crypto map M # ipsec-isakmp"},
    {"crypto map CM 10 ipsec-isakmp\n", " set peer 10.0.0.#"},
    {"crypto map CM 10 ipsec-isakmp\n", " set transform-set T#"},
    {"crypto map CM 10 ipsec-isakmp\n", " frobnicate #"},
    {"crypto isakmp profile P\n", " match identity address 10.0.0.#"},
    {"crypto isakmp profile P\n", " keyring K#"},
    {"crypto keyring K\n", " pre-shared-key address 10.0.0.1 key k#"},
    {"ip access-list extended L\n", " permit ip host 10.0.0.1 host 10.0.0.#"},
    {"ip access-list extended L\n", " # permit ip any any"},
    {"", "access-list 100 permit ip any host 10.0.#.1"},
    {"", "ip access-list extended L#"},
    {"", "crypto ipsec transform-set T# esp-aes"},
    {"", "interface Ethernet0/#"},
    {"interface E0\n", " ip address 10.0.0.# 255.255.255.0"},
    {"interface E0\n", " crypto map M#"},
    {"", "crypto isakmp key k# address 10.0.0.1"},
    {"", "hostname R#"},
    {"interface E0\n crypto map M9\n", "crypto map M# 10 set transform-set X#"},
    {"interface E0\n", " standby # ip 10.0.0.1"},
    {"interface E0\n", " tunel source #"},
    {"", "ip route 10.0.0.0 255.255.255.255 Tunnel#"},
    {"", "ip nat inside source list L# interface E0 overload"},
    {"", "route-map R permit # "},
    {"object-group network G\n", " host 10.0.0.1 #"},
    {"object-group network G\n host 10.0.0.1\n range 10.0.0.5 10.0.0.9\n",
     "access-list 101 permit udp object-group G eq # object-group G"},
    {"access-list 101 permit ip any any\naccess-list 101 deny ip any any\n", "ip access-list resequence 101 #"},
    {"", "crypto map M 10 ipsec-isakmp dynamic D#"},
    {"crypto map M 10 ipsec-isakmp\n", "no crypto map M #"},
    {"crypto map M 10 ipsec-isakmp\n", " set peer #\n no set peer"},
    {"access-list 101 permit ip any any\n", "no access-list #"},
    {"", "R#(config)#crypto map M 10 ipsec-isakmp"},
    {"", "crypto map M# 10\nno crypto map M"},
    {"", "--More-- --More-- < & \\_ {{ # }} *"},
};

static double lines_cost(unsigned rows, gconstpointer kind)
{
    const size_t i = GPOINTER_TO_SIZE(kind);
    const double begin = processor_seconds();
    ikt_router_free(read_lines(kinds[i].head, kinds[i].format, rows, NULL));
    return processor_seconds() - begin;
}

/* Fifty thousand lines of each kind. */
static void test_many(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        assert_linear(lines_cost, 50000, GSIZE_TO_POINTER(i));
}

static void test_bounds(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *config = read_lines("crypto map CM 10 ipsec-isakmp\n", " set peer 10.0.0.#", 1000, remarks);
    unsigned peers = 0;
    for (const struct ikt_router_names *one = config->entries->peers; one; one = one->next)
        peers++;
    g_assert_cmpuint(peers, ==, 64);
    g_assert_true(config->entries->unclear);
    g_assert_cmpuint(remarks->len, ==, 51); /* the last one says that there are more */
    ikt_router_free(config);
    config = read_lines("", "crypto ipsec transform-set T# esp-aes", 400001, NULL);
    g_assert_true(config->truncated);
    g_assert_cmpuint(config->statements, ==, 400000);
    ikt_router_free(config);
}

/* Octets that mean something, and some that mean nothing, in every place of a short configuration, and every end. */
static void test_octets(void)
{
    static const char whole[] =
        "R1(config)#crypto map M 10 ipsec-isakmp\n set peer 10.0.0.1\n"
        "access-list 101 permit tcp 10.0.0.0 0.0.0.255 eq 5 any\ncrypto isakmp key k address 1.1.1.1\n"
        "banner x ^C\n--More-- \x08 y\ninterface E0\n ip address 10.0.0.1/8 1\n";
    static const char odd[] = "\0\x08\n\r !#(/019<>^{$a|\x7f\x80\xff\xe2";
    char text[sizeof whole];
    for (size_t at = 0; at < sizeof whole - 1; at++) {
        for (size_t i = 0; i < sizeof odd - 1; i++) {
            memcpy(text, whole, sizeof whole);
            text[at] = odd[i];
            ikt_router_free(read_content((struct ikt_bytes){(const uint8_t *)text, sizeof whole - 1}, NULL));
        }
        g_autofree uint8_t *cut = g_memdup(whole, (guint)at + 1);
        ikt_router_free(read_content((struct ikt_bytes){cut, at + 1}, NULL));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/hostile/many", test_many);
    g_test_add_func("/documents/hostile/bounds", test_bounds);
    g_test_add_func("/documents/hostile/octets", test_octets);
    return g_test_run();
}
