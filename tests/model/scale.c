/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Configurations made to be slow: many entries of one list, many tunnels from one interface, many keys, many NAT
 * statements. What it costs grows as they do, and not as the product of two of the numbers.
 */
#include "../growth.h"
#include "ask.h"

#define MANY 20000

static void add_lines(GString *text, const char *kind, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(text, " %s ip 10.%u.%u.0 0.0.0.255 172.%u.%u.0 0.0.0.255\n", kind, i / 256, i % 256,
                               i / 256, i % 256);
}

static void add_entries(GString *text, const char *peer, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(text,
                               "crypto map CM %u ipsec-isakmp\n set peer %s\n set transform-set TS\n"
                               " match address VPN\n",
                               i + 1, peer);
}

/* Seconds to ask the model whatever there is to ask it; the configuration is read before. */
static double asked_seconds(const GString *text)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    const struct ikt_model_flow flow = {.source = address("192.168.1.7"), .destination = address("192.168.2.7")};
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct ikt_router *router = read_text(text->str, NULL);
    const double begin = processor_seconds();
    const struct ikt_model_answer *answer = ikt_model_answer(arena, router, &offer);
    const struct ikt_model_lines *lines = ikt_model_lines(arena, router, &offer.local, false, &offer.remote);
    ikt_model_begin(arena, router, &flow);
    bool unclear;
    ikt_model_key_for(router, &offer.local, &offer.remote, &unclear);
    const double seconds = processor_seconds() - begin;
    g_assert_cmpuint(answer->step_count, <=, 512);
    g_assert_cmpuint(lines->count, <=, IKT_MODEL_LINES);
    g_assert_true(lines->count < IKT_MODEL_LINES || lines->unless);
    ikt_arena_free(arena);
    ikt_router_free(router);
    return seconds;
}

#define START                                                                                                          \
    "crypto ipsec transform-set TS esp-aes\ninterface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n"            \
    " crypto map CM\n ip nat outside\nip route 0.0.0.0 0.0.0.0 203.0.113.9\n"

static double entries_cost(unsigned count, gconstpointer kind)
{
    static const char *const peers[] = {R2, "198.51.100.9"}, *const kinds[] = {"permit", "deny"};
    const unsigned i = GPOINTER_TO_UINT(kind);
    g_autoptr(GString) text = g_string_new(START);
    add_entries(text, peers[i / 2], count);
    g_string_append(text, "ip access-list extended VPN\n");
    add_lines(text, kinds[i % 2], count);
    return asked_seconds(text);
}

static void test_entries(void)
{
    for (unsigned i = 0; i < 4; i++)
        assert_linear(entries_cost, MANY, GUINT_TO_POINTER(i));
}

static double tunnels_cost(unsigned count, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GString) text = g_string_new("crypto ipsec profile P\n set transform-set TS\n" START);
    g_string_append(text, "interface Loopback0\n ip address 192.0.2.1 255.255.255.255\n");
    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(text, " ip address 10.%u.%u.1 255.255.255.255 secondary\n", i / 256, i % 256);
    g_string_append(text, "crypto keyring K\n local-address Loopback0\n");
    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(text, " pre-shared-key address 198.51.%u.%u 0.0.0.0 key k\n", i / 256 % 256, i % 256);
    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(text,
                               "interface Tunnel%u\n tunnel source Loopback0\n tunnel destination 198.51.100.1\n"
                               " tunnel protection ipsec profile P\n",
                               i);
    return asked_seconds(text);
}

static void test_tunnels(void)
{
    assert_linear(tunnels_cost, MANY, NULL);
}

static double nat_cost(unsigned count, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GString) text = g_string_new(START "interface Ethernet0/1\n ip address 192.168.1.1 255.255.255.0\n"
                                                 " ip nat inside\nip access-list extended NAT\n");
    add_lines(text, "permit", count);
    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(text,
                               "route-map RM%u permit 10\n match ip address NAT\n"
                               "ip nat inside source route-map RM%u interface Ethernet0/0 overload\n",
                               i % 100, i % 100);
    return asked_seconds(text);
}

static void test_nat(void)
{
    assert_linear(nat_cost, MANY, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scale/entries", test_entries);
    g_test_add_func("/scale/tunnels", test_tunnels);
    g_test_add_func("/scale/nat", test_nat);
    return g_test_run();
}
