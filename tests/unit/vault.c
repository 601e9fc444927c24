/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The vault: places are apart and zero, wiped when they are given back, used again, and counted.
 */
#include <glib.h>
#include <string.h>

#include "crypto/secret.h"
#include "iketriage/locked.h"

static const size_t sizes[] = {1, 15, 16, 17, 32, 40, 272, 1040, 1041, 2048, 2049, 4112, 8192, 8193, 100000};

/* Nothing of one place stands in another, and each is zero before it is written. */
static void test_places_are_apart(void)
{
    enum {
        EACH = 300
    };
    struct ikt_vault *vault = ikt_vault_new(NULL);
    for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
        uint8_t *rooms[EACH];
        const size_t count = sizes[s] > 8192 ? 2 : EACH;
        for (size_t i = 0; i < count; i++) {
            rooms[i] = ikt_vault_take(vault, sizes[s]);
            g_assert_cmpuint((guintptr)rooms[i] % 16, ==, 0);
            for (size_t at = 0; at < sizes[s]; at++)
                g_assert_cmpuint(rooms[i][at], ==, 0);
            memset(rooms[i], (int)(i % 255) + 1, sizes[s]);
        }
        for (size_t i = 0; i < count; i++) {
            for (size_t at = 0; at < sizes[s]; at++)
                g_assert_cmpuint(rooms[i][at], ==, i % 255 + 1);
            ikt_vault_give(vault, rooms[i], sizes[s]);
        }
    }
    ikt_vault_free(vault);
}

/* What was given back is zero when it comes again, and takes no more pages. */
static void test_given_back(void)
{
    struct ikt_vault *vault = ikt_vault_new(NULL);
    uint8_t *first = ikt_vault_take(vault, 100);
    memset(first, 0xff, 100);
    ikt_vault_give(vault, first, 100);
    const struct ikt_vault_pages pages = ikt_vault_pages(vault);
    for (unsigned i = 0; i < 100000; i++) {
        uint8_t *again = ikt_vault_take(vault, 112); /* places of one length serve all sizes of it */
        g_assert_true(again == first);
        for (size_t at = 0; at < 112; at++)
            g_assert_cmpuint(again[at], ==, 0);
        memset(again, 0xff, 112);
        ikt_vault_give(vault, again, 112);
    }
    g_assert_cmpuint(ikt_vault_pages(vault).locked, ==, pages.locked);
    g_assert_cmpuint(ikt_vault_pages(vault).open, ==, pages.open);
    ikt_vault_free(vault);
}

static size_t total(const struct ikt_vault *vault)
{
    return ikt_vault_pages(vault).locked + ikt_vault_pages(vault).open;
}

/* A vault counts what is taken in those that it counts for, as long as they are there. */
static void test_counted(void)
{
    struct ikt_vault *keys = ikt_vault_new(NULL), *made = ikt_vault_new(keys);
    g_assert_cmpuint(total(keys), ==, 0);
    struct ikt_secret *key = ikt_secret_new(keys, (struct ikt_bytes){(const uint8_t *)"key", 3});
    const size_t own = total(keys);
    struct ikt_secret *derived = ikt_secret_new(made, ikt_secret_bytes(key));
    g_assert_true(ikt_secret_equal(key, derived));
    g_assert_cmpuint(total(made), >, 0);
    g_assert_cmpuint(total(keys), ==, own + total(made));
    ikt_secret_free(derived);
    ikt_vault_free(made);
    g_assert_cmpuint(total(keys), ==, own);
    ikt_secret_free(key);
    ikt_vault_free(keys);
}

/* Many small secrets take little more than they are long. */
static void test_room(void)
{
    enum {
        COUNT = 100000
    };
    struct ikt_vault *vault = ikt_vault_new(NULL);
    g_autofree struct ikt_secret **secrets = g_new(struct ikt_secret *, COUNT);
    for (unsigned i = 0; i < COUNT; i++)
        secrets[i] = ikt_secret_alloc(vault, 16);
    g_assert_cmpuint(total(vault), >=, (size_t)COUNT * 32);
    g_assert_cmpuint(total(vault), <=, (size_t)COUNT * 32 + (512 << 10));
    for (unsigned i = 0; i < COUNT; i++)
        ikt_secret_free(secrets[i]);
    ikt_vault_free(vault);
}

/* Without a vault, and without anything. */
static void test_alone(void)
{
    struct ikt_secret *secret = ikt_secret_new(NULL, (struct ikt_bytes){(const uint8_t *)"abc", 3});
    g_assert_true(ikt_bytes_equal(ikt_secret_bytes(secret), (struct ikt_bytes){(const uint8_t *)"abc", 3}));
    ikt_secret_free(secret);
    ikt_secret_free(NULL);
    ikt_vault_free(NULL);
    ikt_locked_free(NULL, 0);
    ikt_locked_free(ikt_locked_new(0, NULL), 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vault/apart", test_places_are_apart);
    g_test_add_func("/vault/given-back", test_given_back);
    g_test_add_func("/vault/counted", test_counted);
    g_test_add_func("/vault/room", test_room);
    g_test_add_func("/vault/alone", test_alone);
    return g_test_run();
}
