/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/history_content.h"

#include "base/hash.h"

static void add_signed(struct ikt_hasher *hasher, int64_t number)
{
    ikt_hasher_add_number(hasher, (uint64_t)number);
}

static void add_transform(struct ikt_hasher *hasher, const struct ikt_transform *transform)
{
    ikt_hasher_add_number(hasher, transform->id);
    add_signed(hasher, transform->key_bits);
    add_signed(hasher, transform->group);
    add_signed(hasher, transform->encapsulation);
    add_signed(hasher, transform->integrity);
    add_signed(hasher, transform->life_seconds);
    add_signed(hasher, transform->life_kilobytes);
}

static void add_sa(struct ikt_hasher *hasher, const struct ikt_sa *sa)
{
    ikt_hasher_add_number(hasher, sa ? sa->proposal_count : SIZE_MAX);
    for (size_t p = 0; sa && p < sa->proposal_count; p++) {
        const struct ikt_proposal *proposal = &sa->proposals[p];
        ikt_hasher_add_number(hasher, proposal->number);
        ikt_hasher_add_number(hasher, proposal->protocol);
        ikt_hasher_add_number(hasher, proposal->transform_count);
        for (size_t t = 0; t < proposal->transform_count; t++)
            add_transform(hasher, &proposal->transforms[t]);
    }
}

static void add_identity(struct ikt_hasher *hasher, const struct ikt_identity *identity)
{
    ikt_hasher_add_number(hasher, identity ? identity->type : UINT64_MAX);
    if (!identity)
        return;
    ikt_hasher_add_number(hasher, identity->protocol);
    ikt_hasher_add_number(hasher, identity->port);
    ikt_hasher_add_number(hasher, identity->octets.length);
    ikt_hasher_add(hasher, identity->octets.data, identity->octets.length);
}

uint64_t ikt_history_content(const struct ikt_history *history)
{
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    add_sa(&hasher, history->offer);
    add_sa(&hasher, history->choice);
    if (history->offer) {
        add_identity(&hasher, history->proxy_initiator);
        add_identity(&hasher, history->proxy_responder);
    } else {
        ikt_hasher_add_number(&hasher, history->length);
        ikt_hasher_add_number(&hasher, history->answer_length);
    }
    ikt_hasher_add_number(&hasher, history->block_size);
    ikt_hasher_add_number(&hasher, history->hash_size);
    return ikt_hasher_end(&hasher);
}
