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
    const struct ikt_index_node *node = ikt_index_find_spi(&sa->quick_modes.index, notify->protocol, notify->spi);
    for (; node; node = node->older)
        if (!newest || node->quick->number > newest->number)
            newest = node->quick;
    return newest;
}

struct ikt_quick_mode *ikt_notify_match_time(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    return ikt_waiting_quick_modes_find(&sa->quick_modes, seen->from_initiator, seen->time);
}

struct ikt_quick_mode *ikt_notify_match(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    const struct ikt_notify *error = seen->message->encrypted ? NULL : ikt_position_error_notify(seen->message);
    struct ikt_quick_mode *quick = error ? match_spi(sa, error) : NULL;
    return quick ? quick : ikt_notify_match_time(sa, seen);
}
