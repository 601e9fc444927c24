/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which ESP and AH belong to a Quick Mode that was not read. Its SPIs are hidden, but who has them uses them from then
 * on: an SPI that is first seen after its answer and before the next Quick Mode of the two peers is its own, where it
 * is the only one of its direction and protocol.
 */
#include "track/session_internal.h"

/* The frame of the next Quick Mode between the two, whoever begins it; G_MAXUINT64: there is none. */
static uint64_t next_frame(struct ikt_session *session, const struct ikt_quick_mode *quick)
{
    const struct ikt_isakmp_sa *sa = quick->sa;
    g_autoptr(GArray) others =
        ikt_history_others(session->history, &sa->initiator.endpoint.address, &sa->responder.endpoint.address, quick);
    uint64_t next = G_MAXUINT64;
    for (guint i = 0; i < others->len; i++) {
        const struct ikt_history *history = &g_array_index(others, struct ikt_history, i);
        if (history->frame > quick->first_frame[0] && history->outcome != IKT_OUTCOME_REJECTED)
            next = MIN(next, history->frame);
    }
    return next;
}

static bool alike(const struct ikt_flow *a, const struct ikt_flow *b)
{
    return a->protocol == b->protocol && ikt_address_equal(&a->source, &b->source);
}

void ikt_session_tie_flows(struct ikt_session *session, struct ikt_quick_mode *quick)
{
    const struct ikt_isakmp_sa *sa = quick->sa;
    quick->tied = false;
    if (ikt_quick_mode_offer(quick) || ikt_quick_mode_choice(quick) || !ikt_quick_mode_complete(quick) ||
        quick->first_frame[0] == 0)
        return;
    bool more;
    g_autoptr(GArray) born =
        ikt_flow_table_strays(session->flows, &sa->initiator.endpoint.address, &sa->responder.endpoint.address,
                              quick->first_frame[1], next_frame(session, quick), &more);
    for (guint i = 0; !more && i < born->len; i++) {
        const struct ikt_flow *flow = &g_array_index(born, struct ikt_flow, i);
        unsigned same = 0;
        for (guint j = 0; j < born->len; j++)
            same += alike(flow, &g_array_index(born, struct ikt_flow, j));
        if (same == 1)
            g_array_append_val(quick->flows, *flow);
    }
    quick->tied = quick->flows->len > 0;
}
