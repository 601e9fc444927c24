/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Private exponents of a keyring: what they make is what crypto/modp makes (which primitives.c checks against vectors),
 * each power is raised once, and only so many.
 */
#include <gcrypt.h>
#include <string.h>
#include <time.h>

#include "crypto/modp.h"
#include "isakmp/group.h"
#include "keys/exponents.h"
#include "keys/keyring.h"

#define EXPONENT "0x0102030405060708090a0b0c0d0e0f10"

struct fixture {
    struct ikt_keyring *keyring;
    const struct ikt_key *key;
    struct ikt_secret *ours; /* g^x */
    int group;
};

static void set_up(struct fixture *fixture, int group)
{
    static const char text[] = "1122334455667788 : DH-PRIVATE " EXPONENT "\n";
    static const uint8_t cookie[] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88};
    const struct ikt_sa_name sa = {cookie, {NULL, 0}};
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    fixture->keyring = ikt_keyring_new();
    g_assert_true(
        ikt_keyring_add(fixture->keyring, "keys", (struct ikt_bytes){(const uint8_t *)text, strlen(text)}, NULL, NULL));
    ikt_keyring_secrets(fixture->keyring, &sa, keys);
    g_assert_cmpuint(keys->len, ==, 1);
    fixture->key = keys->pdata[0];
    fixture->group = group;
    fixture->ours = ikt_modp_power(group, NULL, ikt_secret_bytes(fixture->key->secret));
}

static void tear_down(struct fixture *fixture)
{
    ikt_secret_free(fixture->ours);
    ikt_keyring_unref(fixture->keyring);
}

/* The public value of a peer whose private exponent is a small number. */
static struct ikt_secret *peer(int group, uint8_t number)
{
    return ikt_modp_power(group, NULL, (struct ikt_bytes){&number, 1});
}

static struct ikt_secret *ask(const struct fixture *fixture, struct ikt_bytes first, struct ikt_bytes second)
{
    const struct ikt_bytes ke[] = {first, second};
    return ikt_keyring_dh_secret(fixture->keyring, fixture->key, fixture->group, ke);
}

static void test_value(void)
{
    static const int groups[] = {IKT_GROUP_MODP_1024, IKT_GROUP_MODP_2048};
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        struct fixture fixture;
        set_up(&fixture, groups[i]);
        struct ikt_bytes ours = ikt_secret_bytes(fixture.ours);
        struct ikt_secret *theirs = peer(groups[i], 7);
        struct ikt_secret *expected =
            ikt_modp_power(groups[i], &ours, (struct ikt_bytes){(const uint8_t *)"\x07", 1}); /* the other way round */
        struct ikt_secret *as_initiator = ask(&fixture, ours, ikt_secret_bytes(theirs));
        struct ikt_secret *as_responder = ask(&fixture, ikt_secret_bytes(theirs), ours);
        g_assert_true(ikt_secret_equal(as_initiator, expected));
        g_assert_true(ikt_secret_equal(as_responder, expected));
        /* neither side's, a side missing, and the other group */
        g_assert_null(ask(&fixture, ikt_secret_bytes(theirs), ikt_secret_bytes(theirs)));
        g_assert_null(ask(&fixture, ours, (struct ikt_bytes){NULL, 0}));
        fixture.group = IKT_GROUP_MODP_1536;
        g_assert_null(ask(&fixture, ours, ikt_secret_bytes(theirs)));
        ikt_secret_free(as_responder);
        ikt_secret_free(as_initiator);
        ikt_secret_free(expected);
        ikt_secret_free(theirs);
        tear_down(&fixture);
    }
}

/* So many peers and no more, and those that were there keep theirs. */
static void test_bound(void)
{
    struct fixture fixture;
    set_up(&fixture, IKT_GROUP_MODP_768);
    for (unsigned round = 0; round < 2; round++) {
        for (uint8_t number = 2; number < 2 + 2 * IKT_EXPONENT_PEERS; number++) {
            struct ikt_secret *theirs = peer(fixture.group, number);
            struct ikt_secret *secret = ask(&fixture, ikt_secret_bytes(fixture.ours), ikt_secret_bytes(theirs));
            g_assert_cmpint(secret != NULL, ==, number < 2 + IKT_EXPONENT_PEERS);
            ikt_secret_free(secret);
            ikt_secret_free(theirs);
        }
    }
    tear_down(&fixture);
}

static double processor_seconds(void)
{
    struct timespec now;
    g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A thousand questions cost less than a few powers: of the largest group, whoever asks. */
static void test_once(void)
{
    struct fixture fixture;
    set_up(&fixture, IKT_GROUP_MODP_8192);
    struct ikt_secret *theirs = peer(fixture.group, 11), *stranger = peer(fixture.group, 13);
    double begin = processor_seconds();
    struct ikt_secret *secret = ask(&fixture, ikt_secret_bytes(fixture.ours), ikt_secret_bytes(theirs));
    double first = processor_seconds() - begin;
    begin = processor_seconds();
    for (unsigned i = 0; i < 1000; i++) {
        struct ikt_secret *again = ask(&fixture, ikt_secret_bytes(fixture.ours), ikt_secret_bytes(theirs));
        g_assert_true(ikt_secret_equal(again, secret));
        g_assert_null(ask(&fixture, ikt_secret_bytes(stranger), ikt_secret_bytes(theirs)));
        ikt_secret_free(again);
    }
    double others = processor_seconds() - begin;
    g_test_message("the first in %.4f s, 1000 others in %.4f s", first, others);
    g_assert_cmpfloat(others, <, 20 * first);
    ikt_secret_free(secret);
    ikt_secret_free(stranger);
    ikt_secret_free(theirs);
    tear_down(&fixture);
}

static gpointer ask_often(gpointer data)
{
    const struct fixture *fixture = data;
    for (uint8_t number = 2; number < 2 + IKT_EXPONENT_PEERS; number++) {
        struct ikt_secret *theirs = peer(fixture->group, number);
        struct ikt_secret *secret = ask(fixture, ikt_secret_bytes(theirs), ikt_secret_bytes(fixture->ours));
        g_assert_nonnull(secret);
        ikt_secret_free(secret);
        ikt_secret_free(theirs);
    }
    return NULL;
}

static void test_threads(void)
{
    struct fixture fixture;
    GThread *threads[4];
    set_up(&fixture, IKT_GROUP_MODP_768);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("asks", ask_often, &fixture);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
    tear_down(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_nonnull(gcry_check_version(NULL));
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    g_test_add_func("/exponents/value", test_value);
    g_test_add_func("/exponents/bound", test_bound);
    g_test_add_func("/exponents/once", test_once);
    g_test_add_func("/exponents/threads", test_threads);
    return g_test_run();
}
