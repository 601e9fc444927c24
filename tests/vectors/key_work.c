/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What keys may cost. Private exponents: what they make is what crypto/modp makes (which primitives.c checks against
 * vectors), each power is paid for and raised once in a capture, by a price that follows what it takes.
 */
#include <gcrypt.h>
#include <string.h>

#include "../growth.h"
#include "crypto/dh_group.h"
#include "crypto/modp.h"
#include "isakmp/group.h"
#include "keys/key_work.h"

#define EXPONENT "0x0102030405060708090a0b0c0d0e0f10"

struct fixture {
    struct ikt_keyring *keyring;
    const struct ikt_key *key;
    struct ikt_key_account account;
    struct ikt_secret *ours; /* g^x */
    int group;
    bool too_dear;
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
    fixture->account = (struct ikt_key_account){.work = ikt_key_work_new(fixture->keyring)};
    fixture->too_dear = false;
    fixture->group = group;
    fixture->ours = ikt_modp_power(NULL, group, NULL, ikt_secret_bytes(fixture->key->secret));
}

static void tear_down(struct fixture *fixture)
{
    ikt_secret_free(fixture->ours);
    ikt_key_work_unref(fixture->account.work);
    ikt_keyring_unref(fixture->keyring);
}

/* The public value of a peer whose private exponent is a small number. */
static struct ikt_secret *peer(int group, uint8_t number)
{
    return ikt_modp_power(NULL, group, NULL, (struct ikt_bytes){&number, 1});
}

static struct ikt_secret *ask(struct fixture *fixture, struct ikt_bytes first, struct ikt_bytes second)
{
    const struct ikt_bytes ke[] = {first, second};
    return ikt_key_work_dh_secret(&fixture->account, fixture->key, fixture->group, ke, &fixture->too_dear);
}

/* g^xy with a peer's value; is there one? */
static bool ask_with(struct fixture *fixture, uint8_t number)
{
    struct ikt_secret *theirs = peer(fixture->group, number);
    struct ikt_secret *secret = ask(fixture, ikt_secret_bytes(fixture->ours), ikt_secret_bytes(theirs));
    const bool made = secret != NULL;
    ikt_secret_free(secret);
    ikt_secret_free(theirs);
    return made;
}

static void test_value(void)
{
    static const int groups[] = {IKT_GROUP_MODP_1024, IKT_GROUP_MODP_2048};
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        struct fixture fixture;
        set_up(&fixture, groups[i]);
        struct ikt_bytes ours = ikt_secret_bytes(fixture.ours);
        struct ikt_secret *theirs = peer(groups[i], 7);
        struct ikt_secret *expected = ikt_modp_power(
            NULL, groups[i], &ours, (struct ikt_bytes){(const uint8_t *)"\x07", 1}); /* the other way round */
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

/*
 * An account pays with what its SA earned, then out of the pool; what is too dear is not made and said to be so, and
 * what was paid once costs nothing again.
 */
static void test_budget(void)
{
    struct fixture fixture;
    set_up(&fixture, IKT_GROUP_MODP_8192);
    const size_t octets = fixture.key->secret->length;
    const uint64_t price = ikt_cost_of_power(fixture.group, octets);
    g_assert_cmpuint(ikt_key_account_left(&fixture.account), ==, IKT_KEY_POOL);

    /* g^x and one g^xy are paid for, another g^xy is not */
    g_assert_true(ikt_key_account_pay(&fixture.account, IKT_KEY_POOL - 3 * price + 1));
    g_assert_true(ask_with(&fixture, 7));
    g_assert_cmpuint(ikt_key_account_left(&fixture.account), ==, price - 1);
    g_assert_false(fixture.too_dear);
    g_assert_false(ask_with(&fixture, 8));
    g_assert_true(fixture.too_dear);
    g_assert_cmpuint(ikt_key_account_left(&fixture.account), ==, price - 1);
    g_assert_true(ask_with(&fixture, 7));

    /* one octet more, and it can; not out of another SA's account, for the pool keeps what is left of it */
    ikt_key_account_earn(&fixture.account, 1);
    g_assert_true(ask_with(&fixture, 8));
    g_assert_cmpuint(ikt_key_account_left(&fixture.account), ==, 0);
    fixture.account.earned = 0;
    fixture.too_dear = false;
    g_assert_true(ask_with(&fixture, 8));
    g_assert_false(ask_with(&fixture, 9));
    g_assert_true(fixture.too_dear);
    tear_down(&fixture);
}

/* What is earned is spent before the pool, which is the capture's. */
static void test_accounts(void)
{
    struct ikt_key_work *work = ikt_key_work_new(NULL);
    struct ikt_key_account one = {.work = work}, other = {.work = work};
    ikt_key_account_earn(&one, 1000);
    g_assert_true(ikt_key_account_pay(&one, 1000));
    g_assert_cmpuint(ikt_key_account_left(&other), ==, IKT_KEY_POOL);
    ikt_key_account_earn(&one, 10);
    g_assert_false(ikt_key_account_pay(&one, IKT_KEY_POOL + 11));
    g_assert_true(ikt_key_account_pay(&one, IKT_KEY_POOL + 10));
    g_assert_cmpuint(ikt_key_account_left(&other), ==, 0);
    g_assert_false(ikt_key_account_pay(&other, 1));
    ikt_key_work_unref(work);
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

/*
 * Prices follow what powers take, the shortest and the longest, by long and short exponents, and on a curve: between a
 * fifth and five times of what the price of a common one says.
 */
static void test_prices(void)
{
    static const struct {
        int group;
        size_t octets;
    } powers[] = {{IKT_GROUP_MODP_2048, 256}, {IKT_GROUP_MODP_768, 96},    {IKT_GROUP_MODP_1024, 20},
                  {IKT_GROUP_MODP_4096, 64},  {IKT_GROUP_MODP_8192, 1024}, {IKT_GROUP_ECP_256, 32},
                  {IKT_GROUP_ECP_521, 66}};
    double first = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(powers); i++) {
        g_autofree uint8_t *exponent = g_malloc(powers[i].octets);
        memset(exponent, 0x5b, powers[i].octets);
        exponent[0] = 1; /* below the order of the group */
        double least = G_MAXDOUBLE;
        for (unsigned round = 0; round < 3; round++) {
            const double begin = processor_seconds();
            struct ikt_secret *power =
                ikt_group_public(NULL, powers[i].group, (struct ikt_bytes){exponent, powers[i].octets});
            least = MIN(least, processor_seconds() - begin);
            g_assert_nonnull(power);
            ikt_secret_free(power);
        }
        const double rate = least / (double)ikt_cost_of_power(powers[i].group, powers[i].octets);
        g_test_message("group %d, %zu octets: %.4f s, %.3g s a unit", powers[i].group, powers[i].octets, least, rate);
        if (i == 0)
            first = rate;
        g_assert_cmpfloat(rate, <, 5 * first);
        g_assert_cmpfloat(rate, >, first / 5);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_nonnull(gcry_check_version(NULL));
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    g_test_add_func("/key_work/value", test_value);
    g_test_add_func("/key_work/budget", test_budget);
    g_test_add_func("/key_work/accounts", test_accounts);
    g_test_add_func("/key_work/once", test_once);
    g_test_add_func("/key_work/prices", test_prices);
    return g_test_run();
}
