/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The index passes over no tunnel that the networks themselves would find: against looking at each, with networks of
 * all widths, families, protocols and ports.
 */
#include "tunnels/network_index.h"

enum {
    TUNNELS = 9000, /* more than two boxes of 4,096 */
    QUESTIONS = 400
};

static struct ikt_proxy network(GRand *rand)
{
    struct ikt_proxy proxy = {.known = true};
    const bool ipv6 = g_rand_int_range(rand, 0, 4) == 0;
    const gint32 width = g_rand_int_range(rand, 0, 3); /* a host, 16 of them, 256 of the third octet */
    proxy.low.family = ipv6 ? IKT_FAMILY_IPV6 : IKT_FAMILY_IPV4;
    proxy.low.octets[0] = 10;
    proxy.low.octets[2] = (uint8_t)g_rand_int_range(rand, 0, 256);
    proxy.low.octets[ipv6 ? 15 : 3] = (uint8_t)(width == 0 ? g_rand_int_range(rand, 0, 240) : 0);
    proxy.high = proxy.low;
    proxy.high.octets[ipv6 ? 15 : 3] = (uint8_t)(proxy.low.octets[ipv6 ? 15 : 3] + (width == 1 ? 15 : 0));
    if (width == 2 && g_rand_int_range(rand, 0, 40) == 0) {
        proxy.low.octets[2] = 0;
        proxy.high.octets[2] = 255;
    }
    proxy.protocol = g_rand_boolean(rand) ? 0 : 6;
    proxy.port = (uint16_t)(g_rand_boolean(rand) ? 0 : g_rand_int_range(rand, 1, 4));
    return proxy;
}

static struct ikt_proxies networks(GRand *rand)
{
    return (struct ikt_proxies){network(rand), network(rand)};
}

static bool overlaps(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    return ikt_proxies_relation(a, b) != IKT_RELATION_DISJOINT;
}

static bool agrees_by_half(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    return ikt_proxy_relation(&a->initiator, &b->initiator) == IKT_RELATION_EQUAL ||
           ikt_proxy_relation(&a->responder, &b->responder) == IKT_RELATION_EQUAL;
}

static guint next(const struct ikt_network_index *index, guint place, const struct ikt_proxies *asked, bool by_half)
{
    return by_half ? ikt_network_index_half(index, place, asked, 1) : ikt_network_index_overlap(index, place, asked);
}

/* Every tunnel that counts is one that the index names. */
static guint count_all(const struct ikt_network_index *index, const struct ikt_proxies *held, const unsigned *half,
                       const struct ikt_proxies *asked, bool by_half)
{
    guint found = 0, place = next(index, 0, asked, by_half);
    for (guint i = 0; i < TUNNELS; i++) {
        if (place < i)
            place = next(index, i, asked, by_half);
        if (!(by_half ? (half[i] & 2) && agrees_by_half(&held[i], asked) : overlaps(&held[i], asked)))
            continue;
        g_assert_cmpuint(place, ==, i);
        found++;
    }
    return found;
}

static void test_against_each(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20);
    g_autofree struct ikt_proxies *held = g_new(struct ikt_proxies, TUNNELS);
    g_autofree unsigned *half = g_new(unsigned, TUNNELS);
    struct ikt_network_index *index = ikt_network_index_new();
    guint overlapping = 0, halves = 0;
    for (guint i = 0; i < TUNNELS; i++) {
        held[i] = networks(rand);
        half[i] = (unsigned)g_rand_int_range(rand, 0, 4);
        ikt_network_index_append(index, &held[i]);
        ikt_network_index_set_half(index, i, half[i]);
    }
    g_assert_cmpuint(ikt_network_index_size(index), ==, TUNNELS);
    for (guint i = 0; i < QUESTIONS; i++) {
        const struct ikt_proxies asked = networks(rand);
        overlapping += count_all(index, held, half, &asked, false);
        halves += count_all(index, held, half, &asked, true);
    }
    g_assert_cmpuint(overlapping, >, QUESTIONS / 2);
    g_assert_cmpuint(halves, >, QUESTIONS / 2);
    ikt_network_index_free(index);
}

/* Networks that a side asks for later lead to the tunnel too, and what is ruled out by half comes back. */
static void test_later(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(21);
    struct ikt_network_index *index = ikt_network_index_new();
    struct ikt_proxies own = networks(rand), others;
    for (guint i = 0; i < 5000; i++)
        ikt_network_index_append(index, &own);
    others = own;
    others.initiator.low.octets[0] = others.initiator.high.octets[0] = 172;
    g_assert_cmpuint(ikt_network_index_overlap(index, 0, &others), ==, 5000);
    ikt_network_index_extend(index, 4321, &others);
    g_assert_cmpuint(ikt_network_index_overlap(index, 0, &others), ==, 4321);
    g_assert_cmpuint(ikt_network_index_overlap(index, 4322, &others), ==, 5000);
    for (guint i = 0; i < 5000; i++)
        ikt_network_index_set_half(index, i, 1);
    g_assert_cmpuint(ikt_network_index_half(index, 0, &own, 0), ==, 0);
    g_assert_cmpuint(ikt_network_index_half(index, 0, &own, 1), ==, 5000);
    ikt_network_index_set_half(index, 4999, 2);
    g_assert_cmpuint(ikt_network_index_half(index, 0, &own, 1), ==, 4999);
    ikt_network_index_free(index);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/network-index/against-each", test_against_each);
    g_test_add_func("/network-index/later", test_later);
    return g_test_run();
}
