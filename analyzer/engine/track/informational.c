/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/informational.h"

#include <stdlib.h>

#include "isakmp/message_spare.h"
#include "isakmp/reader.h"
#include "track/isakmp_sa.h"
#include "track/message_position.h"
#include "track/notify_match.h"
#include "track/phase1.h"
#include "track/quick_mode.h"

/* One message, and what comes of it. */
struct reading {
    struct ikt_isakmp_sa *sa;
    const struct ikt_seen *seen;
    bool encrypted; /* on the wire */
    const struct ikt_informational_scene *scene;
    ikt_time in_flight; /* until then */
    struct ikt_informational_result result;
};

static struct ikt_notification notification_of(const struct reading *reading, const struct ikt_notify *notify)
{
    const struct ikt_seen *seen = reading->seen;
    return (struct ikt_notification){
        .sequence = seen->sequence,
        .frame = seen->frame,
        .time = seen->time,
        .from_initiator = seen->from_initiator,
        .authenticated = seen->decryption == IKT_DECRYPTION_VERIFIED,
        .encrypted = reading->encrypted,
        .notify = notify,
    };
}

static void refuse_quick(struct reading *reading, struct ikt_quick_mode *quick,
                         const struct ikt_notification *notification)
{
    ikt_quick_mode_list_answer(quick, reading->seen);
    if (ikt_quick_mode_refuse(quick, notification, reading->seen->message))
        reading->result.refused = quick;
}

static bool refuse_phase1(struct reading *reading, const struct ikt_notify *notify)
{
    bool refuses = ikt_phase1_refuse(reading->sa, reading->seen, notify);
    reading->result.sa_changed = reading->result.sa_changed || refuses;
    return refuses;
}

/* What it refuses was not captured, or comes again behind it. */
static void leave_unplaced(struct reading *reading, const struct ikt_notification *notification)
{
    struct ikt_unplaced *unplaced = &reading->sa->unplaced;
    ikt_message_release(unplaced->seen.message);
    unplaced->seen = *reading->seen;
    unplaced->seen.message = ikt_message_ref(reading->seen->message);
    unplaced->notification = *notification;
}

static void readable_error(struct reading *reading, const struct ikt_notification *notification)
{
    const struct ikt_seen *seen = reading->seen;
    if (notification->notify->type == IKT_NOTIFY_INVALID_SPI)
        return; /* it speaks of ESP, and refuses nothing */
    struct ikt_quick_mode *quick = ikt_notify_match(reading->sa, seen);
    ikt_fingerprint_learn_notify(&reading->sa->peers[ikt_side(seen->from_initiator)].fingerprint, notification->notify);
    if (quick)
        refuse_quick(reading, quick, notification);
    else if (!refuse_phase1(reading, notification->notify))
        leave_unplaced(reading, notification);
}

/* Is phase 1 waiting for an answer of this side, and nothing else begun? */
static bool phase1_waits_for(const struct ikt_isakmp_sa *sa, bool from_initiator)
{
    const struct ikt_phase1_state *phase1 = &sa->phase1;
    return phase1->newest != IKT_MESSAGE_OTHER && phase1->newest_from_initiator != from_initiator &&
           sa->quick_modes.total == 0 && phase1->names[IKT_TRANSACTION] == 0 && phase1->names[IKT_MAIN6] == 0 &&
           phase1->names[IKT_AGGRESSIVE3] == 0;
}

/*
 * An informational that no key opens, right behind an unanswered message of the other side and no longer than a notify
 * with both cookies: an error notify, as far as order, direction and size tell (a delete is as long, but answers
 * nothing). One that comes late is an answer only where its length is that of an error notify and not of R-U-THERE:
 * dead peer detection goes on meanwhile.
 */
static void unreadable(struct reading *reading)
{
    const struct ikt_isakmp_sa *sa = reading->sa;
    const struct ikt_seen *seen = reading->seen;
    const struct ikt_cipher_sizes sizes = ikt_isakmp_sa_sizes(sa);
    bool known = sizes.block && sizes.hash;
    if (known && seen->length > IKT_HEADER_SIZE + 4 + sizes.hash + 32 + 2 * sizes.block)
        return;
    const struct ikt_notification notification = notification_of(reading, NULL);
    struct ikt_quick_mode *quick = ikt_notify_match_time(sa, seen);
    unsigned readings = ikt_length_readings(&sizes, seen->length);
    bool late = quick && seen->time - quick->last_time > IKT_PROMPT_ANSWER;
    if (late && known && (readings & (IKT_READING_ERROR | IKT_READING_ALIVE)) != IKT_READING_ERROR)
        return;
    /* After message 2 comes message 3; where that was lost, maybe a delete, which is as long as an error notify. */
    if (quick && quick->places[1].count > 0 && readings != IKT_READING_ERROR)
        return;
    if (quick)
        refuse_quick(reading, quick, &notification);
    else if (phase1_waits_for(sa, seen->from_initiator))
        refuse_phase1(reading, NULL);
    else
        return;
    ikt_isakmp_sa_list_notification(reading->sa, &notification);
    reading->result.name = IKT_NOTIFY;
}

/* An ISAKMP SA ends, and with it what it had not finished. */
static void delete_isakmp(struct reading *reading)
{
    if (!ikt_isakmp_sa_delete(reading->sa))
        return;
    for (GList *link = reading->sa->quick_modes.order.head; link; link = link->next)
        ikt_quick_mode_sa_deleted(link->data);
    reading->result.sa_changed = reading->result.quick_modes_changed = true;
}

/* An SPI of AH or ESP has four octets, a CPI of IPCOMP two (RFC 3173 section 3.3). */
static bool spi_number(struct ikt_bytes spi, uint32_t *out)
{
    struct ikt_reader reader = {.left = spi};
    uint16_t cpi;
    if (ikt_spi_number(spi, out))
        return true;
    if (spi.length != sizeof(cpi) || !ikt_read_u16(&reader, &cpi))
        return false;
    *out = cpi;
    return true;
}

/* Negotiated under another ISAKMP SA of the two, or told already. */
static void delete_elsewhere(struct reading *reading, const struct ikt_ipsec_name *name)
{
    struct ikt_ipsec_owner *owner = ikt_ipsec_owners_find(reading->scene->owners, name);
    if (!owner) {
        reading->result.unknown_deleted = true;
        return;
    }
    if (!reading->result.elsewhere)
        reading->result.elsewhere = g_ptr_array_new();
    g_ptr_array_add(reading->result.elsewhere, owner);
}

/*
 * Those that its sender takes packets under: of the offer, or of the choice, that it sent. Returns whether one that is
 * alive under this ISAKMP SA has it.
 */
static bool delete_spi(struct reading *reading, uint8_t protocol, struct ikt_bytes spi)
{
    const struct ikt_index_node *node = ikt_index_find_spi(&reading->sa->quick_modes.index, protocol, spi);
    bool found = false;
    for (; node; node = node->older) {
        struct ikt_quick_mode *quick = node->quick;
        if (node->from_initiator != reading->seen->from_initiator)
            continue;
        found = true;
        if (quick->ended == IKT_ENDED_DELETED)
            continue;
        ikt_quick_mode_ended(quick, IKT_ENDED_DELETED, reading->seen->sequence, reading->seen->time);
        reading->result.quick_modes_changed = true;
    }
    return found;
}

/* The SPIs of a delete are its sender's inbound ones (RFC 2408 section 3.15). */
static void delete_ipsec(struct reading *reading, const struct ikt_delete *deletion)
{
    const struct ikt_isakmp_sa *sa = reading->sa;
    const bool from_initiator = reading->seen->from_initiator;
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa), *responder = ikt_isakmp_sa_responder(sa);
    struct ikt_ipsec_name name = {.receiver = from_initiator ? initiator : responder,
                                  .sender = from_initiator ? responder : initiator,
                                  .protocol = deletion->protocol};

    for (size_t i = 0; i < deletion->spi_count; i++) {
        const struct ikt_bytes spi = ikt_delete_spi(deletion, i);
        if (!spi_number(spi, &name.spi))
            return;
        ikt_flow_table_end(reading->scene->flows, name.protocol, name.spi, name.receiver, reading->in_flight);
        if (!delete_spi(reading, name.protocol, spi))
            delete_elsewhere(reading, &name);
    }
}

static void read_delete(struct reading *reading, const struct ikt_delete *deletion)
{
    const struct ikt_seen *seen = reading->seen;
    const struct ikt_deletion listed = {
        .sequence = seen->sequence,
        .frame = seen->frame,
        .time = seen->time,
        .from_initiator = seen->from_initiator,
        .authenticated = seen->decryption == IKT_DECRYPTION_VERIFIED,
        .deletion = deletion,
    };
    /* A delete in clear proves nothing: peers ignore it (RFC 2409 section 5.7 wants it protected). */
    if (reading->encrypted && deletion->protocol == IKT_PROTOCOL_ISAKMP)
        delete_isakmp(reading);
    else if (reading->encrypted)
        delete_ipsec(reading, deletion);
    ikt_isakmp_sa_list_deletion(reading->sa, &listed);
}

/* INITIAL-CONTACT: its sender says that it has no other SA with the peer (RFC 2407 section 4.6.3.3). */
static void initial_contact(struct reading *reading)
{
    const struct ikt_isakmp_sa *sa = reading->sa;
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa), *responder = ikt_isakmp_sa_responder(sa);
    bool by_initiator = reading->seen->from_initiator;
    reading->result.contact = true;
    ikt_flow_table_replace_all(reading->scene->flows, by_initiator ? responder : initiator,
                               by_initiator ? initiator : responder, reading->in_flight);
}

static void count_invalid_spi(struct ikt_invalid_spi *invalid_spi, const struct ikt_notification *notification)
{
    if (invalid_spi->count++ == 0) {
        invalid_spi->first_frame = notification->frame;
        invalid_spi->first_sequence = notification->sequence;
    }
    invalid_spi->last_frame = notification->frame;
    invalid_spi->last_sequence = notification->sequence;
}

/* refuses: an error notify may refuse something. Returns whether this one was one. */
static bool read_notify(struct reading *reading, const struct ikt_notify *notify, bool refuses)
{
    const struct ikt_notification notification = notification_of(reading, notify);

    if (notify->type == IKT_NOTIFY_R_U_THERE || notify->type == IKT_NOTIFY_R_U_THERE_ACK) {
        ikt_dpd_learn(&reading->sa->dpd, &notification);
        return false;
    }
    if (notify->type == IKT_NOTIFY_INVALID_SPI)
        count_invalid_spi(&reading->sa->invalid_spi[ikt_side(notification.from_initiator)], &notification);
    if (notify->type == IKT_NOTIFY_INITIAL_CONTACT && notification.authenticated)
        initial_contact(reading);
    bool is_error = refuses && ikt_position_is_error(notify->type);
    if (is_error)
        readable_error(reading, &notification);
    ikt_isakmp_sa_list_notification(reading->sa, &notification);
    return is_error;
}

struct ikt_informational_result ikt_informational_take(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen,
                                                       bool encrypted, const struct ikt_informational_scene *scene)
{
    const struct ikt_message *message = seen->message;
    struct reading reading = {
        .sa = sa,
        .seen = seen,
        .encrypted = encrypted,
        .scene = scene,
        .in_flight = scene->now + IKT_IN_FLIGHT,
        .result = {.name = ikt_position_informational(message)},
    };
    bool refuses = message->header.exchange == IKT_EXCHANGE_INFORMATIONAL;

    if (message->encrypted)
        unreadable(&reading);
    for (size_t i = 0; !message->encrypted && i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        if (payload->type == IKT_PAYLOAD_NOTIFY && read_notify(&reading, &payload->notify, refuses))
            refuses = false; /* one message refuses one thing */
    }
    for (size_t i = 0; !message->encrypted && i < message->payload_count; i++)
        if (message->payloads[i].type == IKT_PAYLOAD_DELETE)
            read_delete(&reading, &message->payloads[i].deletion);
    return reading.result;
}

bool ikt_informational_place(struct ikt_isakmp_sa *sa, struct ikt_quick_mode *quick)
{
    struct ikt_unplaced *unplaced = &sa->unplaced;
    bool from_responder = unplaced->seen.from_initiator == quick->reversed;
    bool waits = quick->places[0].count > 1 && quick->places[1].count + quick->places[2].count == 0;

    if (!unplaced->seen.message || !from_responder || !waits ||
        quick->start_time - unplaced->seen.time > IKT_LATE_ANSWER)
        return false;
    ikt_quick_mode_list_answer(quick, &unplaced->seen);
    bool refused = ikt_quick_mode_refuse(quick, &unplaced->notification, unplaced->seen.message);
    ikt_message_release(unplaced->seen.message);
    unplaced->seen.message = NULL;
    return refused;
}
