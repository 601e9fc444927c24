/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/offer_compare.h"

#include <limits.h>

#include <glib.h>

/* The next run of proposals to be taken together; a second one of the same protocol can only be an alternative. */
struct group {
    const struct ikt_proposal *ah, *esp, *ipcomp;
};

static const struct ikt_proposal **group_slot(struct group *group, uint8_t protocol)
{
    switch (protocol) {
    case IKT_PROTOCOL_AH:
        return &group->ah;
    case IKT_PROTOCOL_ESP:
        return &group->esp;
    case IKT_PROTOCOL_IPCOMP:
        return &group->ipcomp;
    default:
        return NULL;
    }
}

static size_t choices(const struct ikt_proposal *proposal)
{
    return proposal == NULL ? 1 : proposal->transform_count;
}

static const struct ikt_transform *choice(const struct ikt_proposal *proposal, size_t index)
{
    return proposal == NULL ? NULL : &proposal->transforms[index];
}

static void add_group(const struct group *group, struct ikt_suites *out)
{
    if (group->ah == NULL && group->esp == NULL)
        return;
    for (size_t a = 0; a < choices(group->ah); a++) {
        for (size_t e = 0; e < choices(group->esp); e++) {
            for (size_t c = 0; c < choices(group->ipcomp); c++) {
                if (out->count == IKT_SUITES_MAX) {
                    out->complete = false;
                    return;
                }
                out->items[out->count++] = (struct ikt_suite){
                    .ah = choice(group->ah, a),
                    .esp = choice(group->esp, e),
                    .ipcomp = choice(group->ipcomp, c),
                };
            }
        }
    }
}

void ikt_suites_of(const struct ikt_sa *sa, struct ikt_suites *out)
{
    out->count = 0;
    out->complete = true;
    if (sa == NULL)
        return;
    struct group group = {0};
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sa->proposals[i];
        bool joined = i > 0 && sa->proposals[i - 1].number == proposal->number;
        const struct ikt_proposal **slot = group_slot(&group, proposal->protocol);
        if (!joined || (slot != NULL && *slot != NULL)) {
            add_group(&group, out);
            group = (struct group){0};
        }
        if (slot != NULL)
            *slot = proposal;
    }
    add_group(&group, out);
}

static int mode_of(const struct ikt_transform *transform)
{
    if (transform == NULL)
        return IKT_ABSENT;
    switch (transform->encapsulation) {
    case IKT_ENCAPSULATION_TUNNEL:
    case IKT_ENCAPSULATION_UDP_TUNNEL:
    case IKT_ENCAPSULATION_UDP_TUNNEL_DRAFT:
        return IKT_ENCAPSULATION_TUNNEL;
    case IKT_ENCAPSULATION_TRANSPORT:
    case IKT_ENCAPSULATION_UDP_TRANSPORT:
    case IKT_ENCAPSULATION_UDP_TRANSPORT_DRAFT:
        return IKT_ENCAPSULATION_TRANSPORT;
    default:
        return IKT_ABSENT;
    }
}

int ikt_suite_mode(const struct ikt_suite *suite)
{
    int mode = mode_of(suite->esp);
    return mode != IKT_ABSENT ? mode : mode_of(suite->ah);
}

int ikt_transform_key_bits(const struct ikt_transform *transform)
{
    switch (transform->id) {
    case IKT_ESP_AES_CBC:
    case IKT_ESP_AES_CTR:
    case IKT_ESP_AES_CCM_8:
    case IKT_ESP_AES_CCM_12:
    case IKT_ESP_AES_CCM_16:
    case IKT_ESP_AES_GCM_8:
    case IKT_ESP_AES_GCM_12:
    case IKT_ESP_AES_GCM_16:
    case IKT_ESP_CAMELLIA_CBC:
    case IKT_ESP_NULL_AUTH_AES_GMAC:
        return transform->key_bits == IKT_ABSENT ? 128 : transform->key_bits;
    case IKT_ESP_DES_IV64:
    case IKT_ESP_DES:
    case IKT_ESP_3DES:
    case IKT_ESP_NULL:
        return IKT_ABSENT; /* a length given all the same says nothing */
    default:
        return transform->key_bits;
    }
}

bool ikt_transform_is_aead(const struct ikt_transform *transform)
{
    return (transform->id >= IKT_ESP_AES_CCM_8 && transform->id <= IKT_ESP_AES_CCM_16) ||
           (transform->id >= IKT_ESP_AES_GCM_8 && transform->id <= IKT_ESP_AES_GCM_16) ||
           transform->id == IKT_ESP_NULL_AUTH_AES_GMAC;
}

static unsigned esp_differences(const struct ikt_transform *a, const struct ikt_transform *b)
{
    unsigned differences = 0;
    if (a->id != b->id) {
        differences |= IKT_DIFFERS_CIPHER;
    } else {
        int bits_a = ikt_transform_key_bits(a), bits_b = ikt_transform_key_bits(b);
        /* ciphers whose default length no RFC fixes: absent says nothing */
        if (bits_a != IKT_ABSENT && bits_b != IKT_ABSENT && bits_a != bits_b)
            differences |= IKT_DIFFERS_KEYLEN;
    }
    /* where one of them takes no hash, the cipher alone tells them apart */
    if (a->integrity != b->integrity && !ikt_transform_is_aead(a) && !ikt_transform_is_aead(b))
        differences |= IKT_DIFFERS_HASH;
    return differences;
}

unsigned ikt_suite_differences(const struct ikt_suite *a, const struct ikt_suite *b)
{
    unsigned differences = 0;
    if ((a->ah != NULL) != (b->ah != NULL) || (a->esp != NULL) != (b->esp != NULL))
        differences |= IKT_DIFFERS_PROTOCOL;
    if (a->esp != NULL && b->esp != NULL)
        differences |= esp_differences(a->esp, b->esp);
    if (a->ah != NULL && b->ah != NULL && a->ah->id != b->ah->id)
        differences |= IKT_DIFFERS_HASH;
    if ((a->ipcomp != NULL) != (b->ipcomp != NULL) ||
        (a->ipcomp != NULL && b->ipcomp != NULL && a->ipcomp->id != b->ipcomp->id))
        differences |= IKT_DIFFERS_COMP;
    int mode_a = ikt_suite_mode(a), mode_b = ikt_suite_mode(b);
    if (mode_a != IKT_ABSENT && mode_b != IKT_ABSENT && mode_a != mode_b)
        differences |= IKT_DIFFERS_MODE;
    return differences;
}

static int count_bits(unsigned bits)
{
    int count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

struct ikt_comparison ikt_offers_compare(const struct ikt_sa *ours, const struct ikt_sa *theirs)
{
    struct ikt_suites a, b;
    ikt_suites_of(ours, &a);
    ikt_suites_of(theirs, &b);
    struct ikt_comparison result = {.comparable = a.count > 0 && b.count > 0, .complete = a.complete && b.complete};
    int nearest = INT_MAX;
    for (unsigned i = 0; i < a.count; i++) {
        for (unsigned j = 0; j < b.count; j++) {
            unsigned differences = ikt_suite_differences(&a.items[i], &b.items[j]);
            int distance = count_bits(differences);
            if (distance < nearest) {
                nearest = distance;
                result.every = result.some = differences;
                result.ours = a.items[i];
                result.theirs = b.items[j];
            } else if (distance == nearest) {
                result.every &= differences;
                result.some |= differences;
            }
        }
    }
    return result;
}

int64_t ikt_offer_seconds(const struct ikt_sa *sa)
{
    for (size_t i = 0; sa != NULL && i < sa->proposal_count; i++) {
        for (size_t j = 0; j < sa->proposals[i].transform_count; j++) {
            if (sa->proposals[i].transforms[j].life_seconds != IKT_ABSENT)
                return sa->proposals[i].transforms[j].life_seconds;
        }
    }
    return IKT_ABSENT;
}

int64_t ikt_offer_kilobytes(const struct ikt_sa *sa)
{
    for (size_t i = 0; sa != NULL && i < sa->proposal_count; i++) {
        for (size_t j = 0; j < sa->proposals[i].transform_count; j++) {
            if (sa->proposals[i].transforms[j].life_kilobytes != IKT_ABSENT)
                return sa->proposals[i].transforms[j].life_kilobytes;
        }
    }
    return IKT_ABSENT;
}

static int cipher_strength(const struct ikt_transform *esp)
{
    switch (esp->id) {
    case IKT_ESP_NULL:
        return 0;
    case IKT_ESP_DES_IV64:
    case IKT_ESP_DES_IV32:
    case IKT_ESP_DES:
        return 56;
    case IKT_ESP_3DES:
        return 112;
    default: {
        int bits = ikt_transform_key_bits(esp);
        return bits == IKT_ABSENT ? 64 : CLAMP(bits, 64, 512) + (ikt_transform_is_aead(esp) ? 8 : 0);
    }
    }
}

int ikt_suite_strength(const struct ikt_suite *suite)
{
    int strength = 0;
    if (suite->esp != NULL)
        strength += 1000 + cipher_strength(suite->esp) * 100 + CLAMP(suite->esp->integrity, 0, 9);
    if (suite->ah != NULL)
        strength += CLAMP(suite->ah->id, 0, 9);
    return strength;
}
