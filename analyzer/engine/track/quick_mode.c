/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "track/history.h"
#include "track/sa_state.h"

struct ikt_quick_mode *ikt_quick_mode_new(struct ikt_isakmp_sa *sa, uint32_t message_id, bool reversed, ikt_time time)
{
    struct ikt_quick_mode *quick = g_new0(struct ikt_quick_mode, 1);
    quick->sa = sa;
    quick->message_id = message_id;
    quick->reversed = reversed;
    quick->seen = ikt_seen_new();
    quick->start_time = time;
    quick->last_time = time;
    quick->flows = g_array_new(FALSE, FALSE, sizeof(struct ikt_flow));
    quick->early = g_array_new(FALSE, FALSE, sizeof(struct ikt_early));
    quick->due.link.data = &quick->due;
    quick->due.sa = sa;
    quick->due.quick = quick;
    return quick;
}

void ikt_quick_mode_free(struct ikt_quick_mode *quick)
{
    g_array_unref(quick->seen);
    g_array_unref(quick->flows);
    g_array_unref(quick->early);
    ikt_history_entry_unref(quick->history);
    g_free(quick);
}

void ikt_quick_mode_add(struct ikt_quick_mode *quick, unsigned place, const struct ikt_seen *seen)
{
    bool listed = ikt_seen_add(quick->seen, seen);
    if (listed && !quick->message[place])
        quick->message[place] = seen->message;
    if (place == 1 && quick->count[1] > 0 && quick->count[2] > 0)
        quick->answers_repeated++;
    if (quick->count[place]++ == 0)
        quick->first_frame[place] = seen->frame;
    quick->last_frame[place] = seen->frame;
    quick->last_time = seen->time;
}

void ikt_quick_mode_shift(struct ikt_quick_mode *quick)
{
    quick->reversed = !quick->reversed;
    quick->message[1] = quick->message[0];
    quick->count[1] = quick->count[0];
    quick->first_frame[1] = quick->first_frame[0];
    quick->last_frame[1] = quick->last_frame[0];
    quick->message[0] = NULL;
    quick->count[0] = 0;
    quick->first_frame[0] = quick->last_frame[0] = 0;
    for (guint i = 0; i < quick->seen->len; i++) {
        struct ikt_seen *seen = &g_array_index(quick->seen, struct ikt_seen, i);
        seen->from_initiator = !seen->from_initiator;
        if (seen->name == IKT_QUICK1)
            seen->name = IKT_QUICK2;
    }
}

void ikt_quick_mode_turn(struct ikt_quick_mode *quick)
{
    const struct ikt_message *proposal = quick->message[1];
    uint64_t frame = quick->first_frame[1];

    quick->reversed = !quick->reversed;
    quick->message[1] = quick->message[0];
    quick->message[0] = proposal;
    quick->first_frame[1] = quick->last_frame[1] = quick->first_frame[0];
    quick->first_frame[0] = quick->last_frame[0] = frame;
    for (guint i = 0; i < quick->seen->len; i++) {
        struct ikt_seen *seen = &g_array_index(quick->seen, struct ikt_seen, i);
        seen->from_initiator = !seen->from_initiator;
        if (seen->name == IKT_QUICK1 || seen->name == IKT_QUICK2)
            seen->name = seen->name == IKT_QUICK1 ? IKT_QUICK2 : IKT_QUICK1;
    }
}

static const struct ikt_payload *payload_of(const struct ikt_quick_mode *quick, unsigned place, uint8_t type,
                                            size_t nth)
{
    const struct ikt_message *message = quick->message[place];
    return message && !message->encrypted ? ikt_message_payload(message, type, nth) : NULL;
}

static const struct ikt_sa *sa_of(const struct ikt_quick_mode *quick, unsigned place)
{
    const struct ikt_payload *payload = payload_of(quick, place, IKT_PAYLOAD_SA, 0);
    return payload ? &payload->sa : NULL;
}

const struct ikt_sa *ikt_quick_mode_offer(const struct ikt_quick_mode *quick)
{
    return sa_of(quick, 0);
}

const struct ikt_sa *ikt_quick_mode_choice(const struct ikt_quick_mode *quick)
{
    return sa_of(quick, 1);
}

/* RFC 2409 section 5.5: absent IDs stand for the peers' own addresses, any protocol and port. */
static const struct ikt_identity *own_address(struct ikt_quick_mode *quick, bool of_initiator)
{
    const struct ikt_isakmp_sa *sa = quick->sa;
    const struct ikt_party *party = of_initiator != quick->reversed ? &sa->initiator : &sa->responder;
    struct ikt_identity *identity = &quick->own[of_initiator ? 0 : 1];
    bool ipv6 = party->endpoint.address.family == IKT_FAMILY_IPV6;

    *identity = (struct ikt_identity){
        .type = ipv6 ? IKT_ID_IPV6_ADDR : IKT_ID_IPV4_ADDR,
        .low = party->endpoint.address,
        .high = party->endpoint.address,
        .prefix = ipv6 ? 128 : 32,
    };
    identity->octets = (struct ikt_bytes){identity->low.octets, ipv6 ? 16 : 4};
    return identity;
}

const struct ikt_identity *ikt_quick_mode_proxy(struct ikt_quick_mode *quick, unsigned place, bool of_initiator)
{
    if (!sa_of(quick, place))
        return NULL;
    const struct ikt_payload *first = payload_of(quick, place, IKT_PAYLOAD_ID, 0);
    const struct ikt_payload *second = payload_of(quick, place, IKT_PAYLOAD_ID, 1);
    if (!first && !second)
        return own_address(quick, of_initiator);
    const struct ikt_payload *payload = of_initiator ? first : second;
    return payload ? &payload->id : NULL;
}

int ikt_quick_mode_pfs_group(const struct ikt_quick_mode *quick)
{
    const struct ikt_sa *offer = ikt_quick_mode_offer(quick);
    if (!offer)
        return IKT_ABSENT;
    for (size_t p = 0; p < offer->proposal_count; p++)
        for (size_t t = 0; t < offer->proposals[p].transform_count; t++)
            if (offer->proposals[p].transforms[t].group != IKT_ABSENT)
                return offer->proposals[p].transforms[t].group;
    return IKT_ABSENT;
}

/*
 * A last message is a HASH alone. That it stays closed where the one before it is missing, whose last block is its IV,
 * says nothing against a key that opened another message.
 */
static enum ikt_decryption weakest_decryption(const struct ikt_quick_mode *quick)
{
    enum ikt_decryption weakest = IKT_DECRYPTION_CLEARTEXT;
    bool opened = false;

    for (guint i = 0; i < quick->seen->len; i++)
        opened |= g_array_index(quick->seen, struct ikt_seen, i).decryption <= IKT_DECRYPTION_PARTIAL;
    for (guint i = 0; i < quick->seen->len; i++) {
        const struct ikt_seen *seen = &g_array_index(quick->seen, struct ikt_seen, i);
        bool lost =
            opened && seen->name == IKT_QUICK3 && quick->count[1] == 0 && seen->decryption == IKT_DECRYPTION_NO_KEY;
        weakest = ikt_decryption_weaker(weakest, lost ? IKT_DECRYPTION_PARTIAL : seen->decryption);
    }
    return weakest;
}

const struct ikt_phase2 *ikt_quick_mode_record(struct ikt_quick_mode *quick)
{
    struct ikt_phase2 *record = &quick->record;
    const struct ikt_phase1 *phase1 = ikt_isakmp_sa_record(quick->sa);
    record->phase1 = phase1;
    record->message_id = quick->message_id;
    record->reversed = quick->reversed;
    record->initiator = quick->reversed ? &phase1->responder : &phase1->initiator;
    record->responder = quick->reversed ? &phase1->initiator : &phase1->responder;
    record->outcome = ikt_quick_mode_outcome(quick);
    record->ended = record->outcome == IKT_OUTCOME_ESTABLISHED ? quick->ended : IKT_ENDED_NOT;
    record->start_time = quick->start_time;
    record->end_time = quick->last_time;
    record->seen_count = quick->seen->len;
    record->seen = (const struct ikt_seen *)(void *)quick->seen->data;
    record->decryption = weakest_decryption(quick);
    record->offer = ikt_quick_mode_offer(quick);
    record->choice = ikt_quick_mode_choice(quick);
    record->proxy_initiator = ikt_quick_mode_proxy(quick, 0, true);
    record->proxy_responder = ikt_quick_mode_proxy(quick, 0, false);
    record->answered_initiator = ikt_quick_mode_proxy(quick, 1, true);
    record->answered_responder = ikt_quick_mode_proxy(quick, 1, false);
    record->pfs_group = ikt_quick_mode_pfs_group(quick);
    record->rejection = quick->rejected ? &quick->rejection : NULL;
    record->flow_count = quick->flows->len;
    record->flows_by_order = quick->tied;
    record->flows = (const struct ikt_flow *)(void *)quick->flows->data;
    record->attempts = quick->attempts;
    record->qm3_lost = ikt_quick_mode_qm3_lost(quick);
    record->one_direction = !record->initiator->seen || !record->responder->seen;
    record->findings = (struct ikt_findings){0};
    return record;
}
