/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/reorder.h"

#include "isakmp/message_spare.h"
#include "track/message_position.h"
#include "track/notify_match.h"
#include "track/quick_mode.h"

void ikt_held_free(struct ikt_held *held)
{
    if (!held)
        return;
    ikt_message_release(held->message);
    g_free(held);
}

static bool has_begun(const struct ikt_isakmp_sa *sa)
{
    return sa->phase1.names[IKT_MAIN1] + sa->phase1.names[IKT_MAIN2] + sa->phase1.names[IKT_AGGRESSIVE1] > 0;
}

/* Has phase 1 got so far that the next message is its last, or beyond? */
static bool is_authenticating(const struct ikt_isakmp_sa *sa)
{
    return sa->phase1.names[IKT_MAIN5] > 0 || sa->phase1.names[IKT_AGGRESSIVE2] > 0;
}

static bool has_ended(const struct ikt_isakmp_sa *sa)
{
    return sa->phase1.names[IKT_MAIN6] > 0 || sa->phase1.names[IKT_AGGRESSIVE3] > 0;
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
    const struct ikt_quick_mode *quick = ikt_quick_mode_find(sa, message->header.message_id);
    if (!quick)
        return has_ended(sa);
    return seen->from_initiator != quick->reversed && ikt_position_is_third(message) && quick->places[1].count == 0;
}

static bool may_refuse(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    const struct ikt_quick_mode *quick = ikt_notify_match(sa, seen);
    if (quick && !quick->refusal)
        return false;
    const struct ikt_notify *error = seen->message->encrypted ? NULL : ikt_position_error_notify(seen->message);
    return seen->message->encrypted || (error && error->type != IKT_NOTIFY_INVALID_SPI);
}

enum ikt_reorder_wait ikt_reorder_waits_for(struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                                            const struct ikt_seen *seen)
{
    uint8_t exchange = message->header.exchange;
    if (exchange == IKT_EXCHANGE_MAIN || exchange == IKT_EXCHANGE_AGGRESSIVE) {
        enum ikt_message_name missing = before(ikt_position_phase1(message, seen->from_initiator));
        bool lacks = missing != IKT_MESSAGE_OTHER && sa->phase1.names[missing] == 0 && !is_read(seen);
        return lacks ? IKT_REORDER_PREDECESSOR : IKT_REORDER_NOTHING;
    }
    if (!message->encrypted)
        return IKT_REORDER_NOTHING;
    if (has_begun(sa) && !is_authenticating(sa))
        return IKT_REORDER_FIRST_KEYED;
    if (exchange == IKT_EXCHANGE_INFORMATIONAL && (has_ended(sa) || !has_begun(sa)))
        return may_refuse(sa, seen) ? IKT_REORDER_PROPOSAL : IKT_REORDER_NOTHING;
    if (is_read(seen) || message->truncated || !has_keys(sa))
        return IKT_REORDER_NOTHING;
    if (is_authenticating(sa) && !has_ended(sa))
        return IKT_REORDER_LAST_PHASE1;
    bool chained = exchange == IKT_EXCHANGE_QUICK || exchange == IKT_EXCHANGE_TRANSACTION;
    return chained && lacks_predecessor(sa, message, seen) ? IKT_REORDER_EXCHANGE : IKT_REORDER_NOTHING;
}

bool ikt_reorder_is_awaited(const struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator)
{
    const struct ikt_held *held = sa->held;
    const struct ikt_header *header = &message->header, *own = &held->message->header;
    enum ikt_message_name name = ikt_position_phase1(message, from_initiator);

    switch (held->waits) {
    case IKT_REORDER_PREDECESSOR:
        return header->exchange == own->exchange && name == before(held->seen.name);
    case IKT_REORDER_FIRST_KEYED:
        return name == IKT_MAIN5 || name == IKT_AGGRESSIVE2;
    case IKT_REORDER_LAST_PHASE1:
        return name == IKT_MAIN6 || name == IKT_AGGRESSIVE3;
    case IKT_REORDER_EXCHANGE:
        return header->exchange == own->exchange && header->message_id == own->message_id;
    case IKT_REORDER_PROPOSAL:
        return header->exchange == IKT_EXCHANGE_QUICK && from_initiator != held->seen.from_initiator;
    default:
        return false;
    }
}

void ikt_reorder_hold(struct ikt_reorder *reorder, struct ikt_isakmp_sa *sa, const struct ikt_held *held)
{
    struct ikt_held *copy = g_new(struct ikt_held, 1);

    *copy = *held;
    ikt_message_ref(copy->message);
    copy->seen.message = NULL;
    copy->link = (GList){.data = sa};
    sa->held = copy;
    g_queue_push_tail_link(&reorder->holding, &copy->link);
}

struct ikt_held *ikt_reorder_take(struct ikt_reorder *reorder, struct ikt_isakmp_sa *sa)
{
    struct ikt_held *held = sa->held;

    if (held)
        g_queue_unlink(&reorder->holding, &held->link);
    sa->held = NULL;
    return held;
}

struct ikt_isakmp_sa *ikt_reorder_expired(const struct ikt_reorder *reorder, ikt_time now)
{
    struct ikt_isakmp_sa *sa = reorder->holding.head ? reorder->holding.head->data : NULL;
    return sa && sa->held->since + IKT_LATENESS <= now ? sa : NULL;
}
