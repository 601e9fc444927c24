/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/unexplained.h"

#include "products/products.h"
#include "rules/draft.h"

/* The first {} is who began, the second the other peer. */
static const char *words_of(enum ikt_situation situation)
{
    switch (situation) {
    case IKT_SITUATION_QUICK_NOT_BEGUN:
        return "phase 1 of {} with {} came up and was deleted before anybody asked for phase 2";
    case IKT_SITUATION_QUICK_REFUSED:
        return "the Quick Mode of {} did not come up: {} ended it, and nothing captured says why";
    case IKT_SITUATION_QUICK_SILENT:
        return "the Quick Mode of {} is not answered by {}, and nothing captured says why";
    case IKT_SITUATION_XAUTH:
        return "XAUTH or mode config between {} and {} did not come to an end, so no Quick Mode was begun";
    default:
        return "phase 1 of {} with {} did not come up, and nothing captured says why";
    }
}

static enum ikt_log_style style_of(const struct ikt_tunnel_party *party)
{
    return ikt_product_of(party->vendor)->logs_like_ios ? IKT_LOG_IOS : IKT_LOG_FOREIGN;
}

const struct ikt_finding *ikt_tunnel_unexplained(struct ikt_arena *arena, const struct ikt_tunnel_pair *pair,
                                                 const struct ikt_tunnel_failure *failure)
{
    struct ikt_finding *finding = ikt_arena_alloc(arena, 1, sizeof *finding);
    struct ikt_ref *ref = ikt_arena_alloc(arena, 1, sizeof *ref);
    enum ikt_side by = failure->by, other = by == IKT_SIDE_LOW ? IKT_SIDE_HIGH : IKT_SIDE_LOW;
    const struct ikt_sentence **evidence = ikt_arena_alloc(arena, 1, sizeof *evidence);
    evidence[0] = failure->frame != 0
                      ? IKT_SENTENCE(arena, "Frame {} is the last that the capture holds of it, and no rule says more.",
                                     ikt_frame(failure->frame))
                      : IKT_SENTENCE(arena, "No frame of it is listed, and no rule says more.");
    *ref = (struct ikt_ref){.number = failure->frame, .kind = IKT_REF_FRAME};
    *finding = (struct ikt_finding){.rule = IKT_RULE_TUNNEL_UNEXPLAINED,
                                    .severity = IKT_SEVERITY_ERROR,
                                    .likelihood = IKT_LIKELIHOOD_POSSIBLE,
                                    .misconfigured = IKT_MISCONFIGURED_EITHER,
                                    .log = {style_of(&pair->party[by]), style_of(&pair->party[other]), false},
                                    .ref_count = failure->frame != 0,
                                    .refs = ref,
                                    .evidence_count = 1,
                                    .evidence = evidence,
                                    .summary = *IKT_SENTENCE(arena, words_of(failure->situation),
                                                             ikt_address_of(&pair->address[by]),
                                                             ikt_address_of(&pair->address[other]))};
    return finding;
}
