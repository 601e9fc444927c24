/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/supposed.h"

#include "model/model.h"
#include "rules/assumed_offer.h"

static enum ikt_vendor vendor_of(const struct ikt_router *router)
{
    return router ? ikt_model_vendor(router) : IKT_VENDOR_UNKNOWN;
}

static struct ikt_party party_of(const struct ikt_router *router, const struct ikt_address *address, bool logs)
{
    return (struct ikt_party){.endpoint = {.address = *address},
                              .vendor = !router && logs ? IKT_VENDOR_CISCO_IOS : vendor_of(router),
                              .behind_nat = IKT_UNKNOWN};
}

const struct ikt_phase2 *ikt_supposed_record(struct ikt_arena *arena, const struct ikt_supposed_quick *quick)
{
    struct ikt_phase1 *phase1 = ikt_arena_alloc(arena, 1, sizeof *phase1);
    *phase1 = (struct ikt_phase1){
        .initiator = party_of(quick->initiator, &quick->initiator_address, quick->initiator_logs),
        .responder = party_of(quick->responder, &quick->responder_address, quick->responder_logs),
        .roles_known = true,
        .exchange = IKT_EXCHANGE_MAIN,
        .outcome = IKT_OUTCOME_ESTABLISHED,
        .start_time = IKT_TIME_NONE,
        .end_time = IKT_TIME_NONE,
        .decryption = IKT_DECRYPTION_UNKNOWN,
        .authentication = IKT_ABSENT,
    };
    const struct ikt_phase2 record = {
        .phase1 = phase1,
        .message_id = quick->message_id,
        .supposed = quick->logged ? IKT_SUPPOSED_LOGGED
                    : quick->sure ? IKT_SUPPOSED_SURE
                                  : IKT_SUPPOSED_FROM_MEMORY,
        .initiator = &phase1->initiator,
        .responder = &phase1->responder,
        .outcome = quick->accepted ? IKT_OUTCOME_ESTABLISHED : IKT_OUTCOME_REJECTED,
        .ended_time = IKT_TIME_NONE,
        .start_time = IKT_TIME_NONE,
        .end_time = IKT_TIME_NONE,
        .decryption = IKT_DECRYPTION_UNKNOWN,
    };
    return ikt_record_with_offer(arena, &record, quick->offer);
}
