/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From key material to the keys of an SA: a DH exponent of either side leads to the same keys as g^xy itself, and what
 * is missing is said. Exponents and groups are those of modp.txt and ecp.txt.
 */
#include <stdlib.h>
#include <string.h>

#include "decrypt/candidates.h"
#include "crypto/dh_group.h"
#include "reading.h"

#define COOKIE "b872a3119d044ddd"

static const uint8_t cookies[IKT_SIDES][IKT_COOKIE_SIZE] = {{0xb8, 0x72, 0xa3, 0x11, 0x9d, 0x04, 0x4d, 0xdd},
                                                            {1, 2, 3, 4, 5, 6, 7, 8}};

static GBytes *of_secret(const struct ikt_secret *secret)
{
    return g_bytes_new(secret->octets, secret->length);
}

/* A handshake of two sides with the exponents x and y. publics: its KE values, for the caller to free. */
static struct ikt_handshake handshake_of(int group, GBytes *x, GBytes *y, struct ikt_secret *publics[IKT_SIDES])
{
    static const char nonces[IKT_SIDES][17] = {"initiator nonce!", "responder nonce!"};
    GBytes *exponents[IKT_SIDES] = {x, y};
    struct ikt_handshake handshake;

    ikt_handshake_init(&handshake, cookies[IKT_INITIATOR]);
    memcpy(handshake.cookie[IKT_RESPONDER], cookies[IKT_RESPONDER], IKT_COOKIE_SIZE);
    handshake.has_responder_cookie = handshake.has_choice = true;
    handshake.choice.encryption = IKT_ENCRYPTION_AES_CBC;
    handshake.choice.key_bits = 256;
    handshake.choice.hash = IKT_HASH_SHA2_256;
    handshake.choice.group = group;
    handshake.choice.authentication = IKT_AUTH_PSK;
    for (unsigned side = 0; side < IKT_SIDES; side++) {
        publics[side] = ikt_group_public(NULL, group, vectors_view(exponents[side]));
        handshake.ke[side] = ikt_secret_bytes(publics[side]);
        handshake.nonce[side] = (struct ikt_bytes){(const uint8_t *)nonces[side], 16};
    }
    return handshake;
}

/* Ka of the only keyset, NULL when there is none. */
static GBytes *ka_of(const struct ikt_handshake *handshake, const char *keys, enum ikt_missing_key missing)
{
    struct ikt_keyring *keyring = ikt_keyring_new();
    struct ikt_cipher *cipher = ikt_cipher_new(handshake->choice.encryption, handshake->choice.key_bits);
    struct ikt_candidates candidates = {0};
    const struct ikt_address nowhere = {0};
    GBytes *ka = NULL;

    g_assert_true(
        ikt_keyring_add(keyring, "keys", (struct ikt_bytes){(const uint8_t *)keys, strlen(keys)}, NULL, NULL));
    struct ikt_key_account account = {.work = ikt_key_work_new(keyring)};
    ikt_candidates_make(&candidates, &account, handshake, &nowhere, &nowhere, cipher, (struct ikt_bytes){NULL, 0});
    g_assert_cmpuint(candidates.keysets->len, <=, 1);
    g_assert_cmpint(candidates.missing, ==, missing);
    if (candidates.keysets->len == 1)
        ka = of_secret(g_array_index(candidates.keysets, struct ikt_keyset, 0).ka);
    ikt_candidates_clear(&candidates);
    ikt_key_work_unref(account.work);
    ikt_cipher_free(cipher);
    ikt_keyring_unref(keyring);
    return ka;
}

static void check_exponents(int group, const char *x_hex, const char *y_hex)
{
    GBytes *x = vectors_hex(x_hex), *y = vectors_hex(y_hex);
    struct ikt_secret *publics[IKT_SIDES];
    struct ikt_handshake handshake = handshake_of(group, x, y, publics);
    struct ikt_bytes theirs = handshake.ke[IKT_RESPONDER];
    struct ikt_secret *dh = ikt_group_secret(NULL, group, theirs, vectors_view(x));
    g_autofree char *dh_hex = ikt_bytes_hex(ikt_secret_bytes(dh));
    g_autofree char *by_secret = g_strdup_printf(": PSK \"a\"\n" COOKIE " : DH-SECRET 0x%s\n", dh_hex);
    g_autofree char *padded = g_strdup_printf(": PSK \"a\"\n" COOKIE " : DH-SECRET 0x0000%s\n", dh_hex);
    g_autofree char *by_x = g_strdup_printf(": PSK \"a\"\n" COOKIE " : DH-PRIVATE 0x%s\n", x_hex);
    g_autofree char *by_y = g_strdup_printf(": PSK \"a\"\n" COOKIE " : DH-PRIVATE 0x%s\n", y_hex);
    g_autofree char *by_other = g_strdup_printf(": PSK \"a\"\n" COOKIE " : DH-PRIVATE 0x1234%s\n", y_hex);
    /* the same g^xy three times is one candidate */
    g_autofree char *by_all = g_strconcat(by_secret, strchr(by_x, '\n') + 1, strchr(by_y, '\n') + 1, NULL);
    const char *const ways[] = {padded, by_x, by_y, by_all};

    GBytes *expected = ka_of(&handshake, by_secret, IKT_MISSING_NOTHING);
    g_assert_nonnull(expected);
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        GBytes *ka = ka_of(&handshake, ways[i], IKT_MISSING_NOTHING);
        g_assert_true(g_bytes_equal(ka, expected));
        g_bytes_unref(ka);
    }
    g_assert_null(ka_of(&handshake, by_other, IKT_MISSING_DH));
    g_bytes_unref(expected);
    ikt_secret_free(dh);
    ikt_handshake_clear(&handshake);
    for (unsigned side = 0; side < IKT_SIDES; side++)
        ikt_secret_free(publics[side]);
    g_bytes_unref(x);
    g_bytes_unref(y);
}

/* The longest take long. Returns how many groups there were. */
static unsigned check_file(const char *name, size_t longest, unsigned x, unsigned y)
{
    char **lines = vectors_lines(name);
    unsigned groups = 0;

    for (size_t i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], " ", -1);
        if (lines[i][0] == '#' || lines[i][0] == '\0' || g_ascii_strtoull(fields[1], NULL, 10) > longest)
            continue;
        check_exponents((int)g_ascii_strtoll(fields[0], NULL, 10), fields[x], fields[y]);
        groups++;
    }
    g_strfreev(lines);
    return groups;
}

static void test_exponents(void)
{
    g_assert_cmpuint(check_file("modp.txt", 384, 3, 4), ==, 8);
    g_assert_cmpuint(check_file("ecp.txt", 66, 2, 4), ==, 9);
}

static void check_missing(const struct ikt_handshake *handshake, const char *keys, enum ikt_missing_key missing)
{
    GBytes *ka = ka_of(handshake, keys, missing);

    g_assert_cmpint(ka != NULL, ==, missing == IKT_MISSING_NOTHING);
    if (ka)
        g_bytes_unref(ka);
}

static void test_missing(void)
{
    static const char psk[] = ": PSK \"a\"\n", dh[] = COOKIE " : DH-SECRET 0x01\n",
                      ka[] = COOKIE " : KA 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
                      pfs[] = COOKIE "/00000001 : DH-SECRET 0x01\n", other[] = "0000000000000001 : DH-SECRET 0x01\n";
    GBytes *x = vectors_hex("1234"), *y = vectors_hex("5678");
    struct ikt_secret *publics[IKT_SIDES];
    struct ikt_handshake handshake = handshake_of(IKT_GROUP_MODP_768, x, y, publics);

    check_missing(&handshake, "", IKT_MISSING_ALL);
    check_missing(&handshake, other, IKT_MISSING_ALL);
    check_missing(&handshake, pfs, IKT_MISSING_ALL);
    check_missing(&handshake, psk, IKT_MISSING_DH);
    check_missing(&handshake, dh, IKT_MISSING_PSK);
    check_missing(&handshake, ka, IKT_MISSING_NOTHING);
    handshake.choice.authentication = IKT_AUTH_RSA_SIG;
    check_missing(&handshake, dh, IKT_MISSING_NOTHING);
    handshake.choice.authentication = IKT_AUTH_RSA_ENC;
    check_missing(&handshake, dh, IKT_MISSING_SUPPORT);
    check_missing(&handshake, ka, IKT_MISSING_NOTHING);
    handshake.choice.authentication = IKT_AUTH_PSK;
    handshake.choice.encryption = IKT_ENCRYPTION_RC5_R16_B64_CBC;
    check_missing(&handshake, ka, IKT_MISSING_SUPPORT);
    handshake.has_choice = false;
    check_missing(&handshake, psk, IKT_MISSING_PHASE1);
    ikt_handshake_clear(&handshake);
    for (unsigned side = 0; side < IKT_SIDES; side++)
        ikt_secret_free(publics[side]);
    g_bytes_unref(x);
    g_bytes_unref(y);
}

/* SKEYIDs that are remembered are those of the formula, which phase1.c checks against daemons. */
static void test_made_skeyids(void)
{
    static const char text[] = ": PSK \"a\"\n: PSK \"b\"\n";
    static const int hashes[] = {IKT_HASH_SHA1, IKT_HASH_SHA2_512, IKT_HASH_SHA1, IKT_HASH_MD5};
    static const struct ikt_peer nobody;
    static const uint8_t octets[] = "0123456789abcdef0123456789";
    struct ikt_psk_matches matches = {.most = 10};
    struct ikt_keyring *keyring = ikt_keyring_new();
    struct ikt_vault *vault = ikt_vault_new(NULL);
    struct ikt_made_skeyids *made = ikt_made_skeyids_new(vault);
    g_assert_true(
        ikt_keyring_add(keyring, "keys", (struct ikt_bytes){(const uint8_t *)text, strlen(text)}, NULL, NULL));
    g_assert_cmpuint(ikt_keyring_psks(keyring, &nobody, &nobody, &matches), ==, 2);
    for (unsigned step = 0; step < 64; step++) {
        /* Every bit changes one thing: the hash, the key, its place, one of the nonces or where they meet. */
        const struct ikt_phase1_values values = {.hash = hashes[step & 3],
                                                 .initiator_nonce = {octets + (step >> 2 & 1), 10 + (step >> 3 & 1)},
                                                 .responder_nonce = {octets + 11, 12}};
        const struct ikt_key *key = matches.items[step >> 4 & 1].key;
        ikt_made_skeyids_begin(made, &values);
        struct ikt_secret *got = ikt_made_skeyids_psk(made, &values, key, step >> 5 & 1);
        struct ikt_secret *wanted = ikt_keymat_skeyid_psk(vault, &values, ikt_secret_bytes(key->secret));
        g_assert_true(ikt_secret_equal(got, wanted));
        ikt_secret_free(got);
        ikt_secret_free(wanted);
    }
    ikt_made_skeyids_free(made);
    ikt_vault_free(vault);
    ikt_keyring_unref(keyring);
}

int main(int argc, char **argv)
{
    vectors_init(&argc, &argv);
    g_test_add_func("/vectors/candidates/exponents", test_exponents);
    g_test_add_func("/vectors/candidates/missing", test_missing);
    g_test_add_func("/vectors/candidates/made-skeyids", test_made_skeyids);
    return g_test_run();
}
