/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab_keymat.h"

#include "decrypt/ipsec_keys.h"
#include "reading.h"

struct quick {
    const struct ikt_message *message[2];
};

static void free_quick(gpointer data)
{
    struct quick *quick = data;

    ikt_message_unref(quick->message[0]);
    ikt_message_unref(quick->message[1]);
    g_free(quick);
}

GHashTable *lab_quick_table(void)
{
    return g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_quick);
}

bool lab_quick_seen(GHashTable *table, uint32_t message_id)
{
    return g_hash_table_contains(table, GUINT_TO_POINTER(message_id));
}

void lab_quick_note(GHashTable *table, const struct ikt_message *opened)
{
    if (opened->header.exchange != IKT_EXCHANGE_QUICK || !ikt_message_payload(opened, IKT_PAYLOAD_SA, 0))
        return;
    struct quick *quick = g_hash_table_lookup(table, GUINT_TO_POINTER(opened->header.message_id));
    if (!quick) {
        quick = g_new0(struct quick, 1);
        g_hash_table_insert(table, GUINT_TO_POINTER(opened->header.message_id), quick);
    }
    unsigned place = quick->message[0] ? 1 : 0;
    if (!quick->message[place])
        quick->message[place] = ikt_message_ref(opened);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

/* Encryption and integrity key in hex, of the SA whose receiver chose this SPI. NULL: not in truth.json. */
static char *truth_of(const json_t *truth, const char *spi, bool to_initiator)
{
    size_t i;
    json_t *sa;

    json_array_foreach(json_object_get(truth, "ipsec_sas"), i, sa) {
        /* a kernel's entry is of one direction, a charon log's of both */
        if (g_strcmp0(text_of(sa, "spi"), spi) == 0)
            return g_strconcat(text_of(sa, "enc_key"), text_of(sa, "aead_key"), text_of(sa, "auth_key"), NULL);
        if (g_strcmp0(text_of(sa, "spi_in"), spi) == 0)
            return to_initiator ? g_strconcat(text_of(sa, "enc_key_r"), text_of(sa, "auth_key_r"), NULL)
                                : g_strconcat(text_of(sa, "enc_key_i"), text_of(sa, "auth_key_i"), NULL);
    }
    return NULL;
}

static void check_sa(const char *name, struct ikt_decryptor *decryptor, const struct quick *quick,
                     const struct ikt_transform *transform, struct ikt_bytes spi, const char *expected,
                     struct lab_checked *checked)
{
    struct ikt_ipsec_key_sizes sizes;
    bool left_out = false;

    g_assert_true(ikt_ipsec_key_sizes(transform, &sizes));
    struct ikt_secret *keymat = ikt_ipsec_keymat(decryptor, quick->message[0], quick->message[1], transform->protocol,
                                                 spi, sizes.encryption + sizes.integrity, &left_out);
    checked->pfs += ikt_message_payload(quick->message[1], IKT_PAYLOAD_KE, 0) != NULL;
    checked->unknown += !keymat;
    g_assert_false(left_out);
    if (!keymat)
        return;
    g_autofree char *hex = ikt_bytes_hex(ikt_secret_bytes(keymat));
    if (g_strcmp0(hex, expected) != 0)
        g_error("%s: KEYMAT differs", name);
    checked->equal++;
    ikt_secret_free(keymat);
}

void lab_check_keymat(const char *name, struct ikt_decryptor *decryptor, GHashTable *table, const json_t *truth,
                      struct lab_checked *checked)
{
    GHashTableIter iter;
    gpointer message_id, value;

    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, &message_id, &value)) {
        const struct quick *quick = value;
        if (!quick->message[1])
            continue;
        const struct ikt_sa *answer = &ikt_message_payload(quick->message[1], IKT_PAYLOAD_SA, 0)->sa;
        /* either message has the SPIs of the SAs to its sender */
        for (unsigned place = 0; place < 2; place++) {
            const struct ikt_sa *sa = &ikt_message_payload(quick->message[place], IKT_PAYLOAD_SA, 0)->sa;
            for (size_t i = 0; i < sa->proposal_count; i++) {
                g_autofree char *spi = ikt_bytes_hex(sa->proposals[i].spi);
                g_autofree char *expected = truth_of(truth, spi, place == 0);
                for (size_t k = 0; expected && *expected && k < answer->proposal_count; k++)
                    if (answer->proposals[k].protocol == sa->proposals[i].protocol)
                        check_sa(name, decryptor, quick, &answer->proposals[k].transforms[0], sa->proposals[i].spi,
                                 expected, checked);
            }
        }
    }
}
