/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/notify_match.h"

#include "track/message_position.h"
#include "track/quick_mode.h"

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
    struct ikt_quick_mode *newest = NULL;
    const struct ikt_index_node *node = ikt_index_find_spi(sa->quick_modes.index, notify->protocol, notify->spi);
    for (; node; node = node->older)
        if (!newest || node->quick->number > newest->number)
            newest = node->quick;
    return newest;
}

/* Is the Quick Mode waiting for something that this side would send? */
static bool waits_for(const struct ikt_quick_mode *quick, bool from_initiator)
{
    bool from_quick_initiator = from_initiator != quick->reversed;
    if (from_quick_initiator)
        return quick->places[1].count > 0 && quick->places[2].count == 0;
    return quick->places[0].count > 0 && quick->places[1].count == 0 && quick->places[2].count == 0;
}

struct ikt_quick_mode *ikt_notify_match_time(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    struct ikt_quick_mode *latest = NULL, *latest_rejected = NULL;
    for (GList *link = sa->quick_modes.order.head; link; link = link->next) {
        struct ikt_quick_mode *quick = link->data;
        ikt_time age = seen->time - quick->last_time;
        if (!waits_for(quick, seen->from_initiator) || age > IKT_LATE_ANSWER)
            continue;
        if (quick->refusal) {
            latest_rejected = quick;
            continue;
        }
        if (age <= IKT_PROMPT_ANSWER)
            return quick; /* several that wait are answered in their order */
        latest = quick;
    }
    return latest ? latest : latest_rejected;
}

struct ikt_quick_mode *ikt_notify_match(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    const struct ikt_notify *error = seen->message->encrypted ? NULL : ikt_position_error_notify(seen->message);
    struct ikt_quick_mode *quick = error ? match_spi(sa, error) : NULL;
    return quick ? quick : ikt_notify_match_time(sa, seen);
}
