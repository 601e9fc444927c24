/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/ipsec_sas.h"

/* The offered proposal that was chosen; a responder that numbers anew leaves the protocol to go by. */
static const struct ikt_proposal *offered(const struct ikt_sa *offer, const struct ikt_proposal *chosen)
{
    const struct ikt_proposal *same_protocol = NULL;
    for (size_t i = 0; i < offer->proposal_count; i++) {
        const struct ikt_proposal *proposal = &offer->proposals[i];
        if (proposal->protocol != chosen->protocol)
            continue;
        if (proposal->number == chosen->number)
            return proposal;
        if (!same_protocol)
            same_protocol = proposal;
    }
    return same_protocol;
}

/* An SA is known by SPI and one of its ends: the other may be a NAT's address. */
static bool same_sa(const struct ikt_flow *a, const struct ikt_flow *b)
{
    return a->protocol == b->protocol && a->spi == b->spi &&
           (ikt_address_equal(&a->source, &b->source) || ikt_address_equal(&a->destination, &b->destination));
}

static bool was_seen(const struct ikt_phase2 *record, const struct ikt_flow *row)
{
    for (size_t i = 0; i < record->flow_count; i++) {
        if (same_sa(&record->flows[i], row))
            return true;
    }
    return false;
}

static void add_seen(GArray *rows, const struct ikt_phase2 *record, bool from_initiator)
{
    const struct ikt_address *initiator = &record->initiator->endpoint.address;
    for (size_t i = 0; i < record->flow_count; i++) {
        if (ikt_address_equal(&record->flows[i].source, initiator) == from_initiator)
            g_array_append_val(rows, record->flows[i]);
    }
}

static void add_negotiated(GArray *rows, const struct ikt_phase2 *record, bool from_initiator)
{
    if (record->outcome != IKT_OUTCOME_ESTABLISHED || !record->choice)
        return;
    const struct ikt_address *initiator = &record->initiator->endpoint.address;
    const struct ikt_address *responder = &record->responder->endpoint.address;
    for (size_t i = 0; i < record->choice->proposal_count; i++) {
        const struct ikt_proposal *proposal = &record->choice->proposals[i];
        if (proposal->protocol != IKT_PROTOCOL_ESP && proposal->protocol != IKT_PROTOCOL_AH)
            continue;
        if (!from_initiator)
            proposal = record->offer ? offered(record->offer, proposal) : NULL;
        struct ikt_flow row = {.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
        if (!proposal || !ikt_spi_number(proposal->spi, &row.spi))
            continue;
        row.protocol = proposal->protocol;
        row.source = from_initiator ? *initiator : *responder;
        row.destination = from_initiator ? *responder : *initiator;
        if (!was_seen(record, &row))
            g_array_append_val(rows, row);
    }
}

void ikt_ipsec_sas(const struct ikt_phase2 *record, GArray *rows)
{
    add_seen(rows, record, true);
    add_negotiated(rows, record, true);
    add_seen(rows, record, false);
    add_negotiated(rows, record, false);
}
