/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase1_stall.h"

/* Message 4 right behind message 5 once may be chance. */
#define ECHOES 2
/* A round trip is what message 4 took, with room for it to vary, and never near the second of any timer. */
#define SLACK          (IKT_SECOND / 20)
#define ROUND_TRIP_MAX (IKT_SECOND / 2)

/* Message 5 goes to port 4500, those before it went to another one. */
static bool has_moved(const struct ikt_phase1_case *c, const struct ikt_seen *last)
{
    return last->name == IKT_MAIN5 && last->destination.port == 4500 && c->last[IKT_MAIN3] &&
           c->last[IKT_MAIN3]->destination.port != 4500;
}

/* From the responder's port 4500, of whatever kind or exchange: then the path carries that port. */
static bool came_from_4500(const struct ikt_phase1_case *c)
{
    if (c->evidence->from_4500[1])
        return true;
    for (size_t i = 0; i < c->record->seen_count; i++) {
        if (!c->record->seen[i].from_initiator && c->record->seen[i].source.port == 4500)
            return true;
    }
    return false;
}

/*
 * How often message 4 follows message 5 within a round trip: whoever sends it then has got message 5 and cannot use it.
 * With two independent timers it would come before, too.
 */
static unsigned count_echoes(const struct ikt_phase1_case *c)
{
    const struct ikt_seen *third = c->first[IKT_MAIN3], *fourth = c->first[IKT_MAIN4], *fifth = NULL;
    unsigned echoes = 0;
    if (!third || !fourth || fourth->time < third->time)
        return 0;
    ikt_time trip = MIN(2 * (fourth->time - third->time) + SLACK, ROUND_TRIP_MAX);
    for (size_t i = 0; i < c->record->seen_count; i++) {
        const struct ikt_seen *seen = &c->record->seen[i];
        if (seen->name == IKT_MAIN5)
            fifth = seen;
        if (seen->name != IKT_MAIN4 || !fifth)
            continue;
        echoes += seen->time >= fifth->time && seen->time - fifth->time <= trip;
        fifth = NULL;
    }
    return echoes;
}

bool ikt_stall_read(struct ikt_stall *stall, const struct ikt_phase1_case *c)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_seen *last = ikt_phase1_last(c);
    if (record->outcome != IKT_OUTCOME_NO_RESPONSE || record->one_direction || record->psk_differs || !c->answered ||
        !last)
        return false;
    *stall = (struct ikt_stall){
        .last = last,
        .proves_key =
            c->preshared == IKT_YES && !c->keys_agree && (last->name == IKT_MAIN5 || last->name == IKT_AGGRESSIVE2),
        .port_4500_works = came_from_4500(c),
        .echoes = last->name == IKT_MAIN5 ? count_echoes(c) : 0,
    };
    stall->blocked = has_moved(c, last) && !stall->port_4500_works;
    stall->answered_by_fourth = stall->echoes >= ECHOES;
    return true;
}

void ikt_say_last(struct ikt_draft *draft, const struct ikt_phase1_case *c, const struct ikt_seen *last)
{
    ikt_draft_frame(draft, last->frame);
    IKT_SAY(draft, "The last message is {} in frame {} of {}.", ikt_words(ikt_message_name_text(last->name)),
            ikt_frame(last->frame), ikt_phase1_peer(c, last->from_initiator));
}

void ikt_say_nat(struct ikt_draft *draft, const struct ikt_phase1_case *c)
{
    enum ikt_tristate ours = c->record->initiator.behind_nat, theirs = c->record->responder.behind_nat;
    if (ours == IKT_YES && theirs == IKT_YES)
        IKT_SAY(draft, "NAT-D shows that the addresses or ports of both peers are translated.");
    else if (ours == IKT_NO && theirs == IKT_NO)
        IKT_SAY(draft, "NAT-D shows no NAT between the two.");
    else if (ours != IKT_YES && theirs != IKT_YES)
        return; /* it is not known of one of them */
    else if (ours == IKT_UNKNOWN || theirs == IKT_UNKNOWN)
        IKT_SAY(draft, "NAT-D shows that the address or port of {} is translated on the way.",
                ikt_phase1_peer(c, ours == IKT_YES));
    else
        IKT_SAY(draft, "NAT-D shows that the address or port of {} is translated on the way, that of {} not.",
                ikt_phase1_peer(c, ours == IKT_YES), ikt_phase1_peer(c, theirs == IKT_YES));
}
