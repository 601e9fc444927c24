/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/claim.h"

#include <string.h>

static void fill_claim(struct ikt_claim *out, const struct ikt_history *history)
{
    *out = (struct ikt_claim){
        .kind = IKT_CLAIM_OFFERED,
        .ref = {.number = history->frame, .kind = IKT_REF_FRAME},
        .sequence = history->sequence,
        .last_sequence = history->last_sequence,
        .time = history->time,
        .end_time = history->end_time,
        .owner = history->initiator,
        .networks = {ikt_proxy_of(history->proxy_initiator), ikt_proxy_of(history->proxy_responder)},
        .sets = history->offer,
        .pfs_group = history->pfs_group,
        .outcome = history->outcome,
        .chosen = history->choice,
        .message_id = history->message_id,
        .length = history->length,
        .answer_length = history->answer_length,
        .block_size = history->block_size,
        .hash_size = history->hash_size,
    };
}

struct ikt_claims ikt_claims_of(struct ikt_arena *arena, const struct ikt_evidence *evidence,
                                const struct ikt_claims *documents)
{
    size_t extra = documents ? documents->count : 0, count = extra + evidence->history_count;
    struct ikt_claim *items = ikt_arena_take(arena, count, sizeof *items);
    if (extra > 0)
        memcpy(items, documents->items, extra * sizeof *items);
    for (size_t i = 0; i < evidence->history_count; i++)
        fill_claim(&items[extra + i], &evidence->history[i]);
    return (struct ikt_claims){count, items, documents ? documents->answer : NULL};
}

bool ikt_claim_is_complete(const struct ikt_claim *claim)
{
    return claim->kind == IKT_CLAIM_OFFERED || claim->kind == IKT_CLAIM_CONFIGURED;
}
