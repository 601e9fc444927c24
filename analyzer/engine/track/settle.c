/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * When exchanges are judged: what waits, for how long, and in which order records go out.
 */
#include "track/peer_fingerprint.h"
#include "track/session_internal.h"

void ikt_session_wait(struct ikt_session *session, struct ikt_due *due, GQueue *queue)
{
    if (due->queue)
        g_queue_unlink(due->queue, &due->link);
    due->queue = queue;
    due->since = session->clock.now;
    if (queue)
        g_queue_push_tail_link(queue, &due->link);
}

void ikt_session_touch_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    g_queue_unlink(&session->recent, &sa->recent);
    g_queue_push_head_link(&session->recent, &sa->recent);
    if (sa->due.queue == &session->silent)
        ikt_session_wait(session, &sa->due, &session->silent);
}

void ikt_session_touch_quick(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    if (quick->due.queue == &session->silent)
        ikt_session_wait(session, &quick->due, &session->silent);
}

/* Change the queue only when the state asks for another: a wait that runs is not prolonged. */
static void want_queue(struct ikt_session *session, struct ikt_due *due, GQueue *queue)
{
    if (due->queue != queue)
        ikt_session_wait(session, due, queue);
}

void ikt_session_review_quick(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    if (quick->ended != IKT_ENDED_NOT || quick->rejected || quick->sa_deleted)
        want_queue(session, &quick->due, &session->lingering);
    else if (ikt_quick_mode_complete(quick))
        want_queue(session, &quick->due, NULL);
    else
        want_queue(session, &quick->due, &session->silent);
}

void ikt_session_review_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    if (sa->deleted || sa->refused)
        want_queue(session, &sa->due, &session->lingering);
    else if (ikt_isakmp_sa_established(sa))
        want_queue(session, &sa->due, NULL);
    else
        want_queue(session, &sa->due, &session->silent);
}

void ikt_session_evidence(struct ikt_session *session, struct ikt_isakmp_sa *sa, struct ikt_quick_mode *quick,
                          struct ikt_evidence *evidence)
{
    const struct ikt_address *initiator = &sa->initiator.endpoint.address;
    const struct ikt_address *responder = &sa->responder.endpoint.address;
    GArray *history = ikt_history_others(session->history, initiator, responder, quick);
    GArray *strays =
        ikt_flow_table_strays(session->flows, initiator, responder, 0, G_MAXUINT64, &evidence->more_strays);

    evidence->wordless = false;
    evidence->block_size = ikt_decryptor_block_size(sa->decryptor);
    evidence->hash_size = ikt_decryptor_hash_size(sa->decryptor);
    evidence->history_count = history->len;
    evidence->history = (const struct ikt_history *)(void *)g_array_free(history, FALSE);
    evidence->stray_count = strays->len;
    evidence->strays = (const struct ikt_flow *)(void *)g_array_free(strays, FALSE);
    evidence->ipsec_packets[0] =
        ikt_flow_table_packets(session->flows, initiator, responder, &evidence->ipsec_newest[0]);
    evidence->ipsec_packets[1] =
        ikt_flow_table_packets(session->flows, responder, initiator, &evidence->ipsec_newest[1]);
    evidence->own_method[0] = ikt_history_method(session->history, initiator, responder);
    evidence->own_method[1] = ikt_history_method(session->history, responder, initiator);
    evidence->own_policies[0] = ikt_history_policies(session->history, initiator, responder);
    evidence->own_policies[1] = ikt_history_policies(session->history, responder, initiator);
    evidence->from_4500[0] = ikt_history_has_seen_4500(session->history, initiator, responder);
    evidence->from_4500[1] = ikt_history_has_seen_4500(session->history, responder, initiator);
    evidence->now = session->clock.capture;
}

void ikt_session_evidence_clear(struct ikt_evidence *evidence)
{
    g_free((void *)evidence->history);
    g_free((void *)evidence->strays);
    *evidence = (struct ikt_evidence){0};
}

static void hear_parties(struct ikt_isakmp_sa *sa, const GArray *seen)
{
    ikt_party_learn_rhythm(&sa->initiator, (const struct ikt_seen *)(const void *)seen->data, seen->len);
    ikt_party_learn_rhythm(&sa->responder, (const struct ikt_seen *)(const void *)seen->data, seen->len);
}

static void see_parties(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    const struct ikt_address *initiator = &sa->initiator.endpoint.address;
    const struct ikt_address *responder = &sa->responder.endpoint.address;
    if (ikt_address_equal(initiator, responder))
        return;
    sa->initiator.seen = sa->initiator.seen || ikt_history_has_seen(session->history, initiator, responder);
    sa->responder.seen = sa->responder.seen || ikt_history_has_seen(session->history, responder, initiator);
}

typedef void take_spi(struct ikt_session *session, struct ikt_quick_mode *quick, uint8_t protocol, uint32_t spi,
                      const struct ikt_address *destination);

/* The negotiated SPIs: each side's is its inbound one. */
static void each_spi(struct ikt_session *session, struct ikt_quick_mode *quick, take_spi *take)
{
    const struct ikt_isakmp_sa *sa = quick->sa;
    const struct ikt_party *initiator = quick->reversed ? &sa->responder : &sa->initiator;
    const struct ikt_party *responder = quick->reversed ? &sa->initiator : &sa->responder;
    const struct ikt_sa *lists[] = {ikt_quick_mode_choice(quick), ikt_quick_mode_offer(quick)};
    const struct ikt_address *inbound_at[] = {&responder->endpoint.address, &initiator->endpoint.address};

    for (unsigned side = 0; side < 2; side++) {
        for (size_t p = 0; lists[side] && p < lists[side]->proposal_count; p++) {
            const struct ikt_proposal *proposal = &lists[side]->proposals[p];
            if (proposal->spi.length != 4)
                continue;
            const uint8_t *octets = proposal->spi.data;
            uint32_t spi = (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 | octets[3];
            take(session, quick, proposal->protocol, spi, inbound_at[side]);
        }
    }
}

static void collect_flow(struct ikt_session *session, struct ikt_quick_mode *quick, uint8_t protocol, uint32_t spi,
                         const struct ikt_address *destination)
{
    const struct ikt_flow *flow = ikt_flow_table_claim(session->flows, protocol, spi, destination);
    if (flow && quick->flows->len < 8)
        g_array_append_val(quick->flows, *flow);
}

static void collect_flows(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    g_array_set_size(quick->flows, 0);
    each_spi(session, quick, collect_flow);
    ikt_session_tie_flows(session, quick);
}

static void replace_flow(struct ikt_session *session, struct ikt_quick_mode *quick, uint8_t protocol, uint32_t spi,
                         const struct ikt_address *destination)
{
    (void)quick;
    ikt_flow_table_replace(session->flows, protocol, spi, destination, session->clock.now + IKT_IN_FLIGHT);
}

/*
 * Where the initiator of the ISAKMP SA was not captured, its Quick Modes begin with their answers. The other peer's own
 * would go on to a third message, and their first IV comes from phase 1, so that nothing of it is lost.
 */
static bool is_answer_alone(const struct ikt_quick_mode *quick)
{
    if (!quick->reversed || quick->sa->initiator.seen || quick->count[0] == 0 ||
        quick->count[1] + quick->count[2] + quick->count[3] > 0)
        return false;
    enum ikt_decryption decryption = g_array_index(quick->seen, struct ikt_seen, 0).decryption;
    return decryption != IKT_DECRYPTION_VERIFIED && decryption != IKT_DECRYPTION_DECRYPTED;
}

/* Hand out; the caller takes it out of the SA. */
static void publish_quick(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    struct ikt_evidence evidence;

    ikt_session_wait(session, &quick->due, NULL);
    collect_flows(session, quick);
    see_parties(session, quick->sa);
    hear_parties(quick->sa, quick->seen);
    if (is_answer_alone(quick))
        ikt_quick_mode_shift(quick);
    ikt_history_note(session->history, quick);
    ikt_session_evidence(session, quick->sa, quick, &evidence);
    const struct ikt_party *initiator = quick->reversed ? &quick->sa->responder : &quick->sa->initiator;
    quick->attempts = ikt_history_failures(&evidence, &initiator->endpoint.address, quick->first_frame[0]);
    ikt_quick_mode_record(quick);
    session->events.phase2(session->user, quick, &evidence);
    ikt_session_evidence_clear(&evidence);
}

void ikt_session_settle_quick(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    struct ikt_isakmp_sa *sa = quick->sa;
    publish_quick(session, quick);
    g_hash_table_remove(sa->quick_modes, GUINT_TO_POINTER(quick->message_id));
    g_queue_remove(&sa->quick_order, quick);
    ikt_quick_mode_free(quick);
}

void ikt_session_settle_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    const struct ikt_address *initiator = &sa->initiator.endpoint.address;
    const struct ikt_address *responder = &sa->responder.endpoint.address;
    struct ikt_evidence evidence;
    struct ikt_quick_mode *quick;

    ikt_early_release(session, sa);
    ikt_session_wait(session, &sa->due, NULL);
    see_parties(session, sa);
    hear_parties(sa, sa->seen);
    for (GList *link = sa->quick_order.head; link; link = link->next)
        collect_flows(session, link->data);
    ikt_session_evidence(session, sa, NULL, &evidence);
    ikt_history_ikev2(session->history, initiator, responder, &sa->record);
    ikt_isakmp_sa_record(sa);
    session->events.phase1(session->user, sa, &evidence);
    ikt_session_evidence_clear(&evidence);
    while ((quick = g_queue_pop_head(&sa->quick_order))) {
        publish_quick(session, quick);
        ikt_quick_mode_free(quick);
    }
    ikt_session_forget_sa(session, sa);
    ikt_isakmp_sa_free(sa);
}

static void settle_due(struct ikt_session *session, GQueue *queue, ikt_time patience)
{
    while (queue->head) {
        struct ikt_due *due = queue->head->data;
        if (due->since + patience > session->clock.now)
            return;
        if (due->quick)
            ikt_session_settle_quick(session, due->quick);
        else
            ikt_session_settle_sa(session, due->sa);
    }
}

void ikt_session_advance(struct ikt_session *session, ikt_time now)
{
    if (!ikt_clock_advance(&session->clock, now))
        return;
    ikt_early_expire(session);
    settle_due(session, &session->silent, IKT_SILENCE);
    settle_due(session, &session->lingering, IKT_LINGER);
}

static bool same_selector(const struct ikt_identity *a, const struct ikt_identity *b)
{
    return a && b && a->protocol == b->protocol && a->port == b->port && a->low.family != IKT_FAMILY_NONE &&
           ikt_address_equal(&a->low, &b->low) && ikt_address_equal(&a->high, &b->high);
}

/* Quick Modes of one ISAKMP SA that protect the same traffic, whoever began them. */
static bool same_traffic(struct ikt_quick_mode *a, struct ikt_quick_mode *b)
{
    bool turned = a->reversed != b->reversed;
    return same_selector(ikt_quick_mode_proxy(a, 1, true), ikt_quick_mode_proxy(b, 1, !turned)) &&
           same_selector(ikt_quick_mode_proxy(a, 1, false), ikt_quick_mode_proxy(b, 1, turned));
}

void ikt_session_supersede(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    for (GList *link = quick->sa->quick_order.head; link; link = link->next) {
        struct ikt_quick_mode *older = link->data;
        if (older == quick || older->ended != IKT_ENDED_NOT || !ikt_quick_mode_complete(older) ||
            older->first_frame[1] > quick->first_frame[1] || !same_traffic(older, quick))
            continue;
        older->ended = IKT_ENDED_SUPERSEDED;
        each_spi(session, older, replace_flow);
        ikt_session_review_quick(session, older);
    }
}

static gint by_first_frame(gconstpointer a, gconstpointer b)
{
    const struct ikt_isakmp_sa *one = *(struct ikt_isakmp_sa *const *)a;
    const struct ikt_isakmp_sa *other = *(struct ikt_isakmp_sa *const *)b;
    return (one->first_frame > other->first_frame) - (one->first_frame < other->first_frame);
}

void ikt_session_finish(struct ikt_session *session)
{
    g_autoptr(GPtrArray) alive = g_ptr_array_new();
    for (GList *link = session->recent.head; link; link = link->next)
        g_ptr_array_add(alive, link->data);
    g_ptr_array_sort(alive, by_first_frame);
    for (guint i = 0; i < alive->len; i++)
        ikt_session_settle_sa(session, alive->pdata[i]);
}
