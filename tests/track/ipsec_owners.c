/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whose IPsec SAs an SPI names: by both addresses and the protocol, the newest; and what becomes of too many.
 */
#include "track/ipsec_owners.h"

#define MOST 32768

static struct ikt_address low, high;
static int place; /* stands for a Quick Mode, which nobody looks into */

static struct ikt_ipsec_name name_of(uint32_t spi)
{
    return (struct ikt_ipsec_name){.receiver = &low, .sender = &high, .protocol = IKT_PROTOCOL_ESP, .spi = spi};
}

/* Known by one SPI; the table's own. */
static struct ikt_ipsec_owner *add(struct ikt_ipsec_owners *owners, uint32_t spi, uint64_t sequence, bool alive)
{
    const struct ikt_ipsec_name name = name_of(spi);
    struct ikt_ipsec_owner *owner =
        ikt_ipsec_owner_new(alive ? (struct ikt_quick_mode *)(void *)&place : NULL, sequence);
    ikt_ipsec_owners_add(owners, &name, owner);
    ikt_ipsec_owners_add(owners, &name, owner); /* two proposals have it */
    ikt_ipsec_owner_unref(owner);
    return owner;
}

static struct ikt_ipsec_owner *find(struct ikt_ipsec_owners *owners, uint32_t spi)
{
    const struct ikt_ipsec_name name = name_of(spi);
    return ikt_ipsec_owners_find(owners, &name);
}

static void test_names(void)
{
    struct ikt_ipsec_owners *owners = ikt_ipsec_owners_new();
    struct ikt_ipsec_owner *owner = add(owners, 7, 1, true);
    struct ikt_ipsec_name name = name_of(7);
    g_assert_true(find(owners, 7) == owner);
    g_assert_null(find(owners, 8));
    name.protocol = IKT_PROTOCOL_AH;
    g_assert_null(ikt_ipsec_owners_find(owners, &name));
    name = (struct ikt_ipsec_name){.receiver = &high, .sender = &low, .protocol = IKT_PROTOCOL_ESP, .spi = 7};
    g_assert_null(ikt_ipsec_owners_find(owners, &name));
    g_assert_true(find(owners, 7) == owner);
    owner = add(owners, 7, 2, true); /* chosen again */
    g_assert_true(find(owners, 7) == owner);
    g_assert_cmpuint(owner->references, ==, 1);
    ikt_ipsec_owners_free(owners);
}

/* The oldest goes; that of one that has ended is no loss. */
static void test_many(void)
{
    struct ikt_ipsec_owners *owners = ikt_ipsec_owners_new();
    add(owners, 1, 1, false);
    for (uint32_t spi = 2; spi <= MOST; spi++)
        add(owners, spi, spi, spi != 2);
    g_assert_nonnull(find(owners, 1));
    add(owners, MOST + 1, MOST + 1, true);
    add(owners, MOST + 2, MOST + 2, true);
    g_assert_null(find(owners, 1));
    g_assert_null(find(owners, 2));
    g_assert_nonnull(find(owners, 3));
    g_assert_cmpuint(ikt_ipsec_owners_forgotten(owners), ==, 0);
    find(owners, 4)->quick = NULL; /* its record is told */
    find(owners, 4)->part = 9;
    add(owners, MOST + 3, MOST + 3, true);
    g_assert_cmpuint(ikt_ipsec_owners_forgotten(owners), ==, 3);
    add(owners, MOST + 4, MOST + 4, true);
    g_assert_cmpuint(ikt_ipsec_owners_forgotten(owners), ==, 4);
    g_assert_nonnull(find(owners, MOST + 4));
    ikt_ipsec_owners_free(owners);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_true(ikt_address_parse("198.51.100.1", &low));
    g_assert_true(ikt_address_parse("203.0.113.1", &high));
    g_test_add_func("/ipsec-owners/names", test_names);
    g_test_add_func("/ipsec-owners/many", test_many);
    return g_test_run();
}
