/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/settle.h"

#include "track/commit_bit.h"
#include "track/flow_binding.h"
#include "track/informational.h"
#include "track/isakmp_sa.h"
#include "track/outcome.h"
#include "track/quick_mode.h"

void ikt_settle_note(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    const struct ikt_history_note note = ikt_quick_mode_note(quick);
    quick->history = ikt_history_write(session->history, quick->history, &note);
}

/* The evidence, and what owns a list of it. */
struct gathered {
    struct ikt_evidence evidence;
    GArray *strays; /* NULL: no ESP or AH was captured */
};

static void gather_side(struct ikt_session *session, struct ikt_evidence *evidence, unsigned side,
                        const struct ikt_address *own, const struct ikt_address *other)
{
    const struct ikt_sent_ipsec sent = ikt_flow_table_sent(session->flows, own, other);
    evidence->ipsec_packets[side] = sent.packets;
    evidence->ipsec_newest[side] = sent.newest_frame;
    evidence->ipsec_newest_sequence[side] = sent.newest_sequence;
    evidence->ipsec_last[side] = sent.last_frame;
    evidence->ipsec_last_sequence[side] = sent.last_sequence;
    evidence->ipsec_last_time[side] = sent.last_time;
}

static GArray *gather_ipsec(struct ikt_session *session, struct ikt_evidence *evidence,
                            const struct ikt_address *initiator, const struct ikt_address *responder)
{
    GArray *strays =
        ikt_flow_table_strays(session->flows, initiator, responder, 0, G_MAXUINT64, &evidence->more_strays);
    evidence->stray_count = strays->len;
    evidence->strays = (const struct ikt_flow *)(const void *)strays->data;
    gather_side(session, evidence, 0, initiator, responder);
    gather_side(session, evidence, 1, responder, initiator);
    return strays;
}

/* Of a pair of peers, quick itself (or NULL) left out. */
static struct gathered gather(struct ikt_session *session, const struct ikt_isakmp_sa *sa,
                              const struct ikt_quick_mode *quick)
{
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa), *responder = ikt_isakmp_sa_responder(sa);
    struct gathered gathered = {.evidence = {.ipsec_last_time = {IKT_TIME_NONE, IKT_TIME_NONE}}};
    struct ikt_evidence *evidence = &gathered.evidence;

    ikt_history_tell(session->history, initiator, responder, quick ? quick->history : NULL, evidence);
    if (!ikt_flow_table_is_empty(session->flows))
        gathered.strays = gather_ipsec(session, evidence, initiator, responder);
    evidence->block_size = ikt_decryptor_block_size(sa->decryptor);
    evidence->hash_size = ikt_decryptor_hash_size(sa->decryptor);
    evidence->transits = session->transits;
    evidence->now = session->news;
    return gathered;
}

static void gathered_clear(struct gathered *gathered)
{
    if (gathered->strays)
        g_array_unref(gathered->strays);
}

static void learn_timers(struct ikt_isakmp_sa *sa, const struct ikt_list *seen)
{
    const struct ikt_seen *first = ikt_seen_list_data(seen);
    const guint count = ikt_list_whole(seen);
    ikt_fingerprint_learn_timers(&sa->peers[0].fingerprint, first, count, ikt_isakmp_sa_initiator(sa));
    ikt_fingerprint_learn_timers(&sa->peers[1].fingerprint, first, count, ikt_isakmp_sa_responder(sa));
}

/* What is no message of the SA shows that a peer was captured, too: any packet of it, before the SA or after it. */
static void see_peers(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa), *responder = ikt_isakmp_sa_responder(sa);
    if (ikt_address_equal(initiator, responder))
        return;
    if (!sa->peers[0].seen && ikt_presence_has_sent(session->presence, initiator, NULL) == IKT_YES)
        ikt_isakmp_sa_see(sa, true);
    if (!sa->peers[1].seen && ikt_presence_has_sent(session->presence, responder, NULL) == IKT_YES)
        ikt_isakmp_sa_see(sa, false);
}

static void note_moved(struct ikt_session *session, const struct ikt_isakmp_sa *sa)
{
    ikt_moved_pairs_note(session->moved, ikt_isakmp_sa_initiator(sa), ikt_isakmp_sa_responder(sa));
}

void ikt_settle_refused(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    if (!session->events.refused)
        return;
    struct gathered gathered = gather(session, quick->sa, quick);
    ikt_quick_mode_record(quick);
    session->events.refused(session->user, quick, &gathered.evidence);
    gathered_clear(&gathered);
}

void ikt_settle_supersede(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    for (const struct ikt_index_node *node = ikt_quick_mode_same_traffic(quick); node;) {
        struct ikt_quick_mode *older = node->quick;
        node = node->older;
        if (older == quick || older->ended != IKT_ENDED_NOT || !ikt_quick_mode_complete(older) ||
            older->places[1].first_sequence > quick->places[1].first_sequence)
            continue;
        ikt_quick_mode_ended(older, IKT_ENDED_SUPERSEDED, quick->places[1].first_sequence, quick->last_time);
        ikt_flow_binding_replace(older, session->flows, session->clock.now + IKT_IN_FLIGHT);
        ikt_waiting_review_quick(&session->waiting, older, session->clock.now);
    }
}

/* Its record is told, or nobody wants it. */
static void end_owner(struct ikt_quick_mode *quick)
{
    struct ikt_ipsec_owner *owner = quick->owner;
    const struct ikt_phase2 *record = quick->record;
    if (!owner)
        return;
    owner->quick = NULL;
    owner->part = record && quick->ended != IKT_ENDED_DELETED ? record->part : 0;
    owner->sequence = record && record->seen_count > 0 ? record->seen[0].sequence : owner->sequence;
    ikt_ipsec_owner_unref(owner);
    quick->owner = NULL;
}

static void lose(struct ikt_session *session, const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen,
                 uint32_t part, uint64_t of)
{
    const struct ikt_lost_sas lost = {.one = ikt_isakmp_sa_initiator(sa),
                                      .other = ikt_isakmp_sa_responder(sa),
                                      .part = part,
                                      .of = of,
                                      .sequence = seen->sequence,
                                      .time = seen->time};
    session->events.lost(session->user, &lost);
}

void ikt_settle_deleted(struct ikt_session *session, const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen,
                        const struct ikt_informational_result *result)
{
    const uint64_t forgotten = ikt_ipsec_owners_forgotten(session->owners);
    for (guint i = 0; result->elsewhere && i < result->elsewhere->len; i++) {
        struct ikt_ipsec_owner *owner = result->elsewhere->pdata[i];
        struct ikt_quick_mode *quick = owner->quick;
        if (quick && quick->ended != IKT_ENDED_DELETED) {
            ikt_quick_mode_ended(quick, IKT_ENDED_DELETED, seen->sequence, seen->time);
            ikt_waiting_review_quick(&session->waiting, quick, session->clock.now);
        } else if (!quick && owner->part != 0) {
            lose(session, sa, seen, owner->part, owner->sequence);
            owner->part = 0;
        }
    }
    if (result->unknown_deleted && forgotten != 0) {
        ikt_ipsec_owners_miss(session->owners);
        lose(session, sa, seen, 0, forgotten);
    }
    if (result->elsewhere)
        g_ptr_array_unref(result->elsewhere);
}

static void end_quick(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    end_owner(quick);
    ikt_clear_packets_forget(session->clear, quick);
    ikt_sa_table_release(&session->sas, quick->sa, quick->octets);
    ikt_quick_mode_end(quick);
}

/* Its flows are collected. */
static struct gathered judge_quick(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    quick->attempts = ikt_history_failures_before(quick->history);
    struct gathered gathered = gather(session, quick->sa, quick);
    for (unsigned side = 0; side < 2; side++)
        quick->clear[side].encrypted_since = gathered.evidence.ipsec_last_sequence[quick->reversed ? 1 - side : side] >
                                             quick->clear[side].after_sequence;
    ikt_quick_mode_record(quick);
    quick->record->incomplete = ikt_quick_mode_incomplete(quick, session->news);
    quick->record->awaits_connected = ikt_commit_waits(quick->record, session->news);
    return gathered;
}

void ikt_settle_quick(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    ikt_waiting_stop(&quick->due);
    note_moved(session, quick->sa);
    ikt_flow_binding_collect(quick, session->flows, session->history);
    see_peers(session, quick->sa);
    learn_timers(quick->sa, &quick->seen);
    ikt_quick_mode_place_answer(quick);
    ikt_settle_note(session, quick);
    struct gathered gathered = judge_quick(session, quick);
    session->events.phase2(session->user, quick, &gathered.evidence);
    gathered_clear(&gathered);
    end_quick(session, quick);
}

/* Take it out of all tables, and free it. Its Quick Modes are gone. */
static void drop(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    ikt_waiting_stop(&sa->due);
    ikt_held_free(ikt_reorder_take(&session->reorder, sa));
    ikt_sa_table_remove(&session->sas, sa);
    ikt_isakmp_sa_free(sa);
}

static struct gathered judge_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    const struct gathered gathered = gather(session, sa, NULL);
    ikt_isakmp_sa_record(sa);
    ikt_history_ikev2(session->history, ikt_isakmp_sa_initiator(sa), ikt_isakmp_sa_responder(sa), sa->record);
    sa->record->incomplete = ikt_isakmp_sa_incomplete(sa, session->news);
    return gathered;
}

void ikt_settle_show_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa, bool goes_on, ikt_settle_take_sa *take,
                        void *user)
{
    see_peers(session, sa);
    struct gathered gathered = judge_sa(session, sa);
    if (goes_on && sa->record->outcome != IKT_OUTCOME_ESTABLISHED)
        sa->record->outcome = IKT_OUTCOME_INCOMPLETE;
    if (goes_on) /* the answer to what it asks, and its first Quick Mode, may be under way: that accuses nobody */
        sa->record->quick_modes = MAX(sa->record->quick_modes, 1);
    take(user, sa, goes_on ? NULL : &gathered.evidence);
    gathered_clear(&gathered);
}

void ikt_settle_show_quick(struct ikt_session *session, struct ikt_quick_mode *quick, bool goes_on,
                           ikt_settle_take_quick *take, void *user)
{
    see_peers(session, quick->sa);
    struct gathered gathered = judge_quick(session, quick);
    if (goes_on)
        quick->record->outcome = IKT_OUTCOME_INCOMPLETE;
    take(user, quick, goes_on ? NULL : &gathered.evidence);
    gathered_clear(&gathered);
}

void ikt_settle_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    note_moved(session, sa);
    see_peers(session, sa);
    learn_timers(sa, &sa->lists.seen);
    for (GList *link = sa->quick_modes.order.head; link; link = link->next)
        ikt_flow_binding_collect(link->data, session->flows, session->history);
    struct gathered gathered = judge_sa(session, sa);
    session->events.phase1(session->user, sa, &gathered.evidence);
    gathered_clear(&gathered);
    while (sa->quick_modes.order.head)
        ikt_settle_quick(session, sa->quick_modes.order.head->data);
    drop(session, sa);
}

void ikt_settle_evict_quick(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    quick->evicted = true;
    ikt_settle_quick(session, quick);
}

void ikt_settle_evict(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    sa->end.evicted = true;
    for (GList *link = sa->quick_modes.order.head; link; link = link->next)
        ((struct ikt_quick_mode *)link->data)->evicted = true;
    ikt_settle_sa(session, sa);
}

void ikt_settle_drop(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    while (sa->quick_modes.order.head) {
        struct ikt_quick_mode *quick = sa->quick_modes.order.head->data;
        ikt_waiting_stop(&quick->due);
        end_quick(session, quick);
    }
    drop(session, sa);
}
