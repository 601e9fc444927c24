/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/shown.h"

#include "track/duplicate_packets.h"
#include "track/quick_mode.h"

/* A block of any cipher and the octet that counts the padding. */
#define PADDING 32

static bool is_pair(const struct ikt_shown *last, const struct ikt_seen *seen)
{
    const struct ikt_message *message = seen->message;
    const size_t clear = message->encrypted ? last->length : seen->length,
                 encrypted = message->encrypted ? seen->length : last->length;
    if (last->sequence == 0 || message->encrypted == last->encrypted || seen->time < last->time ||
        seen->time - last->time > IKT_DUPLICATE_TIME)
        return false;
    /* in phase 1 an encrypted message comes behind one in clear */
    return message->header.exchange == last->exchange_type && message->header.message_id == last->message_id &&
           (last->message_id != 0 || last->encrypted) && clear <= encrypted && encrypted - clear < PADDING;
}

bool ikt_shown_take(struct ikt_isakmp_sa *sa, struct ikt_seen *seen, struct ikt_quick_mode **quick)
{
    struct ikt_shown *last = &sa->shown[seen->from_initiator ? 0 : 1];
    const struct ikt_message *message = seen->message;
    *quick = NULL;
    if (!is_pair(last, seen) || (!message->encrypted && message->header.exchange == IKT_EXCHANGE_INFORMATIONAL)) {
        *last = (struct ikt_shown){.message_id = message->header.message_id,
                                   .exchange_type = message->header.exchange,
                                   .encrypted = message->encrypted,
                                   .length = seen->length,
                                   .time = seen->time,
                                   .sequence = seen->sequence,
                                   .frame = seen->frame};
        return false;
    }
    seen->duplicate_of = last->frame;
    seen->duplicate_of_sequence = last->sequence;
    struct ikt_quick_mode *found = message->encrypted ? NULL : ikt_quick_mode_find(sa, message->header.message_id);
    if (found && ikt_quick_mode_show(found, seen))
        *quick = found;
    return true;
}
