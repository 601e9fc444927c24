/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/lost_on_way.h"

#include "rules/shared_checks.h"

/* Fewer may be chance. */
#define SENDINGS_CERTAIN 2
/* A tunnel is up, and nothing waits for an answer: so many packets of ESP. */
#define ESP_LEAST 3

/* The way of one side among those of two addresses. */
static const struct ikt_transit_way *way_of(const struct ikt_transit *transit, const struct ikt_phase1 *sa,
                                            bool initiator)
{
    const bool low = ikt_address_compare(&sa->initiator.endpoint.address, &sa->responder.endpoint.address) < 0
                         ? initiator
                         : !initiator;
    return &transit->ways[low ? 0 : 1];
}

static enum ikt_likelihood likelihood_of(uint64_t sendings)
{
    return sendings >= SENDINGS_CERTAIN ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE;
}

/* Could their length be why, rather than their port? */
static bool may_be_too_long(const struct ikt_transit_count *lost, const struct ikt_transit_count *passed)
{
    return lost->lost_smallest > IKT_LONG_MESSAGE && lost->lost_smallest > passed->arrived_largest;
}

bool ikt_port_4500_is_lost(const struct ikt_evidence *evidence, const struct ikt_phase1 *sa,
                           struct ikt_lost_on_way *out)
{
    const struct ikt_transits *transits = evidence->transits;
    struct ikt_transit transit;
    if (!transits || !transits->of_sa(transits->user, sa->initiator_cookie, &transit))
        return false;
    for (int i = 0; i < 2; i++) {
        const struct ikt_transit_way *way = way_of(&transit, sa, i == 0);
        const struct ikt_transit_count *lost = &way->of[IKT_TRANSIT_PORT_4500];
        const struct ikt_transit_count *passed = &way->of[IKT_TRANSIT_PORT_500];
        if (lost->lost == 0 || lost->arrived > 0 || lost->beginning_came > 0 || passed->arrived == 0 ||
            may_be_too_long(lost, passed))
            continue;
        *out = (struct ikt_lost_on_way){i == 0, likelihood_of(lost->lost), *lost, *passed};
        return true;
    }
    return false;
}

/* What gets through on the same port, or of what is lost the beginning, tells length from port. */
static bool is_by_length(const struct ikt_transit_count *lost, const struct ikt_transit_count *passed)
{
    if (lost->lost == 0 || lost->lost_smallest <= passed->arrived_largest)
        return false;
    return lost->beginning_came > 0 || (passed->arrived > 0 && lost->arrived == 0);
}

bool ikt_long_is_lost(const struct ikt_evidence *evidence, const struct ikt_phase1 *sa, uint32_t message_id,
                      struct ikt_lost_on_way *out)
{
    const struct ikt_transits *transits = evidence->transits;
    struct ikt_transit own, all;
    if (!transits || !transits->of_exchange(transits->user, sa->initiator_cookie, message_id, &own) ||
        !transits->of_sa(transits->user, sa->initiator_cookie, &all))
        return false;
    for (int i = 0; i < 4; i++) {
        const bool initiator = i < 2;
        const int kind = i % 2 == 0 ? IKT_TRANSIT_PORT_500 : IKT_TRANSIT_PORT_4500;
        struct ikt_transit_count lost = way_of(&own, sa, initiator)->of[kind];
        const struct ikt_transit_count *passed = &way_of(&all, sa, initiator)->of[kind];
        lost.arrived = 0; /* shorter ones of the same exchange are among those that passed */
        if (!is_by_length(&lost, passed))
            continue;
        const bool is_long = lost.lost_smallest > IKT_LONG_MESSAGE || lost.in_fragments == lost.lost;
        *out = (struct ikt_lost_on_way){initiator, is_long ? likelihood_of(lost.lost) : IKT_LIKELIHOOD_PROBABLE, lost,
                                        *passed};
        return true;
    }
    return false;
}

bool ikt_esp_is_lost(const struct ikt_evidence *evidence, const struct ikt_phase1 *sa, struct ikt_lost_on_way *out)
{
    const struct ikt_transits *transits = evidence->transits;
    struct ikt_transit transit;
    if (!transits || !transits->of_pair(transits->user, &sa->initiator.endpoint.address,
                                        &sa->responder.endpoint.address, &transit, NULL))
        return false;
    for (int i = 0; i < 2; i++) {
        const struct ikt_transit_way *way = way_of(&transit, sa, i == 1);
        const struct ikt_transit_count *lost = &way->of[IKT_TRANSIT_ESP];
        const bool port_4500 = way->of[IKT_TRANSIT_PORT_4500].arrived > 0;
        const struct ikt_transit_count *passed = &way->of[port_4500 ? IKT_TRANSIT_PORT_4500 : IKT_TRANSIT_PORT_500];
        if (lost->lost < ESP_LEAST || lost->arrived > 0 || passed->arrived == 0)
            continue;
        *out = (struct ikt_lost_on_way){i == 1, IKT_LIKELIHOOD_CERTAIN, *lost, *passed};
        return true;
    }
    return false;
}

void ikt_say_lost_on_way(struct ikt_draft *draft, const struct ikt_lost_on_way *lost, const char *what,
                         struct ikt_value sender)
{
    const struct ikt_transit_count *count = &lost->lost;
    const struct ikt_value from = ikt_number(count->from + 1U), to = ikt_number(count->to + 1U);
    IKT_SUMMARY(draft, "{} {} of {} leave place {}, none reaches place {}", ikt_number(count->lost), ikt_words(what),
                sender, from, to);
    ikt_draft_frame(draft, count->first_lost);
    ikt_draft_frame(draft, count->last_lost);
    IKT_SAY(draft, "Both places captured at that time: frames {} to {} at place {}, nothing of them at place {}.",
            ikt_frame(count->first_lost), ikt_frame(count->last_lost), from, to);
    if (lost->passed.arrived > 0 && lost->passed.arrived_largest > 0)
        IKT_SAY(draft, "{} IKE message{} of {} got through on the same stretch, of up to {} bytes.",
                ikt_number(lost->passed.arrived), ikt_plural(lost->passed.arrived), sender,
                ikt_number(lost->passed.arrived_largest));
    if (count->lost_smallest > 0 && count->lost_smallest == count->lost_largest)
        IKT_SAY(draft, "Each that is lost has {} bytes.", ikt_number(count->lost_largest));
    else if (count->lost_smallest > 0)
        IKT_SAY(draft, "Those that are lost have {} to {} bytes.", ikt_number(count->lost_smallest),
                ikt_number(count->lost_largest));
    if (count->in_fragments > 0)
        IKT_SAY(draft, "{} left in IP fragments; of {} the first fragment arrived, and not the rest.",
                ikt_number(count->in_fragments), ikt_number(count->beginning_came));
    IKT_SAY(draft, "What drops them stands between these two places.");
}
