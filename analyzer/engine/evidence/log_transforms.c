/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/log_transforms.h"

#include <string.h>

static const struct ikt_transform untold = {.life_seconds = IKT_ABSENT,
                                            .life_kilobytes = IKT_ABSENT,
                                            .key_bits = IKT_ABSENT,
                                            .group = IKT_ABSENT,
                                            .encryption = IKT_ABSENT,
                                            .hash = IKT_ABSENT,
                                            .authentication = IKT_ABSENT,
                                            .prf = IKT_ABSENT,
                                            .encapsulation = IKT_ABSENT,
                                            .integrity = IKT_ABSENT};

static bool same_transform(const struct ikt_transform *a, const struct ikt_transform *b)
{
    return a->id == b->id && a->protocol == b->protocol && a->key_bits == b->key_bits && a->integrity == b->integrity &&
           a->encapsulation == b->encapsulation && a->group == b->group;
}

bool ikt_log_offers_equal(const struct ikt_sa *a, const struct ikt_sa *b)
{
    if (!a || !b)
        return a == b;
    if (a->proposal_count != b->proposal_count)
        return false;
    for (size_t i = 0; i < a->proposal_count; i++) {
        const struct ikt_proposal *x = &a->proposals[i], *y = &b->proposals[i];
        if (x->number != y->number || x->transform_count != y->transform_count)
            return false;
        for (size_t n = 0; n < x->transform_count; n++)
            if (!same_transform(&x->transforms[n], &y->transforms[n]))
                return false;
    }
    return true;
}

/* The transforms as the SA payload they came from; neighbours with one number are wanted together. */
const struct ikt_sa *ikt_log_offer_sa(struct ikt_arena *arena, const struct ikt_log_transforms *all)
{
    if (all->count == 0)
        return NULL;
    struct ikt_transform *transforms = ikt_arena_alloc(arena, all->count, sizeof *transforms);
    struct ikt_proposal *proposals = ikt_arena_alloc(arena, all->count, sizeof *proposals);
    struct ikt_sa *sa = ikt_arena_alloc(arena, 1, sizeof *sa);
    memcpy(transforms, all->items, all->count * sizeof *transforms);
    *sa = (struct ikt_sa){.doi = 1, .situation = 1, .proposals = proposals};
    struct ikt_proposal *last = NULL;
    for (unsigned i = 0; i < all->count; i++) {
        if (!last || last->number != all->proposals[i] || last->protocol != transforms[i].protocol) {
            last = &proposals[sa->proposal_count++];
            *last = (struct ikt_proposal){
                .number = all->proposals[i], .protocol = transforms[i].protocol, .transforms = &transforms[i]};
        }
        last->transform_count++;
        last->declared_transforms++;
    }
    return sa;
}

bool ikt_log_offer_holds(const struct ikt_log_offer *offer)
{
    return offer->protocol != IKT_ABSENT && offer->transform != IKT_ABSENT && !offer->transform_none;
}

/* RFC 2407 section 4.4.3: which authentication goes with which transform of AH. */
static int ah_integrity(int transform)
{
    return transform == IKT_AH_MD5   ? IKT_INTEGRITY_HMAC_MD5
           : transform == IKT_AH_SHA ? IKT_INTEGRITY_HMAC_SHA1
                                     : transform; /* the SHA2 ones have equal numbers */
}

/* Its parts: AH, ESP and compression under one number are wanted together. */
static unsigned parts_of(const struct ikt_log_offer *offer, struct ikt_transform out[3])
{
    unsigned count = 0;
    struct ikt_transform whole = untold;
    whole.id = (uint8_t)offer->transform;
    whole.protocol = (uint8_t)offer->protocol;
    whole.key_bits = offer->key_bits;
    whole.integrity = offer->integrity;
    whole.encapsulation = offer->encapsulation;
    whole.group = offer->group;
    whole.life_seconds = offer->seconds > 0 ? offer->seconds : IKT_ABSENT;
    whole.life_kilobytes = offer->kilobytes > 0 ? offer->kilobytes : IKT_ABSENT;
    if (offer->ah != IKT_ABSENT && offer->protocol == IKT_PROTOCOL_ESP) {
        out[count] = whole;
        out[count].id = (uint8_t)offer->ah;
        out[count].protocol = IKT_PROTOCOL_AH;
        out[count].key_bits = IKT_ABSENT;
        out[count++].integrity = ah_integrity(offer->ah);
    }
    out[count++] = whole;
    if (offer->compressed) {
        out[count] = whole;
        out[count].id = IKT_IPCOMP_LZS;
        out[count].protocol = IKT_PROTOCOL_IPCOMP;
        out[count].key_bits = out[count].integrity = IKT_ABSENT;
        count++;
    }
    return count;
}

static bool is_there(const struct ikt_log_transforms *all, const struct ikt_transform *transform, uint8_t proposal)
{
    for (unsigned i = 0; i < all->count; i++)
        if (all->proposals[i] == proposal && same_transform(&all->items[i], transform))
            return true;
    return false;
}

/* A line that is printed twice is no second transform. */
void ikt_log_offer_add(struct ikt_log_transforms *all, const struct ikt_log_offer *offer, uint8_t proposal)
{
    struct ikt_transform parts[3];
    const unsigned count = parts_of(offer, parts);
    for (unsigned i = 0; i < count; i++) {
        if (is_there(all, &parts[i], proposal))
            continue;
        if (all->count == IKT_LOG_TRANSFORMS) {
            all->more = true;
            return;
        }
        parts[i].number = (uint8_t)(all->count + 1);
        all->proposals[all->count] = proposal;
        all->items[all->count++] = parts[i];
    }
}
