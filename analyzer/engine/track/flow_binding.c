/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/flow_binding.h"

#include "track/outcome.h"
#include "track/quick_mode.h"

/* An SPI that was negotiated. */
struct negotiated {
    uint8_t protocol;
    uint32_t spi;
    const struct ikt_address *destination;
};

/* All of a Quick Mode; each side's is its inbound one. Free with g_array_unref. */
static GArray *negotiated_spis(const struct ikt_quick_mode *quick)
{
    const struct ikt_isakmp_sa *sa = quick->sa;
    const struct ikt_address *one = ikt_isakmp_sa_initiator(sa), *other = ikt_isakmp_sa_responder(sa);
    const struct ikt_sa *lists[] = {ikt_quick_mode_choice(quick), ikt_quick_mode_offer(quick)};
    const struct ikt_address *inbound_at[] = {quick->reversed ? one : other, quick->reversed ? other : one};
    GArray *spis = g_array_new(FALSE, FALSE, sizeof(struct negotiated));

    for (unsigned side = 0; side < 2; side++) {
        for (size_t p = 0; lists[side] && p < lists[side]->proposal_count; p++) {
            const struct ikt_proposal *proposal = &lists[side]->proposals[p];
            struct negotiated negotiated = {.protocol = proposal->protocol, .destination = inbound_at[side]};
            if (ikt_spi_number(proposal->spi, &negotiated.spi))
                g_array_append_val(spis, negotiated);
        }
    }
    return spis;
}

/*
 * The next Quick Mode between the two, whoever begins it; G_MAXUINT64: there is none. 0: it may be one that is
 * forgotten.
 */
static uint64_t next_begins(const struct ikt_quick_mode *quick, struct ikt_history_table *table)
{
    const struct ikt_address *one = ikt_isakmp_sa_initiator(quick->sa), *other = ikt_isakmp_sa_responder(quick->sa);
    uint64_t more, next = G_MAXUINT64;
    g_autoptr(GArray) others = ikt_history_others(table, one, other, quick->history, &more);
    for (guint i = 0; i < others->len; i++) {
        const struct ikt_history *history = &g_array_index(others, struct ikt_history, i);
        if (history->sequence > quick->places[0].first_sequence && history->outcome != IKT_OUTCOME_REJECTED)
            next = MIN(next, history->sequence);
    }
    const uint64_t after = quick->places[0].first_sequence;
    const bool unknown =
        ikt_forgotten_within(ikt_history_past_of(table, one, other), IKT_FORGOTTEN_OPEN, after, next) ||
        ikt_forgotten_within(ikt_history_past_of(table, other, one), IKT_FORGOTTEN_OPEN, after, next);
    return unknown ? 0 : next;
}

static bool are_alike(const struct ikt_flow *a, const struct ikt_flow *b)
{
    return a->protocol == b->protocol && ikt_address_equal(&a->source, &b->source);
}

/*
 * The SPIs are encrypted, but the peers start to use them right after the exchange: an SPI that is first seen after the
 * answer and before the next Quick Mode of the two peers is its own, where it is the only one of its direction and
 * protocol.
 */
static void collect_by_order(struct ikt_quick_mode *quick, struct ikt_flow_table *flows,
                             struct ikt_history_table *history)
{
    if (ikt_quick_mode_offer(quick) || ikt_quick_mode_choice(quick) || !ikt_quick_mode_complete(quick) ||
        quick->places[0].first_sequence == 0)
        return;
    bool more;
    g_autoptr(GArray) born =
        ikt_flow_table_strays(flows, ikt_isakmp_sa_initiator(quick->sa), ikt_isakmp_sa_responder(quick->sa),
                              quick->places[1].first_sequence, next_begins(quick, history), &more);
    for (guint i = 0; !more && i < born->len; i++) {
        const struct ikt_flow *flow = &g_array_index(born, struct ikt_flow, i);
        unsigned same = 0;
        for (guint j = 0; j < born->len; j++)
            same += are_alike(flow, &g_array_index(born, struct ikt_flow, j));
        if (same == 1)
            ikt_list_add(&quick->flows.list, flow);
    }
    quick->flows.by_order = quick->flows.list.count > 0;
}

void ikt_flow_binding_collect(struct ikt_quick_mode *quick, struct ikt_flow_table *flows,
                              struct ikt_history_table *history)
{
    ikt_list_empty(&quick->flows.list);
    quick->flows.by_order = false;
    if (ikt_flow_table_is_empty(flows))
        return;
    g_autoptr(GArray) spis = negotiated_spis(quick);
    for (guint i = 0; i < spis->len; i++) {
        const struct negotiated *one = &g_array_index(spis, struct negotiated, i);
        const struct ikt_flow *flow = ikt_flow_table_claim(flows, one->protocol, one->spi, one->destination);
        if (flow)
            ikt_list_add(&quick->flows.list, flow);
    }
    collect_by_order(quick, flows, history);
}

void ikt_flow_binding_forget(struct ikt_quick_mode *quick)
{
    ikt_list_empty(&quick->flows.list);
    quick->flows.by_order = false;
}

void ikt_flow_binding_replace(const struct ikt_quick_mode *quick, struct ikt_flow_table *flows, ikt_time since)
{
    g_autoptr(GArray) spis = negotiated_spis(quick);
    for (guint i = 0; i < spis->len; i++) {
        const struct negotiated *one = &g_array_index(spis, struct negotiated, i);
        ikt_flow_table_replace(flows, one->protocol, one->spi, one->destination, since);
    }
}

void ikt_flow_binding_name(struct ikt_quick_mode *quick, struct ikt_ipsec_owners *owners)
{
    const struct ikt_address *one = ikt_isakmp_sa_initiator(quick->sa), *other = ikt_isakmp_sa_responder(quick->sa);
    g_autoptr(GArray) spis = negotiated_spis(quick);
    if (!quick->owner)
        quick->owner = ikt_ipsec_owner_new(quick, quick->places[0].first_sequence);
    for (guint i = 0; i < spis->len; i++) {
        const struct negotiated *spi = &g_array_index(spis, struct negotiated, i);
        const struct ikt_ipsec_name name = {.receiver = spi->destination,
                                            .sender = spi->destination == one ? other : one,
                                            .protocol = spi->protocol,
                                            .spi = spi->spi};
        ikt_ipsec_owners_add(owners, &name, quick->owner);
    }
}
