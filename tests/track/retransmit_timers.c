/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whose retransmissions these are: gaps from the makers' documents and ike-scan's table, from strongSwan's default
 * settings, and from a capture of libreswan.
 */
#include <glib.h>

#include "track/retransmit_timers.h"

static struct ikt_seen seen[16];
static size_t count;

static void send_at(unsigned milliseconds, uint64_t repeats)
{
    seen[count] = (struct ikt_seen){.name = IKT_MAIN1,
                                    .sequence = count + 1,
                                    .frame = 8, /* neither order nor identity is theirs */
                                    .duplicate_of = repeats == 0 ? 0 : 7,
                                    .duplicate_of_sequence = repeats,
                                    .time = (ikt_time)milliseconds * (IKT_SECOND / 1000)};
    g_assert_true(ikt_address_parse("203.0.113.1", &seen[count].source.address));
    count++;
}

static const struct ikt_retransmit_timer *heard(const unsigned *times, size_t times_count)
{
    count = 0;
    for (size_t i = 0; i < times_count; i++)
        send_at(times[i], i == 0 ? 0 : 1);
    return ikt_retransmit_timer_of(seen, count, &seen[0].source.address);
}

static enum ikt_vendor vendor(const unsigned *times, size_t times_count)
{
    const struct ikt_retransmit_timer *timer = heard(times, times_count);
    return timer == NULL ? IKT_VENDOR_UNKNOWN : timer->vendor;
}

static void test_products(void)
{
    const unsigned ios[] = {5, 10005, 20007, 30010, 40011}, asa[] = {0, 8001, 16003, 24010},
                   strongswan[] = {100, 4104, 11310, 24280}, libreswan[] = {842, 1342, 1843, 2842, 4843, 8843};
    g_assert_cmpint(vendor(ios, G_N_ELEMENTS(ios)), ==, IKT_VENDOR_CISCO_IOS);
    g_assert_cmpint(vendor(asa, G_N_ELEMENTS(asa)), ==, IKT_VENDOR_CISCO_ASA);
    g_assert_cmpint(vendor(strongswan, G_N_ELEMENTS(strongswan)), ==, IKT_VENDOR_STRONGSWAN);
    g_assert_cmpint(vendor(libreswan, G_N_ELEMENTS(libreswan)), ==, IKT_VENDOR_LIBRESWAN);
}

static void test_no_product(void)
{
    const unsigned once[] = {0, 10000}, even[] = {0, 5000, 10000}, lost[] = {0, 10000, 30000}, twice[] = {0, 1, 2, 3},
                   early[] = {0, 9000, 18000};
    g_assert_cmpint(vendor(once, G_N_ELEMENTS(once)), ==, IKT_VENDOR_UNKNOWN);
    g_assert_cmpint(vendor(even, G_N_ELEMENTS(even)), ==, IKT_VENDOR_UNKNOWN);
    g_assert_cmpint(vendor(lost, G_N_ELEMENTS(lost)), ==, IKT_VENDOR_UNKNOWN);
    g_assert_cmpint(vendor(twice, G_N_ELEMENTS(twice)), ==, IKT_VENDOR_UNKNOWN);
    g_assert_cmpint(vendor(early, G_N_ELEMENTS(early)), ==, IKT_VENDOR_UNKNOWN);
    struct ikt_address other;
    const unsigned ios[] = {0, 10000, 20000};
    g_assert_nonnull(heard(ios, G_N_ELEMENTS(ios)));
    g_assert_true(ikt_address_parse("198.51.100.1", &other));
    g_assert_null(ikt_retransmit_timer_of(seen, count, &other));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/retransmit-timers/products", test_products);
    g_test_add_func("/retransmit-timers/no-product", test_no_product);
    return g_test_run();
}
