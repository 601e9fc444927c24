/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/phase1_guess.h"

#include "isakmp/group.h"

/* The likeliest first. */
static const int hashes[] = {IKT_HASH_SHA1, IKT_HASH_SHA2_256, IKT_HASH_MD5, IKT_HASH_SHA2_512, IKT_HASH_SHA2_384};

static const struct {
    int encryption, key_bits;
} ciphers[] = {
    {IKT_ENCRYPTION_AES_CBC, 128},
    {IKT_ENCRYPTION_AES_CBC, 192},
    {IKT_ENCRYPTION_AES_CBC, 256},
    {IKT_ENCRYPTION_3DES_CBC, IKT_ABSENT},
    {IKT_ENCRYPTION_DES_CBC, IKT_ABSENT},
    {IKT_ENCRYPTION_CAMELLIA_CBC, 128},
    {IKT_ENCRYPTION_CAMELLIA_CBC, 192},
    {IKT_ENCRYPTION_CAMELLIA_CBC, 256},
    {IKT_ENCRYPTION_BLOWFISH_CBC, IKT_ABSENT},
    {IKT_ENCRYPTION_CAST_CBC, IKT_ABSENT},
    {IKT_ENCRYPTION_IDEA_CBC, IKT_ABSENT},
};
G_STATIC_ASSERT(G_N_ELEMENTS(ciphers) * G_N_ELEMENTS(hashes) <= IKT_CHOICES_MAX);

/* A KE payload is as long as the group's modulus, or as two coordinates of its curve. */
static bool fits_ke(const struct ikt_handshake *handshake, int group)
{
    size_t size = ikt_group_prime_size(group);
    for (unsigned side = 0; side < IKT_SIDES; side++) {
        size_t length = handshake->ke[side].length;
        if (size > 0 && length > 0 && length != size && length != 2 * size)
            return false;
    }
    return true;
}

static bool is_listed(const struct ikt_choice *choices, size_t count, const struct ikt_choice *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (choices[i].encryption == wanted->encryption && choices[i].key_bits == wanted->key_bits &&
            choices[i].hash == wanted->hash && choices[i].group == wanted->group &&
            choices[i].authentication == wanted->authentication)
            return true;
    return false;
}

static size_t offered(const struct ikt_handshake *handshake, struct ikt_choice out[static IKT_CHOICES_MAX], bool *more)
{
    size_t count = 0;
    for (size_t p = 0; p < handshake->offer->proposal_count; p++) {
        const struct ikt_proposal *proposal = &handshake->offer->proposals[p];
        for (size_t t = 0; t < proposal->transform_count; t++) {
            struct ikt_choice choice = ikt_handshake_choice_of(&proposal->transforms[t]);
            if (!ikt_crypto_knows_hash(choice.hash) || !fits_ke(handshake, choice.group) ||
                is_listed(out, count, &choice))
                continue;
            if (count == IKT_CHOICES_MAX) {
                *more = true;
                return count;
            }
            out[count++] = choice;
        }
    }
    return count;
}

size_t ikt_choices(const struct ikt_handshake *handshake, struct ikt_choice out[static IKT_CHOICES_MAX], bool *more)
{
    size_t count = 0;
    *more = false;
    if (handshake->offer)
        return offered(handshake, out, more);
    for (size_t i = 0; i < G_N_ELEMENTS(ciphers); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(hashes); k++)
            out[count++] =
                (struct ikt_choice){ciphers[i].encryption, ciphers[i].key_bits, hashes[k], IKT_ABSENT, IKT_ABSENT};
    return count;
}
