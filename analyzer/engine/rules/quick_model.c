/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/quick_model.h"

#include "evidence/proxy_compare.h"

const struct ikt_model_answer *ikt_quick_answer(struct ikt_arena *arena, const struct ikt_phase2 *record,
                                                const struct ikt_proxies *networks,
                                                const struct ikt_pair_documents *documents)
{
    const struct ikt_pair_router *responder = &documents->responder;
    if (!record->offer || !ikt_pair_speaks_for(responder, record->responder->vendor))
        return NULL;
    const struct ikt_model_offer offer = {
        .local = record->responder->endpoint.address,
        .remote = record->initiator->endpoint.address,
        .local_translated = responder->bound,
        .networks = *networks,
        .proposals = record->offer,
        .pfs_group = record->pfs_group,
        .identity = record->phase1->initiator.id,
        .nat = record->initiator->behind_nat == IKT_YES || record->responder->behind_nat == IKT_YES,
    };
    return ikt_model_answer(arena, responder->router, &offer);
}

enum ikt_model_check ikt_answer_check(const struct ikt_model_answer *answer)
{
    return answer && answer->step_count > 0 ? answer->steps[answer->step_count - 1].check : IKT_MODEL_CHECK_COUNT;
}

static bool is_of(enum ikt_model_check check, enum ikt_part part)
{
    switch (check) {
    case IKT_MODEL_CHECK_NETWORKS:
    case IKT_MODEL_CHECK_NETWORKS_DENY:
    case IKT_MODEL_CHECK_PROTOCOL_PORT:
    case IKT_MODEL_CHECK_TUNNEL_NETWORKS:
    case IKT_MODEL_CHECK_VTI_NARROWER:
        return part == IKT_PART_NETWORKS;
    case IKT_MODEL_CHECK_SETS_DEFINED:
    case IKT_MODEL_CHECK_DEFAULT_SET:
    case IKT_MODEL_CHECK_TRANSFORMS:
    case IKT_MODEL_CHECK_MODE:
    case IKT_MODEL_CHECK_MODE_FALLBACK:
    case IKT_MODEL_CHECK_COMPRESSION:
        return part == IKT_PART_SETS;
    case IKT_MODEL_CHECK_PFS_REQUIRED:
    case IKT_MODEL_CHECK_PFS_GROUP:
    case IKT_MODEL_CHECK_PFS_DEFAULT:
        return part == IKT_PART_PFS;
    default:
        return false;
    }
}

bool ikt_answer_refuses_for(const struct ikt_model_answer *answer, enum ikt_part part)
{
    return answer->says == IKT_MODEL_REFUSES && answer->sure && is_of(ikt_answer_check(answer), part);
}
