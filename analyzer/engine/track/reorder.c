/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/reorder.h"

#include "track/message_position.h"
#include "track/session_internal.h"

/* Frames are late by no more. */
#define LATENESS (IKT_SECOND / 10)

void ikt_early_free(struct ikt_early_message *early)
{
    if (!early)
        return;
    ikt_message_unref(early->message);
    g_free(early);
}

static bool has_begun(const struct ikt_isakmp_sa *sa)
{
    return sa->names[IKT_MAIN1] + sa->names[IKT_MAIN2] + sa->names[IKT_AGGRESSIVE1] > 0;
}

/* Has phase 1 got so far that the next message is its last, or beyond? */
static bool is_authenticating(const struct ikt_isakmp_sa *sa)
{
    return sa->names[IKT_MAIN5] > 0 || sa->names[IKT_AGGRESSIVE2] > 0;
}

static bool has_ended(const struct ikt_isakmp_sa *sa)
{
    return sa->names[IKT_MAIN6] > 0 || sa->names[IKT_AGGRESSIVE3] > 0;
}

static bool is_read(const struct ikt_seen *seen)
{
    return seen->decryption == IKT_DECRYPTION_VERIFIED || seen->decryption == IKT_DECRYPTION_DECRYPTED;
}

/* The message before one of phase 1; IKT_MESSAGE_OTHER: there is none. */
static enum ikt_message_name before(enum ikt_message_name name)
{
    bool follows = (name > IKT_MAIN1 && name <= IKT_MAIN6) || name == IKT_AGGRESSIVE2 || name == IKT_AGGRESSIVE3;
    return follows ? name - 1 : IKT_MESSAGE_OTHER;
}

/* Without any key the order of the messages of an exchange is told from their lengths, whichever comes first. */
static bool has_keys(struct ikt_isakmp_sa *sa)
{
    return ikt_decryptor_missing(sa->decryptor) != IKT_MISSING_ALL;
}

/* The first message of an exchange is read where phase 1 is whole, any other where the one before it is known. */
static bool lacks_predecessor(const struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                              const struct ikt_seen *seen)
{
    if (message->header.exchange == IKT_EXCHANGE_TRANSACTION)
        return has_ended(sa);
    const struct ikt_quick_mode *quick =
        g_hash_table_lookup(sa->quick_modes, GUINT_TO_POINTER(message->header.message_id));
    if (!quick)
        return has_ended(sa);
    return seen->from_initiator != quick->reversed && ikt_script_is_third(message) && quick->count[1] == 0;
}

static bool may_refuse(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    const struct ikt_quick_mode *quick = ikt_session_refused_by(sa, seen);
    if (quick && !quick->rejected)
        return false;
    const struct ikt_notify *error = seen->message->encrypted ? NULL : ikt_script_error_notify(seen->message);
    return seen->message->encrypted || (error && error->type != IKT_NOTIFY_INVALID_SPI);
}

enum ikt_early_for ikt_early_is(struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                                const struct ikt_seen *seen)
{
    uint8_t exchange = message->header.exchange;
    if (exchange == IKT_EXCHANGE_MAIN || exchange == IKT_EXCHANGE_AGGRESSIVE) {
        enum ikt_message_name missing = before(ikt_script_phase1(message, seen->from_initiator));
        bool early = missing != IKT_MESSAGE_OTHER && sa->names[missing] == 0 && !is_read(seen);
        return early ? IKT_EARLY_FOR_BEFORE : IKT_EARLY_NOT;
    }
    if (!message->encrypted)
        return IKT_EARLY_NOT;
    if (has_begun(sa) && !is_authenticating(sa))
        return IKT_EARLY_FOR_PROOF;
    if (exchange == IKT_EXCHANGE_INFORMATIONAL && has_ended(sa))
        return may_refuse(sa, seen) ? IKT_EARLY_FOR_PROPOSAL : IKT_EARLY_NOT;
    if (is_read(seen) || message->truncated || !has_keys(sa))
        return IKT_EARLY_NOT;
    if (is_authenticating(sa) && !has_ended(sa))
        return IKT_EARLY_FOR_PHASE1;
    bool chained = exchange == IKT_EXCHANGE_QUICK || exchange == IKT_EXCHANGE_TRANSACTION;
    return chained && lacks_predecessor(sa, message, seen) ? IKT_EARLY_FOR_EXCHANGE : IKT_EARLY_NOT;
}

bool ikt_early_awaits(const struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator)
{
    const struct ikt_early_message *early = sa->early;
    const struct ikt_header *header = &message->header, *own = &early->message->header;
    enum ikt_message_name name = ikt_script_phase1(message, from_initiator);

    switch (early->waits) {
    case IKT_EARLY_FOR_BEFORE:
        return header->exchange == own->exchange && name == before(early->seen.name);
    case IKT_EARLY_FOR_PROOF:
        return name == IKT_MAIN5 || name == IKT_AGGRESSIVE2;
    case IKT_EARLY_FOR_PHASE1:
        return name == IKT_MAIN6 || name == IKT_AGGRESSIVE3;
    case IKT_EARLY_FOR_EXCHANGE:
        return header->exchange == own->exchange && header->message_id == own->message_id;
    case IKT_EARLY_FOR_PROPOSAL:
        return header->exchange == IKT_EXCHANGE_QUICK && from_initiator != early->seen.from_initiator;
    default:
        return false;
    }
}

void ikt_early_hold(struct ikt_session *session, struct ikt_isakmp_sa *sa, enum ikt_early_for waits,
                    const struct ikt_packet *packet, const struct ikt_message *message, const struct ikt_seen *seen)
{
    struct ikt_early_message *early = g_new0(struct ikt_early_message, 1);

    early->waits = waits;
    early->message = ikt_message_ref(message);
    early->packet = *packet;
    early->seen = *seen;
    early->seen.message = NULL;
    early->since = session->clock.now;
    early->link.data = sa;
    sa->early = early;
    g_queue_push_tail_link(&session->early, &early->link);
}

void ikt_early_release(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    struct ikt_early_message *early = sa->early;

    if (!early)
        return;
    sa->early = NULL;
    g_queue_unlink(&session->early, &early->link);
    ikt_session_take_late(session, sa, early);
    ikt_early_free(early);
}

void ikt_early_expire(struct ikt_session *session)
{
    while (session->early.head) {
        struct ikt_isakmp_sa *sa = session->early.head->data;
        if (sa->early->since + LATENESS > session->clock.now)
            return;
        ikt_early_release(session, sa);
    }
}
