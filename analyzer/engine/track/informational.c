/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which exchange a notify or a delete speaks of. No notify names the Quick Mode's message ID; the SPI names it where
 * the sender fills it in (IOS does), else direction and time do.
 */
#include <string.h>

#include "track/lengths.h"
#include "track/peer_fingerprint.h"
#include "track/message_position.h"
#include "track/session_internal.h"

/* An answer by order and time: right behind a proposal, or within the span of its retransmissions. */
#define PROMPT (2 * IKT_SECOND)
#define LATE   (60 * IKT_SECOND)

static bool has_spi(const struct ikt_sa *sa, uint8_t protocol, struct ikt_bytes spi)
{
    for (size_t i = 0; sa && i < sa->proposal_count; i++)
        if (sa->proposals[i].protocol == protocol && ikt_bytes_equal(sa->proposals[i].spi, spi))
            return true;
    return false;
}

static bool is_zero(struct ikt_bytes bytes)
{
    for (size_t i = 0; i < bytes.length; i++)
        if (bytes.data[i])
            return false;
    return true;
}

static struct ikt_quick_mode *match_spi(const struct ikt_isakmp_sa *sa, const struct ikt_notify *notify)
{
    if (notify->protocol == IKT_PROTOCOL_ISAKMP || is_zero(notify->spi))
        return NULL;
    for (GList *link = sa->quick_order.tail; link; link = link->prev) {
        struct ikt_quick_mode *quick = link->data;
        if (has_spi(ikt_quick_mode_offer(quick), notify->protocol, notify->spi) ||
            has_spi(ikt_quick_mode_choice(quick), notify->protocol, notify->spi))
            return quick;
    }
    return NULL;
}

/* Is the Quick Mode waiting for something that this side would send? */
static bool waits_for(const struct ikt_quick_mode *quick, bool from_initiator)
{
    bool from_quick_initiator = from_initiator != quick->reversed;
    if (from_quick_initiator)
        return quick->count[1] > 0 && quick->count[2] == 0;
    return quick->count[0] > 0 && quick->count[1] == 0;
}

static struct ikt_quick_mode *match_time(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    struct ikt_quick_mode *latest = NULL, *latest_rejected = NULL;
    for (GList *link = sa->quick_order.head; link; link = link->next) {
        struct ikt_quick_mode *quick = link->data;
        ikt_time age = seen->time - quick->last_time;
        if (!waits_for(quick, seen->from_initiator) || age > LATE)
            continue;
        if (quick->rejected) {
            latest_rejected = quick;
            continue;
        }
        if (age <= PROMPT)
            return quick; /* several that wait are answered in their order */
        latest = quick;
    }
    return latest ? latest : latest_rejected;
}

struct ikt_quick_mode *ikt_session_refused_by(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    const struct ikt_notify *error = seen->message->encrypted ? NULL : ikt_script_error_notify(seen->message);
    struct ikt_quick_mode *quick = error ? match_spi(sa, error) : NULL;
    return quick ? quick : match_time(sa, seen);
}

static void append_notification(struct ikt_isakmp_sa *sa, const struct ikt_notification *notification)
{
    if (sa->notifications->len < IKT_MAX_NOTICES)
        g_array_append_val(sa->notifications, *notification);
}

static void reject_quick(struct ikt_session *session, struct ikt_quick_mode *quick,
                         const struct ikt_notification *notification, const struct ikt_seen *seen)
{
    struct ikt_seen answer = *seen;
    answer.name = IKT_NOTIFY;
    answer.from_initiator = seen->from_initiator != quick->reversed;
    ikt_seen_add(quick->seen, &answer);
    if (quick->rejected || ikt_quick_mode_complete(quick))
        return;
    quick->rejected = true;
    quick->rejection = *notification;
    quick->last_time = seen->time;
    ikt_history_note(session->history, quick);
    ikt_session_review_quick(session, quick);
    if (session->events.refused) {
        struct ikt_evidence evidence;
        ikt_session_evidence(session, quick->sa, quick, &evidence);
        ikt_quick_mode_record(quick);
        session->events.refused(session->user, quick, &evidence);
        ikt_session_evidence_clear(&evidence);
    }
}

static void reject_phase1(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    if (ikt_isakmp_sa_established(sa) && sa->quick_total + sa->names[IKT_TRANSACTION] > 0)
        return;
    if (!sa->refused)
        sa->end_time = seen->time;
    sa->refused = true;
    ikt_session_review_sa(session, sa);
}

static void readable_error(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_seen *seen,
                           const struct ikt_notification *notification)
{
    if (notification->notify->type == IKT_NOTIFY_INVALID_SPI)
        return; /* it speaks of ESP, and refuses nothing */
    struct ikt_quick_mode *quick = ikt_session_refused_by(sa, seen);
    ikt_party_learn_notify(seen->from_initiator ? &sa->initiator : &sa->responder, notification->notify);
    if (quick)
        reject_quick(session, quick, notification, seen);
    else
        reject_phase1(session, sa, seen);
}

/*
 * A closed informational right behind an unanswered message of the other side, no longer than a notify with both
 * cookies: an error notify, as far as order, direction and size tell (a delete is as long, but answers nothing). One
 * that comes late is an answer only where its length is that of an error notify and not of R-U-THERE: dead peer
 * detection goes on meanwhile.
 */
static enum ikt_message_name closed(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    struct ikt_cipher_sizes sizes = {ikt_decryptor_block_size(sa->decryptor), ikt_decryptor_hash_size(sa->decryptor),
                                     IKT_PADDING_UNKNOWN};
    bool known = sizes.block && sizes.hash;
    if (known && seen->length > IKT_HEADER_SIZE + 4 + sizes.hash + 32 + 2 * sizes.block)
        return IKT_INFORMATIONAL;
    struct ikt_notification notification = {
        .sequence = seen->sequence,
        .frame = seen->frame,
        .time = seen->time,
        .from_initiator = seen->from_initiator,
        .encrypted = true,
    };
    struct ikt_quick_mode *quick = match_time(sa, seen);
    unsigned readings = ikt_length_readings(&sizes, seen->length);
    bool late = quick && seen->time - quick->last_time > PROMPT;
    if (late && known && (readings & (IKT_READING_ERROR | IKT_READING_ALIVE)) != IKT_READING_ERROR)
        return IKT_INFORMATIONAL;
    if (quick) {
        append_notification(sa, &notification);
        reject_quick(session, quick, &notification, seen);
        return IKT_NOTIFY;
    }
    bool waiting = sa->newest != IKT_MESSAGE_OTHER && sa->newest_from_initiator != seen->from_initiator;
    if (waiting && sa->quick_total == 0 && sa->names[IKT_TRANSACTION] == 0 && sa->names[IKT_MAIN6] == 0) {
        append_notification(sa, &notification);
        reject_phase1(session, sa, seen);
        return IKT_NOTIFY;
    }
    return IKT_INFORMATIONAL;
}

/* An ISAKMP SA ends, and with it what it had not finished. */
static void delete_isakmp(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    if (sa->deleted)
        return;
    sa->deleted = true;
    sa->ended = IKT_ENDED_DELETED;
    sa->deleted_before_end = !ikt_isakmp_sa_established(sa);
    for (GList *link = sa->quick_order.head; link; link = link->next) {
        struct ikt_quick_mode *quick = link->data;
        if (!ikt_quick_mode_complete(quick) && !quick->rejected) {
            quick->sa_deleted = true;
            ikt_session_review_quick(session, quick);
        }
    }
    ikt_session_review_sa(session, sa);
}

/* The SPIs of a delete are its sender's inbound ones (RFC 2408 section 3.15). */
static void delete_ipsec(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_delete *deletion,
                         bool from_initiator)
{
    const struct ikt_party *sender = from_initiator ? &sa->initiator : &sa->responder;
    for (size_t i = 0; deletion->spi_size == 4 && i < deletion->spi_count; i++) {
        const uint8_t *octets = deletion->spis.data + i * 4;
        uint32_t spi = (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 | octets[3];
        ikt_flow_table_end(session->flows, deletion->protocol, spi, &sender->endpoint.address,
                           session->clock.now + IKT_IN_FLIGHT);
    }
    for (GList *link = sa->quick_order.head; link; link = link->next) {
        struct ikt_quick_mode *quick = link->data;
        bool from_quick_initiator = from_initiator != quick->reversed;
        const struct ikt_sa *inbound =
            from_quick_initiator ? ikt_quick_mode_offer(quick) : ikt_quick_mode_choice(quick);
        for (size_t i = 0; i < deletion->spi_count; i++) {
            struct ikt_bytes spi = {deletion->spis.data + i * deletion->spi_size, deletion->spi_size};
            if (quick->ended == IKT_ENDED_DELETED || !has_spi(inbound, deletion->protocol, spi))
                continue;
            quick->ended = IKT_ENDED_DELETED;
            ikt_session_review_quick(session, quick);
        }
    }
}

static void deletions(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_seen *seen,
                      bool encrypted)
{
    for (size_t i = 0; i < seen->message->payload_count; i++) {
        const struct ikt_payload *payload = &seen->message->payloads[i];
        if (payload->type != IKT_PAYLOAD_DELETE)
            continue;
        struct ikt_deletion deletion = {
            .sequence = seen->sequence,
            .frame = seen->frame,
            .time = seen->time,
            .from_initiator = seen->from_initiator,
            .authenticated = seen->decryption == IKT_DECRYPTION_VERIFIED,
            .deletion = &payload->deletion,
        };
        if (sa->deletions->len < IKT_MAX_NOTICES) {
            g_array_append_val(sa->deletions, deletion);
            g_ptr_array_add(sa->kept, ikt_message_ref(seen->message));
        }
        /* A delete in clear proves nothing: peers ignore it (RFC 2409 section 5.7 wants it protected). */
        if (!encrypted)
            continue;
        if (payload->deletion.protocol == IKT_PROTOCOL_ISAKMP)
            delete_isakmp(session, sa);
        else
            delete_ipsec(session, sa, &payload->deletion, seen->from_initiator);
    }
}

/* INITIAL-CONTACT: its sender says that it has no other SA with the peer (RFC 2407 section 4.6.3.3). */
static void forget_flows(struct ikt_session *session, const struct ikt_isakmp_sa *sa, bool by_initiator)
{
    const struct ikt_address *sender = &(by_initiator ? &sa->initiator : &sa->responder)->endpoint.address;
    const struct ikt_address *other = &(by_initiator ? &sa->responder : &sa->initiator)->endpoint.address;
    ikt_flow_table_replace_all(session->flows, other, sender, session->clock.now + IKT_IN_FLIGHT);
}

enum ikt_message_name ikt_session_informational(struct ikt_session *session, struct ikt_isakmp_sa *sa,
                                                const struct ikt_seen *seen, bool encrypted)
{
    const struct ikt_notify *error = NULL;
    bool kept = false;

    if (seen->message->encrypted)
        return closed(session, sa, seen);
    for (size_t i = 0; i < seen->message->payload_count; i++) {
        const struct ikt_payload *payload = &seen->message->payloads[i];
        if (payload->type != IKT_PAYLOAD_NOTIFY)
            continue;
        struct ikt_notification notification = {
            .sequence = seen->sequence,
            .frame = seen->frame,
            .time = seen->time,
            .from_initiator = seen->from_initiator,
            .authenticated = seen->decryption == IKT_DECRYPTION_VERIFIED,
            .encrypted = encrypted,
            .notify = &payload->notify,
        };
        if (!kept && sa->kept->len < 4 * IKT_MAX_NOTICES)
            g_ptr_array_add(sa->kept, ikt_message_ref(seen->message));
        else if (!kept)
            break;
        kept = true;
        if (payload->notify.type == IKT_NOTIFY_R_U_THERE || payload->notify.type == IKT_NOTIFY_R_U_THERE_ACK) {
            ikt_dpd_learn(&sa->dpd, &notification);
            continue;
        }
        append_notification(sa, &notification);
        if (payload->notify.type == IKT_NOTIFY_INITIAL_CONTACT && notification.authenticated)
            forget_flows(session, sa, seen->from_initiator);
        bool is_error = ikt_script_is_error(payload->notify.type);
        if (is_error && !error && seen->message->header.exchange == IKT_EXCHANGE_INFORMATIONAL) {
            error = &payload->notify;
            readable_error(session, sa, seen, &notification);
        }
    }
    deletions(session, sa, seen, encrypted);
    return ikt_script_informational(seen->message);
}
