/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase1_stall.h"

/* Message 4 right behind message 5 once may be chance. */
#define ECHOES 2

/* Message 5 goes to port 4500, those before it went to another one. */
static bool has_moved(const struct ikt_phase1_case *c, const struct ikt_seen *last)
{
    return last->name == IKT_MAIN5 && last->destination.port == 4500 && c->last[IKT_MAIN3] &&
           c->last[IKT_MAIN3]->destination.port != 4500;
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
        /* of whatever kind or exchange: then the path carries that port */
        .port_4500_works = c->evidence->from_4500[1] || c->tally->from_4500[1],
        .echoes = last->name == IKT_MAIN5 ? (unsigned)MIN(c->tally->echoes, G_MAXUINT) : 0,
    };
    stall->maybe_blocked = has_moved(c, last) && !stall->port_4500_works;
    stall->blocked = stall->maybe_blocked && !c->evidence->pair_forgotten;
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
