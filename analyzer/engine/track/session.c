/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/session.h"

#include "track/peer_fingerprint.h"
#include "track/mode_config.h"
#include "track/message_position.h"
#include "track/session_internal.h"

struct ikt_session *ikt_session_new(unsigned max_live, struct ikt_keyring *keyring,
                                    const struct ikt_session_events *events, void *user)
{
    struct ikt_session *session = g_new0(struct ikt_session, 1);
    session->events = *events;
    session->user = user;
    session->keyring = keyring ? ikt_keyring_ref(keyring) : NULL;
    session->max_live = max_live;
    session->by_cookie = ikt_session_cookies_new();
    session->history = ikt_history_table_new();
    session->flows = ikt_flow_table_new();
    session->copies = ikt_copies_new();
    session->clock.now = session->clock.capture = IKT_TIME_NONE;
    return session;
}

void ikt_session_free(struct ikt_session *session)
{
    while (session->recent.head) {
        struct ikt_isakmp_sa *sa = session->recent.head->data;
        ikt_session_forget_sa(session, sa);
        ikt_isakmp_sa_free(sa);
    }
    g_hash_table_destroy(session->by_cookie);
    ikt_history_table_free(session->history);
    ikt_flow_table_free(session->flows);
    ikt_copies_free(session->copies);
    ikt_keyring_unref(session->keyring);
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

static void publish_message(struct ikt_session *session, const struct ikt_packet *packet, const struct ikt_seen *seen)
{
    publish(session, packet, seen, false);
}

/* The offer and the choice stay readable for as long as the SA lives. */
static void learn_proposals(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    const struct ikt_payload *payload = ikt_message_payload(seen->message, IKT_PAYLOAD_SA, 0);
    const struct ikt_sa **place = seen->from_initiator ? &sa->offer : &sa->choice;
    if (!payload || *place)
        return;
    *place = &payload->sa;
    g_ptr_array_add(sa->kept, ikt_message_ref(seen->message));
}

static void learn_identity(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    const struct ikt_payload *payload = ikt_message_payload(seen->message, IKT_PAYLOAD_ID, 0);
    struct ikt_party *party = seen->from_initiator ? &sa->initiator : &sa->responder;
    if (!payload || party->id)
        return;
    party->id = &payload->id;
    g_ptr_array_add(sa->kept, ikt_message_ref(seen->message));
}

static void phase1_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                           struct ikt_seen *seen)
{
    const struct ikt_message *message = seen->message;
    bool was_clear = !message->encrypted && !message->opened;

    seen->name = ikt_script_phase1(message, seen->from_initiator);
    if (was_clear) {
        learn_proposals(sa, seen);
        if (seen->name == IKT_MAIN1 || seen->name == IKT_AGGRESSIVE1)
            ikt_history_offers(session->history, sa, seen->frame);
        ikt_party_learn_vendor(seen->from_initiator ? &sa->initiator : &sa->responder, message, seen->from_initiator);
        seen->decryption = ikt_decryptor_learn(sa->decryptor, seen->from_initiator, message);
        if (seen->decryption == IKT_DECRYPTION_VERIFIED)
            sa->decryption = ikt_decryption_weaker(sa->decryption, seen->decryption);
        ikt_party_learn_nat(sa, message, seen->from_initiator, packet);
    } else {
        sa->decryption = ikt_decryption_weaker(sa->decryption, seen->decryption);
    }
    if (!message->encrypted)
        learn_identity(sa, seen);
    if (sa->exchange == IKT_ABSENT)
        sa->exchange = message->header.exchange;
    if (seen->name != IKT_MESSAGE_OTHER) {
        sa->newest = seen->name;
        sa->newest_from_initiator = seen->from_initiator;
        sa->newest_repeats = 0;
        sa->end_time = seen->time;
    }
    ikt_isakmp_sa_list(sa, seen);
    ikt_session_review_sa(session, sa);
}

/*
 * Both peers have sent a long message, and the one that seemed to answer sends a short one: it is the last, so the
 * answer came into the capture before the proposal. What follows the last message bears the commit bit (RFC 2408
 * section 3.1).
 */
static bool began_with_answer(const struct ikt_quick_mode *quick, const struct ikt_message *message,
                              bool from_initiator)
{
    return from_initiator == quick->reversed && quick->count[0] == 1 && quick->count[1] == 1 && quick->count[2] == 0 &&
           quick->first_frame[0] < quick->first_frame[1] && ikt_script_is_third(message) &&
           (message->header.flags & IKT_FLAG_COMMIT) == 0;
}

/* A number that the keys tell and that goes with the direction, or what order and length say. */
static unsigned quick_place(const struct ikt_quick_mode *quick, const struct ikt_seen *seen, bool from_quick_initiator)
{
    bool from_first = seen->quick_number % 2 == 1;
    return seen->quick_number > 0 && from_first == from_quick_initiator
               ? seen->quick_number - 1
               : ikt_script_quick(quick, seen->message, from_quick_initiator);
}

/* Where nothing tells, the first message that was captured is taken for the first one. */
static bool from_quick_initiator(const struct ikt_seen *seen)
{
    return seen->quick_number % 2 == 1 || seen->quick_number == 0;
}

/* The proposal itself came, so that what was taken for one is the answer. */
static bool is_overtaken(const struct ikt_quick_mode *quick, const struct ikt_seen *seen)
{
    return seen->quick_number == 1 && quick->count[1] == 0 && quick->count[0] > 0 &&
           quick->reversed == seen->from_initiator;
}

static struct ikt_quick_mode *open_quick(struct ikt_session *session, struct ikt_isakmp_sa *sa,
                                         const struct ikt_seen *seen, uint32_t message_id)
{
    bool reversed = seen->from_initiator != from_quick_initiator(seen);
    if (g_queue_get_length(&sa->quick_order) >= IKT_MAX_QUICK_MODES)
        ikt_session_settle_quick(session, sa->quick_order.head->data);
    struct ikt_quick_mode *quick = ikt_quick_mode_new(sa, message_id, reversed, seen->time);
    g_hash_table_insert(sa->quick_modes, GUINT_TO_POINTER(message_id), quick);
    g_queue_push_tail(&sa->quick_order, quick);
    sa->quick_total++;
    ikt_session_review_sa(session, sa);
    return quick;
}

static void quick_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, struct ikt_seen *seen)
{
    const struct ikt_message *message = seen->message;
    uint32_t message_id = message->header.message_id;
    struct ikt_quick_mode *quick = g_hash_table_lookup(sa->quick_modes, GUINT_TO_POINTER(message_id));

    if (!quick)
        quick = open_quick(session, sa, seen, message_id);
    else if (ikt_script_is_third(message) && quick->count[1] == 0 && quick->count[2] == 0 &&
             quick->reversed == seen->from_initiator)
        ikt_quick_mode_shift(quick);
    else if (is_overtaken(quick, seen))
        ikt_quick_mode_shift(quick);
    else if (began_with_answer(quick, message, seen->from_initiator))
        ikt_quick_mode_turn(quick);
    struct ikt_seen own = *seen;
    own.from_initiator = seen->from_initiator != quick->reversed;
    unsigned place = quick_place(quick, seen, own.from_initiator);
    own.name = (enum ikt_message_name)(IKT_QUICK1 + place);
    seen->name = own.name;
    bool was_complete = ikt_quick_mode_complete(quick);
    ikt_quick_mode_add(quick, place, &own);
    ikt_history_note(session->history, quick);
    if (!was_complete && ikt_quick_mode_complete(quick))
        ikt_session_supersede(session, quick);
    ikt_session_review_quick(session, quick);
    ikt_session_touch_quick(session, quick);
}

/* seen->message is readable where it can be. */
static void fresh_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                          const struct ikt_message *message, struct ikt_seen *seen)
{
    switch (message->header.exchange) {
    case IKT_EXCHANGE_MAIN:
    case IKT_EXCHANGE_AGGRESSIVE:
    case IKT_EXCHANGE_BASE:
        phase1_message(session, sa, packet, seen);
        break;
    case IKT_EXCHANGE_QUICK:
        quick_message(session, sa, seen);
        break;
    case IKT_EXCHANGE_INFORMATIONAL:
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
    /* Any message may carry notifies; an informational consists of them. */
    if (message->header.exchange == IKT_EXCHANGE_INFORMATIONAL) {
        seen->name = ikt_session_informational(session, sa, seen, message->encrypted);
        ikt_isakmp_sa_list(sa, seen);
    } else if (!seen->message->encrypted) {
        ikt_session_informational(session, sa, seen, message->encrypted);
    }
    sa->names[seen->name]++;
}

/* What it is taken for before it finds its place. */
static enum ikt_message_name early_name(const struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                                        const struct ikt_seen *seen)
{
    const struct ikt_quick_mode *quick;
    switch (message->header.exchange) {
    case IKT_EXCHANGE_MAIN:
    case IKT_EXCHANGE_AGGRESSIVE:
        return ikt_script_phase1(message, seen->from_initiator);
    case IKT_EXCHANGE_QUICK:
        quick = g_hash_table_lookup(sa->quick_modes, GUINT_TO_POINTER(message->header.message_id));
        return IKT_QUICK1 +
               quick_place(quick, seen, quick ? seen->from_initiator != quick->reversed : from_quick_initiator(seen));
    case IKT_EXCHANGE_TRANSACTION:
        return IKT_TRANSACTION;
    default:
        return ikt_script_informational(seen->message);
    }
}

/* Returns a reference to the readable form, for the caller; NULL: there is none but the message itself. */
static struct ikt_message *open_message(struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                                        struct ikt_seen *seen)
{
    struct ikt_opened opened = {.decryption = IKT_DECRYPTION_CLEARTEXT};

    if (message->encrypted)
        opened = ikt_decryptor_open(sa->decryptor, seen->from_initiator, message);
    seen->decryption = opened.decryption;
    seen->quick_number = opened.number;
    seen->message = opened.message ? opened.message : message;
    return opened.message;
}

void ikt_session_take_late(struct ikt_session *session, struct ikt_isakmp_sa *sa, struct ikt_early_message *early)
{
    struct ikt_repeat fresh;
    struct ikt_repeat *known = ikt_repeat_find(sa, early->message, early->seen.from_initiator, &fresh);
    struct ikt_message *opened = open_message(sa, early->message, &early->seen);

    fresh_message(session, sa, &early->packet, early->message, &early->seen);
    if (known) {
        known->name = early->seen.name;
        known->decryption = early->seen.decryption;
    }
    ikt_session_review_sa(session, sa);
    ikt_message_unref(opened);
}

/* It is the first of its octets. */
static void first_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                          const struct ikt_message *message, struct ikt_seen *seen)
{
    if (sa->early && !ikt_early_awaits(sa, message, seen->from_initiator))
        ikt_early_release(session, sa);
    struct ikt_message *opened = open_message(sa, message, seen);
    /* A message that is missing before another one can be read itself. */
    if (sa->early && sa->early->waits == IKT_EARLY_FOR_EXCHANGE && seen->message->encrypted)
        ikt_early_release(session, sa);
    enum ikt_early_for waits = sa->early ? IKT_EARLY_NOT : ikt_early_is(sa, message, seen);

    if (waits == IKT_EARLY_NOT) {
        fresh_message(session, sa, packet, message, seen);
        ikt_early_release(session, sa);
    } else {
        seen->name = early_name(sa, message, seen);
        ikt_early_hold(session, sa, waits, packet, message, seen);
    }
    publish_message(session, packet, seen);
    ikt_message_unref(opened);
}

static void repeat_quick(struct ikt_session *session, struct ikt_isakmp_sa *sa, struct ikt_seen *seen,
                         uint32_t message_id)
{
    struct ikt_quick_mode *quick = g_hash_table_lookup(sa->quick_modes, GUINT_TO_POINTER(message_id));
    if (!quick)
        return;
    for (unsigned place = 0; place < 4; place++) {
        if (quick->count[place] == 0 || quick->first_frame[place] != seen->duplicate_of)
            continue;
        seen->name = (enum ikt_message_name)(IKT_QUICK1 + place);
        if (quick->message[place])
            seen->message = quick->message[place];
        struct ikt_seen own = *seen;
        own.from_initiator = seen->from_initiator != quick->reversed;
        ikt_quick_mode_add(quick, place, &own);
        ikt_history_note(session->history, quick);
        ikt_session_review_quick(session, quick);
        ikt_session_touch_quick(session, quick);
        return;
    }
}

/* The message of a frame, readable where it is; unchanged when it is not listed. */
static void recall_message(const GArray *list, uint64_t frame, struct ikt_seen *seen)
{
    for (guint i = 0; i < list->len; i++) {
        const struct ikt_seen *first = &g_array_index(list, struct ikt_seen, i);
        if (first->frame == frame)
            seen->message = first->message;
    }
}

/* What is known of its first occurrence. */
static void recall(const struct ikt_isakmp_sa *sa, const struct ikt_repeat *repeat, struct ikt_seen *seen)
{
    seen->name = repeat->name;
    seen->duplicate_of = repeat->frame;
    seen->decryption = repeat->decryption;
    recall_message(sa->seen, repeat->frame, seen);
}

static void repeated_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                             const struct ikt_message *message, const struct ikt_repeat *repeat, struct ikt_seen *seen)
{
    recall(sa, repeat, seen);
    if (message->header.exchange == IKT_EXCHANGE_QUICK)
        repeat_quick(session, sa, seen, message->header.message_id);
    else
        ikt_isakmp_sa_list(sa, seen);
    if (repeat->name == sa->newest)
        sa->newest_repeats++;
    sa->names[seen->name]++;
    publish_message(session, packet, seen);
}

/*
 * A copy is shown like its original, and changes nothing, but for one that has another address: it was captured on the
 * other side of a NAT. Its cookies name the SA, its octets say which of those that have them alike.
 */
static void copied_message(struct ikt_session *session, const struct ikt_packet *packet,
                           const struct ikt_message *message, const uint64_t digest[static 2], struct ikt_seen *seen)
{
    const struct ikt_repeat *repeat = NULL;
    uint64_t original = seen->duplicate_of;
    struct ikt_isakmp_sa *next = ikt_session_by_cookie(session, message->header.initiator_cookie), *sa = NULL;

    for (; next && !repeat; next = next->same_cookie) {
        sa = next;
        repeat = ikt_repeat_of_copy(sa, digest, message->octets.length);
    }
    if (repeat) {
        const struct ikt_quick_mode *quick =
            g_hash_table_lookup(sa->quick_modes, GUINT_TO_POINTER(message->header.message_id));
        seen->from_initiator = repeat->from_initiator;
        if (repeat->from_initiator)
            ikt_party_learn_translation(sa, packet);
        recall(sa, repeat, seen);
        if (quick)
            recall_message(quick->seen, repeat->frame, seen);
        seen->duplicate_of = original;
    }
    publish(session, packet, seen, true);
}

static void note_sender(struct ikt_isakmp_sa *sa, struct ikt_seen *seen)
{
    seen->from_initiator = ikt_isakmp_sa_from_initiator(sa, &seen->source, &seen->destination);
    (seen->from_initiator ? &sa->initiator : &sa->responder)->seen = true;
    sa->last_time = seen->time;
}

static void take_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                         const struct ikt_message *message, struct ikt_seen *seen)
{
    struct ikt_repeat fresh;
    const struct ikt_repeat *repeat = ikt_repeat_find(sa, message, seen->from_initiator, &fresh);

    if (repeat) {
        repeated_message(session, sa, packet, message, repeat, seen);
    } else {
        first_message(session, sa, packet, message, seen);
        fresh.frame = packet->frame;
        fresh.name = seen->name;
        fresh.decryption = seen->decryption;
        ikt_repeat_remember(sa, &fresh);
    }
    ikt_session_review_sa(session, sa);
    ikt_session_touch_sa(session, sa);
}

static void take_datagram(struct ikt_session *session, const struct ikt_packet *packet,
                          const struct ikt_message *message);

/* A piece is shown as it is; the whole follows under the frame that completed it. */
static void take_fragment(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                          const struct ikt_message *message, struct ikt_seen *seen)
{
    if (!sa->fragments)
        sa->fragments = ikt_fragments_new();
    publish_message(session, packet, seen);
    struct ikt_message *whole = ikt_fragments_add(sa->fragments, message, seen->from_initiator, packet->frame);
    ikt_session_touch_sa(session, sa);
    ikt_session_review_sa(session, sa);
    if (!whole)
        return;
    /* It may claim other cookies than its pieces did: it is looked up anew. Fragments of fragments are none. */
    if (whole->has_header && whole->header.version >> 4 == 1 && !ikt_message_payload(whole, IKT_PAYLOAD_FRAGMENT, 0))
        take_datagram(session, packet, whole);
    ikt_message_unref(whole);
}

static void take_datagram(struct ikt_session *session, const struct ikt_packet *packet,
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

    uint64_t digest[2];

    ikt_session_advance(session, packet->time);
    ikt_history_saw(session->history, packet, true);
    ikt_copies_digest(message->octets, digest);
    seen.duplicate_of = ikt_session_find_copy(session, packet, digest);
    if (seen.duplicate_of != 0) {
        copied_message(session, packet, message, digest, &seen);
        return;
    }
    struct ikt_isakmp_sa *sa = ikt_session_find_sa(session, packet, message);
    if (!sa) {
        publish_message(session, packet, &seen);
        return;
    }
    note_sender(sa, &seen);
    if (ikt_message_payload(message, IKT_PAYLOAD_FRAGMENT, 0))
        take_fragment(session, sa, packet, message, &seen);
    else
        take_message(session, sa, packet, message, &seen);
}

void ikt_session_message(struct ikt_session *session, const struct ikt_packet *packet,
                         const struct ikt_message *message)
{
    const struct ikt_packet numbered = ikt_session_number(session, packet);
    take_datagram(session, &numbered, message);
}
