/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Quick Mode as others see it: as a record, and as an entry of its peers' history.
 */
#include "track/isakmp_sa.h"
#include "track/outcome.h"
#include "track/quick_mode.h"

static int pfs_group(const struct ikt_sa *offer)
{
    for (size_t p = 0; offer && p < offer->proposal_count; p++)
        for (size_t t = 0; t < offer->proposals[p].transform_count; t++)
            if (offer->proposals[p].transforms[t].group != IKT_ABSENT)
                return offer->proposals[p].transforms[t].group;
    return IKT_ABSENT;
}

struct ikt_history_note ikt_quick_mode_note(struct ikt_quick_mode *quick)
{
    const struct ikt_isakmp_sa *sa = quick->sa;
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa), *responder = ikt_isakmp_sa_responder(sa);
    const struct ikt_sa *offer = ikt_quick_mode_offer(quick);
    const struct ikt_quick_place *last = &quick->places[0];
    for (unsigned place = 1; place < 4; place++)
        last = quick->places[place].last_sequence > last->last_sequence ? &quick->places[place] : last;
    return (struct ikt_history_note){
        .value =
            {
                .initiator = quick->reversed ? *responder : *initiator,
                .message_id = quick->message_id,
                .sequence = quick->places[0].first_sequence,
                .frame = quick->places[0].first_frame,
                .last_sequence = last->last_sequence,
                .last_frame = last->last_frame,
                .length = quick->places[0].length,
                .answer_length = quick->places[1].length,
                .authenticated = quick->places[0].authenticated,
                .time = quick->start_time,
                .end_time = quick->last_time,
                .outcome = ikt_quick_mode_outcome(quick),
                .offer = offer,
                .choice = ikt_quick_mode_choice(quick),
                .proxy_initiator = ikt_quick_mode_proxy(quick, 0, true),
                .proxy_responder = ikt_quick_mode_proxy(quick, 0, false),
                .pfs_group = pfs_group(offer),
                .block_size = ikt_decryptor_block_size(sa->decryptor),
                .hash_size = ikt_decryptor_hash_size(sa->decryptor),
            },
        .messages = {quick->places[0].message, quick->places[1].message},
        .other = quick->reversed ? initiator : responder,
    };
}

/*
 * A last message is a HASH and nothing else. That no key opens it where the one before it is missing, whose last block
 * is its IV, says nothing against a key that opened another message.
 */
static enum ikt_decryption weakest_decryption(const struct ikt_quick_mode *quick)
{
    enum ikt_decryption weakest = quick->answers;
    for (unsigned number = 0; number < 4; number++) {
        enum ikt_decryption decryption = quick->places[number].decryption;
        bool lost = quick->opened && number == 2 && quick->places[1].count == 0 && decryption == IKT_DECRYPTION_NO_KEY;
        weakest = ikt_decryption_weaker(weakest, lost ? IKT_DECRYPTION_PARTIAL : decryption);
    }
    return weakest;
}

const struct ikt_phase2 *ikt_quick_mode_record(struct ikt_quick_mode *quick)
{
    if (!quick->record)
        quick->record = g_new0(struct ikt_phase2, 1);
    struct ikt_phase2 *record = quick->record;
    const struct ikt_phase1 *phase1 = ikt_isakmp_sa_record(quick->sa);
    const struct ikt_list *flows = &quick->flows.list;
    record->phase1 = phase1;
    record->message_id = quick->message_id;
    record->reversed = quick->reversed;
    record->initiator = quick->reversed ? &phase1->responder : &phase1->initiator;
    record->responder = quick->reversed ? &phase1->initiator : &phase1->responder;
    record->outcome = ikt_quick_mode_outcome(quick);
    record->ended = record->outcome == IKT_OUTCOME_ESTABLISHED ? quick->ended : IKT_ENDED_NOT;
    record->ended_sequence = record->ended == IKT_ENDED_NOT ? 0 : quick->ended_sequence;
    record->ended_time = record->ended == IKT_ENDED_NOT ? IKT_TIME_NONE : quick->ended_time;
    record->start_time = quick->start_time;
    record->end_time = quick->last_time;
    for (unsigned place = 0; place < G_N_ELEMENTS(record->sent); place++)
        record->sent[place] = quick->places[place].count;
    record->seen_count = quick->seen.count;
    record->seen = ikt_seen_list_data(&quick->seen);
    record->seen_more = quick->seen.more;
    record->seen_bare = ikt_seen_list_bare(&quick->seen);
    record->decryption = weakest_decryption(quick);
    record->offer = ikt_quick_mode_offer(quick);
    record->choice = ikt_quick_mode_choice(quick);
    record->proxy_initiator = ikt_quick_mode_proxy(quick, 0, true);
    record->proxy_responder = ikt_quick_mode_proxy(quick, 0, false);
    record->answered_initiator = ikt_quick_mode_proxy(quick, 1, true);
    record->answered_responder = ikt_quick_mode_proxy(quick, 1, false);
    record->pfs_group = pfs_group(record->offer);
    record->rejection = quick->refusal ? &quick->rejection : NULL;
    record->flow_count = flows->count;
    record->flows = flows->items;
    record->flows_more = flows->more;
    record->flows_by_order = quick->flows.by_order;
    record->clear[0] = quick->clear[0];
    record->clear[1] = quick->clear[1];
    record->attempts = quick->attempts;
    record->qm3_lost = ikt_quick_mode_qm3_lost(quick);
    record->one_direction = !record->initiator->seen || !record->responder->seen;
    record->evicted = quick->evicted;
    record->findings = (struct ikt_findings){0};
    return record;
}
