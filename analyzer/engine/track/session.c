/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The dispatcher: what a message does to its exchange is told by the files that keep the parts of it; what follows from
 * that for history, queues and events is done here.
 */
#include "track/session.h"

#include <string.h>

#include "isakmp/message_spare.h"
#include "track/contacts.h"
#include "track/flow_binding.h"
#include "track/informational.h"
#include "track/isakmp_sa.h"
#include "track/kept_octets.h"
#include "track/message_position.h"
#include "track/mode_config.h"
#include "track/nat_detection.h"
#include "track/phase1.h"
#include "track/phase1_history.h"
#include "track/quick_mode.h"
#include "track/settle.h"
#include "track/shown.h"

struct ikt_session *ikt_session_new(unsigned max_live, struct ikt_keyring *keyring, const struct ikt_presence *presence,
                                    const struct ikt_session_events *events, void *user)
{
    struct ikt_session *session = g_new0(struct ikt_session, 1);
    session->events = *events;
    session->user = user;
    session->keys = ikt_key_work_new(keyring);
    session->presence = presence;
    ikt_sa_table_init(&session->sas, max_live);
    session->history = ikt_history_table_new();
    session->flows = ikt_flow_table_new();
    session->owners = ikt_ipsec_owners_new();
    session->clear = ikt_clear_packets_new();
    session->duplicates = ikt_duplicates_new();
    ikt_icmp_errors_init(&session->icmp_errors);
    session->clock.now = session->clock.capture = session->news = IKT_TIME_NONE;
    return session;
}

void ikt_session_join(struct ikt_session *session, const struct ikt_transits *transits)
{
    session->transits = transits;
}

void ikt_session_free(struct ikt_session *session)
{
    while (session->sas.recent.head)
        ikt_settle_drop(session, session->sas.recent.head->data);
    ikt_sa_table_clear(&session->sas);
    ikt_icmp_errors_clear(&session->icmp_errors);
    ikt_history_table_free(session->history);
    ikt_flow_table_free(session->flows);
    ikt_ipsec_owners_free(session->owners);
    ikt_clear_packets_free(session->clear);
    ikt_duplicates_free(session->duplicates);
    ikt_moved_pairs_free(session->moved);
    ikt_key_work_unref(session->keys);
    g_free(session);
}

static void publish(struct ikt_session *session, const struct ikt_packet *packet, const struct ikt_seen *seen,
                    bool copy)
{
    if (!session->events.message)
        return;
    const struct ikt_message_event event = {
        .packet = *packet,
        .name = seen->name,
        .duplicate_of = seen->duplicate_of,
        .decryption = seen->decryption,
        .message = seen->message,
        .copy = copy,
    };
    session->events.message(session->user, &event);
}

static void review_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    ikt_moved_pairs_note(session->moved, ikt_isakmp_sa_initiator(sa), ikt_isakmp_sa_responder(sa));
    ikt_waiting_review_sa(&session->waiting, sa, session->clock.now);
}

static void review_quick(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    ikt_waiting_review_quick(&session->waiting, quick, session->clock.now);
}

/* A message of it was taken. */
static void quick_moved(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    ikt_settle_note(session, quick);
    review_quick(session, quick);
    ikt_waiting_touch(&session->waiting, &quick->due, session->clock.now);
}

static void quick_refused(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    ikt_settle_note(session, quick);
    review_quick(session, quick);
    ikt_settle_refused(session, quick);
}

static void phase1_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                           struct ikt_seen *seen)
{
    ikt_phase1_take(sa, packet, seen);
    ikt_phase1_history_message(session->history, sa, packet, seen);
    ikt_isakmp_sa_list(sa, seen);
}

static void quick_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, struct ikt_seen *seen)
{
    struct ikt_quick_mode *quick = ikt_quick_mode_find(sa, seen->message->header.message_id);
    if (!quick) {
        struct ikt_quick_mode *surplus = ikt_quick_mode_surplus(sa);
        if (surplus)
            ikt_settle_evict_quick(session, surplus);
        quick = ikt_quick_mode_begin(sa, seen);
        ikt_phase1_history_up(session->history, sa, seen);
    }
    bool completes = ikt_quick_mode_take(quick, seen);
    quick_moved(session, quick);
    if (completes) {
        ikt_flow_binding_name(quick, session->owners);
        ikt_settle_supersede(session, quick);
        ikt_clear_packets_watch(session->clear, quick);
    }
}

/* What a notify or a delete says; the name is that of an informational. */
static enum ikt_message_name read_informational(struct ikt_session *session, struct ikt_isakmp_sa *sa,
                                                const struct ikt_seen *seen, bool encrypted)
{
    const struct ikt_informational_scene scene = {session->flows, session->owners, session->clock.now};
    const struct ikt_informational_result result = ikt_informational_take(sa, seen, encrypted, &scene);
    if (result.refused)
        quick_refused(session, result.refused);
    if (result.contact || sa->end.deleted)
        ikt_contact_note(session, sa, seen, result.contact);
    for (GList *link = result.quick_modes_changed ? sa->quick_modes.order.head : NULL; link; link = link->next)
        review_quick(session, link->data);
    ikt_settle_deleted(session, sa, seen, &result);
    return result.name;
}

/* seen->message is readable where it can be. Any message may carry notifies; an informational consists of them. */
static void take_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                         const struct ikt_message *message, struct ikt_seen *seen)
{
    const uint8_t exchange = message->header.exchange;
    switch (exchange) {
    case IKT_EXCHANGE_MAIN:
    case IKT_EXCHANGE_AGGRESSIVE:
    case IKT_EXCHANGE_BASE:
        phase1_message(session, sa, packet, seen);
        break;
    case IKT_EXCHANGE_QUICK:
        quick_message(session, sa, seen);
        break;
    case IKT_EXCHANGE_INFORMATIONAL:
        seen->name = read_informational(session, sa, seen, message->encrypted);
        ikt_isakmp_sa_list(sa, seen);
        break;
    case IKT_EXCHANGE_TRANSACTION:
        seen->name = IKT_TRANSACTION;
        ikt_configuration_learn(&sa->configuration, seen);
        ikt_isakmp_sa_list(sa, seen);
        break;
    default:
        seen->name = IKT_NEW_GROUP;
        ikt_isakmp_sa_list(sa, seen);
        break;
    }
    if (exchange != IKT_EXCHANGE_INFORMATIONAL && !seen->message->encrypted)
        read_informational(session, sa, seen, message->encrypted);
    if (exchange != IKT_EXCHANGE_QUICK) {
        const struct ikt_cipher_sizes sizes = ikt_isakmp_sa_sizes(sa);
        ikt_dpd_learn_length(&sa->dpd, &sizes, seen);
    }
    ikt_phase1_count(&sa->phase1, seen->name);
    review_sa(session, sa);
}

/* What it is taken for before it finds its place. */
static enum ikt_message_name provisional_name(const struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                                              const struct ikt_seen *seen)
{
    switch (message->header.exchange) {
    case IKT_EXCHANGE_MAIN:
    case IKT_EXCHANGE_AGGRESSIVE:
        return ikt_position_phase1(message, seen->from_initiator);
    case IKT_EXCHANGE_QUICK:
        return ikt_quick_mode_name(ikt_quick_mode_find(sa, message->header.message_id), seen);
    case IKT_EXCHANGE_TRANSACTION:
        return IKT_TRANSACTION;
    default:
        return ikt_position_informational(seen->message);
    }
}

/* Returns a reference to the readable form, for the caller; NULL: there is none but the message itself. */
static struct ikt_message *open_message(struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                                        struct ikt_seen *seen, bool *untried)
{
    struct ikt_opened opened = {.decryption = IKT_DECRYPTION_CLEARTEXT};

    if (message->encrypted)
        opened = ikt_decryptor_open(sa->decryptor, seen->from_initiator, message);
    seen->decryption = opened.decryption;
    seen->quick_number = opened.number;
    *untried = opened.untried;
    seen->message = opened.message ? opened.message : message;
    return opened.message;
}

/* Take a held message for what it is: nothing happens where none is held. It was shown when it came. */
static void release_held(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    struct ikt_held *held = ikt_reorder_take(&session->reorder, sa);
    if (!held)
        return;
    struct ikt_sent *sent = ikt_retransmission_find(&sa->retransmissions, held->digest, held->message->octets.length,
                                                    held->seen.from_initiator);
    bool untried;
    struct ikt_message *opened = open_message(sa, held->message, &held->seen, &untried);
    bool is_read =
        held->seen.decryption == IKT_DECRYPTION_VERIFIED || held->seen.decryption == IKT_DECRYPTION_DECRYPTED;

    sa->untried += held->untried && !is_read;
    take_message(session, sa, &held->packet, held->message, &held->seen);
    if (sent) {
        sent->name = held->seen.name;
        sent->decryption = held->seen.decryption;
    }
    ikt_kept_message(session, sa, held->message, opened);
    ikt_message_release(opened);
    ikt_held_free(held);
}

/* It is the first of its octets. */
static void first_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                          const struct ikt_message *message, uint64_t digest, struct ikt_seen *seen)
{
    if (sa->held && !ikt_reorder_is_awaited(sa, message, seen->from_initiator))
        release_held(session, sa);
    bool untried;
    struct ikt_message *opened = open_message(sa, message, seen, &untried);
    /* A message that is missing before another one can be read itself. */
    if (sa->held && sa->held->waits == IKT_REORDER_EXCHANGE && seen->message->encrypted)
        release_held(session, sa);
    enum ikt_reorder_wait waits = sa->held ? IKT_REORDER_NOTHING : ikt_reorder_waits_for(sa, message, seen);

    if (waits == IKT_REORDER_NOTHING) {
        sa->untried += untried;
        take_message(session, sa, packet, message, seen);
        release_held(session, sa);
    } else {
        seen->name = provisional_name(sa, message, seen);
        const struct ikt_held held = {.waits = waits,
                                      .message = message,
                                      .packet = *packet,
                                      .seen = *seen,
                                      .digest = digest,
                                      .untried = untried,
                                      .since = session->clock.now};
        ikt_reorder_hold(&session->reorder, sa, &held);
    }
    publish(session, packet, seen, false);
    ikt_kept_message(session, sa, message, opened);
    ikt_message_release(opened);
}

static void repeated_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                             const struct ikt_message *message, const struct ikt_sent *sent, struct ikt_seen *seen)
{
    const struct ikt_message *readable = ikt_isakmp_sa_recall(sa, sent->sequence);
    seen->name = sent->name;
    seen->duplicate_of = sent->frame;
    seen->duplicate_of_sequence = sent->sequence;
    seen->decryption = sent->decryption;
    seen->message = readable ? readable : message;
    if (message->header.exchange == IKT_EXCHANGE_QUICK) {
        struct ikt_quick_mode *quick = ikt_quick_mode_find(sa, message->header.message_id);
        if (quick && ikt_quick_mode_repeat(quick, seen))
            quick_moved(session, quick);
        if (quick && ikt_informational_place(sa, quick))
            quick_refused(session, quick);
    } else {
        ikt_isakmp_sa_list(sa, seen);
    }
    ikt_phase1_repeat(&sa->phase1, sent->name);
    ikt_phase1_count(&sa->phase1, seen->name);
    publish(session, packet, seen, false);
    ikt_kept_message(session, sa, message, NULL);
}

/*
 * A copy is shown like its original, and changes nothing, but for one that has another address: it was captured on the
 * other side of a NAT. Its SA is that of the original.
 */
static void copied_message(struct ikt_session *session, const struct ikt_packet *packet,
                           const struct ikt_message *message, const struct ikt_original *original, uint64_t digest,
                           struct ikt_seen *seen)
{
    struct ikt_isakmp_sa *sa =
        ikt_sa_table_named(&session->sas, &message->header, &original->source, &original->destination);
    const struct ikt_sent *sent = NULL;
    for (unsigned from_responder = 0; sa && !sent && from_responder < 2; from_responder++)
        sent = ikt_retransmission_find(&sa->retransmissions, digest, message->octets.length, from_responder == 0);
    if (sent) {
        const struct ikt_quick_mode *quick = ikt_quick_mode_find(sa, message->header.message_id);
        const struct ikt_message *readable = ikt_isakmp_sa_recall(sa, sent->sequence);
        if (!readable && quick)
            readable = ikt_seen_list_recall(&quick->seen, sent->sequence);
        seen->from_initiator = sent->from_initiator;
        if (sent->from_initiator && ikt_nat_learn_copy(sa, packet))
            ikt_sa_table_translated(&session->sas, sa, &packet->source.address);
        seen->name = sent->name;
        seen->decryption = sent->decryption;
        seen->message = readable ? readable : message;
    }
    seen->duplicate_of = original->frame;
    seen->duplicate_of_sequence = original->sequence;
    publish(session, packet, seen, true);
}

static void take_whole(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                       const struct ikt_message *message, uint64_t digest, struct ikt_seen *seen)
{
    const size_t length = message->octets.length;
    const struct ikt_sent *sent = ikt_retransmission_find(&sa->retransmissions, digest, length, seen->from_initiator);

    if (sent) {
        repeated_message(session, sa, packet, message, sent, seen);
    } else {
        session->news = session->clock.capture;
        first_message(session, sa, packet, message, digest, seen);
        const struct ikt_sent fresh = {.digest = digest,
                                       .length = length,
                                       .from_initiator = seen->from_initiator,
                                       .sequence = packet->sequence,
                                       .frame = packet->frame,
                                       .name = seen->name,
                                       .decryption = seen->decryption};
        ikt_retransmission_remember(&sa->retransmissions, &fresh);
    }
}

/* The newest SA stays. */
static void make_room(struct ikt_session *session)
{
    struct ikt_isakmp_sa *surplus;
    while ((surplus = ikt_sa_table_surplus(&session->sas))) {
        release_held(session, surplus);
        ikt_settle_evict(session, surplus);
    }
}

static struct ikt_isakmp_sa *find_or_begin(struct ikt_session *session, const struct ikt_packet *packet,
                                           const struct ikt_message *message)
{
    struct ikt_isakmp_sa *sa = ikt_sa_table_find(&session->sas, packet, &message->header);
    if (sa)
        return sa;
    sa = ikt_sa_table_begin(&session->sas, session->keys, packet, message);
    if (sa)
        ikt_icmp_errors_adopt(&session->icmp_errors, sa);
    if (sa)
        make_room(session);
    return sa;
}

/* Returns the message that is whole by this, for the caller; NULL: it is whole itself, or a piece is missing. */
static struct ikt_message *take_datagram(struct ikt_session *session, const struct ikt_packet *packet,
                                         const struct ikt_message *message)
{
    struct ikt_seen seen = {
        .name = IKT_MESSAGE_OTHER,
        .sequence = packet->sequence,
        .frame = packet->frame,
        .time = packet->time,
        .source = packet->source,
        .destination = packet->destination,
        .decryption = message->encrypted ? IKT_DECRYPTION_NO_KEY : IKT_DECRYPTION_CLEARTEXT,
        .length = message->wire_length,
        .message = message,
    };
    const uint64_t digest = ikt_duplicate_digest(message->octets);
    const struct ikt_original *original = ikt_duplicate_find(session->duplicates, packet, digest, &session->clock);
    if (original) {
        copied_message(session, packet, message, original, digest, &seen);
        return NULL;
    }
    struct ikt_isakmp_sa *sa = find_or_begin(session, packet, message);
    struct ikt_message *whole = NULL;
    struct ikt_quick_mode *shown;
    if (!sa) {
        publish(session, packet, &seen, false);
        return NULL;
    }
    seen.from_initiator = ikt_isakmp_sa_from_initiator(sa, &seen.source, &seen.destination);
    ikt_isakmp_sa_see(sa, seen.from_initiator);
    if (ikt_shown_take(sa, &seen, &shown)) {
        if (shown)
            quick_moved(session, shown);
        publish(session, packet, &seen, true);
    } else if (ikt_message_payload(message, IKT_PAYLOAD_FRAGMENT, 0)) {
        /* A piece is shown as it is; the whole follows under the frame that completed it. */
        publish(session, packet, &seen, false);
        if (!sa->fragments)
            sa->fragments = ikt_fragments_new();
        whole = ikt_fragments_add(sa->fragments, message, seen.from_initiator, packet);
        ikt_kept_piece(session, sa);
    } else {
        take_whole(session, sa, packet, message, digest, &seen);
    }
    review_sa(session, sa);
    ikt_sa_table_touch(&session->sas, sa, message->encrypted);
    ikt_waiting_touch(&session->waiting, &sa->due, session->clock.now);
    make_room(session);
    return whole;
}

void ikt_session_message(struct ikt_session *session, const struct ikt_packet *given, const struct ikt_message *message)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);

    ikt_history_saw(session->history, &packet, true);
    struct ikt_message *whole = take_datagram(session, &packet, message);
    /* It may claim other cookies than its pieces did: it is looked up anew. Fragments of fragments are none. */
    if (whole && whole->has_header && whole->header.version >> 4 == 1 &&
        !ikt_message_payload(whole, IKT_PAYLOAD_FRAGMENT, 0))
        ikt_message_release(take_datagram(session, &packet, whole));
    ikt_message_release(whole);
}

/* Capture time moved on. */
static void settle_due(struct ikt_session *session)
{
    struct ikt_isakmp_sa *sa;
    struct ikt_due *due;

    ikt_icmp_errors_expire(&session->icmp_errors, session->clock.now - IKT_LATENESS);
    while ((sa = ikt_reorder_expired(&session->reorder, session->clock.now)))
        release_held(session, sa);
    while ((due = ikt_waiting_due(&session->waiting, session->clock.now))) {
        if (due->quick) {
            ikt_settle_quick(session, due->quick);
        } else {
            release_held(session, due->sa);
            ikt_settle_sa(session, due->sa);
        }
    }
}

struct ikt_packet ikt_session_receive(struct ikt_session *session, const struct ikt_packet *packet)
{
    struct ikt_packet numbered = *packet;
    numbered.sequence = ++session->sequence;
    if (ikt_clock_advance(&session->clock, packet->time))
        settle_due(session);
    return numbered;
}

void ikt_session_pass_time(struct ikt_session *session, ikt_time now)
{
    if (ikt_clock_pass(&session->clock, now)) {
        session->news = session->clock.capture;
        settle_due(session);
    }
}

static gint by_beginning(gconstpointer a, gconstpointer b)
{
    const struct ikt_isakmp_sa *one = *(struct ikt_isakmp_sa *const *)a;
    const struct ikt_isakmp_sa *other = *(struct ikt_isakmp_sa *const *)b;
    return (one->first_sequence > other->first_sequence) - (one->first_sequence < other->first_sequence);
}

void ikt_session_finish(struct ikt_session *session)
{
    g_autoptr(GPtrArray) alive = g_ptr_array_new();
    ikt_icmp_errors_expire(&session->icmp_errors, G_MAXINT64);
    for (GList *link = session->sas.recent.head; link; link = link->next)
        g_ptr_array_add(alive, link->data);
    g_ptr_array_sort(alive, by_beginning);
    for (guint i = 0; i < alive->len; i++) {
        release_held(session, alive->pdata[i]);
        ikt_settle_sa(session, alive->pdata[i]);
    }
}
