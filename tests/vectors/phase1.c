/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SKEYID, SKEYID_d, _a, _e, Ka, HASH_I, HASH_R and IVs against what a daemon logged (phase1.txt).
 */
#include <stdlib.h>
#include <string.h>

#include "decrypt/iv.h"
#include "crypto/keymat.h"
#include "crypto/secret.h"
#include "reading.h"

/* One negotiation. */
struct record {
    GHashTable *values; /* name -> text, views of the file's lines */
    GPtrArray *bytes;   /* owns what get handed out */
};

static struct ikt_bytes get(const struct record *record, const char *name)
{
    const char *hex = g_hash_table_lookup(record->values, name);

    if (!hex)
        return (struct ikt_bytes){NULL, 0};
    GBytes *bytes = vectors_hex(hex);
    g_ptr_array_add(record->bytes, bytes);
    return vectors_view(bytes);
}

static int number(const struct record *record, const char *name)
{
    return (int)g_ascii_strtoll(g_hash_table_lookup(record->values, name), NULL, 10);
}

static void check_digest(const struct record *record, const char *name, struct ikt_digest digest)
{
    struct ikt_bytes expected = get(record, name);

    if (expected.length > 0)
        g_assert_true(ikt_digest_equal(&digest, expected));
}

static void check_ivs(const struct record *record, const struct ikt_phase1_values *values)
{
    struct ikt_bytes initial_iv = get(record, "initial_iv"), last = get(record, "last_block");
    struct ikt_digest initial = ikt_iv_initial(values->hash, values->initiator_ke, values->responder_ke);
    struct ikt_iv_chain phase1 = {0};
    struct ikt_iv_list list;

    g_assert_cmpuint(initial.length, >=, initial_iv.length);
    g_assert_cmpint(memcmp(initial.octets, initial_iv.data, initial_iv.length), ==, 0);

    ikt_iv_chain_add(&phase1, last.data, (unsigned)last.length, 1);
    struct ikt_iv_source source = {values->hash, (unsigned)last.length, initial, &phase1};
    uint32_t message_id = (uint32_t)strtoul(g_hash_table_lookup(record->values, "message_id"), NULL, 16);
    ikt_iv_list_init(&list);
    ikt_iv_propose(&source, message_id, NULL, &list);
    g_assert_nonnull(ikt_iv_nth(&list, 0));
    g_assert_cmpint(memcmp(ikt_iv_nth(&list, 0), get(record, "message_iv").data, last.length), ==, 0);
}

static void check_record(const struct record *record)
{
    struct ikt_phase1_values values = {
        .hash = number(record, "hash"),
        .initiator_cookie = get(record, "cookie_i"),
        .responder_cookie = get(record, "cookie_r"),
        .initiator_ke = get(record, "ke_i"),
        .responder_ke = get(record, "ke_r"),
        .initiator_nonce = get(record, "nonce_i"),
        .responder_nonce = get(record, "nonce_r"),
        .sa = get(record, "sa_i"),
    };
    struct ikt_bytes psk = get(record, "psk"), dh = get(record, "dh");
    struct ikt_secret *skeyid =
        psk.length > 0 ? ikt_keymat_skeyid_psk(NULL, &values, psk) : ikt_keymat_skeyid_signature(NULL, &values, dh);
    struct ikt_skeyids derived;

    vectors_assert_equal(ikt_secret_bytes(skeyid), get(record, "skeyid"));
    g_assert_true(ikt_keymat_derive(NULL, &values, ikt_secret_bytes(skeyid), dh, &derived));
    vectors_assert_equal(ikt_secret_bytes(derived.d), get(record, "skeyid_d"));
    vectors_assert_equal(ikt_secret_bytes(derived.a), get(record, "skeyid_a"));
    vectors_assert_equal(ikt_secret_bytes(derived.e), get(record, "skeyid_e"));

    struct ikt_cipher *cipher = ikt_cipher_new(number(record, "encryption"), number(record, "key_bits"));
    g_assert_nonnull(cipher);
    struct ikt_secret *ka = ikt_keymat_ka(NULL, values.hash, ikt_secret_bytes(derived.e), ikt_cipher_key_size(cipher));
    vectors_assert_equal(ikt_secret_bytes(ka), get(record, "ka"));

    check_digest(record, "hash_i",
                 ikt_keymat_hash_phase1(&values, ikt_secret_bytes(skeyid), true, get(record, "id_i")));
    check_digest(record, "hash_r",
                 ikt_keymat_hash_phase1(&values, ikt_secret_bytes(skeyid), false, get(record, "id_r")));
    check_ivs(record, &values);

    ikt_secret_free(ka);
    ikt_cipher_free(cipher);
    ikt_secret_free(derived.d);
    ikt_secret_free(derived.a);
    ikt_secret_free(derived.e);
    ikt_secret_free(skeyid);
}

static void test_daemon_logs(void)
{
    char **lines = vectors_lines("phase1.txt");
    struct record record = {g_hash_table_new(g_str_hash, g_str_equal),
                            g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref)};
    unsigned records = 0;

    for (size_t i = 0; lines[i]; i++) {
        char *space = strchr(lines[i], ' ');
        if (lines[i][0] == '#')
            continue;
        if (space) {
            *space = '\0';
            g_hash_table_insert(record.values, lines[i], space + 1);
        } else if (g_hash_table_size(record.values) > 0) {
            check_record(&record);
            g_hash_table_remove_all(record.values);
            records++;
        }
    }
    g_assert_cmpuint(records, ==, 8);
    g_ptr_array_unref(record.bytes);
    g_hash_table_unref(record.values);
    g_strfreev(lines);
}

int main(int argc, char **argv)
{
    vectors_init(&argc, &argv);
    g_test_add_func("/vectors/phase1/daemon-logs", test_daemon_logs);
    return g_test_run();
}
