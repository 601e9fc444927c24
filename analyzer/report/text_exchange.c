/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

#include <string.h>

#include "sas.h"
#include "text_event.h"

static const char *phase1_title(int exchange)
{
    switch (exchange) {
    case IKT_EXCHANGE_MAIN:
        return "main mode";
    case IKT_EXCHANGE_AGGRESSIVE:
        return "aggressive mode";
    case IKT_EXCHANGE_BASE:
        return "base mode";
    default:
        return "phase 1 not captured";
    }
}

/* "established, later deleted" */
static char *outcome_words(enum ikt_outcome outcome, enum ikt_ended ended)
{
    const char *later = ikt_ended_name(ended);
    return g_strconcat(ikt_outcome_name(outcome), later != NULL ? ", later " : NULL, later, NULL);
}

static void put_party(const struct ikt_layout *layout, const char *label, const struct ikt_party *party)
{
    char endpoint[IKT_ENDPOINT_TEXT];
    g_autoptr(GString) text = g_string_new(ikt_endpoint_format(&party->endpoint, endpoint));
    if (party->vendor_name != NULL)
        g_string_append_printf(text, ", %s", party->vendor_name);
    if (party->vendor_name != NULL && party->vendor_guessed)
        g_string_append_printf(text, " (guessed%s%s)", party->vendor_evidence != NULL ? ": " : "",
                               party->vendor_evidence != NULL ? party->vendor_evidence : "");
    if (party->id != NULL) {
        g_autofree char *id = ikt_identity_name(party->id);
        g_string_append_printf(text, ", ID %s", id);
    }
    if (party->behind_nat == IKT_YES)
        g_string_append(text, ", behind NAT");
    if (!party->seen)
        g_string_append(text, ", no packet from it in this capture");
    ikt_layout_field(layout, label, text->str);
}

static void put_time(const struct ikt_layout *layout, ikt_time start, ikt_time end)
{
    char time[IKT_TIME_TEXT];
    if (start == IKT_TIME_NONE)
        return;
    g_autoptr(GString) text = g_string_new(ikt_time_format(start, time));
    if (end != IKT_TIME_NONE && end > start)
        g_string_append_printf(text, ", took %" G_GINT64_FORMAT ".%03u ms", (end - start) / 1000,
                               (unsigned)((end - start) % 1000));
    ikt_layout_field(layout, "started", text->str);
}

static void put_psk(const struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    const char *initiator = record->initiator.psk, *responder = record->responder.psk;
    g_autofree char *text = NULL;
    if (initiator != NULL && responder != NULL && strcmp(initiator, responder) == 0)
        text = g_strdup_printf("the key at %s fits both sides", initiator);
    else if (initiator != NULL && responder != NULL)
        text = g_strdup_printf("the key at %s fits the initiator, the key at %s the responder", initiator, responder);
    else if (initiator != NULL)
        text = g_strdup_printf("the key at %s fits the initiator", initiator);
    else if (responder != NULL)
        text = g_strdup_printf("the key at %s fits the responder", responder);
    ikt_layout_field(layout, "preshared", text);
}

void ikt_text_phase1(const struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    g_autofree char *cookie = ikt_bytes_hex((struct ikt_bytes){record->initiator_cookie, IKT_COOKIE_SIZE});
    g_autofree char *answer = ikt_bytes_hex((struct ikt_bytes){record->responder_cookie, IKT_COOKIE_SIZE});
    g_autofree char *outcome = outcome_words(record->outcome, record->ended);
    g_autofree char *title = g_strdup_printf("ISAKMP SA %s, %s: %s", cookie, phase1_title(record->exchange), outcome);
    ikt_layout_gap(layout);
    ikt_layout_heading(layout, title);
    put_party(layout, "initiator", &record->initiator);
    put_party(layout, "responder", &record->responder);
    if (strspn(answer, "0") < strlen(answer))
        ikt_layout_field(layout, "its cookie", answer);
    put_time(layout, record->start_time, record->end_time);
    ikt_text_seen(layout, record->seen, record->seen_count);
    ikt_layout_field(layout, "IOS state", record->ios_state);
    ikt_text_proposals(layout, "offered", record->offer, NULL);
    ikt_text_proposals(layout, "chosen", record->choice, record->offer != NULL ? "nothing in this capture" : NULL);
    ikt_text_notifications(layout, record);
    ikt_text_deletions(layout, record);
    ikt_text_icmp(layout, record);
    ikt_layout_field(layout, "decryption", ikt_text_decryption(record->decryption));
    ikt_text_lost(layout, record->seen, record->seen_count);
    put_psk(layout, record);
    ikt_text_missing_key(layout, record);
    ikt_text_findings(layout, &record->findings, &record->initiator.endpoint.address,
                      &record->responder.endpoint.address);
}

static void put_proxies(const struct ikt_layout *layout, const char *label, const struct ikt_identity *initiator,
                        const struct ikt_identity *responder)
{
    if (initiator == NULL && responder == NULL)
        return;
    const struct ikt_identity *ids[] = {initiator, responder};
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *value = ids[i] != NULL ? ikt_identity_format(ids[i]) : g_strdup("?");
        g_string_append_printf(text, "%s%s", i > 0 ? " -> " : "", value);
        if (ids[i] != NULL && ids[i]->protocol != 0)
            g_string_append_printf(text, " protocol %u", ids[i]->protocol);
        if (ids[i] != NULL && ids[i]->port != 0)
            g_string_append_printf(text, " port %u", ids[i]->port);
    }
    ikt_layout_field(layout, label, text->str);
}

static void put_sas(const struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    g_autoptr(GArray) rows = ikt_report_sas(record);
    for (guint i = 0; i < rows->len; i++) {
        const struct ikt_flow *row = &g_array_index(rows, struct ikt_flow, i);
        const char *protocol = ikt_protocol_name(row->protocol);
        char source[IKT_ADDRESS_TEXT], destination[IKT_ADDRESS_TEXT];
        g_autoptr(GString) text = g_string_new(NULL);
        g_string_printf(text, "%s %08x, %s -> %s: ", protocol != NULL ? protocol : "SPI", row->spi,
                        ikt_address_format(&row->source, source), ikt_address_format(&row->destination, destination));
        if (row->packets == 0)
            g_string_append(text, "no packet");
        else
            g_string_append_printf(text, "%" G_GUINT64_FORMAT " packets, %" G_GUINT64_FORMAT " bytes", row->packets,
                                   row->octets);
        if (row->out_of_order > 0)
            g_string_append_printf(text, ", %" G_GUINT64_FORMAT " out of order", row->out_of_order);
        if (row->duplicates > 0)
            g_string_append_printf(text, ", %" G_GUINT64_FORMAT " twice", row->duplicates);
        ikt_layout_field(layout, i == 0 ? "IPsec SAs" : "", text->str);
    }
    if (record->flows_by_order)
        ikt_layout_field(layout, "", "guessed: seen first after this Quick Mode and before the next one");
}

static void put_pfs(const struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    if (record->offer == NULL)
        return;
    if (record->pfs_group == IKT_ABSENT) {
        ikt_layout_field(layout, "PFS", "none");
        return;
    }
    const char *name = ikt_group_name((unsigned)record->pfs_group);
    g_autofree char *text = g_strdup_printf("group%d%s%s%s", record->pfs_group, name != NULL ? " (" : "",
                                            name != NULL ? name : "", name != NULL ? ")" : "");
    ikt_layout_field(layout, "PFS", text);
}

void ikt_text_phase2(const struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    const struct ikt_address *initiator = &record->initiator->endpoint.address;
    const struct ikt_address *responder = &record->responder->endpoint.address;
    char from[IKT_ADDRESS_TEXT], to[IKT_ADDRESS_TEXT];
    g_autofree char *outcome = outcome_words(record->outcome, record->ended);
    g_autofree char *title =
        g_strdup_printf("Quick Mode %08x, %s -> %s: %s", record->message_id, ikt_address_format(initiator, from),
                        ikt_address_format(responder, to), outcome);
    g_autofree char *cookie = ikt_bytes_hex((struct ikt_bytes){record->phase1->initiator_cookie, IKT_COOKIE_SIZE});
    g_autofree char *parent =
        g_strconcat(cookie, record->reversed ? ", whose responder began this Quick Mode" : NULL, NULL);
    bool readable = record->offer != NULL;

    ikt_layout_gap(layout);
    ikt_layout_heading(layout, title);
    ikt_layout_field(layout, "ISAKMP SA", parent);
    put_time(layout, record->start_time, record->end_time);
    ikt_text_seen(layout, record->seen, record->seen_count);
    ikt_layout_field(layout, "decryption", ikt_text_decryption(record->decryption));
    ikt_text_lost(layout, record->seen, record->seen_count);
    ikt_text_proposals(layout, "offered", record->offer, NULL);
    ikt_text_proposals(layout, "chosen", record->choice, readable ? "nothing in this capture" : NULL);
    put_proxies(layout, "proxies", record->proxy_initiator, record->proxy_responder);
    put_proxies(layout, "answered", record->answered_initiator, record->answered_responder);
    put_pfs(layout, record);
    if (record->rejection != NULL)
        ikt_text_notification(layout, "refused by", record->rejection,
                              record->rejection->from_initiator != record->reversed);
    if (record->attempts > 0) {
        g_autofree char *attempts = g_strdup_printf("%u before this one, refused or unanswered", record->attempts);
        ikt_layout_field(layout, "attempts", attempts);
    }
    put_sas(layout, record);
    ikt_text_findings(layout, &record->findings, initiator, responder);
}
