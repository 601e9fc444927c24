/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/ipsec_keys.h"

#include "crypto/dh_group.h"
#include "crypto/keymat.h"

#define EXPONENTS_MAX 16 /* of one Quick Mode */

/* key_bits where the Key-Length attribute is absent: RFC 2451, RFC 3602, RFC 4312. */
static bool encryption_size(const struct ikt_transform *transform, unsigned *out)
{
    unsigned key = transform->key_bits > 0 && transform->key_bits % 8 == 0 && transform->key_bits <= 448
                       ? (unsigned)transform->key_bits / 8
                       : 16;
    switch (transform->id) {
    case IKT_ESP_DES_IV64:
    case IKT_ESP_DES:
        *out = 8;
        return true;
    case IKT_ESP_3DES:
        *out = 24;
        return true;
    case IKT_ESP_CAST:
    case IKT_ESP_BLOWFISH:
    case IKT_ESP_AES_CBC:
    case IKT_ESP_SEED_CBC:
    case IKT_ESP_CAMELLIA_CBC:
        *out = key;
        return true;
    case IKT_ESP_AES_CCM_8: /* salt of 3 bytes, RFC 4309 section 4 */
    case IKT_ESP_AES_CCM_12:
    case IKT_ESP_AES_CCM_16:
        *out = key + 3;
        return true;
    case IKT_ESP_AES_CTR: /* nonce of 4 bytes, RFC 3686 section 5.1; salt, RFC 4106 section 8.1, RFC 4543 */
    case IKT_ESP_AES_GCM_8:
    case IKT_ESP_AES_GCM_12:
    case IKT_ESP_AES_GCM_16:
    case IKT_ESP_NULL_AUTH_AES_GMAC:
        *out = key + 4;
        return true;
    case IKT_ESP_NULL:
        *out = 0;
        return true;
    default:
        return false;
    }
}

static bool integrity_size(int32_t integrity, unsigned *out)
{
    switch (integrity) {
    case IKT_ABSENT:
        *out = 0;
        return true;
    case IKT_INTEGRITY_HMAC_MD5:
    case IKT_INTEGRITY_AES_XCBC_MAC:
        *out = 16;
        return true;
    case IKT_INTEGRITY_HMAC_SHA1:
    case IKT_INTEGRITY_HMAC_RIPEMD:
        *out = 20;
        return true;
    case IKT_INTEGRITY_HMAC_SHA2_256:
        *out = 32;
        return true;
    case IKT_INTEGRITY_HMAC_SHA2_384:
        *out = 48;
        return true;
    case IKT_INTEGRITY_HMAC_SHA2_512:
        *out = 64;
        return true;
    default:
        return false;
    }
}

bool ikt_ipsec_key_sizes(const struct ikt_transform *transform, struct ikt_ipsec_key_sizes *out)
{
    *out = (struct ikt_ipsec_key_sizes){0};
    if (transform->protocol != IKT_PROTOCOL_ESP && transform->protocol != IKT_PROTOCOL_AH)
        return false;
    if (transform->protocol == IKT_PROTOCOL_ESP && !encryption_size(transform, &out->encryption))
        return false;
    return integrity_size(transform->integrity, &out->integrity);
}

static struct ikt_bytes body_of(const struct ikt_message *message, uint8_t type)
{
    const struct ikt_payload *payload = ikt_message_payload(message, type, 0);
    return payload ? payload->body : (struct ikt_bytes){NULL, 0};
}

static int pfs_group(const struct ikt_message *answer)
{
    const struct ikt_payload *payload = ikt_message_payload(answer, IKT_PAYLOAD_SA, 0);
    if (!payload || payload->sa.proposal_count == 0 || payload->sa.proposals[0].transform_count == 0)
        return IKT_ABSENT;
    return payload->sa.proposals[0].transforms[0].group;
}

/* g(qm)^xy. NULL when none was given, and when two were that differ: nothing says which is right. */
static struct ikt_secret *pfs_secret(struct ikt_decryptor *decryptor, const struct ikt_bytes ke[static 2],
                                     const struct ikt_message *answer, bool *left_out)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    struct ikt_secret *found = NULL;
    int group = pfs_group(answer);
    unsigned powers = 0;
    bool untried = false;
    ikt_decryptor_quick_secrets(decryptor, answer->header.message_id, keys);
    for (guint i = 0; i < keys->len; i++) {
        const struct ikt_key *key = keys->pdata[i];
        struct ikt_secret *secret = NULL;
        if (key->kind == IKT_KEY_DH_SECRET)
            secret = ikt_group_fit(ikt_decryptor_vault(decryptor), group, ikt_secret_bytes(key->secret));
        else if (key->kind == IKT_KEY_DH_PRIVATE && powers++ < EXPONENTS_MAX)
            secret = ikt_decryptor_dh_secret(decryptor, key, group, ke, &untried);
        else if (key->kind == IKT_KEY_DH_PRIVATE)
            untried = true;
        bool contradicts = found && secret && !ikt_secret_equal(found, secret);
        if (!found)
            found = g_steal_pointer(&secret);
        ikt_secret_free(secret);
        if (contradicts) {
            ikt_secret_free(found);
            return NULL;
        }
    }
    *left_out |= untried && !found;
    return found;
}

struct ikt_secret *ikt_ipsec_keymat(struct ikt_decryptor *decryptor, const struct ikt_message *offer,
                                    const struct ikt_message *answer, uint8_t protocol, struct ikt_bytes spi,
                                    size_t size, bool *left_out)
{
    const struct ikt_secret *skeyid_d = ikt_decryptor_skeyid_d(decryptor);
    const struct ikt_bytes ke[] = {body_of(offer, IKT_PAYLOAD_KE), body_of(answer, IKT_PAYLOAD_KE)};
    struct ikt_quick_values values = {
        .hash = ikt_decryptor_hash(decryptor),
        .ni = body_of(offer, IKT_PAYLOAD_NONCE),
        .nr = body_of(answer, IKT_PAYLOAD_NONCE),
        .protocol = protocol,
        .spi = spi,
    };
    struct ikt_secret *dh = NULL;
    if (!skeyid_d || values.ni.length == 0 || values.nr.length == 0)
        return NULL;
    if (ke[0].length > 0 || ke[1].length > 0) {
        dh = ke[0].length > 0 && ke[1].length > 0 ? pfs_secret(decryptor, ke, answer, left_out) : NULL;
        if (!dh)
            return NULL;
        values.dh = ikt_secret_bytes(dh);
    }
    struct ikt_secret *keymat =
        ikt_keymat_ipsec(ikt_decryptor_vault(decryptor), ikt_secret_bytes(skeyid_d), &values, size);
    ikt_secret_free(dh);
    return keymat;
}
