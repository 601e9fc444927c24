/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crypto/keymat.h"

#include <string.h>

#define PARTS(...)                                                                                                     \
    (const struct ikt_bytes[]){__VA_ARGS__}, sizeof((struct ikt_bytes[]){__VA_ARGS__}) / sizeof(struct ikt_bytes)

static struct ikt_secret *secret_of(struct ikt_vault *vault, struct ikt_digest *digest)
{
    struct ikt_secret *secret = NULL;
    if (digest->length > 0)
        secret = ikt_secret_new(vault, (struct ikt_bytes){digest->octets, digest->length});
    explicit_bzero(digest, sizeof(*digest));
    return secret;
}

/* SKEYID = prf(pre-shared-key, Ni_b | Nr_b) */
struct ikt_secret *ikt_keymat_skeyid_psk(struct ikt_vault *vault, const struct ikt_phase1_values *values,
                                         struct ikt_bytes psk)
{
    struct ikt_digest digest =
        ikt_crypto_prf(values->hash, psk, PARTS(values->initiator_nonce, values->responder_nonce));
    return secret_of(vault, &digest);
}

/* SKEYID = prf(Ni_b | Nr_b, g^xy) */
struct ikt_secret *ikt_keymat_skeyid_signature(struct ikt_vault *vault, const struct ikt_phase1_values *values,
                                               struct ikt_bytes dh)
{
    struct ikt_bytes ni = values->initiator_nonce, nr = values->responder_nonce;
    g_autofree uint8_t *nonces = g_malloc(ni.length + nr.length + 1);
    if (ni.length > 0)
        memcpy(nonces, ni.data, ni.length);
    if (nr.length > 0)
        memcpy(nonces + ni.length, nr.data, nr.length);
    struct ikt_digest digest =
        ikt_crypto_prf(values->hash, (struct ikt_bytes){nonces, ni.length + nr.length}, PARTS(dh));
    return secret_of(vault, &digest);
}

/*
 * SKEYID_d = prf(SKEYID, g^xy | CKY-I | CKY-R | 0)
 * SKEYID_a = prf(SKEYID, SKEYID_d | g^xy | CKY-I | CKY-R | 1)
 * SKEYID_e = prf(SKEYID, SKEYID_a | g^xy | CKY-I | CKY-R | 2)
 */
static struct ikt_secret *derive(struct ikt_vault *vault, const struct ikt_phase1_values *values,
                                 struct ikt_bytes skeyid, struct ikt_bytes dh, const struct ikt_secret *previous,
                                 uint8_t counter)
{
    struct ikt_bytes last = {&counter, 1};
    struct ikt_digest digest =
        ikt_crypto_prf(values->hash, skeyid,
                       PARTS(ikt_secret_bytes(previous), dh, values->initiator_cookie, values->responder_cookie, last));
    return secret_of(vault, &digest);
}

bool ikt_keymat_derive(struct ikt_vault *vault, const struct ikt_phase1_values *values, struct ikt_bytes skeyid,
                       struct ikt_bytes dh, struct ikt_skeyids *out)
{
    *out = (struct ikt_skeyids){0};
    out->d = derive(vault, values, skeyid, dh, NULL, 0);
    if (out->d)
        out->a = derive(vault, values, skeyid, dh, out->d, 1);
    if (out->a)
        out->e = derive(vault, values, skeyid, dh, out->a, 2);
    if (out->e)
        return true;
    g_clear_pointer(&out->d, ikt_secret_free);
    g_clear_pointer(&out->a, ikt_secret_free);
    return false;
}

/*
 * RFC 2409 appendix B: where SKEYID_e is long enough, its leading bytes; else K1 | K2 | ... with
 * K1 = prf(SKEYID_e, 0) over one zero byte and Kn = prf(SKEYID_e, Kn-1).
 */
struct ikt_secret *ikt_keymat_ka(struct ikt_vault *vault, int hash, struct ikt_bytes skeyid_e, unsigned key_size)
{
    if (skeyid_e.length >= key_size)
        return ikt_secret_new(vault, (struct ikt_bytes){skeyid_e.data, key_size});

    struct ikt_secret *ka = ikt_secret_alloc(vault, key_size);
    struct ikt_digest previous = {.length = 1};
    for (size_t done = 0; done < key_size;) {
        struct ikt_bytes input = {previous.octets, previous.length};
        struct ikt_digest k = ikt_crypto_prf(hash, skeyid_e, &input, 1);
        if (k.length == 0) {
            g_clear_pointer(&ka, ikt_secret_free);
            break;
        }
        size_t part = MIN(k.length, key_size - done);
        memcpy(ka->octets + done, k.octets, part);
        done += part;
        previous = k;
        explicit_bzero(&k, sizeof(k));
    }
    explicit_bzero(&previous, sizeof(previous));
    return ka;
}

/*
 * HASH_I = prf(SKEYID, g^xi | g^xr | CKY-I | CKY-R | SAi_b | IDii_b)
 * HASH_R = prf(SKEYID, g^xr | g^xi | CKY-R | CKY-I | SAi_b | IDir_b)
 */
struct ikt_digest ikt_keymat_hash_phase1(const struct ikt_phase1_values *values, struct ikt_bytes skeyid,
                                         bool of_initiator, struct ikt_bytes id)
{
    if (of_initiator)
        return ikt_crypto_prf(values->hash, skeyid,
                              PARTS(values->initiator_ke, values->responder_ke, values->initiator_cookie,
                                    values->responder_cookie, values->sa, id));
    return ikt_crypto_prf(values->hash, skeyid,
                          PARTS(values->responder_ke, values->initiator_ke, values->responder_cookie,
                                values->initiator_cookie, values->sa, id));
}

struct wire_message_id {
    uint8_t octets[4];
};

static struct wire_message_id to_wire(uint32_t message_id)
{
    return (struct wire_message_id){
        {(uint8_t)(message_id >> 24), (uint8_t)(message_id >> 16), (uint8_t)(message_id >> 8), (uint8_t)message_id}};
}

/* HASH(1) = prf(SKEYID_a, M-ID | rest of the message after HASH) */
struct ikt_digest ikt_keymat_hash1(int hash, struct ikt_bytes skeyid_a, uint32_t message_id, struct ikt_bytes rest)
{
    struct wire_message_id wire = to_wire(message_id);
    struct ikt_bytes m_id = {wire.octets, 4};
    return ikt_crypto_prf(hash, skeyid_a, PARTS(m_id, rest));
}

/* HASH(2) = prf(SKEYID_a, M-ID | Ni_b | rest of the message after HASH) */
struct ikt_digest ikt_keymat_hash2(int hash, struct ikt_bytes skeyid_a, uint32_t message_id, struct ikt_bytes ni,
                                   struct ikt_bytes rest)
{
    struct wire_message_id wire = to_wire(message_id);
    struct ikt_bytes m_id = {wire.octets, 4};
    return ikt_crypto_prf(hash, skeyid_a, PARTS(m_id, ni, rest));
}

/* HASH(3) = prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b) */
struct ikt_digest ikt_keymat_hash3(int hash, struct ikt_bytes skeyid_a, uint32_t message_id, struct ikt_bytes ni,
                                   struct ikt_bytes nr)
{
    static const uint8_t zero = 0;
    struct wire_message_id wire = to_wire(message_id);
    struct ikt_bytes m_id = {wire.octets, 4}, first = {&zero, 1};
    return ikt_crypto_prf(hash, skeyid_a, PARTS(first, m_id, ni, nr));
}

/*
 * KEYMAT = K1 | K2 | K3 | ... with
 * K1 = prf(SKEYID_d, [ g(qm)^xy | ] protocol | SPI | Ni_b | Nr_b)
 * Kn = prf(SKEYID_d, Kn-1 | [ g(qm)^xy | ] protocol | SPI | Ni_b | Nr_b)
 */
struct ikt_secret *ikt_keymat_ipsec(struct ikt_vault *vault, struct ikt_bytes skeyid_d,
                                    const struct ikt_quick_values *values, size_t size)
{
    struct ikt_secret *keymat = ikt_secret_alloc(vault, size);
    struct ikt_bytes protocol = {&values->protocol, 1};
    struct ikt_digest previous = {0};
    for (size_t done = 0; done < size && keymat;) {
        struct ikt_bytes before = {previous.octets, previous.length};
        struct ikt_digest k = ikt_crypto_prf(values->hash, skeyid_d,
                                             PARTS(before, values->dh, protocol, values->spi, values->ni, values->nr));
        size_t part = MIN(k.length, size - done);
        memcpy(keymat->octets + done, k.octets, part);
        done += part;
        previous = k;
        explicit_bzero(&k, sizeof(k));
        if (part == 0)
            g_clear_pointer(&keymat, ikt_secret_free);
    }
    explicit_bzero(&previous, sizeof(previous));
    return keymat;
}
