/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a decryptor has found out, for those who ask.
 */
#include "decrypt/decryptor_internal.h"

const char *ikt_decryptor_psk(const struct ikt_decryptor *decryptor, bool of_initiator)
{
    const struct ikt_key *psk = decryptor->psk[of_initiator ? IKT_INITIATOR : IKT_RESPONDER];
    return psk ? ikt_key_origin(psk) : NULL;
}

bool ikt_decryptor_psk_differs(const struct ikt_decryptor *decryptor)
{
    const struct ikt_secret *of_initiator = decryptor->skeyid[IKT_INITIATOR];
    const struct ikt_secret *of_responder = decryptor->skeyid[IKT_RESPONDER];
    /* SKEYID = prf(preshared key, Ni_b | Nr_b): of one SA it differs where the preshared key does. */
    return of_initiator && of_responder && !ikt_secret_equal(of_initiator, of_responder) &&
           ikt_handshake_method(&decryptor->handshake) == IKT_SKEYID_BY_PSK;
}

bool ikt_decryptor_hash_refutes(const struct ikt_decryptor *decryptor)
{
    return decryptor->hash_refutes && !decryptor->opened && !decryptor->psk[IKT_INITIATOR] &&
           !decryptor->psk[IKT_RESPONDER];
}

size_t ikt_decryptor_refuted(const struct ikt_decryptor *decryptor, const char *out[static IKT_REFUTED_MAX])
{
    const struct ikt_sa_name name = {decryptor->handshake.cookie[IKT_INITIATOR],
                                     {decryptor->initial_iv.octets, decryptor->initial_iv.length}};
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    /* Of one that has not the cipher's length nothing was tried, and the others may be right. */
    const bool untried =
        decryptor->candidates.unfit && decryptor->candidates.keysets->len == 0 && !decryptor->hash_refutes;
    for (guint i = 0; i < ikt_skeyid_count(&decryptor->candidates) && !untried; i++) {
        const struct ikt_skeyid *skeyid = &g_array_index(decryptor->candidates.skeyids, struct ikt_skeyid, i);
        if (skeyid->psk && !skeyid->uncertain)
            g_ptr_array_add(keys, (gpointer)skeyid->psk);
    }
    const guint preshared = keys->len;
    ikt_keyring_secrets(ikt_key_work_keyring(decryptor->account.work), &name, keys);
    size_t count = 0;
    for (guint i = 0; i < keys->len; i++) {
        const struct ikt_key *key = keys->pdata[i];
        if (i >= preshared && (!ikt_key_is_bound(key) || (untried && key->kind != IKT_KEY_KA)))
            continue;
        if (count < IKT_REFUTED_MAX)
            out[count] = ikt_key_origin(key);
        count++;
    }
    return count;
}

static const struct ikt_keyset *active_keyset(const struct ikt_decryptor *decryptor, bool of_initiator)
{
    int active = decryptor->active[of_initiator ? IKT_INITIATOR : IKT_RESPONDER];
    return active == NO_KEYSET ? NULL : &g_array_index(decryptor->candidates.keysets, struct ikt_keyset, active);
}

const struct ikt_secret *ikt_decryptor_ka(const struct ikt_decryptor *decryptor, bool of_initiator)
{
    const struct ikt_keyset *keyset = active_keyset(decryptor, of_initiator);
    return keyset ? keyset->ka : NULL;
}

const struct ikt_secret *ikt_decryptor_skeyid_d(const struct ikt_decryptor *decryptor)
{
    const struct ikt_keyset *keyset = active_keyset(decryptor, true);
    const struct ikt_secret *skeyid_d = NULL;
    if (!keyset)
        keyset = active_keyset(decryptor, false);
    if (!keyset || keyset->skeyid_d)
        return keyset ? keyset->skeyid_d : NULL;
    /* Given on its own; where there are two, nothing says which. */
    for (guint i = 0; i < ikt_loose_count(decryptor->candidates.loose_d); i++) {
        const struct ikt_key *key = decryptor->candidates.loose_d->pdata[i];
        if (skeyid_d && !ikt_secret_equal(skeyid_d, key->secret))
            return NULL;
        skeyid_d = key->secret;
    }
    return skeyid_d;
}

void ikt_decryptor_quick_secrets(const struct ikt_decryptor *decryptor, uint32_t message_id, GPtrArray *out)
{
    const struct ikt_sa_name name = {decryptor->handshake.cookie[IKT_INITIATOR],
                                     {decryptor->initial_iv.octets, decryptor->initial_iv.length}};
    ikt_keyring_quick_secrets(ikt_key_work_keyring(decryptor->account.work), &name, message_id, out);
}

struct ikt_vault *ikt_decryptor_vault(const struct ikt_decryptor *decryptor)
{
    return ikt_key_work_vault(decryptor->account.work);
}

struct ikt_secret *ikt_decryptor_dh_secret(struct ikt_decryptor *decryptor, const struct ikt_key *key, int group,
                                           const struct ikt_bytes ke[static 2], bool *too_dear)
{
    return ikt_key_work_dh_secret(&decryptor->account, key, group, ke, too_dear);
}

const uint8_t *ikt_decryptor_cookie(const struct ikt_decryptor *decryptor)
{
    return decryptor->handshake.cookie[IKT_INITIATOR];
}

int ikt_decryptor_hash(const struct ikt_decryptor *decryptor)
{
    return decryptor->handshake.has_choice ? decryptor->handshake.choice.hash : IKT_ABSENT;
}

unsigned ikt_decryptor_block_size(const struct ikt_decryptor *decryptor)
{
    const struct ikt_handshake *handshake = &decryptor->handshake;
    return handshake->has_choice && handshake->choice.encryption >= 0
               ? ikt_encryption_block_size((unsigned)handshake->choice.encryption)
               : 0;
}

unsigned ikt_decryptor_hash_size(const struct ikt_decryptor *decryptor)
{
    const struct ikt_handshake *handshake = &decryptor->handshake;
    return handshake->has_choice && handshake->choice.hash >= 0 ? ikt_hash_size((unsigned)handshake->choice.hash) : 0;
}
