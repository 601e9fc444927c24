/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "without_ike.h"

#include "renderer.h"

enum ikt_without_ike ikt_without_ike_of(const struct ikt_capture *capture, const struct ikt_report_capture *input)
{
    if (capture->ike_messages > 0)
        return IKT_WITHOUT_NOT;
    if (input->packets == 0)
        return input->left_out > 0 ? IKT_WITHOUT_FILTERED : IKT_WITHOUT_PACKETS;
    if (input->others > 0)
        return IKT_WITHOUT_PEER;
    return capture->ikev2_messages > 0 ? IKT_WITHOUT_BUT_IKEV2 : IKT_WITHOUT_AMONG_OTHERS;
}

static const struct {
    const char *name, *text;
} words[IKT_WITHOUT_COUNT] = {
    [IKT_WITHOUT_PACKETS] = {"no-packets", "No packet was read."},
    [IKT_WITHOUT_FILTERED] = {"filter", "No packet passed the filter: nothing was judged."},
    [IKT_WITHOUT_PEER] = {"peer", "No IKEv1 of the peers that --peer names was seen, only IPsec of others: nothing was "
                                  "judged."},
    [IKT_WITHOUT_BUT_IKEV2] = {"ikev2-only", "No IKEv1 was seen, only IKEv2: nothing was judged."},
    [IKT_WITHOUT_AMONG_OTHERS] = {"other-traffic", "No IKEv1 was seen: nothing was judged."},
};

const char *ikt_without_ike_name(enum ikt_without_ike without)
{
    return words[without].name;
}

uint64_t ikt_without_ike_captures(const struct ikt_totals *totals)
{
    uint64_t captures = 0;
    for (unsigned i = IKT_WITHOUT_NOT + 1; i < IKT_WITHOUT_COUNT; i++)
        captures += totals->without[i];
    return captures;
}

const char *ikt_without_ike_sentence(const struct ikt_totals *totals)
{
    if (totals->captures == 0)
        return totals->unread > 0 ? "Nothing could be read: nothing was judged." : "No capture was found.";
    if (ikt_without_ike_captures(totals) < totals->captures)
        return "No negotiation was seen whole enough to name a tunnel.";
    for (unsigned i = IKT_WITHOUT_NOT + 1; i < IKT_WITHOUT_COUNT; i++)
        if (totals->without[i] == totals->captures)
            return words[i].text;
    return words[IKT_WITHOUT_AMONG_OTHERS].text;
}
